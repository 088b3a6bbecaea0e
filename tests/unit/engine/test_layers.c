/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "layers"
#include "ta_test_engine.h"

#include <unistd.h>

#include "base/hash.h"
#include "base/project.h"
#include "engine/layers.h"

#define SQUARE(west, east)                                                             \
    "[[[" west ",20],[" east ",20],[" east ",20.1],[" west ",20.1],[" west ",20]]]"
#define FEATURE(properties, coordinates)                                               \
    "{\"type\":\"Feature\",\"properties\":" properties                                 \
    ",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" coordinates "}}"
#define COLLECTION(features)                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static const char two_zones[] = COLLECTION(FEATURE(
    "{\"name\":\"core\",\"Status\":\"Core\"}",
    SQUARE("10", "10.1")) "," FEATURE("{\"name\":\"rim\",\"Status\":\"Buffer\"}",
                                      SQUARE("10.1", "10.2")));

static char told[1000];

static void on_problem(void *self, const struct ta_import_problem *p)
{
    (void)self;
    size_t n = strlen(told);
    snprintf(told + n, sizeof told - n, "%zu: %s\n", p->row, p->reason);
}

static struct ta_layer_import job(const char *path)
{
    told[0] = '\0';
    return (struct ta_layer_import){.path = path,
                                    .name = "reserve",
                                    .kind = "zones",
                                    .position_error_m = 50,
                                    .from = 14000,
                                    .to = TA_DAY_NONE,
                                    .who = "li",
                                    .now = NOW,
                                    .problem = on_problem};
}

static void a_layer_is_kept_under_its_hash(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_layer_row row, got;
    enum ta_put how;
    char hash[TA_HEX_SIZE], path[600];
    struct ta_layer_import in = job(file_with("a.GeoJSON", two_zones));
    in.class_field = "Status";
    in.source = "the ministry";
    assert_ok(ta_engine_layer_import(&w, &in, &row, &how, &err));
    assert_int_equal(how, TA_PUT_ADDED);
    ta_sha256(two_zones, strlen(two_zones), hash);
    assert_string_equal(row.sha256, hash);
    snprintf(path, sizeof path, "layers/%s.geojson", hash);
    assert_string_equal(row.path, path);
    assert_string_equal(row.crs, "OGC:CRS84");
    assert_true(row.accuracy_m == 0);
    assert_int_equal(row.to, TA_DAY_OPEN);
    assert_ok(ta_engine_layer_import(&w, &in, &row, &how, &err));
    assert_int_equal(how, TA_PUT_UNCHANGED);

    struct ta_layer layer;
    assert_ok(w.store.ops->layer_get(w.store.self, "reserve", &got, &err));
    assert_ok(ta_engine_layer_zones(&w, &got, &layer, &err));
    assert_int_equal(layer.n, 2);
    assert_string_equal(layer.zone[0].zone_class, "Core");
    assert_string_equal(layer.zone[1].name, "rim");
    ta_layer_free(&layer);
    assert_string_equal(got.extent_sha256, "");
    ta_workspace_close(&w);
}

static void a_new_version_leaves_the_old_file(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_layer_row first, second;
    enum ta_put how;
    struct ta_layer_import in = job(file_with("a.geojson", two_zones));
    assert_ok(ta_engine_layer_import(&w, &in, &first, &how, &err));
    in = job(file_with("a.geojson",
                       COLLECTION(FEATURE("{\"name\":\"x\"}", SQUARE("10", "10.1")))));
    assert_ok(ta_engine_layer_import(&w, &in, &second, &how, &err));
    assert_int_equal(how, TA_PUT_UPDATED);
    assert_int_equal(second.version, 2);
    struct ta_layer layer;
    assert_ok(ta_engine_layer_zones(&w, &first, &layer, &err));
    assert_int_equal(layer.n, 2);
    ta_layer_free(&layer);
    assert_ok(ta_engine_layer_remove(&w, "reserve", "li", NOW, &err));
    assert_gives(ta_engine_layer_remove(&w, "reserve", "li", NOW, &err), TA_E_NOTFOUND);
    assert_ok(ta_engine_layer_zones(&w, &second, &layer, &err));
    ta_layer_free(&layer);
    ta_workspace_close(&w);
}

static size_t files_in_layers(void)
{
    char **names = NULL;
    size_t n = 0;
    if (ta_folder_list(WORKSPACE "/layers", &names, &n, NULL) != TA_OK) return 0;
    ta_free(names);
    return n;
}

static void one_bad_zone_refuses_the_layer(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_layer_row row;
    enum ta_put how;
    struct ta_layer_import in = job(file_with(
        "a.geojson",
        COLLECTION(FEATURE("{\"name\":\"core\"}", SQUARE("10", "10.1")) "," FEATURE(
            "{\"name\":\"none\"}", "[[[1,1],[2,2],[1,1]]]"))));
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    assert_words("1 of 2 rows cannot be used");
    assert_non_null(strstr(told, "2: "));
    assert_int_equal(files_in_layers(), 0);
    assert_gives(w.store.ops->layer_get(w.store.self, "reserve", &row, &err),
                 TA_E_NOTFOUND);
    ta_workspace_close(&w);
}

static void what_is_no_layer_is_refused(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_layer_row row;
    enum ta_put how;
    struct ta_layer_import in = job(file_with("a.geojson", two_zones));
    in.name = "no way";
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    in = job(file_with("a.geojson", two_zones));
    in.class_field = "Colour";
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    assert_words("no row has a field 'Colour'");
    in = job(file_with("a.geojson", two_zones));
    in.to = 13000;
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    in = job(file_with("a.csv", "name,wkt\n"));
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    assert_non_null(strstr(err.mend, "--crs"));
    in = job(FOLDER "/none.geojson");
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_NOTFOUND);
    in = job(FOLDER);
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    assert_words("no ordinary file");
    in = job(file_with("a.tif", "no raster"));
    in.kind = "grid";
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    assert_words("neither GeoTIFF");
    assert_int_equal(files_in_layers(), 0);
    ta_workspace_close(&w);
}

static void a_layer_knows_where_it_is_complete(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_layer_row row;
    enum ta_put how;
    file_with("two.geojson", two_zones);
    file_with("extent.geojson", COLLECTION(FEATURE("{}", SQUARE("9", "11"))));
    struct ta_layer_import in = job(file_with("a.geojson", two_zones));
    in.extent = FOLDER "/two.geojson";
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    assert_words("holds 2 shapes");
    in.extent = FOLDER "/extent.geojson";
    assert_ok(ta_engine_layer_import(&w, &in, &row, &how, &err));
    void *kept = NULL;
    size_t size = 0;
    assert_ok(
        w.store.ops->document_get(w.store.self, row.extent_sha256, &kept, &size, &err));
    static const char want[] =
        "{\"coordinates\":[[[9,20],[11,20],[11,20.1],[9,20.1],[9,20]]],\"type\":"
        "\"Polygon\"}";
    assert_int_equal(size, sizeof want - 1);
    assert_memory_equal(kept, want, size);
    ta_free(kept);
    ta_workspace_close(&w);
}

static void a_file_that_was_changed_is_not_read(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_layer_row row;
    struct ta_layer layer;
    enum ta_put how;
    struct ta_layer_import in = job(file_with("a.geojson", two_zones));
    assert_ok(ta_engine_layer_import(&w, &in, &row, &how, &err));
    char *path = ta_workspace_path(&w, row.path);
    assert_ok(ta_file_write(path, "{}", 2, 0666, &err));
    assert_gives(ta_engine_layer_zones(&w, &row, &layer, &err), TA_E_DATA);
    assert_words("is not the file that layer reserve was read from");
    assert_int_equal(unlink(path), 0);
    assert_gives(ta_engine_layer_zones(&w, &row, &layer, &err), TA_E_NOTFOUND);
    ta_free(path);
    ta_workspace_close(&w);
}

/* The reserve's files name no datum: without the user's word they are refused. */
static void kafa_needs_its_crs(void **state)
{
    (void)state;
    const char *data = ta_test_data();
    if (data == NULL) skip();
    char path[600];
    snprintf(path, sizeof path, "%s/data/ethiopia_kafa/kafa_biosphere_zones.gpkg",
             data);
    struct ta_workspace w = workspace_open();
    struct ta_layer_row row;
    enum ta_put how;
    struct ta_layer_import in = job(path);
    in.class_field = "Status_1";
    assert_gives(ta_engine_layer_import(&w, &in, &row, &how, &err), TA_E_DATA);
    assert_non_null(strstr(err.mend, "--crs"));
    in.crs = "EPSG:20137";
    assert_ok(ta_engine_layer_import(&w, &in, &row, &how, &err));
    assert_string_equal(row.crs, "EPSG:20137");
    assert_true(row.accuracy_m > 0);
    struct ta_layer layer;
    assert_ok(ta_engine_layer_zones(&w, &row, &layer, &err));
    size_t core = 0;
    for (size_t i = 0; i < layer.n; i++)
        core += strstr(layer.zone[i].zone_class, "ore") != NULL;
    printf("      %zu zones, %zu of them core\n", layer.n, core);
    assert_int_equal(layer.n, 21);
    ta_layer_free(&layer);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_layer_is_kept_under_its_hash, fresh_folder),
        cmocka_unit_test_setup(a_new_version_leaves_the_old_file, fresh_folder),
        cmocka_unit_test_setup(one_bad_zone_refuses_the_layer, fresh_folder),
        cmocka_unit_test_setup(what_is_no_layer_is_refused, fresh_folder),
        cmocka_unit_test_setup(a_layer_knows_where_it_is_complete, fresh_folder),
        cmocka_unit_test_setup(a_file_that_was_changed_is_not_read, fresh_folder),
        cmocka_unit_test_setup(kafa_needs_its_crs, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_write.c  Written files come back as they were, in the form their standards ask. */
#include "geo_test.h"

#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "geo/shape.h"
#include "geo/vector.h"
#include "geo/write.h"

static const struct ta_column columns[] = {
    {"zone", TA_COLUMN_TEXT},
    {"count", TA_COLUMN_WHOLE},
    {"mean", TA_COLUMN_NUMBER},
    {"date", TA_COLUMN_DAY},
};
static const struct ta_writer_options options = {"zones", 4, columns,
                                                 INT64_C(1700000000000000)};

static const char *path_of(const char *name)
{
    static char path[512];
    (void)snprintf(path, sizeof path, "%s/geo_%s", TA_BINARY_DIR, name);
    return path;
}

/* Files that stand beside one of that name while it is written. */
static size_t parts_of(const char *name)
{
    char **names = NULL, begin[256];
    size_t n = 0, found = 0;
    (void)snprintf(begin, sizeof begin, "%s.part", name);
    assert_int_equal(ta_folder_list(TA_BINARY_DIR, &names, &n, NULL), TA_OK);
    for (size_t i = 0; i < n; i++)
        found += strncmp(names[i], begin, strlen(begin)) == 0;
    ta_free(names);
    return found;
}

static enum ta_status add(struct ta_writer *writer, const char *outline,
                          const char *zone, int64_t count, double mean)
{
    struct ta_cell cell[4] = {{.text = zone},
                              {.whole = count},
                              {.number = mean},
                              {.day = ta_day_from_civil(2024, 2, 29)}};
    if (outline == NULL) cell[1].absent = true;
    if (outline == NULL) cell[3].day = TA_DAY_NONE;
    struct ta_polygons shape = {0};
    if (outline != NULL) shape = drawn(outline);
    enum ta_status status =
        ta_writer_add(writer, outline == NULL ? NULL : &shape, cell, NULL);
    ta_polygons_free(&shape);
    return status;
}

static void write_sample(const char *path)
{
    struct ta_error err = {0};
    struct ta_writer *writer = NULL;
    if (ta_writer_open(path, &options, &writer, &err) != TA_OK)
        fail_msg("%s", err.text);
    assert_int_equal(
        add(writer,
            "10.123456789 20,11 20,11 21,10 21,10.123456789 20;10.5 20.5,10.5 "
            "20.6,10.6 20.6,10.5 20.5",
            "\xe7\x9f\xbf \"1\"", INT64_C(9007199254740993), 0.1),
        TA_OK);
    assert_int_equal(
        add(writer,
            "179 -18,180 -18,180 -17,179 -18|-180 -18,-179 -18,-180 -17,-180 "
            "-18",
            "Fiji", 2, 1.0 / 3.0),
        TA_OK);
    assert_int_equal(add(writer, NULL, NULL, 0, (double)NAN), TA_OK);
    if (ta_writer_finish(writer, &err) != TA_OK) fail_msg("%s", err.text);
}

struct back {
    char text[2048];
    size_t points[4], parts[4];
};

static enum ta_status on_row(void *self, const struct ta_feature *feature,
                             struct ta_error *err)
{
    struct back *back = self;
    char *json = json_dumps(feature->fields, JSON_COMPACT | JSON_SORT_KEYS);
    size_t used = strlen(back->text);
    (void)err;
    assert_null(feature->bad);
    (void)snprintf(back->text + used, sizeof back->text - used, "%s\n", json);
    back->points[feature->row] = feature->outline.n_points;
    back->parts[feature->row] = feature->outline.n_parts;
    free(json);
    return TA_OK;
}

static struct back read_back(const char *path)
{
    struct back back = {0};
    struct ta_vector *vector = NULL;
    struct ta_vector_options wanted = {0};
    assert_int_equal(ta_vector_open(path, &wanted, &vector, NULL), TA_OK);
    char name[TA_CRS_NAME];
    assert_int_equal(ta_crs_name(ta_vector_crs(vector), name, NULL), TA_OK);
    assert_true(strcmp(name, "EPSG:4326") == 0 || strcmp(name, "OGC:CRS84") == 0);
    assert_int_equal(ta_vector_each(vector, on_row, &back, NULL), TA_OK);
    ta_vector_close(vector);
    return back;
}

static void check_back(const struct back *back, const char *last)
{
    char want[1024];
    (void)snprintf(
        want, sizeof want,
        "{\"count\":9007199254740993,\"date\":\"2024-02-29\",\"mean\":"
        "0.10000000000000001,\"zone\":\"\xe7\x9f\xbf \\\"1\\\"\"}\n"
        "{\"count\":2,\"date\":\"2024-02-29\",\"mean\":0.33333333333333331,\"zone\":"
        "\"Fiji\"}\n%s\n",
        last);
    assert_string_equal(back->text, want);
    assert_int_equal(back->points[1], 9);
    assert_int_equal(back->parts[1], 1);
    assert_int_equal(back->parts[2], 2);
    assert_int_equal(back->points[3], 0);
}

static void test_geojson(void **state)
{
    (void)state;
    const char *path = path_of("out.geojson");
    write_sample(path);
    struct back back = read_back(path);
    check_back(&back, "{\"count\":null,\"date\":null,\"mean\":null,\"zone\":null}");

    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &size, NULL), TA_OK);
    assert_non_null(strstr(bytes, "10.1234568,")); /* RFC 7946, 11.2 */
    assert_null(strstr(bytes, "10.12345678,"));
    assert_null(strstr(bytes, "\"crs\"")); /* RFC 7946, 4 */
    assert_null(strstr(bytes, "NaN"));
    assert_null(strstr(bytes, "0.1000000000")); /* shortest digits that read back */
    ta_free(bytes);
    assert_int_equal(parts_of("geo_out.geojson"), 0);
}

static void test_geopackage(void **state)
{
    (void)state;
    char first[TA_HEX_SIZE], second[TA_HEX_SIZE];
    write_sample(path_of("out.gpkg"));
    struct back back = read_back(path_of("out.gpkg"));
    check_back(&back, "{}");
    assert_int_equal(ta_sha256_file(path_of("out.gpkg"), first, NULL), TA_OK);
    write_sample(path_of("out.gpkg")); /* over the one that stands there */
    assert_int_equal(ta_sha256_file(path_of("out.gpkg"), second, NULL), TA_OK);
    assert_string_equal(first, second);
}

static void test_imported_again(void **state)
{
    (void)state; /* projects through a GeoPackage: typed columns, id and money */
    static const struct ta_column typed[] = {
        {"project_id", TA_COLUMN_TEXT},        {"loan_id", TA_COLUMN_TEXT},
        {"asset_class", TA_COLUMN_TEXT},       {"outstanding", TA_COLUMN_NUMBER},
        {"currency", TA_COLUMN_TEXT},          {"position_error_m", TA_COLUMN_NUMBER},
        {"construction_start", TA_COLUMN_DAY},
    };
    struct ta_writer_options wanted = {"projects", 7, typed, 0};
    struct ta_writer *writer = NULL;
    const char *path = path_of("projects.gpkg");
    assert_int_equal(ta_writer_open(path, &wanted, &writer, NULL), TA_OK);
    const struct ta_cell cell[] = {
        {.text = "P-1"},
        {.text = "L-1"},
        {.text = "project_finance"},
        {.number = 1234567.89},
        {.text = "CNY"},
        {.number = 12.5},
        {.day = ta_day_from_civil(2020, 1, 2)},
    };
    struct ta_polygons shape = drawn("10 20,10.01 20,10.01 20.01,10 20");
    assert_int_equal(ta_writer_add(writer, &shape, cell, NULL), TA_OK);
    ta_polygons_free(&shape);
    assert_int_equal(ta_writer_finish(writer, NULL), TA_OK);

    struct told *told = imported(path, NULL);
    assert_int_equal(told->status, TA_OK);
    assert_string_equal(told->text, "project P-1 sites 1\n");
    const char *const parts[] = {"\"minor\":\"123456789\"", "\"position_error_m\":12.5",
                                 "\"construction_start\":\"2020-01-02\""};
    for (size_t i = 0; i < 3; i++)
        if (strstr(told->json, parts[i]) == NULL)
            fail_msg("%s not in %s", parts[i], told->json);
}

static void test_nothing_half_written(void **state)
{
    (void)state;
    struct ta_writer *writer = NULL;
    char path[512];
    (void)snprintf(path, sizeof path, "%s", written("kept.gpkg", "what stood there"));
    assert_int_equal(ta_writer_open(path, &options, &writer, NULL), TA_OK);
    assert_int_equal(add(writer, "0 0,1 0,1 1,0 0", "a", 1, 1.0), TA_OK);
    ta_writer_abandon(writer);
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(ta_file_read(path, 100, &bytes, &size, NULL), TA_OK);
    assert_string_equal(bytes, "what stood there");
    ta_free(bytes);
    assert_int_equal(parts_of("geo_kept.gpkg"), 0);
    ta_writer_abandon(NULL);
}

static void test_two_at_once(void **state)
{
    (void)
        state; /* as two programs are told to write one file: the later one stands, whole */
    static const char *const name[] = {"both.gpkg", "both.geojson"};
    for (size_t i = 0; i < 2; i++) {
        struct ta_writer *writer[2];
        const char *path = path_of(name[i]);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(ta_writer_open(path, &options, &writer[k], NULL), TA_OK);
            assert_int_equal(add(writer[k], "0 0,1 0,1 1,0 0", "a", k, 1.0), TA_OK);
        }
        assert_int_equal(ta_writer_finish(writer[1], NULL), TA_OK);
        assert_int_equal(ta_writer_finish(writer[0], NULL), TA_OK);
        struct back back = read_back(path_of(name[i]));
        assert_non_null(strstr(back.text, "\"count\":0"));
    }
}

static void test_refusals(void **state)
{
    (void)state;
    struct ta_writer *writer = NULL;
    struct ta_error err = {0};
    assert_int_equal(ta_writer_open("x.kml", &options, &writer, &err), TA_E_USAGE);
    assert_int_equal(ta_writer_open(".gpkg", &options, &writer, &err), TA_E_USAGE);
    assert_int_equal(ta_writer_open("/nowhere/x.gpkg", &options, &writer, &err),
                     TA_E_NOTFOUND);
    assert_string_equal(err.mend, "make its folder first, or name another path");
    assert_int_equal(ta_writer_open("/nowhere/x.geojson", &options, &writer, &err),
                     TA_E_NOTFOUND);
    const struct ta_column twice[] = {{"a", TA_COLUMN_TEXT}, {"A", TA_COLUMN_WHOLE}};
    struct ta_writer_options bad = {"zones", 2, twice, 0};
    assert_int_equal(ta_writer_open(path_of("bad.gpkg"), &bad, &writer, NULL),
                     TA_E_ARG);
    assert_int_equal(ta_writer_open(path_of("text.geojson"), &options, &writer, NULL),
                     TA_OK);
    assert_int_equal(add(writer, NULL, "\xff", 1, 1.0), TA_E_ARG);
    ta_writer_abandon(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geojson),
        cmocka_unit_test(test_geopackage),
        cmocka_unit_test(test_imported_again),
        cmocka_unit_test(test_nothing_half_written),
        cmocka_unit_test(test_two_at_once),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

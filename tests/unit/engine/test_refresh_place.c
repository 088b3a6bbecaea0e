/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh_place"
#include "base/hash.h"
#include "ta_test_refresh.h"

#include "engine/site.h"

static void cut_short(const char *path, off_t size)
{
    assert_int_equal(truncate(path, size), 0);
}

/* Scenes set aside over the only site of @p project, by id. */
static struct ta_scene_row *aside_over(struct ta_workspace *w, const char *project,
                                       size_t *n)
{
    struct ta_project p = {.n_sites = 0};
    struct ta_scene_row *rows = NULL;
    assert_ok(ta_engine_project(w, project, &p, &err));
    const struct ta_box box = ta_polygons_box(&p.site[0].shape);
    assert_ok(w->store.ops->scenes_aside(w->store.self, &box, &rows, n, &err));
    ta_project_free(&p);
    return rows;
}

/* A broken scene and a product of which no scene could be made say where they lie, by the bands that
 * still open; so does an item without any by its bbox. */
static void what_was_set_aside_is_known_by_its_place(void **state)
{
    (void)state;
    static const struct square_site sites[] = {{"a", 10, 10}, {"far", 500, 500}};
    static const char
        dateless[] =
            "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"nodate\","
            "\"collection\":\"s2\",\"geometry\":null,\"links\":[],\"properties\":"
            "{\"datetime\":null},\"assets\":{\"red\":{\"href\":\"nodate_red.tif\"}}}",
        boxed[] = "{\"type\":\"Feature\",\"stac_version\":\"9\",\"id\":\"boxed\","
                  "\"bbox\":[10.2,10.2,0,10.4,10.4,9],\"properties\":{},\"assets\":{}}";
    const struct ta_box elsewhere = {10, 10, 11, 11};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    struct made bad = scene_of("bad", "2020-05-08"), lost = scene_of("nodate", "2020");
    make_scene(&bad);
    make_scene(&lost);
    import_squares(&w, sites, 2);
    cut_short(SCENES "/bad_red.tif", 900);
    assert_ok(ta_file_write(SCENES "/nodate.json", dateless, sizeof dateless - 1, 0666,
                            &err));
    assert_gives(refresh(&w, &done), TA_PARTLY);
    rows = aside_over(&w, "a", &n);
    assert_int_equal(n, 2);
    assert_non_null(
        strstr(rows[0].reason, "nodate.json: properties: neither datetime"));
    assert_string_equal(rows[1].id, "s2/bad");
    ta_free(rows);
    ta_free(aside_over(&w, "far", &n));
    assert_int_equal(n, 0);
    assert_ok(w.store.ops->scenes_aside(w.store.self, NULL, &rows, &n, &err));
    assert_int_equal(n, 0);
    assert_ok(ta_file_write(SCENES "/boxed.json", boxed, sizeof boxed - 1, 0666, &err));
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_ok(w.store.ops->scenes_aside(w.store.self, &elsewhere, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_non_null(strstr(rows[0].reason, "boxed.json"));
    ta_free(rows);
    make_scene(&bad);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    ta_free(aside_over(&w, "a", &n));
    assert_int_equal(n, 1);
    ta_workspace_close(&w);
}

/* A folder of rasters beside good scenes is a problem that lies where they lie; a source that told of
 * nothing is named. */
static void rasters_without_metadata_are_a_problem_with_a_place(void **state)
{
    (void)state;
    static const struct square_site site[] = {{"a", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    struct made good = scene_of("good", "2020-05-08"),
                lost = scene_of("lost", "2020-05-09");
    make_scene(&good);
    make_scene(&lost);
    assert_int_equal(unlink(SCENES "/lost.json"), 0);
    assert_ok(ta_folder_make(SCENES "/raw", &err));
    assert_int_equal(rename(SCENES "/lost_red.tif", SCENES "/raw/lost_red.tif"), 0);
    import_squares(&w, site, 1);
    assert_ok(ta_folder_make(FOLDER "/nothing", &err));
    const struct ta_scene_source sources[2] = {
        ta_scene_source_folder(FOLDER "/nothing"), ta_scene_source_folder(SCENES)};
    struct ta_refresh ask = refresh_of(sources);
    ask.n_sources = 2;
    assert_gives(ta_engine_refresh(&w, &ask, &done, &err), TA_PARTLY);
    assert_int_equal(done.observed, 1);
    assert_int_equal(done.problems, 1);
    assert_event("empty " FOLDER "/nothing");
    assert_event("1 raster without a STAC item, a Landsat MTL or an MTD_MSIL2A.xml: "
                 "lost_red.tif");
    rows = aside_over(&w, "a", &n);
    assert_int_equal(n, 1);
    assert_non_null(strstr(rows[0].reason, "raw: 1 raster without"));
    ta_free(rows);
    assert_int_equal(unlink(SCENES "/raw/lost_red.tif"), 0);
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    ta_free(aside_over(&w, "a", &n));
    assert_int_equal(n, 0);
    ta_workspace_close(&w);
}

/* An item of another zone than its files: the scene waits until somebody knows which is right; an
 * item that names the files' own CRS is read. */
static void an_item_that_contradicts_its_files_is_set_aside(void **state)
{
    (void)state;
    static const struct square_site site[] = {{"a", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    struct made m = scene_of("zone", "2020-05-08");
    import_squares(&w, site, 1);
    m.crs = "EPSG:32648";
    make_scene(&m);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.observed, 0);
    assert_int_equal(done.set_aside, 1);
    rows = aside_over(&w, "a", &n);
    assert_int_equal(n, 1);
    assert_non_null(strstr(rows[0].reason, "its item says proj:code EPSG:32648, and "
                                           "zone_red.tif is in EPSG:32650"));
    ta_free(rows);
    m.crs = "EPSG:32650";
    make_scene(&m);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 1);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_was_set_aside_is_known_by_its_place, fresh_folder),
        cmocka_unit_test_setup(rasters_without_metadata_are_a_problem_with_a_place,
                               fresh_folder),
        cmocka_unit_test_setup(an_item_that_contradicts_its_files_is_set_aside,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

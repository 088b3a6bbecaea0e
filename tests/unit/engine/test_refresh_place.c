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
        strstr(rows[0].reason, "nodate.json: states no date: neither datetime"));
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
    assert_int_equal(done.set_aside, 1);
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

/* What the item says of its files, and what comes of it: observed where @p reason is NULL. */
static void assert_held(struct ta_workspace *w, const struct made *m,
                        const char *reason)
{
    struct ta_refreshed done;
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    make_scene(m);
    enum ta_status rc = refresh(w, &done);
    rows = aside_over(w, "a", &n);
    if (reason == NULL && (rc != TA_OK || done.observed != 1 || n != 0))
        fail_msg("%s: %d, %zu observed; %s", m->item, (int)rc, done.observed,
                 n > 0 ? rows[0].reason : "");
    if (reason != NULL && (rc != TA_PARTLY || done.set_aside != 1 || n != 1 ||
                           strstr(rows[0].reason, reason) == NULL))
        fail_msg("%s: %d, %zu set aside; %s", m->item, (int)rc, done.set_aside,
                 n > 0 ? rows[0].reason : "");
    ta_free(rows);
}

/* 64 x 64 cells of 10 m from 300000, 4500000. An item that lies of size or place is set aside; one that says
 * it of the whole item in other cells, counts from the middle of a cell, or says it in a form of its own, is not. */
static void an_item_that_lies_of_size_or_place_is_set_aside(void **state)
{
    (void)state;
    static const struct square_site site[] = {{"a", 10, 10}};
    static const struct {
        const char *item, *red, *scl, *reason;
    } row[] = {
        {",\"proj:shape\":[64,64],\"proj:transform\":[10,0,300000,0,-10,4500000]", NULL,
         NULL, NULL},
        {",\"proj:shape\":[32,32],\"proj:transform\":[20,0,300000,0,-20,4500000,0,0,1]",
         NULL, NULL, NULL},
        {NULL, ",\"proj:transform\":[10,0,300005,0,-10,4499995]", NULL, NULL},
        {",\"proj:shape\":\"64\",\"proj:transform\":[10,0]", NULL, NULL, NULL},
        {",\"proj:shape\":[128,128]", NULL, NULL, NULL}, /* of finer cells */
        {",\"proj:shape\":[64,63]", ",\"proj:shape\":[64,64]",
         ",\"proj:shape\":[64,64]", "its item says proj:shape 64 x 63, and "},
        {NULL, ",\"proj:shape\":[64,63]", NULL,
         "its item says proj:shape 64 x 63, and "},
        {NULL, ",\"proj:shape\":[128,128]", NULL, "_red.tif has 64 rows of 64 cells"},
        {NULL, NULL, ",\"proj:shape\":[128,128]", "_scl.tif has 64 rows of 64 cells"},
        {",\"proj:transform\":[10,0,300500,0,-10,4500000]", NULL, NULL,
         "_red.tif would lie 50 cells from where it does"},
        {NULL, ",\"proj:transform\":[20,0,300000,0,-20,4500000]", NULL,
         "_red.tif would lie 45.25 cells from where it does"},
        {",\"proj:shape\":[64,64],\"proj:transform\":[20,0,300000,0,-20,4500000]", NULL,
         NULL, "_red.tif would lie 45.25 cells from where it does"},
    };
    struct ta_workspace w = workspace_open();
    import_squares(&w, site, 1);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char name[20];
        (void)snprintf(name, sizeof name, "grid%zu", i);
        struct made m = scene_of(name, "2020-05-08");
        m.datatake = name;
        m.item_says = row[i].item;
        m.red_says = row[i].red;
        m.scl_says = row[i].scl;
        assert_held(&w, &m, row[i].reason);
        ta_test_remove(SCENES);
        if (row[i].reason == NULL) continue;
        m.item_says = m.red_says = m.scl_says = NULL; /* corrected: it is read */
        assert_held(&w, &m, NULL);
        ta_test_remove(SCENES);
    }
    ta_workspace_close(&w);
}

/* A quality layer of another CRS masks nothing that it lies on: the scene waits. */
static void a_mask_of_another_crs_is_told(void **state)
{
    (void)state;
    static const struct square_site site[] = {{"a", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct made m = scene_of("mask", "2020-05-08");
    import_squares(&w, site, 1);
    m.scl_crs = "EPSG:32648";
    assert_held(&w, &m, "mask_scl.tif: its CRS differs from that of the bands");
    m.scl_crs = NULL;
    assert_held(&w, &m, NULL);
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
        cmocka_unit_test_setup(an_item_that_lies_of_size_or_place_is_set_aside,
                               fresh_folder),
        cmocka_unit_test_setup(a_mask_of_another_crs_is_told, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh_parts"
#include "base/hash.h"
#include "ta_test_refresh.h"

#include "engine/history.h"

/* The parts that there are, each with a blank behind; owned. */
static char *parts_in(struct ta_workspace *w)
{
    struct ta_partition_row *part = NULL;
    struct ta_text text = {0};
    size_t n = 0;
    assert_ok(
        w->store.ops->partitions(w->store.self, "observations", "", &part, &n, &err));
    for (size_t i = 0; i < n; i++) ta_text_addf(&text, "%s ", part[i].part);
    ta_text_add(&text, "");
    ta_free(part);
    return ta_text_take(&text);
}

static void assert_parts(struct ta_workspace *w, const char *wanted)
{
    char *parts = parts_in(w);
    assert_string_equal(parts, wanted);
    ta_free(parts);
}

/* A scene whose item states no tile. */
static struct made untiled(const char *item, const char *date)
{
    struct made m = scene_of(item, date);
    m.tile = "";
    return m;
}

/* Sites far from each other do not pay for each other. */
static void looks_without_a_tile_stand_by_whole_degrees(void **state)
{
    (void)state;
    static const struct square_site sites[] = {{"a", 10, 10}, {"east", 20010, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made here = untiled("here", "2020-05-03"),
                east = untiled("east", "2020-05-03"),
                later = untiled("later", "2020-05-08"),
                tiled = scene_of("t", "2020-05-09");
    east.east = 200000;
    make_scene(&here);
    make_scene(&east);
    make_scene(&later);
    make_scene(&tiled);
    import_squares(&w, sites, 2);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 4);
    assert_parts(&w, "T50TMK/2020-05 n40e114/2020-05 n40e117/2020-05 ");
    (void)mean_of(&w, "a", "ndvi", 3);
    (void)mean_of(&w, "east", "ndvi", 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed + done.partitions, 0);
    ta_workspace_close(&w);
}

/* As a former program left the looks of "a": all that had no tile stood together. */
static void leave_as_before(struct ta_workspace *w)
{
    struct ta_scene_row row;
    assert_ok(w->store.ops->scene_get(w->store.self, "s2/one", "03.00", &row, &err));
    assert_string_equal(row.part, "n40e114");
    row.part[0] = '\0';
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(w->store.ops->scene_put(w->store.self, &row, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
    move_part(w, "n40e114/2020-05", "none/2020-05");
}

/* The part in which the only row of that layer stands. */
static void assert_stands_in(struct ta_workspace *w, const char *project,
                             const char *wanted)
{
    struct ta_partition_row *part = NULL;
    size_t n = 0;
    (void)mean_of(w, project, "ndvi", 1);
    assert_ok(w->store.ops->parts_of(w->store.self, project, 1, &part, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(part->part, wanted);
    ta_free(part);
}

static void a_store_of_before_keeps_its_looks_and_counts_none_twice(void **state)
{
    (void)state;
    static const struct square_site one[] = {{"a", 10, 10}}, more[] = {{"b", 40, 40}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = untiled("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one, 1);
    assert_ok(refresh(&w, &done));
    leave_as_before(&w);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed + done.partitions, 0);
    assert_stands_in(&w, "a", "none/2020-05");
    /* what is added to a look stands with the rest of it */
    import_squares(&w, more, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 1);
    assert_stands_in(&w, "a", "none/2020-05");
    assert_stands_in(&w, "b", "none/2020-05");
    /* what is looked at anew moves, whole, and comes off no site */
    m.nir = 3000;
    make_scene(&m);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 2);
    assert_null(strstr(events, "taken off"));
    assert_near(mean_of(&w, "a", "ndvi", 1), 0.5, 0.003, 0.0);
    assert_near(mean_of(&w, "b", "ndvi", 1), 0.5, 0.003, 0.0);
    assert_int_equal(count_chips(&w, "a") + count_chips(&w, "b"), 2);
    assert_stands_in(&w, "a", "n40e114/2020-05");
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed + done.partitions, 0);
    ta_workspace_close(&w);
}

/* Where its files break, the look that is kept is found again where it stands. */
static void a_broken_scene_leaves_its_look_where_it_stands(void **state)
{
    (void)state;
    static const struct square_site one[] = {{"a", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = untiled("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one, 1);
    assert_ok(refresh(&w, &done));
    leave_as_before(&w);
    assert_int_equal(truncate(SCENES "/one_red.tif", 900), 0);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_stands_in(&w, "a", "none/2020-05");
    make_scene(&m);
    assert_ok(refresh(&w, &done));
    assert_stands_in(&w, "a", "n40e114/2020-05");
    assert_int_equal(count_chips(&w, "a"), 1);
    ta_workspace_close(&w);
}

/* A frame of radar of one pass, of some day of May, second and edge. */
static void make_frame_saying(const char *item, int day, int second, double east,
                              const char *says)
{
    struct made m = scene_of(item, "2020-05-03");
    struct ta_text text = {0};
    char path[600];
    m.east = east;
    make_scene(&m);
    ta_text_addf(&text,
                 "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"%s\","
                 "\"collection\":\"sentinel-1-rtc\",\"geometry\":null,\"links\":[],"
                 "\"properties\":{\"datetime\":\"2020-05-%02dT10:00:%02dZ\","
                 "\"platform\":\"sentinel-1a\",\"sar:polarizations\":[\"VV\"],"
                 "\"sat:orbit_state\":\"ascending\",\"sat:relative_orbit\":11%s},"
                 "\"assets\":{\"vv\":{\"href\":\"%s_red.tif\","
                 "\"raster:bands\":[{\"scale\":0.0001}]}}}",
                 item, day, second, says, item);
    snprintf(path, sizeof path, SCENES "/%s.json", item);
    assert_ok(ta_file_write(path, text.bytes, text.size, 0666, &err));
    ta_text_free(&text);
}

static void make_frame(const char *item, int day, int second, double east)
{
    make_frame_saying(item, day, second, east, "");
}

static size_t count_looks(struct ta_workspace *w)
{
    const struct ta_history_query ask = {.project = "a",
                                         .site = 1,
                                         .layer = "vv_asc",
                                         .from = INT64_MIN,
                                         .to = INT64_MAX};
    struct ta_observation *rows = NULL;
    size_t n = 0;
    assert_ok(ta_engine_history(w, &ask, &rows, &n, &err));
    ta_free(rows);
    return n;
}

/* A site at the seam of two frames is seen once a pass, by the one that has more of it. */
static void the_seam_of_two_frames_is_one_look(void **state)
{
    (void)state;
    static const struct square_site one[] = {{"a", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    make_frame("f1", 3, 0, 125); /* three quarters of the site */
    make_frame("f2", 3, 25, 150);
    make_frame("g", 15, 0, 0);
    import_squares(&w, one, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 3);
    assert_int_equal(count_looks(&w), 2);
    assert_int_equal(count_chips(&w, "a"), 2);
    assert_parts(&w, "n40e114/2020-05 ");
    /* as a former program kept them: a pass that counted twice, and does so no more */
    static const char *const ids[] = {"sentinel-1-rtc/f1", "sentinel-1-rtc/f2",
                                      "sentinel-1-rtc/g"};
    for (int i = 0; i < 3; i++) {
        struct ta_scene_row row;
        assert_ok(
            w.store.ops->scene_get(w.store.self, ids[i], "unversioned", &row, &err));
        memcpy(row.datatake, row.id, sizeof row.datatake);
        row.tile[0] = row.part[0] = '\0';
        assert_ok(w.store.ops->begin(w.store.self, &err));
        assert_ok(w.store.ops->scene_put(w.store.self, &row, &err));
        assert_ok(w.store.ops->commit(w.store.self, &err));
    }
    move_part(&w, "n40e114/2020-05", "none/2020-05");
    assert_int_equal(count_chips(&w, "a"), 3);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 3);
    assert_int_equal(count_looks(&w), 2);
    assert_int_equal(count_chips(&w, "a"), 2);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed + done.partitions, 0);
    ta_workspace_close(&w);
}

/* Sources state the beginning of a frame, or its middle: that says no other place. */
static void a_frame_of_another_second_is_no_other_look(void **state)
{
    (void)state;
    static const struct square_site one[] = {{"a", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    make_frame("f1", 3, 0, 0);
    import_squares(&w, one, 1);
    assert_ok(refresh(&w, &done));
    make_frame("f1", 3, 12, 40); /* and other files */
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 1);
    assert_int_equal(count_looks(&w), 1);
    ta_workspace_close(&w);
}

static size_t count_aside(struct ta_workspace *w)
{
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    assert_ok(
        w->store.ops->scenes_in(w->store.self, TA_SCENE_SET_ASIDE, &rows, &n, &err));
    ta_free(rows);
    return n;
}

/* One id is one look, whether its frame, the date of its record or its version is another now. */
static void a_scene_is_one_look_whatever_it_was_called(void **state)
{
    (void)state;
    static const struct square_site one[] = {{"a", 10, 10}};
    static const struct {
        int second;
        double east;
        const char *says;
    } night[] = {{0, 0, ",\"created\":\"2020-05-04T00:00:00Z\""},
                 {1, 40, ",\"created\":\"2020-06-04T00:00:00Z\""},
                 {2, 0, ",\"processing:version\":\"2\""},
                 {3, 40, ",\"processing:version\":\"3\""}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, one, 1);
    for (size_t i = 0; i < sizeof night / sizeof *night; i++) {
        make_frame_saying("f", 3, night[i].second, night[i].east, night[i].says);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.looks, 1);
        assert_int_equal(done.superseded, i > 1);
        (void)mean_of(&w, "a", "vv_asc", 1);
        assert_int_equal(count_looks(&w), 1);
        assert_int_equal(count_chips(&w, "a"), 1);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.observed + done.superseded, 0);
    }
    ta_workspace_close(&w);
}

/* What could not be read under another date of its record, or version, is a problem no more. */
static void a_scene_that_is_observed_is_set_aside_no_more(void **state)
{
    (void)state;
    static const struct square_site one[] = {{"a", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, one, 1);
    make_frame_saying("f", 3, 0, 0, ",\"updated\":\"2020-05-04T00:00:00Z\"");
    assert_ok(ta_file_write(SCENES "/f_red.tif", "II*", 4, 0666, &err));
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(count_aside(&w), 1);
    make_frame_saying("f", 3, 0, 0, ",\"created\":\"2020-05-03T00:00:00Z\"");
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 1);
    assert_int_equal(count_aside(&w), 0);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(looks_without_a_tile_stand_by_whole_degrees,
                               fresh_folder),
        cmocka_unit_test_setup(a_store_of_before_keeps_its_looks_and_counts_none_twice,
                               fresh_folder),
        cmocka_unit_test_setup(a_broken_scene_leaves_its_look_where_it_stands,
                               fresh_folder),
        cmocka_unit_test_setup(the_seam_of_two_frames_is_one_look, fresh_folder),
        cmocka_unit_test_setup(a_frame_of_another_second_is_no_other_look,
                               fresh_folder),
        cmocka_unit_test_setup(a_scene_is_one_look_whatever_it_was_called,
                               fresh_folder),
        cmocka_unit_test_setup(a_scene_that_is_observed_is_set_aside_no_more,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

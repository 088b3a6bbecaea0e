/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh_sane"
#include "base/hash.h"
#include "ta_test_refresh.h"

static const struct square_site one_site[] = {{"a", 10, 10}};

/* An item of the red file of @p m, with that asset. */
static void write_asset(const struct made *m, const char *asset)
{
    struct ta_text item = {0};
    char path[600];
    make_scene(m);
    ta_text_addf(&item,
                 "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"%s\","
                 "\"collection\":\"s2\",\"geometry\":null,\"links\":[],\"properties\":{"
                 "\"datetime\":\"%sT03:00:00Z\",\"processing:level\":\"L2\","
                 "\"terrassay:mask\":\"applied\"},\"assets\":{\"red\":{\"href\":"
                 "\"%s_red.tif\",%s}}}",
                 m->item, m->date, m->item, asset);
    assert_false(item.failed);
    snprintf(path, sizeof path, SCENES "/%s.json", m->item);
    assert_ok(ta_file_write(path, item.bytes, item.size, 0666, &err));
    ta_text_free(&item);
}

static void what_no_ground_has_sets_its_scene_aside_alone(void **state)
{
    (void)state;
    static const struct {
        const char *asset, *told;
        int value;
    } bad[] = {
        {"\"raster:bands\":[{\"scale\":1e300}]", "red of a/1 is beyond all numbers",
         1000},
        {"\"raster:bands\":[{\"scale\":1}]", "red of a/1 is 1002.", 1000},
        {"\"raster:scale\":1,\"terrassay:index\":\"ndvi\"", "ndvi of a/1 is 7.89", 5},
        {"\"raster:scale\":0.01,\"terrassay:quantity\":\"temperature\"",
         "red of a/1 is 10.02", 1000},
    };
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made good = scene_of("good", "2020-05-03");
    make_scene(&good);
    import_squares(&w, one_site, 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char item[20];
        snprintf(item, sizeof item, "bad%zu", i);
        struct made m = scene_of(item, "2020-05-04");
        m.red = bad[i].value;
        write_asset(&m, bad[i].asset);
        assert_gives(refresh(&w, &done), TA_PARTLY);
        assert_int_equal(done.set_aside, i + 1);
        assert_int_equal(done.observed, i == 0);
        assert_event(bad[i].told);
        assert_int_equal(count_chips(&w, "a"), 1);
    }
    (void)mean_of(&w, "a", "red", 1);
    /* corrected, they are looks */
    struct made m = scene_of("bad2", "2020-05-04");
    m.red = 5;
    write_asset(&m, "\"raster:scale\":0.1,\"terrassay:index\":\"ndvi\"");
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.observed, 1);
    (void)mean_of(&w, "a", "ndvi", 2);
    ta_workspace_close(&w);
}

static void dates_without_satellites_set_their_scene_aside(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = scene_of("old", "1066-06-11"),
                next = scene_of("next", "2099-06-11"),
                good = scene_of("good", "2020-05-03");
    make_scene(&old);
    make_scene(&next);
    make_scene(&good);
    import_squares(&w, one_site, 1);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.set_aside, 2);
    assert_int_equal(done.observed, 1);
    assert_event("set_aside s2/old s2/old: is of 1066-06-11, before there were");
    assert_event("set_aside s2/next s2/next: is of 2099-06-11, a day that is still");
    next.date = "2020-05-08";
    make_scene(&next);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_event("observed s2/next");
    ta_workspace_close(&w);
}

/* The Moon's, and a code that nobody gave. */
static void a_crs_that_is_not_known_is_told(void **state)
{
    (void)state;
    static const char *const crs[] = {"IAU_2015:30100", "EPSG:999999"};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, one_site, 1);
    for (size_t i = 0; i < 2; i++) {
        char item[20], words[200];
        snprintf(item, sizeof item, "one%zu", i);
        struct made m = scene_of(item, "2020-05-03");
        m.crs = crs[i];
        make_scene(&m);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.observed, 1);
        snprintf(words, sizeof words,
                 "note s2/%s its item states a CRS that is not known here (%s)", item,
                 crs[i]);
        assert_event(words);
    }
    struct made known = scene_of("known", "2020-05-03");
    known.crs = "EPSG:32650";
    make_scene(&known);
    assert_ok(refresh(&w, &done));
    assert_null(strstr(events, "note"));
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_no_ground_has_sets_its_scene_aside_alone,
                               fresh_folder),
        cmocka_unit_test_setup(dates_without_satellites_set_their_scene_aside,
                               fresh_folder),
        cmocka_unit_test_setup(a_crs_that_is_not_known_is_told, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

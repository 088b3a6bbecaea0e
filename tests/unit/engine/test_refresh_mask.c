/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh_mask"
#include "base/hash.h"
#include "ta_test_refresh.h"

#include "engine/history.h"

static const struct square_site one_site[] = {{"a", 10, 10}};

/* All of it is cloud. */
static struct made cloudy(const char *item, const char *version)
{
    struct made scene = scene_of(item, "2020-05-03");
    scene.datatake = "TAKE";
    scene.version = version;
    scene.scl = CLOUD;
    return scene;
}

/* A processing without a quality layer, whose cloud looks like ground. */
static struct made bare(const char *item, const char *version)
{
    struct made scene = cloudy(item, version);
    scene.no_mask = true;
    return scene;
}

/* The one look of the site is @p scene's, and all cloud. */
static void assert_cloud(struct ta_workspace *w, const char *scene)
{
    const struct ta_history_query query = {
        .project = "a", .site = 1, .layer = "ndvi", .from = INT64_MIN, .to = INT64_MAX};
    struct ta_observation *rows = NULL;
    size_t n = 0;
    assert_ok(ta_engine_history(w, &query, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].scene, scene);
    assert_true(rows[0].stats.count == 0.0 && rows[0].cloud_fraction == 1.0);
    ta_free(rows);
}

static void assert_nothing_new(struct ta_workspace *w)
{
    struct ta_refreshed done;
    assert_ok(refresh(w, &done));
    assert_int_equal(done.observed + done.superseded + done.partitions, 0);
}

static void a_copy_without_its_mask_takes_no_place(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made whole = cloudy("take", "03.00"), copy = bare("take", "03.00");
    import_squares(&w, one_site, 1);
    make_scene(&whole);
    assert_ok(refresh(&w, &done));
    assert_cloud(&w, "s2/take");
    make_scene(&copy);
    for (int i = 0; i < 2; i++) { /* said each time, until it is mended */
        assert_gives(refresh(&w, &done), TA_PARTLY);
        assert_event("problem s2/take this copy has no quality layer (cloud mask) and "
                     "the look that is kept has: that look stands");
        assert_int_equal(done.observed, 0);
        assert_cloud(&w, "s2/take");
    }
    make_scene(&whole);
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

/* Also not of one whose files broke in between: its look still stands. */
static void nor_of_one_that_is_set_aside(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made whole = cloudy("take", "03.00"), copy = bare("take", "03.00");
    import_squares(&w, one_site, 1);
    make_scene(&whole);
    assert_ok(refresh(&w, &done));
    assert_ok(ta_file_write(SCENES "/take_scl.tif", "broken", 6, 0666, &err));
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_cloud(&w, "s2/take");
    make_scene(&copy);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_cloud(&w, "s2/take");
    make_scene(&whole);
    assert_ok(refresh(&w, &done));
    assert_cloud(&w, "s2/take");
    ta_workspace_close(&w);
}

static void a_masked_look_stands_before_a_newer_one_that_is_not(void **state)
{
    for (int at_once = 0; at_once < 2; at_once++) {
        fresh_folder(state);
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        struct made old = cloudy("old", "03.00"), next = bare("new", "05.00");
        import_squares(&w, one_site, 1);
        make_scene(&old);
        if (!at_once) assert_ok(refresh(&w, &done));
        make_scene(&next);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.superseded, 0);
        assert_cloud(&w, "s2/old");
        assert_nothing_new(&w);

        next.no_mask = false; /* its mask comes after it */
        make_scene(&next);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.superseded, 1);
        assert_cloud(&w, "s2/new");
        assert_nothing_new(&w);
        ta_workspace_close(&w);
    }
}

static void a_masked_one_takes_the_place_of_one_that_is_not(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = bare("old", "03.00"), next = cloudy("new", "05.00");
    import_squares(&w, one_site, 1);
    make_scene(&old);
    assert_ok(refresh(&w, &done));
    make_scene(&next);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    assert_cloud(&w, "s2/new");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

static size_t count_bare(struct ta_workspace *w)
{
    size_t n = 99;
    assert_ok(ta_scenes_bare(&w->store, &n, &err));
    return n;
}

static void what_has_no_mask_is_said_and_counted(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made one = bare("one", "03.00"), other = cloudy("other", "03.00");
    other.datatake = "OTHER";
    import_squares(&w, one_site, 1);
    make_scene(&other);
    assert_ok(refresh(&w, &done));
    assert_null(strstr(events, "quality layer"));
    assert_int_equal(count_bare(&w), 0);
    make_scene(&one);
    assert_ok(refresh(&w, &done)); /* no problem: some sensors have none */
    assert_event("note s2/one no quality layer known here: clouds count as ground");
    assert_int_equal(done.problems + done.set_aside, 0);
    assert_int_equal(count_bare(&w), 1);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_copy_without_its_mask_takes_no_place, fresh_folder),
        cmocka_unit_test_setup(nor_of_one_that_is_set_aside, fresh_folder),
        cmocka_unit_test_setup(a_masked_look_stands_before_a_newer_one_that_is_not,
                               fresh_folder),
        cmocka_unit_test_setup(a_masked_one_takes_the_place_of_one_that_is_not,
                               fresh_folder),
        cmocka_unit_test_setup(what_has_no_mask_is_said_and_counted, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

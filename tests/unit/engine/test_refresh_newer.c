/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh_newer"
#include "base/hash.h"
#include "ta_test_refresh.h"

static const struct square_site one_site[] = {{"a", 10, 10}};

/* The newest of what came so far stands, whatever the order of the words as text. */
static void a_stated_version_wins_over_none_and_ten_over_nine(void **state)
{
    (void)state;
    static const struct {
        const char *item, *version, *told;
        int nir;
    } step[] = {
        {"take-plain", "unversioned", "observed s2/take-plain", 4000},
        {"take-v9", "9.00", "superseded s2/take-plain s2/take-v9 stands", 3000},
        {"take-v10", "10.00", "superseded s2/take-v9 s2/take-v10 stands", 2000}};
    struct ta_workspace w = workspace_open();
    import_squares(&w, one_site, 1);
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        struct ta_refreshed done;
        struct made scene = scene_of(step[i].item, "2020-05-03");
        scene.datatake = "TAKE";
        scene.version = step[i].version;
        scene.nir = step[i].nir;
        make_scene(&scene);
        assert_ok(refresh(&w, &done));
        assert_event(step[i].told);
        assert_near(mean_of(&w, "a", "ndvi", 1),
                    (step[i].nir - 1000.0) / (step[i].nir + 1000.0), 0.003, 0.0);
    }
    ta_workspace_close(&w);
}

/* An item beside the scenes that its catalogue has withdrawn. */
static void make_withdrawn(const char *item)
{
    char path[200], words[400];
    snprintf(path, sizeof path, SCENES "/%s.json", item);
    int n = snprintf(words, sizeof words,
                     "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":\"%s\","
                     "\"collection\":\"s2\",\"properties\":{\"deprecated\":true,"
                     "\"datetime\":\"2020-05-03T03:00:00Z\"},\"assets\":{}}",
                     item);
    assert_ok(ta_file_write(path, words, (size_t)n, 0666, &err));
}

static void a_withdrawn_item_is_told_once(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    make_withdrawn("old");
    import_squares(&w, one_site, 1);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.problems, 1);
    assert_event("problem " SCENES "/old.json its catalogue has marked it deprecated");
    for (int night = 0; night < 2; night++) {
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.problems, 0);
        assert_string_equal(events, "");
    }
    make_withdrawn("older"); /* another one is told, and it alone */
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.problems, 1);
    assert_event("older.json its catalogue");
    assert_null(strstr(events, "old.json"));
    assert_ok(refresh(&w, &done));
    /* what stands in the store still names both */
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    assert_ok(
        w.store.ops->scenes_in(w.store.self, TA_SCENE_SET_ASIDE, &rows, &n, &err));
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++)
        assert_non_null(strstr(rows[i].reason, ".json: its"));
    ta_free(rows);
    /* gone, forgotten, come again: told again */
    assert_int_equal(unlink(SCENES "/old.json"), 0);
    assert_ok(refresh(&w, &done));
    make_withdrawn("old");
    assert_gives(refresh(&w, &done), TA_PARTLY);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_stated_version_wins_over_none_and_ten_over_nine,
                               fresh_folder),
        cmocka_unit_test_setup(a_withdrawn_item_is_told_once, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

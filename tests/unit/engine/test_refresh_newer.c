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

/* As a former program named the tile of a look. */
static void name_tile(struct ta_workspace *w, const char *id, const char *version,
                      const char *tile)
{
    struct ta_scene_row row;
    assert_ok(w->store.ops->scene_get(w->store.self, id, version, &row, &err));
    snprintf(row.tile, sizeof row.tile, "%s", tile);
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(w->store.ops->scene_put(w->store.self, &row, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
}

/* Two looks of one in a workspace that a former program filled become one, and stay so. */
static void looks_whose_tile_was_named_twice_become_one(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, one_site, 1);
    struct made a = scene_of("a", "2020-05-03"), b = scene_of("b", "2020-05-03");
    a.tile = "05TMK";
    b.tile = "5TML"; /* for now another one */
    a.datatake = b.datatake = "TAKE";
    b.version = "04.00";
    b.item_says = ",\"earthsearch:boa_offset_applied\":true";
    make_scene(&a);
    make_scene(&b);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 2);
    name_tile(&w, "s2/b", "04.00", "T5TMK");
    move_part(&w, "T05TML/2020-05", "T5TMK/2020-05");
    (void)mean_of(&w, "a", "ndvi", 2);
    b.tile = "5TMK";
    make_item("b", &b);
    assert_ok(refresh(&w, &done));
    assert_event("superseded s2/a s2/b stands");
    assert_int_equal(count_chips(&w, "a"), 1);
    (void)mean_of(&w, "a", "ndvi", 1);
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    assert_ok(w.store.ops->scenes_of(w.store.self, "TAKE", "T05TMK", &rows, &n, &err));
    assert_int_equal(n, 2);
    ta_free(rows);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed + done.superseded, 0);
    ta_workspace_close(&w);
}

/* One that was superseded goes by the name that its tile has now, or it would never be let back. */
static void a_superseded_scene_goes_by_the_name_of_now(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    struct made a = scene_of("a", "2020-05-03"), b = scene_of("b", "2020-05-03");
    a.tile = b.tile = "5TMK";
    a.datatake = b.datatake = "TAKE";
    b.version = "03.01";
    make_scene(&a);
    make_scene(&b);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    for (int night = 0; night < 3; night++) {
        if (night == 1) name_tile(&w, "s2/a", "03.00", "T5TMK");
        if (night > 0) assert_ok(refresh(&w, &done));
        assert_int_equal(done.observed, night == 0);
        assert_ok(
            w.store.ops->scenes_of(w.store.self, "TAKE", "T05TMK", &rows, &n, &err));
        assert_int_equal(n, 2);
        assert_int_equal(rows[0].state,
                         night == 0 ? rows[0].state : TA_SCENE_SUPERSEDED);
        ta_free(rows);
    }
    assert_int_equal(done.superseded, 0);
    ta_workspace_close(&w);
}

/* A touch of an item is no other processing, and what a former program took for one is kept and goes on. */
static void a_touched_record_is_no_other_processing(void **state)
{
    (void)state;
    static const struct square_site more[] = {{"b", 40, 40}};
    static const char *const says[] = {
        ",\"updated\":\"2020-06-01T00:00:00Z\"",
        ",\"created\":\"2020-05-04T00:00:00Z\",\"updated\":\"2020-06-02T00:00:00Z\"",
        ",\"created\":\"2020-05-04T00:00:00Z\",\"updated\":\"2020-06-03T00:00:00Z\""};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct ta_scene_row row;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one_site, 1);
    for (size_t i = 0; i < 3; i++) {
        m.item_says = says[i];
        make_item("one", &m);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.observed, i == 0);
        assert_int_equal(done.superseded, 0);
    }
    /* new sites and other files of it are seen */
    import_squares(&w, more, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 1);
    m.nir = 3000;
    make_scene(&m);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 2);
    assert_int_equal(done.superseded, 0);
    assert_near(mean_of(&w, "a", "ndvi", 1), 0.5, 0.003, 0.0);
    assert_int_equal(count_chips(&w, "a"), 1);
    assert_ok(w.store.ops->scene_get(w.store.self, "s2/one",
                                     "03.00 2020-06-01T00:00:00Z", &row, &err));
    /* a processing that the item dates is another */
    m.item_says = ",\"s2:generation_time\":\"2020-06-09T00:00:00Z\"";
    make_item("one", &m);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
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
    assert_int_equal(done.set_aside, 1);
    assert_event("set_aside " SCENES
                 "/old.json its catalogue has marked it deprecated");
    for (int night = 0; night < 2; night++) {
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.set_aside, 0);
        assert_string_equal(events, "");
    }
    make_withdrawn("older"); /* another one is told, and it alone */
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.set_aside, 1);
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

/* --- one folder, several spellings -------------------------------------------------- */

static enum ta_status refresh_from(struct ta_workspace *w, const char *folder)
{
    struct ta_refreshed done;
    const struct ta_scene_source source = ta_scene_source_folder(folder);
    const struct ta_refresh ask = refresh_of(&source);
    return ta_engine_refresh(w, &ask, &done, &err);
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

/* As an older program kept it: by the spelling. */
static void keep_as_spelled(struct ta_workspace *w, const char *folder)
{
    char hash[TA_HEX_SIZE];
    struct ta_scene_row row = {.id = "problem/of-before",
                               .state = TA_SCENE_SET_ASIDE,
                               .time = TA_TIME_NONE,
                               .reason = "cut.json: no JSON"};
    ta_sha256(folder, strlen(folder), hash);
    snprintf(row.datatake, sizeof row.datatake, "source/%.32s", hash);
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(w->store.ops->scene_put(w->store.self, &row, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
}

static void a_folder_is_one_source_however_it_is_spelled(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    make_withdrawn("old");
    import_squares(&w, one_site, 1);
    assert_gives(refresh_from(&w, SCENES), TA_PARTLY);
    assert_ok(refresh_from(&w, FOLDER "/./scenes//")); /* told already */
    assert_int_equal(count_aside(&w), 1);
    assert_int_equal(unlink(SCENES "/old.json"), 0);
    assert_ok(refresh_from(&w, FOLDER "/./scenes"));
    assert_int_equal(count_aside(&w), 0);

    keep_as_spelled(&w, FOLDER "/./scenes");
    assert_ok(refresh_from(&w, FOLDER "/./scenes"));
    assert_int_equal(count_aside(&w), 0);
    ta_workspace_close(&w);
}

/* --- a dry run before the run ------------------------------------------------------- */

#define FIRST FOLDER "/first"
#define SECOND FOLDER "/second"

/* Make scenes into a folder of their own. */
static void make_folder(const char *folder, const struct made *scene, size_t n)
{
    for (size_t i = 0; i < n; i++) make_scene(&scene[i]);
    assert_int_equal(rename(SCENES, folder), 0);
}

/* From both folders, dry and then not: what either counts. */
static struct ta_refreshed run_both(struct ta_workspace *w)
{
    struct ta_refreshed done[2];
    const struct ta_scene_source source[] = {ta_scene_source_folder(FIRST),
                                             ta_scene_source_folder(SECOND)};
    for (int i = 0; i < 2; i++) {
        struct ta_refresh ask = refresh_of(source);
        ask.n_sources = 2;
        ask.dry_run = i == 0;
        assert_ok(ta_engine_refresh(w, &ask, &done[i], &err));
    }
    assert_int_equal(done[0].new_scenes, done[1].new_scenes);
    assert_int_equal(done[0].superseded, done[1].superseded);
    assert_int_equal(done[0].off, done[1].off);
    return done[1];
}

static void a_dry_run_counts_beaten_looks_as_the_run_does(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct made take[2] = {scene_of("take-a", "2020-05-03"),
                           scene_of("take-b", "2020-05-03")};
    take[0].datatake = take[1].datatake = "TAKE";
    take[0].version = "05.00";
    import_squares(&w, one_site, 1);
    make_folder(FIRST, take, 2);
    make_folder(SECOND, take, 2);
    struct ta_refreshed done = run_both(&w);
    assert_int_equal(done.new_scenes, 1);
    assert_int_equal(done.superseded, 1); /* once, though both folders have it */
    assert_int_equal(done.off, 2);
    ta_workspace_close(&w);
}

static void a_dry_run_counts_what_stands_and_would_be_beaten(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct made old = scene_of("take-b", "2020-05-03"), next = old;
    struct ta_refreshed done;
    next.item = "take-a";
    old.datatake = next.datatake = "TAKE";
    next.version = "05.00";
    import_squares(&w, one_site, 1);
    make_scene(&old);
    assert_ok(refresh(&w, &done));
    assert_int_equal(rename(SCENES, SECOND), 0);
    make_folder(FIRST, &next, 1);
    done = run_both(&w);
    assert_int_equal(done.new_scenes, 1);
    assert_int_equal(done.superseded, 1);
    assert_int_equal(done.off, 1);
    ta_workspace_close(&w);
}

/* The second folder has more of the newer one: only now it beats what the first folder gave. */
static void a_dry_run_counts_what_it_would_have_kept_by_then(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct made take[2] = {scene_of("take-a", "2020-05-03"),
                           scene_of("take-b", "2020-05-03")};
    take[0].datatake = take[1].datatake = "TAKE";
    take[0].version = "05.00";
    take[0].only_red = true;
    import_squares(&w, one_site, 1);
    make_folder(FIRST, take, 2);
    take[0].only_red = false;
    make_folder(SECOND, take, 1);
    struct ta_refreshed done = run_both(&w);
    assert_int_equal(done.new_scenes, 2);
    assert_int_equal(done.again, 1);
    assert_int_equal(done.superseded, 1);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_superseded_scene_goes_by_the_name_of_now,
                               fresh_folder),
        cmocka_unit_test_setup(a_touched_record_is_no_other_processing, fresh_folder),
        cmocka_unit_test_setup(looks_whose_tile_was_named_twice_become_one,
                               fresh_folder),
        cmocka_unit_test_setup(a_stated_version_wins_over_none_and_ten_over_nine,
                               fresh_folder),
        cmocka_unit_test_setup(a_withdrawn_item_is_told_once, fresh_folder),
        cmocka_unit_test_setup(a_folder_is_one_source_however_it_is_spelled,
                               fresh_folder),
        cmocka_unit_test_setup(a_dry_run_counts_beaten_looks_as_the_run_does,
                               fresh_folder),
        cmocka_unit_test_setup(a_dry_run_counts_what_stands_and_would_be_beaten,
                               fresh_folder),
        cmocka_unit_test_setup(a_dry_run_counts_what_it_would_have_kept_by_then,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

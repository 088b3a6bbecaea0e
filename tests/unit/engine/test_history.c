/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "history"
#include "base/hash.h"
#include "ta_test_refresh.h"

#include "engine/history.h"
#include "engine/take.h"

static const struct square_site two_sites[] = {{"a", 10, 10}, {"b", 40, 40}};

static struct ta_history_query all_of(const char *project)
{
    return (struct ta_history_query){
        .project = project, .site = 1, .from = INT64_MIN, .to = INT64_MAX};
}

static ta_time_us day_of(const char *text)
{
    ta_day day = 0;
    assert_ok(ta_day_parse(text, &day));
    return ta_time_of(day);
}

static void rows_come_by_time_clouded_looks_too(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03"),
                june = scene_of("june", "2020-06-03");
    struct made late = scene_of("late", "2020-05-30"),
                year = scene_of("year", "2021-01-01");
    late.scl = CLOUD;
    year.tile = "50TNK";
    make_scene(&may);
    make_scene(&june);
    make_scene(&late);
    make_scene(&year);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    struct ta_history_query query = all_of("a");
    struct ta_observation *rows = NULL;
    size_t n = 0;
    query.layer = "ndvi";
    assert_ok(ta_engine_history(&w, &query, &rows, &n, &err));
    static const char *const order[] = {"s2/may", "s2/late", "s2/june", "s2/year"};
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(rows[i].scene, order[i]);
        assert_string_equal(rows[i].project, "a");
        assert_true(isnan(rows[i].stats.mean) == (i == 1));
    }
    ta_free(rows);

    query.from = day_of("2020-05-30");
    query.to = day_of("2021-01-01");
    assert_ok(ta_engine_history(&w, &query, &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].scene, "s2/late");
    assert_string_equal(rows[1].scene, "s2/june");
    ta_free(rows);

    query = all_of("nobody");
    assert_ok(ta_engine_history(&w, &query, &rows, &n, &err));
    assert_int_equal(n, 0);
    ta_free(rows);
    ta_workspace_close(&w);
}

static void neighbours_of_one_datatake_are_one_look(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made left = scene_of("left", "2020-05-03"), right = left, other = left;
    left.datatake = right.datatake = other.datatake = "TAKE";
    left.east = -480; /* a lies on it with half of its width */
    right.item = "right";
    right.tile = "50TNK";
    other.item = "other";
    other.collection = "another";
    make_scene(&left);
    make_scene(&right);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    struct ta_history_query query = all_of("a");
    struct ta_observation *rows = NULL;
    size_t n = 0;
    query.layer = "red";
    assert_ok(ta_engine_history(&w, &query, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].scene, "s2/right");
    assert_true(rows[0].inside > 0.999);
    ta_free(rows);
    query.layer = NULL; /* each layer once */
    assert_ok(ta_engine_history(&w, &query, &rows, &n, &err));
    for (size_t i = 0; i < n; i++) assert_string_equal(rows[i].scene, "s2/right");
    assert_true(n > 2);
    ta_free(rows);
    ta_workspace_close(&w);
}

static void other_layers_of_one_look_stand_beside(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made both = scene_of("sr", "2020-05-03"), red = both;
    both.datatake = red.datatake = "TAKE";
    red.item = "red-v9";
    red.collection = "s2-red";
    red.version = "09.00";
    red.only_red = true;
    make_scene(&both);
    make_scene(&red);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 2); /* the later one has no nir */
    assert_int_equal(done.superseded, 0);
    mean_of(&w, "a", "red", 2); /* as it is kept; it is told once */
    mean_of(&w, "a", "ndvi", 1);
    static const char *const layer[] = {"red", "ndvi"};
    static const char *const of[] = {"s2-red/red-v9", "s2/sr"};
    for (int i = 0; i < 2; i++) {
        const struct ta_history_query query = {.project = "a",
                                               .site = 1,
                                               .layer = layer[i],
                                               .from = INT64_MIN,
                                               .to = INT64_MAX};
        struct ta_observation *rows = NULL;
        size_t n = 0;
        assert_ok(ta_engine_history(&w, &query, &rows, &n, &err));
        assert_int_equal(n, 1);
        assert_string_equal(rows[0].scene, of[i]);
        ta_free(rows);
    }
    ta_workspace_close(&w);
}

static void rename_look(struct ta_workspace *w, const char *version,
                        enum ta_scene_state now, const char *datatake)
{
    struct ta_scene_row row;
    assert_ok(w->store.ops->scene_get(w->store.self, "s2/one", version, &row, &err));
    row.state = now;
    snprintf(row.datatake, sizeof row.datatake, "%s", datatake);
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(w->store.ops->scene_put(w->store.self, &row, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
}

/* As former programs kept it: two processings of a scene under two datatakes. The newer one is told. */
static void a_scene_that_was_called_otherwise_is_one_look(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct ta_take old, newer;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    rename_look(&w, "03.00", TA_SCENE_SUPERSEDED, "one");
    m.version = "03.01";
    make_scene(&m);
    assert_ok(refresh(&w, &done));
    rename_look(&w, "03.00", TA_SCENE_OBSERVED, "s2/one");
    mean_of(&w, "a", "ndvi", 2); /* as it is kept */
    struct ta_history_query query = all_of("a");
    struct ta_observation *rows = NULL;
    size_t n = 0;
    query.layer = "ndvi";
    assert_ok(ta_engine_history(&w, &query, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].processing, "03.01");
    ta_free(rows);
    assert_ok(ta_take_read(&w.store, "s2/one", "03.00", &old, &err));
    assert_ok(ta_take_read(&w.store, "s2/one", "03.01", &newer, &err));
    assert_true(ta_take_beside(&old, &newer));
    newer.time += TA_US_PER_DAY; /* of another day: a source that numbers alike */
    assert_false(ta_take_beside(&old, &newer));
    ta_workspace_close(&w);
}

static void a_lost_partition_is_an_error(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03");
    make_scene(&may);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    assert_int_equal(unlink(WORKSPACE "/observations/T50TMK/2020-05.v1.h5"), 0);
    struct ta_history_query query = all_of("a");
    struct ta_observation *rows = NULL;
    size_t n = 0;
    assert_gives(ta_engine_history(&w, &query, &rows, &n, &err), TA_E_NOTFOUND);
    assert_words("2020-05.v1.h5");
    ta_workspace_close(&w);
}

/* --- a refresh meanwhile ------------------------------------------------------------ */

static struct ta_store real; /* of the workspace */
static struct ta_workspace *host;
static int asked;

/* The list is no sooner given than refresh writes two more versions and tidies the one that was listed away. */
static enum ta_status parts_then_refresh(void *self, const char *project, int site,
                                         struct ta_partition_row **rows, size_t *n,
                                         struct ta_error *why)
{
    static const char *const more[] = {"2020-05-05", "2020-05-07"};
    enum ta_status rc = real.ops->parts_of(self, project, site, rows, n, why);
    struct ta_workspace w = *host;
    w.store = real;
    bool first = asked++ == 0;
    for (int i = 0; first && i < 2; i++) {
        struct ta_refreshed done;
        struct made scene = scene_of(more[i], more[i]);
        make_scene(&scene);
        assert_ok(refresh(&w, &done));
    }
    return rc;
}

static void a_version_that_goes_meanwhile_is_read_in_its_next_one(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03");
    make_scene(&may);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    real = w.store;
    host = &w;
    struct ta_store_ops ops = *real.ops;
    ops.parts_of = parts_then_refresh;
    struct ta_workspace racing = w;
    racing.store.ops = &ops;
    struct ta_history_query query = all_of("a");
    struct ta_observation *rows = NULL;
    size_t n = 0;
    query.layer = "ndvi";
    assert_ok(ta_engine_history(&racing, &query, &rows, &n, &err));
    assert_int_equal(access(WORKSPACE "/observations/T50TMK/2020-05.v1.h5", F_OK), -1);
    assert_int_equal(n, 3);
    ta_free(rows);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(rows_come_by_time_clouded_looks_too, fresh_folder),
        cmocka_unit_test_setup(neighbours_of_one_datatake_are_one_look, fresh_folder),
        cmocka_unit_test_setup(other_layers_of_one_look_stand_beside, fresh_folder),
        cmocka_unit_test_setup(a_version_that_goes_meanwhile_is_read_in_its_next_one,
                               fresh_folder),
        cmocka_unit_test_setup(a_scene_that_was_called_otherwise_is_one_look,
                               fresh_folder),
        cmocka_unit_test_setup(a_lost_partition_is_an_error, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

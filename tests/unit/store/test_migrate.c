/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "migrate"
#include "ta_test_store.h"

#include "store/functions.h"
#include "store/schema.h"

static void run(sqlite3 *handle, const char *sql)
{
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
}

/* A square in longitude and latitude, as GeoPackage binary. */
#define SQUARE                                                                         \
    "47500003e610000000000000000042400000000000804240000000000000"                     \
    "1c4000000000000020400106000000010000000103000000010000000500"                     \
    "000000000000000042400000000000001c40000000000080424000000000"                     \
    "00001c400000000000804240000000000000204000000000000042400000"                     \
    "00000000204000000000000042400000000000001c40"

/* What a program with the first five steps left: a project with a site, a scene, a chip. */
static const char *const five_steps_rows[] = {
    "INSERT INTO ta_document VALUES\n"
    "  ('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',\n"
    "  'project', CAST('{}' AS BLOB))",
    "INSERT INTO ta_project VALUES ('p',\n"
    "  '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')",
    "INSERT INTO sites (geom, project, site, simulated) VALUES (x'" SQUARE
    "', 'p', 3, 0)",
    "INSERT INTO ta_scene VALUES ('c/i', '1', 'd', 't', 5, 'observed', '', 'x', 'y')",
    "INSERT INTO ta_chip VALUES ('p', 3, 5, 'c/i', '1', 'imagery/chips/a',\n"
    "  '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',\n"
    "  '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 0.5)",
    NULL};

static void make_old(int steps)
{
    sqlite3 *handle = NULL;
    char count[200];
    assert_int_equal(sqlite3_open(STORE, &handle), SQLITE_OK);
    assert_int_equal(ta_functions_add(handle), SQLITE_OK);
    run(handle, "PRAGMA synchronous = OFF");
    run(handle, "CREATE TABLE ta_migration (\n"
                "  number INTEGER PRIMARY KEY,\n"
                "  name TEXT NOT NULL\n"
                ") STRICT");
    for (int i = 0; i < steps; i++) {
        for (const char *const *sql = ta_migrations[i].sql; *sql != NULL; sql++)
            run(handle, *sql);
        snprintf(count, sizeof count, "INSERT INTO ta_migration VALUES (%d, '%s')",
                 i + 1, ta_migrations[i].name);
        run(handle, count);
        if (i + 1 == 5)
            for (const char *const *sql = five_steps_rows; *sql != NULL; sql++)
                run(handle, *sql);
    }
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

static void every_older_form_is_brought_up_to_date(void **state)
{
    (void)state;
    assert_true(ta_migration_count >= 7);
    for (int steps = 1; steps <= ta_migration_count; steps++) {
        ta_test_folder(FOLDER);
        make_old(steps);
        struct ta_store s = store_open();
        enum ta_status rc = s.ops->check(s.self, &err);
        if (rc != TA_OK) fail_msg("from step %d: %s", steps, err.text);
        store_close(&s);
    }
}

static void what_an_older_program_kept_is_kept(void **state)
{
    (void)state;
    make_old(5);
    struct ta_store s = store_open();
    struct ta_scene_row scene;
    assert_ok(s.ops->scene_get(s.self, "c/i", "1", &scene, &err));
    assert_string_equal(scene.assets_sha256, "x");
    assert_string_equal(scene.recipe, ""); /* so the next refresh looks again */
    assert_int_equal(scene.sites_seq, 0);
    struct ta_chip_row *chips = NULL;
    size_t n = 0;
    assert_ok(s.ops->chips_of(s.self, "p", 3, 0, 9, &chips, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(chips[0].path, "imagery/chips/a");
    assert_true(chips[0].clear_fraction == 0.5);
    assert_int_equal(chips[0].grid, 0);
    ta_free(chips);
    int64_t seq = 0;
    assert_ok(s.ops->sites_last(s.self, &seq, &err));
    assert_int_equal(seq, 1);
    store_close(&s);
}

/* The style of the layer of sites, as QGIS reads it; NUL-ended. */
static void read_style(char out[8192])
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *query = NULL;
    assert_int_equal(sqlite3_open(STORE, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle,
                                        "SELECT styleQML FROM layer_styles WHERE "
                                        "f_table_name = 'sites' AND useAsDefault = 1",
                                        -1, &query, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    snprintf(out, 8192, "%s", (const char *)sqlite3_column_text(query, 0));
    assert_int_equal(sqlite3_step(query), SQLITE_DONE);
    (void)sqlite3_finalize(query);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

/* The colour of a category by its symbol; both are there once. */
static void colour_of(const char *style, const char *value, char out[40])
{
    char words[100];
    snprintf(words, sizeof words, "value=\"%s\" label=", value);
    const char *at = strstr(style, words);
    assert_non_null(at);
    assert_null(strstr(at + 1, words));
    at = strstr(at, "symbol=\"");
    assert_non_null(at);
    snprintf(words, sizeof words, "name=\"%c\"", at[8]);
    at = strstr(style, words);
    assert_non_null(at);
    at = strstr(at, "k=\"color\" v=\"");
    assert_non_null(at);
    at += strlen("k=\"color\" v=\"");
    snprintf(out, 40, "%.*s", (int)strcspn(at, "\""), at);
}

/* Where nobody can say, the level is what the unseen counts as: no colour of a level, nor that of a site
 * that nobody has assessed. In new stores and in those of before. */
static void what_nobody_can_say_has_a_colour_of_its_own(void **state)
{
    (void)state;
    static const char *const other[] = {"very_high", "high", "elevated",
                                        "moderate",  "low",  ""};
    static char style[8192];
    for (int steps = ta_migration_count; steps >= 4; steps -= ta_migration_count - 4) {
        char own[40], theirs[40];
        ta_test_folder(FOLDER);
        make_old(steps);
        struct ta_store s = store_open();
        store_close(&s);
        read_style(style);
        assert_non_null(strstr(style, "attr=\"CASE WHEN &quot;opinion&quot; = "
                                      "'cannot_say' THEN 'cannot_say' ELSE "
                                      "&quot;level&quot; END\""));
        colour_of(style, "cannot_say", own);
        assert_string_equal(own, "255,255,255,255");
        for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
            colour_of(style, other[i], theirs);
            if (strcmp(own, theirs) == 0)
                fail_msg("cannot say looks like %s", other[i]);
        }
    }
}

static void a_style_of_ones_own_stays(void **state)
{
    (void)state;
    static char style[8192];
    sqlite3 *handle = NULL;
    make_old(12);
    assert_int_equal(sqlite3_open(STORE, &handle), SQLITE_OK);
    run(handle, "UPDATE layer_styles SET styleQML = '<qgis/>'");
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
    struct ta_store s = store_open();
    store_close(&s);
    read_style(style);
    assert_string_equal(style, "<qgis/>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_older_form_is_brought_up_to_date, fresh_folder),
        cmocka_unit_test_setup(what_an_older_program_kept_is_kept, fresh_folder),
        cmocka_unit_test_setup(what_nobody_can_say_has_a_colour_of_its_own,
                               fresh_folder),
        cmocka_unit_test_setup(a_style_of_ones_own_stays, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

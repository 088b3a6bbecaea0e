/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_check.c  A whole store changed behind our back, in every way we could think
 * of: check names what and which. */
#define TA_TEST_NAME "check"
#include "ta_test_store.h"

enum { RECORDS = 12, LINES = 6 };

static char *whole; /* bytes of a store that passes */
static size_t whole_size;

static void restore(void)
{
    FILE *file = fopen(STORE, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(whole, 1, whole_size, file), whole_size);
    assert_int_equal(fclose(file), 0);
}

/* A model's approval, and the last line of the audit log, which tells of it. */
static void approve(struct ta_store *s)
{
    static const char model[] = "id: m\n";
    struct ta_approval_row row = {.kind = TA_APPROVES_MODEL,
                                  .made_by = "zhang.wei",
                                  .by = "li.na",
                                  .reason = "validated",
                                  .on = 1,
                                  .until = 365};
    ta_sha256(model, sizeof model - 1, row.object);
    memset(row.key_id, '2', TA_HEX_SIZE - 1);
    memset(row.signature, '3', sizeof row.signature - 1);
    assert_ok(s->ops->document_put(s->self, "model", row.object, model,
                                   sizeof model - 1, &err));
    assert_ok(s->ops->approval_put(s->self, &row, &err));
    assert_ok(s->ops->audit(s->self, LINES, row.by, "model.approve", row.object,
                            row.reason, &err));
}

static int make_whole(void **state)
{
    fresh_folder(state);
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    for (int i = 1; i <= RECORDS; i++) {
        char body[40], id[TA_HEX_SIZE], project[20];
        snprintf(project, sizeof project, "p%d", i % 3);
        snprintf(body, sizeof body, "{\"score\":%d}", i);
        put_square(&s, project, i, i);
        assert_ok(append(&s, project, body));
        assert_ok(s.ops->record_latest(s.self, project, TA_DAY_OPEN, id, &err));
        assert_ok(s.ops->level_set(s.self, project, "low", i, id, &err));
    }
    for (int i = 1; i < LINES; i++)
        assert_ok(s.ops->audit(s.self, i, "li.na", "assess", "p1", "", &err));
    approve(&s);
    assert_ok(s.ops->commit(s.self, &err));
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
    raw("PRAGMA journal_mode = DELETE"); /* so that one file is all */
    FILE *file = fopen(STORE, "rb");
    if (file == NULL) return -1;
    whole = test_malloc(1 << 20);
    whole_size = fread(whole, 1, 1 << 20, file);
    fclose(file);
    return 0;
}

static int drop_whole(void **state)
{
    (void)state;
    test_free(whole);
    return 0;
}

/* Our triggers aside, change, and back as they were: what a careful forger does. */
static void forge(const char *sql)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *list = NULL;
    char *drop = sqlite3_mprintf("%s", ""), *make = sqlite3_mprintf("%s", "");
    assert_int_equal(sqlite3_open(STORE, &handle), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(handle,
                           "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
                           -1, &list, NULL),
        SQLITE_OK);
    while (sqlite3_step(list) == SQLITE_ROW) {
        drop =
            sqlite3_mprintf("%zDROP TRIGGER %s;", drop, sqlite3_column_text(list, 0));
        make = sqlite3_mprintf("%z%s;", make, sqlite3_column_text(list, 1));
    }
    sqlite3_finalize(list);
    const char *fast = "PRAGMA synchronous = OFF; BEGIN";
    assert_int_equal(sqlite3_exec(handle, fast, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, drop, NULL, NULL, NULL), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
    assert_int_equal(sqlite3_exec(handle, make, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(drop);
    sqlite3_free(make);
    sqlite3_close(handle);
}

static void check_names(const char *words)
{
    const struct ta_store_options options = {.read_only = true};
    struct ta_store s = {0};
    assert_ok(ta_store_open(STORE, &options, &s, &err));
    err.text[0] = '\0';
    if (s.ops->check(s.self, &err) != TA_E_DATA) fail_msg("not seen: %s", words);
    assert_words(words);
    store_close(&s);
}

static void forging_alone_goes_unnoticed(void **state)
{
    (void)state;
    restore();
    forge("SELECT 1");
    struct ta_store s = store_open();
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

/* Text with the number in place of each @. */
static void number_in(char *out, size_t size, const char *text, int number)
{
    size_t at = 0;
    for (; *text != '\0' && at + 12 < size; text++) {
        if (*text == '@')
            at += (size_t)snprintf(out + at, size - at, "%d", number);
        else
            out[at++] = *text;
    }
    out[at] = '\0';
}

/* Each record in each of nine ways. */
static void every_record_that_is_touched_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *words;
        int last; /* how many records stand behind the one changed, at least */
    } ways[] = {
        {"UPDATE ta_record SET body = CAST(replace(CAST(body AS TEXT), '\"score\":',"
         " '\"score\": ') AS BLOB) WHERE seq = @",
         "record @ has another body", 0},
        {"UPDATE ta_record SET body = zeroblob(0) WHERE seq = @",
         "record @ has another body", 0},
        {"UPDATE ta_record SET created = created + 1 WHERE seq = @",
         "record @ is not what its chain value sealed", 0},
        {"UPDATE ta_record SET id = substr(id, 2) || '0' WHERE seq = @",
         "record @ is not what its chain value sealed", 0},
        {"UPDATE ta_record SET previous = substr(previous, 2) || '7' WHERE seq = @",
         "record @ does not follow the one before", 0},
        {"UPDATE ta_record SET chain = substr(chain, 2) || '7' WHERE seq = @",
         "record @ is not what its chain value sealed", 0},
        {"DELETE FROM ta_record WHERE seq = @", "record @ is gone", 1},
        {"DELETE FROM ta_record WHERE seq >= @", "there were 12 of record, and", 0},
        {"UPDATE ta_record SET seq = -1 WHERE 0; CREATE TEMP TABLE t AS SELECT * FROM"
         " ta_record; DELETE FROM ta_record WHERE seq IN (@, 1 + @); INSERT INTO"
         " ta_record SELECT 1, id, project, as_of, created, previous, chain, key_id,"
         " signature, body FROM t WHERE 0; INSERT INTO ta_record SELECT"
         " CASE seq WHEN @ THEN seq + 1 ELSE seq - 1 END, id, project, as_of, created,"
         " previous, chain, key_id, signature, body FROM t WHERE seq IN (@, 1 + @)",
         "record @ does not follow the one before", 1},
    };
    int states = 0;
    for (int seq = 1; seq <= RECORDS; seq++)
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            char sql[1200], words[100];
            if (seq + ways[i].last > RECORDS) continue;
            number_in(sql, sizeof sql, ways[i].sql, seq);
            number_in(words, sizeof words, ways[i].words, seq);
            restore();
            forge(sql);
            check_names(words);
            states++;
        }
    printf("      %d tampered states named\n", states);
    assert_true(states >= 100);
}

static void every_other_thing_that_is_touched_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *words;
    } ways[] = {
        {"UPDATE ta_audit SET who = 'nobody' WHERE seq = 3",
         "audit line 3 is not what its chain value sealed"},
        {"UPDATE ta_audit SET at = 9 WHERE seq = 6",
         "audit line 6 is not what its chain value sealed"},
        /* the same letters, cut elsewhere */
        {"UPDATE ta_audit SET who = 'li.naa', action = 'ssess' WHERE seq = 2",
         "audit line 2 is not what its chain value sealed"},
        {"DELETE FROM ta_audit WHERE seq = 2", "audit line 2 is gone"},
        {"DELETE FROM ta_audit WHERE seq = 6", "there were 6 of audit line, and 5"},
        {"DELETE FROM ta_audit_head", "the count of audit line is gone"},
        {"DELETE FROM ta_record_head", "the count of record is gone"},
        {"UPDATE ta_record_head SET seq = 14", "there were 14 of record, and 12"},
        {"DELETE FROM ta_document WHERE sha256 = (SELECT document FROM ta_project"
         " LIMIT 1)",
         "table ta_project points at what is not there"},
        {"UPDATE ta_document SET bytes = zeroblob(3) WHERE rowid = 1",
         "has other bytes"},
        {"DELETE FROM rtree_sites_geom WHERE id = 1",
         "site p1/1 is not where the index says"},
        {"UPDATE rtree_sites_geom SET minx = minx + 0.05, maxx = maxx + 0.05"
         " WHERE id = 1",
         "site p1/1 is not where the index says"},
        {"UPDATE sites SET record_id = printf('%064d', 1) WHERE project = 'p2'",
         "p2/1 shows a record that is not here"},
        {"UPDATE sites SET record_id = NULL WHERE project = 'p2'",
         "p2/1 shows a level without a record of its own"},
        {"UPDATE sites SET record_id = (SELECT id FROM ta_record WHERE project = 'p0')"
         " WHERE project = 'p2'",
         "p2/1 shows a level without a record of its own"},
        {"INSERT INTO sites (project, site, geom, level, score, record_id, simulated)"
         " SELECT project, 2, geom, 'high', score, record_id, 0 FROM sites"
         " WHERE project = 'p1'",
         "p1 shows one level on one site and another on the next"},
        {"DELETE FROM ta_approval", "model.approve of "},
        {"UPDATE ta_approval SET from_day = -1",
         "approval 1 stands in no line of the audit log"},
        {"UPDATE ta_approval SET by = 'wang.fang'",
         "approval 1 stands in no line of the audit log"},
        {"UPDATE ta_approval SET key_id = (SELECT key_id FROM ta_record LIMIT 1)",
         "approval 1 is signed with a key that seals records"},
        {"DROP TABLE ta_partition", "table ta_partition is gone"},
        {"ALTER TABLE ta_scene ADD COLUMN note TEXT",
         "table ta_scene is not as we made it"},
        {"DROP INDEX ta_chip_by_time", "index ta_chip_by_time is gone"},
        {"CREATE TRIGGER quiet AFTER INSERT ON ta_record BEGIN UPDATE sites SET level ="
         " 'low'; END",
         "trigger quiet on ta_record is not ours"},
        {"CREATE TRIGGER quiet AFTER INSERT ON TA_RECORD BEGIN UPDATE sites SET level ="
         " 'low'; END",
         "trigger quiet on TA_RECORD is not ours"},
        {"CREATE TRIGGER quiet AFTER UPDATE ON gpkg_contents BEGIN UPDATE sites SET"
         " level = 'low'; END",
         "trigger quiet on gpkg_contents is not ours"},
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        restore();
        forge(ways[i].sql);
        check_names(ways[i].words);
    }
    restore();
    assert_int_equal(raw("DROP TRIGGER ta_record_no_update"), SQLITE_OK);
    check_names("trigger ta_record_no_update is gone");
}

/* More faults than words can hold: the count stays true. */
static void many_faults_are_counted(void **state)
{
    (void)state;
    restore();
    forge("UPDATE ta_record SET body = zeroblob(1)");
    check_names("12 faults");
    assert_words("record 1 has another body; record 2");
    restore();
    forge("UPDATE ta_record SET created = 1; UPDATE ta_record SET body = zeroblob(1)");
    check_names("24 faults");
    assert_null(strstr(err.text, "record 12 is not what its chain value sealed"));
}

/* What another tool may do, with all triggers in place. */
static void other_tools_are_refused(void **state)
{
    (void)state;
    static const char *const tries[] = {
        "UPDATE ta_record SET body = zeroblob(1) WHERE seq = 2",
        "DELETE FROM ta_record WHERE seq = 12",
        "INSERT OR REPLACE INTO ta_record SELECT * FROM ta_record WHERE seq = 3",
        ("REPLACE INTO ta_record SELECT 13, id, project, as_of, created,"
         " (SELECT chain FROM ta_record_head), chain, key_id, signature, body"
         " FROM ta_record WHERE seq = 3"),
        ("INSERT INTO ta_record SELECT 14, printf('%064d', 5), project, as_of, created,"
         " (SELECT chain FROM ta_record_head), chain, key_id, signature, body"
         " FROM ta_record WHERE seq = 12"),
        "UPDATE ta_record_head SET seq = 11",
        "UPDATE ta_record_head SET seq = 13",
        "DELETE FROM ta_record_head",
        "INSERT OR REPLACE INTO ta_record_head VALUES (1, 0, printf('%064d', 0))",
        "UPDATE ta_audit SET who = 'nobody'",
        "DELETE FROM ta_audit",
        "INSERT OR REPLACE INTO ta_audit SELECT * FROM ta_audit WHERE seq = 1",
        "UPDATE ta_document SET bytes = zeroblob(1)",
        "DELETE FROM ta_document",
        ("INSERT OR REPLACE INTO ta_document SELECT sha256, kind, zeroblob(1)"
         " FROM ta_document LIMIT 1"),
        "UPDATE OR REPLACE ta_document SET sha256 = printf('%064d', 1)",
    };
    restore();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        if (raw(tries[i]) == SQLITE_OK) fail_msg("went through: %s", tries[i]);
    struct ta_store s = store_open();
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

static void things_of_other_programs_harm_nothing(void **state)
{
    (void)state;
    restore();
    forge("CREATE TABLE qgis_projects (name TEXT); CREATE INDEX theirs ON qgis_projects"
          " (name); CREATE VIEW worst AS SELECT * FROM sites; CREATE TRIGGER note AFTER"
          " INSERT ON qgis_projects BEGIN DELETE FROM qgis_projects; END");
    struct ta_store s = store_open();
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forging_alone_goes_unnoticed),
        cmocka_unit_test(every_record_that_is_touched_is_named),
        cmocka_unit_test(every_other_thing_that_is_touched_is_named),
        cmocka_unit_test(many_faults_are_counted),
        cmocka_unit_test(other_tools_are_refused),
        cmocka_unit_test(things_of_other_programs_harm_nothing),
    };
    return cmocka_run_group_tests(tests, make_whole, drop_whole);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_past.h  Past the store: what somebody can do to a copy of a workspace who may
 *  write every file, drops triggers and puts them back, and holds the signing key.
 *
 *  The test defines BASE and COPY, two folders, first. */
#ifndef TA_TEST_PAST_H
#define TA_TEST_PAST_H

#include "ta_test_portfolio.h"

#include <sqlite3.h>
#include <sys/wait.h>

#include "base/text.h"
#include "record/seal.h"

enum { RECORDS_MOST = 16 };

static inline void copy_workspace(void)
{
    ta_test_remove(COPY);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execlp("cp", "cp", "-a", BASE, COPY, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* --- past the store ------------------------------------------------------------------ */

static sqlite3 *db;

static inline void sql(const char *format, ...) TA_PRINTF(1, 2);
static inline void sql(const char *format, ...)
{
    char text[4096], *words = NULL;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assert_true(n > 0 && n < (int)sizeof text);
    if (sqlite3_exec(db, text, NULL, NULL, &words) != SQLITE_OK)
        fail_msg("%s: %s", text, words);
}

enum { TRIGGERS = 256 };
static char *triggers[TRIGGERS];
static size_t n_triggers;

static inline int keep_trigger(void *self, int n, char **value, char **name)
{
    (void)self;
    (void)n;
    (void)name;
    assert_true(n_triggers + 2 <= TRIGGERS);
    triggers[n_triggers++] = strdup(value[0]); /* its name, then how it is made */
    triggers[n_triggers++] = strdup(value[1]);
    return 0;
}

/* The store's triggers aside, to be put back as they were. */
static inline void open_past(void)
{
    n_triggers = 0;
    assert_int_equal(sqlite3_open(COPY "/store.gpkg", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "SELECT name, sql FROM sqlite_schema WHERE type = "
                                  "'trigger'",
                                  keep_trigger, NULL, NULL),
                     SQLITE_OK);
    for (size_t i = 0; i < n_triggers; i += 2) sql("DROP TRIGGER \"%s\"", triggers[i]);
}

static inline void close_past(void)
{
    for (size_t i = 0; i < n_triggers; i += 2) {
        sql("%s", triggers[i + 1]);
        free(triggers[i]);
        free(triggers[i + 1]);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A record as the table holds it. */
struct row {
    struct ta_envelope envelope;
    char project[TA_ID_SIZE];
    int64_t as_of;
    char *body;
};
static struct row past_row[RECORDS_MOST];
static size_t n_rows;

static inline void read_rows(void)
{
    sqlite3_stmt *q = NULL;
    n_rows = 0;
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT id, seq, previous, chain, created, "
                                        "key_id, signature, project, body, as_of FROM "
                                        "ta_record ORDER BY seq",
                                        -1, &q, NULL),
                     SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW) {
        struct row *r = &past_row[n_rows++];
        struct ta_envelope *e = &r->envelope;
        assert_true(n_rows <= RECORDS_MOST);
        e->seq = sqlite3_column_int64(q, 1);
        e->created = sqlite3_column_int64(q, 4);
        char *const to[] = {e->id,     e->previous,  e->chain,
                            e->key_id, e->signature, r->project};
        const size_t size[] = {sizeof e->id,        sizeof e->previous,
                               sizeof e->chain,     sizeof e->key_id,
                               sizeof e->signature, sizeof r->project};
        const int column[] = {0, 2, 3, 5, 6, 7};
        for (size_t i = 0; i < 6; i++)
            (void)snprintf(to[i], size[i], "%s",
                           (const char *)sqlite3_column_text(q, column[i]));
        r->as_of = sqlite3_column_int64(q, 9);
        r->body =
            strndup(sqlite3_column_blob(q, 8), (size_t)sqlite3_column_bytes(q, 8));
    }
    sqlite3_finalize(q);
}

static inline void write_row(const struct row *r)
{
    sqlite3_stmt *q = NULL;
    const struct ta_envelope *e = &r->envelope;
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "INSERT INTO ta_record (id, seq, previous, chain, created, "
                           "key_id, signature, project, as_of, body) VALUES "
                           "(?, ?, ?, ?, ?, ?, ?, ?, ?10, CAST(?9 AS BLOB))",
                           -1, &q, NULL),
        SQLITE_OK);
    const char *const text[] = {e->id, NULL,      e->previous,  e->chain,
                                NULL,  e->key_id, e->signature, r->project};
    for (int i = 0; i < 8; i++)
        if (text[i] != NULL) sqlite3_bind_text(q, i + 1, text[i], -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, e->seq);
    sqlite3_bind_int64(q, 5, e->created);
    sqlite3_bind_int64(q, 10, r->as_of);
    sqlite3_bind_blob(q, 9, r->body, (int)strlen(r->body), SQLITE_STATIC);
    assert_int_equal(sqlite3_step(q), SQLITE_DONE);
    sqlite3_finalize(q);
}

static inline void free_rows(void)
{
    for (size_t i = 0; i < n_rows; i++) free(past_row[i].body);
    n_rows = 0;
}

static inline void put_head(void)
{
    sql("UPDATE ta_record_head SET seq = %lld, chain = '%s'",
        (long long)past_row[n_rows - 1].envelope.seq,
        past_row[n_rows - 1].envelope.chain);
}

/* The number that stands after the first @p after, in another body's words: "capped": */
static inline double number_after(const struct row *r, const char *after)
{
    char text[64];
    const char *from = strstr(r->body, after);
    double value = NAN;
    assert_non_null(from);
    from += strlen(after);
    (void)snprintf(text, sizeof text, "%.*s", (int)strcspn(from, ",}"), from);
    assert_int_equal(ta_parse_f64(text, &value), TA_OK);
    return value;
}

/* All rows written anew; with @p seal from row @p first on, hashed, chained and signed by the
 * workspace's own key, names of the records before them followed. */
static inline void write_rows(bool seal, size_t first)
{
    struct ta_key_ring ring;
    char chain[TA_HEX_SIZE];
    sql("DELETE FROM ta_record");
    assert_ok(ta_keys_open(COPY "/keys", &ring, &err));
    for (size_t i = 0; i < n_rows; i++) {
        struct ta_envelope old = past_row[i].envelope;
        (void)snprintf(chain, sizeof chain, "%s",
                       i == 0 ? ta_chain_start : past_row[i - 1].envelope.chain);
        const struct ta_seal_request request = {past_row[i].body,
                                                strlen(past_row[i].body),
                                                (int64_t)i + 1, chain, old.created};
        if (seal && i >= first)
            assert_ok(ta_seal(&request, &ring, &past_row[i].envelope, &err));
        for (size_t k = i + 1; seal && i >= first && k < n_rows; k++) {
            char *at = strstr(past_row[k].body, old.id);
            if (at != NULL) memcpy(at, past_row[i].envelope.id, strlen(old.id));
        }
        write_row(&past_row[i]);
    }
    ta_keys_close(&ring);
    if (seal) {
        put_head();
        for (size_t i = 0; i < n_rows; i++) /* the map follows */
            sql("UPDATE sites SET record_id = '%s', score = %.17g WHERE project = '%s'",
                past_row[i].envelope.id, number_after(&past_row[i], "\"capped\":"),
                past_row[i].project);
    }
}

/* Exports follow too, so that they do not give it away. */
static inline void forget_exports(void)
{
    ta_test_remove(COPY "/records");
}

/* Replace the first text between @p after and @p stop by @p by, of the same length or not. */
static inline void replace(struct row *r, const char *after, const char *stop,
                           const char *by)
{
    struct ta_text text = {0};
    char *from = strstr(r->body, after);
    assert_non_null(from);
    from += strlen(after);
    char *to = strstr(from, stop);
    assert_non_null(to);
    ta_text_add_bytes(&text, r->body, (size_t)(from - r->body));
    ta_text_add(&text, by);
    ta_text_add(&text, to);
    free(r->body);
    r->body = strndup(text.bytes, text.size);
    ta_text_free(&text);
}

/* Replace that number, before a comma, by @p value, in the digits that a record has. */
static inline void put_number(struct row *r, const char *after, double value)
{
    char digits[32];
    ta_format_f64(value, digits);
    replace(r, after, ",", digits);
}

/* As if another build had made it. */
static inline void of_another_build(struct row *r)
{
    replace(r, "\"program\":{\"build\":\"", "\"",
            "00000000000000000000000000000000000000000000000000000000000000bb");
}

/* Every record rests on what has the hash @p now instead of @p old. */
static inline void pin_anew(const char *old, const char *now)
{
    size_t n = 0;
    for (size_t i = 0; i < n_rows; i++)
        for (char *at; (at = strstr(past_row[i].body, old)) != NULL; n++)
            memcpy(at, now, strlen(old));
    assert_true(n > 0);
}

/* A file of the workspace was changed: let the store and every record name its new hash.
 * @param table of the store that names it, ta_chip or ta_partition */
static inline void pin_file_anew(const char *table, const char *below, const char *old)
{
    char path[600], now[TA_HEX_SIZE];
    (void)snprintf(path, sizeof path, COPY "/%.500s", below);
    assert_ok(ta_sha256_file(path, now, &err));
    sql("UPDATE %s SET sha256 = '%s' WHERE sha256 = '%s'", table, now, old);
    assert_true(sqlite3_changes(db) > 0);
    pin_anew(old, now);
}

/* The document of that kind in which @p from stands, with @p to in its place, put beside the old
 * one under its own hash; every record rests on the new one. */
static inline void pin_document_anew(const char *kind, const char *from, const char *to)
{
    sqlite3_stmt *q = NULL;
    char old[TA_HEX_SIZE], now[TA_HEX_SIZE];
    struct row document = {.project = ""};
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT sha256, bytes FROM ta_document WHERE "
                                        "kind = ? AND instr(CAST(bytes AS TEXT), ?)",
                                        -1, &q, NULL),
                     SQLITE_OK);
    sqlite3_bind_text(q, 1, kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(q, 2, from, -1, SQLITE_STATIC);
    do {
        free(document.body);
        assert_int_equal(sqlite3_step(q), SQLITE_ROW);
        (void)snprintf(old, sizeof old, "%s", (const char *)sqlite3_column_text(q, 0));
        document.body =
            strndup(sqlite3_column_blob(q, 1), (size_t)sqlite3_column_bytes(q, 1));
    } while (strstr(past_row[0].body, old) == NULL); /* the one that is in use */
    sqlite3_finalize(q);
    char *at = strstr(document.body, from);
    const size_t keep = (size_t)(at - document.body);
    struct ta_text text = {0};
    ta_text_add_bytes(&text, document.body, keep);
    ta_text_add(&text, to);
    ta_text_add(&text, at + strlen(from));
    ta_sha256(text.bytes, text.size, now);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "INSERT INTO ta_document (sha256, kind, bytes) "
                                        "VALUES (?, ?, ?)",
                                        -1, &q, NULL),
                     SQLITE_OK);
    sqlite3_bind_text(q, 1, now, -1, SQLITE_STATIC);
    sqlite3_bind_text(q, 2, kind, -1, SQLITE_STATIC);
    sqlite3_bind_blob(q, 3, text.bytes, (int)text.size, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(q), SQLITE_DONE);
    sqlite3_finalize(q);
    ta_text_free(&text);
    free(document.body);
    pin_anew(old, now);
}

#endif

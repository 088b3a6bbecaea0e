/* SPDX-License-Identifier: Apache-2.0 */
/** @file check.c  Is the file whole: pages, schema, hashes, chains? Every fault named. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/chain.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/migrate.h"
#include "store/ops.h"

enum { PAGES, LINKS, INDEX, THINGS, DOCUMENTS, SHOWN, BARE, UNEQUAL, NAMED };
enum { ONE_KEY = NAMED + 1, UNLOGGED, LOST, RECORDS, RECORD_HEAD };
enum { AUDITS = RECORD_HEAD + 1, AUDIT_HEAD, FILED, FILED_HEAD };
static const struct ta_sql sql[] = {
    [PAGES] = {"check the pages", "PRAGMA integrity_check(8)"},
    [LINKS] = {"check references", "PRAGMA foreign_key_check"},
    [INDEX] = {"check the spatial index",
               "SELECT 'site ' || project || '/' || site FROM sites s\n"
               "  LEFT JOIN rtree_sites_geom r ON r.id = s.fid\n"
               "  WHERE (NOT ST_IsEmpty(s.geom)) IS NOT (r.id IS NOT NULL)\n"
               "    OR r.minx > ST_MinX(s.geom) OR r.maxx < ST_MaxX(s.geom)\n"
               "    OR r.miny > ST_MinY(s.geom) OR r.maxy < ST_MaxY(s.geom)"},
    [THINGS] = {"check the schema",
                "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema\n"
                "  ORDER BY type, name"},
    [DOCUMENTS] = {"check documents", "SELECT sha256, bytes FROM ta_document"},
    [SHOWN] = {"check the levels shown",
               "SELECT project || '/' || site FROM sites WHERE record_id IS NOT NULL\n"
               "  AND record_id NOT IN (SELECT id FROM ta_record)"},
    [BARE] = {"check the levels shown",
              "SELECT project || '/' || site FROM sites WHERE record_id IS NULL\n"
              "  AND (level IS NOT NULL OR score IS NOT NULL)\n"
              "  OR record_id IN (SELECT id FROM ta_record r\n"
              "    WHERE r.project <> sites.project)"},
    [UNEQUAL] = {"check the levels shown",
                 "SELECT project FROM sites WHERE record_id IS NOT NULL\n"
                 "  GROUP BY project HAVING count(DISTINCT record_id) > 1\n"
                 "    OR count(DISTINCT level) <> 1 OR count(DISTINCT score) <> 1\n"
                 "    OR count(level) < count(*) OR count(score) < count(*)"},
    /* Columns that the chain does not cover: they repeat what the body says. */
    [NAMED] = {"check the records",
               "SELECT 'record ' || seq FROM (SELECT seq, project, as_of,\n"
               "    CAST(body AS TEXT) AS body FROM ta_record) WHERE json_valid(body)\n"
               "  AND (project <> json_extract(body, '$.subject.project')\n"
               "    OR as_of <> CAST(julianday(json_extract(body, '$.as_of'))\n"
               "      - 2440587.5 AS INTEGER))"},
    [ONE_KEY] = {"check approvals",
                 "SELECT 'approval ' || n FROM ta_approval WHERE key_id IN\n"
                 "  (SELECT key_id FROM ta_record)"},
    /* Given on a day, in force from that day on, and never taken away again. */
    [UNLOGGED] =
        {"check approvals",
         "SELECT 'approval ' || n FROM ta_approval a WHERE kind <> 'override'\n"
         "  AND NOT EXISTS (SELECT 1 FROM ta_audit t WHERE t.object = a.object\n"
         "    AND t.action = iif(a.kind = 'model', 'model.approve',\n"
         "      'model.retire') AND t.who = a.by AND t.detail = a.reason\n"
         "    AND t.at < (a.from_day + 1) * 86400000000)"},
    [LOST] = {"check approvals",
              "SELECT action || ' of ' || substr(object, 1, 12) FROM ta_audit t\n"
              "  WHERE action IN ('model.approve', 'model.retire')\n"
              "  GROUP BY action, object HAVING count(*) > (SELECT count(*)\n"
              "    FROM ta_approval a WHERE a.object = t.object\n"
              "    AND a.kind = iif(t.action = 'model.approve', 'model', 'retire'))"},
    [RECORDS] = {"check the records",
                 "SELECT seq, created, previous, chain, body, id FROM ta_record\n"
                 "  ORDER BY seq"},
    [RECORD_HEAD] = {"check the records", "SELECT seq, chain FROM ta_record_head"},
    [AUDITS] = {"check the audit log",
                "SELECT seq, at, previous, chain, who, action, object, detail\n"
                "  FROM ta_audit ORDER BY seq"},
    [FILED] = {"check what was filed",
               "SELECT seq, created, previous, chain, body, id FROM ta_filed\n"
               "  ORDER BY seq"},
    [FILED_HEAD] = {"check what was filed", "SELECT seq, chain FROM ta_filed_head"},
    [AUDIT_HEAD] = {"check the audit log", "SELECT seq, chain FROM ta_audit_head"},
};

/* Faults as they come; the words hold the first ones, the count all. */
struct faults {
    size_t n;
    char text[TA_ERROR_TEXT - 128];
    size_t size;
};

static void TA_PRINTF(2, 3) fault(struct faults *faults, const char *format, ...);

static void fault(struct faults *faults, const char *format, ...)
{
    char words[256];
    va_list args;
    va_start(args, format);
    ta_words_format(words, sizeof words, format, args);
    va_end(args);
    faults->n++;
    int room = (int)(sizeof faults->text - faults->size);
    int wrote = snprintf(faults->text + faults->size, (size_t)room, "%s%s",
                         faults->n > 1 ? "; " : "", words);
    if (wrote < room)
        faults->size += (size_t)wrote;
    else
        faults->text[faults->size] = '\0'; /* whole words or none */
}

static enum ta_status check_pages(struct ta_db *db, struct faults *faults,
                                  struct ta_error *err)
{
    char words[200];
    struct ta_query q = ta_query_start(db, &sql[PAGES]);
    while (ta_query_next(&q)) {
        const unsigned char *said = sqlite3_column_text(q.statement, 0);
        (void)snprintf(words, sizeof words, "%s", (const char *)said);
        if (strcmp(words, "ok") != 0) fault(faults, "pages: %s", words);
    }
    return ta_query_end(&q, err);
}

static enum ta_status check_references(struct ta_db *db, struct faults *faults,
                                       struct ta_error *err)
{
    char table[64];
    struct ta_query q = ta_query_start(db, &sql[LINKS]);
    while (ta_query_next(&q)) {
        ta_column_copy(&q, 0, table, sizeof table);
        fault(faults, "table %s points at what is not there", table);
    }
    return ta_query_end(&q, err);
}

static enum ta_status check_named(struct ta_db *db, const struct ta_sql *query,
                                  const char *words, struct faults *faults,
                                  struct ta_error *err)
{
    char name[TA_SCENE_SIZE];
    struct ta_query q = ta_query_start(db, query);
    while (ta_query_next(&q)) {
        ta_column_copy(&q, 0, name, sizeof name);
        fault(faults, "%s %s", name, words);
    }
    return ta_query_end(&q, err);
}

static const char *column(const struct ta_query *q, int i)
{
    const unsigned char *text = sqlite3_column_text(q->statement, i);
    return text == NULL ? "" : (const char *)text;
}

static int thing_order(const struct ta_query *a, const struct ta_query *b)
{
    int order = strcmp(column(a, 0), column(b, 0));
    return order != 0 ? order : strcmp(column(a, 1), column(b, 1));
}

/* A table or index that another program added harms nothing; a trigger on a table of ours does.
 * It may spell that table in any case. */
static bool is_ours(const char *table)
{
    return strncasecmp(table, "ta_", 3) == 0 || strncasecmp(table, "gpkg_", 5) == 0 ||
           strcasecmp(table, "sites") == 0;
}

static void judge_extra(const struct ta_query *is, struct faults *faults)
{
    if (is_ours(column(is, 2)) && strcmp(column(is, 0), "trigger") == 0)
        fault(faults, "trigger %s on %s is not ours", column(is, 1), column(is, 2));
}

/* Both lists are in order of kind and name. */
static void compare_things(struct ta_query *is, struct ta_query *wanted,
                           struct faults *faults)
{
    bool have = ta_query_next(is);
    bool want = ta_query_next(wanted);
    while (have || want) {
        int order = !have ? 1 : !want ? -1 : thing_order(is, wanted);
        if (order > 0)
            fault(faults, "%s %s is gone", column(wanted, 0), column(wanted, 1));
        if (order == 0 && strcmp(column(is, 3), column(wanted, 3)) != 0)
            fault(faults, "%s %s is not as we made it", column(wanted, 0),
                  column(wanted, 1));
        if (order < 0) judge_extra(is, faults);
        if (order <= 0) have = ta_query_next(is);
        if (order >= 0) want = ta_query_next(wanted);
    }
}

static enum ta_status check_schema(struct ta_db *db, struct faults *faults,
                                   struct ta_error *err)
{
    struct ta_db pattern = {.path = db->path};
    enum ta_status rc = ta_migrate_model(&pattern, err);
    if (rc == TA_OK) {
        struct ta_query is = ta_query_start(db, &sql[THINGS]);
        struct ta_query wanted = ta_query_start(&pattern, &sql[THINGS]);
        compare_things(&is, &wanted, faults);
        rc = ta_query_end(&is, err);
        enum ta_status other = ta_query_end(&wanted, rc == TA_OK ? err : NULL);
        if (rc == TA_OK) rc = other;
    }
    ta_db_close(&pattern);
    return rc;
}

static void hash_column(const struct ta_query *q, int i, char hash[TA_HEX_SIZE])
{
    const void *bytes = sqlite3_column_blob(q->statement, i);
    ta_sha256(bytes == NULL ? "" : bytes, (size_t)sqlite3_column_bytes(q->statement, i),
              hash);
}

static enum ta_status check_documents(struct ta_db *db, struct faults *faults,
                                      struct ta_error *err)
{
    char hash[TA_HEX_SIZE];
    struct ta_query q = ta_query_start(db, &sql[DOCUMENTS]);
    while (ta_query_next(&q)) {
        hash_column(&q, 1, hash);
        if (strcmp(hash, column(&q, 0)) != 0)
            fault(faults, "document %.12s has other bytes", column(&q, 0));
    }
    return ta_query_end(&q, err);
}

/* Walks a chain; both tables put seq, time, previous and chain first. */
struct walk {
    enum ta_chain chain;
    const char *noun;
    int64_t seq;
    char end[TA_HEX_SIZE];
};

static void judge_link(const struct ta_query *q, const char *id, struct walk *walk,
                       struct faults *faults)
{
    char value[TA_HEX_SIZE];
    int64_t seq = ta_column_int(q, 0);
    const struct ta_chain_link link = {column(q, 2), id, seq, ta_column_int(q, 1)};
    if (seq != walk->seq + 1)
        fault(faults, "%s %" PRId64 " is gone", walk->noun, walk->seq + 1);
    if (strcmp(link.previous, walk->end) != 0)
        fault(faults, "%s %" PRId64 " does not follow the one before", walk->noun, seq);
    if (ta_chain_value(walk->chain, &link, value) != TA_OK ||
        strcmp(value, column(q, 3)) != 0)
        fault(faults, "%s %" PRId64 " is not what its chain value sealed", walk->noun,
              seq);
    walk->seq = seq;
    (void)snprintf(walk->end, sizeof walk->end, "%s", column(q, 3));
}

static enum ta_status check_head(struct ta_db *db, const struct ta_sql *head,
                                 const struct walk *walk, struct faults *faults,
                                 struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, head);
    if (ta_query_next(&q) &&
        (ta_column_int(&q, 0) != walk->seq || strcmp(column(&q, 1), walk->end) != 0))
        fault(faults, "there were %" PRId64 " of %s, and %" PRId64 " are left",
              ta_column_int(&q, 0), walk->noun, walk->seq);
    if (q.rows == 0) fault(faults, "the count of %s is gone", walk->noun);
    return ta_query_end(&q, err);
}

/* Records and statements alike: each id is the hash of a body. */
static enum ta_status check_bodies(struct ta_db *db, struct walk *walk, int list,
                                   struct faults *faults, struct ta_error *err)
{
    char id[TA_HEX_SIZE];
    struct ta_query q = ta_query_start(db, &sql[list]);
    while (ta_query_next(&q)) {
        hash_column(&q, 4, id);
        if (strcmp(id, column(&q, 5)) != 0)
            fault(faults, "%s %" PRId64 " has another body", walk->noun,
                  ta_column_int(&q, 0));
        judge_link(&q, column(&q, 5), walk, faults);
    }
    enum ta_status rc = ta_query_end(&q, err);
    return rc == TA_OK ? check_head(db, &sql[list + 1], walk, faults, err) : rc;
}

static enum ta_status check_records(struct ta_db *db, struct faults *faults,
                                    struct ta_error *err)
{
    struct walk walk = {TA_CHAIN_RECORD, "record", 0, TA_CHAIN_START};
    return check_bodies(db, &walk, RECORDS, faults, err);
}

static enum ta_status check_filed(struct ta_db *db, struct faults *faults,
                                  struct ta_error *err)
{
    struct walk walk = {TA_CHAIN_FILED, "statement", 0, TA_CHAIN_START};
    return check_bodies(db, &walk, FILED, faults, err);
}

static enum ta_status check_audit(struct ta_db *db, struct faults *faults,
                                  struct ta_error *err)
{
    char id[TA_HEX_SIZE];
    struct walk walk = {TA_CHAIN_AUDIT, "audit line", 0, TA_CHAIN_START};
    struct ta_query q = ta_query_start(db, &sql[AUDITS]);
    while (ta_query_next(&q)) {
        const char *const field[4] = {column(&q, 4), column(&q, 5), column(&q, 6),
                                      column(&q, 7)};
        ta_audit_id(ta_column_int(&q, 1), field, id);
        judge_link(&q, id, &walk, faults);
    }
    enum ta_status rc = ta_query_end(&q, err);
    return rc == TA_OK ? check_head(db, &sql[AUDIT_HEAD], &walk, faults, err) : rc;
}

/* What stands in rows that nothing hashes, by what they repeat or point at. */
static enum ta_status check_rows(struct ta_db *db, struct faults *faults,
                                 struct ta_error *err)
{
    static const struct {
        int query;
        const char *words;
    } rows[] = {
        {INDEX, "is not where the index says"},
        {SHOWN, "shows a record that is not here"},
        {BARE, "shows a level without a record of its own"},
        {UNEQUAL, "shows one level on one site and another on the next"},
        {NAMED, "stands under another project or day than it says"},
        {ONE_KEY, "is signed with a key that seals records"},
        {UNLOGGED, "stands in no line of the audit log"},
        {LOST, "is logged and not here"},
    };
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof rows / sizeof *rows; i++)
        rc = check_named(db, &sql[rows[i].query], rows[i].words, faults, err);
    return rc;
}

static enum ta_status check_all(struct ta_db *db, struct faults *faults,
                                struct ta_error *err)
{
    enum ta_status rc = check_pages(db, faults, err);
    if (rc == TA_OK) rc = check_schema(db, faults, err);
    if (rc == TA_OK) rc = check_references(db, faults, err);
    if (rc == TA_OK) rc = check_documents(db, faults, err);
    if (rc == TA_OK) rc = check_records(db, faults, err);
    if (rc == TA_OK) rc = check_filed(db, faults, err);
    if (rc == TA_OK) rc = check_audit(db, faults, err);
    if (rc == TA_OK) rc = check_rows(db, faults, err);
    return rc;
}

enum ta_status ta_op_check(void *self, struct ta_error *err)
{
    struct ta_db *db = self;
    struct faults faults = {.n = 0};
    bool alone = sqlite3_get_autocommit(db->handle) != 0;
    enum ta_status rc = TA_OK;
    if (alone) rc = ta_db_run(db, "begin to check", "BEGIN", err); /* one state */
    if (rc == TA_OK) rc = check_all(db, &faults, err);
    if (alone && !sqlite3_get_autocommit(db->handle)) /* nothing was written */
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    if (rc != TA_OK || faults.n == 0) return rc;
    (void)ta_fail(err, TA_E_DATA, "%s: %zu faults: %s", db->path, faults.n,
                  faults.text);
    ta_error_mend(err, "put back the last copy that passes `terrassay verify`");
    return TA_E_DATA;
}

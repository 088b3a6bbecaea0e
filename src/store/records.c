/* SPDX-License-Identifier: Apache-2.0 */
/** @file records.c  Records: only ever added, each linked to the one before. */
#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "store/link.h"
#include "store/ops.h"

enum { HEAD, APPEND, GET, FIND, AT, LATEST, OF };
static const struct ta_sql sql[] = {
    [HEAD] = {"read the end of the records", "SELECT seq, chain FROM ta_record_head"},
    [APPEND] = {"add a record",
                "INSERT INTO ta_record (project, as_of, " TA_LINK_COLUMNS ")\n"
                "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [GET] = {"read a record", "SELECT " TA_LINK_COLUMNS " FROM ta_record WHERE id = ?"},
    [FIND] = {"find a record",
              "SELECT id FROM ta_record WHERE id >= ?1 AND id < ?1 || 'g'\n"
              "  ORDER BY id LIMIT 2"},
    [AT] = {"read a record", "SELECT " TA_LINK_COLUMNS " FROM ta_record WHERE seq = ?"},
    [LATEST] = {"find the newest record",
                "SELECT id FROM ta_record WHERE project = ? AND as_of <= ?\n"
                "  ORDER BY as_of DESC, seq DESC LIMIT 1"},
    [OF] = {"list the records of a project",
            "SELECT id, created FROM ta_record\n"
            "  WHERE project = ? AND as_of BETWEEN ? AND ?\n"
            "  ORDER BY as_of DESC, seq DESC"},
};

static const struct ta_link_kind kind = {TA_CHAIN_RECORD, "record",
                                         "the head of the records", "chain_head"};

enum ta_status ta_op_chain_head(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[HEAD]);
    return ta_link_head(&q, &kind, seq, chain, err);
}

enum ta_status ta_op_record_append(void *self, const char *project, ta_day as_of,
                                   const struct ta_envelope *envelope, const char *body,
                                   size_t size, struct ta_error *err)
{
    char id[TA_HEX_SIZE], end[TA_HEX_SIZE];
    int64_t last = 0;
    ta_sha256(body, size, id);
    enum ta_status rc = ta_op_chain_head(self, &last, end, err);
    if (rc == TA_OK) rc = ta_link_follows(&kind, envelope, id, last, end, err);
    if (rc != TA_OK) return rc;
    struct ta_query q = ta_query_start(self, &sql[APPEND]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, as_of);
    ta_link_bind(&q, envelope, body, size);
    return ta_query_run(&q, err);
}

enum ta_status ta_op_record_get(void *self, const char *id,
                                struct ta_envelope *envelope, char **body, size_t *size,
                                struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[GET]);
    ta_bind_text(&q, id);
    enum ta_status rc = ta_link_read(&q, envelope, body, size, err);
    if (rc == TA_E_NOTFOUND) return ta_fail(err, rc, "no record %s", id);
    return rc;
}

enum ta_status ta_op_record_find(void *self, const char *prefix, char id[TA_HEX_SIZE],
                                 struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[FIND]);
    char found[2][TA_HEX_SIZE] = {"", ""};
    ta_bind_text(&q, prefix);
    for (int i = 0; i < 2 && ta_query_next(&q); i++)
        ta_column_copy(&q, 0, found[i], TA_HEX_SIZE);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc != TA_OK) return rc;
    if (found[0][0] == '\0')
        return ta_fail(err, TA_E_NOTFOUND, "no record begins with %s", prefix);
    if (found[1][0] != '\0') {
        rc = ta_fail(err, TA_E_DATA, "%s is ambiguous: records %s and %s begin with it",
                     prefix, found[0], found[1]);
        ta_error_mend(err, "write more of the record's id");
        return rc;
    }
    memcpy(id, found[0], TA_HEX_SIZE);
    return TA_OK;
}

enum ta_status ta_op_record_at(void *self, int64_t seq, struct ta_envelope *envelope,
                               char **body, size_t *size, struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[AT]);
    ta_bind_int(&q, seq);
    enum ta_status rc = ta_link_read(&q, envelope, body, size, err);
    if (rc == TA_E_NOTFOUND)
        return ta_fail(err, rc, "no record with number %" PRId64, seq);
    return rc;
}

enum ta_status ta_op_record_latest(void *self, const char *project, ta_day until,
                                   char id[TA_HEX_SIZE], struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[LATEST]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, until);
    char newest[TA_HEX_SIZE] = "";
    if (ta_query_next(&q)) ta_column_copy(&q, 0, newest, sizeof newest);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_mended(ta_fail(err, TA_E_NOTFOUND, "no record of project %s", project),
                       err,
                       "`terrassay project list` shows the projects; `terrassay assess "
                       "PROJECT` makes a record");
    if (rc == TA_OK) memcpy(id, newest, TA_HEX_SIZE);
    return rc;
}

static void fill_row(struct ta_query *q, void *to)
{
    struct ta_record_row *row = to;
    ta_column_copy(q, 0, row->id, sizeof row->id);
    row->created = ta_column_int(q, 1);
}

enum ta_status ta_op_records_of(void *self, const char *project, ta_day from,
                                ta_day until, struct ta_record_row **rows, size_t *n,
                                struct ta_error *err)
{
    static const struct ta_rows_of records = {sizeof(struct ta_record_row), fill_row};
    struct ta_query q = ta_query_start(self, &sql[OF]);
    void *all = NULL;
    ta_bind_text(&q, project);
    ta_bind_int(&q, from);
    ta_bind_int(&q, until);
    enum ta_status rc = ta_query_list(&q, &records, &all, n, err);
    if (rc == TA_OK) *rows = all;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file records.c  Records: only ever added, each linked to the one before. */
#include <inttypes.h>
#include <string.h>

#include "base/chain.h"
#include "base/hash.h"
#include "base/memory.h"
#include "store/ops.h"

#define ENVELOPE "id, seq, previous, chain, created, key_id, signature, body"

enum { HEAD, APPEND, GET, AT, LATEST };
static const struct ta_sql sql[] = {
    [HEAD] = {"read the end of the records", "SELECT seq, chain FROM ta_record_head"},
    [APPEND] = {"add a record", "INSERT INTO ta_record (project, as_of, " ENVELOPE ")\n"
                                "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [GET] = {"read a record", "SELECT " ENVELOPE " FROM ta_record WHERE id = ?"},
    [AT] = {"read a record", "SELECT " ENVELOPE " FROM ta_record WHERE seq = ?"},
    [LATEST] = {"find the newest record", "SELECT id FROM ta_record WHERE project = ?\n"
                                          "  ORDER BY seq DESC LIMIT 1"},
};

enum ta_status ta_op_chain_head(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[HEAD]);
    int64_t last = 0;
    char value[TA_HEX_SIZE] = "";
    if (ta_query_next(&q)) {
        last = ta_column_int(&q, 0);
        ta_column_copy(&q, 1, value, sizeof value);
    }
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_fail(err, TA_E_DATA, "the head of the records is gone");
    if (rc != TA_OK) return rc;
    *seq = last;
    memcpy(chain, value, TA_HEX_SIZE);
    return TA_OK;
}

/* What the envelope says must follow from the body and the end of the chain. */
static enum ta_status link_fits(const struct ta_envelope *envelope, const char *id,
                                int64_t last, const char *end, struct ta_error *err)
{
    const char *wrong = NULL;
    char chain[TA_HEX_SIZE];
    const struct ta_chain_link link = {envelope->previous, id, envelope->seq,
                                       envelope->created};
    if (strcmp(envelope->id, id) != 0)
        wrong = "its id is not the hash of its body";
    else if (envelope->seq != last + 1)
        wrong = "it does not take the next number";
    else if (strcmp(envelope->previous, end) != 0)
        wrong = "it does not follow the last record";
    else if (ta_chain_value(TA_CHAIN_RECORD, &link, chain) != TA_OK ||
             strcmp(chain, envelope->chain) != 0)
        wrong = "its chain value is wrong";
    if (wrong == NULL) return TA_OK;
    (void)ta_fail(err, TA_E_ARG, "record %" PRId64 ": %s", envelope->seq, wrong);
    ta_error_mend(err, "seal it by chain_head of the same begin and commit");
    return TA_E_ARG;
}

enum ta_status ta_op_record_append(void *self, const char *project, ta_day as_of,
                                   const struct ta_envelope *envelope, const char *body,
                                   size_t size, struct ta_error *err)
{
    char id[TA_HEX_SIZE], end[TA_HEX_SIZE];
    int64_t last = 0;
    ta_sha256(body, size, id);
    enum ta_status rc = ta_op_chain_head(self, &last, end, err);
    if (rc == TA_OK) rc = link_fits(envelope, id, last, end, err);
    if (rc != TA_OK) return rc;

    struct ta_query q = ta_query_start(self, &sql[APPEND]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, as_of);
    ta_bind_text(&q, envelope->id);
    ta_bind_int(&q, envelope->seq);
    ta_bind_text(&q, envelope->previous);
    ta_bind_text(&q, envelope->chain);
    ta_bind_int(&q, envelope->created);
    ta_bind_text(&q, envelope->key_id);
    ta_bind_text(&q, envelope->signature);
    ta_bind_bytes(&q, body, size);
    return ta_query_run(&q, err);
}

/* The only row of a started query; the bytes as they are, true or not. */
static enum ta_status read_one(struct ta_query *q, struct ta_envelope *envelope,
                               char **body, size_t *size, struct ta_error *err)
{
    struct ta_envelope read = {.seq = 0};
    char *bytes = NULL;
    size_t length = 0;
    if (ta_query_next(q)) {
        ta_column_copy(q, 0, read.id, sizeof read.id);
        read.seq = ta_column_int(q, 1);
        ta_column_copy(q, 2, read.previous, sizeof read.previous);
        ta_column_copy(q, 3, read.chain, sizeof read.chain);
        read.created = ta_column_int(q, 4);
        ta_column_copy(q, 5, read.key_id, sizeof read.key_id);
        ta_column_copy(q, 6, read.signature, sizeof read.signature);
        bytes = ta_column_bytes(q, 7, &length);
    }
    enum ta_status rc = ta_query_end(q, err);
    if (rc != TA_OK || q->rows == 0) {
        ta_free(bytes);
        return rc == TA_OK ? TA_E_NOTFOUND : rc;
    }
    *envelope = read;
    *body = bytes;
    *size = length;
    return TA_OK;
}

enum ta_status ta_op_record_get(void *self, const char *id,
                                struct ta_envelope *envelope, char **body, size_t *size,
                                struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[GET]);
    ta_bind_text(&q, id);
    enum ta_status rc = read_one(&q, envelope, body, size, err);
    if (rc == TA_E_NOTFOUND) return ta_fail(err, rc, "no record %s", id);
    return rc;
}

enum ta_status ta_op_record_at(void *self, int64_t seq, struct ta_envelope *envelope,
                               char **body, size_t *size, struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[AT]);
    ta_bind_int(&q, seq);
    enum ta_status rc = read_one(&q, envelope, body, size, err);
    if (rc == TA_E_NOTFOUND)
        return ta_fail(err, rc, "no record with number %" PRId64, seq);
    return rc;
}

enum ta_status ta_op_record_latest(void *self, const char *project,
                                   char id[TA_HEX_SIZE], struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[LATEST]);
    ta_bind_text(&q, project);
    char newest[TA_HEX_SIZE] = "";
    if (ta_query_next(&q)) ta_column_copy(&q, 0, newest, sizeof newest);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_fail(err, TA_E_NOTFOUND, "no record of project %s", project);
    if (rc == TA_OK) memcpy(id, newest, TA_HEX_SIZE);
    return rc;
}

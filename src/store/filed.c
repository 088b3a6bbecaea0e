/* SPDX-License-Identifier: Apache-2.0 */
/** @file filed.c  Statements that were filed: only ever added, each linked to the one before. */
#include <inttypes.h>

#include "base/hash.h"
#include "store/link.h"
#include "store/ops.h"

enum { HEAD, APPEND, AT };
static const struct ta_sql sql[] = {
    [HEAD] = {"read the end of what was filed", "SELECT seq, chain FROM ta_filed_head"},
    [APPEND] = {"keep what is filed",
                "INSERT INTO ta_filed (kind, as_of, " TA_LINK_COLUMNS ")\n"
                "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [AT] = {"read what was filed",
            "SELECT id, seq, previous, chain, created, key_id, signature, body\n"
            "  FROM ta_filed WHERE seq = ?"},
};

static const struct ta_link_kind kind = {TA_CHAIN_FILED, "statement",
                                         "the head of what was filed", "filed_head"};

enum ta_status ta_op_filed_head(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[HEAD]);
    return ta_link_head(&q, &kind, seq, chain, err);
}

enum ta_status ta_op_filed_append(void *self, const char *what, ta_day as_of,
                                  const struct ta_envelope *envelope, const char *body,
                                  size_t size, struct ta_error *err)
{
    char id[TA_HEX_SIZE], end[TA_HEX_SIZE];
    int64_t last = 0;
    ta_sha256(body, size, id);
    enum ta_status rc = ta_op_filed_head(self, &last, end, err);
    if (rc == TA_OK) rc = ta_link_follows(&kind, envelope, id, last, end, err);
    if (rc != TA_OK) return rc;
    struct ta_query q = ta_query_start(self, &sql[APPEND]);
    ta_bind_text(&q, what);
    ta_bind_int(&q, as_of);
    ta_link_bind(&q, envelope, body, size);
    return ta_query_run(&q, err);
}

enum ta_status ta_op_filed_at(void *self, int64_t seq, struct ta_envelope *envelope,
                              char **body, size_t *size, struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[AT]);
    ta_bind_int(&q, seq);
    enum ta_status rc = ta_link_read(&q, envelope, body, size, err);
    if (rc == TA_E_NOTFOUND)
        return ta_fail(err, rc, "no statement with number %" PRId64, seq);
    return rc;
}

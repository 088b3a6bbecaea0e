/* SPDX-License-Identifier: Apache-2.0 */
/** @file audit.c  The audit log: who did what to what, chained. */
#include "base/chain.h"
#include "base/digest.h"
#include "store/ops.h"

enum { HEAD, APPEND };
static const struct ta_sql sql[] = {
    [HEAD] = {"read the end of the audit log", "SELECT seq, chain FROM ta_audit_head"},
    [APPEND] =
        {"add to the audit log",
         "INSERT INTO ta_audit (seq, at, who, action, object, detail, previous,\n"
         "  chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
};

void ta_audit_id(ta_time_us at, const char *const field[4], char id[TA_HEX_SIZE])
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    ta_digest_u64(&state, (uint64_t)at);
    for (int i = 0; i < 4; i++) ta_digest_text(&state, field[i]);
    ta_digest_end(&state, id);
}

static enum ta_status head(struct ta_db *db, int64_t *seq, char chain[TA_HEX_SIZE],
                           struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[HEAD]);
    if (ta_query_next(&q)) {
        *seq = ta_column_int(&q, 0);
        ta_column_copy(&q, 1, chain, TA_HEX_SIZE);
    }
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        return ta_fail(err, TA_E_DATA, "the head of the audit log is gone");
    return rc;
}

enum ta_status ta_op_audit(void *self, ta_time_us at, const char *who,
                           const char *action, const char *object, const char *detail,
                           struct ta_error *err)
{
    const char *const field[4] = {who, action, object, detail == NULL ? "" : detail};
    if (who == NULL || action == NULL || object == NULL)
        return ta_fail(err, TA_E_ARG, "audit log: who, what and on what are needed");
    char id[TA_HEX_SIZE], chain[TA_HEX_SIZE], previous[TA_HEX_SIZE] = "";
    int64_t seq = 0;
    enum ta_status rc = head(self, &seq, previous, err);
    if (rc != TA_OK) return rc;
    ta_audit_id(at, field, id);
    const struct ta_chain_link link = {previous, id, seq + 1, at};
    if (ta_chain_value(TA_CHAIN_AUDIT, &link, chain) != TA_OK)
        return ta_fail(err, TA_E_DATA, "the head of the audit log is no hash");

    struct ta_query q = ta_query_start(self, &sql[APPEND]);
    ta_bind_int(&q, link.seq);
    ta_bind_int(&q, at);
    for (int i = 0; i < 4; i++) ta_bind_text(&q, field[i]);
    ta_bind_text(&q, previous);
    ta_bind_text(&q, chain);
    return ta_query_run(&q, err);
}

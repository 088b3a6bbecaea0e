/* SPDX-License-Identifier: Apache-2.0 */
#include "store/link.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"

enum ta_status ta_link_head(struct ta_query *q, const struct ta_link_kind *kind,
                            int64_t *seq, char chain[TA_HEX_SIZE], struct ta_error *err)
{
    int64_t last = 0;
    char value[TA_HEX_SIZE] = "";
    if (ta_query_next(q)) {
        last = ta_column_int(q, 0);
        ta_column_copy(q, 1, value, sizeof value);
    }
    enum ta_status rc = ta_query_end(q, err);
    if (rc == TA_OK && q->rows == 0)
        rc = ta_fail(err, TA_E_DATA, "%s is gone", kind->head);
    if (rc != TA_OK) return rc;
    *seq = last;
    memcpy(chain, value, TA_HEX_SIZE);
    return TA_OK;
}

enum ta_status ta_link_follows(const struct ta_link_kind *kind,
                               const struct ta_envelope *envelope, const char *id,
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
        wrong = "it does not follow the last one";
    else if (ta_chain_value(kind->chain, &link, chain) != TA_OK ||
             strcmp(chain, envelope->chain) != 0)
        wrong = "its chain value is wrong";
    if (wrong == NULL) return TA_OK;
    (void)ta_fail(err, TA_E_ARG, "%s %" PRId64 ": %s", kind->one, envelope->seq, wrong);
    ta_error_mend(err, "seal it by %s of the same begin and commit", kind->seal);
    return TA_E_ARG;
}

void ta_link_bind(struct ta_query *q, const struct ta_envelope *envelope,
                  const char *body, size_t size)
{
    ta_bind_text(q, envelope->id);
    ta_bind_int(q, envelope->seq);
    ta_bind_text(q, envelope->previous);
    ta_bind_text(q, envelope->chain);
    ta_bind_int(q, envelope->created);
    ta_bind_text(q, envelope->key_id);
    ta_bind_text(q, envelope->signature);
    ta_bind_bytes(q, body, size);
}

enum ta_status ta_link_read(struct ta_query *q, struct ta_envelope *envelope,
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

/* SPDX-License-Identifier: Apache-2.0 */
/** @file link.h  What every chain of signed rows shares: its head, its envelope, its next link.
 *
 *  A chain's table has the columns TA_LINK_COLUMNS in that order, and its head seq and chain. */
#ifndef TA_STORE_LINK_H
#define TA_STORE_LINK_H

#include "base/chain.h"
#include "store/db.h"
#include "terrassay/store.h"

#define TA_LINK_COLUMNS "id, seq, previous, chain, created, key_id, signature, body"

/** One chain: how it is told and hashed. */
struct ta_link_kind {
    enum ta_chain chain;
    const char *one;  /**< "record" */
    const char *head; /**< "the head of the records" */
    const char *seal; /**< the operation that gives the head: "chain_head" */
};

/** The only row of a started query of the head. TA_E_DATA when there is none. */
TA_NODISCARD enum ta_status ta_link_head(struct ta_query *q,
                                         const struct ta_link_kind *kind, int64_t *seq,
                                         char chain[TA_HEX_SIZE], struct ta_error *err);

/** Does @p envelope follow from the body's hash @p id and the end of the chain? TA_E_ARG, saying what
 *  does not. */
TA_NODISCARD enum ta_status ta_link_follows(const struct ta_link_kind *kind,
                                            const struct ta_envelope *envelope,
                                            const char *id, int64_t last,
                                            const char *end, struct ta_error *err);

/** The next parameters of a query that inserts TA_LINK_COLUMNS. */
void ta_link_bind(struct ta_query *q, const struct ta_envelope *envelope,
                  const char *body, size_t size);

/** The only row of a started query of TA_LINK_COLUMNS, the bytes as they are, true or not.
 *  @param body owned by the caller (ta_free)
 *  @return TA_OK; TA_E_NOTFOUND without words when there is no row; what the query says */
TA_NODISCARD enum ta_status ta_link_read(struct ta_query *q,
                                         struct ta_envelope *envelope, char **body,
                                         size_t *size, struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file filing.h  What a bank files out of its portfolio: signed, in a chain of its own, never
 *  changed. A figure that evidence found later changes is restated: a new statement names the
 *  one before it, both figures, and the records that made the difference.
 *
 *  Body: {"schema": "terrassay/filed/1", "kind": "portfolio", "as_of", "restates": id or null,
 *  "figures": [{figure, key, currency, unit, filed, restated}], "because": [{project, filed,
 *  restated}] of records, "document": the portfolio}. */
#ifndef TA_ENGINE_FILING_H
#define TA_ENGINE_FILING_H

#include <jansson.h>

#include "engine/workspace.h"
#include "terrassay/record.h"

struct ta_filing {
    const char *who;
    ta_time_us now;
    const json_t *document; /**< see portfolio_document.h; of records as they stand */
};

struct ta_filed {
    bool written; /**< false: the statement before says the same already */
    struct ta_envelope
        envelope;               /**< of the new one, or of the one that says the same */
    char restates[TA_HEX_SIZE]; /**< "": none */
    json_t *body;               /**< owned: json_decref() */
};

/** File it. Of one date and day of comparison each statement restates the one before.
 *  @return TA_OK; TA_E_CONFIG without a signing key; TA_E_DATA when the chain of what was filed
 *  does not hold; TA_E_USAGE for a document that was rated again, which is not filed. */
TA_NODISCARD enum ta_status ta_filing_seal(struct ta_workspace *workspace,
                                           const struct ta_filing *filing,
                                           struct ta_filed *out, struct ta_error *err);

/** One statement as it is kept, and whether it still can be believed. */
struct ta_filed_statement {
    struct ta_envelope envelope;
    unsigned faults; /**< bits of enum ta_seal_fault */
    bool reproduced; /**< computed again from the records that it names: the same */
    bool
        former; /**< not so, but for its form, which documents have no more: all that it says comes out */
    bool superseded;    /**< a later one restates it */
    const json_t *body; /**< borrowed for the call */
    const json_t
        *today; /**< figures that the newest records now give otherwise, in the form of
                               `figures` above; empty: none */
    const json_t *because; /**< the records behind them */
};

/** All statements in their order.
 *  @return TA_OK; TA_FINDING when one does not hold or does not come out again, in its form or today's */
TA_NODISCARD enum ta_status ta_filing_list(
    const struct ta_workspace *workspace, void *self,
    enum ta_status (*tell)(void *self, const struct ta_filed_statement *statement,
                           struct ta_error *err),
    struct ta_error *err);

#endif

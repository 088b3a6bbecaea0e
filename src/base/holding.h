/* SPDX-License-Identifier: Apache-2.0 */
/** @file holding.h  What a project holds that can be used once only: instruments, pledges, certificates.
 *
 *  A certificate of green power and a retired credit stand behind one declared figure only.
 *  Serials of a pledge or of certificates are a list by commas of single ones and ranges: "A-0001..A-0400, B-7". A serial
 *  is what stands before its last digits and their number; a range runs over serials of one such
 *  prefix with as many digits. Letters count as capitals. */
#ifndef TA_BASE_HOLDING_H
#define TA_BASE_HOLDING_H

#include <stdint.h>

#include "terrassay/project.h"
#include "terrassay/status.h"

enum ta_holding_kind {
    TA_HOLDING_FEED,
    TA_HOLDING_PLEDGE,
    TA_HOLDING_CERTIFICATE,
    TA_HOLDING_KINDS
};
enum { TA_HOLDING_PREFIX = 128 };

struct ta_holding {
    enum ta_holding_kind kind;
    char prefix[TA_HOLDING_PREFIX];
    int digits;     /**< 0: the whole serial stands in `prefix` */
    int64_t lo, hi; /**< both ends belong to it */
};

struct ta_holdings {
    size_t n, capacity;
    struct ta_holding *holding; /**< owned */
};

/** Everything that @p project holds. @param out zeroed; ended by ta_holdings_free(), also after a
 *  failure. @return TA_OK; TA_E_DATA for a range that is none, with its place; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_holdings_of(const struct ta_project *project,
                                           struct ta_holdings *out,
                                           struct ta_error *err);
void ta_holdings_free(struct ta_holdings *holdings);

/** Have both serials in common? @p n gets how many. */
bool ta_holding_meets(const struct ta_holding *a, const struct ta_holding *b,
                      int64_t *n);

/** "feed 7 A-": holdings that meet have the same key. */
enum { TA_HOLDING_KEY = TA_HOLDING_PREFIX + 16 };
void ta_holding_key(const struct ta_holding *holding, char out[TA_HOLDING_KEY]);
/** "A-0007", or "A-0001..A-0400". */
enum { TA_HOLDING_TEXT = 2 * TA_HOLDING_PREFIX + 48 };
void ta_holding_text(const struct ta_holding *holding, char out[TA_HOLDING_TEXT]);

#endif

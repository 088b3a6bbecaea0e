/* SPDX-License-Identifier: Apache-2.0 */
/** @file attribution.h  A lender's share in emissions after PCAF Part A, 2nd edition 2022. */
#ifndef TA_ALGORITHMS_ATTRIBUTION_H
#define TA_ALGORITHMS_ATTRIBUTION_H

#include <stdbool.h>

enum ta_asset_class { TA_PROJECT_FINANCE = 1, TA_BUSINESS_LOAN = 2 };

/** Amounts of one currency; NaN when not known. */
struct ta_attribution_terms {
    enum ta_asset_class asset_class;
    double outstanding; /**< disbursed less repaid */
    double
        accrued_interest; /**< the part of `outstanding` that is no principal; NaN: none */
    double equity, debt; /**< of the project, or of the borrower */
    double
        total_investment; /**< stands in for equity + debt of a project at its start */
    double evic;          /**< enterprise value including cash of a listed borrower */
};

struct ta_attribution {
    double factor;      /**< [0, 1]; NaN when it cannot be known */
    bool from_total;    /**< total investment stood in for equity + debt */
    bool equity_zeroed; /**< equity was negative and counts as 0 */
    bool capped;        /**< the terms gave more than 1 */
};

/** Attribution factor: principal outstanding / (equity + debt), equity not below 0, interest
 *  left out; EVIC instead for a listed borrower (PCAF Part A, 5.2 and 5.3). */
struct ta_attribution ta_attribution_of(const struct ta_attribution_terms *terms);

#endif

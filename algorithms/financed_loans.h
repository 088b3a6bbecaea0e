/* SPDX-License-Identifier: Apache-2.0 */
/** @file financed_loans.h  What the loans on a project come to, in both ledgers. */
#ifndef TA_ALGORITHMS_FINANCED_LOANS_H
#define TA_ALGORITHMS_FINANCED_LOANS_H

#include "attribution.h"
#include "indicator_result.h"

struct ta_financed_loans {
    double
        factor; /**< sum of PCAF's attribution factors; above 1 it is told, not cut */
    bool from_total, equity_zeroed;
    bool converted;      /**< amounts of another currency, by a rate that is stated */
    const char *unknown; /**< a loan whose factor cannot be known; else NULL */
    unsigned classes;    /**< bits 1 << asset class of all loans */
    double pboc;         /**< sum of the guide's shares; NaN when one is not known */
    /** What takes the PCAF factor to the guide's share, added over the loans. */
    double by_balance, by_denominator;
};

/** Sum the rows of a loans input, each factor shown as a detail. */
void ta_financed_loans(const struct ta_rows *rows, struct ta_result *out,
                       struct ta_financed_loans *sum);

/** Details of the guide's share of @p emissions (tCO2e/year): pboc_financed_unchecked, and
 *  reconcile_balance and reconcile_denominator, which lead from PCAF's figure to it. Nothing when
 *  a share is not known. */
void ta_financed_reconcile(const struct ta_financed_loans *loans, double emissions,
                           struct ta_result *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file financed_loans.h  The loans on a project in both ledgers. */
#ifndef TA_ALGORITHMS_FINANCED_LOANS_H
#define TA_ALGORITHMS_FINANCED_LOANS_H

#include "attribution.h"
#include "indicator_result.h"

/** One row of a loans input. */
struct ta_financed_loan {
    const char *name;
    enum ta_asset_class asset_class; /**< TA_ASSET_CLASS_END when not known */
    struct ta_attribution pcaf, pboc;
};
struct ta_financed_loan ta_financed_loan_at(const struct ta_rows *rows, size_t i);

/** What the loans have in common. */
struct ta_financed_loans {
    double
        factor; /**< sum of PCAF's attribution factors; above 1 it is told, not cut */
    bool from_total, equity_zeroed;
    bool converted; /**< amounts of another currency, by a rate that is stated */
    bool unknown; /**< a loan's factor cannot be known, and the sum is of the others */
    /** Sum of the guide's shares, mean balance over total investment; NaN where a loan has none or is
     *  no project finance: what a green project reduces has a share of investment alone. */
    double guide;
    double contracted; /**< sum of the factors of project finance begun in the year */
};

/** Sum the rows of a loans input, each factor shown as a detail. @param date whose year counts for what
 *  was contracted in it */
void ta_financed_loans(const struct ta_rows *rows, ta_day date, struct ta_result *out,
                       struct ta_financed_loans *sum);

/** tCO2e a year by PCAF and by the guide, and what takes the one to the other, added over loans:
 *  pboc = pcaf + by_balance + by_denominator. NaN where a share of the guide is not known. */
struct ta_both_ledgers {
    double pcaf, pboc, by_balance, by_denominator;
};
/** One loan's part. @param financed by PCAF @param per_unit of what is outstanding, also of a loan that was
 *  repaid @param whole emissions of the project or client */
void ta_ledgers_add(struct ta_both_ledgers *sum, const struct ta_financed_loan *loan,
                    double financed, double per_unit, double whole);
/** Details pboc_financed_unchecked, reconcile_balance and reconcile_denominator; nothing when a
 *  share is not known. */
void ta_ledgers_tell(const struct ta_both_ledgers *sum, struct ta_result *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio.h  What all loans come to together.
 *
 *  Sums are exact (statistics_sum.h), so loans in any order, and totals merged in any grouping, give
 *  the same bytes. What is not known of a loan is counted and its outstanding amount said; it is never
 *  taken for zero nor for the mean of the rest. */
#ifndef TA_PORTFOLIO_H
#define TA_PORTFOLIO_H

#include <stddef.h>
#include <stdint.h>

#include "statistics_sum.h"

enum { TA_PORTFOLIO_LEVELS = 5, TA_PORTFOLIO_GRADES = 5 };

/** One loan; NaN for what is not known. Money in one currency, whole minor units as doubles. */
struct ta_portfolio_loan {
    double outstanding;
    double financed;           /**< tCO2e a year after PCAF */
    double financed_pboc;      /**< after the PBoC's guide */
    int grade;                 /**< data quality of `financed`, 1 to 5; 0: not known */
    int level;                 /**< 1 very high risk to 5 low; 0: not assessed */
    int level_before;          /**< at the reference date */
    double expected_loss;      /**< PD x LGD x exposure at default, after hazards */
    double age_days;           /**< of its record */
    double revenue, emissions; /**< of the borrower: intensity; scope 1 and 2 */
};

/** A sum that knows what it lacks. */
struct ta_portfolio_sum {
    struct ta_exact_sum sum;
    uint64_t n;                      /**< loans in it */
    struct ta_exact_sum outstanding; /**< of those loans */
};

struct ta_portfolio {
    uint64_t n;
    struct ta_exact_sum outstanding,
        squared; /**< squared: of amounts, for concentration */
    struct ta_portfolio_sum financed, pboc, expected_loss, graded, intensity, age;
    uint64_t at_level[TA_PORTFOLIO_LEVELS + 1];
    struct ta_exact_sum outstanding_at[TA_PORTFOLIO_LEVELS + 1];
    uint64_t moved[TA_PORTFOLIO_LEVELS + 1]
                  [TA_PORTFOLIO_LEVELS + 1]; /**< [before][now] */
    double largest;                          /**< outstanding */
};

/** The empty portfolio. */
void ta_portfolio_start(struct ta_portfolio *portfolio);
/** Add a loan. @return 0, or -1 untouched when an amount is negative, infinite or not known. */
int ta_portfolio_add(struct ta_portfolio *portfolio,
                     const struct ta_portfolio_loan *loan);
/** Add what @p from holds. */
void ta_portfolio_merge(struct ta_portfolio *into, const struct ta_portfolio *from);

/** What it comes to; NaN where nothing is known. */
struct ta_portfolio_report {
    double outstanding, financed, financed_pboc;
    double covered;   /**< share of the outstanding amount with financed emissions */
    double grade;     /**< weighted by outstanding: sum of out x grade / sum of out */
    double intensity; /**< tCO2e per million of the currency's major unit outstanding */
    double waci;      /**< weighted mean of emissions / revenue (per minor unit) */
    double expected_loss;
    double concentration; /**< Herfindahl index of outstanding amounts, 0 to 1 */
    double largest_share;
    double assessed; /**< share of the outstanding amount with a level */
    double age_days; /**< of records, weighted by outstanding */
    uint64_t worse, better, unchanged;
};
void ta_portfolio_finish(const struct ta_portfolio *portfolio,
                         struct ta_portfolio_report *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file attribution.h  A lender's share in emissions: after PCAF Part A, 2nd edition 2022, and after
 *  the People's Bank of China's technical guide of 2021 (recalled, unchecked). */
#ifndef TA_ALGORITHMS_ATTRIBUTION_H
#define TA_ALGORITHMS_ATTRIBUTION_H

#include <stdbool.h>

/** X(name, code in rows, word in projects) */
/* clang-format off */
#define TA_ASSET_CLASS_LIST(X)                                          \
    X(TA_PROJECT_FINANCE,        1, "project_finance")                  \
    X(TA_BUSINESS_LOAN,          2, "business_loan")                    \
    X(TA_LISTED_EQUITY,          3, "listed_equity")                    \
    X(TA_CORPORATE_BOND,         4, "corporate_bond")                   \
    X(TA_UNLISTED_EQUITY,        5, "unlisted_equity")                  \
    X(TA_COMMERCIAL_REAL_ESTATE, 6, "commercial_real_estate")           \
    X(TA_MORTGAGE,               7, "mortgage")                         \
    X(TA_MOTOR_VEHICLE,          8, "motor_vehicle_loan")               \
    X(TA_SOVEREIGN_DEBT,         9, "sovereign_debt")
/* clang-format on */
enum ta_asset_class {
#define X(name, code, word) name = code,
    TA_ASSET_CLASS_LIST(X)
#undef X
        TA_ASSET_CLASS_END
};
/** The class called @p word; 0 when there is none. */
int ta_asset_class_code(const char *word);
/** "project_finance", ...; NULL for no class. */
const char *ta_asset_class_word(int code);

/** Amounts of one currency; NaN when not known. */
struct ta_attribution_terms {
    enum ta_asset_class asset_class;
    double
        outstanding; /**< disbursed less repaid, at the end of the year; 0 for a guarantee
                           that was not called */
    double
        accrued_interest; /**< the part of `outstanding` that is no principal; NaN: none */
    double equity, debt; /**< of the project, or of the borrower */
    double
        total_investment;  /**< stands in for equity + debt of a project at its start */
    double total_assets;   /**< stands in for equity + debt of a borrower */
    double evic;           /**< enterprise value including cash of a listed company */
    double property_value; /**< of the building or vehicle at origination */
    double gdp_ppp;        /**< of the country, adjusted for purchasing power */
    double average_outstanding; /**< monthly mean of the year (PBoC) */
    double revenue;             /**< main business revenue of the year (PBoC) */
};

struct ta_attribution {
    double
        factor; /**< from 0; above 1 where the terms do not fit each other; NaN when it
                               cannot be known */
    double principal, of; /**< numerator and denominator; NaN when not known */
    bool from_total;    /**< total investment, or assets, stood in for equity + debt */
    bool equity_zeroed; /**< equity was negative and counts as 0 */
};

/** PCAF's attribution factor, interest left out:
 *      listed equity, corporate bonds      / EVIC; of private companies / (equity + debt)
 *      business loans, unlisted equity     / (equity + debt), EVIC of a listed borrower, else assets
 *      project finance                     / (equity + debt), at the start / total investment
 *      real estate, mortgages, vehicles    / value at origination
 *      sovereign debt                      / GDP at purchasing power parity
 *  Equity below 0 counts as 0. */
struct ta_attribution ta_attribution_of(const struct ta_attribution_terms *terms);

/** The guide's share, in emissions and in what a green project reduces: mean balance of the period over
 *  the project's total investment; of business loans, in emissions alone, over the year's main business revenue (PBoC, technical guide on carbon accounting of
 *  financial institutions, trial, 2021). Other classes have none. */
struct ta_attribution ta_pboc_share_of(const struct ta_attribution_terms *terms);

#endif

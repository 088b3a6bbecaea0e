/* SPDX-License-Identifier: Apache-2.0 */
/** @file financed_sector.h  What a loan finances by what the client earns or owns and by factors of its
 *  sector: option 3 of PCAF Part A, 2nd edition 2022 (tables 5-3, 5-7 and 5-10, annex 10.1), for listed equity,
 *  corporate bonds, business loans, unlisted equity and project finance. The other classes have none of it.
 *
 *      3a  attribution x revenue x emissions per revenue
 *      3b  outstanding x emissions per assets
 *      3c  outstanding x asset turnover x emissions per revenue
 *
 *  The factors are the lender's to bring, each with its year and currency. A factor of another currency than
 *  the loan's, without a year, or of a year too far from that of the amounts is refused and never converted. */
#ifndef TA_ALGORITHMS_FINANCED_SECTOR_H
#define TA_ALGORITHMS_FINANCED_SECTOR_H

#include "attribution.h"
#include "terrassay/indicator.h"

/** Why a factor that is there was not used. */
enum ta_sector_refusal {
    TA_SECTOR_TAKEN, /**< or none is there */
    TA_SECTOR_CLASS,
    TA_SECTOR_CURRENCY,
    TA_SECTOR_NO_YEAR,
    TA_SECTOR_YEARS_APART
};

struct ta_sector_part {
    const char *option; /**< "3a", "3b", "3c"; NULL: none can be used */
    double financed;    /**< tCO2e a year of one scope */
    double per_unit;    /**< the same of a unit of what is outstanding */
    double whole;       /**< of the client, by its revenue; NaN when not known */
    int year;           /**< of the factor, the older one of two */
    double currency;    /**< of the factor, as currency.h has it */
    enum ta_sector_refusal refusal; /**< of the best option that failed */
    double refused_year, refused_currency;
};

/** Loan @p i of a loans input, one scope (0, 1, or 2 for scope 3). Columns: outstanding and so on as financed_loans.h reads
 *  them, `currency` and `amounts_year` of all amounts of the row, and the factors per unit of them:
 *  `sector_revenue_scope1`, `_scope2`, `_currency`, `_year`; `sector_assets_` likewise; `sector_turnover`
 *  and `sector_turnover_year`; `sector_revenue_scope3`, `_scope3_currency`, `_scope3_year` and `sector_assets_` likewise.
 *  @param a the loan's attribution by its balance sheet, whose factor may be NaN
 *  @param years_most between a factor and the amounts */
struct ta_sector_part ta_sector_part_of(const struct ta_rows *rows, size_t i,
                                        size_t scope, const struct ta_attribution *a,
                                        double years_most);

enum { TA_SECTOR_SCOPE3 = 2 };

/** Does any row bring a factor of its sector for scope 1 or 2? */
bool ta_sector_stated(const struct ta_rows *rows);

#endif

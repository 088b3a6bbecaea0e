/* SPDX-License-Identifier: Apache-2.0 */
/** @file sector_input.h  Factors of a project's sector that the lender states among the declared figures, as
 *  columns of a loan (algorithms/financed_sector.h):
 *
 *      sector_revenue.scope1, .scope2   tCO2e per unit of revenue, e.g. in "tCO2e/CNY"
 *      sector_assets.scope1, .scope2    tCO2e per unit of assets
 *      sector_revenue.scope3, sector_assets.scope3   likewise, each of its own currency and year
 *      sector_turnover                  revenue per assets, "1"
 *
 *  Each with its source and the period that it is of. A figure in the loan's own currency goes before one in
 *  another, which stays in its own: nothing is converted. */
#ifndef TA_BASE_SECTOR_INPUT_H
#define TA_BASE_SECTOR_INPUT_H

#include "terrassay/project.h"
#include "terrassay/status.h"

/* clang-format off */
#define TA_SECTOR_COLUMN_NAMES \
    "sector_revenue_scope1", "sector_revenue_scope2", "sector_revenue_currency", "sector_revenue_year", \
    "sector_assets_scope1", "sector_assets_scope2", "sector_assets_currency", "sector_assets_year", \
    "sector_turnover", "sector_turnover_year", \
    "sector_revenue_scope3", "sector_revenue_scope3_currency", "sector_revenue_scope3_year", \
    "sector_assets_scope3", "sector_assets_scope3_currency", "sector_assets_scope3_year"
/* clang-format on */
enum { TA_SECTOR_COLUMNS = 16 };

/** Unit of a factor that is called so, of any currency ("tCO2e/CNY", "1"); NULL for other figures. */
const char *ta_sector_unit(const char *name);

/** The columns of one loan as known on @p date, per minor unit of the factor's currency; NaN where nothing is
 *  stated. */
void ta_sector_input(const struct ta_project *project, const struct ta_loan *loan,
                     ta_day date, double out[TA_SECTOR_COLUMNS]);

/** The year of a day; NaN for none. */
double ta_year_number(ta_day day);

#endif

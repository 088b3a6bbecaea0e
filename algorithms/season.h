/* SPDX-License-Identifier: Apache-2.0 */
/** @file season.h  The same days of the year in other years, counted back from a date.
 */
#ifndef TA_ALGORITHMS_SEASON_H
#define TA_ALGORITHMS_SEASON_H

#include "terrassay/types.h"

/** Mean Gregorian year (day). */
#define TA_DAYS_PER_YEAR 365.2425

/** The 2 * half_width + 1 days that end on `date`, and the same days of earlier years.
 */
struct ta_season {
    ta_day date;
    double half_width; /**< (day) below half a year */
};

/** Which season @p day lies in, to the nearest day: 0 is the one that ends on the date,
 * k the one k years before. @return false when in none, or after the date; *number is
 * then left. */
bool ta_season_number(const struct ta_season *season, ta_day day, unsigned *number);

#endif

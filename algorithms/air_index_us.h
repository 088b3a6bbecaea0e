/* SPDX-License-Identifier: Apache-2.0 */
/** @file air_index_us.h  The air quality index of the US EPA, 40 CFR Part 58 Appendix G as amended
 *  in 2024: truncate the concentration, interpolate within the category, round to nearest. */
#ifndef TA_ALGORITHMS_AIR_INDEX_US_H
#define TA_ALGORITHMS_AIR_INDEX_US_H

#include "terrassay/table.h"
#include "terrassay/types.h"

struct ta_air_index_us {
    double
        value; /**< 0 to 500; NaN where the item has no index at that concentration: ozone
                       below 0.125 ppm in an hour, SO2 of an hour from 305 ppb (use 24 h) */
    bool capped;    /**< beyond the last category, counted as 500 */
    bool known;     /**< the table has the item */
    bool unchecked; /**< a row that nobody has read against its source was used */
};

/** @param item  of the table us_aqi_breakpoints: "pm25_24h", "pm10_24h", "o3_8h", "o3_1h", "co_8h",
 *               "so2_1h", "so2_24h", "no2_1h"
 *  @param value in the item's unit there (ug/m3, ppm, ppb), not below 0 */
struct ta_air_index_us ta_air_index_us(const struct ta_table_set *tables,
                                       const char *item, double value, ta_day date);

#endif

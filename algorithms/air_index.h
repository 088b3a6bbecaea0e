/* SPDX-License-Identifier: Apache-2.0 */
/** @file air_index.h  Individual air quality indices (IAQI) after HJ 633, by date. */
#ifndef TA_ALGORITHMS_AIR_INDEX_H
#define TA_ALGORITHMS_AIR_INDEX_H

#include "terrassay/table.h"

/** Items of HJ 633: a pollutant with its averaging time. X(name, pollutant) */
/* clang-format off */
#define TA_AIR_ITEM_LIST(X)                 \
    X(TA_AIR_SO2_24H,  so2_24h,  so2)       \
    X(TA_AIR_NO2_24H,  no2_24h,  no2)       \
    X(TA_AIR_CO_24H,   co_24h,   co)        \
    X(TA_AIR_O3_8H,    o3_8h,    o3)        \
    X(TA_AIR_PM10_24H, pm10_24h, pm10)      \
    X(TA_AIR_PM25_24H, pm25_24h, pm25)      \
    X(TA_AIR_SO2_1H,   so2_1h,   so2)       \
    X(TA_AIR_NO2_1H,   no2_1h,   no2)       \
    X(TA_AIR_CO_1H,    co_1h,    co)        \
    X(TA_AIR_O3_1H,    o3_1h,    o3)
/* clang-format on */
enum ta_air_item {
#define X(item, name, pollutant) item,
    TA_AIR_ITEM_LIST(X)
#undef X
        TA_AIR_ITEM_COUNT
};

/** Name in tables and inputs: "pm25_24h"; and of its pollutant: "pm25". */
const char *ta_air_item_name(enum ta_air_item item);
const char *ta_air_item_pollutant(enum ta_air_item item);

struct ta_air_index {
    double value;   /**< a whole number, [0, 500]; NaN when the rule gives none */
    bool in_force;  /**< false when no rule is in force on the date */
    bool unchecked; /**< a table row without `checked` was used */
};

/** IAQI of @p concentration (ug/m3; CO mg/m3; at least 0) by the rule in force on @p date.
 *
 *  The concentration is rounded to a whole number (CO to one decimal) after GB/T 8170, half to
 *  even; the IAQI is interpolated between the breakpoints and rounded up. Above the last
 *  breakpoint it is 500, or what the notes say of items whose columns end earlier: since 2026
 *  200 for one-hour SO2 and 300 for eight-hour O3, before that none.
 *  Source: HJ 633-2012 eq. 1 and Table 1; HJ 633-2026 4.2 and Table 3. Reads the tables
 *  aqi_breakpoints and aqi_beyond. */
struct ta_air_index ta_air_index_hj633(const struct ta_table_set *tables,
                                       enum ta_air_item item, double concentration,
                                       ta_day date);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file air_day.h  One day of readings: hourly means, the daily mean, running 8-hour means. */
#ifndef TA_ALGORITHMS_AIR_DAY_H
#define TA_ALGORITHMS_AIR_DAY_H

#include "terrassay/indicator.h"
#include "terrassay/reading.h"

enum { TA_DAY_HOURS = 24 };

/** Flag of reading @p i: not evaluated when nobody judged, missing when it is NaN. */
enum ta_flag ta_series_flag(const struct ta_series *series, size_t i);

/** Means of the hours 0-1, 1-2, ... 23-24 of a day; NaN where an hour is not valid. */
struct ta_air_day {
    double hour[TA_DAY_HOURS];
    size_t hours;    /**< valid ones */
    size_t failed;   /**< those that would be, had no reading failed quality control */
    bool judged;     /**< all readings used were judged good */
    size_t readings; /**< used */
};

/** Hours of local day @p day at @p offset_s east of UTC, from readings judged good or not
 *  judged. An hour is valid with three quarters of its readings (45 minutes of 60; those that
 *  stand too close count for less, see covered.h); without a nominal step none is, since nobody
 *  can tell what it lacks. */
struct ta_air_day ta_air_day_of(const struct ta_series *series, ta_day day,
                                int offset_s);

/** Mean of the day's valid hours; NaN with fewer than @p least. */
double ta_air_day_mean(const struct ta_air_day *day, size_t least);
/** Largest hour; NaN with fewer than @p least. */
double ta_air_day_hour_max(const struct ta_air_day *day, size_t least);
/** Largest of the running means that end at hours 8 to 24. One is valid with 6 of its 8 hours;
 *  NaN with fewer than @p least valid ones. */
double ta_air_day_8h_max(const struct ta_air_day *day, size_t least);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file emission_hours.h  Hours and days of emission monitoring: which are valid, their means,
 *  and what share of the time was captured.
 *
 *  Hours are of UTC or of any zone a whole number of hours from it; days begin where the caller
 *  says, by a fixed offset, without daylight saving. */
#ifndef TA_EMISSION_HOURS_H
#define TA_EMISSION_HOURS_H

#include "terrassay/indicator.h"

enum ta_hour_method {
    TA_HOUR_MINUTES, /**< so many minutes must have valid readings (covered.h) */
    TA_HOUR_QUADRANTS, /**< each quarter of the hour must have one; in hours with calibration or
                          maintenance two readings a quarter of an hour apart suffice */
    TA_HOUR_POINTS /**< so many valid readings */
};

struct ta_hour_rule {
    const char *source;
    enum ta_hour_method method;
    double least;           /**< minutes, or readings */
    size_t least_day_hours; /**< valid hours that a valid day has */
    bool checked;           /**< somebody read the rule in its source */
};
/** HJ 75-2017: 45 valid minutes, 20 valid hours; recalled, unchecked. */
extern const struct ta_hour_rule ta_hour_rule_hj75;
/** 40 CFR 75.10(d)(1): every quarter of the hour; recalled, unchecked. Days of 18 hours. */
extern const struct ta_hour_rule ta_hour_rule_us75;
/** 40 CFR 60.1750(b): two readings; 75 % of the hours of a day. */
extern const struct ta_hour_rule ta_hour_rule_us60;

struct ta_hour_mean {
    ta_time_us start;
    size_t received;          /**< readings in the hour */
    size_t valid;             /**< of them good, or not evaluated */
    double mean, least, most; /**< of the valid ones; NaN without any */
    bool is_valid;
};

/** Means of hours. Readings flagged suspect, failed or missing, and NaN, are received but not
 *  valid.
 *  @param maintenance [n] true where the hour had calibration or maintenance; NULL: none
 *  @param start       of the first hour
 *  @param out         [n] */
void ta_emission_hours(const struct ta_series *series, const struct ta_hour_rule *rule,
                       const bool *maintenance, ta_time_us start, size_t n,
                       struct ta_hour_mean *out);

/** Mean of a day's valid hours; NaN with fewer than the rule asks for. */
double ta_emission_day(const struct ta_hour_mean hour[24],
                       const struct ta_hour_rule *rule);

/** Valid hours among operating ones, 0 to 1; NaN when the plant never ran.
 *  @param operating [n]; NULL: always */
double ta_emission_capture(size_t n, const struct ta_hour_mean *hour,
                           const bool *operating);

#endif

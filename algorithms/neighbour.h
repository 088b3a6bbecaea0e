/* SPDX-License-Identifier: Apache-2.0 */
/** @file neighbour.h  Stations of one property near each other: how far apart, and do they agree?
 *
 *  What is near, and how far two may lie apart, says table `quality_limits` for a property and a
 *  setting: neighbour_within (km), and for hourly means the larger of neighbour_absolute (unit of the
 *  property) and neighbour_relative (share of the mean of both). Stacks have no such rows: the gas of
 *  one says nothing of another's. */
#ifndef TA_NEIGHBOUR_H
#define TA_NEIGHBOUR_H

#include "quality.h"

struct ta_neighbour_rule {
    double within_km, absolute, relative;
    bool unchecked; /**< a row that nobody has read against its source */
};

/** In the unit of the stream.
 *  @return TA_OK; TA_E_NOTFOUND unless all three rows are there on that day; TA_E_DATA when a row's unit
 *  does not become the one wanted. */
TA_NODISCARD enum ta_status ta_neighbour_rule_find(const struct ta_table_set *tables,
                                                   const struct ta_qc_stream *stream,
                                                   ta_day day,
                                                   struct ta_neighbour_rule *out);

/** Great circle on the authalic sphere. @param a, b longitude and latitude (degree) */
double ta_distance_km(const double a[2], const double b[2]);

/** Means of the hours of UTC, each at its begin, of finite values whose @p failed is 0.
 *  @param failed [series->n]
 *  @param time, value [series->n] room of @p out */
void ta_hourly_means(const struct ta_series *series, const unsigned char *failed,
                     ta_time_us *time, double *value, struct ta_series *out);

/** Of shares of agreement with so many neighbours the one that at least half of them reach: one odd
 *  neighbour of two or more makes no station odd.
 *  @return its place in @p share; @p n when all are NaN */
size_t ta_neighbour_upper_median(size_t n, const double *share);

#endif

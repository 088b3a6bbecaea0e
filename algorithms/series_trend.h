/* SPDX-License-Identifier: Apache-2.0 */
/** @file series_trend.h  Slope that outliers do not move, and whether there is a trend at all.
 *
 *  Both assume independent values: thin or deseasonalise a series first. */
#ifndef TA_SERIES_TREND_H
#define TA_SERIES_TREND_H

#include <stddef.h>

#include "terrassay/status.h"

/** Mann-Kendall test for a monotonic trend. */
struct ta_mann_kendall {
    size_t n;        /**< finite values used */
    double s;        /**< concordant less discordant pairs */
    double variance; /**< of s under no trend, corrected for ties */
    double z;        /**< (s - sign(s)) / sqrt(variance); 0 when the variance is 0 */
    double p;        /**< two-sided, by the normal approximation */
    double tau;      /**< s / (n (n - 1) / 2), [-1, 1]; NaN when n < 2 */
};

/** Theil-Sen slope with Sen's interval. */
struct ta_theil_sen {
    size_t n; /**< finite values used */
    double
        slope; /**< median of the slopes of all pairs (unit of value per unit of time) */
    double lo,
        hi; /**< interval of the slope; NaN when there are too few values for it */
    double intercept; /**< median of value - slope * time */
};

/** Values that are not finite are left out.
 *  variance = (n (n-1) (2n+5) - sum over groups of t equal values of t (t-1) (2t+5)) / 18:
 *  Kendall (1975), Rank Correlation Methods, 4th ed.; Gilbert (1987), Statistical Methods for
 *  Environmental Pollution Monitoring, section 16.4.
 *  @param value   [n] in order of time, no two at the same time
 *  @param scratch [n] */
void ta_mann_kendall(size_t n, const double *value, double *scratch,
                     struct ta_mann_kendall *out);

/** Slope: Sen (1968), JASA 63, 1379-1389. Interval: Gilbert (1987), section 16.5: of the N ordered
 *  slopes the (N - C)/2-th and the ((N + C)/2 + 1)-th, C = z sqrt(variance), interpolated.
 *  @param time       [n] strictly ascending
 *  @param value      [n] those that are not finite are left out
 *  @param confidence of the two-sided interval, in (0, 1); 0.90 is the house's
 *  @param scratch    [n (n - 1) / 2 + n]
 *  @return TA_OK (all NaN when fewer than 2 values), TA_E_ARG when time does not ascend or
 *          @p confidence is outside its range. */
TA_NODISCARD enum ta_status ta_theil_sen(size_t n, const double *time,
                                         const double *value, double confidence,
                                         double *scratch, struct ta_theil_sen *out);
/** Doubles of scratch that ta_theil_sen() needs; 0 when that exceeds memory. */
size_t ta_theil_sen_scratch(size_t n);

/** Value that a standard normal one stays below with probability @p p in (0, 1); else NaN. */
double ta_normal_quantile(double p);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file series_order.h  Sorting, medians and quantiles of doubles, without memory of their own. */
#ifndef TA_SERIES_ORDER_H
#define TA_SERIES_ORDER_H

#include <stddef.h>

/** Move the finite values to the front, keeping their order. @return how many there are. */
size_t ta_series_finite(size_t n, double *value);

/** Sort ascending, in place; no NaN among the values. Heap sort: never worse than n log n. */
void ta_series_sort(size_t n, double *value);

/** Quantile of sorted values, type 7 of Hyndman and Fan (1996), The American Statistician 50: at
 *  rank 1 + (n - 1) q, linear between neighbours.
 *  @param q [0, 1]
 *  @return NaN when n is 0 or @p q is outside. */
double ta_series_quantile(size_t n, const double *sorted, double q);

/** Median; sorts the values. NaN when n is 0. */
double ta_series_median(size_t n, double *value);

struct ta_weighted_value {
    double value;
    double weight; /**< finite, not below 0 */
};

/** Weighted quantile; sorts the values by value, then weight. The same rule as ta_bins_quantile() of
 *  statistics.h: value k (from 0) stands at s_k = k w_k + (n - 1) sum_{i<k} w_i, and the value
 *  at q s_{n-1} is interpolated. Equal weights give type 7.
 *  @return NaN when n is 0, all weights are 0, or @p q is outside [0, 1]. */
double ta_series_quantile_weighted(size_t n, struct ta_weighted_value *value, double q);

/** Sum whose error does not grow with n: Neumaier (1974), ZAMM 54, 39-51. */
double ta_series_sum(size_t n, const double *value);

#endif

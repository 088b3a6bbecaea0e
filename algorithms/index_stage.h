/* SPDX-License-Identifier: Apache-2.0 */
/** @file index_stage.h  The stages of a composite index, one column of units at a time.
 *
 *  Steps and their order: OECD/JRC, Handbook on Constructing Composite Indicators (2008). These
 *  stages look at the live set of units, so a new unit moves every score: good for comparing
 *  a list once, and refused for credit. Missing is NaN throughout. */
#ifndef TA_ALGORITHMS_INDEX_STAGE_H
#define TA_ALGORITHMS_INDEX_STAGE_H

#include <stddef.h>

#include "terrassay/model.h"

/** value[i] /= by[i]; missing, or 0 in @p by, gives missing. */
void ta_index_denominate(size_t n, double *value, const double *by);

/** Replace missing values by the mean of those of the same group; a group without values stays
 *  missing. @p group NULL: all units are one group. @return how many were replaced. */
size_t ta_index_impute_mean(size_t n, double *value, const size_t *group);

/** Skewness G1 and excess kurtosis G2, both corrected for bias ("type 2"): Joanes and Gill
 *  (1998), The Statistician 47, 183-189. NaN values are left out; NaN with fewer than 3 and 4
 *  values, or when all are equal. */
struct ta_index_shape {
    double skewness, kurtosis;
};
struct ta_index_shape ta_index_shape_of(size_t n, const double *value);

struct ta_index_treatment {
    double skewness, kurtosis; /**< treated while both are exceeded */
    size_t most;               /**< points treated at most */
};

/** Winsorise: while |G1| and G2 exceed the limits, the k most extreme values of the skewed side
 *  take the value of the (k + 1)-th, k = 1, 2, ... at most `most`.
 *  @param order [n] scratch
 *  @param treated [n] set to whether each value was changed, or NULL
 *  @return k, how many points were treated. */
size_t ta_index_winsorise(size_t n, double *value,
                          const struct ta_index_treatment *treatment, size_t *order,
                          unsigned char *treated);

/** Onto from..to by the least and greatest of direction * value (direction 1 or -1). All equal
 *  values become missing. */
void ta_index_minmax(size_t n, double *value, double direction, double from, double to);

/** Weighted mean of the values that are there, weights renormalised over them; missing when
 *  none is, or when a geometric or harmonic mean meets a value that is not above 0. */
double ta_index_mean(enum ta_mean mean, size_t n, const double *value,
                     const double *weight);

/** 1 for the greatest; equal values share the smallest rank; missing has rank 0. */
void ta_index_rank(size_t n, const double *value, size_t *rank);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_copy.h  Is one signal a delayed copy of another?
 *
 *  Cross-correlation of what is new in each signal, over a range of lags (Box, Jenkins, Reinsel,
 *  Ljung 2015, Time Series Analysis, 5th ed., section 12.1): with five days or more, each time of
 *  day's mean is taken out of each signal; then the first signal's AR(1) out of both; extreme
 *  values are drawn in to three standard deviations, and the correlation at
 *  each lag is held against its spread under independence, with what autocorrelation is left
 *  (Bartlett 1935, J. R. Stat. Soc. Supp. 8), Bonferroni over the lags. So two signals that have
 *  nothing to do with each other are called a copy in at most `alpha` of all pairs; neighbours that
 *  share their weather are kept apart by `least_r`, since what is new in each is mostly its own.
 *  tests/property/algorithms/prop_quality_copy.c counts both by simulation. */
#ifndef TA_QUALITY_COPY_H
#define TA_QUALITY_COPY_H

#include "terrassay/indicator.h"
#include "terrassay/status.h"

struct ta_copy_rule {
    double step_s;    /**< both signals are put on this step */
    double max_lag_s; /**< lags up to this, both ways */
    double alpha;   /**< false alarms under independence, of all lags together; 0.001 */
    double least_r; /**< correlation that a delayed copy must reach; 0.8 */
    double
        least_r_same; /**< the same at no delay, where true neighbours agree best; 0.98 */
    size_t least_pairs; /**< fewer values in common tell nothing; 100 */
};
/** The figures above, for a step and a longest lag. */
struct ta_copy_rule ta_copy_rule_of(double step_s, double max_lag_s);

enum ta_copy_verdict {
    TA_COPY_CANNOT_SAY, /**< too few values in common, or one hardly moves */
    TA_COPY_NONE,
    TA_COPY_FOLLOWS, /**< the second signal follows the first by `lag_s` */
    TA_COPY_LEADS,   /**< the first follows the second */
    TA_COPY_TOGETHER /**< both move as one at the same time */
};

struct ta_copy {
    enum ta_copy_verdict verdict;
    double lag_s;     /**< of the highest correlation; below 0 when the second leads */
    double r;         /**< that correlation, -1 to 1; NaN when it cannot be said */
    double threshold; /**< what r must exceed by chance alone at alpha */
    double p;         /**< chance of such an r under independence, over all lags */
    double equal; /**< share of pairs at that lag that are equal to the last digit */
    size_t pairs;
};

/** Doubles of scratch that ta_copy_find() needs; 0 when the signals do not fit the rule. */
size_t ta_copy_scratch(const struct ta_series *first, const struct ta_series *second,
                       const struct ta_copy_rule *rule);

/** @param scratch [ta_copy_scratch()] doubles
 *  @return TA_OK; TA_E_ARG when the rule is outside its domain; TA_E_LIMIT when the signals span
 *          more than 2^24 steps or the lags more than 2^14. */
TA_NODISCARD enum ta_status ta_copy_find(const struct ta_series *first,
                                         const struct ta_series *second,
                                         const struct ta_copy_rule *rule,
                                         double *scratch, struct ta_copy *out);

#endif

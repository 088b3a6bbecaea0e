/* SPDX-License-Identifier: Apache-2.0 */
/** @file tally.h  Named sums, each with the list of what it rests on.
 *
 *  Sums are exact (statistics_sum.h): whatever is added in whatever order, the same bytes come out.
 *  Memory is the caller's: a tally says when it wants more. */
#ifndef TA_TALLY_H
#define TA_TALLY_H

#include <stdint.h>

#include "statistics_sum.h"

/** First to last, closed. */
struct ta_tally_run {
    uint32_t first, last;
};

/** A sum of numerators and denominators, and the numbers of those that are in it. */
struct ta_tally {
    struct ta_exact_sum value, weight;
    uint64_t n;
    uint32_t n_runs, capacity;
    struct ta_tally_run *run; /**< ascending, apart from each other */
};

void ta_tally_start(struct ta_tally *tally);
/** Does adding @p who ask for one run more than there is room for? */
int ta_tally_full(const struct ta_tally *tally, uint32_t who);
/** Add; numbers may come in any order, and again. There is room: ta_tally_full() said no. */
void ta_tally_add(struct ta_tally *tally, uint32_t who, double value, double weight);
double ta_tally_sum(const struct ta_tally *tally);
double ta_tally_weight(const struct ta_tally *tally);
/** Sum of values / sum of weights; NaN when the weights come to 0. */
double ta_tally_mean(const struct ta_tally *tally);

#endif

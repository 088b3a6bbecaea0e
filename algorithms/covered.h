/* SPDX-License-Identifier: Apache-2.0 */
/** @file covered.h  How many of the readings expected are there, when some stand closer than they should.
 *
 *  A reading stands for the nominal interval, or for the time to the next one where that is shorter by more
 *  than a quarter (what a clock or a network shakes is less). So a burst of readings, or a device that sends
 *  more often than its project says, makes no hour complete. */
#ifndef TA_ALGORITHMS_COVERED_H
#define TA_ALGORITHMS_COVERED_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/types.h"

/** Readings of one stretch of time. All zero before the first one. */
struct ta_covered {
    size_t n;
    ta_time_us last;
    double lacking_s; /**< of the intervals of those there are */
};

/** A reading at @p time; in order of time.
 *  @param interval_s nominal; NaN, 0 or less: none, and each reading counts whole */
void ta_covered_add(struct ta_covered *covered, ta_time_us time, double interval_s);
/** As how many readings they count: exactly `n` where none stands too close. */
double ta_covered_count(const struct ta_covered *covered, double interval_s);

#endif

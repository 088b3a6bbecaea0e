/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_repeat.h  Does a signal repeat its own past, reading by reading?
 *
 *  A signal is read as its changes: each new value, and how many steps after the last one it came. A row of 16
 *  changes that stood before, more than 25 hours ago, points at a lag; the repetition goes as far as each change equals
 *  the one at that lag, to the last digit. It is told when it lasts a day or more, and at least 100 of its changes,
 *  and half of them, tell something, with at least 10 values.
 *
 *  A change tells something where the record does not foretell it: of all earlier places at which the same four
 *  moves come before (those apart by multiples of the lag and stretches told already left out) no more than half go on
 *  with the same move; nor do three or more places, later ones too, and more than half of them. So what stands still has
 *  no change that could count, what goes through the same steps again and again (a period, a ramp, a recipe, a day of one
 *  of three kinds) is foretold, and of few values nothing is told.
 *
 *  False alarms. Assume that a change that counts equals the one at the lag with a chance of at most 1/2, given all
 *  before it. What counts by the places before is known before it comes, and later places only take from it, so that a
 *  row with m of them has a chance of at most 2^-m at one place and lag, and of these a record of n changes has n^2/2.
 *  With n <= 2^24 and m = 100 one record in 2^53 has such a row by chance; and still fewer than one in a thousand (0.00035),
 *  which is the rate of quality_copy.h, if that chance were 2/3. tests/property/algorithms/prop_quality_repeat.c looks
 *  for alarms in signals of many kinds.
 *
 *  Periods. What repeats three quarters of the record's changes at a lag of a week or less has a period, which work and
 *  nature may have; nothing has one of more than a week to the last digit. A smooth period that is no whole number of
 *  steps repeats itself at long lags: where at some lag of up to a week three quarters of a stretch's moves come
 *  nearer than half their length, it is not told. Nor is a stretch without noise, three quarters of which goes straight on,
 *  to a quarter of a move. What remains is a long row of uneven steps without noise that a signal goes through two or three
 *  times in all: set or calculated values, which is what the client is asked.
 *
 *  The work is linear in the readings, and what a signal may take is bounded (256 comparisons a change).
 */
#ifndef TA_QUALITY_REPEAT_H
#define TA_QUALITY_REPEAT_H

#include "terrassay/indicator.h"
#include "terrassay/status.h"

enum { TA_REPEATS_MOST = 12 };

/** A stretch that repeats an earlier one. */
struct ta_repeat {
    size_t first, last; /**< its readings, places in the series */
    size_t source;      /**< the reading that the first one repeats */
    size_t changes;     /**< of value that are repeated */
};

/** Bytes of scratch that ta_repeats_find() needs for so many readings. */
size_t ta_repeats_scratch(size_t n);

/** The first dozen in order of time; those of one lag that are less than a day apart are one.
 *  @param series  ascending in time, one value a time, with a nominal step; without a step nothing is found
 *  @param scratch ta_repeats_scratch(series->n) bytes, aligned as by ta_alloc()
 *  @param n       how many stand in @p out
 *  @return TA_OK; TA_E_LIMIT when there are more than 2^24 readings */
TA_NODISCARD enum ta_status ta_repeats_find(const struct ta_series *series,
                                            void *scratch,
                                            struct ta_repeat out[TA_REPEATS_MOST],
                                            size_t *n);

#endif

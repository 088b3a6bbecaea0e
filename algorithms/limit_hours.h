/* SPDX-License-Identifier: Apache-2.0 */
/** @file limit_hours.h  Hours of a window against a limit, hour by hour, gaps included. */
#ifndef TA_ALGORITHMS_LIMIT_HOURS_H
#define TA_ALGORITHMS_LIMIT_HOURS_H

#include "terrassay/indicator.h"

struct ta_limit_window {
    ta_time_us end; /**< the window is the `hours` hours before this instant */
    size_t hours;
    double limit; /**< an hour whose mean is above it exceeds: see ta_limit_above() */
};

/** Hours by what is known of them; they add up to the window's. A series without an interval has no valid hour
 *  but those above the limit, which are unjudged: how much of an hour there is nobody can tell, and a
 *  reading chosen out of many must not clear it. */
struct ta_limit_hours {
    size_t good, good_above;         /**< all readings judged good */
    size_t unjudged, unjudged_above; /**< some not judged */
    size_t missing; /**< too few readings, or suspect and failed ones only */
    /** Of the missing ones: those that would be valid, had no reading failed quality control. */
    size_t missing_failed;
    /** Of the missing ones: those that would be valid but for suspect readings, some of them failed or none;
     *  and those of which something came, but too little. Of the rest nothing came. */
    size_t missing_suspect, missing_few;
    /** Of the missing ones: those in a gap that begins or ends in an exceedance. */
    size_t missing_tainted;
    /** Of the missing ones: those with suspect or failed readings above the limit. */
    size_t missing_above;
    /** Of the valid ones not above: those that would be, did their suspect readings count at
     *  their highest. An hour above that would not be, did they count at their lowest, is
     *  unjudged. */
    size_t doubtful;
    size_t longest_gap, trailing_gap;
    bool silent_after_exceedance; /**< the trailing gap follows an hour above */
    double max_hour;              /**< highest hourly mean; NaN without valid hours */
};

/** Is a mean above a limit? At the limit is not above it, and a mean of decimals, which have no
 *  exact doubles, is at it within 1e-9 of the limit. false for NaN. */
bool ta_limit_above(double mean, double limit);

/** Count. @return false when readings are not in order of time. */
bool ta_limit_hours_count(const struct ta_series *series,
                          const struct ta_limit_window *window,
                          struct ta_limit_hours *out);

#endif

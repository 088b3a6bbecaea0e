/* SPDX-License-Identifier: Apache-2.0 */
/** @file limit_hours.h  Hours of a window against a limit, hour by hour, gaps included. */
#ifndef TA_ALGORITHMS_LIMIT_HOURS_H
#define TA_ALGORITHMS_LIMIT_HOURS_H

#include "terrassay/indicator.h"

struct ta_limit_window {
    ta_time_us end; /**< the window is the `hours` hours before this instant */
    size_t hours;
    double limit; /**< an hour whose mean is above it exceeds */
};

/** Hours by what is known of them; they add up to the window's. */
struct ta_limit_hours {
    size_t good, good_above;         /**< all readings judged good */
    size_t unjudged, unjudged_above; /**< some not judged */
    size_t missing; /**< too few readings, or suspect and failed ones only */
    /** Of the missing ones: those in a gap that begins or ends in an exceedance, or whose
     *  suspect readings are above the limit. */
    size_t missing_tainted;
    size_t longest_gap, trailing_gap;
    bool silent_after_exceedance; /**< the trailing gap follows an hour above */
    double max_hour;              /**< highest hourly mean; NaN without valid hours */
};

/** Count. @return false when readings are not in order of time. */
bool ta_limit_hours_count(const struct ta_series *series,
                          const struct ta_limit_window *window,
                          struct ta_limit_hours *out);

/** Upper bound of a share of which @p x of @p n were seen, one-sided 95 % (Wilson 1927,
 *  doi 10.1080/01621459.1927.10502953); 1 when n is 0. */
double ta_share_upper(size_t x, size_t n);

#endif

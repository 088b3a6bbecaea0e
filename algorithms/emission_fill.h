/* SPDX-License-Identifier: Apache-2.0 */
/** @file emission_fill.h  Missing hours of emission monitoring: substituted high, or counted as
 *  downtime. A policy per parameter, since some rules forbid substitution.
 *
 *  US SO2: 40 CFR 75.31(b), 75.32(a) and 75.33(b). Availability A is the share of quality-assured
 *  hours among the last 8,760 operating hours (all of them before there are so many), taken at each
 *  missing hour:
 *
 *      A            gap of at most     longer gap
 *      >= 95 %      24 h: mean of the  greater of that mean and the 90th percentile
 *                   hours before and   of the last 720 measured hours
 *                   after the gap
 *      >= 90 %       8 h: that mean    the same with the 95th percentile
 *      >= 80 %      greatest of the last 720 measured hours
 *      below        maximum potential
 *
 *  Before 720 measured hours: that mean; the maximum potential while nothing was measured. Looks
 *  back at most 26,280 clock hours. Percentiles by nearest rank.
 *
 *  HJ 75-2017 (recalled, unchecked): greatest of the last 180 valid hours with a capture of 90 % or
 *  more, of 720 down to 75 % and in gaps of more than 24 h, of 2,160 below. */
#ifndef TA_EMISSION_FILL_H
#define TA_EMISSION_FILL_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"

enum ta_fill_policy {
    TA_FILL_FORBIDDEN, /**< downtime, as 40 CFR 63 Subpart UUUUU Appendix C 1.4 has it for dust */
    TA_FILL_US75_SO2,
    TA_FILL_HJ75
};

/** How an hour came by its value: the method code kept with it. */
enum ta_fill_method {
    TA_FILL_MEASURED,
    TA_FILL_NOT_OPERATING,
    TA_FILL_DOWNTIME,
    TA_FILL_MEAN,          /**< of the hours before and after the gap */
    TA_FILL_PERCENTILE_90, /**< which is greater than that mean; else the mean */
    TA_FILL_PERCENTILE_95,
    TA_FILL_GREATEST,
    TA_FILL_POTENTIAL
};

enum { TA_FILL_LOOKBACK_MAX = 2160 };

struct ta_fill {
    enum ta_fill_policy policy;
    size_t n;
    const double *value;   /**< [n] hourly means; NaN where no valid hour */
    const bool *operating; /**< [n]; NULL: always */
    double potential;      /**< maximum potential value; NaN when nobody set it */
};

/** Fill the hours.
 *  @param scratch [TA_FILL_LOOKBACK_MAX]
 *  @param out     [n] NaN for downtime, for hours out of operation, and where a maximum potential is
 *                 called for and not set
 *  @param method  [n]
 *  @return TA_OK; TA_E_DATA when a value is below 0 or infinite. */
TA_NODISCARD enum ta_status ta_emission_fill(const struct ta_fill *fill,
                                             double *scratch, double *out,
                                             enum ta_fill_method *method);

#endif

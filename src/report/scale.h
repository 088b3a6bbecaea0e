/* SPDX-License-Identifier: Apache-2.0 */
/** @file scale.h  From data to places on a drawing, and where an axis is marked. */
#ifndef TA_REPORT_SCALE_H
#define TA_REPORT_SCALE_H

#include <stddef.h>

#include "terrassay/types.h"

/** data `from` lies at `at`, data `to` at `end` (pt). */
struct ta_scale {
    double from, to, at, end;
};
/** Place of @p value; the middle when the scale has no length. */
double ta_scale_at(const struct ta_scale *scale, double value);

enum { TA_TICKS_MOST = 16 };
struct ta_ticks {
    size_t n;
    double value[TA_TICKS_MOST];
    int decimals; /**< that tell them apart */
};
/** Round values (1, 2 or 5 by a power of ten apart) that hold lo..hi between them, about
 *  @p wanted of them. lo and hi are finite; where they are equal a range is made around
 *  them. */
void ta_ticks_around(double lo, double hi, size_t wanted, struct ta_ticks *out);

struct ta_day_ticks {
    size_t n;
    ta_day day[TA_TICKS_MOST];
    bool years; /**< first days of years; else of months, else days */
    bool months;
};
/** Firsts of years, else of months, else (below 120 days) every so many days, inside from..to; at
 *  most @p most of them. */
void ta_day_ticks_between(ta_day from, ta_day to, size_t most,
                          struct ta_day_ticks *out);

#endif

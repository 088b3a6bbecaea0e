/* SPDX-License-Identifier: Apache-2.0 */
#include "covered.h"

#include <math.h>

static const double us_per_s = 1e6;
static const double close = 0.75; /* of the interval: as it should be */

void ta_covered_add(struct ta_covered *covered, ta_time_us time, double interval_s)
{
    if (covered->n++ > 0) {
        double gap = fabs((double)(time - covered->last) / us_per_s);
        if (gap < close * interval_s) covered->lacking_s += interval_s - gap;
    }
    covered->last = time;
}

double ta_covered_count(const struct ta_covered *covered, double interval_s)
{
    if (!(interval_s > 0.0)) return (double)covered->n;
    return (double)covered->n - covered->lacking_s / interval_s;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_range.h"

#include <math.h>

enum { MONTHS = 12 };

/* Is the value outside a span? A NaN end is open. */
static bool outside(double value, double lo, double hi, double slack)
{
    return ta_qc_above(lo, value, fabs(lo), slack) ||
           ta_qc_above(value, hi, fabs(hi), slack);
}

static enum ta_flag in_span(double value, const struct ta_qc_range *span, double slack)
{
    if (isnan(value)) return TA_FLAG_MISSING;
    if (isinf(value) || outside(value, span->fail_lo, span->fail_hi, slack))
        return TA_FLAG_FAIL;
    if (outside(value, span->suspect_lo, span->suspect_hi, slack))
        return TA_FLAG_SUSPECT;
    return TA_FLAG_GOOD;
}

void ta_qc_gross_range(const struct ta_series *series, const struct ta_qc_range *span,
                       const struct ta_qc_policy *policy, unsigned char *flag)
{
    for (size_t i = 0; i < series->n; i++)
        flag[i] = (unsigned char)in_span(series->value[i], span, policy->slack);
}

/* Month (0 to 11) of a day: the civil calendar by eras of 400 years (Hinnant 2013,
 * chrono-Compatible Low-Level Date Algorithms). */
static size_t month_of(int64_t day)
{
    int64_t shifted = day + 719468; /* days since 0000-03-01 */
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t of_era = shifted - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    return (size_t)(((5 * of_year + 2) / 153 + 2) % MONTHS);
}

static int64_t day_at(ta_time_us time, double zone_s)
{
    ta_time_us local = time + (ta_time_us)(zone_s * 1e6);
    int64_t day = local / TA_US_PER_DAY;
    return local % TA_US_PER_DAY < 0 ? day - 1 : day;
}

static bool empty(const struct ta_qc_range *span)
{
    return isnan(span->fail_lo) && isnan(span->fail_hi) && isnan(span->suspect_lo) &&
           isnan(span->suspect_hi);
}

void ta_qc_climatology(const struct ta_series *series, const struct ta_qc_range *month,
                       double zone_s, const struct ta_qc_policy *policy,
                       unsigned char *flag)
{
    for (size_t i = 0; i < series->n; i++) {
        const struct ta_qc_range *span =
            &month[month_of(day_at(series->time[i], zone_s))];
        enum ta_flag found = in_span(series->value[i], span, policy->slack);
        if (found == TA_FLAG_GOOD && empty(span)) found = TA_FLAG_NOT_EVALUATED;
        flag[i] = (unsigned char)found;
    }
}

void ta_qc_location(size_t n, const double *place, const struct ta_box *box,
                    unsigned char *flag)
{
    for (size_t i = 0; i < n; i++) {
        double x = place[2 * i], y = place[2 * i + 1];
        bool inside = x >= box->x_min && x <= box->x_max && y >= box->y_min &&
                      y <= box->y_max; /* false for NaN */
        flag[i] = inside ? TA_FLAG_GOOD : TA_FLAG_FAIL;
        if (isnan(x) && isnan(y)) flag[i] = TA_FLAG_MISSING;
    }
}

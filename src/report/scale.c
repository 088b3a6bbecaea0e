/* SPDX-License-Identifier: Apache-2.0 */
#include "report/scale.h"

#include <math.h>

#include "base/time.h"

double ta_scale_at(const struct ta_scale *scale, double value)
{
    double length = scale->to - scale->from;
    double share = length != 0.0 ? (value - scale->from) / length : 0.5;
    return scale->at + share * (scale->end - scale->at);
}

static double round_step(double rough, int *decimals)
{
    double power = floor(log10(rough)), unit = pow(10.0, power), times = rough / unit;
    double factor = times <= 1.0 ? 1.0 : times <= 2.0 ? 2.0 : times <= 5.0 ? 5.0 : 10.0;
    if (factor == 10.0) power += 1.0;
    *decimals = power < 0.0 ? (int)-power : 0;
    return factor * unit;
}

void ta_ticks_around(double lo, double hi, size_t wanted, struct ta_ticks *out)
{
    if (hi < lo) hi = lo;
    if (hi - lo <= fabs(hi) * 1e-9) {
        double half = fmax(fabs(hi) * 0.1, 0.5);
        lo -= half;
        hi += half;
    }
    if (wanted < 2) wanted = 2;
    double step = round_step((hi - lo) / (double)wanted, &out->decimals);
    double first = floor(lo / step + 1e-9), last = ceil(hi / step - 1e-9);
    out->n = 0;
    for (double k = first; k <= last && out->n < TA_TICKS_MOST; k += 1.0)
        out->value[out->n++] = k * step;
}

static void add_days(ta_day from, ta_day to, int step, struct ta_day_ticks *out)
{
    for (ta_day day = from; day <= to && out->n < TA_TICKS_MOST; day += step)
        out->day[out->n++] = day;
}

/* Every @p step months, from January on. */
static void add_months(ta_day from, ta_day to, int step, struct ta_day_ticks *out)
{
    int year = 0, month = 0, day = 0;
    ta_day_to_civil(from, &year, &month, &day);
    for (int m = 0; out->n < TA_TICKS_MOST; m += step) {
        ta_day at = ta_day_from_civil(year + m / 12, m % 12 + 1, 1);
        if (at > to) return;
        if (at >= from) out->day[out->n++] = at;
    }
}

void ta_day_ticks_between(ta_day from, ta_day to, size_t most, struct ta_day_ticks *out)
{
    static const int month_steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200};
    static const int day_steps[] = {1, 2, 4, 7, 14, 28};
    *out = (struct ta_day_ticks){.n = 0};
    if (most > TA_TICKS_MOST) most = TA_TICKS_MOST;
    if (most < 1) most = 1;
    double days = (double)to - (double)from;
    if (days < 120.0) {
        size_t i = 0;
        while (i < 5 && days / (double)day_steps[i] + 1.0 > (double)most) i++;
        add_days(from, to, day_steps[i], out);
        return;
    }
    size_t i = 0;
    while (i < 10 && days / 30.5 / (double)month_steps[i] > (double)most) i++;
    out->months = month_steps[i] < 12;
    out->years = !out->months;
    if (month_steps[i] > 12) {
        int year = 0, month = 0, day = 0, step = month_steps[i] / 12;
        ta_day_to_civil(from, &year, &month, &day);
        from = from > ta_day_from_civil(year, 1, 1)
                   ? ta_day_from_civil(year + step - (year % step + step) % step, 1, 1)
                   : from;
    }
    add_months(from, to, month_steps[i], out);
}

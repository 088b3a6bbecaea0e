/* SPDX-License-Identifier: Apache-2.0 */
#include "emission_hours.h"

#include <math.h>

#include "air_day.h"
#include "covered.h"

static const ta_time_us us_per_hour = INT64_C(3600000000);
static const ta_time_us us_per_quarter = INT64_C(900000000);
enum { QUARTERS = 4, ALL_QUARTERS = 15, DAY_HOURS = 24 };

const struct ta_hour_rule ta_hour_rule_hj75 = {"HJ 75-2017", TA_HOUR_MINUTES, 45.0, 20,
                                               false};
const struct ta_hour_rule ta_hour_rule_us75 = {"40 CFR 75.10(d)(1)", TA_HOUR_QUADRANTS,
                                               4.0, 18, false};
const struct ta_hour_rule ta_hour_rule_us60 = {"40 CFR 60.1750(b)", TA_HOUR_POINTS, 2.0,
                                               18, true};

/** What one hour holds. */
struct tally {
    size_t received, valid;
    double sum, least, most;
    unsigned quarters; /**< bits of quarters with valid readings */
    ta_time_us first, last;
    struct ta_covered there; /* of the valid ones */
};

static bool counts(const struct ta_series *s, size_t i)
{
    enum ta_flag flag = ta_series_flag(s, i);
    return isfinite(s->value[i]) &&
           (flag == TA_FLAG_GOOD || flag == TA_FLAG_NOT_EVALUATED);
}

static void take(struct tally *t, const struct ta_series *s, size_t i, ta_time_us start)
{
    t->received++;
    if (!counts(s, i)) return;
    ta_covered_add(&t->there, s->time[i], s->interval_s);
    if (t->valid++ == 0) t->first = s->time[i];
    t->last = s->time[i];
    t->sum += s->value[i];
    t->least = fmin(t->least, s->value[i]);
    t->most = fmax(t->most, s->value[i]);
    t->quarters |= 1u << ((s->time[i] - start) / us_per_quarter);
}

static bool valid_hour(const struct tally *t, const struct ta_hour_rule *rule,
                       double interval_s, bool maintenance)
{
    switch (rule->method) {
    case TA_HOUR_MINUTES:
        return ta_covered_count(&t->there, interval_s) * interval_s / 60.0 >=
               rule->least; /* NaN: never */
    case TA_HOUR_QUADRANTS:
        if (maintenance) return t->valid >= 2 && t->last - t->first >= us_per_quarter;
        return t->quarters == ALL_QUARTERS;
    case TA_HOUR_POINTS: return (double)t->valid >= rule->least;
    }
    return false;
}

void ta_emission_hours(const struct ta_series *series, const struct ta_hour_rule *rule,
                       const bool *maintenance, ta_time_us start, size_t n,
                       struct ta_hour_mean *out)
{
    size_t at = 0;
    while (at < series->n && series->time[at] < start) at++;
    for (size_t h = 0; h < n; h++, start += us_per_hour) {
        struct tally t = {.least = (double)NAN, .most = (double)NAN};
        for (; at < series->n && series->time[at] < start + us_per_hour; at++)
            take(&t, series, at, start);
        out[h] = (struct ta_hour_mean){
            .start = start,
            .received = t.received,
            .valid = t.valid,
            .mean = t.valid > 0 ? t.sum / (double)t.valid : (double)NAN,
            .least = t.least,
            .most = t.most,
            .is_valid = valid_hour(&t, rule, series->interval_s,
                                   maintenance != NULL && maintenance[h]),
        };
    }
}

double ta_emission_day(const struct ta_hour_mean hour[24],
                       const struct ta_hour_rule *rule)
{
    double sum = 0.0;
    size_t valid = 0;
    for (size_t h = 0; h < DAY_HOURS; h++) {
        if (!hour[h].is_valid) continue;
        sum += hour[h].mean;
        valid++;
    }
    if (valid == 0 || valid < rule->least_day_hours) return (double)NAN;
    return sum / (double)valid;
}

double ta_emission_capture(size_t n, const struct ta_hour_mean *hour,
                           const bool *operating)
{
    double ran = 0.0, captured = 0.0;
    for (size_t h = 0; h < n; h++) {
        if (operating != NULL && !operating[h]) continue;
        ran += 1.0;
        captured += hour[h].is_valid;
    }
    if (ran == 0.0) return (double)NAN;
    return captured / ran;
}

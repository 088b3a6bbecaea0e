/* SPDX-License-Identifier: Apache-2.0 */
#include "windows.h"

#include <math.h>

static const ta_time_us us_per_day = TA_US_PER_DAY;
static const double pi = 3.14159265358979323846;
static const double steady_least =
    1e-9; /* below it a mean direction is rounding noise */

/* --- civil dates (proleptic Gregorian; Hinnant 2013, chrono-compatible low-level date algorithms) -- */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Months since March of the year 0 of a day since 1970-01-01. */
static int64_t month_of(int64_t day)
{
    int64_t since = day + 719468, era = floor_div(since, 146097);
    int64_t doe = since - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    return (era * 400 + yoe) * 12 + (5 * doy + 2) / 153;
}

/* First day of such a month. */
static int64_t day_of_month(int64_t month)
{
    int64_t year = floor_div(month, 12), in_year = month - year * 12;
    int64_t era = floor_div(year, 400), yoe = year - era * 400;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + (153 * in_year + 2) / 5 -
           719468;
}

/* January of the year of a month that counts from March. */
static int64_t january_of(int64_t month)
{
    return floor_div(month - 10, 12) * 12 + 10;
}

/* --- windows --------------------------------------------------------------------------------- */

static ta_time_us step_of(const struct ta_window_rule *rule)
{
    return rule->step == 0 ? rule->length : rule->step;
}

bool ta_window_rule_ok(const struct ta_window_rule *rule)
{
    if (!(rule->share >= 0.0 && rule->share <= 1.0) || rule->interval < 0) return false;
    if (!(rule->turn >= 0.0 && isfinite(rule->turn))) return false;
    if (rule->offset < -us_per_day || rule->offset > us_per_day) return false;
    if (rule->kind != TA_WINDOW_FIXED) return rule->step == 0;
    return rule->length > 0 && rule->step >= 0 && rule->step <= rule->length;
}

/* First instant of the calendar window that begins @p months after the one of @p time. */
static ta_time_us calendar(const struct ta_window_rule *rule, ta_time_us time,
                           int ahead)
{
    int64_t month = month_of(floor_div(time + rule->offset, us_per_day));
    if (rule->kind == TA_WINDOW_YEAR) month = january_of(month) + ahead * 12;
    if (rule->kind == TA_WINDOW_MONTH) month += ahead;
    return day_of_month(month) * us_per_day - rule->offset;
}

ta_time_us ta_window_begin(const struct ta_window_rule *rule, ta_time_us time)
{
    if (rule->kind != TA_WINDOW_FIXED) return calendar(rule, time, 0);
    ta_time_us step = step_of(rule);
    return floor_div(time + rule->offset, step) * step - rule->offset;
}

ta_time_us ta_window_next(const struct ta_window_rule *rule, ta_time_us begin)
{
    if (rule->kind != TA_WINDOW_FIXED) return calendar(rule, begin, 1);
    return begin + step_of(rule);
}

ta_time_us ta_window_end(const struct ta_window_rule *rule, ta_time_us begin)
{
    if (rule->kind != TA_WINDOW_FIXED) return calendar(rule, begin, 1);
    return begin + rule->length;
}

/* --- one window ------------------------------------------------------------------------------- */

enum { PLAIN = 0, SINE = 0, COSINE = 1 }; /* places of the sums */

static void add_value(const struct ta_window_rule *rule, double value,
                      struct ta_window_state *state)
{
    struct ta_window *out = &state->window;
    if (rule->turn == 0.0) {
        ta_exact_sum_add(&state->sum[PLAIN], fabs(value), 1, &value);
        out->least = fmin(out->least, value);
        out->most = fmax(out->most, value);
        return;
    }
    double angle = value / rule->turn * 2.0 * pi;
    double sine = sin(angle), cosine = cos(angle);
    ta_exact_sum_add(&state->sum[SINE], 1.0, 1, &sine);
    ta_exact_sum_add(&state->sum[COSINE], 1.0, 1, &cosine);
}

/* Does the reading count? If not, as what is it left out? */
static bool judge(const struct ta_reading *reading, bool alone, struct ta_window *out)
{
    out->received++;
    if (isnan(reading->value) || reading->flag == TA_FLAG_MISSING)
        out->missing++;
    else if (reading->flag == TA_FLAG_FAIL)
        out->failed++;
    else if (!alone)
        out->conflicting++;
    else if (reading->flag == TA_FLAG_SUSPECT)
        out->suspect++;
    else
        return true;
    return false;
}

static void add_reading(const struct ta_window_rule *rule,
                        const struct ta_reading *reading, bool alone,
                        struct ta_window_state *state)
{
    struct ta_window *out = &state->window;
    if (state->oldest == TA_TIME_NONE) state->oldest = reading->time;
    state->newest = reading->time;
    if (!judge(reading, alone, out)) return;
    add_value(rule, reading->value, state);
    ta_covered_add(&state->there, reading->time, (double)rule->interval / 1e6);
    out->used++;
    out->good += reading->flag == TA_FLAG_GOOD;
    if (out->first == TA_TIME_NONE) out->first = reading->time;
    out->last = reading->time;
}

static double value_of(const struct ta_exact_sum *sum)
{
    struct ta_double_double value = ta_exact_sum_value(sum);
    return value.hi + value.lo;
}

static void finish_plain(const struct ta_exact_sum *of, struct ta_window *out)
{
    struct ta_double_double sum = ta_exact_sum_value(of);
    struct ta_double_double mean =
        ta_double_double_div(sum, ta_double_double_from_uint(out->used));
    out->sum = sum.hi + sum.lo;
    out->mean = mean.hi + mean.lo;
}

static void finish_direction(const struct ta_exact_sum *sum,
                             const struct ta_window_rule *rule, struct ta_window *out)
{
    double n = (double)out->used;
    double sine = value_of(&sum[SINE]) / n, cosine = value_of(&sum[COSINE]) / n;
    out->steadiness = fmin(hypot(sine, cosine), 1.0);
    if (out->steadiness < steady_least) return;
    double mean = atan2(sine, cosine) / (2.0 * pi) * rule->turn;
    out->mean = mean < 0.0 ? mean + rule->turn : mean;
    if (out->mean >= rule->turn) out->mean = 0.0; /* a rounding away from a full turn */
}

void ta_window_finish(const struct ta_window_rule *rule,
                      const struct ta_window_state *state, struct ta_window *out)
{
    double counted = ta_covered_count(&state->there, (double)rule->interval / 1e6);
    *out = state->window;
    if (rule->interval > 0)
        out->expected = (uint64_t)((out->end - out->begin) / rule->interval);
    out->complete = rule->interval > 0 && out->used > 0 &&
                    counted >= rule->share * (double)out->expected;
    if (out->used == 0 || rule->turn != 0.0) out->least = out->most = NAN;
    if (out->used == 0) return;
    if (rule->turn == 0.0)
        finish_plain(&state->sum[PLAIN], out);
    else
        finish_direction(state->sum, rule, out);
}

size_t ta_window_search(const struct ta_reading *reading, size_t n, ta_time_us time)
{
    size_t lo = 0;
    while (lo < n) {
        size_t middle = lo + (n - lo) / 2;
        if (reading[middle].time < time)
            lo = middle + 1;
        else
            n = middle;
    }
    return lo;
}

void ta_window_start(const struct ta_window_rule *rule, ta_time_us begin,
                     struct ta_window_state *out)
{
    *out = (struct ta_window_state){.window = {.begin = begin,
                                               .end = ta_window_end(rule, begin),
                                               .mean = NAN,
                                               .sum = NAN,
                                               .least = INFINITY,
                                               .most = -INFINITY,
                                               .steadiness = NAN,
                                               .first = TA_TIME_NONE,
                                               .last = TA_TIME_NONE},
                                    .sum = {ta_exact_sum_new(), ta_exact_sum_new()},
                                    .oldest = TA_TIME_NONE,
                                    .newest = TA_TIME_NONE};
}

enum ta_status ta_window_add(const struct ta_window_rule *rule, size_t n,
                             const struct ta_reading *reading,
                             struct ta_window_state *state)
{
    const ta_time_us before = state->newest;
    for (size_t i = ta_window_search(reading, n, state->window.begin);
         i < n && reading[i].time < state->window.end; i++) {
        if (before != TA_TIME_NONE && reading[i].time <= before) return TA_E_ARG;
        if (i > 0 && reading[i].time < reading[i - 1].time) return TA_E_ARG;
        bool alone = (i == 0 || reading[i - 1].time != reading[i].time) &&
                     (i + 1 == n || reading[i + 1].time != reading[i].time);
        add_reading(rule, &reading[i], alone, state);
    }
    return TA_OK;
}

enum ta_status ta_window_of(const struct ta_window_rule *rule, ta_time_us begin,
                            size_t n, const struct ta_reading *reading,
                            struct ta_window *out)
{
    struct ta_window_state state;
    ta_window_start(rule, begin, &state);
    enum ta_status rc = ta_window_add(rule, n, reading, &state);
    ta_window_finish(rule, &state, out);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file extreme_rain.c  The heaviest rain on the site within so many hours.
 *
 *  Largest sum over all stretches of `hours` that end with a step of the record. A stretch counts
 *  with enough of its steps; hours that are missing inside the heaviest stretch may have been as
 *  wet as the wettest step seen, which is the upper end. What lies outside the record is not
 *  covered by the interval: the share of the days that it covers is said beside. */
#include <math.h>
#include <stdio.h>

#include "indicator_result.h"
#include "indicators.h"

static const ta_time_us us_per_hour = INT64_C(3600000000);
static const double us_per_s = 1e6;
enum { HOURS_PER_DAY = 24, GRADE_GRID = 3 };

/** The record within the days that are looked at. */
struct record {
    const struct ta_series *series;
    size_t first, end; /**< readings first .. end - 1 */
    double step_s;
    double wettest; /**< largest step (mm) */
    size_t valid;
};

struct stretch {
    double sum;     /**< NaN when none counts */
    double missing; /**< steps of it that are missing */
};

/** The nominal step, or the smallest distance of two readings. */
static double step_of(const struct ta_series *series)
{
    if (series->interval_s > 0.0) return series->interval_s;
    double least = NAN;
    for (size_t i = 1; i < series->n; i++)
        least = fmin(least, (double)(series->time[i] - series->time[i - 1]) / us_per_s);
    return least;
}

static bool sound(const struct ta_series *series)
{
    for (size_t i = 0; i < series->n; i++) {
        if (i > 0 && series->time[i] <= series->time[i - 1]) return false;
        if (series->value[i] < 0.0 || isinf(series->value[i])) return false;
    }
    return true;
}

static struct record record_of(const struct ta_series *series, ta_day date, double days)
{
    ta_time_us to = ((ta_time_us)date + 1) * TA_US_PER_DAY;
    ta_time_us from = to - (ta_time_us)days * TA_US_PER_DAY;
    struct record r = {.series = series, .step_s = step_of(series), .wettest = NAN};
    while (r.first < series->n && series->time[r.first] < from) r.first++;
    r.end = r.first;
    while (r.end < series->n && series->time[r.end] < to) r.end++;
    for (size_t i = r.first; i < r.end; i++) {
        if (isnan(series->value[i])) continue;
        r.wettest = fmax(r.wettest, series->value[i]);
        r.valid++;
    }
    return r;
}

/** Heaviest stretch of @p hours with at least @p least of its steps. Each sum is taken afresh, so
 *  that no rounding of a running sum stays behind. */
static struct stretch heaviest(const struct record *r, double hours, double least)
{
    struct stretch best = {.sum = NAN};
    double steps = fmax(hours * 3600.0 / r->step_s, 1.0);
    ta_time_us length = (ta_time_us)(hours * (double)us_per_hour);
    size_t from = r->first;
    for (size_t i = r->first; i < r->end; i++) {
        while (r->series->time[from] <= r->series->time[i] - length) from++;
        double sum = 0.0, valid = 0.0;
        for (size_t j = from; j <= i; j++) {
            if (isnan(r->series->value[j])) continue;
            sum += r->series->value[j];
            valid += 1.0;
        }
        if (valid < least * steps || !(sum > best.sum || isnan(best.sum))) continue;
        best = (struct stretch){sum, fmax(steps - valid, 0.0)};
    }
    return best;
}

static void write_details(const struct record *r, double days, double least,
                          struct ta_result *out)
{
    static const int hours[] = {1, 3, 6, 12, 24};
    for (size_t k = 0; k < sizeof hours / sizeof *hours; k++) {
        struct stretch most = heaviest(r, hours[k], least);
        char name[TA_NAME_SIZE];
        if (isnan(most.sum)) continue;
        (void)snprintf(name, sizeof name, "rain_in_%dh", hours[k]);
        ta_result_detail(out, name, most.sum, "mm");
    }
    double steps = days * HOURS_PER_DAY * 3600.0 / r->step_s;
    ta_result_detail(out, "covered", 100.0 * fmin((double)r->valid / steps, 1.0), "%");
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    (void)scratch;
    const struct ta_indicator *self = &ta_indicator_extreme_rain;
    ta_result_clear(out);
    const struct ta_input *rain = ta_result_need(out, evidence, "rain");
    if (rain == NULL) return TA_OK;
    if (!sound(&rain->series)) return TA_E_DATA;

    double days = ta_evidence_param(evidence, self, "window_days");
    double hours = ta_evidence_param(evidence, self, "hours");
    double least = ta_evidence_param(evidence, self, "min_share");
    struct record r = record_of(&rain->series, date, days);
    struct stretch most = heaviest(&r, hours, least);
    out->n_looks = r.valid;
    if (r.valid == 0) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no rain record in the last %.0f days", days);
        return TA_OK;
    }
    if (isnan(most.sum)) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no stretch of %.0f hours is recorded well enough", hours);
        return TA_OK;
    }
    out->reason = TA_OBSERVED;
    out->value = out->lo = most.sum;
    out->hi = most.sum + most.missing * r.wettest;
    out->grade = rain->grade > 0 ? rain->grade : GRADE_GRID;
    write_details(&r, days, least, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input[] = {
    {"rain", TA_INPUT_SERIES, TA_FROM_LAYER, "rain", "mm", 0, 2000, true,
     "rain on the site in each step of a hazard or weather grid, mean over the site"},
};

static const struct ta_param_spec param[] = {
    {"hours", "h", 1, 240, 24, "length of the stretch"},
    {"window_days", "day", 1, 3660, 365, "days before the end of the date that are looked at"},
    {"min_share", "1", 0.01, 1, 0.75, "share of a stretch's steps that must be recorded"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_extreme_rain = {
    .id = "extreme_rain",
    .unit = "mm",
    .cite = "Largest accumulation over a fixed duration; gaps by the rule of this "
            "program at the "
            "head of algorithms/extreme_rain.c",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e6,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

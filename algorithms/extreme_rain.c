/* SPDX-License-Identifier: Apache-2.0 */
/** @file extreme_rain.c  The heaviest rain on the site within so many hours.
 *
 *  Largest sum over all stretches of `hours` that end with a step of the record. A stretch counts
 *  with enough of its steps. Whatever the record leaves out of the days that are looked at, in the
 *  heaviest stretch or far from it, may have been as wet as the wettest ever measured on Earth:
 *  305 mm in an hour (Holt, 22 June 1947) and 1,825 mm in 24 hours (Foc-Foc, 7-8 January 1966),
 *  both after the World Meteorological Organization's archive of weather and climate extremes
 *  (wmo.asu.edu). The upper end is the most that any stretch of the days may have held so. */
#include <math.h>
#include <stdio.h>

#include "indicator_result.h"
#include "indicators.h"

static const ta_time_us us_per_hour = INT64_C(3600000000);
static const double us_per_s = 1e6;
static const double most_in_hour_mm = 305.0, most_in_day_mm = 1825.0;
enum { HOURS_PER_DAY = 24, GRADE_GRID = 3 };

/** The record within the days that are looked at. */
struct record {
    const struct ta_series *series;
    ta_time_us from, to; /**< the days, `to` excluded */
    size_t first, end;   /**< readings first .. end - 1 */
    double step_s;
    size_t valid;
};

/** What is recorded of a stretch. */
struct stretch {
    double sum;   /**< mm */
    double steps; /**< recorded */
};

/** The nominal step, or the smallest distance of two readings; an hour for one alone. */
static double step_of(const struct ta_series *series)
{
    if (series->interval_s > 0.0) return series->interval_s;
    double least = NAN;
    for (size_t i = 1; i < series->n; i++)
        least = fmin(least, (double)(series->time[i] - series->time[i - 1]) / us_per_s);
    return isnan(least) ? 3600.0 : least;
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
    struct record r = {
        .series = series, .from = from, .to = to, .step_s = step_of(series)};
    while (r.first < series->n && series->time[r.first] < from) r.first++;
    r.end = r.first;
    while (r.end < series->n && series->time[r.end] < to) r.end++;
    for (size_t i = r.first; i < r.end; i++)
        if (!isnan(series->value[i])) r.valid++;
    return r;
}

/** Readings i .. end - 1. Each sum is taken afresh, so that no rounding of a running sum stays. */
static struct stretch sum_of(const struct ta_series *series, size_t i, size_t end)
{
    struct stretch s = {0.0, 0.0};
    for (; i < end; i++) {
        if (isnan(series->value[i])) continue;
        s.sum += series->value[i];
        s.steps += 1.0;
    }
    return s;
}

static ta_time_us length_of(double hours)
{
    return (ta_time_us)(hours * (double)us_per_hour);
}

static double steps_in(const struct record *r, double hours)
{
    return fmax(hours * 3600.0 / r->step_s, 1.0);
}

/** Heaviest stretch of @p hours with at least the share @p least of its steps (mm); NaN when none
 *  counts. */
static double heaviest(const struct record *r, double hours, double least)
{
    double best = NAN;
    size_t from = r->first;
    for (size_t i = r->first; i < r->end; i++) {
        while (r->series->time[from] <= r->series->time[i] - length_of(hours)) from++;
        struct stretch s = sum_of(r->series, from, i + 1);
        if (s.steps >= least * steps_in(r, hours)) best = fmax(best, s.sum);
    }
    return best;
}

/** The most that any @p hours, together or not, ever held (mm). */
static double most_ever(double hours)
{
    return fmin(most_in_hour_mm * ceil(hours),
                most_in_day_mm * ceil(hours / HOURS_PER_DAY));
}

/** The most that any stretch of @p hours within the days may have held (mm). A stretch is
 *  (end - length, end]; what it holds of the record changes only where a reading comes in or goes
 *  out, so these ends are all that is asked. */
static double most_possible(const struct record *r, double hours)
{
    ta_time_us length = length_of(hours), step = (ta_time_us)(r->step_s * us_per_s);
    ta_time_us end = r->from + length - step;
    double most = r->to - r->from < length ? most_ever(hours) : 0.0;
    size_t i = r->first, j = r->first;
    while (end <= r->to - step) {
        while (j < r->end && r->series->time[j] <= end) j++;
        while (i < j && r->series->time[i] <= end - length) i++;
        struct stretch s = sum_of(r->series, i, j);
        double missing_h = fmax(steps_in(r, hours) - s.steps, 0.0) * r->step_s / 3600.0;
        most = fmax(most,
                    fmin(s.sum + most_ever(missing_h), fmax(s.sum, most_ever(hours))));
        ta_time_us next = r->to;
        if (j < r->end) next = r->series->time[j];
        if (i < j && r->series->time[i] + length < next)
            next = r->series->time[i] + length;
        end = next;
    }
    return most;
}

/** Share of the steps of the days that is recorded. */
static double covered(const struct record *r, double days)
{
    double steps = days * HOURS_PER_DAY * 3600.0 / r->step_s;
    return fmin((double)r->valid / steps, 1.0);
}

static void write_details(const struct record *r, double days, double least,
                          struct ta_result *out)
{
    static const int hours[] = {1, 3, 6, 12, 24};
    for (size_t k = 0; k < sizeof hours / sizeof *hours; k++) {
        double most = heaviest(r, hours[k], least);
        char name[TA_NAME_SIZE];
        if (isnan(most)) continue;
        (void)snprintf(name, sizeof name, "rain_in_%dh", hours[k]);
        ta_result_detail(out, name, most, "mm");
    }
    ta_result_detail(out, "covered", 100.0 * covered(r, days), "%");
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
    double most = heaviest(&r, hours, least);
    out->n_looks = r.valid;
    if (r.valid == 0) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no rain record in the last %.0f days", days);
        return TA_OK;
    }
    if (isnan(most)) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no stretch of %.0f hours is recorded well enough", hours);
        return TA_OK;
    }
    out->reason = TA_OBSERVED;
    out->value = out->lo = most;
    out->hi = fmax(most, most_possible(&r, hours));
    if (out->hi > most)
        ta_result_why(
            out,
            "only %.3g %% of the time looked at is recorded; the upper end counts the "
            "rest as the wettest ever measured",
            100.0 * covered(&r, days));
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
    .cite =
        "Largest accumulation over a fixed duration; what is not recorded bounded by "
        "the "
        "records of 1 h and 24 h in the WMO archive of weather and climate extremes",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 1e6,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

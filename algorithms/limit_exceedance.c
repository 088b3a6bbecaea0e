/* SPDX-License-Identifier: Apache-2.0 */
/** @file limit_exceedance.c  Hours in which a measured emission was above its permitted value.
 *
 *  An hour is valid with three quarters of its readings, as its interval promises them: without one only
 *  hours above the limit are, since nobody can tell what an hour lacks; suspect and failed readings make none, and
 *  the engine hands over as failed what lay in an unchanged signal or in a copy of another.
 *  A clean answer needs data capture; an exceedance that was seen stands without it. Interval:
 *  lo counts only hours whose readings were all judged good; hi adds every missing hour whole,
 *  however short its gap and however high the capture. A missing hour may have been above, and
 *  whoever owns the device has a hand in which hours are missing, so no share seen elsewhere
 *  speaks for it: the worst-case bound of Manski 1989 (J. Human Resources 24, 343-360), which
 *  assumes nothing of what is missing. An hour that is withheld leaves the hours seen
 *  and joins the missing ones: it never lowers hi. A valid hour that its suspect readings would
 *  lift above the limit counts in hi too, and one that they would bring back below it not in lo. */
#include <math.h>

#include "indicator_result.h"
#include "indicators.h"
#include "limit_hours.h"

enum { HOURS_PER_DAY = 24 };

/* Share of valid hours below which the readings are graded 4. */
static const double good_capture = 0.90;

static size_t above(const struct ta_limit_hours *h)
{
    return h->good_above + h->unjudged_above;
}

static size_t valid(const struct ta_limit_hours *h)
{
    return h->good + h->unjudged;
}

/** Sensors: 2 when judged good and captured well, 3 when not judged, 4 below good capture,
 *  5 below the least. A 1 needs a second, independent instrument. */
static int grade_of(const struct ta_limit_hours *h, double capture, double min_capture)
{
    if (capture < min_capture) return 5;
    if (capture < good_capture) return 4;
    return h->unjudged == 0 ? 2 : 3;
}

static void write_details(const struct ta_limit_hours *h, double capture, double limit,
                          struct ta_result *out)
{
    ta_result_detail(out, "limit", limit, "mg/m3");
    ta_result_detail(out, "hours_above", (double)above(h), "h");
    ta_result_detail(out, "hours_above_judged_good", (double)h->good_above, "h");
    ta_result_detail(out, "hours_good", (double)h->good, "h");
    ta_result_detail(out, "hours_not_evaluated", (double)h->unjudged, "h");
    ta_result_detail(out, "hours_missing", (double)h->missing, "h");
    ta_result_detail(out, "hours_missing_near_exceedance", (double)h->missing_tainted,
                     "h");
    ta_result_detail(out, "hours_missing_failed", (double)h->missing_failed, "h");
    ta_result_detail(out, "hours_missing_suspect", (double)h->missing_suspect, "h");
    ta_result_detail(out, "hours_missing_few", (double)h->missing_few, "h");
    ta_result_detail(out, "hours_missing_above", (double)h->missing_above, "h");
    ta_result_detail(out, "hours_doubtful", (double)h->doubtful, "h");
    ta_result_detail(out, "capture", 100.0 * capture, "%");
    ta_result_detail(out, "longest_gap", (double)h->longest_gap, "h");
    ta_result_detail(out, "silent_for", (double)h->trailing_gap, "h");
    if (valid(h) == 0) return;
    ta_result_detail(out, "max_hour", h->max_hour, "mg/m3");
    ta_result_detail(out, "share_above", 100.0 * (double)above(h) / (double)valid(h),
                     "%");
}

/* Of what came in full, but failed or is suspect, nobody can say that it was not there. */
static enum ta_reason reason_of(const struct ta_limit_hours *h, double capture,
                                double min_capture)
{
    double hours = (double)(valid(h) + h->missing);
    double came = capture + (double)(h->missing_failed + h->missing_suspect) / hours;
    return came >= min_capture && h->missing_failed + h->missing_suspect > 0
               ? TA_QUALITY_FAILED
               : TA_SOURCE_UNAVAILABLE;
}

static void judge(const struct ta_limit_hours *h, double capture, double min_capture,
                  struct ta_result *out)
{
    enum ta_reason missing = reason_of(h, capture, min_capture);
    if (valid(h) == 0) {
        ta_result_missing(out, missing, "no valid hour in the window");
        return;
    }
    if (capture < min_capture && above(h) == 0) {
        ta_result_missing(out, missing,
                          "%.0f %% of the hours are valid, %.0f %% needed to clear",
                          floor(100.0 * capture), 100.0 * min_capture);
        return;
    }
    out->reason = TA_OBSERVED;
    out->value = (double)above(h);
    out->lo = (double)h->good_above;
    out->hi = (double)(above(h) + h->doubtful + h->missing);
    /* a limit seen exceeded is not thinned out by silence beside it */
    ta_result_unseen(out, above(h) == 0 ? 1.0 - capture : 0.0);
    out->grade = grade_of(h, capture, min_capture);
    if (h->silent_after_exceedance)
        ta_result_why(out,
                      "no reading for %zu hours, and the last one was above the limit",
                      h->trailing_gap);
    else if (capture < min_capture)
        ta_result_why(out, "only %.0f %% of the hours are valid: a lower bound",
                      floor(100.0 * capture));
}

/* Hours not above are missing then. */
static void add_interval(const struct ta_series *series, struct ta_result *out)
{
    if (series->interval_s > 0.0) return;
    ta_result_why_also(out, "its interval is not stated");
}

/* What was received and cannot be believed is another reason than what never came. */
static void add_failed(const struct ta_limit_hours *h, struct ta_result *out)
{
    size_t disbelieved = h->missing_above + h->doubtful;
    if (h->missing_failed > 0)
        ta_result_why_also(out, "%zu hours failed quality control", h->missing_failed);
    if (h->missing_suspect > 0)
        ta_result_why_also(out, "readings of %zu hours are suspect",
                           h->missing_suspect);
    if (disbelieved > 0)
        ta_result_why_also(out, "%zu h above limit, not believed", disbelieved);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    (void)scratch;
    const struct ta_indicator *self = &ta_indicator_limit_exceedance;
    ta_result_clear(out);
    const struct ta_input *limit = ta_result_need(out, evidence, "limit");
    if (limit == NULL) return TA_OK;
    const struct ta_input *readings = ta_result_need(out, evidence, "readings");
    if (readings == NULL) return TA_OK;

    double min_capture = ta_evidence_param(evidence, self, "min_capture");
    double days = ta_evidence_param(evidence, self, "window_days");
    const struct ta_limit_window window = {((ta_time_us)date + 1) * TA_US_PER_DAY,
                                           (size_t)days * HOURS_PER_DAY, limit->number};
    struct ta_limit_hours h;
    if (window.hours == 0 || !isfinite(limit->number)) return TA_E_DATA;
    if (!ta_limit_hours_count(&readings->series, &window, &h)) return TA_E_DATA;

    double capture = (double)valid(&h) / (double)window.hours;
    judge(&h, capture, min_capture, out);
    add_interval(&readings->series, out);
    add_failed(&h, out);
    write_details(&h, capture, limit->number, out);
    out->n_looks = valid(&h);
    if (out->reason == TA_OBSERVED)
        out->grade = ta_grade_poorer(out->grade, readings->grade);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input[] = {
    {"readings", TA_INPUT_SERIES, TA_FROM_READINGS, "limited", "mg/m3", -1e3, 1e9, true,
     "readings of the datastream that has a limit, in the limit's unit and reference state"},
    {"limit", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.limit", "mg/m3", 0, 1e9, true,
     "permitted value of an hour"},
};

static const struct ta_param_spec param[] = {
    {"window_days", "day", 1, 3660, 90, "days before the end of the date that are looked at"},
    {"min_capture", "1", 0, 1, 0.75, "share of valid hours below which nobody is cleared"},
};
/* clang-format on */

/* Read by the quality control of its readings, whose trust is the grade of the input, and for the finding
 * that the limit stated is laxer than the industry's (src/engine/lax_limit.c). */
static const char *const tables_read[] = {"quality_limits", "emission_limits"};

const struct ta_indicator ta_indicator_limit_exceedance = {
    .id = "limit_exceedance",
    .unit = "h",
    .cite =
        "Hours above the permitted value, missing hours as in the head of "
        "algorithms/limit_exceedance.c; worst-case bound: Manski 1989; flags: QARTOD",
    .version = 16,
    .flags_since = 15,
    .role = TA_ROLE_SCORED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 87840.0,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};

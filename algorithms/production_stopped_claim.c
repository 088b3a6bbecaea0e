/* SPDX-License-Identifier: Apache-2.0 */
/** @file production_stopped_claim.c  "Production stopped", against a signal that only a running plant
 *  gives: gas flow, power, or heat in the stack.
 *
 *  Hours since the stop whose mean is above the idle level are hours run. Hours without enough readings
 *  may be hours run, too, and a feed that fell silent with the plant proves nothing: below a capture of
 *  `min_capture` this sensor cannot answer. Nor does a signal that stands still to the last digit, for a meter
 *  that was pulled out looks alike: the engine hands its readings over as failed, as it does those of a copy.
 *
 *  z is the score test of a binomial share (Wilson 1927): of n hours with readings k are above the level, and of a
 *  plant that stands still p n would be by chance,
 *
 *      z = (k - p n) / sqrt(p (1 - p) n)
 *
 *  p is the model's assumption, since nobody measured it, and hours in a row are not independent, which makes z too
 *  large: it says how far the count is from chance.
 *
 *  What this sensor cannot tell it answers so, and accuses nobody: more hours than the model tolerates, of which no
 *  more than 1.645 standard deviations above p n are told from chance (`least_seen`); and, where the instrument
 *  tells no flow below a detection limit above the idle level, a plant that may have run there. An hour counts as
 *  run when its mean is above both. */
#include <math.h>

#include "air_day.h"
#include "claim.h"
#include "emission_hours.h"
#include "indicators.h"

static const double chance_in_sigma = 1.645;
static const ta_time_us us_per_hour = INT64_C(3600000000);
enum { GRADE_READINGS = 3, HOURS_PER_DAY = 24, HOURS_MAX = 24 * 3660, LEAST_HOURS = 2 };

static size_t hours_of(const struct ta_evidence *evidence)
{
    const struct ta_input *days = ta_evidence_input(evidence, "days_stopped");
    if (days == NULL || days->reason != TA_OBSERVED || !(days->number > 0.0)) return 0;
    double hours = floor(days->number * HOURS_PER_DAY);
    return hours < HOURS_MAX ? (size_t)hours : HOURS_MAX;
}

static size_t scratch_size(const struct ta_evidence *evidence)
{
    return hours_of(evidence) * sizeof(struct ta_hour_mean);
}

/* Hours that only one plant in twenty which stands still would show by chance. */
static double hours_least(const struct ta_evidence *e, double captured)
{
    double p =
        ta_evidence_param(e, &ta_indicator_production_stopped_claim, "chance_share");
    return p * captured + chance_in_sigma * sqrt(p * (1.0 - p) * captured);
}

/* Beside the answer, which it does not decide. */
static void write_z(const struct ta_evidence *e, double ran, double captured,
                    struct ta_result *out)
{
    double p =
        ta_evidence_param(e, &ta_indicator_production_stopped_claim, "chance_share");
    double expected = p * captured;
    if (!(captured > 0.0)) return;
    ta_result_detail(out, "hours_by_chance", expected, "h");
    ta_result_detail(out, "z", (ran - expected) / sqrt(expected * (1.0 - p)), "1");
    ta_result_why_also(out,
                       "z of a count of independent hours, %.3g %% of them above the "
                       "level by chance, as assumed",
                       100.0 * p);
}

/* What is claimed is the whole stop, which is longer than what chance gives: few hours clear it. */
static void judge(const struct ta_evidence *e, double ran, double captured,
                  double hours, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_production_stopped_claim;
    double tolerated = ta_evidence_param(e, self, "tolerated_hours");
    double least = hours_least(e, captured);
    struct ta_claim claim = {
        .declared = 0.0,
        .declared_error = (double)NAN,
        .observed = ran,
        .observed_error = (double)NAN,
        .least_seen = ran > tolerated ? least : 0.0,
        .tolerance = tolerated,
        .side = TA_CLAIM_LESS_FLATTERS,
    };
    struct ta_claim_answer answer = ta_claim_judge(&claim);
    claim.least_seen = least;
    ta_claim_write(&claim, &answer, "hours run since the stop", "h", out);
    write_z(e, ran, captured, out);
    ta_result_detail(out, "capture", 100.0 * captured / hours, "%");
    if (out->reason != TA_OBSERVED) return;
    out->lo = ran;
    out->hi = ran + hours - captured;
    out->grade = GRADE_READINGS;
}

/** Hours since the stop. */
struct count {
    double hours, captured;
    double ran; /**< above the idle level and what the instrument tells from none */
    double least_level; /**< (m3/h) what it tells from none; 0 where nobody says */
    size_t
        failed; /**< with readings that failed quality control, too few of the rest */
};

static struct count count_hours(const struct ta_evidence *e,
                                const struct ta_series *signal, ta_day date,
                                struct ta_hour_mean *hour)
{
    const struct ta_hour_rule rule = {"", TA_HOUR_POINTS, 1.0, 0, true};
    const struct ta_input *least = ta_evidence_input(e, "detection");
    size_t n = hours_of(e);
    struct count out = {.hours = (double)n};
    if (least != NULL && least->reason == TA_OBSERVED) out.least_level = least->number;
    double level = fmax(
        out.least_level,
        ta_evidence_param(e, &ta_indicator_production_stopped_claim, "idle_level"));
    ta_time_us end = ((ta_time_us)date + 1) * TA_US_PER_DAY;
    ta_emission_hours(signal, &rule, NULL, end - (ta_time_us)n * us_per_hour, n, hour);
    for (size_t h = 0; h < n; h++) {
        out.failed += !hour[h].is_valid && hour[h].received > 0;
        if (!hour[h].is_valid) continue;
        out.captured += 1.0;
        out.ran += hour[h].mean > level ? 1.0 : 0.0;
    }
    return out;
}

/* Nothing seen that would be held against the client: can this sensor clear it? */
static bool can_clear(const struct ta_evidence *e, const struct count *count,
                      struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_production_stopped_claim;
    double share = count->captured / count->hours;
    if (share < ta_evidence_param(e, self, "min_capture")) {
        ta_result_missing(
            out, TA_OUT_OF_SENSOR,
            "readings for %.0f %% of the hours since the stop: this sensor "
            "cannot answer",
            floor(100.0 * share));
        return false;
    }
    if (count->least_level <= ta_evidence_param(e, self, "idle_level")) return true;
    ta_result_missing(out, TA_OUT_OF_SENSOR,
                      "the instrument tells no flow below %.4g m3/h from none: this "
                      "sensor cannot answer",
                      count->least_level);
    return false;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    ta_result_clear(out);
    if (ta_result_need(out, evidence, "days_stopped") == NULL) return TA_OK;
    const struct ta_input *signal = ta_result_need(out, evidence, "signal");
    if (signal == NULL) return TA_OK;
    if (hours_of(evidence) < LEAST_HOURS) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "the stop is not a day old");
        return TA_OK;
    }
    struct count count = count_hours(evidence, &signal->series, date, scratch);
    out->n_looks = (size_t)count.captured;
    double tolerated = ta_evidence_param(
        evidence, &ta_indicator_production_stopped_claim, "tolerated_hours");
    if (count.ran > tolerated || can_clear(evidence, &count, out))
        judge(evidence, count.ran, count.captured, count.hours, out);
    if (out->reason == TA_OBSERVED)
        out->grade = ta_grade_poorer(out->grade, signal->grade);
    if (count.failed > 0)
        ta_result_why_also(out, "%zu hours failed quality control", count.failed);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"days_stopped", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.production_stopped.days", "day", 0, 1e5, true,
     "days since the client says that production stopped"},
    {"signal", TA_INPUT_SERIES, TA_FROM_READINGS, "flow", "m3/h", -1e3, 1e9, true,
     "readings of a signal that only a running plant gives"},
    {"detection", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.flow.detection_limit", "m3/h", 0, 1e9, false,
     "smallest signal that the instrument tells from none; not said: the idle level"},
};

static const struct ta_param_spec param[] = {
    {"idle_level", "m3/h", 0, 1e9, 1000, "hourly mean above which the plant runs"},
    {"tolerated_hours", "h", 0, 1000, 6, "hours run that the model lets pass"},
    {"min_capture", "1", 0, 1, 0.75, "least share of the hours with readings"},
    {"chance_share", "1", 0.0001, 0.5, 0.005, "share of the hours of a plant that stands still that are above the level by chance: z and least_seen"},
};
/* clang-format on */

/* Read by the quality control of the readings, whose trust is the grade of the input. */
static const char *const tables_read[] = {"quality_limits"};

const struct ta_indicator ta_indicator_production_stopped_claim = {
    .id = "production_stopped_claim",
    .unit = "h",
    .cite = "Hours above the idle level since the stop; z: score test of a binomial "
            "share (Wilson 1927); claim and gate: rules of this program, see "
            "algorithms/claim.h",
    .version = 7,
    .flags_since = 6,
    .role = TA_ROLE_GATE,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 1e5,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
    .claim = "days_stopped",
    .scratch_size = scratch_size,
};

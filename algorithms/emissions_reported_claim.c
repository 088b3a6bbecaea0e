/* SPDX-License-Identifier: Apache-2.0 */
/** @file emissions_reported_claim.c  A mass of pollutant that the client reports, against what its
 *  stack measured.
 *
 *  Measured hours alone stand against the report, so that no substituted hour accuses anybody: what
 *  was measured in part of the year can only be less than the year's mass. The other way round, a
 *  report below the measured mass is contradicted whatever the gaps hold.
 *
 *  The instruments err by a share of the mass, and at their zero by what they cannot tell from none,
 *  all window long the same way: V is the gas measured (m3), C the sum of its hourly concentrations,
 *
 *      least seen = sqrt((limit of concentration x V)^2 + (limit of flow x C)^2)
 *      error = sqrt((share x mass)^2 + (least seen / 3.29)^2)
 *
 *  A report and a measured mass that are both below the least seen are nothing that these instruments
 *  tell apart. The limits are those that the datastreams state, else the model's, which are recalled and
 *  assumed: where the verdict would be another without them, the answer says so and is unchecked. */
#include <math.h>

#include "claim.h"
#include "indicators.h"
#include "stack_total.h"

static const double instrument_error = 0.05; /* relative, of concentration times flow */
static const double half_interval_in_sigma = 1.645, t_per_mg = 1e-9;

/** What an instrument tells from none. */
struct limit {
    double value;
    bool assumed; /**< no datastream states it */
};

/* As the datastream states it, else as the model does. */
static struct limit limit_of(const struct ta_evidence *e, const char *input,
                             const char *param)
{
    const struct ta_input *own = ta_evidence_input(e, input);
    if (own != NULL && own->reason == TA_OBSERVED)
        return (struct limit){own->number, false};
    return (struct limit){
        ta_evidence_param(e, &ta_indicator_emissions_reported_claim, param), true};
}

/** Of the two instruments of a stack. */
struct limits {
    struct limit mg_m3, m3_h;
};

static struct limits limits_of(const struct ta_evidence *e)
{
    return (struct limits){limit_of(e, "stream_detection", "detection_mg_m3"),
                           limit_of(e, "flow_detection", "detection_m3_h")};
}

/* Tonnes that these instruments tell from none, and so the claim's error and least seen. */
static void see(const struct limits *limits, const struct ta_stack_total *total,
                struct ta_claim *claim)
{
    claim->least_seen = t_per_mg * hypot(limits->mg_m3.value * total->gas_m3,
                                         limits->m3_h.value * total->mg_h_m3);
    claim->observed_error = hypot(instrument_error * total->measured,
                                  ta_claim_zero_error(claim->least_seen));
}

/* Would the verdict be another if the limits that nobody stated were none? Then they decide it. */
static void tell_assumed(const struct limits *limits,
                         const struct ta_stack_total *total,
                         const struct ta_claim *claim, enum ta_claim_verdict verdict,
                         struct ta_result *out)
{
    struct limits stated = *limits;
    struct ta_claim without = *claim;
    if (stated.mg_m3.assumed) stated.mg_m3.value = 0.0;
    if (stated.m3_h.assumed) stated.m3_h.value = 0.0;
    see(&stated, total, &without);
    if (ta_claim_judge(&without).verdict == verdict) return;
    out->unchecked = true;
    if (limits->mg_m3.assumed && limits->m3_h.assumed)
        ta_result_why_also(out,
                           "no detection limit is stated: %.4g mg/m3 and %.4g m3/h are "
                           "assumed, unchecked, and decide",
                           limits->mg_m3.value, limits->m3_h.value);
    else
        ta_result_why_also(out,
                           "one detection limit is not stated: %.4g %s is assumed, "
                           "unchecked, and decides",
                           limits->mg_m3.assumed ? limits->mg_m3.value
                                                 : limits->m3_h.value,
                           limits->mg_m3.assumed ? "mg/m3" : "m3/h");
}

static size_t scratch_size(const struct ta_evidence *evidence)
{
    return ta_stack_total_size(evidence, &ta_indicator_emissions_reported_claim);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_emissions_reported_claim;
    struct ta_stack_total total;
    (void)tables;
    ta_result_clear(out);
    const struct ta_input *declared = ta_result_need(out, evidence, "declared");
    if (declared == NULL) return TA_OK;
    const struct ta_input *c = ta_result_need(out, evidence, "concentration");
    if (c == NULL) return TA_OK;
    const struct ta_input *flow = ta_result_need(out, evidence, "flow");
    if (flow == NULL) return TA_OK;
    enum ta_status rc = ta_stack_total_of(evidence, self, date, scratch, &total);
    if (rc != TA_OK) return rc;
    double capture = (double)total.captured / (double)total.hours;
    const struct limits limits = limits_of(evidence);
    struct ta_claim claim = {
        .declared = declared->number,
        .declared_error = (double)NAN,
        .observed = total.measured,
        .side = TA_CLAIM_LESS_FLATTERS,
    };
    out->n_looks = total.captured;
    see(&limits, &total, &claim);
    ta_claim_rule(evidence, self, &claim);
    struct ta_claim_answer answer = ta_claim_judge(&claim);
    if (answer.verdict != TA_CLAIM_CONTRADICTED &&
        capture < ta_evidence_param(evidence, self, "min_capture")) {
        ta_result_missing(
            out, TA_OUT_OF_SENSOR,
            "%.0f %% of the hours were measured: this sensor cannot answer",
            floor(100.0 * capture));
        return TA_OK;
    }
    ta_claim_write(&claim, &answer, "mass emitted", "t", out);
    tell_assumed(&limits, &total, &claim, answer.verdict, out);
    ta_result_detail(out, "capture", 100.0 * capture, "%");
    ta_result_detail(out, "with_substituted_hours", total.tonnes, "t");
    if (out->reason != TA_OBSERVED) return TA_OK;
    double half = half_interval_in_sigma * claim.observed_error;
    out->lo = answer.excess - half;
    out->hi = fmax(answer.excess, total.most - declared->number) + half;
    out->grade =
        ta_grade_poorer(capture >= 0.9 ? 2 : 3, ta_grade_poorer(c->grade, flow->grade));
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"declared", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.mass_emitted", "t", 0, 1e12, true,
     "mass of the pollutant that the client reports for the window"},
    {"concentration", TA_INPUT_SERIES, TA_FROM_READINGS, "limited.measured", "mg/m3", -1e3, 1e9, true,
     "measured concentration, dry, 273.15 K, 101,325 Pa, not converted to reference oxygen"},
    {"flow", TA_INPUT_SERIES, TA_FROM_READINGS, "flow", "m3/h", -1e3, 1e9, true,
     "flow of dry gas at 273.15 K and 101,325 Pa"},
    TA_STACK_INPUTS,
    {"stream_detection", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.detection_limit", "mg/m3", 0, 1e9, false,
     "as detection_mg_m3, for this datastream"},
    {"flow_detection", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.flow.detection_limit", "m3/h", 0, 1e9, false,
     "as detection_m3_h, for this datastream of flow"},
};

static const struct ta_param_spec param[] = {
    TA_STACK_PARAMS,
    {"min_capture", "1", 0, 1, 0.75, "least share of hours measured for an all-clear"},
    {"detection_mg_m3", "mg/m3", 0, 1e6, 3, "smallest concentration told from none (that of HJ 57-2017 for SO2 and HJ 693-2014 for NO, recalled)"},
    {"detection_m3_h", "m3/h", 0, 1e9, 1000, "smallest flow told from none (assumed)"},
    TA_CLAIM_PARAMS,
};
/* clang-format on */

/* Read by the quality control of the readings, whose trust is the grade of the input. */
static const char *const tables_read[] = {"quality_limits"};

const struct ta_indicator ta_indicator_emissions_reported_claim = {
    .id = "emissions_reported_claim",
    .unit = "t",
    .cite =
        "Concentration times flow, HJ 75-2017 annex C; detection limit, HJ 57-2017 and "
        "Currie 1968 (all recalled); claim and gate: rules of this program, see "
        "algorithms/claim.h",
    .recalled = true,
    .version = 11,
    .flags_since = 10,
    .role = TA_ROLE_GATE,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_WIDER,
    .lo = -1e12,
    .hi = 1e12,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
    .claim = "declared",
    .scratch_size = scratch_size,
};

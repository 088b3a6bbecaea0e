/* SPDX-License-Identifier: Apache-2.0 */
/** @file stack_mass.c  Tonnes of a pollutant that left a stack, from what was measured in it.
 *
 *  Hours that were not measured are filled high by each signal's own policy, or not at all; the interval
 *  runs from what was measured alone to every other hour at the largest hour seen. Concentrations
 *  converted to reference oxygen would overstate the mass and must not come in. */
#include <math.h>

#include "indicators.h"
#include "stack_total.h"

static const double good_capture = 0.90, fair_capture = 0.75;

static size_t scratch_size(const struct ta_evidence *evidence)
{
    return ta_stack_total_size(evidence, &ta_indicator_stack_mass);
}

static int grade_of(double capture)
{
    if (capture >= good_capture) return 2;
    return capture >= fair_capture ? 3 : 4;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    struct ta_stack_total total;
    (void)tables;
    ta_result_clear(out);
    const struct ta_input *c = ta_result_need(out, evidence, "concentration");
    if (c == NULL) return TA_OK;
    const struct ta_input *flow = ta_result_need(out, evidence, "flow");
    if (flow == NULL) return TA_OK;
    enum ta_status rc =
        ta_stack_total_of(evidence, &ta_indicator_stack_mass, date, scratch, &total);
    if (rc != TA_OK) return rc;
    double capture = (double)total.captured / (double)total.hours;
    out->n_looks = total.captured;
    if (total.captured == 0) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no hour has both concentration and flow");
        return TA_OK;
    }
    out->reason = TA_OBSERVED;
    out->value = total.tonnes;
    out->lo = total.measured;
    out->hi = total.most;
    out->grade = ta_grade_poorer(grade_of(capture), c->grade);
    out->grade = ta_grade_poorer(out->grade, flow->grade);
    out->unchecked = total.unchecked;
    ta_stack_total_tell(&total, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"concentration", TA_INPUT_SERIES, TA_FROM_READINGS, "limited.measured", "mg/m3", -1e3, 1e9, true,
     "measured concentration, dry, 273.15 K, 101,325 Pa, not converted to reference oxygen"},
    {"flow", TA_INPUT_SERIES, TA_FROM_READINGS, "flow", "m3/h", -1e3, 1e9, true,
     "flow of dry gas at 273.15 K and 101,325 Pa"},
    TA_STACK_INPUTS,
};

static const struct ta_param_spec param[] = {
    TA_STACK_PARAMS,
};
/* clang-format on */

/* Read by the quality control of the readings, whose trust is the grade of the input. */
static const char *const tables_read[] = {"quality_limits"};

const struct ta_indicator ta_indicator_stack_mass = {
    .id = "stack_mass",
    .unit = "t",
    .cite = "Concentration times flow: HJ 75-2017 annex C (recalled), 40 CFR Part 75; "
            "hours "
            "and substitution as in algorithms/emission_hours.h and emission_fill.h",
    .recalled = true,
    .version = 9,
    .flags_since = 8,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 1e12,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};

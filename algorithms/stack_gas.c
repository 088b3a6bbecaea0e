/* SPDX-License-Identifier: Apache-2.0 */
/** @file stack_gas.c  What a stack emits in an hour, from what its instruments show.
 *
 *  Dry flow at normal conditions, concentration from parts per million, reference oxygen. The mass is
 *  of the measured dry concentration, never of the one converted to reference oxygen. */
#include <math.h>

#include "emission_stack.h"
#include "indicators.h"
#include "result_numbers.h"

enum { FLOW, CONCENTRATION, PPM, OXYGEN, NUMBERS };
static const char *const names[NUMBERS] = {"flow", "concentration", "ppm", "oxygen"};
static const double ambient_c = 25.0;

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_stack_gas;
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << FLOW, v, &grade))
        return TA_OK;
    ta_result_stated(out, grade);
    const struct ta_stack_gas gas = {
        .flow_m3_h = v[FLOW],
        .temperature_c = ta_evidence_param(evidence, self, "temperature"),
        .static_pa = ta_evidence_param(evidence, self, "static_pressure"),
        .ambient_pa = ta_evidence_param(evidence, self, "ambient_pressure"),
        .moisture = ta_evidence_param(evidence, self, "moisture") / 100.0};
    double molar = ta_evidence_param(evidence, self, "molar_mass");
    bool by_volume = isnan(v[CONCENTRATION]) && !isnan(v[PPM]);
    double c = by_volume ? ta_gas_mg_m3(v[PPM], molar, 0.0) : v[CONCENTRATION];
    double normal = ta_stack_normal_flow(&gas);
    if (isnan(c)) {
        ta_result_missing(out, TA_CLIENT_SILENT, "concentration: not given");
        return TA_OK;
    }
    if (!(normal >= 0.0)) return TA_E_DATA;
    out->value = ta_stack_mass_kg_h(c, normal);
    ta_result_detail(out, "normal_flow", normal, "m3/h");
    ta_result_detail(out, "concentration", c, "mg/m3");
    if (by_volume)
        ta_result_detail(out, "as_ambient_air", ta_gas_mg_m3(v[PPM], molar, ambient_c),
                         "mg/m3");
    double converted = ta_stack_at_oxygen(
        c, v[OXYGEN], ta_evidence_param(evidence, self, "reference_oxygen"));
    if (!isnan(converted))
        ta_result_detail(out, "at_reference_oxygen", converted, "mg/m3");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"flow", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.stack_flow", "m3/h", 0, 1e9, true,
     "flow as it is in the stack, wet"},
    {"concentration", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.stack_concentration", "mg/m3", 0, 1e9, false,
     "measured, dry, at normal conditions"},
    {"ppm", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.stack_ppm", "ppm", 0, 1e6, false,
     "parts per million by volume, dry; where no concentration is given"},
    {"oxygen", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.stack_oxygen", "%", 0, 20.9, false,
     "oxygen in the dry gas"},
};
static const struct ta_param_spec param[] = {
    {"temperature", "degC", -50, 2000, 0, "of the gas"},
    {"static_pressure", "Pa", -50000, 50000, 0, "against the air outside"},
    {"ambient_pressure", "Pa", 30000, 120000, 101325, "of the air outside"},
    {"moisture", "%", 0, 99, 0, "water vapour by volume"},
    {"molar_mass", "g/mol", 1, 500, 64.064, "of the gas; nitrogen oxides as NO2, 46.0055"},
    {"reference_oxygen", "%", 0, 20, 6, "6 coal power, 9 coal boiler, 3.5 oil or gas boiler, 15 gas turbine, 10 cement, 16 sinter"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_stack_gas = {
    .id = "stack_gas",
    .unit = "kg/h",
    .cite = "HJ 75-2017 and HJ 76-2017 (recalled); 22.4 L of an ideal gas at 0 degrees "
            "Celsius and 101,325 Pa",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e12,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

/* SPDX-License-Identifier: Apache-2.0 */
/** @file us_stack_rates.c  Hourly rates of a stack after 40 CFR Part 75, appendix F: SO2, CO2, NOx.
 *
 *  The value is the mass of SO2; carbon dioxide and nitrogen oxides stand beside it where given. */
#include <math.h>

#include "emission_stack.h"
#include "indicators.h"
#include "result_numbers.h"

enum { SO2_PPM, FLOW, CO2_SHARE, NOX_PPM, OXYGEN, NUMBERS };
static const char *const names[NUMBERS] = {"so2_ppm", "flow", "co2_share", "nox_ppm",
                                           "oxygen"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_us_stack_rates;
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << SO2_PPM | 1u << FLOW, v,
                           &grade))
        return TA_OK;
    ta_result_stated(out, grade);
    out->value = ta_us75_so2_lb_h(v[SO2_PPM], v[FLOW]);
    double co2 = ta_us75_co2_ton_h(v[CO2_SHARE], v[FLOW]);
    double nox = ta_us75_nox_lb_mmbtu(
        v[NOX_PPM], ta_evidence_param(evidence, self, "fuel_factor"), v[OXYGEN]);
    if (!isnan(co2)) ta_result_detail(out, "co2_ton_h", co2, "1");
    if (!isnan(nox)) ta_result_detail(out, "nox_lb_mmbtu", nox, "1");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"so2_ppm", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.so2_ppm", "ppm", 0, 1e6, true,
     "SO2, parts per million"},
    {"flow", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.flow_scfh", "1", 0, 1e12, true,
     "standard cubic feet an hour"},
    {"co2_share", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.co2_share", "%", 0, 100, false,
     "CO2 by volume"},
    {"nox_ppm", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.nox_ppm", "ppm", 0, 1e6, false,
     "NOx, parts per million, dry"},
    {"oxygen", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.stack_oxygen", "%", 0, 20.8, false,
     "oxygen, dry"},
};
static const struct ta_param_spec param[] = {
    {"fuel_factor", "1", 1000, 30000, 9780, "dry standard cubic feet per million Btu: 9780 bituminous, 10100 anthracite, 9820 sub-bituminous, 8710 gas, 9190 oil"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_us_stack_rates = {
    .id = "us_stack_rates",
    .unit = "1",
    .cite = "40 CFR Part 75, appendix F, equations F-1, F-11, F-5: coefficients of F-1 "
            "(2.1) and of F-5 (40 CFR 60.64) as read, the rest recalled; lb/h of SO2",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e15,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

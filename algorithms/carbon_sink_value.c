/* SPDX-License-Identifier: Apache-2.0 */
/** @file carbon_sink_value.c  What a right to the revenue of carbon removals secures.
 *
 *      V = sum over t of q p (1 - buffer) (1 - loss)^t / (1 + rate)^t, times the pledge rate
 *
 *  Issuance is not guaranteed: tonnes that no registry has issued or verified are worth nothing
 *  until it does. */
#include <math.h>

#include "credit_overlay.h"
#include "indicators.h"
#include "result_numbers.h"

enum { TONNES, PRICE, REGISTERED, NUMBERS };
static const char *const names[NUMBERS] = {"tonnes", "price", "registered"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_carbon_sink_value;
    (void)tables;
    (void)date;
    (void)scratch;
    double v[NUMBERS];
    int grade;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << TONNES | 1u << PRICE, v,
                           &grade))
        return TA_OK;
    bool registered = v[REGISTERED] >= 0.5; /* silence is no registration */
    double years = ta_evidence_param(evidence, self, "years");
    double value =
        ta_sink_value(v[TONNES], v[PRICE], ta_evidence_param(evidence, self, "buffer"),
                      ta_evidence_param(evidence, self, "loss"),
                      ta_evidence_param(evidence, self, "rate"), (size_t)years);
    out->value =
        registered ? value * ta_evidence_param(evidence, self, "pledge_rate") : 0.0;
    ta_result_stated(out, grade);
    ta_result_detail(out, "present_value", value, "CNY");
    if (!registered) ta_result_why(out, "not registered: worth nothing until it is");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"tonnes", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.sink_tonnes", "tCO2e/year", 0, 1e12, true,
     "removals of a year"},
    {"price", TA_INPUT_NUMBER, TA_FROM_LAYER, "sink_price", "CNY/t", 0, 1e5, true, "price of a tonne"},
    {"registered", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.sink_registered", "1", 0, 1, false,
     "1 when a registry has issued or verified them"},
};

static const struct ta_param_spec param[] = {
    {"years", "year", 1, 100, 20, "years of revenue"},
    {"buffer", "1", 0, 1, 0.10, "share that the registry keeps against reversal"},
    {"loss", "1", 0, 1, 0.01, "yearly loss by fire and pests"},
    {"rate", "1", 0, 1, 0.08, "rate of discount"},
    {"pledge_rate", "1", 0, 1, 0.50, "share of the value that may be lent"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_carbon_sink_value = {
    .id = "carbon_sink_value",
    .unit = "CNY",
    .cite = "Discounted revenue less buffer and reversal; rule of this program, see "
            "the head of "
            "algorithms/carbon_sink_value.c",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_LOWER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e17,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

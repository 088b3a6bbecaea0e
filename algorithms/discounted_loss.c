/* SPDX-License-Identifier: Apache-2.0 */
/** @file discounted_loss.c  A yearly loss as a present value: the first year whole, later ones discounted.
 *
 *      V = sum over t = 0 .. years - 1 of L / (1 + rate)^t */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"

enum { LOSS, NUMBERS };
static const char *const names[NUMBERS] = {"loss"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_discounted_loss;
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << LOSS, v, &grade))
        return TA_OK;
    ta_result_stated(out, grade);
    double rate = ta_evidence_param(evidence, self, "rate"), sum = 0.0, factor = 1.0;
    size_t years = (size_t)ta_evidence_param(evidence, self, "years");
    for (size_t t = 0; t < years; t++) {
        sum += factor;
        factor /= 1.0 + rate;
    }
    out->value = v[LOSS] * sum;
    ta_result_detail(out, "annuity", sum, "1");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"loss", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.yearly_loss", "CNY/year", 0, 1e15, true,
     "loss expected in a year"},
};
static const struct ta_param_spec param[] = {
    {"years", "year", 1, 200, 20, "years that count"},
    {"rate", "1", 0, 1, 0.03, "rate of discount"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_discounted_loss = {
    .id = "discounted_loss",
    .unit = "CNY",
    .cite = "Present value, first payment at once; rule of this program, see "
            "algorithms/discounted_loss.c",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e18,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

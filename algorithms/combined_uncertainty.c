/* SPDX-License-Identifier: Apache-2.0 */
/** @file combined_uncertainty.c  Uncertainty of activity times factor (IPCC approach 1): the root of the sum of squares. */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"

enum { ACTIVITY, FACTOR, NUMBERS };
static const char *const names[NUMBERS] = {"activity", "factor"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << ACTIVITY | 1u << FACTOR,
                           v, &grade))
        return TA_OK;
    ta_result_stated(out, grade);
    out->value = hypot(v[ACTIVITY], v[FACTOR]);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"activity", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.activity_uncertainty", "%", 0, 1000, true,
     "half the 95 % interval of the activity, relative"},
    {"factor", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.factor_uncertainty", "%", 0, 1000, true,
     "the same of the factor"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_combined_uncertainty = {
    .id = "combined_uncertainty",
    .unit = "%",
    .cite = "IPCC 2006 Guidelines vol. 1, equation 3.1 (recalled)",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e4,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,

    .evaluate = evaluate,
};

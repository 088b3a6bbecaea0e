/* SPDX-License-Identifier: Apache-2.0 */
/** @file water_quality_index.c  Water quality index of the Canadian council (CCME), from its three factors.
 *
 *      100 - sqrt(F1^2 + F2^2 + F3^2) / 1.732 */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"
#include "water_class.h"

enum { SCOPE, FREQUENCY, AMPLITUDE, NUMBERS };
static const char *const names[NUMBERS] = {"scope", "frequency", "amplitude"};

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
    if (!ta_result_numbers(out, evidence, NUMBERS, names,
                           1u << SCOPE | 1u << FREQUENCY | 1u << AMPLITUDE, v, &grade))
        return TA_OK;
    ta_result_stated(out, grade);
    out->value = fmax(0.0, ta_ccme_index(v[SCOPE], v[FREQUENCY], v[AMPLITUDE]));
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"scope", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.water_scope", "%", 0, 100, true,
     "variables that fail at least once"},
    {"frequency", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.water_frequency", "%", 0, 100, true,
     "tests that fail"},
    {"amplitude", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.water_amplitude", "%", 0, 100, true,
     "by how much they fail"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_water_quality_index = {
    .id = "water_quality_index",
    .unit = "1",
    .cite = "CCME Water Quality Index 1.0, Canadian Council of Ministers of the "
            "Environment 2001 (recalled)",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_LOWER_IS_WORSE,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,

    .evaluate = evaluate,
};

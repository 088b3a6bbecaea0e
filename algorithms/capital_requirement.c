/* SPDX-License-Identifier: Apache-2.0 */
/** @file capital_requirement.c  Capital of a corporate exposure under the internal ratings approach.
 *
 *  CRE31.4 to 31.7 of the Basel Framework; the risk weight is 12.5 K. */
#include <math.h>

#include "credit_overlay.h"
#include "indicators.h"
#include "result_numbers.h"

enum { PD, LGD, NUMBERS };
static const char *const names[NUMBERS] = {"pd", "lgd"};
static const double weight_of_capital = 12.5;

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_capital_requirement;
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << PD | 1u << LGD, v,
                           &grade))
        return TA_OK;
    ta_result_stated(out, grade);
    double k = ta_irb_capital(v[PD] / 100.0, v[LGD] / 100.0,
                              ta_evidence_param(evidence, self, "maturity"));
    if (isnan(k)) return TA_E_DATA;
    out->value = 100.0 * k;
    ta_result_detail(out, "risk_weight", weight_of_capital * out->value, "%");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"pd", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.pd", "%", 0.03, 100, true,
     "probability of default in a year, after the overlay"},
    {"lgd", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.lgd", "%", 0, 100, true,
     "loss given default, after the overlay"},
};
static const struct ta_param_spec param[] = {
    {"maturity", "year", 1, 5, 2.5, "effective maturity"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_capital_requirement = {
    .id = "capital_requirement",
    .unit = "%",
    .cite = "Basel Framework CRE31.4 to CRE31.7 (corporate exposures)",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

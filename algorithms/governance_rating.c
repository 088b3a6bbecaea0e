/* SPDX-License-Identifier: Apache-2.0 */
/** @file governance_rating.c  Rating of governance by providers outside. */
#include "indicators.h"
#include "statements.h"

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    (void)scratch;
    return ta_statements_rating(evidence, &ta_indicator_governance_rating, date, out);
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"statements", TA_INPUT_ROWS, TA_FROM_STATEMENTS, "rating.governance", "1", 0, 1e9, true,
     "day, value (1 worst to 100 best, by the mapping of the provider's scale), until, grade; days as yyyymmdd"},
};

static const struct ta_param_spec param[] = {TA_RATING_PARAMS};
/* clang-format on */

const struct ta_indicator ta_indicator_governance_rating = {
    .id = "governance_rating",
    .unit = "1",
    .cite = "Newest of each provider, the lowest counts: rule of this program, see "
            "algorithms/statements.h",
    .version = 1,
    .role = TA_ROLE_SCORED,
    .direction = TA_LOWER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .theme = TA_THEME_GOVERNANCE,
    .lo = 1.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

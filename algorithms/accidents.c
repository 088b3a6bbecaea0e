/* SPDX-License-Identifier: Apache-2.0 */
/** @file accidents.c  Accidents at work or with harm to people, as an authority lists them. */
#include "indicators.h"
#include "statements.h"

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    (void)scratch;
    return ta_statements_events(evidence, &ta_indicator_accidents, date, out);
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"statements", TA_INPUT_ROWS, TA_FROM_STATEMENTS, "accident", "1", 0, 1e9, true,
     "day, value (points of the event, 0: asked and nothing found), complete_from, complete_to, until, grade; days as yyyymmdd"},
};

static const struct ta_param_spec param[] = {TA_EVENT_PARAMS};
/* clang-format on */

const struct ta_indicator ta_indicator_accidents = {
    .id = "accidents",
    .unit = "1",
    .cite = "Points, window and completeness: rule of this program, see "
            "algorithms/statements.h",
    .version = 1,
    .role = TA_ROLE_SCORED,
    .direction = TA_HIGHER_IS_WORSE,
    .theme = TA_THEME_SOCIAL,
    .lo = 0.0,
    .hi = 1e9,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

/* SPDX-License-Identifier: Apache-2.0 */
/** @file margin_ratchet.c  The margin of a sustainability-linked loan after its targets were judged.
 *
 *  A target that is met lowers the margin by its step, one that is missed raises it; what nobody
 *  reported counts as missed. A target that is met by evidence of grade 4 or 5 does not lower the
 *  margin, and does not raise it either. The sum of steps is capped both ways; no
 *  margin falls below 0. */
#include <math.h>

#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"

enum { POOR_GRADE = 4 };

/* Basis points of one target; below 0 lowers the margin. */
static double step_of(const struct ta_rows *rows, size_t i, double most,
                      struct ta_result *out)
{
    double met = ta_rows_at(rows, i, "met"), step = ta_rows_at(rows, i, "step_bp");
    double grade = ta_rows_at(rows, i, "grade");
    if (isnan(step)) step = most;
    if (isnan(met)) {
        ta_result_why_also(out, "%.60s was not reported and counts as missed",
                           rows->name[i]);
        return step;
    }
    if (met < 0.5) return step;
    if (grade >= POOR_GRADE || isnan(grade)) {
        ta_result_why_also(out, "%.60s is met by evidence too poor to lower the margin",
                           rows->name[i]);
        return 0.0;
    }
    return -step;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_margin_ratchet;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    const struct ta_input *targets = ta_result_need(out, evidence, "targets");
    if (targets == NULL) return TA_OK;
    double base = ta_evidence_param(evidence, self, "base_bp");
    double step = ta_evidence_param(evidence, self, "step_bp");
    double cap = ta_evidence_param(evidence, self, "cap_bp"), sum = 0.0;
    for (size_t i = 0; i < targets->rows.n; i++) {
        double one = step_of(&targets->rows, i, step, out);
        ta_result_detail(out, targets->rows.name[i], one, "bp");
        sum += one;
    }
    out->value = fmax(0.0, base + fmax(-cap, fmin(cap, sum)));
    ta_result_stated(out, targets->grade);
    out->n_looks = targets->rows.n;
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"targets", TA_INPUT_ROWS, TA_FROM_LAYER, "margin_targets", "1", 0, 1e4, true,
     "one row per target: met (1, 0, or empty when not reported), grade of its evidence (1 to 5), perhaps "
     "step_bp"},
};

static const struct ta_param_spec param[] = {
    {"base_bp", "bp", 0, 5000, 200, "margin before any step (basis points)"},
    {"step_bp", "bp", 0, 100, 5, "step of a target (basis points)"},
    {"cap_bp", "bp", 0, 500, 20, "largest sum of steps either way (basis points)"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_margin_ratchet = {
    .id = "margin_ratchet",
    .unit = "bp",
    .cite = "Two-way margin of sustainability-linked loans; sizes are the contract's, "
            "the rule "
            "on poor evidence is this program's",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 5500.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

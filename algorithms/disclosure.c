/* SPDX-License-Identifier: Apache-2.0 */
/** @file disclosure.c  What the client had to publish, and did.
 *
 *  One statement per item due: 1 published in time, 0 not, between for late or in part, by the
 *  mapping file. The value is the mean over the items due in the window; whoever is never said to
 *  have owed anything is not observed. */
#include <math.h>

#include "indicators.h"
#include "statements.h"

struct items {
    double n, made;
    int grade;
    struct ta_statement cited;
};

static enum ta_status add(const struct ta_rows *rows, size_t i, ta_day date,
                          double days, struct items *out)
{
    struct ta_statement s;
    enum ta_statement_read read = ta_statement_of(rows, i, date, &s);
    if (read == TA_STATEMENT_BAD || !(s.value >= 0.0 && s.value <= 1.0))
        return TA_E_DATA;
    if (read != TA_STATEMENT_READ || (double)date - (double)s.day >= days) return TA_OK;
    if (out->cited.name == NULL || s.day >= out->cited.day) out->cited = s;
    out->n += 1.0;
    out->made += s.value;
    out->grade = ta_grade_poorer(out->grade, s.grade);
    return TA_OK;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_disclosure;
    struct items items = {.n = 0.0};
    (void)tables;
    (void)scratch;
    ta_result_clear(out);
    const struct ta_input *input = ta_result_need(out, evidence, "statements");
    if (input == NULL) return TA_OK;
    double days = ta_evidence_param(evidence, self, "window_days");
    for (size_t i = 0; i < input->rows.n; i++) {
        enum ta_status rc = add(&input->rows, i, date, days, &items);
        if (rc != TA_OK) return rc;
    }
    out->n_looks = (size_t)items.n;
    if (items.n == 0.0) {
        ta_result_missing(out, input->rows.n > 0 ? TA_TOO_OLD : TA_SOURCE_UNAVAILABLE,
                          "no statement of the last %.0f days", days);
        return TA_OK;
    }
    out->reason = TA_OBSERVED;
    out->value = 100.0 * items.made / items.n;
    out->grade = items.grade;
    ta_result_detail(out, "items_due", items.n, "1");
    ta_statement_cite(&items.cited, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"statements", TA_INPUT_ROWS, TA_FROM_STATEMENTS, "disclosure", "1", 0, 1e9, true,
     "day (when it was due), value (1 published, 0 not, between: late or in part), grade; days as yyyymmdd"},
};

static const struct ta_param_spec param[] = {
    {"window_days", "day", 1, 36525, 1095, "days before the date in which items were due"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_disclosure = {
    .id = "disclosure",
    .unit = "%",
    .cite =
        "Mean over the items due: rule of this program, see algorithms/disclosure.c",
    .version = 1,
    .role = TA_ROLE_SCORED,
    .direction = TA_LOWER_IS_WORSE,
    .theme = TA_THEME_GOVERNANCE,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

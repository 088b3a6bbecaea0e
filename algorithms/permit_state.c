/* SPDX-License-Identifier: Apache-2.0 */
/** @file permit_state.c  Are the permits in force, as a register says?
 *
 *  One statement per permit and day; the newest of each name stands. A permit that is not in force,
 *  by its register or by its own end, fires. What the client alone declares can say that a permit
 *  has ended, and never that one holds: without a register the gate stays open. */
#include <math.h>
#include <string.h>

#include "indicators.h"
#include "rows.h"
#include "statements.h"

static const double in_force_from = 0.5;

struct permits {
    double n, failing, declared_ended;
    bool too_old, imported;
    int grade;
    struct ta_statement cited;
};

static bool newer(const struct ta_rows *rows, size_t i, ta_day date,
                  const struct ta_statement *than)
{
    for (size_t k = 0; k < rows->n; k++) {
        struct ta_statement other;
        if (k == i || strcmp(rows->name[k], rows->name[i]) != 0 ||
            ta_statement_of(rows, k, date, &other) != TA_STATEMENT_READ)
            continue;
        if (other.day > than->day || (other.day == than->day && k > i)) return true;
    }
    return false;
}

static enum ta_status add(const struct ta_rows *rows, size_t i, ta_day date, double age,
                          struct permits *out)
{
    struct ta_statement s;
    enum ta_statement_read read = ta_statement_of(rows, i, date, &s);
    if (read == TA_STATEMENT_BAD || !(s.value >= 0.0 && s.value <= 1.0))
        return TA_E_DATA;
    if (read != TA_STATEMENT_READ || newer(rows, i, date, &s)) return TA_OK;
    bool fails = s.value < in_force_from || s.until < date;
    if (!fails && (double)date - (double)s.day > age) {
        out->too_old = true;
        return TA_OK;
    }
    if (out->cited.name == NULL || (fails && out->failing == 0.0)) out->cited = s;
    out->n += 1.0;
    if (fails) out->failing += 1.0;
    out->grade = ta_grade_poorer(out->grade, s.grade);
    return TA_OK;
}

static enum ta_status count_declared(const struct ta_evidence *evidence, ta_day date,
                                     struct permits *out)
{
    const struct ta_input *input = ta_evidence_input(evidence, "declared");
    if (input == NULL || input->reason != TA_OBSERVED) return TA_OK;
    for (size_t i = 0; i < input->rows.n; i++) {
        bool ok = true;
        ta_day until = ta_day_of_number(ta_rows_at(&input->rows, i, "until"), &ok);
        if (!ok) return TA_E_DATA;
        if (until != TA_DAY_NONE && until < date) out->declared_ended += 1.0;
    }
    return TA_OK;
}

static void write_answer(const struct permits *p, double age, struct ta_result *out)
{
    double failing = p->failing + p->declared_ended;
    ta_result_detail(out, "permits_stated", p->n, "1");
    if (p->declared_ended > 0.0)
        ta_result_detail(out, "permits_ended_declared", p->declared_ended, "1");
    if (failing == 0.0 && !p->imported) {
        ta_result_missing(out, TA_CLIENT_SILENT,
                          "no statement of a third party was imported");
        return;
    }
    if (failing == 0.0 && (p->n == 0.0 || p->too_old)) {
        ta_result_missing(out, p->too_old ? TA_TOO_OLD : TA_SOURCE_UNAVAILABLE,
                          "no statement of the last %.0f days", age);
        return;
    }
    out->reason = TA_OBSERVED;
    out->value = failing;
    out->grade = p->grade > 0 ? p->grade : 4;
    out->gate = failing > 0.0 ? TA_GATE_FIRES : TA_GATE_PASSES;
    if (p->failing == 0.0 && failing > 0.0)
        ta_result_why(out, "by the client's own dates a permit has ended");
    else
        ta_statement_cite(&p->cited, out);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_permit_state;
    const struct ta_input *input = ta_evidence_input(evidence, "statements");
    double age = ta_evidence_param(evidence, self, "max_age_days");
    struct permits permits = {.n = 0.0};
    (void)tables;
    (void)scratch;
    ta_result_clear(out);
    bool stated = input != NULL && input->reason == TA_OBSERVED;
    for (size_t i = 0; stated && i < input->rows.n; i++) {
        enum ta_status rc = add(&input->rows, i, date, age, &permits);
        if (rc != TA_OK) return rc;
    }
    permits.imported = stated && input->rows.n > 0;
    enum ta_status rc = count_declared(evidence, date, &permits);
    if (rc != TA_OK) return rc;
    out->n_looks = stated ? input->rows.n : 0;
    write_answer(&permits, age, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"statements", TA_INPUT_ROWS, TA_FROM_STATEMENTS, "permit", "1", 0, 1e9, false,
     "day, value (1 in force, 0 suspended, revoked, refused or never held), until, grade; days as yyyymmdd"},
    {"declared", TA_INPUT_ROWS, TA_FROM_PROJECT, "permits", "1", 0, 1e9, false,
     "permits that the client declares: from, until; days as yyyymmdd"},
};

static const struct ta_param_spec param[] = {
    {"max_age_days", "day", 1, 3650, 400, "oldest word of a register that still counts"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_permit_state = {
    .id = "permit_state",
    .unit = "1",
    .cite = "Permits not in force: rule of this program, see algorithms/permit_state.c",
    .version = 2,
    .role = TA_ROLE_GATE,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e6,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

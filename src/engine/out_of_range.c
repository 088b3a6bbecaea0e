/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/out_of_range.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "indicator_result.h"

enum { WHAT = 160, NAME = 71, VALUE = 64, STATED = 240 };

static bool lies(const struct ta_input_spec *spec, double value)
{
    return value >= spec->lo && value <= spec->hi;
}

/* A sentence each, so that each is said in the reader's language. */
static void tell(const struct ta_input_spec *spec, const char *what, const char *value,
                 struct ta_result *out)
{
    ta_result_clear(out);
    ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                      "%.159s is out of range: %.63s lies outside %g to %g", what,
                      value, spec->lo, spec->hi);
    if (spec->origin == TA_FROM_PROJECT)
        ta_result_why_also(out, "correct it in the project file and import that again");
    else if (spec->origin == TA_FROM_STATEMENTS)
        ta_result_why_also(out, "correct it in the statements and import those again");
    else
        ta_result_why_also(out, "correct it in the layer and import that again");
}

static bool number_out(const struct ta_input_spec *spec, double number,
                       struct ta_result *out)
{
    char value[VALUE], after[TA_UNIT_AFTER];
    if (lies(spec, number)) return false;
    (void)snprintf(value, sizeof value, "%.10g%s", number,
                   ta_unit_after(spec->unit, after));
    tell(spec, spec->key, value, out);
    return true;
}

/* The first cell that is there and lies outside: not a number is missing. */
static bool rows_out(const struct ta_input_spec *spec, const struct ta_rows *rows,
                     struct ta_result *out)
{
    for (size_t i = 0; i < rows->n * rows->n_columns; i++) {
        char what[WHAT], name[NAME], value[VALUE];
        if (isnan(rows->value[i]) || lies(spec, rows->value[i])) continue;
        ta_copy_cut(name, sizeof name, rows->name[i / rows->n_columns]);
        (void)snprintf(what, sizeof what, "%.40s (%s, %.40s)", spec->key, name,
                       rows->column[i % rows->n_columns]);
        (void)snprintf(value, sizeof value, "%.10g", rows->value[i]);
        tell(spec, what, value, out);
        return true;
    }
    return false;
}

bool ta_input_out_of_range(const struct ta_indicator *indicator, size_t n,
                           const struct ta_input *input, struct ta_result *out)
{
    for (size_t k = 0; k < n && k < indicator->n_inputs; k++) {
        const struct ta_input_spec *spec = &indicator->input[k];
        bool stated =
            spec->origin == TA_FROM_PROJECT || spec->origin == TA_FROM_STATEMENTS;
        if (input[k].reason != TA_OBSERVED) continue;
        if (spec->kind == TA_INPUT_NUMBER &&
            (stated || spec->origin == TA_FROM_LAYER) &&
            number_out(spec, input[k].number, out))
            return true;
        if (spec->kind == TA_INPUT_ROWS && stated &&
            rows_out(spec, &input[k].rows, out))
            return true;
    }
    return false;
}

/* "declared.assets 0 CNY, declared.debt 5 CNY": what fits. */
static void list_stated(const struct ta_indicator *indicator, size_t n,
                        const struct ta_input *input, char out[STATED])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t k = 0; k < n && k < indicator->n_inputs; k++) {
        const struct ta_input_spec *spec = &indicator->input[k];
        char one[WHAT], after[TA_UNIT_AFTER];
        if (input[k].reason != TA_OBSERVED) continue;
        if (spec->kind == TA_INPUT_NUMBER)
            (void)snprintf(one, sizeof one, "%s%.60s %.6g%s", used > 0 ? ", " : "",
                           spec->key, input[k].number,
                           ta_unit_after(spec->unit, after));
        else
            (void)snprintf(one, sizeof one, "%s%.60s", used > 0 ? ", " : "", spec->key);
        if (used + strlen(one) >= STATED) return;
        memcpy(out + used, one, strlen(one) + 1);
        used += strlen(one);
    }
}

void ta_evidence_broken(const struct ta_indicator *indicator, size_t n,
                        const struct ta_input *input, struct ta_result *out)
{
    char stated[STATED];
    list_stated(indicator, n, input, stated);
    ta_result_clear(out);
    ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                      "its evidence contradicts itself or cannot be: %s", stated);
    ta_result_why_also(out, "correct it where it was stated and import that again");
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/typed.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "tables/typed_file.h"

struct ta_typed {
    const struct ta_indicator *indicator;
    struct ta_typed_files files;
    struct ta_evidence evidence;
    struct ta_input *input;       /**< [indicator->n_inputs] in the indicator's order */
    struct ta_typed_file *file;   /**< [indicator->n_inputs] */
    char **word;                  /**< [indicator->n_inputs] owned texts */
    struct ta_param_value *param; /**< [indicator->n_params], the first n_params set */
};

/** One assignment, cut up: "name", "field" after a dot or "", and the value. */
struct assignment {
    char name[TA_NAME_SIZE], field[TA_NAME_SIZE];
    const char *value;
};

static const char *const reason_code[TA_REASON_COUNT + 1] = {
#define X(name, code) [name] = (code),
    TA_REASON_LIST(X)
#undef X
};

enum ta_status ta_typed_new(const struct ta_indicator *indicator,
                            const struct ta_typed_files *files, struct ta_typed **out,
                            struct ta_error *err)
{
    struct ta_typed *t = ta_alloc(1, sizeof *t);
    if (t != NULL) {
        t->indicator = indicator;
        t->files = *files;
        t->input = ta_alloc(indicator->n_inputs, sizeof *t->input);
        t->file = ta_alloc(indicator->n_inputs, sizeof *t->file);
        t->word = ta_alloc(indicator->n_inputs, sizeof *t->word);
        t->param = ta_alloc(indicator->n_params, sizeof *t->param);
    }
    if (t == NULL || t->input == NULL || t->file == NULL || t->word == NULL ||
        t->param == NULL) {
        ta_typed_free(t);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", indicator->id);
    }
    for (size_t i = 0; i < indicator->n_inputs; i++)
        t->input[i] = (struct ta_input){.name = indicator->input[i].name,
                                        .reason = TA_CLIENT_SILENT,
                                        .number = NAN};
    t->evidence = (struct ta_evidence){indicator->n_inputs, t->input, 0, t->param};
    *out = t;
    return TA_OK;
}

void ta_typed_free(struct ta_typed *typed)
{
    if (typed == NULL) return;
    for (size_t i = 0; i < typed->indicator->n_inputs; i++) {
        if (typed->file != NULL) ta_typed_file_free(&typed->file[i]);
        if (typed->word != NULL) ta_free(typed->word[i]);
    }
    ta_free(typed->input);
    ta_free(typed->file);
    ta_free(typed->word);
    ta_free(typed->param);
    ta_free(typed);
}

static enum ta_status cut(const char *text, struct assignment *out,
                          struct ta_error *err)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL)
        return ta_mended(ta_fail(err, TA_E_DATA, "\"%.80s\": wanted name=value", text),
                         err,
                         "see `terrassay indicator show INDICATOR` for its inputs, and "
                         "`terrassay indicator compute --help`");
    const char *dot = memchr(text, '.', (size_t)(equals - text));
    const char *end = dot == NULL ? equals : dot;
    size_t name = (size_t)(end - text),
           field = dot == NULL ? 0 : (size_t)(equals - dot - 1);
    if (name == 0 || name >= TA_NAME_SIZE || field >= TA_NAME_SIZE)
        return ta_mended(ta_fail(err, TA_E_DATA, "\"%.80s\": wanted name=value", text),
                         err,
                         "see `terrassay indicator show INDICATOR` for its inputs, and "
                         "`terrassay indicator compute --help`");
    *out = (struct assignment){.value = equals + 1};
    memcpy(out->name, text, name);
    if (field > 0) memcpy(out->field, dot + 1, field);
    return TA_OK;
}

static enum ta_status fault(const struct assignment *a, struct ta_error *err,
                            const char *wanted)
{
    return ta_fail(err, TA_E_DATA, "%s: wanted %s, found \"%.60s\"", a->name, wanted,
                   a->value);
}

/* A value that the input takes. */
static double example_of(const struct ta_input_spec *spec)
{
    static const double tried[] = {12.5, 0.5};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
        if (tried[i] >= spec->lo && tried[i] <= spec->hi) return tried[i];
    return spec->lo;
}

/* What may stand behind the name of an input, as one would type it. */
static void mend_input(const struct ta_input_spec *spec, struct ta_error *err)
{
    const char *unit = strcmp(spec->unit, "1") == 0 ? "no unit" : spec->unit;
    double value = example_of(spec);
    switch (spec->kind) {
    case TA_INPUT_NUMBER:
        ta_error_mend(err, "%s is a number, %s, such as %s=%g", spec->name, unit,
                      spec->name, value);
        return;
    case TA_INPUT_TEXT:
        ta_error_mend(err, "%s is a word, such as %s=WORD", spec->name, spec->name);
        return;
    case TA_INPUT_SERIES:
        ta_error_mend(err,
                      "%s is a series, %s: type %s=@FILE, a CSV file such as\n"
                      "    time,value\n    2026-03-01T08:00:00+08:00,%g",
                      spec->name, unit, spec->name, value);
        return;
    case TA_INPUT_ROWS:
        ta_error_mend(err,
                      "%s is rows: type %s=@FILE, a CSV file such as\n"
                      "    name,COLUMN\n    first,%g\n"
                      "with the columns that `terrassay indicator show` lists",
                      spec->name, spec->name, value);
        return;
    case TA_INPUT_STACK:
        ta_error_mend(err,
                      "%s is a stack, %s: type %s=@FILE, a CSV file such as\n"
                      "    site,cell_area_m2,fraction,2026-06-01,2026-07-01\n"
                      "    A,900,1,%g,%g",
                      spec->name, unit, spec->name, value, value);
        return;
    }
}

static enum ta_status wrong_kind(const struct ta_input_spec *spec,
                                 const struct assignment *a, const char *wanted,
                                 struct ta_error *err)
{
    enum ta_status rc = fault(a, err, wanted);
    mend_input(spec, err);
    return rc;
}

static enum ta_status number_within(const struct assignment *a, double lo, double hi,
                                    const char *unit, double *out, struct ta_error *err)
{
    if (ta_parse_f64(a->value, out) != TA_OK) return fault(a, err, "a number");
    if (*out >= lo && *out <= hi) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: %s lies outside %g to %g%s", a->name, a->value,
                  lo, hi, ta_unit_after(unit, (char[TA_UNIT_AFTER]){0}));
    return ta_mended(TA_E_DATA, err,
                     "give a value within these bounds and in that unit, or "
                     "NAME=?REASON where there is none");
}

static enum ta_status set_param(struct ta_typed *t, const struct assignment *a,
                                const struct ta_param_spec *spec, struct ta_error *err)
{
    double value = 0.0;
    enum ta_status rc = number_within(a, spec->lo, spec->hi, spec->unit, &value, err);
    if (rc != TA_OK) return rc;
    size_t i = 0;
    while (i < t->evidence.n_params && strcmp(t->param[i].name, a->name) != 0) i++;
    if (i == t->evidence.n_params) t->evidence.n_params++;
    memcpy(t->param[i].name, a->name, sizeof t->param[i].name);
    t->param[i].value = value;
    return TA_OK;
}

static enum ta_status set_reason(const struct assignment *a, struct ta_input *input,
                                 struct ta_error *err)
{
    for (int r = TA_OBSERVED + 1; r < TA_REASON_COUNT; r++)
        if (strcmp(reason_code[r], a->value + 1) == 0) {
            input->reason = (enum ta_reason)r;
            return TA_OK;
        }
    (void)ta_fail(err, TA_E_DATA, "%s: no reason \"%.60s\"", a->name, a->value + 1);
    ta_mend_unknown(err, a->value + 1, reason_code + 1);
    return TA_E_DATA;
}

static enum ta_status set_file(struct ta_typed *t, size_t i, const char *name,
                               struct ta_error *err)
{
    const struct ta_input_spec *spec = &t->indicator->input[i];
    struct ta_typed_file *file = &t->file[i];
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = t->files.read(t->files.self, name, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    t->input[i].reason = TA_CLIENT_SILENT; /* until the new file is read */
    ta_typed_file_free(file);
    rc = ta_csv_parse(name, bytes, size, &file->csv, err);
    ta_free(bytes);
    if (rc != TA_OK) return rc;

    if (spec->kind == TA_INPUT_SERIES)
        rc = ta_typed_file_series(file, spec, &t->input[i], err);
    else if (spec->kind == TA_INPUT_ROWS)
        rc = ta_typed_file_rows(file, spec, &t->input[i], err);
    else
        rc = ta_typed_file_stack(file, spec, &t->input[i], err);
    if (rc == TA_OK) t->input[i].reason = TA_OBSERVED;
    return rc;
}

static bool is_number(const char *text)
{
    double value = 0.0;
    return ta_parse_f64(text, &value) == TA_OK;
}

static enum ta_status set_value(struct ta_typed *t, size_t i,
                                const struct assignment *a, struct ta_error *err)
{
    const struct ta_input_spec *spec = &t->indicator->input[i];
    struct ta_input *input = &t->input[i];
    bool scalar = spec->kind == TA_INPUT_NUMBER || spec->kind == TA_INPUT_TEXT;
    if (a->value[0] == '?') return set_reason(a, input, err);
    if (!scalar && a->value[0] != '@') return wrong_kind(spec, a, "@file.csv", err);
    if (!scalar) {
        enum ta_status rc = set_file(t, i, a->value + 1, err);
        if (rc == TA_E_DATA) mend_input(spec, err);
        return rc;
    }

    if (spec->kind == TA_INPUT_TEXT && a->value[0] == '@')
        return wrong_kind(spec, a, "a word", err);
    if (spec->kind == TA_INPUT_NUMBER && !is_number(a->value))
        return wrong_kind(spec, a, "a number", err);
    if (spec->kind == TA_INPUT_TEXT) {
        char *word = ta_strdup(a->value);
        if (word == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", a->name);
        ta_free(t->word[i]);
        input->text = t->word[i] = word;
    } else {
        enum ta_status rc =
            number_within(a, spec->lo, spec->hi, spec->unit, &input->number, err);
        if (rc != TA_OK) return rc;
    }
    input->reason = TA_OBSERVED;
    return TA_OK;
}

static enum ta_status set_field(struct ta_input *input, const struct assignment *a,
                                struct ta_error *err)
{
    int64_t grade = 0;
    if (strcmp(a->field, "step_s") == 0)
        return number_within(a, 1e-3, 1e9, "s", &input->series.interval_s, err);
    if (strcmp(a->field, "grade") != 0)
        return ta_mended(ta_fail(err, TA_E_NOTFOUND,
                                 "%s: wanted .grade or .step_s, found .%s", a->name,
                                 a->field),
                         err,
                         "leave it out; units are fixed: `terrassay indicator show` "
                         "has that of each "
                         "input, give the value in it");
    if (ta_parse_i64(a->value, &grade) != TA_OK || grade < 1 || grade > 5)
        return fault(a, err, "a grade from 1 to 5");
    input->grade = (int)grade;
    return TA_OK;
}

static enum ta_status unknown_name(const struct ta_indicator *indicator,
                                   const char *name, struct ta_error *err)
{
    enum { MOST = 64 };
    const char *known[MOST + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < indicator->n_inputs && n < MOST; i++)
        known[n++] = indicator->input[i].name;
    for (size_t i = 0; i < indicator->n_params && n < MOST; i++)
        known[n++] = indicator->param[i].name;
    (void)ta_fail(err, TA_E_NOTFOUND, "%s has no input or parameter \"%s\"",
                  indicator->id, name);
    ta_mend_unknown(err, name, known);
    return TA_E_NOTFOUND;
}

enum ta_status ta_typed_set(struct ta_typed *typed, const char *assignment,
                            struct ta_error *err)
{
    struct assignment a;
    enum ta_status rc = cut(assignment, &a, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < typed->indicator->n_inputs; i++) {
        if (strcmp(typed->indicator->input[i].name, a.name) != 0) continue;
        if (a.field[0] != '\0') return set_field(&typed->input[i], &a, err);
        return set_value(typed, i, &a, err);
    }
    for (size_t i = 0; i < typed->indicator->n_params && a.field[0] == '\0'; i++)
        if (strcmp(typed->indicator->param[i].name, a.name) == 0)
            return set_param(typed, &a, &typed->indicator->param[i], err);
    return unknown_name(typed->indicator, a.name, err);
}

const struct ta_evidence *ta_typed_evidence(const struct ta_typed *typed)
{
    return &typed->evidence;
}

enum ta_status ta_typed_evaluate_rows(const struct ta_typed *typed,
                                      const struct ta_table_set *tables, ta_day date,
                                      struct ta_result *out, struct ta_error *err)
{
    struct ta_indicator read = *typed->indicator;
    struct ta_typed as_read = *typed;
    read.recalled = false;
    as_read.indicator = &read;
    return ta_typed_evaluate(&as_read, tables, date, out, err);
}

enum ta_status ta_typed_evaluate(const struct ta_typed *typed,
                                 const struct ta_table_set *tables, ta_day date,
                                 struct ta_result *out, struct ta_error *err)
{
    const struct ta_indicator *indicator = typed->indicator;
    size_t size =
        indicator->scratch_size == NULL ? 0 : indicator->scratch_size(&typed->evidence);
    void *scratch = ta_alloc(size, 1);
    if (scratch == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", indicator->id);
    enum ta_status rc =
        ta_indicator_evaluate(indicator, &typed->evidence, tables, date, scratch, out);
    ta_free(scratch);
    if (rc == TA_OK) return TA_OK;
    return ta_fail(err, rc, "%s: an input is broken or outside its range",
                   indicator->id);
}

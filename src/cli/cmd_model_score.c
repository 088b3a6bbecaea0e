/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_model_score.c  A table of units scored by each other, with a model of use index. */
#include "base/file.h"
#include "base/memory.h"
#include "cli/print.h"
#include "engine/models.h"

enum { TABLE_MOST = 64 << 20 };

/** What is scored. */
struct scoring {
    struct ta_any_model model;
    struct ta_csv table;
    struct ta_index_result result;
};

static enum ta_status load_model(struct ta_call *call, struct scoring *s,
                                 struct ta_error *err)
{
    const char *name = ta_call_text(call, "model");
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_model_read(call->datasets, NULL, name, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_any_model_parse(name, bytes, size, &s->model, err);
    ta_free(bytes);
    if (rc != TA_OK || s->model.use == TA_USE_INDEX) return rc;
    (void)ta_fail(err, TA_E_DATA,
                  "%s: a model of use credit scores projects, not tables", name);
    ta_error_mend(err, "name a model of use index, or use `terrassay assess`");
    return TA_E_DATA;
}

static enum ta_status load_table(struct ta_call *call, struct scoring *s,
                                 struct ta_error *err)
{
    const char *path = call->argument[0];
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_file_read(path, TABLE_MOST, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_csv_parse(path, bytes, size, &s->table, err);
    ta_free(bytes);
    return rc;
}

/* --- as objects --------------------------------------------------------------------- */

static json_t *tell_unit(const struct scoring *s, size_t unit, size_t column, bool *ok)
{
    const struct ta_index_model *model = &s->model.index;
    const struct ta_index_result *result = &s->result;
    json_t *row = json_object(), *scores = json_object(), *normalised = json_object();
    for (size_t g = 0; g < model->n_groups; g++)
        ta_json_set_number(scores, model->group[g].id,
                           result->score[g * result->n_units + unit], ok);
    for (size_t i = 0; i < model->n_indicators; i++)
        ta_json_set_number(normalised, model->indicator[i].id,
                           result->normalised[i * result->n_units + unit], ok);
    ta_json_set_text(row, "unit", ta_csv_at(&s->table, unit, column), ok);
    if (result->rank[unit] > 0)
        ta_json_set_int(row, "rank", (int64_t)result->rank[unit], ok);
    else
        ta_json_set(row, "rank", json_null(), ok);
    ta_json_set(row, "scores", scores, ok);
    ta_json_set(row, "normalised", normalised, ok);
    return row;
}

static enum ta_status print_objects(struct ta_call *call, const struct scoring *s,
                                    struct ta_error *err)
{
    static const struct ta_column none[] = {{NULL, NULL}};
    struct ta_list *list = NULL;
    size_t column = 0;
    if (!ta_csv_column(&s->table, s->model.index.unit_column, &column))
        return ta_fail(err, TA_E_INTERNAL, "%s: the unit column is gone",
                       s->table.name);
    enum ta_status rc = ta_list_new(call, none, &list, err);
    for (size_t u = 0; rc == TA_OK && u < s->result.n_units; u++) {
        bool ok = true;
        json_t *row = tell_unit(s, u, column, &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

/* --- as a table --------------------------------------------------------------------- */

static enum ta_status write_table(struct ta_call *call, const struct scoring *s,
                                  struct ta_error *err)
{
    struct ta_text text = {0};
    enum ta_status rc =
        ta_index_write(&s->model.index, &s->table, &s->result, &text, err);
    if (rc == TA_OK)
        rc = ta_call_write(call, ta_call_text(call, "output"), text.bytes, text.size,
                           err);
    ta_text_free(&text);
    return rc;
}

static void say_summary(const struct ta_call *call, const struct scoring *s)
{
    size_t imputed = 0, treated = 0;
    for (size_t i = 0; i < s->model.index.n_indicators; i++) {
        imputed += s->result.n_imputed[i];
        treated += s->result.n_treated[i];
    }
    ta_call_say(call, "%zu units by %zu indicators; %zu values imputed, %zu winsorised",
                s->result.n_units, s->model.index.n_indicators, imputed, treated);
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct scoring s = {.model = {.use = TA_USE_INDEX}};
    enum ta_status rc = load_model(call, &s, err);
    if (rc == TA_OK) rc = load_table(call, &s, err);
    if (rc == TA_OK) rc = ta_index_score(&s.model.index, &s.table, &s.result, err);
    if (rc == TA_OK)
        rc = call->json && !ta_call_has(call, "output") ? print_objects(call, &s, err)
                                                        : write_table(call, &s, err);
    if (rc == TA_OK) say_summary(call, &s);
    ta_index_result_free(&s.result);
    ta_csv_free(&s.table);
    ta_any_model_free(&s.model);
    return rc;
}

static const struct ta_argument arguments[] = {
    {.name = "TABLE", .help = "CSV with one unit per row and a column per indicator"},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "model",
     .letter = 'm',
     .value = "MODEL",
     .required = true,
     .help = "a model of use index: its name or file"},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .help =
         "CSV of unit, rank, scores and normalised values; without it standard output"},
    {.name = NULL}};

const struct ta_command ta_command_model_score = {
    .name = "model score",
    .summary = "score a table of units by each other, with a model of use index",
    .more = "Chain: denominate, impute, winsorise, normalise (min-max over the units "
            "in the "
            "table), aggregate. A unit's score depends on the others in the table; "
            "`terrassay "
            "assess` therefore refuses such models.",
    .argument = arguments,
    .option = options,
    .example = "terrassay model score units.csv --model ranking.yaml -o scores.csv",
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/** @file index_score.c  A table of units through the stages of an index model. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/index.h"

struct scoring {
    const struct ta_index_model *model;
    const struct ta_csv *table;
    struct ta_index_result *result;
    size_t *group; /**< [n_units] of the imputation, or NULL */
    size_t *order; /**< [n_units] scratch */
    struct ta_error *err;
};

static enum ta_status no_memory(const struct scoring *s)
{
    return ta_fail(s->err, TA_E_NOMEM, "%s: out of memory", s->table->name);
}

static bool allocate(const struct scoring *s)
{
    struct ta_index_result *r = s->result;
    size_t units = s->table->n_rows, cells = units * s->model->n_indicators;
    r->n_units = units;
    r->raw = ta_alloc(cells, sizeof(double));
    r->denominated = ta_alloc(cells, sizeof(double));
    r->imputed = ta_alloc(cells, sizeof(double));
    r->treated = ta_alloc(cells, sizeof(double));
    r->normalised = ta_alloc(cells, sizeof(double));
    r->n_imputed = ta_alloc(s->model->n_indicators, sizeof(size_t));
    r->n_treated = ta_alloc(s->model->n_indicators, sizeof(size_t));
    r->score = ta_alloc(units * s->model->n_groups, sizeof(double));
    r->rank = ta_alloc(units, sizeof(size_t));
    return r->raw != NULL && r->denominated != NULL && r->imputed != NULL &&
           r->treated != NULL && r->normalised != NULL && r->n_imputed != NULL &&
           r->n_treated != NULL && r->score != NULL && r->rank != NULL;
}

static enum ta_status find_column(const struct scoring *s, const char *name,
                                  size_t *out)
{
    if (ta_csv_column(s->table, name, out)) return TA_OK;
    return ta_fail(s->err, TA_E_DATA, "%s: no column \"%s\", which model %s asks for",
                   s->table->name, name, s->model->id);
}

static enum ta_status read_column(const struct scoring *s, const char *name,
                                  double *out)
{
    size_t column = 0;
    enum ta_status rc = find_column(s, name, &column);
    for (size_t u = 0; rc == TA_OK && u < s->table->n_rows; u++) {
        const char *text = ta_csv_at(s->table, u, column);
        out[u] = NAN;
        if (text[0] == '\0' || strcmp(text, "NA") == 0) continue;
        rc = ta_csv_number(s->table, u, column, &out[u], s->err);
    }
    return rc;
}

/** Units of the same word in the group column get the same number. */
static enum ta_status read_groups(struct scoring *s)
{
    if (s->model->impute != TA_IMPUTE_GROUP_MEAN) return TA_OK;
    size_t column = 0, units = s->table->n_rows;
    enum ta_status rc = find_column(s, s->model->group_column, &column);
    if (rc != TA_OK) return rc;
    s->group = ta_alloc(units, sizeof *s->group);
    if (s->group == NULL) return no_memory(s);
    for (size_t u = 0; u < units; u++) {
        size_t first = 0;
        while (strcmp(ta_csv_at(s->table, first, column),
                      ta_csv_at(s->table, u, column)) != 0)
            first++;
        s->group[u] = first;
    }
    return TA_OK;
}

static enum ta_status denominate(const struct scoring *s, size_t i, double *value)
{
    const char *by = s->model->indicator[i].denominator;
    if (by[0] == '\0') return TA_OK;
    double *column = ta_alloc(s->table->n_rows, sizeof *column);
    if (column == NULL) return no_memory(s);
    enum ta_status rc = read_column(s, by, column);
    if (rc == TA_OK) ta_index_denominate(s->table->n_rows, value, column);
    ta_free(column);
    return rc;
}

/** All stages of one indicator, each kept. */
static enum ta_status score_indicator(const struct scoring *s, size_t i)
{
    const struct ta_index_model *model = s->model;
    struct ta_index_result *r = s->result;
    size_t units = r->n_units, at = i * units, bytes = units * sizeof(double);
    enum ta_status rc = read_column(s, model->indicator[i].id, r->raw + at);
    if (rc != TA_OK) return rc;
    memcpy(r->denominated + at, r->raw + at, bytes);
    rc = denominate(s, i, r->denominated + at);
    if (rc != TA_OK) return rc;

    memcpy(r->imputed + at, r->denominated + at, bytes);
    if (model->impute != TA_IMPUTE_NONE)
        r->n_imputed[i] = ta_index_impute_mean(units, r->imputed + at, s->group);
    memcpy(r->treated + at, r->imputed + at, bytes);
    if (model->treat)
        r->n_treated[i] = ta_index_winsorise(units, r->treated + at, &model->treatment,
                                             s->order, NULL);
    memcpy(r->normalised + at, r->treated + at, bytes);
    ta_index_minmax(units, r->normalised + at, model->indicator[i].direction,
                    model->from, model->to);
    return TA_OK;
}

/** Mean of what lies directly below group @p g, for one unit. */
static double group_score(const struct scoring *s, size_t g, size_t unit, double *value,
                          double *weight)
{
    const struct ta_index_model *model = s->model;
    const struct ta_index_result *r = s->result;
    size_t n = 0;
    for (size_t i = 0; i < model->n_indicators; i++) {
        if (model->indicator[i].parent != g) continue;
        value[n] = r->normalised[i * r->n_units + unit];
        weight[n++] = model->indicator[i].weight;
    }
    for (size_t c = 0; c < model->n_groups; c++) {
        if (c == g || model->group[c].parent != g) continue;
        value[n] = r->score[c * r->n_units + unit];
        weight[n++] = model->group[c].weight;
    }
    return ta_index_mean(model->group[g].mean, n, value, weight);
}

static enum ta_status aggregate(const struct scoring *s)
{
    const struct ta_index_model *model = s->model;
    size_t most = model->n_indicators + model->n_groups, deepest = 0;
    double *value = ta_alloc(most, sizeof *value),
           *weight = ta_alloc(most, sizeof *weight);
    for (size_t g = 0; g < model->n_groups; g++)
        if (model->group[g].depth > deepest) deepest = model->group[g].depth;
    for (size_t d = deepest + 1; value != NULL && weight != NULL && d-- > 0;)
        for (size_t g = 0; g < model->n_groups; g++) {
            if (model->group[g].depth != d) continue;
            for (size_t u = 0; u < s->result->n_units; u++)
                s->result->score[g * s->result->n_units + u] =
                    group_score(s, g, u, value, weight);
        }
    bool ok = value != NULL && weight != NULL;
    ta_free(value);
    ta_free(weight);
    return ok ? TA_OK : no_memory(s);
}

static void rank_units(const struct scoring *s)
{
    for (size_t g = 0; g < s->model->n_groups; g++)
        if (s->model->group[g].depth == 0)
            ta_index_rank(s->result->n_units, s->result->score + g * s->result->n_units,
                          s->result->rank);
}

enum ta_status ta_index_score(const struct ta_index_model *model,
                              const struct ta_csv *table, struct ta_index_result *out,
                              struct ta_error *err)
{
    struct ta_index_result result = {0};
    struct scoring s = {.model = model, .table = table, .result = &result, .err = err};
    size_t unit = 0;
    enum ta_status rc = find_column(&s, model->unit_column, &unit);
    s.order = ta_alloc(table->n_rows, sizeof *s.order);
    if (rc == TA_OK && (!allocate(&s) || s.order == NULL)) rc = no_memory(&s);
    if (rc == TA_OK) rc = read_groups(&s);
    for (size_t i = 0; rc == TA_OK && i < model->n_indicators; i++)
        rc = score_indicator(&s, i);
    if (rc == TA_OK) rc = aggregate(&s);
    if (rc == TA_OK) rank_units(&s);
    ta_free(s.group);
    ta_free(s.order);
    if (rc == TA_OK)
        *out = result;
    else
        ta_index_result_free(&result);
    return rc;
}

void ta_index_result_free(struct ta_index_result *result)
{
    ta_free(result->raw);
    ta_free(result->denominated);
    ta_free(result->imputed);
    ta_free(result->treated);
    ta_free(result->normalised);
    ta_free(result->n_imputed);
    ta_free(result->n_treated);
    ta_free(result->score);
    ta_free(result->rank);
    *result = (struct ta_index_result){0};
}

static void add_number(struct ta_text *out, double value)
{
    char digits[32] = "";
    if (!isnan(value)) ta_format_f64(value, digits);
    ta_text_add(out, ",");
    ta_text_add(out, digits);
}

/** A field in quotes, where it needs them. */
static void add_field(struct ta_text *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        ta_text_add(out, text);
        return;
    }
    ta_text_add(out, "\"");
    for (; *text != '\0'; text++)
        ta_text_addf(out, *text == '"' ? "\"%c" : "%c", *text);
    ta_text_add(out, "\"");
}

enum ta_status ta_index_write(const struct ta_index_model *model,
                              const struct ta_csv *table,
                              const struct ta_index_result *result, struct ta_text *out,
                              struct ta_error *err)
{
    size_t unit = 0, n = result->n_units;
    if (!ta_csv_column(table, model->unit_column, &unit))
        return ta_fail(err, TA_E_ARG, "%s: not the table that was scored", table->name);
    ta_text_add(out, "unit,rank");
    for (size_t g = 0; g < model->n_groups; g++)
        ta_text_addf(out, ",%s", model->group[g].id);
    for (size_t i = 0; i < model->n_indicators; i++)
        ta_text_addf(out, ",%s", model->indicator[i].id);
    ta_text_add(out, "\n");
    for (size_t u = 0; u < n; u++) {
        add_field(out, ta_csv_at(table, u, unit));
        ta_text_addf(out, ",%zu", result->rank[u]);
        for (size_t g = 0; g < model->n_groups; g++)
            add_number(out, result->score[g * n + u]);
        for (size_t i = 0; i < model->n_indicators; i++)
            add_number(out, result->normalised[i * n + u]);
        ta_text_add(out, "\n");
    }
    return out->failed ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", table->name)
                       : TA_OK;
}

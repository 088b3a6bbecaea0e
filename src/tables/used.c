/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/used.h"

#include <string.h>

#include "base/memory.h"

/** Stand-ins for the tables, one of whose rows at a time is tried. */
struct probe {
    const struct ta_typed *typed;
    ta_day date;
    struct ta_result result; /**< with every row there and checked */
    struct ta_table_set set;
    struct ta_table *table; /**< [set.n] owned */
    struct ta_row *checked; /**< owned: the rows of all tables, each checked */
    struct ta_row *row;     /**< owned: those of the table at hand */
    struct ta_row_used *used;
    size_t n, capacity;
};

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || a == b; /* NaN is NaN, 0 is -0 */
}

static bool same_details(const struct ta_result *a, const struct ta_result *b)
{
    if (a->n_details != b->n_details) return false;
    for (size_t i = 0; i < a->n_details; i++)
        if (strcmp(a->detail[i].name, b->detail[i].name) != 0 ||
            strcmp(a->detail[i].unit, b->detail[i].unit) != 0 ||
            !same_number(a->detail[i].value, b->detail[i].value))
            return false;
    return true;
}

static bool same(const struct ta_result *a, const struct ta_result *b)
{
    return same_number(a->value, b->value) && same_number(a->lo, b->lo) &&
           same_number(a->hi, b->hi) && a->reason == b->reason && a->gate == b->gate &&
           a->grade == b->grade && a->n_looks == b->n_looks &&
           a->unchecked == b->unchecked && strcmp(a->why, b->why) == 0 &&
           same_details(a, b);
}

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "rows used: out of memory");
}

static enum ta_status note(struct probe *probe, const struct ta_table *table,
                           size_t row, struct ta_error *err)
{
    void *used = probe->used;
    if (ta_grow(&used, &probe->capacity, probe->n, sizeof *probe->used) != 0)
        return fail_memory(err);
    probe->used = used;
    probe->used[probe->n++] = (struct ta_row_used){table, &table->row[row]};
    return TA_OK;
}

static enum ta_status evaluate(const struct probe *probe, struct ta_result *out,
                               struct ta_error *err)
{
    enum ta_status rc =
        ta_typed_evaluate_rows(probe->typed, &probe->set, probe->date, out, NULL);
    return rc == TA_E_NOMEM ? fail_memory(err) : rc;
}

/* Does the indicator call the answer unchecked when this row alone is? */
static enum ta_status is_named(struct probe *probe, size_t row, bool *used,
                               struct ta_error *err)
{
    struct ta_result result = {.unchecked = false};
    probe->row[row].checked = false;
    enum ta_status rc = evaluate(probe, &result, err);
    probe->row[row].checked = true;
    *used = rc == TA_OK && result.unchecked;
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

/* Is the answer another without this row, of `n`? */
static enum ta_status is_missed(struct probe *probe, struct ta_table *table, size_t row,
                                bool *used, struct ta_error *err)
{
    struct ta_result without;
    const struct ta_row kept = probe->row[row];
    size_t after = table->n_rows - row - 1;
    memmove(probe->row + row, probe->row + row + 1, after * sizeof kept);
    table->n_rows--;
    enum ta_status rc = evaluate(probe, &without, err);
    table->n_rows++;
    memmove(probe->row + row + 1, probe->row + row, after * sizeof kept);
    probe->row[row] = kept;
    if (rc == TA_E_NOMEM) return rc;
    *used = rc != TA_OK || !same(&without, &probe->result);
    return TA_OK;
}

/* The rows of the t-th table, each in turn. */
static enum ta_status try_rows(struct probe *probe, const struct ta_table_set *tables,
                               size_t t, struct ta_error *err)
{
    const struct ta_table *table = &tables->table[t];
    const struct ta_row *all_checked = probe->table[t].row;
    if (table->n_rows == 0) return TA_OK;
    memcpy(probe->row, all_checked, table->n_rows * sizeof *probe->row);
    probe->table[t].row = probe->row;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < table->n_rows; i++) {
        bool used = false;
        rc = is_named(probe, i, &used, err);
        if (rc == TA_OK && !used)
            rc = is_missed(probe, &probe->table[t], i, &used, err);
        if (rc == TA_OK && used) rc = note(probe, table, i, err);
    }
    probe->table[t].row = all_checked;
    return rc;
}

static size_t count_rows(const struct ta_table_set *tables, size_t *most)
{
    size_t all = 0;
    *most = 0;
    for (size_t t = 0; t < tables->n; t++) {
        all += tables->table[t].n_rows;
        if (tables->table[t].n_rows > *most) *most = tables->table[t].n_rows;
    }
    return all;
}

/* Tables in which every row is checked, and the answer by them. */
static enum ta_status prepare(struct probe *probe, const struct ta_table_set *tables,
                              struct ta_error *err)
{
    size_t most, all = count_rows(tables, &most), n = 0;
    probe->row = ta_alloc(most, sizeof *probe->row);
    probe->checked = ta_alloc(all, sizeof *probe->checked);
    probe->table = ta_alloc(tables->n, sizeof *probe->table);
    if (probe->row == NULL || probe->checked == NULL || probe->table == NULL)
        return fail_memory(err);
    for (size_t t = 0; t < tables->n; t++) {
        probe->table[t] = tables->table[t];
        probe->table[t].row = probe->checked + n;
        for (size_t i = 0; i < tables->table[t].n_rows; i++, n++) {
            probe->checked[n] = tables->table[t].row[i];
            probe->checked[n].checked = true;
        }
    }
    probe->set = (struct ta_table_set){tables->n, probe->table};
    return evaluate(probe, &probe->result, err);
}

enum ta_status ta_rows_used(const struct ta_typed *typed,
                            const struct ta_indicator *indicator,
                            const struct ta_table_set *tables, ta_day date,
                            struct ta_row_used **out, size_t *n, struct ta_error *err)
{
    struct probe probe = {.typed = typed, .date = date};
    enum ta_status rc = prepare(&probe, tables, err);
    for (size_t i = 0; rc == TA_OK && i < indicator->n_tables; i++) {
        const struct ta_table *table = ta_table_find(tables, indicator->table[i]);
        if (table == NULL) continue;
        rc = try_rows(&probe, tables, (size_t)(table - tables->table), err);
    }
    ta_free(probe.row);
    ta_free(probe.checked);
    ta_free(probe.table);
    if (rc != TA_OK) {
        ta_free(probe.used);
        return rc;
    }
    *out = probe.used;
    *n = probe.n;
    return TA_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/table_read.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"

/** The columns after the keys, in their order. */
enum tail { VALUE, UNIT, VALID_FROM, VALID_TO, SOURCE, CHECKED, TAIL_COUNT };
static const char *const tail_name[TAIL_COUNT] = {"value",    "unit",   "valid_from",
                                                  "valid_to", "source", "checked"};

/** One row being read. */
struct reading {
    const struct ta_csv *csv;
    const struct ta_table *table;
    size_t row;
    struct ta_error *err;
};

static size_t column_of(const struct reading *r, enum tail tail)
{
    return r->table->n_keys + (size_t)tail;
}

static const char *field(const struct reading *r, enum tail tail)
{
    return ta_csv_at(r->csv, r->row, column_of(r, tail));
}

static enum ta_status fault(const struct reading *r, enum tail tail, const char *words)
{
    return ta_csv_fail(r->csv, r->row, column_of(r, tail), r->err, "%s", words);
}

static enum ta_status read_columns(const struct ta_csv *csv, struct ta_table *table,
                                   struct ta_error *err)
{
    size_t n_keys = csv->n_columns < TAIL_COUNT ? 0 : csv->n_columns - TAIL_COUNT;
    if (n_keys < 1 || n_keys > TA_TABLE_KEYS)
        return ta_fail(err, TA_E_DATA,
                       "%s: wanted 1 to %d key columns, then value, unit, valid_from, "
                       "valid_to, source, checked",
                       csv->name, TA_TABLE_KEYS);
    for (size_t t = 0; t < TAIL_COUNT; t++)
        if (strcmp(csv->column[n_keys + t], tail_name[t]) != 0)
            return ta_fail(err, TA_E_DATA, "%s: wanted column \"%s\", found \"%s\"",
                           csv->name, tail_name[t], csv->column[n_keys + t]);
    table->n_keys = n_keys;
    for (size_t k = 0; k < n_keys; k++) table->key_name[k] = csv->column[k];
    return TA_OK;
}

static enum ta_status read_keys(const struct reading *r, struct ta_row *row)
{
    for (size_t k = 0; k < r->table->n_keys; k++) {
        row->key[k] = ta_csv_at(r->csv, r->row, k);
        if (row->key[k][0] == '\0')
            return ta_csv_fail(r->csv, r->row, k, r->err, "is empty");
    }
    return TA_OK;
}

static enum ta_status read_validity(const struct reading *r, struct ta_row *row)
{
    if (ta_day_parse(field(r, VALID_FROM), &row->from) != TA_OK)
        return fault(r, VALID_FROM, "wanted a date such as 2026-03-01");
    row->to = TA_DAY_OPEN;
    if (strcmp(field(r, VALID_TO), "open") != 0 &&
        ta_day_parse(field(r, VALID_TO), &row->to) != TA_OK)
        return fault(r, VALID_TO, "wanted a date, or open");
    if (row->to < row->from) return fault(r, VALID_TO, "ends before it begins");
    return TA_OK;
}

static enum ta_status read_checked(const struct reading *r, struct ta_row *row)
{
    row->checked = strcmp(field(r, CHECKED), "yes") == 0;
    if (!row->checked && strcmp(field(r, CHECKED), "no") != 0)
        return fault(r, CHECKED, "wanted yes (read against the source) or no");
    return TA_OK;
}

static enum ta_status read_row(const struct reading *r, struct ta_row *row)
{
    enum ta_status rc = read_keys(r, row);
    if (rc == TA_OK)
        rc = ta_csv_number(r->csv, r->row, column_of(r, VALUE), &row->value, r->err);
    if (rc == TA_OK) rc = read_validity(r, row);
    if (rc == TA_OK) rc = read_checked(r, row);
    if (rc != TA_OK) return rc;

    row->unit = field(r, UNIT);
    row->source = field(r, SOURCE);
    if (row->unit[0] == '\0' || strlen(row->unit) >= TA_UNIT_SIZE)
        return fault(r, UNIT, "wanted a unit in ASCII UDUNITS spelling, 1 for none");
    if (row->source[0] == '\0')
        return fault(r, SOURCE, "is empty: name document and table");
    return TA_OK;
}

static int compare_keys(const struct ta_row *a, const struct ta_row *b)
{
    for (size_t k = 0; k < TA_TABLE_KEYS && a->key[k] != NULL; k++) {
        int order = strcmp(a->key[k], b->key[k]);
        if (order != 0) return order;
    }
    return 0;
}

/** By keys, then by the day from which they are valid. */
static int compare_rows(const void *a, const void *b)
{
    const struct ta_row *x = *(const struct ta_row *const *)a;
    const struct ta_row *y = *(const struct ta_row *const *)b;
    int order = compare_keys(x, y);
    if (order != 0) return order;
    return (x->from > y->from) - (x->from < y->from);
}

/** On one day at most one row of the same keys may be in force. */
static enum ta_status check_overlaps(const struct ta_csv *csv,
                                     const struct ta_table *table, struct ta_error *err)
{
    const struct ta_row **sorted = ta_alloc(table->n_rows, sizeof(*sorted));
    if (sorted == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", csv->name);
    for (size_t i = 0; i < table->n_rows; i++) sorted[i] = &table->row[i];
    qsort(sorted, table->n_rows, sizeof(*sorted), compare_rows);

    enum ta_status rc = TA_OK;
    for (size_t i = 1; rc == TA_OK && i < table->n_rows; i++) {
        const struct ta_row *a = sorted[i - 1], *b = sorted[i];
        if (compare_keys(a, b) != 0 || b->from > a->to) continue;
        rc = ta_csv_fail(csv, (size_t)(b - table->row), table->n_keys + VALID_FROM, err,
                         "the row of line %u has the same keys and is valid then too",
                         csv->line[a - table->row]);
    }
    ta_free(sorted);
    return rc;
}

static enum ta_status read_table(struct ta_table_file *file, struct ta_error *err)
{
    const struct ta_csv *csv = &file->csv;
    struct ta_table *table = &file->table;
    enum ta_status rc = read_columns(csv, table, err);
    if (rc != TA_OK) return rc;
    if (csv->n_rows == 0) return ta_fail(err, TA_E_DATA, "%s: no rows", csv->name);

    struct ta_row *rows = ta_alloc(csv->n_rows, sizeof *rows);
    if (rows == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", csv->name);
    table->row = rows;
    table->n_rows = csv->n_rows;
    for (size_t i = 0; rc == TA_OK && i < csv->n_rows; i++) {
        const struct reading reading = {csv, table, i, err};
        rc = read_row(&reading, &rows[i]);
    }
    return rc == TA_OK ? check_overlaps(csv, table, err) : rc;
}

enum ta_status ta_table_read(const char *id, const char *name, const char *bytes,
                             size_t size, struct ta_table_file *out,
                             struct ta_error *err)
{
    struct ta_table_file file = {.table = {.id = ta_strdup(id)}};
    enum ta_status rc = file.table.id == NULL
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", name)
                            : ta_csv_parse(name, bytes, size, &file.csv, err);
    if (rc == TA_OK) rc = read_table(&file, err);
    if (rc != TA_OK) {
        ta_table_file_free(&file);
        return rc;
    }
    ta_sha256(bytes, size, file.table.sha256);
    *out = file;
    return TA_OK;
}

void ta_table_file_free(struct ta_table_file *file)
{
    ta_free((void *)(uintptr_t)file->table.id);
    ta_free((void *)(uintptr_t)file->table.row);
    ta_csv_free(&file->csv);
    *file = (struct ta_table_file){0};
}

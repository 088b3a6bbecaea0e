/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/table_read.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "quality.h"
#include "table_rows.h"
#include "units.h"

/** The columns after the keys, in their order. */
enum tail { VALUE, UNIT, VALID_FROM, VALID_TO, SOURCE, CHECKED, TAIL_COUNT };
static const char *const tail_name[TAIL_COUNT] = {"value",    "unit",   "valid_from",
                                                  "valid_to", "source", "checked"};

/** A table being read. */
struct reading {
    const struct ta_csv *csv;
    struct ta_table_file *file;
    const struct ta_table_hearer *hearer; /**< NULL: the first flaw ends it */
    size_t row;                           /**< of the CSV */
    bool whole;                           /**< the row has no flaw so far */
    struct ta_error *err;
};

enum { WORDS = 400 };

static size_t column_of(const struct reading *r, enum tail tail)
{
    return r->file->table.n_keys + (size_t)tail;
}

static const char *field(const struct reading *r, enum tail tail)
{
    return ta_csv_at(r->csv, r->row, column_of(r, tail));
}

/* Told and gone on from, or the end of it. */
static enum ta_status flaw(struct reading *r, size_t column, const char *mend,
                           const char *format, ...) TA_PRINTF(4, 5);
static enum ta_status flaw(struct reading *r, size_t column, const char *mend,
                           const char *format, ...)
{
    char words[WORDS];
    va_list args;
    va_start(args, format);
    ta_words_format(words, sizeof words, format, args);
    va_end(args);
    r->whole = false;
    if (r->hearer == NULL)
        return ta_mended(ta_csv_fail(r->csv, r->row, column, r->err, "%s", words),
                         r->err, mend);
    const struct ta_table_flaw told = {r->csv->line[r->row], r->csv->column[column],
                                       words, mend};
    r->hearer->flaw(r->hearer->self, &told);
    return TA_OK;
}

/* Of the file as a whole. */
static enum ta_status refuse(const struct reading *r, const char *column,
                             const char *mend, const char *words)
{
    if (r->hearer == NULL)
        return ta_mended(ta_fail(r->err, TA_E_DATA, "%s: %s", r->csv->name, words),
                         r->err, mend);
    const struct ta_table_flaw told = {0, column, words, mend};
    r->hearer->flaw(r->hearer->self, &told);
    return TA_OK;
}

static const char columns_mend[] =
    "name the columns: 1 to 4 keys, then value, unit, valid_from, valid_to, source, "
    "checked";

/* *usable: the rows can be read by them. */
static enum ta_status read_columns(const struct reading *r, bool *usable)
{
    const struct ta_csv *csv = r->csv;
    struct ta_table *table = &r->file->table;
    size_t n_keys = csv->n_columns < TAIL_COUNT ? 0 : csv->n_columns - TAIL_COUNT;
    char words[WORDS];
    *usable = n_keys >= 1 && n_keys <= TA_TABLE_KEYS;
    if (!*usable) {
        (void)snprintf(words, sizeof words,
                       "%zu columns: wanted 1 to %d key columns, then value, unit, "
                       "valid_from, valid_to, source, checked",
                       csv->n_columns, TA_TABLE_KEYS);
        return refuse(r, "", columns_mend, words);
    }
    for (size_t t = 0; t < TAIL_COUNT; t++) {
        const char *name = csv->column[n_keys + t];
        if (strcmp(name, tail_name[t]) == 0) continue;
        *usable = false;
        (void)snprintf(words, sizeof words, "wanted column \"%s\", found \"%.64s\"",
                       tail_name[t], name);
        enum ta_status rc = refuse(r, name, columns_mend, words);
        if (rc != TA_OK) return rc;
    }
    table->n_keys = n_keys;
    for (size_t k = 0; k < n_keys; k++) table->key_name[k] = csv->column[k];
    return TA_OK;
}

static bool has_keys(const struct ta_table *table, const char *wanted)
{
    size_t k = 0;
    for (; k < table->n_keys && *wanted != '\0'; k++) {
        size_t n = strcspn(wanted, ",");
        if (strlen(table->key_name[k]) != n ||
            strncmp(table->key_name[k], wanted, n) != 0)
            return false;
        wanted += n + (wanted[n] == ',');
    }
    return k == table->n_keys && *wanted == '\0';
}

/* The keys that the algorithms ask by, where they know the table. */
static enum ta_status check_keys(const struct reading *r, bool *usable)
{
    const char *keys = ta_table_keys_wanted(r->file->table.id);
    char words[WORDS];
    if (!*usable || keys == NULL || has_keys(&r->file->table, keys)) return TA_OK;
    *usable = false;
    (void)snprintf(words, sizeof words, "wanted the keys %s", keys);
    return refuse(r, r->file->table.key_name[0],
                  "name the key columns so, in this order", words);
}

/* Of a table whose items fill fields of the program: one that fills none would do nothing, unsaid. */
static bool item_unknown(const struct ta_table *table, size_t k, const char *item)
{
    return strcmp(table->id, "quality_limits") == 0 &&
           strcmp(table->key_name[k], "item") == 0 && !ta_qc_item_known(item);
}

static enum ta_status read_keys(struct reading *r, struct ta_row *row)
{
    enum ta_status rc = TA_OK;
    const struct ta_table *table = &r->file->table;
    for (size_t k = 0; rc == TA_OK && k < table->n_keys; k++) {
        row->key[k] = ta_csv_at(r->csv, r->row, k);
        if (row->key[k][0] == '\0')
            rc =
                flaw(r, k, "name what the row is of, as the other rows do", "is empty");
        else if (item_unknown(table, k, row->key[k]))
            rc = flaw(r, k,
                      "write an item that datasets/README.md names, as fail_hi, "
                      "attenuated_suspect or climate_suspect_hi_07",
                      "quality control has no item \"%.60s\"", row->key[k]);
    }
    return rc;
}

static enum ta_status read_value(struct reading *r, struct ta_row *row)
{
    const char *text = field(r, VALUE);
    if (ta_parse_f64(text, &row->value) == TA_OK) return TA_OK;
    return flaw(r, column_of(r, VALUE), "write it with a point, as 0.5366",
                "wanted a number, found \"%.60s\"", text);
}

static enum ta_status read_validity(struct reading *r, struct ta_row *row)
{
    enum ta_status rc = TA_OK;
    bool from = ta_day_parse(field(r, VALID_FROM), &row->from) == TA_OK;
    bool open = strcmp(field(r, VALID_TO), "open") == 0;
    row->to = TA_DAY_OPEN;
    bool to = open || ta_day_parse(field(r, VALID_TO), &row->to) == TA_OK;
    if (!from)
        rc = flaw(r, column_of(r, VALID_FROM), "write the first day as 2026-03-01",
                  "wanted a date such as 2026-03-01, found \"%.60s\"",
                  field(r, VALID_FROM));
    if (rc == TA_OK && !to)
        rc = flaw(r, column_of(r, VALID_TO),
                  "write the last day as 2030-12-31, or open where it still holds",
                  "wanted a date, or open, found \"%.60s\"", field(r, VALID_TO));
    if (rc == TA_OK && from && to && row->to < row->from)
        rc = flaw(r, column_of(r, VALID_TO), "put the two days right",
                  "ends before it begins");
    return rc;
}

static enum ta_status read_checked(struct reading *r, struct ta_row *row)
{
    row->checked = strcmp(field(r, CHECKED), "yes") == 0;
    if (row->checked || strcmp(field(r, CHECKED), "no") == 0) return TA_OK;
    return flaw(r, column_of(r, CHECKED),
                "write yes only where somebody read the row against its source",
                "wanted yes (read against the source) or no, found \"%.60s\"",
                field(r, CHECKED));
}

static enum ta_status read_words(struct reading *r, struct ta_row *row)
{
    enum ta_status rc = TA_OK;
    row->unit = field(r, UNIT);
    row->source = field(r, SOURCE);
    if (row->unit[0] == '\0' || strlen(row->unit) >= TA_UNIT_SIZE)
        rc =
            flaw(r, column_of(r, UNIT), "write it as kg, ug/m3 or kgCO2/TJ; 1 for none",
                 "wanted a unit in ASCII UDUNITS spelling, 1 for none");
    if (rc == TA_OK && row->source[0] == '\0')
        rc = flaw(r, column_of(r, SOURCE), "name document and table",
                  "is empty: name document and table");
    return rc;
}

/* As the file writes it, in another unit. Where the two are decimal steps apart the digits stay: 1.005
 * mg/m3 is 1005 ug/m3, which no product of doubles says. */
static double in_unit(const char *text, const struct ta_row *row, const char *unit)
{
    struct ta_unit_change change;
    double value = row->value;
    char shifted[96];
    if (strcmp(row->unit, unit) == 0) return value;
    ta_unit_change_read(row->unit, unit, &change);
    bool steps = change.from.scale == change.to.scale && change.from.offset == 0.0 &&
                 change.to.offset == 0.0 && strpbrk(text, "eE") == NULL;
    int n = snprintf(shifted, sizeof shifted, "%.80se%d", text,
                     change.from.decade - change.to.decade);
    if (steps && strlen(text) <= 80 && n > 0 && ta_parse_f64(shifted, &value) == TA_OK)
        return value;
    return ta_unit_change(&change, row->value, &value) == TA_OK ? value : (double)NAN;
}

/* Into the unit that the algorithms work in. */
static enum ta_status settle(struct reading *r, struct ta_row *row)
{
    const struct ta_row_group *group =
        ta_row_group_of(r->file->table.id, (const char *const *)row->key);
    row->stated = row->value;
    row->stated_unit = row->unit;
    if (group == NULL || group->unit == NULL) return TA_OK;
    const char *unit = ta_row_group_unit(group, row->unit);
    if (unit == NULL)
        return flaw(r, column_of(r, UNIT),
                    "give the value in that unit, or in another of the same quantity",
                    "wanted what %s measures, found \"%.60s\"", group->unit, row->unit);
    row->value = in_unit(field(r, VALUE), row, unit);
    row->unit = unit;
    if (row->value >= group->lo && row->value <= group->hi) return TA_OK;
    return flaw(r, column_of(r, VALUE), "look at the value and at its unit",
                "wanted %g to %g %s, found %.17g %.60s", group->lo, group->hi, unit,
                row->stated, row->stated_unit);
}

static enum ta_status read_row(struct reading *r, struct ta_row *row)
{
    r->whole = true;
    enum ta_status rc = read_keys(r, row);
    if (rc == TA_OK) rc = read_value(r, row);
    if (rc == TA_OK) rc = read_validity(r, row);
    if (rc == TA_OK) rc = read_checked(r, row);
    if (rc == TA_OK) rc = read_words(r, row);
    return rc == TA_OK && r->whole ? settle(r, row) : rc;
}

static int compare_keys(const struct ta_row *a, const struct ta_row *b)
{
    for (size_t k = 0; k < TA_TABLE_KEYS && a->key[k] != NULL; k++) {
        int order = strcmp(a->key[k], b->key[k]);
        if (order != 0) return order;
    }
    return 0;
}

/** By keys, then by the day from which they are valid, then as they stand in the file. */
static int compare_rows(const void *a, const void *b)
{
    const struct ta_row *x = *(const struct ta_row *const *)a;
    const struct ta_row *y = *(const struct ta_row *const *)b;
    int order = compare_keys(x, y);
    if (order != 0) return order;
    order = (x->from > y->from) - (x->from < y->from);
    return order != 0 ? order : (x > y) - (x < y);
}

/* Of two rows of the same keys in force on one day; the later one is told. */
static enum ta_status tell_overlap(struct reading *r, const size_t *at,
                                   const struct ta_row *a, const struct ta_row *b)
{
    const struct ta_table_file *file = r->file;
    if (a > b) { /* in the file's order */
        const struct ta_row *first = b;
        b = a;
        a = first;
    }
    r->row = at[b - file->table.row];
    return flaw(r, column_of(r, VALID_FROM),
                "let one end on the day before the other begins, or take one out",
                "the row of line %u has the same keys and is valid then too",
                file->line[a - file->table.row]);
}

/** On one day at most one row of the same keys may be in force. @p at: rows of the CSV. */
static enum ta_status check_overlaps(struct reading *r, const size_t *at)
{
    const struct ta_table *table = &r->file->table;
    if (table->n_rows == 0) return TA_OK;
    const struct ta_row **sorted = ta_alloc(table->n_rows, sizeof(*sorted));
    if (sorted == NULL)
        return ta_fail(r->err, TA_E_NOMEM, "%s: out of memory", r->csv->name);
    for (size_t i = 0; i < table->n_rows; i++) sorted[i] = &table->row[i];
    qsort(sorted, table->n_rows, sizeof(*sorted), compare_rows);

    enum ta_status rc = TA_OK;
    const struct ta_row *last = sorted[0]; /* of those before, the one that ends last */
    for (size_t i = 1; rc == TA_OK && i < table->n_rows; i++) {
        const struct ta_row *row = sorted[i];
        bool same = compare_keys(last, row) == 0;
        if (same && row->from <= last->to) rc = tell_overlap(r, at, last, row);
        if (!same || row->to > last->to) last = row;
    }
    ta_free(sorted);
    return rc;
}

static enum ta_status read_rows(struct reading *r, size_t *at)
{
    struct ta_table_file *file = r->file;
    struct ta_row *rows = ta_alloc(r->csv->n_rows, sizeof *rows);
    file->line = ta_alloc(r->csv->n_rows, sizeof *file->line);
    file->table.row = rows;
    if (rows == NULL || file->line == NULL)
        return ta_fail(r->err, TA_E_NOMEM, "%s: out of memory", r->csv->name);
    for (size_t i = 0; i < r->csv->n_rows; i++) {
        size_t n = file->table.n_rows;
        rows[n] = (struct ta_row){.value = 0.0};
        r->row = i;
        enum ta_status rc = read_row(r, &rows[n]);
        if (rc != TA_OK) return rc;
        if (!r->whole) continue;
        file->line[n] = r->csv->line[i];
        at[n] = i;
        file->table.n_rows++;
    }
    return TA_OK;
}

static enum ta_status read_table(struct reading *r)
{
    bool usable = false;
    enum ta_status rc = read_columns(r, &usable);
    if (rc == TA_OK) rc = check_keys(r, &usable);
    if (rc != TA_OK || !usable) return rc;
    if (r->csv->n_rows == 0) return refuse(r, "", "write at least one row", "no rows");
    size_t *at = ta_alloc(r->csv->n_rows, sizeof *at);
    if (at == NULL)
        return ta_fail(r->err, TA_E_NOMEM, "%s: out of memory", r->csv->name);
    rc = read_rows(r, at);
    if (rc == TA_OK) rc = check_overlaps(r, at);
    ta_free(at);
    return rc;
}

static void hear_row(void *self, unsigned line, const char *why)
{
    const struct ta_table_hearer *hearer = self;
    const struct ta_table_flaw told = {
        line, "", why,
        "give the row as many fields as the first line has; a field with a comma or a "
        "quote in it stands in quotes"};
    hearer->flaw(hearer->self, &told);
}

static enum ta_status parse(const char *name, const char *bytes, size_t size,
                            const struct ta_table_hearer *hearer, struct ta_csv *out,
                            struct ta_error *err)
{
    const struct ta_csv_hearer rows = {(void *)(uintptr_t)hearer, hear_row};
    return hearer == NULL ? ta_csv_parse(name, bytes, size, out, err)
                          : ta_csv_parse_all(name, bytes, size, &rows, out, err);
}

enum ta_status ta_table_read(const char *id, const char *name, const char *bytes,
                             size_t size, const struct ta_table_hearer *hearer,
                             struct ta_table_file *out, struct ta_error *err)
{
    struct ta_table_file file = {.table = {.id = ta_strdup(id)}};
    struct reading reading = {
        .csv = &file.csv, .file = &file, .hearer = hearer, .err = err};
    enum ta_status rc = file.table.id == NULL
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", name)
                            : parse(name, bytes, size, hearer, &file.csv, err);
    if (rc == TA_OK) rc = read_table(&reading);
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
    ta_free(file->line);
    ta_csv_free(&file->csv);
    *file = (struct ta_table_file){0};
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_table.c  Reference tables: list, show, check. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "cli/print.h"
#include "tables/check.h"
#include "tables/lacks.h"
#include "tables/tables.h"

enum { FILE_MOST = 64 << 20, KEY = 96 };

static ta_day date_of(const struct ta_call *call)
{
    ta_day date = ta_call_day(call, "date");
    return date == TA_DAY_NONE ? ta_day_of(call->now) : date;
}

static json_t *key_names(const struct ta_table *table)
{
    json_t *names = json_array();
    for (size_t i = 0; i < table->n_keys; i++)
        (void)json_array_append_new(names, json_string(table->key_name[i]));
    return names;
}

/* --- list --------------------------------------------------------------------------- */

static json_t *describe_table(const struct ta_table *table, ta_day date, bool *ok)
{
    json_t *row = json_object();
    int64_t in_force = 0, unchecked = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        in_force += table->row[i].from <= date && date <= table->row[i].to;
        unchecked += !table->row[i].checked;
    }
    ta_json_set_text(row, "id", table->id, ok);
    ta_json_set(row, "keys", key_names(table), ok);
    ta_json_set_int(row, "rows", (int64_t)table->n_rows, ok);
    ta_json_set_int(row, "in_force", in_force, ok);
    ta_json_set_int(row, "unchecked", unchecked, ok);
    ta_json_set_text(row, "sha256", table->sha256, ok);
    return row;
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    static const struct ta_column columns[] = {
        {"id", "Table"},          {"keys", "Keys"},           {"rows", "Rows"},
        {"in_force", "In force"}, {"unchecked", "Unchecked"}, {NULL, NULL}};
    struct ta_tables *tables = NULL;
    struct ta_list *list = NULL;
    enum ta_status rc = ta_tables_load(call->datasets, &tables, err);
    if (rc != TA_OK) return rc;
    const struct ta_table_set *set = ta_tables_set(tables);
    rc = ta_list_new(call, columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < set->n; i++) {
        bool ok = true;
        json_t *row = describe_table(&set->table[i], date_of(call), &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    ta_tables_free(tables);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

/* --- show --------------------------------------------------------------------------- */

static json_t *describe_row(const struct ta_table *table, const struct ta_row *row,
                            bool *ok)
{
    json_t *object = json_object(), *keys = json_object();
    for (size_t i = 0; i < table->n_keys; i++)
        ta_json_set_text(keys, table->key_name[i], row->key[i], ok);
    ta_json_set_text(object, "table", table->id, ok);
    ta_json_set(object, "keys", keys, ok);
    ta_json_set_number(object, "value", row->stated, ok);
    ta_json_set_text(object, "unit", row->stated_unit, ok);
    ta_json_set_day(object, "valid_from", row->from, ok);
    ta_json_set_day(object, "valid_to", row->to, ok);
    ta_json_set_text(object, "source", row->source, ok);
    ta_json_set_bool(object, "checked", row->checked, ok);
    return object;
}

/** The columns of one table: its keys, then what every table has. */
struct table_columns {
    char key[TA_TABLE_KEYS][KEY];
    struct ta_column column[TA_TABLE_KEYS + 7];
};

static void fill_columns(const struct ta_table *table, struct table_columns *out)
{
    static const struct ta_column rest[] = {
        {"value", "Value"}, {"unit", "Unit"},       {"valid_from", "From"},
        {"valid_to", "To"}, {"checked", "Checked"}, {"source", "Source"},
        {NULL, NULL}};
    for (size_t i = 0; i < table->n_keys; i++) {
        (void)snprintf(out->key[i], KEY, "keys.%s", table->key_name[i]);
        out->column[i] = (struct ta_column){out->key[i], table->key_name[i]};
    }
    memcpy(out->column + table->n_keys, rest, sizeof rest);
}

static bool is_wanted(const struct ta_call *call, const struct ta_row *row)
{
    ta_day date = ta_call_day(call, "date");
    if (date != TA_DAY_NONE && (date < row->from || date > row->to)) return false;
    for (size_t i = 1; i < call->n_arguments; i++)
        if (strcmp(call->argument[i], row->key[i - 1]) != 0) return false;
    return true;
}

static enum ta_status list_rows(struct ta_call *call, const struct ta_table *table,
                                struct ta_error *err)
{
    struct table_columns columns;
    struct ta_list *list = NULL;
    if (call->n_arguments > table->n_keys + 1)
        return ta_call_misuse(call, err, "%s has %zu key%s, found %zu", table->id,
                              table->n_keys, table->n_keys == 1 ? "" : "s",
                              call->n_arguments - 1);
    fill_columns(table, &columns);
    enum ta_status rc = ta_list_new(call, columns.column, &list, err);
    if (rc != TA_OK) return rc;
    size_t found = 0;
    for (size_t i = 0; rc == TA_OK && i < table->n_rows; i++) {
        if (!is_wanted(call, &table->row[i])) continue;
        bool ok = true;
        json_t *row = describe_row(table, &table->row[i], &ok);
        rc = ta_list_add(list, row, ok, err);
        found++;
    }
    if (rc == TA_OK && found == 0) {
        rc = ta_fail(err, TA_E_NOTFOUND, "%s: no row of these keys and that date",
                     table->id);
        ta_error_mend(err,
                      "`terrassay table show %s` lists all its rows with their days",
                      table->id);
    }
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status fail_no_table(const struct ta_table_set *set, const char *id,
                                    struct ta_error *err)
{
    enum { MOST = 256 };
    const char *known[MOST + 1];
    size_t n = 0;
    for (; n < set->n && n < MOST; n++) known[n] = set->table[n].id;
    known[n] = NULL;
    (void)ta_fail(err, TA_E_NOTFOUND, "no table \"%s\"", id);
    ta_mend_unknown(err, id, known);
    return TA_E_NOTFOUND;
}

static enum ta_status run_show(struct ta_call *call, struct ta_error *err)
{
    struct ta_tables *tables = NULL;
    enum ta_status rc = ta_tables_load(call->datasets, &tables, err);
    if (rc != TA_OK) return rc;
    const struct ta_table_set *set = ta_tables_set(tables);
    const struct ta_table *table = ta_table_find(set, call->argument[0]);
    rc = table == NULL ? fail_no_table(set, call->argument[0], err)
                       : list_rows(call, table, err);
    ta_tables_free(tables);
    return rc;
}

/* --- check -------------------------------------------------------------------------- */

/** Where the faults of the table at hand go. */
struct faults {
    struct ta_list *list;
    const struct ta_tables *tables;
    const struct ta_table *table;
    const struct ta_table_set *shipped; /**< as this program brings them */
    bool strict;
    size_t n, unchecked; /**< those that count; rows that are unchecked */
    const char *id;      /**< of the file at hand */
    size_t n_flaws;      /**< that refuse it */
    enum ta_status rc;   /**< of telling them */
    struct ta_error *err;
};

/** One fault as a row. */
struct fault {
    const char *table, *column, *keys, *code, *why, *mend;
    unsigned line; /**< 0: of no one line */
};

static enum ta_status add_fault(struct faults *faults, const struct fault *fault,
                                struct ta_error *err)
{
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "table", fault->table, &ok);
    if (fault->line > 0) ta_json_set_int(row, "line", fault->line, &ok);
    ta_json_set_text(
        row, "column",
        fault->column != NULL && fault->column[0] != '\0' ? fault->column : NULL, &ok);
    ta_json_set_text(row, "row", fault->keys, &ok);
    ta_json_set_text(row, "fault", fault->code, &ok);
    ta_json_set_text(row, "why", fault->why, &ok);
    ta_json_set_text(row, "mend", fault->mend, &ok);
    faults->n++;
    return ta_list_add(faults->list, row, ok, err);
}

static enum ta_status tell(void *self, enum ta_table_fault fault,
                           const struct ta_row *row, struct ta_error *err)
{
    struct faults *faults = self;
    /* between rows that are not all there nobody can tell what is missing */
    bool open = fault == TA_TABLE_GAP || fault == TA_TABLE_ENDED;
    if (faults->n_flaws > 0 && open) return TA_OK;
    faults->unchecked += fault == TA_TABLE_UNCHECKED;
    if (fault == TA_TABLE_UNCHECKED && !faults->strict) return TA_OK;
    struct ta_text keys = {0};
    char day[TA_TIME_TEXT];
    ta_table_keys(faults->table, row, &keys);
    ta_day_format(row->from, day);
    ta_text_addf(&keys, " from %s", day);
    const struct fault told = {.table = faults->table->id,
                               .column = ta_table_fault_column(fault),
                               .keys = keys.bytes,
                               .code = ta_table_fault_code(fault),
                               .why = ta_table_fault_words(fault),
                               .mend = ta_table_fault_mend(fault),
                               .line = ta_tables_line(faults->tables, row)};
    enum ta_status rc = keys.failed
                            ? ta_fail(err, TA_E_NOMEM, "table check: out of memory")
                            : add_fault(faults, &told, err);
    ta_text_free(&keys);
    return rc;
}

/* A house's copy without rows of ours: one line for all of them. */
static enum ta_status tell_lacks(struct faults *faults, const struct ta_table *shipped,
                                 struct ta_error *err)
{
    static const size_t named = 3;
    struct ta_text first = {0}, why = {0};
    if (shipped == NULL || faults->n_flaws > 0) return TA_OK;
    size_t n = ta_table_lacks(faults->table, shipped, &first);
    if (n == 0) return TA_OK;
    if (n > named) ta_text_addf(&first, "; and %zu more", n - named);
    ta_text_addf(&why, "%zu shipped row%s not here, or not for all days", n,
                 n == 1 ? " is" : "s are");
    const struct fault told = {
        .table = faults->table->id,
        .keys = first.bytes,
        .code = "lacks",
        .why = why.bytes,
        .mend =
            "copy them from `terrassay table show` without --datasets, or leave them "
            "out: what asks for one then finds none, and records say so"};
    enum ta_status rc = first.failed || why.failed
                            ? ta_fail(err, TA_E_NOMEM, "table check: out of memory")
                            : add_fault(faults, &told, err);
    ta_text_free(&first);
    ta_text_free(&why);
    return rc;
}

static enum ta_status check_set(const struct ta_tables *tables, ta_day date,
                                struct faults *faults, struct ta_error *err)
{
    const struct ta_table_set *set = ta_tables_set(tables);
    enum ta_status rc = TA_OK;
    faults->tables = tables;
    for (size_t i = 0; rc == TA_OK && i < set->n; i++) {
        faults->table = &set->table[i];
        const struct ta_table *shipped =
            ta_table_find(faults->shipped, faults->table->id);
        rc = ta_table_check(faults->table, shipped, date, tell, faults, err);
        if (rc == TA_OK) rc = tell_lacks(faults, shipped, err);
    }
    return rc;
}

/* "…/ID.csv" -> ID. */
static void id_of(const char *path, char id[TA_NAME_SIZE])
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t length = strlen(name);
    if (length > 4 && strcmp(name + length - 4, ".csv") == 0) length -= 4;
    (void)snprintf(id, TA_NAME_SIZE, "%.*s", (int)length, name);
}

/* What refuses the table: each by its line and column. */
static void hear_flaw(void *self, const struct ta_table_flaw *flaw)
{
    struct faults *faults = self;
    const struct fault told = {.table = faults->id,
                               .column = flaw->column,
                               .code = "refused",
                               .why = flaw->why,
                               .mend = flaw->mend,
                               .line = flaw->line};
    faults->n_flaws++;
    if (faults->rc == TA_OK) faults->rc = add_fault(faults, &told, faults->err);
}

/* A file that does not load is told by all that is wrong with it; *worst remembers it. */
static enum ta_status check_file(struct ta_call *call, const char *path,
                                 struct faults *faults, enum ta_status *worst,
                                 struct ta_error *err)
{
    const struct ta_table_hearer hearer = {faults, hear_flaw};
    struct ta_tables *tables = NULL;
    struct ta_error why = {0};
    char *bytes = NULL, id[TA_NAME_SIZE];
    size_t size = 0;
    id_of(path, id);
    faults->id = id;
    faults->n_flaws = 0;
    faults->err = err;
    enum ta_status rc = ta_file_read(path, FILE_MOST, &bytes, &size, &why);
    if (rc == TA_OK)
        rc = ta_tables_parse_all(id, path, bytes, size, &hearer, &tables, &why);
    ta_free(bytes);
    if (rc != TA_OK) {
        const struct fault told = {
            .table = id, .code = "refused", .why = why.text, .mend = why.mend};
        *worst = rc;
        return add_fault(faults, &told, err);
    }
    if (faults->n_flaws > 0) *worst = TA_E_DATA;
    rc = faults->rc;
    if (rc == TA_OK) rc = check_set(tables, date_of(call), faults, err);
    ta_tables_free(tables);
    faults->n_flaws = 0;
    return rc;
}

static enum ta_status check_all(struct ta_call *call, struct faults *faults,
                                struct ta_error *err)
{
    struct ta_tables *tables = NULL;
    enum ta_status rc = ta_tables_load(call->datasets, &tables, err);
    if (rc == TA_OK) rc = check_set(tables, date_of(call), faults, err);
    ta_tables_free(tables);
    return rc;
}

static enum ta_status run_check(struct ta_call *call, struct ta_error *err)
{
    static const struct ta_column columns[] = {
        {"table", "Table"}, {"line", "Line"}, {"column", "Column"}, {"row", "Row"},
        {"fault", "Fault"}, {"why", "Why"},   {"mend", "Mend"},     {NULL, NULL}};
    struct faults faults = {.strict = ta_call_has(call, "strict")};
    struct ta_tables *shipped = NULL;
    enum ta_status worst = TA_OK, rc = ta_tables_load(NULL, &shipped, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &faults.list, err);
    if (rc != TA_OK) {
        ta_tables_free(shipped);
        return rc;
    }
    faults.shipped = ta_tables_set(shipped);
    for (size_t i = 0; rc == TA_OK && i < call->n_arguments; i++)
        rc = check_file(call, call->argument[i], &faults, &worst, err);
    if (rc == TA_OK && call->n_arguments == 0) rc = check_all(call, &faults, err);
    ta_tables_free(shipped);
    if (rc != TA_OK) {
        ta_list_drop(faults.list);
        return rc;
    }
    rc = ta_list_end(faults.list, err);
    if (rc != TA_OK) return rc;
    ta_call_say(call, "%zu fault%s; %zu row%s nobody has read against the source",
                faults.n, faults.n == 1 ? "" : "s", faults.unchecked,
                faults.unchecked == 1 ? "" : "s");
    if (worst != TA_OK) return ta_fail(err, worst, "a table cannot be used");
    return faults.n > 0 ? TA_FINDING : TA_OK;
}

/* --- descriptors -------------------------------------------------------------------- */

static const struct ta_option show_options[] = {
    {.name = "date",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "only rows in force on this day"},
    {.name = NULL}};

static const struct ta_option list_options[] = {
    {.name = "date",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "the day on which rows are in force; without it today"},
    {.name = NULL}};

static const struct ta_option check_options[] = {
    {.name = "date",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "the day on which rules must be in force; without it today"},
    {.name = "strict", .help = "rows that nobody has checked are faults too"},
    {.name = NULL}};

static const struct ta_argument show_arguments[] = {
    {.name = "TABLE", .help = "its id, as `terrassay table list` shows it"},
    {.name = "KEY",
     .help = "only rows with these keys, in the table's order",
     .optional = true,
     .repeatable = true},
    {.name = NULL}};

static const struct ta_argument check_arguments[] = {
    {.name = "FILE",
     .help = "a table to check before it is used; without it all tables in use",
     .optional = true,
     .repeatable = true},
    {.name = NULL}};

const struct ta_command ta_command_table_list = {
    .name = "table list",
    .summary = "list the reference tables: limits, factors, classes",
    .option = list_options,
    .example = "terrassay table list --date 2026-03-01",
    .run = run_list,
};

const struct ta_command ta_command_table_show = {
    .name = "table show",
    .summary = "show a table's rows with their validity and source",
    .argument = show_arguments,
    .option = show_options,
    .example = "terrassay table show ambient_air_limits so2 annual --date 2026-03-01",
    .run = run_show,
};

const struct ta_command ta_command_table_check = {
    .name = "table check",
    .summary = "check tables: units, gaps in time, rules that have ended",
    .more =
        "A row needs value, unit, validity, source and whether somebody has checked it "
        "against the source; a table with a row that lacks one, with two rules for the "
        "same day, or with a unit of another quantity than is worked in, is refused "
        "(exit 65). Other faults give exit 1. All faults of a "
        "file are told, each with its line, its column and what mends it.",
    .argument = check_arguments,
    .option = check_options,
    .example = "terrassay table check datasets/tables/gwp100.csv --strict",
    .run = run_check,
};

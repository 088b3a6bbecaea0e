/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_indicator_compute.c  One indicator from given inputs and a date, for a reviewer. */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "cli/indicator_words.h"
#include "cli/print.h"
#include "record/codes.h"
#include "tables/redate.h"
#include "tables/shipped.h"
#include "tables/tables.h"
#include "tables/typed.h"
#include "tables/used.h"

enum { FILE_MOST = 64 << 20, DAYS_MOST = 36525 };

/** What is computed, and what came out. */
struct work {
    struct ta_call *call;
    const struct ta_indicator *indicator;
    const struct ta_messages *messages;
    struct ta_tables *tables;
    struct ta_typed *typed;
    json_t *files;               /**< name -> SHA-256 of what was read */
    ta_day date, to;             /**< the same: one day */
    ta_day rule_date;            /**< TA_DAY_NONE: the rules of each day */
    struct ta_table_set redated; /**< of the rule date */
    const struct ta_table_set *set;
    struct ta_result result;
    size_t n_used;
    struct ta_row_used *used;
};

static enum ta_status read_file(void *self, const char *name, char **bytes,
                                size_t *size, struct ta_error *err)
{
    struct work *work = self;
    char sha256[TA_HEX_SIZE];
    enum ta_status rc = ta_file_read(name, FILE_MOST, bytes, size, err);
    if (rc != TA_OK) return rc;
    bool ok = true;
    ta_sha256(*bytes, *size, sha256);
    ta_json_set_text(work->files, name, sha256, &ok);
    if (ok) return TA_OK;
    ta_free(*bytes);
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
}

static enum ta_status prepare(struct work *work, struct ta_error *err)
{
    struct ta_call *call = work->call;
    const struct ta_typed_files files = {work, read_file};
    enum ta_status rc = ta_indicator_named(call->argument[0], &work->indicator, err);
    if (rc == TA_OK) rc = ta_call_messages(call, &work->messages, err);
    if (rc == TA_OK) rc = ta_tables_load(call->datasets, &work->tables, err);
    for (size_t i = 0; rc == TA_OK && i < work->indicator->n_tables; i++)
        if (call->datasets != NULL)
            rc = ta_tables_unedited(work->tables, work->indicator->table[i], err);
    if (rc == TA_OK) rc = ta_typed_new(work->indicator, &files, &work->typed, err);
    for (size_t i = 1; rc == TA_OK && i < call->n_arguments; i++)
        rc = ta_typed_set(work->typed, call->argument[i], err);
    if (rc != TA_OK) return rc;
    work->set = ta_tables_set(work->tables);
    if (work->rule_date == TA_DAY_NONE) return TA_OK;
    rc = ta_tables_redate(work->set, work->rule_date, &work->redated, err);
    if (rc == TA_OK) work->set = &work->redated;
    return rc;
}

/* The rows behind an answer are found by asking again without each: for one day only. */
static enum ta_status compute_one(struct work *work, struct ta_error *err)
{
    enum ta_status rc =
        ta_typed_evaluate(work->typed, work->set, work->date, &work->result, err);
    if (rc != TA_OK) return rc;
    return ta_rows_used(work->typed, work->indicator, work->set, work->date,
                        &work->used, &work->n_used, err);
}

/* The row as it stands in its table, with the days on which it really holds. */
static const struct ta_row *row_as_dated(const struct work *work,
                                         const struct ta_row_used *used)
{
    const struct ta_table *table =
        ta_table_find(ta_tables_set(work->tables), used->table->id);
    if (work->rule_date == TA_DAY_NONE || table == NULL) return used->row;
    const struct ta_row *row = ta_table_row(table, used->row->key, work->rule_date);
    return row != NULL ? row : used->row;
}

/* --- telling ------------------------------------------------------------------------ */

static json_t *tell_details(const struct ta_result *result, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = 0; i < result->n_details; i++) {
        json_t *row = json_object();
        ta_json_set_text(row, "name", result->detail[i].name, ok);
        ta_json_set_number(row, "value", result->detail[i].value, ok);
        ta_json_set_text(row, "unit", result->detail[i].unit, ok);
        (void)json_array_append_new(list, row);
    }
    return list;
}

static json_t *tell_params(const struct work *work, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = 0; i < work->indicator->n_params; i++) {
        const char *name = work->indicator->param[i].name;
        json_t *row = json_object();
        ta_json_set_text(row, "name", name, ok);
        ta_json_set_number(
            row, "value",
            ta_evidence_param(ta_typed_evidence(work->typed), work->indicator, name),
            ok);
        (void)json_array_append_new(list, row);
    }
    return list;
}

static json_t *tell_rows(const struct work *work, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = 0; i < work->n_used; i++) {
        const struct ta_table *table = work->used[i].table;
        const struct ta_row *used = row_as_dated(work, &work->used[i]);
        struct ta_text keys = {0};
        json_t *row = json_object();
        for (size_t k = 0; k < table->n_keys; k++)
            ta_text_addf(&keys, "%s%s", k == 0 ? "" : " ", used->key[k]);
        ta_json_set_text(row, "table", table->id, ok);
        ta_json_set_text(row, "row", keys.failed ? "" : keys.bytes, ok);
        ta_json_set_number(row, "value", used->stated, ok);
        ta_json_set_text(row, "unit", used->stated_unit, ok);
        ta_json_set_day(row, "valid_from", used->from, ok);
        ta_json_set_day(row, "valid_to", used->to, ok);
        ta_json_set_text(row, "source", used->source, ok);
        ta_json_set_bool(row, "checked", used->checked, ok);
        ta_json_set_text(row, "table_sha256", table->sha256, ok);
        (void)json_array_append_new(list, row);
        *ok = *ok && !keys.failed;
        ta_text_free(&keys);
    }
    return list;
}

static void set_grade(json_t *object, int grade, bool *ok)
{
    if (grade > 0)
        ta_json_set_int(object, "grade", grade, ok);
    else
        ta_json_set(object, "grade", json_null(), ok);
}

/* The members that a record has too are called as there. */
static json_t *tell(const struct work *work, bool *ok)
{
    const struct ta_indicator *indicator = work->indicator;
    const struct ta_result *result = &work->result;
    json_t *object = json_object();
    ta_json_set_text(object, "id", indicator->id, ok);
    ta_json_set_int(object, "version", indicator->version, ok);
    ta_json_set_text(
        object, "title",
        ta_indicator_title(work->messages, work->call->language, indicator), ok);
    ta_json_set_day(object, "date", work->date, ok);
    if (work->rule_date != TA_DAY_NONE)
        ta_json_set_day(object, "rule_date", work->rule_date, ok);
    ta_json_set_number(object, "value", result->value, ok);
    ta_json_set_text(object, "unit", indicator->unit, ok);
    ta_json_set_number(object, "lo", result->lo, ok);
    ta_json_set_number(object, "hi", result->hi, ok);
    ta_json_set_text(object, "reason", ta_reason_code(result->reason), ok);
    ta_json_set_text(object, "why", result->why, ok);
    ta_json_set_text(object, "gate", ta_gate_code(result->gate), ok);
    set_grade(object, result->grade, ok);
    ta_json_set_int(object, "looks", (int64_t)result->n_looks, ok);
    ta_json_set_bool(object, "unchecked", result->unchecked, ok);
    ta_json_set_number(
        object, "unseen_share",
        result->reason == TA_OBSERVED ? result->unseen_share : (double)NAN, ok);
    ta_json_set(object, "params", tell_params(work, ok), ok);
    ta_json_set(object, "details", tell_details(result, ok), ok);
    ta_json_set(object, "rows", tell_rows(work, ok), ok);
    ta_json_set(object, "files", json_incref(work->files), ok);
    ta_json_set_text(object, "cite", indicator->cite, ok);
    return object;
}

/* --- for a person ------------------------------------------------------------------- */

/* What a person reads first, said from the object. */
static void say_answer(const struct work *work, json_t *object, bool *ok)
{
    struct ta_text value = {0}, interval = {0};
    const struct ta_result *result = &work->result;
    char key[TA_NAME_SIZE];
    if (result->reason == TA_OBSERVED) {
        ta_print_value(&value, json_object_get(object, "value"));
        if (strcmp(work->indicator->unit, "1") != 0)
            ta_text_addf(&value, " %s", work->indicator->unit);
    } else {
        struct ta_text name = {0};
        ta_text_addf(&name, "reason.%s", ta_reason_code(result->reason));
        if (name.failed || !ta_copy(key, sizeof key, name.bytes)) key[0] = '\0';
        ta_text_add(&value, ta_message(work->messages, work->call->language, key));
        ta_text_free(&name);
    }
    ta_json_set_text(object, "answer", value.failed ? "" : value.bytes, ok);
    if (json_is_number(json_object_get(object, "lo")) &&
        json_is_number(json_object_get(object, "hi"))) {
        ta_print_value(&interval, json_object_get(object, "lo"));
        ta_text_add(&interval, " - ");
        ta_print_value(&interval, json_object_get(object, "hi"));
        ta_json_set_text(object, "interval", interval.failed ? "" : interval.bytes, ok);
    }
    *ok = *ok && !value.failed && !interval.failed;
    ta_text_free(&value);
    ta_text_free(&interval);
    if (work->indicator->role != TA_ROLE_GATE) (void)json_object_del(object, "gate");
    if (result->why[0] == '\0') (void)json_object_del(object, "why");
}

static enum ta_status print(struct work *work, json_t *object, struct ta_error *err)
{
    const struct ta_column head[] = {{"title", "Indicator"},
                                     {"date", "Date"},
                                     {"rule_date", "Rules of"},
                                     {"answer", "Value"},
                                     ta_interval_column(work->indicator->interval),
                                     {"gate", "Gate"},
                                     {"why", "Note"},
                                     {"grade", "Grade (1-5)"},
                                     {"looks", "Looks"},
                                     {"unchecked", "Unchecked rule"},
                                     {"cite", "Source"},
                                     {NULL, NULL}};
    static const struct ta_column details[] = {
        {"name", "Detail"}, {"value", "Value"}, {"unit", "Unit"}, {NULL, NULL}};
    static const struct ta_column rows[] = {
        {"table", "Table"},     {"row", "Row"},         {"value", "Value"},
        {"unit", "Unit"},       {"valid_from", "From"}, {"valid_to", "To"},
        {"checked", "Checked"}, {"source", "Source"},   {NULL, NULL}};
    struct ta_call *call = work->call;
    bool ok = true;
    if (call->json) return ta_show(call, head, json_incref(object), ok, err);
    say_answer(work, object, &ok);
    enum ta_status rc = ta_show(call, head, json_incref(object), ok, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(object, "details"), details, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(object, "rows"), rows, err);
    return rc;
}

static enum ta_status run_one(struct work *work, struct ta_error *err)
{
    bool ok = true;
    enum ta_status rc = compute_one(work, err);
    if (rc != TA_OK) return rc;
    json_t *object = tell(work, &ok);
    rc = ok ? print(work, object, err)
            : ta_fail(err, TA_E_NOMEM, "indicator: out of memory");
    json_decref(object);
    return rc;
}

static enum ta_status add_day(struct work *work, struct ta_list *list,
                              struct ta_error *err)
{
    bool ok = true;
    enum ta_status rc =
        ta_typed_evaluate(work->typed, work->set, work->date, &work->result, err);
    if (rc != TA_OK) return rc;
    json_t *object = tell(work, &ok);
    (void)json_object_del(object, "rows");
    if (!work->call->json) say_answer(work, object, &ok);
    return ta_list_add(list, object, ok, err);
}

static enum ta_status run_days(struct work *work, struct ta_error *err)
{
    const struct ta_column columns[] = {
        {"date", "Date"},    {"rule_date", "Rules of"},
        {"answer", "Value"}, ta_interval_column(work->indicator->interval),
        {"gate", "Gate"},    {"why", "Note"},
        {"looks", "Looks"},  {NULL, NULL}};
    struct ta_list *list = NULL;
    enum ta_status rc = ta_list_new(work->call, columns, &list, err);
    for (; rc == TA_OK && work->date <= work->to; work->date++)
        rc = add_day(work, list, err);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct work work = {.call = call,
                        .date = ta_call_day(call, "date"),
                        .to = ta_call_day(call, "to"),
                        .rule_date = ta_call_day(call, "rule-date")};
    bool days = work.to != TA_DAY_NONE;
    if (days && (work.to < work.date || work.to - work.date >= DAYS_MOST))
        return ta_call_misuse(
            call, err, "--to lies before --date, or over %d days after", DAYS_MOST);
    work.files = json_object();
    enum ta_status rc = prepare(&work, err);
    if (rc == TA_OK) rc = days ? run_days(&work, err) : run_one(&work, err);
    ta_free(work.used);
    ta_typed_free(work.typed);
    ta_tables_redate_free(&work.redated);
    ta_tables_free(work.tables);
    json_decref(work.files);
    return rc;
}

static const struct ta_argument arguments[] = {
    {.name = "INDICATOR", .help = "its id, as `terrassay indicator list` shows it"},
    {.name = "NAME=VALUE",
     .help = "an input or parameter: name=12.5, name=@file.csv for a series, rows or a "
             "stack, "
             "name=?reason for what is not observed, name.grade=2",
     .optional = true,
     .repeatable = true},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "date",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .required = true,
     .help = "the day that is judged, by the rules in force on it"},
    {.name = "to",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "judge each day from --date to this one: a line a day"},
    {.name = "rule-date",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "by the rules in force on this day instead, whatever day is judged"},
    {.name = NULL}};

const struct ta_command ta_command_indicator_compute = {
    .name = "indicator compute",
    .summary = "compute one indicator from given inputs, for a reviewer",
    .more =
        "Prints the value or why there is none, its interval, grade, details, the "
        "rows "
        "of tables on which it rests, and the source of the "
        "formula. `terrassay indicator show INDICATOR` tells which inputs there are, "
        "and "
        "what the ends of the interval are.\n"
        "A file is a CSV whose first line names its columns; empty fields are missing "
        "values. A series: time (RFC 3339), value, and flag (1 good, 2 not evaluated, "
        "3 "
        "suspect, 4 fail, 9 missing) where it was judged; its nominal step by "
        "NAME.step_s=SECONDS. Rows: name, then the columns that `terrassay indicator "
        "show` "
        "lists. A stack: one line per cell with site, cell_area_m2 and fraction, "
        "perhaps "
        "grid, site_area_m2, rim_fraction_lost (share of the site that was left out) "
        "and rim (1 within a pixel of the site's edge, else 0), then one column per "
        "look, headed by its date.\n"
        "The first two lines of a series: time,value and "
        "2026-03-01T08:00:00+08:00,12.5. Of rows: name,COLUMN and first,12.5. Of a "
        "stack: site,cell_area_m2,fraction,2026-06-01,2026-07-01 and A,900,1,0.5,0.25.",
    .argument = arguments,
    .option = options,
    .example =
        "terrassay indicator compute air_quality_index pm25_24h=75 --date 2026-04-01\n"
        "terrassay indicator compute air_quality_index pm25_24h=75 --date 2016-04-01 "
        "--rule-date 2026-04-01",
    .run = run,
};

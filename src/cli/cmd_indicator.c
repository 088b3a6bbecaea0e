/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_indicator.c  Indicators: list and show them. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/indicator_words.h"
#include "cli/print.h"

/* --- list --------------------------------------------------------------------------- */

static json_t *describe(const struct ta_indicator *indicator, const char *title,
                        bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "id", indicator->id, ok);
    ta_json_set_int(row, "version", indicator->version, ok);
    ta_json_set_text(row, "title", title, ok);
    ta_json_set_text(row, "unit", indicator->unit, ok);
    ta_json_set_text(row, "role", ta_role_word(indicator->role), ok);
    ta_json_set_text(row, "direction", ta_direction_word(indicator->direction), ok);
    ta_json_set_text(row, "interval", ta_interval_word(indicator->interval), ok);
    ta_json_set_text(row, "cite", indicator->cite, ok);
    ta_json_set_bool(row, "recalled", indicator->recalled, ok);
    return row;
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    static const struct ta_column columns[] = {
        {"id", "Indicator"}, {"title", "Title"},         {"unit", "Unit"},
        {"role", "Role"},    {"direction", "Direction"}, {NULL, NULL}};
    const struct ta_messages *messages = NULL;
    struct ta_list *list = NULL;
    enum ta_status rc = ta_call_messages(call, &messages, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < ta_indicator_count(); i++) {
        const struct ta_indicator *indicator = ta_indicator_at(i);
        bool ok = true;
        json_t *row = describe(
            indicator, ta_indicator_title(messages, call->language, indicator), &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

/* --- show --------------------------------------------------------------------------- */

static json_t *describe_input(const struct ta_input_spec *input, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "name", input->name, ok);
    ta_json_set_text(row, "kind", ta_input_kind_word(input->kind), ok);
    ta_json_set_text(row, "from", ta_origin_word(input->origin), ok);
    ta_json_set_text(row, "key", input->key, ok);
    ta_json_set_text(row, "unit", input->unit, ok);
    ta_json_set_number(row, "lo", input->lo, ok);
    ta_json_set_number(row, "hi", input->hi, ok);
    ta_json_set_bool(row, "required", input->required, ok);
    ta_json_set_text(row, "help", input->help, ok);
    return row;
}

static json_t *describe_param(const struct ta_param_spec *param, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "name", param->name, ok);
    ta_json_set_text(row, "unit", param->unit, ok);
    ta_json_set_number(row, "lo", param->lo, ok);
    ta_json_set_number(row, "hi", param->hi, ok);
    ta_json_set_number(row, "default", param->fallback, ok);
    ta_json_set_text(row, "help", param->help, ok);
    return row;
}

static json_t *describe_whole(const struct ta_indicator *indicator, const char *title,
                              bool *ok)
{
    json_t *row = describe(indicator, title, ok);
    json_t *inputs = json_array(), *params = json_array(), *tables = json_array();
    for (size_t i = 0; i < indicator->n_inputs; i++)
        (void)json_array_append_new(inputs, describe_input(&indicator->input[i], ok));
    for (size_t i = 0; i < indicator->n_params; i++)
        (void)json_array_append_new(params, describe_param(&indicator->param[i], ok));
    for (size_t i = 0; i < indicator->n_tables; i++)
        (void)json_array_append_new(tables, json_string(indicator->table[i]));
    ta_json_set_number(row, "lo", indicator->lo, ok);
    ta_json_set_number(row, "hi", indicator->hi, ok);
    ta_json_set(row, "inputs", inputs, ok);
    ta_json_set(row, "params", params, ok);
    ta_json_set(row, "tables", tables, ok);
    return row;
}

static enum ta_status show_whole(struct ta_call *call, json_t *whole,
                                 struct ta_error *err)
{
    static const struct ta_column head[] = {
        {"id", "Indicator"},      {"title", "Title"},
        {"version", "Version"},   {"unit", "Unit"},
        {"role", "Role"},         {"direction", "Direction"},
        {"interval", "Interval"}, {"cite", "Source"},
        {"tables", "Tables"},     {NULL, NULL}};
    static const struct ta_column inputs[] = {
        {"name", "Input"}, {"kind", "Kind"},       {"unit", "Unit"},
        {"lo", "Least"},   {"hi", "Most"},         {"required", "A must"},
        {"from", "From"},  {"help", "What it is"}, {NULL, NULL}};
    static const struct ta_column params[] = {
        {"name", "Parameter"},  {"unit", "Unit"},       {"lo", "Least"}, {"hi", "Most"},
        {"default", "Default"}, {"help", "What it is"}, {NULL, NULL}};
    enum ta_status rc = ta_show(call, head, json_incref(whole), true, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(whole, "inputs"), inputs, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(whole, "params"), params, err);
    return rc;
}

static enum ta_status run_show(struct ta_call *call, struct ta_error *err)
{
    const struct ta_messages *messages = NULL;
    const struct ta_indicator *indicator = NULL;
    enum ta_status rc = ta_indicator_named(call->argument[0], &indicator, err);
    if (rc == TA_OK) rc = ta_call_messages(call, &messages, err);
    if (rc != TA_OK) return rc;
    bool ok = true;
    json_t *whole = describe_whole(
        indicator, ta_indicator_title(messages, call->language, indicator), &ok);
    rc = ok ? show_whole(call, whole, err)
            : ta_fail(err, TA_E_NOMEM, "indicator: out of memory");
    json_decref(whole);
    return rc;
}

static const struct ta_argument show_arguments[] = {
    {.name = "INDICATOR", .help = "its id, as `terrassay indicator list` shows it"},
    {.name = NULL}};

const struct ta_command ta_command_indicator_list = {
    .name = "indicator list",
    .summary = "list the indicators with unit, role and direction",
    .example = "terrassay indicator list",
    .run = run_list,
};

const struct ta_command ta_command_indicator_show = {
    .name = "indicator show",
    .summary = "show an indicator's inputs, parameters, tables and source",
    .argument = show_arguments,
    .example = "terrassay indicator show air_quality_index",
    .run = run_show,
};

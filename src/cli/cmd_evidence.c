/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_evidence.c  Statements of third parties: import by a mapping file, list. */
#include "base/memory.h"
#include "base/time.h"
#include "cli/print.h"
#include "cli/who.h"
#include "engine/statement_import.h"

static const struct ta_column problem_columns[] = {
    {"project", "Project"}, {"row", "Row"},   {"line", "Line"}, {"field", "Field"},
    {"words", "Why"},       {"mend", "Mend"}, {NULL, NULL}};

static const struct ta_column list_columns[] = {{"project", "Project"},
                                                {"about", "About"},
                                                {"provider", "Provider"},
                                                {"list", "List"},
                                                {"statements", "Statements"},
                                                {"latest", "Latest"},
                                                {"step", "Step"},
                                                {"complete_to", "Complete to"},
                                                {"grade", "Grade"},
                                                {"simulated", "Simulated"},
                                                {NULL, NULL}};

struct talk {
    struct ta_call *call;
    struct ta_list *list;
    enum ta_status rc; /* of the list */
    struct ta_error err;
};

static void on_problem(void *self, const struct ta_import_problem *problem)
{
    struct talk *talk = self;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", "set aside", &ok);
    ta_json_set_text(row, "project", problem->project, &ok);
    ta_json_set_int(row, "row", (int64_t)problem->row, &ok);
    ta_json_set_int(row, "line", (int64_t)problem->line, &ok);
    ta_json_set_text(row, "field", problem->field, &ok);
    ta_json_set_text(row, "words", problem->reason, &ok);
    ta_json_set_text(row, "mend", problem->mend, &ok);
    if (talk->rc == TA_OK)
        talk->rc = ta_list_add(talk->list, row, ok, &talk->err);
    else
        json_decref(row);
}

static enum ta_status end_list(struct talk *talk, struct ta_error *err)
{
    if (talk->rc == TA_OK) return ta_list_end(talk->list, err);
    ta_list_drop(talk->list);
    *err = talk->err;
    return talk->rc;
}

/* The rows are told also when the import failed: they say why. */
static enum ta_status run_import(struct ta_call *call, struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    struct talk talk = {.call = call};
    struct ta_workspace *workspace;
    struct ta_statement_imported in;
    struct ta_error second = {.status = TA_OK};
    ta_who(who);
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = ta_list_new(call, problem_columns, &talk.list, err);
    if (rc != TA_OK) return rc;
    const struct ta_statement_import job = {.path = ta_call_argument(call, 0),
                                            .mapping = ta_call_text(call, "mapping"),
                                            .who = who,
                                            .now = call->now,
                                            .self = &talk,
                                            .problem = on_problem};
    rc = ta_engine_statements_import(workspace, &job, &in, err);
    enum ta_status listed = end_list(&talk, &second);
    if (rc == TA_OK || rc == TA_PARTLY)
        ta_call_say(call,
                    "evidence: rows=%zu set_aside=%zu statements=%zu projects=%zu "
                    "changed=%zu",
                    in.rows, in.set_aside, in.statements, in.projects, in.changed);
    if (listed == TA_OK || (rc != TA_OK && rc != TA_PARTLY)) return rc;
    *err = second;
    return listed;
}

static enum ta_status add_list(void *self, const struct ta_statement_list *list,
                               const char *sha256, struct ta_error *err)
{
    struct talk *talk = self;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "project", list->project, &ok);
    ta_json_set_text(row, "about", list->about, &ok);
    ta_json_set_text(row, "provider", list->provider, &ok);
    ta_json_set_text(row, "list", list->list, &ok);
    ta_json_set_text(row, "source", list->source, &ok);
    ta_json_set_text(row, "scale", list->scale, &ok);
    ta_json_set_int(row, "statements", (int64_t)list->n, &ok);
    if (list->n > 0) {
        const struct ta_stated *last = &list->stated[list->n - 1];
        ta_json_set_day(row, "latest", last->day, &ok);
        ta_json_set_text(row, "step", last->step, &ok);
        ta_json_set_text(row, "means", last->means, &ok);
        ta_json_set_text(row, "file_sha256", last->file, &ok);
    }
    if (list->complete_from != TA_DAY_NONE) {
        ta_json_set_day(row, "complete_from", list->complete_from, &ok);
        ta_json_set_day(row, "complete_to", list->complete_to, &ok);
    }
    ta_json_set_int(row, "grade", list->grade, &ok);
    ta_json_set_bool(row, "simulated", list->simulated, &ok);
    ta_json_set_text(row, "sha256", sha256, &ok);
    return ta_list_add(talk->list, row, ok, err);
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    struct talk talk = {.call = call};
    struct ta_workspace *workspace;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc == TA_OK) rc = ta_list_new(call, list_columns, &talk.list, err);
    if (rc != TA_OK) return rc;
    rc = ta_engine_statements(workspace, ta_call_argument(call, 0), add_list, &talk,
                              err);
    size_t n = ta_list_size(talk.list);
    if (rc == TA_OK)
        rc = ta_list_end(talk.list, err);
    else
        ta_list_drop(talk.list);
    if (rc == TA_OK && n == 0)
        ta_call_say(call,
                    "no statements yet; `terrassay evidence import` takes them in");
    return rc;
}

/* --- tables ----------------------------------------------------------------------- */

static const struct ta_argument file_argument[] = {
    {.name = "FILE", .help = "CSV with one statement a row"}, {.name = NULL}};

static const struct ta_argument project_argument[] = {
    {.name = "PROJECT", .help = "only of this project", .optional = true},
    {.name = NULL}};

static const struct ta_option import_options[] = {
    {.name = "mapping",
     .value = "FILE",
     .help = "YAML: who states it, about what, on which scale, what each step means",
     .required = true},
    {.name = NULL}};

const struct ta_command ta_command_evidence_import = {
    .name = "evidence import",
    .summary = "take in what third parties state: penalties, permits, grades, ratings",
    .more =
        "The mapping file names the provider, the matter (penalty, accident, permit, "
        "disclosure, credit_grade, rating, rating.social, rating.governance), the "
        "scale, "
        "and what each of its steps means. Each statement is kept with its day, its "
        "step and the "
        "hash of its file; the same file again changes nothing. A bad row is told with "
        "row, "
        "field, reason and mend, the rest goes in, and the exit code is 3.\n"
        "Indicators that rest on it say who stated it and that it was not measured.",
    .argument = file_argument,
    .option = import_options,
    .example =
        "terrassay evidence import penalties.csv --mapping penalties.yaml -w bank",
    .run = run_import,
};

const struct ta_command ta_command_evidence_list = {
    .name = "evidence list",
    .summary = "list what third parties state, newest word of each list",
    .argument = project_argument,
    .example = "terrassay evidence list -w bank\n"
               "terrassay evidence list mill-1 -w bank --json",
    .run = run_list,
};

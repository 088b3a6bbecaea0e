/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_project_import.c  Projects in from a file. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "cli/print.h"
#include "cli/who.h"
#include "engine/import.h"
#include "tables/tables.h"

static const struct ta_column columns[] = {
    {"what", "What"},   {"project", "Project"}, {"row", "Row"},   {"line", "Line"},
    {"field", "Field"}, {"words", "Why"},       {"mend", "Mend"}, {NULL, NULL}};

enum { ROWS_NAMED = 3 };

/* The same words about one row or more. */
struct fold {
    struct ta_import_problem problem; /* its texts are owned */
    size_t n, row[ROWS_NAMED], line[ROWS_NAMED];
    bool one_project; /* all are of the same */
    char project[ROWS_NAMED][TA_ID_SIZE];
};

/* An import as it talks. */
struct talk {
    struct ta_call *call;
    struct ta_list *list;
    size_t n_folds, capacity;
    struct fold *fold; /* for a person; a program gets each row */
    enum ta_status rc; /* of the list */
    struct ta_error err;
};

static void add_row(struct talk *talk, json_t *row, bool ok)
{
    if (talk->rc == TA_OK)
        talk->rc = ta_list_add(talk->list, row, ok, &talk->err);
    else
        json_decref(row);
}

static void set_place(json_t *row, const char *key, size_t value, bool *ok)
{
    if (value > 0) ta_json_set_int(row, key, (int64_t)value, ok);
}

static void set_words(json_t *row, const char *key, const char *words, bool *ok)
{
    if (words[0] != '\0') ta_json_set_text(row, key, words, ok);
}

static const char *kind_of(const struct ta_import_problem *problem)
{
    return problem->set_aside ? "set aside" : problem->finding ? "finding" : "note";
}

static void tell_problem(struct talk *talk, const struct ta_import_problem *problem)
{
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", kind_of(problem), &ok);
    set_place(row, "row", problem->row, &ok);
    set_place(row, "line", problem->line, &ok);
    set_words(row, "project", problem->project, &ok);
    set_words(row, "field", problem->field, &ok);
    ta_json_set_text(row, "words", problem->reason, &ok);
    set_words(row, "mend", problem->mend, &ok);
    add_row(talk, row, ok);
}

/* --- rows of which the same is said --------------------------------------------------- */

static void fold_free(struct fold *fold)
{
    ta_free((void *)(uintptr_t)fold->problem.project);
    ta_free((void *)(uintptr_t)fold->problem.field);
    ta_free((void *)(uintptr_t)fold->problem.reason);
    ta_free((void *)(uintptr_t)fold->problem.mend);
}

/* Not of the file as a whole. */
static bool of_a_project(const struct ta_import_problem *problem)
{
    return problem->row > 0 || problem->project[0] != '\0';
}

static struct fold *fold_of(struct talk *talk, const struct ta_import_problem *problem)
{
    for (size_t i = 0; i < talk->n_folds; i++) {
        const struct ta_import_problem *p = &talk->fold[i].problem;
        if (strcmp(kind_of(p), kind_of(problem)) == 0 && of_a_project(p) &&
            of_a_project(problem) && strcmp(p->field, problem->field) == 0 &&
            strcmp(p->reason, problem->reason) == 0 &&
            strcmp(p->mend, problem->mend) == 0)
            return &talk->fold[i];
    }
    return NULL;
}

static struct fold *fold_new(struct talk *talk, const struct ta_import_problem *problem)
{
    void *list = talk->fold;
    if (ta_grow(&list, &talk->capacity, talk->n_folds, sizeof *talk->fold) != 0)
        return NULL;
    talk->fold = list;
    struct fold fold = {.problem = *problem, .one_project = true};
    fold.problem.project = ta_strdup(problem->project);
    fold.problem.field = ta_strdup(problem->field);
    fold.problem.reason = ta_strdup(problem->reason);
    fold.problem.mend = ta_strdup(problem->mend);
    if (fold.problem.project == NULL || fold.problem.field == NULL ||
        fold.problem.reason == NULL || fold.problem.mend == NULL) {
        fold_free(&fold);
        return NULL;
    }
    talk->fold[talk->n_folds] = fold;
    return &talk->fold[talk->n_folds++];
}

static void on_problem(void *self, const struct ta_import_problem *problem)
{
    struct talk *talk = self;
    struct fold *fold = talk->call->json ? NULL : fold_of(talk, problem);
    if (fold == NULL && !talk->call->json) fold = fold_new(talk, problem);
    if (fold == NULL) {
        tell_problem(talk, problem);
        return;
    }
    if (strcmp(fold->problem.project, problem->project) != 0) fold->one_project = false;
    if (fold->n < ROWS_NAMED) {
        fold->row[fold->n] = problem->row;
        fold->line[fold->n] = problem->line;
        (void)snprintf(fold->project[fold->n], TA_ID_SIZE, "%s", problem->project);
    }
    fold->n++;
}

/* "2, 3, 4 and 97 more" */
static void set_places(json_t *row, const char *key, const size_t *place, size_t n,
                       bool *ok)
{
    struct ta_text words = {0};
    if (place[0] == 0) return;
    for (size_t i = 0; i < n && i < ROWS_NAMED; i++)
        ta_text_addf(&words, "%s%zu", i > 0 ? ", " : "", place[i]);
    if (n > ROWS_NAMED) ta_text_addf(&words, " and %zu more", n - ROWS_NAMED);
    ta_json_set_text(row, key, words.failed ? "" : words.bytes, ok);
    ta_text_free(&words);
}

static void set_projects(json_t *row, const struct fold *fold, bool *ok)
{
    struct ta_text words = {0};
    if (fold->one_project) {
        set_words(row, "project", fold->problem.project, ok);
        return;
    }
    for (size_t i = 0; i < fold->n && i < ROWS_NAMED; i++)
        ta_text_addf(&words, "%s%s", i > 0 ? ", " : "",
                     fold->project[i][0] != '\0' ? fold->project[i] : "-");
    if (fold->n > ROWS_NAMED) ta_text_add(&words, " ...");
    ta_json_set_text(row, "project", words.failed ? "" : words.bytes, ok);
    ta_text_free(&words);
}

static void tell_fold(struct talk *talk, const struct fold *fold)
{
    bool ok = true;
    if (fold->n == 1) {
        tell_problem(talk, &fold->problem);
        return;
    }
    json_t *row = json_object();
    ta_json_set_text(row, "what", kind_of(&fold->problem), &ok);
    set_places(row, "row", fold->row, fold->n, &ok);
    set_places(row, "line", fold->line, fold->n < ROWS_NAMED ? fold->n : ROWS_NAMED,
               &ok);
    set_projects(row, fold, &ok);
    set_words(row, "field", fold->problem.field, &ok);
    ta_json_set_text(row, "words", fold->problem.reason, &ok);
    set_words(row, "mend", fold->problem.mend, &ok);
    add_row(talk, row, ok);
}

static void tell_folds(struct talk *talk)
{
    for (size_t i = 0; i < talk->n_folds; i++) {
        tell_fold(talk, &talk->fold[i]);
        fold_free(&talk->fold[i]);
    }
    ta_free(talk->fold);
    talk->fold = NULL;
    talk->n_folds = 0;
}

/* What became of each good project is news for programs; a person gets the counts. */
static void on_put(void *self, const char *id, enum ta_put how)
{
    static const char *const words[] = {[TA_PUT_ADDED] = "added",
                                        [TA_PUT_UPDATED] = "updated",
                                        [TA_PUT_UNCHANGED] = "unchanged"};
    struct talk *talk = self;
    if (!talk->call->json) return;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", words[how], &ok);
    ta_json_set_text(row, "project", id, &ok);
    add_row(talk, row, ok);
}

static void tell_finding(struct talk *talk, const struct ta_messages *messages,
                         const struct ta_finding *finding)
{
    bool ok = true;
    char key[TA_NAME_SIZE + 16];
    struct ta_text words = {0};
    json_t *row = json_object();
    (void)snprintf(key, sizeof key, "finding.%s", finding->code);
    ta_text_addf(&words, "%s %s", ta_message(messages, talk->call->language, key),
                 finding->detail);
    ta_json_set_text(row, "what", "finding", &ok);
    ta_json_set_text(row, "code", finding->code, &ok);
    ta_json_set_text(row, "site", finding->object, &ok);
    ta_json_set_text(row, "words", words.failed ? "" : words.bytes, &ok);
    ta_text_free(&words);
    add_row(talk, row, ok);
}

static enum ta_status tell_findings(struct talk *talk,
                                    const struct ta_project_imported *in,
                                    struct ta_error *err)
{
    const struct ta_messages *messages = NULL;
    if (in->n_findings == 0) return TA_OK;
    enum ta_status rc = ta_call_messages(talk->call, &messages, err);
    for (size_t i = 0; rc == TA_OK && i < in->n_findings; i++)
        tell_finding(talk, messages, &in->finding[i]);
    return rc;
}

static void sum_up(const struct ta_call *call, const struct ta_project_imported *in)
{
    ta_call_say(call,
                "import: rows=%zu set_aside=%zu projects=%zu added=%zu updated=%zu "
                "unchanged=%zu sites=%zu mended=%zu findings=%zu",
                in->counts.rows, in->counts.rows_set_aside, in->counts.projects,
                in->added, in->updated, in->unchanged, in->counts.sites,
                in->counts.mended, in->n_findings + in->counts.resized);
}

static enum ta_status import(struct talk *talk, struct ta_workspace *workspace,
                             const struct ta_tables *tables, struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    struct ta_call *call = talk->call;
    ta_who(who);
    const struct ta_project_import job = {.path = ta_call_argument(call, 0),
                                          .crs = ta_call_text(call, "crs"),
                                          .layer = ta_call_text(call, "layer"),
                                          .who = who,
                                          .now = call->now,
                                          .tables = ta_tables_set(tables),
                                          .self = talk,
                                          .problem = on_problem,
                                          .put = on_put};
    struct ta_project_imported in;
    enum ta_status rc = ta_engine_import(workspace, &job, &in, err), told = TA_OK;
    tell_folds(talk);
    if (rc == TA_OK || rc == TA_PARTLY) {
        told = tell_findings(talk, &in, err);
        sum_up(call, &in);
        if (told != TA_OK) rc = told;
    }
    ta_free(in.finding);
    return rc;
}

/* The rows are told also when the import failed: they say why. */
static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct talk talk = {.call = call};
    struct ta_workspace *workspace;
    struct ta_tables *tables = NULL;
    struct ta_error second = {.status = TA_OK};
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_CREATE, &workspace, err);
    if (rc == TA_OK) rc = ta_tables_load(call->datasets, &tables, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &talk.list, err);
    if (rc == TA_OK) rc = import(&talk, workspace, tables, err);
    ta_tables_free(tables);
    if (talk.list == NULL) return rc;
    enum ta_status listed = talk.rc;
    if (listed == TA_OK)
        listed = ta_list_end(talk.list, &second);
    else
        ta_list_drop(talk.list);
    if (listed == TA_OK || (rc != TA_OK && rc != TA_PARTLY)) return rc;
    *err = talk.rc == TA_OK ? second : talk.err;
    return listed;
}

static const struct ta_argument arguments[] = {
    {.name = "FILE",
     .help =
         "GeoJSON, GeoPackage, Shapefile, or CSV with a column `wkt`, or `longitude`, "
         "`latitude` and `radius_m`"},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "crs",
     .value = "CRS",
     .help =
         "what the coordinates are in, such as EPSG:20137; needed where the file does "
         "not say it"},
    {.name = "layer", .value = "NAME", .help = "layer of a file that has several"},
    {.name = NULL}};

const struct ta_command ta_command_project_import = {
    .name = "project import",
    .summary = "take projects in from a file of sites",
    .more =
        "All rows are checked before anything is written. Each fault of a bad row "
        "is told with row, field, reason and mend; rows with the same fault share a "
        "line. Its project stays out, the other projects go in, and the exit code "
        "is 3. A project that is there already is updated by its id; "
        "one that "
        "has not changed is left alone.\n"
        "Sites of different projects on the same land are told as a finding, and so "
        "are "
        "instruments and pledges (herds, allowances) whose serials stand in two "
        "projects; of such findings the exit code is 0. An outline whose area changes "
        "by more than 1 % when it is made valid goes in and is a finding with exit "
        "code 3.\n"
        "A column of a name that is not read is noted; one that is named almost as a "
        "column that is read refuses the file, so that no figure is lost by a slip.",
    .argument = arguments,
    .option = options,
    .example = "terrassay project import sites.geojson -w bank\n"
               "terrassay project import parcels.csv --crs EPSG:4326 -w bank",
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_report.c  Records as pages that people read. */
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "engine/record_named.h"
#include "report/report.h"

static const struct ta_column columns[] = {
    {"project", "Project"}, {"record", "Record"}, {"path", "File"}, {NULL, NULL}};

/* One run of the command. */
struct reporting {
    struct ta_call *call;
    struct ta_workspace *workspace;
    const struct ta_messages *messages;
    struct ta_list *list;
    struct ta_progress *progress;
    size_t n, failed;
};

static enum ta_status check_arguments(const struct ta_call *call, struct ta_error *err)
{
    bool all = ta_call_has(call, "all"), placed = ta_call_has(call, "output");
    if (all && call->n_arguments > 0)
        return ta_call_misuse(call, err, "--all stands beside what was named");
    if (!all && call->n_arguments == 0)
        return ta_call_misuse(call, err, "name projects or records, or say --all");
    if (placed && (all || call->n_arguments > 1))
        return ta_call_misuse(call, err, "-o takes one project or record");
    return TA_OK;
}

/* A record when there is one of that id, or one whose id begins so; else a project.
 * @param id memory for the record's */
static enum ta_status request_of(const struct reporting *r, const char *name,
                                 char id[TA_HEX_SIZE], struct ta_report_request *out,
                                 struct ta_error *err)
{
    struct ta_error none = {.status = TA_OK};
    *out = (struct ta_report_request){.project = name,
                                      .language = r->call->language,
                                      .shared = ta_call_has(r->call, "shared")};
    enum ta_status rc = ta_record_named(r->workspace, name, id, &none);
    if (rc == TA_OK) out->record = id;
    if (rc == TA_OK || rc == TA_E_NOTFOUND) return TA_OK;
    if (err != NULL) *err = none;
    return rc;
}

static enum ta_status tell(const struct reporting *r, const struct ta_report_file *file,
                           struct ta_error *err)
{
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "project", file->project, &ok);
    ta_json_set_text(row, "record", file->record, &ok);
    ta_json_set_text(row, "path", file->path, &ok);
    return ta_list_add(r->list, row, ok, err);
}

/* The page on standard output, and nothing else there. */
static enum ta_status print_page(const struct reporting *r, const char *name,
                                 struct ta_error *err)
{
    char id[TA_HEX_SIZE];
    struct ta_report_request request;
    struct ta_text page = {0};
    enum ta_status rc = request_of(r, name, id, &request, err);
    if (rc == TA_OK)
        rc = ta_report_html(r->workspace, &request, r->messages, &page, err);
    if (rc == TA_OK) rc = ta_call_write(r->call, NULL, page.bytes, page.size, err);
    ta_text_free(&page);
    return rc;
}

static enum ta_status save_page(struct reporting *r, const char *name,
                                struct ta_error *err)
{
    char id[TA_HEX_SIZE];
    struct ta_report_request request;
    struct ta_report_file file;
    enum ta_status rc = request_of(r, name, id, &request, err);
    if (rc != TA_OK) return rc;
    rc = ta_report_save(r->workspace, &request, r->messages,
                        ta_call_text(r->call, "output"), &file, err);
    if (rc != TA_OK) return rc;
    rc = tell(r, &file, err);
    ta_free(file.path);
    return rc;
}

/* What cannot be reported is told and the rest goes on; memory and disk end the run. */
static enum ta_status save_each(struct reporting *r, const char *const *name,
                                struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    r->progress = ta_progress_new("report", r->n, r->call->quiet);
    for (size_t i = 0; rc == TA_OK && i < r->n && !ta_stop_asked(NULL); i++) {
        rc = save_page(r, name[i], err);
        ta_progress_step(r->progress, i + 1);
        if (r->n == 1 || (rc != TA_E_NOTFOUND && rc != TA_E_DATA)) continue;
        ta_call_say(r->call, "%s: %s", name[i], err->text);
        r->failed++;
        rc = TA_OK;
    }
    ta_progress_end(r->progress);
    return rc;
}

static enum ta_status save_all(struct reporting *r, struct ta_error *err)
{
    const struct ta_store *store = &r->workspace->store;
    char(*ids)[TA_ID_SIZE] = NULL;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &r->n, err);
    if (rc != TA_OK) return rc;
    const char **name = ta_alloc(r->n, sizeof *name);
    if (name == NULL) rc = ta_fail(err, TA_E_NOMEM, "report: out of memory");
    for (size_t i = 0; rc == TA_OK && i < r->n; i++) name[i] = ids[i];
    if (rc == TA_OK) rc = save_each(r, name, err);
    ta_free(name);
    ta_free(ids);
    return rc;
}

static enum ta_status save(struct reporting *r, struct ta_error *err)
{
    enum ta_status rc = ta_list_new(r->call, columns, &r->list, err);
    if (rc != TA_OK) return rc;
    ta_stop_watch();
    if (!ta_call_has(r->call, "output")) ta_report_clear(r->workspace);
    r->n = r->call->n_arguments;
    rc = ta_call_has(r->call, "all") ? save_all(r, err)
                                     : save_each(r, r->call->argument, err);
    if (rc == TA_OK)
        rc = ta_list_end(r->list, err);
    else
        ta_list_drop(r->list);
    if (rc != TA_OK || r->failed == 0) return rc;
    ta_call_say(r->call, "%zu of %zu reports could not be made", r->failed, r->n);
    return TA_PARTLY;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct reporting r = {.call = call};
    enum ta_status rc = check_arguments(call, err);
    if (rc == TA_OK) rc = ta_call_messages(call, &r.messages, err);
    if (rc == TA_OK) rc = ta_call_workspace(call, TA_OPEN_READ, &r.workspace, err);
    if (rc != TA_OK) return rc;
    const char *path = ta_call_text(call, "output");
    if (path != NULL && strcmp(path, "-") == 0)
        return print_page(&r, call->argument[0], err);
    return save(&r, err);
}

static const struct ta_argument arguments[] = {
    {.name = "WHAT",
     .help =
         "a project's id for its newest record, or a record's id, of which the first "
         "eight digits or more are enough",
     .optional = true,
     .repeatable = true},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "all", .help = "the newest record of every project"},
    {.name = "shared",
     .help =
         "a page that may leave the credit department: no name of client and "
         "project, no outline, coordinate, picture or map; the place by country and "
         "a tile of half a degree"},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .help = "where the page goes, - for standard output; "
             "reports/PROJECT-LANG.html of the workspace when left out, "
             "reports/shared-RECORD-LANG.html for a shared one"},
    {.name = NULL}};

const struct ta_command ta_command_report = {
    .name = "report",
    .summary = "one record as a page in Chinese or English",
    .more =
        "One HTML file that opens without a network, runs no script and prints on A4: "
        "opinion, gates, reasons, pictures, series, readings, what was not observed "
        "and why, questions for the client, evidence and seal. The language is that "
        "of --lang.",
    .argument = arguments,
    .option = options,
    .example = "terrassay report solar-7 --lang zh -w bank\n"
               "terrassay report --all -w bank\n"
               "terrassay report solar-7 -o solar-7.html -w bank\n"
               "terrassay report solar-7 --shared -w bank",
    .run = run,
};

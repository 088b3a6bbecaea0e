/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_readings_prune.c  `terrassay readings prune`. */
#include "cli/print.h"
#include "cli/who.h"
#include "engine/reading_prune.h"

static const struct ta_column columns[] = {{"project", "Project"},
                                           {"current", "Current files"},
                                           {"current_bytes", "Bytes"},
                                           {"older", "Older"},
                                           {"older_bytes", "Bytes"},
                                           {"named", "Of records"},
                                           {"named_bytes", "Bytes"},
                                           {"windows_bytes", "Kept windows"},
                                           {NULL, NULL}};

struct pruned {
    struct ta_list *list;
    bool look;
    size_t files, named;
    int64_t bytes, named_bytes, windows_bytes;
};

static enum ta_status add(void *self, const struct ta_readings_held *held,
                          struct ta_error *err)
{
    bool ok = true;
    struct pruned *all = self;
    json_t *row = json_object();
    all->files += held->older;
    all->bytes += held->older_bytes;
    all->named += held->named;
    all->named_bytes += held->named_bytes;
    all->windows_bytes += held->windows_bytes;
    ta_json_set_text(row, "project", held->project, &ok);
    ta_json_set_int(row, "current", (int64_t)held->current, &ok);
    ta_json_set_int(row, "current_bytes", held->current_bytes, &ok);
    ta_json_set_int(row, "older", (int64_t)held->older, &ok);
    ta_json_set_int(row, "older_bytes", held->older_bytes, &ok);
    ta_json_set_int(row, "named", (int64_t)held->named, &ok);
    ta_json_set_int(row, "named_bytes", held->named_bytes, &ok);
    ta_json_set_int(row, "windows", (int64_t)held->windows, &ok);
    ta_json_set_int(row, "windows_bytes", held->windows_bytes, &ok);
    ta_json_set_bool(row, "removed", !all->look, &ok);
    return ta_list_add(all->list, row, ok, err);
}

static enum ta_status prune(struct ta_call *call, struct ta_workspace *workspace,
                            struct pruned *all, struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    ta_who(who);
    const struct ta_prune_job job = {.workspace = workspace,
                                     .project = ta_call_argument(call, 0),
                                     .who = who,
                                     .now = call->now,
                                     .look = all->look,
                                     .self = all,
                                     .each = add};
    return ta_readings_prune(&job, err);
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct pruned all = {.look = ta_call_has(call, "dry-run")};
    enum ta_status rc = ta_call_workspace(call, all.look ? TA_OPEN_READ : TA_OPEN_WRITE,
                                          &workspace, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &all.list, err);
    if (rc == TA_OK) rc = prune(call, workspace, &all, err);
    if (rc != TA_OK) {
        ta_list_drop(all.list);
        return rc;
    }
    ta_call_say(
        call,
        "readings: %zu older file%s, %.1f MB, %s removed; %zu, %.1f MB, stay for "
        "the records that rest on them; kept windows: %.1f MB",
        all.files, all.files == 1 ? "" : "s", (double)all.bytes / 1e6,
        all.look         ? "would be"
        : all.files == 1 ? "was"
                         : "were",
        all.named, (double)all.named_bytes / 1e6, (double)all.windows_bytes / 1e6);
    return ta_list_end(all.list, err);
}

static const struct ta_argument arguments[] = {
    {.name = "PROJECT", .help = "only of this project", .optional = true},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "dry-run", .help = "say what would be removed, and remove nothing"},
    {.name = NULL}};

const struct ta_command ta_command_readings_prune = {
    .name = "readings prune",
    .summary = "remove older versions of sealed readings that no record rests on",
    .more =
        "Each seal that adds readings to the file of a day or month makes its next "
        "version, and the earlier ones stay. No reading is lost with them: the current "
        "files, which are checked first, have them all, and the journal's archive "
        "too, as long as `ingest --archive-days` keeps it. What "
        "records rest on stays, so that they come out again. What goes is the "
        "possibility to see from the file which readings an earlier window was made "
        "of. A "
        "project with a damaged current file keeps everything. Windows that were kept "
        "go "
        "too; `readings show` makes them again.",
    .argument = arguments,
    .option = options,
    .example = "terrassay readings prune --dry-run -w bank\n"
               "terrassay readings prune steel-1 -w bank",
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_live.h"

#include <string.h>

#include "base/memory.h"
#include "engine/journal_inlet.h"
#include "engine/reading_merge.h"
#include "engine/reading_roster.h"
#include "series/readings.h"

enum { ROWS = 1 << 18 };

/* One datastream out of the journal. */
struct live {
    struct ta_workspace *workspace;
    const struct ta_stream_id *id;
    ta_time_us from, to;
    struct ta_error *err;
    char *open, *folder;
    struct ta_inlet inlet;
    struct ta_inlet_counts counts;
    struct ta_journal_inlet journal;
    struct ta_sort_row *row;
    size_t n, capacity;
};

static enum ta_status fail_memory(const struct live *l)
{
    return ta_fail(l->err, TA_E_NOMEM, "journal: out of memory");
}

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    struct live *l = self;
    return ta_journal_take(&l->journal, message, err);
}

/* Whoever seals it tells of it. */
static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    (void)self;
    (void)path;
    (void)at;
    (void)size;
    (void)lost;
    (void)why;
}

static enum ta_status read_segment(struct live *l, const char *name)
{
    const struct ta_journal_sink sink = {l, on_message, on_fault};
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", l->open, name);
    char *path = ta_text_take(&text);
    if (path == NULL) return fail_memory(l);
    enum ta_status rc = ta_journal_read(path, true, &sink, l->err);
    ta_free(path);
    /* put away meanwhile, or without a key */
    return rc == TA_E_NOTFOUND || rc == TA_E_DATA ? TA_OK : rc;
}

static enum ta_status read_journal(struct live *l)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    enum ta_status rc = ta_journal_list(l->open, &segment, &n, l->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = read_segment(l, segment[i].name);
    ta_free(segment);
    return rc;
}

static enum ta_status keep_rows(struct live *l)
{
    struct ta_sort_row row;
    bool more = true;
    enum ta_status rc = ta_sort_end(l->inlet.sort, l->err);
    while (rc == TA_OK) {
        rc = ta_sort_next(l->inlet.sort, &row, &more, l->err);
        if (rc != TA_OK || !more) break;
        if (row.time < l->from || row.time >= l->to) continue;
        if (ta_grow((void **)&l->row, &l->capacity, l->n, sizeof *l->row) != 0)
            return fail_memory(l);
        l->row[l->n++] = row;
    }
    return rc;
}

static enum ta_status merge(struct live *l, struct ta_readings_found *found)
{
    struct ta_reading_run *runs = NULL;
    size_t n = 0;
    uint64_t added = 0;
    const struct ta_merge merge = {.intake = l->inlet.intake,
                                   .name = "journal",
                                   .outcome = l->counts.outcome,
                                   .old = &found->run,
                                   .n_old = found->run.n > 0,
                                   .row = l->row,
                                   .n_rows = l->n};
    if (l->n == 0) return TA_OK;
    enum ta_status rc = ta_merge_readings(&merge, &runs, &n, &added, l->err);
    if (rc != TA_OK) return rc;
    ta_free(found->run.reading);
    found->run = runs[0];
    ta_free(runs);
    return TA_OK;
}

static enum ta_status prepare(struct live *l)
{
    struct ta_inlet *in = &l->inlet;
    l->open = ta_workspace_path(l->workspace, "journal/open");
    l->folder = ta_workspace_path(l->workspace, "journal");
    if (l->open == NULL || l->folder == NULL) return fail_memory(l);
    enum ta_status rc = ta_roster(l->workspace, NULL, &in->intake, l->err);
    if (rc == TA_OK) rc = ta_sort_new(l->folder, ROWS, &in->sort, l->err);
    if (rc != TA_OK) return rc;
    if (!ta_intake_find(in->intake, l->id->project, l->id->device, l->id->name,
                        &in->stream))
        return ta_mended(ta_fail(l->err, TA_E_NOTFOUND,
                                 "%s/%s: no project has such a datastream",
                                 l->id->device, l->id->name),
                         l->err, "see `terrassay readings list`");
    in->one = true;
    in->counts = &l->counts;
    in->source = "";
    l->journal.workspace = l->workspace;
    l->journal.inlet = in;
    return TA_OK;
}

static void end(struct live *l)
{
    ta_journal_inlet_free(&l->journal);
    ta_sort_free(l->inlet.sort);
    ta_intake_free(l->inlet.intake);
    ta_inlet_free(&l->inlet);
    ta_free(l->row);
    ta_free(l->open);
    ta_free(l->folder);
}

/* The journal first: what is sealed while it is read stands in both, and counts once. */
enum ta_status ta_readings_live(struct ta_workspace *workspace,
                                const struct ta_stream_id *id, ta_time_us from,
                                ta_time_us to, bool check,
                                struct ta_readings_found *out, struct ta_error *err)
{
    struct live l = {
        .workspace = workspace, .id = id, .from = from, .to = to, .err = err};
    *out = (struct ta_readings_found){.n_parts = 0};
    enum ta_status rc = prepare(&l);
    if (rc == TA_OK) rc = read_journal(&l);
    if (rc == TA_OK) rc = keep_rows(&l);
    if (rc == TA_OK) rc = ta_readings_of(workspace, id, from, to, check, out, err);
    if (rc == TA_OK) rc = merge(&l, out);
    if (rc != TA_OK) ta_readings_found_free(out);
    end(&l);
    return rc;
}

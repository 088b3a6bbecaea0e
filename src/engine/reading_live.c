/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_live.h"

#include <string.h>

#include "base/memory.h"
#include "engine/journal_pin.h"
#include "engine/reading_merge.h"
#include "engine/reading_roster.h"
#include "series/readings.h"

enum { ROWS = 1 << 18 };

/* One datastream out of the journal. */
struct ta_live {
    struct ta_workspace *workspace;
    const struct ta_stream_id *id;
    ta_time_us from, to;
    struct ta_error *err;
    char *open, *waiting, *folder;
    struct ta_inlet inlet;
    struct ta_inlet_counts counts;
    struct ta_journal_inlet journal, *by; /* the one at hand */
    struct ta_sort_row *row;
    size_t n, capacity;
    size_t faults; /* stretches that cannot be read, and records that are missing */
};

static enum ta_status fail_memory(const struct ta_live *l)
{
    return ta_fail(l->err, TA_E_NOMEM, "journal: out of memory");
}

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    struct ta_live *l = self;
    return ta_journal_take(l->by, message, err);
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    struct ta_live *l = self;
    (void)path, (void)at, (void)size, (void)lost, (void)why; /* who seals it tells */
    l->faults++;
}

static enum ta_status read_segment(struct ta_live *l, const char *folder,
                                   const char *name)
{
    const struct ta_journal_sink sink = {
        .self = l, .message = on_message, .fault = on_fault};
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", folder, name);
    char *path = ta_text_take(&text);
    if (path == NULL) return fail_memory(l);
    bool pinned;
    struct ta_error why = {.status = TA_OK};
    struct ta_journal_inlet by = {.workspace = l->workspace, .inlet = &l->inlet};
    enum ta_status rc = ta_pin_read(l->workspace, name, &by, NULL, NULL, &pinned, &why);
    l->by = pinned ? &by : &l->journal;
    if (rc == TA_E_NOMEM)
        rc = ta_fail_as(l->err, &why);
    else if (rc == TA_OK)
        rc = ta_journal_read(path, true, &sink, l->err);
    else
        rc = TA_OK, l->faults++; /* who seals it tells */
    ta_journal_inlet_free(&by);
    ta_free(path);
    return rc;
}

static enum ta_status read_folder(struct ta_live *l, const char *folder)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    enum ta_status rc = ta_journal_list(folder, &segment, &n, l->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = read_segment(l, folder, segment[i].name);
    ta_free(segment);
    segment = NULL;
    if (rc == TA_OK) rc = ta_journal_list_odd(folder, &segment, &n, l->err);
    if (rc == TA_OK) l->faults += n; /* who seals it tells */
    ta_free(segment);
    return rc;
}

/* What waits after what is open, which is the way that a message goes. */
static enum ta_status read_journal(struct ta_live *l)
{
    enum ta_status rc = read_folder(l, l->open);
    return rc == TA_OK ? read_folder(l, l->waiting) : rc;
}

static enum ta_status keep_rows(struct ta_live *l)
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

static enum ta_status prepare(struct ta_live *l)
{
    struct ta_inlet *in = &l->inlet;
    l->open = ta_workspace_path(l->workspace, "journal/open");
    l->waiting = ta_workspace_path(l->workspace, "journal/waiting");
    l->folder = ta_workspace_path(l->workspace, "journal");
    if (l->open == NULL || l->waiting == NULL || l->folder == NULL)
        return fail_memory(l);
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

void ta_live_free(struct ta_live *l)
{
    if (l == NULL) return;
    ta_journal_inlet_free(&l->journal);
    ta_sort_free(l->inlet.sort);
    ta_intake_free(l->inlet.intake);
    ta_inlet_free(&l->inlet);
    ta_free(l->row);
    ta_free(l->open);
    ta_free(l->waiting);
    ta_free(l->folder);
    ta_free(l);
}

enum ta_status ta_live_read(struct ta_workspace *workspace,
                            const struct ta_stream_id *id, ta_time_us from,
                            ta_time_us to, struct ta_live **out, struct ta_error *err)
{
    struct ta_live *l = ta_alloc(1, sizeof *l);
    if (l == NULL) return ta_fail(err, TA_E_NOMEM, "journal: out of memory");
    l->workspace = workspace;
    l->id = id;
    l->from = from;
    l->to = to;
    l->err = err;
    enum ta_status rc = prepare(l);
    if (rc == TA_OK) rc = read_journal(l);
    if (rc == TA_OK) rc = keep_rows(l);
    if (rc == TA_OK)
        *out = l;
    else
        ta_live_free(l);
    return rc;
}

/* The first row at @p time or after. */
static size_t row_from(const struct ta_live *l, ta_time_us time)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->row[middle].time < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t ta_live_faults(const struct ta_live *l)
{
    return l == NULL ? 0 : l->faults;
}

bool ta_live_span(const struct ta_live *l, ta_time_us from, ta_time_us to,
                  ta_time_us *first, ta_time_us *last)
{
    if (l == NULL) return false;
    size_t i = row_from(l, from), end = row_from(l, to);
    if (i >= end) return false;
    *first = l->row[i].time;
    *last = l->row[end - 1].time;
    return true;
}

enum ta_status ta_live_merge(struct ta_live *l, ta_time_us from, ta_time_us to,
                             struct ta_reading_run *run, struct ta_error *err)
{
    struct ta_reading_run *runs = NULL;
    size_t n = 0, i = row_from(l, from), end = row_from(l, to);
    uint64_t added = 0;
    if (i >= end) return TA_OK;
    const struct ta_merge merge = {.intake = l->inlet.intake,
                                   .name = "journal",
                                   .outcome = l->counts.outcome,
                                   .old = run,
                                   .n_old = run->n > 0,
                                   .row = l->row + i,
                                   .n_rows = end - i};
    enum ta_status rc = ta_merge_readings(&merge, &runs, &n, &added, err);
    if (rc != TA_OK) return rc;
    ta_free(run->reading);
    *run = runs[0];
    ta_free(runs);
    return TA_OK;
}

/* The journal first: what is sealed while it is read stands in both, and counts once. */
enum ta_status ta_readings_live(struct ta_workspace *workspace,
                                const struct ta_stream_id *id, ta_time_us from,
                                ta_time_us to, bool check,
                                struct ta_readings_found *out, struct ta_error *err)
{
    struct ta_live *live = NULL;
    *out = (struct ta_readings_found){.n_parts = 0};
    enum ta_status rc = ta_live_read(workspace, id, from, to, &live, err);
    if (rc == TA_OK) rc = ta_readings_of(workspace, id, from, to, check, out, err);
    if (rc == TA_OK) rc = ta_live_merge(live, from, to, &out->run, err);
    out->journal_faults = ta_live_faults(live);
    if (rc != TA_OK) ta_readings_found_free(out);
    ta_live_free(live);
    return rc;
}

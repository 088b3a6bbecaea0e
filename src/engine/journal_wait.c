/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_wait.h"

#include <string.h>

#include "base/memory.h"
#include "ingest/journal_copy.h"
#include "ingest/topic.h"

struct ta_wait_day {
    uint32_t project;
    ta_day day;
    size_t stream; /* one of the project's, for its name */
};

/* --- days ----------------------------------------------------------------------------------- */

/* The first one that is not before it. */
static size_t place_of(const struct ta_wait *w, uint32_t project, ta_day day)
{
    size_t lo = 0, hi = w->n;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        const struct ta_wait_day *at = &w->day[middle];
        if (at->project < project || (at->project == project && at->day < day))
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

bool ta_wait_has(const struct ta_wait *w, uint32_t project, ta_day day)
{
    size_t at = place_of(w, project, day);
    return at < w->n && w->day[at].project == project && w->day[at].day == day;
}

/* Projects are numbered by their names. */
static bool has_project(const struct ta_wait *w, const char *project)
{
    size_t lo = 0, hi = w->n;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        const struct ta_intake_stream *stream =
            ta_intake_at(w->intake, w->day[middle].stream);
        int order = strcmp(stream->project, project);
        if (order == 0) return true;
        if (order < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return false;
}

bool ta_wait_at(const struct ta_wait *w, size_t i, const char **project, ta_day *day)
{
    if (i >= w->n) return false;
    *project = ta_intake_at(w->intake, w->day[i].stream)->project;
    *day = w->day[i].day;
    return true;
}

void ta_wait_free(struct ta_wait *wait)
{
    ta_free(wait->day);
    wait->day = NULL;
    wait->n = wait->capacity = 0;
}

enum ta_status ta_wait_note(void *self, const struct ta_sort_row *row, size_t n,
                            struct ta_error *err)
{
    struct ta_wait *w = self;
    for (size_t i = 0; i < n; i++) {
        size_t at = place_of(w, row[i].project, row[i].day);
        if (ta_wait_has(w, row[i].project, row[i].day)) continue;
        if (ta_grow((void **)&w->day, &w->capacity, w->n, sizeof *w->day) != 0)
            return ta_fail(err, TA_E_NOMEM, "journal: out of memory");
        memmove(w->day + at + 1, w->day + at, (w->n - at) * sizeof *w->day);
        w->day[at] = (struct ta_wait_day){row[i].project, row[i].day, row[i].stream};
        w->n++;
    }
    return TA_OK;
}

/* --- messages ------------------------------------------------------------------------------- */

/* A segment that is looked through once more. */
struct look {
    const struct ta_wait *wait;
    struct ta_journal_inlet *journal;
    struct ta_inlet inlet;
    struct ta_inlet_counts counts; /* of the message at hand */
    struct ta_inlet_counts waiting;
    struct ta_journal_copy *to; /* NULL: nowhere */
    bool waits;                 /* the message at hand */
};

static enum ta_status on_row(void *self, const struct ta_sort_row *row,
                             struct ta_error *err)
{
    struct look *l = self;
    (void)err;
    l->waits = l->waits || ta_wait_has(l->wait, row->project, row->day);
    return TA_OK;
}

static void add_aside(struct look *l)
{
    l->waiting.messages++;
    l->waiting.letters += l->counts.letters;
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        if (ta_outcome_fate((enum ta_outcome)i) == TA_FATE_SET_ASIDE)
            l->waiting.outcome[i] += l->counts.outcome[i];
}

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    struct look *l = self;
    struct ta_topic topic;
    if (!ta_topic_read(message->topic, &topic) || !has_project(l->wait, topic.project))
        return TA_OK;
    l->waits = false;
    l->counts = (struct ta_inlet_counts){.messages = 0};
    enum ta_status rc = ta_journal_take(l->journal, message, err);
    if (rc != TA_OK || !l->waits) return rc;
    add_aside(l);
    return l->to == NULL ? TA_OK : ta_journal_copy_add(l->to, message, err);
}

/* By the mappings that it was read by before: one that changed meanwhile might say other rows. */
static enum ta_status look_through(struct look *l, const char *path,
                                   struct ta_error *err)
{
    const struct ta_journal_sink sink = {
        .self = l, .message = on_message} /* of faults told who read it before */;
    struct ta_journal_inlet before = *l->journal;
    l->inlet = (struct ta_inlet){.intake = before.inlet->intake,
                                 .row = on_row,
                                 .source = "",
                                 .counts = &l->counts,
                                 .self = l};
    l->journal->inlet = &l->inlet;
    l->journal->clocks = NULL;
    enum ta_status rc = ta_journal_read(path, false, &sink, err);
    l->journal->inlet = before.inlet;
    l->journal->clocks = before.clocks;
    ta_inlet_free(&l->inlet);
    return rc;
}

enum ta_status ta_wait_copy(const struct ta_wait *wait,
                            struct ta_journal_inlet *journal, const char *path,
                            const char *folder, const char *name,
                            struct ta_inlet_counts *counts, struct ta_error *err)
{
    struct look l = {.wait = wait, .journal = journal};
    enum ta_status rc = ta_journal_copy_open(folder, name, &l.to, err);
    if (rc == TA_OK) rc = look_through(&l, path, err);
    if (rc == TA_OK) rc = ta_journal_copy_publish(l.to, err);
    ta_journal_copy_close(l.to);
    *counts = l.waiting;
    return rc;
}

enum ta_status ta_wait_count(const struct ta_wait *wait,
                             struct ta_journal_inlet *journal, const char *path,
                             size_t *n, struct ta_error *err)
{
    struct look l = {.wait = wait, .journal = journal};
    enum ta_status rc = look_through(&l, path, err);
    *n = (size_t)l.waiting.messages;
    return rc;
}

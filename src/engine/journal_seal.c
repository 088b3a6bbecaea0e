/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_seal.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/journal_inlet.h"
#include "engine/journal_passed.h"
#include "engine/journal_pin.h"
#include "engine/journal_waited.h"
#include "engine/reading_clear.h"
#include "engine/reading_roster.h"
#include "engine/segment_end.h"
#include "ingest/archive.h"

enum { ROWS = 1 << 20 };

/* All segments on their way. */
struct sealing {
    struct ta_workspace *workspace;
    const char *only; /* the one that is read by its pin; NULL: those without one */
    const struct ta_journal_job *job;
    struct ta_journal_sealed *out;
    struct ta_error *err;
    char *open, *archive, *dead, *waiting, *folder; /* folders of the journal */
    struct ta_journal_segment *segment;
    size_t n;
    struct ta_waited waited; /* what earlier seals let wait */
    struct ta_wait wait;     /* what this one does */
    struct ta_journal_reader reader;
    struct ta_inlet inlet;
    struct ta_journal_inlet journal;
    struct ta_passed_tally passed;
    size_t faults;                         /* met by those before */
    const struct ta_journal_segment *left; /* that they left, borrowed */
    size_t n_left;
    bool unpinned;                 /* `only` cannot be read by its pin */
    struct ta_clock_watch *clocks; /* owned; NULL when the job has them */
};

static enum ta_status fail_memory(const struct sealing *s)
{
    return ta_fail(s->err, TA_E_NOMEM, "journal: out of memory");
}

static char *join(const char *folder, const char *name, const char *suffix)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s%s", folder, name, suffix);
    return ta_text_take(&text);
}

/* --- reading -------------------------------------------------------------------------------- */

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    struct sealing *s = self;
    return ta_journal_take(&s->journal, message, err);
}

static enum ta_status on_passed(void *self, const struct ta_journal_passed *passed,
                                struct ta_error *err)
{
    struct sealing *s = self;
    (void)err;
    ta_passed_add(&s->passed, passed);
    return TA_OK;
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    struct sealing *s = self;
    const struct ta_journal_fault fault = {path, at, size, lost, why};
    ta_journal_fault(&s->reader, &fault);
}

/* What a killed program wrote last is no more than in memory: read, and lost to a power cut, it would be sealed of nothing. */
static enum ta_status read_open(struct sealing *s, const char *name)
{
    const struct ta_journal_sink sink = {
        .self = s, .message = on_message, .fault = on_fault, .passed = on_passed};
    char *path = join(s->open, name, "");
    enum ta_status rc =
        path == NULL ? fail_memory(s) : ta_file_bytes_settle(path, s->err);
    if (rc == TA_OK) rc = ta_journal_read_held(&s->reader, &sink, path, name, s->err);
    ta_free(path);
    return rc;
}

static enum ta_status read_all(struct sealing *s)
{
    enum ta_status rc = ta_waited_read(&s->waited, s->err);
    for (size_t i = 0; rc == TA_OK && i < s->n; i++)
        rc = read_open(s, s->segment[i].name);
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        s->out->counts.outcome[i] += s->passed.outcome[i];
    if (rc == TA_OK) ta_passed_complain(&s->passed, s->job->self, s->job->complain);
    return rc;
}

/* --- pins ----------------------------------------------------------------------------------- */

/* @param wait the days that wait; NULL: not known yet */
static enum ta_status pin_all(struct sealing *s, const struct ta_wait *wait)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < s->n; i++)
        rc = ta_pin_write(s->workspace, s->segment[i].name, &s->journal, wait, s->err);
    return rc;
}

/* --- putting away --------------------------------------------------------------------------- */

/* What was set aside of these messages is told now, and not again once they wait no more. */
static enum ta_status let_wait(struct sealing *s, const char *path, const char *name)
{
    struct ta_wait *wait = &s->wait;
    enum ta_status rc =
        ta_wait_copy(wait, &s->journal, path, s->waiting, name, &wait->aside, s->err);
    if (rc == TA_OK && wait->aside.letters > 0)
        rc = ta_pin_write(s->workspace, name, &s->journal, wait, s->err);
    wait->aside = (struct ta_inlet_counts){.messages = 0};
    return rc;
}

/* Its readings are sealed, or their messages wait elsewhere, and its letters are kept. */
static enum ta_status put_away(struct sealing *s,
                               const struct ta_journal_segment *segment)
{
    char *from = join(s->open, segment->name, "");
    char *to = join(s->archive, segment->name, ".zst");
    enum ta_status rc = from == NULL || to == NULL ? fail_memory(s) : TA_OK;
    if (rc == TA_OK && s->wait.n > 0) rc = let_wait(s, from, segment->name);
    if (rc == TA_OK) rc = ta_archive_write(from, to, s->err);
    if (rc == TA_OK)
        rc = ta_segment_end(s->workspace, segment->name, &s->out->letter_files, s->err);
    if (rc == TA_OK) s->out->segments++;
    ta_free(from);
    ta_free(to);
    return rc;
}

static enum ta_status put_all_away(struct sealing *s)
{
    bool days =
        s->wait.n > 0 || s->only != NULL; /* or a kill left some of it to wait */
    enum ta_status rc = days ? pin_all(s, &s->wait) : TA_OK;
    if (rc == TA_OK) rc = ta_folder_make(s->archive, s->err);
    for (size_t i = 0; rc == TA_OK && i < s->n; i++) rc = put_away(s, &s->segment[i]);
    return rc == TA_OK ? ta_waited_end(&s->waited, &s->wait, s->err) : rc;
}

/* --- all of it ------------------------------------------------------------------------------ */

static enum ta_status watch_clocks(struct sealing *s)
{
    if (s->job->clocks == NULL) s->clocks = ta_clock_watch_new();
    s->journal.clocks = s->clocks != NULL ? s->clocks : s->job->clocks;
    return s->journal.clocks == NULL ? fail_memory(s) : TA_OK;
}

/* Nothing came in and nothing waits. */
static bool is_nothing(const struct sealing *s)
{
    return s->n == 0 && s->waited.n == 0;
}

/* Of the segments, the one that is asked for. */
static void keep_only(struct sealing *s)
{
    size_t i = 0;
    while (i < s->n && strcmp(s->segment[i].name, s->only) != 0) i++;
    if (i < s->n) s->segment[0] = s->segment[i];
    s->n = i < s->n;
}

static bool is_left(const struct sealing *s, const char *name)
{
    size_t i = 0;
    while (i < s->n_left && strcmp(s->left[i].name, name) != 0) i++;
    return i < s->n_left;
}

/* Of the segments, those that can be read by what they were read by before. */
static void drop_left(struct sealing *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++)
        if (!is_left(s, s->segment[i].name)) s->segment[kept++] = s->segment[i];
    s->n = kept;
}

static enum ta_status list(struct sealing *s)
{
    enum ta_status rc = ta_segments_settle(s->workspace, s->err);
    if (rc == TA_OK) rc = ta_journal_list(s->open, &s->segment, &s->n, s->err);
    while (s->n > 0 && s->segment[s->n - 1].number >= s->job->below) s->n--;
    if (rc == TA_OK && s->only != NULL) keep_only(s);
    if (rc == TA_OK) drop_left(s);
    if (rc != TA_OK || s->only != NULL) return rc;
    rc = ta_journal_tell_odd(&s->reader, s->open, s->err);
    return rc == TA_OK ? ta_waited_list(&s->waited, s->err) : rc;
}

/* By others than its own it is not read: readings of it may stand. */
static enum ta_status read_pin(struct sealing *s)
{
    bool there;
    struct ta_error why = {.status = TA_OK};
    enum ta_status rc = ta_pin_read(s->workspace, s->only, &s->journal, s->inlet.intake,
                                    NULL, &there, &why);
    if (rc == TA_OK) return TA_OK;
    char *path = join(s->open, s->only, "");
    rc = path == NULL ? fail_memory(s)
                      : ta_journal_pass_over(&s->reader, path, &why, s->err);
    ta_free(path);
    s->unpinned = true;
    s->n = 0;
    return rc;
}

/* The datastreams that come to have rows, and what the one segment was first read by. */
static enum ta_status read_by(struct sealing *s)
{
    struct ta_inlet *in = &s->inlet;
    in->seen = ta_alloc(ta_intake_count(in->intake) + 1, 1);
    if (in->seen == NULL) return fail_memory(s);
    return s->only == NULL ? TA_OK : read_pin(s);
}

static enum ta_status prepare(struct sealing *s)
{
    struct ta_inlet *in = &s->inlet;
    s->folder = ta_workspace_path(s->workspace, "journal");
    s->open = ta_workspace_path(s->workspace, "journal/open");
    s->archive = ta_workspace_path(s->workspace, "journal/archive");
    s->dead = ta_workspace_path(s->workspace, "journal/dead");
    s->waiting = ta_workspace_path(s->workspace, "journal/waiting");
    if (s->folder == NULL || s->open == NULL || s->archive == NULL || s->dead == NULL ||
        s->waiting == NULL)
        return fail_memory(s);
    s->reader = (struct ta_journal_reader){.workspace = s->workspace,
                                           .job = s->job,
                                           .out = s->out,
                                           .inlet = in,
                                           .dead = s->dead};
    s->waited.reader = &s->reader;
    s->waited.folder = s->waiting;
    enum ta_status rc = list(s);
    if (rc != TA_OK || is_nothing(s)) return rc;
    size_t rows = s->job->rows == 0 ? ROWS : s->job->rows;
    struct ta_error why = {.status = TA_E_INTERNAL};
    rc = ta_roster(s->workspace, NULL, &in->intake, &why);
    if (rc == TA_E_NOTFOUND)
        rc = ta_intake_new(NULL, 0, &in->intake, s->err);
    else if (rc != TA_OK)
        rc = ta_fail_as(s->err, &why);
    if (rc == TA_OK) rc = ta_sort_new(s->folder, rows, &in->sort, s->err);
    in->counts = &s->out->counts;
    in->self = s->job->self;
    in->complain = s->job->complain;
    in->source = "";
    s->wait.intake = in->intake;
    s->journal.workspace = s->workspace;
    s->journal.inlet = in;
    if (rc == TA_OK) rc = read_by(s);
    return rc == TA_OK ? watch_clocks(s) : rc;
}

/* @param rc what it came to */
static enum ta_status note(const struct sealing *s, enum ta_status rc)
{
    char detail[320];
    const struct ta_journal_sealed *out = s->out;
    (void)snprintf(detail, sizeof detail,
                   "segments=%zu messages=%llu readings=%llu files=%zu letters=%llu "
                   "faults=%zu over_quota=%llu retained=%llu too_long=%llu",
                   s->n, (unsigned long long)out->counts.messages,
                   (unsigned long long)out->sealed.readings, out->sealed.files,
                   (unsigned long long)out->counts.letters, out->faults,
                   (unsigned long long)s->passed.outcome[TA_OVER_QUOTA],
                   (unsigned long long)s->passed.outcome[TA_RETAINED],
                   (unsigned long long)s->passed.outcome[TA_TOO_LONG]);
    size_t size = strlen(detail);
    if (out->sealed.waiting > 0)
        (void)snprintf(detail + size, sizeof detail - size, " waiting=%llu",
                       (unsigned long long)out->sealed.waiting);
    const struct ta_seal_note line = {
        .workspace = s->workspace,
        .who = s->job->who,
        .now = s->job->now,
        .did = "seal",
        .of = "journal",
        .detail = detail,
        /* when nothing came in and all that waited still does, it was said before */
        .borne = out->sealed.borne && (out->segments > 0 || out->sealed.files > 0)};
    return ta_seal_note(&line, rc, s->err);
}

static enum ta_status seal_rows(struct sealing *s)
{
    const struct ta_seal_job sealing = {.workspace = s->workspace,
                                        .intake = s->inlet.intake,
                                        .tables = s->job->tables,
                                        .who = s->job->who,
                                        .now = s->job->now,
                                        .month_rows = s->job->month_rows,
                                        .outcome = s->out->counts.outcome,
                                        .self = &s->wait,
                                        .wait = ta_wait_note};
    enum ta_status rc = ta_sort_end(s->inlet.sort, s->err);
    if (rc == TA_OK)
        rc = ta_seal_sorted(&sealing, s->inlet.sort, &s->out->sealed, s->err);
    return rc;
}

/* Evidence at fault keeps no segment: what waits for it goes elsewhere first. Of two failures the harder is told.
 * @param rc what sealing came to */
static enum ta_status put_what_can_away(struct sealing *s, enum ta_status rc)
{
    struct ta_error own = {.status = TA_OK}, *first = s->err;
    if (rc == TA_OK) return put_all_away(s);
    if (!s->out->sealed.borne) return rc;
    s->err = &own;
    enum ta_status put = put_all_away(s);
    s->err = first;
    s->out->sealed.borne = put == TA_OK;
    return put == TA_OK ? rc : ta_fail_as(s->err, &own);
}

static enum ta_status seal_segments(struct sealing *s)
{
    if (is_nothing(s)) return TA_OK;
    enum ta_status rc = read_all(s);
    if (rc == TA_OK) rc = pin_all(s, NULL);
    if (rc == TA_OK) rc = seal_rows(s);
    return note(s, put_what_can_away(s, rc));
}

/* What stays behind for now hinders no seal, and is told. */
static void remove_aged(struct sealing *s)
{
    const struct ta_archive_age job = {.workspace = s->workspace,
                                       .who = s->job->who,
                                       .now = s->job->now,
                                       .days = s->job->archive_days};
    enum ta_status rc = ta_archive_remove_aged(&job, &s->out->aged);
    (void)rc; /* `aged.why` has it */
}

static enum ta_status seal(struct sealing *s)
{
    const struct ta_compact_job months = {.workspace = s->workspace,
                                          .tables = s->job->tables,
                                          .who = s->job->who,
                                          .now = s->job->now,
                                          .month_rows = s->job->month_rows};
    enum ta_status rc = prepare(s);
    if (rc == TA_OK) rc = seal_segments(s);
    if (rc != TA_OK && !s->out->sealed.borne) return rc;
    enum ta_status joined =
        ta_compact_readings(&months, &s->out->compacted, rc == TA_OK ? s->err : NULL);
    /* the archive may hold whole what the journal does not */
    if (rc == TA_OK && joined == TA_OK && s->out->faults + s->faults == 0)
        remove_aged(s);
    return rc == TA_OK ? joined : rc;
}

static void end(struct sealing *s)
{
    ta_waited_free(&s->waited);
    ta_journal_inlet_free(&s->journal);
    ta_clock_watch_free(s->clocks);
    ta_sort_free(s->inlet.sort);
    ta_intake_free(s->inlet.intake);
    ta_inlet_free(&s->inlet);
    ta_wait_free(&s->wait);
    ta_free(s->segment);
    ta_free(s->inlet.seen);
    ta_free(s->waiting);
    ta_free(s->folder);
    ta_free(s->open);
    ta_free(s->archive);
    ta_free(s->dead);
}

static bool is_partly(const struct ta_journal_sealed *out)
{
    return out->faults > 0 || ta_inlet_aside(&out->counts) > 0 ||
           out->counts.outcome[TA_OVER_QUOTA] > 0 || out->compacted.left > 0 ||
           out->aged.why.status != TA_OK;
}

static void add_up(struct ta_journal_sealed *to, const struct ta_journal_sealed *begun)
{
    to->segments += begun->segments;
    to->letter_files += begun->letter_files;
    to->faults += begun->faults;
    to->counts.messages += begun->counts.messages;
    to->counts.letters += begun->counts.letters;
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        to->counts.outcome[i] += begun->counts.outcome[i];
    to->sealed.files += begun->sealed.files;
    to->sealed.unchanged += begun->sealed.unchanged;
    to->sealed.readings += begun->sealed.readings;
}

/* A seal that failed has put no letters away: what it counted is counted by the next one. */
static void settle(const struct sealing *s, enum ta_status rc)
{
    bool stands = rc == TA_OK || s->out->sealed.borne;
    if (!stands) s->out->counts = (struct ta_inlet_counts){.messages = 0};
    if (s->job->settled != NULL) s->job->settled(s->job->self, stands);
}

/* A segment that an earlier seal may have published readings of. What comes to wait is told by the seal behind it,
 * which reads it again. @param left that it cannot be read by its pin */
static enum ta_status end_begun(struct ta_workspace *workspace,
                                const struct ta_journal_job *job, const char *name,
                                struct ta_journal_sealed *begun, bool *left,
                                struct ta_error *err)
{
    struct ta_journal_sealed out = {.segments = 0};
    struct ta_error why = {.status = TA_OK};
    struct sealing s = {
        .workspace = workspace, .only = name, .job = job, .out = &out, .err = &why};
    enum ta_status rc = prepare(&s);
    if (rc == TA_OK) rc = seal_segments(&s);
    *left = s.unpinned;
    end(&s);
    settle(&s, rc);
    add_up(begun, &out);
    return rc == TA_OK || out.sealed.borne ? TA_OK : ta_fail_as(err, &why);
}

/* @param left owned: those of the segments that stay, since their pins cannot be read */
static enum ta_status end_all_begun(struct ta_workspace *workspace,
                                    const struct ta_journal_job *job,
                                    struct ta_journal_sealed *begun,
                                    struct ta_journal_segment **left, size_t *n_left,
                                    struct ta_error *err)
{
    size_t n = 0;
    char *open = ta_workspace_path(workspace, "journal/open");
    enum ta_status rc = open == NULL
                            ? ta_fail(err, TA_E_NOMEM, "journal: out of memory")
                            : ta_journal_list(open, left, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_journal_segment *segment = &(*left)[i];
        bool stays = false;
        if (segment->number < job->below && ta_pin_there(workspace, segment->name))
            rc = end_begun(workspace, job, segment->name, begun, &stays, err);
        if (stays) (*left)[(*n_left)++] = *segment;
    }
    ta_free(open);
    return rc;
}

enum ta_status ta_engine_seal(struct ta_workspace *workspace,
                              const struct ta_journal_job *job,
                              struct ta_journal_sealed *out, struct ta_error *err)
{
    struct ta_journal_sealed begun = {.segments = 0};
    struct sealing s = {.workspace = workspace, .job = job, .out = out, .err = err};
    *out = (struct ta_journal_sealed){.segments = 0};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_INGEST, err);
    if (rc != TA_OK) return rc;
    struct ta_journal_segment *left = NULL;
    rc = end_all_begun(workspace, job, &begun, &left, &s.n_left, err);
    s.left = left;
    s.faults = begun.faults;
    if (rc == TA_OK) rc = seal(&s);
    end(&s);
    settle(&s, rc);
    ta_free(left);
    add_up(out, &begun);
    ta_memory_settle();
    ta_readings_clear(workspace);
    ta_pins_settle(workspace);
    ta_workspace_leave(workspace, TA_DOES_INGEST);
    return rc == TA_OK && is_partly(out) ? TA_PARTLY : rc;
}

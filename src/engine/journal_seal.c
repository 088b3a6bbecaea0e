/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_seal.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/journal_inlet.h"
#include "engine/journal_passed.h"
#include "engine/reading_clear.h"
#include "engine/reading_roster.h"
#include "engine/segment_end.h"
#include "ingest/archive.h"

enum { ROWS = 1 << 20 };

/* All segments on their way. */
struct sealing {
    struct ta_workspace *workspace;
    const struct ta_journal_job *job;
    struct ta_journal_sealed *out;
    struct ta_error *err;
    char *open, *archive, *dead, *folder; /* folders of the journal */
    struct ta_journal_segment *segment;
    size_t n;
    struct ta_inlet inlet;
    struct ta_journal_inlet journal;
    struct ta_passed_tally passed;
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
    s->out->faults++;
    if (s->job->fault != NULL) s->job->fault(s->job->self, &fault);
}

/* The letters of a segment are held back in a file of their own until it stands in the archive; those of a
 * reading that came to no end go. */
static enum ta_status read_segment(struct sealing *s, const char *name,
                                   const char *path)
{
    const struct ta_journal_sink sink = {
        .self = s, .message = on_message, .fault = on_fault, .passed = on_passed};
    struct ta_dead_writer *dead = NULL;
    enum ta_status rc = ta_dead_unhold(s->dead, name, s->err);
    if (rc == TA_OK) rc = ta_dead_open(s->dead, &dead, s->err);
    if (rc != TA_OK) return rc;
    ta_inlet_letters(&s->inlet, dead);
    rc = ta_journal_read(path, false, &sink, s->err);
    if (rc == TA_OK) rc = ta_dead_hold(dead, name, s->err);
    ta_inlet_letters(&s->inlet, NULL);
    ta_dead_close(dead);
    return rc;
}

static enum ta_status read_all(struct sealing *s)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < s->n; i++) {
        char *path = join(s->open, s->segment[i].name, "");
        rc = path == NULL ? fail_memory(s) : read_segment(s, s->segment[i].name, path);
        ta_free(path);
    }
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        s->out->counts.outcome[i] += s->passed.outcome[i];
    if (rc == TA_OK) ta_passed_complain(&s->passed, s->job->self, s->job->complain);
    return rc;
}

/* --- putting away --------------------------------------------------------------------------- */

/* Its readings are sealed and its letters kept. */
static enum ta_status put_away(struct sealing *s,
                               const struct ta_journal_segment *segment)
{
    char *from = join(s->open, segment->name, "");
    char *to = join(s->archive, segment->name, ".zst");
    enum ta_status rc = from == NULL || to == NULL ? fail_memory(s) : TA_OK;
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
    enum ta_status rc = ta_folder_make(s->archive, s->err);
    for (size_t i = 0; rc == TA_OK && i < s->n; i++) rc = put_away(s, &s->segment[i]);
    return rc;
}

/* --- all of it ------------------------------------------------------------------------------ */

static enum ta_status watch_clocks(struct sealing *s)
{
    if (s->job->clocks == NULL) s->clocks = ta_clock_watch_new();
    s->journal.clocks = s->clocks != NULL ? s->clocks : s->job->clocks;
    return s->journal.clocks == NULL ? fail_memory(s) : TA_OK;
}

static enum ta_status prepare(struct sealing *s)
{
    struct ta_inlet *in = &s->inlet;
    s->folder = ta_workspace_path(s->workspace, "journal");
    s->open = ta_workspace_path(s->workspace, "journal/open");
    s->archive = ta_workspace_path(s->workspace, "journal/archive");
    s->dead = ta_workspace_path(s->workspace, "journal/dead");
    if (s->folder == NULL || s->open == NULL || s->archive == NULL || s->dead == NULL)
        return fail_memory(s);
    enum ta_status rc = ta_segments_settle(s->workspace, s->err);
    if (rc == TA_OK) rc = ta_journal_list(s->open, &s->segment, &s->n, s->err);
    while (s->n > 0 && s->segment[s->n - 1].number >= s->job->below) s->n--;
    if (rc != TA_OK || s->n == 0) return rc;
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
    s->journal.workspace = s->workspace;
    s->journal.inlet = in;
    return rc == TA_OK ? watch_clocks(s) : rc;
}

static enum ta_status note(const struct sealing *s)
{
    char detail[256];
    struct ta_store *store = &s->workspace->store;
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
    enum ta_status rc = store->ops->begin(store->self, s->err);
    if (rc != TA_OK) return rc;
    rc = store->ops->audit(store->self, s->job->now, s->job->who, "seal", "journal",
                           detail, s->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, s->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

static enum ta_status seal_rows(struct sealing *s)
{
    const struct ta_seal_job sealing = {.workspace = s->workspace,
                                        .intake = s->inlet.intake,
                                        .tables = s->job->tables,
                                        .who = s->job->who,
                                        .now = s->job->now,
                                        .month_rows = s->job->month_rows,
                                        .outcome = s->out->counts.outcome};
    enum ta_status rc = ta_sort_end(s->inlet.sort, s->err);
    if (rc == TA_OK)
        rc = ta_seal_sorted(&sealing, s->inlet.sort, &s->out->sealed, s->err);
    return rc;
}

/* What was sealed beside evidence at fault has its line in the log too; the first error stands. */
static enum ta_status note_sealed(struct sealing *s, enum ta_status rc)
{
    struct ta_error own = {.status = TA_OK}, *first = s->err;
    if (rc == TA_OK) return note(s);
    if (!ta_seal_bears(rc) || s->out->sealed.files == 0) return rc;
    s->err = &own;
    (void)note(s);
    s->err = first;
    return rc;
}

static enum ta_status seal_segments(struct sealing *s)
{
    if (s->n == 0) return TA_OK;
    enum ta_status rc = read_all(s);
    if (rc == TA_OK) rc = seal_rows(s);
    if (rc == TA_OK) rc = put_all_away(s);
    return note_sealed(s, rc);
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
    if (rc != TA_OK && !ta_seal_bears(rc)) return rc;
    enum ta_status joined =
        ta_compact_readings(&months, &s->out->compacted, rc == TA_OK ? s->err : NULL);
    if (rc == TA_OK && joined == TA_OK) remove_aged(s);
    return rc == TA_OK ? joined : rc;
}

static void end(struct sealing *s)
{
    ta_journal_inlet_free(&s->journal);
    ta_clock_watch_free(s->clocks);
    ta_sort_free(s->inlet.sort);
    ta_intake_free(s->inlet.intake);
    ta_inlet_free(&s->inlet);
    ta_free(s->segment);
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

enum ta_status ta_engine_seal(struct ta_workspace *workspace,
                              const struct ta_journal_job *job,
                              struct ta_journal_sealed *out, struct ta_error *err)
{
    struct sealing s = {.workspace = workspace, .job = job, .out = out, .err = err};
    *out = (struct ta_journal_sealed){.segments = 0};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_INGEST, err);
    if (rc != TA_OK) return rc;
    rc = seal(&s);
    end(&s);
    ta_memory_settle();
    ta_readings_clear(workspace);
    ta_workspace_leave(workspace, TA_DOES_INGEST);
    return rc == TA_OK && is_partly(out) ? TA_PARTLY : rc;
}

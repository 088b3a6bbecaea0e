/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_waited.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/journal_pin.h"
#include "engine/journal_restore.h"
#include "engine/letters_once.h"

/* A file that waited: what its messages are read by, and of which days. */
struct ta_waited_file {
    const struct ta_journal_reader *reader; /* borrowed */
    char *path, *of;                        /* of: whose letters its own are */
    struct ta_journal_segment segment;
    struct ta_journal_inlet journal;
    bool pinned;
    bool damaged; /* some of it cannot be read: it stays */
    bool passed;  /* nothing of it is read: it stays as it is */
    struct ta_wait days;
    struct ta_inlet_counts again; /* what was set aside of it */
    size_t whole;                 /* its messages that can be read */
};

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "journal: out of memory");
}

/* --- which ---------------------------------------------------------------------------------- */

/* The letters of what waited are no segment's. */
static enum ta_status set_up(const struct ta_waited *waited, struct ta_waited_file *f,
                             const struct ta_journal_segment *segment,
                             struct ta_error *err)
{
    struct ta_text path = {0}, of = {0};
    f->reader = waited->reader;
    f->segment = *segment;
    f->journal.workspace = f->reader->workspace;
    ta_text_addf(&path, "%s/%s", waited->folder, segment->name);
    ta_text_addf(&of, "%s.waiting", segment->name);
    f->path = ta_text_take(&path);
    f->of = ta_text_take(&of);
    return f->path == NULL || f->of == NULL ? fail_memory(err) : TA_OK;
}

enum ta_status ta_waited_list(struct ta_waited *waited, struct ta_error *err)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    enum ta_status rc = ta_journal_list(waited->folder, &segment, &n, err);
    if (rc == TA_OK) waited->file = ta_alloc(n + 1, sizeof *waited->file);
    if (rc == TA_OK && waited->file == NULL) rc = fail_memory(err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = set_up(waited, &waited->file[waited->n++], &segment[i], err);
    ta_free(segment);
    return rc == TA_OK ? ta_journal_tell_odd(waited->reader, waited->folder, err) : rc;
}

/* --- is it whole, before it is relied on? --------------------------------------------------- */

static enum ta_status on_whole(void *self, const struct ta_journal_message *message,
                               struct ta_error *err)
{
    struct ta_waited_file *f = self;
    (void)message, (void)err;
    f->whole++;
    return TA_OK;
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    const struct ta_waited_file *f = self;
    const struct ta_journal_fault fault = {path, at, size, lost, why};
    ta_journal_fault(f->reader, &fault);
}

static enum ta_status pin(struct ta_waited_file *f, struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    f->journal.inlet = f->reader->inlet;
    f->days.intake = f->reader->inlet->intake;
    enum ta_status rc = ta_pin_read(f->reader->workspace, f->segment.name, &f->journal,
                                    NULL, &f->days, &f->pinned, &why);
    f->passed = rc != TA_OK;
    return rc == TA_OK ? TA_OK : ta_journal_pass_over(f->reader, f->path, &why, err);
}

/* Some of it cannot be read: the archived segment has it all. */
static enum ta_status restore(struct ta_waited_file *f, struct ta_error *err)
{
    bool restored = false;
    enum ta_status rc = ta_waited_restore(f->reader->workspace, f->segment.name,
                                          f->whole, &restored, err);
    if (rc != TA_OK) return rc;
    f->damaged = !restored;
    const struct ta_journal_fault fault = {
        .path = f->path,
        .why = restored ? "written anew from its segment in journal/archive: all of it "
                          "is taken in"
                        : "stays: what of it cannot be read may stand whole in its "
                          "segment in journal/archive; remove the file once that was "
                          "looked at"};
    ta_journal_fault(f->reader, &fault);
    return TA_OK;
}

static enum ta_status check(struct ta_waited_file *f, struct ta_error *err)
{
    const struct ta_journal_sink sink = {
        .self = f, .message = on_whole, .fault = on_fault};
    struct ta_error why = {.status = TA_OK};
    size_t faults = f->reader->out->faults;
    enum ta_status rc = ta_journal_read(f->path, false, &sink, &why);
    f->passed = rc != TA_OK;
    if (f->passed) return ta_journal_pass_over(f->reader, f->path, &why, err);
    if (f->reader->out->faults > faults) rc = restore(f, err);
    return rc == TA_OK ? pin(f, err) : rc;
}

/* --- reading -------------------------------------------------------------------------------- */

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    struct ta_waited_file *f = self;
    return ta_journal_take(&f->journal, message, err);
}

/* Of messages that waited, readings of other days stand already. */
static enum ta_status on_row(void *self, const struct ta_sort_row *row,
                             struct ta_error *err)
{
    struct ta_waited_file *f = self;
    if (f->pinned && !ta_wait_has(&f->days, row->project, row->day)) {
        f->again.outcome[row->outcome]--;
        return TA_OK;
    }
    return ta_sort_add(f->reader->inlet->sort, row, err);
}

/* Readings are counted where they end; of what was set aside the number waits for the file's end. */
static void count_taken(struct ta_inlet_counts *again, struct ta_inlet_counts *counts)
{
    for (int k = 0; k < TA_OUTCOME_COUNT; k++) {
        if (ta_outcome_fate((enum ta_outcome)k) == TA_FATE_TAKEN)
            counts->outcome[k] += again->outcome[k];
        if (ta_outcome_fate((enum ta_outcome)k) != TA_FATE_SET_ASIDE)
            again->outcome[k] = 0;
    }
}

/* What of it was set aside was told and counted when it came, and is again once the file goes, since it may be more by
 * then; so were the jumps of clocks, and its faults where it was looked whether it is whole. */
static enum ta_status read_file(struct ta_waited_file *f, struct ta_error *err)
{
    const struct ta_journal_sink sink = {.self = f, .message = on_message};
    struct ta_inlet *in = f->reader->inlet;
    const struct ta_inlet inlet = *in;
    in->counts = &f->again;
    in->complain = NULL;
    in->row = on_row;
    in->self = f;
    enum ta_status rc = ta_journal_read_held(f->reader, &sink, f->path, f->of, err);
    in->counts = inlet.counts;
    in->complain = inlet.complain;
    in->row = inlet.row;
    in->self = inlet.self;
    count_taken(&f->again, in->counts);
    return rc;
}

enum ta_status ta_waited_read(struct ta_waited *waited, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < waited->n; i++) {
        rc = check(&waited->file[i], err);
        if (rc == TA_OK && !waited->file[i].passed)
            rc = read_file(&waited->file[i], err);
    }
    return rc;
}

/* --- the end -------------------------------------------------------------------------------- */

static uint64_t more_than(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

/* Nothing of it waits any more; a kill before its end leaves it to be read once more. Letters that it was set aside by
 * when it came stand already, and those of now may be others. */
static enum ta_status end(const struct ta_waited_file *f, struct ta_error *err)
{
    const struct ta_inlet_counts *again = &f->again, *before = &f->days.aside;
    struct ta_inlet_counts *counts = &f->reader->out->counts;
    uint64_t letters = more_than(again->letters, before->letters);
    size_t files = 0;
    enum ta_status rc = ta_dead_release(f->reader->dead, f->of, &files, err);
    if (rc == TA_OK && unlink(f->path) != 0)
        rc = ta_fail_own(err, errno, f->path, "cannot remove");
    if (rc != TA_OK) return rc;
    if (letters > 0) f->reader->out->letter_files += files;
    counts->letters += letters;
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        counts->outcome[i] += more_than(again->outcome[i], before->outcome[i]);
    return files == 0 || before->letters == 0 ? TA_OK
                                              : ta_letters_once(f->reader->dead, err);
}

static enum ta_status look_at(struct ta_waited_file *f, const struct ta_wait *wait,
                              struct ta_error *err)
{
    size_t n = 0;
    if (f->passed) return TA_OK;
    if (wait->n > 0) {
        enum ta_status rc = ta_wait_count(wait, &f->journal, f->path, &n, err);
        if (rc != TA_OK) return rc;
    }
    return n > 0 || f->damaged ? ta_dead_unhold(f->reader->dead, f->of, err)
                               : end(f, err);
}

enum ta_status ta_waited_end(struct ta_waited *waited, const struct ta_wait *wait,
                             struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < waited->n; i++)
        rc = look_at(&waited->file[i], wait, err);
    return rc;
}

void ta_waited_free(struct ta_waited *waited)
{
    for (size_t i = 0; i < waited->n; i++) {
        struct ta_waited_file *f = &waited->file[i];
        ta_journal_inlet_free(&f->journal);
        ta_wait_free(&f->days);
        ta_free(f->path);
        ta_free(f->of);
    }
    ta_free(waited->file);
}

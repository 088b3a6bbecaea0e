/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/frame.h"
#include "ingest/journal_kind.h"
#include "ingest/packed.h"

enum { PASSED_SLOTS = 32 };

/* What the batch at hand tells of messages passed over: where its counts stand, and what they are of. */
struct passed {
    size_t key, counts; /* in the batch; counts 0: none */
    uint64_t messages, bytes;
};

struct ta_journal {
    char *folder, *path; /* path: of the segment, for complaints */
    int file;            /* -1 while there is none */
    struct ta_frame_key key;
    uint64_t number; /* of the segment at hand, or of the next one */
    uint64_t size;   /* committed */
    uint64_t frames; /* committed to it */
    size_t segment_bytes;
    /* the batch */
    size_t n;        /* messages */
    size_t n_frames; /* that they are, or that tell of them */
    struct passed passed[PASSED_SLOTS];
    size_t next_passed;
    struct ta_text
        batch; /* frames; their heads are filled in for the segment they go to */
};

static enum ta_status fail_memory(const struct ta_journal *j, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", j->folder);
}

static enum ta_status fail_file(const struct ta_journal *j, const char *what,
                                struct ta_error *err)
{
    int cause = errno;
    enum ta_status rc =
        ta_fail_own(err, cause, j->path == NULL ? j->folder : j->path, what);
    if (cause == ENOSPC || cause == EDQUOT)
        ta_error_mend(err, "make room on that disk; nothing is acknowledged meanwhile");
    return rc;
}

/* --- segments ------------------------------------------------------------------------------- */

/* "000000000042-<key>.journal". @return false for other names */
static bool read_name(const char *name, uint64_t *number)
{
    struct ta_frame_key key;
    char *end = NULL;
    size_t digits = strspn(name, "0123456789");
    const char *suffix = strrchr(name, '.');
    if (digits == 0 || digits > 18 || name[digits] != '-' || suffix == NULL ||
        strcmp(suffix, ".journal") != 0 || !ta_frame_name_key(name, &key))
        return false;
    *number = strtoull(name, &end, 10);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct ta_journal_segment *x = a, *y = b;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* One that was put away meanwhile is a file without a size. */
static bool is_file(const char *folder, const char *name, uint64_t *size)
{
    char path[PATH_MAX];
    struct stat found;
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    bool there = n > 0 && (size_t)n < sizeof path && stat(path, &found) == 0;
    *size = there && found.st_size > 0 ? (uint64_t)found.st_size : 0;
    return !there || S_ISREG(found.st_mode);
}

/* @param files those that are files, or those that are none */
static size_t keep_segments(const char *folder, bool files, char *const *names,
                            size_t n, struct ta_journal_segment *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct ta_journal_segment *s = &to[kept];
        if (!read_name(names[i], &s->number)) continue;
        if (!ta_copy(s->name, sizeof s->name, names[i])) continue;
        kept += is_file(folder, s->name, &s->size) == files;
    }
    return kept;
}

static enum ta_status list(const char *folder, bool files,
                           struct ta_journal_segment **out, size_t *n,
                           struct ta_error *err)
{
    char **names = NULL;
    size_t count = 0;
    *out = NULL;
    *n = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(folder, &names, &count, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(err, &why);
    struct ta_journal_segment *segment = ta_alloc(count, sizeof *segment);
    if (segment == NULL) {
        ta_free(names);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    }
    *n = keep_segments(folder, files, names, count, segment);
    if (*n > 1) qsort(segment, *n, sizeof *segment, by_number);
    ta_free(names);
    *out = segment;
    return TA_OK;
}

enum ta_status ta_journal_list(const char *folder, struct ta_journal_segment **out,
                               size_t *n, struct ta_error *err)
{
    return list(folder, true, out, n, err);
}

enum ta_status ta_journal_list_odd(const char *folder, struct ta_journal_segment **out,
                                   size_t *n, struct ta_error *err)
{
    return list(folder, false, out, n, err);
}

static void drop_segment(struct ta_journal *j)
{
    if (j->file >= 0) (void)close(j->file); /* what counts was fsynced */
    j->file = -1;
    ta_free(j->path);
    j->path = NULL;
}

static enum ta_status write_all(const struct ta_journal *j, const char *bytes,
                                size_t size, struct ta_error *err)
{
    while (size > 0) {
        ssize_t n = write(j->file, bytes, size);
        if (n < 0 && errno != EINTR) return fail_file(j, "cannot write", err);
        if (n < 0) continue;
        bytes += n;
        size -= (size_t)n;
    }
    return TA_OK;
}

static enum ta_status write_head(const struct ta_journal *j, struct ta_error *err)
{
    struct ta_text head = {0};
    ta_frame_file_head(&j->key, &head);
    enum ta_status rc =
        head.failed ? fail_memory(j, err) : write_all(j, head.bytes, head.size, err);
    ta_text_free(&head);
    return rc;
}

/* A new segment whose name is on disk; its head goes there with the first batch. */
static enum ta_status start_segment(struct ta_journal *j, struct ta_error *err)
{
    char stem[32], name[TA_FRAME_NAME];
    struct ta_text path = {0};
    ta_frame_key_new(&j->key);
    (void)snprintf(stem, sizeof stem, "%012" PRIu64, j->number);
    ta_frame_name(stem, &j->key, "journal", name);
    ta_text_addf(&path, "%s/%s", j->folder, name);
    j->path = ta_text_take(&path);
    if (j->path == NULL) return fail_memory(j, err);
    j->file = open(j->path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    enum ta_status rc =
        j->file < 0 ? fail_file(j, "cannot begin a segment", err) : TA_OK;
    if (rc == TA_OK) rc = write_head(j, err);
    if (rc == TA_OK) rc = ta_file_name_settle(j->path, err);
    if (rc != TA_OK) {
        if (j->file >= 0) /* best effort: an empty segment does no harm */
            (void)unlink(j->path);
        drop_segment(j);
        return rc;
    }
    j->size = TA_FRAME_FILE_HEAD;
    j->frames = 0;
    return TA_OK;
}

/* --- opening -------------------------------------------------------------------------------- */

static enum ta_status number_after_all(struct ta_journal *j, struct ta_error *err)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    enum ta_status rc = ta_journal_list(j->folder, &segment, &n, err);
    if (rc == TA_OK && n > 0 && segment[n - 1].number >= j->number)
        j->number = segment[n - 1].number + 1;
    ta_free(segment);
    return rc;
}

enum ta_status ta_journal_open(const struct ta_journal_options *options,
                               struct ta_journal **out, struct ta_error *err)
{
    struct ta_journal *j = ta_alloc(1, sizeof *j);
    if (j == NULL) return ta_fail(err, TA_E_NOMEM, "journal: out of memory");
    j->file = -1;
    j->segment_bytes = options->segment_bytes;
    j->number = options->first_number;
    j->folder = ta_strdup(options->folder);
    enum ta_status rc = j->folder == NULL
                            ? ta_fail(err, TA_E_NOMEM, "journal: out of memory")
                            : ta_folder_make(j->folder, err);
    if (rc == TA_OK) rc = number_after_all(j, err);
    if (rc == TA_OK)
        *out = j;
    else
        ta_journal_close(j);
    return rc;
}

void ta_journal_close(struct ta_journal *journal)
{
    if (journal == NULL) return;
    drop_segment(journal);
    ta_text_free(&journal->batch);
    ta_free(journal->folder);
    ta_free(journal);
}

/* --- writing -------------------------------------------------------------------------------- */

/* @return where it begins */
static size_t begin_frame(struct ta_journal *j)
{
    static const char no_head[TA_FRAME_HEAD];
    size_t before = j->batch.size;
    ta_text_add_bytes(&j->batch, no_head, sizeof no_head);
    return before;
}

/* @p messages that it holds, or tells of; @p bytes of the first, for a complaint. */
static enum ta_status end_frame(struct ta_journal *j, size_t before, size_t messages,
                                size_t bytes, struct ta_error *err)
{
    struct ta_text *batch = &j->batch;
    size_t body = before + TA_FRAME_HEAD;
    if (!batch->failed && batch->size - body <= TA_FRAME_BODY_MOST) {
        ta_frame_leave(batch->bytes + before, batch->size - body);
        j->n += messages;
        j->n_frames++;
        return TA_OK;
    }
    bool failed = batch->failed;
    batch->failed = false; /* no half of it stays */
    batch->size = before;
    return failed ? fail_memory(j, err)
                  : ta_fail(err, TA_E_LIMIT, "%s: a message of %zu bytes", j->folder,
                            bytes);
}

void ta_journal_pack(const struct ta_journal_message *message, struct ta_text *out)
{
    ta_pack_number(out, (uint64_t)message->received);
    ta_pack_view(out, message->topic);
    ta_pack_view(out, message->bytes);
    if (message->id != 0 || message->undated)
        ta_pack_number(out, (uint64_t)message->id << 1 | message->undated);
}

enum ta_status ta_journal_add(struct ta_journal *journal,
                              const struct ta_journal_message *message,
                              struct ta_error *err)
{
    size_t before = begin_frame(journal);
    ta_journal_pack(message, &journal->batch);
    return end_frame(journal, before, 1, message->bytes.size, err);
}

/* What the batch tells of that reason and topic already; else a place for it. */
static struct passed *find_passed(struct ta_journal *j, size_t key, size_t size)
{
    for (size_t i = 0; i < PASSED_SLOTS; i++) {
        struct passed *p = &j->passed[i];
        if (p->counts != 0 && p->counts - p->key == size &&
            memcmp(j->batch.bytes + p->key, j->batch.bytes + key, size) == 0)
            return p;
    }
    struct passed *p = &j->passed[j->next_passed];
    j->next_passed = (j->next_passed + 1) % PASSED_SLOTS;
    *p = (struct passed){.key = key};
    return p;
}

static void add_counts(struct ta_journal *j, struct passed *to,
                       const struct ta_journal_passed *passed)
{
    char *at = j->batch.bytes + to->counts;
    to->messages += passed->messages;
    to->bytes += passed->bytes;
    ta_put_fixed(at, to->messages);
    ta_put_fixed(at + 8, to->bytes);
}

enum ta_status ta_journal_pass(struct ta_journal *journal,
                               const struct ta_journal_passed *passed,
                               struct ta_error *err)
{
    struct ta_text *batch = &journal->batch;
    const char *word = ta_outcome_word(passed->outcome);
    size_t before = begin_frame(journal);
    ta_pack_kind(batch, TA_JOURNAL_PASSED);
    size_t key = batch->size;
    ta_pack_view(batch, (struct ta_view){word, strlen(word)});
    ta_pack_view(batch, passed->topic);
    size_t counts = batch->size;
    ta_pack_fixed(batch, 0);
    ta_pack_fixed(batch, 0);
    ta_pack_number(batch, (uint64_t)passed->received);
    struct passed *to = batch->failed ? NULL : find_passed(journal, key, counts - key);
    if (to != NULL && to->counts != 0) { /* that frame says it */
        batch->size = before;
        journal->n += passed->messages;
        add_counts(journal, to, passed);
        return TA_OK;
    }
    enum ta_status rc =
        end_frame(journal, before, passed->messages, passed->topic.size, err);
    if (rc != TA_OK) return rc;
    to->counts = counts;
    add_counts(journal, to, passed);
    return TA_OK;
}

enum ta_status ta_journal_note_quota(struct ta_journal *journal, struct ta_view used,
                                     struct ta_error *err)
{
    size_t before = begin_frame(journal);
    ta_pack_kind(&journal->batch, TA_JOURNAL_QUOTA);
    ta_pack_view(&journal->batch, used);
    return end_frame(journal, before, 0, used.size, err);
}

size_t ta_journal_waiting(const struct ta_journal *journal)
{
    return journal->n;
}

/* A failed write or flush leaves a segment in which nobody knows what is on disk: it gets no more. */
static enum ta_status write_batch(struct ta_journal *j, struct ta_error *err)
{
    enum ta_status rc = j->file < 0 ? start_segment(j, err) : TA_OK;
    if (rc != TA_OK) return rc;
    ta_frame_heads(&j->key, j->frames, j->batch.bytes, j->batch.size);
    rc = write_all(j, j->batch.bytes, j->batch.size, err);
    if (rc == TA_OK && fdatasync(j->file) != 0)
        rc = fail_file(j, "cannot fdatasync", err);
    if (rc == TA_OK) return rc;
    /* best effort: give the room back; the reader copes with either */
    if (ftruncate(j->file, (off_t)j->size) != 0) errno = 0;
    drop_segment(j);
    j->number++;
    return rc;
}

enum ta_status ta_journal_commit(struct ta_journal *journal, struct ta_error *err)
{
    if (journal->n_frames == 0) return TA_OK;
    enum ta_status rc = write_batch(journal, err);
    if (rc != TA_OK) return rc;
    journal->size += journal->batch.size;
    journal->frames += journal->n_frames;
    journal->n = journal->n_frames = 0;
    memset(journal->passed, 0, sizeof journal->passed);
    journal->batch.size = 0;
    if (journal->size >= journal->segment_bytes) ta_journal_rotate(journal);
    return TA_OK;
}

void ta_journal_rotate(struct ta_journal *journal)
{
    if (journal->file < 0) return;
    drop_segment(journal);
    journal->number++;
    journal->size = 0;
}

uint64_t ta_journal_number(const struct ta_journal *journal)
{
    return journal->number;
}

uint64_t ta_journal_size(const struct ta_journal *journal)
{
    return journal->file < 0 ? 0 : journal->size;
}

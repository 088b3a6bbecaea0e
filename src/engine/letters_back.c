/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/letters_back.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/letters_away.h"
#include "engine/letters_chosen.h"

struct bringing {
    struct ta_workspace *workspace;
    const struct ta_letters_back *job;
    size_t *letters;
    struct ta_error *err;
    char *from, *to, *note;
};

static enum ta_status fail_memory(const struct bringing *b)
{
    return ta_fail(b->err, TA_E_NOMEM, "dead letters: out of memory");
}

static char *path_of(const struct bringing *b, const char *folder, const char *suffix)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s%s", folder, b->job->file, suffix);
    char *below = ta_text_take(&text);
    char *path = below == NULL ? NULL : ta_workspace_path(b->workspace, below);
    ta_free(below);
    return path;
}

static enum ta_status on_form(void *self, const struct ta_letter_form *form,
                              struct ta_error *err)
{
    (void)self;
    (void)form;
    (void)err;
    return TA_OK;
}

static enum ta_status on_letter(void *self, const struct ta_letter *letter,
                                struct ta_error *err)
{
    const struct bringing *b = self;
    (void)letter;
    (void)err;
    ++*b->letters;
    return TA_OK;
}

/* One that is damaged can go back as it is, too: it is told of there. */
static enum ta_status count(struct bringing *b)
{
    const struct ta_dead_sink sink = {b, on_form, on_letter};
    size_t faults = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_dead_read(b->from, &sink, &faults, &why);
    if (rc == TA_OK || rc == TA_E_DATA) return TA_OK;
    if (rc != TA_E_NOTFOUND) return ta_fail_as(b->err, &why);
    (void)ta_fail(b->err, TA_E_NOTFOUND, "%.100s was not put away", b->job->file);
    ta_error_mend(b->err, "`terrassay readings letters --away` lists what was");
    return TA_E_NOTFOUND;
}

static enum ta_status note(const struct bringing *b)
{
    char detail[512], reason[301];
    struct ta_store *store = &b->workspace->store;
    ta_copy_cut(reason, sizeof reason, b->job->reason);
    (void)snprintf(detail, sizeof detail, "%.80s: letters=%zu: %s", b->job->file,
                   *b->letters, reason);
    enum ta_status rc = store->ops->begin(store->self, b->err);
    if (rc != TA_OK) return rc;
    rc = store->ops->audit(store->self, b->job->now, b->job->who, "take_back",
                           "journal/dead", detail, b->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, b->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

/* The note is of no use to anybody any more; the log has it. */
static enum ta_status move(const struct bringing *b)
{
    enum ta_status rc = ta_file_place(b->from, b->to, b->err);
    if (rc == TA_OK) rc = ta_file_name_settle(b->to, b->err);
    if (rc == TA_OK) rc = ta_file_name_settle(b->from, b->err);
    if (rc == TA_OK && unlink(b->note) != 0 && errno != ENOENT)
        rc = ta_fail_own(b->err, errno, b->note, "cannot remove");
    return rc;
}

static enum ta_status bring(struct bringing *b)
{
    b->from = path_of(b, "journal/archive/dead", "");
    b->note = path_of(b, "journal/archive/dead", ".json");
    b->to = path_of(b, "journal/dead", "");
    if (b->from == NULL || b->to == NULL || b->note == NULL) return fail_memory(b);
    enum ta_status rc = ta_letters_settle(b->workspace, b->err);
    if (rc == TA_OK) rc = count(b);
    if (rc == TA_OK) rc = ta_workspace_make_above(b->to, b->err);
    if (rc == TA_OK) rc = note(b);
    return rc == TA_OK ? move(b) : rc;
}

static enum ta_status check(const struct ta_letters_back *job, struct ta_error *err)
{
    struct ta_letters_chosen chosen;
    if (job->reason[strspn(job->reason, " \t")] == '\0')
        return ta_fail(err, TA_E_USAGE, "letters are taken back for a reason");
    enum ta_status rc = ta_letters_choose(job->file, &chosen, NULL);
    if (rc == TA_OK && chosen.file[0] != '\0' && chosen.letter == 0) return TA_OK;
    (void)ta_fail(err, TA_E_USAGE, "no file of letters is called \"%.100s\"",
                  job->file);
    ta_error_mend(err, "say FILE.dead, as `terrassay readings letters --away` lists "
                       "them");
    return TA_E_USAGE;
}

enum ta_status ta_engine_letters_back(struct ta_workspace *workspace,
                                      const struct ta_letters_back *job,
                                      size_t *letters, struct ta_error *err)
{
    struct bringing b = {
        .workspace = workspace, .job = job, .letters = letters, .err = err};
    *letters = 0;
    enum ta_status rc = check(job, err);
    if (rc == TA_OK) rc = ta_workspace_enter(workspace, TA_DOES_INGEST, err);
    if (rc != TA_OK) return rc;
    rc = bring(&b);
    ta_workspace_leave(workspace, TA_DOES_INGEST);
    ta_free(b.from);
    ta_free(b.to);
    ta_free(b.note);
    return rc;
}

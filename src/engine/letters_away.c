/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/letters_away.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/letters_chosen.h"
#include "engine/letters_once.h"
#include "engine/reading_clear.h"
#include "engine/segment_end.h"
#include "ingest/dead.h"

enum { STAYS, GOES, SIDES, BEGUN_MOST = 1 << 16 };

static const char begun_suffix[] = ".begun";

struct putting {
    struct ta_workspace *workspace;
    const struct ta_away *job;
    struct ta_away_done *out;
    struct ta_error *err;
    struct ta_letters_chosen chosen; /* which letters go */
    char *folder[SIDES];             /* of letters that stay, and of those that go */
    /* of the file at hand */
    size_t letters, going;
    struct ta_dead_writer *to[SIDES]; /* NULL while they are only counted */
    struct ta_letter_form form;       /* borrowed from the file */
    bool formed[SIDES];               /* `form` is written there */
};

static enum ta_status fail_memory(const struct putting *p)
{
    return ta_fail(p->err, TA_E_NOMEM, "dead letters: out of memory");
}

/* --- which ---------------------------------------------------------------------------------- */

static enum ta_status choose(struct putting *p)
{
    if (p->job->reason[strspn(p->job->reason, " \t")] == '\0')
        return ta_fail(p->err, TA_E_USAGE, "letters are put away for a reason");
    return ta_letters_choose(p->job->which, &p->chosen, p->err);
}

/* --- reading -------------------------------------------------------------------------------- */

static enum ta_status on_form(void *self, const struct ta_letter_form *form,
                              struct ta_error *err)
{
    struct putting *p = self;
    (void)err;
    p->form = *form;
    p->formed[STAYS] = p->formed[GOES] = false;
    return TA_OK;
}

static enum ta_status on_letter(void *self, const struct ta_letter *letter,
                                struct ta_error *err)
{
    struct putting *p = self;
    p->letters++;
    int side = ta_letters_mean(&p->chosen, letter, p->letters) ? GOES : STAYS;
    p->going += side == GOES;
    if (p->to[side] == NULL) return TA_OK;
    enum ta_status rc = TA_OK;
    if (!p->formed[side]) rc = ta_dead_form(p->to[side], &p->form, err);
    p->formed[side] = true;
    return rc == TA_OK ? ta_dead_add(p->to[side], letter, err) : rc;
}

static enum ta_status read_file(struct putting *p, const char *path, size_t *faults)
{
    const struct ta_dead_sink sink = {p, on_form, on_letter};
    p->letters = p->going = 0;
    p->form = (struct ta_letter_form){.format = {"", 0}};
    p->formed[STAYS] = p->formed[GOES] = false;
    enum ta_status rc = ta_dead_read(path, &sink, faults, p->err);
    if (rc != TA_E_DATA) return rc;
    *faults = 1; /* its key is lost, and all with it */
    return TA_OK;
}

/* --- going ---------------------------------------------------------------------------------- */

static char *join(const char *folder, const char *name, const char *suffix)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s%s", folder, name, suffix);
    return ta_text_take(&text);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* All of it as it is, with what cannot be read of it. @param to owned */
static enum ta_status copy_whole(struct putting *p, const char *path, char **to)
{
    char hex[TA_HEX_SIZE], part[32];
    (void)snprintf(part, sizeof part, ".part-%ld", (long)getpid());
    char *beside = join(p->folder[GOES], base_name(path), part);
    *to = join(p->folder[GOES], base_name(path), "");
    enum ta_status rc = beside == NULL || *to == NULL ? fail_memory(p) : TA_OK;
    if (rc == TA_OK) rc = ta_file_copy(path, beside, hex, p->err);
    if (rc == TA_OK) {
        rc = ta_file_publish(beside, *to, p->err);
        if (rc != TA_OK) (void)unlink(beside); /* gone when only the folder failed */
    }
    ta_free(beside);
    return rc;
}

/* Letters that go in one file, those that stay in another. */
static enum ta_status part(struct putting *p, const char *path, char **to, char **kept)
{
    size_t faults = 0;
    bool added = false;
    enum ta_status rc = TA_OK;
    for (int i = 0; rc == TA_OK && i < SIDES; i++)
        rc = ta_dead_open(p->folder[i], &p->to[i], p->err);
    if (rc == TA_OK) rc = read_file(p, path, &faults);
    if (rc == TA_OK) rc = ta_dead_publish(p->to[GOES], to, &added, p->err);
    if (rc == TA_OK) rc = ta_dead_publish(p->to[STAYS], kept, &added, p->err);
    for (int i = 0; i < SIDES; i++) {
        ta_dead_close(p->to[i]);
        p->to[i] = NULL;
    }
    return rc;
}

/* Which, why, who and when, in a file beside the letters; @p path and @p words are its own from now on. */
static enum ta_status write_words(struct putting *p, char *path, json_t *words, bool ok)
{
    struct ta_text bytes = {0};
    ta_json_set_text(words, "which", p->job->which, &ok);
    ta_json_set_text(words, "reason", p->job->reason, &ok);
    ta_json_set_text(words, "who", p->job->who, &ok);
    ta_json_set_time(words, "when", p->job->now, &ok);
    enum ta_status rc =
        ok && path != NULL ? ta_json_canonical(words, &bytes) : TA_E_NOMEM;
    if (rc == TA_OK)
        rc = ta_file_write(path, bytes.bytes, bytes.size, 0666, p->err);
    else
        rc = fail_memory(p);
    json_decref(words);
    ta_text_free(&bytes);
    ta_free(path);
    return rc;
}

static enum ta_status write_note(struct putting *p, const char *from, const char *to)
{
    bool ok = true;
    json_t *note = json_object();
    ta_json_set_text(note, "from", from, &ok);
    ta_json_set_int(note, "letters", (int64_t)p->going, &ok);
    return write_words(p, join(p->folder[GOES], base_name(to), ".json"), note, ok);
}

/* Said before it is done: a kill between the two has removed nothing unsaid. */
static enum ta_status note(const struct putting *p, const char *from, const char *to)
{
    char detail[512], reason[301];
    struct ta_store *store = &p->workspace->store;
    ta_copy_cut(reason, sizeof reason, p->job->reason);
    (void)snprintf(detail, sizeof detail, "%.80s: letters=%zu of %zu to %.80s: %s",
                   from, p->going, p->letters, base_name(to), reason);
    enum ta_status rc = store->ops->begin(store->self, p->err);
    if (rc != TA_OK) return rc;
    rc = store->ops->audit(store->self, p->job->now, p->job->who, "put_away",
                           "journal/dead", detail, p->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, p->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

static char *begun_path(const struct putting *p, const char *path)
{
    return join(p->folder[GOES], base_name(path), begun_suffix);
}

/* What is to be done with the file. While this stands the file's letters may be in two places; whoever
 * reads letters next does it to the end first. */
static enum ta_status begin(struct putting *p, const char *path)
{
    return write_words(p, begun_path(p, path), json_object(), true);
}

/* The file is gone for good, so that no power cut brings it back: nothing is left to do. */
static enum ta_status finish(struct putting *p, const char *path)
{
    char *begun = begun_path(p, path);
    enum ta_status rc =
        begun == NULL ? fail_memory(p) : ta_file_name_settle(path, p->err);
    if (rc == TA_OK && unlink(begun) != 0)
        rc = ta_fail_own(p->err, errno, begun, "cannot remove");
    ta_free(begun);
    return rc;
}

/* Its letters are where they belong and that is noted: the file is not needed any more. */
static enum ta_status drop(struct putting *p, const char *path, const char *to)
{
    enum ta_status rc = write_note(p, base_name(path), to);
    if (rc == TA_OK) rc = note(p, base_name(path), to);
    if (rc == TA_OK && unlink(path) != 0)
        rc = ta_fail_own(p->err, errno, path, "cannot remove");
    if (rc == TA_OK) rc = finish(p, path);
    if (rc != TA_OK) return rc;
    p->out->files++;
    p->out->letters += p->going;
    return TA_OK;
}

/* --- files ---------------------------------------------------------------------------------- */

/* @param to, kept  owned, where its letters are now */
static enum ta_status move_letters(struct putting *p, const char *path, bool whole,
                                   char **to, char **kept)
{
    enum ta_status rc = begin(p, path);
    if (rc == TA_OK) rc = whole ? copy_whole(p, path, to) : part(p, path, to, kept);
    return rc == TA_OK ? drop(p, path, *to) : rc;
}

static enum ta_status put_file(struct putting *p, const char *path)
{
    size_t faults = 0;
    char *to = NULL, *kept = NULL;
    const struct ta_letters_chosen *c = &p->chosen;
    bool named = !c->by_word && c->letter == 0;
    enum ta_status rc = read_file(p, path, &faults);
    if (rc != TA_OK || (!named && p->going == 0)) return rc;
    bool whole = named || (faults == 0 && p->going == p->letters);
    bool stays = !whole && faults > 0;
    if (stays)
        p->out->left++;
    else
        rc = move_letters(p, path, whole, &to, &kept);
    const struct ta_away_file told = {path,   p->letters, stays ? 0 : p->going,
                                      faults, to,         kept};
    if (rc == TA_OK && p->job->file != NULL) p->job->file(p->job->self, &told);
    ta_free(kept);
    ta_free(to);
    return rc;
}

static enum ta_status put_all(struct putting *p)
{
    char **names = NULL;
    size_t n = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(p->folder[STAYS], &names, &n, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(p->err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (!ta_letters_of_file(&p->chosen, names[i])) continue;
        char *path = join(p->folder[STAYS], names[i], "");
        rc = path == NULL ? fail_memory(p) : put_file(p, path);
        ta_free(path);
    }
    ta_free(names);
    return rc;
}

/* --- what was begun ------------------------------------------------------------------------- */

static bool is_begun(const char *name)
{
    size_t size = strlen(name), end = strlen(begun_suffix);
    return size > end && strcmp(name + size - end, begun_suffix) == 0;
}

/* To the end by what was said when it began. Done twice, it gives the same files. */
static enum ta_status finish_file(struct putting *p, const char *name)
{
    json_t *begun = NULL;
    struct putting again = *p;
    struct ta_away job = *p->job;
    struct ta_text from = {0};
    char *path = join(p->folder[GOES], name, ""), *file = NULL;
    ta_text_addf(&from, "%s/%.*s", p->folder[STAYS],
                 (int)(strlen(name) - strlen(begun_suffix)), name);
    file = ta_text_take(&from);
    enum ta_status rc = path == NULL || file == NULL
                            ? fail_memory(p)
                            : ta_json_load(path, BEGUN_MOST, &begun, p->err);
    again.job = &job;
    again.chosen = (struct ta_letters_chosen){.all = false};
    job.which = ta_json_text(begun, "which");
    job.reason = ta_json_text(begun, "reason");
    job.who = ta_json_text(begun, "who");
    if (rc == TA_OK && ta_time_parse(ta_json_text(begun, "when"), &job.now) != TA_OK)
        rc = ta_fail(p->err, TA_E_DATA, "%s: does not say when it was begun", path);
    if (rc == TA_OK) rc = choose(&again);
    if (rc == TA_OK)
        rc = access(file, F_OK) == 0 ? put_file(&again, file) : finish(&again, file);
    json_decref(begun);
    ta_free(file);
    ta_free(path);
    return rc;
}

static enum ta_status finish_all(struct putting *p)
{
    char **names = NULL;
    size_t n = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(p->folder[GOES], &names, &n, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(p->err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (is_begun(names[i])) rc = finish_file(p, names[i]);
    ta_free(names);
    return rc;
}

static enum ta_status find_folders(struct putting *p)
{
    p->folder[STAYS] = ta_workspace_path(p->workspace, "journal/dead");
    p->folder[GOES] = ta_workspace_path(p->workspace, "journal/archive/dead");
    return p->folder[STAYS] == NULL || p->folder[GOES] == NULL ? fail_memory(p) : TA_OK;
}

static enum ta_status settle(struct putting *p)
{
    enum ta_status rc = ta_segments_settle(p->workspace, p->err);
    if (rc == TA_OK) rc = finish_all(p);
    return rc == TA_OK ? ta_letters_once(p->folder[STAYS], p->err) : rc;
}

static void end(struct putting *p)
{
    ta_free(p->folder[STAYS]);
    ta_free(p->folder[GOES]);
}

enum ta_status ta_letters_settle(struct ta_workspace *workspace, struct ta_error *err)
{
    struct ta_away_done out = {.files = 0};
    const struct ta_away nothing = {.which = ""};
    struct putting p = {
        .workspace = workspace, .job = &nothing, .out = &out, .err = err};
    enum ta_status rc = find_folders(&p);
    if (rc == TA_OK) rc = settle(&p);
    end(&p);
    return rc;
}

/* --- all of it ------------------------------------------------------------------------------ */

static enum ta_status put(struct putting *p)
{
    enum ta_status rc = find_folders(p);
    if (rc == TA_OK) rc = ta_folder_make(p->folder[GOES], p->err);
    /* one that was killed may have made it, and its name is not on the disk yet */
    if (rc == TA_OK) rc = ta_file_name_settle(p->folder[GOES], p->err);
    if (rc == TA_OK) rc = settle(p);
    if (rc == TA_OK) rc = put_all(p);
    if (rc != TA_OK || p->out->files + p->out->left > 0) return rc;
    (void)ta_fail(p->err, TA_E_NOTFOUND, "there is no dead letter of %.100s",
                  p->job->which);
    ta_error_mend(p->err, "`terrassay readings letters` lists those that there are: "
                          "what is left of a file has a new name");
    return TA_E_NOTFOUND;
}

enum ta_status ta_engine_letters_away(struct ta_workspace *workspace,
                                      const struct ta_away *away,
                                      struct ta_away_done *out, struct ta_error *err)
{
    struct putting p = {.workspace = workspace, .job = away, .out = out, .err = err};
    *out = (struct ta_away_done){.files = 0};
    enum ta_status rc = choose(&p);
    if (rc == TA_OK) rc = ta_workspace_enter(workspace, TA_DOES_INGEST, err);
    if (rc != TA_OK) return rc;
    rc = put(&p);
    ta_readings_clear(workspace);
    ta_workspace_leave(workspace, TA_DOES_INGEST);
    end(&p);
    return rc == TA_OK && out->left > 0 ? TA_PARTLY : rc;
}

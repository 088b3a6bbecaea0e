/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/letters_look.h"

#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/letters_chosen.h"

enum { NOTE_MOST = 1 << 16 };

struct looking {
    const struct ta_letters_look *job;
    struct ta_letters_looked *out;
    struct ta_error *err;
    struct ta_letters_chosen chosen;
    char *folder;
    /* of the file at hand */
    const char *file;
    size_t number, shown;
    struct ta_letter_form form;
    json_t *note; /* of putting it away */
};

static enum ta_status fail_memory(const struct looking *l)
{
    return ta_fail(l->err, TA_E_NOMEM, "dead letters: out of memory");
}

static char *join(const struct looking *l, const char *name, const char *suffix)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s%s", l->folder, name, suffix);
    return ta_text_take(&text);
}

static enum ta_status on_form(void *self, const struct ta_letter_form *form,
                              struct ta_error *err)
{
    struct looking *l = self;
    (void)err;
    l->form = *form;
    return TA_OK;
}

static enum ta_status on_letter(void *self, const struct ta_letter *letter,
                                struct ta_error *err)
{
    struct looking *l = self;
    l->number++;
    if (!ta_letters_mean(&l->chosen, letter, l->number)) return TA_OK;
    struct ta_letter_shown shown = {.file = l->file,
                                    .number = l->number,
                                    .letter = letter,
                                    .form = &l->form,
                                    .reason = ta_json_text(l->note, "reason"),
                                    .who = ta_json_text(l->note, "who"),
                                    .when = TA_TIME_NONE};
    const char *when = ta_json_text(l->note, "when");
    if (when != NULL && ta_time_parse(when, &shown.when) != TA_OK)
        shown.when = TA_TIME_NONE;
    l->shown++;
    return l->job->each(l->job->self, &shown, err);
}

/* Why it was put away stands beside it; without that the letters are shown all the same. */
static enum ta_status read_note(struct looking *l)
{
    char *path = l->job->away ? join(l, l->file, ".json") : NULL;
    if (l->job->away && path == NULL) return fail_memory(l);
    enum ta_status rc =
        path == NULL ? TA_OK : ta_json_load(path, NOTE_MOST, &l->note, NULL);
    ta_free(path);
    return rc == TA_E_NOMEM ? fail_memory(l) : TA_OK;
}

/* One that went meanwhile is nobody's fault. */
static enum ta_status read_file(struct looking *l)
{
    const struct ta_dead_sink sink = {l, on_form, on_letter};
    struct ta_error why = {.status = TA_E_INTERNAL};
    size_t faults = 0;
    char *path = join(l, l->file, "");
    enum ta_status rc =
        path == NULL ? fail_memory(l) : ta_dead_read(path, &sink, &faults, &why);
    ta_free(path);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc == TA_E_NOMEM) return fail_memory(l);
    if (rc == TA_E_DATA) faults = 1; /* it is no file of letters, or not any more */
    if (rc != TA_OK && rc != TA_E_DATA) return ta_fail_as(l->err, &why);
    l->out->files += l->shown > 0;
    l->out->letters += l->shown;
    l->out->faults += faults;
    if (faults > 0 && l->job->fault != NULL)
        l->job->fault(l->job->self, l->file, faults);
    return TA_OK;
}

static enum ta_status look_at(struct looking *l, const char *name)
{
    l->file = name;
    l->number = l->shown = 0;
    l->form = (struct ta_letter_form){{"", 0}, {"", 0}, {"", 0}};
    l->note = NULL;
    enum ta_status rc = read_note(l);
    if (rc == TA_OK) rc = read_file(l);
    json_decref(l->note);
    return rc;
}

static enum ta_status look_at_all(struct looking *l)
{
    char **names = NULL;
    size_t n = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(l->folder, &names, &n, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(l->err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (ta_letters_of_file(&l->chosen, names[i])) rc = look_at(l, names[i]);
    ta_free(names);
    return rc;
}

static enum ta_status fail_none(const struct looking *l)
{
    (void)ta_fail(l->err, TA_E_NOTFOUND, "there is no dead letter of %.100s%s",
                  l->job->which, l->job->away ? " among those put away" : "");
    ta_error_mend(l->err,
                  l->job->away
                      ? "without --away it looks among those in journal/dead"
                      : "those that were put away are listed with --away; what is left "
                        "of a file has a new name, which the list of all has");
    return TA_E_NOTFOUND;
}

enum ta_status ta_engine_letters_look(const struct ta_workspace *workspace,
                                      const struct ta_letters_look *job,
                                      struct ta_letters_looked *out,
                                      struct ta_error *err)
{
    struct looking l = {.job = job, .out = out, .err = err};
    *out = (struct ta_letters_looked){.files = 0};
    enum ta_status rc =
        ta_letters_choose(job->which == NULL ? "all" : job->which, &l.chosen, err);
    if (rc != TA_OK) return rc;
    l.folder = ta_workspace_path(workspace,
                                 job->away ? "journal/archive/dead" : "journal/dead");
    rc = l.folder == NULL ? fail_memory(&l) : look_at_all(&l);
    ta_free(l.folder);
    if (rc == TA_OK && out->letters + out->faults == 0 && !l.chosen.all)
        return fail_none(&l);
    return rc == TA_OK && out->faults > 0 ? TA_PARTLY : rc;
}

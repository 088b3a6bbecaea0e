/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/letters_once.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "ingest/dead.h"
#include "ingest/packed.h"

enum { ID_SIZE = 32 }; /* half of a SHA-256, as text */

/* A letter, in the order of reading. */
struct place {
    char id[ID_SIZE];
    size_t first,
        before; /* the first letter that is the same, and the last one before */
    bool held;  /* of that first one: a file that stays has it */
};

struct file {
    char *path;
    size_t from, n;    /* its letters */
    bool whole, stays; /* stays: what another one was written anew as */
};

struct looking {
    struct file *file;
    size_t n_files, files_capacity;
    struct place *place;
    size_t n, capacity;
    struct ta_letter_form form; /* borrowed from the file at hand */
    struct ta_text text;        /* what a letter is, packed */
    /* while a file is written anew */
    struct ta_dead_writer *to;
    const struct file *old;
    size_t at; /* the next letter */
    bool formed;
    bool settled;
    struct ta_error *err;
};

static enum ta_status fail_memory(const struct looking *l)
{
    return ta_fail(l->err, TA_E_NOMEM, "dead letters: out of memory");
}

/* --- reading -------------------------------------------------------------------------------- */

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
    struct ta_text *text = &l->text;
    char hex[TA_HEX_SIZE];
    bool from_file = letter->received == TA_TIME_NONE;
    (void)err;
    text->size = 0;
    ta_pack_view(text, letter->project);
    ta_pack_view(text, letter->source);
    ta_pack_number(text, letter->line);
    ta_pack_number(text, letter->column);
    ta_pack_number(text, (uint64_t)letter->received);
    ta_pack_view(text, letter->bytes);
    if (from_file) {
        ta_pack_view(text, l->form.format);
        ta_pack_view(text, l->form.mapping);
        ta_pack_view(text, l->form.head);
    }
    if (text->failed ||
        ta_grow((void **)&l->place, &l->capacity, l->n, sizeof *l->place) != 0)
        return fail_memory(l);
    struct place *place = &l->place[l->n++];
    *place = (struct place){.held = false};
    ta_sha256(text->bytes, text->size, hex);
    memcpy(place->id, hex, ID_SIZE);
    return TA_OK;
}

static enum ta_status read_file(struct looking *l)
{
    const struct ta_dead_sink sink = {l, on_form, on_letter};
    struct file *file = &l->file[l->n_files - 1];
    size_t faults = 0;
    file->from = l->n;
    l->form = (struct ta_letter_form){.format = {"", 0}};
    enum ta_status rc = ta_dead_read(file->path, &sink, &faults, l->err);
    file->n = l->n - file->from;
    file->whole = rc == TA_OK && faults == 0;
    return rc == TA_E_DATA ? TA_OK : rc; /* its key is lost: whoever reads it tells */
}

static enum ta_status add_file(struct looking *l, const char *folder, const char *name)
{
    struct ta_text path = {0};
    size_t size = strlen(name);
    if (size <= 5 || strcmp(name + size - 5, ".dead") != 0) return TA_OK;
    if (ta_grow((void **)&l->file, &l->files_capacity, l->n_files, sizeof *l->file) !=
        0)
        return fail_memory(l);
    ta_text_addf(&path, "%s/%s", folder, name);
    l->file[l->n_files] = (struct file){.path = ta_text_take(&path)};
    if (l->file[l->n_files].path == NULL) return fail_memory(l);
    l->n_files++;
    return read_file(l);
}

static enum ta_status read_all(struct looking *l, const char *folder)
{
    char **names = NULL;
    size_t n = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(folder, &names, &n, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(l->err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = add_file(l, folder, names[i]);
    ta_free(names);
    return rc;
}

/* --- what is the same ------------------------------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
    const struct place *const *x = a, *const *y = b;
    int order = memcmp((*x)->id, (*y)->id, ID_SIZE);
    return order != 0 ? order : (*x > *y) - (*x < *y);
}

static enum ta_status find_same(struct looking *l)
{
    struct place **sorted = ta_alloc(l->n, sizeof *sorted);
    if (sorted == NULL) return fail_memory(l);
    for (size_t i = 0; i < l->n; i++) sorted[i] = &l->place[i];
    qsort(sorted, l->n, sizeof *sorted, by_id);
    for (size_t i = 0; i < l->n; i++) {
        bool again = i > 0 && memcmp(sorted[i]->id, sorted[i - 1]->id, ID_SIZE) == 0;
        sorted[i]->first =
            again ? sorted[i - 1]->first : (size_t)(sorted[i] - l->place);
        sorted[i]->before = again ? (size_t)(sorted[i - 1] - l->place) : SIZE_MAX;
    }
    ta_free(sorted);
    return TA_OK;
}

/* Does the letter stand in a file that stays, or before in its own? */
static bool stands(const struct looking *l, const struct file *file, size_t at)
{
    size_t before = l->place[at].before;
    return l->place[l->place[at].first].held ||
           (before != SIZE_MAX && before >= file->from);
}

static void hold(struct looking *l, const struct file *file)
{
    for (size_t i = file->from; i < file->from + file->n; i++)
        l->place[l->place[i].first].held = true;
}

/* The same letters have the same name: another file may be just what this one becomes. @return is it whole? */
static bool keep_file(struct looking *l, const char *path)
{
    for (size_t i = 0; i < l->n_files; i++) {
        if (strcmp(l->file[i].path, path) != 0) continue;
        l->file[i].stays = true;
        return l->file[i].whole;
    }
    return false;
}

/* --- writing anew ---------------------------------------------------------------------------- */

static enum ta_status keep_form(void *self, const struct ta_letter_form *form,
                                struct ta_error *err)
{
    struct looking *l = self;
    (void)err;
    l->form = *form;
    l->formed = false;
    return TA_OK;
}

static enum ta_status keep_letter(void *self, const struct ta_letter *letter,
                                  struct ta_error *err)
{
    struct looking *l = self;
    enum ta_status rc = TA_OK;
    if (stands(l, l->old, l->at++)) return TA_OK;
    if (!l->formed) rc = ta_dead_form(l->to, &l->form, err);
    l->formed = true;
    return rc == TA_OK ? ta_dead_add(l->to, letter, err) : rc;
}

/* @param safe the letters that it alone had stand elsewhere now */
static enum ta_status write_anew(struct looking *l, const char *folder,
                                 const struct file *file, bool *safe)
{
    const struct ta_dead_sink sink = {l, keep_form, keep_letter};
    size_t faults = 0;
    char *path = NULL;
    bool added = false;
    l->old = file;
    l->at = file->from;
    l->formed = false;
    l->form = (struct ta_letter_form){.format = {"", 0}};
    enum ta_status rc = ta_dead_open(folder, &l->to, l->err);
    if (rc == TA_OK) rc = ta_dead_read(file->path, &sink, &faults, l->err);
    if (rc == TA_OK) rc = ta_dead_publish(l->to, &path, &added, l->err);
    *safe = rc == TA_OK && path != NULL && (added || keep_file(l, path));
    ta_dead_close(l->to);
    l->to = NULL;
    ta_free(path);
    return rc;
}

/* --- file by file ---------------------------------------------------------------------------- */

/* The files that have its letters are there for good: whoever wrote them may have been killed. */
static enum ta_status remove_file(struct looking *l, const struct file *file)
{
    enum ta_status rc = l->settled ? TA_OK : ta_file_name_settle(file->path, l->err);
    l->settled = rc == TA_OK;
    if (rc == TA_OK && unlink(file->path) != 0)
        rc = ta_fail_own(l->err, errno, file->path, "cannot remove");
    return rc;
}

static enum ta_status judge(struct looking *l, const char *folder,
                            const struct file *file)
{
    if (!file->whole || file->stays || file->n == 0) return TA_OK;
    size_t there = 0;
    for (size_t i = file->from; i < file->from + file->n; i++)
        there += stands(l, file, i);
    enum ta_status rc = TA_OK;
    bool safe = there == file->n;
    if (there > 0 && !safe) rc = write_anew(l, folder, file, &safe);
    if (rc == TA_OK && safe) rc = remove_file(l, file);
    hold(l, file);
    return rc;
}

/* Those with most letters first: what a replay kept of a file goes before the file does. */
static int by_size(const void *a, const void *b)
{
    const struct file *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return strcmp(x->path, y->path);
}

enum ta_status ta_letters_once(const char *folder, struct ta_error *err)
{
    struct looking l = {.err = err};
    enum ta_status rc = read_all(&l, folder);
    if (rc == TA_OK && l.n > 1) rc = find_same(&l);
    if (l.n_files > 1) qsort(l.file, l.n_files, sizeof *l.file, by_size);
    for (size_t i = 0; rc == TA_OK && l.n > 1 && i < l.n_files; i++)
        rc = judge(&l, folder, &l.file[i]);
    for (size_t i = 0; i < l.n_files; i++) ta_free(l.file[i].path);
    ta_free(l.file);
    ta_free(l.place);
    ta_text_free(&l.text);
    return rc;
}

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

/* A letter, and the file that it stands in. */
struct place {
    char id[ID_SIZE];
    size_t file;
};

struct file {
    char *path;
    bool whole, gone;
};

struct looking {
    struct file *file;
    size_t n_files, files_capacity;
    struct place *place;
    size_t n, capacity;
    struct ta_letter_form form; /* borrowed from the file at hand */
    struct ta_text text;        /* what a letter is, packed */
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
    place->file = l->n_files - 1;
    ta_sha256(text->bytes, text->size, hex);
    memcpy(place->id, hex, ID_SIZE);
    return TA_OK;
}

static enum ta_status read_file(struct looking *l)
{
    const struct ta_dead_sink sink = {l, on_form, on_letter};
    struct file *file = &l->file[l->n_files - 1];
    size_t faults = 0;
    l->form = (struct ta_letter_form){.format = {"", 0}};
    enum ta_status rc = ta_dead_read(file->path, &sink, &faults, l->err);
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
    for (size_t i = 0; rc == TA_OK && n > 1 && i < n; i++)
        rc = add_file(l, folder, names[i]);
    ta_free(names);
    return rc;
}

/* --- judging -------------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = memcmp(x->id, y->id, ID_SIZE);
    return order != 0 ? order : (x->file > y->file) - (x->file < y->file);
}

/* By file: its letters, and those of them that stand in no other one that can be read whole. */
static void count_alone(const struct looking *l, size_t *alone, size_t *letters)
{
    memset(alone, 0, l->n_files * sizeof *alone);
    memset(letters, 0, l->n_files * sizeof *letters);
    for (size_t i = 0, end; i < l->n; i = end) {
        size_t first = SIZE_MAX;
        bool other = false;
        for (end = i;
             end < l->n && memcmp(l->place[end].id, l->place[i].id, ID_SIZE) == 0;
             end++) {
            size_t file = l->place[end].file;
            letters[file]++;
            if (l->file[file].gone || !l->file[file].whole) continue;
            other = other || (first != SIZE_MAX && first != file);
            first = file;
        }
        if (!other && first != SIZE_MAX) alone[first]++;
    }
}

/* One at a time: of two files with the same letters one stays. @return its number, or n_files */
static size_t find_spare(const struct looking *l, const size_t *alone,
                         const size_t *letters)
{
    for (size_t i = 0; i < l->n_files; i++)
        if (l->file[i].whole && !l->file[i].gone && letters[i] > 0 && alone[i] == 0)
            return i;
    return l->n_files;
}

static enum ta_status remove_spare(struct looking *l)
{
    size_t *alone = ta_alloc(2 * l->n_files, sizeof *alone);
    if (alone == NULL) return fail_memory(l);
    enum ta_status rc = TA_OK;
    qsort(l->place, l->n, sizeof *l->place, by_id);
    while (rc == TA_OK) {
        count_alone(l, alone, alone + l->n_files);
        size_t spare = find_spare(l, alone, alone + l->n_files);
        if (spare == l->n_files) break;
        struct file *file = &l->file[spare];
        file->gone = true;
        if (unlink(file->path) != 0)
            rc = ta_fail(l->err, TA_E_IO, "%s: cannot remove: %s", file->path,
                         strerror(errno));
    }
    ta_free(alone);
    return rc;
}

enum ta_status ta_letters_once(const char *folder, struct ta_error *err)
{
    struct looking l = {.err = err};
    enum ta_status rc = read_all(&l, folder);
    if (rc == TA_OK && l.n_files > 1 && l.n > 1) rc = remove_spare(&l);
    for (size_t i = 0; i < l.n_files; i++) ta_free(l.file[i].path);
    ta_free(l.file);
    ta_free(l.place);
    ta_text_free(&l.text);
    return rc;
}

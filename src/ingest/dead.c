/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/dead.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "ingest/packed.h"
#include "ingest/segment.h"

enum { KIND_LETTER = 1, KIND_FORM = 2, BUFFER = 1 << 20 };

struct ta_dead_writer {
    char *folder, *part; /* part: NULL while nothing was written */
    int file;
    struct ta_frame_key key;
    uint64_t number;
    size_t letters;
    struct ta_text body, buffer;
    crypto_hash_sha256_state hash; /* over the bodies */
};

static enum ta_status fail_memory(const struct ta_dead_writer *w, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", w->folder);
}

static enum ta_status fail_file(const struct ta_dead_writer *w, const char *what,
                                struct ta_error *err)
{
    return ta_fail_own(err, errno, w->part, what);
}

enum ta_status ta_dead_open(const char *folder, struct ta_dead_writer **out,
                            struct ta_error *err)
{
    struct ta_dead_writer *w = ta_alloc(1, sizeof *w);
    if (w == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    w->file = -1;
    w->folder = ta_strdup(folder);
    if (w->folder == NULL) {
        ta_free(w);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    }
    (void)crypto_hash_sha256_init(&w->hash);
    *out = w;
    return TA_OK;
}

static char *join(const char *folder, const char *name)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", folder, name);
    return ta_text_take(&text);
}

static enum ta_status start(struct ta_dead_writer *w, struct ta_error *err)
{
    enum ta_status rc = ta_folder_make(w->folder, err);
    if (rc != TA_OK) return rc;
    char *letters = join(w->folder, "letters");
    if (letters == NULL) return fail_memory(w, err);
    rc = ta_file_begin(letters, 0666, &w->file, &w->part, err);
    ta_free(letters);
    if (rc != TA_OK) return rc;
    ta_frame_key_new(&w->key);
    ta_frame_file_head(&w->key, &w->buffer);
    return TA_OK;
}

static enum ta_status flush(struct ta_dead_writer *w, struct ta_error *err)
{
    if (w->buffer.failed) return fail_memory(w, err);
    for (size_t done = 0; done < w->buffer.size;) {
        ssize_t n = write(w->file, w->buffer.bytes + done, w->buffer.size - done);
        if (n < 0 && errno != EINTR) return fail_file(w, "cannot write", err);
        if (n > 0) done += (size_t)n;
    }
    w->buffer.size = 0;
    return TA_OK;
}

/* The body at hand becomes a frame. */
static enum ta_status add_body(struct ta_dead_writer *w, struct ta_error *err)
{
    enum ta_status rc = w->part == NULL ? start(w, err) : TA_OK;
    if (rc != TA_OK) return rc;
    if (w->body.failed) return fail_memory(w, err);
    if (w->body.size > TA_FRAME_BODY_MOST)
        return ta_fail(err, TA_E_LIMIT, "%s: a letter of more than %d bytes", w->folder,
                       TA_FRAME_BODY_MOST);
    (void)crypto_hash_sha256_update(&w->hash, (const unsigned char *)w->body.bytes,
                                    w->body.size);
    struct ta_view body = {w->body.bytes, w->body.size};
    ta_frame_add(&w->key, w->number++, body, &w->buffer);
    w->body.size = 0;
    return w->buffer.size >= BUFFER ? flush(w, err) : TA_OK;
}

enum ta_status ta_dead_form(struct ta_dead_writer *writer,
                            const struct ta_letter_form *form, struct ta_error *err)
{
    ta_pack_number(&writer->body, KIND_FORM);
    ta_pack_view(&writer->body, form->format);
    ta_pack_view(&writer->body, form->mapping);
    ta_pack_view(&writer->body, form->head);
    return add_body(writer, err);
}

enum ta_status ta_dead_add(struct ta_dead_writer *writer,
                           const struct ta_letter *letter, struct ta_error *err)
{
    const char *word = ta_outcome_word(letter->outcome);
    ta_pack_number(&writer->body, KIND_LETTER);
    ta_pack_view(&writer->body, (struct ta_view){word, strlen(word)});
    ta_pack_view(&writer->body, letter->why);
    ta_pack_view(&writer->body, letter->project);
    ta_pack_view(&writer->body, letter->source);
    ta_pack_number(&writer->body, letter->line);
    ta_pack_number(&writer->body, letter->column);
    ta_pack_number(&writer->body, (uint64_t)letter->received);
    ta_pack_view(&writer->body, letter->bytes);
    if (letter->undated) ta_pack_number(&writer->body, 1);
    writer->letters++;
    return add_body(writer, err);
}

/* Is it a file of letters of that hash? Others may stand beside it that are called after it. */
static bool holds(const char *name, const char *hex)
{
    static const char suffix[] = ".dead";
    size_t size = strlen(name), end = sizeof suffix - 1;
    return size > 33 + end && strncmp(name, hex, 32) == 0 && name[32] == '-' &&
           memcmp(name + size - end, suffix, end) == 0;
}

/* "<hash>-<key>.dead" */
static void name_of(struct ta_dead_writer *w, char name[TA_FRAME_NAME])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    (void)crypto_hash_sha256_final(&w->hash, hash);
    ta_hex(hash, sizeof hash, hex);
    hex[32] = '\0';
    ta_frame_name(hex, &w->key, "dead", name);
}

/* Names in the folder; none where there is no folder. */
static enum ta_status list(const char *folder, char ***names, size_t *n,
                           struct ta_error *err)
{
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(folder, names, n, &why);
    return rc == TA_OK || rc == TA_E_NOTFOUND ? TA_OK : ta_fail_as(err, &why);
}

/* "FOLDER/<hash>-<key>.dead", or one that holds the same letters and stands already. */
static enum ta_status name_file(struct ta_dead_writer *w, char **path, bool *there,
                                struct ta_error *err)
{
    char **names = NULL, name[TA_FRAME_NAME];
    size_t n = 0;
    name_of(w, name);
    enum ta_status rc = list(w->folder, &names, &n, err);
    if (rc != TA_OK) return rc;
    const char *found = name;
    for (size_t i = 0; i < n; i++)
        if (holds(names[i], name)) found = names[i];
    *there = found != name;
    *path = join(w->folder, found);
    ta_free(names);
    return *path == NULL ? fail_memory(w, err) : TA_OK;
}

enum ta_status ta_dead_publish(struct ta_dead_writer *writer, char **path, bool *added,
                               struct ta_error *err)
{
    bool there = false;
    *path = NULL;
    *added = false;
    if (writer->letters == 0) return TA_OK;
    enum ta_status rc = flush(writer, err);
    if (rc == TA_OK) rc = name_file(writer, path, &there, err);
    if (rc == TA_OK && !there) rc = ta_file_publish(writer->part, *path, err);
    if (rc == TA_OK && there) {
        (void)unlink(writer->part);
        rc = ta_file_name_settle(*path, err); /* its writer may have been killed */
    }
    if (rc != TA_OK) {
        ta_free(*path);
        *path = NULL;
        return rc;
    }
    *added = !there;
    ta_free(writer->part);
    writer->part = NULL;
    return TA_OK;
}

/* --- held ----------------------------------------------------------------------------------- */

static const char held_for[] = ".of-";

enum ta_status ta_dead_hold(struct ta_dead_writer *writer, const char *of,
                            struct ta_error *err)
{
    char name[TA_FRAME_NAME];
    struct ta_text text = {0};
    if (writer->letters == 0) return TA_OK;
    enum ta_status rc = flush(writer, err);
    if (rc != TA_OK) return rc;
    name_of(writer, name);
    ta_text_addf(&text, "%s/%s%s%s", writer->folder, name, held_for, of);
    char *path = ta_text_take(&text);
    rc = path == NULL ? fail_memory(writer, err)
                      : ta_file_publish(writer->part, path, err);
    ta_free(path);
    if (rc != TA_OK) return rc;
    ta_free(writer->part);
    writer->part = NULL;
    return TA_OK;
}

/* Size of what the letters will be called; 0 when they are not held for @p of. */
static size_t held_name(const char *name, const char *of)
{
    const char *mark = strstr(name, held_for);
    bool ours = mark != NULL && strcmp(mark + sizeof held_for - 1, of) == 0;
    return ours && mark - name < TA_FRAME_NAME ? (size_t)(mark - name) : 0;
}

/* @param as what they are called from now on; NULL: they go */
static enum ta_status move_held(const char *folder, const char *name, const char *as,
                                struct ta_error *err)
{
    char *from = join(folder, name), *to = as == NULL ? NULL : join(folder, as);
    enum ta_status rc = TA_OK;
    if (from == NULL || (as != NULL && to == NULL))
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    else if (as != NULL)
        rc = ta_file_place(from, to, err);
    else if (unlink(from) != 0)
        rc = ta_fail_own(err, errno, from, "cannot remove");
    ta_free(from);
    ta_free(to);
    return rc;
}

static enum ta_status release(const char *folder, const char *held, size_t size,
                              char *const *names, size_t n, size_t *added,
                              struct ta_error *err)
{
    char as[TA_FRAME_NAME];
    bool there = false;
    for (size_t i = 0; i < n; i++) there = there || holds(names[i], held);
    if (there) return move_held(folder, held, NULL, err);
    memcpy(as, held, size);
    as[size] = '\0';
    enum ta_status rc = move_held(folder, held, as, err);
    if (rc == TA_OK) ++*added;
    return rc;
}

/* Names that are right already are so for good too: who moved them may have been killed at that. */
static enum ta_status settle_names(const char *folder, const char *of,
                                   struct ta_error *err)
{
    char *path = join(folder, of);
    enum ta_status rc = path == NULL
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder)
                            : ta_file_name_settle(path, err);
    ta_free(path);
    return rc;
}

/* @param added NULL: they go for good */
static enum ta_status end_hold(const char *folder, const char *of, size_t *added,
                               struct ta_error *err)
{
    char **names = NULL;
    size_t n = 0;
    enum ta_status rc = list(folder, &names, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        size_t size = held_name(names[i], of);
        if (size == 0) continue;
        rc = added == NULL ? move_held(folder, names[i], NULL, err)
                           : release(folder, names[i], size, names, n, added, err);
    }
    bool there = names != NULL; /* the folder */
    ta_free(names);
    if (rc == TA_OK && there) rc = settle_names(folder, of, err);
    return rc;
}

enum ta_status ta_dead_release(const char *folder, const char *of, size_t *added,
                               struct ta_error *err)
{
    return end_hold(folder, of, added, err);
}

enum ta_status ta_dead_unhold(const char *folder, const char *of, struct ta_error *err)
{
    return end_hold(folder, of, NULL, err);
}

void ta_dead_close(struct ta_dead_writer *writer)
{
    if (writer == NULL) return;
    if (writer->file >= 0) (void)close(writer->file); /* fsynced where it matters */
    if (writer->part != NULL) (void)unlink(writer->part);
    ta_text_free(&writer->body);
    ta_text_free(&writer->buffer);
    ta_free(writer->part);
    ta_free(writer->folder);
    ta_free(writer);
}

/* --- reading -------------------------------------------------------------------------------- */

static bool read_form(struct ta_unpack *from, struct ta_letter_form *out)
{
    out->format = ta_unpack_view(from);
    out->mapping = ta_unpack_view(from);
    out->head = ta_unpack_view(from);
    return ta_unpack_ok(from);
}

static bool read_letter(struct ta_unpack *from, struct ta_letter *out)
{
    struct ta_view word = ta_unpack_view(from);
    out->why = ta_unpack_view(from);
    out->project = ta_unpack_view(from);
    out->source = ta_unpack_view(from);
    out->line = (size_t)ta_unpack_number(from);
    out->column = (size_t)ta_unpack_number(from);
    out->received = (ta_time_us)ta_unpack_number(from);
    out->bytes = ta_unpack_view(from);
    out->undated = from->at != from->end && ta_unpack_number(from) == 1;
    return ta_unpack_ok(from) && ta_outcome_find(word, &out->outcome);
}

static enum ta_status take_body(struct ta_view body, const struct ta_dead_sink *sink,
                                size_t *faults, struct ta_error *err)
{
    struct ta_unpack from = {body.bytes, body.bytes + body.size, false};
    struct ta_letter letter;
    struct ta_letter_form form;
    switch (ta_unpack_number(&from)) {
    case KIND_LETTER:
        if (read_letter(&from, &letter)) return sink->letter(sink->self, &letter, err);
        break;
    case KIND_FORM:
        if (read_form(&from, &form)) return sink->form(sink->self, &form, err);
        break;
    default: break;
    }
    ++*faults;
    return TA_OK;
}

enum ta_status ta_dead_read(const char *path, const struct ta_dead_sink *sink,
                            size_t *faults, struct ta_error *err)
{
    struct ta_segment segment = {0};
    struct ta_frame frame;
    *faults = 0;
    enum ta_status rc = ta_segment_open(path, false, &segment, err);
    if (rc != TA_OK) return rc;
    for (enum ta_frame_found found = TA_FRAME_FAULT; rc == TA_OK;) {
        found = ta_frame_next(&segment.reader, &frame);
        if (found == TA_FRAME_END) break;
        if (found == TA_FRAME_BODY)
            rc = take_body(frame.body, sink, faults, err);
        else
            ++*faults;
    }
    ta_segment_close(&segment);
    return rc;
}

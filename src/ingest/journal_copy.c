/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/journal_copy.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/frame.h"

enum { BUFFER = 1 << 20 };

struct ta_journal_copy {
    char *folder, *path, *part; /* part: NULL while nothing was written */
    int file;
    struct ta_frame_key key;
    uint64_t number; /* of the next frame */
    struct ta_text body, buffer;
};

static enum ta_status fail_memory(const struct ta_journal_copy *c, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", c->folder);
}

static char *path_of(const char *folder, const char *name)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", folder, name);
    return ta_text_take(&text);
}

enum ta_status ta_journal_copy_open(const char *folder, const char *name,
                                    struct ta_journal_copy **out, struct ta_error *err)
{
    struct ta_frame_key key;
    if (!ta_frame_name_key(name, &key))
        return ta_fail(err, TA_E_DATA, "%s is no name of a segment", name);
    struct ta_journal_copy *c = ta_alloc(1, sizeof *c);
    if (c == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    c->file = -1;
    c->key = key;
    c->folder = ta_strdup(folder);
    c->path = path_of(folder, name);
    if (c->folder == NULL || c->path == NULL) {
        ta_journal_copy_close(c);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    }
    *out = c;
    return TA_OK;
}

static enum ta_status start(struct ta_journal_copy *c, struct ta_error *err)
{
    enum ta_status rc = ta_folder_make(c->folder, err);
    if (rc == TA_OK) rc = ta_file_begin(c->path, 0666, &c->file, &c->part, err);
    if (rc == TA_OK) ta_frame_file_head(&c->key, &c->buffer);
    return rc;
}

static enum ta_status flush(struct ta_journal_copy *c, struct ta_error *err)
{
    if (c->buffer.failed) return fail_memory(c, err);
    for (size_t done = 0; done < c->buffer.size;) {
        ssize_t n = write(c->file, c->buffer.bytes + done, c->buffer.size - done);
        if (n < 0 && errno != EINTR)
            return ta_fail_own(err, errno, c->part, "cannot write");
        if (n > 0) done += (size_t)n;
    }
    c->buffer.size = 0;
    return TA_OK;
}

enum ta_status ta_journal_copy_add(struct ta_journal_copy *copy,
                                   const struct ta_journal_message *message,
                                   struct ta_error *err)
{
    enum ta_status rc = copy->part == NULL ? start(copy, err) : TA_OK;
    if (rc != TA_OK) return rc;
    copy->body.size = 0;
    ta_journal_pack(message, &copy->body);
    if (copy->body.failed) return fail_memory(copy, err);
    const struct ta_view body = {copy->body.bytes, copy->body.size};
    ta_frame_add(&copy->key, copy->number++, body, &copy->buffer);
    return copy->buffer.size >= BUFFER ? flush(copy, err) : TA_OK;
}

enum ta_status ta_journal_copy_publish(struct ta_journal_copy *copy,
                                       struct ta_error *err)
{
    if (copy->part == NULL) return TA_OK;
    enum ta_status rc = flush(copy, err);
    if (rc == TA_OK) rc = ta_file_publish(copy->part, copy->path, err);
    if (rc != TA_OK) return rc;
    ta_free(copy->part);
    copy->part = NULL;
    return TA_OK;
}

void ta_journal_copy_close(struct ta_journal_copy *copy)
{
    if (copy == NULL) return;
    if (copy->file >= 0) (void)close(copy->file); /* fsynced where it matters */
    if (copy->part != NULL) (void)unlink(copy->part);
    ta_text_free(&copy->body);
    ta_text_free(&copy->buffer);
    ta_free(copy->part);
    ta_free(copy->path);
    ta_free(copy->folder);
    ta_free(copy);
}

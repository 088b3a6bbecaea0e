/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_file.c  A file of any size through a decoder, window by window. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/decode.h"

enum { WINDOW = 4 << 20 };

struct reader {
    const char *path;
    int file;
    char *bytes;
    size_t size, capacity; /* of what is there, of the memory */
    bool ended;
    uint64_t done;
    struct ta_error *err;
};

static enum ta_status fail(const struct reader *r, const char *what)
{
    enum ta_status rc = ta_fail_errno(r->err, errno, r->path, what);
    if (rc == TA_E_NOTFOUND) ta_error_mend(r->err, "name a file that is there");
    return rc;
}

static enum ta_status open_file(struct reader *r)
{
    r->file =
        strcmp(r->path, "-") == 0 ? STDIN_FILENO : open(r->path, O_RDONLY | O_CLOEXEC);
    return r->file < 0 ? fail(r, "cannot open") : TA_OK;
}

/* Until the memory is full or the file ends. */
static enum ta_status fill(struct reader *r)
{
    while (!r->ended && r->size < r->capacity) {
        ssize_t got = read(r->file, r->bytes + r->size, r->capacity - r->size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(r, "cannot read");
        r->ended = got == 0;
        r->size += (size_t)got;
    }
    return TA_OK;
}

static enum ta_status grow(struct reader *r, size_t most)
{
    size_t want = r->capacity == 0 ? WINDOW : r->capacity * 2;
    if (want > most) want = most;
    char *more = ta_realloc(r->bytes, want, 1);
    if (more == NULL) return ta_fail(r->err, TA_E_NOMEM, "%s: out of memory", r->path);
    r->bytes = more;
    r->capacity = want;
    return TA_OK;
}

static size_t count_lines(const char *bytes, size_t size)
{
    size_t n = 0;
    for (const char *end = bytes + size;; n++) {
        bytes = memchr(bytes, '\n', (size_t)(end - bytes));
        if (bytes == NULL) return n;
        bytes++;
    }
}

/* What was not used goes to the front. */
static void keep_rest(struct reader *r, struct ta_decode_carry *carry)
{
    size_t used = carry->more ? carry->used : r->size;
    carry->lines += count_lines(r->bytes, used);
    r->size -= used;
    r->done += used;
    memmove(r->bytes, r->bytes + used, r->size);
}

static enum ta_status decode_windows(struct reader *r, const struct ta_decoder *decoder,
                                     struct ta_decode_input *in,
                                     const struct ta_decode_sink *sink,
                                     void (*each)(void *of, uint64_t done), void *of)
{
    size_t most = in->limits.bytes > WINDOW ? in->limits.bytes : WINDOW;
    for (in->carry->more = true; in->carry->more;) {
        enum ta_status rc = r->size == r->capacity ? grow(r, most) : TA_OK;
        if (rc == TA_OK) rc = fill(r);
        if (rc != TA_OK) return rc;
        in->bytes = r->bytes;
        in->size = r->size;
        in->carry->more = !r->ended;
        rc = decoder->decode(in, sink, r->err);
        if (rc != TA_OK) return rc;
        keep_rest(r, in->carry);
        if (each != NULL) each(of, r->done);
    }
    return TA_OK;
}

enum ta_status ta_decode_file(const struct ta_decoder *decoder,
                              const struct ta_decode_input *in,
                              const struct ta_decode_sink *sink,
                              void (*each)(void *of, uint64_t done), void *of,
                              struct ta_error *err)
{
    struct ta_decode_carry carry = {0};
    struct ta_decode_input window = *in;
    struct reader r = {.path = in->source, .file = -1, .err = err};
    window.carry = &carry;
    enum ta_status rc = open_file(&r);
    if (rc == TA_OK) rc = decode_windows(&r, decoder, &window, sink, each, of);
    if (r.file > STDIN_FILENO) (void)close(r.file); /* only read from */
    ta_free(r.bytes);
    return rc;
}

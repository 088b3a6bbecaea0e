/* SPDX-License-Identifier: Apache-2.0 */
/** @file http_fetch.c  A file fetched whole: gone on with after a break, checked, put in place. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "catalog/checksum.h"
#include "catalog/http_private.h"

/* One file on its way. */
struct fetching {
    const struct ta_http_fetch *fetch;
    char *part, *note; /* PATH.part and PATH.part.etag */
    int file;
    int64_t have;  /* bytes in the part that count */
    int64_t whole; /* length that the answer at hand says the file has; -1: none */
    bool framed;   /* that answer says where it ends */
    int64_t transferred; /* in all tries */
    char etag
        [TA_HTTP_ETAG_SIZE]; /* of what the part holds; empty when it cannot be gone on with */
    char range[40];
    bool no_room;
    struct ta_error *err;
};

static enum ta_status fail_file(struct fetching *f, const char *what)
{
    int cause = errno;
    f->no_room = cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
    (void)ta_fail_own(f->err, cause, f->part, what);
    f->err->status = TA_E_IO; /* TA_E_PERMISSION is a host's word */
    return TA_E_IO;
}

/* What the part's bytes are of stands beside it before they come, and not while there are others, so
 * that a killed process leaves something to go on with. */
static enum ta_status leave_note(struct fetching *f, const char *etag)
{
    if (strcmp(f->etag, etag) == 0) return TA_OK;
    if (!ta_copy(f->etag, sizeof f->etag, etag)) f->etag[0] = '\0';
    if (ta_http_is_strong(f->etag))
        return ta_file_write(f->note, f->etag, strlen(f->etag), 0666, f->err);
    (void)unlink(f->note); /* most often there is none */
    return TA_OK;
}

/* A host that passes over If-Range would put bytes of two files together, and one that does not say how
 * long the file is would have it end anywhere. */
static enum ta_status check_goes_on(struct fetching *f, const struct ta_http_head *head)
{
    enum ta_status rc = TA_OK;
    if (f->have > 0 && strcmp(head->etag, f->etag) != 0)
        rc = ta_fail(f->err, TA_E_DATA, "the file was overwritten meanwhile");
    else if (f->have == 0 || head->from != f->have || head->whole <= head->to)
        rc =
            ta_fail(f->err, TA_E_DATA, "asked for %s, the host sent another part of it",
                    f->have > 0 ? f->range : "the whole file");
    return rc == TA_OK ? rc : ta_mended(rc, f->err, "run again: it is fetched anew");
}

/* Answer 206 goes on where the part ends; 200 begins anew. */
static enum ta_status begin_part(void *self, const struct ta_http_head *head)
{
    struct fetching *f = self;
    enum ta_status rc = head->status == 206 ? check_goes_on(f, head) : TA_OK;
    if (rc != TA_OK) return rc;
    f->whole = head->status == 206 ? head->whole : -1;
    f->framed = head->framed || head->status == 206;
    if (head->status == 200) f->have = 0;
    if (ftruncate(f->file, (off_t)f->have) != 0) return fail_file(f, "cannot cut");
    rc = leave_note(f, head->etag);
    if (rc != TA_OK) return rc;
    if (lseek(f->file, (off_t)f->have, SEEK_SET) < 0)
        return fail_file(f, "cannot seek");
    return TA_OK;
}

static enum ta_status write_part(struct fetching *f, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(f->file, bytes, n);
        if (done < 0 && errno != EINTR) return fail_file(f, "cannot write");
        if (done <= 0) continue;
        bytes += done;
        n -= (size_t)done;
        f->have += done;
    }
    return TA_OK;
}

static enum ta_status take_part(void *self, const char *bytes, size_t n)
{
    struct fetching *f = self;
    const struct ta_http_fetch *fetch = f->fetch;
    f->transferred += (int64_t)n;
    if (fetch->size >= 0 && f->have + (int64_t)n > fetch->size)
        return ta_fail(f->err, TA_E_DATA,
                       "is larger than the %" PRId64 " bytes promised", fetch->size);
    if (f->transferred > fetch->budget) {
        (void)ta_fail(f->err, TA_E_LIMIT, "the budget of %" PRId64 " bytes is used up",
                      fetch->budget);
        ta_error_mend(f->err, "run again later: it goes on where it was");
        return TA_E_LIMIT;
    }
    return write_part(f, bytes, n);
}

/* The rest of a file may come in fewer bytes than it said: it is gone on with. */
static enum ta_status end_part(void *self)
{
    struct fetching *f = self;
    if (f->whole < 0 || f->have == f->whole) return TA_OK;
    return ta_fail(f->err, f->have < f->whole ? TA_E_SOURCE : TA_E_DATA,
                   "of %" PRId64 " bytes the host sent %" PRId64, f->whole, f->have);
}

/* Ask for the rest when the part's bytes are known to be of this very file. */
static void ask_for_rest(void *self, struct ta_http_call *call)
{
    struct fetching *f = self;
    call->n_headers = 0;
    if (f->have == 0 || !ta_http_is_strong(f->etag)) return;
    (void)snprintf(f->range, sizeof f->range, "bytes=%" PRId64 "-", f->have);
    call->header[call->n_headers++] = (struct ta_http_header){"Range", f->range};
    call->header[call->n_headers++] = (struct ta_http_header){"If-Range", f->etag};
}

static void read_note(struct fetching *f)
{
    char *bytes = NULL;
    size_t size = 0;
    if (ta_file_read(f->note, sizeof f->etag - 1, &bytes, &size, NULL) != TA_OK) return;
    if (!ta_copy(f->etag, sizeof f->etag, bytes)) f->etag[0] = '\0';
    ta_free(bytes);
}

static enum ta_status open_part(struct fetching *f)
{
    struct stat st;
    f->file = open(f->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (f->file < 0) return fail_file(f, "cannot open");
    if (fstat(f->file, &st) != 0) return fail_file(f, "cannot read");
    read_note(f);
    f->have = ta_http_is_strong(f->etag) ? (int64_t)st.st_size : 0;
    if (f->fetch->size >= 0 && f->have >= f->fetch->size) f->have = 0;
    return TA_OK;
}

static enum ta_status check_part(struct fetching *f, struct ta_http_fetched *out)
{
    const struct ta_http_fetch *fetch = f->fetch;
    if (fetch->size >= 0 && f->have != fetch->size)
        return ta_fail(f->err, TA_E_DATA,
                       "has %" PRId64 " bytes, promised were %" PRId64, f->have,
                       fetch->size);
    enum ta_status rc = ta_sha256_file(f->part, out->sha256, f->err);
    if (rc == TA_OK && fetch->sum != NULL)
        rc = ta_checksum_file(fetch->sum, f->part, f->err);
    if (rc != TA_OK) return rc;
    if (fetch->sha256 == NULL || fetch->sha256[0] == '\0' ||
        strcmp(fetch->sha256, out->sha256) == 0)
        return TA_OK;
    return ta_fail(f->err, TA_E_DATA, "SHA-256 is %s, promised was %s", out->sha256,
                   fetch->sha256);
}

static char *joined(const char *path, const char *end)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s%s", path, end);
    return ta_text_take(&text);
}

static enum ta_status transfer(struct ta_http *http, struct fetching *f,
                               struct ta_http_fetched *out)
{
    struct ta_http_call call = {.url = f->fetch->url,
                                .taker = {f, begin_part, take_part, end_part},
                                .prepare = ask_for_rest,
                                .self = f};
    struct ta_http_reply reply = {0};
    enum ta_status rc = ta_http_send(http, &call, &reply, f->err);
    if (rc != TA_OK) return rc;
    ta_free(reply.where);
    memcpy(out->etag, reply.etag, sizeof out->etag);
    out->unsure = !f->framed && f->fetch->size < 0;
    return check_part(f, out);
}

/* What is wrong must not be gone on with. */
static void drop_part(const struct fetching *f)
{
    (void)unlink(f->part);
    (void)unlink(f->note);
}

/* On a full disk all else needs the room, what came whole before it above all. */
static bool is_useless(const struct fetching *f, enum ta_status rc)
{
    return rc == TA_E_DATA || rc == TA_E_NOTFOUND || rc == TA_E_IO ||
           (rc == TA_E_SOURCE && f->have == 0);
}

enum ta_status ta_http_fetch(struct ta_http *http, const struct ta_http_fetch *fetch,
                             struct ta_http_fetched *out, struct ta_error *err)
{
    struct ta_error own = {0};
    struct fetching f = {.fetch = fetch,
                         .part = joined(fetch->path, ".part"),
                         .note = joined(fetch->path, ".part.etag"),
                         .file = -1,
                         .err = err != NULL ? err : &own};
    enum ta_status rc = TA_OK;
    if (f.part == NULL || f.note == NULL)
        rc = ta_fail(f.err, TA_E_NOMEM, "out of memory");
    if (rc == TA_OK) rc = open_part(&f);
    if (rc == TA_OK) rc = transfer(http, &f, out);
    if (f.file >= 0 && close(f.file) != 0 && rc == TA_OK)
        rc = fail_file(&f, "cannot close");
    if (rc == TA_OK) rc = ta_file_publish(f.part, fetch->path, f.err);
    if (rc == TA_OK) (void)unlink(f.note);
    if (is_useless(&f, rc)) drop_part(&f);
    out->size = f.have;
    out->transferred = f.transferred;
    out->no_room = f.no_room;
    ta_free(f.part);
    ta_free(f.note);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/far_ranges.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum {
    GAP = 4096,             /* between blocks of one request: dearer to leave out */
    REQUEST_MOST = 8 << 20, /* of one request: what a break costs */
    SIGNED_S = 300          /* a signed link is used so long */
};

struct ranges {
    struct ta_far_file file; /* first: the handle is this */
    struct ta_far_session *session;
    pthread_mutex_t lock; /* of all below; taken before the session's */
    unsigned users, holders;
    char *url, *path, *link; /* link: signed, NULL when there is none yet */
    struct timespec link_at;
    int blocks; /* an unnamed file, as long as somebody holds it; -1 */
    size_t n, capacity;
    struct ta_byte_range *have; /* sorted, disjoint */
    size_t n_head;              /* bytes of the head that is kept */
    bool head_only; /* nothing but the head, or more of it, came since it is held */
    int64_t came;
    int64_t reserved; /* of the session's budget; its lock is taken for a change */
};

static struct ranges *of(struct ta_far_file *file)
{
    return (struct ranges *)(void *)file;
}

/* --- ranges ------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    const struct ta_byte_range *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

size_t ta_ranges_join(struct ta_byte_range *range, size_t n, int64_t gap)
{
    size_t kept = 0;
    if (n > 1) qsort(range, n, sizeof *range, by_place);
    for (size_t i = 0; i < n; i++) {
        struct ta_byte_range *last = kept > 0 ? &range[kept - 1] : NULL;
        int64_t end = range[i].from + range[i].size;
        if (last == NULL || range[i].from - (last->from + last->size) > gap)
            range[kept++] = range[i];
        else if (end > last->from + last->size)
            last->size = end - last->from;
    }
    return kept;
}

size_t ta_ranges_missing(const struct ta_byte_range *have, size_t n,
                         const struct ta_byte_range *wanted, struct ta_byte_range *out)
{
    int64_t at = wanted->from, end = wanted->from + wanted->size;
    size_t count = 0;
    for (size_t i = 0; i < n && at < end; i++) {
        int64_t to = have[i].from + have[i].size;
        if (to <= at) continue;
        if (have[i].from >= end) break;
        if (have[i].from > at)
            out[count++] = (struct ta_byte_range){at, have[i].from - at};
        at = to;
    }
    if (at < end) out[count++] = (struct ta_byte_range){at, end - at};
    return count;
}

static enum ta_status add_range(struct ranges *r, struct ta_byte_range range,
                                struct ta_error *err)
{
    void *grown = r->have;
    if (ta_grow(&grown, &r->capacity, r->n, sizeof *r->have) != 0)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    r->have = grown;
    r->have[r->n++] = range;
    r->n = ta_ranges_join(r->have, r->n, 0);
    return TA_OK;
}

/* --- the blocks' file -------------------------------------------------------------- */

static enum ta_status fail_blocks(const struct ranges *r, const char *what,
                                  struct ta_error *err)
{
    int cause = errno;
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s.blocks", r->path);
    (void)ta_fail_own(err, cause, path, what);
    if (err != NULL) err->status = TA_E_IO; /* TA_E_PERMISSION is a host's word */
    return TA_E_IO;
}

static enum ta_status write_at(const struct ranges *r, int64_t at, const char *bytes,
                               size_t n, struct ta_error *err)
{
    while (n > 0) {
        ssize_t done = pwrite(r->blocks, bytes, n, (off_t)at);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return fail_blocks(r, "cannot write", err);
        bytes += done;
        at += done;
        n -= (size_t)done;
    }
    return TA_OK;
}

static enum ta_status read_at(const struct ranges *r, int64_t at, char *bytes, size_t n,
                              struct ta_error *err)
{
    while (n > 0) {
        ssize_t done = pread(r->blocks, bytes, n, (off_t)at);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return fail_blocks(r, "cannot read", err);
        bytes += done;
        at += done;
        n -= (size_t)done;
    }
    return TA_OK;
}

/* Without a name from the start, so that a killed run leaves nothing. */
static enum ta_status open_blocks(struct ranges *r, struct ta_error *err)
{
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.blocks-XXXXXX", r->path);
    if (name.failed) return ta_fail(err, TA_E_NOMEM, "out of memory");
    r->blocks = mkstemp(name.bytes);
    if (r->blocks >= 0) {
        (void)fcntl(r->blocks, F_SETFD, FD_CLOEXEC);
        (void)unlink(name.bytes); /* at worst an empty file stays */
    }
    ta_text_free(&name);
    return r->blocks >= 0 ? TA_OK : fail_blocks(r, "cannot open", err);
}

/* A head that is not there any more comes again. */
static enum ta_status load_head(struct ranges *r, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.head", r->path);
    if (name.failed) return ta_fail(err, TA_E_NOMEM, "out of memory");
    enum ta_status rc = ta_file_read(name.bytes, TA_FAR_HEAD_MOST, &bytes, &size, NULL);
    ta_text_free(&name);
    if (rc != TA_OK) return TA_OK;
    rc = write_at(r, 0, bytes, size, err);
    ta_free(bytes);
    r->n_head = size;
    if (rc != TA_OK || size == 0) return rc;
    return add_range(r, (struct ta_byte_range){0, (int64_t)size}, err);
}

/* A head that was read on is kept as far as it is known now; when that fails it is read on again. */
static void keep_head(const struct ranges *r)
{
    size_t size = r->n > 0 && r->have[0].from == 0 ? (size_t)r->have[0].size : 0;
    if (!r->head_only || size <= r->n_head || size > TA_FAR_HEAD_MOST) return;
    struct ta_text name = {0};
    char *bytes = ta_alloc(size, 1);
    ta_text_addf(&name, "%s.head", r->path);
    if (bytes != NULL && !name.failed && read_at(r, 0, bytes, size, NULL) == TA_OK &&
        ta_file_write(name.bytes, bytes, size, 0666, NULL) != TA_OK)
        (void)unlink(name.bytes);
    ta_free(bytes);
    ta_text_free(&name);
}

/* What was set aside and is used, or is not needed any more. The session is locked. */
static void give_back(struct ranges *r, int64_t bytes)
{
    if (bytes > r->reserved) bytes = r->reserved;
    r->reserved -= bytes;
    r->session->reserved -= bytes;
}

static void let_go(struct ranges *r)
{
    (void)pthread_mutex_lock(&r->session->lock);
    give_back(r, r->reserved);
    (void)pthread_mutex_unlock(&r->session->lock);
    if (r->blocks >= 0) keep_head(r);
    if (r->blocks >= 0) (void)close(r->blocks); /* nothing of it is kept */
    r->blocks = -1;
    r->n = 0;
}

static enum ta_status hold(struct ta_far_file *file, struct ta_error *err)
{
    struct ranges *r = of(file);
    enum ta_status rc = TA_OK;
    (void)pthread_mutex_lock(&r->lock);
    if (r->holders == 0) {
        r->head_only = true;
        r->n_head = 0;
        rc = open_blocks(r, err);
        if (rc == TA_OK) rc = load_head(r, err);
        if (rc != TA_OK) let_go(r);
    }
    r->holders += rc == TA_OK;
    (void)pthread_mutex_unlock(&r->lock);
    return rc;
}

static void rest(struct ta_far_file *file)
{
    struct ranges *r = of(file);
    (void)pthread_mutex_lock(&r->lock);
    if (--r->holders == 0) let_go(r);
    (void)pthread_mutex_unlock(&r->lock);
}

/* --- bringing ---------------------------------------------------------------------- */

/* A link to ask, signed lately where links are signed. The session is locked. */
static enum ta_status find_link(struct ranges *r, struct ta_error *err)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    if (r->link != NULL && now.tv_sec - r->link_at.tv_sec < SIGNED_S) return TA_OK;
    ta_free(r->link);
    r->link = NULL;
    r->link_at = now;
    return ta_far_sign(r->session, r->url, &r->link, err);
}

static enum ta_status take(void *self, int64_t at, const char *bytes, size_t n,
                           struct ta_error *err)
{
    return write_at(self, at, bytes, n, err);
}

/* The session is locked. */
static enum ta_status ask_once(struct ranges *r, struct ta_byte_range range,
                               struct ta_error *err)
{
    struct ta_far_session *s = r->session;
    struct ta_http_parted got = {0};
    enum ta_status rc = find_link(r, err);
    if (rc != TA_OK) return rc;
    int64_t budget = s->left - (s->reserved - r->reserved);
    const struct ta_http_part part = {
        r->link, range.from, range.size, r->file.etag, r->file.size, budget, r, take};
    rc = ta_http_part(s->http, &part, &got, err);
    s->left -= got.transferred;
    give_back(r, got.transferred);
    r->came += got.transferred;
    return rc;
}

/* A link that is refused may have run out sooner than we thought: a new one is signed, once. */
static enum ta_status ask(struct ranges *r, struct ta_byte_range range,
                          struct ta_error *err)
{
    struct ta_far_session *s = r->session;
    (void)pthread_mutex_lock(&s->lock);
    enum ta_status rc = ask_once(r, range, err);
    if (rc == TA_E_PERMISSION && s->far.source->sign != NULL && r->link != NULL) {
        ta_free(r->link);
        r->link = NULL;
        rc = ask_once(r, range, err);
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (rc != TA_OK) ta_far_mend(rc, err);
    return rc == TA_OK ? add_range(r, range, err) : rc;
}

static enum ta_status bring(struct ranges *r, struct ta_byte_range range,
                            struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (int64_t done = 0; rc == TA_OK && done < range.size; done += REQUEST_MOST) {
        int64_t left = range.size - done;
        rc = ask(r,
                 (struct ta_byte_range){range.from + done,
                                        left < REQUEST_MOST ? left : REQUEST_MOST},
                 err);
    }
    return rc;
}

/* The part of a range that lies in the file; a damaged head may name any. */
static struct ta_byte_range clip(const struct ranges *r, struct ta_byte_range range)
{
    int64_t size = r->file.size;
    if (range.from < 0 || range.from >= size || range.size < 0)
        return (struct ta_byte_range){0, 0};
    if (range.size > size - range.from) range.size = size - range.from;
    return range;
}

/* Each piece of what is missing; *out is owned. */
static enum ta_status list_missing(const struct ranges *r,
                                   const struct ta_byte_range *range, size_t n,
                                   struct ta_byte_range **out, size_t *n_out,
                                   struct ta_error *err)
{
    struct ta_byte_range *wanted = ta_alloc(n, sizeof *wanted);
    struct ta_byte_range *missing = ta_alloc(2 * n + r->n + 1, sizeof *missing);
    size_t count = 0;
    for (size_t i = 0; wanted != NULL && i < n; i++) wanted[i] = clip(r, range[i]);
    if (wanted != NULL && missing != NULL) {
        n = ta_ranges_join(wanted, n, 0);
        for (size_t i = 0; i < n; i++)
            if (wanted[i].size > 0)
                count += ta_ranges_missing(r->have, r->n, &wanted[i], missing + count);
        *n_out = ta_ranges_join(missing, count, GAP);
    }
    bool ok = wanted != NULL && missing != NULL;
    ta_free(wanted);
    if (ok) *out = missing;
    if (!ok) ta_free(missing);
    return ok ? TA_OK : ta_fail(err, TA_E_NOMEM, "out of memory");
}

/* Looks that share a file may want the same of it: the most that one of them wants is set aside. */
static enum ta_status set_aside(struct ranges *r, int64_t bytes, struct ta_error *err)
{
    struct ta_far_session *s = r->session;
    int64_t more = bytes - r->reserved;
    (void)pthread_mutex_lock(&s->lock);
    bool fits = more <= 0 || more <= s->left - s->reserved;
    if (fits && more > 0) {
        r->reserved += more;
        s->reserved += more;
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (fits) return TA_OK;
    (void)ta_fail(err, TA_E_LIMIT,
                  "the budget of bytes is used up: this look needs more than is left");
    ta_error_mend(err, "run again later, or raise --fetch-most");
    return TA_E_LIMIT;
}

static enum ta_status reserve(struct ta_far_file *file,
                              const struct ta_byte_range *range, size_t n,
                              struct ta_error *err)
{
    struct ranges *r = of(file);
    struct ta_byte_range *missing = NULL;
    size_t count = 0;
    int64_t bytes = 0;
    if (n == 0) return TA_OK;
    (void)pthread_mutex_lock(&r->lock);
    enum ta_status rc = list_missing(r, range, n, &missing, &count, err);
    for (size_t i = 0; rc == TA_OK && i < count; i++) bytes += missing[i].size;
    if (rc == TA_OK) rc = set_aside(r, bytes, err);
    (void)pthread_mutex_unlock(&r->lock);
    ta_free(missing);
    return rc;
}

static enum ta_status want(struct ta_far_file *file, const struct ta_byte_range *range,
                           size_t n, struct ta_error *err)
{
    struct ranges *r = of(file);
    struct ta_byte_range *missing = NULL;
    size_t count = 0;
    if (n == 0) return TA_OK;
    (void)pthread_mutex_lock(&r->lock);
    r->head_only = false;
    enum ta_status rc = list_missing(r, range, n, &missing, &count, err);
    for (size_t i = 0; rc == TA_OK && i < count; i++) rc = bring(r, missing[i], err);
    (void)pthread_mutex_unlock(&r->lock);
    ta_free(missing);
    return rc;
}

/* What nobody announced is a further piece of the head, and comes in pieces of its size. */
static enum ta_status bring_missing(struct ranges *r, int64_t from, int64_t size,
                                    struct ta_error *err)
{
    const struct ta_byte_range all = {from, size};
    struct ta_byte_range *missing = ta_alloc(r->n + 1, sizeof *missing);
    if (missing == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    size_t n = ta_ranges_missing(r->have, r->n, &all, missing);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (missing[i].size < TA_FAR_HEAD) missing[i].size = TA_FAR_HEAD;
        rc = bring(r, clip(r, missing[i]), err);
    }
    ta_free(missing);
    return rc;
}

static enum ta_status read_range(struct ta_far_file *file, int64_t from, size_t n,
                                 void *out, struct ta_error *err)
{
    struct ranges *r = of(file);
    int64_t size = (int64_t)n;
    if (from < 0 || size < 0 || size > file->size || from > file->size - size) {
        (void)ta_fail(err, TA_E_DATA,
                      "is cut short: its %" PRId64
                      " bytes end before the blocks that it names",
                      file->size);
        ta_far_mend(TA_E_DATA, err);
        return TA_E_DATA;
    }
    if (n == 0) return TA_OK;
    (void)pthread_mutex_lock(&r->lock);
    enum ta_status rc = r->blocks >= 0
                            ? bring_missing(r, from, size, err)
                            : ta_fail(err, TA_E_INTERNAL, "%s: is not held", r->path);
    (void)pthread_mutex_unlock(&r->lock);
    return rc == TA_OK ? read_at(r, from, out, n, err) : rc;
}

static int64_t came(struct ta_far_file *file)
{
    struct ranges *r = of(file);
    (void)pthread_mutex_lock(&r->lock);
    int64_t bytes = r->came;
    r->came = 0;
    (void)pthread_mutex_unlock(&r->lock);
    return bytes;
}

/* --- life -------------------------------------------------------------------------- */

static void share(struct ta_far_file *file)
{
    struct ranges *r = of(file);
    (void)pthread_mutex_lock(&r->lock);
    r->users++;
    (void)pthread_mutex_unlock(&r->lock);
}

static void end(struct ranges *r)
{
    let_go(r);
    ta_far_session_drop(r->session);
    (void)pthread_mutex_destroy(&r->lock);
    ta_free(r->have);
    ta_free(r->link);
    ta_free(r->path);
    ta_free(r->url);
    ta_free(r);
}

static void drop(struct ta_far_file *file)
{
    struct ranges *r = of(file);
    (void)pthread_mutex_lock(&r->lock);
    bool last = --r->users == 0;
    (void)pthread_mutex_unlock(&r->lock);
    if (last) end(r);
}

enum ta_status ta_far_ranges_new(struct ta_far_session *session,
                                 const struct ta_far_pin *pin, struct ta_far_file **out,
                                 struct ta_error *err)
{
    static const struct ta_far_file_ops ops = {hold,       rest, reserve, want,
                                               read_range, came, share,   drop};
    struct ranges *r = ta_alloc(1, sizeof *r);
    if (r == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    *r = (struct ranges){.file = {.ops = &ops, .size = pin->size},
                         .session = session,
                         .users = 1,
                         .url = ta_strdup(pin->url),
                         .path = ta_strdup(pin->path),
                         .blocks = -1};
    (void)pthread_mutex_init(&r->lock, NULL); /* cannot fail on Linux */
    ta_far_session_share(session);
    if (r->url != NULL && r->path != NULL &&
        ta_copy(r->file.etag, sizeof r->file.etag, pin->etag)) {
        *out = &r->file;
        return TA_OK;
    }
    end(r);
    return ta_fail(err, TA_E_NOMEM, "out of memory");
}

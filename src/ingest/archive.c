/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum { BLOCK = 1 << 17, LEVEL = 1 };

/* Bytes through a coder from one file to another, or beside those of a file that they should be. */
struct pipe {
    const char *from, *to, *like;
    int in, out, twin; /* of the paths; -1 for none */
    char *source, *target, *other;
    struct ta_error *err;
};

static enum ta_status fail_file(const struct pipe *p, const char *path,
                                const char *what)
{
    return ta_fail_own(p->err, errno, path != NULL ? path : p->from, what);
}

static enum ta_status fail_data(const struct pipe *p, const char *words)
{
    return ta_fail(p->err, TA_E_DATA, "%s: %s", p->from, words);
}

/* @return bytes, fewer than @p most at the file's end alone; -1 */
static ssize_t read_full(int file, char *to, size_t most)
{
    size_t there = 0;
    while (there < most) {
        ssize_t got = read(file, to + there, most - there);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        there += (size_t)got;
    }
    return (ssize_t)there;
}

static enum ta_status read_some(struct pipe *p, size_t *n)
{
    ssize_t got = read_full(p->in, p->source, BLOCK);
    if (got < 0) return fail_file(p, p->from, "cannot read");
    *n = (size_t)got;
    return TA_OK;
}

static enum ta_status write_some(struct pipe *p, size_t size)
{
    const char *at = p->target;
    while (p->out >= 0 && size > 0) {
        ssize_t n = write(p->out, at, size);
        if (n < 0 && errno != EINTR) return fail_file(p, p->to, "cannot write");
        if (n < 0) continue;
        at += n;
        size -= (size_t)n;
    }
    return TA_OK;
}

/* What was decoded is what stands next in the file that it should be. */
static enum ta_status compare_some(const struct pipe *p, size_t size)
{
    if (p->twin < 0) return TA_OK;
    ssize_t got = read_full(p->twin, p->other, size);
    if (got < 0) return fail_file(p, p->like, "cannot read");
    bool same = (size_t)got == size && memcmp(p->other, p->target, size) == 0;
    return same ? TA_OK : fail_data(p, "holds other bytes");
}

static enum ta_status compare_end(const struct pipe *p)
{
    if (p->twin < 0) return TA_OK;
    ssize_t got = read_full(p->twin, p->other, 1);
    if (got < 0) return fail_file(p, p->like, "cannot read");
    return got == 0 ? TA_OK : fail_data(p, "lacks bytes");
}

static enum ta_status pack_block(struct pipe *p, ZSTD_CCtx *coder, size_t n, bool last)
{
    ZSTD_inBuffer in = {p->source, n, 0};
    for (;;) {
        ZSTD_outBuffer out = {p->target, BLOCK, 0};
        size_t left =
            ZSTD_compressStream2(coder, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return ta_fail(p->err, TA_E_NOMEM, "%s: %s", p->from,
                           ZSTD_getErrorName(left));
        enum ta_status rc = write_some(p, out.pos);
        if (rc != TA_OK) return rc;
        if (last ? left == 0 : in.pos == in.size) return TA_OK;
    }
}

static enum ta_status pack_all(struct pipe *p, ZSTD_CCtx *coder)
{
    size_t n = 1;
    while (n > 0) {
        enum ta_status rc = read_some(p, &n);
        if (rc != TA_OK) return rc;
        rc = pack_block(p, coder, n, n == 0);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static enum ta_status pack(struct pipe *p)
{
    ZSTD_CCtx *coder = ZSTD_createCCtx();
    if (coder == NULL) return ta_fail(p->err, TA_E_NOMEM, "%s: out of memory", p->from);
    (void)ZSTD_CCtx_setParameter(coder, ZSTD_c_compressionLevel, LEVEL);
    (void)ZSTD_CCtx_setParameter(coder, ZSTD_c_checksumFlag, 1);
    enum ta_status rc = pack_all(p, coder);
    (void)ZSTD_freeCCtx(coder);
    return rc;
}

static enum ta_status unpack_block(struct pipe *p, ZSTD_DCtx *coder, size_t n,
                                   size_t *left)
{
    ZSTD_inBuffer in = {p->source, n, 0};
    while (in.pos < in.size) {
        ZSTD_outBuffer out = {p->target, BLOCK, 0};
        *left = ZSTD_decompressStream(coder, &out, &in);
        if (ZSTD_isError(*left)) return fail_data(p, ZSTD_getErrorName(*left));
        enum ta_status rc = compare_some(p, out.pos);
        if (rc == TA_OK) rc = write_some(p, out.pos);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static enum ta_status unpack_all(struct pipe *p, ZSTD_DCtx *coder)
{
    size_t n = 1, left = 1;
    while (n > 0) {
        enum ta_status rc = read_some(p, &n);
        if (rc == TA_OK) rc = unpack_block(p, coder, n, &left);
        if (rc != TA_OK) return rc;
    }
    return left == 0 ? compare_end(p) : fail_data(p, "is cut off");
}

static enum ta_status unpack(struct pipe *p)
{
    ZSTD_DCtx *coder = ZSTD_createDCtx();
    if (coder == NULL) return ta_fail(p->err, TA_E_NOMEM, "%s: out of memory", p->from);
    enum ta_status rc = unpack_all(p, coder);
    (void)ZSTD_freeDCtx(coder);
    return rc;
}

static enum ta_status open_files(struct pipe *p)
{
    p->in = open(p->from, O_RDONLY | O_CLOEXEC);
    if (p->in < 0) return fail_file(p, p->from, "cannot open");
    if (p->like != NULL) p->twin = open(p->like, O_RDONLY | O_CLOEXEC);
    if (p->like != NULL && p->twin < 0) return fail_file(p, p->like, "cannot open");
    if (p->to == NULL) return TA_OK;
    p->out = open(p->to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return p->out < 0 ? fail_file(p, p->to, "cannot write") : TA_OK;
}

static bool make_room(struct pipe *p)
{
    p->source = ta_alloc(BLOCK, 1);
    p->target = ta_alloc(BLOCK, 1);
    p->other = p->like == NULL ? NULL : ta_alloc(BLOCK, 1);
    return p->source != NULL && p->target != NULL &&
           (p->like == NULL || p->other != NULL);
}

/* @param to, like  NULL: none */
static enum ta_status run(const char *from, const char *to, const char *like,
                          enum ta_status (*code)(struct pipe *p), struct ta_error *err)
{
    struct pipe p = {.from = from,
                     .to = to,
                     .like = like,
                     .in = -1,
                     .out = -1,
                     .twin = -1,
                     .err = err};
    enum ta_status rc = make_room(&p)
                            ? open_files(&p)
                            : ta_fail(err, TA_E_NOMEM, "%s: out of memory", from);
    if (rc == TA_OK) rc = code(&p);
    if (p.in >= 0) (void)close(p.in); /* only read from */
    if (p.twin >= 0) (void)close(p.twin);
    if (p.out >= 0 && close(p.out) != 0 && rc == TA_OK)
        rc = fail_file(&p, to, "cannot write");
    ta_free(p.source);
    ta_free(p.target);
    ta_free(p.other);
    return rc;
}

/* The bytes themselves, not a sum of them: the plain file goes because they are here. */
static enum ta_status check_back(const char *part, const char *plain,
                                 struct ta_error *err)
{
    enum ta_status rc = run(part, NULL, plain, unpack, err);
    if (rc != TA_E_DATA) return rc;
    return ta_fail(err, TA_E_INTERNAL, "%s: does not read back as written", part);
}

/* Beside the new file; @p check reads it back first. */
static enum ta_status run_beside(const char *from, const char *to,
                                 enum ta_status (*code)(struct pipe *p), bool check,
                                 struct ta_error *err)
{
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.part-%ld", to, (long)getpid());
    char *part = ta_text_take(&name);
    if (part == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", to);
    enum ta_status rc = run(from, part, NULL, code, err);
    if (rc == TA_OK && check) rc = check_back(part, from, err);
    if (rc == TA_OK) rc = ta_file_publish(part, to, err);
    if (rc != TA_OK) (void)unlink(part); /* gone already when only the folder failed */
    ta_free(part);
    return rc;
}

enum ta_status ta_archive_write(const char *from, const char *to, struct ta_error *err)
{
    return run_beside(from, to, pack, true, err);
}

enum ta_status ta_archive_unpack(const char *from, const char *to, struct ta_error *err)
{
    return run(from, to, NULL, unpack, err);
}

enum ta_status ta_archive_read(const char *from, const char *to, struct ta_error *err)
{
    return run_beside(from, to, unpack, false, err);
}

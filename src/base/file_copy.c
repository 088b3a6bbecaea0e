/* SPDX-License-Identifier: Apache-2.0 */
/** @file file_copy.c  A file copied and hashed on the way. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/hash.h"

static enum ta_status fail_at(const char *path, const char *what, struct ta_error *err)
{
    return ta_fail_errno(err, errno, path, what);
}

/* A pipe would be waited on for ever. */
static enum ta_status open_plain(const char *path, int *file, struct ta_error *err)
{
    struct stat about;
    *file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (*file < 0) return fail_at(path, "cannot open", err);
    if (fstat(*file, &about) == 0 && S_ISREG(about.st_mode)) return TA_OK;
    (void)close(*file); /* only opened */
    return ta_fail(err, TA_E_DATA, "%s: is no ordinary file", path);
}

static enum ta_status put(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(to, bytes, size);
        if (done < 0 && errno != EINTR) return TA_E_IO;
        if (done <= 0) continue;
        bytes += done;
        size -= (size_t)done;
    }
    return TA_OK;
}

static enum ta_status pump(int from, int to, const char *names[2],
                           crypto_hash_sha256_state *hash, struct ta_error *err)
{
    unsigned char block[65536];
    for (;;) {
        ssize_t got = read(from, block, sizeof block);
        if (got == 0) return TA_OK;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_at(names[0], "cannot read", err);
        (void)crypto_hash_sha256_update(hash, block, (unsigned long long)got);
        if (put(to, (const char *)block, (size_t)got) != TA_OK)
            return fail_at(names[1], "cannot write", err);
    }
}

enum ta_status ta_file_copy(const char *from, const char *to, char hex[TA_HEX_SIZE],
                            struct ta_error *err)
{
    const char *names[2] = {from, to};
    crypto_hash_sha256_state hash;
    unsigned char digest[crypto_hash_sha256_BYTES];
    int in = -1;
    enum ta_status rc = open_plain(from, &in, err);
    if (rc != TA_OK) return rc;
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (out < 0) rc = fail_at(to, "cannot write", err);
    (void)crypto_hash_sha256_init(&hash);
    if (rc == TA_OK) rc = pump(in, out, names, &hash, err);
    if (out >= 0 && close(out) != 0 && rc == TA_OK)
        rc = fail_at(to, "cannot write", err);
    (void)close(in);                               /* only read from */
    if (rc != TA_OK && out >= 0) (void)unlink(to); /* rc says why */
    (void)crypto_hash_sha256_final(&hash, digest);
    if (rc == TA_OK) ta_hex(digest, sizeof digest, hex);
    return rc;
}

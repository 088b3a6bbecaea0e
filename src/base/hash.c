/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"

void ta_sha256(const void *bytes, size_t size, char hex[TA_HEX_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, bytes, size);
    ta_hex(hash, sizeof hash, hex);
}

static enum ta_status digest_all(int file, crypto_hash_sha256_state *state)
{
    unsigned char block[65536];
    for (;;) {
        ssize_t got = read(file, block, sizeof block);
        if (got == 0) return TA_OK;
        if (got < 0 && errno != EINTR) return TA_E_IO;
        if (got > 0) (void)crypto_hash_sha256_update(state, block, (size_t)got);
    }
}

enum ta_status ta_sha256_file(const char *path, char hex[TA_HEX_SIZE],
                              struct ta_error *err)
{
    struct stat about;
    int file =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* for a pipe in its place */
    if (file < 0) return ta_fail_errno(err, errno, path, "cannot open");
    if (fstat(file, &about) == 0 && !S_ISREG(about.st_mode)) {
        (void)close(file); /* only opened */
        return ta_fail(err, TA_E_DATA, "%s: is no plain file", path);
    }

    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    enum ta_status rc = digest_all(file, &state);
    if (rc != TA_OK)
        (void)ta_fail(err, rc, "%s: cannot read: %s", path, strerror(errno));
    else
        ta_digest_end(&state, hex);
    (void)close(file); /* only read from */
    return rc;
}

void ta_hex(const uint8_t *bytes, size_t size, char *out)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digit[bytes[i] >> 4];
        out[2 * i + 1] = digit[bytes[i] & 0xF];
    }
    out[2 * size] = '\0';
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

enum ta_status ta_unhex(const char *hex, uint8_t *out, size_t size)
{
    if (strlen(hex) != 2 * size) return TA_E_DATA;
    for (size_t i = 0; i < 2 * size; i++)
        if (nibble(hex[i]) < 0) return TA_E_DATA;
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]));
    return TA_OK;
}

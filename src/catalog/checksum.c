/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"

enum { PIECE = 1 << 17, VARINT_MOST = 9, DIGITS = 2 };

/* Codes as the multicodec table has them (https://github.com/multiformats/multicodec). */
static const struct function {
    uint64_t code;
    const char *kind, *called; /* in words, and as OpenSSL knows it */
} functions[] = {
    {0x11, "SHA-1", "SHA1"},
    {0x12, "SHA-256", "SHA256"},
    {0x13, "SHA-512", "SHA512"},
    {0x14, "SHA3-512", "SHA3-512"},
    {0x15, "SHA3-384", "SHA3-384"},
    {0x16, "SHA3-256", "SHA3-256"},
    {0x17, "SHA3-224", "SHA3-224"},
    {0x20, "SHA-384", "SHA384"},
    {0xd5, "MD5", "MD5"},
    {0x1013, "SHA-224", "SHA224"},
    {0xb240, "BLAKE2b-512", "BLAKE2b512"},
    {0xb260, "BLAKE2s-256", "BLAKE2s256"},
};

/* --- reading ----------------------------------------------------------------------- */

/* The next byte of two hexadecimal digits, either case. */
static bool next_byte(const char **text, uint8_t *out)
{
    char two[DIGITS + 1] = "";
    for (size_t i = 0; i < DIGITS; i++) {
        char c = (*text)[i];
        if (c == '\0') return false;
        two[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    }
    if (ta_unhex(two, out, 1) != TA_OK) return false;
    *text += DIGITS;
    return true;
}

/* Seven bits in each byte, the lowest first; the top bit says that there is more. */
static bool next_number(const char **text, uint64_t *out)
{
    uint8_t byte = 0;
    *out = 0;
    for (unsigned i = 0; i < VARINT_MOST; i++) {
        if (!next_byte(text, &byte)) return false;
        *out |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte < 0x80) return true;
    }
    return false;
}

static const struct function *function_of(uint64_t code)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (functions[i].code == code) return &functions[i];
    return NULL;
}

/* Bytes of its digest; 0 when OpenSSL does not offer it, as MD5 where only approved functions are. */
static size_t size_of(const struct function *function)
{
    EVP_MD *method = EVP_MD_fetch(NULL, function->called, NULL);
    int size = method != NULL ? EVP_MD_get_size(method) : 0;
    EVP_MD_free(method);
    return size > 0 && size <= TA_CHECKSUM_MOST ? (size_t)size : 0;
}

const char ta_unchecked_in_parts[] = "read in parts";

static void leave(struct ta_checksum *out, const char *why)
{
    *out = (struct ta_checksum){.kind = NULL};
    (void)snprintf(out->unchecked, sizeof out->unchecked, "%s", why);
}

void ta_checksum_read(const char *text, struct ta_checksum *out)
{
    uint64_t code = 0, length = 0;
    char why[TA_NAME_SIZE];
    *out = (struct ta_checksum){.kind = NULL};
    if (!next_number(&text, &code) || !next_number(&text, &length) ||
        length * DIGITS != strlen(text)) {
        leave(out, "no multihash");
        return;
    }
    const struct function *function = function_of(code);
    size_t size = function != NULL ? size_of(function) : 0;
    (void)snprintf(why, sizeof why, "multihash 0x%" PRIx64, code);
    if (size == 0) {
        leave(out, why);
        return;
    }
    if (length != size) {
        (void)snprintf(why, sizeof why, "%s of %" PRIu64 " bytes", function->kind,
                       length);
        leave(out, why);
        return;
    }
    out->kind = function->kind;
    out->size = size;
    for (size_t i = 0; i < out->size; i++)
        if (!next_byte(&text, &out->bytes[i])) {
            leave(out, "no multihash");
            return;
        }
}

/* --- checking ---------------------------------------------------------------------- */

static enum ta_status digest(EVP_MD_CTX *context, int file, uint8_t *piece,
                             const char *path, struct ta_error *err)
{
    for (;;) {
        ssize_t n = read(file, piece, PIECE);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ta_fail_errno(err, errno, path, "cannot read");
        if (n == 0) return TA_OK;
        if (EVP_DigestUpdate(context, piece, (size_t)n) != 1)
            return ta_fail(err, TA_E_INTERNAL, "%s: OpenSSL does not digest it", path);
    }
}

static enum ta_status digest_of(const EVP_MD *method, const char *path, uint8_t *out,
                                struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    unsigned size = 0;
    uint8_t *piece = ta_alloc(PIECE, 1);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        rc = ta_fail_errno(err, errno, path, "cannot open");
    else if (piece == NULL || context == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    else if (method == NULL || EVP_DigestInit_ex(context, method, NULL) != 1)
        rc = ta_fail(err, TA_E_INTERNAL, "%s: OpenSSL does not digest it", path);
    if (rc == TA_OK) rc = digest(context, file, piece, path, err);
    if (rc == TA_OK && EVP_DigestFinal_ex(context, out, &size) != 1)
        rc = ta_fail(err, TA_E_INTERNAL, "%s: OpenSSL does not digest it", path);
    if (file >= 0) (void)close(file); /* only read */
    EVP_MD_CTX_free(context);
    ta_free(piece);
    return rc;
}

static const char *called(const char *kind)
{
    size_t i = 0;
    while (strcmp(functions[i].kind, kind) != 0) i++; /* it is one of them */
    return functions[i].called;
}

enum ta_status ta_checksum_file(const struct ta_checksum *sum, const char *path,
                                struct ta_error *err)
{
    uint8_t got[EVP_MAX_MD_SIZE];
    if (sum->kind == NULL) return TA_OK;
    EVP_MD *method = EVP_MD_fetch(NULL, called(sum->kind), NULL);
    enum ta_status rc = digest_of(method, path, got, err);
    EVP_MD_free(method);
    if (rc != TA_OK || memcmp(got, sum->bytes, sum->size) == 0) return rc;
    return ta_fail(err, TA_E_DATA, "%s: %s is not that of file:checksum", path,
                   sum->kind);
}

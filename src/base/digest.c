/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

void ta_digest_u64(crypto_hash_sha256_state *state, uint64_t value)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(value >> (8 * i) & 0xFF);
    (void)crypto_hash_sha256_update(state, bytes, sizeof bytes);
}

void ta_digest_f64(crypto_hash_sha256_state *state, double value)
{
    uint64_t bits = UINT64_C(0x7FF8000000000000);
    if (!isnan(value)) memcpy(&bits, &value, sizeof bits);
    ta_digest_u64(state, bits);
}

void ta_digest_text(crypto_hash_sha256_state *state, const char *text)
{
    size_t size = text == NULL ? 0 : strlen(text);
    ta_digest_u64(state, size);
    if (size > 0)
        (void)crypto_hash_sha256_update(state, (const unsigned char *)text, size);
}

void ta_digest_end(crypto_hash_sha256_state *state, char hex[TA_HEX_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_final(state, hash);
    ta_hex(hash, sizeof hash, hex);
}

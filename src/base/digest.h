/* SPDX-License-Identifier: Apache-2.0 */
/** @file digest.h  SHA-256 over fields, each told apart from the next. */
#ifndef TA_BASE_DIGEST_H
#define TA_BASE_DIGEST_H

#include <sodium.h>

#include "terrassay/types.h"

/** Begin with crypto_hash_sha256_init(). Numbers go in as 8 bytes, lowest first, so
 * that machines of either byte order agree; any NaN counts as the same. */
void ta_digest_u64(crypto_hash_sha256_state *state, uint64_t value);
void ta_digest_f64(crypto_hash_sha256_state *state, double value);
/** Length, then bytes; NULL counts as "". */
void ta_digest_text(crypto_hash_sha256_state *state, const char *text);
void ta_digest_end(crypto_hash_sha256_state *state, char hex[TA_HEX_SIZE]);

#endif

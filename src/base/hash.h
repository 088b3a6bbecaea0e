/* SPDX-License-Identifier: Apache-2.0 */
/** @file hash.h  SHA-256 of bytes and files, in lower-case hexadecimal. */
#ifndef TA_BASE_HASH_H
#define TA_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

void ta_sha256(const void *bytes, size_t size, char hex[TA_HEX_SIZE]);
TA_NODISCARD enum ta_status ta_sha256_file(const char *path, char hex[TA_HEX_SIZE],
                                           struct ta_error *err);
/** Lower-case hex of @p size bytes into @p out[2 * size + 1], and back. */
void ta_hex(const uint8_t *bytes, size_t size, char *out);
TA_NODISCARD enum ta_status ta_unhex(const char *hex, uint8_t *out, size_t size);

#endif

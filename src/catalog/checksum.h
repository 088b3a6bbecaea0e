/* SPDX-License-Identifier: Apache-2.0 */
/** @file checksum.h  What an item promises of a file's bytes: `file:checksum`, a multihash. */
#ifndef TA_CATALOG_CHECKSUM_H
#define TA_CATALOG_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_CHECKSUM_MOST = 64 };

/** A promise. With neither `kind` nor `unchecked` nothing is promised. */
struct ta_checksum {
    const char *kind; /**< "SHA-512", of those that can be checked here; else NULL */
    size_t size;
    uint8_t bytes[TA_CHECKSUM_MOST];
    char unchecked
        [TA_NAME_SIZE]; /**< why nobody can check it: "multihash 0x1e"; else empty */
};

/** Why a file's checksum is not checked that is read in parts and was never here whole. */
extern const char ta_unchecked_in_parts[];

/** Read the hexadecimal digits of a multihash: code and length of the function as varints, then the
 *  digest. What is no multihash, of an unknown function or cut short comes out as `unchecked`. */
void ta_checksum_read(const char *text, struct ta_checksum *out);

/** Hold a file against the promise. @return TA_OK, also when nothing can be checked; TA_E_DATA when
 *  the bytes are others; TA_E_NOTFOUND, TA_E_PERMISSION, TA_E_IO */
TA_NODISCARD enum ta_status ta_checksum_file(const struct ta_checksum *sum,
                                             const char *path, struct ta_error *err);

#endif

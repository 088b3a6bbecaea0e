/* SPDX-License-Identifier: Apache-2.0 */
/** @file record.h  The envelope around a record's canonical bytes. */
#ifndef TERRASSAY_RECORD_H
#define TERRASSAY_RECORD_H

#include "terrassay/types.h"

/** The body is canonical JSON (RFC 8785) after datasets/schema/record.schema.json and
 * holds no clock time, so equal inputs give equal bytes and an equal id. The envelope
 * orders and signs: chain = SHA-256(which chain || previous chain || id || seq ||
 * created), byte for byte as src/base/chain.h draws it, and signature = Ed25519(chain).
 */
struct ta_envelope {
    char id[TA_HEX_SIZE];       /**< SHA-256 of the body */
    int64_t seq;                /**< 1, 2, ... without gaps */
    char previous[TA_HEX_SIZE]; /**< chain value before; 64 zeros for the first */
    char chain[TA_HEX_SIZE];
    ta_time_us created;
    char key_id[TA_HEX_SIZE]; /**< SHA-256 of the public key */
    char signature[129];      /**< Ed25519 over the 32 bytes of `chain`, hexadecimal */
};

#endif

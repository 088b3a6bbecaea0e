/* SPDX-License-Identifier: Apache-2.0 */
/** @file chain.h  Hash chains: each link seals what it holds and all links before it.
 *
 *  The value of a link is the SHA-256 of 96 bytes. All fields have a fixed width, so no
 * two links share their bytes:
 *
 *      offset  bytes  holds
 *           0     16  which chain: "terrassay/record", or "terrassay/audit" or
 *                     "terrassay/filed" and a NUL
 *          16     32  value of the link before; zeros for the first
 *          48     32  SHA-256 of what the link holds
 *          80      8  sequence number, lowest byte first
 *          88      8  time in microseconds, two's complement, lowest byte first */
#ifndef TA_BASE_CHAIN_H
#define TA_BASE_CHAIN_H

#include "terrassay/status.h"
#include "terrassay/types.h"

enum ta_chain { TA_CHAIN_RECORD, TA_CHAIN_AUDIT, TA_CHAIN_FILED };

/** `previous` of the first link. */
#define TA_CHAIN_START                                                                 \
    "0000000000000000000000000000000000000000000000000000000000000000"

/** The texts are borrowed. */
struct ta_chain_link {
    const char *previous; /**< value of the link before */
    const char *id;       /**< SHA-256 of what it holds */
    int64_t seq;          /**< 1, 2, ... */
    ta_time_us created;
};

/** Value of @p link in lower-case hexadecimal.
 *  @return TA_OK; TA_E_DATA when a hash is not 64 lower-case hexadecimal digits. */
TA_NODISCARD enum ta_status ta_chain_value(enum ta_chain chain,
                                           const struct ta_chain_link *link,
                                           char out[TA_HEX_SIZE]);

#endif

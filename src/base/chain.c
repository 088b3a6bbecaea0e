/* SPDX-License-Identifier: Apache-2.0 */
#include "base/chain.h"

#include "base/digest.h"
#include "base/hash.h"

enum { HASH = 32, NAME = 16 };

enum ta_status ta_chain_value(enum ta_chain chain, const struct ta_chain_link *link,
                              char out[TA_HEX_SIZE])
{
    static const unsigned char name[][NAME + 1] = {
        [TA_CHAIN_RECORD] = "terrassay/record",
        [TA_CHAIN_AUDIT] = "terrassay/audit",
        [TA_CHAIN_FILED] = "terrassay/filed"};
    unsigned char hashes[2 * HASH];
    enum ta_status rc = ta_unhex(link->previous, hashes, HASH);
    if (rc == TA_OK) rc = ta_unhex(link->id, hashes + HASH, HASH);
    if (rc != TA_OK) return rc;

    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, name[chain], NAME);
    (void)crypto_hash_sha256_update(&state, hashes, sizeof hashes);
    ta_digest_u64(&state, (uint64_t)link->seq);
    ta_digest_u64(&state, (uint64_t)link->created);
    ta_digest_end(&state, out);
    return TA_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "record/seal.h"

#include <string.h>

#include <sodium.h>

#include "base/chain.h"
#include "base/hash.h"

const char ta_chain_start[TA_HEX_SIZE] = TA_CHAIN_START;

enum { HASH_SIZE = 32 };

/* Chain value of an envelope whose id, previous, seq and created are filled, as text and
 * as the bytes that are signed. @return TA_E_DATA when one of them is no hash. */
static enum ta_status chain_of(enum ta_chain chain, const struct ta_envelope *envelope,
                               char hex[TA_HEX_SIZE], uint8_t out[HASH_SIZE])
{
    const struct ta_chain_link link = {envelope->previous, envelope->id, envelope->seq,
                                       envelope->created};
    enum ta_status rc = ta_chain_value(chain, &link, hex);
    return rc == TA_OK ? ta_unhex(hex, out, HASH_SIZE) : rc;
}

enum ta_status ta_seal(const struct ta_seal_request *request,
                       const struct ta_key_ring *ring, struct ta_envelope *out,
                       struct ta_error *err)
{
    return ta_seal_in(TA_CHAIN_RECORD, request, ring, out, err);
}

enum ta_status ta_seal_in(enum ta_chain which, const struct ta_seal_request *request,
                          const struct ta_key_ring *ring, struct ta_envelope *out,
                          struct ta_error *err)
{
    const struct ta_key *key = ta_key_current(ring);
    if (key == NULL) {
        ta_fail(err, TA_E_CONFIG, "no signing key in this workspace");
        ta_error_mend(err, "terrassay key new");
        return TA_E_CONFIG;
    }
    if (request->created < key->made) {
        ta_fail(err, TA_E_CONFIG,
                "record %lld: the clock is before the day its key was made, and nobody "
                "could verify it",
                (long long)request->seq);
        ta_error_mend(err, "set the clock right, or make a new key: terrassay key new");
        return TA_E_CONFIG;
    }
    struct ta_envelope envelope = {.seq = request->seq, .created = request->created};
    uint8_t chain[HASH_SIZE], signature[TA_SIGNATURE_SIZE];
    ta_sha256(request->body, request->size, envelope.id);
    memcpy(envelope.key_id, key->id, sizeof envelope.key_id);
    if (!ta_copy(envelope.previous, sizeof envelope.previous, request->previous) ||
        chain_of(which, &envelope, envelope.chain, chain) != TA_OK)
        return ta_fail(err, TA_E_DATA,
                       "record %lld: the chain value before it is no hash",
                       (long long)request->seq);
    enum ta_status rc = ta_key_sign(ring, key, chain, sizeof chain, signature, err);
    if (rc != TA_OK) return rc;
    ta_hex(signature, sizeof signature, envelope.signature);
    *out = envelope;
    return TA_OK;
}

static unsigned check_signature(const struct ta_envelope *envelope,
                                const uint8_t chain[HASH_SIZE],
                                const struct ta_key_ring *ring)
{
    uint8_t signature[TA_SIGNATURE_SIZE];
    const struct ta_key *key = ta_key_find(ring, envelope->key_id);
    if (key == NULL) return TA_SEAL_KEY;

    unsigned faults = 0;
    if (ta_unhex(envelope->signature, signature, sizeof signature) != TA_OK ||
        crypto_sign_verify_detached(signature, chain, HASH_SIZE, key->public_key) != 0)
        faults |= TA_SEAL_SIGNATURE;
    bool retired = key->retired != TA_TIME_NONE && envelope->created >= key->retired;
    if (retired || envelope->created < key->made) faults |= TA_SEAL_RETIRED;
    return faults;
}

unsigned ta_seal_check(const struct ta_envelope *envelope, const char *body,
                       size_t size, const char *previous,
                       const struct ta_key_ring *ring)
{
    return ta_seal_check_in(TA_CHAIN_RECORD, envelope, body, size, previous, ring);
}

unsigned ta_seal_check_in(enum ta_chain which, const struct ta_envelope *envelope,
                          const char *body, size_t size, const char *previous,
                          const struct ta_key_ring *ring)
{
    unsigned faults = 0;
    char id[TA_HEX_SIZE], chain_hex[TA_HEX_SIZE];
    uint8_t chain[HASH_SIZE];
    ta_sha256(body, size, id);
    if (strcmp(id, envelope->id) != 0) faults |= TA_SEAL_BODY;
    if (strcmp(previous, envelope->previous) != 0) faults |= TA_SEAL_PREVIOUS;
    if (chain_of(which, envelope, chain_hex, chain) != TA_OK)
        return faults | TA_SEAL_CHAIN;
    if (strcmp(chain_hex, envelope->chain) != 0) faults |= TA_SEAL_CHAIN;
    return faults | check_signature(envelope, chain, ring);
}

const char *ta_seal_fault_text(enum ta_seal_fault fault)
{
    switch (fault) {
    case TA_SEAL_BODY: return "the body's SHA-256 is not the record's id";
    case TA_SEAL_PREVIOUS: return "does not follow the record before it";
    case TA_SEAL_CHAIN: return "the chain value does not come out";
    case TA_SEAL_KEY: return "signed with a key that is not known here";
    case TA_SEAL_SIGNATURE: return "the signature does not hold";
    case TA_SEAL_RETIRED: return "signed outside the life of its key";
    }
    return "unknown fault";
}

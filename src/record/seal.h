/* SPDX-License-Identifier: Apache-2.0 */
/** @file seal.h  Hash, chain and signature around a record's bytes.
 *
 *  id        = SHA-256(body)
 *  chain     = SHA-256 over previous, id, seq and created: src/base/chain.h draws it
 *  signature = Ed25519(chain, 32 bytes) */
#ifndef TA_RECORD_SEAL_H
#define TA_RECORD_SEAL_H

#include "base/chain.h"
#include "base/text.h"
#include "record/keys.h"
#include "terrassay/record.h"
#include "terrassay/status.h"

/** Chain value before the first record. */
extern const char ta_chain_start[TA_HEX_SIZE];

/** What is sealed, and after what. */
struct ta_seal_request {
    const char *body;
    size_t size;
    int64_t seq;          /**< 1, 2, ... */
    const char *previous; /**< chain value of seq - 1; ta_chain_start for the first */
    ta_time_us created;
};

/** Fill an envelope, signed with the ring's current key.
 *  @return TA_OK, TA_E_CONFIG when there is no key that signs, or why signing failed. */
TA_NODISCARD enum ta_status ta_seal(const struct ta_seal_request *request,
                                    const struct ta_key_ring *ring,
                                    struct ta_envelope *out, struct ta_error *err);

/** The same for a link of any chain. */
TA_NODISCARD enum ta_status ta_seal_in(enum ta_chain chain,
                                       const struct ta_seal_request *request,
                                       const struct ta_key_ring *ring,
                                       struct ta_envelope *out, struct ta_error *err);

/** What a seal can be wrong in; a bit each. */
enum ta_seal_fault {
    TA_SEAL_BODY = 1,       /**< the body's SHA-256 is not the id */
    TA_SEAL_PREVIOUS = 2,   /**< does not follow the record before it */
    TA_SEAL_CHAIN = 4,      /**< the chain value does not come out */
    TA_SEAL_KEY = 8,        /**< signed with a key that is not known */
    TA_SEAL_SIGNATURE = 16, /**< the signature does not hold */
    TA_SEAL_RETIRED = 32 /**< signed after its key was retired, or before it was made */
};

/** Every fault of @p envelope around @p body; 0 when it is intact.
 *  @param previous chain value of the record before it */
unsigned ta_seal_check(const struct ta_envelope *envelope, const char *body,
                       size_t size, const char *previous,
                       const struct ta_key_ring *ring);
/** The same for a link of any chain. */
unsigned ta_seal_check_in(enum ta_chain chain, const struct ta_envelope *envelope,
                          const char *body, size_t size, const char *previous,
                          const struct ta_key_ring *ring);
/** Words for one fault bit. */
const char *ta_seal_fault_text(enum ta_seal_fault fault);

/** {"envelope": {...}, "record": {...}} and a line end: the file form for exports.
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_seal_export(const struct ta_envelope *envelope,
                                           const char *body, size_t size,
                                           struct ta_text *out, struct ta_error *err);

/** Read such a file, also one that was laid out anew: the body comes back canonical.
 *  Nothing is judged; that is ta_seal_check().
 *  @param name goes into errors
 *  @param body gets the record's bytes (ta_text_free) after what is in it
 *  @return TA_OK; TA_E_DATA, TA_E_LIMIT (64 MiB), TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_seal_import(const char *name, const char *bytes,
                                           size_t size, struct ta_envelope *envelope,
                                           struct ta_text *body, struct ta_error *err);

#endif

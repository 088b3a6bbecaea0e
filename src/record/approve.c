/* SPDX-License-Identifier: Apache-2.0 */
#include "record/approve.h"

#include <string.h>

#include "base/digest.h"
#include "base/hash.h"

enum { HASH_SIZE = 32 };

static void digest(const struct ta_approval_row *row, uint8_t out[HASH_SIZE])
{
    const char *const text[] = {row->object, row->opinion, row->made_by, row->made_key,
                                row->by,     row->role,    row->key_id,  row->reason};
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    ta_digest_text(&state, "terrassay/approval/1");
    ta_digest_u64(&state, (uint64_t)row->kind);
    ta_digest_u64(&state, (uint64_t)(int64_t)row->on);
    ta_digest_u64(&state, (uint64_t)(int64_t)row->until);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        ta_digest_text(&state, text[i]);
    (void)crypto_hash_sha256_final(&state, out);
}

enum ta_status ta_approval_sign(struct ta_approval_row *row,
                                const struct ta_key_ring *ring, struct ta_error *err)
{
    const struct ta_key *key = ta_key_current(ring);
    if (key == NULL) {
        (void)ta_fail(err, TA_E_CONFIG, "no signing key in this workspace");
        ta_error_mend(err, "terrassay key new");
        return TA_E_CONFIG;
    }
    uint8_t hash[HASH_SIZE], signature[TA_SIGNATURE_SIZE];
    struct ta_approval_row signed_row = *row;
    memcpy(signed_row.key_id, key->id, sizeof signed_row.key_id);
    digest(&signed_row, hash);
    enum ta_status rc = ta_key_sign(ring, key, hash, sizeof hash, signature, err);
    if (rc != TA_OK) return rc;
    ta_hex(signature, sizeof signature, signed_row.signature);
    *row = signed_row;
    return TA_OK;
}

enum ta_status ta_approval_check(const struct ta_approval_row *row,
                                 const struct ta_key_ring *ring, struct ta_error *err)
{
    uint8_t hash[HASH_SIZE], signature[TA_SIGNATURE_SIZE];
    const struct ta_key *key = ta_key_find(ring, row->key_id);
    if (key == NULL)
        return ta_fail(err, TA_E_NOTFOUND,
                       "approval of %.12s by %s: key %.12s is not known here",
                       row->object, row->by, row->key_id);
    digest(row, hash);
    if (ta_unhex(row->signature, signature, sizeof signature) == TA_OK &&
        crypto_sign_verify_detached(signature, hash, sizeof hash, key->public_key) == 0)
        return TA_OK;
    return ta_fail(err, TA_E_DATA,
                   "approval of %.12s by %s: the signature does not hold", row->object,
                   row->by);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file keys.h  Ed25519 signing keys of a workspace (RFC 8032, by libsodium).
 *
 *  Folder 0700, files 0600, else refused. KEYID.key holds the secret seed, KEYID.pub what anyone
 *  may know: public key, made on, retired on. A retired key's public part stays, so that old
 *  records still verify. A key's id is the SHA-256 of its 32 public bytes. */
#ifndef TA_RECORD_KEYS_H
#define TA_RECORD_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_PUBLIC_KEY_SIZE = 32, TA_SEED_SIZE = 32, TA_SIGNATURE_SIZE = 64 };

/** What is known of one key. */
struct ta_key {
    char id[TA_HEX_SIZE];
    uint8_t public_key[TA_PUBLIC_KEY_SIZE];
    ta_time_us made, retired; /**< retired is TA_TIME_NONE while in use */
    bool secret;              /**< its seed is here: it can sign */
};

/** All keys of a workspace, oldest first. Not thread-safe. */
struct ta_key_ring {
    char *folder;
    bool
        is_public; /**< opened by ta_keys_open_public(): it checks, and signs nothing */
    size_t n;
    struct ta_key *key;
};

/** Open the ring of @p folder; an absent folder is an empty ring.
 *  @return TA_OK, TA_E_PERMISSION when folder or files are open to others, TA_E_DATA. */
TA_NODISCARD enum ta_status ta_keys_open(const char *folder, struct ta_key_ring *out,
                                         struct ta_error *err);
/** Open what ta_keys_publish() wrote: to be read by anybody, written by its owner alone. An absent folder is
 *  an empty ring. @return as ta_keys_open(); TA_E_PERMISSION when others may write it */
TA_NODISCARD enum ta_status
ta_keys_open_public(const char *folder, struct ta_key_ring *out, struct ta_error *err);
/** Write the public parts of all keys into @p folder, durably, for who checks records and may not open the
 *  ring's own folder. What stands there already is left alone. */
TA_NODISCARD enum ta_status ta_keys_publish(const struct ta_key_ring *ring,
                                            const char *folder, struct ta_error *err);
void ta_keys_close(struct ta_key_ring *ring);
/** Make a key, store it durably, add it to the ring. */
TA_NODISCARD enum ta_status ta_key_new(struct ta_key_ring *ring, ta_time_us now,
                                       char id[TA_HEX_SIZE], struct ta_error *err);
/** Keep the public part of another ring's key, durably, so that what it signs can be checked
 * here; a key that is known stays as it is. */
TA_NODISCARD enum ta_status
ta_key_adopt(struct ta_key_ring *ring, const struct ta_key *key, struct ta_error *err);
/** Retire @p id: it signs no more; its seed is deleted. Again after a retiring that was
 * cut short deletes what is left.
 *  @return TA_OK, TA_E_NOTFOUND, TA_E_ARG when @p now is not after it was made,
 * TA_E_DATA when it is retired already, TA_E_IO. */
TA_NODISCARD enum ta_status ta_key_retire(struct ta_key_ring *ring, const char *id,
                                          ta_time_us now, struct ta_error *err);
const struct ta_key *ta_key_find(const struct ta_key_ring *ring, const char *id);
/** The newest key that can sign, or NULL. */
const struct ta_key *ta_key_current(const struct ta_key_ring *ring);
/** Sign @p bytes with the seed of @p key. @return TA_OK; TA_E_PERMISSION when it is
 * retired or its file open to others, TA_E_DATA when seed and key do not match. */
TA_NODISCARD enum ta_status
ta_key_sign(const struct ta_key_ring *ring, const struct ta_key *key, const void *bytes,
            size_t size, uint8_t signature[TA_SIGNATURE_SIZE], struct ta_error *err);

#endif

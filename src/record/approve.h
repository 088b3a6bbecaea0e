/* SPDX-License-Identifier: Apache-2.0 */
/** @file approve.h  The second person's signature under an approval.
 *
 *  Signed are the 32 bytes of SHA-256 over "terrassay/approval/1", the kind (0 model, 1
 * override, 2 the end of a model's approvals), on, until, and then object, opinion, made_by, made_key, by, role, key_id,
 * reason: numbers as 8 bytes, lowest first, texts with their length before them. */
#ifndef TA_RECORD_APPROVE_H
#define TA_RECORD_APPROVE_H

#include "record/keys.h"
#include "terrassay/store.h"

/** Fill key_id and signature with the ring's current key. All else is filled by the
 * caller; whether maker and checker differ is judged by the store.
 *  @return TA_OK; TA_E_CONFIG without a key that signs, or why signing failed. */
TA_NODISCARD enum ta_status ta_approval_sign(struct ta_approval_row *row,
                                             const struct ta_key_ring *ring,
                                             struct ta_error *err);

/** Is the approval as it was signed, by a key of the ring? When a key was retired does
 * not matter here: an approval names days and holds no clock time.
 *  @return TA_OK; TA_E_NOTFOUND when the key is not known, TA_E_DATA when the signature
 * does not hold. */
TA_NODISCARD enum ta_status ta_approval_check(const struct ta_approval_row *row,
                                              const struct ta_key_ring *ring,
                                              struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file window_fold.h  One window on its way, with the hash of its readings; as bytes, to go on from later. */
#ifndef TA_ENGINE_WINDOW_FOLD_H
#define TA_ENGINE_WINDOW_FOLD_H

#include <sodium.h>

#include "windows.h"

struct ta_window_fold {
    struct ta_window_state state;
    crypto_hash_sha256_state
        lines; /**< of each reading, also one that does not count */
};

/** A window with what it was made of. */
struct ta_window_made {
    struct ta_window window;
    ta_time_us oldest, newest; /**< of all its readings; TA_TIME_NONE without */
    /** SHA-256 of all readings, a line each: time, value as it is shown, flag. When they came is not in it. */
    char inputs_sha256[TA_HEX_SIZE];
};

/** "good", "not_evaluated", ... of an enum ta_flag. */
const char *ta_flag_word(uint8_t flag);

void ta_window_fold_start(const struct ta_window_rule *rule, ta_time_us begin,
                          struct ta_window_fold *out);
/** As ta_window_add(). */
TA_NODISCARD enum ta_status ta_window_fold_add(const struct ta_window_rule *rule,
                                               size_t n,
                                               const struct ta_reading *reading,
                                               struct ta_window_fold *fold);
void ta_window_fold_end(const struct ta_window_rule *rule,
                        const struct ta_window_fold *fold, struct ta_window_made *out);

enum { TA_WINDOW_FOLD_BYTES = 25 * 8 + 104 };
/** The same bytes on every machine. */
void ta_window_fold_pack(const struct ta_window_fold *fold,
                         uint8_t out[TA_WINDOW_FOLD_BYTES]);
/** @return false for bytes that no window of the rule leaves */
bool ta_window_fold_unpack(const struct ta_window_rule *rule,
                           const uint8_t bytes[TA_WINDOW_FOLD_BYTES],
                           struct ta_window_fold *out);

/** Numbers as bytes, the lowest first; @return behind them. */
uint8_t *ta_put_u64(uint8_t *at, uint64_t value);
const uint8_t *ta_get_u64(const uint8_t *at, uint64_t *value);

#endif

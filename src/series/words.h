/* SPDX-License-Identifier: Apache-2.0 */
/** @file words.h  Texts that repeat, kept once and named by their index. */
#ifndef TA_SERIES_WORDS_H
#define TA_SERIES_WORDS_H

#include <stdint.h>

#include "series/h5.h"

/** Owned; ended by ta_words_free(). */
struct ta_words {
    char *text; /**< [n][size] */
    size_t size, n, capacity;
    size_t
        last; /**< index that was asked for before: repeats and cycles are found at once */
};

void ta_words_free(struct ta_words *words);
/** Index of @p text, which is added when new. @return TA_OK, TA_E_NOMEM, or TA_E_LIMIT */
TA_NODISCARD enum ta_status ta_words_index(struct ta_words *words, const char *text,
                                           int32_t *out);
/** Add a text without looking for it. */
TA_NODISCARD enum ta_status ta_words_add(struct ta_words *words, const char *text,
                                         int32_t *out);
TA_NODISCARD enum ta_status ta_words_write(const struct ta_h5 *file,
                                           const struct ta_h5_column *column,
                                           const struct ta_words *words,
                                           struct ta_error *err);
/** @p count texts from @p first; all of them with count SIZE_MAX. */
TA_NODISCARD enum ta_status ta_words_read(const struct ta_h5 *file,
                                          const struct ta_h5_column *column,
                                          size_t first, size_t count,
                                          struct ta_words *out, struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file letters_chosen.h  Which dead letters are meant, as a person says it. */
#ifndef TA_ENGINE_LETTERS_CHOSEN_H
#define TA_ENGINE_LETTERS_CHOSEN_H

#include <stdbool.h>
#include <stdint.h>

#include "ingest/dead.h"

struct ta_letters_chosen {
    bool all, by_word;
    enum ta_outcome outcome;
    char file[TA_FRAME_NAME]; /**< "": of any file */
    int64_t letter;           /**< of that file, from 1; 0: all of them */
};

/** @param which "all"; a word of an outcome, such as "unknown_device": the letters set aside for it; "FILE.dead"; or
 *  "FILE.dead:N", its N-th letter. @return TA_OK; TA_E_USAGE for anything else */
TA_NODISCARD enum ta_status ta_letters_choose(const char *which,
                                              struct ta_letters_chosen *out,
                                              struct ta_error *err);
/** Is the file called @p name one of letters, and may some of it be meant? */
bool ta_letters_of_file(const struct ta_letters_chosen *chosen, const char *name);
/** Is the @p number-th letter of such a file? */
bool ta_letters_mean(const struct ta_letters_chosen *chosen,
                     const struct ta_letter *letter, size_t number);

#endif

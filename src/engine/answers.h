/* SPDX-License-Identifier: Apache-2.0 */
/** @file answers.h  One indicator's answer as another's input, within one assessment.
 *
 *  Whoever takes such an input (TA_FROM_INDICATOR) is evaluated after the ones it names; what it rests
 *  on is theirs too, and an unchecked row of theirs makes it unchecked. */
#ifndef TA_ENGINE_ANSWERS_H
#define TA_ENGINE_ANSWERS_H

#include "engine/inputs.h"
#include "terrassay/assessment.h"

/** What was answered so far. Borrowed. */
struct ta_answers {
    size_t n;
    const struct ta_gathered *gathered; /**< [n] */
    struct ta_assessed *assessed;       /**< [n] */
    bool *done;                         /**< [n] */
};

/** Is every answer there that part @p i asks for, of those the model asks at all? */
bool ta_answers_ready(const struct ta_answers *answers, size_t i);
/** Fill the inputs of part @p i that are answers of others; one that is not in the model is "not
 *  applicable" and not `asked`. @param input [n_inputs] of the part */
void ta_answers_fill(const struct ta_answers *answers, size_t i,
                     struct ta_input *input);
/** Make evidence and standing of the answers that were taken those of part @p i, too.
 *  @param room holds the longer list. @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_answers_rest_on(const struct ta_answers *answers,
                                               size_t i, struct ta_room *room,
                                               struct ta_error *err);

#endif

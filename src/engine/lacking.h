/* SPDX-License-Identifier: Apache-2.0 */
/** @file lacking.h  Which members of the project document an indicator waits for. */
#ifndef TA_ENGINE_LACKING_H
#define TA_ENGINE_LACKING_H

#include "terrassay/indicator.h"

/** Short enough to be found again in another language (report/why.c). */
enum { TA_LACKING_WORDS = 112 };

/** The members that hold the required inputs of which the client is silent, as the document calls
 *  them: "loans", "declared" (area_planted, production_stopped with "from"); of rows of figures the names of
 *  which any one would do: "declared" (any of emissions.scope1, fuel.*). What does not fit is
 *  left out whole.
 *  @param input  [indicator->n_inputs] in the indicator's order
 *  @return false, and "" in @p out, when no required input of the project is missing */
bool ta_lacking_words(const struct ta_indicator *indicator,
                      const struct ta_input *input, char out[TA_LACKING_WORDS]);

#endif

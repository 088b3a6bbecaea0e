/* SPDX-License-Identifier: Apache-2.0 */
/** @file out_of_range.h  Evidence that lies outside what an indicator declares of its inputs: kept before its
 *  import asked for the range, or of a source that nobody asks. */
#ifndef TA_ENGINE_OUT_OF_RANGE_H
#define TA_ENGINE_OUT_OF_RANGE_H

#include "terrassay/indicator.h"

/** Is a number of the project, of a layer or of statements, or a row of the project or of statements,
 *  outside the range of its input? Then @p out is not observed and says which one, what it is, and where
 *  to mend it. Readings and pixels are judged by their own rules, and answers of indicators were held.
 *  @param n inputs, in the indicator's order */
bool ta_input_out_of_range(const struct ta_indicator *indicator, size_t n,
                           const struct ta_input *input, struct ta_result *out);

/** Not observed, because the indicator finds its evidence broken though each input lies in its range: says
 *  what of it was stated. */
void ta_evidence_broken(const struct ta_indicator *indicator, size_t n,
                        const struct ta_input *input, struct ta_result *out);

#endif

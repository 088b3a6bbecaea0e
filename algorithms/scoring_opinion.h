/* SPDX-License-Identifier: Apache-2.0 */
/** @file scoring_opinion.h  The last step of scoring: gates, levels, opinion. */
#ifndef TA_SCORING_OPINION_H
#define TA_SCORING_OPINION_H

#include "scoring.h"

/** Fill capped, the levels and the opinion of @p out from its value, lo, hi and weight.
 */
void ta_score_conclude(const struct ta_scoring *in, struct ta_score *out);

#endif

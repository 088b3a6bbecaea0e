/* SPDX-License-Identifier: Apache-2.0 */
/** @file unseen.h  What of the scored indicators and gates was not observed, or in part: in words. */
#ifndef TA_CLI_UNSEEN_H
#define TA_CLI_UNSEEN_H

#include "base/message.h"
#include "terrassay/assessment.h"

/** Observed, but not all of it, by the rule of the report's page (ta_fact_partial()). */
bool ta_unseen_partly(const struct ta_result *result);

/** "Vegetation loss, Hours above the permitted limit (in part)"; nothing when all was seen. */
void ta_unseen_say(const struct ta_messages *messages, enum ta_language language,
                   const struct ta_assessment *is, struct ta_text *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file indicator_words.h  Words for what an indicator's descriptor holds. */
#ifndef TA_CLI_INDICATOR_WORDS_H
#define TA_CLI_INDICATOR_WORDS_H

#include "base/message.h"
#include "cli/print.h"
#include "terrassay/indicator.h"

/** @return TA_OK; TA_E_NOTFOUND with the nearest id */
TA_NODISCARD enum ta_status ta_indicator_named(const char *id,
                                               const struct ta_indicator **out,
                                               struct ta_error *err);
const char *ta_indicator_title(const struct ta_messages *messages,
                               enum ta_language language,
                               const struct ta_indicator *indicator);
const char *ta_role_word(enum ta_indicator_role role);
const char *ta_direction_word(enum ta_direction direction);
const char *ta_interval_word(enum ta_interval interval);
/** The column of an answer's ends, for a person. */
struct ta_column ta_interval_column(enum ta_interval interval);
const char *ta_input_kind_word(enum ta_input_kind kind);
const char *ta_origin_word(enum ta_input_origin origin);

#endif

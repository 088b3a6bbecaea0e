/* SPDX-License-Identifier: Apache-2.0 */
/** @file codes.h  The words that stand in records for enum values. Never NULL. */
#ifndef TA_RECORD_CODES_H
#define TA_RECORD_CODES_H

#include "terrassay/assessment.h"

const char *ta_level_code(enum ta_level level);
const char *ta_opinion_code(enum ta_opinion opinion);
const char *ta_gate_code(enum ta_gate_state state);
const char *ta_reason_code(enum ta_reason reason);
const char *ta_mean_code(enum ta_mean mean);
const char *ta_evidence_kind_code(enum ta_evidence_kind kind);
const char *ta_indicative_code(enum ta_indicative reason);
/** The level a record's word stands for; TA_LEVEL_COUNT for none. */
enum ta_level ta_level_from_code(const char *code);

#endif

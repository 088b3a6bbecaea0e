/* SPDX-License-Identifier: Apache-2.0 */
/** @file body_parts.h  The members of a record, each an owned JSON value. */
#ifndef TA_RECORD_BODY_PARTS_H
#define TA_RECORD_BODY_PARTS_H

#include <jansson.h>
#include <stdbool.h>

#include "terrassay/assessment.h"

json_t *ta_body_subject(const struct ta_assessment *a, bool *ok);
json_t *ta_body_model(const struct ta_assessment *a, bool *ok);
json_t *ta_body_opinion(const struct ta_assessment *a, bool *ok);
json_t *ta_body_score(const struct ta_assessment *a, bool *ok);
json_t *ta_body_pillars(const struct ta_assessment *a, bool *ok);
json_t *ta_body_indicators(const struct ta_assessment *a, bool *ok);
json_t *ta_body_evidence(const struct ta_assessment *a, bool *ok);
json_t *ta_body_looks(const struct ta_assessment *a, bool *ok);

#endif

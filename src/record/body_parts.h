/* SPDX-License-Identifier: Apache-2.0 */
/** @file body_parts.h  The members of a record, each an owned JSON value. */
#ifndef TA_RECORD_BODY_PARTS_H
#define TA_RECORD_BODY_PARTS_H

#include <jansson.h>
#include <stdbool.h>

#include "terrassay/assessment.h"

/** Takes over @p value; *ok becomes false where an element would be lost. */
void ta_body_append(json_t *array, json_t *value, bool *ok);

json_t *ta_body_subject(const struct ta_assessment *a, bool *ok);
json_t *ta_body_model(const struct ta_assessment *a, bool *ok);
json_t *ta_body_opinion(const struct ta_assessment *a, bool *ok);
json_t *ta_body_score(const struct ta_assessment *a, bool *ok);
json_t *ta_body_pillars(const struct ta_assessment *a, bool *ok);
json_t *ta_body_indicators(const struct ta_assessment *a, bool *ok);
json_t *ta_body_evidence(const struct ta_assessment *a, bool *ok);
json_t *ta_body_looks(const struct ta_assessment *a, bool *ok);

#endif

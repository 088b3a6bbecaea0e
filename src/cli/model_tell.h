/* SPDX-License-Identifier: Apache-2.0 */
/** @file model_tell.h  Scoring models as JSON objects for `terrassay model`. */
#ifndef TA_CLI_MODEL_TELL_H
#define TA_CLI_MODEL_TELL_H

#include "base/json.h"
#include "engine/models.h"

/** What every model has: name, id, version, use, state, title, made_by, sha256. Owned. */
json_t *ta_tell_model_head(const char *name, const struct ta_any_model *model,
                           bool *ok);
/** Add all it says: pillars, indicators, gates, levels, opinions, approvals; or, for one of use
 *  index, groups, indicators and the stages. */
void ta_tell_model(const struct ta_any_model *model, json_t *object, bool *ok);

#endif

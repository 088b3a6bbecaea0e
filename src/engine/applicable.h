/* SPDX-License-Identifier: Apache-2.0 */
/** @file applicable.h  The model as it applies to one project.
 *
 *  An indicator that cannot apply leaves the score: it is shown as reported with its reason, and
 *  the other weights of its pillar (or, when the pillar is empty, the other pillars) grow in
 *  proportion. When none is left the model's score stands as it is, and nothing is observed. A gate
 *  that is not asked of the project is shown as reported, too. */
#ifndef TA_ENGINE_APPLICABLE_H
#define TA_ENGINE_APPLICABLE_H

#include "engine/room.h"
#include "terrassay/model.h"

/** @param applies [model->n_items + model->n_gates]
 *  @param out     borrows from @p model and @p room: not to be freed
 *  @param order   [ta_model_parts(model)] place in @p model of each part of @p out
 *  @return false when out of memory */
bool ta_model_narrow(const struct ta_model *model, const bool *applies,
                     struct ta_room *room, struct ta_model *out, size_t *order);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file double_use.h  One instrument, pledge or certificate in two projects: feeds, allowances, herds, green power. */
#ifndef TA_ENGINE_DOUBLE_USE_H
#define TA_ENGINE_DOUBLE_USE_H

#include "engine/workspace.h"
#include "terrassay/assessment.h"

/** Findings "same_feed", "same_pledge" and "same_certificate" between two projects at hand, in the order of what
 *  @p project names; the finding's object is the other project. Appended to the @p n findings of
 *  @p list, which grows. @return TA_OK; TA_E_DATA, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_double_use_compare(const struct ta_project *project,
                                                  const struct ta_project *other,
                                                  struct ta_finding **list, size_t *n,
                                                  size_t *capacity,
                                                  struct ta_error *err);

/** The same against all other projects of the workspace, by their ids.
 *  @param out owned (ta_free), NULL when there is none */
TA_NODISCARD enum ta_status ta_engine_double_use(struct ta_workspace *workspace,
                                                 const struct ta_project *project,
                                                 struct ta_finding **out, size_t *n,
                                                 struct ta_error *err);

#endif

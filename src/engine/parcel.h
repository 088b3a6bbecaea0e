/* SPDX-License-Identifier: Apache-2.0 */
/** @file parcel.h  One parcel behind two loans: sites of different projects on the same land. */
#ifndef TA_ENGINE_PARCEL_H
#define TA_ENGINE_PARCEL_H

#include "engine/workspace.h"
#include "terrassay/assessment.h"

/** From this share of either site on it is a finding; below it outlines of neighbours, drawn with
 * their errors, may cross. */
#define TA_PARCEL_SHARE_LEAST 0.01

/** Findings "same_parcel" of @p project against the sites of all other projects of the workspace,
 *  by its sites, then by the other project and site (the finding's object, "other/n"). Hectares
 *  and shares stand in the words.
 *  @param out owned (ta_free), NULL when there is none. @return TA_OK; as the store and
 *  ta_overlap(). */
TA_NODISCARD enum ta_status ta_engine_same_parcel(struct ta_workspace *workspace,
                                                  const struct ta_project *project,
                                                  struct ta_finding **out, size_t *n,
                                                  struct ta_error *err);

/** The same between two projects at hand, by the sites of @p project, then of @p other. Appended to
 *  the @p n findings of @p list, which grows. */
TA_NODISCARD enum ta_status ta_parcel_compare(const struct ta_project *project,
                                              const struct ta_project *other,
                                              struct ta_finding **list, size_t *n,
                                              size_t *capacity, struct ta_error *err);

#endif

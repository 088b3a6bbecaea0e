/* SPDX-License-Identifier: Apache-2.0 */
/** @file findings.h  What came up beside the indicators, made so that it comes out again.
 *
 *  The documents of the projects on the same land, and readings that are a signal of this one, are
 *  pinned as evidence; findings are computed
 *  from pinned documents alone, for a new record and for one that is verified. */
#ifndef TA_ENGINE_FINDINGS_H
#define TA_ENGINE_FINDINGS_H

#include "engine/evidence.h"
#include "engine/room.h"
#include "engine/workspace.h"

/** Pin the document of each other project that stands on the land of @p project now, or names an
 *  instrument or pledge of it; of each that has a signal of it in the days up to @p as_of the files of
 *  readings, too. */
TA_NODISCARD enum ta_status ta_findings_pin(struct ta_workspace *workspace,
                                            const struct ta_project *project,
                                            ta_day as_of, struct ta_evidence_list *list,
                                            struct ta_error *err);

/** Findings of @p project from the pinned documents of others, by their ids.
 *  @param out in @p room; NULL when there is none */
TA_NODISCARD enum ta_status
ta_findings_of(const struct ta_store *store, const struct ta_project *project,
               const struct ta_evidence_list *list, struct ta_room *room,
               struct ta_finding **out, size_t *n, struct ta_error *err);

/** Leave out what a cut left of a letter: numbers, serials and names stand in its words. */
void ta_finding_whole(struct ta_finding *finding);

#endif

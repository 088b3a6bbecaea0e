/* SPDX-License-Identifier: Apache-2.0 */
/** @file ended_permits.h  Permits that have ended by the client's own dates, told under every model. */
#ifndef TA_ENGINE_ENDED_PERMITS_H
#define TA_ENGINE_ENDED_PERMITS_H

#include "engine/room.h"
#include "terrassay/assessment.h"
#include "terrassay/project.h"
#include "terrassay/status.h"

/** Finding "permit_ended" for each permit whose last day lies before @p date and that no other one
 *  renews (base/permit.h); whether it was renewed otherwise is for the client to say. It moves no score.
 *  @param out in @p room, NULL when there is none
 *  @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_ended_permits(const struct ta_project *project,
                                             ta_day date, struct ta_room *room,
                                             struct ta_finding **out, size_t *n,
                                             struct ta_error *err);

#endif

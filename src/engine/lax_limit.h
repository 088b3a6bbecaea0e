/* SPDX-License-Identifier: Apache-2.0 */
/** @file lax_limit.h  Limits that a project states for its stacks, held against those of its industry. */
#ifndef TA_ENGINE_LAX_LIMIT_H
#define TA_ENGINE_LAX_LIMIT_H

#include "engine/room.h"
#include "terrassay/assessment.h"
#include "terrassay/project.h"
#include "terrassay/status.h"
#include "terrassay/table.h"

/** Finding "lax_limit" for each datastream whose stated limit lies far above what any process of the
 *  project's industry may emit by the table `emission_limits` on @p date. A project does not say its
 *  process, and the table does not know every exception, so that it is held to the laxest row, and
 *  told only above twice that. By the sector, in China.
 *  @param out in @p room, NULL when there is none
 *  @param unchecked whether a row that was told is not checked
 *  @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_lax_limits(const struct ta_project *project,
                                          const struct ta_table_set *tables,
                                          ta_day date, struct ta_room *room,
                                          struct ta_finding **out, size_t *n,
                                          bool *unchecked, struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_roster.h  The registered datastreams of the portfolio. */
#ifndef TA_ENGINE_READING_ROSTER_H
#define TA_ENGINE_READING_ROSTER_H

#include "engine/workspace.h"
#include "ingest/intake.h"

/** All datastreams of project @p id, or of every project when it is NULL. @p out is ended by
 *  ta_intake_free().
 *  @return TA_OK; TA_E_NOTFOUND when there is no such project, or no datastream at all */
TA_NODISCARD enum ta_status ta_roster(struct ta_workspace *workspace, const char *id,
                                      struct ta_intake **out, struct ta_error *err);

#endif

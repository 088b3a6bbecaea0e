/* SPDX-License-Identifier: Apache-2.0 */
/** @file evidence_health.h  For `terrassay doctor`: are the sealed readings as they were sealed, and does
 *  sealing keep up? */
#ifndef TA_ENGINE_EVIDENCE_HEALTH_H
#define TA_ENGINE_EVIDENCE_HEALTH_H

#include "base/health.h"
#include "engine/workspace.h"

/** Each current file of readings is there and has the hash that it was sealed with; of the hashes of very many
 *  bytes only the first part, which is told. Segments of the journal that nobody has written to since the day
 *  before @p today are not sealed: that is a fault. So is what of the journal cannot be read, or is no segment. */
void ta_evidence_health(struct ta_workspace *workspace, ta_day today,
                        const struct ta_health *health);

#endif

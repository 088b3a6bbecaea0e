/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_pour.h  What stands in a part and new rows, datastream by datastream, into its next
 *  version: one datastream of it is in memory at a time. */
#ifndef TA_ENGINE_READING_POUR_H
#define TA_ENGINE_READING_POUR_H

#include "engine/reading_merge.h"
#include "engine/workspace.h"
#include "series/readings.h"

struct ta_pour {
    struct ta_workspace *workspace;
    struct ta_merge merge; /**< without old runs; its rows are those of the part */
    const struct ta_partition_row *current; /**< NULL: the part is new */
};

/** Merge all of it into @p out, which is empty, as ta_merge_readings() would in one go.
 *  @param added as there
 *  @return as ta_merge_readings() and ta_version_read() */
TA_NODISCARD enum ta_status ta_pour_readings(const struct ta_pour *pour,
                                             struct ta_readings_gather *out,
                                             uint64_t *added, struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_split.h  A month's file that grew too large, into files of its days again.
 *
 *  The days are durable, and registered in one change of the store together with a version of the month
 *  without rows, which says that it no longer stands for them. Readings keep the flags that the month
 *  gave them. The month's file is not touched: records that pinned it come out again from it. */
#ifndef TA_ENGINE_READING_SPLIT_H
#define TA_ENGINE_READING_SPLIT_H

#include "engine/workspace.h"
#include "terrassay/types.h"

struct ta_split {
    struct ta_workspace *workspace; /**< entered for ingest */
    const char *project, *who;
    ta_time_us now;
    const struct ta_partition_row *month; /**< its current version */
    const struct ta_partition_row
        *row; /**< current versions of all parts of the month */
    size_t n;
};

/** Interrupted anywhere, it can be run again. In memory is one datastream of the month.
 *  @return TA_OK; as ta_version_read() and ta_readings_write() */
TA_NODISCARD enum ta_status ta_split_month(const struct ta_split *split,
                                           struct ta_error *err);

#endif

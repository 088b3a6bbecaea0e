/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_settle.h  Flags of sealed readings that others came near to.
 *
 *  What is sealed goes by the readings around it that stand by then. Once others came to stand on the other side of
 *  an edge, the last readings before it, or the first behind it, may get another flag: then their file gets
 *  a new version. Where no flag changes none is written. */
#ifndef TA_ENGINE_READING_SETTLE_H
#define TA_ENGINE_READING_SETTLE_H

#include "engine/reading_near.h"
#include "engine/workspace.h"
#include "ingest/intake.h"
#include "terrassay/indicator.h"

/** Days of a file that readings were sealed in, and the times of the first and the last of them. */
struct ta_touched {
    ta_day first, after;
    ta_time_us from, to;
};

struct ta_settle {
    struct ta_workspace *workspace;
    const struct ta_intake *intake;
    const struct ta_table_set *tables; /**< not NULL */
    struct ta_near *near;
    ta_day
        known; /**< files of days from it on that were touched went by all that was sealed already; TA_DAY_OPEN: none */
    ta_time_us before, after; /**< how far the tests look (ta_flags_reach) */
    void *self;
    /** A new version is durable, and to be registered. */
    enum ta_status (*sealed)(void *self, const struct ta_partition_row *row,
                             struct ta_error *err);
};

/** @param touched in order of days, each sealed when those in front of it stood
 *  @return TA_OK, also where a file is damaged or gone, which keeps its flags; TA_E_IO, TA_E_NOMEM; any other of
 *  sealed() */
TA_NODISCARD enum ta_status ta_settle_flags(const struct ta_settle *settle,
                                            const struct ta_touched *touched, size_t n,
                                            struct ta_error *err);

#endif

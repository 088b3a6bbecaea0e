/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_merge.h  New readings of a file's days into the runs that stand there. */
#ifndef TA_ENGINE_READING_MERGE_H
#define TA_ENGINE_READING_MERGE_H

#include "engine/reading_around.h"
#include "engine/reading_sort.h"
#include "ingest/intake.h"
#include "terrassay/indicator.h"
#include "terrassay/reading.h"

struct ta_merge {
    const struct ta_intake *intake;
    const char *name;                  /**< of the file, for complaints */
    const struct ta_table_set *tables; /**< NULL: flags are those of the intake */
    struct ta_around
        *around; /**< of the file's days; NULL: flags go by its readings alone */
    uint64_t *outcome;
    const struct ta_reading_run *old; /**< sorted by device and name; may be none; their
                                         readings are spoiled */
    size_t n_old;
    const struct ta_sort_row *row; /**< sorted by stream, then as ta_sort_order() */
    size_t n_rows;
};

/** All runs, sorted and owned (ta_reading_runs_free), and how many readings are new, or stand with a worse flag now.
 *  @return TA_OK; TA_E_DATA when an old run's unit measures another quantity; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_merge_readings(const struct ta_merge *merge,
                                              struct ta_reading_run **runs, size_t *n,
                                              uint64_t *added, struct ta_error *err);

#endif

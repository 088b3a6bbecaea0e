/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_windows.h  Windows of a datastream's readings, made again only where readings are new.
 *
 *  A window goes on from what was kept of it (window_keep.h) as long as the sealed files that it was made of are
 *  still the first of those it lies in; only the others are read, after their hash. Windows that the range
 *  cuts, and those in which the journal has readings, are made from readings. Wherever something is
 *  unusual (readings in another unit) all are. The answer is the same in every case; of a file that is gone or
 *  is not the sealed one there is none. */
#ifndef TA_ENGINE_READING_WINDOWS_H
#define TA_ENGINE_READING_WINDOWS_H

#include "engine/readings.h"
#include "engine/window_fold.h"

/** Readings that are taken in anew before it is worth to write a file of kept windows. */
enum { TA_WINDOWS_WORTH = 16384 };

struct ta_windows_query {
    struct ta_workspace *workspace;
    const struct ta_stream_id *id; /**< its project filled in */
    const char *unit;              /**< the datastream is registered with */
    ta_time_us from, to;           /**< of the readings that windows are made of */
    ta_time_us after; /**< readings up to here, behind `to` too, may be the newest */
    struct ta_window_rule rule;
    bool sealed;    /**< leave the journal out */
    bool afresh;    /**< use nothing that is kept, and keep nothing */
    uint64_t worth; /**< TA_WINDOWS_WORTH */
};

struct ta_windows_found {
    char unit[TA_UNIT_SIZE];
    size_t n,
        capacity; /**< from the window of the first reading to that of the last; empty ones between */
    struct ta_window_made *window;
    ta_time_us newest; /**< reading of the datastream; TA_TIME_NONE without */
    uint64_t
        taken_in; /**< readings that were read for it; a rolling window counts its own */
    size_t journal_faults; /**< as in struct ta_readings_found */
};

/** @param out ended by ta_windows_found_free(), also after a failure
 *  @return as ta_readings_live(), whose files are checked; TA_E_LIMIT above a million windows */
TA_NODISCARD enum ta_status ta_readings_windows(const struct ta_windows_query *query,
                                                struct ta_windows_found *out,
                                                struct ta_error *err);
void ta_windows_found_free(struct ta_windows_found *found);

#endif

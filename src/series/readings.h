/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings.h  Readings of one project and day (or month) in one sealed HDF5 file.
 *
 *  A contiguous ragged array under CF conventions: the datastreams with their units and numbers
 *  of rows, then on the dimension `row` time, time of receipt, value and flag, sorted by device,
 *  name, time, receipt and value. Two values of one time are both kept. The file says by which
 *  version of their rules flags are, and of which datastreams by an older one, and has the marks of readings where
 *  there are any. Equal readings give
 *  equal bytes. All calls may come from any thread; they wait for each other. */
#ifndef TA_SERIES_READINGS_H
#define TA_SERIES_READINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/reading.h"
#include "terrassay/status.h"

/** Seal runs in any order, their readings in any order; at least one reading. Sealing follows
 *  ta_observations_write(): nothing is done when @p path holds the same already.
 *  @return TA_OK; TA_E_DATA for a datastream that stands twice, an illegal name, time or flag;
 *  TA_E_AGAIN when @p path holds other readings; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_readings_write(const char *path,
                                              const struct ta_reading_run *runs,
                                              size_t n, struct ta_error *err);

/** All runs, sorted; the caller's, ended by ta_reading_runs_free(). */
TA_NODISCARD enum ta_status ta_readings_read(const char *path,
                                             struct ta_reading_run **runs, size_t *n,
                                             struct ta_error *err);

/** The datastreams of a file: runs with their n, but no readings. */
TA_NODISCARD enum ta_status ta_readings_list(const char *path,
                                             struct ta_reading_run **runs, size_t *n,
                                             struct ta_error *err);

/** The newest rules that flags of the file are by, and whether those of all its datastreams are. */
TA_NODISCARD enum ta_status ta_readings_rules_alike(const char *path, uint8_t *rules,
                                                    bool *alike, struct ta_error *err);

/** What to read: one datastream, from <= time < to. */
struct ta_readings_window {
    const char *device, *name;
    ta_time_us from, to;
    bool values_only; /**< without times of receipt, the slow part: TA_TIME_NONE */
};
/** Fill @p out, whose readings are the caller's (ta_free). Without such a datastream or reading
 *  n is 0 and the readings are NULL. Reads the rows of the window and few others. */
TA_NODISCARD enum ta_status
ta_readings_read_window(const char *path, const struct ta_readings_window *window,
                        struct ta_reading_run *out, struct ta_error *err);

/** A file that is read run by run, in their order. One thread at a time. */
struct ta_readings_source;
TA_NODISCARD enum ta_status ta_readings_open(const char *path,
                                             struct ta_readings_source **out,
                                             struct ta_error *err);
/** The same, of each run the readings of from <= time < to alone, which may be none; without times of receipt. */
TA_NODISCARD enum ta_status ta_readings_open_window(const char *path, ta_time_us from,
                                                    ta_time_us to,
                                                    struct ta_readings_source **out,
                                                    struct ta_error *err);
/** @param out its readings are the caller's (ta_free) @param more false when there was none */
TA_NODISCARD enum ta_status ta_readings_next(struct ta_readings_source *source,
                                             struct ta_reading_run *out, bool *more,
                                             struct ta_error *err);
/** NULL is allowed. */
void ta_readings_close(struct ta_readings_source *source);

/** Runs on their way into a file. Beyond a few their readings wait in a nameless file, so that memory
 *  does not grow with them. One thread at a time. */
struct ta_readings_gather;
/** @param folder for the nameless file; must be there once readings are many */
TA_NODISCARD enum ta_status ta_readings_gather_new(const char *folder,
                                                   struct ta_readings_gather **out,
                                                   struct ta_error *err);
/** Runs in order, their readings in any; both are copied. A run without readings is left out.
 *  @return as ta_readings_write(); TA_E_DATA also for a run out of order */
TA_NODISCARD enum ta_status ta_readings_gather_add(struct ta_readings_gather *gather,
                                                   const struct ta_reading_run *run,
                                                   struct ta_error *err);
/** How many readings there are. */
size_t ta_readings_gather_rows(const struct ta_readings_gather *gather);
/** ta_readings_write() of them; may be tried with another path. */
TA_NODISCARD enum ta_status
ta_readings_gather_seal(const struct ta_readings_gather *gather, const char *path,
                        struct ta_error *err);
/** NULL is allowed. */
void ta_readings_gather_free(struct ta_readings_gather *gather);

void ta_reading_runs_free(struct ta_reading_run *runs, size_t n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings.h  Readings of one project and day (or month) in one sealed HDF5 file.
 *
 *  A contiguous ragged array under CF conventions: the datastreams with their units and numbers
 *  of rows, then on the dimension `row` time, time of receipt, value and flag, sorted by device,
 *  name, time, receipt and value. Two values of one time are both kept. Equal readings give
 *  equal bytes. All calls may come from any thread; they wait for each other. */
#ifndef TA_SERIES_READINGS_H
#define TA_SERIES_READINGS_H

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

/** What to read: one datastream, from <= time < to. */
struct ta_readings_window {
    const char *device, *name;
    ta_time_us from, to;
};
/** Fill @p out, whose readings are the caller's (ta_free). Without such a datastream or reading
 *  n is 0 and the readings are NULL. Reads the rows of the window and few others. */
TA_NODISCARD enum ta_status
ta_readings_read_window(const char *path, const struct ta_readings_window *window,
                        struct ta_reading_run *out, struct ta_error *err);

void ta_reading_runs_free(struct ta_reading_run *runs, size_t n);

#endif

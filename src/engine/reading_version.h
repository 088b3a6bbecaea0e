/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_version.h  Versions of a part: the current one read, the next one written. */
#ifndef TA_ENGINE_READING_VERSION_H
#define TA_ENGINE_READING_VERSION_H

#include "engine/workspace.h"
#include "series/readings.h"
#include "terrassay/reading.h"

/** The runs of a registered version, whose bytes have to be those that were registered.
 *  @param runs sorted; ended by ta_reading_runs_free()
 *  @return TA_OK; TA_E_DATA when it is another file; TA_E_NOTFOUND, TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_version_read(const struct ta_workspace *workspace,
                                            const struct ta_partition_row *row,
                                            struct ta_reading_run **runs, size_t *n,
                                            struct ta_error *err);

/** The same, to be read run by run; ended by ta_readings_close(). */
TA_NODISCARD enum ta_status ta_version_open(const struct ta_workspace *workspace,
                                            const struct ta_partition_row *row,
                                            struct ta_readings_source **out,
                                            struct ta_error *err);

/** The same, of each run the readings of from <= time < to alone, without times of receipt. */
TA_NODISCARD enum ta_status ta_version_open_window(const struct ta_workspace *workspace,
                                                   const struct ta_partition_row *row,
                                                   ta_time_us from, ta_time_us to,
                                                   struct ta_readings_source **out,
                                                   struct ta_error *err);

/** For the runs of a version to come; ended by ta_readings_gather_free(). */
TA_NODISCARD enum ta_status ta_version_gather(const struct ta_workspace *workspace,
                                              struct ta_readings_gather **out,
                                              struct ta_error *err);

/** Seal what was gathered as the first version of @p part that is free, from @p least on: one that was
 *  written but never registered keeps its name, or is this one when it holds the same. Durable, and
 *  not registered yet.
 *  @param out the row to register
 *  @return TA_OK; as ta_readings_write() */
TA_NODISCARD enum ta_status ta_version_seal(const struct ta_workspace *workspace,
                                            const char *part, int least,
                                            const struct ta_readings_gather *gather,
                                            struct ta_partition_row *out,
                                            struct ta_error *err);

/** Is what failed this part's alone: its file, its datastream, the spot of the disk that it lies on? Then other
 *  parts may well be sealed. Not where memory ran short, nor where the disk has no room for @p rows more.
 *  @param rc what reading or sealing it came to */
bool ta_version_bears(const struct ta_workspace *workspace, enum ta_status rc,
                      uint64_t rows);

#endif

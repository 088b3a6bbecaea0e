/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_live.h  Readings that are in the journal and not sealed yet, as if they were. */
#ifndef TA_ENGINE_READING_LIVE_H
#define TA_ENGINE_READING_LIVE_H

#include "engine/readings.h"

/** As ta_readings_of(), with what the journal has of the datastream: judged, without duplicates,
 *  conflicts flagged. A segment that is sealed and put away meanwhile is read in either place, and
 *  counts once. Nothing is written.
 *  @return TA_OK; TA_E_NOTFOUND when no project registers it; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_readings_live(struct ta_workspace *workspace,
                                             const struct ta_stream_id *id,
                                             ta_time_us from, ta_time_us to, bool check,
                                             struct ta_readings_found *out,
                                             struct ta_error *err);

/** What the journal has of one datastream, read once. */
struct ta_live;
/** Of from <= time < to. @param id borrowed until the end @param out ended by ta_live_free() */
TA_NODISCARD enum ta_status ta_live_read(struct ta_workspace *workspace,
                                         const struct ta_stream_id *id, ta_time_us from,
                                         ta_time_us to, struct ta_live **out,
                                         struct ta_error *err);
/** Places of the journal that cannot be read: it may have had more, of this datastream or of others. */
size_t ta_live_faults(const struct ta_live *live);
/** Times of the first and the last of from <= time < to. @return false without any, and for NULL */
bool ta_live_span(const struct ta_live *live, ta_time_us from, ta_time_us to,
                  ta_time_us *first, ta_time_us *last);
/** Into the sealed readings of the same time; @p run is then in the unit that the datastream is registered
 *  with, unless nothing came. */
TA_NODISCARD enum ta_status ta_live_merge(struct ta_live *live, ta_time_us from,
                                          ta_time_us to, struct ta_reading_run *run,
                                          struct ta_error *err);
/** NULL is allowed. */
void ta_live_free(struct ta_live *live);

#endif

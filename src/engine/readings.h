/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings.h  Readings as they stand: what there is, and one datastream over a time. */
#ifndef TA_ENGINE_READINGS_H
#define TA_ENGINE_READINGS_H

#include "engine/workspace.h"
#include "terrassay/reading.h"
#include "windows.h"

/** A datastream of the portfolio. */
struct ta_stream_id {
    char project[TA_ID_SIZE], device[TA_ID_SIZE], name[TA_NAME_SIZE];
};
/** Take "project/device/name" apart, or "device/name" with an empty project. @return false for
 *  any other text. */
bool ta_stream_id_read(const char *text, struct ta_stream_id *out);

/** Readings of one datastream in order of time, and the sealed files they stand in. */
struct ta_readings_found {
    struct ta_reading_run run;     /**< its readings may be NULL */
    struct ta_partition_row *part; /**< current files of days of the range, in order */
    size_t n_parts;
    size_t journal_faults; /**< places of the journal that cannot be read; 0 where it
                                is not asked */
};
/** Read from <= time < to. Readings are in the unit in which they were sealed first; files in other
 *  units are converted to it.
 *  @param check hash the files first, and refuse one that is not what was registered
 *  @param out ended by ta_readings_found_free(); n is 0 when there are none
 *  @return TA_OK; TA_E_DATA for a damaged file; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_readings_of(struct ta_workspace *workspace,
                                           const struct ta_stream_id *id,
                                           ta_time_us from, ta_time_us to, bool check,
                                           struct ta_readings_found *out,
                                           struct ta_error *err);
void ta_readings_found_free(struct ta_readings_found *found);

/** The oldest rules (reading_flags.h) that flags of the datastream's sealed readings are by, in the files of
 *  from <= time < to; today's where there are none. No readings are read, and of most files nothing but their form; a file that cannot be is passed over, which
 *  others tell.
 *  @return TA_OK; of the store; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_readings_rules(struct ta_workspace *workspace,
                                              const struct ta_stream_id *id,
                                              ta_time_us from, ta_time_us to,
                                              uint8_t *out, struct ta_error *err);

/** A datastream with what is known of it. Borrowed for the call. */
struct ta_stream_shown {
    struct ta_stream_id id;
    const struct ta_datastream *registered; /**< NULL: it was, when readings came in */
    char property[TA_NAME_SIZE], unit[TA_UNIT_SIZE];
    uint64_t n;             /**< sealed readings */
    ta_time_us first, last; /**< TA_TIME_NONE without readings */
};
/** All datastreams of project @p project, or of all when it is NULL: in order, those without readings
 *  too. Any status but TA_OK of @p each ends the list with it. */
TA_NODISCARD enum ta_status ta_readings_list_all(
    struct ta_workspace *workspace, const char *project,
    enum ta_status (*each)(void *self, const struct ta_stream_shown *shown,
                           struct ta_error *err),
    void *self, struct ta_error *err);

/** Were readings of the project taken in, of whatever days? @return TA_OK; of the store */
TA_NODISCARD enum ta_status ta_has_readings(const struct ta_store *store,
                                            const char *project, bool *out,
                                            struct ta_error *err);

/** The datastream as its project registers it. An empty project in @p id is filled in when one
 *  project only has such a datastream.
 *  @param limit_source of @p out is NULL
 *  @return TA_OK; TA_E_NOTFOUND; TA_E_USAGE when several projects have one */
TA_NODISCARD enum ta_status ta_readings_stream(struct ta_workspace *workspace,
                                               struct ta_stream_id *id,
                                               struct ta_datastream *out,
                                               struct ta_error *err);

/** Fill in how often the datastream reports and whether it is a direction (its unit is an angle). */
void ta_readings_window_rule(const struct ta_datastream *stream,
                             struct ta_window_rule *rule);
/** Understand "10min", "1h", "8h", "1d", "7d", "1mo", "1y". @return false for other texts. */
bool ta_window_length_read(const char *text, struct ta_window_rule *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_wait.h  Messages whose readings cannot be sealed yet, since what was sealed of their project is at
 *  fault.
 *
 *  They go to journal/waiting/SEGMENT, whole and as they stood in the segment of that name, under its key
 *  (journal_copy.h): so all others are sealed, the segment goes to the archive, and what a seal reads again is what waits
 *  and no more. That file is the only state there is. It appears whole, durably, before the segment goes, so that a
 *  kill or a power cut leaves a message in one of the two, or in both; and what is read twice counts once, as
 *  whatever comes again does. Each seal reads it like a segment, and the live view does. Once a seal has none of
 *  its readings left, it goes; the whole segment has long been in the archive.
 *
 *  Messages wait and not their rows, since datastream and mapping say what a row is, and may be what is at
 *  fault: a unit that is put right gives other rows. A message waits when any reading of it falls on a day whose file
 *  is at fault; a project's other days and messages do not. */
#ifndef TA_ENGINE_JOURNAL_WAIT_H
#define TA_ENGINE_JOURNAL_WAIT_H

#include "engine/journal_inlet.h"

/** Days of projects that one seal could not seal; all zero to begin with. */
struct ta_wait {
    const struct ta_intake *intake; /**< whose ordinals the rows name */
    struct ta_wait_day *day;        /**< owned, sorted */
    size_t n, capacity;
    struct ta_inlet_counts
        aside; /**< of a segment's messages that wait, when they came */
};
void ta_wait_free(struct ta_wait *wait);
/** Those of @p n rows, too. @p self the struct ta_wait: for ta_seal_job. @return TA_OK; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_wait_note(void *self, const struct ta_sort_row *row,
                                         size_t n, struct ta_error *err);

/** Is it one of these days? */
bool ta_wait_has(const struct ta_wait *wait, uint32_t project, ta_day day);
/** The days in order. @return false behind the last */
bool ta_wait_at(const struct ta_wait *wait, size_t i, const char **project,
                ta_day *day);

/** Put the messages of a segment that have readings of these days to @p folder, durably.
 *  @param journal what they were read by: its mappings decode them again
 *  @param counts  filled in: how many they are, and what of them was set aside
 *  @return TA_OK, also when there are none; TA_E_IO, TA_E_PERMISSION, TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_wait_copy(const struct ta_wait *wait, struct ta_journal_inlet *journal,
             const char *path, const char *folder, const char *name,
             struct ta_inlet_counts *counts, struct ta_error *err);
/** How many messages of a file do, as of what waited before? @return as ta_wait_copy() */
TA_NODISCARD enum ta_status ta_wait_count(const struct ta_wait *wait,
                                          struct ta_journal_inlet *journal,
                                          const char *path, size_t *n,
                                          struct ta_error *err);

#endif

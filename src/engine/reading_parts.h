/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_parts.h  Which sealed file holds a project's readings of a day.
 *
 *  A day has a file of its own, "PROJECT/YYYY-MM-DD", or stands in the file of its month,
 *  "PROJECT/YYYY-MM". Where there is one of the month, it holds all days of it, unless its current
 *  version has no rows: then it was parted, and its days have files of their own again. */
#ifndef TA_ENGINE_READING_PARTS_H
#define TA_ENGINE_READING_PARTS_H

#include "terrassay/store.h"

enum {
    TA_PART_SIZE = 128,
    TA_MONTH_ROWS =
        1 << 20 /**< a month with more readings than these has a file a day */
};

/** "PROJECT/YYYY-MM-DD" or "PROJECT/YYYY-MM". */
void ta_part_of_day(const char *project, ta_day day, char out[TA_PART_SIZE]);
void ta_part_of_month(const char *project, ta_day day, char out[TA_PART_SIZE]);
/** First day of the month of @p day, and of the next one. */
ta_day ta_month_begin(ta_day day);
ta_day ta_month_end(ta_day day);
/** Did the month of @p day end a week ago or longer? Then its readings belong in one file. */
bool ta_month_over(ta_day day, ta_time_us now);

/** Days that a part holds: first, and the one after the last. @return false when @p part is none
 *  of @p project. */
bool ta_part_days(const char *part, const char *project, ta_day *first, ta_day *after);

/** Path below the workspace of a version of a part. */
void ta_part_path(const char *part, int version, char out[256]);

/** Of files in order of their names those that hold days of [from, after), to the front.
 *  @return how many they are */
size_t ta_parts_keep(struct ta_partition_row *rows, size_t n, const char *project,
                     ta_day from, ta_day after);

/** The current files that hold days of [from, after) of a project, in order of days; those of days
 *  that stand in a month's file are left out. Owned (ta_free). */
TA_NODISCARD enum ta_status ta_parts_of(const struct ta_store *store,
                                        const char *project, ta_day from, ta_day after,
                                        struct ta_partition_row **rows, size_t *n,
                                        struct ta_error *err);

#endif

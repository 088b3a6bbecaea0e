/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_seal.h  Sorted readings into sealed files: merged with what stands there, as a new
 *  version, registered once it is durable. */
#ifndef TA_ENGINE_READING_SEAL_H
#define TA_ENGINE_READING_SEAL_H

#include "engine/reading_sort.h"
#include "engine/workspace.h"
#include "ingest/intake.h"
#include "terrassay/indicator.h"

struct ta_seal_job {
    struct ta_workspace *workspace; /**< entered for ingest */
    const struct ta_intake *intake; /**< whose ordinals the rows name */
    const struct ta_table_set
        *tables;       /**< whose quality limits flag readings; or NULL */
    const char *who;   /**< goes into the audit log */
    ta_time_us now;    /**< a month that ended a week ago gets one file */
    size_t month_rows; /**< at most in a month's file; 0: TA_MONTH_ROWS */
    size_t held;       /**< rows of a part in memory; 0: TA_MONTH_ROWS */
    uint64_t *
        outcome; /**< [TA_OUTCOME_COUNT] readings move from "accepted" to "duplicate" or
                          "conflict" as they turn out to be */
    void *self;
    /** Told of rows that cannot be sealed yet, and that are counted no more; or NULL. What it fails with ends all */
    enum ta_status (*wait)(void *self, const struct ta_sort_row *row, size_t n,
                           struct ta_error *err);
};

struct ta_sealed {
    size_t files, unchanged; /**< new versions; files that held it all already */
    uint64_t readings;       /**< that were added */
    size_t left; /**< files whose readings wait, since what stands there is at fault */
    uint64_t waiting; /**< rows that do */
    bool borne;       /**< it failed with such files alone: all else was sealed */
};

/** A line of the audit log. */
struct ta_seal_note {
    struct ta_workspace *workspace;
    const char *who;
    ta_time_us now;
    const char *did, *of, *detail;
    bool borne; /**< as in struct ta_sealed */
};

/** Note what a seal came to, which was @p rc: when all was sealed, and when all was but what waits; the first
 *  error stands. @return @p rc; of TA_OK what noting came to: TA_E_IO, TA_E_AGAIN */
TA_NODISCARD enum ta_status ta_seal_note(const struct ta_seal_note *note,
                                         enum ta_status rc, struct ta_error *err);

/** In memory are as many rows as may be held, and of the part that is made one datastream.
 *  A month's file that would come to have more than it may is parted into its days
 *  (reading_split.h).
 *
 *  Take all rows out of @p sort, whose rows name projects by the stream's. Of readings with equal
 *  time and value one stays: that which stands already, else the earliest received. Different
 *  values of one time all stay and are flagged suspect.
 *  @return TA_OK; TA_E_DATA, TA_E_NOTFOUND, TA_E_IO, TA_E_PERMISSION with `borne` when a sealed file is damaged, gone
 *  or cannot be read, its next version cannot be written, or its datastream changed its quantity: the first one is told,
 *  the rows of such files wait, and all others are sealed; TA_E_IO without it when the disk is full, TA_E_NOMEM,
 *  TA_E_AGAIN and what the store gave. What was registered before a failure stays: the same rows again add
 *  nothing to it. */
TA_NODISCARD enum ta_status ta_seal_sorted(const struct ta_seal_job *job,
                                           struct ta_sort *sort, struct ta_sealed *out,
                                           struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_seal.h  Closed segments of the journal into sealed files; then into the archive. */
#ifndef TA_ENGINE_JOURNAL_SEAL_H
#define TA_ENGINE_JOURNAL_SEAL_H

#include "engine/archive_age.h"
#include "engine/reading_compact.h"
#include "engine/reading_inlet.h"
#include "engine/reading_seal.h"
#include "engine/workspace.h"
#include "ingest/clock_watch.h"
#include "terrassay/indicator.h"

/** A stretch of the journal that cannot be read. */
struct ta_journal_fault {
    const char *path;
    size_t at, size;
    uint64_t lost; /**< messages, where their numbers tell */
    const char *why;
};

struct ta_journal_job {
    uint64_t below; /**< segments with smaller numbers are closed; UINT64_MAX: all */
    const char *who;
    ta_time_us now;
    const struct ta_table_set
        *tables;       /**< whose quality limits flag readings; or NULL */
    size_t rows;       /**< held in memory while sorting; 0 for a million */
    size_t month_rows; /**< at most in a month's file; 0: TA_MONTH_ROWS */
    int archive_days;  /**< that segments stay in the archive; 0: for ever */
    struct ta_clock_watch
        *clocks; /**< goes from seal to seal; NULL: jumps within this one only */
    void *self;
    void (*complain)(void *self, const struct ta_complaint *complaint); /**< or NULL */
    /** What was complained of since the last call stands, or else came to nothing: it is told again by the seal that
     *  does what this one could not. May be NULL. */
    void (*settled)(void *self, bool stands);
    void (*fault)(void *self, const struct ta_journal_fault *fault); /**< or NULL */
};

struct ta_journal_sealed {
    size_t segments, letter_files, faults;
    struct ta_inlet_counts counts; /**< without the readings that wait */
    struct ta_sealed sealed; /**< `borne`: and the segments stand in the archive */
    struct ta_compacted compacted;
    struct ta_archive_aged aged;
};

/** Decode, judge, sort and seal all closed segments; letters of each segment to a file of their own;
 *  what the journal tells of messages passed over is counted, too;
 *  then each segment goes compressed to journal/archive; messages whose readings cannot be sealed, since what was
 *  sealed of their project is at fault, wait elsewhere (journal_wait.h), and are read again by each seal; then days of
 *  months that are over become one file, also when nothing was to be sealed; then, if nothing went wrong, what is older
 *  in the archive goes (archive_age.h). Interrupted anywhere, it can be run
 *  again: what stands already is dropped, and what was begun is ended first, by what it was read by then (journal_pin.h). The workspace is entered for ingest meanwhile.
 *  @return TA_OK; TA_PARTLY when something was set aside, left or could not be read; TA_E_AGAIN while
 *  another program takes readings in; as ta_seal_sorted(): with `borne`, all else was done */
TA_NODISCARD enum ta_status ta_engine_seal(struct ta_workspace *workspace,
                                           const struct ta_journal_job *job,
                                           struct ta_journal_sealed *out,
                                           struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file replay.h  Dead letters, read again after a mend: of a project, a mapping, the program. */
#ifndef TA_ENGINE_REPLAY_H
#define TA_ENGINE_REPLAY_H

#include "engine/reading_inlet.h"
#include "engine/reading_seal.h"
#include "engine/workspace.h"
#include "terrassay/indicator.h"

/** What became of one file of dead letters. Texts are borrowed for the call. */
struct ta_replay_file {
    const char *path;
    size_t letters, still; /**< read; of them still set aside */
    size_t faults;         /**< stretches that cannot be read; the file then stays */
    const char *kept;      /**< where those still set aside are; NULL: there are none */
};

struct ta_replay {
    /** Path of one that replaces those that letters of files came with; NULL: none. Letters of
     *  devices are read by the workspace's. */
    const char *mapping;
    const char *who;
    ta_time_us now;
    ta_time_us behind; /**< this computer's clock was, when it received the letters of
                            devices; goes into the audit log */
    const struct ta_table_set
        *tables;       /**< whose quality limits flag readings; or NULL */
    size_t rows;       /**< held in memory while sorting; 0 for a million */
    size_t month_rows; /**< at most in a month's file; 0: TA_MONTH_ROWS */
    void *self;
    void (*complain)(void *self, const struct ta_complaint *complaint); /**< or NULL */
    void (*file)(void *self, const struct ta_replay_file *file);        /**< or NULL */
};

struct ta_replayed {
    struct ta_inlet_counts counts; /**< `letters`: those still set aside */
    struct ta_sealed sealed;
    size_t letter_files, gone; /**< read; not needed any more and removed */
    size_t faults;             /**< stretches of letter files that cannot be read */
    size_t by_workspace; /**< letters that a mapping was given for, and is not for */
};

/** Read all letters again. Those that are still set aside are kept, in a new file or the same; the
 *  readings of the others are sealed, then their file is removed. One with faults stays.
 *  @return TA_OK; TA_PARTLY when some are still set aside; TA_E_AGAIN; as ta_seal_sorted() */
TA_NODISCARD enum ta_status ta_engine_replay(struct ta_workspace *workspace,
                                             const struct ta_replay *replay,
                                             struct ta_replayed *out,
                                             struct ta_error *err);

#endif

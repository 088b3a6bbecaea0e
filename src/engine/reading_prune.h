/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_prune.h  Older versions of sealed readings: how much they are, and away with them.
 *
 *  A file is current when days of its project are read from it. All others that the store knows are older:
 *  earlier versions, days that stand in a month's file, a month that was parted. Those that a record rests
 *  on stay for good; the others serve nobody but who wants to see what a window was made of at the time. */
#ifndef TA_ENGINE_READING_PRUNE_H
#define TA_ENGINE_READING_PRUNE_H

#include "engine/workspace.h"
#include "terrassay/types.h"

/** Files of a project, and their bytes. */
struct ta_readings_held {
    char project[TA_ID_SIZE];
    size_t current, older,
        named; /**< older: no record rests on them; named: one does */
    int64_t current_bytes, older_bytes, named_bytes;
    size_t windows; /**< files of kept windows (window_sweep.h) */
    int64_t windows_bytes;
};

struct ta_prune_job {
    struct ta_workspace *workspace;
    const char *project; /**< NULL: all */
    const char *who;     /**< goes into the audit log */
    ta_time_us now;
    bool look; /**< count only: nothing is removed, and nobody is kept waiting */
    void *self;
    enum ta_status (*each)(void *self, const struct ta_readings_held *held,
                           struct ta_error *err);
};

/** Remove what is older and no record rests on, project by project, after the current files of the
 *  project were read and are the ones that were sealed; then the kept windows, which are made again when they are
 *  asked for. What the store does not know is left alone. Meanwhile
 *  nobody else seals or assesses.
 *  @return TA_OK; TA_E_DATA for a damaged current file or record, whose project keeps everything;
 *  TA_E_NOTFOUND for a current file or record that is gone, or a project without any; TA_E_AGAIN while another
 *  program seals or assesses; TA_E_IO, TA_E_NOMEM; any other status of @p each */
TA_NODISCARD enum ta_status ta_readings_prune(const struct ta_prune_job *job,
                                              struct ta_error *err);

#endif

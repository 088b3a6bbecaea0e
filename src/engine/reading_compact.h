/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_compact.h  Files of days into one file of their month, once the month is over.
 *
 *  The month's file comes to be as a sealed one does: built beside, read back and compared, fsynced,
 *  renamed, the folder fsynced, then registered in one change of the store; from then on it stands
 *  for its days. Its readings are those of the days; their flags are judged anew over the whole
 *  month, so that it is the file that the month's readings in one go would have made. The days' files
 *  are not touched: records that pinned them come out again from them. */
#ifndef TA_ENGINE_READING_COMPACT_H
#define TA_ENGINE_READING_COMPACT_H

#include "engine/workspace.h"
#include "terrassay/indicator.h"

struct ta_compact_job {
    struct ta_workspace *workspace; /**< entered for ingest */
    const char *project;            /**< NULL: every project */
    const struct ta_table_set
        *tables; /**< whose quality limits flag readings; or NULL */
    const char *who;
    ta_time_us now;    /**< a month that ended a week ago is over */
    size_t month_rows; /**< at most in a month's file; 0: TA_MONTH_ROWS */
};

struct ta_compacted {
    size_t months, days; /**< files that came to be; files that stand in them now */
    size_t
        left; /**< months that keep their days, since a file of one is damaged, gone or
                              cannot be read, the month's cannot be written, or its unit no longer becomes the
                              registered one */
    struct ta_error why; /**< of the first of them */
};

/** Months of more than TA_MONTH_ROWS readings keep a file a day, and so does one that was parted
 *  (reading_split.h). Interrupted anywhere, it can be
 *  run again.
 *  @return TA_OK, whatever was left; TA_E_IO (a full disk), TA_E_NOMEM, TA_E_AGAIN. What was registered before a
 *  failure stays. */
TA_NODISCARD enum ta_status ta_compact_readings(const struct ta_compact_job *job,
                                                struct ta_compacted *out,
                                                struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file ingest.h  Readings in: from a file, and from dead letters after a mend. */
#ifndef TA_ENGINE_INGEST_H
#define TA_ENGINE_INGEST_H

#include "engine/reading_compact.h"
#include "engine/reading_inlet.h"
#include "engine/reading_seal.h"
#include "engine/workspace.h"
#include "terrassay/indicator.h"

struct ta_ingest {
    const char *path;    /**< of the file; "-" for standard input */
    const char *format;  /**< a decoder's id; NULL: that of the mapping, else senml */
    const char *mapping; /**< path of a mapping file; NULL: none */
    const char *project; /**< NULL: the only one with datastreams */
    const char *who;     /**< goes into the audit log */
    ta_time_us now;
    const struct ta_table_set
        *tables;       /**< whose quality limits flag readings; or NULL */
    size_t rows;       /**< held in memory while sorting; 0 for a million */
    size_t month_rows; /**< at most in a month's file; 0: TA_MONTH_ROWS */
    size_t held;       /**< rows of a part in memory; 0: TA_MONTH_ROWS */
    void *self;
    void (*complain)(void *self, const struct ta_complaint *complaint); /**< or NULL */
    void (*progress)(void *self, uint64_t bytes); /**< of the file, so far; or NULL */
};

struct ta_ingested {
    char project[TA_ID_SIZE]; /**< empty when there were several */
    struct ta_inlet_counts counts;
    struct ta_sealed sealed;
    struct ta_compacted compacted;
    char *letters;    /**< path of the dead letters, owned (ta_free); NULL: none */
    bool letters_new; /**< false: they were kept by an earlier run */
};

/** Take a file of readings in: decode, judge, sort, seal; then days of its project's months that are
 *  over become one file each. The same file again changes nothing.
 *  @param out freed by ta_ingested_free(), whatever came out
 *  @return TA_OK; TA_PARTLY when something was set aside or left; TA_E_AGAIN while another program takes
 *  readings in; TA_E_NOTFOUND for the file, project or datastreams; TA_E_USAGE when a mapping or a
 *  project has to be named; TA_E_DATA for the mapping or a damaged sealed file; TA_E_IO */
TA_NODISCARD enum ta_status ta_engine_ingest(struct ta_workspace *workspace,
                                             const struct ta_ingest *ingest,
                                             struct ta_ingested *out,
                                             struct ta_error *err);
void ta_ingested_free(struct ta_ingested *ingested);

#endif

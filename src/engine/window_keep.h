/* SPDX-License-Identifier: Apache-2.0 */
/** @file window_keep.h  Windows of one datastream, kept in files to go on from; never the truth.
 *
 *  windows/PROJECT/HASH.kept (little endian): "TAWIN001", 32 bytes of SHA-256 over what they depend on beside
 *  the readings (the rule, the unit, the build of the program, the class of machine), the number of rows,
 *  then the rows by begin and number of sealed files: 32 bytes of key, that number, the fold; then BLAKE2b of
 *  all that. The key is a hash over the sealed files that the fold has taken in, in order, by name and SHA-256.
 *  A file that is not exactly so holds nothing. Of a window that lies in several sealed files there are two
 *  rows: of all of them, and of all but the last one, which is the one that mostly changes.
 *
 *  Windows that begin less than a day apart stand in a file for each year, others all in one. */
#ifndef TA_ENGINE_WINDOW_KEEP_H
#define TA_ENGINE_WINDOW_KEEP_H

#include "engine/readings.h"
#include "engine/window_fold.h"

enum { TA_WINDOW_KEY_BYTES = 32 };

struct ta_window_kept {
    uint8_t key[TA_WINDOW_KEY_BYTES];
    uint64_t n_parts; /**< sealed files behind the key, at least 1 */
    struct ta_window_fold fold;
};

struct ta_keep_job {
    const struct ta_workspace *workspace;
    const struct ta_stream_id *id;
    const char *unit;                  /**< of the readings */
    const struct ta_window_rule *rule; /**< its share and step do not matter */
    /** Readings of a file's windows that have to be taken in anew before the file is written:
     *  below it, it is cheaper to do so again. */
    uint64_t least;
};

struct ta_window_keep;

/** @param job borrowed until the end @return NULL when out of memory */
struct ta_window_keep *ta_window_keep_new(const struct ta_keep_job *job);
enum { TA_WINDOW_ROWS = 2 };
/** What is kept of the window that begins at @p begin, the fewest sealed files first; each begin once, in
 *  order. @return how many @p out holds */
size_t ta_window_keep_find(struct ta_window_keep *keep, ta_time_us begin,
                           struct ta_window_kept out[TA_WINDOW_ROWS]);
/** Keep the window that was asked for last, in place of what is kept of it; twice, the fewer sealed files first,
 *  keeps both.
 *  @param work readings that were taken in for it */
void ta_window_keep_put(struct ta_window_keep *keep, const struct ta_window_kept *kept,
                        uint64_t work);
/** Write what is worth it. Whatever fails leaves the files as they were, or none. NULL is allowed. */
void ta_window_keep_end(struct ta_window_keep *keep);
/** As ta_window_keep_end(), but nothing more is written. */
void ta_window_keep_drop(struct ta_window_keep *keep);

#endif

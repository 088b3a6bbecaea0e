/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_private.h  The columns of a readings file, for its writer and reader. */
#ifndef TA_SERIES_READINGS_PRIVATE_H
#define TA_SERIES_READINGS_PRIVATE_H

#include "series/h5.h"
#include "series/readings.h"

#define TA_READINGS_FORM "terrassay/readings/1"
/** Attribute of the file: the newest rules that flags of it are by. */
#define TA_READINGS_RULES "terrassay_flag_rules"

/** A member of a struct as a column. */
struct ta_readings_column {
    struct ta_h5_column column;
    size_t offset;
};

enum { TA_RUN_TEXTS = 4, TA_READING_COLUMNS = 5 };
/** Texts of struct ta_reading_run on the dimension `datastream`. */
extern const struct ta_readings_column ta_run_text[TA_RUN_TEXTS];
extern const struct ta_h5_column ta_run_size;
/** Only in files that have a datastream of which it is true. */
extern const struct ta_h5_column ta_run_unchecked;
/** Only in files that have a datastream whose flags are by older rules than the newest. */
extern const struct ta_h5_column ta_run_rules;
/** Members of struct ta_reading on `row`; the first one is time, the last one stands only in files that have a reading
 *  with a mark. */
extern const struct ta_readings_column ta_reading_column[TA_READING_COLUMNS];

/** Bytes of a column that are packed at once: 16,384 values pack well, far below the chunk cache. */
enum { TA_READINGS_PACK = 128 * 1024 };

/** The columns of rows, open: a pack is undone once as long as rows are read in order. */
struct ta_rows {
    const struct ta_h5 *file;
    struct ta_h5_reader reader[TA_READING_COLUMNS];
    struct ta_rows_block *block;
    bool values_only; /**< without times of receipt: TA_TIME_NONE */
    bool marked;      /**< the file has marks */
};
/** To be closed whatever comes of it. */
TA_NODISCARD enum ta_status ta_rows_open(const struct ta_h5 *file, bool values_only,
                                         struct ta_rows *out, struct ta_error *err);
void ta_rows_close(struct ta_rows *rows);
/** Rows [first, first + n), n > 0; @p out is the caller's (ta_free). */
TA_NODISCARD enum ta_status ta_rows_read(const struct ta_rows *rows, size_t first,
                                         size_t n, struct ta_reading **out,
                                         struct ta_error *err);
/** The same; where there are many, another thread reads half of them. */
TA_NODISCARD enum ta_status ta_rows_read_by_two(const struct ta_rows *rows,
                                                size_t first, size_t n,
                                                struct ta_reading **out,
                                                struct ta_error *err);

/** Order of runs, and of readings within a run. */
int ta_run_order(const struct ta_reading_run *a, const struct ta_reading_run *b);
int ta_reading_order(const struct ta_reading *a, const struct ta_reading *b);

/** ta_readings_open(), _open_window(), _next() and _close() without taking the lock. */
TA_NODISCARD enum ta_status ta_source_open(const char *path,
                                           const struct ta_readings_window *only,
                                           struct ta_readings_source **out,
                                           struct ta_error *err);
TA_NODISCARD enum ta_status ta_source_next(struct ta_readings_source *source,
                                           struct ta_reading_run *out, bool *more,
                                           struct ta_error *err);
void ta_source_close(struct ta_readings_source *source);
size_t ta_source_runs(const struct ta_readings_source *source);

/** Runs on their way into a file: what they are in memory, their readings beside it. */
struct ta_readings_gather {
    char *folder;
    struct ta_reading_run *run; /* without readings; in order */
    size_t n_runs, runs_capacity;
    struct ta_reading *held; /* the last readings */
    size_t n_held;
    size_t written; /* readings in front of them, which are in the file */
    int file;       /* -1 while all is in memory */
    bool marked;    /* one of them has a mark */
};
/** Readings [first, first + n) of all of them. */
TA_NODISCARD enum ta_status ta_gather_read(const struct ta_readings_gather *gather,
                                           size_t first, size_t n,
                                           struct ta_reading *out,
                                           struct ta_error *err);

#endif

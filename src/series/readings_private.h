/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_private.h  The columns of a readings file, for its writer and reader. */
#ifndef TA_SERIES_READINGS_PRIVATE_H
#define TA_SERIES_READINGS_PRIVATE_H

#include "series/h5.h"
#include "series/readings.h"

#define TA_READINGS_FORM "terrassay/readings/1"

/** A member of a struct as a column. */
struct ta_readings_column {
    struct ta_h5_column column;
    size_t offset;
};

enum { TA_RUN_TEXTS = 4, TA_READING_COLUMNS = 4 };
/** Texts of struct ta_reading_run on the dimension `datastream`. */
extern const struct ta_readings_column ta_run_text[TA_RUN_TEXTS];
extern const struct ta_h5_column ta_run_size;
/** Only in files that have a datastream of which it is true. */
extern const struct ta_h5_column ta_run_unchecked;
/** Members of struct ta_reading on `row`; the first one is time. */
extern const struct ta_readings_column ta_reading_column[TA_READING_COLUMNS];

/** Order of runs, and of readings within a run. */
int ta_run_order(const struct ta_reading_run *a, const struct ta_reading_run *b);
int ta_reading_order(const struct ta_reading *a, const struct ta_reading *b);

/** ta_readings_read() without taking the lock. */
TA_NODISCARD enum ta_status ta_readings_load(const char *path,
                                             struct ta_reading_run **runs, size_t *n,
                                             struct ta_error *err);

#endif

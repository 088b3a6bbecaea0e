/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_sort.h  Readings in any number and order, sorted by project, day, datastream, time.
 *
 *  Holds a fixed number of rows; beyond that, sorted runs go to a nameless file in the folder and
 *  are merged, so that memory does not grow with the input. */
#ifndef TA_ENGINE_READING_SORT_H
#define TA_ENGINE_READING_SORT_H

#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

struct ta_sort_row {
    uint32_t project, stream; /**< ordinals; datastreams of a project are consecutive */
    ta_day day;               /**< of `time` */
    uint8_t flag;             /**< enum ta_flag */
    uint8_t outcome;          /**< as it was counted; does not order */
    uint8_t mark;             /**< as in struct ta_reading */
    bool unchecked;           /**< as in struct ta_sample; does not order */
    ta_time_us time, received;
    double value;
};

struct ta_sort;

/** @param folder for the runs; must be there once more than @p rows were added
 *  @param rows held in memory, at least 2 */
TA_NODISCARD enum ta_status ta_sort_new(const char *folder, size_t rows,
                                        struct ta_sort **out, struct ta_error *err);
TA_NODISCARD enum ta_status
ta_sort_add(struct ta_sort *sort, const struct ta_sort_row *row, struct ta_error *err);
/** No more rows come; from now on they are taken out. */
TA_NODISCARD enum ta_status ta_sort_end(struct ta_sort *sort, struct ta_error *err);
/** The next row in order. @param more false when there is none */
TA_NODISCARD enum ta_status ta_sort_next(struct ta_sort *sort, struct ta_sort_row *row,
                                         bool *more, struct ta_error *err);
/** NULL is allowed. */
void ta_sort_free(struct ta_sort *sort);

/** The order of rows: project, day, stream, time, receipt (none first), value, flag, mark. */
int ta_sort_order(const struct ta_sort_row *a, const struct ta_sort_row *b);

#endif

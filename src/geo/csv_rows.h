/* SPDX-License-Identifier: Apache-2.0 */
/** @file csv_rows.h  Rows of separated text (RFC 4180), each on its own: a broken one costs one.
 *
 *  base/csv.h refuses a table whole; an import must go on behind a bad row. */
#ifndef TA_GEO_CSV_ROWS_H
#define TA_GEO_CSV_ROWS_H

#include <stddef.h>

#include "base/text.h"
#include "terrassay/status.h"

enum { TA_CSV_COLUMNS_MAX = 512 };

/** A text being read. `bytes` is borrowed; nothing of it is changed. */
struct ta_csv_rows {
    const char *bytes;
    size_t size, at;
    size_t line;    /**< of the next row, from 1 */
    char separator; /**< ',', ';' or tab */
};

/** One row. `cell` points into `text`; both stand until the next row. */
struct ta_csv_row {
    size_t line, n;
    const char *cell[TA_CSV_COLUMNS_MAX];
    struct ta_text text;
};

/** Begin at the header; a byte-order mark is passed over, the separator is the most frequent of the
 *  first line. */
struct ta_csv_rows ta_csv_rows_begin(const char *bytes, size_t size);

/** The next row that is not empty; n is 0 at the end.
 *  @param wanted cells it must have; 0: any number
 *  @return TA_OK; TA_E_DATA for a stray or open quote, a wrong number of cells, or text that is
 *  not UTF-8: reading goes on at the line after the bad row's first. TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_csv_rows_next(struct ta_csv_rows *csv, size_t wanted,
                                             struct ta_csv_row *row,
                                             struct ta_error *err);

#endif

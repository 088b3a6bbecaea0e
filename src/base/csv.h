/* SPDX-License-Identifier: Apache-2.0 */
/** @file csv.h  CSV after RFC 4180, rectangular, with the line of every row.
 *
 *  First row: names. Lines that start with '#' before it, and empty lines, are skipped. */
#ifndef TA_BASE_CSV_H
#define TA_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"

/** A table of texts; all owned, freed together. Read-only once made. */
struct ta_csv {
    char *name;       /**< of the file, for errors */
    char *bytes;      /**< holds the fields */
    size_t n_columns; /**< at least 1 */
    char **column;    /**< [n_columns] distinct names, not empty */
    size_t n_rows;    /**< without the first */
    char **field;     /**< [n_rows][n_columns] UTF-8, blanks around them kept */
    unsigned *line;   /**< [n_rows] 1-based line where the row starts */
};

/** Parse @p size bytes; refused: uneven rows, a name twice, open quotes, bytes after a closing
 *  quote, text that is not UTF-8, more than 64 MiB. @p name goes into errors.
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM; *out is owned (ta_csv_free). */
TA_NODISCARD enum ta_status ta_csv_parse(const char *name, const char *bytes,
                                         size_t size, struct ta_csv *out,
                                         struct ta_error *err);
void ta_csv_free(struct ta_csv *csv);

/** Hears of rows that cannot be read: each is told and left out, and the rest is read. */
struct ta_csv_hearer {
    void *self;
    void (*row)(void *self, unsigned line, const char *why);
};
/** ta_csv_parse() for one who wants all faults: only names that cannot stand, and bytes that are no
 *  text, still refuse the whole. Behind a quote that is not closed there is nothing left. */
TA_NODISCARD enum ta_status ta_csv_parse_all(const char *name, const char *bytes,
                                             size_t size,
                                             const struct ta_csv_hearer *hearer,
                                             struct ta_csv *out, struct ta_error *err);

/** Which column is called @p name? @return false when none is. */
bool ta_csv_column(const struct ta_csv *csv, const char *name, size_t *out);

/** The field at (row, column). */
static inline const char *ta_csv_at(const struct ta_csv *csv, size_t row, size_t column)
{
    return csv->field[row * csv->n_columns + column];
}

/** Fail with "name:line:column-name: " of the field in front. */
enum ta_status ta_csv_fail(const struct ta_csv *csv, size_t row, size_t column,
                           struct ta_error *err, const char *format, ...)
    TA_PRINTF(5, 6);

/** The field as a number. */
TA_NODISCARD enum ta_status ta_csv_number(const struct ta_csv *csv, size_t row,
                                          size_t column, double *out,
                                          struct ta_error *err);

#endif

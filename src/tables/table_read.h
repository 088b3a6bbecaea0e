/* SPDX-License-Identifier: Apache-2.0 */
/** @file table_read.h  One CSV file -> one struct ta_table. */
#ifndef TA_TABLES_TABLE_READ_H
#define TA_TABLES_TABLE_READ_H

#include "base/csv.h"
#include "tables/tables.h"

/** A table and the texts that its rows point into. */
struct ta_table_file {
    struct ta_table table; /**< `row` and `id` are owned */
    unsigned *line;        /**< [table.n_rows] of the file, from 1 */
    struct ta_csv csv;
};

/** @param hearer hears every flaw, and the table has the rows that are whole, perhaps none; NULL:
 *                the first flaw refuses it */
TA_NODISCARD enum ta_status ta_table_read(const char *id, const char *name,
                                          const char *bytes, size_t size,
                                          const struct ta_table_hearer *hearer,
                                          struct ta_table_file *out,
                                          struct ta_error *err);
void ta_table_file_free(struct ta_table_file *file);

#endif

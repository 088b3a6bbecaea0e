/* SPDX-License-Identifier: Apache-2.0 */
/** @file table_read.h  One CSV file -> one struct ta_table. */
#ifndef TA_TABLES_TABLE_READ_H
#define TA_TABLES_TABLE_READ_H

#include "base/csv.h"
#include "terrassay/table.h"

/** A table and the texts that its rows point into. */
struct ta_table_file {
    struct ta_table table; /**< `row` and `id` are owned */
    struct ta_csv csv;
};

TA_NODISCARD enum ta_status ta_table_read(const char *id, const char *name,
                                          const char *bytes, size_t size,
                                          struct ta_table_file *out,
                                          struct ta_error *err);
void ta_table_file_free(struct ta_table_file *file);

#endif

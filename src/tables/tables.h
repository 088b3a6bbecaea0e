/* SPDX-License-Identifier: Apache-2.0 */
/** @file tables.h  Reference tables of datasets/tables: CSV files -> struct ta_table_set.
 *
 *  One file is one table in long form. Columns: one to four keys, then value, unit,
 *  valid_from, valid_to, source, checked. The table's id is the file's name without ".csv". */
#ifndef TA_TABLES_TABLES_H
#define TA_TABLES_TABLES_H

#include "terrassay/status.h"
#include "terrassay/table.h"

/** All tables, and what they are made of. Read-only once loaded. */
struct ta_tables;

/** Load every table: those of @p datasets/tables when @p datasets is not NULL, and the
 *  embedded ones that it has not. Refused, with file, line and field: a row without unit,
 *  validity, source or checked, a value that is no number, two rows of the same keys valid on
 *  the same day.
 *  @return TA_OK, TA_E_DATA, TA_E_IO, TA_E_NOMEM, TA_E_LIMIT; *out is owned. */
TA_NODISCARD enum ta_status ta_tables_load(const char *datasets, struct ta_tables **out,
                                           struct ta_error *err);
/** One table from bytes, for tests and `table check`; @p id is its id, @p name of its file. */
TA_NODISCARD enum ta_status ta_tables_parse(const char *id, const char *name,
                                            const char *bytes, size_t size,
                                            struct ta_tables **out,
                                            struct ta_error *err);
void ta_tables_free(struct ta_tables *tables);
/** Borrowed for the life of @p tables; tables are sorted by id, rows stand as in the file. */
const struct ta_table_set *ta_tables_set(const struct ta_tables *tables);

#endif

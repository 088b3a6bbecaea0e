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

/** What makes a table refused, and where it stands. */
struct ta_table_flaw {
    unsigned line;      /**< from 1; 0: of the file as a whole */
    const char *column; /**< "" where it is of no one column */
    const char *why, *mend;
};
/** Hears each of them; what it is told is borrowed for the call. */
struct ta_table_hearer {
    void *self;
    void (*flaw)(void *self, const struct ta_table_flaw *flaw);
};
/** For whoever mends the file: all its flaws at once, and in *out the rows that are whole. A flaw makes no
 *  failure here; a file that cannot be read as a table at all is refused as ever. */
TA_NODISCARD enum ta_status ta_tables_parse_all(const char *id, const char *name,
                                                const char *bytes, size_t size,
                                                const struct ta_table_hearer *hearer,
                                                struct ta_tables **out,
                                                struct ta_error *err);
/** The line of its file on which @p row of the set stands; 0 when it is not of the set. */
unsigned ta_tables_line(const struct ta_tables *tables, const struct ta_row *row);
void ta_tables_free(struct ta_tables *tables);
/** Borrowed for the life of @p tables; tables are sorted by id, rows stand as in the file. */
const struct ta_table_set *ta_tables_set(const struct ta_tables *tables);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file table.h  Reference tables: limits, factors, classes, each row dated and
 * sourced. */
#ifndef TERRASSAY_TABLE_H
#define TERRASSAY_TABLE_H

#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_TABLE_KEYS = 4 };

/** One row. Valid on from <= date <= to. An unchecked row makes a record indicative. */
struct ta_row {
    const char *key[TA_TABLE_KEYS]; /**< as many as the table names; the rest NULL */
    double value;
    const char *unit;        /**< that algorithms work in, where they read the row */
    double stated;           /**< as the file has it, for whoever shows the row */
    const char *stated_unit; /**< likewise */
    ta_day from, to;         /**< to is TA_DAY_OPEN until further notice */
    const char *source;      /**< document, table, page */
    bool checked;            /**< somebody read the row against the source */
};

/** The table that the program brings by the name of another, which a house puts in its place. */
struct ta_table_instead {
    char sha256[TA_HEX_SIZE]; /**< of that one's bytes */
    size_t n_lacks; /**< its rows some of whose days no row of the same keys here has */
    const char *lacks; /**< the first of them in words; NULL: there are none */
};

struct ta_table {
    const char *id;
    size_t n_keys;
    const char *key_name[TA_TABLE_KEYS];
    size_t n_rows;
    const struct ta_row *row;
    char sha256[TA_HEX_SIZE]; /**< of the file's bytes */
    /** [n_rows] of whoever wants to know which rows an answer was made of; set to 1 by
     *  ta_table_row() and ta_table_note(). NULL: nobody does. Not thread-safe. */
    unsigned char *read;
    const struct ta_table_instead *instead; /**< NULL: it stands in no other's place */
};

struct ta_table_set {
    size_t n;
    const struct ta_table *table;
};

/** The table called @p id, or NULL. */
TA_API const struct ta_table *ta_table_find(const struct ta_table_set *set,
                                            const char *id);

/** The one row of @p table whose keys are @p key[0 .. n_keys) on @p date, or NULL. */
TA_API const struct ta_row *ta_table_row(const struct ta_table *table,
                                         const char *const *key, ta_day date);

/** The i-th row was read otherwise than by ta_table_row(). */
TA_API void ta_table_note(const struct ta_table *table, size_t i);

#endif

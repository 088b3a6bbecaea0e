/* SPDX-License-Identifier: Apache-2.0 */
/** @file table_rows.h  What the algorithms take the rows of a reference table for: its keys, and of each
 * group of rows the unit that they work in and the values that can be.
 *
 *  Whoever reads a table from a file brings each row into that unit, or refuses it; here nobody then asks
 * again in which unit a row stands. */
#ifndef TA_ALGORITHMS_TABLE_ROWS_H
#define TA_ALGORITHMS_TABLE_ROWS_H

#include "terrassay/table.h"

/** Rows of one table that are of one quantity. */
struct ta_row_group {
    const char *table;
    int key;           /**< by this key, from 0 */
    const char *words; /**< "co_*|so2": words, or how they begin; "*" for all */
    /** Units that the algorithms work in, one for each kind of quantity that a row may be of. NULL: whoever
     *  reads the row converts it himself. */
    const char *unit, *other;
    double lo, hi; /**< closed range of a value in that unit */
};

/** The names of the keys, "item,iaqi", that the algorithms ask the table called @p id by; NULL when none of
 *  them knows it. */
const char *ta_table_keys_wanted(const char *id);

/** The group of a row of that table; NULL when the algorithms read no such row. */
const struct ta_row_group *ta_row_group_of(const char *table, const char *const *key);

/** Of the group's units the one that measures the same kind of quantity as @p unit; NULL when none does. */
const char *ta_row_group_unit(const struct ta_row_group *group, const char *unit);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file other_units.h  The shipped tables, each row in another unit of its quantity. */
#ifndef TA_GOLDEN_OTHER_UNITS_H
#define TA_GOLDEN_OTHER_UNITS_H

#include "tables/tables.h"

struct ta_other_units {
    size_t n;
    struct ta_tables **tables; /**< [n] each of one table */
    struct ta_table *table;    /**< [n] */
    struct ta_table_set set;
};

/** @return false, with a line on stdout, where a row cannot be written so. */
bool ta_other_units_make(const struct ta_table_set *shipped,
                         struct ta_other_units *out);
void ta_other_units_free(struct ta_other_units *other);

#endif

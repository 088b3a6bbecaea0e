/* SPDX-License-Identifier: Apache-2.0 */
/** @file used.h  Which rows of the tables an indicator's answer rests on.
 *
 *  Asked row by row: a row is used when the answer is another without it, or when the indicator
 *  calls the answer unchecked as soon as this row is. This needs no book-keeping in the
 *  indicators, and cannot drift away from what they do. */
#ifndef TA_TABLES_USED_H
#define TA_TABLES_USED_H

#include "tables/typed.h"

struct ta_row_used {
    const struct ta_table *table; /**< borrowed from the set */
    const struct ta_row *row;
};

/** For evidence that evaluates. @p indicator is the one of @p typed.
 *  @param out owned (ta_free), by table in the indicator's order, rows in the file's
 *  @return TA_OK, TA_E_DATA when the evidence does not evaluate, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_rows_used(const struct ta_typed *typed,
                                         const struct ta_indicator *indicator,
                                         const struct ta_table_set *tables, ta_day date,
                                         struct ta_row_used **out, size_t *n,
                                         struct ta_error *err);

#endif

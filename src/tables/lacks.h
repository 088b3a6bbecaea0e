/* SPDX-License-Identifier: Apache-2.0 */
/** @file lacks.h  What a house's copy of a table no longer has of ours. */
#ifndef TA_TABLES_LACKS_H
#define TA_TABLES_LACKS_H

#include "base/text.h"
#include "terrassay/table.h"

/** Rows of @p shipped of whose days some are in no row of the same keys of @p table: left out, or in force
 *  on other days. What asks for one on such a day finds none.
 *  @param first NULL, or what the first of them are added to, each with the first day that is missing:
 *               "so2 annual 2 from 2031-01-01; ...", three at most
 *  @return how many there are */
size_t ta_table_lacks(const struct ta_table *table, const struct ta_table *shipped,
                      struct ta_text *first);

#endif

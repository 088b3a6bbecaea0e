/* SPDX-License-Identifier: Apache-2.0 */
/** @file rows.h  Named rows by the name of a column. */
#ifndef TA_ALGORITHMS_ROWS_H
#define TA_ALGORITHMS_ROWS_H

#include "terrassay/indicator.h"

/** The value of row @p i in the column called @p name; NaN when there is no such column. */
double ta_rows_at(const struct ta_rows *rows, size_t i, const char *name);

/** Is there a column called @p name? */
bool ta_rows_has(const struct ta_rows *rows, const char *name);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

#include <math.h>
#include <string.h>

static size_t column_of(const struct ta_rows *rows, const char *name)
{
    size_t c = 0;
    while (c < rows->n_columns && strcmp(rows->column[c], name) != 0) c++;
    return c;
}

double ta_rows_at(const struct ta_rows *rows, size_t i, const char *name)
{
    size_t c = column_of(rows, name);
    return c < rows->n_columns ? rows->value[i * rows->n_columns + c] : (double)NAN;
}

bool ta_rows_has(const struct ta_rows *rows, const char *name)
{
    return column_of(rows, name) < rows->n_columns;
}

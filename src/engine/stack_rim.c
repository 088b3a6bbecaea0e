/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/stack_rim.h"

static const double whole_from = 0.999;

enum { ROWS = 3, COLUMNS = 3 }; /* a cell's neighbourhood, with itself */

static bool before(const struct ta_site_cell *cell, int64_t row, int64_t col)
{
    return cell->row != row ? cell->row < row : cell->col < col;
}

/* Are the cells of row @p row, columns @p col - 1 to @p col + 1 whole? @p at only ever moves on. */
static bool three_whole(const struct ta_footprint *cells, int64_t row, int64_t col,
                        size_t *at)
{
    while (*at < cells->n && before(&cells->cell[*at], row, col - 1)) (*at)++;
    for (size_t k = 0; k < COLUMNS; k++) {
        if (*at + k >= cells->n) return false;
        const struct ta_site_cell *cell = &cells->cell[*at + k];
        if (cell->row != row || cell->col != col - 1 + (int64_t)k) return false;
        if (!(cell->share >= whole_from)) return false;
    }
    return true;
}

void ta_stack_rim(const struct ta_footprint *cells, bool *rim)
{
    size_t at[ROWS] = {0};
    for (size_t i = 0; i < cells->n; i++) {
        const struct ta_site_cell *cell = &cells->cell[i];
        rim[i] = false;
        for (size_t r = 0; r < ROWS; r++)
            if (!three_whole(cells, cell->row - 1 + (int64_t)r, cell->col, &at[r]))
                rim[i] = true;
    }
}

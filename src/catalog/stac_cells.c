/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_cells.h"

#include <math.h>

#include "base/memory.h"

enum { COLS = 360, ROWS = 180 };

static bool is_on_earth(const struct ta_box *b)
{
    return b->x_min >= -180 && b->x_max <= 180 && b->x_min <= b->x_max &&
           b->y_min >= -90 && b->y_max <= 90 && b->y_min <= b->y_max;
}

static int cell_of(double degrees, int from, int most)
{
    int cell = (int)floor(degrees) - from;
    return cell < 0 ? 0 : cell > most - 1 ? most - 1 : cell;
}

/* A box that ends on a whole degree does not need the cell behind it. */
static int last_cell(double degrees, int from, int most, int first)
{
    int cell = cell_of(ceil(degrees) - 1, from, most);
    return cell < first ? first : cell;
}

static void mark(const struct ta_box *b, unsigned char *cell)
{
    int col0 = cell_of(b->x_min, -180, COLS), row0 = cell_of(b->y_min, -90, ROWS);
    int col1 = last_cell(b->x_max, -180, COLS, col0);
    int row1 = last_cell(b->y_max, -90, ROWS, row0);
    for (int row = row0; row <= row1; row++)
        for (int col = col0; col <= col1; col++) cell[row * COLS + col] = 1;
}

static bool row_is_full(const unsigned char *cell, int row, int col0, int col1)
{
    for (int col = col0; col < col1; col++)
        if (cell[row * COLS + col] == 0) return false;
    return true;
}

/* The run of marked cells that begins at (row, col), as high as it stays full; unmarks it. */
static struct ta_box take_box(unsigned char *cell, int row, int col)
{
    int end = col, top = row + 1;
    while (end < COLS && cell[row * COLS + end] != 0) end++;
    while (top < ROWS && row_is_full(cell, top, col, end)) top++;
    for (int r = row; r < top; r++)
        for (int c = col; c < end; c++) cell[r * COLS + c] = 0;
    return (struct ta_box){col - 180, row - 90, end - 180, top - 90};
}

enum ta_status ta_stac_cells(const struct ta_stac_query *query, struct ta_box **out,
                             size_t *n, struct ta_error *err)
{
    unsigned char *cell = ta_alloc(ROWS * COLS, 1);
    struct ta_box *boxes = NULL;
    size_t capacity = 0, found = 0;
    enum ta_status rc = cell != NULL ? TA_OK : TA_E_NOMEM;
    for (size_t i = 0; i < query->n_boxes && rc == TA_OK; i++) {
        if (!is_on_earth(&query->box[i])) rc = TA_E_DATA;
        if (rc == TA_OK) mark(&query->box[i], cell);
    }
    for (int at = 0; at < ROWS * COLS && rc == TA_OK; at++) {
        if (cell[at] == 0) continue;
        void *grown = boxes;
        if (ta_grow(&grown, &capacity, found, sizeof *boxes) != 0) rc = TA_E_NOMEM;
        boxes = grown;
        if (rc == TA_OK) boxes[found++] = take_box(cell, at / COLS, at % COLS);
    }
    ta_free(cell);
    if (rc != TA_OK) {
        ta_free(boxes);
        return ta_fail(err, rc, "%s",
                       rc == TA_E_DATA ? "a site's box is not in longitude and latitude"
                                       : "out of memory");
    }
    *out = boxes;
    *n = found;
    return TA_OK;
}

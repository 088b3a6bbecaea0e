/* SPDX-License-Identifier: Apache-2.0 */
#include "zonal_coverage.h"

#include <stdbool.h>

#include "statistics.h"

/* A coordinate of a point: column (or row), and how far into it, [0, 1]. */
struct across {
    int64_t col;
    double part;
};

/* An edge piece within one row, from its left to its right end. */
struct piece {
    struct across left, right;
    int64_t y_left, y_right; /* [0, TA_WEIGHT_ONE] */
    int64_t up;              /* +1 when the ring rises from left to right, else -1 */
};

/* An edge from its lower end (least y) on, seen from the cell of that end, so that
 * moving ring and grid together changes nothing. */
struct edge {
    int64_t col, row;    /* of the cell of the lower end */
    double x, y;         /* of the lower end within that cell, [0, 1) */
    double width, slope; /* x at the upper end minus x; dx / dy */
    int64_t row_end;     /* row of the upper end */
    double x_end, y_end; /* of the upper end within its cell */
    int64_t col_end;
    int sign;
};

/* floor() of a coordinate, which is below 2^40: an instruction or two where floor() is a call. */
static int64_t floor_of(double x)
{
    int64_t whole = (int64_t)x;
    return whole - (x < (double)whole);
}

static int64_t fixed(double part)
{
    return (int64_t)(part * (double)TA_WEIGHT_ONE);
}

static struct across split(int64_t col, double x)
{
    int64_t whole = floor_of(x);
    return (struct across){col + whole, x - (double)whole};
}

static void add(struct ta_band *band, size_t row, int64_t col, int64_t rise,
                double mean_x)
{
    if (rise == 0) return;
    size_t c = (size_t)(col - band->col);
    struct ta_cover *cell = &band->cover[row * (size_t)band->cols + c];
    cell->cover += (uint64_t)rise;
    cell->area += (uint64_t)(int64_t)((double)rise * mean_x);
    band->mark[row * band->words + c / 64] |= UINT64_C(1) << (c % 64);
}

/* Height of the piece at the left side of column @p col, which lies between its ends.
 */
static int64_t height_at(const struct piece *p, int64_t col)
{
    double length =
        (double)(p->right.col - p->left.col) + (p->right.part - p->left.part);
    double share = ((double)(col - p->left.col) - p->left.part) / length;
    if (!(share < 1.0)) return p->y_right;
    return p->y_left + (int64_t)(share * (double)(p->y_right - p->y_left));
}

/* Cut a piece at the columns' sides. */
static void add_piece(struct ta_band *band, size_t row, const struct piece *p)
{
    int64_t end = band->col + band->cols, col = p->left.col, y = p->y_left;
    double part = p->left.part;
    if (col < band->col) { /* all that lies left of the band counts with x = 0 */
        int64_t y_in = p->right.col < band->col ? p->y_right : height_at(p, band->col);
        add(band, row, band->col, p->up * (y_in - y), 0.0);
        col = band->col;
        part = 0.0;
        y = y_in;
    }
    for (; col < p->right.col && col < end; col++, part = 0.0) {
        int64_t y_next = height_at(p, col + 1);
        add(band, row, col, p->up * (y_next - y), 0.5 * (part + 1.0));
        y = y_next;
    }
    if (col == p->right.col && col < end)
        add(band, row, col, p->up * (p->y_right - y), 0.5 * (part + p->right.part));
}

static void add_in_row(struct ta_band *band, const struct edge *e, int64_t row,
                       const struct across *from, const struct across *to)
{
    int64_t y_from = row == e->row ? fixed(e->y) : 0;
    int64_t y_to = row == e->row_end ? fixed(e->y_end) : (int64_t)TA_WEIGHT_ONE;
    bool rightward =
        from->col < to->col || (from->col == to->col && from->part <= to->part);
    struct piece p = rightward ? (struct piece){*from, *to, y_from, y_to, e->sign}
                               : (struct piece){*to, *from, y_to, y_from, -e->sign};
    add_piece(band, (size_t)(row - band->row), &p);
}

/* Where the edge enters @p row from below. */
static struct across entry_of(const struct edge *e, int64_t row)
{
    if (row <= e->row) return (struct across){e->col, e->x};
    double run = ((double)(row - e->row) - e->y) * e->slope;
    bool within = e->width < 0.0 ? run >= e->width : run <= e->width;
    if (!within) run = e->width; /* by rounding, or the slope is infinite */
    return split(e->col, e->x + run);
}

static void add_edge(struct ta_band *band, const struct edge *e)
{
    int64_t end = e->y_end > 0.0 ? e->row_end : e->row_end - 1; /* last row it enters */
    int64_t first = e->row > band->row ? e->row : band->row;
    int64_t last = end < band->row + band->rows ? end : band->row + band->rows - 1;
    if (first > last) return;

    struct across from = entry_of(e, first);
    for (int64_t row = first; row <= last; row++) {
        struct across to =
            row == end ? (struct across){e->col_end, e->x_end} : entry_of(e, row + 1);
        add_in_row(band, e, row, &from, &to);
        from = to;
    }
}

static struct edge edge_between(const double *low, const double *high, int sign)
{
    double width = high[0] - low[0];
    struct across x = split(0, low[0]), y = split(0, low[1]);
    struct across x_end = split(0, high[0]), y_end = split(0, high[1]);
    return (struct edge){.col = x.col,
                         .row = y.col,
                         .x = x.part,
                         .y = y.part,
                         .width = width,
                         .slope = width / (high[1] - low[1]),
                         .col_end = x_end.col,
                         .row_end = y_end.col,
                         .x_end = x_end.part,
                         .y_end = y_end.part,
                         .sign = sign};
}

static bool misses(const struct ta_band *band, const double *a, const double *b)
{
    double top = (double)(band->row + band->rows),
           right = (double)(band->col + band->cols);
    double bottom = (double)band->row;
    return a[1] == b[1] || (a[1] <= bottom && b[1] <= bottom) ||
           (a[1] >= top && b[1] >= top) || (a[0] >= right && b[0] >= right);
}

void ta_band_add_ring(struct ta_band *band, size_t n, const double *xy, int sign)
{
    for (size_t i = 0; i < n; i++) {
        const double *a = &xy[2 * i], *b = &xy[2 * ((i + 1) % n)];
        if (misses(band, a, b)) continue;
        struct edge e =
            a[1] < b[1] ? edge_between(a, b, sign) : edge_between(b, a, -sign);
        add_edge(band, &e);
    }
}

double ta_ring_area_twice(size_t n, const double *xy)
{
    double sum = 0.0;
    for (size_t i = 1; i + 1 < n; i++) {
        const double *a = &xy[2 * i], *b = &xy[2 * (i + 1)];
        sum += (a[0] - xy[0]) * (b[1] - xy[1]) - (b[0] - xy[0]) * (a[1] - xy[1]);
    }
    return sum;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "zonal_private.h"

static ta_pixel_key key_of_real(double value, bool *missing)
{
    *missing = !isfinite(value);
    return *missing ? 0 : ta_pixel_key_from_real(value);
}

/* Key of the pixel at @p at; *missing when it is NaN or infinite. */
static ta_pixel_key key_at(enum ta_pixel_type type, const void *value, size_t at,
                           bool *missing)
{
    *missing = false;
    switch (type) {
    case TA_PIXEL_UINT8: return ((const uint8_t *)value)[at];
    case TA_PIXEL_INT8: return ((const int8_t *)value)[at];
    case TA_PIXEL_UINT16: return ((const uint16_t *)value)[at];
    case TA_PIXEL_INT16: return ((const int16_t *)value)[at];
    case TA_PIXEL_UINT32: return ((const uint32_t *)value)[at];
    case TA_PIXEL_INT32: return ((const int32_t *)value)[at];
    case TA_PIXEL_UINT64:
        return (int64_t)(((const uint64_t *)value)[at] ^ TA_PIXEL_KEY_FLIP);
    case TA_PIXEL_INT64: return ((const int64_t *)value)[at];
    case TA_PIXEL_FLOAT32:
        return key_of_real((double)((const float *)value)[at], missing);
    case TA_PIXEL_FLOAT64: return key_of_real(((const double *)value)[at], missing);
    case TA_PIXEL_TYPE_COUNT: break;
    }
    *missing = true;
    return 0;
}

/* The i-th cell of a piece. @return false when its pixel is missing. */
static bool cell_at(const struct ta_zonal_piece *piece, size_t i,
                    const struct ta_zonal_pixels *pixels, struct ta_weighed *out)
{
    size_t at = ta_zonal_piece_at(piece, pixels) + i;
    bool missing = false;
    if (pixels->valid != NULL && !pixels->valid[at]) return false;
    out->key = key_at(pixels->type, pixels->value, at, &missing);
    out->weight = piece->weight != NULL ? piece->weight[i] : piece->same;
    return !missing;
}

size_t ta_zonal_cells(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                      const struct ta_zonal_pixels *pixels, struct ta_weighed *out)
{
    size_t n = 0;
    struct ta_zonal_walk walk = ta_zonal_walk_start(plan, cut);
    struct ta_zonal_piece piece;
    while (ta_zonal_walk_next(&walk, &piece))
        for (size_t i = 0; i < piece.n; i++) n += cell_at(&piece, i, pixels, &out[n]);
    return n;
}

void ta_zonal_histogram(const struct ta_zonal_plan *plan,
                        const struct ta_zonal_cut *cut,
                        const struct ta_zonal_pixels *pixels, struct ta_bin *bin)
{
    ta_pixel_key least = ta_bins_histogram_least(pixels->type);
    struct ta_zonal_walk walk = ta_zonal_walk_start(plan, cut);
    struct ta_zonal_piece piece;
    struct ta_weighed cell;
    while (ta_zonal_walk_next(&walk, &piece))
        for (size_t i = 0; i < piece.n; i++)
            if (cell_at(&piece, i, pixels, &cell))
                ta_bin_add(&bin[cell.key - least], cell.weight, 1);
}

struct ta_zonal_box ta_zonal_cut_box(const struct ta_zonal_plan *plan,
                                     const struct ta_zonal_cut *cut)
{
    const struct ta_zonal_span *span = plan->span.item;
    size_t left = SIZE_MAX, right = 0, top = SIZE_MAX, low = 0;
    if (cut->n_spans == 0) return (struct ta_zonal_box){0, 0, 0, 0};
    span += cut->first_span;
    for (uint32_t i = 0; i < cut->n_spans; i++) {
        size_t end = (size_t)span[i].col + span[i].left + span[i].run + span[i].right;
        left = span[i].col < left ? span[i].col : left;
        right = end > right ? end : right;
        top = span[i].row < top ? span[i].row : top;
        low = span[i].row > low ? span[i].row : low;
    }
    return (struct ta_zonal_box){top, left, low - top + 1, right - left};
}

static void paint_piece(const struct ta_zonal_piece *piece, int64_t col, int64_t row,
                        const struct ta_zonal_window *window)
{
    if (row < window->row || row >= window->row + window->rows) return;
    double *line = window->share + (row - window->row) * window->cols;
    for (size_t i = 0; i < piece->n; i++) {
        int64_t c = col + (int64_t)i - window->col;
        uint64_t weight = piece->weight != NULL ? piece->weight[i] : piece->same;
        if (c >= 0 && c < window->cols) line[c] = (double)weight * 0x1p-52;
    }
}

void ta_zonal_paint(const struct ta_zonal_plan *plan,
                    const struct ta_zonal_block *block, const struct ta_zonal_cut *cut,
                    const struct ta_zonal_window *window)
{
    struct ta_zonal_walk walk = ta_zonal_walk_start(plan, cut);
    struct ta_zonal_piece piece;
    while (ta_zonal_walk_next(&walk, &piece))
        paint_piece(&piece, block->col * plan->grid.block_cols + (int64_t)piece.col,
                    block->row * plan->grid.block_rows + (int64_t)piece.row, window);
}

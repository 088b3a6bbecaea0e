/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal.h  The zonal plan: which cells of a grid lie in which zone, and by what
 * share.
 *
 *  A plan is made once per grid and then serves every band, index, mask and date on
 * that grid:
 *
 *      ta_zonal_plan_new(&grid, &memory, &plan)
 *      ta_zonal_plan_add(plan, polygons)             for each zone, in pixel
 * coordinates ta_zonal_plan_seal(plan) for each touched block b: any order, any number
 * of threads decode it for each cut c of b:                      one zone in one block
 *              ta_zonal_tally(plan, c, &pixels, &tally[zone])
 *      ta_tally_finish(&tally[zone], ...)
 *
 *  Coverage is exact area share: cell (col, row) covers [col, col + 1) x [row, row +
 * 1). It is computed in fixed point of 2^-52 of a cell from each edge alone, so it does
 * not depend on the blocks, on the order of zones, or on a ring's direction or first
 * point; and since sums are exact (statistics.h), neither do statistics.
 *
 *  Thread-safety: one thread builds; a sealed plan is read-only and may be shared. */
#ifndef TA_ZONAL_H
#define TA_ZONAL_H

#include "statistics.h"
#include "terrassay/geometry.h"
#include "terrassay/status.h"

/** Where a plan gets its memory; the shapes of ta_alloc, ta_realloc and ta_free of
 * src/base. */
struct ta_zonal_memory {
    void *(*alloc)(size_t count, size_t size); /**< zeroed */
    void *(*resize)(void *memory, size_t count, size_t size);
    void (*free)(void *memory);
};

/** The raster and how it is cut. 1 <= cols, rows < 2^31; 1 <= block_cols; 1 <=
 * block_rows < 2^16. Blocks may be larger than the raster; those at the right and lower
 * rim are partial. */
struct ta_zonal_grid {
    int64_t cols, rows;
    int64_t block_cols, block_rows;
};

/** One zone on the grid. */
struct ta_zonal_zone {
    double area;        /**< of the whole polygon set, also outside the grid (cells) */
    ta_uint128 weight;  /**< of the cells on the grid, in 1 / TA_WEIGHT_ONE of a cell */
    uint64_t cells;     /**< cells on the grid with a weight above 0 */
    int64_t col, row;   /**< first column and row touched; window of such cells */
    int64_t cols, rows; /**< of that window; 0 when the zone misses the grid */
};

/** A block that at least one zone touches. */
struct ta_zonal_block {
    int64_t col,
        row; /**< which block: its first cell is (col * block_cols, row * block_rows) */
    int64_t used_rows; /**< rows from the block's first to the last one touched */
    size_t first_cut, n_cuts; /**< its cuts, ordered by zone */
};

/** What one zone (or a band of its rows) covers in one block. */
struct ta_zonal_cut {
    uint32_t zone;
    uint32_t n_spans;
    size_t first_span, first_weight, n_weights;
    uint64_t cells; /**< cells with a weight above 0 */
};

/** A row's stretch of cells: `left` cells with own weights, `run` cells of one weight,
 * `right` cells with own weights. Weights stand in that order in the plan; the run's
 * only when `partial`. */
struct ta_zonal_span {
    uint32_t col; /**< of the first cell, within the block */
    uint32_t run;
    uint16_t row; /**< within the block */
    uint16_t left, right;
    uint16_t partial; /**< 1: the run's weight is stored; 0: it is TA_WEIGHT_ONE */
};

struct ta_zonal_plan;

/** @param memory copied; its functions must outlive the plan
 *  @param out    owned; end it with ta_zonal_plan_free()
 *  @return TA_OK, TA_E_ARG when the grid is outside its domain, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_zonal_plan_new(const struct ta_zonal_grid *grid,
                                              const struct ta_zonal_memory *memory,
                                              struct ta_zonal_plan **out);
/** Add the next zone (zones are numbered from 0). Rings may have any direction; a ring
 * that is not closed is closed. Parts must not overlap and rings must be valid, else
 * shares are clamped to [0, 1] but wrong.
 *  @param zone borrowed for the call, in pixel coordinates (x = column, y = row)
 *  @return TA_OK (also when it misses the grid); TA_E_ARG on NaN, infinite or broken ring indices;
 *          TA_E_LIMIT when a coordinate is beyond 2^40 cells, the part on the grid spans over
 *          2^26 columns or 2^40 cells, or counts exceed 32 bits; TA_E_NOMEM. The plan is
 *          unchanged when it fails. */
TA_NODISCARD enum ta_status ta_zonal_plan_add(struct ta_zonal_plan *plan,
                                              const struct ta_polygons *zone);
/** Order the cuts by block and drop what only building needs. Adding is over then.
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_zonal_plan_seal(struct ta_zonal_plan *plan);
/** NULL is allowed. */
void ta_zonal_plan_free(struct ta_zonal_plan *plan);

const struct ta_zonal_grid *ta_zonal_plan_grid(const struct ta_zonal_plan *plan);
size_t ta_zonal_plan_zones(const struct ta_zonal_plan *plan);
const struct ta_zonal_zone *ta_zonal_plan_zone(const struct ta_zonal_plan *plan,
                                               size_t zone);
/** Touched blocks of a sealed plan, by row of blocks, then column. */
size_t ta_zonal_plan_blocks(const struct ta_zonal_plan *plan);
const struct ta_zonal_block *ta_zonal_plan_block(const struct ta_zonal_plan *plan,
                                                 size_t block);
const struct ta_zonal_cut *ta_zonal_plan_cut(const struct ta_zonal_plan *plan,
                                             size_t cut);
/** Bytes the plan holds. */
size_t ta_zonal_plan_bytes(const struct ta_zonal_plan *plan);

/** The pixels of one block, or of a part of it that holds all cells of the cuts in hand. */
struct ta_zonal_pixels {
    enum ta_pixel_type type;
    size_t stride;     /**< cells from one row to the next */
    const void *value; /**< [rows][stride], of `type` */
    const uint8_t
        *valid; /**< same shape, 0 where the pixel is missing; NULL: all are valid */
    size_t row, col; /**< of the first cell in the block; 0 for a whole block */
};

/** Where the cells of @p cut lie in their block; all 0 when it has none. */
struct ta_zonal_box {
    size_t row, col, rows, cols;
};
struct ta_zonal_box ta_zonal_cut_box(const struct ta_zonal_plan *plan,
                                     const struct ta_zonal_cut *cut);

/** Add the cells of @p cut to @p tally (made for the same type).
 *  @param cut of ta_zonal_plan_cut(): what the one behind it needs is fetched meanwhile */
void ta_zonal_tally(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                    const struct ta_zonal_pixels *pixels, struct ta_tally *tally);
/** Append the valid cells of @p cut for order statistics.
 *  @param out room for cut->cells more
 *  @return how many were written. */
size_t ta_zonal_cells(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                      const struct ta_zonal_pixels *pixels, struct ta_weighed *out);
/** Add the valid cells of @p cut to a histogram, for order statistics of large zones
 * and for classes: one bin per value of an 8-bit (256 bins) or 16-bit (65,536 bins)
 * type.
 *  @param bin made by ta_bins_histogram(). */
void ta_zonal_histogram(const struct ta_zonal_plan *plan,
                        const struct ta_zonal_cut *cut,
                        const struct ta_zonal_pixels *pixels, struct ta_bin *bin);
/** Write the shares [0, 1] of @p cut's cells into a window of the grid, for chips and
 * pictures. Cells outside the window are left out, cells without share are left as they
 * are.
 *  @param block  the cut's block
 *  @param window [rows][cols] shares from (col, row) on */
struct ta_zonal_window {
    int64_t col, row, cols, rows;
    double *share;
};
void ta_zonal_paint(const struct ta_zonal_plan *plan,
                    const struct ta_zonal_block *block, const struct ta_zonal_cut *cut,
                    const struct ta_zonal_window *window);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_coverage.h  What a ring's edges do to the cells of a band of rows.
 *
 *  Signed-area accumulation: an edge piece inside a cell that rises by dy at mean
 * distance x from the cell's left side adds dy to the cell's `cover` and dy * x to its
 * `area`. From left to right,
 *
 *      share of a cell  = sum of cover to its left + cover - area
 *
 *  All amounts are in 2^-52 of a cell, in integers that wrap: rises of a closed ring
 * cancel exactly, a full run's share is exactly one, and no order of edges can change a
 * bit. */
#ifndef TA_ZONAL_COVERAGE_H
#define TA_ZONAL_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

/** What edges left in one cell. Unsigned, since wrapping is wanted. */
struct ta_cover {
    uint64_t cover, area;
};

/** A band of whole rows of a window of the grid. Cells are zero but where edges were
 * added; a set bit in `mark` says which. */
struct ta_band {
    int64_t col, row; /**< of its first cell, on the grid */
    int64_t cols,
        rows;     /**< edges left of it count in its first column, right of it not */
    size_t words; /**< words of `mark` a row */
    struct ta_cover *cover; /**< [rows][cols] */
    uint64_t *mark;         /**< [rows][words], bit c % 64 of word c / 64 */
};

/** Add a ring of @p n points (finite, below 2^40 in magnitude); closed if it is not.
 *  @param sign +1 or -1 for each rise */
void ta_band_add_ring(struct ta_band *band, size_t n, const double *xy, int sign);

/** Twice the signed area of a ring: positive when it turns from +x to +y. */
double ta_ring_area_twice(size_t n, const double *xy);

#endif

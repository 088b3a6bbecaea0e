/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_zonal.c  Any coordinates as a zone: an end, shares in [0, 1], one answer for any
 *  blocks.
 *
 *  Bytes: columns, rows, block columns, block rows, points a ring, holes or parts; then doubles. */
#include "ta_fuzz.h"

#include <math.h>

#include "zonal.h"

enum { HEAD = 6, MOST_POINTS = 256 };

static void *resize(void *memory, size_t count, size_t size)
{
    return realloc(memory, count * size);
}

static struct ta_zonal_plan *plan_of(const struct ta_zonal_grid *grid,
                                     const struct ta_polygons *zone, enum ta_status *rc)
{
    const struct ta_zonal_memory memory = {calloc, resize, free};
    struct ta_zonal_plan *plan = NULL;
    enum ta_status made = ta_zonal_plan_new(grid, &memory, &plan);
    assert(made == TA_OK);
    *rc = ta_zonal_plan_add(plan, zone);
    if (*rc == TA_OK) {
        made = ta_zonal_plan_seal(plan);
        assert(made == TA_OK);
    }
    return plan;
}

static void check_shares(const struct ta_zonal_plan *plan)
{
    static double share[64 * 64];
    const struct ta_zonal_grid *grid = ta_zonal_plan_grid(plan);
    struct ta_zonal_window window = {0, 0, grid->cols, grid->rows, share};
    uint64_t cells = 0;
    for (size_t b = 0; b < ta_zonal_plan_blocks(plan); b++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(plan, b);
        for (size_t c = 0; c < block->n_cuts; c++) {
            const struct ta_zonal_cut *cut =
                ta_zonal_plan_cut(plan, block->first_cut + c);
            ta_zonal_paint(plan, block, cut, &window);
            cells += cut->cells;
        }
    }
    assert(cells == ta_zonal_plan_zone(plan, 0)->cells);
    for (int64_t i = 0; i < grid->cols * grid->rows; i++) {
        assert(share[i] >= 0 && share[i] <= 1);
        cells -= share[i] > 0;
        share[i] = 0;
    }
    assert(cells == 0);
}

static void try_zone(const uint8_t *head, const struct ta_polygons *zone)
{
    const struct ta_zonal_grid grid = {1 + head[0] % 64, 1 + head[1] % 64,
                                       1 + head[2] % 80, 1 + head[3] % 80};
    const struct ta_zonal_grid whole = {grid.cols, grid.rows, 64, 64};
    enum ta_status rc = TA_OK, again = TA_OK;
    struct ta_zonal_plan *plan = plan_of(&grid, zone, &rc);
    struct ta_zonal_plan *other = plan_of(&whole, zone, &again);
    assert(rc == again && (rc == TA_OK || rc == TA_E_ARG || rc == TA_E_LIMIT));
    if (rc == TA_OK) {
        check_shares(plan);
        assert(ta_zonal_plan_zone(plan, 0)->weight ==
               ta_zonal_plan_zone(other, 0)->weight);
    }
    ta_zonal_plan_free(plan);
    ta_zonal_plan_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static double xy[2 * MOST_POINTS];
    static size_t ring_point[MOST_POINTS + 1], part_ring[MOST_POINTS + 1];
    if (size < HEAD) return 0;
    size_t points = (size - HEAD) / (2 * sizeof *xy), each = 1 + bytes[4] % 32;
    if (points > MOST_POINTS) points = MOST_POINTS;
    memcpy(xy, bytes + HEAD, points * 2 * sizeof *xy);

    struct ta_polygons zone = {
        .part_ring = part_ring, .ring_point = ring_point, .xy = xy};
    zone.n_points = points;
    for (size_t at = 0; at < points; at = ring_point[zone.n_rings])
        ring_point[++zone.n_rings] = at + each < points ? at + each : points;
    zone.n_parts = bytes[5] % 2 == 0 ? zone.n_rings > 0 : zone.n_rings;
    for (size_t p = 0; p < zone.n_parts; p++) part_ring[p] = p;
    part_ring[zone.n_parts] = zone.n_rings;
    try_zone(bytes, &zone);
    return 0;
}

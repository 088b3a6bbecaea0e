/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "zonal_private.h"

/* Cells that a band may have unless one row has more: 4 MiB, and up to 64 MiB for zones of many
 * points, since each band looks at every edge. */
enum { BAND_CELLS = 1 << 18, BAND_CELLS_MOST = 1 << 22, BAND_CELLS_PER_POINT = 16 };

static const double coordinate_most = 0x1p40;
static const int64_t window_cols_most = INT64_C(1)
                                        << 26; /* a row of working space: 1 GiB */
static const int64_t window_cells_most = INT64_C(1) << 40;

enum ta_status ta_zonal_reserve(const struct ta_zonal_plan *plan,
                                struct ta_zonal_array *array, size_t more)
{
    if (array->capacity - array->count >= more) return TA_OK;
    size_t capacity = array->capacity < 64 ? 64 : array->capacity + array->capacity / 2;
    if (capacity < array->count + more) capacity = array->count + more;
    if (capacity > SIZE_MAX / 2 / array->size) return TA_E_NOMEM;
    void *item = array->item == NULL
                     ? plan->memory.alloc(capacity, array->size)
                     : plan->memory.resize(array->item, capacity, array->size);
    if (item == NULL) return TA_E_NOMEM;
    array->item = item;
    array->capacity = capacity;
    return TA_OK;
}

enum ta_status ta_zonal_plan_new(const struct ta_zonal_grid *grid,
                                 const struct ta_zonal_memory *memory,
                                 struct ta_zonal_plan **out)
{
    if (grid->cols < 1 || grid->cols > INT32_MAX || grid->rows < 1 ||
        grid->rows > INT32_MAX || grid->block_cols < 1 ||
        grid->block_cols > INT32_MAX || grid->block_rows < 1 ||
        grid->block_rows > UINT16_MAX)
        return TA_E_ARG;
    struct ta_zonal_plan *plan = memory->alloc(1, sizeof *plan);
    if (plan == NULL) return TA_E_NOMEM;
    *plan = (struct ta_zonal_plan){.grid = *grid,
                                   .memory = *memory,
                                   .zone.size = sizeof(struct ta_zonal_zone),
                                   .block.size = sizeof(struct ta_zonal_block),
                                   .cut.size = sizeof(struct ta_zonal_cut),
                                   .span.size = sizeof(struct ta_zonal_span),
                                   .weight.size = sizeof(uint64_t),
                                   .place.size = sizeof(struct ta_zonal_place)};
    *out = plan;
    return TA_OK;
}

void ta_zonal_drop_band(struct ta_zonal_plan *plan)
{
    plan->memory.free(plan->band.cover);
    plan->memory.free(plan->band.mark);
    plan->memory.free(plan->cum);
    plan->band = (struct ta_band){0};
    plan->cum = NULL;
    plan->band_cells = plan->band_words = plan->band_rows = 0;
}

void ta_zonal_plan_free(struct ta_zonal_plan *plan)
{
    if (plan == NULL) return;
    ta_zonal_drop_band(plan);
    plan->memory.free(plan->zone.item);
    plan->memory.free(plan->block.item);
    plan->memory.free(plan->cut.item);
    plan->memory.free(plan->span.item);
    plan->memory.free(plan->weight.item);
    plan->memory.free(plan->place.item);
    plan->memory.free(plan);
}

static bool indices_ok(const struct ta_polygons *zone)
{
    if (zone->n_parts == 0) return true;
    if (zone->part_ring[0] != 0 || zone->part_ring[zone->n_parts] != zone->n_rings)
        return false;
    for (size_t p = 0; p < zone->n_parts; p++)
        if (zone->part_ring[p] > zone->part_ring[p + 1]) return false;
    if (zone->n_rings == 0) return true;
    if (zone->ring_point[0] != 0 || zone->ring_point[zone->n_rings] != zone->n_points)
        return false;
    for (size_t r = 0; r < zone->n_rings; r++)
        if (zone->ring_point[r] > zone->ring_point[r + 1]) return false;
    return true;
}

static enum ta_status check_zone(const struct ta_polygons *zone)
{
    if (!indices_ok(zone)) return TA_E_ARG;
    if (zone->n_parts == 0 || zone->n_rings == 0) return TA_OK;
    bool near = true;
    for (size_t i = 0; i < 2 * zone->n_points; i++) {
        if (!isfinite(zone->xy[i])) return TA_E_ARG;
        if (fabs(zone->xy[i]) > coordinate_most) near = false;
    }
    return near ? TA_OK : TA_E_LIMIT;
}

/* Cells of the grid that the zone's box touches. @return false when there are none. */
static bool window_of(const struct ta_zonal_plan *plan, const struct ta_polygons *zone,
                      struct ta_band *window)
{
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < 2 * zone->n_points; i++) {
        if (zone->xy[i] < lo[i % 2]) lo[i % 2] = zone->xy[i];
        if (zone->xy[i] > hi[i % 2]) hi[i % 2] = zone->xy[i];
    }
    double end[2] = {(double)plan->grid.cols, (double)plan->grid.rows};
    for (int k = 0; k < 2; k++) {
        lo[k] = fmax(floor(lo[k]), 0.0);
        hi[k] = fmin(ceil(hi[k]), end[k]);
        if (!(lo[k] < hi[k])) return false;
    }
    *window = (struct ta_band){.col = (int64_t)lo[0],
                               .row = (int64_t)lo[1],
                               .cols = (int64_t)(hi[0] - lo[0]),
                               .rows = (int64_t)(hi[1] - lo[1])};
    return true;
}

/* Give *item at least @p want zeroed elements. */
static enum ta_status make_room(const struct ta_zonal_plan *plan, void **item,
                                size_t *have, size_t want, size_t size)
{
    if (*have >= want) return TA_OK;
    void *larger = plan->memory.alloc(want, size);
    if (larger == NULL) return TA_E_NOMEM;
    plan->memory.free(*item);
    *item = larger;
    *have = want;
    return TA_OK;
}

/* Set plan->band to the rows of @p window from @p row on that fit, whole rows of blocks
 * when one is complete, so that a zone seldom has two cuts in one block. */
static enum ta_status set_band(struct ta_zonal_plan *plan, const struct ta_band *window,
                               size_t points, int64_t row)
{
    size_t cells_most = points * BAND_CELLS_PER_POINT;
    if (points > BAND_CELLS_MOST / BAND_CELLS_PER_POINT) cells_most = BAND_CELLS_MOST;
    if (cells_most < BAND_CELLS) cells_most = BAND_CELLS;
    int64_t rows = window->row + window->rows - row;
    int64_t room = (int64_t)cells_most / window->cols;
    if (room < 1) room = 1;
    if (rows > room) {
        int64_t whole = (row + room) / plan->grid.block_rows * plan->grid.block_rows;
        rows = whole > row ? whole - row : room;
    }
    struct ta_band *band = &plan->band;
    band->col = window->col;
    band->row = row;
    band->cols = window->cols;
    band->rows = rows;
    band->words = ((size_t)window->cols + 63) / 64;

    void *cover = band->cover, *mark = band->mark, *cum = plan->cum;
    size_t cells = (size_t)window->cols * (size_t)rows,
           words = band->words * (size_t)rows;
    enum ta_status rc =
        make_room(plan, &cover, &plan->band_cells, cells, sizeof *band->cover);
    band->cover = cover;
    if (rc == TA_OK)
        rc = make_room(plan, &mark, &plan->band_words, words, sizeof *band->mark);
    band->mark = mark;
    if (rc == TA_OK)
        rc = make_room(plan, &cum, &plan->band_rows, (size_t)rows, sizeof *plan->cum);
    plan->cum = cum;
    return rc;
}

/* Exterior rings count for, holes against, whatever way they turn. */
static void add_rings(struct ta_band *band, const struct ta_polygons *zone)
{
    for (size_t p = 0; p < zone->n_parts; p++)
        for (size_t r = zone->part_ring[p]; r < zone->part_ring[p + 1]; r++) {
            const double *xy = &zone->xy[2 * zone->ring_point[r]];
            size_t n = zone->ring_point[r + 1] - zone->ring_point[r];
            if (n < 3) continue;
            bool hole = r > zone->part_ring[p], right = ta_ring_area_twice(n, xy) > 0.0;
            ta_band_add_ring(band, n, xy, hole == right ? 1 : -1);
        }
}

static double area_of(const struct ta_polygons *zone)
{
    double area = 0.0;
    for (size_t p = 0; p < zone->n_parts; p++)
        for (size_t r = zone->part_ring[p]; r < zone->part_ring[p + 1]; r++) {
            size_t n = zone->ring_point[r + 1] - zone->ring_point[r];
            double twice =
                fabs(ta_ring_area_twice(n, &zone->xy[2 * zone->ring_point[r]]));
            area += r > zone->part_ring[p] ? -0.5 * twice : 0.5 * twice;
        }
    return area;
}

static enum ta_status cover_zone(struct ta_zonal_plan *plan,
                                 const struct ta_polygons *zone,
                                 struct ta_zonal_zone *result)
{
    struct ta_band window;
    if (zone->n_parts == 0 || zone->n_rings == 0) return TA_OK;
    if (!window_of(plan, zone, &window)) return TA_OK;
    if (window.cols > window_cols_most || window.rows > window_cells_most / window.cols)
        return TA_E_LIMIT;
    int64_t end = window.row + window.rows;
    for (int64_t row = window.row; row < end; row += plan->band.rows) {
        enum ta_status rc = set_band(plan, &window, zone->n_points, row);
        if (rc != TA_OK) return rc;
        add_rings(&plan->band, zone);
        rc = ta_zonal_sweep(plan, result);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

enum ta_status ta_zonal_plan_add(struct ta_zonal_plan *plan,
                                 const struct ta_polygons *zone)
{
    assert(!plan->sealed);
    if (plan->zone.count == UINT32_MAX) return TA_E_LIMIT;
    enum ta_status rc = check_zone(zone);
    if (rc != TA_OK) return rc;
    rc = ta_zonal_reserve(plan, &plan->zone, 1);
    if (rc != TA_OK) return rc;

    size_t cuts = plan->cut.count, spans = plan->span.count,
           weights = plan->weight.count;
    size_t places = plan->place.count;
    struct ta_zonal_zone result = {.area = area_of(zone)};
    rc = cover_zone(plan, zone, &result);
    if (rc != TA_OK) { /* as if it had not been tried */
        ta_zonal_drop_band(plan);
        plan->cut.count = cuts;
        plan->span.count = spans;
        plan->weight.count = weights;
        plan->place.count = places;
        return rc;
    }
    ((struct ta_zonal_zone *)plan->zone.item)[plan->zone.count++] = result;
    return TA_OK;
}

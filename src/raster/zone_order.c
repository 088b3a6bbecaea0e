/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/zone_order.h"

#include <math.h>

#include "base/memory.h"

enum { SIDE = 64, TILES = SIDE * SIDE };

/* The box of all first points. */
struct frame {
    double lo[2], hi[2];
};

static bool has_place(const struct ta_polygons *shape)
{
    return shape->n_points > 0 && isfinite(shape->xy[0]) && isfinite(shape->xy[1]);
}

static struct frame frame_of(const struct ta_zone_set *zones)
{
    struct frame frame = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t i = 0; i < zones->n; i++) {
        const struct ta_polygons *shape = zones->zone[i].shape;
        for (int k = 0; k < 2 && has_place(shape); k++) {
            frame.lo[k] = fmin(frame.lo[k], shape->xy[k]);
            frame.hi[k] = fmax(frame.hi[k], shape->xy[k]);
        }
    }
    return frame;
}

static uint16_t tile_of(const struct frame *frame, const struct ta_polygons *shape)
{
    size_t at[2] = {0, 0};
    for (int k = 0; k < 2 && has_place(shape); k++) {
        double side = (frame->hi[k] - frame->lo[k]) / SIDE;
        double tile = (shape->xy[k] - frame->lo[k]) / side; /* NaN where all are one */
        if (tile > 0.0) at[k] = tile < SIDE ? (size_t)tile : SIDE - 1;
    }
    return (uint16_t)(at[1] * SIDE + at[0]);
}

/* Put zones by tile: a counting sort. */
static void put(size_t n, const uint16_t *tile, uint32_t *out)
{
    size_t first[TILES + 1] = {0};
    for (size_t i = 0; i < n; i++) first[tile[i] + 1]++;
    for (size_t t = 0; t < TILES; t++) first[t + 1] += first[t];
    for (size_t i = 0; i < n; i++) out[first[tile[i]]++] = (uint32_t)i;
}

enum ta_status ta_zone_order(const struct ta_zone_set *zones, uint32_t *out)
{
    uint16_t *tile = ta_alloc(zones->n, sizeof *tile);
    if (tile == NULL) return TA_E_NOMEM;
    struct frame frame = frame_of(zones);
    for (size_t i = 0; i < zones->n; i++)
        tile[i] = tile_of(&frame, zones->zone[i].shape);
    put(zones->n, tile, out);
    ta_free(tile);
    return TA_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/zone_reach.h"

#include <math.h>

#include "base/memory.h"

enum { SIDE = 33, POINTS = SIDE * SIDE }; /* of the lattice */
/* Between points of the lattice edges bend by far less than this share of the box; a pole
 * lies nearer to one of them. */
static const double SPARE = 0.125;

static void fill_lattice(const struct ta_grid *grid, double *xy)
{
    const double *a = grid->affine;
    for (int i = 0; i < POINTS; i++) {
        double col = (double)grid->cols * (i % SIDE) / (SIDE - 1);
        double row = (double)grid->rows * (double)(i / SIDE) / (SIDE - 1);
        xy[2 * i] = a[0] + col * a[1] + row * a[2];
        xy[2 * i + 1] = a[3] + col * a[4] + row * a[5];
    }
}

/* The lattice's box. @return false when a point is not finite. */
static bool box_of(const double *xy, struct ta_box *out)
{
    *out = (struct ta_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i < POINTS; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1];
        if (!isfinite(x) || !isfinite(y)) return false;
        out->x_min = fmin(out->x_min, x);
        out->x_max = fmax(out->x_max, x);
        out->y_min = fmin(out->y_min, y);
        out->y_max = fmax(out->y_max, y);
    }
    return true;
}

static bool is_degrees(const struct ta_box *box)
{
    return box->x_min >= -180.0 && box->x_max <= 180.0 && box->y_min >= -90.0 &&
           box->y_max <= 90.0;
}

static void widen(struct ta_zone_reach *reach)
{
    struct ta_box *box = &reach->box;
    double x = SPARE * (box->x_max - box->x_min), y = SPARE * (box->y_max - box->y_min);
    if (reach->degrees && box->x_max - box->x_min > 180.0) x = 360.0; /* across 180 */
    box->x_min -= x;
    box->x_max += x;
    box->y_min -= y;
    box->y_max += y;
}

void ta_zone_reach_find(const struct ta_zone_set *zones, const struct ta_grid *grid,
                        struct ta_zone_reach *out)
{
    struct ta_transform way = {0};
    *out = (struct ta_zone_reach){0};
    if (zones->port.open == NULL || ta_crs_same(zones->crs, grid->crs)) return;
    double *xy = ta_alloc(2 * POINTS, sizeof *xy);
    if (xy == NULL) return;
    fill_lattice(grid, xy);
    if (zones->port.open(zones->port.self, grid->crs, zones->crs, &way, NULL) == TA_OK)
        out->known =
            way.apply(way.self, POINTS, xy, NULL) == TA_OK && box_of(xy, &out->box);
    ta_zone_way_close(&way);
    ta_free(xy);
    if (!out->known) return;
    out->degrees = is_degrees(&out->box);
    widen(out);
}

bool ta_zone_reach_meets(const struct ta_zone_reach *reach, const struct ta_box *zone)
{
    const struct ta_box *box = &reach->box;
    if (!reach->known) return true;
    if (zone->y_min > box->y_max || zone->y_max < box->y_min) return false;
    bool beyond = reach->degrees && (zone->x_min < -180.0 || zone->x_max > 180.0);
    return beyond || (zone->x_min <= box->x_max && zone->x_max >= box->x_min);
}

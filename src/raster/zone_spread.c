/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/zone_spread.h"

#include <math.h>

#include "base/memory.h"
#include "base/project.h"
#include "raster/zone_plan.h"
#include "statistics_sum.h"

/* What is nearer keeps its cells: at one UTM zone's breadth from its own a part is stretched by a hundredth. */
static const double SPREAD_DEG = 6.0, ALIKE = 0.01;

bool ta_zone_is_spread(const struct ta_polygons *shape,
                       const struct ta_zonal_zone *zone)
{
    if (shape->n_parts < 2) return false;
    struct ta_box box = ta_polygons_box(shape);
    double here = ta_double_double_from_uint(zone->weight).hi * 0x1p-52;
    return box.x_max - box.x_min > SPREAD_DEG && here < zone->area * (1.0 - 1e-9);
}

/* On the plane of @p xy, about its first point; @p cylinder: moved onto the equal-area one. */
static double ring_area(const double *xy, size_t n, bool cylinder)
{
    double area = 0.0, first[2] = {xy[0], xy[1]}, last[2] = {0.0, 0.0};
    if (cylinder) ta_grid_to_cylinder(first);
    for (size_t i = 1; i < n; i++) {
        double point[2] = {xy[2 * i], xy[2 * i + 1]};
        if (cylinder) ta_grid_to_cylinder(point);
        point[0] -= first[0];
        point[1] -= first[1];
        area += last[0] * point[1] - point[0] * last[1];
        last[0] = point[0];
        last[1] = point[1];
    }
    return fabs(area) / 2.0;
}

/* The first ring of a part is its outline, the others are holes. */
static double part_area(const struct ta_polygons *shape, size_t part, bool cylinder)
{
    double area = 0.0;
    for (size_t r = shape->part_ring[part]; r < shape->part_ring[part + 1]; r++) {
        size_t at = shape->ring_point[r];
        double ring =
            ring_area(&shape->xy[2 * at], shape->ring_point[r + 1] - at, cylinder);
        area += r == shape->part_ring[part] ? ring : -ring;
    }
    return area;
}

static bool meets(const struct ta_polygons *placed, size_t part,
                  const struct ta_window *window)
{
    struct ta_box box = ta_polygons_part_box(placed, part);
    return box.x_max > (double)window->col && box.y_max > (double)window->row &&
           box.x_min < (double)(window->col + window->cols) &&
           box.y_min < (double)(window->row + window->rows);
}

double ta_zone_spread_area(const struct ta_polygons *shape,
                           const struct ta_transform *way, const struct ta_grid *grid,
                           const struct ta_window *window,
                           const struct ta_zonal_zone *zone)
{
    struct ta_polygons placed = {0};
    double all_m2 = 0.0, here_m2 = 0.0, here = 0.0; /* the last in cells */
    enum ta_status rc = ta_zone_place(shape, way, grid, &placed, NULL);
    bool whole = rc == TA_OK && placed.n_parts == shape->n_parts;
    for (size_t p = 0; whole && p < placed.n_parts; p++) {
        double m2 = part_area(shape, p, true);
        all_m2 += m2;
        if (!meets(&placed, p, window)) continue;
        here_m2 += m2;
        here += part_area(&placed, p, false);
    }
    ta_polygons_free(&placed);
    double area = here_m2 > 0.0 ? all_m2 * (here / here_m2) : zone->area;
    bool other = fabs(area - zone->area) > ALIKE * zone->area;
    return isfinite(area) && other ? area : zone->area;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/rings.h"

#include <string.h>

#include "base/memory.h"
#include "base/project.h"

/** Room for @p count + 1 elements, the last for the closing mark; else the status is
 * set. */
static bool has_room(struct ta_rings *rings, void *array, size_t *room, size_t count,
                     size_t size)
{
    if (rings->status != TA_OK) return false;

    void **slot = array;
    if (ta_grow(slot, room, count, size) != 0 ||
        ta_grow(slot, room, count + 1, size) != 0)
        rings->status = TA_E_NOMEM;
    return rings->status == TA_OK;
}

void ta_rings_part(struct ta_rings *rings)
{
    struct ta_polygons *made = &rings->made;
    if (!has_room(rings, &made->part_ring, &rings->part_room, made->n_parts,
                  sizeof(size_t)))
        return;

    made->part_ring[made->n_parts++] = made->n_rings;
    if (made->n_parts > TA_SHAPE_PARTS_MAX) rings->status = TA_E_LIMIT;
}

void ta_rings_ring(struct ta_rings *rings)
{
    struct ta_polygons *made = &rings->made;
    if (!has_room(rings, &made->ring_point, &rings->ring_room, made->n_rings,
                  sizeof(size_t)))
        return;

    made->ring_point[made->n_rings++] = made->n_points;
    if (made->n_rings > TA_SHAPE_PARTS_MAX) rings->status = TA_E_LIMIT;
}

void ta_rings_point(struct ta_rings *rings, double x, double y)
{
    struct ta_polygons *made = &rings->made;
    if (!has_room(rings, &made->xy, &rings->point_room, made->n_points,
                  2 * sizeof(double)))
        return;

    made->xy[2 * made->n_points] = x;
    made->xy[2 * made->n_points + 1] = y;
    made->n_points++;
    if (made->n_points > TA_SHAPE_POINTS_MAX) rings->status = TA_E_LIMIT;
}

void ta_rings_add(struct ta_rings *rings, const double *xy, size_t n)
{
    ta_rings_ring(rings);
    for (size_t i = 0; i < n; i++) ta_rings_point(rings, xy[2 * i], xy[2 * i + 1]);
}

/** The arrays of an empty shape are there too, so that readers need no special case. */
static void close_arrays(struct ta_rings *rings)
{
    struct ta_polygons *made = &rings->made;
    bool ok = has_room(rings, &made->part_ring, &rings->part_room, made->n_parts,
                       sizeof(size_t)) &&
              has_room(rings, &made->ring_point, &rings->ring_room, made->n_rings,
                       sizeof(size_t));
    if (!ok) return;

    made->part_ring[made->n_parts] = made->n_rings;
    made->ring_point[made->n_rings] = made->n_points;
}

enum ta_status ta_rings_take(struct ta_rings *rings, struct ta_polygons *out,
                             struct ta_error *err)
{
    close_arrays(rings);
    enum ta_status status = rings->status;
    if (status == TA_OK) {
        *out = rings->made;
        *rings = (struct ta_rings){0};
        return TA_OK;
    }
    ta_rings_free(rings);
    if (status != TA_E_LIMIT) return ta_fail(err, status, "no memory for a shape");

    (void)ta_fail(err, status, "a shape has more than %d points or %d rings",
                  TA_SHAPE_POINTS_MAX, TA_SHAPE_PARTS_MAX);
    ta_error_mend(err, "simplify the outline, or cut it into several sites");
    return status;
}

void ta_rings_free(struct ta_rings *rings)
{
    ta_polygons_free(&rings->made);
    *rings = (struct ta_rings){0};
}

double ta_ring_signed_area(const double *xy, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i + 1 < n; i++) { /* about the first point: keeps the digits */
        double ax = xy[2 * i] - xy[0], ay = xy[2 * i + 1] - xy[1];
        double bx = xy[2 * i + 2] - xy[0], by = xy[2 * i + 3] - xy[1];
        sum += ax * by - bx * ay;
    }
    return sum;
}

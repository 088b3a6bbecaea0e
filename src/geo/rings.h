/* SPDX-License-Identifier: Apache-2.0 */
/** @file rings.h  Polygons that grow point by point, with a limit. */
#ifndef TA_GEO_RINGS_H
#define TA_GEO_RINGS_H

#include "terrassay/geometry.h"
#include "terrassay/status.h"

enum {
    TA_SHAPE_POINTS_MAX = 2000000, /**< points of one shape */
    TA_SHAPE_PARTS_MAX = 100000    /**< parts, and rings, of one shape */
};

/** Begin as {0}. An addition that fails is remembered in `status` and later ones do
 * nothing: ta_rings_take() tells. */
struct ta_rings {
    struct ta_polygons made;
    size_t part_room, ring_room, point_room;
    enum ta_status status;
};

/** The next ring begins a new part. */
void ta_rings_part(struct ta_rings *rings);
/** The next point begins a new ring. */
void ta_rings_ring(struct ta_rings *rings);
void ta_rings_point(struct ta_rings *rings, double x, double y);
/** A whole ring as it stands: [n] interleaved x, y. */
void ta_rings_add(struct ta_rings *rings, const double *xy, size_t n);
/** Hand the polygons over (ta_polygons_free). @return TA_OK, TA_E_LIMIT or TA_E_NOMEM;
 * *rings is empty afterwards either way. */
TA_NODISCARD enum ta_status
ta_rings_take(struct ta_rings *rings, struct ta_polygons *out, struct ta_error *err);
void ta_rings_free(struct ta_rings *rings);

/** Points of ring @p r, and where they begin. */
static inline size_t ta_ring_size(const struct ta_polygons *p, size_t r)
{
    return p->ring_point[r + 1] - p->ring_point[r];
}

static inline double *ta_ring_xy(const struct ta_polygons *p, size_t r)
{
    return p->xy == NULL ? NULL : p->xy + 2 * p->ring_point[r]; /* rings of no points */
}

/** Twice the signed area in the plane of the coordinates; positive when
 * counter-clockwise. */
double ta_ring_signed_area(const double *xy, size_t n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/parity.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geo/rings.h"

/* An honest outline of a million points stays far below both. */
static const size_t pairs_max = 1000000; /* of edges whose boxes meet */
static const size_t comparisons_max =
    500000000; /* to find them; also of faces with edges */

static bool is_inside(const double *xy, size_t n, double x, double y)
{
    bool inside = false;
    for (size_t i = 0; i + 1 < n; i++) {
        const double *a = xy + 2 * i, *b = a + 2;
        if ((a[1] > y) == (b[1] > y)) continue;
        if (x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])) inside = !inside;
    }
    return inside;
}

/** Does the ring wind round the face an odd number of times? */
static bool is_odd(struct ta_planar *planar, const GEOSGeometry *face, const double *xy,
                   size_t n)
{
    double x = 0.0, y = 0.0;
    GEOSGeometry *point = GEOSPointOnSurface_r(planar->geos, face);
    bool known = point != NULL && GEOSGeomGetX_r(planar->geos, point, &x) == 1 &&
                 GEOSGeomGetY_r(planar->geos, point, &y) == 1;
    if (point != NULL) GEOSGeom_destroy_r(planar->geos, point);
    return known && is_inside(xy, n, x, y);
}

/** The faces into which the ring cuts the plane; owned. */
static GEOSGeometry *faces_of(struct ta_planar *planar, const double *xy, size_t n)
{
    GEOSContextHandle_t geos = planar->geos;
    GEOSCoordSequence *points =
        GEOSCoordSeq_copyFromBuffer_r(geos, xy, (unsigned)n, 0, 0);
    GEOSGeometry *line =
        points == NULL ? NULL : GEOSGeom_createLineString_r(geos, points);
    if (line == NULL) return NULL;

    GEOSGeometry *noded = ta_planar_swap(planar, line, GEOSUnaryUnion_r(geos, line));
    if (noded == NULL) return NULL;
    const GEOSGeometry *all[1] = {noded};
    return ta_planar_swap(planar, noded, GEOSPolygonize_r(geos, all, 1));
}

/** Join the faces kept [n], taken over. */
static GEOSGeometry *join(struct ta_planar *planar, GEOSGeometry **kept, size_t n)
{
    GEOSContextHandle_t geos = planar->geos;
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, kept, (unsigned)n);
    return all == NULL ? NULL
                       : ta_planar_swap(planar, all, GEOSUnaryUnion_r(geos, all));
}

static GEOSGeometry *join_odd(struct ta_planar *planar, const GEOSGeometry *faces,
                              const double *xy, size_t n)
{
    int count = GEOSGetNumGeometries_r(planar->geos, faces);
    size_t n_kept = 0;
    if (count < 0 || (count > 0 && n > comparisons_max / (size_t)count)) return NULL;
    GEOSGeometry **kept = ta_alloc((size_t)count, sizeof *kept);
    if (kept == NULL) return NULL;

    for (int i = 0; i < count; i++) {
        const GEOSGeometry *face = GEOSGetGeometryN_r(planar->geos, faces, i);
        if (!is_odd(planar, face, xy, n)) continue;
        kept[n_kept] = GEOSGeom_clone_r(planar->geos, face);
        n_kept += kept[n_kept] != NULL;
    }
    GEOSGeometry *joined = join(planar, kept, n_kept);
    ta_free(kept);
    return joined;
}

GEOSGeometry *ta_even_odd(struct ta_planar *planar, const double *xy, size_t n)
{
    GEOSGeometry *faces = faces_of(planar, xy, n);
    return faces == NULL
               ? NULL
               : ta_planar_swap(planar, faces, join_odd(planar, faces, xy, n));
}

/** The box of one edge. */
struct extent {
    double west, east, south, north;
};

static int by_west(const void *a, const void *b)
{
    double one = ((const struct extent *)a)->west,
           other = ((const struct extent *)b)->west;
    return one < other ? -1 : one > other;
}

/** Boxes of all edges, from west to east; *n of them. Owned. */
static struct extent *edge_boxes(const struct ta_polygons *shape, size_t *n)
{
    struct extent *box = ta_alloc(shape->n_points, sizeof *box);
    *n = 0;
    if (box == NULL) return NULL;

    for (size_t r = 0; r < shape->n_rings; r++)
        for (size_t i = shape->ring_point[r]; i + 1 < shape->ring_point[r + 1]; i++) {
            const double *a = shape->xy + 2 * i, *b = a + 2;
            box[(*n)++] = (struct extent){fmin(a[0], b[0]), fmax(a[0], b[0]),
                                          fmin(a[1], b[1]), fmax(a[1], b[1])};
        }
    if (*n > 0) qsort(box, *n, sizeof *box, by_west);
    return box;
}

bool ta_is_tangled(const struct ta_polygons *shape)
{
    size_t n, pairs = 0, comparisons = 0;
    struct extent *box = edge_boxes(shape, &n);
    if (box == NULL) return true;

    size_t most = pairs_max + n; /* each edge meets its neighbour */
    for (size_t i = 0; i < n && pairs <= most && comparisons <= comparisons_max; i++)
        for (size_t k = i + 1; k < n && box[k].west <= box[i].east; k++) {
            comparisons++;
            pairs += box[k].south <= box[i].north && box[k].north >= box[i].south;
            if (pairs > most || comparisons > comparisons_max) break;
        }
    ta_free(box);
    return pairs > most || comparisons > comparisons_max;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/planar.h"

#include <stdio.h>

#include "base/memory.h"
#include "geo/rings.h"

static void keep_words(const char *message, void *self)
{
    struct ta_planar *planar = self;
    (void)snprintf(planar->words, sizeof planar->words, "%.159s", message);
}

enum ta_status ta_planar_begin(struct ta_planar *planar, struct ta_error *err)
{
    *planar = (struct ta_planar){.geos = GEOS_init_r()};
    if (planar->geos == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for geometry");

    (void)GEOSContext_setErrorMessageHandler_r(planar->geos, keep_words, planar);
    return TA_OK;
}

void ta_planar_end(struct ta_planar *planar)
{
    if (planar->geos != NULL) GEOS_finish_r(planar->geos);
    *planar = (struct ta_planar){0};
}

enum ta_status ta_planar_fail(const struct ta_planar *planar, const char *what,
                              struct ta_error *err)
{
    if (planar->starved) return ta_fail(err, TA_E_NOMEM, "no memory for %s", what);
    return ta_fail(err, TA_E_INTERNAL, "%s failed: %s", what,
                   planar->words[0] != '\0' ? planar->words : "GEOS gave no reason");
}

static GEOSGeometry *linear_ring(struct ta_planar *planar, const double *xy, size_t n)
{
    if (n > TA_SHAPE_POINTS_MAX) return NULL;
    GEOSCoordSequence *points =
        GEOSCoordSeq_copyFromBuffer_r(planar->geos, xy, (unsigned)n, 0, 0);
    return points == NULL ? NULL : GEOSGeom_createLinearRing_r(planar->geos, points);
}

GEOSGeometry *ta_planar_ring(struct ta_planar *planar, const double *xy, size_t n)
{
    GEOSGeometry *shell = linear_ring(planar, xy, n);
    return shell == NULL ? NULL
                         : GEOSGeom_createPolygon_r(planar->geos, shell, NULL, 0);
}

/** Rings [from, to) into @p out; on failure those made are destroyed. */
static bool make_rings(struct ta_planar *planar, const struct ta_polygons *in,
                       size_t from, size_t to, GEOSGeometry **out)
{
    for (size_t r = from; r < to; r++) {
        out[r - from] = linear_ring(planar, ta_ring_xy(in, r), ta_ring_size(in, r));
        if (out[r - from] != NULL) continue;
        while (r-- > from) GEOSGeom_destroy_r(planar->geos, out[r - from]);
        return false;
    }
    return true;
}

static GEOSGeometry *make_part(struct ta_planar *planar, const struct ta_polygons *in,
                               size_t p)
{
    size_t first = in->part_ring[p], last = in->part_ring[p + 1];
    GEOSGeometry *made = NULL;
    GEOSGeometry **ring = ta_alloc(last - first, sizeof *ring);
    planar->starved = planar->starved || ring == NULL;
    if (ring == NULL || last == first || !make_rings(planar, in, first, last, ring))
        goto done;

    made = GEOSGeom_createPolygon_r(planar->geos, ring[0], ring + 1,
                                    (unsigned)(last - first - 1));
done:
    ta_free(ring);
    return made;
}

GEOSGeometry *ta_planar_from(struct ta_planar *planar, const struct ta_polygons *in)
{
    GEOSGeometry *made = NULL;
    GEOSGeometry **part = ta_alloc(in->n_parts, sizeof *part);
    size_t n = 0;
    planar->starved = planar->starved || part == NULL;
    if (part == NULL) return NULL;

    for (; n < in->n_parts; n++) {
        part[n] = make_part(planar, in, n);
        if (part[n] == NULL) break;
    }
    if (n == in->n_parts)
        made = GEOSGeom_createCollection_r(planar->geos, GEOS_MULTIPOLYGON, part,
                                           (unsigned)n);
    else
        while (n-- > 0) GEOSGeom_destroy_r(planar->geos, part[n]);
    ta_free(part);
    return made;
}

static void take_ring(struct ta_planar *planar, const GEOSGeometry *ring,
                      struct ta_rings *rings)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(planar->geos, ring);
    unsigned n = 0;
    if (points == NULL || GEOSCoordSeq_getSize_r(planar->geos, points, &n) == 0 ||
        n > TA_SHAPE_POINTS_MAX) {
        rings->status = TA_E_LIMIT;
        return;
    }
    ta_rings_ring(rings);
    for (unsigned i = 0; i < n; i++) {
        double x = 0.0, y = 0.0;
        (void)GEOSCoordSeq_getXY_r(planar->geos, points, i, &x,
                                   &y); /* i < n: cannot fail */
        ta_rings_point(rings, x, y);
    }
}

static void take_polygon(struct ta_planar *planar, const GEOSGeometry *polygon,
                         struct ta_rings *rings)
{
    if (GEOSisEmpty_r(planar->geos, polygon) != 0) return;

    ta_rings_part(rings);
    take_ring(planar, GEOSGetExteriorRing_r(planar->geos, polygon), rings);
    int holes = GEOSGetNumInteriorRings_r(planar->geos, polygon);
    for (int i = 0; i < holes; i++)
        take_ring(planar, GEOSGetInteriorRingN_r(planar->geos, polygon, i), rings);
}

/** GEOS itself nests at most once more: a multi-polygon inside a collection. */
static void take_all(struct ta_planar *planar, const GEOSGeometry *in,
                     struct ta_rings *rings)
{
    int n = GEOSGetNumGeometries_r(planar->geos, in);
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *one = GEOSGetGeometryN_r(planar->geos, in, i);
        int kind = GEOSGeomTypeId_r(planar->geos, one);
        if (kind == GEOS_POLYGON) take_polygon(planar, one, rings);
        if (one != in && (kind == GEOS_MULTIPOLYGON || kind == GEOS_GEOMETRYCOLLECTION))
            take_all(planar, one, rings);
    }
}

enum ta_status ta_planar_to(struct ta_planar *planar, const GEOSGeometry *in,
                            struct ta_polygons *out, struct ta_error *err)
{
    struct ta_rings rings = {0};
    take_all(planar, in, &rings);
    return ta_rings_take(&rings, out, err);
}

GEOSGeometry *ta_planar_swap(struct ta_planar *planar, GEOSGeometry *in,
                             GEOSGeometry *out)
{
    if (in != NULL) GEOSGeom_destroy_r(planar->geos, in);
    return out;
}

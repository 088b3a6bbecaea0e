/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mend.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/project.h"
#include "geo/parity.h"
#include "geo/planar.h"
#include "geo/rings.h"

/** Is @p shape valid after the rules of simple features? If not, the note says why and
 * where. */
static bool is_valid(struct ta_planar *planar, const struct ta_polygons *shape,
                     struct ta_mended *how)
{
    GEOSGeometry *whole = ta_planar_from(planar, shape), *where = NULL;
    char *reason = NULL;
    bool valid = whole != NULL &&
                 GEOSisValidDetail_r(planar->geos, whole, 0, &reason, &where) == 1;
    if (!valid) {
        double x = 0.0, y = 0.0;
        bool known = where != NULL && GEOSGeomGetX_r(planar->geos, where, &x) == 1 &&
                     GEOSGeomGetY_r(planar->geos, where, &y) == 1;
        (void)snprintf(how->note, sizeof how->note, known ? "%s at (%.7g, %.7g)" : "%s",
                       reason == NULL ? "not valid" : reason, x, y);
    }
    if (reason != NULL) GEOSFree_r(planar->geos, reason);
    if (where != NULL) GEOSGeom_destroy_r(planar->geos, where);
    if (whole != NULL) GEOSGeom_destroy_r(planar->geos, whole);
    return valid;
}

static GEOSGeometry *union_of(struct ta_planar *planar, GEOSGeometry *a,
                              GEOSGeometry *b)
{
    if (a == NULL) return b;
    GEOSGeometry *both = b == NULL ? NULL : GEOSUnion_r(planar->geos, a, b);
    if (b != NULL) GEOSGeom_destroy_r(planar->geos, b);
    return ta_planar_swap(planar, a, both);
}

/** The even-odd area of ring @p r moved east by @p shift degrees. */
static GEOSGeometry *ring_area(struct ta_planar *planar,
                               const struct ta_polygons *shape, size_t r, double shift)
{
    size_t n = ta_ring_size(shape, r);
    const double *xy = ta_ring_xy(shape, r);
    if (shift == 0.0) return ta_even_odd(planar, xy, n);

    double *moved = ta_alloc(n, 2 * sizeof *moved);
    if (moved == NULL) return NULL;
    for (size_t i = 0; i < 2 * n; i++) moved[i] = xy[i] + (i % 2 == 0 ? shift : 0.0);
    GEOSGeometry *area = ta_even_odd(planar, moved, n);
    ta_free(moved);
    return area;
}

/** Does the box of ring @p r, moved by @p shift, meet @p area? */
static bool is_near(struct ta_planar *planar, const GEOSGeometry *area,
                    const struct ta_polygons *shape, size_t r, double shift)
{
    double west = INFINITY, east = -INFINITY, least = 0.0, most = 0.0;
    for (size_t i = shape->ring_point[r]; i < shape->ring_point[r + 1]; i++) {
        west = fmin(west, shape->xy[2 * i]);
        east = fmax(east, shape->xy[2 * i]);
    }
    return GEOSGeom_getXMin_r(planar->geos, area, &least) == 1 &&
           GEOSGeom_getXMax_r(planar->geos, area, &most) == 1 && west + shift <= most &&
           east + shift >= least;
}

/** All holes of part @p p near its @p area, wherever on the globe's turns they were drawn, joined.
 *  Owned; NULL on failure. */
static GEOSGeometry *all_holes(struct ta_planar *planar, const GEOSGeometry *area,
                               const struct ta_polygons *shape, size_t p, int turns)
{
    size_t first = shape->part_ring[p] + 1, last = shape->part_ring[p + 1], n = 0;
    GEOSGeometry **hole = ta_alloc(3 * (last - first), sizeof *hole), *all = NULL;
    bool ok = hole != NULL;
    for (size_t r = first; r < last && ok; r++)
        for (int turn = -turns; turn <= turns && ok; turn++) {
            if (!is_near(planar, area, shape, r, 360.0 * turn)) continue;
            hole[n] = ring_area(planar, shape, r, 360.0 * turn);
            ok = hole[n] != NULL;
            n += ok;
        }
    if (ok)
        all = GEOSGeom_createCollection_r(planar->geos, GEOS_GEOMETRYCOLLECTION, hole,
                                          (unsigned)n);
    else
        while (n-- > 0) GEOSGeom_destroy_r(planar->geos, hole[n]);
    ta_free(hole);
    return all == NULL
               ? NULL
               : ta_planar_swap(planar, all, GEOSUnaryUnion_r(planar->geos, all));
}

static GEOSGeometry *part_area(struct ta_planar *planar,
                               const struct ta_polygons *shape, size_t p, int turns)
{
    size_t first = shape->part_ring[p], last = shape->part_ring[p + 1];
    GEOSGeometry *area = ring_area(planar, shape, first, 0.0), *left = NULL;
    if (area == NULL || last == first + 1 || GEOSisEmpty_r(planar->geos, area) != 0)
        return area;

    GEOSGeometry *holes = all_holes(planar, area, shape, p, turns);
    if (holes != NULL) left = GEOSDifference_r(planar->geos, area, holes);
    if (holes != NULL) GEOSGeom_destroy_r(planar->geos, holes);
    return ta_planar_swap(planar, area, left);
}

/** What of @p area lies in [-180, 180] + 360 turn, brought back; may be empty. */
static GEOSGeometry *turn_area(struct ta_planar *planar, const GEOSGeometry *area,
                               int turn)
{
    double west = 360.0 * turn - 180.0, east = west + 360.0;
    const double xy[] = {west, -90.0, east, -90.0, east, 90.0, west, 90.0, west, -90.0};
    GEOSGeometry *band = ta_planar_ring(planar, xy, 5), *piece = NULL;
    struct ta_polygons flat = {0};
    if (band != NULL) piece = GEOSIntersection_r(planar->geos, area, band);
    if (band != NULL) GEOSGeom_destroy_r(planar->geos, band);
    if (piece == NULL || turn == 0) return piece;

    enum ta_status status = ta_planar_to(planar, piece, &flat, NULL);
    GEOSGeom_destroy_r(planar->geos, piece);
    if (status != TA_OK) return NULL;
    for (size_t i = 0; i < flat.n_points; i++) flat.xy[2 * i] -= 360.0 * turn;
    piece = ta_planar_from(planar, &flat);
    ta_polygons_free(&flat);
    return piece;
}

/** @p area, taken over, cut at the antimeridian. */
static GEOSGeometry *cut_turns(struct ta_planar *planar, GEOSGeometry *area,
                               struct ta_mended *how)
{
    double west = 0.0, east = 0.0;
    bool empty = GEOSisEmpty_r(planar->geos, area) != 0;
    if (empty ||
        (GEOSGeom_getXMin_r(planar->geos, area, &west) == 1 && west >= -180.0 &&
         GEOSGeom_getXMax_r(planar->geos, area, &east) == 1 && east <= 180.0))
        return area;

    how->split = true;
    GEOSGeometry *all = turn_area(planar, area, 0);
    for (int turn = -1; turn <= 1 && all != NULL; turn += 2)
        all = union_of(planar, all, turn_area(planar, area, turn));
    return ta_planar_swap(planar, area, all);
}

static GEOSGeometry *whole_area(struct ta_planar *planar,
                                const struct ta_polygons *shape, int turns,
                                struct ta_mended *how)
{
    GEOSGeometry *all = NULL;
    for (size_t p = 0; p < shape->n_parts; p++) {
        GEOSGeometry *part = part_area(planar, shape, p, turns);
        if (part != NULL && turns > 0) part = cut_turns(planar, part, how);
        if (part == NULL || p == 0)
            all = ta_planar_swap(planar, all, part);
        else
            all = union_of(planar, all, part);
        if (all == NULL) return NULL;
    }
    return all;
}

static void reverse(double *xy, size_t n)
{
    for (size_t i = 0, k = n - 1; i < k; i++, k--)
        for (size_t axis = 0; axis < 2; axis++) {
            double kept = xy[2 * i + axis];
            xy[2 * i + axis] = xy[2 * k + axis];
            xy[2 * k + axis] = kept;
        }
}

static void orient(struct ta_polygons *shape)
{
    for (size_t p = 0; p < shape->n_parts; p++)
        for (size_t r = shape->part_ring[p]; r < shape->part_ring[p + 1]; r++) {
            double area =
                ta_ring_signed_area(ta_ring_xy(shape, r), ta_ring_size(shape, r));
            bool is_exterior = r == shape->part_ring[p];
            if (is_exterior ? area < 0.0 : area > 0.0)
                reverse(ta_ring_xy(shape, r), ta_ring_size(shape, r));
        }
}

static bool is_in_turn(const struct ta_polygons *shape)
{
    for (size_t i = 0; i < shape->n_points; i++)
        if (shape->xy[2 * i] < -180.0 || shape->xy[2 * i] > 180.0) return false;
    return true;
}

/** Rebuild the shape from the even-odd areas of its rings. */
static enum ta_status rebuild(struct ta_planar *planar, const struct ta_polygons *in,
                              int turns, struct ta_polygons *out, struct ta_mended *how,
                              struct ta_error *err)
{
    if (ta_is_tangled(in)) {
        (void)ta_fail(err, TA_E_LIMIT,
                      "the outline crosses itself too often to be mended: %s",
                      how->note);
        ta_error_mend(err, "draw it again, or simplify it");
        return TA_E_LIMIT;
    }
    GEOSGeometry *area = whole_area(planar, in, turns, how);
    if (area == NULL) return ta_planar_fail(planar, "mending a shape", err);
    enum ta_status status = ta_planar_to(planar, area, out, err);
    GEOSGeom_destroy_r(planar->geos, area);
    return status;
}

/** @p turns: how far round the globe a ring may have been drawn; 0 in a plane. */
static enum ta_status mend(const struct ta_polygons *in, int turns,
                           struct ta_polygons *out, struct ta_mended *how,
                           struct ta_error *err)
{
    *how = (struct ta_mended){0};
    struct ta_planar planar;
    enum ta_status status = ta_planar_begin(&planar, err);
    if (status != TA_OK) return status;

    struct ta_polygons made = {0};
    how->mended = !is_valid(&planar, in, how);
    if (how->mended || (turns > 0 && !is_in_turn(in)))
        status = rebuild(&planar, in, turns, &made, how, err);
    else
        status = ta_polygons_copy(in, &made);
    ta_planar_end(&planar);
    if (status == TA_OK && made.n_parts == 0)
        status =
            ta_mended(ta_fail(err, TA_E_DATA, "the shape has no area%s%s",
                              how->note[0] != '\0' ? ": " : "", how->note),
                      err,
                      "draw the outline, with three corners or more that do not lie "
                      "in a line");
    if (status != TA_OK) {
        ta_polygons_free(&made);
        return status;
    }
    orient(&made);
    *out = made;
    return TA_OK;
}

enum ta_status ta_mend(const struct ta_polygons *in, struct ta_polygons *out,
                       struct ta_mended *how, struct ta_error *err)
{
    return mend(in, 1, out, how, err);
}

enum ta_status ta_mend_flat(const struct ta_polygons *in, struct ta_polygons *out,
                            struct ta_mended *how, struct ta_error *err)
{
    return mend(in, 0, out, how, err);
}

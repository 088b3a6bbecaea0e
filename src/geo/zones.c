/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/zones.h"

#include <math.h>

#include "base/memory.h"
#include "base/project.h"
#include "geo/area.h"
#include "geo/overlap.h"
#include "geo/planar.h"
#include "geo/plane.h"
#include "geo/rings.h"

/* Metres in a degree of latitude, at the least (equator, WGS 84). */
static const double degree_m = 110574.0;
static const double degree = 0.017453292519943295769237; /* pi / 180 */
static const double tolerance_m = 0.01;                  /* of edges in the plane */
static const double grid_m =
    1e-4; /* points are snapped to: dissolves the seam at 180 */
static const double no_share = 1e-9; /* less is rounding, not land */
static const double reach_most =
    1e6; /* a plane is true that far, to 0.3 % of a length */

enum {
    BUFFER_CORNERS = 16
}; /* per quarter turn: buffers fall short by at most 0.12 % */

/** A site being compared: the same shape on the globe and in the plane about it. */
struct comparison {
    const struct ta_polygons *site;
    const struct ta_zones_query *query;
    struct ta_box reach; /* degrees; beyond it no zone matters */
    struct ta_planar planar;
    struct ta_plane plane;
    GEOSGeometry *flat; /* the site */
};

static struct ta_box reach_of(const struct ta_polygons *site,
                              const struct ta_zones_query *query)
{
    double error = isnan(query->error_m) ? 0.0 : query->error_m;
    double reach = 10.0 + 1.01 * fmax(query->within_m, 2.0 * error);
    struct ta_box box = ta_polygons_box(site);
    double high = reach / degree_m;
    box.y_min = fmax(-90.0, box.y_min - high);
    box.y_max = fmin(90.0, box.y_max + high);
    double narrow = cos(degree * fmax(fabs(box.y_min), fabs(box.y_max)));
    double wide =
        narrow < 0.02 ? 360.0 : high / narrow; /* near a pole all longitudes are near */
    box.x_min -= wide;
    box.x_max += wide;
    if (box.x_max - box.x_min >= 360.0) box.x_min = -180.0, box.x_max = 180.0;
    return box;
}

static bool meets(const struct ta_box *a, const struct ta_box *b, double shift)
{
    return a->x_min + shift <= b->x_max && a->x_max + shift >= b->x_min &&
           a->y_min <= b->y_max && a->y_max >= b->y_min;
}

/** Is the zone near on some turn of the globe? */
static bool is_near(const struct ta_zone *zone, const struct ta_box *reach)
{
    return meets(&zone->box, reach, 0.0) || meets(&zone->box, reach, 360.0) ||
           meets(&zone->box, reach, -360.0);
}

/** Flat polygons of @p shape, snapped to the grid and valid. Owned by the caller. */
static enum ta_status flatten(struct comparison *c, const struct ta_polygons *shape,
                              GEOSGeometry **out, struct ta_error *err)
{
    struct ta_polygons flat = {0};
    enum ta_status status = ta_plane_shape(&c->plane, shape, tolerance_m, &flat, err);
    if (status != TA_OK) return status;

    GEOSContextHandle_t geos = c->planar.geos;
    GEOSGeometry *made = ta_planar_from(&c->planar, &flat);
    ta_polygons_free(&flat);
    if (made != NULL)
        made = ta_planar_swap(&c->planar, made, GEOSMakeValid_r(geos, made));
    if (made != NULL)
        made =
            ta_planar_swap(&c->planar, made, GEOSUnaryUnionPrec_r(geos, made, grid_m));
    if (made == NULL) return ta_planar_fail(&c->planar, "laying a shape flat", err);
    *out = made;
    return TA_OK;
}

/** What of the zone lies in reach on the turn @p shift, in longitudes of the zone; may be empty. */
static GEOSGeometry *clip(struct comparison *c, const GEOSGeometry *zone, double shift)
{
    double west = c->reach.x_min - shift, east = c->reach.x_max - shift;
    double south = c->reach.y_min, north = c->reach.y_max;
    const double xy[] = {west,  south, east,  south, east,
                         north, west,  north, west,  south};
    GEOSGeometry *box = ta_planar_ring(&c->planar, xy, 5);
    GEOSGeometry *piece =
        box == NULL ? NULL : GEOSIntersection_r(c->planar.geos, zone, box);
    if (box != NULL) GEOSGeom_destroy_r(c->planar.geos, box);
    return piece;
}

static void add_shape(struct ta_rings *rings, const struct ta_polygons *shape)
{
    for (size_t p = 0; p < shape->n_parts; p++) {
        ta_rings_part(rings);
        for (size_t r = shape->part_ring[p]; r < shape->part_ring[p + 1]; r++)
            ta_rings_add(rings, ta_ring_xy(shape, r), ta_ring_size(shape, r));
    }
}

/** The zone within reach, on all turns. A reach is at most one turn wide: no part repeats. */
static enum ta_status clip_zone(struct comparison *c, const struct ta_zone *zone,
                                struct ta_polygons *out, struct ta_error *err)
{
    struct ta_rings rings = {0};
    enum ta_status status = TA_OK;
    GEOSGeometry *whole = ta_planar_from(&c->planar, &zone->shape);
    if (whole == NULL) return ta_planar_fail(&c->planar, "reading a zone", err);

    for (int turn = -1; turn <= 1 && status == TA_OK; turn++) {
        struct ta_polygons piece = {0};
        if (!meets(&zone->box, &c->reach, 360.0 * turn)) continue;
        GEOSGeometry *in_reach = clip(c, whole, 360.0 * turn);
        if (in_reach == NULL)
            status = ta_planar_fail(&c->planar, "clipping a zone", err);
        if (status == TA_OK) status = ta_planar_to(&c->planar, in_reach, &piece, err);
        add_shape(&rings, &piece);
        ta_polygons_free(&piece);
        if (in_reach != NULL) GEOSGeom_destroy_r(c->planar.geos, in_reach);
    }
    GEOSGeom_destroy_r(c->planar.geos, whole);
    if (status == TA_OK) return ta_rings_take(&rings, out, err);
    ta_rings_free(&rings);
    return status;
}

/** Share of the site that lies in both @p a and @p b grown (or shrunk) by @p error_m; NaN when GEOS
 *  fails. */
static double share_with(struct comparison *c, const GEOSGeometry *a,
                         const GEOSGeometry *b, double error_m)
{
    double area = NAN, whole = NAN;
    GEOSContextHandle_t geos = c->planar.geos;
    GEOSGeometry *moved = GEOSBuffer_r(geos, b, error_m, BUFFER_CORNERS);
    GEOSGeometry *both = moved == NULL ? NULL : GEOSIntersection_r(geos, a, moved);
    bool ok = both != NULL && GEOSArea_r(geos, both, &area) == 1 &&
              GEOSArea_r(geos, c->flat, &whole) == 1;
    if (both != NULL) GEOSGeom_destroy_r(geos, both);
    if (moved != NULL) GEOSGeom_destroy_r(geos, moved);
    return ok ? area / whole : (double)NAN;
}

/** Bounds of the overlap when the site is shifted against the zone by at most e: at least what the
 *  zone less its rim of e holds of the site, and what the site less its own rim has in the zone;
 *  at most the same with the rims added. */
static enum ta_status bound(struct comparison *c, const GEOSGeometry *zone,
                            struct ta_zone_row *row, struct ta_error *err)
{
    double e = c->query->error_m, share = row->overlap_share;
    row->overlap_share_if_shrunk_by_error = row->overlap_share_if_grown_by_error =
        share;
    if (e == 0.0) return TA_OK;
    if (isnan(e)) {
        row->overlap_share_if_shrunk_by_error = row->overlap_share_if_grown_by_error =
            NAN;
        return TA_OK;
    }
    double less[2] = {share_with(c, c->flat, zone, -e),
                      share_with(c, zone, c->flat, -e)};
    double more[2] = {share_with(c, c->flat, zone, e), share_with(c, zone, c->flat, e)};
    if (isnan(less[0] + less[1] + more[0] + more[1]))
        return ta_planar_fail(&c->planar, "growing a shape by its error", err);

    row->overlap_share_if_shrunk_by_error = fmin(share, fmax(less[0], less[1]));
    row->overlap_share_if_grown_by_error =
        fmax(share, fmin(1.0, fmin(more[0], more[1])));
    return TA_OK;
}

static enum ta_zone_state state_of(const struct ta_zone_row *row)
{
    if (row->overlap_share_if_shrunk_by_error > no_share) return TA_ZONE_OVERLAPS;
    if (row->overlap_share_if_grown_by_error <= no_share) return TA_ZONE_OUTSIDE;
    return TA_ZONE_CANNOT_SAY; /* also when the bounds are NaN */
}

/** Geodesic distance of the nearest points; 0 when the two meet. */
static enum ta_status measure(struct comparison *c, const GEOSGeometry *zone,
                              struct ta_zone_row *row, struct ta_error *err)
{
    double xy[4] = {0.0};
    GEOSContextHandle_t geos = c->planar.geos;
    if (row->overlap_share > 0.0) return TA_OK;

    GEOSCoordSequence *nearest = GEOSNearestPoints_r(geos, c->flat, zone);
    bool ok = nearest != NULL &&
              GEOSCoordSeq_getXY_r(geos, nearest, 0, &xy[0], &xy[1]) == 1 &&
              GEOSCoordSeq_getXY_r(geos, nearest, 1, &xy[2], &xy[3]) == 1;
    if (nearest != NULL) GEOSCoordSeq_destroy_r(geos, nearest);
    if (!ok) return ta_planar_fail(&c->planar, "measuring a distance", err);
    if (hypot(xy[2] - xy[0], xy[3] - xy[1]) <= 2.0 * grid_m) return TA_OK;

    ta_plane_back(&c->plane, xy);
    ta_plane_back(&c->plane, xy + 2);
    row->distance_m = ta_distance_m(xy, xy + 2);
    return TA_OK;
}

/** The row of a zone whose part in reach lies @p flat in the plane. */
static enum ta_status fill_row(struct comparison *c, const struct ta_zone *zone,
                               const GEOSGeometry *flat, struct ta_zone_row *row,
                               struct ta_error *err)
{
    struct ta_overlap overlap = {0};
    enum ta_status status = ta_overlap(c->site, &zone->shape, &overlap, err);
    row->overlap_share = overlap.share_a > no_share ? overlap.share_a : 0.0;
    if (status == TA_OK) status = measure(c, flat, row, err);
    if (status == TA_OK) status = bound(c, flat, row, err);
    row->state = state_of(row);
    return status;
}

/** Compare with one zone. out->zone stays NULL when it is too far away. */
static enum ta_status compare(struct comparison *c, const struct ta_zone *zone,
                              struct ta_zone_row *out, struct ta_error *err)
{
    struct ta_polygons near = {0};
    GEOSGeometry *flat = NULL;
    struct ta_zone_row row = {.zone = zone};
    *out = (struct ta_zone_row){0};
    enum ta_status status = clip_zone(c, zone, &near, err);
    bool is_empty = near.n_parts == 0;
    if (status == TA_OK && !is_empty) status = flatten(c, &near, &flat, err);
    ta_polygons_free(&near);
    if (status != TA_OK || is_empty) return status;

    status = fill_row(c, zone, flat, &row, err);
    GEOSGeom_destroy_r(c->planar.geos, flat);
    bool is_far = row.distance_m > c->query->within_m && row.state == TA_ZONE_OUTSIDE;
    if (status == TA_OK && !is_far) *out = row;
    return status;
}

static enum ta_status open_comparison(struct comparison *c, struct ta_error *err)
{
    double middle[2];
    ta_shape_middle(c->site, middle);
    enum ta_status status = ta_planar_begin(&c->planar, err);
    if (status == TA_OK) status = ta_plane_open(middle, &c->plane, err);
    return status == TA_OK ? flatten(c, c->site, &c->flat, err) : status;
}

static void close_comparison(struct comparison *c)
{
    if (c->flat != NULL) GEOSGeom_destroy_r(c->planar.geos, c->flat);
    ta_plane_close(&c->plane);
    if (c->planar.geos != NULL) ta_planar_end(&c->planar);
}

static enum ta_status compare_all(struct comparison *c, const struct ta_layer *layer,
                                  struct ta_zone_row *rows, size_t *n,
                                  struct ta_error *err)
{
    enum ta_status status = open_comparison(c, err);
    size_t found = 0;
    for (size_t i = 0; i < layer->n && status == TA_OK; i++) {
        if (!is_near(&layer->zone[i], &c->reach)) continue;
        status = compare(c, &layer->zone[i], &rows[found], err);
        found += status == TA_OK && rows[found].zone != NULL;
    }
    *n = found;
    close_comparison(c);
    return status;
}

static size_t count_near(const struct ta_layer *layer, const struct ta_box *reach)
{
    size_t n = 0;
    for (size_t i = 0; i < layer->n; i++) n += is_near(&layer->zone[i], reach);
    return n;
}

static enum ta_status check_query(const struct ta_zones_query *query,
                                  struct ta_error *err)
{
    bool ok = (isnan(query->error_m) ||
               (query->error_m >= 0.0 && query->error_m <= reach_most)) &&
              query->within_m >= 0.0 && query->within_m <= reach_most;
    if (ok) return TA_OK;
    return ta_fail(err, TA_E_ARG, "error %g m or reach %g m is outside 0 to %g m",
                   query->error_m, query->within_m, reach_most);
}

enum ta_status ta_zones_near(const struct ta_layer *layer,
                             const struct ta_polygons *site,
                             const struct ta_zones_query *query,
                             struct ta_zone_row **rows, size_t *n, struct ta_error *err)
{
    enum ta_status status = check_query(query, err);
    if (status != TA_OK) return status;

    struct comparison c = {
        .site = site, .query = query, .reach = reach_of(site, query)};
    size_t near = count_near(layer, &c.reach), found = 0;
    struct ta_zone_row *made =
        ta_alloc(near + 1, sizeof *made); /* room for one that is far */
    if (made == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to compare zones");

    if (near > 0) status = compare_all(&c, layer, made, &found, err);
    if (status != TA_OK) {
        ta_free(made);
        return status;
    }
    *rows = made;
    *n = found;
    return TA_OK;
}

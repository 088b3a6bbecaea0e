/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/shape.h"

#include <geodesic.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/project.h"
#include "geo/area.h"
#include "geo/crs.h"
#include "geo/meridian.h"
#include "geo/rings.h"

#define M2_PER_HA 10000.0

enum { RING_LEAST = 4, CIRCLE_CORNERS = 128 };

static const double pi = 3.14159265358979323846;

static const char taken_back[] =
    "longitudes beyond 180 degrees were taken 360 degrees back";

static void add_note(struct ta_mended *mended, const char *words)
{
    size_t used = strlen(mended->note);
    mended->mended = true;
    (void)snprintf(mended->note + used, sizeof mended->note - used, "%s%s",
                   used == 0 ? "" : "; ", words);
}

/** Why rings were rebuilt; of crossing edges also what was done about them. */
static void add_rebuilt(struct ta_mended *mended, const char *why)
{
    char words[TA_MEND_NOTE];
    bool crossing = strstr(why, "elf-intersection") != NULL;
    (void)snprintf(words, sizeof words, "%s%.140s",
                   crossing ? "crossing edges were taken apart: " : "", why);
    add_note(mended, words);
}

static enum ta_status refuse_range(double x, double y, struct ta_error *err)
{
    bool swapped = fabs(y) <= 180.0 && fabs(x) <= 90.0;
    (void)ta_fail(err, TA_E_DATA, "(%.10g, %.10g) is no longitude and latitude%s", x, y,
                  swapped ? ": the axes look swapped" : "");
    ta_error_mend(err, swapped
                           ? "write longitude first, latitude second"
                           : "declare the system the numbers are in: --crs EPSG:CODE");
    return TA_E_DATA;
}

static enum ta_status check_point(double x, double y, bool degrees,
                                  struct ta_error *err)
{
    if (!isfinite(x) || !isfinite(y))
        return ta_mended(ta_fail(err, TA_E_DATA, "a coordinate is not a finite number"),
                         err,
                         "write each coordinate as digits, without NaN or Infinity");
    if (degrees && (fabs(y) > 90.0 || fabs(x) > 540.0)) return refuse_range(x, y, err);
    return TA_OK;
}

/** Add ring @p r closed; a hole too short for an area is left out. */
static enum ta_status tidy_ring(const struct ta_polygons *drawn, size_t r, bool is_hole,
                                struct ta_rings *rings, struct ta_mended *mended,
                                struct ta_error *err)
{
    size_t n = ta_ring_size(drawn, r);
    const double *xy = ta_ring_xy(drawn, r);
    bool open = n > 0 && (xy[0] != xy[2 * n - 2] || xy[1] != xy[2 * n - 1]);
    if (n + (open ? 1 : 0) < RING_LEAST) {
        if (!is_hole)
            return ta_mended(
                ta_fail(err, TA_E_DATA, "a ring has %zu points and encloses nothing",
                        n),
                err, "a ring needs three points or more that do not lie in a line");
        add_note(mended, "a hole without area was left out");
        return TA_OK;
    }
    ta_rings_add(rings, xy, n);
    if (!open) return TA_OK;
    ta_rings_point(rings, xy[0], xy[1]);
    add_note(mended, "an open ring was closed");
    return TA_OK;
}

/** Check all coordinates and close all rings. */
static enum ta_status tidy(const struct ta_polygons *drawn, bool degrees,
                           struct ta_polygons *out, struct ta_mended *mended,
                           struct ta_error *err)
{
    enum ta_status status = TA_OK;
    if (drawn->n_points > TA_SHAPE_POINTS_MAX)
        return ta_fail(err, TA_E_LIMIT, "the shape has %zu points; the limit is %d",
                       drawn->n_points, TA_SHAPE_POINTS_MAX);
    for (size_t i = 0; i < drawn->n_points && status == TA_OK; i++)
        status = check_point(drawn->xy[2 * i], drawn->xy[2 * i + 1], degrees, err);

    struct ta_rings rings = {0};
    for (size_t p = 0; p < drawn->n_parts && status == TA_OK; p++) {
        size_t first = drawn->part_ring[p], last = drawn->part_ring[p + 1];
        if (first == last) continue;
        ta_rings_part(&rings);
        for (size_t r = first; r < last && status == TA_OK; r++)
            status = tidy_ring(drawn, r, r > first, &rings, mended, err);
    }
    if (status == TA_OK) status = ta_rings_take(&rings, out, err);
    ta_rings_free(&rings);
    return status;
}

/** PROJ may leave an angle an ulp beyond a pole; what is further out is no place. */
static enum ta_status hold_latitudes(struct ta_polygons *shape, struct ta_error *err)
{
    for (size_t i = 0; i < shape->n_points; i++) {
        double *y = &shape->xy[2 * i + 1];
        if (fabs(*y) > 90.0 + 1e-9) return refuse_range(shape->xy[2 * i], *y, err);
        *y = fmin(90.0, fmax(-90.0, *y));
    }
    return TA_OK;
}

/** Make longitudes continuous in place, with a note of what that meant. */
static enum ta_status roll_out(struct ta_polygons *shape, struct ta_mended *mended,
                               struct ta_error *err)
{
    struct ta_unrolled how = {0};
    struct ta_polygons flat = {0};
    enum ta_status status = ta_unroll(shape, &flat, &how, err);
    if (status != TA_OK) return status;

    ta_polygons_free(shape);
    *shape = flat;
    if (how.polar) add_note(mended, "closed over the pole");
    if (how.crosses) add_note(mended, "taken across the antimeridian");
    if (how.turned) add_note(mended, taken_back);
    return TA_OK;
}

/** Valid and in range, from longitudes and latitudes as PROJ left them. PROJ may break
 * rings at 180 degrees: what is mended of that is no news. */
static enum ta_status mend(struct ta_polygons *moved, struct ta_polygons *out,
                           struct ta_mended *mended, struct ta_error *err)
{
    struct ta_mended quiet = {0}, how = {0};
    enum ta_status status = hold_latitudes(moved, err);
    if (status == TA_OK) status = roll_out(moved, &quiet, err);
    if (status == TA_OK) status = ta_mend(moved, out, &how, err);
    if (status != TA_OK) return status;

    if (how.mended) add_rebuilt(mended, how.note);
    mended->split = how.split;
    return TA_OK;
}

/** @p drawn_m2: what the rings enclosed before mending; NaN when nobody drew them. */
static void note_area(struct ta_shape_report *report, double drawn_m2)
{
    char words[128];
    double area = report->area_m2;
    report->mended.resized = fabs(area - drawn_m2) > TA_SHAPE_RESIZED * area;
    int n =
        snprintf(words, sizeof words, "area after mending %.6g ha", area / M2_PER_HA);
    if (report->mended.resized && n > 0)
        (void)snprintf(words + n, sizeof words - (size_t)n,
                       ", where the corners in their order enclose %.6g ha",
                       drawn_m2 / M2_PER_HA);
    add_note(&report->mended, words);
}

static enum ta_status measure(const struct ta_polygons *shape, double drawn_m2,
                              struct ta_shape_report *report, struct ta_error *err)
{
    report->area_m2 = ta_shape_area_m2(shape);
    if (report->area_m2 > 0.0 && report->mended.mended) note_area(report, drawn_m2);
    if (report->area_m2 > 0.0) return TA_OK;
    return ta_mended(ta_fail(err, TA_E_DATA, "the shape has no area"), err,
                     "draw the outline, not a line or a point");
}

enum ta_status ta_shape_settle(const struct ta_polygons *drawn,
                               const struct ta_transform *to_wgs84,
                               struct ta_polygons *out, struct ta_shape_report *report,
                               struct ta_error *err)
{
    struct ta_polygons tidied = {0}, moved = {0}, made = {0};
    *report = (struct ta_shape_report){.area_m2 = NAN, .accuracy_m = NAN};

    bool degrees = ta_crs_from_degrees(to_wgs84);
    enum ta_status status = tidy(drawn, degrees, &tidied, &report->mended, err);
    if (status == TA_OK && degrees) status = roll_out(&tidied, &report->mended, err);
    if (status == TA_OK)
        status = to_wgs84->polygons(to_wgs84->self, &tidied, TA_SHAPE_TOLERANCE_DEG,
                                    &moved, err);
    if (status == TA_OK) status = mend(&moved, &made, &report->mended, err);
    if (status == TA_OK) status = measure(&made, ta_shape_area_m2(&moved), report, err);
    if (status == TA_OK) {
        report->accuracy_m = ta_crs_accuracy_m(to_wgs84);
        *out = made;
        made = (struct ta_polygons){0};
    }
    ta_polygons_free(&made);
    ta_polygons_free(&moved);
    ta_polygons_free(&tidied);
    return status;
}

enum ta_status ta_shape_settle_flat(const struct ta_polygons *drawn,
                                    struct ta_polygons *out,
                                    struct ta_shape_report *report,
                                    struct ta_error *err)
{
    struct ta_polygons tidied = {0};
    struct ta_mended how = {0};
    *report = (struct ta_shape_report){.area_m2 = NAN, .accuracy_m = NAN};
    enum ta_status status = tidy(drawn, false, &tidied, &report->mended, err);
    if (status == TA_OK) status = ta_mend_flat(&tidied, out, &how, err);
    if (status == TA_OK && how.mended) add_rebuilt(&report->mended, how.note);
    ta_polygons_free(&tidied);
    return status;
}

/** Corners at the radius whose polygon has the circle's area (to the order of n^-4). */
static void draw_circle(const double centre[2], double radius_m, struct ta_rings *rings)
{
    double turn = 2.0 * pi / CIRCLE_CORNERS;
    double set_out = radius_m * sqrt(turn / sin(turn));
    double first[2] = {0.0, 0.0};
    struct geod_geodesic earth;
    geod_init(&earth, 6378137.0, 1.0 / 298.257223563); /* WGS 84 */

    ta_rings_part(rings);
    ta_rings_ring(rings);
    for (int i = 0; i < CIRCLE_CORNERS; i++) {
        double lat = 0.0, lon = 0.0;
        geod_direct(&earth, centre[1], centre[0], -360.0 * i / CIRCLE_CORNERS, set_out,
                    &lat, &lon, NULL);
        if (i == 0) first[0] = lon, first[1] = lat;
        ta_rings_point(rings, lon, lat);
    }
    ta_rings_point(rings, first[0], first[1]);
}

static enum ta_status move_point(double point[2], const struct ta_transform *to_wgs84,
                                 struct ta_error *err)
{
    enum ta_status status =
        check_point(point[0], point[1], ta_crs_from_degrees(to_wgs84), err);
    return status == TA_OK ? to_wgs84->apply(to_wgs84->self, 1, point, err) : status;
}

enum ta_status ta_shape_circle(const double point[2], double radius_m,
                               const struct ta_transform *to_wgs84,
                               struct ta_polygons *out, struct ta_shape_report *report,
                               struct ta_error *err)
{
    if (!(radius_m > 0.0 && radius_m <= TA_SHAPE_RADIUS_MAX_M))
        return ta_fail(err, TA_E_DATA, "radius %g m is not above 0 and at most %g m",
                       radius_m, TA_SHAPE_RADIUS_MAX_M);

    *report = (struct ta_shape_report){.area_m2 = NAN, .accuracy_m = NAN};
    double centre[2] = {point[0], point[1]};
    enum ta_status status = move_point(centre, to_wgs84, err);
    if (status != TA_OK) return status;

    struct ta_rings rings = {0};
    struct ta_polygons drawn = {0}, made = {0};
    draw_circle(centre, radius_m, &rings);
    status = ta_rings_take(&rings, &drawn, err);
    if (status == TA_OK) status = mend(&drawn, &made, &report->mended, err);
    ta_polygons_free(&drawn);
    if (status == TA_OK) status = measure(&made, NAN, report, err);
    if (status != TA_OK) {
        ta_polygons_free(&made);
        return status;
    }
    report->mended =
        (struct ta_mended){.split = report->mended.split}; /* nobody drew it */
    if (ta_crs_from_degrees(to_wgs84) && fabs(point[0]) > 180.0)
        add_note(&report->mended, taken_back);
    report->accuracy_m = ta_crs_accuracy_m(to_wgs84);
    *out = made;
    return TA_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/meridian.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "geo/rings.h"

static bool is_on_pole(const double *a, const double *b)
{
    return fabs(a[1]) == 90.0 && a[1] == b[1];
}

/** Is the ring continuous as it stands? */
static bool is_continuous(const double *xy, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        const double *a = xy + 2 * i, *b = a + 2;
        if (fabs(b[0] - a[0]) > 180.0 && !is_on_pole(a, b)) return false;
    }
    return true;
}

/** Unroll in place. @return by how much x misses its beginning at the end: 0, or laps
 * of 360. */
static double unroll(double *xy, size_t n)
{
    double shift = 0.0, before = xy[0];
    double first = xy[0];
    for (size_t i = 1; i < n; i++) {
        double step = xy[2 * i] - before;
        before = xy[2 * i];
        if (fabs(step) > 180.0) shift -= 360.0 * round(step / 360.0);
        xy[2 * i] += shift;
    }
    return round((xy[2 * (n - 1)] - first) / 360.0) * 360.0;
}

static void range(const double *xy, size_t n, size_t axis, double *least, double *most)
{
    *least = INFINITY;
    *most = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        *least = fmin(*least, xy[2 * i + axis]);
        *most = fmax(*most, xy[2 * i + axis]);
    }
}

/** Add the ring, which ends @p lap further on than it began, closed over its pole. */
static enum ta_status add_polar(const double *xy, size_t n, double lap,
                                struct ta_rings *rings, struct ta_error *err)
{
    double south, north;
    range(xy, n, 1, &south, &north);
    if (fabs(lap) != 360.0 || south * north <= 0.0)
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "a ring goes round the globe and closes over no pole"),
                         err,
                         "draw the site within 180 degrees of longitude; one over the "
                         "antimeridian goes on past 180, as 179 then 181");

    double pole = south > 0.0 ? 90.0 : -90.0;
    ta_rings_add(rings, xy, n);
    ta_rings_point(rings, xy[0] + lap, pole);
    ta_rings_point(rings, xy[0], pole);
    ta_rings_point(rings, xy[0], xy[1]);
    return TA_OK;
}

/** Add ring @p r of @p in; @p work has room for it. */
static enum ta_status add_ring(const struct ta_polygons *in, size_t r, double *work,
                               struct ta_rings *rings, struct ta_unrolled *how,
                               struct ta_error *err)
{
    size_t n = ta_ring_size(in, r);
    const double *xy = ta_ring_xy(in, r);
    if (n == 0 || is_continuous(xy, n)) {
        ta_rings_add(rings, xy, n);
        return TA_OK;
    }
    memcpy(work, xy, 2 * n * sizeof *work);
    double lap = unroll(work, n);
    if (lap != 0.0) {
        how->polar = true;
        return add_polar(work, n, lap, rings, err);
    }
    double west, east;
    range(work, n, 0, &west, &east);
    if (west == east) { /* a band round the globe, cut at 180 */
        ta_rings_add(rings, xy, n);
        return TA_OK;
    }
    how->crosses = true;
    ta_rings_add(rings, work, n);
    return TA_OK;
}

/** Shift each part so that the middle of its exterior lies in [-180, 180]. */
static enum ta_status centre(struct ta_polygons *shape, struct ta_unrolled *how,
                             struct ta_error *err)
{
    for (size_t p = 0; p < shape->n_parts; p++) {
        size_t first = shape->part_ring[p], last = shape->part_ring[p + 1];
        double west, east;
        if (first == last) continue;
        range(ta_ring_xy(shape, first), ta_ring_size(shape, first), 0, &west, &east);
        if (east - west > 360.0)
            return ta_fail(err, TA_E_DATA, "a ring is %.6g degrees of longitude wide",
                           east - west);

        double middle = 0.5 * (west + east);
        double shift = fabs(middle) > 180.0 ? -360.0 * round(middle / 360.0) : 0.0;
        how->turned = how->turned || (shift != 0.0 && !how->crosses);
        for (size_t i = shape->ring_point[first]; i < shape->ring_point[last]; i++)
            shape->xy[2 * i] += shift;
    }
    return TA_OK;
}

enum ta_status ta_unroll(const struct ta_polygons *in, struct ta_polygons *out,
                         struct ta_unrolled *how, struct ta_error *err)
{
    *how = (struct ta_unrolled){0};
    struct ta_rings rings = {0};
    struct ta_polygons made = {0};
    enum ta_status status = TA_OK;
    double *work = ta_alloc(in->n_points, 2 * sizeof *work);
    if (work == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a shape");

    for (size_t p = 0; p < in->n_parts && status == TA_OK; p++) {
        ta_rings_part(&rings);
        for (size_t r = in->part_ring[p]; r < in->part_ring[p + 1] && status == TA_OK;
             r++)
            status = add_ring(in, r, work, &rings, how, err);
    }
    ta_free(work);
    if (status == TA_OK) status = ta_rings_take(&rings, &made, err);
    ta_rings_free(&rings);
    if (status == TA_OK) status = centre(&made, how, err);
    if (status == TA_OK)
        *out = made;
    else
        ta_polygons_free(&made);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/densify.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "geo/rings.h"

enum {
    PROBES = 3,    /* points sent per edge: its start, first quarter and half */
    DEPTH_MAX = 16 /* 65536 pieces of one edge */
};

static const double degree = 0.017453292519943295769237; /* pi / 180 */

/** One edge: ends before (a, b) and after (at_a, at_b) the move. */
struct edge {
    double a[2], b[2], at_a[2], at_b[2];
};

static void between(const double a[2], const double b[2], double t, double out[2])
{
    out[0] = a[0] + t * (b[0] - a[0]);
    out[1] = a[1] + t * (b[1] - a[1]);
}

/** Distance of @p moved from the point at @p t of the straight edge between the moved
 * ends. */
static double miss(const struct ta_mover *mover, const struct edge *e, double t,
                   const double moved[2])
{
    double dx = e->at_b[0] - e->at_a[0], off = moved[0] - e->at_a[0];
    double dy = moved[1] - (e->at_a[1] + t * (e->at_b[1] - e->at_a[1]));
    if (!mover->to_degrees) return hypot(off - t * dx, dy);

    dx = remainder(dx, 360.0);
    return hypot(remainder(off - t * dx, 360.0) * cos(moved[1] * degree), dy);
}

/** Both tests: an S-curve has no error at its half, a bow none at its ends. */
static bool is_straight(const struct ta_mover *mover, const struct edge *e,
                        const double quarter[2], const double half[2])
{
    return miss(mover, e, 0.25, quarter) <= mover->tolerance &&
           miss(mover, e, 0.5, half) <= mover->tolerance;
}

static enum ta_status split(const struct ta_mover *mover, const struct edge *e,
                            const double half[2], int depth, struct ta_rings *rings,
                            struct ta_error *err);

/** Add what follows the edge's start, its end left out. */
static enum ta_status add_inside(const struct ta_mover *mover, const struct edge *e,
                                 int depth, struct ta_rings *rings,
                                 struct ta_error *err)
{
    double probe[2][2];
    between(e->a, e->b, 0.25, probe[0]);
    between(e->a, e->b, 0.5, probe[1]);
    enum ta_status status = mover->move(mover->self, 2, probe[0], err);
    if (status != TA_OK || is_straight(mover, e, probe[0], probe[1])) return status;
    return split(mover, e, probe[1], depth, rings, err);
}

static enum ta_status split(const struct ta_mover *mover, const struct edge *e,
                            const double half[2], int depth, struct ta_rings *rings,
                            struct ta_error *err)
{
    if (depth == 0 || rings->status != TA_OK)
        return ta_fail(
            err, TA_E_DATA,
            "the edge from (%.10g, %.10g) to (%.10g, %.10g) has no straight image: "
            "it meets a pole or lies far outside its CRS",
            e->a[0], e->a[1], e->b[0], e->b[1]);

    double middle[2];
    between(e->a, e->b, 0.5, middle);
    struct edge first = *e, second = *e;
    memcpy(first.b, middle, sizeof middle);
    memcpy(first.at_b, half, sizeof first.at_b);
    memcpy(second.a, middle, sizeof middle);
    memcpy(second.at_a, half, sizeof second.at_a);

    enum ta_status status = add_inside(mover, &first, depth - 1, rings, err);
    if (status != TA_OK) return status;
    ta_rings_point(rings, half[0], half[1]);
    return add_inside(mover, &second, depth - 1, rings, err);
}

/** Start, first quarter and half of each edge, then the last point. */
static void lay_probes(const double *xy, size_t n, double *probe)
{
    for (size_t i = 0; i + 1 < n; i++) {
        const double *a = xy + 2 * i;
        double *to = probe + 2 * PROBES * i;
        memcpy(to, a, 2 * sizeof *a);
        between(a, a + 2, 0.25, to + 2);
        between(a, a + 2, 0.5, to + 4);
    }
    memcpy(probe + 2 * PROBES * (n - 1), xy + 2 * (n - 1), 2 * sizeof *xy);
}

static enum ta_status move_ring(const struct ta_mover *mover, const double *xy,
                                size_t n, double *probe, struct ta_rings *rings,
                                struct ta_error *err)
{
    lay_probes(xy, n, probe);
    enum ta_status status = mover->move(mover->self, PROBES * (n - 1) + 1, probe, err);
    ta_rings_ring(rings);
    for (size_t i = 0; i + 1 < n && status == TA_OK; i++) {
        const double *at = probe + 2 * PROBES * i;
        struct edge e = {{xy[2 * i], xy[2 * i + 1]},
                         {xy[2 * i + 2], xy[2 * i + 3]},
                         {at[0], at[1]},
                         {at[2 * PROBES], at[2 * PROBES + 1]}};
        ta_rings_point(rings, at[0], at[1]);
        if (!is_straight(mover, &e, at + 2, at + 4))
            status = split(mover, &e, at + 4, DEPTH_MAX, rings, err);
    }
    const double *last = probe + 2 * PROBES * (n - 1);
    ta_rings_point(rings, last[0], last[1]);
    return status;
}

static size_t longest_ring(const struct ta_polygons *in)
{
    size_t most = 1;
    for (size_t r = 0; r < in->n_rings; r++)
        if (ta_ring_size(in, r) > most) most = ta_ring_size(in, r);
    return most;
}

enum ta_status ta_densify(const struct ta_mover *mover, const struct ta_polygons *in,
                          struct ta_polygons *out, struct ta_error *err)
{
    if (!(mover->tolerance > 0.0))
        return ta_fail(err, TA_E_ARG, "tolerance %g is not above 0", mover->tolerance);

    double *probe = ta_alloc(longest_ring(in), 2 * PROBES * sizeof *probe);
    if (probe == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a shape");

    struct ta_rings rings = {0};
    enum ta_status status = TA_OK;
    for (size_t p = 0; p < in->n_parts && status == TA_OK; p++) {
        ta_rings_part(&rings);
        for (size_t r = in->part_ring[p]; r < in->part_ring[p + 1] && status == TA_OK;
             r++)
            if (ta_ring_size(in, r) > 0)
                status = move_ring(mover, ta_ring_xy(in, r), ta_ring_size(in, r), probe,
                                   &rings, err);
    }
    ta_free(probe);
    if (status == TA_OK) return ta_rings_take(&rings, out, err);
    if (rings.status != TA_OK) status = ta_rings_take(&rings, out, err);
    ta_rings_free(&rings);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/plot.h"

#include "base/memory.h"
#include "base/project.h"
#include "geo/area.h"
#include "geo/crs.h"

static const double tolerance_deg = 1e-7;

enum ta_status ta_plot_ring(const struct ta_plot *plot, double unit,
                            struct ta_plot_ring *out)
{
    double *xy = ta_alloc(2 * (plot->n + 1), sizeof *xy);
    if (xy == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i <= plot->n; i++)
        for (size_t k = 0; k < 2; k++) xy[2 * i + k] = plot->at[i % plot->n][k] / unit;
    *out = (struct ta_plot_ring){{0, 1}, {0, plot->n + 1}, xy, {0}};
    out->shape = (struct ta_polygons){.n_parts = 1,
                                      .part_ring = out->part_ring,
                                      .n_rings = 1,
                                      .ring_point = out->ring_point,
                                      .n_points = plot->n + 1,
                                      .xy = xy};
    return TA_OK;
}

void ta_plot_ring_free(struct ta_plot_ring *ring)
{
    ta_free(ring->xy);
    ring->xy = NULL;
}

/* From metres east and south of the scene's corner to the scene's CRS. */
static void to_crs(const struct ta_sim_set *set, struct ta_polygons *shape)
{
    for (size_t i = 0; i < shape->n_points; i++) {
        shape->xy[2 * i] = set->x + shape->xy[2 * i];
        shape->xy[2 * i + 1] = set->y - shape->xy[2 * i + 1];
    }
}

static enum ta_status move(const struct ta_sim_set *set,
                           const struct ta_polygons *shape, struct ta_polygons *out,
                           struct ta_error *err)
{
    struct ta_transform way;
    enum ta_status rc = ta_crs_open(set->crs, TA_CRS_WGS84, &way, err);
    if (rc != TA_OK) return rc;
    rc = way.polygons(way.self, shape, tolerance_deg, out, err);
    way.free(way.self);
    return rc;
}

enum ta_status ta_plot_measure(const struct ta_sim_set *set, const struct ta_plot *plot,
                               double *area_m2, struct ta_polygons *out,
                               struct ta_error *err)
{
    struct ta_plot_ring ring;
    struct ta_polygons moved = {0};
    enum ta_status rc = ta_plot_ring(plot, 1.0, &ring);
    if (rc != TA_OK) return ta_fail(err, rc, "%s: out of memory", plot->name);
    to_crs(set, &ring.shape);
    rc = move(set, &ring.shape, &moved, err);
    ta_plot_ring_free(&ring);
    if (rc != TA_OK) return rc;

    *area_m2 = ta_shape_area_m2(&moved);
    if (out != NULL)
        *out = moved;
    else
        ta_polygons_free(&moved);
    return TA_OK;
}

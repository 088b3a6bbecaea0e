/* SPDX-License-Identifier: Apache-2.0 */
/** @file plot.h  Plots of simulated land as polygons: cells of the scene, ground area, longitude
 *  and latitude. */
#ifndef TA_DEMO_PLOT_H
#define TA_DEMO_PLOT_H

#include "demo/scene_set.h"
#include "terrassay/status.h"

/** A plot as one ring; `shape` points into it and into `xy` (freed by ta_plot_ring_free()). */
struct ta_plot_ring {
    size_t part_ring[2], ring_point[2];
    double *xy;
    struct ta_polygons shape;
};

/** The outline divided by @p unit: 1 for metres, TA_SIM_CELL_M for cells.
 *  @param out filled in place, not to be moved. @return TA_OK or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_plot_ring(const struct ta_plot *plot, double unit,
                                         struct ta_plot_ring *out);
void ta_plot_ring_free(struct ta_plot_ring *ring);

/** Ground area (m2, WGS 84 ellipsoid), and the outline in longitude, latitude.
 *  @param out owned (ta_polygons_free); may be NULL */
TA_NODISCARD enum ta_status ta_plot_measure(const struct ta_sim_set *set,
                                            const struct ta_plot *plot, double *area_m2,
                                            struct ta_polygons *out,
                                            struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file stack.h  Looks at sites, laid cell over cell: one panel per site, lattice, kind of
 *  values and, of one kind of quality layer, mask rule: looks from before clouds grew otherwise are
 *  not compared with those since. Pixels are never moved from lattice to lattice, and none is left out at the edge of a
 *  site. Where looks lie a pixel apart the edge seems to change: cells of the rim are marked
 *  (stack_rim.h), and an indicator of change keeps them apart. */
#ifndef TA_ENGINE_STACK_H
#define TA_ENGINE_STACK_H

#include "engine/room.h"
#include "terrassay/indicator.h"
#include "terrassay/project.h"
#include "terrassay/scene.h"

/** A cell of a grid that lies in a site, by more than nothing. */
struct ta_site_cell {
    int64_t row, col;
    double share; /**< of the cell inside the site, (0, 1] */
};

/** The cells of one site on one grid, by row, then column. */
struct ta_footprint {
    size_t n;
    struct ta_site_cell *cell;
};

/** One look at one site in one layer. */
struct ta_slice {
    size_t evidence; /**< place of its chip in the evidence list */
    int site;
    ta_time_us time;
    const char *platform, *orbit; /**< empty where not stated */
    const char *sensor;           /**< as in struct ta_look_source */
    bool unchecked;
    enum ta_quantity quantity; /**< values of different kinds are not compared */
    bool masked;               /**< is it known which cells are clear? */
    const char *mask;          /**< name of the rule that says so, "scl+cloud150m" */
    const char *crs;
    double affine[6]; /**< of the grid that the footprint counts in */
    const struct ta_footprint *footprint;
    double *value; /**< [footprint->n] NaN where not clear */
    double cell_area_m2;
};

/** Panels of @p n slices, in the order of their first look. Two looks of one day by one platform
 *  are one: neighbouring scenes of a pass hold the same pixels.
 *  @param slice by site, then time; borrowed for the call
 *  @param out in @p room @return TA_OK or TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_stack_lay(const struct ta_project *project, size_t n,
                                         const struct ta_slice *const *slice,
                                         struct ta_room *room, struct ta_stack *out,
                                         struct ta_error *err);

#endif

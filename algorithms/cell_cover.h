/* SPDX-License-Identifier: Apache-2.0 */
/** @file cell_cover.h  Which cells of a weather or hazard grid a site covers, when the
 *  grid states only the longitude and latitude of its cells' centres.
 *
 *  A cell is the quadrilateral whose corners lie in the middle of the four centres around
 *  them; at the rim the grid is continued by its last step. Neighbours share corners, so
 *  cells tile. Edges are straight in longitude and latitude, areas are those of the sphere
 *  (exact for such edges), and longitudes may be counted from -180 or from 0. */
#ifndef TA_CELL_COVER_H
#define TA_CELL_COVER_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/geometry.h"
#include "terrassay/status.h"

/** Centres of cells in degrees; NaN where a cell has no place. */
struct ta_cell_centres {
    size_t rows, cols;
    bool separable;    /**< lon is [cols] and lat [rows]; else both are [rows][cols] */
    const double *lon; /**< any multiple of 360 may be added */
    const double *lat; /**< -90 to 90 */
};

/** A cell and the share of the site that lies in it. */
struct ta_cell_share {
    size_t row, col;
    double share; /**< of the site's area, above 1e-12 */
};

struct ta_cell_cover {
    size_t n;        /**< cells found; may exceed the room given */
    double inside;   /**< share of the site on the grid, 0 to 1 but for rounding */
    double site_km2; /**< on the sphere of equal area with WGS 84 */
};

/** @param site  longitude/latitude, valid and split at the antimeridian. One without area
 *               falls wholly into the cell that holds its first point
 *  @param room  cells that @p share has room for
 *  @param share filled by row, then column, as far as there is room; when out->n > room,
 *               call again with more
 *  @return TA_OK, also when the site is off the grid (n = 0); TA_E_ARG when the grid has
 *          fewer than two rows or columns (the size of its cells is then unknown), or the
 *          site has no points. */
TA_NODISCARD enum ta_status ta_cell_cover(const struct ta_cell_centres *grid,
                                          const struct ta_polygons *site, size_t room,
                                          struct ta_cell_share *share,
                                          struct ta_cell_cover *out);

#endif

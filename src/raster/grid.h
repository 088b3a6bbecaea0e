/* SPDX-License-Identifier: Apache-2.0 */
/** @file grid.h  Pixel grids: which are one, how one lies on another, points on them. */
#ifndef TA_RASTER_GRID_H
#define TA_RASTER_GRID_H

#include "terrassay/geometry.h"
#include "terrassay/status.h"

/** A rectangle of cells. */
struct ta_window {
    int64_t col, row, cols, rows;
};

/** Cell (c, r) of one grid has its centre in cell (floor(col0 + per_col (c + 1/2)),
 *  floor(row0 + per_row (r + 1/2))) of another. */
struct ta_grid_map {
    double col0, per_col, row0, per_row;
};

/** Is there a cell size, and are size and affine finite and within limits (2^31 cells a
 *  side)? Says what is wrong in @p err. */
TA_NODISCARD enum ta_status ta_grid_check(const struct ta_grid *grid,
                                          struct ta_error *err);
/** The same CRS? By text, else by meaning. NULL equals nothing. */
bool ta_crs_same(const char *a, const char *b);
/** The same cells: size and CRS equal, corners within a millionth of a cell. */
bool ta_grid_same(const struct ta_grid *a, const struct ta_grid *b);
/** How cells of @p from find the cell of @p onto that lies under their centre.
 *  @return TA_OK; TA_E_DATA when the CRSs differ or one grid is turned against the
 * other. */
TA_NODISCARD enum ta_status ta_grid_map(const struct ta_grid *from,
                                        const struct ta_grid *onto,
                                        struct ta_grid_map *out, struct ta_error *err);
/** Does each cell of @p onto hold a whole number of cells of the mapped grid, so that
 *  taking the cell under the centre repeats pixels and moves none? */
bool ta_grid_map_nests(const struct ta_grid_map *map);
/** Cell index under the centre of cell @p i, for columns or rows. */
int64_t ta_grid_map_cell(double origin, double per, int64_t i);

/** Move the points of @p shape, in place, from the CRS of @p grid to column, row. */
void ta_grid_place(const struct ta_grid *grid, struct ta_polygons *shape);
/** Length of the shorter side of a cell (units of the CRS). */
double ta_grid_cell_side(const struct ta_grid *grid);
/** The part of @p window on the grid; cols or rows are 0 when there is none. */
struct ta_window ta_grid_clip(const struct ta_grid *grid, struct ta_window window);

/** Longitude, latitude (degree) onto the equal-area cylinder (m) of the WGS 84 ellipsoid. */
void ta_grid_to_cylinder(double *xy);
/** Ground area (m2) of the cell at (@p col, @p row), which may lie between cells: its
 * corners moved to longitude, latitude by @p to_wgs84 and put on the equal-area
 * cylinder of the WGS 84 ellipsoid (Snyder 1987, equations 3-12 and 10-15). NaN when
 * the corners have no image. */
double ta_grid_cell_area_m2(const struct ta_grid *grid, double col, double row,
                            const struct ta_transform *to_wgs84);

#endif

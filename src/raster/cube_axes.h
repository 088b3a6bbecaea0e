/* SPDX-License-Identifier: Apache-2.0 */
/** @file cube_axes.h  Which dimensions of a variable are time, y and x, and where its cells
 *  lie. */
#ifndef TA_RASTER_CUBE_AXES_H
#define TA_RASTER_CUBE_AXES_H

#include "cell_cover.h"
#include "raster/mdarray.h"

enum { TA_CUBE_NO_DIM = TA_MDARRAY_DIMS_MAX };

/** All owned by the cube. */
struct ta_cube_axes {
    size_t time_dim, y_dim, x_dim; /**< of the variable */
    size_t n_steps;
    ta_time_us *time;
    double interval_s;
    double *lon, *lat;
    struct ta_cell_centres centres; /**< points into lon and lat */
};

/** Find and read them. @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_cube_axes_read(const struct ta_mdarray *variable,
                                              struct ta_cube_axes *out,
                                              struct ta_error *err);
void ta_cube_axes_free(struct ta_cube_axes *axes);

/** Does the unit say latitude or longitude (CF 4.1, 4.2), or a time? */
bool ta_cube_is_lat(const char *unit);
bool ta_cube_is_lon(const char *unit);
bool ta_cube_is_time(const char *unit);

#endif

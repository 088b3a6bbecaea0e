/* SPDX-License-Identifier: Apache-2.0 */
/** @file cube.h  Gridded weather and hazards: a variable over time, y and x of a netCDF or
 *  HDF5 file under CF conventions, and its mean over a site, step by step.
 *
 *  Places are longitude/latitude of cell centres, one- or two-dimensional; a grid that has
 *  only projected coordinates is refused. Dimensions may stand in any order; others must be
 *  of length 1. Not thread-safe: a cube belongs to one thread at a time. */
#ifndef TA_RASTER_CUBE_H
#define TA_RASTER_CUBE_H

#include "raster/mdarray.h"
#include "terrassay/geometry.h"

enum {
    TA_CUBE_STEPS_MAX = 1 << 22,
    TA_CUBE_AXIS_MAX = 1 << 22, /**< rows or columns */
    TA_CUBE_SITE_CELLS_MAX = 1 << 20
};

struct ta_cube;

/** What the file says. Pointers live as long as the cube. */
struct ta_cube_info {
    const char *path, *variable;
    const char *unit; /**< as the file spells it */
    const char
        *method; /**< cell_methods, e.g. "time: sum (interval: 1 hr)"; may be "" */
    size_t rows, cols, n_steps;
    const ta_time_us *time; /**< [n_steps] ascending, as the file stamps its steps */
    double interval_s;      /**< NaN when steps differ */
};

/** @param variable name, or "/group/name"; NULL: the only one on time, y and x
 *  @param out      owned; ended by ta_cube_close()
 *  @return TA_OK; TA_E_NOTFOUND; TA_E_DATA: no such variable, no coordinates, times that cannot
 *          be read or do not ascend, or several variables to choose from; TA_E_LIMIT; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_cube_open(const char *path, const char *variable,
                                         struct ta_cube **out, struct ta_error *err);
/** NULL is allowed. */
void ta_cube_close(struct ta_cube *cube);
struct ta_cube_info ta_cube_info(const struct ta_cube *cube);

struct ta_cube_request {
    const char *unit; /**< wanted, e.g. "mm"; NULL: the file's, unconverted. A mass of
                             water on an area becomes its depth at 1000 kg/m3, a rate its sum
                             over a step */
    const char
        *declared; /**< the file's unit where what it says is known to be wrong; NULL */
    double
        least_share; /**< share of the site that must have values for a step to have one,
                             above 0, at most 1; with 1, a step that misses a cell is NaN */
};

/** Owned; ended by ta_cube_series_free(). */
struct ta_cube_series {
    enum ta_reason
        reason; /**< TA_OBSERVED, or TA_OUT_OF_SENSOR: the site is off the grid,
                              and there are no steps */
    char unit[TA_UNIT_SIZE];
    size_t n;
    ta_time_us *time;
    double *value; /**< area-weighted mean over the cells that have values; NaN below
                      least_share */
    double *share; /**< of the site's area that has values, 0 to 1 */
    double interval_s;
    size_t cells;  /**< cells that the site touches */
    double inside; /**< share of the site that lies on the grid */
};

/** The site's mean in each step.
 *  @param site longitude/latitude, valid, split at the antimeridian
 *  @return TA_OK, also when the site is off the grid; TA_E_DATA when the units do not fit or a
 *          chunk cannot be read; TA_E_ARG; TA_E_LIMIT; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_cube_site(struct ta_cube *cube,
                                         const struct ta_polygons *site,
                                         const struct ta_cube_request *request,
                                         struct ta_cube_series *out,
                                         struct ta_error *err);
void ta_cube_series_free(struct ta_cube_series *series);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file geometry.h  Polygons as flat arrays, and how coordinates are moved between
 * CRSs. */
#ifndef TERRASSAY_GEOMETRY_H
#define TERRASSAY_GEOMETRY_H

#include "terrassay/status.h"
#include "terrassay/types.h"

/** Polygons with holes and parts. Rings are closed (first point repeated at the end).
 *  The first ring of each part is its exterior, the others are holes. Parts do not
 * overlap. Owned by whoever filled it; ended by ta_polygons_free() of src/base. */
struct ta_polygons {
    size_t n_parts;
    size_t *part_ring; /**< [n_parts + 1] first ring of each part, then n_rings */
    size_t n_rings;
    size_t *ring_point; /**< [n_rings + 1] first point of each ring, then n_points */
    size_t n_points;
    double *xy; /**< [n_points * 2] x then y: longitude, latitude (degree) or easting,
                   northing (m) */
};

/** Axis-aligned box in the units of its coordinates. */
struct ta_box {
    double x_min, y_min, x_max, y_max;
};

/** A pixel grid: x = a[0] + col*a[1] + row*a[2], y = a[3] + col*a[4] + row*a[5]
 *  at the upper-left corner of cell (col, row). */
struct ta_grid {
    int64_t cols, rows;
    double affine[6];
    const char *crs; /**< WKT or AUTHORITY:CODE; borrowed, see the holder */
};

/** A way from one CRS to another. Not thread-safe: one per thread. */
struct ta_transform {
    void *self;
    /** Move [n] interleaved x, y in place. @return TA_OK, or TA_E_DATA when a point has
     * no image. */
    enum ta_status (*apply)(void *self, size_t n, double *xy, struct ta_error *err);
    /** Move polygons, edges densified until the mid-point error is below @p tolerance
     * (target unit). The result is owned by the caller. */
    enum ta_status (*polygons)(void *self, const struct ta_polygons *in,
                               double tolerance, struct ta_polygons *out,
                               struct ta_error *err);
    void (*free)(void *self);
    double accuracy_m; /**< of the operation chosen; NaN when PROJ does not know it */
};

/** Opens transforms; handed by src/geo to whoever must not include it. */
struct ta_crs_port {
    void *self;
    enum ta_status (*open)(void *self, const char *from, const char *to,
                           struct ta_transform *out, struct ta_error *err);
};

#endif

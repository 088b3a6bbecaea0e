/* SPDX-License-Identifier: Apache-2.0 */
/** @file cell_clip.h  Area of a ring inside a triangle, in longitude and latitude.
 *
 *  Sutherland and Hodgman (1974), "Reentrant polygon clipping", with each half-plane as a
 *  stage that hands points on, so that no memory is needed. */
#ifndef TA_CELL_CLIP_H
#define TA_CELL_CLIP_H

#include <stdbool.h>
#include <stddef.h>

struct ta_point {
    double x, y; /**< longitude, latitude (degree) */
};

/** Signed area on the unit sphere (steradian) of a ring whose edges are straight in
 *  longitude and latitude.
 *  @param xy  [n * 2]; closed or not
 *  @param add to each x (degree) */
double ta_ring_area(size_t n, const double *xy, double add);

/** The same of the part of the ring inside the triangle @p corner of either direction. */
double ta_ring_area_within(size_t n, const double *xy, double add,
                           const struct ta_point corner[3]);

/** Twice the signed area of a triangle in square degrees. */
double ta_triangle_area2(const struct ta_point corner[3]);

/** Is the point in the triangle or on its rim? */
bool ta_triangle_holds(const struct ta_point corner[3], struct ta_point point);

#endif

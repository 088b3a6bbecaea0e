/* SPDX-License-Identifier: Apache-2.0 */
/** @file area.h  Areas and distances on the WGS 84 ellipsoid. */
#ifndef TA_GEO_AREA_H
#define TA_GEO_AREA_H

#include "terrassay/geometry.h"

/** Area (m2) of a closed ring [n] of longitude, latitude (degree); positive when
 * counter-clockwise. Edges are straight in longitude and latitude (RFC 7946, 3.1.1),
 * not geodesics. NaN never. */
double ta_ring_area_m2(const double *xy, size_t n);

/** Area (m2) of parts less their holes. Parts do not overlap; orientation does not
 * matter. */
double ta_shape_area_m2(const struct ta_polygons *shape);

/** Length (m) of the geodesic between two points (longitude, latitude in degrees). */
double ta_distance_m(const double a[2], const double b[2]);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file plane.h  A plane in metres about a place: areas are true, lengths nearly so close by. */
#ifndef TA_GEO_PLANE_H
#define TA_GEO_PLANE_H

#include "terrassay/geometry.h"
#include "terrassay/status.h"

/** Lambert's azimuthal equal-area projection of WGS 84 (Snyder 1987, 24). Lengths at a distance d
 *  from the centre are off by at most d^2 / 8 R^2: 3e-5 at 100 km. Belongs to one thread. */
struct ta_plane {
    void *context, *projection;
};

/** Centred on @p centre (longitude, latitude; degrees). @return TA_OK, TA_E_DATA or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_plane_open(const double centre[2], struct ta_plane *out,
                                          struct ta_error *err);
/** A shape in longitude and latitude into the plane; edges follow within @p tolerance_m. */
TA_NODISCARD enum ta_status ta_plane_shape(const struct ta_plane *plane,
                                           const struct ta_polygons *shape,
                                           double tolerance_m, struct ta_polygons *out,
                                           struct ta_error *err);
/** A point of the plane back to longitude and latitude, in place. */
void ta_plane_back(const struct ta_plane *plane, double xy[2]);
/** {0} is allowed. */
void ta_plane_close(struct ta_plane *plane);

/** The middle of a shape's corners on the sphere, also across the antimeridian or a pole. */
void ta_shape_middle(const struct ta_polygons *shape, double out[2]);

#endif

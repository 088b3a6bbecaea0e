/* SPDX-License-Identifier: Apache-2.0 */
/** @file densify.h  Moving polygons so that their edges, not only their corners, arrive
 * right. */
#ifndef TA_GEO_DENSIFY_H
#define TA_GEO_DENSIFY_H

#include "terrassay/geometry.h"

/** How points are moved, and when an edge is straight enough. */
struct ta_mover {
    void *self;
    /** As ta_transform.apply. */
    enum ta_status (*move)(void *self, size_t n, double *xy, struct ta_error *err);
    bool to_degrees;  /**< x wraps at 360 and shrinks with the cosine of y */
    double tolerance; /**< greatest distance of the edge's image from the straight edge,
                           at its half and first quarter (target unit) */
};

/** @return TA_OK; TA_E_DATA when an edge never gets straight (it meets a pole, or the
 * CRS is not made for the place); TA_E_LIMIT; TA_E_ARG for a tolerance not above 0. */
TA_NODISCARD enum ta_status ta_densify(const struct ta_mover *mover,
                                       const struct ta_polygons *in,
                                       struct ta_polygons *out, struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file meridian.h  Rings that cross the antimeridian or go round a pole, made
 * continuous. */
#ifndef TA_GEO_MERIDIAN_H
#define TA_GEO_MERIDIAN_H

#include "terrassay/geometry.h"

struct ta_unrolled {
    bool crosses; /**< an edge longer than half the globe was taken the short way */
    bool polar;   /**< a ring goes round a pole: the pole was added */
    bool turned;  /**< a part beyond 180 degrees was taken whole turns of 360 back */
};

/** Longitudes of each ring made continuous: a step of more than 180 degrees is taken
 * the other way round, so that x may leave [-180, 180]. A step between two points on a
 * pole stays, and a band round the whole globe is left as it was drawn. The middle of
 * each exterior ends in
 *  [-180, 180].
 *  @return TA_OK; TA_E_DATA for a ring that goes round the globe away from the poles or
 * more than once, or is wider than the globe. */
TA_NODISCARD enum ta_status ta_unroll(const struct ta_polygons *in,
                                      struct ta_polygons *out, struct ta_unrolled *how,
                                      struct ta_error *err);

#endif

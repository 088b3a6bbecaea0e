/* SPDX-License-Identifier: Apache-2.0 */
/** @file planar.h  GEOS behind our polygons: geometry in the plane of the coordinates.
 */
#ifndef TA_GEO_PLANAR_H
#define TA_GEO_PLANAR_H

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include "terrassay/geometry.h"
#include "terrassay/status.h"

/** One GEOS handle and the last words it said. One per thread and per task. */
struct ta_planar {
    GEOSContextHandle_t geos;
    char words[160];
    bool starved; /**< memory of ours was not to be had */
};

/** The handle stays at @p planar until ta_planar_end(): it must not move. */
TA_NODISCARD enum ta_status ta_planar_begin(struct ta_planar *planar,
                                            struct ta_error *err);
void ta_planar_end(struct ta_planar *planar);
/** TA_E_INTERNAL with GEOS's words: a geometry call came back empty-handed; TA_E_NOMEM when memory
 *  was lacking. */
enum ta_status ta_planar_fail(const struct ta_planar *planar, const char *what,
                              struct ta_error *err);

/** All parts as one MultiPolygon; owned; NULL on failure. */
GEOSGeometry *ta_planar_from(struct ta_planar *planar, const struct ta_polygons *in);
/** Ring [n] as a polygon without holes; owned; NULL on failure. */
GEOSGeometry *ta_planar_ring(struct ta_planar *planar, const double *xy, size_t n);
/** The polygons in @p in, wherever they stand; lines and points are left out. */
TA_NODISCARD enum ta_status ta_planar_to(struct ta_planar *planar,
                                         const GEOSGeometry *in,
                                         struct ta_polygons *out, struct ta_error *err);
/** Free @p in and return @p out: chains of operations own one geometry at a time. */
GEOSGeometry *ta_planar_swap(struct ta_planar *planar, GEOSGeometry *in,
                             GEOSGeometry *out);

#endif

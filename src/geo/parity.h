/* SPDX-License-Identifier: Apache-2.0 */
/** @file parity.h  What a ring that crosses itself encloses: the even-odd rule, face by face. */
#ifndef TA_GEO_PARITY_H
#define TA_GEO_PARITY_H

#include "geo/planar.h"

/** Faces of closed ring [n] round which it winds an odd number of times, joined. Unlike GEOS's own
 *  mending it counts an edge that is drawn twice as twice. Owned; may be empty; NULL on failure. */
GEOSGeometry *ta_even_odd(struct ta_planar *planar, const double *xy, size_t n);

/** Do so many edges lie across each other that taking the shape apart would take the machine? */
bool ta_is_tangled(const struct ta_polygons *shape);

#endif

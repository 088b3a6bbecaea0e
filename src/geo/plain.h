/* SPDX-License-Identifier: Apache-2.0 */
/** @file plain.h  Shapes that are valid beyond doubt, told without GEOS: most parcels are. */
#ifndef TA_GEO_PLAIN_H
#define TA_GEO_PLAIN_H

#include "terrassay/geometry.h"

/** Is it one closed ring of 4 to 1000 finite points whose edges do not come near each other but at
 *  their common corners, turned counter-clockwise or not? False also when rounding leaves it open;
 *  then the whole way of mending tells. */
bool ta_is_plain(const struct ta_polygons *shape);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file zone_reach.h  Which zones can lie on a grid at all, told from boxes, so that a site on
 *  the other side of the Earth is neither moved nor a problem. */
#ifndef TA_RASTER_ZONE_REACH_H
#define TA_RASTER_ZONE_REACH_H

#include "raster/zone_plan.h"

/** A box in the zones' CRS that holds the grid, with room to spare. */
struct ta_zone_reach {
    bool known; /**< else every zone may lie on it */
    bool degrees;
    struct ta_box box;
};

/** Where the grid lies, from a lattice of its points moved to the zones' CRS. Not known where
 *  a point has no image, or zones and grid are in one CRS. */
void ta_zone_reach_find(const struct ta_zone_set *zones, const struct ta_grid *grid,
                        struct ta_zone_reach *out);
/** May a zone with this box lie on the grid? */
bool ta_zone_reach_meets(const struct ta_zone_reach *reach, const struct ta_box *zone);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file zone_spread.h  Zones whose parts lie far apart: a grid's projection holds some of them, and stretches the
 *  others without bounds, so that cells are no measure of the whole. */
#ifndef TA_RASTER_ZONE_SPREAD_H
#define TA_RASTER_ZONE_SPREAD_H

#include "raster/grid.h"
#include "zonal.h"

/** Has the shape (longitude, latitude) parts so far apart, and does some of it lie beside the grid? */
bool ta_zone_is_spread(const struct ta_polygons *shape,
                       const struct ta_zonal_zone *zone);
/** Area of such a shape (cells), as if all its parts were stretched as those in @p window are: by their areas on the
 *  ellipsoid. `zone->area` where they nearly are, or memory is out.
 *  @param window of the grid, the zone's own */
double ta_zone_spread_area(const struct ta_polygons *shape,
                           const struct ta_transform *way, const struct ta_grid *grid,
                           const struct ta_window *window,
                           const struct ta_zonal_zone *zone);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_map.h  One map of a hazard: a band of a raster that holds an intensity, such as the
 *  depth of the flood of one return period, and what it says of a site. */
#ifndef TA_RASTER_HAZARD_MAP_H
#define TA_RASTER_HAZARD_MAP_H

#include "terrassay/geometry.h"
#include "terrassay/status.h"

struct ta_cutter; /* raster/chip.h */

/** An open map. One thread. */
struct ta_hazard_map;

/** @param path a local GeoTIFF (or another raster that ta_raster_open() takes), with its CRS
 *  @param band from 1
 *  @param out  owned; ended by ta_hazard_map_close()
 *  @return TA_OK; TA_E_DATA when it is none, lacks the band or declares no CRS; TA_E_NOTFOUND,
 *          TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_hazard_map_open(const char *path, int band,
                                               struct ta_hazard_map **out,
                                               struct ta_error *err);
/** NULL is allowed. */
void ta_hazard_map_close(struct ta_hazard_map *map);

/** What a map says of a site. Shares are of the site's area, [0, 1]. */
struct ta_hazard_seen {
    double most; /**< largest value of a cell that the site touches; NaN without one */
    double
        least; /**< smallest, as a guard against a NoData value that was not declared */
    double known; /**< share in cells with a value, 0 included */
    double blank; /**< share in cells without one: NoData */
};

/** Look at a site. The rest of the site, 1 - known - blank, lies off the map.
 *  @param cutter its port set; remembers the way to the map's CRS
 *  @param shape  WGS 84 longitude, latitude
 *  @return TA_OK; TA_E_DATA when pixels cannot be read or no way leads to the CRS; TA_E_LIMIT for
 *          a site of more than TA_CHIP_CELLS_MOST cells; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_hazard_map_look(struct ta_hazard_map *map,
                                               struct ta_cutter *cutter,
                                               const struct ta_polygons *shape,
                                               struct ta_hazard_seen *out,
                                               struct ta_error *err);

#endif

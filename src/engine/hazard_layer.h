/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_layer.h  A hazard layer, opened: maps or places, and the strongest it has for the sites
 *  of a project. */
#ifndef TA_ENGINE_HAZARD_LAYER_H
#define TA_ENGINE_HAZARD_LAYER_H

#include "engine/hazard_sheet.h"
#include "engine/room.h"
#include "raster/hazard_map.h"
#include "raster/hazard_set.h"
#include "terrassay/project.h"

/** A layer of kind "grid" whose variable says so is a hazard. Of a bare set in HDF5 no file says of
 *  which kind its frequencies are, so the import does; a sheet says it itself. */
#define TA_HAZARD_EXCEEDANCE "hazard:exceedance"
#define TA_HAZARD_EVENT "hazard:event"
#define TA_HAZARD_SHEET "hazard:sheet"
bool ta_is_hazard(const char *variable);

/** One thread. */
struct ta_hazard_layer {
    struct ta_hazard_sheet sheet; /**< of a bare set: unit empty, year 0, 100 m */
    struct ta_hazard_set set;     /**< of points */
    uint32_t *order;              /**< places by latitude; owned */
    struct ta_hazard_map **map;   /**< of maps, [sheet.n]; owned */
    struct ta_cutter *cutter;     /**< of maps; owned */
};

/** @param variable one of the three words above
 *  @param folder  where the kept files of a sheet lie, the workspace's; NULL: the sheet is a person's
 *                 own and its files lie beside it
 *  @param out     ended by ta_hazard_layer_free(), also after a failure
 *  @return TA_OK; TA_E_DATA when a file is not what the sheet says or has another hash; TA_E_NOTFOUND,
 *          TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_hazard_layer_open(const char *path, const char *variable,
                                                 const char *folder,
                                                 struct ta_hazard_layer *out,
                                                 struct ta_error *err);
void ta_hazard_layer_free(struct ta_hazard_layer *layer);

/** Does the file begin as HDF5 does? */
bool ta_hazard_is_set(const char *path);
/** Where file @p i of a sheet lies; owned (ta_free). NULL when out of memory. */
char *ta_hazard_file_path(const struct ta_hazard_sheet *sheet, size_t i,
                          const char *path, const char *folder);

/** One map's or event's strongest intensity at any site. */
struct ta_hazard_peak {
    double frequency; /**< a year */
    double intensity; /**< in the sheet's unit */
};

/** The peaks of all sites together, by descending frequency: of each event the most at any place in
 *  a site's box, or at the nearest place within reach of its middle; of each map the most in a cell
 *  that a site touches, tiles of one period together.
 *  @param out [*n] in the room; NULL where there is no answer
 *  @param why set where there is none: no place near, a map that has no value there, or ends
 *  @return TA_OK; what reading a map gave; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_hazard_peaks(struct ta_hazard_layer *layer,
                                            const struct ta_project *project,
                                            struct ta_room *room,
                                            struct ta_hazard_peak **out, size_t *n,
                                            const char **why, struct ta_error *err);

#endif

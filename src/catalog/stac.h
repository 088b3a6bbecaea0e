/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac.h  STAC items (1.0, 1.1) with local assets: one scene, or one per date of a stack. */
#ifndef TA_CATALOG_STAC_H
#define TA_CATALOG_STAC_H

#include "catalog/href.h"
#include "catalog/place.h"
#include "catalog/sink.h"

/** May @p name be an item: a .json or .geojson, no MTL and not the item of a product whose MTL
 *  lies beside it (the MTL says more)? */
bool ta_stac_announces(const struct ta_place *place, const char *name);
/** Read it; a JSON file that is no item yields nothing. Files are found below the folder. */
TA_NODISCARD enum ta_status ta_stac_read(const struct ta_place *place, const char *name,
                                         struct ta_sink *sink, struct ta_error *err);

/** Names of files of this folder that items in it name, as the keys of an object that is empty where there is no
 *  item. Owned (json_decref); NULL when out of memory. */
json_t *ta_stac_named(const struct ta_place *place);

/** Turn the item @p document into scenes. Items may come from anywhere; @p files finds their
 *  assets. @param name  of the item, for problems
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOTFOUND when no band of it can be used */
TA_NODISCARD enum ta_status ta_stac_scenes(const json_t *document, const char *name,
                                           const struct ta_files *files,
                                           struct ta_sink *sink, struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file landsat.h  Landsat 4 to 9 products in a folder, with their MTL file or without
 * it. */
#ifndef TA_CATALOG_LANDSAT_H
#define TA_CATALOG_LANDSAT_H

#include <jansson.h>

#include "catalog/place.h"
#include "catalog/sink.h"

/** Is @p name the MTL of a product: "*_MTL.txt", or "*_MTL.json" where there is no such
 * text? */
bool ta_landsat_announces(const struct ta_place *place, const char *name);
/** Read the product of this MTL: pre-collection and Collection 1 at level 1, Collection
 * 2 at level 1 and 2. Bands that are not on disk are left out; a quality layer that is
 * named but missing is told as a problem, and nothing is then known to be clear. */
TA_NODISCARD enum ta_status ta_landsat_read(const struct ta_place *place,
                                            const char *name, struct ta_sink *sink,
                                            struct ta_error *err);

/** Is @p name the first band file of a product that has no MTL in this folder? */
bool ta_landsat_bare_announces(const struct ta_place *place, const char *name);
/** Is its look one of a STAC item? @p named: names of files that the folder's items name (ta_stac_named());
 *  an item that names one of its files says more of it, and quality layers alone are no look beside items. */
bool ta_landsat_bare_is_named(const struct ta_place *place, const char *name,
                              const json_t *named);
/** Read it as uncalibrated counts: offset_by says why. */
TA_NODISCARD enum ta_status ta_landsat_bare_read(const struct ta_place *place,
                                                 const char *name, struct ta_sink *sink,
                                                 struct ta_error *err);

#endif

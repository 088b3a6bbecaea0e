/* SPDX-License-Identifier: Apache-2.0 */
/** @file sentinel2.h  Sentinel-2 level 2A products in SAFE folders. */
#ifndef TA_CATALOG_SENTINEL2_H
#define TA_CATALOG_SENTINEL2_H

#include "catalog/place.h"
#include "catalog/sink.h"

/** Is @p name MTD_MSIL2A.xml? */
bool ta_sentinel2_announces(const struct ta_place *place, const char *name);

/** Read the product: one scene per tile, bands at their native resolution (JPEG 2000, or TIFF of
 *  the same name). Scale and offset are what the product lists; a product of baseline 04.00 or
 *  later that lists no offset stays counts. */
TA_NODISCARD enum ta_status ta_sentinel2_read(const struct ta_place *place,
                                              const char *name, struct ta_sink *sink,
                                              struct ta_error *err);

#endif

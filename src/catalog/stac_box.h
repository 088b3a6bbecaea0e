/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_box.h  Where an item or a collection says that it lies. */
#ifndef TA_CATALOG_STAC_BOX_H
#define TA_CATALOG_STAC_BOX_H

#include <jansson.h>
#include <stdbool.h>

#include "terrassay/geometry.h"

/** A GeoJSON bbox [west, south, east, north], or with heights, of six numbers. West of east but for one
 *  across the antimeridian. @return false for what says no place on Earth: too few numbers, texts, south
 *  above north, metres; *out is NaN then */
bool ta_stac_box(const json_t *bbox, struct ta_box *out);

/** The item's bbox, else what its geometry spans. @return false when neither says it; *out is NaN then:
 *  its files say it */
bool ta_stac_item_box(const json_t *item, struct ta_box *out);

#endif

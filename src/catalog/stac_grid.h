/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_grid.h  The grid of a file as a STAC item states it: proj:shape, proj:transform. */
#ifndef TA_CATALOG_STAC_GRID_H
#define TA_CATALOG_STAC_GRID_H

#include <jansson.h>

#include "terrassay/scene.h"

/** What @p asset states, else what @p item's properties do; nothing where neither says it in the form of
 *  the projection extension: [rows, cols], and six numbers or nine. */
void ta_stac_grid(const json_t *asset, const json_t *properties,
                  struct ta_stated_grid *out);

#endif

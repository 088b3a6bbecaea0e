/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_cells.h  Whole cells of one degree that hold sites, joined to as few boxes as that
 *  allows. */
#ifndef TA_CATALOG_STAC_CELLS_H
#define TA_CATALOG_STAC_CELLS_H

#include "catalog/stac_search.h"

/** Boxes of whole degrees that cover all of @p query's boxes, apart from each other, by latitude,
 *  then longitude. @param out owned (ta_free)
 *  @return TA_OK, TA_E_DATA for a box outside longitude and latitude, TA_E_LIMIT, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_stac_cells(const struct ta_stac_query *query,
                                          struct ta_box **out, size_t *n,
                                          struct ta_error *err);

#endif

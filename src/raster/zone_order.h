/* SPDX-License-Identifier: Apache-2.0 */
/** @file zone_order.h  Zones put so that those near each other follow one another: what a block needs of
 *  a plan then lies side by side in memory. */
#ifndef TA_RASTER_ZONE_ORDER_H
#define TA_RASTER_ZONE_ORDER_H

#include "raster/pass.h"

/** @param out [zones->n] each zone once: by rows of tiles that divide the box of all first points,
 *             within a tile as they were
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_zone_order(const struct ta_zone_set *zones,
                                          uint32_t *out);

#endif

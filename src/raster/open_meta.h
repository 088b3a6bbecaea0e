/* SPDX-License-Identifier: Apache-2.0 */
/** @file open_meta.h  Metadata items of an open raster. */
#ifndef TA_RASTER_OPEN_META_H
#define TA_RASTER_OPEN_META_H

#include "raster/open.h"

/** The item, borrowed while the raster is open; NULL when there is none.
 *  @param number of the band, 0: of the file */
const char *ta_raster_item(const struct ta_raster *raster, int number,
                           const char *domain, const char *key);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file open_meta.h  Metadata items of an open raster; paths that may be opened. */
#ifndef TA_RASTER_OPEN_META_H
#define TA_RASTER_OPEN_META_H

#include "raster/open.h"

/** The item, borrowed while the raster is open; NULL when there is none.
 *  @param number of the band, 0: of the file */
const char *ta_raster_item(const struct ta_raster *raster, int number,
                           const char *domain, const char *key);

/** An ordinary file, by a path that no driver takes for a prefix of its own.
 *  @param out owned (ta_free). @return TA_OK, TA_E_NOTFOUND, TA_E_IO, TA_E_DATA, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_raster_local_path(const char *path, char **out,
                                                 struct ta_error *err);

#endif

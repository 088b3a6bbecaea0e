/* SPDX-License-Identifier: Apache-2.0 */
/** @file blob.h  Shapes as GeoPackage binary (OGC 12-128r17, clause 2.1.3) and its box.
 *
 *      offset  bytes  holds
 *           0      2  "GP"
 *           2      1  version 0
 *           3      1  flags: 0x03 little-endian with a box, 0x11 little-endian and empty
 *           4      4  CRS 4326
 *           8     32  box: x_min, x_max, y_min, y_max; not there when empty
 *          40         well-known binary of a multipolygon (ISO 19125-1), little-endian */
#ifndef TA_STORE_BLOB_H
#define TA_STORE_BLOB_H

#include <stdbool.h>

#include "terrassay/geometry.h"
#include "terrassay/status.h"

/** @param shape longitude and latitude; rings closed, of 4 points at least
 *  @param out owned (ta_free)
 *  @return TA_OK; TA_E_DATA when its rings do not hold together or a coordinate is not
 * finite, TA_E_LIMIT above what a reader takes (2^31 bytes), TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_blob_from_polygons(const struct ta_polygons *shape,
                                                  unsigned char **out, size_t *size,
                                                  struct ta_error *err);

/** Box of any GeoPackage geometry of two dimensions or more that says its box or is a
 * point. All NaN with *empty for an empty one.
 *  @return TA_OK, or TA_E_DATA when it is none or says no box. */
TA_NODISCARD enum ta_status ta_blob_box(const unsigned char *bytes, size_t size,
                                        struct ta_box *out, bool *empty);

/** Does the box of a part meet @p box? Of a geometry that ta_blob_from_polygons() did not write, its own box
 *  @p own decides, which has what lies between its parts in it. */
bool ta_blob_meets(const unsigned char *bytes, size_t size, const struct ta_box *own,
                   const struct ta_box *box);

#endif

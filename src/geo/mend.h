/* SPDX-License-Identifier: Apache-2.0 */
/** @file mend.h  Valid polygons inside [-180, 180] from whatever rings came in. */
#ifndef TA_GEO_MEND_H
#define TA_GEO_MEND_H

#include "terrassay/geometry.h"

enum { TA_MEND_NOTE = 256 };

struct ta_mended {
    bool mended;  /**< the rings were not valid as drawn; `note` says where and why */
    bool resized; /**< by more than TA_SHAPE_RESIZED of the area; set by shape.h */
    bool split;   /**< cut at the antimeridian */
    char note[TA_MEND_NOTE];
};

/** @p in has closed rings of 4 points or more, x continuous along each ring. A crossing
 * ring is taken as its even-odd area, what lies in a hole's ring is out, overlapping
 * parts are joined, and what lies beyond 180 degrees is cut off and brought round.
 * Exteriors come out counter-clockwise, holes clockwise (RFC 7946, 3.1.6). A valid
 * shape keeps its points.
 *  @return TA_OK; TA_E_DATA when no area is left; TA_E_LIMIT; TA_E_NOMEM;
 * TA_E_INTERNAL. */
TA_NODISCARD enum ta_status ta_mend(const struct ta_polygons *in,
                                    struct ta_polygons *out, struct ta_mended *how,
                                    struct ta_error *err);
/** The same in a plane of metres or feet, which does not come round. */
TA_NODISCARD enum ta_status ta_mend_flat(const struct ta_polygons *in,
                                         struct ta_polygons *out, struct ta_mended *how,
                                         struct ta_error *err);

#endif

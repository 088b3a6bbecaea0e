/* SPDX-License-Identifier: Apache-2.0 */
/** @file zones.h  Where a site stands to the zones of a layer, and whether its position error leaves
 *  that open. */
#ifndef TA_GEO_ZONES_H
#define TA_GEO_ZONES_H

#include "geo/layer.h"

enum ta_zone_state {
    TA_ZONE_OUTSIDE, /**< wherever in its error the site lies, it has no area in the zone */
    TA_ZONE_CANNOT_SAY, /**< the error decides, or is not known */
    TA_ZONE_OVERLAPS /**< wherever in its error the site lies, some of it is in the zone */
};

/** One zone near the site. Shares are of the site's area, [0, 1]. */
struct ta_zone_row {
    const struct ta_zone *zone; /**< of the layer */
    enum ta_zone_state state;
    double overlap_share; /**< as drawn */
    /** Bounds over all shifts of the site against the zone by at most the error; NaN when that is
     *  not known. shrunk <= overlap_share <= grown. */
    double overlap_share_if_shrunk_by_error, overlap_share_if_grown_by_error;
    double
        distance_m; /**< geodesic, of the nearest points as drawn; 0 when they meet */
};

struct ta_zones_query {
    double
        error_m; /**< greatest shift of the site against the zones, at the caller's confidence;
                          0 or more, NaN when nobody knows */
    double within_m; /**< zones further off than this are left out; 0 to 1e6 */
};

/** All zones within reach of @p site (as ta_shape_settle() makes it), in the layer's order.
 *  @param rows owned (ta_free); points into @p layer
 *  @return TA_OK, TA_E_ARG, TA_E_DATA, TA_E_NOMEM or TA_E_INTERNAL. */
TA_NODISCARD enum ta_status ta_zones_near(const struct ta_layer *layer,
                                          const struct ta_polygons *site,
                                          const struct ta_zones_query *query,
                                          struct ta_zone_row **rows, size_t *n,
                                          struct ta_error *err);

#endif

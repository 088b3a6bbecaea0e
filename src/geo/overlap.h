/* SPDX-License-Identifier: Apache-2.0 */
/** @file overlap.h  How much of two shapes is the same land: one parcel under two loans. */
#ifndef TA_GEO_OVERLAP_H
#define TA_GEO_OVERLAP_H

#include "terrassay/geometry.h"
#include "terrassay/status.h"

struct ta_overlap {
    double area_m2; /**< ellipsoidal, of what both hold; 0 when they only touch */
    double share_a, share_b; /**< of each shape's own area, [0, 1] */
};

/** Compare two shapes as ta_shape_settle() makes them. @return TA_OK, TA_E_NOMEM, TA_E_INTERNAL. */
TA_NODISCARD enum ta_status ta_overlap(const struct ta_polygons *a,
                                       const struct ta_polygons *b,
                                       struct ta_overlap *out, struct ta_error *err);

/** A pair found: positions in the list, a < b. Any status but TA_OK ends the search with it. */
typedef enum ta_status (*ta_overlap_fn)(void *self, size_t a, size_t b,
                                        const struct ta_overlap *overlap,
                                        struct ta_error *err);

/** All pairs of [n] shapes of which one has at least @p least_share of its area in common with the
 *  other, in the order of a, then b. Boxes are swept, so that far ones cost nothing. */
TA_NODISCARD enum ta_status ta_overlap_find(const struct ta_polygons *const *shape,
                                            size_t n, double least_share,
                                            ta_overlap_fn found, void *self,
                                            struct ta_error *err);

#endif

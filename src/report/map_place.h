/* SPDX-License-Identifier: Apache-2.0 */
/** @file map_place.h  Where sites lie: outlines and zones on a plane, with scale and north; no
 *  tiles, no borders. */
#ifndef TA_REPORT_MAP_PLACE_H
#define TA_REPORT_MAP_PLACE_H

#include "report/map_marks.h"
#include "terrassay/geometry.h"

/** A shape in metres east and north of the plane's centre. */
struct ta_place_shape {
    struct ta_polygons shape;
    char label[24]; /**< written on it; empty: nothing */
};

struct ta_place_view {
    size_t n_sites, n_zones;
    const struct ta_place_shape *site, *zone;
    struct ta_box frame; /**< what is shown (m); a square */
    bool simulated;
};

void ta_map_place(const struct ta_speech *speech, const struct ta_place_view *view,
                  struct ta_drawing *out);

/** The part of a closed ring of @p n points inside @p box, in place of @p out[2 * room];
 *  room >= 8 n + 16. @return its points, not closed; 0: none (Sutherland and Hodgman 1974,
 *  doi 10.1145/360767.360802). */
size_t ta_ring_clip(const double *xy, size_t n, const struct ta_box *box, double *out,
                    size_t room);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file rim.h  The rim of a site, where a shift of a cell between looks reads as change.
 *
 *  Cells that lie a pixel or more inside the edge of their site (ta_panel.rim) make the value and the
 *  hectares of a change. What the rim shows may be change or shift: it widens the interval, and is
 *  never added to the hectares. A site with fewer than four cells inside has nothing else to judge
 *  by: then all its cells make the value, and none of its change is certain. */
#ifndef TA_ALGORITHMS_RIM_H
#define TA_ALGORITHMS_RIM_H

#include "indicator_result.h"

/** The parameter, for an indicator's list. */
/* clang-format off */
#define TA_RIM_PARAM                                                                                             \
    {"leave_out_rim", "1", 0, 1, 1, "1: cells within a pixel of the site's edge widen the interval and no more"}
/* clang-format on */

enum ta_rim_use {
    TA_RIM_NONE, /**< nothing is marked, or the parameter is off: all cells are alike */
    TA_RIM_APART, /**< cells of the rim stay out of the value */
    TA_RIM_SMALL  /**< too few cells inside: all make the value */
};

enum ta_rim_use ta_rim_use_of(const struct ta_panel *panel, bool leave_out);

/** Areas in m2, of the cells' shares of their sites. */
struct ta_rim_areas {
    double inside, rim; /**< a pixel or more inside the edge, and the rest */
    double apart;       /**< of the rim, what stays out of the value */
    double small;       /**< of sites with too little inside to judge by */
};

/** Areas of one panel; all 0 with TA_RIM_NONE. */
struct ta_rim_areas ta_rim_areas_of(const struct ta_panel *panel, enum ta_rim_use use);
void ta_rim_areas_add(struct ta_rim_areas *sum, const struct ta_rim_areas *areas);

/** Area (m2) that the evidence says was taken off around cells of @p left m2 (rim_fraction_lost);
 *  0 where it says nothing. */
double ta_rim_cut(const struct ta_panel *panel, double left);

/** Share that was seen: of the site, or of what makes the value where that is less. Areas in m2:
 *  the site, its rim, and what was seen inside and of the rim. */
double ta_rim_seen_share(double site, double rim, double seen_inside, double seen_rim);

/** Say beside a result which area it speaks of: details interior_ha and rim_cells_ha. */
void ta_rim_details(const struct ta_rim_areas *areas, struct ta_result *out);
/** Of a value: say that it leaves out the rim. */
void ta_rim_tell_apart(const struct ta_rim_areas *areas, struct ta_result *out);
/** Of a value: say how much is of sites too small to tell change from shift; 4 at best where
 *  that is most. */
void ta_rim_tell_small(const struct ta_rim_areas *areas, struct ta_result *out);

#endif

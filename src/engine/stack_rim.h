/* SPDX-License-Identifier: Apache-2.0 */
/** @file stack_rim.h  Which cells of a site lie within a pixel of its edge.
 *
 *  The ground of a pixel is known to about a pixel: of two looks one may lie a pixel beside the other
 *  (Sentinel-2 before its global reference image: about 10 m). What lies outside a site then shows
 *  in the outermost cells inside, and there alone. */
#ifndef TA_ENGINE_STACK_RIM_H
#define TA_ENGINE_STACK_RIM_H

#include "engine/stack.h"

/** Mark the cells that do not lie wholly inside, and those with one of the eight neighbours that
 *  does not. A cell of which less than a thousandth lies outside is whole: an edge drawn along pixels
 *  comes back from longitude and latitude as exactly as that. A cell that no look shows is no whole
 *  neighbour: where the scenes end, the rest of the site has a rim too.
 *  @param rim [cells->n] */
void ta_stack_rim(const struct ta_footprint *cells, bool *rim);

#endif

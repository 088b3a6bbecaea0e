/* SPDX-License-Identifier: Apache-2.0 */
/** @file panel.h  Questions that every indicator asks of a stack of panels. */
#ifndef TA_ALGORITHMS_PANEL_H
#define TA_ALGORITHMS_PANEL_H

#include "terrassay/indicator.h"

/** Are days ascending, fractions within [0, 1] and cells of some area? */
bool ta_panel_sound(const struct ta_panel *panel);

/** Has look @p i a value within [-limit, limit] in some cell of the site? */
bool ta_panel_any_clear(const struct ta_panel *panel, size_t i, double limit);

/** Area-weighted share of all sites that has a value within [-limit, limit] on @p day, each by its clearest look; a site without a look
 *  is not clear. */
double ta_stack_clear_share(const struct ta_stack *stack, ta_day day, double limit);

/** Looks of the panel of @p stack that has most of them; at least 1. */
size_t ta_stack_most_looks(const struct ta_stack *stack);

/** Has an earlier panel, or an earlier look of panel @p p, a clear look on the day of
 * look
 *  @p i? Panels with left_out[q] are passed over. */
bool ta_stack_day_seen(const struct ta_stack *stack, const bool *left_out, size_t p,
                       size_t i, double limit);

/** The same of a look of that day, clear or not, on whatever panel. */
bool ta_stack_day_met(const struct ta_stack *stack, size_t p, size_t i);

/** A site seen on two grids counts once, on the grid that saw more of it, because
 * pixels are never moved from grid to grid. @p seen [n_panels] is what each saw, @p
 * left_out [n_panels] is set. The first of equals stays. */
void ta_stack_keep_best(const struct ta_stack *stack, const double *seen,
                        bool *left_out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file before_after.h  A cell's median now beside its median in the same season of the past.
 *
 *  The season is the 2h + 1 days that end on the date, and the same days of earlier years. The
 *  window is the newest seasons, the baseline those before, perhaps after a gap. A cell that
 *  has too few clear looks in either is not observed. */
#ifndef TA_ALGORITHMS_BEFORE_AFTER_H
#define TA_ALGORITHMS_BEFORE_AFTER_H

#include "indicator_result.h"
#include "look_mix.h"
#include "season.h"

struct ta_before_after {
    struct ta_season season;
    double window, gap, baseline; /**< numbers of seasons */
    size_t min_looks;             /**< of a cell, in window and in baseline */
    double limit;                 /**< values beyond +-limit are no values */
};

enum ta_look_role { TA_LOOK_NEITHER, TA_LOOK_AFTER, TA_LOOK_BEFORE };

/** The six parameters that say what is compared, for an indicator's list. */
/* clang-format off */
#define TA_BEFORE_AFTER_PARAMS                                                                                \
    {"season_half_width_days", "day", 1, 182, 45, "half the length of the season that ends on the date"},     \
    {"window_seasons", "1", 1, 5, 1, "newest seasons that make the window"},                                  \
    {"gap_seasons", "1", 0, 30, 0, "seasons left out between baseline and window"},                           \
    {"baseline_seasons", "1", 1, 30, 5, "seasons that make the baseline"},                                    \
    {"min_clear_looks", "1", 1, 50, 3, "fewest clear looks of a cell in window and in baseline"},             \
    {"min_observed_share", "1", 0, 1, 0.60, "smallest observed share of the site that gives a value"}
/* clang-format on */

/** The rule from those parameters. */
struct ta_before_after ta_before_after_of(const struct ta_evidence *evidence,
                                          const struct ta_indicator *self, ta_day date,
                                          double limit);

enum ta_look_role ta_before_after_role(const struct ta_before_after *rule, ta_day day);

/** Memory for going over the cells of a stack. */
struct ta_before_after_scratch {
    double *seen;        /**< [n_panels] area observed (m2), for ta_stack_keep_best() */
    double *value;       /**< [2 * most looks] */
    bool *left_out;      /**< [n_panels] */
    unsigned char *role; /**< [most looks] */
};
size_t ta_before_after_size(const struct ta_stack *stack);
/** Lay it over @p memory of that size, aligned for doubles. */
struct ta_before_after_scratch ta_before_after_lay(const struct ta_stack *stack,
                                                   void *memory);
/** Fill `role` for the looks of @p panel. */
void ta_before_after_roles(const struct ta_before_after *rule,
                           const struct ta_panel *panel,
                           const struct ta_before_after_scratch *s);

struct ta_cell_medians {
    double after, before;
    size_t n_after, n_before; /**< clear looks */
};

/** Medians of cell @p c. @return false when it is not observed. */
bool ta_before_after_cell(const struct ta_before_after *rule,
                          const struct ta_panel *panel, size_t c,
                          const struct ta_before_after_scratch *s,
                          struct ta_cell_medians *out);

/** Sensors and orbits of the clear looks in both, of the panels that are not left out. */
struct ta_look_mix ta_before_after_mix(const struct ta_before_after *rule,
                                       const struct ta_stack *stack,
                                       const bool *left_out);

/** Are there clear looks in both? Writes how many days into @p out, and why not. */
bool ta_before_after_has_looks(const struct ta_before_after *rule,
                               const struct ta_stack *stack, const bool *left_out,
                               struct ta_result *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file built_over.h  How much of a site was built over since the same season before.
 *
 *  Plants and bare building ground turn into panels, roofs, roads and graded soil: near infrared
 *  falls, short-wave infrared does not, NDBI rises (Zha, Gao, Ni 2003). A cell counts as built over
 *  where its median NDBI of the window is higher by the threshold than that of the baseline. Ground
 *  that was bare or built over before does not change its NDBI and cannot tell. */
#ifndef TA_ALGORITHMS_BUILT_OVER_H
#define TA_ALGORITHMS_BUILT_OVER_H

#include "before_after.h"

enum { TA_BUILT_THRESHOLDS = 3 }; /* the threshold less and plus its step, and itself */
enum { TA_BUILT_LOOSE, TA_BUILT_AS_GIVEN, TA_BUILT_STRICT };

struct ta_built_rule {
    struct ta_before_after compare;
    double threshold[TA_BUILT_THRESHOLDS], bare_from, min_observed;
};

/** The parameters that make the rule, for an indicator's list, with TA_BEFORE_AFTER_PARAMS. */
/* clang-format off */
#define TA_BUILT_PARAMS                                                                                \
    {"threshold", "1", 0.01, 1, 0.10, "rise of the median NDBI that counts as built over"},            \
    {"threshold_step", "1", 0, 0.5, 0.05, "spread of the threshold that the interval covers"},         \
    {"bare_from", "1", -1, 1, 0.0, "median NDBI of the baseline from which ground was bare already"}
/* clang-format on */

/** The rule from those parameters. */
struct ta_built_rule ta_built_rule_of(const struct ta_evidence *evidence,
                                      const struct ta_indicator *self, ta_day date);

/** Areas in m2. */
struct ta_built_tally {
    double site, looks, rim;
    double telling;                    /**< seen, and not bare before */
    double bare;                       /**< seen, but bare or built over before */
    double built[TA_BUILT_THRESHOLDS]; /**< of the telling */
    struct ta_look_mix mix;            /**< of the looks that were compared */
};

/** Scratch that ta_built_tally_stack() needs. */
size_t ta_built_size(const struct ta_stack *stack);

/** Go over the cells of all sites, each on the grid that saw most of it.
 *  @param scratch [ta_built_size()]
 *  @param out     filled when both window and baseline have looks; else the result says why not
 *  @return TA_OK; TA_E_DATA when a panel is broken. */
TA_NODISCARD enum ta_status
ta_built_tally_stack(const struct ta_built_rule *rule, const struct ta_stack *stack,
                     void *scratch, struct ta_built_tally *out,
                     struct ta_result *result, bool *looked);

#endif

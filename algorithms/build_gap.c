/* SPDX-License-Identifier: Apache-2.0 */
/** @file build_gap.c  What the client says it has built and is not seen on the ground.
 *
 *  Plants and bare building ground turn into panels, roofs, roads and graded soil: near infrared
 *  falls, short-wave infrared does not, NDBI rises. A cell counts as built over where its median
 *  NDBI of the window is higher by the threshold than that of the same season before.
 *
 *      seen    = built-over share of the cells that can tell
 *      claimed = declared capacity built / capacity planned, at most 1
 *      gap     = max(claimed - seen, 0), in points of the plan
 *
 *  What this takes for granted: the plan fills the site evenly, so that a share of the site is a
 *  share of the capacity. What it cannot see: whether what stands also runs, and whether ground
 *  is only graded; so `seen` is the most that can be built, and the gap the least that is missing.
 *  Ground that was bare or built over before does not change its NDBI and cannot tell; it is left
 *  out of `seen` and widens the interval. */
#include <math.h>

#include "built_over.h"
#include "indicator_result.h"
#include "indicators.h"

static const double m2_per_ha = 1e4;

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *input = ta_evidence_input(evidence, "ndbi");
    if (input == NULL || input->reason != TA_OBSERVED) return 0;
    return ta_built_size(&input->stack);
}

/** What the client says of its plan. */
struct claim {
    double planned, built; /**< MW */
    double share;          /**< of the plan, [0, 1] */
    int grade;
};

/** Without a plan there is nothing to hold against the ground; with one, what stands has to be
 *  said. @return false when @p out has the answer already. */
static bool read_claim(const struct ta_evidence *e, struct claim *claim,
                       struct ta_result *out)
{
    const struct ta_input *planned = ta_evidence_input(e, "planned");
    if (planned == NULL || planned->reason == TA_CLIENT_SILENT) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "no capacity is planned");
        return false;
    }
    planned = ta_result_need(out, e, "planned");
    const struct ta_input *built =
        planned != NULL ? ta_result_need(out, e, "claimed") : NULL;
    if (built == NULL) return false;
    if (!(planned->number > 0.0)) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "a plan of no capacity");
        return false;
    }
    *claim = (struct claim){planned->number, built->number,
                            fmin(built->number / planned->number, 1.0),
                            ta_grade_poorer(planned->grade, built->grade)};
    return true;
}

static double gap_of(const struct claim *claim, double seen)
{
    return 100.0 * fmax(claim->share - fmin(seen, 1.0), 0.0);
}

/** 2 from twice the fewest looks and 90 % that can tell, 3 from 75 %, else 4. A 1 needs somebody
 *  who stood there. */
static int grade_of(const struct ta_built_rule *rule, const struct ta_built_tally *sum,
                    double share)
{
    double looks = sum->looks / sum->telling;
    if (share >= 0.90 && looks >= 2.0 * (double)rule->compare.min_looks) return 2;
    return share >= 0.75 ? 3 : 4;
}

/** lo..hi holds the gap at one threshold step to either side, and that all (lo) or nothing (hi) of
 *  what cannot tell is built over. A rim that the evidence says was taken away is left out;
 *  an assessment's looks have none taken away. */
static void write_value(const struct ta_built_rule *rule,
                        const struct ta_built_tally *sum, double site,
                        const struct claim *claim, struct ta_result *out)
{
    double hidden = fmax(site - sum->rim - sum->telling, 0.0);
    double all = sum->telling + hidden,
           seen = sum->built[TA_BUILT_AS_GIVEN] / sum->telling;
    out->reason = TA_OBSERVED;
    out->value = gap_of(claim, seen);
    out->lo =
        fmin(gap_of(claim, (sum->built[TA_BUILT_LOOSE] + hidden) / all), out->value);
    out->hi = fmax(gap_of(claim, sum->built[TA_BUILT_STRICT] / all), out->value);
    ta_result_unseen(out, hidden / site);
    ta_result_detail(out, "best_case_threshold", rule->threshold[TA_BUILT_LOOSE], "1");
    ta_result_detail(out, "worst_case_threshold", rule->threshold[TA_BUILT_STRICT],
                     "1");
    out->grade = grade_of(rule, sum, fmin(sum->telling / site, 1.0));
    ta_result_detail(out, "seen_share", 100.0 * seen, "%");
    ta_result_detail(out, "seen_capacity", claim->planned * seen, "MW");
}

static void write_details(const struct ta_built_tally *sum, double site,
                          const struct claim *claim, struct ta_result *out)
{
    double unseen = fmax(site - sum->rim - sum->telling - sum->bare, 0.0);
    ta_result_detail(out, "claimed_share", 100.0 * claim->share, "%");
    ta_result_detail(out, "claimed_capacity", claim->built, "MW");
    ta_result_detail(out, "planned_capacity", claim->planned, "MW");
    ta_result_detail(out, "built_over_ha", sum->built[TA_BUILT_AS_GIVEN] / m2_per_ha,
                     "ha");
    ta_result_detail(out, "bare_before_ha", sum->bare / m2_per_ha, "ha");
    ta_result_detail(out, "not_observed_ha", unseen / m2_per_ha, "ha");
    ta_result_detail(out, "rim_ha", sum->rim / m2_per_ha, "ha");
}

static void judge(const struct ta_built_rule *rule, const struct ta_built_tally *sum,
                  double site, const struct claim *claim, struct ta_result *out)
{
    double share = sum->telling / site;
    if (share >= rule->min_observed && sum->telling > 0.0) {
        write_value(rule, sum, site, claim, out);
    } else if ((sum->telling + sum->bare) / site >= rule->min_observed) {
        ta_result_missing(out, TA_OUT_OF_SENSOR,
                          "%.0f %% of the site was bare or built over before: its NDBI "
                          "cannot tell",
                          floor(100.0 * sum->bare / site));
    } else {
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "%.0f %% of the site has %zu clear looks in window and "
                          "baseline, %.0f %% needed",
                          floor(100.0 * share), rule->compare.min_looks,
                          100.0 * rule->min_observed);
    }
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    struct claim claim;
    ta_result_clear(out);
    if (!read_claim(evidence, &claim, out)) return TA_OK;
    const struct ta_input *input = ta_result_need(out, evidence, "ndbi");
    if (input == NULL) return TA_OK;
    const struct ta_stack *stack = &input->stack;
    struct ta_built_rule rule =
        ta_built_rule_of(evidence, &ta_indicator_build_gap, date);
    struct ta_built_tally sum;
    bool looked;
    enum ta_status rc = ta_built_tally_stack(&rule, stack, scratch, &sum, out, &looked);
    if (rc != TA_OK || !looked) return rc;

    double site = stack->site_area_m2 > 0.0 ? stack->site_area_m2 : sum.site + sum.rim;
    judge(&rule, &sum, site, &claim, out);
    write_details(&sum, site, &claim, out);
    if (out->reason == TA_OBSERVED)
        out->grade = ta_grade_poorer(out->grade, input->grade);
    ta_look_mix_tell(&sum.mix, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"ndbi", TA_INPUT_STACK, TA_FROM_IMAGERY, "ndbi", "1", -2, 2, true,
     "NDBI of each clear look at each site, one panel per site and grid"},
    {"planned", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.capacity_planned", "MW", 0, 1e6, false,
     "capacity that the whole site is planned for"},
    {"claimed", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.capacity_built", "MW", 0, 1e6, false,
     "capacity that the client says it has built"},
};

static const struct ta_param_spec param[] = {
    TA_BUILT_PARAMS,
    TA_BEFORE_AFTER_PARAMS,
};
/* clang-format on */

const struct ta_indicator ta_indicator_build_gap = {
    .id = "build_gap",
    .unit = "%",
    .cite =
        "NDBI: Zha, Gao, Ni 2003, doi 10.1080/01431160304987; same-season medians and "
        "the gap: rule of this program, see the head of algorithms/build_gap.c",
    .version = 6,
    .role = TA_ROLE_SCORED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
    .claim = "claimed",
    .scratch_size = scratch_size,
};

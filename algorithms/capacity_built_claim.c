/* SPDX-License-Identifier: Apache-2.0 */
/** @file capacity_built_claim.c  Capacity said to stand, and money drawn for it, against the ground.
 *
 *  Both are shares of the plan: built / planned as the client declares it, and what was drawn of the
 *  financing, less what a project may draw ahead of building (deposits, equipment under way). The
 *  observed counterpart is the share of the site that was built over since the same season before,
 *  by NDBI, as build_gap sees it: the plan is taken to fill the site evenly, and what stands need not
 *  run. Money that is not ahead of the ground clears nobody who does not say what is built. Ground that
 *  cannot tell may be built over: where it could close the gap, the claim is not
 *  contradicted. Below a few cells this sensor cannot answer. */
#include <math.h>

#include "built_over.h"
#include "claim.h"
#include "indicators.h"

static const double m2_per_ha = 1e4, half_interval_in_sigma = 1.645;
enum { LEAST_CELLS = 4 };

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *input = ta_evidence_input(evidence, "ndbi");
    if (input == NULL || input->reason != TA_OBSERVED) return 0;
    return ta_built_size(&input->stack);
}

/* What is said, in percent of the plan; NaN where nothing is. */
struct said {
    double built, drawn;
    int grade;
};

static double number_of(const struct ta_evidence *e, const char *name, int *grade)
{
    const struct ta_input *input = ta_evidence_input(e, name);
    if (input == NULL || input->reason != TA_OBSERVED) return (double)NAN;
    *grade = ta_grade_poorer(*grade, input->grade);
    return input->number;
}

static struct said read_said(const struct ta_evidence *e)
{
    struct said out = {.grade = 0};
    double planned = number_of(e, "planned", &out.grade);
    double built = number_of(e, "claimed", &out.grade);
    out.drawn = number_of(e, "drawn", &out.grade);
    out.built = planned > 0.0 ? 100.0 * fmin(built / planned, 1.0) : (double)NAN;
    return out;
}

static double largest_cell(const struct ta_stack *stack)
{
    double out = 0.0;
    for (size_t p = 0; p < stack->n_panels; p++)
        out = fmax(out, stack->panel[p].cell_area_m2);
    return out;
}

/* What the ground shows, in percent of the site, with its error. */
struct ground {
    double seen, hidden, error, least_seen;
};

static struct ground ground_of(const struct ta_built_tally *sum, double site,
                               double cell)
{
    double telling = sum->telling;
    double spread = (sum->built[TA_BUILT_LOOSE] - sum->built[TA_BUILT_STRICT]) / 2.0;
    double rim = ta_area_error(sum->built[TA_BUILT_AS_GIVEN] / cell, cell);
    return (struct ground){
        .seen = 100.0 * sum->built[TA_BUILT_AS_GIVEN] / telling,
        .hidden = 100.0 * fmax(site - sum->rim - telling, 0.0) / site,
        .error = 100.0 * hypot(spread / half_interval_in_sigma, rim) / telling,
        .least_seen = 100.0 * LEAST_CELLS * cell / telling};
}

static struct ta_claim_answer judge(const struct ta_evidence *e, const struct ground *g,
                                    double declared, struct ta_claim *claim)
{
    *claim = (struct ta_claim){.declared = declared,
                               .declared_error = (double)NAN,
                               .observed = g->seen,
                               .observed_error = g->error,
                               .least_seen = g->least_seen,
                               .side = TA_CLAIM_MORE_FLATTERS};
    ta_claim_rule(e, &ta_indicator_capacity_built_claim, claim);
    struct ta_claim_answer answer = ta_claim_judge(claim);
    if (answer.verdict == TA_CLAIM_CONTRADICTED &&
        answer.excess - g->hidden <= claim->tolerance)
        answer.verdict = TA_CLAIM_TOLERATED; /* what cannot tell may be built over */
    return answer;
}

/* The graver of the two stands: the sentence and the excess are its own. */
static void write_answer(const struct ta_evidence *e, const struct ground *g,
                         const struct said *said, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_capacity_built_claim;
    double ahead = ta_evidence_param(e, self, "drawn_ahead");
    struct ta_claim of_built, of_drawn;
    struct ta_claim_answer built = judge(e, g, said->built, &of_built);
    struct ta_claim_answer drawn =
        judge(e, g, fmax(said->drawn - ahead, 0.0), &of_drawn);
    bool by_drawn =
        isnan(said->built) || (!isnan(said->drawn) && drawn.verdict > built.verdict);
    if (isnan(said->built) && drawn.verdict != TA_CLAIM_CONTRADICTED)
        ta_result_missing(out, TA_CLIENT_SILENT, "capacity built is not stated");
    else if (by_drawn)
        ta_claim_write(&of_drawn, &drawn, "built for the money drawn", "%", out);
    else
        ta_claim_write(&of_built, &built, "capacity built", "%", out);
    if (!isnan(said->drawn)) ta_result_detail(out, "drawn_share", said->drawn, "%");
    ta_result_detail(out, "not_observed_share", g->hidden, "%");
    if (out->reason != TA_OBSERVED) return;
    out->lo = out->value - g->hidden;
    out->hi = out->value;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    ta_result_clear(out);
    const struct said said = read_said(evidence);
    if (isnan(said.built) && isnan(said.drawn)) {
        ta_result_missing(out, TA_CLIENT_SILENT,
                          "neither capacity built of a plan nor money drawn is stated");
        return TA_OK;
    }
    const struct ta_input *input = ta_result_need(out, evidence, "ndbi");
    if (input == NULL) return TA_OK;
    struct ta_built_rule rule =
        ta_built_rule_of(evidence, &ta_indicator_capacity_built_claim, date);
    struct ta_built_tally sum;
    bool looked;
    enum ta_status rc =
        ta_built_tally_stack(&rule, &input->stack, scratch, &sum, out, &looked);
    if (rc != TA_OK || !looked) return rc;
    double site = input->stack.site_area_m2 > 0.0 ? input->stack.site_area_m2
                                                  : sum.site + sum.rim;
    if (!(sum.telling > 0.0 && sum.telling / site >= rule.min_observed)) {
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "%.0f %% of the site can tell: clear in both seasons and not "
                          "bare before",
                          floor(100.0 * sum.telling / site));
        return TA_OK;
    }
    const struct ground ground = ground_of(&sum, site, largest_cell(&input->stack));
    write_answer(evidence, &ground, &said, out);
    ta_result_detail(out, "built_over_ha", sum.built[TA_BUILT_AS_GIVEN] / m2_per_ha,
                     "ha");
    if (out->reason == TA_OBSERVED)
        out->grade = ta_grade_poorer(2, ta_grade_poorer(said.grade, input->grade));
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
    {"drawn", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.drawn_share", "%", 0, 100, false,
     "share of the financing that was drawn, by the bank's books"},
};

static const struct ta_param_spec param[] = {
    {"drawn_ahead", "%", 0, 100, 20, "points that a project may draw ahead of building"},
    TA_CLAIM_PARAMS,
    TA_BUILT_PARAMS,
    TA_BEFORE_AFTER_PARAMS,
};
/* clang-format on */

const struct ta_indicator ta_indicator_capacity_built_claim = {
    .id = "capacity_built_claim",
    .unit = "%",
    .cite =
        "NDBI: Zha, Gao, Ni 2003, doi 10.1080/01431160304987; claim, error and gate: "
        "rules of this program, see algorithms/claim.h",
    .version = 5,
    .role = TA_ROLE_GATE,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = -100.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
    .claim = "claimed",
    .scratch_size = scratch_size,
};

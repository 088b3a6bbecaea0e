/* SPDX-License-Identifier: Apache-2.0 */
/** @file undisturbed_claim.c  "Nobody was in the reserve", against vegetation that went.
 *
 *  The claim is an area disturbed, usually none. Cells whose NDVI fell by the threshold since the same
 *  season before are disturbed. Nothing seen is no confirmation: a track or a hut is smaller than a
 *  few cells, so below that this sensor cannot answer. Nor can it where what seems to have gone within a
 *  pixel of the edge would decide (rim.h): there a shift between looks reads as change. */
#include <math.h>

#include "before_after.h"
#include "claim.h"
#include "indicators.h"
#include "panel.h"
#include "rim.h"

static const double m2_per_ha = 1e4, ndvi_limit = 2.0, rounding = 1e-9;
enum { GRADE_SEEN = 2, LEAST_CELLS = 4 };

/** Areas in m2. */
struct fallen {
    double site, seen, lost, cells, cell_area;
    double rim; /**< lost or shifted: of the rim, or of sites that have little else */
    struct ta_rim_areas areas;
    struct ta_look_mix mix;
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *input = ta_evidence_input(evidence, "ndvi");
    if (input == NULL || input->reason != TA_OBSERVED) return 0;
    return input->stack.n_panels * sizeof(struct fallen) +
           ta_before_after_size(&input->stack);
}

/** What counts as fallen. */
struct rule {
    struct ta_before_after compare;
    double threshold;
    bool leave_out_rim;
};

static struct fallen fallen_on(const struct rule *rule, const struct ta_panel *panel,
                               const struct ta_before_after_scratch *s)
{
    const struct ta_before_after *compare = &rule->compare;
    enum ta_rim_use use = ta_rim_use_of(panel, rule->leave_out_rim);
    struct fallen out = {.cell_area = panel->cell_area_m2,
                         .areas = ta_rim_areas_of(panel, use)};
    ta_before_after_roles(compare, panel, s);
    for (size_t c = 0; c < panel->n_cells; c++) {
        double area = panel->fraction[c] * panel->cell_area_m2;
        struct ta_cell_medians m;
        if (!(area > 0.0)) continue;
        out.site += area;
        if (!ta_before_after_cell(compare, panel, c, s, &m)) continue;
        out.seen += area;
        if (m.after - m.before - rounding > rule->threshold) continue;
        if (use == TA_RIM_SMALL || (use == TA_RIM_APART && panel->rim[c])) {
            out.rim += area;
            continue;
        }
        out.lost += area;
        out.cells += panel->fraction[c];
    }
    return out;
}

static enum ta_status look(const struct ta_evidence *e, ta_day date, void *scratch,
                           struct fallen *sum, struct ta_result *out, bool *looked)
{
    const struct ta_indicator *self = &ta_indicator_undisturbed_claim;
    const struct ta_stack *stack = &ta_evidence_input(e, "ndvi")->stack;
    struct rule rule = {.compare = ta_before_after_of(e, self, date, ndvi_limit),
                        .threshold = ta_evidence_param(e, self, "threshold"),
                        .leave_out_rim =
                            ta_evidence_param(e, self, "leave_out_rim") > 0.0};
    struct fallen *each = scratch;
    struct ta_before_after_scratch s =
        ta_before_after_lay(stack, each + stack->n_panels);
    *sum = (struct fallen){.site = 0.0};
    for (size_t p = 0; p < stack->n_panels; p++) {
        if (!ta_panel_sound(&stack->panel[p])) return TA_E_DATA;
        each[p] = fallen_on(&rule, &stack->panel[p], &s);
        s.seen[p] = each[p].seen;
    }
    ta_stack_keep_best(stack, s.seen, s.left_out);
    *looked = ta_before_after_has_looks(&rule.compare, stack, s.left_out, out);
    sum->mix = ta_before_after_mix(&rule.compare, stack, s.left_out);
    for (size_t p = 0; p < stack->n_panels; p++) {
        if (s.left_out[p]) continue;
        sum->site += each[p].site;
        sum->seen += each[p].seen;
        sum->lost += each[p].lost;
        sum->cells += each[p].cells;
        sum->rim += each[p].rim;
        ta_rim_areas_add(&sum->areas, &each[p].areas);
        sum->cell_area = fmax(sum->cell_area, each[p].cell_area);
    }
    if (stack->site_area_m2 > sum->site) sum->site = stack->site_area_m2;
    return TA_OK;
}

/** Do the two disagree only because of what the rim shows? */
static bool rim_decides(const struct ta_claim *claim, const struct fallen *f)
{
    struct ta_claim with = *claim;
    with.observed += f->rim / m2_per_ha;
    with.observed_error =
        ta_area_error(f->cells + f->rim / f->cell_area, f->cell_area) / m2_per_ha;
    return ta_claim_judge(claim).verdict != TA_CLAIM_CONTRADICTED &&
           ta_claim_judge(&with).verdict == TA_CLAIM_CONTRADICTED;
}

static void judge(const struct ta_evidence *e, const struct fallen *f, double declared,
                  struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_undisturbed_claim;
    struct ta_claim claim = {
        .declared = declared,
        .declared_error = (double)NAN,
        .observed = f->lost / m2_per_ha,
        .observed_error = ta_area_error(f->cells, f->cell_area) / m2_per_ha,
        .least_seen = LEAST_CELLS * f->cell_area / m2_per_ha,
        .side = TA_CLAIM_LESS_FLATTERS,
    };
    double hidden = fmax(f->site - f->seen, 0.0) / m2_per_ha;
    double rim = f->rim / m2_per_ha;
    ta_claim_rule(e, self, &claim);
    claim.tolerance = fmax(claim.tolerance, claim.least_seen);
    struct ta_claim_answer answer = ta_claim_judge(&claim);
    ta_claim_write(&claim, &answer, "area disturbed", "ha", out);
    ta_result_detail(out, "not_observed_ha", hidden, "ha");
    ta_rim_details(&f->areas, out);
    if (rim > 0.0) ta_result_detail(out, "rim_loss_ha", rim, "ha");
    if (rim_decides(&claim, f))
        ta_result_missing(out, TA_OUT_OF_SENSOR,
                          "%.2f ha seem disturbed within a pixel of the edge, or "
                          "shifted: this sensor cannot answer",
                          rim);
    if (out->reason != TA_OBSERVED) return;
    out->lo = answer.excess;
    out->hi = answer.excess + hidden + rim;
    out->grade = GRADE_SEEN;
    ta_look_mix_tell(&f->mix, out);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_undisturbed_claim;
    struct fallen f;
    bool looked;
    (void)tables;
    ta_result_clear(out);
    const struct ta_input *declared = ta_result_need(out, evidence, "declared");
    if (declared == NULL || ta_result_need(out, evidence, "ndvi") == NULL) return TA_OK;
    enum ta_status rc = look(evidence, date, scratch, &f, out, &looked);
    if (rc != TA_OK || !looked) return rc;
    if (!(f.seen / f.site >= ta_evidence_param(evidence, self, "min_observed_share"))) {
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "%.0f %% of the site has clear looks in window and baseline",
                          floor(100.0 * f.seen / fmax(f.site, 1.0)));
        return TA_OK;
    }
    judge(evidence, &f, declared->number, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"declared", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.area_disturbed", "ha", 0, 1e8, true,
     "area that the client says was cleared or entered; 0 for none"},
    {"ndvi", TA_INPUT_STACK, TA_FROM_IMAGERY, "ndvi", "1", -2, 2, true,
     "NDVI of each clear look at each site, one panel per site and grid"},
};

static const struct ta_param_spec param[] = {
    {"threshold", "1", -1, 0, -0.20, "fall of the median NDVI that counts as disturbed"},
    TA_RIM_PARAM,
    TA_BEFORE_AFTER_PARAMS,
    TA_CLAIM_PARAMS,
};
/* clang-format on */

const struct ta_indicator ta_indicator_undisturbed_claim = {
    .id = "undisturbed_claim",
    .unit = "ha",
    .cite = "NDVI: Rouse et al. 1974, NASA SP-351; same-season medians, claim and "
            "gate: rules "
            "of this program, see algorithms/claim.h",
    .version = 6,
    .role = TA_ROLE_GATE,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = -1e8,
    .hi = 1e8,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
    .claim = "declared",
    .scratch_size = scratch_size,
};

/* SPDX-License-Identifier: Apache-2.0 */
/** @file water_extent_change.c  Open water on the site now, against the same season of the past.
 *
 *  A cell is water where its median MNDWI is above the threshold (Xu 2006: 0), in the window and
 *  in the baseline each by itself. The value is the change of the water's area as a share of the
 *  observed site: below zero water was lost, above zero it was gained. Cells a pixel or more inside the
 *  edge make value and hectares, those of the rim only widen the interval (rim.h). */
#include <math.h>

#include "before_after.h"
#include "indicator_result.h"
#include "indicators.h"
#include "panel.h"
#include "rim.h"

static const double m2_per_ha = 1e4;
static const double mndwi_limit = 2.0; /* beyond it is no normalised difference */

enum { N_THRESHOLDS = 3 }; /* the threshold less and plus its step, and itself */
enum { AS_GIVEN = 1 };

struct rule {
    struct ta_before_after compare;
    double threshold[N_THRESHOLDS], min_observed;
    bool leave_out_rim;
};

/** What cells of one kind say; areas in m2. */
struct part {
    double site, observed, looks;
    double before[N_THRESHOLDS], after[N_THRESHOLDS];
    double gained[N_THRESHOLDS], lost[N_THRESHOLDS];
};

struct tally {
    struct part inside; /**< what makes the value */
    struct part rim;    /**< what stays out of it */
    struct ta_rim_areas areas;
    double cut; /**< area (m2) of which the evidence has no cells (rim_fraction_lost) */
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *input = ta_evidence_input(evidence, "mndwi");
    if (input == NULL || input->reason != TA_OBSERVED) return 0;
    return input->stack.n_panels * sizeof(struct tally) +
           ta_before_after_size(&input->stack);
}

static struct rule rule_of(const struct ta_evidence *e, ta_day date)
{
    const struct ta_indicator *self = &ta_indicator_water_extent_change;
    double threshold = ta_evidence_param(e, self, "threshold");
    double step = ta_evidence_param(e, self, "threshold_step");
    return (struct rule){
        .compare = ta_before_after_of(e, self, date, mndwi_limit),
        .threshold = {threshold - step, threshold, threshold + step},
        .min_observed = ta_evidence_param(e, self, "min_observed_share"),
        .leave_out_rim = ta_evidence_param(e, self, "leave_out_rim") > 0.0,
    };
}

static void tally_cell(const struct rule *rule, const struct ta_panel *panel, size_t c,
                       const struct ta_before_after_scratch *s, struct part *t)
{
    double area = panel->fraction[c] * panel->cell_area_m2;
    struct ta_cell_medians m;
    t->site += area;
    if (!ta_before_after_cell(&rule->compare, panel, c, s, &m)) return;

    t->observed += area;
    t->looks += area * (double)(m.n_after < m.n_before ? m.n_after : m.n_before);
    for (size_t k = 0; k < N_THRESHOLDS; k++) {
        bool was = m.before > rule->threshold[k], is = m.after > rule->threshold[k];
        if (was) t->before[k] += area;
        if (is) t->after[k] += area;
        if (is && !was) t->gained[k] += area;
        if (was && !is) t->lost[k] += area;
    }
}

static void tally_panel(const struct rule *rule, const struct ta_panel *panel,
                        const struct ta_before_after_scratch *s, struct tally *t)
{
    enum ta_rim_use use = ta_rim_use_of(panel, rule->leave_out_rim);
    *t = (struct tally){.areas = ta_rim_areas_of(panel, use)};
    ta_before_after_roles(&rule->compare, panel, s);
    for (size_t c = 0; c < panel->n_cells; c++) {
        bool apart = use == TA_RIM_APART && panel->rim[c];
        if (panel->fraction[c] > 0.0)
            tally_cell(rule, panel, c, s, apart ? &t->rim : &t->inside);
    }
    t->cut = ta_rim_cut(panel, t->inside.site + t->rim.site);
}

static void part_add(struct part *sum, const struct part *t)
{
    sum->site += t->site;
    sum->observed += t->observed;
    sum->looks += t->looks;
    for (size_t k = 0; k < N_THRESHOLDS; k++) {
        sum->before[k] += t->before[k];
        sum->after[k] += t->after[k];
        sum->gained[k] += t->gained[k];
        sum->lost[k] += t->lost[k];
    }
}

static void tally_add(struct tally *sum, const struct tally *t)
{
    part_add(&sum->inside, &t->inside);
    part_add(&sum->rim, &t->rim);
    ta_rim_areas_add(&sum->areas, &t->areas);
    sum->cut += t->cut;
}

static struct tally tally_stack(const struct rule *rule, const struct ta_stack *stack,
                                const struct ta_before_after_scratch *s,
                                struct tally *tally)
{
    for (size_t p = 0; p < stack->n_panels; p++) {
        tally_panel(rule, &stack->panel[p], s, &tally[p]);
        s->seen[p] = tally[p].inside.observed + tally[p].rim.observed;
    }
    ta_stack_keep_best(stack, s->seen, s->left_out);

    struct tally sum = {0};
    for (size_t p = 0; p < stack->n_panels; p++)
        if (!s->left_out[p]) tally_add(&sum, &tally[p]);
    return sum;
}

/** Area (m2) that nobody saw. */
static double hidden_area(const struct tally *sum, double site)
{
    double seen = sum->inside.observed + sum->rim.observed;
    return fmax(site - sum->cut - seen, 0.0);
}

static double seen_share(const struct tally *sum, double site)
{
    return ta_rim_seen_share(site, sum->rim.site, sum->inside.observed,
                             sum->rim.observed);
}

static void write_details(const struct tally *sum, double site, struct ta_result *out)
{
    const struct part *in = &sum->inside;
    ta_result_detail(out, "water_before_ha", in->before[AS_GIVEN] / m2_per_ha, "ha");
    ta_result_detail(out, "water_after_ha", in->after[AS_GIVEN] / m2_per_ha, "ha");
    ta_result_detail(out, "water_gained_ha", in->gained[AS_GIVEN] / m2_per_ha, "ha");
    ta_result_detail(out, "water_lost_ha", in->lost[AS_GIVEN] / m2_per_ha, "ha");
    ta_result_detail(out, "observed_ha", in->observed / m2_per_ha, "ha");
    ta_result_detail(out, "not_observed_ha", hidden_area(sum, site) / m2_per_ha, "ha");
    ta_result_detail(out, "rim_ha", sum->cut / m2_per_ha, "ha");
    ta_rim_details(&sum->areas, out);
    if (sum->areas.apart > 0.0) {
        ta_result_detail(out, "rim_gained_ha", sum->rim.gained[AS_GIVEN] / m2_per_ha,
                         "ha");
        ta_result_detail(out, "rim_lost_ha", sum->rim.lost[AS_GIVEN] / m2_per_ha, "ha");
    }
    ta_result_detail(out, "observed_share", fmin(seen_share(sum, site), 1.0), "1");
    if (in->before[AS_GIVEN] > 0.0)
        ta_result_detail(out, "change_of_water",
                         100.0 * (in->after[AS_GIVEN] / in->before[AS_GIVEN] - 1.0),
                         "%");
}

/** As for vegetation loss: 2 from twice the fewest looks and 90 % seen, 3 from 75 %, else 4. */
static int grade_of(const struct rule *rule, const struct part *in, double share)
{
    double looks = in->looks / in->observed;
    if (share >= 0.90 && looks >= 2.0 * (double)rule->compare.min_looks) return 2;
    return share >= 0.75 ? 3 : 4;
}

static void tell_rim(const struct tally *sum, struct ta_result *out)
{
    double gained = sum->rim.gained[AS_GIVEN], lost = sum->rim.lost[AS_GIVEN];
    ta_rim_tell_apart(&sum->areas, out);
    if (gained + lost > 0.0)
        ta_result_why_also(out,
                           "%.2f ha of water seem gained there and %.2f ha lost, or "
                           "shifted: they count in the interval",
                           gained / m2_per_ha, lost / m2_per_ha);
    ta_rim_tell_small(&sum->areas, out);
}

/** lo..hi holds the change at one threshold step to either side, that all cells not observed lost
 *  (lo) or gained (hi) water, and that all that seems lost or gained in the rim is so; where a site
 *  is too small to tell change from shift, also no change. What the evidence has no cells of is
 *  left out. */
static void write_interval(const struct tally *sum, double site, struct ta_result *out)
{
    const struct part *in = &sum->inside, *rim = &sum->rim;
    double hidden = hidden_area(sum, site), least = INFINITY, most = -INFINITY;
    double inner = in->observed + hidden, all = inner + rim->observed;
    double lost = 0.0, gained = 0.0;
    for (size_t k = 0; k < N_THRESHOLDS; k++) {
        double change = in->after[k] - in->before[k];
        least = fmin(least, change);
        most = fmax(most, change);
        lost = fmax(lost, rim->lost[k]);
        gained = fmax(gained, rim->gained[k]);
    }
    least -= hidden;
    most += hidden;
    out->lo = fmin(100.0 * least / inner, 100.0 * (least - lost) / all);
    out->hi = fmax(100.0 * most / inner, 100.0 * (most + gained) / all);
    out->lo =
        fmin(out->lo, sum->areas.small > 0.0 ? fmin(out->value, 0.0) : out->value);
    out->hi =
        fmax(out->hi, sum->areas.small > 0.0 ? fmax(out->value, 0.0) : out->value);
}

static void write_value(const struct rule *rule, const struct tally *sum, double site,
                        struct ta_result *out)
{
    const struct part *in = &sum->inside;
    double change = in->after[AS_GIVEN] - in->before[AS_GIVEN];
    out->reason = TA_OBSERVED;
    out->value = 100.0 * change / in->observed;
    write_interval(sum, site, out);
    out->grade = grade_of(rule, in, fmin(seen_share(sum, site), 1.0));
    tell_rim(sum, out);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    ta_result_clear(out);
    const struct ta_input *input = ta_result_need(out, evidence, "mndwi");
    if (input == NULL) return TA_OK;
    const struct ta_stack *stack = &input->stack;
    for (size_t p = 0; p < stack->n_panels; p++)
        if (!ta_panel_sound(&stack->panel[p])) return TA_E_DATA;

    struct rule rule = rule_of(evidence, date);
    struct tally *tally = scratch;
    struct ta_before_after_scratch s =
        ta_before_after_lay(stack, tally + stack->n_panels);
    struct tally sum = tally_stack(&rule, stack, &s, tally);
    if (!ta_before_after_has_looks(&rule.compare, stack, s.left_out, out)) return TA_OK;

    double site = stack->site_area_m2;
    if (!(site > 0.0)) site = sum.inside.site + sum.rim.site + sum.cut;
    double share = seen_share(&sum, site);
    write_details(&sum, site, out);
    if (!(share >= rule.min_observed && sum.inside.observed > 0.0)) {
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "%.0f %% of the site has %zu clear looks in window and "
                          "baseline, %.0f %% needed",
                          floor(100.0 * share), rule.compare.min_looks,
                          100.0 * rule.min_observed);
        return TA_OK;
    }
    write_value(&rule, &sum, site, out);
    out->grade = ta_grade_poorer(out->grade, input->grade);
    struct ta_look_mix mix = ta_before_after_mix(&rule.compare, stack, s.left_out);
    ta_look_mix_tell(&mix, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"mndwi", TA_INPUT_STACK, TA_FROM_IMAGERY, "mndwi", "1", -2, 2, true,
     "MNDWI of each clear look at each site, one panel per site and grid"},
};

static const struct ta_param_spec param[] = {
    {"threshold", "1", -1, 1, 0.0, "median MNDWI above which a cell is water"},
    {"threshold_step", "1", 0, 0.5, 0.05, "spread of the threshold that the interval covers"},
    {"adjust_bands", "1", 0, 1, 0, "1: bands of other sensors as Landsat 8 sees them, after the table band_adjustments"},
    TA_RIM_PARAM,
    TA_BEFORE_AFTER_PARAMS,
};
/* clang-format on */

/* Read where chips become values, for adjust_bands. */
static const char *const table[] = {"band_adjustments"};

const struct ta_indicator ta_indicator_water_extent_change = {
    .id = "water_extent_change",
    .unit = "%",
    .cite = "MNDWI above 0: Xu 2006, doi 10.1080/01431160600589179; same-season "
            "medians: rule of "
            "this program, see the head of algorithms/before_after.h",
    .version = 7,
    .role = TA_ROLE_REPORTED,
    .direction = TA_NEITHER,
    .interval = TA_INTERVAL_CASES,
    .lo = -100.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof table / sizeof *table,
    .table = table,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};

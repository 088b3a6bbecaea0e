/* SPDX-License-Identifier: Apache-2.0 */
/** @file vegetation_loss.c  Share of the vegetated site whose NDVI fell against its own
 * past.
 *
 *  The season is the 2h + 1 days that end on the date, and the same days of earlier
 * years (a year is 365.2425 days). Season 0 is the current one, season k the one k
 * years before. The window is the newest seasons, the baseline the ones before, perhaps
 * after a gap.
 *
 *      d = median(window) - median(baseline)      per cell, >= 3 clear looks in each
 *
 *  A cell is lost where d <= threshold, vegetated where its baseline median says so,
 * and not observed where either side has too few clear looks: absence of evidence, not
 * of loss. Cells a pixel or more inside the edge make value and hectares, those of the rim
 * only the worst case (rim.h). */
#include <math.h>

#include "before_after.h"
#include "indicator_result.h"
#include "indicators.h"
#include "panel.h"
#include "rim.h"

static const double m2_per_ha = 1e4;
/* NDVI of reflectances just below zero passes 1; beyond 2 it is no NDVI. */
static const double ndvi_limit = 2.0;
/* A fall of exactly the threshold counts, however the pixels were scaled. */
static const double rounding = 1e-9;

/* Share of a bare site that may be unseen before it may hide vegetation. */
static const double bare_unseen_most = 0.01;

enum { N_ROWS = 4 };
static const double row_threshold[N_ROWS] = {-0.05, -0.10, -0.15, -0.20};
static const char *const row_name[N_ROWS] = {"loss_ha_at_0.05", "loss_ha_at_0.10",
                                             "loss_ha_at_0.15", "loss_ha_at_0.20"};

struct rule {
    struct ta_before_after compare;
    double threshold, step, vegetated_from, min_vegetated, min_observed;
    bool leave_out_rim;
};

/** What cells of one kind say; areas in m2. */
struct part {
    double site, observed, vegetated;
    double loss, loss_strict, loss_loose, loss_row[N_ROWS];
    double looks; /**< area-weighted sum of the smaller number of clear looks */
};

/** What one panel says. */
struct tally {
    struct part inside; /**< what makes the value */
    struct part rim;    /**< what stays out of it */
    struct ta_rim_areas areas;
    double cut; /**< area (m2) of which the evidence has no cells (rim_fraction_lost) */
    size_t out_of_range;
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *ndvi = ta_evidence_input(evidence, "ndvi");
    if (ndvi == NULL || ndvi->reason != TA_OBSERVED) return 0;
    return ndvi->stack.n_panels * sizeof(struct tally) +
           ta_before_after_size(&ndvi->stack);
}

static struct rule rule_of(const struct ta_evidence *e, ta_day date)
{
    const struct ta_indicator *self = &ta_indicator_vegetation_loss;
    return (struct rule){
        .compare = ta_before_after_of(e, self, date, ndvi_limit),
        .threshold = ta_evidence_param(e, self, "threshold"),
        .step = ta_evidence_param(e, self, "threshold_step"),
        .vegetated_from = ta_evidence_param(e, self, "vegetated_from"),
        .min_vegetated = ta_evidence_param(e, self, "min_vegetated_share"),
        .min_observed = ta_evidence_param(e, self, "min_observed_share"),
        .leave_out_rim = ta_evidence_param(e, self, "leave_out_rim") > 0.0,
    };
}

static void tally_loss(const struct rule *rule, double difference, double area,
                       struct part *t)
{
    double fall = difference - rounding;
    t->vegetated += area;
    if (fall <= rule->threshold) t->loss += area;
    if (fall <= rule->threshold - rule->step) t->loss_strict += area;
    if (fall <= fmin(rule->threshold + rule->step, 0.0)) t->loss_loose += area;
    for (size_t r = 0; r < N_ROWS; r++)
        if (fall <= row_threshold[r]) t->loss_row[r] += area;
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
    if (m.before < rule->vegetated_from) return;
    tally_loss(rule, m.after - m.before, area, t);
}

static size_t count_out_of_range(const struct ta_panel *panel)
{
    size_t n = 0;
    for (size_t i = 0; i < panel->n_looks * panel->n_cells; i++)
        if (fabs(panel->value[i]) > ndvi_limit) n++;
    return n;
}

static void tally_panel(const struct rule *rule, const struct ta_panel *panel,
                        const struct ta_before_after_scratch *s, struct tally *t)
{
    enum ta_rim_use use = ta_rim_use_of(panel, rule->leave_out_rim);
    *t = (struct tally){.areas = ta_rim_areas_of(panel, use),
                        .out_of_range = count_out_of_range(panel)};
    ta_before_after_roles(&rule->compare, panel, s);
    for (size_t c = 0; c < panel->n_cells; c++) {
        bool apart = use == TA_RIM_APART && panel->rim[c];
        if (panel->fraction[c] > 0.0)
            tally_cell(rule, panel, c, s, apart ? &t->rim : &t->inside);
    }
    if (use == TA_RIM_SMALL) t->inside.loss_strict = 0.0; /* none of it is certain */
    t->cut = ta_rim_cut(panel, t->inside.site + t->rim.site);
}

static void part_add(struct part *sum, const struct part *t)
{
    sum->site += t->site;
    sum->observed += t->observed;
    sum->vegetated += t->vegetated;
    sum->loss += t->loss;
    sum->loss_strict += t->loss_strict;
    sum->loss_loose += t->loss_loose;
    for (size_t r = 0; r < N_ROWS; r++) sum->loss_row[r] += t->loss_row[r];
    sum->looks += t->looks;
}

static void tally_add(struct tally *sum, const struct tally *t)
{
    part_add(&sum->inside, &t->inside);
    part_add(&sum->rim, &t->rim);
    ta_rim_areas_add(&sum->areas, &t->areas);
    sum->cut += t->cut;
    sum->out_of_range += t->out_of_range;
}

/** Is there vegetation to judge by? */
static bool is_green(const struct rule *rule, const struct part *part)
{
    return part->vegetated > rule->min_vegetated * part->observed;
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

/** Where only the rim is green, and next to nothing hides what may be green inside, the site is as
 *  one that has nothing inside. */
static void judge_by_all(const struct rule *rule, struct tally *sum, double site)
{
    struct part all = sum->inside;
    part_add(&all, &sum->rim);
    if (is_green(rule, &sum->inside) || !is_green(rule, &all)) return;
    if (hidden_area(sum, site) / site > bare_unseen_most) return;
    all.loss_strict = 0.0;
    sum->inside = all;
    sum->rim = (struct part){.site = 0.0};
    sum->areas.small = sum->areas.inside + sum->areas.rim;
    sum->areas.apart = 0.0;
}

static double seen_share(const struct tally *sum, double site)
{
    return ta_rim_seen_share(site, sum->rim.site, sum->inside.observed,
                             sum->rim.observed);
}

static void write_details(const struct tally *sum, double site, struct ta_result *out)
{
    const struct part *in = &sum->inside;
    ta_result_detail(out, "loss_ha", in->loss / m2_per_ha, "ha");
    for (size_t r = 0; r < N_ROWS; r++)
        ta_result_detail(out, row_name[r], in->loss_row[r] / m2_per_ha, "ha");
    ta_result_detail(out, "vegetated_ha", in->vegetated / m2_per_ha, "ha");
    ta_result_detail(out, "observed_ha", in->observed / m2_per_ha, "ha");
    ta_result_detail(out, "not_observed_ha", hidden_area(sum, site) / m2_per_ha, "ha");
    ta_result_detail(out, "rim_ha", sum->cut / m2_per_ha, "ha");
    ta_rim_details(&sum->areas, out);
    if (sum->areas.apart > 0.0) {
        ta_result_detail(out, "rim_vegetated_ha", sum->rim.vegetated / m2_per_ha, "ha");
        ta_result_detail(out, "rim_loss_ha", sum->rim.loss / m2_per_ha, "ha");
    }
    ta_result_detail(out, "observed_share", fmin(seen_share(sum, site), 1.0), "1");
    if (in->observed > 0.0)
        ta_result_detail(out, "clear_looks_mean", in->looks / in->observed, "1");
    ta_result_detail(out, "cells_out_of_range", (double)sum->out_of_range, "1");
}

/** Imagery: 2 when the medians rest on twice the fewest looks and 90 % was seen, else 3
 * from 75 % seen, else 4. A 1 needs somebody who stood there. */
static int grade_of(const struct rule *rule, const struct part *in, double share)
{
    double looks = in->looks / in->observed;
    if (share >= 0.90 && looks >= 2.0 * (double)rule->compare.min_looks) return 2;
    return share >= 0.75 ? 3 : 4;
}

static void tell_rim(const struct tally *sum, struct ta_result *out)
{
    ta_rim_tell_apart(&sum->areas, out);
    if (sum->rim.loss > 0.0)
        ta_result_why_also(
            out, "%.2f ha seem lost there, or shifted: they count in the worst case",
            sum->rim.loss / m2_per_ha);
    ta_rim_tell_small(&sum->areas, out);
}

/** lo..hi holds the loss at one threshold step to either side and, for cells not
 * observed, that all of them were vegetated, and none (lo) or all (hi) were lost: so what
 * was not seen never makes hi smaller. Of the rim lo takes that nothing was lost, hi all that
 * seems lost there; a rim that shows less than the rest does not make hi smaller. What the
 * evidence has no cells of is left out. */
static void write_value(const struct rule *rule, const struct tally *sum, double site,
                        struct ta_result *out)
{
    const struct part *in = &sum->inside, *rim = &sum->rim;
    double hidden = hidden_area(sum, site);
    double inner = in->vegetated + hidden, all = inner + rim->vegetated;
    double loose = in->loss_loose + hidden;
    out->reason = TA_OBSERVED;
    out->value = 100.0 * in->loss / in->vegetated;
    out->lo = fmin(100.0 * in->loss_strict / all, out->value);
    out->hi = fmax(100.0 * loose / inner, 100.0 * (loose + rim->loss_loose) / all);
    out->hi = fmax(out->hi, out->value); /* sums of another order round elsewhere */
    ta_result_unseen(out, hidden / site);
    ta_result_detail(out, "best_case_threshold", rule->threshold - rule->step, "1");
    ta_result_detail(out, "worst_case_threshold",
                     fmin(rule->threshold + rule->step, 0.0), "1");
    out->grade = grade_of(rule, in, fmin(seen_share(sum, site), 1.0));
    tell_rim(sum, out);
}

/** Bare ground has next to nothing to lose, and a loss of nothing must not speak for a works
 * yard; what nobody saw may have been green. */
static void judge_bare(const struct rule *rule, const struct tally *sum, double site,
                       struct ta_result *out)
{
    double unseen = hidden_area(sum, site) / site;
    struct part all = sum->inside;
    part_add(&all, &sum->rim);
    if (unseen <= bare_unseen_most)
        ta_result_missing(
            out, TA_NOT_APPLICABLE,
            "no vegetation: baseline NDVI below %.2f on %.0f %% of the site",
            rule->vegetated_from, floor(100.0 * (1.0 - all.vegetated / all.observed)));
    else
        ta_result_missing(
            out, TA_NO_CLEAR_LOOK,
            "hardly any vegetation on what was seen; %.0f %% of the site was not",
            ceil(100.0 * unseen));
}

static void judge(const struct rule *rule, const struct tally *sum, double site,
                  struct ta_result *out)
{
    double share = seen_share(sum, site);
    if (!(share >= rule->min_observed))
        ta_result_missing(
            out, TA_NO_CLEAR_LOOK,
            "%.0f %% of the site has %zu clear looks in window and baseline, "
            "%.0f %% needed",
            floor(100.0 * share), rule->compare.min_looks, 100.0 * rule->min_observed);
    else if (!is_green(rule, &sum->inside))
        judge_bare(rule, sum, site, out);
    else
        write_value(rule, sum, site, out);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    ta_result_clear(out);
    const struct ta_input *ndvi = ta_result_need(out, evidence, "ndvi");
    if (ndvi == NULL) return TA_OK;
    const struct ta_stack *stack = &ndvi->stack;
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
    judge_by_all(&rule, &sum, site);
    judge(&rule, &sum, site, out);
    write_details(&sum, site, out);
    if (out->reason == TA_OBSERVED)
        out->grade = ta_grade_poorer(out->grade, ndvi->grade);
    struct ta_look_mix mix = ta_before_after_mix(&rule.compare, stack, s.left_out);
    ta_look_mix_tell(&mix, out);
    return TA_OK;
}

static const struct ta_input_spec input[] = {
    {.name = "ndvi",
     .kind = TA_INPUT_STACK,
     .origin = TA_FROM_IMAGERY,
     .key = "ndvi",
     .unit = "1",
     .lo = -2.0,
     .hi = 2.0,
     .required = true,
     .help = "NDVI of each clear look at each site, one panel per site and grid"},
};

/* clang-format off */
static const struct ta_param_spec param[] = {
    {"threshold", "1", -1.0, -0.01, -0.10, "fall of the median NDVI that counts as loss"},
    {"threshold_step", "1", 0.0, 0.5, 0.05, "spread of the threshold that the interval covers"},
    {"vegetated_from", "1", -1.0, 1.0, 0.40, "median NDVI of the baseline from which a cell is vegetated"},
    {"min_vegetated_share", "1", 0.0, 1.0, 0.05, "share of what was seen up to which the site counts as bare"},
    {"adjust_bands", "1", 0, 1, 0, "1: bands of other sensors as Landsat 8 sees them, after the table band_adjustments"},
    TA_RIM_PARAM,
    TA_BEFORE_AFTER_PARAMS,
};
/* clang-format on */

/* Read where chips become values, for adjust_bands. */
static const char *const table[] = {"band_adjustments"};

const struct ta_indicator ta_indicator_vegetation_loss = {
    .id = "vegetation_loss",
    .unit = "%",
    .cite = "NDVI: Rouse et al. 1974, NASA SP-351 I, p. 309; same-season median "
            "difference: "
            "rule of this program, see the head of algorithms/vegetation_loss.c",
    .version = 9,
    .role = TA_ROLE_SCORED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof table / sizeof *table,
    .table = table,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};

/* SPDX-License-Identifier: Apache-2.0 */
/** @file area_planted_claim.c  Land that the client says is planted, against what is green.
 *
 *  A cell is green where its median NDVI over the season's clear looks is at the threshold or above.
 *  What had too few clear looks may be green or bare: it widens the interval and, where it could close
 *  the gap, the claim is not contradicted. */
#include <math.h>

#include "claim.h"
#include "indicators.h"
#include "panel.h"
#include "season.h"
#include "series_order.h"

static const double m2_per_ha = 1e4, ndvi_limit = 2.0;
enum { GRADE_SEEN = 2, LEAST_CELLS = 4 };

/** Areas in m2; cells are whole and part ones together. */
struct green {
    double site, seen, green, cells, cell_area;
    size_t looks;
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *input = ta_evidence_input(evidence, "ndvi");
    if (input == NULL || input->reason != TA_OBSERVED) return 0;
    return (input->stack.n_panels + ta_stack_most_looks(&input->stack)) *
           sizeof(double);
}

static void look_at_panel(const struct ta_panel *panel, ta_day date, double half,
                          size_t least, double threshold, double *values,
                          struct green *out)
{
    for (size_t c = 0; c < panel->n_cells; c++) {
        double area = panel->fraction[c] * panel->cell_area_m2;
        size_t n = 0;
        if (!(area > 0.0)) continue;
        for (size_t i = 0; i < panel->n_looks; i++) {
            double v = panel->value[i * panel->n_cells + c];
            double age = (double)date - (double)panel->day[i];
            if (age >= 0.0 && age <= 2.0 * half && fabs(v) <= ndvi_limit)
                values[n++] = v;
        }
        out->site += area;
        if (n < least) continue;
        out->seen += area;
        out->cells += panel->fraction[c];
        out->looks += n;
        if (ta_series_median(n, values) + 1e-9 >= threshold) out->green += area;
    }
    out->cell_area = fmax(out->cell_area, panel->cell_area_m2);
}

static enum ta_status look(const struct ta_evidence *e, ta_day date, double *scratch,
                           struct green *out)
{
    const struct ta_indicator *self = &ta_indicator_area_planted_claim;
    const struct ta_stack *stack = &ta_evidence_input(e, "ndvi")->stack;
    double half = ta_evidence_param(e, self, "season_half_width_days");
    double threshold = ta_evidence_param(e, self, "green_from");
    size_t least = (size_t)ta_evidence_param(e, self, "min_clear_looks");
    *out = (struct green){0};
    for (size_t p = 0; p < stack->n_panels; p++) {
        struct green one = {0};
        if (!ta_panel_sound(&stack->panel[p])) return TA_E_DATA;
        bool again = p > 0 && stack->panel[p].site == stack->panel[p - 1].site;
        look_at_panel(&stack->panel[p], date, half, least, threshold, scratch, &one);
        if (again) continue; /* the same site on another grid counts once */
        out->site += one.site;
        out->seen += one.seen;
        out->green += one.green;
        out->cells += one.cells;
        out->looks += one.looks;
        out->cell_area = fmax(out->cell_area, one.cell_area);
    }
    if (stack->site_area_m2 > out->site) out->site = stack->site_area_m2;
    return TA_OK;
}

static void judge(const struct ta_evidence *e, const struct green *g,
                  const struct ta_input *declared, struct ta_result *out)
{
    struct ta_claim claim = {
        .declared = declared->number,
        .declared_error = (double)NAN,
        .observed = g->green / m2_per_ha,
        .observed_error = ta_area_error(g->cells, g->cell_area) / m2_per_ha,
        .least_seen = LEAST_CELLS * g->cell_area / m2_per_ha,
        .side = TA_CLAIM_MORE_FLATTERS,
    };
    double hidden = fmax(g->site - g->seen, 0.0) / m2_per_ha;
    ta_claim_rule(e, &ta_indicator_area_planted_claim, &claim);
    struct ta_claim_answer answer = ta_claim_judge(&claim);
    if (answer.verdict == TA_CLAIM_CONTRADICTED &&
        answer.excess - hidden <= claim.tolerance)
        answer.verdict = TA_CLAIM_TOLERATED; /* what was not seen may be green */
    ta_claim_write(&claim, &answer, "area planted", "ha", out);
    ta_result_detail(out, "not_observed_ha", hidden, "ha");
    if (out->reason != TA_OBSERVED) return;
    out->lo = answer.excess - hidden;
    out->hi = answer.excess;
    out->grade = GRADE_SEEN;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_area_planted_claim;
    struct green g;
    (void)tables;
    ta_result_clear(out);
    const struct ta_input *declared = ta_result_need(out, evidence, "declared");
    if (declared == NULL || ta_result_need(out, evidence, "ndvi") == NULL) return TA_OK;
    enum ta_status rc = look(evidence, date, scratch, &g);
    if (rc != TA_OK) return rc;
    out->n_looks = g.looks;
    if (!(g.seen / g.site >= ta_evidence_param(evidence, self, "min_observed_share"))) {
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "%.0f %% of the site has enough clear looks in the season",
                          floor(100.0 * g.seen / fmax(g.site, 1.0)));
        return TA_OK;
    }
    judge(evidence, &g, declared, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"declared", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.area_planted", "ha", 0, 1e8, true,
     "area that the client says is planted"},
    {"ndvi", TA_INPUT_STACK, TA_FROM_IMAGERY, "ndvi", "1", -2, 2, true,
     "NDVI of each clear look at each site, one panel per site and grid"},
};

static const struct ta_param_spec param[] = {
    {"green_from", "1", -1, 1, 0.40, "median NDVI from which a cell is planted"},
    {"season_half_width_days", "day", 1, 182, 45, "half the days before the date that are looked at"},
    {"min_clear_looks", "1", 1, 50, 2, "fewest clear looks of a cell"},
    {"min_observed_share", "1", 0, 1, 0.60, "smallest observed share of the site that gives an answer"},
    TA_CLAIM_PARAMS,
};
/* clang-format on */

const struct ta_indicator ta_indicator_area_planted_claim = {
    .id = "area_planted_claim",
    .unit = "ha",
    .cite =
        "NDVI: Rouse et al. 1974, NASA SP-351; claim, error and gate: rules of this "
        "program, see algorithms/claim.h",
    .version = 2,
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

/* SPDX-License-Identifier: Apache-2.0 */
#include "built_over.h"

#include <math.h>

#include "panel.h"
#include "rim.h"

static const double ndbi_limit = 2.0; /* beyond it is no normalised difference */
static const double rounding = 1e-9;  /* a rise of exactly the threshold counts */

struct ta_built_rule ta_built_rule_of(const struct ta_evidence *e,
                                      const struct ta_indicator *self, ta_day date)
{
    double threshold = ta_evidence_param(e, self, "threshold");
    double step = ta_evidence_param(e, self, "threshold_step");
    return (struct ta_built_rule){
        .compare = ta_before_after_of(e, self, date, ndbi_limit),
        .threshold = {[TA_BUILT_LOOSE] = fmax(threshold - step, 0.0),
                      [TA_BUILT_AS_GIVEN] = threshold,
                      [TA_BUILT_STRICT] = threshold + step},
        .bare_from = ta_evidence_param(e, self, "bare_from"),
        .min_observed = ta_evidence_param(e, self, "min_observed_share"),
    };
}

static void tally_cell(const struct ta_built_rule *rule, const struct ta_panel *panel,
                       size_t c, const struct ta_before_after_scratch *s,
                       struct ta_built_tally *t)
{
    double area = panel->fraction[c] * panel->cell_area_m2;
    struct ta_cell_medians m;
    t->site += area;
    if (!ta_before_after_cell(&rule->compare, panel, c, s, &m)) return;
    if (m.before >= rule->bare_from) {
        t->bare += area;
        return;
    }
    t->telling += area;
    t->looks += area * (double)(m.n_after < m.n_before ? m.n_after : m.n_before);
    for (size_t k = 0; k < TA_BUILT_THRESHOLDS; k++)
        if (m.after - m.before + rounding >= rule->threshold[k]) t->built[k] += area;
}

static void tally_panel(const struct ta_built_rule *rule, const struct ta_panel *panel,
                        const struct ta_before_after_scratch *s,
                        struct ta_built_tally *t)
{
    *t = (struct ta_built_tally){.site = 0.0};
    ta_before_after_roles(&rule->compare, panel, s);
    for (size_t c = 0; c < panel->n_cells; c++)
        if (panel->fraction[c] > 0.0) tally_cell(rule, panel, c, s, t);
    t->rim = ta_rim_cut(panel, t->site);
}

static void tally_add(struct ta_built_tally *sum, const struct ta_built_tally *t)
{
    sum->site += t->site;
    sum->looks += t->looks;
    sum->rim += t->rim;
    sum->telling += t->telling;
    sum->bare += t->bare;
    for (size_t k = 0; k < TA_BUILT_THRESHOLDS; k++) sum->built[k] += t->built[k];
}

static struct ta_built_tally tally_stack(const struct ta_built_rule *rule,
                                         const struct ta_stack *stack,
                                         const struct ta_before_after_scratch *s,
                                         struct ta_built_tally *tally)
{
    for (size_t p = 0; p < stack->n_panels; p++) {
        tally_panel(rule, &stack->panel[p], s, &tally[p]);
        s->seen[p] = tally[p].telling;
    }
    ta_stack_keep_best(stack, s->seen, s->left_out);

    struct ta_built_tally sum = {0};
    for (size_t p = 0; p < stack->n_panels; p++)
        if (!s->left_out[p]) tally_add(&sum, &tally[p]);
    return sum;
}

size_t ta_built_size(const struct ta_stack *stack)
{
    return stack->n_panels * sizeof(struct ta_built_tally) +
           ta_before_after_size(stack);
}

enum ta_status ta_built_tally_stack(const struct ta_built_rule *rule,
                                    const struct ta_stack *stack, void *scratch,
                                    struct ta_built_tally *out,
                                    struct ta_result *result, bool *looked)
{
    for (size_t p = 0; p < stack->n_panels; p++)
        if (!ta_panel_sound(&stack->panel[p])) return TA_E_DATA;
    struct ta_built_tally *tally = scratch;
    struct ta_before_after_scratch s =
        ta_before_after_lay(stack, tally + stack->n_panels);
    *out = tally_stack(rule, stack, &s, tally);
    out->mix = ta_before_after_mix(&rule->compare, stack, s.left_out);
    *looked = ta_before_after_has_looks(&rule->compare, stack, s.left_out, result);
    return TA_OK;
}

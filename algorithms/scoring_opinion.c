/* SPDX-License-Identifier: Apache-2.0 */
#include "scoring_opinion.h"

#include <math.h>

static const double best_score = 100.0;
/* Of sums of weights and of means: a mean of 80s is at least 80. */
static const double rounding = 1e-9;

enum ta_level ta_level_of(const struct ta_model *model, double score)
{
    int level = TA_LEVEL_COUNT - 1;
    while (level > TA_LEVEL_VERY_HIGH && score + rounding < model->level_from[level])
        level--;
    return (enum ta_level)level;
}

enum ta_level ta_level_held(const struct ta_model *model, enum ta_level previous,
                            double score)
{
    if (previous >= TA_LEVEL_COUNT) return ta_level_of(model, score);

    enum ta_level up = ta_level_of(model, score - model->hysteresis);
    if (up > previous) return up;
    enum ta_level down = ta_level_of(model, score + model->hysteresis);
    return down < previous ? down : previous;
}

enum ta_opinion ta_opinion_by_level(const struct ta_model *model, enum ta_level level,
                                    double observed_weight)
{
    for (size_t i = 0; i < model->n_opinions; i++) {
        const struct ta_model_opinion *row = &model->opinion[i];
        if (level >= row->level_at_least &&
            observed_weight + rounding >= row->observed_at_least)
            return row->opinion;
    }
    return TA_OPINION_CANNOT_SAY;
}

enum ta_opinion ta_opinion_by_bounds(const struct ta_model *model, double lo, double hi,
                                     double observed_weight)
{
    enum ta_opinion rests =
        ta_opinion_by_level(model, ta_level_of(model, lo), observed_weight);
    enum ta_opinion at_best = ta_opinion_by_level(model, ta_level_of(model, hi), 1.0);
    return ta_opinion_graver(rests, at_best);
}

static int gravity(enum ta_opinion opinion)
{
    switch (opinion) {
    case TA_OPINION_NO_OBJECTION: return 0;
    case TA_OPINION_CONDITIONS: return 1;
    case TA_OPINION_CANNOT_SAY: return 2;
    case TA_OPINION_OBJECTION: return 3;
    case TA_OPINION_COUNT: break;
    }
    return 2;
}

enum ta_opinion ta_opinion_graver(enum ta_opinion a, enum ta_opinion b)
{
    return gravity(a) >= gravity(b) ? a : b;
}

enum ta_opinion ta_gate_opinion(const struct ta_model_gate *gate,
                                enum ta_gate_state state)
{
    switch (state) {
    case TA_GATE_PASSES: return TA_OPINION_NO_OBJECTION;
    case TA_GATE_FIRES: return gate->opinion_at_best;
    case TA_GATE_NOT_EVALUATED: return gate->not_evaluated;
    }
    return TA_OPINION_CANNOT_SAY;
}

double ta_gate_cap(const struct ta_model_gate *gate, enum ta_gate_state state)
{
    if (state != TA_GATE_FIRES || isnan(gate->score_cap)) return best_score;
    return gate->score_cap;
}

/** Lowest cap of all gates; those not evaluated count as firing when @p worst. */
static double lowest_cap(const struct ta_scoring *in, bool worst)
{
    double cap = best_score;
    for (size_t g = 0; g < in->model->n_gates; g++) {
        enum ta_gate_state state = in->gate[g].gate;
        if (worst && state == TA_GATE_NOT_EVALUATED) state = TA_GATE_FIRES;
        cap = fmin(cap, ta_gate_cap(&in->model->gate[g], state));
    }
    return cap;
}

void ta_score_conclude(const struct ta_scoring *in, struct ta_score *out)
{
    const struct ta_model *model = in->model;
    double cap = lowest_cap(in, false);
    double lo = fmin(out->lo, lowest_cap(in, true));
    out->capped = fmin(out->value, cap);
    out->level_lo = ta_level_of(model, lo);
    out->level_hi = ta_level_of(model, fmin(out->hi, cap));
    out->level = ta_level_held(model, in->previous, lo);

    out->opinion = ta_opinion_by_bounds(model, out->lo, out->hi, out->observed_weight);
    for (size_t g = 0; g < model->n_gates; g++)
        out->opinion = ta_opinion_graver(
            out->opinion, ta_gate_opinion(&model->gate[g], in->gate[g].gate));
}

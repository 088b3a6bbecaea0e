/* SPDX-License-Identifier: Apache-2.0 */
#include "report/what_if.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "record/codes.h"
#include "scoring.h"

static bool is_missing(const struct ta_fact_indicator *indicator)
{
    return strcmp(indicator->reason, "observed") != 0;
}

bool ta_what_if_counts(const struct ta_fact_indicator *indicator)
{
    if (strcmp(indicator->reason, "not_applicable") == 0) return false;
    if (indicator->gating) return strcmp(indicator->gate, "passes") != 0;
    if (!indicator->scored) return false;
    return is_missing(indicator) ||
           indicator->scoring.score_lo < indicator->scoring.reference;
}

static bool is_settled(const struct ta_what_if *settled,
                       const struct ta_fact_indicator *indicator)
{
    if (settled == NULL || !ta_what_if_counts(indicator)) return false;
    return settled->only == NULL || settled->only == indicator;
}

/* What is asked of the parts: which of them is settled, and which bound. */
struct asked {
    const struct ta_facts *facts;
    const struct ta_model *model;
    const struct ta_what_if *settled;
    bool upper;
};

static double score_of(const struct asked *asked,
                       const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_scoring *s = &indicator->scoring;
    bool settled = is_settled(asked->settled, indicator);
    if (settled && is_missing(indicator)) return s->reference;
    double score = asked->upper ? fmax(s->score_hi, s->score_lo) : s->score_lo;
    return settled ? fmax(score, s->reference) : score;
}

/* Scores of a pillar's indicators; their weights are of the whole. */
static double pillar_score(const struct asked *asked,
                           const struct ta_fact_pillar *pillar, double *room)
{
    const struct ta_facts *facts = asked->facts;
    double *score = room, *weight = room + facts->n_indicators;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored || indicator->pillar == NULL) continue;
        if (strcmp(indicator->pillar, pillar->id) != 0) continue;
        score[n] = score_of(asked, indicator);
        weight[n++] = indicator->scoring.weight / pillar->weight;
    }
    return n == 0 ? (double)NAN
                  : ta_weighted_mean(asked->model->within_pillar, n, score, weight);
}

/* @p room: twice as many as indicators and pillars together. NaN when nothing is scored. */
static double bound(const struct asked *asked, double *room)
{
    const struct ta_facts *facts = asked->facts;
    double *score = room + 2 * facts->n_indicators, *weight = score + facts->n_pillars;
    size_t n = 0;
    for (size_t p = 0; p < facts->n_pillars; p++) {
        if (!(facts->pillar[p].weight > 0.0)) continue;
        score[n] = pillar_score(asked, &facts->pillar[p], room);
        weight[n++] = facts->pillar[p].weight;
    }
    return n == 0 ? (double)NAN
                  : ta_weighted_mean(asked->model->across_pillars, n, score, weight);
}

static double observed_weight(const struct ta_facts *facts,
                              const struct ta_what_if *settled)
{
    double weight = facts->score.observed_weight;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored || !is_settled(settled, indicator)) continue;
        if (is_missing(indicator))
            weight += indicator->scoring.weight;
        else if (indicator->unseen_share > 0.0)
            weight += indicator->scoring.weight * indicator->unseen_share;
    }
    return weight;
}

static enum ta_gate_state state_of(const char *gate)
{
    if (strcmp(gate, "fires") == 0) return TA_GATE_FIRES;
    return strcmp(gate, "passes") == 0 ? TA_GATE_PASSES : TA_GATE_NOT_EVALUATED;
}

/* A gate that is not asked of the project stands in the record as shown only, and holds nothing. */
static enum ta_opinion held_by_gates(const struct ta_facts *facts,
                                     const struct ta_model *model,
                                     const struct ta_what_if *settled,
                                     enum ta_opinion opinion)
{
    for (size_t g = 0; g < model->n_gates; g++) {
        const struct ta_fact_indicator *gate =
            ta_facts_indicator(facts, model->gate[g].indicator);
        if (gate == NULL || !gate->gating || is_settled(settled, gate)) continue;
        opinion = ta_opinion_graver(
            opinion, ta_gate_opinion(&model->gate[g], state_of(gate->gate)));
    }
    return opinion;
}

static struct ta_what_if_answer answer_of(const struct ta_facts *facts,
                                          const struct ta_model *model,
                                          const struct ta_what_if *settled,
                                          double *room)
{
    const struct asked lower = {facts, model, settled, false};
    const struct asked upper = {facts, model, settled, true};
    struct ta_what_if_answer a = {bound(&lower, room), TA_OPINION_CANNOT_SAY};
    if (isnan(a.lo)) return a;
    enum ta_opinion by_level = ta_opinion_by_bounds(model, a.lo, bound(&upper, room),
                                                    observed_weight(facts, settled));
    a.opinion = held_by_gates(facts, model, settled, by_level);
    return a;
}

enum ta_status ta_what_if(const struct ta_facts *facts, const struct ta_model *model,
                          const struct ta_what_if *settled,
                          struct ta_what_if_answer *out)
{
    static const double close = 1e-6; /* points */
    double *room =
        ta_alloc(2 * (facts->n_indicators + facts->n_pillars) + 1, sizeof *room);
    if (room == NULL) return TA_E_NOMEM;
    struct ta_what_if_answer own = answer_of(facts, model, NULL, room);
    bool its_own = fabs(own.lo - facts->score.lo) <= close &&
                   strcmp(ta_opinion_code(own.opinion), facts->opinion) == 0;
    if (its_own) *out = answer_of(facts, model, settled, room);
    ta_free(room);
    return its_own ? TA_OK : TA_E_DATA;
}

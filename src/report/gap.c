/* SPDX-License-Identifier: Apache-2.0 */
#include "report/gap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/codes.h"
#include "scoring.h"

static enum ta_mean mean_of(const char *code)
{
    int mean = 0;
    while (mean < TA_MEAN_COUNT && strcmp(ta_mean_code((enum ta_mean)mean), code) != 0)
        mean++;
    return (enum ta_mean)mean;
}

static double at_value(const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_scoring *s = &indicator->scoring;
    return isfinite(s->score) ? s->score : s->score_lo;
}

static bool is_of(const struct ta_fact_indicator *indicator,
                  const struct ta_fact_pillar *pillar)
{
    return indicator->scored && indicator->pillar != NULL &&
           strcmp(indicator->pillar, pillar->id) == 0;
}

/* A pillar's scores at the value and at the lower bound. @p room: 3 of each indicator. */
static void pillar_scores(const struct ta_facts *facts,
                          const struct ta_fact_pillar *pillar, double *room,
                          double score[2])
{
    enum ta_mean within = mean_of(facts->model.within_pillar);
    double *value = room, *lo = value + facts->n_indicators;
    double *weight = lo + facts->n_indicators;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        if (!is_of(&facts->indicator[i], pillar)) continue;
        value[n] = at_value(&facts->indicator[i]);
        lo[n] = facts->indicator[i].scoring.score_lo;
        weight[n++] = facts->indicator[i].scoring.weight / pillar->weight;
    }
    score[0] = ta_weighted_mean(within, n, value, weight);
    score[1] = ta_weighted_mean(within, n, lo, weight);
}

/* Adds what a pillar's indicators take; returns the sum of it. */
static double split_pillar(const struct ta_facts *facts,
                           const struct ta_fact_pillar *pillar, double *room,
                           struct ta_gap *out)
{
    static const double least = 1e-9; /* points */
    enum ta_mean within = mean_of(facts->model.within_pillar);
    enum ta_mean across = mean_of(facts->model.across_pillars);
    double score[2], sum = 0.0;
    pillar_scores(facts, pillar, room, score);
    double gain = ta_mean_gain(across, facts->score.value, facts->score.lo) /
                  ta_mean_gain(across, score[0], score[1]) *
                  ta_mean_gain(within, score[0], score[1]);
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!is_of(indicator, pillar)) continue;
        double x = at_value(indicator), lo = indicator->scoring.score_lo;
        double points =
            indicator->scoring.weight * gain / ta_mean_gain(within, x, lo) * (x - lo);
        sum += points;
        if (points > least && out->n < facts->n_indicators)
            out->pull[out->n++] = (struct ta_pull){indicator, points};
    }
    return sum;
}

static int by_points(const void *a, const void *b)
{
    const struct ta_pull *x = a, *y = b;
    if (x->points != y->points) return x->points < y->points ? 1 : -1;
    return x->indicator < y->indicator ? -1 : 1;
}

static double split_all(const struct ta_facts *facts, double *room, struct ta_gap *out)
{
    double sum = 0.0;
    for (size_t p = 0; p < facts->n_pillars; p++)
        if (facts->pillar[p].weight > 0.0)
            sum += split_pillar(facts, &facts->pillar[p], room, out);
    return sum;
}

enum ta_status ta_gap_split(const struct ta_facts *facts, struct ta_gap *out)
{
    static const double close = 1e-6; /* points */
    double *room = ta_alloc(3 * facts->n_indicators + 1, sizeof *room);
    *out = (struct ta_gap){.pull = ta_alloc(facts->n_indicators, sizeof *out->pull)};
    enum ta_status rc = room != NULL && out->pull != NULL ? TA_OK : TA_E_NOMEM;
    if (rc == TA_OK) {
        double sum = split_all(facts, room, out);
        bool whole = fabs(sum - (facts->score.value - facts->score.lo)) <= close;
        if (!whole) out->n = 0;
        if (out->n > 1) qsort(out->pull, out->n, sizeof *out->pull, by_points);
    }
    ta_free(room);
    if (rc != TA_OK) ta_gap_free(out);
    return rc;
}

void ta_gap_free(struct ta_gap *gap)
{
    ta_free(gap->pull);
    *gap = (struct ta_gap){0};
}

/* --- from the reference down ----------------------------------------------------------- */

static double taken_by(const struct ta_gap *gap,
                       const struct ta_fact_indicator *indicator)
{
    for (size_t i = 0; i < gap->n; i++)
        if (gap->pull[i].indicator == indicator) return gap->pull[i].points;
    return 0.0;
}

static struct ta_cause cause_of(const struct ta_gap *gap,
                                const struct ta_fact_indicator *indicator)
{
    double share = indicator->scoring.share, taken = taken_by(gap, indicator);
    bool missing = ta_fact_missing(indicator);
    return (struct ta_cause){indicator, share - taken, missing ? 0.0 : share,
                             missing ? share - taken : -taken};
}

static int by_cause(const void *a, const void *b)
{
    const struct ta_cause *x = a, *y = b;
    if (x->points != y->points) return x->points > y->points ? 1 : -1;
    return x->indicator < y->indicator ? -1 : 1;
}

/* @return the sum of all, those above the reference too. */
static double list_causes(const struct ta_facts *facts, const struct ta_gap *gap,
                          struct ta_causes *out)
{
    double sum = 0.0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored || !isfinite(indicator->scoring.share)) continue;
        struct ta_cause cause = cause_of(gap, indicator);
        sum += cause.points;
        if (cause.points < 0.0) out->cause[out->n++] = cause;
    }
    return sum;
}

enum ta_status ta_causes_split(const struct ta_facts *facts, struct ta_causes *out)
{
    static const double close = 1e-6; /* points */
    struct ta_gap gap;
    *out = (struct ta_causes){0};
    enum ta_status rc = ta_gap_split(facts, &gap);
    if (rc != TA_OK) return rc;
    out->cause = ta_alloc(facts->n_indicators, sizeof *out->cause);
    if (out->cause == NULL) rc = TA_E_NOMEM;
    if (rc == TA_OK) {
        double sum = list_causes(facts, &gap, out);
        bool whole = fabs(sum - (facts->score.lo - facts->score.reference)) <= close;
        if (!whole) out->n = 0;
        if (out->n > 1) qsort(out->cause, out->n, sizeof *out->cause, by_cause);
    }
    ta_gap_free(&gap);
    return rc;
}

void ta_causes_free(struct ta_causes *causes)
{
    ta_free(causes->cause);
    *causes = (struct ta_causes){0};
}

/* --- what was seen --------------------------------------------------------------------- */

static double at_best(const struct ta_fact_indicator *indicator)
{
    return ta_fact_missing(indicator) ? indicator->scoring.score_hi
                                      : at_value(indicator);
}

static double pillar_seen(const struct ta_facts *facts,
                          const struct ta_fact_pillar *pillar, double *room)
{
    double *score = room, *weight = room + facts->n_indicators;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        if (!is_of(&facts->indicator[i], pillar)) continue;
        score[n] = at_best(&facts->indicator[i]);
        weight[n++] = facts->indicator[i].scoring.weight / pillar->weight;
    }
    return ta_weighted_mean(mean_of(facts->model.within_pillar), n, score, weight);
}

/* NaN when a mean is not known. @p room: 2 of each indicator and of each pillar. */
static double score_seen(const struct ta_facts *facts, double *room)
{
    double *score = room + 2 * facts->n_indicators, *weight = score + facts->n_pillars;
    size_t n = 0;
    for (size_t p = 0; p < facts->n_pillars; p++) {
        if (!(facts->pillar[p].weight > 0.0)) continue;
        score[n] = pillar_seen(facts, &facts->pillar[p], room);
        weight[n++] = facts->pillar[p].weight;
    }
    return ta_weighted_mean(mean_of(facts->model.across_pillars), n, score, weight);
}

static enum ta_opinion opinion_of(const char *code)
{
    int opinion = 0;
    while (opinion < TA_OPINION_COUNT &&
           strcmp(ta_opinion_code((enum ta_opinion)opinion), code) != 0)
        opinion++;
    return (enum ta_opinion)opinion;
}

enum ta_status ta_opinion_seen(const struct ta_facts *facts,
                               const struct ta_model *model, enum ta_opinion *out)
{
    double *room =
        ta_alloc(2 * (facts->n_indicators + facts->n_pillars) + 1, sizeof *room);
    *out = TA_OPINION_COUNT;
    if (room == NULL) return TA_E_NOMEM;
    double score = score_seen(facts, room);
    ta_free(room);
    if (!isfinite(score)) return TA_OK;
    *out = ta_opinion_by_level(model, ta_level_of(model, score), 1.0);
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *gate = &facts->indicator[i];
        if (gate->gating && strcmp(gate->gate, "fires") == 0)
            *out = ta_opinion_graver(*out, opinion_of(gate->at_gate.opinion_at_best));
    }
    return TA_OK;
}

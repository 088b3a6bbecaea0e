/* SPDX-License-Identifier: Apache-2.0 */
#include "scoring.h"

#include <math.h>

#include "scoring_opinion.h"

double ta_goalpost_score(double value, double worst, double best)
{
    double share = (value - worst) / (best - worst);
    return 1.0 + 99.0 * fmin(fmax(share, 0.0), 1.0);
}

double ta_logarithmic_mean(double a, double b)
{
    double t = (a - b) / b;
    return t == 0.0 ? a : b * (t / log1p(t));
}

/** Into the scale in which the mean is a plain weighted sum, and back. */
static double to_sum(enum ta_mean mean, double x)
{
    switch (mean) {
    case TA_MEAN_ARITHMETIC: return x;
    case TA_MEAN_GEOMETRIC: return log(x);
    case TA_MEAN_HARMONIC: return 1.0 / x;
    case TA_MEAN_COUNT: break;
    }
    return NAN;
}

static double from_sum(enum ta_mean mean, double sum)
{
    switch (mean) {
    case TA_MEAN_ARITHMETIC: return sum;
    case TA_MEAN_GEOMETRIC: return exp(sum);
    case TA_MEAN_HARMONIC: return 1.0 / sum;
    case TA_MEAN_COUNT: break;
    }
    return NAN;
}

double ta_mean_gain(enum ta_mean mean, double a, double b)
{
    switch (mean) {
    case TA_MEAN_ARITHMETIC: return 1.0;
    case TA_MEAN_GEOMETRIC: return ta_logarithmic_mean(a, b);
    case TA_MEAN_HARMONIC: return a * b;
    case TA_MEAN_COUNT: break;
    }
    return NAN;
}

double ta_weighted_mean(enum ta_mean mean, size_t n, const double *value,
                        const double *weight)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) sum += weight[i] * to_sum(mean, value[i]);
    return from_sum(mean, sum);
}

/** A mean of scores is a score: exp of a sum of logs may round past the scale's ends. */
static double on_scale(double mean)
{
    return fmin(fmax(mean, 1.0), 100.0);
}

/** Which score each indicator stands at. */
enum stand { AT_VALUE, AT_LO, AT_HI, AT_REFERENCE };

/** The parts at one stand, except part `swapped`, which stands at its reference. */
struct view {
    const struct ta_model *model;
    const struct ta_score_part *part;
    enum stand stand;
    size_t swapped; /**< n_items: none */
};

static double stand_of(const struct view *view, size_t i)
{
    const struct ta_score_part *part = &view->part[i];
    if (i == view->swapped) return view->model->item[i].reference;

    switch (view->stand) {
    case AT_VALUE: return part->observed ? part->score : part->score_lo;
    case AT_LO: return part->score_lo;
    case AT_HI: return part->score_hi;
    case AT_REFERENCE: return view->model->item[i].reference;
    }
    return NAN;
}

static double pillar_score(const struct view *view, size_t pillar)
{
    const struct ta_model *model = view->model;
    double sum = 0.0;
    for (size_t i = 0; i < model->n_items; i++)
        if (model->item[i].pillar == pillar)
            sum +=
                model->item[i].weight * to_sum(model->within_pillar, stand_of(view, i));
    return on_scale(from_sum(model->within_pillar, sum));
}

static double whole_score(const struct view *view)
{
    const struct ta_model *model = view->model;
    double sum = 0.0;
    for (size_t p = 0; p < model->n_pillars; p++)
        sum += model->pillar[p].weight *
               to_sum(model->across_pillars, pillar_score(view, p));
    return on_scale(from_sum(model->across_pillars, sum));
}

static struct ta_score_part part_missing(const struct ta_model_item *item)
{
    double a = ta_goalpost_score(item->plausible_worst, item->worst, item->best);
    double b = ta_goalpost_score(item->plausible_best, item->worst, item->best);
    return (struct ta_score_part){
        .score = NAN, .score_lo = fmin(a, b), .score_hi = fmax(a, b)};
}

static struct ta_score_part part_observed(const struct ta_model_item *item,
                                          const struct ta_result *r)
{
    struct ta_score_part part = {.observed = true,
                                 .observed_share = 1.0 - r->unseen_share};
    part.score = ta_goalpost_score(r->value, item->worst, item->best);
    part.score_lo = part.score_hi = part.score;
    const double end[2] = {r->lo, r->hi};
    for (size_t k = 0; k < 2; k++) {
        if (isnan(end[k])) continue;
        double score = ta_goalpost_score(end[k], item->worst, item->best);
        part.score_lo = fmin(part.score_lo, score);
        part.score_hi = fmax(part.score_hi, score);
    }
    return part;
}

static enum ta_status fill_parts(const struct ta_scoring *in, struct ta_score *out)
{
    out->observed_weight = 0.0;
    for (size_t i = 0; i < in->model->n_items; i++) {
        const struct ta_model_item *item = &in->model->item[i];
        const struct ta_result *result = &in->item[i];
        bool observed = result->reason == TA_OBSERVED;
        if (observed && !isfinite(result->value)) return TA_E_DATA;
        if (!(result->unseen_share >= 0.0 && result->unseen_share <= 1.0))
            return TA_E_DATA;

        struct ta_score_part *part = &out->part[i];
        *part = observed ? part_observed(item, result) : part_missing(item);
        part->weight = in->model->pillar[item->pillar].weight * item->weight;
        out->observed_weight += part->weight * part->observed_share;
    }
    out->observed_weight = fmin(out->observed_weight, 1.0); /* of the rounded sum */
    return TA_OK;
}

/** Share of S - R that pillar @p p hands to each point of its items. */
static double pillar_gain(const struct ta_model *model, const struct ta_score *out,
                          size_t p, double reference)
{
    double across = ta_mean_gain(model->across_pillars, out->value, out->reference) /
                    ta_mean_gain(model->across_pillars, out->pillar[p], reference);
    return model->pillar[p].weight * across *
           ta_mean_gain(model->within_pillar, out->pillar[p], reference);
}

static void fill_shares(const struct ta_model *model, struct ta_score *out)
{
    const struct view value = {model, out->part, AT_VALUE, model->n_items};
    const struct view reference = {model, out->part, AT_REFERENCE, model->n_items};
    for (size_t i = 0; i < model->n_items; i++) {
        const struct ta_model_item *item = &model->item[i];
        double x = stand_of(&value, i), r = item->reference;
        double pillar = pillar_gain(model, out, item->pillar,
                                    pillar_score(&reference, item->pillar));
        out->part[i].share =
            pillar * item->weight / ta_mean_gain(model->within_pillar, x, r) * (x - r);

        const struct view swapped = {model, out->part, AT_VALUE, i};
        out->part[i].what_if = whole_score(&swapped);
    }
}

static void fill_scores(const struct ta_model *model, struct ta_score *out)
{
    struct view view = {model, out->part, AT_VALUE, model->n_items};
    for (size_t p = 0; p < model->n_pillars; p++)
        out->pillar[p] = pillar_score(&view, p);
    out->value = whole_score(&view);
    view.stand = AT_LO;
    out->lo = whole_score(&view);
    view.stand = AT_HI;
    out->hi = whole_score(&view);
    view.stand = AT_REFERENCE;
    out->reference = whole_score(&view);
}

enum ta_status ta_score_compute(const struct ta_scoring *in, struct ta_score *out)
{
    enum ta_status rc = fill_parts(in, out);
    if (rc != TA_OK) return rc;

    fill_scores(in->model, out);
    fill_shares(in->model, out);
    ta_score_conclude(in, out);
    return TA_OK;
}

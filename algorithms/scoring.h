/* SPDX-License-Identifier: Apache-2.0 */
/** @file scoring.h  From indicators to a score with bounds, shares, level and opinion.
 *
 *  Goalposts put each value on 1 (worst) to 100 (best); a mean inside each pillar,
 * another across pillars, both named by the model. Nothing is renormalised: a missing
 * indicator stands at its worst plausible score in the value and in the lower bound. */
#ifndef TA_SCORING_H
#define TA_SCORING_H

#include "terrassay/model.h"
#include "terrassay/status.h"

/** Score of @p value between the goalposts, [1, 100]; clamped outside them. */
double ta_goalpost_score(double value, double worst, double best);

/** Weighted mean; weights sum to 1, values are above 0 for geometric and harmonic. */
double ta_weighted_mean(enum ta_mean mean, size_t n, const double *value,
                        const double *weight);

/** (a - b) / (ln a - ln b) for a, b > 0, and a where they are equal. */
double ta_logarithmic_mean(double a, double b);

/** (a - b) / |f(a) - f(b)| of the scale f in which @p mean is a plain weighted sum, its limit where
 *  a = b: 1 for arithmetic, the logarithmic mean for geometric, a b for harmonic; a, b > 0. */
double ta_mean_gain(enum ta_mean mean, double a, double b);

/** The highest level whose band starts at or below @p score. */
enum ta_level ta_level_of(const struct ta_model *model, double score);

/** Level on a refresh: @p previous until the score is past the band's edge by the
 * model's hysteresis. TA_LEVEL_COUNT as @p previous: there was none. */
enum ta_level ta_level_held(const struct ta_model *model, enum ta_level previous,
                            double score);

/** First matching row of the model's opinion table, cannot say when none matches.
 *  @p level is that of the lower bound, before gates. */
enum ta_opinion ta_opinion_by_level(const struct ta_model *model, enum ta_level level,
                                    double observed_weight);

/** Opinion by the score before gates: the table's row for the lower bound and what was observed,
 *  or the row for the upper bound as if all had been, where that is graver: what is bad even at
 *  the best plausible of all that is missing is not made less by what is missing. */
enum ta_opinion ta_opinion_by_bounds(const struct ta_model *model, double lo, double hi,
                                     double observed_weight);

/** The graver of two: no objection < conditions < cannot say < objection. */
enum ta_opinion ta_opinion_graver(enum ta_opinion a, enum ta_opinion b);

/** Best opinion that @p gate leaves open in @p state; no objection when it passes. */
enum ta_opinion ta_gate_opinion(const struct ta_model_gate *gate,
                                enum ta_gate_state state);

/** Highest score that @p gate leaves open in @p state: its cap when it fires, else 100.
 */
double ta_gate_cap(const struct ta_model_gate *gate, enum ta_gate_state state);

/** What a score is computed from. All borrowed for the call. */
struct ta_scoring {
    const struct ta_model *model;
    const struct ta_result *item; /**< [model->n_items], in the model's order */
    const struct ta_result *gate; /**< [model->n_gates], in the model's order */
    enum ta_level previous; /**< level of the record before; TA_LEVEL_COUNT when none */
};

/** Score of a project. `out->part` and `out->pillar` are the caller's arrays.
 *
 *  Shares: for a quasi-arithmetic mean f(S) - f(R) = sum w (f(x) - f(r)), so that the
 * share of x in S - R is w g(S,R)/g(x,r) (x - r) with g the mean of two that belongs to
 * f: 1 for arithmetic, the logarithmic mean for geometric, a b for harmonic. Applied
 * across pillars and then inside each, the shares add up to S - R. For geometric across
 * pillars this is L(S,R) w (ln x - ln r), split inside an arithmetic pillar by linear
 * contribution.
 *
 *  `level` rests on the lower bound, capped by every gate that fires or is not
 * evaluated, and is held by hysteresis; `level_lo` is the same without hysteresis;
 * `level_hi` rests on the upper bound, capped by gates that fire. The opinion is the
 * gravest of ta_opinion_by_bounds() and of what each gate leaves open.
 *  @return TA_OK; TA_E_DATA when an observed value is not finite, or an unseen share no share. */
TA_NODISCARD enum ta_status ta_score_compute(const struct ta_scoring *in,
                                             struct ta_score *out);

#endif

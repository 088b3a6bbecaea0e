/* SPDX-License-Identifier: Apache-2.0 */
/* What a page says would follow, had one thing or all come out better, is what the score of a project
 * of whom the same is known says: with the shipped models, of which any part may not be asked. */
#include "ta_property.h"
#include "ta_test_rules.h"

#include <math.h>

#include "engine/applicable.h"
#include "record/codes.h"
#include "report/what_if.h"
#include "scoring.h"

enum { MOST = 24, ROUNDS = 1000 };

/* A project of which something is known, and the record of it. */
struct world {
    struct ta_room room;
    struct ta_model model; /* narrowed */
    size_t n;              /* items and gates that are asked */
    struct ta_result result[MOST];
    struct ta_score_part part[MOST];
    double pillar_score[MOST];
    struct ta_score score;
    struct ta_facts facts;
    struct ta_fact_pillar pillar[MOST];
    struct ta_fact_indicator indicator[MOST]; /* those first, then what is only shown */
};

static int load_credit(void **state)
{
    (void)state;
    return rules_load("credit-3");
}

static int load_claims(void **state)
{
    (void)state;
    return rules_load("claims-2");
}

/* --- what is known ---------------------------------------------------------------------- */

static double value_at(const struct ta_model_item *item, double score)
{
    return item->worst + (score - 1.0) / 99.0 * (item->best - item->worst);
}

static struct ta_result item_result(struct ta_random_stream *r,
                                    const struct ta_model_item *item)
{
    struct ta_result out = {.value = NAN, .lo = NAN, .hi = NAN};
    out.reason = ta_random_below(r, 3) == 0 ? TA_NO_CLEAR_LOOK : TA_OBSERVED;
    if (out.reason != TA_OBSERVED) return out;
    double score = ta_random_between(r, 1, 100), half = ta_random_between(r, 0, 30);
    double a = value_at(item, score - half), b = value_at(item, score + half);
    out.value = value_at(item, score);
    out.lo = fmin(a, b);
    out.hi = fmax(a, b);
    if (ta_random_below(r, 2) == 0) out.unseen_share = ta_random_between(r, 0, 0.5);
    return out;
}

static struct ta_result gate_result(struct ta_random_stream *r)
{
    struct ta_result out = {.gate = (enum ta_gate_state)ta_random_below(r, 3)};
    out.reason =
        out.gate == TA_GATE_NOT_EVALUATED ? TA_SOURCE_UNAVAILABLE : TA_OBSERVED;
    return out;
}

static void score(struct world *w, const struct ta_result *result, struct ta_score *out)
{
    *out = (struct ta_score){.part = w->part, .pillar = w->pillar_score};
    const struct ta_scoring in = {&w->model, result, result + w->model.n_items,
                                  TA_LEVEL_COUNT};
    assert_int_equal(ta_score_compute(&in, out), TA_OK);
}

/* --- the record of it ------------------------------------------------------------------- */

static void write_item(struct world *w, size_t i)
{
    const struct ta_model_item *item = &w->model.item[i];
    const struct ta_score_part *part = &w->part[i];
    w->indicator[i] = (struct ta_fact_indicator){
        .id = item->indicator,
        .pillar = w->model.pillar[item->pillar].id,
        .reason = ta_reason_code(w->result[i].reason),
        .gate = ta_gate_code(TA_GATE_NOT_EVALUATED),
        .unseen_share = part->observed ? w->result[i].unseen_share : (double)NAN,
        .scored = true,
        .scoring = {.weight = part->weight,
                    .reference = item->reference,
                    .score = part->score,
                    .score_lo = part->score_lo,
                    .score_hi = part->score_hi}};
}

static void write_gate(struct world *w, size_t g)
{
    size_t i = w->model.n_items + g;
    w->indicator[i] =
        (struct ta_fact_indicator){.id = w->model.gate[g].indicator,
                                   .reason = ta_reason_code(w->result[i].reason),
                                   .gate = ta_gate_code(w->result[i].gate),
                                   .gating = true};
}

static void write_shown(struct world *w, size_t s)
{
    w->indicator[w->n + s] =
        (struct ta_fact_indicator){.id = w->model.reported[s].indicator,
                                   .reason = ta_reason_code(TA_NOT_APPLICABLE),
                                   .gate = ta_gate_code(TA_GATE_NOT_EVALUATED)};
}

static void write_record(struct world *w)
{
    const struct ta_model *model = &w->model;
    for (size_t p = 0; p < model->n_pillars; p++)
        w->pillar[p] =
            (struct ta_fact_pillar){model->pillar[p].id, model->pillar[p].weight, NAN};
    for (size_t i = 0; i < model->n_items; i++) write_item(w, i);
    for (size_t g = 0; g < model->n_gates; g++) write_gate(w, g);
    for (size_t s = 0; s < model->n_reported; s++) write_shown(w, s);
    w->facts = (struct ta_facts){
        .opinion = ta_opinion_code(w->score.opinion),
        .score = {.lo = w->score.lo, .observed_weight = w->score.observed_weight},
        .n_pillars = model->n_pillars,
        .pillar = w->pillar,
        .n_indicators = ta_model_parts(model),
        .indicator = w->indicator};
}

static void begin(struct ta_random_stream *r, struct world *w)
{
    bool applies[MOST];
    size_t order[MOST];
    *w = (struct world){0};
    assert_true(ta_model_parts(&rules.model) <= MOST);
    for (size_t i = 0; i < rules.model.n_items + rules.model.n_gates; i++)
        applies[i] = ta_random_below(r, 2) == 0;
    assert_true(ta_model_narrow(&rules.model, applies, &w->room, &w->model, order));
    w->n = w->model.n_items + w->model.n_gates;
    for (size_t i = 0; i < w->n; i++)
        w->result[i] =
            i < w->model.n_items ? item_result(r, &w->model.item[i]) : gate_result(r);
    score(w, w->result, &w->score);
    write_record(w);
}

/* --- and had it come out better --------------------------------------------------------- */

static double no_worse(const struct ta_model_item *item, double value)
{
    double at = value_at(item, item->reference);
    return item->worst > item->best ? fmin(value, at) : fmax(value, at);
}

static void settle(const struct world *w, size_t i, struct ta_result *result)
{
    if (i >= w->model.n_items) {
        *result = (struct ta_result){.reason = TA_OBSERVED, .gate = TA_GATE_PASSES};
        return;
    }
    const struct ta_model_item *item = &w->model.item[i];
    double at = value_at(item, item->reference);
    if (result->reason != TA_OBSERVED) result->value = result->lo = result->hi = at;
    result->reason = TA_OBSERVED;
    result->unseen_share = 0.0;
    result->value = no_worse(item, result->value);
    result->lo = no_worse(item, result->lo);
    result->hi = no_worse(item, result->hi);
}

/* @p only: w->n for all of them. */
static void assert_foretold(struct world *w, size_t only)
{
    struct ta_result result[MOST];
    for (size_t i = 0; i < w->n; i++) {
        result[i] = w->result[i];
        bool meant = only == w->n || only == i;
        if (meant && ta_what_if_counts(&w->indicator[i])) settle(w, i, &result[i]);
    }
    const struct ta_what_if settled = {only == w->n ? NULL : &w->indicator[only]};
    struct ta_what_if_answer foretold;
    struct ta_score after;
    score(w, result, &after);
    assert_int_equal(ta_what_if(&w->facts, &rules.model, &settled, &foretold), TA_OK);
    assert_int_equal(foretold.opinion, after.opinion);
    assert_near(foretold.lo, after.lo, 1e-9, 1);
}

static void check(struct ta_random_stream *r)
{
    struct world w;
    begin(r, &w);
    for (size_t i = 0; i <= w.n; i++) assert_foretold(&w, i);
    ta_room_free(&w.room);
}

static void what_is_foretold_comes_true(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_foretold_comes_true, load_credit,
                                        rules_drop),
        cmocka_unit_test_setup_teardown(what_is_foretold_comes_true, load_claims,
                                        rules_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Random models and results; what must hold of every score. */
#include "ta_property.h"

#include "scoring.h"

enum { MOST_ITEMS = 12, MOST_PILLARS = 4, MOST_GATES = 2, ROUNDS = 3000 };

struct made {
    struct ta_model model;
    struct ta_model_pillar pillar[MOST_PILLARS];
    struct ta_model_item item[MOST_ITEMS];
    struct ta_model_gate gate[MOST_GATES];
    struct ta_model_opinion opinion[3];
    struct ta_result result[MOST_ITEMS], gate_result[MOST_GATES];
    struct ta_score_part part[MOST_ITEMS];
    double pillar_score[MOST_PILLARS];
};

static void weights(struct ta_random_stream *r, size_t n, double *weight)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += weight[i] = ta_random_between(r, 0.05, 1);
    for (size_t i = 0; i < n; i++) weight[i] /= sum;
}

static struct ta_model_item item_of(struct ta_random_stream *r, size_t pillar)
{
    struct ta_model_item item = {.pillar = pillar};
    item.worst = ta_random_between(r, -50, 50);
    item.best =
        item.worst + (ta_random_below(r, 2) ? 1 : -1) * ta_random_between(r, 1, 80);
    double span = item.best - item.worst;
    item.plausible_worst = item.worst + span * ta_random_between(r, -0.1, 0.4);
    item.plausible_best = item.worst + span * ta_random_between(r, 0.6, 1.1);
    item.reference = ta_random_between(r, 1, 100);
    return item;
}

/** Between the plausible ends, as a declared worst plausible value promises. */
static double value_of(struct ta_random_stream *r, const struct ta_model_item *item)
{
    return ta_random_between(r, item->plausible_worst, item->plausible_best);
}

static struct ta_result result_of(struct ta_random_stream *r,
                                  const struct ta_model_item *item)
{
    struct ta_result out = {.value = NAN, .lo = NAN, .hi = NAN};
    out.reason = ta_random_below(r, 4) == 0 ? TA_NO_CLEAR_LOOK : TA_OBSERVED;
    if (out.reason != TA_OBSERVED) return out;
    out.value = value_of(r, item);
    if (ta_random_below(r, 2) == 0) return out;
    double a = value_of(r, item), b = value_of(r, item);
    out.lo = fmin(out.value, fmin(a, b));
    out.hi = fmax(out.value, fmax(a, b));
    return out;
}

static void make_gates(struct ta_random_stream *r, struct made *m)
{
    m->model.n_gates = ta_random_below(r, MOST_GATES + 1);
    m->model.gate = m->gate;
    for (size_t g = 0; g < m->model.n_gates; g++) {
        m->gate[g] = (struct ta_model_gate){.opinion_at_best = TA_OPINION_OBJECTION,
                                            .score_cap = ta_random_between(r, 1, 60),
                                            .not_evaluated = TA_OPINION_CANNOT_SAY};
        if (ta_random_below(r, 2) == 0) m->gate[g].score_cap = NAN;
        m->gate_result[g].gate = (enum ta_gate_state)ta_random_below(r, 3);
    }
}

static void make_items(struct ta_random_stream *r, struct made *m)
{
    double w[MOST_ITEMS];
    for (size_t p = 0; p < m->model.n_pillars; p++) {
        size_t first = m->model.n_items, n = 1 + ta_random_below(r, 3);
        weights(r, n, w);
        for (size_t i = 0; i < n; i++) {
            m->item[first + i] = item_of(r, p);
            m->item[first + i].weight = w[i];
            m->result[first + i] = result_of(r, &m->item[first + i]);
        }
        m->model.n_items += n;
    }
}

static void make(struct ta_random_stream *r, struct made *m)
{
    *m = (struct made){.opinion = {{TA_LEVEL_MODERATE, 0.7, TA_OPINION_NO_OBJECTION},
                                   {TA_LEVEL_HIGH, 0.5, TA_OPINION_CONDITIONS},
                                   {TA_LEVEL_VERY_HIGH, 0, TA_OPINION_CANNOT_SAY}}};
    m->model = (struct ta_model){.within_pillar = (enum ta_mean)ta_random_below(r, 3),
                                 .across_pillars = (enum ta_mean)ta_random_below(r, 3),
                                 .hysteresis = 2,
                                 .n_pillars = 1 + ta_random_below(r, MOST_PILLARS),
                                 .pillar = m->pillar,
                                 .item = m->item,
                                 .level_from = {1, 20, 40, 60, 80},
                                 .n_opinions = 3,
                                 .opinion = m->opinion};
    double w[MOST_PILLARS];
    weights(r, m->model.n_pillars, w);
    for (size_t p = 0; p < m->model.n_pillars; p++) m->pillar[p].weight = w[p];
    make_items(r, m);
    make_gates(r, m);
}

static struct ta_score score_with(struct made *m, enum ta_level previous)
{
    const struct ta_scoring in = {&m->model, m->result, m->gate_result, previous};
    struct ta_score out = {.part = m->part, .pillar = m->pillar_score};
    assert_int_equal(ta_score_compute(&in, &out), TA_OK);
    return out;
}

static struct ta_score score(struct made *m)
{
    return score_with(m, TA_LEVEL_COUNT);
}

static void check_shares(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    struct ta_score s = score(&m);
    double sum = 0;
    for (size_t i = 0; i < m.model.n_items; i++) sum += s.part[i].share;
    assert_near(sum, s.value - s.reference, 1e-9, 1);
}

static void shares_add_up_to_the_gap(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_shares);
}

static void check_bounds(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    struct ta_score s = score(&m);
    assert_true(s.lo >= 1 && s.hi <= 100);
    assert_true(s.lo <= s.value + 1e-9 && s.value <= s.hi + 1e-9);
    assert_true(s.capped <= s.value);
    assert_true(s.level_lo <= s.level_hi);
    assert_int_equal(s.level, s.level_lo);
}

static void value_lies_between_the_bounds(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_bounds);
}

static void check_silence(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    struct ta_score before = score(&m);
    size_t i = ta_random_below(r, m.model.n_items);
    m.result[i] = (struct ta_result){
        .value = NAN, .lo = NAN, .hi = NAN, .reason = TA_CLIENT_SILENT};
    struct ta_score after = score(&m);
    assert_true(after.lo <= before.lo + 1e-9);
    assert_true(after.value <= before.value + 1e-9);
    assert_true(after.observed_weight <= before.observed_weight);
    assert_true(after.level <= before.level);
    assert_true(ta_opinion_graver(before.opinion, after.opinion) == after.opinion);
}

static void missing_never_helps(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_silence);
}

static void check_silent_gate(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    if (m.model.n_gates == 0) return;
    m.gate_result[0].gate = TA_GATE_PASSES;
    struct ta_score passes = score(&m);
    m.gate_result[0].gate = TA_GATE_NOT_EVALUATED;
    struct ta_score silent = score(&m);
    m.gate_result[0].gate = TA_GATE_FIRES;
    struct ta_score fires = score(&m);
    assert_true(silent.level <= passes.level);
    assert_int_equal(silent.level, fires.level);
    assert_true(ta_opinion_graver(passes.opinion, silent.opinion) == silent.opinion);
    assert_int_equal(fires.opinion, TA_OPINION_OBJECTION);
}

static void gate_that_was_not_evaluated_never_helps(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_silent_gate);
}

static void check_monotone(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    size_t i = ta_random_below(r, m.model.n_items);
    m.result[i] = (struct ta_result){
        .value = value_of(r, &m.item[i]), .lo = NAN, .hi = NAN, .reason = TA_OBSERVED};
    struct ta_score before = score(&m);
    double worse = m.item[i].worst - m.item[i].best;
    m.result[i].value += worse * ta_random_between(r, 0, 0.5);
    struct ta_score after = score(&m);
    assert_true(after.value <= before.value + 1e-9);
    assert_true(after.lo <= before.lo + 1e-9 && after.hi <= before.hi + 1e-9);
}

static void worse_value_never_raises_the_score(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_monotone);
}

static void check_order(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    struct ta_score before = score(&m);
    double share[MOST_ITEMS];
    size_t n = m.model.n_items;
    for (size_t i = 0; i < n; i++) share[i] = before.part[i].share;
    for (size_t i = 0; i < n / 2; i++) {
        struct ta_model_item item = m.item[i];
        struct ta_result result = m.result[i];
        m.item[i] = m.item[n - 1 - i];
        m.result[i] = m.result[n - 1 - i];
        m.item[n - 1 - i] = item;
        m.result[n - 1 - i] = result;
    }
    struct ta_score after = score(&m);
    assert_near(after.value, before.value, 1e-12, 1);
    assert_near(after.lo, before.lo, 1e-12, 1);
    for (size_t i = 0; i < n; i++)
        assert_near(after.part[n - 1 - i].share, share[i], 1e-10, 1);
}

static void order_of_indicators_does_not_matter(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_order);
}

static void check_units(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    struct ta_score before = score(&m);
    double k = ta_random_between(r, 0.001, 1000),
           shift = ta_random_between(r, -100, 100);
    for (size_t i = 0; i < m.model.n_items; i++) {
        struct ta_model_item *item = &m.item[i];
        struct ta_result *result = &m.result[i];
        item->worst = item->worst * k + shift;
        item->best = item->best * k + shift;
        item->plausible_worst = item->plausible_worst * k + shift;
        item->plausible_best = item->plausible_best * k + shift;
        result->value = result->value * k + shift;
        result->lo = result->lo * k + shift;
        result->hi = result->hi * k + shift;
    }
    struct ta_score after = score(&m);
    assert_near(after.value, before.value, 1e-8, 1);
    assert_near(after.lo, before.lo, 1e-8, 1);
}

static void units_of_the_indicators_do_not_matter(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_units);
}

static void check_what_if(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    struct ta_score s = score(&m);
    double what_if[MOST_ITEMS];
    for (size_t i = 0; i < m.model.n_items; i++) what_if[i] = s.part[i].what_if;
    for (size_t i = 0; i < m.model.n_items; i++) {
        const struct ta_model_item *item = &m.item[i];
        struct ta_result kept = m.result[i];
        double at =
            item->worst + (item->reference - 1) / 99 * (item->best - item->worst);
        m.result[i] = (struct ta_result){.value = at, .lo = NAN, .hi = NAN};
        assert_near(score(&m).value, what_if[i], 1e-9, 1);
        m.result[i] = kept;
    }
}

static void what_if_is_the_score_with_that_one_at_its_reference(void **state)
{
    (void)state;
    ta_for_seeds(300, check_what_if);
}

static void check_hysteresis(struct ta_random_stream *r)
{
    struct made m;
    make(r, &m);
    double at = ta_random_between(r, 1, 100);
    enum ta_level previous = (enum ta_level)ta_random_below(r, TA_LEVEL_COUNT);
    enum ta_level raw = ta_level_of(&m.model, at);
    enum ta_level held = ta_level_held(&m.model, previous, at);
    assert_int_equal(ta_level_held(&m.model, held, at),
                     held); /* a second look is calm */
    assert_true((raw >= previous && held >= previous && held <= raw) ||
                (raw <= previous && held <= previous && held >= raw));
    if (held != previous) return;
    if (raw > previous) assert_true(at < m.model.level_from[previous + 1] + 2 + 1e-6);
    if (raw < previous) assert_true(at > m.model.level_from[previous] - 2 - 1e-6);
}

static void level_moves_only_past_the_band(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, check_hysteresis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_add_up_to_the_gap),
        cmocka_unit_test(value_lies_between_the_bounds),
        cmocka_unit_test(missing_never_helps),
        cmocka_unit_test(gate_that_was_not_evaluated_never_helps),
        cmocka_unit_test(worse_value_never_raises_the_score),
        cmocka_unit_test(order_of_indicators_does_not_matter),
        cmocka_unit_test(units_of_the_indicators_do_not_matter),
        cmocka_unit_test(what_if_is_the_score_with_that_one_at_its_reference),
        cmocka_unit_test(level_moves_only_past_the_band),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

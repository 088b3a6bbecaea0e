/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "scoring.h"

enum { N = 3 };

struct made {
    struct ta_model model;
    struct ta_model_pillar pillar[N];
    struct ta_model_item item[N];
    struct ta_model_gate gate;
    struct ta_model_opinion opinion[3];
    struct ta_result result[N], gate_result;
    struct ta_score_part part[N];
    double pillar_score[N];
};

/** Three pillars of one indicator each, weights .5 .3 .2, whose values are their
 * scores. */
static void make(struct made *m, enum ta_mean across)
{
    static const double weight[N] = {0.5, 0.3, 0.2}, value[N] = {90, 80, 10};
    *m = (struct made){.opinion = {{TA_LEVEL_MODERATE, 0.8, TA_OPINION_NO_OBJECTION},
                                   {TA_LEVEL_ELEVATED, 0.6, TA_OPINION_CONDITIONS},
                                   {TA_LEVEL_VERY_HIGH, 0.6, TA_OPINION_OBJECTION}}};
    m->gate = (struct ta_model_gate){.opinion_at_best = TA_OPINION_OBJECTION,
                                     .score_cap = 30,
                                     .not_evaluated = TA_OPINION_CANNOT_SAY};
    for (size_t i = 0; i < N; i++) {
        m->pillar[i].weight = weight[i];
        m->item[i] = (struct ta_model_item){.pillar = i,
                                            .weight = 1,
                                            .worst = 1,
                                            .best = 100,
                                            .plausible_worst = 5,
                                            .plausible_best = 95,
                                            .reference = 50};
        m->result[i] = (struct ta_result){
            .value = value[i], .lo = NAN, .hi = NAN, .reason = TA_OBSERVED};
    }
    m->gate_result.gate = TA_GATE_PASSES;
    m->model = (struct ta_model){.within_pillar = TA_MEAN_ARITHMETIC,
                                 .across_pillars = across,
                                 .hysteresis = 3,
                                 .n_pillars = N,
                                 .pillar = m->pillar,
                                 .n_items = N,
                                 .item = m->item,
                                 .n_gates = 1,
                                 .gate = &m->gate,
                                 .level_from = {1, 20, 40, 60, 80},
                                 .n_opinions = 3,
                                 .opinion = m->opinion};
}

static struct ta_score score(struct made *m)
{
    const struct ta_scoring in = {&m->model, m->result, &m->gate_result,
                                  TA_LEVEL_COUNT};
    struct ta_score out = {.part = m->part, .pillar = m->pillar_score};
    assert_int_equal(ta_score_compute(&in, &out), TA_OK);
    return out;
}

/* Worked by hand: .5*90 + .3*80 + .2*10; 90^.5 * 80^.3 * 10^.2; 1/(.5/90 + .3/80 +
 * .2/10). */
static void geometric_mean_does_not_let_two_goods_hide_a_disaster(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_ARITHMETIC);
    assert_near(score(&m).value, 71.0, 1e-12, 1);
    make(&m, TA_MEAN_GEOMETRIC);
    assert_near(score(&m).value, 55.98197949, 1e-9, 1);
    make(&m, TA_MEAN_HARMONIC);
    assert_near(score(&m).value, 34.12322275, 1e-9, 1);
}

/* Unit facts of COINr's test suite (bluefoxr/COINr). */
static void weighted_means_are_the_published_ones(void **state)
{
    (void)state;
    const double x[3] = {1, 2, 3}, w[3] = {0.25, 0.25, 0.5}, v[3] = {0.5, 0.25, 0.25};
    assert_near(ta_weighted_mean(TA_MEAN_GEOMETRIC, 3, x, w), pow(18, 0.25), 1e-14, 1);
    assert_near(ta_weighted_mean(TA_MEAN_HARMONIC, 3, x, v), 4 / (2 + 0.5 + 1.0 / 3),
                1e-14, 1);
    assert_near(ta_weighted_mean(TA_MEAN_ARITHMETIC, 3, x, w), 2.25, 1e-14, 1);
}

static void goalposts_clamp_and_turn_with_direction(void **state)
{
    (void)state;
    assert_true(ta_goalpost_score(0, 0, 50) == 1);
    assert_true(ta_goalpost_score(50, 0, 50) == 100);
    assert_true(ta_goalpost_score(-7, 0, 50) == 1 &&
                ta_goalpost_score(70, 0, 50) == 100);
    assert_near(ta_goalpost_score(25, 0, 50), 50.5, 1e-14, 1);
    assert_near(ta_goalpost_score(10, 40, 0), 1 + 99 * 0.75, 1e-14, 1);
}

static void logarithmic_mean_meets_its_limit(void **state)
{
    (void)state;
    assert_true(ta_logarithmic_mean(7, 7) == 7);
    assert_near(ta_logarithmic_mean(1, 2.718281828459045), 1.718281828459045, 1e-14, 1);
    assert_near(ta_logarithmic_mean(50, 50 * (1 + 1e-13)), 50, 1e-12, 1);
    assert_near(ta_logarithmic_mean(3, 90), ta_logarithmic_mean(90, 3), 1e-14, 1);
}

/* L(S,R) w (ln x - ln r), worked with R = 50. */
static void shares_are_log_mean_shares(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_GEOMETRIC);
    struct ta_score s = score(&m);
    double l = (s.value - 50) / (log(s.value) - log(50));
    assert_near(s.reference, 50, 1e-14, 1);
    assert_near(s.part[0].share, l * 0.5 * log(90.0 / 50), 1e-12, 1);
    assert_near(s.part[2].share, l * 0.2 * log(10.0 / 50), 1e-12, 1);
    assert_near(s.part[2].what_if, pow(90, 0.5) * pow(80, 0.3) * pow(50, 0.2), 1e-13,
                1);
}

static void missing_stands_at_its_plausible_ends(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_ARITHMETIC);
    m.result[0] = (struct ta_result){
        .value = NAN, .lo = NAN, .hi = NAN, .reason = TA_NO_CLEAR_LOOK};
    struct ta_score s = score(&m);
    assert_false(s.part[0].observed);
    assert_true(isnan(s.part[0].score));
    assert_near(s.lo, 0.5 * 5 + 26, 1e-12, 1);
    assert_near(s.value, s.lo, 1e-12, 1);
    assert_near(s.hi, 0.5 * 95 + 26, 1e-12, 1);
    assert_near(s.observed_weight, 0.5, 1e-12, 1);
    assert_int_equal(s.level_lo, TA_LEVEL_HIGH);
    assert_int_equal(s.level_hi, TA_LEVEL_MODERATE);
    assert_int_equal(s.opinion, TA_OPINION_CANNOT_SAY); /* no row for 0.5 observed */
}

static void what_is_seen_in_part_counts_by_that_part(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_ARITHMETIC);
    struct ta_score whole = score(&m);
    m.result[0].unseen_share = 0.4;
    struct ta_score s = score(&m);
    assert_near(whole.observed_weight, 1, 1e-12, 1);
    assert_near(s.observed_weight, 0.8, 1e-12, 1);
    assert_near(s.part[0].observed_share, 0.6, 1e-12, 1);
    assert_true(s.lo == whole.lo); /* bounds know already what was not seen */
    m.result[0].unseen_share = 1.1;
    const struct ta_scoring in = {&m.model, m.result, &m.gate_result, TA_LEVEL_COUNT};
    struct ta_score out = {.part = m.part, .pillar = m.pillar_score};
    assert_int_equal(ta_score_compute(&in, &out), TA_E_DATA);
}

/* An objection needs most observed, unless nothing that is missing could lift it. */
static void what_is_bad_at_best_is_no_less_so_for_what_is_missing(void **state)
{
    (void)state;
    struct ta_model_opinion row[] = {{TA_LEVEL_ELEVATED, 0.6, TA_OPINION_CONDITIONS},
                                     {TA_LEVEL_VERY_HIGH, 0.75, TA_OPINION_OBJECTION},
                                     {TA_LEVEL_VERY_HIGH, 0, TA_OPINION_CANNOT_SAY}};
    const struct ta_model model = {
        .level_from = {1, 20, 40, 60, 80}, .n_opinions = 3, .opinion = row};
    assert_int_equal(ta_opinion_by_bounds(&model, 1, 15, 1), TA_OPINION_OBJECTION);
    assert_int_equal(ta_opinion_by_bounds(&model, 1, 15, 0.5), TA_OPINION_OBJECTION);
    assert_int_equal(ta_opinion_by_bounds(&model, 1, 90, 0.5), TA_OPINION_CANNOT_SAY);
    assert_int_equal(ta_opinion_by_bounds(&model, 45, 90, 0.7), TA_OPINION_CONDITIONS);
}

static void interval_ends_widen_the_bounds(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_ARITHMETIC);
    m.result[0].lo = 70;
    m.result[0].hi = 96;
    struct ta_score s = score(&m);
    assert_near(s.lo, 61, 1e-12, 1);
    assert_near(s.hi, 74, 1e-12, 1);
    assert_near(s.value, 71, 1e-12, 1);
}

static void gate_caps_and_holds_the_opinion_down(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_ARITHMETIC);
    assert_int_equal(score(&m).opinion, TA_OPINION_NO_OBJECTION);
    m.gate_result.gate = TA_GATE_FIRES;
    struct ta_score s = score(&m);
    assert_near(s.value, 71, 1e-12, 1); /* the score itself is not touched */
    assert_near(s.capped, 30, 1e-12, 1);
    assert_int_equal(s.level, TA_LEVEL_HIGH);
    assert_int_equal(s.level_hi, TA_LEVEL_HIGH);
    assert_int_equal(s.opinion, TA_OPINION_OBJECTION);

    m.gate_result.gate = TA_GATE_NOT_EVALUATED;
    s = score(&m);
    assert_near(s.capped, 71, 1e-12, 1);
    assert_int_equal(s.level, TA_LEVEL_HIGH); /* at worst it fires */
    assert_int_equal(s.level_hi, TA_LEVEL_MODERATE);
    assert_int_equal(s.opinion, TA_OPINION_CANNOT_SAY);
    m.gate.score_cap = NAN;
    assert_int_equal(score(&m).level, TA_LEVEL_MODERATE);
}

static void level_holds_within_the_band(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_ARITHMETIC);
    assert_int_equal(ta_level_of(&m.model, 60), TA_LEVEL_MODERATE);
    assert_int_equal(ta_level_of(&m.model, 59.99), TA_LEVEL_ELEVATED);
    assert_int_equal(ta_level_held(&m.model, TA_LEVEL_MODERATE, 57.5),
                     TA_LEVEL_MODERATE);
    assert_int_equal(ta_level_held(&m.model, TA_LEVEL_MODERATE, 56.5),
                     TA_LEVEL_ELEVATED);
    assert_int_equal(ta_level_held(&m.model, TA_LEVEL_ELEVATED, 62.5),
                     TA_LEVEL_ELEVATED);
    assert_int_equal(ta_level_held(&m.model, TA_LEVEL_ELEVATED, 63), TA_LEVEL_MODERATE);
    assert_int_equal(ta_level_held(&m.model, TA_LEVEL_LOW, 5), TA_LEVEL_VERY_HIGH);
    assert_int_equal(ta_level_held(&m.model, TA_LEVEL_COUNT, 62), TA_LEVEL_MODERATE);
}

static void observed_value_that_is_no_number_is_refused(void **state)
{
    (void)state;
    struct made m;
    make(&m, TA_MEAN_GEOMETRIC);
    m.result[1].value = NAN;
    const struct ta_scoring in = {&m.model, m.result, &m.gate_result, TA_LEVEL_COUNT};
    struct ta_score out = {.part = m.part, .pillar = m.pillar_score};
    assert_int_equal(ta_score_compute(&in, &out), TA_E_DATA);
}

/* exp(.5 ln 100 + .5 ln 100) is 100.00000000000004 in doubles. */
static void the_best_and_the_worst_stay_on_the_scale(void **state)
{
    (void)state;
    static const enum ta_mean mean[] = {TA_MEAN_ARITHMETIC, TA_MEAN_GEOMETRIC,
                                        TA_MEAN_HARMONIC};
    for (int k = 0; k < 6; k++) {
        struct made m;
        make(&m, mean[k / 2]);
        for (size_t i = 0; i < N; i++) m.result[i].value = k % 2 == 0 ? 100 : 1;
        struct ta_score s = score(&m);
        assert_true(s.lo >= 1 && s.value >= 1 && s.hi <= 100);
        m.pillar[0].weight = m.pillar[1].weight = 0.5;
        m.pillar[2].weight = 0;
        s = score(&m);
        assert_true(s.lo >= 1 && s.value >= 1 && s.hi <= 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geometric_mean_does_not_let_two_goods_hide_a_disaster),
        cmocka_unit_test(weighted_means_are_the_published_ones),
        cmocka_unit_test(goalposts_clamp_and_turn_with_direction),
        cmocka_unit_test(logarithmic_mean_meets_its_limit),
        cmocka_unit_test(shares_are_log_mean_shares),
        cmocka_unit_test(missing_stands_at_its_plausible_ends),
        cmocka_unit_test(what_is_seen_in_part_counts_by_that_part),
        cmocka_unit_test(what_is_bad_at_best_is_no_less_so_for_what_is_missing),
        cmocka_unit_test(interval_ends_widen_the_bounds),
        cmocka_unit_test(gate_caps_and_holds_the_opinion_down),
        cmocka_unit_test(level_holds_within_the_band),
        cmocka_unit_test(observed_value_that_is_no_number_is_refused),
        cmocka_unit_test(the_best_and_the_worst_stay_on_the_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

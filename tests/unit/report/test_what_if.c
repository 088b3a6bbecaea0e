/* SPDX-License-Identifier: Apache-2.0 */
/** A record of two pillars whose figures come out even: sqrt(1 * 64) = 8 as it stands, the
 *  geometric mean of 81 and 64 is 72, of 1 and 81 it is 9, of 81 and 81 it is 81. */
#include "ta_test.h"

#include "base/memory.h"
#include "report/what_if.h"

enum { MISSING, SEEN, GATE, NOT_ASKED, ALL };

static struct ta_fact_indicator indicator[ALL];
static struct ta_fact_pillar pillar[] = {{"a", 0.5, 1.0}, {"b", 0.5, 64.0}};
static struct ta_model_gate gate[] = {{.indicator = "gate",
                                       .opinion_at_best = TA_OPINION_OBJECTION,
                                       .score_cap = 19.0,
                                       .not_evaluated = TA_OPINION_CANNOT_SAY}};
static struct ta_model_opinion opinion[] = {
    {TA_LEVEL_MODERATE, 0.75, TA_OPINION_NO_OBJECTION},
    {TA_LEVEL_VERY_HIGH, 0.75, TA_OPINION_OBJECTION}};
static const struct ta_model model = {.within_pillar = TA_MEAN_ARITHMETIC,
                                      .across_pillars = TA_MEAN_GEOMETRIC,
                                      .n_gates = 1,
                                      .gate = gate,
                                      .level_from = {1, 20, 40, 60, 80},
                                      .n_opinions = 2,
                                      .opinion = opinion};
static struct ta_facts facts;

static int setup(void **state)
{
    (void)state;
    indicator[MISSING] = (struct ta_fact_indicator){.id = "missing",
                                                    .pillar = "a",
                                                    .reason = "no_clear_look",
                                                    .gate = "not_evaluated",
                                                    .scored = true,
                                                    .scoring = {.weight = 0.5,
                                                                .reference = 81,
                                                                .score = NAN,
                                                                .score_lo = 1,
                                                                .score_hi = 100}};
    indicator[SEEN] = (struct ta_fact_indicator){.id = "seen",
                                                 .pillar = "b",
                                                 .reason = "observed",
                                                 .gate = "not_evaluated",
                                                 .scored = true,
                                                 .scoring = {.weight = 0.5,
                                                             .reference = 81,
                                                             .score = 70,
                                                             .score_lo = 64,
                                                             .score_hi = 75}};
    indicator[GATE] = (struct ta_fact_indicator){.id = "gate",
                                                 .reason = "layer_absent",
                                                 .gate = "not_evaluated",
                                                 .gating = true};
    indicator[NOT_ASKED] = (struct ta_fact_indicator){
        .id = "not_asked", .reason = "not_applicable", .gate = "not_evaluated"};
    facts = (struct ta_facts){.opinion = "cannot_say",
                              .score = {.lo = 8, .observed_weight = 0.5},
                              .n_pillars = 2,
                              .pillar = pillar,
                              .n_indicators = ALL,
                              .indicator = indicator};
    return 0;
}

static void assert_answer(const struct ta_fact_indicator *only, double lo,
                          enum ta_opinion wanted)
{
    const struct ta_what_if settled = {only};
    struct ta_what_if_answer answer;
    assert_int_equal(ta_what_if(&facts, &model, &settled, &answer), TA_OK);
    assert_true(fabs(answer.lo - lo) < 1e-12 * lo);
    assert_int_equal(answer.opinion, wanted);
}

static void one_thing_settled_leaves_the_rest_as_it_is(void **state)
{
    (void)state;
    assert_answer(&indicator[MISSING], 72,
                  TA_OPINION_CANNOT_SAY); /* the gate is open */
    assert_answer(&indicator[SEEN], 9, TA_OPINION_CANNOT_SAY);
    assert_answer(&indicator[GATE], 8,
                  TA_OPINION_CANNOT_SAY); /* half is not observed */
    assert_answer(NULL, 81, TA_OPINION_NO_OBJECTION);
    indicator[GATE].gate = "passes";
    assert_answer(&indicator[MISSING], 72, TA_OPINION_NO_OBJECTION);
}

static void what_is_good_or_not_asked_does_not_count(void **state)
{
    (void)state;
    assert_true(ta_what_if_counts(&indicator[MISSING]));
    assert_true(ta_what_if_counts(&indicator[SEEN]));
    assert_true(ta_what_if_counts(&indicator[GATE]));
    assert_false(ta_what_if_counts(&indicator[NOT_ASKED]));
    indicator[SEEN].scoring.score_lo = 81;
    indicator[GATE].gate = "passes";
    assert_false(ta_what_if_counts(&indicator[SEEN]));
    assert_false(ta_what_if_counts(&indicator[GATE]));
}

static void a_score_above_its_reference_is_never_put_down_to_it(void **state)
{
    (void)state;
    indicator[SEEN].scoring.score_lo = 100;
    facts.score.lo = 10;
    assert_answer(NULL, 90, TA_OPINION_NO_OBJECTION); /* sqrt(81 * 100) */
}

static void another_model_says_nothing(void **state)
{
    (void)state;
    const struct ta_what_if settled = {NULL};
    struct ta_what_if_answer answer;
    facts.score.lo = 8.1;
    assert_int_equal(ta_what_if(&facts, &model, &settled, &answer), TA_E_DATA);
    facts.score.lo = 8;
    facts.opinion = "conditions";
    assert_int_equal(ta_what_if(&facts, &model, &settled, &answer), TA_E_DATA);
    facts.n_pillars = 0;
    assert_int_equal(ta_what_if(&facts, &model, &settled, &answer), TA_E_DATA);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    const struct ta_what_if settled = {NULL};
    struct ta_what_if_answer answer;
    ta_alloc_fail_at(1);
    assert_int_equal(ta_what_if(&facts, &model, &settled, &answer), TA_E_NOMEM);
    ta_alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_thing_settled_leaves_the_rest_as_it_is, setup),
        cmocka_unit_test_setup(what_is_good_or_not_asked_does_not_count, setup),
        cmocka_unit_test_setup(a_score_above_its_reference_is_never_put_down_to_it,
                               setup),
        cmocka_unit_test_setup(another_model_says_nothing, setup),
        cmocka_unit_test_setup(no_memory_is_told, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

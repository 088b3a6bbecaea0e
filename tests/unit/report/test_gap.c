/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_gap.c  A score and its lower bound, taken apart. Two pillars of one and of two
 *  indicators: the score is sqrt(36 * 64) = 48, its lower bound sqrt(9 * 16) = 12. */
#include "ta_test.h"

#include "base/memory.h"
#include "report/gap.h"

enum { PART, WHOLE, LOST, SHOWN, ALL };

static struct ta_fact_indicator indicator[ALL];
static struct ta_fact_pillar pillar[] = {{"a", 0.5, 36.0}, {"b", 0.5, 64.0}};
static struct ta_facts facts;

static int setup(void **state)
{
    (void)state;
    indicator[PART] = (struct ta_fact_indicator){
        .id = "part",
        .reason = "observed",
        .pillar = "a",
        .scored = true,
        .scoring = {.weight = 0.5, .score = 36, .score_lo = 9, .share = -20}};
    indicator[WHOLE] = (struct ta_fact_indicator){
        .id = "whole",
        .reason = "observed",
        .pillar = "b",
        .scored = true,
        .scoring = {.weight = 0.4, .score = 79.75, .score_lo = 19.75, .share = 3.5}};
    indicator[LOST] = (struct ta_fact_indicator){
        .id = "lost",
        .reason = "no_clear_look",
        .value = NAN,
        .pillar = "b",
        .scored = true,
        .scoring = {.weight = 0.1, .score = NAN, .score_lo = 1, .share = -15.5}};
    indicator[SHOWN] = (struct ta_fact_indicator){.id = "shown"};
    facts = (struct ta_facts){
        .model = {.within_pillar = "arithmetic", .across_pillars = "geometric"},
        .score = {.value = 48, .lo = 12, .reference = 80},
        .n_pillars = 2,
        .pillar = pillar,
        .n_indicators = ALL,
        .indicator = indicator};
    return 0;
}

static void the_points_add_up_and_the_largest_stands_first(void **state)
{
    (void)state;
    struct ta_gap gap;
    assert_int_equal(ta_gap_split(&facts, &gap), TA_OK);
    /* both pillars fall to a quarter, so each has half of the 36 points */
    assert_int_equal(gap.n, 2);
    assert_true(fabs(gap.pull[0].points - 18) < 1e-9);
    assert_true(fabs(gap.pull[1].points - 18) < 1e-9);
    ta_gap_free(&gap);

    indicator[PART].scoring.score_lo = 36;
    facts.score.lo = 24;
    assert_int_equal(ta_gap_split(&facts, &gap), TA_OK);
    assert_int_equal(gap.n, 1);
    assert_ptr_equal(gap.pull[0].indicator, &indicator[WHOLE]);
    assert_true(fabs(gap.pull[0].points - 24) < 1e-9);
    ta_gap_free(&gap);
}

static void what_was_not_observed_at_all_takes_nothing(void **state)
{
    (void)state;
    struct ta_gap gap;
    assert_int_equal(ta_gap_split(&facts, &gap), TA_OK);
    for (size_t i = 0; i < gap.n; i++)
        assert_ptr_not_equal(gap.pull[i].indicator, &indicator[LOST]);
    ta_gap_free(&gap);
}

static void a_score_that_does_not_come_out_is_not_split(void **state)
{
    (void)state;
    struct ta_gap gap;
    facts.score.lo = 13;
    assert_int_equal(ta_gap_split(&facts, &gap), TA_OK);
    assert_int_equal(gap.n, 0);
    ta_gap_free(&gap);
    facts.score.lo = 12;
    facts.model.across_pillars = "median";
    assert_int_equal(ta_gap_split(&facts, &gap), TA_OK);
    assert_int_equal(gap.n, 0);
    ta_gap_free(&gap);
}

static const struct ta_cause *cause_of(const struct ta_causes *causes, int which)
{
    for (size_t i = 0; i < causes->n; i++)
        if (causes->cause[i].indicator == &indicator[which]) return &causes->cause[i];
    fail_msg("no cause: %s", indicator[which].id);
    return NULL;
}

static void assert_cause(const struct ta_causes *causes, int which, double seen,
                         double unseen)
{
    const struct ta_cause *cause = cause_of(causes, which);
    assert_true(fabs(cause->points - (seen + unseen)) < 1e-9);
    assert_true(fabs(cause->seen - seen) < 1e-9);
    assert_true(fabs(cause->unseen - unseen) < 1e-9);
}

/* The shares of the score and what stands between it and its bound: 80 - 68 = 12. */
static void the_causes_lead_from_the_reference_to_the_bound(void **state)
{
    (void)state;
    struct ta_causes causes;
    assert_int_equal(ta_causes_split(&facts, &causes), TA_OK);
    assert_int_equal(causes.n, 3);
    assert_ptr_equal(causes.cause[0].indicator, &indicator[PART]);
    assert_ptr_equal(causes.cause[1].indicator, &indicator[LOST]);
    assert_cause(&causes, PART, -20, -18);
    assert_cause(&causes, WHOLE, 3.5, -18);
    assert_cause(&causes, LOST, 0, -15.5);
    ta_causes_free(&causes);
}

/* One that stands above the reference at the bound too takes nothing. */
static void only_what_lowers_the_bound_is_a_cause(void **state)
{
    (void)state;
    struct ta_causes causes;
    indicator[WHOLE].scoring.share = 18.5;
    indicator[PART].scoring.share = -35;
    assert_int_equal(ta_causes_split(&facts, &causes), TA_OK);
    assert_int_equal(causes.n, 2);
    assert_ptr_equal(causes.cause[0].indicator, &indicator[PART]);
    assert_ptr_equal(causes.cause[1].indicator, &indicator[LOST]);
    ta_causes_free(&causes);
    facts.score.reference = 79;
    assert_int_equal(ta_causes_split(&facts, &causes), TA_OK);
    assert_int_equal(causes.n, 0);
    ta_causes_free(&causes);
}

static struct ta_model_opinion opinions[] = {
    {TA_LEVEL_MODERATE, 0.75, TA_OPINION_NO_OBJECTION},
    {TA_LEVEL_ELEVATED, 0.6, TA_OPINION_CONDITIONS},
    {TA_LEVEL_VERY_HIGH, 0.0, TA_OPINION_OBJECTION}};
static const struct ta_model model = {
    .level_from = {1, 20, 40, 60, 80}, .n_opinions = 3, .opinion = opinions};

static enum ta_opinion seen(void)
{
    enum ta_opinion opinion;
    assert_int_equal(ta_opinion_seen(&facts, &model, &opinion), TA_OK);
    return opinion;
}

/* The score is 48; with what nobody saw at its best, 36 of one pillar and 73.8 of the other, 51.5. */
static void what_was_seen_has_an_opinion_of_its_own(void **state)
{
    (void)state;
    indicator[LOST].scoring.score_hi = 50;
    assert_int_equal(seen(), TA_OPINION_CONDITIONS);
    indicator[PART].scoring.score = 60; /* sqrt(60 x 73.8) = 66.5 */
    assert_int_equal(seen(), TA_OPINION_NO_OBJECTION);
    indicator[PART].scoring.score = 50; /* sqrt(50 x 64) = 56.6 with the worst of it */
    indicator[LOST].scoring.score_hi = 100;
    assert_int_equal(seen(), TA_OPINION_NO_OBJECTION); /* sqrt(50 x 83.8) = 64.7 */
    indicator[SHOWN].gating = true;
    indicator[SHOWN].gate = "fires";
    indicator[SHOWN].at_gate.opinion_at_best = "conditions";
    assert_int_equal(seen(), TA_OPINION_CONDITIONS);
    facts.model.across_pillars = "median";
    assert_int_equal(seen(), TA_OPINION_COUNT);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    struct ta_gap gap;
    for (uint64_t nth = 1; nth <= 2; nth++) {
        ta_alloc_fail_at(nth);
        assert_int_equal(ta_gap_split(&facts, &gap), TA_E_NOMEM);
        assert_null(gap.pull);
    }
    struct ta_causes causes;
    for (uint64_t nth = 1; nth <= 3; nth++) {
        ta_alloc_fail_at(nth);
        assert_int_equal(ta_causes_split(&facts, &causes), TA_E_NOMEM);
        assert_null(causes.cause);
    }
    ta_alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_points_add_up_and_the_largest_stands_first, setup),
        cmocka_unit_test_setup(what_was_not_observed_at_all_takes_nothing, setup),
        cmocka_unit_test_setup(a_score_that_does_not_come_out_is_not_split, setup),
        cmocka_unit_test_setup(the_causes_lead_from_the_reference_to_the_bound, setup),
        cmocka_unit_test_setup(only_what_lowers_the_bound_is_a_cause, setup),
        cmocka_unit_test_setup(what_was_seen_has_an_opinion_of_its_own, setup),
        cmocka_unit_test_setup(no_memory_is_told, setup)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
        .pillar = "a",
        .scored = true,
        .scoring = {.weight = 0.5, .score = 36, .score_lo = 9}};
    indicator[WHOLE] = (struct ta_fact_indicator){
        .id = "whole",
        .pillar = "b",
        .scored = true,
        .scoring = {.weight = 0.4, .score = 79.75, .score_lo = 19.75}};
    indicator[LOST] = (struct ta_fact_indicator){
        .id = "lost",
        .pillar = "b",
        .scored = true,
        .scoring = {.weight = 0.1, .score = NAN, .score_lo = 1}};
    indicator[SHOWN] = (struct ta_fact_indicator){.id = "shown"};
    facts = (struct ta_facts){
        .model = {.within_pillar = "arithmetic", .across_pillars = "geometric"},
        .score = {.value = 48, .lo = 12},
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

static void no_memory_is_told(void **state)
{
    (void)state;
    struct ta_gap gap;
    for (uint64_t nth = 1; nth <= 2; nth++) {
        ta_alloc_fail_at(nth);
        assert_int_equal(ta_gap_split(&facts, &gap), TA_E_NOMEM);
        assert_null(gap.pull);
    }
    ta_alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_points_add_up_and_the_largest_stands_first, setup),
        cmocka_unit_test_setup(what_was_not_observed_at_all_takes_nothing, setup),
        cmocka_unit_test_setup(a_score_that_does_not_come_out_is_not_split, setup),
        cmocka_unit_test_setup(no_memory_is_told, setup)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

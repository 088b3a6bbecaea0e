/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "alignment.h"

static void what_shrinks_keeps_its_own_pace(void **state)
{
    (void)state; /* coal power from 100 to 60 in the scenario: a fleet of 50 to 30 */
    struct ta_market_share coal = {50.0, 200.0, 100.0, 60.0, 1000.0};
    assert_near(ta_market_share_target(&coal), 30.0, 1e-12, 1);
    assert_near(ta_alignment_gap(45.0, 30.0), 0.5, 1e-12, 1);
    assert_false(ta_alignment_on_path(45.0, 30.0, false));
    assert_true(ta_alignment_on_path(30.0, 30.0, false));
}

static void what_grows_is_asked_of_everybody(void **state)
{
    (void)
        state; /* wind from 100 to 300 of a sector of 1,000: 20 % of the company's 200 */
    struct ta_market_share wind = {0.0, 200.0, 100.0, 300.0, 1000.0};
    assert_near(ta_market_share_target(&wind), 40.0, 1e-12,
                1); /* though it has none yet */
    wind.production = 50.0;
    assert_near(ta_market_share_target(&wind), 90.0, 1e-12, 1);
    assert_false(ta_alignment_on_path(80.0, 90.0, true));
}

static void a_portfolio_of_parts_asks_for_the_whole(void **state)
{
    (void)state;
    struct ta_market_share a = {10.0, 60.0, 100.0, 300.0, 1000.0};
    struct ta_market_share b = {30.0, 140.0, 100.0, 300.0, 1000.0};
    struct ta_market_share both = {40.0, 200.0, 100.0, 300.0, 1000.0};
    assert_near(ta_market_share_target(&a) + ta_market_share_target(&b),
                ta_market_share_target(&both), 1e-12, 1);
}

static void intensities_meet_at_the_end(void **state)
{
    (void)
        state; /* cement of the demonstration scenario: 0.70 in 2020, 0.40 in 2025, 0.10 in 2050 */
    struct ta_sda cement = {0.9, 0.7, 0.7, 0.7, 0.1};
    assert_near(ta_sda_target(&cement), 0.9, 1e-12, 1);
    cement.scenario_now = 0.4;
    assert_near(ta_sda_target(&cement), 0.5, 1e-12, 1);
    cement.scenario_now = 0.1;
    assert_near(ta_sda_target(&cement), 0.1, 1e-12, 1);
    cement.scenario_start = 0.1;
    assert_true(isnan(ta_sda_target(&cement)));
}

/* A case published with PACTA's program: r2dii.analysis (RMI), tests/testthat/test-target_sda.R, "with known
 * input outputs as expected", of two cement makers of equal production, 0.9 and 12: targets of the first by
 * year, to two digits, under scenarios of 0.5 to 0.1 and to 0.4 in five years. */
static void the_published_case_of_pacta_comes_out(void **state)
{
    (void)state;
    enum { YEARS = 6 };
    static const double end[2] = {0.1, 0.4};
    static const double want[2][YEARS] = {{0.90, 0.98, 1.06, 1.13, 1.21, 1.29},
                                          {0.90, 1.75, 2.60, 3.46, 4.31, 5.16}};
    for (int s = 0; s < 2; s++)
        for (int y = 0; y < YEARS; y++) {
            const struct ta_sda sda = {.intensity = 0.9,
                                       .market = (0.9 + 12.0) / 2.0,
                                       .scenario_start = 0.5,
                                       .scenario_now = 0.5 + (end[s] - 0.5) * y / 5.0,
                                       .scenario_end = end[s]};
            assert_true(fabs(ta_sda_target(&sda) - want[s][y]) <= 0.005 + 1e-9);
        }
}

static void a_scenario_of_nothing_has_no_target(void **state)
{
    (void)state;
    struct ta_market_share none = {10.0, 60.0, 0.0, 300.0, 1000.0};
    assert_true(isnan(ta_market_share_target(&none)));
    assert_true(isnan(ta_alignment_gap(1.0, 0.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_shrinks_keeps_its_own_pace),
        cmocka_unit_test(what_grows_is_asked_of_everybody),
        cmocka_unit_test(a_portfolio_of_parts_asks_for_the_whole),
        cmocka_unit_test(intensities_meet_at_the_end),
        cmocka_unit_test(the_published_case_of_pacta_comes_out),
        cmocka_unit_test(a_scenario_of_nothing_has_no_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

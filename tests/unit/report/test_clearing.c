/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "report/clearing.h"

/* 132 ha of vegetation lost and 130 ha built over, on 220 ha. */
static struct ta_fact_figure lost[] = {{"loss_ha", "ha", 132}};
static struct ta_fact_figure built[] = {{"built_over_ha", "ha", 130},
                                        {"claimed_capacity", "MW", 100}};
static struct ta_fact_site site[] = {{.n = 1, .area_m2 = 2.2e6}};

static void at_least_the_excess_over_the_site_is_both(void **state)
{
    (void)state;
    struct ta_fact_indicator row[] = {
        {.id = "vegetation_loss", .value = 59.9, .n_details = 1, .detail = lost},
        {.id = "build_gap", .value = 40.9, .n_details = 2, .detail = built}};
    struct ta_facts facts = {
        .n_indicators = 2, .indicator = row, .n_sites = 1, .site = site};
    struct ta_clearing c;
    assert_true(ta_clearing_of(&facts, &c));
    assert_true(c.lost == 132 && c.built == 130);
    assert_float_equal(c.both, 42, 1e-9);
    assert_string_equal(ta_clearing_question(&facts), ".question_building");
    site[0].area_m2 = 1e7; /* they may lie apart */
    assert_true(ta_clearing_of(&facts, &c) && c.both == 0);
    site[0].area_m2 = 2.2e6;
    row[0].value = NAN; /* not observed */
    assert_false(ta_clearing_of(&facts, &c));
    row[0].value = 59.9;
    built[1].value = 0; /* nothing is claimed */
    assert_false(ta_clearing_of(&facts, &c));
    built[1].value = 100;
    facts.n_indicators = 1;
    assert_false(ta_clearing_of(&facts, &c));
}

static void only_forestry_is_asked_about_felling(void **state)
{
    (void)state;
    struct ta_facts facts = {.sector_code = "4416"};
    assert_string_equal(ta_clearing_question(&facts), ".question");
    facts.sector_code = "0220";
    assert_string_equal(ta_clearing_question(&facts), ".question_forest");
    facts.sector_code = "A02.10";
    assert_string_equal(ta_clearing_question(&facts), ".question_forest");
    facts.sector_code = NULL;
    assert_string_equal(ta_clearing_question(&facts), ".question");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_least_the_excess_over_the_site_is_both),
        cmocka_unit_test(only_forestry_is_asked_about_felling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

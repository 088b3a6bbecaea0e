/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "land_carbon.h"

static void worked_stands_of_the_guidelines(void **state)
{
    (void)state; /* 120 t/ha, R 0.24, CF 0.47: 69.936 tC/ha */
    assert_near(ta_forest_co2(120.0, 0.24, 0.47), 256.432, 1e-9, 1);
    assert_near(1000.0 * ta_forest_co2(120.0, 0.24, 0.47), 256432.0, 1e-9, 1);
    /* 500 ha growing 4 t/ha a year: 1,165.6 tC */
    assert_near(ta_forest_growth_co2(500.0, 4.0, 0.24, 0.47), 4273.9, 1e-5, 1);
}

static void global_forest_watch_takes_other_roots(void **state)
{
    (void)state; /* below ground 0.489 x 120^0.89 = 34.66 t/ha */
    assert_near(ta_forest_co2_gfw(120.0, 0.5), 283.5, 2e-4, 1);
    assert_near(ta_forest_co2_gfw(120.0, 0.47), 266.5, 2e-4, 1);
}

static void without_a_table_nothing_is_known(void **state)
{
    (void)state;
    struct ta_table_set none = {0, NULL};
    assert_false(ta_forest_factors_of(&none, "boreal", 100.0, 0).known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_stands_of_the_guidelines),
        cmocka_unit_test(global_forest_watch_takes_other_roots),
        cmocka_unit_test(without_a_table_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

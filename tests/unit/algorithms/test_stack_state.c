/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <math.h>

#include "stack_state.h"

#define H INT64_C(3600000000)

enum { N = 4 };
static const ta_time_us at[N] = {0, H / 2, H, 2 * H};

static void wet_gas_at_an_oxygen_becomes_dry_at_another(void **state)
{
    (void)state;
    /* two values of the first hour: 9 and 11 %, of which the mean counts; none in the third */
    static const ta_time_us time[] = {0, H / 4, H};
    static const double oxygen_value[] = {9, 11, 6}, moist_value[] = {20, 20, 10};
    const struct ta_series oxygen = {3, time, oxygen_value, NULL, NAN};
    const struct ta_series moist = {3, time, moist_value, NULL, NAN};
    const struct ta_stack_state s = {.wet = true,
                                     .moisture = NAN,
                                     .moist = &moist,
                                     .reference_oxygen = 6,
                                     .oxygen = &oxygen};
    double value[N] = {80, 40, 90, 90};
    unsigned char flag[N] = {1, 2, 1, 1};
    assert_int_equal(ta_stack_state_apply(&s, N, at, value, flag), 1);
    /* 80 / 0.8 = 100, times (21 - 6) / (21 - 10) */
    assert_near(value[0], 100.0 * 15.0 / 11.0, 1e-12, 1);
    assert_near(value[1], 50.0 * 15.0 / 11.0, 1e-12, 1);
    assert_near(value[2], 100.0, 1e-12, 1); /* 90 / 0.9, at 6 % already */
    assert_true(isnan(value[3]));
    assert_int_equal(flag[0], 1);
    assert_int_equal(flag[1], 2);
    assert_int_equal(flag[3], TA_FLAG_MISSING);
}

static void a_stated_moisture_stands_where_none_is_measured(void **state)
{
    (void)state;
    struct ta_stack_state s = {.wet = true, .moisture = 20, .reference_oxygen = 0};
    double value[N] = {80, NAN, 80, 80};
    unsigned char flag[N] = {1, TA_FLAG_MISSING, 3, 1};
    assert_int_equal(ta_stack_state_apply(&s, N, at, value, flag), 0);
    assert_near(value[0], 100.0, 1e-12, 1);
    assert_near(value[2], 100.0, 1e-12, 1);
    assert_int_equal(flag[2], 3);
    s.moisture = NAN; /* nobody knows it: wet values say nothing of dry gas */
    assert_int_equal(ta_stack_state_apply(&s, N, at, value, flag), 3);
}

static void air_in_the_stack_has_no_state_at_reference(void **state)
{
    (void)state;
    static const double oxygen_value[] = {21, 22, 20.9, 10};
    const struct ta_series oxygen = {N, at, oxygen_value, NULL, NAN};
    const struct ta_stack_state s = {.reference_oxygen = 6, .oxygen = &oxygen};
    double value[N] = {1, 1, 1, 1};
    unsigned char flag[N] = {1, 1, 1, 1};
    assert_int_equal(ta_stack_state_apply(&s, N, at, value, flag), 2);
    assert_near(value[2], 150.0, 1e-9, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wet_gas_at_an_oxygen_becomes_dry_at_another),
        cmocka_unit_test(a_stated_moisture_stands_where_none_is_measured),
        cmocka_unit_test(air_in_the_stack_has_no_state_at_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

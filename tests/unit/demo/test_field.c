/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "demo/field.h"

enum { MANY = 20000 };

static void a_field_stays_on_its_scale_and_is_smooth(void **state)
{
    (void)state;
    const struct ta_field f = {{7, 3}, 40.0, 4};
    double least = 1.0, most = 0.0;
    for (int i = 0; i < MANY; i++) {
        double x = -500.0 + i * 0.37, y = 800.0 - i * 0.11;
        double here = ta_field_at(&f, x, y), beside = ta_field_at(&f, x + 0.01, y);
        assert_true(here >= 0.0 && here <= 1.0);
        assert_true(fabs(here - beside) < 0.01);
        least = fmin(least, here);
        most = fmax(most, here);
    }
    assert_true(least < 0.25 && most > 0.75);
}

static void a_place_has_one_value_and_streams_are_apart(void **state)
{
    (void)state;
    const struct ta_field a = {{7, 3}, 40.0, 4}, b = {{7, 4}, 40.0, 4};
    assert_true(ta_field_at(&a, 12.5, 99.25) == ta_field_at(&a, 12.5, 99.25));
    assert_true(ta_field_at(&a, 12.5, 99.25) != ta_field_at(&b, 12.5, 99.25));
}

static void the_bell_has_mean_0_and_deviation_1(void **state)
{
    (void)state;
    const struct ta_philox random = {11, 0};
    double sum = 0.0, squares = 0.0;
    for (uint64_t i = 0; i < MANY; i++) {
        double x = ta_field_bell(&random, i);
        assert_true(fabs(x) < 3.5);
        sum += x;
        squares += x * x;
    }
    /* Five standard errors: sd / sqrt(n), and sqrt((kurtosis - 1) / n), kurtosis 2.7. */
    assert_true(fabs(sum / MANY) < 5.0 / sqrt(MANY));
    assert_true(fabs(squares / MANY - 1.0) < 5.0 * sqrt(1.7 / MANY));
}

static void a_step_is_0_then_1(void **state)
{
    (void)state;
    assert_true(ta_field_step(2.0, 4.0, 1.0) == 0.0);
    assert_true(ta_field_step(2.0, 4.0, 3.0) == 0.5);
    assert_true(ta_field_step(2.0, 4.0, 4.0) == 1.0);
    assert_true(ta_field_step(1.0, 0.5, 0.0) == 1.0); /* falling: 1 below, 0 above */
    assert_true(ta_field_step(1.0, 0.5, 2.0) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_stays_on_its_scale_and_is_smooth),
        cmocka_unit_test(a_place_has_one_value_and_streams_are_apart),
        cmocka_unit_test(the_bell_has_mean_0_and_deviation_1),
        cmocka_unit_test(a_step_is_0_then_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

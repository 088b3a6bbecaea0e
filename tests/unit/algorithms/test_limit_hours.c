/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "limit_hours.h"

/* Wilson's bound p is the root of (p - x/n)^2 = z^2 p (1 - p) / n above x/n. */
static void upper_bound_of_a_share_solves_wilsons_equation(void **state)
{
    (void)state;
    static const size_t x[] = {0, 1, 5, 99, 0}, n[] = {10, 46, 5000, 100, 1};
    const double z = 1.6448536269514722;
    for (size_t i = 0; i < 5; i++) {
        double p = ta_share_upper(x[i], n[i]), seen = (double)x[i] / (double)n[i];
        assert_true(p > seen && p <= 1);
        assert_near((p - seen) * (p - seen), z * z * p * (1 - p) / (double)n[i], 1e-12,
                    1e-9);
    }
    assert_true(ta_share_upper(0, 0) == 1);
    assert_near(ta_share_upper(7, 7), 1, 1e-12, 1);
}

static void hours_of_the_window_add_up(void **state)
{
    (void)state;
    ta_time_us time[300];
    double value[300];
    unsigned char flag[300];
    for (size_t i = 0; i < 300; i++) {
        time[i] = (ta_time_us)i * 1800000000;
        value[i] = i % 7 == 0 ? 50 : 20;
        flag[i] = (unsigned char)(i % 11 == 0 ? 4 : i % 5 == 0 ? 2 : 1);
    }
    const struct ta_series series = {300, time, value, flag, NAN};
    const struct ta_limit_window window = {time[299], 120, 35};
    struct ta_limit_hours h;
    assert_true(ta_limit_hours_count(&series, &window, &h));
    assert_int_equal(h.good + h.unjudged + h.missing, 120);
    assert_true(h.missing_tainted <= h.missing);
    assert_true(h.good_above <= h.good && h.unjudged_above <= h.unjudged);
}

static void readings_out_of_order_are_refused(void **state)
{
    (void)state;
    const ta_time_us time[] = {10, 5};
    const double value[] = {1, 1};
    const struct ta_series series = {2, time, value, NULL, NAN};
    const struct ta_limit_window window = {100, 1, 35};
    struct ta_limit_hours h;
    assert_false(ta_limit_hours_count(&series, &window, &h));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(upper_bound_of_a_share_solves_wilsons_equation),
        cmocka_unit_test(hours_of_the_window_add_up),
        cmocka_unit_test(readings_out_of_order_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

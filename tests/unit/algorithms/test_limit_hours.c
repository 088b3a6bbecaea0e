/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "limit_hours.h"

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

/* Limits are decimals: 0.3 sixty times over has a mean of 0.3000000000000004. */
static void an_hour_at_its_limit_is_not_above_it(void **state)
{
    (void)state;
    assert_false(ta_limit_above(0.3, 0.3));
    assert_false(ta_limit_above(nextafter(0.3, 1.0), 0.3));
    assert_false(ta_limit_above(nextafter(0.3, 0.0), 0.3));
    assert_true(ta_limit_above(0.3 * (1 + 2e-9), 0.3));
    assert_true(ta_limit_above(1e-12, 0.0));
    assert_false(ta_limit_above(0.0, 0.0));
    assert_false(ta_limit_above((double)NAN, 0.3));
    ta_time_us time[60];
    double value[60];
    for (int tenths = 1; tenths <= 2000; tenths++) {
        for (size_t i = 0; i < 60; i++) {
            time[i] = (ta_time_us)i * 60000000;
            value[i] = tenths / 10.0;
        }
        const struct ta_series series = {60, time, value, NULL, 60.0};
        const struct ta_limit_window window = {3600000000, 1, tenths / 10.0};
        struct ta_limit_hours h;
        assert_true(ta_limit_hours_count(&series, &window, &h));
        assert_int_equal(h.unjudged + h.good, 1);
        assert_int_equal(h.unjudged_above + h.good_above, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_of_the_window_add_up),
        cmocka_unit_test(readings_out_of_order_are_refused),
        cmocka_unit_test(an_hour_at_its_limit_is_not_above_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

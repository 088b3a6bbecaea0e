/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "report/scale.h"

static void values_lie_between_their_ends(void **state)
{
    (void)state;
    struct ta_scale scale = {10, 20, 100, 0};
    assert_near(ta_scale_at(&scale, 10), 100, 1e-12, 1);
    assert_near(ta_scale_at(&scale, 17.5), 25, 1e-12, 1);
    struct ta_scale point = {5, 5, 0, 40};
    assert_near(ta_scale_at(&point, 5), 20, 1e-12, 1);
}

static void assert_ticks(double lo, double hi, size_t wanted, size_t n, double first,
                         double step, int decimals)
{
    struct ta_ticks t;
    ta_ticks_around(lo, hi, wanted, &t);
    assert_int_equal(t.n, n);
    assert_int_equal(t.decimals, decimals);
    for (size_t i = 0; i < n; i++)
        assert_near(t.value[i], first + (double)i * step, 1e-9, 1);
}

static void ticks_are_round_and_hold_the_range(void **state)
{
    (void)state;
    assert_ticks(0.42, 0.88, 5, 6, 0.4, 0.1, 1);
    assert_ticks(0, 53.8, 5, 4, 0, 20, 0);
    assert_ticks(-0.3, 0.9, 4, 4, -0.5, 0.5, 1);
    assert_ticks(1200, 9800, 4, 3, 0, 5000, 0);
    assert_ticks(0.0012, 0.0018, 4, 4, 0.0012, 0.0002, 4);
}

static void equal_ends_still_make_an_axis(void **state)
{
    (void)state;
    struct ta_ticks t;
    const double values[] = {0, 7, -3, 1e12};
    for (size_t i = 0; i < 4; i++) {
        ta_ticks_around(values[i], values[i], 5, &t);
        assert_true(t.n >= 2);
        assert_true(t.value[0] <= values[i] && t.value[t.n - 1] >= values[i]);
        assert_true(t.value[0] < t.value[t.n - 1]);
    }
}

static void assert_days(const char *from, const char *to, size_t most,
                        const char *const *want)
{
    struct ta_day_ticks t;
    ta_day a = 0, b = 0;
    size_t n = 0;
    assert_int_equal(ta_day_parse(from, &a), TA_OK);
    assert_int_equal(ta_day_parse(to, &b), TA_OK);
    ta_day_ticks_between(a, b, most, &t);
    for (; want[n] != NULL; n++) {
        char text[TA_TIME_TEXT];
        assert_true(n < t.n);
        ta_day_format(t.day[n], text);
        assert_string_equal(text, want[n]);
    }
    assert_int_equal(t.n, n);
    assert_true(n <= most);
}

static void dates_are_marked_at_firsts(void **state)
{
    (void)state;
    const char *years[] = {"2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01",
                           NULL};
    assert_days("2019-04-14", "2023-08-26", 5, years);
    const char *decades[] = {"1990-01-01", "2000-01-01", "2010-01-01", "2020-01-01",
                             NULL};
    assert_days("1984-03-01", "2023-12-31", 4, decades);
    const char *quarters[] = {"2023-04-01", "2023-07-01", "2023-10-01", NULL};
    assert_days("2023-02-10", "2023-11-20", 4, quarters);
    const char *days[] = {"2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", NULL};
    assert_days("2024-02-27", "2024-03-01", 6, days);
    const char *one[] = {"1965-01-01", NULL};
    assert_days("1964-06-01", "1965-05-01", 1, one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_lie_between_their_ends),
        cmocka_unit_test(ticks_are_round_and_hold_the_range),
        cmocka_unit_test(equal_ends_still_make_an_axis),
        cmocka_unit_test(dates_are_marked_at_firsts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

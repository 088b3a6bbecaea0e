/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "windows.h"

static const ta_time_us hour = INT64_C(3600000000);

static struct ta_window_rule fixed(ta_time_us length)
{
    return (struct ta_window_rule){
        .kind = TA_WINDOW_FIXED, .length = length, .interval = hour, .share = 0.75};
}

static struct ta_reading good(ta_time_us time, double value)
{
    return (struct ta_reading){time, TA_TIME_NONE, value, TA_FLAG_GOOD, 0};
}

static struct ta_window window(const struct ta_window_rule *rule, ta_time_us begin,
                               size_t n, const struct ta_reading *reading)
{
    struct ta_window out;
    assert_int_equal(ta_window_of(rule, begin, n, reading, &out), TA_OK);
    return out;
}

static void a_mean_is_a_sum_by_a_number(void **state)
{
    (void)state;
    struct ta_window_rule rule = fixed(24 * hour);
    /* two hours full of readings and one with a single high one: the mean of hourly means
     * would be 40 */
    struct ta_reading r[] = {good(0, 10),    good(1, 10),        good(2, 10),
                             good(hour, 10), good(hour + 1, 10), good(2 * hour, 100)};
    struct ta_window w = window(&rule, 0, 6, r);
    assert_true(w.mean == 25.0);
    assert_true(w.sum == 150.0);
    assert_true(w.least == 10.0 && w.most == 100.0);
    assert_int_equal(w.used, 6);
    assert_int_equal(w.expected, 24);
    assert_false(w.complete);
    assert_true(isnan(w.steadiness));
    assert_int_equal(w.first, 0);
    assert_int_equal(w.last, 2 * hour);
}

static void sums_are_exact_in_any_order(void **state)
{
    (void)state;
    struct ta_window_rule rule = fixed(24 * hour);
    struct ta_reading r[] = {good(0, 1e16), good(1, 1.0), good(2, -1e16), good(3, 1.0)};
    assert_true(window(&rule, 0, 4, r).sum == 2.0);
    struct ta_reading tenth[10];
    for (int i = 0; i < 10; i++) tenth[i] = good(i, 0.1);
    assert_true(window(&rule, 0, 10, tenth).mean == 0.1);
}

static void what_does_not_count_is_counted_apart(void **state)
{
    (void)state;
    struct ta_window_rule rule = fixed(24 * hour);
    struct ta_reading r[] = {
        {0, 0, 1.0, TA_FLAG_GOOD, 0},     {1, 0, 2.0, TA_FLAG_NOT_EVALUATED, 0},
        {2, 0, 999.0, TA_FLAG_FAIL, 0},   {3, 0, NAN, TA_FLAG_MISSING, 0},
        {4, 0, 50.0, TA_FLAG_SUSPECT, 0}, {5, 0, 7.0, TA_FLAG_SUSPECT, 0},
        {5, 0, 8.0, TA_FLAG_SUSPECT, 0},  {6, 0, NAN, TA_FLAG_GOOD, 0}};
    struct ta_window w = window(&rule, 0, 8, r);
    assert_int_equal(w.received, 8);
    assert_int_equal(w.used, 2);
    assert_int_equal(w.good, 1);
    assert_int_equal(w.failed, 1);
    assert_int_equal(w.missing, 2);
    assert_int_equal(w.suspect, 1);
    assert_int_equal(w.conflicting, 2);
    assert_true(w.mean == 1.5);
    w = window(&rule, 24 * hour, 8, r);
    assert_int_equal(w.received, 0);
    assert_true(isnan(w.mean) && isnan(w.sum) && isnan(w.least) && isnan(w.most));
    assert_false(w.complete);
}

static void a_direction_s_mean_goes_round(void **state)
{
    (void)state;
    struct ta_window_rule rule = fixed(24 * hour);
    rule.turn = 360.0;
    struct ta_reading north[] = {good(0, 350), good(1, 10)};
    struct ta_window w = window(&rule, 0, 2, north);
    assert_true(fmin(w.mean, 360.0 - w.mean) < 1e-12 && w.mean < 360.0);
    assert_near(w.steadiness, cos(10.0 / 180.0 * acos(-1.0)), 1e-14, 1.0);
    assert_true(isnan(w.sum) && isnan(w.least) && isnan(w.most));
    struct ta_reading against[] = {good(0, 90), good(1, 270)};
    w = window(&rule, 0, 2, against);
    assert_true(isnan(w.mean)); /* they cancel out: no direction */
    assert_true(w.steadiness < 1e-9);
    /* Mardia and Jupp (2000), example 1.1 and 2.1: roulette, mean 51 degrees, R 0.711 */
    static const double roulette[] = {43, 45, 52, 61, 75, 88, 88, 279, 357};
    struct ta_reading spin[9];
    for (int i = 0; i < 9; i++) spin[i] = good(i, roulette[i]);
    w = window(&rule, 0, 9, spin);
    assert_near(w.mean, 51.0, 0.01, 1.0);
    assert_near(w.steadiness, 0.711, 0.001, 1.0);
}

/* Begins as `date -u -d` gives them. */
static void windows_follow_the_calendar_at_a_fixed_offset(void **state)
{
    (void)state;
    struct ta_window_rule rule = {
        .kind = TA_WINDOW_MONTH, .offset = 8 * hour, .share = 0.75};
    const ta_time_us leap = INT64_C(1582905600000000); /* 2020-02-28T16:00Z: the 29th */
    assert_int_equal(ta_window_begin(&rule, leap), INT64_C(1580486400000000));
    assert_int_equal(ta_window_next(&rule, INT64_C(1580486400000000)),
                     INT64_C(1582992000000000));
    rule.kind = TA_WINDOW_YEAR;
    assert_int_equal(ta_window_begin(&rule, leap), INT64_C(1577808000000000));
    assert_int_equal(ta_window_end(&rule, INT64_C(1577808000000000)),
                     INT64_C(1609430400000000));
    rule = fixed(24 * hour);
    rule.offset = 8 * hour;
    assert_int_equal(ta_window_begin(&rule, 0), -8 * hour);
    assert_int_equal(ta_window_begin(&rule, 16 * hour - 1), -8 * hour);
    assert_int_equal(ta_window_begin(&rule, 16 * hour), 16 * hour);
    assert_int_equal(ta_window_begin(&rule, -8 * hour - 1), -32 * hour);
}

static void months_of_all_years_follow_each_other(void **state)
{
    (void)state;
    struct ta_window_rule rule = {.kind = TA_WINDOW_MONTH, .share = 1.0};
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    ta_time_us at = 0;
    for (int year = 1970; year < 2401; year++)
        for (int month = 0; month < 12; month++) {
            bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            ta_time_us next = at + (days[month] + (month == 1 && leap)) * TA_US_PER_DAY;
            assert_int_equal(ta_window_begin(&rule, next - 1), at);
            assert_int_equal(ta_window_next(&rule, at), next);
            at = next;
        }
}

static void windows_may_roll(void **state)
{
    (void)state;
    struct ta_window_rule rule = fixed(8 * hour);
    rule.step = hour;
    struct ta_reading r[24];
    for (int i = 0; i < 24; i++) r[i] = good(i * hour, i);
    struct ta_window w = window(&rule, 3 * hour, 24, r);
    assert_true(w.mean == 6.5);
    assert_true(w.complete);
    assert_int_equal(ta_window_next(&rule, 3 * hour), 4 * hour);
    assert_int_equal(ta_window_begin(&rule, 3 * hour + 5), 3 * hour);
}

static void completeness_is_judged_at_its_limit(void **state)
{
    (void)state;
    struct ta_window_rule rule = fixed(4 * hour);
    struct ta_reading r[] = {good(0, 1), good(hour, 1), good(2 * hour, 1)};
    assert_true(window(&rule, 0, 3, r).complete);
    assert_false(window(&rule, 0, 2, r).complete);
    rule.interval = 0; /* nobody said how many there should be: nobody can tell */
    assert_false(window(&rule, 0, 3, r).complete);
    assert_int_equal(window(&rule, 0, 1, r).expected, 0);
}

static void refuses_rules_and_order_it_cannot_follow(void **state)
{
    (void)state;
    struct ta_window_rule rule = fixed(hour);
    assert_true(ta_window_rule_ok(&rule));
    rule.step = 2 * hour; /* would leave readings out */
    assert_false(ta_window_rule_ok(&rule));
    rule = fixed(0);
    assert_false(ta_window_rule_ok(&rule));
    rule = fixed(hour);
    rule.share = NAN;
    assert_false(ta_window_rule_ok(&rule));
    rule = fixed(hour);
    rule.turn = INFINITY;
    assert_false(ta_window_rule_ok(&rule));
    rule = fixed(hour);
    struct ta_reading r[] = {good(0, 1), good(9, 1), good(5, 1)};
    struct ta_window w;
    assert_int_equal(ta_window_of(&rule, 0, 3, r, &w), TA_E_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mean_is_a_sum_by_a_number),
        cmocka_unit_test(sums_are_exact_in_any_order),
        cmocka_unit_test(what_does_not_count_is_counted_apart),
        cmocka_unit_test(a_direction_s_mean_goes_round),
        cmocka_unit_test(windows_follow_the_calendar_at_a_fixed_offset),
        cmocka_unit_test(months_of_all_years_follow_each_other),
        cmocka_unit_test(windows_may_roll),
        cmocka_unit_test(completeness_is_judged_at_its_limit),
        cmocka_unit_test(refuses_rules_and_order_it_cannot_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "limit_hours.h"
#include "terrassay/reading.h"

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
    const struct ta_series series = {300, time, value, flag, 1800.0};
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
    const struct ta_series series = {2, time, value, NULL, 1.0};
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

/* Six readings an hour, limit 35: five good ones at @p good, and at one time @p low and @p high. */
static struct ta_limit_hours contradicted(double good, double low, double high)
{
    ta_time_us time[7];
    double value[7];
    unsigned char flag[7];
    for (size_t i = 0; i < 7; i++) {
        time[i] = (ta_time_us)(i < 6 ? i : 5) * 600000000;
        value[i] = i < 5 ? good : i == 5 ? low : high;
        flag[i] = i < 5 ? TA_FLAG_GOOD : TA_FLAG_SUSPECT;
    }
    const struct ta_series series = {7, time, value, flag, 600.0};
    const struct ta_limit_window window = {3600000000, 1, 35};
    struct ta_limit_hours h;
    assert_true(ta_limit_hours_count(&series, &window, &h));
    return h;
}

static void values_that_contradict_each_other_are_held_against_the_hour(void **state)
{
    (void)state;
    struct ta_limit_hours h = contradicted(30, 30, 66); /* (150 + 66) / 6 = 36 */
    assert_int_equal(h.good, 1);
    assert_int_equal(h.doubtful, 1);
    assert_int_equal(h.missing_above, 0);
    h = contradicted(30, 30, 60); /* 35: at the limit */
    assert_int_equal(h.doubtful, 0);
    h = contradicted(36, 24, 66); /* (180 + 24) / 6 = 34: it may not have been above */
    assert_int_equal(h.unjudged_above, 1);
    assert_int_equal(h.good_above, 0);
    h = contradicted(36, 31, 66);
    assert_int_equal(h.good_above, 1);
    assert_int_equal(h.doubtful, 0);
}

static void a_reading_above_that_is_not_believed_is_counted_once(void **state)
{
    (void)state;
    const ta_time_us hour = INT64_C(3600000000);
    const ta_time_us time[] = {0, hour, hour, 2 * hour, 3 * hour, 4 * hour};
    const double value[] = {20, 20, 99, 55, 20, 20};
    const unsigned char flag[] = {TA_FLAG_GOOD, TA_FLAG_SUSPECT, TA_FLAG_SUSPECT,
                                  TA_FLAG_FAIL, TA_FLAG_FAIL,    TA_FLAG_GOOD};
    const struct ta_series series = {6, time, value, flag, 3600.0};
    const struct ta_limit_window window = {5 * hour, 5, 35};
    struct ta_limit_hours h;
    assert_true(ta_limit_hours_count(&series, &window, &h));
    assert_int_equal(h.missing, 3);
    assert_int_equal(h.missing_failed, 2);
    assert_int_equal(h.missing_above, 2);
    assert_int_equal(h.missing_tainted, 0);
}

/* An hour each: whole but for failed readings, for suspect ones, for both; too few; none. */
static void missing_hours_are_told_apart(void **state)
{
    (void)state;
    enum { STEP_S = 600, A = 5 * 6 };
    static const unsigned char hour[5][6] = {
        {1, 1, 1, 4, 4, 4}, {1, 1, 1, 3, 3, 3}, {4, 4, 4, 3, 3, 1}, {1, 1, 3, 0, 0, 0}};
    ta_time_us time[A];
    double value[A];
    unsigned char flag[A];
    size_t n = 0;
    for (int i = 0; i < A; i++) {
        if (hour[i / 6][i % 6] == 0) continue;
        time[n] = (ta_time_us)i * STEP_S * 1000000;
        value[n] = 20.0;
        flag[n++] = hour[i / 6][i % 6];
    }
    const struct ta_series series = {n, time, value, flag, STEP_S};
    const struct ta_limit_window window = {INT64_C(5) * 3600000000, 5, 35};
    struct ta_limit_hours h;
    assert_true(ta_limit_hours_count(&series, &window, &h));
    assert_int_equal(h.missing, 5);
    assert_int_equal(h.missing_failed, 1);
    assert_int_equal(h.missing_suspect, 2);
    assert_int_equal(h.missing_few, 1);
}

/* The lowest reading of each hour, chosen by who owns the device: without an interval it clears nobody, and what
 * is above stands. */
static void without_an_interval_only_hours_above_are_known(void **state)
{
    (void)state;
    const ta_time_us hour = INT64_C(3600000000);
    const ta_time_us time[] = {0, hour, 2 * hour, 3 * hour};
    const double value[] = {20, 50, 20, 99};
    const unsigned char flag[] = {TA_FLAG_GOOD, TA_FLAG_GOOD, TA_FLAG_GOOD,
                                  TA_FLAG_FAIL};
    struct ta_series series = {4, time, value, flag, 3600.0};
    const struct ta_limit_window window = {4 * hour, 4, 35};
    struct ta_limit_hours h;
    assert_true(ta_limit_hours_count(&series, &window, &h));
    assert_int_equal(h.good, 3);
    assert_int_equal(h.good_above, 1);
    series.interval_s = NAN;
    assert_true(ta_limit_hours_count(&series, &window, &h));
    assert_int_equal(h.good, 0);
    assert_int_equal(h.unjudged, 1);
    assert_int_equal(h.unjudged_above, 1);
    assert_int_equal(h.missing, 3);
    assert_int_equal(h.missing_failed, 0);
    assert_int_equal(h.missing_above, 1);
    assert_true(h.max_hour == 50.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_of_the_window_add_up),
        cmocka_unit_test(readings_out_of_order_are_refused),
        cmocka_unit_test(an_hour_at_its_limit_is_not_above_it),
        cmocka_unit_test(values_that_contradict_each_other_are_held_against_the_hour),
        cmocka_unit_test(missing_hours_are_told_apart),
        cmocka_unit_test(a_reading_above_that_is_not_believed_is_counted_once),
        cmocka_unit_test(without_an_interval_only_hours_above_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

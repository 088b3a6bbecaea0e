/* SPDX-License-Identifier: Apache-2.0 */
/* An hour is as complete as the time that its readings stand for, whoever sends how many. */
#include "ta_test.h"

#include <math.h>

#include "air_day.h"
#include "covered.h"
#include "emission_hours.h"
#include "limit_hours.h"
#include "quality_trust.h"
#include "windows.h"

enum { MOST = 4000 };
static const ta_time_us s = 1000000;
static ta_time_us time[MOST];
static double value[MOST];

/* @p n readings, @p step us apart, in a series whose nominal step is a minute. */
static struct ta_series readings(size_t n, ta_time_us step)
{
    for (size_t i = 0; i < n; i++) {
        time[i] = (ta_time_us)i * step;
        value[i] = 1.0;
    }
    return (struct ta_series){n, time, value, NULL, 60.0};
}

static double counted(const struct ta_series *series)
{
    struct ta_covered there = {.n = 0};
    for (size_t i = 0; i < series->n; i++)
        ta_covered_add(&there, series->time[i], series->interval_s);
    return ta_covered_count(&there, series->interval_s);
}

static void each_reading_stands_for_its_interval_at_most(void **state)
{
    (void)state;
    struct ta_series even = readings(60, 60 * s), dense;
    assert_true(counted(&even) == 60.0);
    even = readings(60, 61 * s);
    assert_true(counted(&even) == 60.0);
    dense = readings(3600, s);
    assert_true(fabs(counted(&dense) - (61.0 - 1.0 / 60.0)) <= 1e-9);
    dense = readings(3600, s / 1000); /* 3.6 s of them */
    assert_true(fabs(counted(&dense) - (1.0 + 3.599 / 60.0)) <= 1e-9);
    dense.interval_s = NAN;
    assert_true(counted(&dense) == 3600.0);
}

/* A quarter of the interval to and fro. */
static void what_a_clock_shakes_costs_nothing(void **state)
{
    (void)state;
    struct ta_series shaken = readings(60, 60 * s);
    for (size_t i = 0; i < shaken.n; i++) time[i] += i % 2 == 0 ? 0 : 15 * s;
    assert_true(counted(&shaken) == 60.0);
}

static bool valid_everywhere(const struct ta_series *series)
{
    struct ta_hour_mean hour;
    struct ta_limit_hours hours;
    const struct ta_limit_window window = {.end = 3600 * s, .hours = 1, .limit = 10};
    const struct ta_window_rule rule = {
        .kind = TA_WINDOW_FIXED, .length = 3600 * s, .interval = 60 * s, .share = 0.75};
    struct ta_reading reading[MOST];
    struct ta_window found;
    for (size_t i = 0; i < series->n; i++)
        reading[i] = (struct ta_reading){time[i], time[i], value[i], TA_FLAG_GOOD, 0};
    ta_emission_hours(series, &ta_hour_rule_hj75, NULL, 0, 1, &hour);
    assert_true(ta_limit_hours_count(series, &window, &hours));
    assert_int_equal(ta_window_of(&rule, 0, series->n, reading, &found), TA_OK);
    struct ta_air_day day = ta_air_day_of(series, 0, 0);
    bool valid = found.complete;
    assert_int_equal(found.used, series->n);
    assert_int_equal(hour.is_valid, valid);
    assert_int_equal(hours.missing, !valid);
    assert_int_equal(day.hours, valid);
    return valid;
}

static void a_burst_makes_no_hour_complete(void **state)
{
    (void)state;
    struct ta_series series = readings(45, 60 * s);
    assert_true(valid_everywhere(&series));
    series = readings(44, 60 * s);
    assert_false(valid_everywhere(&series));
    series = readings(3600, s / 1000);
    assert_false(valid_everywhere(&series));
    series = readings(600, s); /* ten minutes of a device that sends each second */
    assert_false(valid_everywhere(&series));
    series = readings(2700, s);
    assert_true(valid_everywhere(&series));
}

static void a_burst_makes_no_capture(void **state)
{
    (void)state;
    static struct ta_qc_verdict verdict[MOST];
    struct ta_trust_evidence trust;
    struct ta_series series = readings(3600, s / 1000);
    ta_trust_count(&series, verdict, 0, 3600 * s, &trust);
    assert_true(trust.capture < 0.02);
    series = readings(54, 60 * s);
    ta_trust_count(&series, verdict, 0, 3600 * s, &trust);
    assert_true(trust.capture == 0.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reading_stands_for_its_interval_at_most),
        cmocka_unit_test(what_a_clock_shakes_costs_nothing),
        cmocka_unit_test(a_burst_makes_no_hour_complete),
        cmocka_unit_test(a_burst_makes_no_capture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

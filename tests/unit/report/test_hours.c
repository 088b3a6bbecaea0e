/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "report/hours.h"

enum { HOURS = 240 };
static double mean[HOURS];

static struct ta_stream_hours stream_of(double limit)
{
    for (int i = 0; i < HOURS; i++) mean[i] = 20;
    return (struct ta_stream_hours){
        .from = ta_time_of(100), .n = HOURS, .mean = mean, .limit = limit};
}

static void days_above_are_those_of_the_reader(void **state)
{
    (void)state;
    struct ta_stream_hours stream = stream_of(35);
    mean[15] = 40; /* 15:00 UTC of day 100, 23:00 in China */
    mean[16] = 60; /* the next day there */
    mean[17] = NAN;
    struct ta_hours_above utc = ta_hours_above(&stream, 0);
    assert_int_equal(utc.hours, 2);
    assert_int_equal(utc.days, 1);
    assert_int_equal(utc.day[0], 100);
    assert_true(utc.most == 60);
    struct ta_hours_above china = ta_hours_above(&stream, 8);
    assert_int_equal(china.hours, 2);
    assert_int_equal(china.days, 2);
    assert_int_equal(china.day[1], 101);
}

static void more_days_than_are_named_are_counted(void **state)
{
    (void)state;
    struct ta_stream_hours stream = stream_of(35);
    for (int day = 0; day < 8; day++) mean[day * 24 + 3] = 36;
    struct ta_hours_above above = ta_hours_above(&stream, 0);
    assert_int_equal(above.days, 8);
    assert_int_equal(above.day[TA_DAYS_NAMED - 1], 100 + TA_DAYS_NAMED - 1);
}

static void without_a_limit_nothing_is_above(void **state)
{
    (void)state;
    struct ta_stream_hours stream = stream_of(NAN);
    struct ta_hours_above above = ta_hours_above(&stream, 0);
    assert_int_equal(above.hours, 0);
    assert_true(isnan(above.most));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_above_are_those_of_the_reader),
        cmocka_unit_test(more_days_than_are_named_are_counted),
        cmocka_unit_test(without_a_limit_nothing_is_above)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

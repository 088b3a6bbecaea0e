/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"

/* The calendar rule spelled out, walked day by day. */
static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static void every_day_from_1600_to_2500_there_and_back(void **state)
{
    (void)state;
    ta_day expected = -135140; /* 1600-01-01, by Python's date.toordinal() */
    for (int year = 1600; year <= 2500; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= days_in(year, month); day++, expected++) {
                int y, m, d;
                assert_int_equal(ta_day_from_civil(year, month, day), expected);
                ta_day_to_civil(expected, &y, &m, &d);
                assert_true(y == year && m == month && d == day);
            }
    assert_int_equal(ta_day_from_civil(1970, 1, 1), 0);
}

static void dates_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "2023-02-29",  "2024-02-30",  "2024-13-01", "2024-00-01", "2024-01-00",
        "2024-1-1",    "2024-01-01 ", "24-01-01",   "2024/01/01", "",
        "2024-01-011", "1900-02-29",  "open"};
    ta_day day = 5;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ta_day_parse(bad[i], &day) != TA_E_DATA) fail_msg("took %s", bad[i]);
    assert_int_equal(day, 5);
    assert_int_equal(ta_day_parse("2024-02-29", &day), TA_OK);
    assert_int_equal(day, 19782);
    assert_int_equal(ta_day_parse("2000-02-29", &day), TA_OK);
}

static void instants(void **state)
{
    (void)state;
    /* right-hand sides: GNU date -u +%s */
    static const struct {
        const char *text;
        int64_t us;
    } row[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2000-03-09T07:08:03.978019Z", INT64_C(952585683978019)},
        {"2000-03-09T15:08:03.9780190000000000001+08:00", INT64_C(952585683978019)},
        {"2000-03-09t07:08:03.5z", INT64_C(952585683500000)},
        {"1969-12-31T23:59:59.999999Z", -1},
        {"2016-12-31T23:59:60Z", INT64_C(1483228799000000)},
        {"2017-01-01T05:29:60+05:30", INT64_C(1483228799000000)},
        {"2000-03-09T07:08:03-00:00", INT64_C(952585683000000)},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        ta_time_us time = 0;
        if (ta_time_parse(row[i].text, &time) != TA_OK) fail_msg("%s", row[i].text);
        assert_true(time == row[i].us);
    }
}

static void instants_without_an_offset_or_out_of_range_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"2000-03-09T07:08:03",
                                      "2000-03-09 07:08:03Z",
                                      "2000-03-09T24:00:00Z",
                                      "2000-03-09T07:60:00Z",
                                      "2000-03-09T07:08:61Z",
                                      "2000-03-09T07:08:60Z",
                                      "2000-03-09T07:08:03.Z",
                                      "2000-03-09T07:08:03+0800",
                                      "2000-03-09T07:08:03+24:00",
                                      "2000-03-09T07:08:03+08:60",
                                      "2000-03-09T07:08:03Z ",
                                      "2000-03-09T7:08:03Z",
                                      "2000-03-09",
                                      "2000-03-09T07:08:03,5Z"};
    ta_time_us time = 5;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ta_time_parse(bad[i], &time) != TA_E_DATA) fail_msg("took %s", bad[i]);
    assert_true(time == 5);
}

static void text_of_instants_and_days(void **state)
{
    (void)state;
    char text[TA_TIME_TEXT];
    ta_time_format(INT64_C(952585683978019), text);
    assert_string_equal(text, "2000-03-09T07:08:03.978019Z");
    ta_time_format(INT64_C(952585683000000), text);
    assert_string_equal(text, "2000-03-09T07:08:03Z");
    ta_time_format(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
    ta_time_format(TA_TIME_NONE, text);
    assert_string_equal(text, "");
    ta_day_format(TA_DAY_NONE, text);
    assert_string_equal(text, "");
    ta_day_format(TA_DAY_OPEN, text);
    assert_string_equal(text, "open");
    ta_time_format(ta_time_of(ta_day_from_civil(33, 4, 3)) + 50, text);
    assert_string_equal(text, "0033-04-03T00:00:00.000050Z");
    ta_time_format(ta_time_of(ta_day_from_civil(9999, 12, 31)), text);
    assert_string_equal(text, "9999-12-31T00:00:00Z");
    ta_time_format(ta_time_of(ta_day_from_civil(10000, 1, 1)), text);
    assert_string_equal(text, "10000-01-01T00:00:00Z");
    ta_day_format(ta_day_from_civil(-1, 2, 3), text);
    assert_string_equal(text, "-001-02-03");
    ta_time_format(INT64_MAX, text); /* fits */
    ta_day_format(INT32_MAX - 1, text);
}

static void days_of_instants(void **state)
{
    (void)state;
    assert_int_equal(ta_day_of(-1), -1);
    assert_int_equal(ta_day_of(0), 0);
    assert_int_equal(ta_day_of(TA_US_PER_DAY - 1), 0);
    assert_int_equal(ta_day_of(TA_US_PER_DAY), 1);
    assert_int_equal(ta_day_of(TA_TIME_NONE), TA_DAY_NONE);
    assert_true(ta_time_of(-1) == -TA_US_PER_DAY);
    assert_true(ta_time_of(TA_DAY_OPEN) == INT64_MAX);
    assert_true(ta_time_of(TA_DAY_NONE) == TA_TIME_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_from_1600_to_2500_there_and_back),
        cmocka_unit_test(dates_that_do_not_exist_are_refused),
        cmocka_unit_test(instants),
        cmocka_unit_test(instants_without_an_offset_or_out_of_range_are_refused),
        cmocka_unit_test(text_of_instants_and_days),
        cmocka_unit_test(days_of_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

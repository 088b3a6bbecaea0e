/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "raster/cf_time.h"

static void becomes(const char *units, const char *calendar, double value,
                    const char *want)
{
    struct ta_cf_clock clock;
    struct ta_error err = {0};
    ta_time_us time = 0;
    char got[TA_TIME_TEXT];
    if (ta_cf_clock_parse(units, calendar, &clock, &err) != TA_OK)
        fail_msg("%s: %s", units, err.text);
    assert_int_equal(ta_cf_time(&clock, value, &time), TA_OK);
    ta_time_format(time, got);
    assert_string_equal(got, want);
}

static void units_of_the_conventions_are_read(void **state)
{
    (void)state;
    becomes("Hour since 2001-12-31T23:00:00Z", "proleptic_gregorian", 146468,
            "2018-09-16T19:00:00Z");
    becomes("days since 1949-12-01 00:00:00", "", 0.5, "1949-12-01T12:00:00Z");
    becomes("hours since 1900-01-01 00:00:0.0", "gregorian", 1043136,
            "2019-01-01T00:00:00Z");
    becomes("seconds since 1970-01-01", "standard", 1e9, "2001-09-09T01:46:40Z");
    /* CF 1.10, section 4.4, example 4.4: half past noon of a zone six hours behind UTC */
    becomes("seconds since 1992-10-8 15:15:42.5 -6:00", "", 0,
            "1992-10-08T21:15:42.500000Z");
    becomes("minutes since 2000-1-1 8:30 +08:00", "", 1, "2000-01-01T00:31:00Z");
    becomes("days since 2000-01-01 00:00 UTC", "", 60, "2000-03-01T00:00:00Z");
    becomes("days since 0001-01-01", "proleptic_gregorian", 719162,
            "1970-01-01T00:00:00Z");
}

static void a_third_of_a_day_is_an_hour_mark(void **state)
{
    (void)state; /* 1/24 has no exact double; 43800 days before it take 16 bits of it */
    becomes("days since 1900-01-01", "", 43800 + 7.0 / 24, "2019-12-03T07:00:00Z");
    becomes("days since 1900-01-01", "", 43800 + 23.0 / 24, "2019-12-03T23:00:00Z");
}

static void years_without_leap_days_keep_their_dates(void **state)
{
    (void)state; /* cftime: num2date(n, "days since 2000-01-01", "noleap") */
    becomes("days since 2000-01-01", "noleap", 58, "2000-02-28T00:00:00Z");
    becomes("days since 2000-01-01", "noleap", 59, "2000-03-01T00:00:00Z");
    becomes("days since 2000-01-01", "365_day", 365 * 4 + 59.5, "2004-03-01T12:00:00Z");
    becomes("days since 2000-01-01", "noleap", -1, "1999-12-31T00:00:00Z");
    becomes("hours since 2000-02-28 12:00", "noleap", 12, "2000-03-01T00:00:00Z");
}

static void refused(const char *units, const char *calendar)
{
    struct ta_cf_clock clock;
    struct ta_error err = {0};
    if (ta_cf_clock_parse(units, calendar, &clock, &err) != TA_E_DATA)
        fail_msg("\"%s\" was read", units);
    assert_true(err.text[0] != '\0');
}

static void what_has_no_one_meaning_is_refused(void **state)
{
    (void)state;
    refused("months since 2000-01-01", "");
    refused("years since 2000-01-01", "");
    refused("days since 2000-01-01", "360_day");
    refused("days since 2000-01-01", "julian");
    refused("days since 0001-01-01", "standard");
    refused("days since 2001-02-29", "");
    refused("days since 2000-13-01", "");
    refused("days from 2000-01-01", "");
    refused("days since", "");
    refused("since 2000-01-01", "");
    refused("", "");
    refused("days since 2000-01-01 25:00", "");
    refused("days since 2000-01-01 12:00 PST", "");
    refused("days since 99999-01-01", "");
}

static void no_time_beyond_the_calendar(void **state)
{
    (void)state;
    struct ta_cf_clock clock;
    ta_time_us time;
    assert_int_equal(ta_cf_clock_parse("hours since 2000-01-01", "", &clock, NULL),
                     TA_OK);
    assert_int_equal(ta_cf_time(&clock, NAN, &time), TA_E_DATA);
    assert_int_equal(ta_cf_time(&clock, INFINITY, &time), TA_E_DATA);
    assert_int_equal(ta_cf_time(&clock, 1e30, &time), TA_E_DATA);
    assert_int_equal(ta_cf_time(&clock, 8e7, &time), TA_E_DATA); /* year 11126 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_of_the_conventions_are_read),
        cmocka_unit_test(a_third_of_a_day_is_an_hour_mark),
        cmocka_unit_test(years_without_leap_days_keep_their_dates),
        cmocka_unit_test(what_has_no_one_meaning_is_refused),
        cmocka_unit_test(no_time_beyond_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

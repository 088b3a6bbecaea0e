/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "ingest/time_form.h"

/* The instants were computed by `date -u -d ... +%s`. */
static bool parse(const char *form, const char *offset, const char *text,
                  ta_time_us *out)
{
    struct ta_time_form f;
    assert_null(ta_time_form_read(form, &f));
    if (offset != NULL) assert_true(ta_time_offset_read(offset, &f.offset));
    return ta_time_form_parse(&f, (struct ta_view){text, strlen(text)}, out);
}

static void assert_time(const char *form, const char *offset, const char *text,
                        int64_t want_us)
{
    ta_time_us got = 0;
    if (!parse(form, offset, text, &got)) fail_msg("%s: \"%s\" is refused", form, text);
    if (got != want_us)
        fail_msg("%s: \"%s\" is %lld, wanted %lld", form, text, (long long)got,
                 (long long)want_us);
}

static void assert_refused(const char *form, const char *text)
{
    ta_time_us got = 0;
    if (parse(form, "Z", text, &got)) fail_msg("%s: \"%s\" is taken", form, text);
}

static void reads_civil_times_at_a_fixed_offset(void **state)
{
    (void)state;
    const int64_t s = 1000000;
    assert_time("%Y-%m-%d %H:%M:%S", "Z", "2013-03-01 00:00:00", 1362096000 * s);
    assert_time("%Y %m %d %H", "+08:00", "2013 3 1 0", 1362067200 * s);
    assert_time("%d/%m/%Y %H.%M.%S", "+01:00", "10/03/2004 18.00.00", 1078938000 * s);
    assert_time("%Y%m%d%H%M%S", "+08:00", "20260228235959", 1772294399 * s);
    assert_time("%Y-%m-%d", "-03:30", "1969-12-31", -73800 * s);
    assert_time("%Y-%m-%dT%H:%M:%S%z", NULL, "2020-01-01T00:00:00.25+0530",
                1577817000 * s + 250000);
    assert_time("%Y-%m-%d %H:%M", "Z", " 2020-02-29   24:00 ", 1583020800 * s);
    assert_time("at %H%% of %Y-%m-%d", "Z", "at 7% of 1970-01-01", 25200 * s);
}

static void reads_counts_and_rfc_3339(void **state)
{
    (void)state;
    assert_time("unix_s", NULL, "1700000000.000001", INT64_C(1700000000000001));
    assert_time("unix_ms", NULL, "1700000000123", INT64_C(1700000000123000));
    assert_time("unix_us", NULL, "-5", -5);
    assert_time("rfc3339", NULL, "2000-03-09T07:08:03.978019Z",
                INT64_C(952585683978019));
    assert_refused("unix_s", "1e300");
    assert_refused("unix_s", "seven");
    assert_refused("rfc3339", "2000-03-09 07:08");
}

static void refuses_what_is_no_time(void **state)
{
    (void)state;
    const char *form = "%Y-%m-%d %H:%M:%S";
    const char *bad[] = {"",
                         "2013-02-29 00:00:00",
                         "2013-13-01 00:00:00",
                         "2013-00-01 00:00:00",
                         "2013-01-01 24:00:01",
                         "2013-01-01 23:60:00",
                         "2013-01-01 23:00:60",
                         "2013-01-01 23:00",
                         "2013-01-01 23:00:00x",
                         "13-01-01 23:00:00",
                         "2013-01-01 23:00:00."};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_refused(form, bad[i]);
}

static void refuses_forms_it_cannot_keep(void **state)
{
    (void)state;
    struct ta_time_form f;
    const char *bad[] = {"%Y-%m",       "%Y-%m-%d %q", "%Y-%m-%d %",
                         "%Y-%m-%d %Y", "epoch",       ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(ta_time_form_read(bad[i], &f));
    ta_time_us offset;
    const char *zones[] = {"8",      "+8:00",  "+19:00", "Asia/Shanghai",
                           "+08:60", "+08:00 "};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        assert_false(ta_time_offset_read(zones[i], &offset));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_civil_times_at_a_fixed_offset),
        cmocka_unit_test(reads_counts_and_rfc_3339),
        cmocka_unit_test(refuses_what_is_no_time),
        cmocka_unit_test(refuses_forms_it_cannot_keep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

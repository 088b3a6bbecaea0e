/* SPDX-License-Identifier: Apache-2.0 */
/* The feeds hold what their tables say, counted from the values alone. */
#include "ta_test.h"

#include "base/time.h"
#include "demo/feed.h"

static const double limit = 35.0;

static const struct ta_probe *probe(const char *project, const char *device)
{
    const struct ta_probe *p = ta_probe_find(project, device);
    assert_non_null(p);
    return p;
}

/* Hours whose mean is above the limit, and hours with all six values. */
static void count_hours(const struct ta_probe *p, int *above, int *whole)
{
    *above = *whole = 0;
    for (int hour = 0; hour < TA_FEED_DAYS * 24; hour++) {
        double sum = 0.0;
        for (int k = 0; k < 6; k++) sum += ta_probe_value(p, hour * 6 + k);
        if (isnan(sum)) continue;
        (*whole)++;
        if (sum / 6.0 > limit) (*above)++;
    }
}

static void the_stack_is_above_its_limit_for_40_hours(void **state)
{
    (void)state;
    int above, whole;
    const struct ta_probe *p = probe("B-steel-works", "cems-1");
    count_hours(p, &above, &whole);
    assert_int_equal(above, 40);
    assert_int_equal(ta_probe_hours_above(p), 40);
    assert_true(whole > 0.98 * TA_FEED_HOURS);
}

static void one_probe_does_not_change(void **state)
{
    (void)state;
    const struct ta_probe *p = probe("B-steel-works", "cems-2");
    int alike = 0, different = 0;
    double last = ta_probe_value(p, TA_FEED_STEPS - 1);
    for (int i = TA_FEED_STEPS - 1; ta_probe_value(p, i) == last; i--) alike++;
    for (int i = 1; i < 1000; i++)
        if (ta_probe_value(p, i) != ta_probe_value(p, i - 1)) different++;
    assert_true(alike > 27 * 144 && alike < 29 * 144); /* four weeks */
    assert_true(different > 900);
}

static void one_probe_copies_its_neighbour_half_an_hour_late(void **state)
{
    (void)state;
    const struct ta_probe *p = probe("B-steel-works", "cems-3");
    const struct ta_probe *of = probe("B-steel-works", "cems-1");
    int alike = 0, compared = 0;
    for (int i = 30 * 144; i < TA_FEED_STEPS; i++) {
        double a = ta_probe_value(p, i), b = ta_probe_value(of, i - 3);
        if (isnan(a) || isnan(b)) continue;
        compared++;
        if (a == b) alike++;
    }
    assert_true(compared > 8000);
    assert_int_equal(alike, compared);
    assert_true(ta_probe_value(p, 100) != ta_probe_value(of, 97)); /* before: its own */
    assert_int_equal(ta_feed_time(3) - ta_feed_time(0), INT64_C(1800) * 1000000);
}

static void one_twin_falls_silent_in_an_exceedance(void **state)
{
    (void)state;
    int above, whole, last = TA_FEED_STEPS - 1;
    const struct ta_probe *p = probe("F2-mill-gone-silent", "cems-1");
    count_hours(p, &above, &whole);
    while (isnan(ta_probe_value(p, last))) last--;
    assert_int_equal(above, 6);
    assert_true(ta_probe_value(p, last) > limit);
    assert_int_equal(whole, last / 6 + 1);
    assert_true(TA_FEED_STEPS - last > 19 * 144);

    count_hours(probe("F1-mill-under-cloud", "cems-1"), &above, &whole);
    assert_int_equal(above, 0);
    assert_int_equal(whole, TA_FEED_HOURS);
}

static void the_last_reading_is_of_the_last_day(void **state)
{
    (void)state;
    char text[TA_TIME_TEXT];
    ta_time_format(ta_feed_time(0), text);
    assert_string_equal(text, "2026-06-03T00:00:00Z");
    ta_time_format(ta_feed_time(TA_FEED_STEPS - 1), text);
    assert_string_equal(text, "2026-08-31T23:50:00Z");
}

static const struct ta_feed *feed_of(const char *project)
{
    for (size_t i = 0; i < ta_feed_count(); i++)
        if (strcmp(ta_feed_at(i)->project, project) == 0) return ta_feed_at(i);
    fail_msg("no feed of %s", project);
    return NULL;
}

static void the_table_is_in_local_time(void **state)
{
    (void)state;
    static const char head[] = "time;cems-1;cems-2;cems-3\n2026-06-03 08:00;";
    struct ta_text text = {0};
    ta_feed_print(feed_of("B-steel-works"), &text);
    assert_memory_equal(text.bytes, head, sizeof head - 1);
    size_t lines = 0;
    for (size_t i = 0; i < text.size; i++) lines += text.bytes[i] == '\n';
    assert_int_equal(lines, 1 + TA_FEED_STEPS);
    ta_text_free(&text);
}

static void packs_end_where_the_device_fell_silent(void **state)
{
    (void)state;
    static const char head[] =
        "[{\"bn\":\"cems-1/so2\",\"bt\":1780444800,\"bu\":\"mg/m3\",\"t\":0,\"v\":";
    struct ta_text text = {0};
    ta_feed_print(feed_of("F2-mill-gone-silent"), &text);
    assert_memory_equal(text.bytes, head, sizeof head - 1);
    size_t packs = 0;
    for (size_t i = 0; i < text.size; i++) packs += text.bytes[i] == '\n';
    assert_int_equal(packs, 71); /* 70 whole days and 8 hours */
    ta_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stack_is_above_its_limit_for_40_hours),
        cmocka_unit_test(one_probe_does_not_change),
        cmocka_unit_test(one_probe_copies_its_neighbour_half_an_hour_late),
        cmocka_unit_test(one_twin_falls_silent_in_an_exceedance),
        cmocka_unit_test(the_last_reading_is_of_the_last_day),
        cmocka_unit_test(the_table_is_in_local_time),
        cmocka_unit_test(packs_end_where_the_device_fell_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

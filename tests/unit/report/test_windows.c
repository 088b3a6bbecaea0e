/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "report/windows.h"

static ta_day day_of(const char *text)
{
    ta_day day = TA_DAY_NONE;
    assert_int_equal(ta_day_parse(text, &day), TA_OK);
    return day;
}

static void assert_span(const struct ta_span *span, const char *first, const char *last,
                        size_t seasons, size_t looks)
{
    assert_int_equal(span->first, day_of(first));
    assert_int_equal(span->last, day_of(last));
    assert_int_equal(span->seasons, seasons);
    assert_int_equal(span->looks, looks);
}

static struct ta_fact_evidence chip_on(const char *day)
{
    return (struct ta_fact_evidence){.kind = "chip",
                                     .time =
                                         (ta_time_us)day_of(day) * TA_US_PER_DAY + 1,
                                     .clear_fraction = 0.5};
}

/* 91 days end on the date, by the calendar: June has 30, July and August 31 each, so that the
 * first is the 2nd of June; a year before, the season is the same within a day. */
static void window_and_baseline_are_seasons_counted_back(void **state)
{
    (void)state;
    struct ta_fact_evidence chip[] = {chip_on("2026-08-24"), chip_on("2026-06-13"),
                                      chip_on("2026-01-20"), chip_on("2021-07-17"),
                                      chip_on("2020-08-23"), chip_on("2026-07-01")};
    size_t used[] = {0, 1, 2, 3, 4, 5};
    chip[5].clear_fraction = 0.0; /* all cloud: no look */
    struct ta_fact_figure param[] = {{.name = "season_half_width_days", .value = 45},
                                     {.name = "window_seasons", .value = 1},
                                     {.name = "gap_seasons", .value = 0},
                                     {.name = "baseline_seasons", .value = 5}};
    const struct ta_fact_indicator indicator = {
        .n_params = 4, .param = param, .n_evidence = 6, .evidence = used};
    const struct ta_facts facts = {
        .as_of = day_of("2026-08-31"), .n_evidence = 6, .evidence = chip};
    struct ta_windows w;
    ta_windows_of(&facts, &indicator, &w);
    assert_span(&w.window, "2026-06-02", "2026-08-31", 1, 2);
    assert_int_equal(w.window.first_look, day_of("2026-06-13"));
    assert_int_equal(w.window.last_look, day_of("2026-08-24"));
    assert_span(&w.baseline, "2021-06-02", "2025-08-31", 5, 1);
    assert_int_equal(w.baseline.looked, 1); /* 2021 */
    assert_int_equal(w.window.looked, 1);   /* two looks of one year */
    param[2].value = 4;
    ta_windows_of(&facts, &indicator, &w);
    assert_true(w.baseline.first < day_of("2017-06-05"));
    assert_int_equal(w.baseline.looks, 2); /* 2021 and 2020 */
    assert_int_equal(w.baseline.looked, 2);
}

static void a_trend_has_years_and_readings_have_days(void **state)
{
    (void)state;
    struct ta_fact_figure years[] = {{.name = "season_half_width_days", .value = 45},
                                     {.name = "years", .value = 15}};
    struct ta_fact_figure days[] = {{.name = "window_days", .value = 90}};
    const struct ta_facts facts = {.as_of = day_of("2026-08-31")};
    struct ta_fact_indicator indicator = {.n_params = 2, .param = years};
    struct ta_windows w;
    ta_windows_of(&facts, &indicator, &w);
    assert_span(&w.window, "2012-06-02", "2026-08-31", 15, 0);
    assert_int_equal(w.baseline.first, TA_DAY_NONE);
    indicator = (struct ta_fact_indicator){.n_params = 1, .param = days};
    ta_windows_of(&facts, &indicator, &w);
    assert_span(&w.window, "2026-06-03", "2026-08-31", 0, 0);
    indicator.n_params = 0;
    ta_windows_of(&facts, &indicator, &w);
    assert_int_equal(w.window.first, TA_DAY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(window_and_baseline_are_seasons_counted_back),
        cmocka_unit_test(a_trend_has_years_and_readings_have_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

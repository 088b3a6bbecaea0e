/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_hours_flags.c  A page flags readings as the record's own version did. */
#include "ta_test.h"

#include "quality.h"
#include "report/hours_flags.h"

enum { STEP_S = 3600, N = 60, OUT = 5 };
static ta_time_us at[N];
static double value[N];
static unsigned char flag[N];

/* Flags of a stack's readings, 20 that stand still at 2 mg/m3 and five beyond what is plausible, in a record
 * whose indicator @p id has version @p version. */
static void flag_them(const char *id, int version, double limit, double stated)
{
    struct ta_fact_row row[] = {
        {"quality_limits", "so2/stack/fail_lo", "mg/m3", "s", 0.0, true},
        {"quality_limits", "so2/stack/fail_hi", "mg/m3", "s", 100.0, true},
        {"quality_limits", "so2/stack/flat_tolerance", "mg/m3", "s", 0.01, true},
        {"quality_limits", "so2/stack/flat_suspect", "h", "s", 6.0, true},
        {"quality_limits", "so2/stack/flat_fail", "h", "s", 12.0, true}};
    struct ta_fact_trusted trusted = {.datastream = "d/so2"};
    struct ta_fact_indicator indicator = {.id = id,
                                          .version = version,
                                          .row = row,
                                          .n_rows = sizeof row / sizeof *row,
                                          .trusted = &trusted,
                                          .n_trusted = 1};
    const struct ta_facts facts = {
        .as_of = 20000, .indicator = &indicator, .n_indicators = 1};
    const struct ta_datastream about = {.device = "d",
                                        .name = "so2",
                                        .property = "so2",
                                        .unit = "mg/m3",
                                        .range_lo = NAN,
                                        .range_hi = NAN,
                                        .limit = limit,
                                        .interval_s = STEP_S,
                                        .detection_limit = stated};
    for (int i = 0; i < N; i++) {
        at[i] = (ta_time_us)i * STEP_S * 1000000;
        value[i] = i < OUT ? 500.0 + i : i < 40 ? 20.0 + (i * 7 % 11) : 2.0;
        flag[i] = TA_FLAG_NOT_EVALUATED;
    }
    const struct ta_hours_readings readings = {&about, N, at, value, flag, true, false};
    assert_int_equal(ta_hours_flags(&facts, &readings), TA_OK);
}

static size_t count(enum ta_flag want, int from, int to)
{
    size_t n = 0;
    for (int i = from; i < to; i++) n += flag[i] == want;
    return n;
}

/* Since 13 with a permitted limit, since 14 also without one. */
static void a_record_is_held_to_the_tests_of_its_version(void **state)
{
    (void)state;
    flag_them("limit_exceedance", 12, 35.0, NAN);
    assert_int_equal(count(TA_FLAG_NOT_EVALUATED, 0, N), N);
    for (int version = 13; version <= 14; version++) {
        flag_them("limit_exceedance", version, 35.0, NAN);
        assert_int_equal(count(TA_FLAG_FAIL, 0, OUT), OUT);
        assert_int_equal(count(TA_FLAG_GOOD, OUT, 40), 40 - OUT);
        flag_them("limit_exceedance", version, NAN, NAN);
        assert_int_equal(count(TA_FLAG_FAIL, 0, OUT), version == 13 ? 0 : OUT);
    }
    flag_them("stack_mass", 6, 35.0, NAN);
    assert_int_equal(count(TA_FLAG_FAIL, 0, OUT), OUT);
    flag_them("emissions_reported_claim", 6, 35.0, NAN);
    assert_int_equal(count(TA_FLAG_FAIL, 0, OUT), OUT);
    flag_them("air_quality_index", 5, 35.0, NAN);
    assert_int_equal(count(TA_FLAG_NOT_EVALUATED, 0, N), N);
}

/* A floor that is stated counts since 14; without it the line that stands still has stopped. */
static void a_stated_floor_is_asked_since_its_version(void **state)
{
    (void)state;
    flag_them("limit_exceedance", 13, 35.0, 3.0);
    assert_int_equal(count(TA_FLAG_FAIL, 0, OUT), OUT);
    assert_int_equal(count(TA_FLAG_FAIL, 40, N), 20);
    flag_them("limit_exceedance", 14, 35.0, 3.0);
    assert_int_equal(count(TA_FLAG_FAIL, 40, N), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_held_to_the_tests_of_its_version),
        cmocka_unit_test(a_stated_floor_is_asked_since_its_version)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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

/* Since the version of which today's tests are, with a permitted limit or without; what an older one counted was
 * judged by other tests, and stays as it was sealed. */
static void a_record_is_held_to_the_tests_of_its_version(void **state)
{
    static const struct {
        const char *id;
        int since;
    } held[] = {{"limit_exceedance", 15},         {"stack_mass", 8},
                {"emissions_reported_claim", 10}, {"air_quality_index", 7},
                {"ambient_air_limit", 7},         {"production_stopped_claim", 6}};
    (void)state;
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        for (int with = 0; with < 2; with++) {
            double limit = with ? 35.0 : (double)NAN;
            flag_them(held[i].id, held[i].since - 1, limit, NAN);
            assert_int_equal(count(TA_FLAG_NOT_EVALUATED, 0, N), N);
            flag_them(held[i].id, held[i].since, limit, NAN);
            assert_int_equal(count(TA_FLAG_FAIL, 0, OUT), OUT);
            if (with && i == 0)
                assert_int_equal(count(TA_FLAG_GOOD, OUT, 40), 40 - OUT);
        }
}

/* Without a stated floor the line that stands still has stopped. */
static void a_stated_floor_is_asked(void **state)
{
    (void)state;
    flag_them("limit_exceedance", 15, 35.0, NAN);
    assert_int_equal(count(TA_FLAG_FAIL, 40, N), 20);
    flag_them("limit_exceedance", 15, 35.0, 3.0);
    assert_int_equal(count(TA_FLAG_FAIL, 40, N), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_held_to_the_tests_of_its_version),
        cmocka_unit_test(a_stated_floor_is_asked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/signal_flags.h"
#include "quality_flat.h"
#include "tables/tables.h"

enum { STEP_S = 3600, N = 400, DAY = 20000 };

/* Readings of a stack, hour by hour: 60 below nought, 18 above 10,000 mg/m3, 6 above 3,000, 20 that stand still. */
static struct ta_datastream stream;
static ta_time_us at[N];
static double value[N];
static struct ta_qc_limits limits;
static struct ta_qc_verdict verdict[N];
static unsigned char scratch[N], stretch[N];

static void make(const char *setting, double limit)
{
    stream = (struct ta_datastream){.device = "d",
                                    .name = "so2",
                                    .property = "so2",
                                    .unit = "mg/m3",
                                    .range_lo = NAN,
                                    .range_hi = NAN,
                                    .limit = limit,
                                    .interval_s = STEP_S};
    (void)snprintf(stream.setting, sizeof stream.setting, "%s", setting);
    for (int i = 0; i < N; i++) {
        at[i] = (ta_time_us)i * STEP_S * 1000000;
        value[i] = 20.0 + (i * 7 % 11) / 10.0;
        if (i >= 100 && i < 160) value[i] = -1.0 - i;
        if (i >= 200 && i < 218) value[i] = 20000.0 + i;
        if (i >= 250 && i < 256) value[i] = 3500.0 + i;
        if (i >= 300 && i < 320) value[i] = 44.4;
    }
}

/* How many are handed on as @p want, sealed as @p sealed, from @p from to before @p to. */
static size_t handed_on(bool unchecked, enum ta_flag sealed, enum ta_flag want,
                        int from, int to)
{
    static struct ta_tables *tables;
    struct ta_error err = {0};
    const struct ta_series series = {N, at, value, NULL, STEP_S};
    const struct ta_signal_what what = {&stream, stream.unit, unchecked};
    size_t n = 0;
    if (tables == NULL) assert_int_equal(ta_tables_load(NULL, &tables, &err), TA_OK);
    assert_int_equal(
        ta_signal_limits(ta_tables_set(tables), &what, DAY, &series, &limits, &err),
        TA_OK);
    assert_int_equal(ta_qc_judge(&series, &limits, &ta_qc_strict, scratch, verdict),
                     TA_OK);
    ta_qc_flat_stretches(&series, verdict, &limits.flat, INFINITY, stretch);
    for (int i = from; i < to; i++)
        n += ta_signal_flag(&what, &verdict[i], (enum ta_flag)stretch[i], sealed) ==
             want;
    return n;
}

/* What a document leaves out switches no test off: as with the setting, whatever the seal did not ask. */
static void what_no_seal_tested_the_record_tests(void **state)
{
    static const char *const setting[] = {"", "stack"};
    (void)state;
    for (int k = 0; k < 2; k++) {
        const enum ta_flag sealed = TA_FLAG_NOT_EVALUATED;
        make(setting[k], 35.0);
        assert_int_equal(handed_on(false, sealed, TA_FLAG_FAIL, 0, N), 98);
        assert_int_equal(handed_on(false, sealed, TA_FLAG_FAIL, 100, 160), 60);
        assert_int_equal(handed_on(false, sealed, TA_FLAG_FAIL, 200, 218), 18);
        assert_int_equal(handed_on(false, sealed, TA_FLAG_SUSPECT, 0, N), 6);
        assert_int_equal(handed_on(false, sealed, TA_FLAG_GOOD, 0, N),
                         k == 0 ? N - 104 : 0);
    }
}

/* What the project document says of the instrument need not show in the record. */
static void a_stay_at_a_stated_detection_limit_is_no_flat_line(void **state)
{
    static const double stated[] = {3.0, 1.0, 0.0};
    (void)state;
    for (int k = 0; k < 3; k++) {
        make("stack", 35.0);
        stream.detection_limit = stated[k];
        for (int i = 300; i < 320; i++) value[i] = 2.0;
        assert_int_equal(
            handed_on(false, TA_FLAG_GOOD, TA_FLAG_NOT_EVALUATED, 300, 320),
            k == 0 ? 20 : 0);
        assert_int_equal(handed_on(false, TA_FLAG_GOOD, TA_FLAG_FAIL, 300, 320),
                         k == 0 ? 0 : 20);
    }
}

/* "Not evaluated" may be what an unchecked decoder said: never good. */
static void of_an_unchecked_decoder_nothing_becomes_good(void **state)
{
    (void)state;
    make("", 35.0);
    assert_int_equal(handed_on(true, TA_FLAG_NOT_EVALUATED, TA_FLAG_FAIL, 0, N), 98);
    assert_int_equal(handed_on(true, TA_FLAG_NOT_EVALUATED, TA_FLAG_GOOD, 0, N), 0);
}

/* A seal that knew the setting judged what the instrument said, and the instrument's range was asked of all. */
static void what_the_seal_said_is_made_no_better(void **state)
{
    (void)state;
    make("stack", 35.0);
    assert_int_equal(handed_on(false, TA_FLAG_GOOD, TA_FLAG_GOOD, 0, N), N - 20);
    make("", 35.0);
    assert_int_equal(handed_on(false, TA_FLAG_GOOD, TA_FLAG_FAIL, 0, N), 98);
    assert_int_equal(handed_on(false, TA_FLAG_SUSPECT, TA_FLAG_GOOD, 0, N), 0);
    assert_int_equal(handed_on(false, TA_FLAG_FAIL, TA_FLAG_FAIL, 0, N), N);
    assert_int_equal(handed_on(false, TA_FLAG_MISSING, TA_FLAG_MISSING, 0, N), N);
}

/* Gas flow, of which ambient air has no rows: what is found out of range is not used, and nothing becomes good. */
static void without_a_limit_a_test_makes_nothing_good(void **state)
{
    (void)state;
    const enum ta_flag sealed = TA_FLAG_NOT_EVALUATED;
    make("", NAN);
    memcpy(stream.property, "flow", sizeof "flow");
    memcpy(stream.unit, "m3/h", sizeof "m3/h");
    assert_int_equal(handed_on(false, sealed, TA_FLAG_FAIL, 100, 160), 60);
    assert_int_equal(handed_on(false, sealed, TA_FLAG_FAIL, 0, N), 80);
    assert_int_equal(handed_on(false, sealed, sealed, 0, N), N - 80);
    assert_int_equal(handed_on(false, TA_FLAG_GOOD, TA_FLAG_FAIL, 100, 160), 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_seal_tested_the_record_tests),
        cmocka_unit_test(a_stay_at_a_stated_detection_limit_is_no_flat_line),
        cmocka_unit_test(of_an_unchecked_decoder_nothing_becomes_good),
        cmocka_unit_test(what_the_seal_said_is_made_no_better),
        cmocka_unit_test(without_a_limit_a_test_makes_nothing_good)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

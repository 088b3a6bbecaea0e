/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/reading_flags.h"
#include "tables/tables.h"

static struct ta_tables *tables;
static struct ta_error err;
/* Of a property that the table has no limits of: no test says anything. */
static const struct ta_datastream untested = {.device = "d",
                                              .name = "s",
                                              .property = "x",
                                              .unit = "m",
                                              .setting = "ambient",
                                              .range_lo = NAN,
                                              .range_hi = NAN,
                                              .interval_s = NAN};

static const uint8_t *unmixed(bool unchecked, const uint8_t flag[3],
                              const ta_time_us time[3])
{
    static uint8_t out[3];
    struct ta_reading reading[3];
    struct ta_reading_run run = {.n = 3, .reading = reading, .unchecked = unchecked};
    for (size_t i = 0; i < 3; i++)
        reading[i] = (struct ta_reading){time[i], TA_TIME_NONE, (double)i, flag[i]};
    assert_int_equal(ta_flags_unmix(ta_tables_set(tables), &untested, &run, &err),
                     TA_OK);
    for (size_t i = 0; i < 3; i++) out[i] = reading[i].flag;
    return out;
}

static void a_mark_is_what_a_flag_has_beyond_the_verdict(void **state)
{
    (void)state;
    static const uint8_t flag[] = {TA_FLAG_NOT_EVALUATED, TA_FLAG_SUSPECT,
                                   TA_FLAG_FAIL};
    static const ta_time_us time[] = {0, 1, 2};
    const uint8_t *mark = unmixed(false, flag, time);
    assert_int_equal(mark[0], 0);
    assert_int_equal(mark[1], TA_FLAG_SUSPECT);
    assert_int_equal(mark[2], TA_FLAG_FAIL);
}

static void what_an_unchecked_decoder_read_never_becomes_good(void **state)
{
    (void)state;
    static const uint8_t flag[] = {TA_FLAG_NOT_EVALUATED, TA_FLAG_GOOD,
                                   TA_FLAG_SUSPECT};
    static const ta_time_us time[] = {0, 1, 2};
    const uint8_t *mark = unmixed(true, flag, time);
    assert_int_equal(mark[0], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(mark[1], 0);
    assert_int_equal(mark[2], TA_FLAG_SUSPECT);
}

static void values_of_one_time_stay_suspect(void **state)
{
    (void)state;
    static const uint8_t flag[] = {TA_FLAG_NOT_EVALUATED, TA_FLAG_NOT_EVALUATED,
                                   TA_FLAG_NOT_EVALUATED};
    static const ta_time_us time[] = {0, 1, 1};
    const uint8_t *mark = unmixed(false, flag, time);
    assert_int_equal(mark[0], 0);
    assert_int_equal(mark[1], TA_FLAG_SUSPECT);
    assert_int_equal(mark[2], TA_FLAG_SUSPECT);
}

static int load_tables(void **state)
{
    (void)state;
    return ta_tables_load(NULL, &tables, NULL) == TA_OK ? 0 : -1;
}

static int drop_tables(void **state)
{
    (void)state;
    ta_tables_free(tables);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_is_what_a_flag_has_beyond_the_verdict),
        cmocka_unit_test(what_an_unchecked_decoder_read_never_becomes_good),
        cmocka_unit_test(values_of_one_time_stay_suspect),
    };
    return cmocka_run_group_tests(tests, load_tables, drop_tables);
}

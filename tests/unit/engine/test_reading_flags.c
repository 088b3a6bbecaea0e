/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <math.h>

#include "base/time.h"
#include "engine/detection_floor.h"
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
        reading[i] = (struct ta_reading){time[i], TA_TIME_NONE, (double)i, flag[i], 0};
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

/* A month of hours that moves between @p low and higher values, and stays at @p low for @p stay hours; stands
 * still at @p high for as long later. @return the flags in the middle of both stays */
static void sealed(struct ta_datastream *stream, double low, double high, size_t stay,
                   uint8_t out[2])
{
    enum { HOURS = 700, FIRST = 100, SECOND = 400 };
    static struct ta_reading reading[HOURS];
    const ta_time_us from = ta_time_of(ta_day_from_civil(2024, 3, 1));
    for (size_t i = 0; i < HOURS; i++) {
        double value = low + (double)(i % 5);
        if (i >= FIRST && i < FIRST + stay) value = low;
        if (i >= SECOND && i < SECOND + stay) value = high;
        reading[i] = (struct ta_reading){from + (ta_time_us)i * INT64_C(3600000000),
                                         TA_TIME_NONE, value, 0, 0};
    }
    stream->interval_s = 3600.0;
    stream->range_lo = stream->range_hi = NAN;
    assert_int_equal(
        ta_flags_judge(ta_tables_set(tables), stream, NULL, reading, HOURS, &err),
        TA_OK);
    out[0] = reading[FIRST].flag; /* also what passed while the stay was new */
    assert_int_equal(reading[FIRST + stay - 1].flag, out[0]);
    out[1] = reading[SECOND].flag;
    assert_int_equal(reading[SECOND + stay - 1].flag, out[1]);
    struct ta_reading_run run = {.n = HOURS, .reading = reading};
    assert_int_equal(ta_flags_unmix(ta_tables_set(tables), stream, &run, &err), TA_OK);
    for (size_t i = 0; i < HOURS; i++) assert_int_equal(reading[i].flag, 0);
}

/* Beijing's SO2 reads 2 ug/m3 for 166 hours: the table has a floor of it. */
static void a_stay_at_the_floor_of_the_table_is_not_evaluated(void **state)
{
    (void)state;
    uint8_t flag[2];
    struct ta_datastream so2 = {.device = "d",
                                .name = "s",
                                .property = "so2",
                                .unit = "ug/m3",
                                .setting = "ambient",
                                .limit = NAN};
    sealed(&so2, 2.0, 5.9, 166, flag);
    assert_int_equal(flag[0], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[1], TA_FLAG_FAIL);
    so2.limit = 150.0; /* the table's stands beside a permitted value */
    sealed(&so2, 2.0, 5.9, 166, flag);
    assert_int_equal(flag[1], TA_FLAG_FAIL);
}

/* Where the table has none: what may be one at a tenth of the limit is left to the record. */
static void a_low_stay_is_left_to_the_record(void **state)
{
    (void)state;
    uint8_t flag[2];
    struct ta_datastream so2 = {.device = "d",
                                .name = "s",
                                .property = "so2",
                                .unit = "mg/m3",
                                .setting = "stack",
                                .limit = 35.0};
    sealed(&so2, 2.0, 3.6, 100, flag);
    assert_int_equal(flag[0], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[1], TA_FLAG_FAIL);
    so2.limit = NAN; /* a fiftieth of 3000, from which a reading is suspect */
    sealed(&so2, 2.0, 61.0, 100, flag);
    assert_int_equal(flag[0], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[1], TA_FLAG_FAIL);
    struct ta_datastream flow = {.device = "d",
                                 .name = "s",
                                 .property = "flow",
                                 .unit = "m3/h",
                                 .setting = "stack",
                                 .limit = NAN};
    sealed(&flow, 2.0, 3.6, 100, flag);
    assert_int_equal(flag[0], TA_FLAG_FAIL);
}

/* The instrument's own goes before table and limit, up to what may be a floor at all. */
static void a_stated_detection_limit_is_the_floor(void **state)
{
    (void)state;
    uint8_t flag[2];
    struct ta_datastream so2 = {.device = "d",
                                .name = "s",
                                .property = "so2",
                                .unit = "mg/m3",
                                .setting = "stack",
                                .limit = 35.0,
                                .detection_limit = 3.0};
    sealed(&so2, 2.0, 3.2, 100, flag);
    assert_int_equal(flag[0], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[1], TA_FLAG_FAIL);
    so2.detection_limit = 30.0; /* nearly the limit itself */
    sealed(&so2, 3.4, 3.6, 100, flag);
    assert_int_equal(flag[0], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[1], TA_FLAG_FAIL);
    struct ta_datastream air = {.device = "d",
                                .name = "s",
                                .property = "so2",
                                .unit = "ug/m3",
                                .setting = "ambient",
                                .limit = NAN,
                                .detection_limit = 3.0};
    sealed(&air, 2.0, 4.0, 166, flag); /* the table's would be 5.2 */
    assert_int_equal(flag[0], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[1], TA_FLAG_FAIL);
}

static void a_stated_detection_limit_is_held_against_the_range(void **state)
{
    (void)state;
    const struct ta_qc_limits none = ta_qc_limits_none();
    struct ta_datastream flow = {
        .unit = "m3/h", .limit = NAN, .range_hi = NAN, .detection_limit = 3.0};
    assert_true(isnan(ta_floor_stated(&flow, "m3/h", &none)));
    flow.range_hi = 100.0;
    assert_true(ta_floor_stated(&flow, "m3/h", &none) == 2.0);
    flow.range_hi = 1000.0;
    assert_true(ta_floor_stated(&flow, "m3/h", &none) == 3.0);
    assert_true(isnan(ta_floor_stated(&flow, "mg/m3", &none)));
    flow.detection_limit = 0.0; /* not said */
    assert_true(isnan(ta_floor_stated(&flow, "m3/h", &none)));
}

/* Once judged again all are by today's, but what an older rule may have said and no rule of today does. */
static void what_an_older_rule_said_stays_its(void **state)
{
    (void)state;
    static const struct {
        ta_time_us time[3];
        uint8_t mark[3];
        bool older;
    } row[] = {{{0, 1, 2}, {0, 0, 0}, false},
               {{0, 1, 2}, {0, TA_FLAG_FAIL, 0}, true},
               {{0, 1, 2}, {0, 0, TA_FLAG_SUSPECT}, true},
               {{0, 1, 1}, {0, TA_FLAG_SUSPECT, TA_FLAG_SUSPECT}, false},
               {{0, 1, 1}, {0, TA_FLAG_SUSPECT, TA_FLAG_FAIL}, true},
               {{0, 1, 2}, {TA_FLAG_NOT_EVALUATED, 0, 0}, false}};
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        struct ta_reading reading[3];
        struct ta_reading_run run = {.n = 3, .reading = reading, .flag_rules = 0};
        for (size_t i = 0; i < 3; i++)
            reading[i] = (struct ta_reading){row[k].time[i], TA_TIME_NONE, 1.0,
                                             row[k].mark[i], 0};
        assert_int_equal(ta_flags_rules(&run), row[k].older ? 0 : TA_FLAG_RULES);
        run.flag_rules = TA_FLAG_RULES;
        assert_int_equal(ta_flags_rules(&run), TA_FLAG_RULES);
    }
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
        cmocka_unit_test(a_stay_at_the_floor_of_the_table_is_not_evaluated),
        cmocka_unit_test(a_low_stay_is_left_to_the_record),
        cmocka_unit_test(what_an_older_rule_said_stays_its),
        cmocka_unit_test(a_stated_detection_limit_is_the_floor),
        cmocka_unit_test(a_stated_detection_limit_is_held_against_the_range),
    };
    return cmocka_run_group_tests(tests, load_tables, drop_tables);
}

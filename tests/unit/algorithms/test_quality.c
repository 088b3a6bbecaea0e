/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "neighbour.h"
#include "quality_finding.h"
#include "quality_flat.h"
#include "quality_gap.h"
#include "quality_range.h"
#include "quality_step.h"
#include "quality_trust.h"

enum { N = 600 };
static const ta_time_us minute = INT64_C(60000000), hour = INT64_C(3600000000);

static ta_time_us time_[N];
static double value[N], scratch[N];
static unsigned char flag[N];
static struct ta_qc_verdict verdict[N];

static struct ta_series hourly(size_t n)
{
    for (size_t i = 0; i < n; i++) time_[i] = (ta_time_us)i * hour;
    return (struct ta_series){n, time_, value, NULL, 3600.0};
}

static void flags_are(const unsigned char *want, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (flag[i] != want[i])
            fail_msg("value %zu: %d, wanted %d", i, flag[i], want[i]);
}

/* --- limits are decimals ------------------------------------------------------------ */

static void a_value_at_a_limit_is_not_beyond_it(void **state)
{
    (void)state;
    struct ta_qc_range span = {0.0, 0.3, NAN, NAN};
    struct ta_series s = hourly(4);
    value[0] = 0.1 + 0.2; /* 0.30000000000000004 */
    value[1] = nextafter(0.3, 1.0);
    value[2] = 0.3001;
    value[3] = -1e-12;
    ta_qc_gross_range(&s, &span, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){1, 1, 4, 4}, 4);
    ta_qc_gross_range(&s, &span, &ta_qc_upstream, flag); /* no slack */
    flags_are((const unsigned char[]){4, 4, 4, 4}, 4);
}

static void a_rate_is_judged_per_sample_interval(void **state)
{
    (void)state;
    struct ta_qc_rate limit = {5.0, 10.0, 900.0,
                               NAN}; /* 5 and 10 per quarter of an hour */
    struct ta_series s = {5, time_, value, NULL, 900.0};
    for (size_t i = 0; i < 5; i++) time_[i] = (ta_time_us)i * 15 * minute;
    time_[4] = time_[3] + 30 * minute;
    const double v[] = {20.0, 10.0, 10.0, 15.1, 25.1};
    memcpy(value, v, sizeof v);
    ta_qc_rates(&s, &limit, &ta_qc_strict, flag);
    /* 10 is at the fail limit, 10 in half an hour is 5 in a quarter */
    flags_are((const unsigned char[]){2, 3, 1, 3, 1}, 5);
}

/* What came before a gap says nothing of what comes after it: neither is good nor bad by it. */
static void steps_are_not_taken_over_a_gap(void **state)
{
    (void)state;
    struct ta_qc_rate rate = {5.0, 10.0, 3600.0, 10800.0};
    struct ta_qc_spike spike = {50.0, 100.0, TA_QC_SPIKE_DIFFERENTIAL, 10800.0};
    struct ta_series s = hourly(6);
    const double v[] = {20.0, 20.0, 320.0, 20.0, 20.0, 20.0};
    memcpy(value, v, sizeof v);
    for (size_t i = 2; i < 6; i++)
        time_[i] += 2 * hour; /* at three hours still compared */
    ta_qc_spikes(&s, &spike, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){2, 1, 4, 1, 1, 2}, 6);
    ta_qc_rates(&s, &rate, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){2, 1, 4, 4, 1, 1}, 6);
    for (size_t i = 2; i < 6; i++) time_[i] += 1;
    ta_qc_spikes(&s, &spike, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){2, 2, 2, 1, 1, 2}, 6);
    ta_qc_rates(&s, &rate, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){2, 1, 2, 4, 1, 1}, 6);
    ta_qc_rates(&s, &rate, &ta_qc_upstream, flag);
    assert_int_equal(flag[2], TA_FLAG_GOOD);
    spike.within_s = rate.within_s = NAN; /* at any distance */
    ta_qc_spikes(&s, &spike, &ta_qc_strict, flag);
    assert_int_equal(flag[2], TA_FLAG_FAIL);
    ta_qc_rates(&s, &rate, &ta_qc_strict, flag);
    assert_int_equal(flag[2], TA_FLAG_FAIL);
}

static void infinity_is_a_fault_and_nothing_else(void **state)
{
    (void)state;
    struct ta_qc_range span = {0.0, 100.0, NAN, NAN};
    struct ta_qc_spike spike = {1.0, 2.0, TA_QC_SPIKE_DIFFERENTIAL, NAN};
    struct ta_series s = hourly(3);
    value[0] = 1.0;
    value[1] = INFINITY;
    value[2] = 1.0;
    ta_qc_gross_range(&s, &span, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){1, 4, 1}, 3);
    ta_qc_spikes(&s, &spike, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){2, 9, 2}, 3);
}

static void climate_goes_by_the_month_of_the_place(void **state)
{
    (void)state;
    struct ta_qc_range month[12];
    struct ta_series s = {2, time_, value, NULL, NAN};
    for (size_t i = 0; i < 12; i++) month[i] = (struct ta_qc_range){NAN, NAN, NAN, NAN};
    month[0] = (struct ta_qc_range){-40.0, 10.0, -30.0, 5.0};
    time_[0] = INT64_C(1706716800000000); /* 2024-01-31T16:00Z: February in Beijing */
    time_[1] = time_[0] + hour;
    value[0] = value[1] = 20.0;
    ta_qc_climatology(&s, month, 0.0, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){4, 4}, 2);
    ta_qc_climatology(&s, month, 28800.0, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){2, 2}, 2); /* nothing known of February */
    time_[0] = -INT64_C(86400000000) * 2;        /* 1969-12-30 */
    time_[1] = -1;                               /* the last microsecond of 1969 */
    ta_qc_climatology(&s, month, 0.0, &ta_qc_strict, flag);
    flags_are((const unsigned char[]){2, 2}, 2);
}

/* --- flat lines and floors ------------------------------------------------------------ */

static struct ta_qc_flat flat_of(double suspect_h, double fail_h, double floor)
{
    return (struct ta_qc_flat){
        suspect_h * 3600.0, fail_h * 3600.0, 0.01, floor, 0.5, 3600.0, 2};
}

static void a_detection_floor_is_not_a_flat_line(void **state)
{
    (void)state;
    struct ta_series s = hourly(48);
    struct ta_qc_flat limit = flat_of(6.0, 12.0, 2.0);
    for (size_t i = 0; i < 48; i++) value[i] = i < 24 ? 2.0 : 7.0;
    ta_qc_flat_line(&s, &limit, &ta_qc_strict, flag);
    for (size_t i = 6; i < 24; i++) assert_int_equal(flag[i], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[24], TA_FLAG_GOOD);
    assert_int_equal(flag[30], TA_FLAG_SUSPECT);
    assert_int_equal(flag[47], TA_FLAG_FAIL);
    limit.floor = NAN;
    ta_qc_flat_line(&s, &limit, &ta_qc_strict, flag);
    assert_int_equal(flag[23], TA_FLAG_FAIL);
}

static void sampling_that_changes_does_not_stretch_the_window(void **state)
{
    (void)state;
    /* One value a minute, then one an hour: 50 minutes are not 6 hours. */
    struct ta_series s = {56, time_, value, NULL, 60.0};
    struct ta_qc_flat limit = {6.0 * 3600, 12.0 * 3600, 0.01, NAN, 0.0, 60.0, 2};
    for (size_t i = 0; i < 56; i++) {
        time_[i] =
            i < 50 ? (ta_time_us)i * minute : 50 * minute + (ta_time_us)(i - 49) * hour;
        value[i] = 7.0;
    }
    ta_qc_flat_line(&s, &limit, &ta_qc_strict, flag);
    assert_int_equal(flag[49], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[55], TA_FLAG_SUSPECT);
}

/* Rounded readings repeat: a pair of them after a reading that is lacking fills no window of two hours. */
static void two_equal_neighbours_are_no_flat_line(void **state)
{
    (void)state;
    struct ta_series s = hourly(60);
    struct ta_qc_limits l = ta_qc_limits_none();
    l.flat.suspect_s = 2.0 * 3600.0;
    l.flat.fail_s = 6.0 * 3600.0;
    l.flat.tolerance = 0.001;
    l.flat.interval_s = 3600.0;
    for (size_t i = 0; i < 60; i++) value[i] = 20.0 + (double)(i * 7 % 11);
    value[10] = value[33] = (double)NAN;
    value[11] = value[12] = 25.6;
    value[20] = value[21] = value[22] = 25.6;
    value[30] = value[31] = value[32] = value[34] = value[35] = 25.6;
    for (size_t i = 41; i < 48; i++) value[i] = (double)NAN;
    value[40] = value[48] = value[49] =
        25.6; /* the same before 8 hours and after them */
    ta_qc_flat_line(&s, &l.flat, &ta_qc_strict, flag);
    for (size_t i = 0; i < 60; i++) {
        bool stands = i == 34 || i == 35;
        if ((flag[i] == TA_FLAG_SUSPECT) != stands || flag[i] == TA_FLAG_FAIL)
            fail_msg("value %zu: flag %d", i, flag[i]);
    }
    value[33] = value[36] = 25.6;
    ta_qc_flat_line(&s, &l.flat, &ta_qc_strict, flag);
    assert_int_equal(flag[32], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[33], TA_FLAG_SUSPECT);
    assert_int_equal(flag[36], TA_FLAG_FAIL);
}

static void a_floor_shows_in_the_record(void **state)
{
    (void)state;
    struct ta_series s = hourly(300);
    for (size_t i = 0; i < 300; i++)
        value[i] = i % 20 < 4 ? 2.0 : 3.0 + (double)(i % 7);
    assert_true(ta_qc_floor(&s, 0.05, scratch) == 2.0);
    assert_true(isnan(ta_qc_floor(&s, 0.5, scratch)));
    value[101] = 1.0; /* an odd value below it */
    assert_true(ta_qc_floor(&s, 0.05, scratch) == 2.0);
    for (size_t i = 0; i < 12; i++) value[5 + 20 * i] = 1.0 + (double)i / 20.0;
    assert_true(isnan(ta_qc_floor(&s, 0.05, scratch)));
    for (size_t i = 0; i < 300; i++)
        value[i] = i < 100 ? 2.0 : 5.0; /* never came back */
    assert_true(isnan(ta_qc_floor(&s, 0.05, scratch)));
}

static void a_spread_is_of_the_window_only(void **state)
{
    (void)state;
    struct ta_series s = hourly(200);
    struct ta_qc_attenuated limit = {1.0, 0.2, 24.0 * 3600, 12, TA_QC_SPREAD_STDEV,
                                     NAN};
    for (size_t i = 0; i < 200; i++)
        value[i] = 50.0 + (i < 100 ? 3.0 : 0.05) * (i % 2 == 0 ? 1.0 : -1.0);
    ta_qc_attenuated_signal(&s, &limit, &ta_qc_strict, flag);
    assert_int_equal(flag[5], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[99], TA_FLAG_GOOD);
    assert_int_equal(flag[130], TA_FLAG_FAIL);
    value[60] = NAN;
    ta_qc_attenuated_signal(&s, &limit, &ta_qc_strict, flag);
    assert_int_equal(flag[60], TA_FLAG_MISSING);
    limit.floor = 60.0; /* clean air and a dead instrument look alike there */
    ta_qc_attenuated_signal(&s, &limit, &ta_qc_strict, flag);
    assert_int_equal(flag[130], TA_FLAG_NOT_EVALUATED);
    limit.floor = 52.9;
    ta_qc_attenuated_signal(&s, &limit, &ta_qc_strict, flag);
    assert_int_equal(flag[130], TA_FLAG_NOT_EVALUATED);
    assert_int_equal(flag[99], TA_FLAG_GOOD);
}

/* --- limits from a table ------------------------------------------------------------- */

#define LIMIT(item, number, in)                                                        \
    {                                                                                  \
        .key = {"so2", "ambient", item}, .value = number, .unit = in, .to = 20000,     \
        .source = "x", .checked = true                                                 \
    }

static const struct ta_row limit_row[] = {LIMIT("attenuated_suspect", 0.5, "ug/m3"),
                                          LIMIT("attenuated_fail", 0.1, "ug/m3"),
                                          LIMIT("attenuated_window", 12.0, "h"),
                                          LIMIT("climate_fail_lo_01", 1.0, "ug/m3"),
                                          LIMIT("climate_suspect_hi_12", 0.2, "mg/m3"),
                                          LIMIT("climate_zone", 8.0, "h")};
enum { LIMITS = sizeof limit_row / sizeof *limit_row };

static struct ta_qc_limits limits_in(const struct ta_row *row, size_t n_rows,
                                     double interval_s)
{
    const struct ta_table table = {.id = "quality_limits",
                                   .n_keys = 3,
                                   .key_name = {"property", "setting", "item"},
                                   .n_rows = n_rows,
                                   .row = row};
    const struct ta_table_set set = {1, &table};
    const struct ta_qc_stream stream = {"so2", "ambient", "ug/m3", interval_s};
    struct ta_qc_limits limits;
    assert_int_equal(ta_qc_limits_find(&set, &stream, 19000, &limits), TA_OK);
    return limits;
}

static struct ta_qc_limits limits_of(size_t n_rows, double interval_s)
{
    return limits_in(limit_row, n_rows, interval_s);
}

static void months_and_spreads_come_from_the_table(void **state)
{
    (void)state;
    struct ta_qc_limits l = limits_of(LIMITS, 3600.0);
    assert_true(l.month[0].fail_lo == 1.0 && isnan(l.month[0].suspect_hi));
    assert_near(l.month[11].suspect_hi, 200.0, 1e-12, 1);
    assert_true(isnan(l.month[6].fail_lo) && l.zone_s == 28800.0);
    assert_true(l.attenuated.suspect == 0.5 && l.attenuated.fail == 0.1);
    assert_true(l.attenuated.window_s == 43200.0);
    assert_int_equal(l.attenuated.least, 7); /* half of 13 */
    assert_int_equal(limits_of(LIMITS, NAN).attenuated.least, 4);
    assert_true(isinf(limits_of(2, 3600.0).attenuated.window_s)); /* of all readings */
}

/* Its own item; else what the gap test passes, and two intervals at least. */
static void how_far_a_step_goes_is_in_the_table(void **state)
{
    (void)state;
    static const struct ta_row row[] = {LIMIT("rate_fail", 5.0, "ug/m3"),
                                        LIMIT("gap_suspect", 3.0, "h"),
                                        LIMIT("step_within", 90.0, "min")};
    const double interval[] = {60.0, 3600.0, 7200.0, NAN};
    const double within[] = {10800.0, 10800.0, 14400.0, 10800.0};
    for (size_t i = 0; i < 4; i++) {
        assert_true(isnan(limits_in(row, 1, interval[i]).rate.within_s));
        assert_true(limits_in(row, 2, interval[i]).rate.within_s == within[i]);
        assert_true(limits_in(row, 2, interval[i]).spike.within_s == within[i]);
        assert_true(limits_in(row, 3, interval[i]).spike.within_s == 5400.0);
    }
}

static void both_take_part_in_the_flag(void **state)
{
    (void)state;
    struct ta_series s = hourly(40); /* of January 1970 */
    struct ta_qc_limits l = limits_of(LIMITS, 3600.0);
    l.gross = (struct ta_qc_range){0.0, 1000.0, NAN, 500.0};
    for (size_t i = 0; i < 40; i++)
        value[i] = 20.0 + (i < 20 ? 3.0 : 0.05) * (i % 2 == 0 ? 1.0 : -1.0);
    value[3] = 0.5;
    assert_int_equal(ta_qc_judge(&s, &l, &ta_qc_strict, flag, verdict), TA_OK);
    assert_int_equal(verdict[2].flag, TA_FLAG_GOOD);
    assert_int_equal(verdict[3].flag, TA_FLAG_FAIL);
    assert_int_equal(verdict[3].fail, 1 << TA_QC_CLIMATOLOGY);
    assert_int_equal(verdict[39].flag, TA_FLAG_FAIL);
    assert_int_equal(verdict[39].fail, 1 << TA_QC_ATTENUATED);
    struct ta_quality_finding f[8];
    size_t n = ta_quality_findings(&s, verdict, &l, time_[39], 8, f);
    assert_int_equal(n, 2);
    assert_string_equal(ta_finding_word(f[0].kind), "attenuated");
    assert_string_equal(ta_finding_word(f[1].kind), "out_of_season");
    assert_true(f[1].count == 1 && f[1].from == time_[3]);
}

static void an_item_that_nobody_reads_is_unknown(void **state)
{
    (void)state;
    static const char *const known[] = {"fail_lo",
                                        "attenuated_window",
                                        "step_within",
                                        "climate_fail_lo_01",
                                        "climate_suspect_hi_12",
                                        "climate_zone",
                                        "neighbour_within"};
    static const char *const unknown[] = {"",
                                          "fail_low",
                                          "attenuated",
                                          "climate_fail_lo",
                                          "climate_fail_lo_1",
                                          "climate_fail_lo_00",
                                          "climate_fail_lo_13",
                                          "climate_fail_lo_011"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!ta_qc_item_known(known[i])) fail_msg("%s is unknown", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (ta_qc_item_known(unknown[i])) fail_msg("\"%s\" is known", unknown[i]);
}

/* --- all together ----------------------------------------------------------------------- */

static struct ta_qc_limits plain_limits(void)
{
    struct ta_qc_limits l = ta_qc_limits_none();
    l.gross = (struct ta_qc_range){0.0, 1000.0, NAN, 500.0};
    l.spike = (struct ta_qc_spike){50.0, 100.0, TA_QC_SPIKE_DIFFERENTIAL, NAN};
    l.flat = flat_of(6.0, 12.0, NAN);
    l.gap = (struct ta_qc_gap){10800.0, 86400.0};
    return l;
}

static struct ta_qc_verdict judge(const struct ta_series *s,
                                  const struct ta_qc_limits *l, size_t i)
{
    assert_int_equal(ta_qc_judge(s, l, &ta_qc_strict, flag, verdict), TA_OK);
    return verdict[i];
}

static void one_flag_is_of_all_tests(void **state)
{
    (void)state;
    struct ta_series s = hourly(20);
    struct ta_qc_limits l = plain_limits();
    for (size_t i = 0; i < 20; i++) value[i] = 20.0 + (double)(i % 3);
    value[4] = 700.0;
    value[8] = NAN;
    value[9] = 30.0; /* beside the missing one: no spike test, but the range */
    struct ta_qc_verdict v = judge(&s, &l, 4);
    assert_int_equal(v.flag, TA_FLAG_FAIL);
    assert_int_equal(v.suspect, 1u << TA_QC_GROSS_RANGE);
    assert_int_equal(v.fail, 1u << TA_QC_SPIKE);
    assert_int_equal(verdict[8].flag, TA_FLAG_MISSING);
    assert_int_equal(verdict[9].flag, TA_FLAG_GOOD);
    assert_int_equal(verdict[0].flag, TA_FLAG_GOOD);

    l.gross = ta_qc_limits_none().gross; /* the required test is off: nothing is good */
    assert_int_equal(judge(&s, &l, 1).flag, TA_FLAG_NOT_EVALUATED);
    struct ta_qc_limits off = ta_qc_limits_none();
    assert_int_equal(judge(&s, &off, 1).flag, TA_FLAG_NOT_EVALUATED);
    assert_int_equal(verdict[8].flag, TA_FLAG_MISSING);
    time_[5] = time_[4];
    assert_int_equal(ta_qc_judge(&s, &l, &ta_qc_strict, flag, verdict), TA_E_DATA);
}

static void a_late_value_is_not_a_wrong_one(void **state)
{
    (void)state;
    struct ta_series s = hourly(20);
    struct ta_qc_limits l = plain_limits();
    for (size_t i = 0; i < 20; i++) value[i] = 20.0 + (double)(i % 3);
    for (size_t i = 10; i < 20; i++) time_[i] += 30 * hour;
    struct ta_qc_verdict v = judge(&s, &l, 10);
    assert_int_equal(v.flag, TA_FLAG_GOOD);
    assert_int_equal(v.fail, 1u << TA_QC_GAP);
}

/* A partition is judged with what its verdicts reach back to: the flags are those of the
 * whole record. */
static void partitions_get_the_flags_of_the_whole(void **state)
{
    (void)state;
    static struct ta_qc_verdict part[N];
    struct ta_series s = hourly(N);
    struct ta_qc_limits l = plain_limits();
    for (size_t i = 0; i < N; i++)
        value[i] =
            i % 97 < 20 ? 7.0 : 20.0 + (double)(i * 7 % 11) + (i % 53 == 0) * 200.0;
    (void)judge(&s, &l, 0);
    assert_true(isinf(ta_qc_reach_s(&l))); /* any two neighbours are compared */
    assert_true(isinf(ta_qc_reach_after_s(&l)));
    l.spike.within_s = l.rate.within_s = 10800.0;
    assert_true(ta_qc_reach_after_s(&l) == 15.0 * 3600.0);
    size_t before = (size_t)(ta_qc_reach_s(&l) / 3600.0);
    assert_int_equal(before, 24);
    for (size_t from = before; from + 25 <= N; from += 24) {
        size_t first = from - before, n = before + 24 + 1;
        struct ta_series window = {n, time_ + first, value + first, NULL, 3600.0};
        assert_int_equal(ta_qc_judge(&window, &l, &ta_qc_strict, flag, part), TA_OK);
        for (size_t i = before; i < before + 24; i++)
            assert_int_equal(part[i].flag, verdict[first + i].flag);
    }
}

/* --- findings and trust ------------------------------------------------------------------ */

static const struct ta_quality_finding *find(const struct ta_quality_finding *f,
                                             size_t n, enum ta_finding_kind kind)
{
    for (size_t i = 0; i < n; i++)
        if (f[i].kind == kind) return &f[i];
    return NULL;
}

/* Whoever gave the flags, trust counts them: two of eight values failed or are suspect, three were not tested. */
static void trust_counts_the_flags_in_the_end(void **state)
{
    (void)state;
    const unsigned char flags[] = {
        TA_FLAG_FAIL,          TA_FLAG_SUSPECT, TA_FLAG_NOT_EVALUATED, 0,
        TA_FLAG_GOOD,          TA_FLAG_GOOD,    TA_FLAG_GOOD,          TA_FLAG_FAIL,
        TA_FLAG_NOT_EVALUATED, TA_FLAG_FAIL};
    struct ta_series s = hourly(10);
    struct ta_trust_evidence e = {.flagged = 0.5, .unevaluated = 0.5, .capture = 0.9};
    for (size_t i = 0; i < 10; i++) value[i] = 20.0;
    value[7] = NAN;
    s.flag = flags;
    ta_trust_recount(&s, time_[0], time_[9], &e);
    assert_near(e.flagged, 2.0 / 8.0, 1e-12, 1);
    assert_near(e.unevaluated, 3.0 / 8.0, 1e-12, 1);
    assert_near(e.capture, 0.9, 1e-12, 1);
    ta_trust_recount(&s, time_[9] + 1, time_[9] + 2, &e);
    assert_near(e.flagged, 2.0 / 8.0, 1e-12, 1);
}

static void findings_say_when_and_how_long(void **state)
{
    (void)state;
    struct ta_quality_finding f[20];
    struct ta_series s = hourly(200);
    struct ta_qc_limits l = plain_limits();
    for (size_t i = 0; i < 200; i++) value[i] = 20.0 + (double)(i * 7 % 11);
    for (size_t i = 50; i < 82; i++) value[i] = 33.25; /* 31 hours from first to last */
    value[120] = 400.0;
    value[140] = -3.0;
    for (size_t i = 150; i < 160; i++) value[i] = NAN;
    (void)judge(&s, &l, 0);
    size_t n = ta_quality_findings(&s, verdict, &l, time_[199] + 5 * hour, 20, f);
    const struct ta_quality_finding *one = find(f, n, TA_FINDING_UNCHANGED);
    assert_non_null(one);
    assert_true(one->from == time_[50] && one->to == time_[81]);
    assert_true(one->hours == 31.0 && one->value == 33.25);
    assert_int_equal(one->count, 32);
    one = find(f, n, TA_FINDING_SPIKES);
    assert_true(one != NULL && one->count == 1 && one->from == time_[120]);
    one = find(f, n, TA_FINDING_OUTSIDE);
    assert_true(one != NULL && one->count == 1 && one->value == -3.0);
    one = find(f, n, TA_FINDING_GAP);
    assert_true(one != NULL && one->hours == 10.0 && one->count == 10);
    assert_true(one->from == time_[150] && one->to == time_[160]);
    one = find(f, n, TA_FINDING_SILENT); /* the hour of the last reading is there */
    assert_true(one != NULL && one->from == time_[199] + hour && one->hours == 4.0);
    assert_null(find(f, n, TA_FINDING_AT_FLOOR));
    assert_int_equal(ta_quality_findings(&s, verdict, &l, time_[199], 1, f), n - 1);
}

static void a_floor_is_a_finding_of_its_own(void **state)
{
    (void)state;
    struct ta_quality_finding f[20];
    struct ta_series s = hourly(100);
    struct ta_qc_limits l = plain_limits();
    l.flat.floor = 2.0;
    for (size_t i = 0; i < 100; i++)
        value[i] = i >= 30 && i < 60 ? 2.0 : 9.0 + (double)(i % 3);
    (void)judge(&s, &l, 0);
    size_t n = ta_quality_findings(&s, verdict, &l, time_[99], 20, f);
    assert_null(find(f, n, TA_FINDING_UNCHANGED));
    const struct ta_quality_finding *one = find(f, n, TA_FINDING_AT_FLOOR);
    assert_true(one != NULL && one->hours == 29.0);
}

/* All of a stretch, from when the signal last moved; what stands still for an hour or two is neither. */
static void a_stretch_has_one_mark(void **state)
{
    (void)state;
    struct ta_series s = hourly(100);
    struct ta_qc_limits l = plain_limits();
    l.flat.floor = 2.0;
    for (size_t i = 0; i < 100; i++) value[i] = 9.0 + (double)(i % 3);
    for (size_t i = 10; i < 30; i++) value[i] = 2.0;
    for (size_t i = 40; i < 60; i++) value[i] = 7.0;
    for (size_t i = 70; i < 73; i++) value[i] = 1.0;
    for (size_t i = 80; i < 90; i++) value[i] = 7.0; /* suspect, and no more */
    value[0] = 1.5;
    (void)judge(&s, &l, 0);
    ta_qc_flat_stretches(&s, verdict, &l.flat, INFINITY, flag);
    for (size_t i = 0; i < 100; i++) {
        int wanted = 0;
        if (i >= 10 && i < 30) wanted = TA_FLAG_NOT_EVALUATED;
        if (i >= 40 && i < 60) wanted = TA_FLAG_FAIL;
        if (flag[i] != wanted) fail_msg("value %zu: %d, wanted %d", i, flag[i], wanted);
    }
    ta_qc_flat_stretches(&s, verdict, &l.flat, 5.0 * 3600.0,
                         flag); /* so far and no further */
    for (size_t i = 40; i < 60; i++) {
        size_t first = 40;
        while ((verdict[first].fail >> TA_QC_FLAT & 1) == 0) first++;
        assert_int_equal(flag[i], i + 5 >= first ? TA_FLAG_FAIL : 0);
    }
}

static void trust_is_the_poorest_criterion(void **state)
{
    (void)state;
    struct ta_trust_evidence e = {0.5, 0.97, 0.0, 0.02, 0.0, TA_COPY_NONE, 0.95};
    struct ta_trust t;
    ta_trust_grade(&e, &t);
    assert_int_equal(t.grade, 1);
    e.calibration_age = NAN;
    ta_trust_grade(&e, &t);
    assert_int_equal(t.grade, 3);
    assert_int_equal(t.decided, TA_TRUST_CALIBRATION);
    e.calibration_age = 0.5;
    e.neighbours = NAN; /* unknown is never best */
    ta_trust_grade(&e, &t);
    assert_int_equal(t.grade, 2);
    e.unchanged = 0.15;
    ta_trust_grade(&e, &t);
    assert_int_equal(t.grade, 4);
    assert_int_equal(t.decided, TA_TRUST_UNCHANGED);
    e.copy = TA_COPY_FOLLOWS;
    ta_trust_grade(&e, &t);
    assert_int_equal(t.grade, 5);
    assert_string_equal(ta_trust_word(t.decided), "copy");
    e = (struct ta_trust_evidence){NAN, NAN, NAN, NAN, NAN, TA_COPY_CANNOT_SAY, NAN};
    ta_trust_grade(&e, &t);
    assert_int_equal(t.grade, 5); /* nothing came at all */
}

static void shares_are_counted_within_the_period(void **state)
{
    (void)state;
    struct ta_series s = hourly(100);
    struct ta_qc_limits l = plain_limits();
    struct ta_trust_evidence e;
    for (size_t i = 0; i < 100; i++)
        value[i] = i % 10 == 0 ? (double)NAN : 20.0 + (double)(i % 7);
    value[55] = 2000.0;
    (void)judge(&s, &l, 0);
    ta_trust_count(&s, verdict, time_[0], time_[99] + hour, &e);
    assert_near(e.capture, 0.9, 1e-12, 1);
    assert_near(e.flagged, 1.0 / 90.0, 1e-12, 1);
    ta_trust_count(&s, verdict, time_[99] + 2 * hour, time_[99] + 9 * hour, &e);
    assert_true(e.capture == 0.0 && isnan(e.flagged));
}

static void neighbours_agree_within_a_tolerance(void **state)
{
    (void)state;
    ta_time_us other_time[4];
    double other[4] = {10.0, 21.0, 60.0, 10.0};
    struct ta_series s = hourly(4);
    struct ta_series b = {4, other_time, other, NULL, 3600.0};
    const double v[] = {10.0, 20.0, 30.0, NAN};
    memcpy(value, v, sizeof v);
    for (size_t i = 0; i < 4; i++) other_time[i] = time_[i] + 5 * minute;
    assert_near(ta_quality_agreement(&s, &b, 3600.0, 1.0, 0.1, 3), 2.0 / 3.0, 1e-12, 1);
    assert_true(isnan(ta_quality_agreement(&s, &b, 3600.0, 1.0, 0.1, 4)));
    assert_true(isnan(ta_quality_agreement(&s, &b, 60.0, 1.0, 0.1, 1)));
}

static void a_degree_is_111_km_and_shrinks_to_the_north(void **state)
{
    (void)state;
    const double a[] = {116.0, 0.0}, north[] = {116.0, 1.0}, east[] = {117.0, 0.0};
    const double high[] = {10.0, 60.0}, beside[] = {11.0, 60.0};
    const double pole[] = {0.0, 90.0}, other_pole[] = {77.0, -90.0};
    /* R * pi / 180 with R = 6371.0072 km */
    assert_near(ta_distance_km(a, north), 111.19505197, 1e-8, 1);
    assert_near(ta_distance_km(a, east), 111.19505197, 1e-8, 1);
    assert_near(ta_distance_km(high, beside), 55.5964, 2e-3, 1);
    assert_near(ta_distance_km(pole, other_pole), 20015.10935, 1e-4, 1);
    assert_true(ta_distance_km(a, a) == 0.0);
}

static void hours_are_means_of_what_did_not_fail(void **state)
{
    (void)state;
    const ta_time_us h = 3600 * INT64_C(1000000);
    const ta_time_us t[] = {-h / 2, 0, h / 2, h, h + 1, 3 * h};
    const double v[] = {5, 1, 3, 100, 7, NAN};
    const unsigned char failed[] = {0, 0, 0, 1, 0, 0};
    const struct ta_series s = {6, t, v, NULL, 1800.0};
    ta_time_us time[6];
    double mean[6];
    struct ta_series out;
    ta_hourly_means(&s, failed, time, mean, &out);
    assert_int_equal(out.n, 3);
    assert_true(time[0] == -h && time[1] == 0 && time[2] == h);
    assert_true(mean[0] == 5.0 && mean[1] == 2.0 && mean[2] == 7.0);
}

static void half_of_the_neighbours_decide(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN}, two[] = {NAN, 0.2, 0.9},
                 three[] = {0.1, 0.5, 0.9}, even[] = {0.8, 0.8, 0.8, 0.1};
    assert_int_equal(ta_neighbour_upper_median(2, none), 2);
    assert_int_equal(ta_neighbour_upper_median(3, two), 2);
    assert_int_equal(ta_neighbour_upper_median(3, three), 1);
    assert_true(even[ta_neighbour_upper_median(4, even)] == 0.8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_at_a_limit_is_not_beyond_it),
        cmocka_unit_test(a_rate_is_judged_per_sample_interval),
        cmocka_unit_test(steps_are_not_taken_over_a_gap),
        cmocka_unit_test(how_far_a_step_goes_is_in_the_table),
        cmocka_unit_test(infinity_is_a_fault_and_nothing_else),
        cmocka_unit_test(climate_goes_by_the_month_of_the_place),
        cmocka_unit_test(a_detection_floor_is_not_a_flat_line),
        cmocka_unit_test(two_equal_neighbours_are_no_flat_line),
        cmocka_unit_test(sampling_that_changes_does_not_stretch_the_window),
        cmocka_unit_test(a_floor_shows_in_the_record),
        cmocka_unit_test(a_spread_is_of_the_window_only),
        cmocka_unit_test(months_and_spreads_come_from_the_table),
        cmocka_unit_test(both_take_part_in_the_flag),
        cmocka_unit_test(an_item_that_nobody_reads_is_unknown),
        cmocka_unit_test(one_flag_is_of_all_tests),
        cmocka_unit_test(a_late_value_is_not_a_wrong_one),
        cmocka_unit_test(partitions_get_the_flags_of_the_whole),
        cmocka_unit_test(trust_counts_the_flags_in_the_end),
        cmocka_unit_test(findings_say_when_and_how_long),
        cmocka_unit_test(a_floor_is_a_finding_of_its_own),
        cmocka_unit_test(a_stretch_has_one_mark),
        cmocka_unit_test(trust_is_the_poorest_criterion),
        cmocka_unit_test(shares_are_counted_within_the_period),
        cmocka_unit_test(neighbours_agree_within_a_tolerance),
        cmocka_unit_test(a_degree_is_111_km_and_shrinks_to_the_north),
        cmocka_unit_test(hours_are_means_of_what_did_not_fail),
        cmocka_unit_test(half_of_the_neighbours_decide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

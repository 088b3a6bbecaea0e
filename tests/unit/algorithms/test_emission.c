/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "emission_fill.h"
#include "emission_hours.h"
#include "emission_stack.h"
#include "terrassay/reading.h"

enum { N = 4000 };
static const ta_time_us minute = INT64_C(60000000), hour = INT64_C(3600000000);
static double value[N], out[N], scratch[TA_FILL_LOOKBACK_MAX];
static enum ta_fill_method method[N];
static bool operating[N];

/* --- worked figures ------------------------------------------------------------------ */

static void worked_stack_figures_come_out(void **state)
{
    (void)state;
    /* HJ 75/76 worked by hand: 800,000 m3/h, 50 C, -200 Pa, 8 % water */
    struct ta_stack_gas gas = {800000.0, 50.0, -200.0, 101325.0, 0.08};
    assert_near(ta_stack_normal_flow(&gas), 620840.0, 1e-5, 1);
    assert_near(ta_stack_mass_kg_h(50.0, 500000.0), 25.0, 1e-12, 1);
    assert_near(ta_stack_at_oxygen(80.0, 8.0, 6.0), 92.31, 1e-4, 1);
    assert_near(ta_stack_dry(92.0, 0.08), 100.0, 1e-12, 1);
    assert_near(ta_gas_mg_m3(100.0, 64.066, 0.0), 285.8, 2e-4, 1);
    assert_near(ta_gas_mg_m3(100.0, 64.066, 25.0), 261.9, 2e-4, 1);
    /* stack against ambient conditions: 298.15 / 273.15 */
    assert_near(ta_gas_mg_m3(1.0, 46.0055, 0.0) / ta_gas_mg_m3(1.0, 46.0055, 25.0),
                1.0915, 1e-4, 1);
    assert_near(ta_us75_so2_lb_h(500.0, 1e6), 83.0, 1e-12, 1);
    assert_near(ta_us75_co2_ton_h(12.0, 20e6), 136.8, 1e-12, 1);
    assert_near(ta_us75_nox_lb_mmbtu(200.0, 9780.0, 6.0), 0.3276, 2e-4, 1);
}

static void gas_that_is_air_or_all_water_has_no_figure(void **state)
{
    (void)state;
    struct ta_stack_gas gas = {1.0, 20.0, 0.0, 101325.0, 1.0};
    assert_true(isnan(ta_stack_normal_flow(&gas)));
    gas.moisture = 0.1;
    gas.static_pa = -101325.0;
    assert_true(isnan(ta_stack_normal_flow(&gas)));
    assert_true(isnan(ta_stack_at_oxygen(80.0, 21.0, 6.0)));
    assert_true(isnan(ta_stack_at_oxygen(80.0, NAN, 6.0)));
    assert_true(isnan(ta_stack_dry(1.0, 1.0)));
    assert_true(isnan(ta_us75_nox_lb_mmbtu(1.0, 1.0, 20.9)));
    assert_true(isnan(ta_gas_mg_m3(1.0, 46.0, -300.0)));
}

/* --- hours and days --------------------------------------------------------------------- */

static void an_hour_needs_so_many_minutes(void **state)
{
    (void)state;
    ta_time_us time[120];
    unsigned char flag[120];
    struct ta_hour_mean h[3];
    for (size_t i = 0; i < 120; i++) {
        time[i] = (ta_time_us)i * minute;
        value[i] = (double)(i % 60);
        flag[i] = i < 60 ? (i < 15 ? TA_FLAG_FAIL : TA_FLAG_GOOD)
                         : (i < 76 ? TA_FLAG_SUSPECT : TA_FLAG_NOT_EVALUATED);
    }
    struct ta_series s = {120, time, value, flag, 60.0};
    ta_emission_hours(&s, &ta_hour_rule_hj75, NULL, 0, 3, h);
    assert_true(h[0].is_valid && h[0].valid == 45 && h[0].received == 60);
    assert_near(h[0].mean, 37.0, 1e-12, 1); /* 15 to 59 */
    assert_true(h[0].least == 15.0 && h[0].most == 59.0);
    assert_true(!h[1].is_valid && h[1].valid == 44);
    assert_true(!h[2].is_valid && h[2].received == 0 && isnan(h[2].mean));
    s.interval_s = NAN; /* minutes cannot be counted */
    ta_emission_hours(&s, &ta_hour_rule_hj75, NULL, 0, 1, h);
    assert_false(h[0].is_valid);
}

static void an_hour_needs_every_quarter_unless_it_was_maintained(void **state)
{
    (void)state;
    ta_time_us time[] = {2 * minute, 16 * minute, 31 * minute, hour + 1 * minute,
                         hour + 16 * minute};
    double v[] = {1, 2, 3, 4, 5};
    bool maintenance[] = {false, true};
    struct ta_series s = {5, time, v, NULL, NAN};
    struct ta_hour_mean h[2];
    ta_emission_hours(&s, &ta_hour_rule_us75, maintenance, 0, 2, h);
    assert_false(h[0].is_valid); /* nothing in the last quarter */
    assert_true(h[1].is_valid);
    ta_emission_hours(&s, &ta_hour_rule_us75, NULL, 0, 2, h);
    assert_false(h[1].is_valid);
    ta_emission_hours(&s, &ta_hour_rule_us60, NULL, 0, 2, h);
    assert_true(h[0].is_valid && h[1].is_valid);
}

static void a_day_needs_so_many_hours(void **state)
{
    (void)state;
    struct ta_hour_mean h[24];
    for (size_t i = 0; i < 24; i++)
        h[i] = (struct ta_hour_mean){.mean = (double)i, .is_valid = i >= 4};
    assert_near(ta_emission_day(h, &ta_hour_rule_hj75), 13.5, 1e-12, 1); /* 4 to 23 */
    assert_near(ta_emission_capture(24, h, NULL), 20.0 / 24.0, 1e-12, 1);
    h[4].is_valid = false;
    assert_true(isnan(ta_emission_day(h, &ta_hour_rule_hj75)));
    bool ran[24] = {false};
    assert_true(isnan(ta_emission_capture(24, h, ran)));
    ran[0] = ran[10] = true;
    assert_near(ta_emission_capture(24, h, ran), 0.5, 1e-12, 1);
}

/* --- substitution -------------------------------------------------------------------------- */

/* Hours 1 to n count up in a cycle of 100; so the 90th percentile of the last 720 is 90 or 91. */
static void fill_values(size_t n)
{
    for (size_t i = 0; i < n; i++) {
        value[i] = (double)(i % 100 + 1);
        operating[i] = true;
    }
}

static void blank(size_t from, size_t hours)
{
    for (size_t i = from; i < from + hours; i++) value[i] = NAN;
}

static void run(enum ta_fill_policy policy, size_t n)
{
    struct ta_fill f = {policy, n, value, operating, 999.0};
    assert_int_equal(ta_emission_fill(&f, scratch, out, method), TA_OK);
}

static void short_gaps_take_the_mean_of_both_ends(void **state)
{
    (void)state;
    fill_values(2000);
    blank(1510, 24);
    run(TA_FILL_US75_SO2, 2000);
    assert_int_equal(method[1509], TA_FILL_MEASURED);
    for (size_t i = 1510; i < 1534; i++) {
        assert_int_equal(method[i], TA_FILL_MEAN);
        assert_true(out[i] == 0.5 * (10.0 + 35.0));
    }
}

static void long_gaps_take_the_percentile_when_it_is_greater(void **state)
{
    (void)state;
    fill_values(2000);
    blank(1510, 25);
    run(TA_FILL_US75_SO2, 2000);
    /* the last 720 values before hour 1510: seven whole cycles and 91..100, 1..10 */
    assert_int_equal(method[1510], TA_FILL_PERCENTILE_90);
    assert_true(out[1510] == 91.0);
    assert_true(out[1534] == 91.0);
    value[1509] = value[1535] = 97.0; /* both ends above it */
    run(TA_FILL_US75_SO2, 2000);
    assert_int_equal(method[1510], TA_FILL_MEAN);
    assert_true(out[1510] == 97.0);
}

static void availability_decides_hour_by_hour(void **state)
{
    (void)state;
    fill_values(2000);
    blank(1000, 120); /* 1000 of 1120: 89.3 % at its end */
    run(TA_FILL_US75_SO2, 2000);
    assert_int_equal(method[1000], TA_FILL_PERCENTILE_90); /* 99.9 % */
    assert_int_equal(method[1060], TA_FILL_PERCENTILE_95); /* 94.3 % */
    assert_int_equal(method[1119], TA_FILL_GREATEST);
    assert_true(out[1119] == 100.0);
    blank(1000, 300); /* 76.9 % at its end */
    run(TA_FILL_US75_SO2, 2000);
    assert_int_equal(method[1299], TA_FILL_POTENTIAL);
    assert_true(out[1299] == 999.0);
}

static void the_first_hours_have_rules_of_their_own(void **state)
{
    (void)state;
    fill_values(1000);
    blank(0, 5);
    blank(100, 60);
    run(TA_FILL_US75_SO2, 1000);
    assert_int_equal(method[0], TA_FILL_POTENTIAL);
    assert_int_equal(method[130], TA_FILL_MEAN); /* fewer than 720 measured */
    assert_true(out[130] == 0.5 * (100.0 + 61.0));
}

static void an_open_gap_takes_the_greatest(void **state)
{
    (void)state;
    fill_values(2000);
    blank(1990, 10);
    run(TA_FILL_US75_SO2, 2000);
    assert_int_equal(method[1999], TA_FILL_GREATEST);
}

static void hours_out_of_operation_are_no_gap(void **state)
{
    (void)state;
    fill_values(2000);
    blank(1500, 100);
    for (size_t i = 1510; i < 1590; i++) operating[i] = false;
    run(TA_FILL_US75_SO2, 2000);
    assert_int_equal(method[1550], TA_FILL_NOT_OPERATING);
    assert_true(isnan(out[1550]));
    assert_int_equal(method[1500], TA_FILL_MEAN); /* 20 operating hours in all */
    assert_int_equal(method[1599], TA_FILL_MEAN);
}

static void some_rules_forbid_substitution(void **state)
{
    (void)state;
    fill_values(100);
    blank(10, 3);
    run(TA_FILL_FORBIDDEN, 100);
    assert_int_equal(method[11], TA_FILL_DOWNTIME);
    assert_true(isnan(out[11]));
    value[50] = -1.0;
    struct ta_fill f = {TA_FILL_HJ75, 100, value, NULL, 1.0};
    assert_int_equal(ta_emission_fill(&f, scratch, out, method), TA_E_DATA);
}

static void chinese_hours_take_the_greatest_of_a_lookback(void **state)
{
    (void)state;
    fill_values(3000);
    value[2500] = 500.0; /* 199 hours before the gap: beyond 180 */
    blank(2700, 20);
    run(TA_FILL_HJ75, 3000);
    assert_true(out[2700] == 100.0);
    blank(2700, 30); /* longer than a day: 720 */
    run(TA_FILL_HJ75, 3000);
    assert_true(out[2700] == 500.0);
    value[1000] = 700.0;
    for (size_t i = 1200; i < 1950; i++) value[i] = NAN; /* 72 % at its end: 2,160 */
    run(TA_FILL_HJ75, 2000);
    assert_true(out[1949] == 700.0);
}

/* Whatever is missing: no filled hour is below the mean of the hours around its gap, and
 * measured hours stay as they are. */
static void filling_never_helps(void **state)
{
    (void)state;
    static const enum ta_fill_policy policies[] = {TA_FILL_US75_SO2, TA_FILL_HJ75};
    uint32_t noise = 12345;
    for (int round = 0; round < 20; round++) {
        fill_values(N);
        for (size_t i = 0; i < N; i++) {
            noise = noise * 1664525u + 1013904223u;
            value[i] = (noise >> 8) % (unsigned)(20 + round * 10) < 3
                           ? (double)NAN
                           : (double)(noise >> 20) / 40.0;
        }
        for (size_t k = 0; k < 2; k++) {
            run(policies[k], N);
            double full = 0.0, filled = 0.0, n = 0.0;
            for (size_t i = 0; i < N; i++) {
                filled += out[i];
                if (isnan(value[i])) continue;
                assert_true(out[i] == value[i]);
                full += value[i];
                n += 1.0;
            }
            assert_true(filled / N >= 0.98 * full / n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_stack_figures_come_out),
        cmocka_unit_test(gas_that_is_air_or_all_water_has_no_figure),
        cmocka_unit_test(an_hour_needs_so_many_minutes),
        cmocka_unit_test(an_hour_needs_every_quarter_unless_it_was_maintained),
        cmocka_unit_test(a_day_needs_so_many_hours),
        cmocka_unit_test(short_gaps_take_the_mean_of_both_ends),
        cmocka_unit_test(long_gaps_take_the_percentile_when_it_is_greater),
        cmocka_unit_test(availability_decides_hour_by_hour),
        cmocka_unit_test(the_first_hours_have_rules_of_their_own),
        cmocka_unit_test(an_open_gap_takes_the_greatest),
        cmocka_unit_test(hours_out_of_operation_are_no_gap),
        cmocka_unit_test(some_rules_forbid_substitution),
        cmocka_unit_test(chinese_hours_take_the_greatest_of_a_lookback),
        cmocka_unit_test(filling_never_helps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

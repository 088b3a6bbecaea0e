/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_property.h"

#include "series_order.h"
#include "series_random.h"
#include "series_trend.h"

static void quantiles_are_type_7(void **state)
{
    (void)state;
    /* values and answers: exactextract test_stats.cpp, "equal weights" */
    double x[8] = {3.4, 2.9, 1.7, 8.8, -12.7, 100.4, 8.4, 11.3};
    assert_near(ta_series_median(8, x), 5.9, 1e-15, 1);
    assert_near(ta_series_quantile(8, x, 0.25), 2.6, 1e-15, 1);
    assert_near(ta_series_quantile(8, x, 0.75), 9.425, 1e-15, 1);
    assert_true(ta_series_quantile(8, x, 0) == -12.7);
    assert_true(ta_series_quantile(8, x, 1) == 100.4);
    assert_true(ta_series_quantile(1, x, 0.3) == -12.7);
    assert_true(isnan(ta_series_quantile(0, x, 0.5)));
    assert_true(isnan(ta_series_quantile(8, x, -0.1)));
    assert_true(isnan(ta_series_quantile(8, x, (double)NAN)));
    assert_true(isnan(ta_series_median(0, x)));
}

static void weighted_quantiles_are_those_of_the_reference(void **state)
{
    (void)state;
    /* exactextract test_stats.cpp, "weighted quantile" */
    struct ta_weighted_value x[9] = {{3.4, 1},  {2.9, .1},    {1.7, 1},
                                     {8.8, .2}, {-12.7, .44}, {100.4, .3},
                                     {8.4, .3}, {11.3, .83},  {50, 0}};
    assert_near(ta_series_quantile_weighted(9, x, 0.25), 2.336667, 3e-7, 1);
    assert_near(ta_series_quantile_weighted(9, x, 0.50), 4.496774, 3e-7, 1);
    assert_near(ta_series_quantile_weighted(9, x, 0.75), 9.382437, 3e-7, 1);
    assert_true(isnan(ta_series_quantile_weighted(0, x, 0.5)));
    assert_true(isnan(ta_series_quantile_weighted(9, x, 1.05)));
    assert_true(isnan(ta_series_quantile_weighted(9, x, -0.05)));
    struct ta_weighted_value light[2] = {{1, 0.01}, {2, 0.01}};
    assert_near(ta_series_quantile_weighted(2, light, 0.5), 1.5, 1e-15, 1);
    struct ta_weighted_value none[2] = {{1, 0}, {2, 0}};
    assert_true(isnan(ta_series_quantile_weighted(2, none, 0.5)));
}

static void check_sort(struct ta_random_stream *r)
{
    enum { MOST = 80 };
    double x[MOST], sum = 0;
    struct ta_weighted_value w[MOST];
    size_t n = ta_random_below(r, MOST + 1);
    for (size_t i = 0; i < n; i++) {
        x[i] = (double)ta_random_below(r, 20);
        w[i] = (struct ta_weighted_value){x[i], 0.7};
        sum += x[i];
    }
    ta_series_sort(n, x);
    for (size_t i = 1; i < n; i++) assert_true(x[i - 1] <= x[i]);
    assert_true(ta_series_sum(n, x) == sum);
    for (int k = 0; n > 0 && k <= 10; k++)
        assert_near(ta_series_quantile_weighted(n, w, k / 10.0),
                    ta_series_quantile(n, x, k / 10.0), 1e-12, 1);
}

static void sorting_orders_and_equal_weights_do_nothing(void **state)
{
    (void)state;
    ta_for_seeds(3000, check_sort);
}

static void sum_keeps_what_plain_sums_lose(void **state)
{
    (void)state;
    const double x[] = {1, 1e100, 1, -1e100}; /* Neumaier's own point against Kahan */
    assert_true(ta_series_sum(4, x) == 2);
    assert_true(ta_series_sum(0, x) == 0);
    const double endless[] = {1, (double)INFINITY, 2};
    assert_true(isinf(ta_series_sum(3, endless)));
    double tenths[1000];
    for (size_t i = 0; i < 1000; i++) tenths[i] = 0.1;
    assert_true(ta_series_sum(1000, tenths) == 100);
}

static void finite_values_move_to_the_front(void **state)
{
    (void)state;
    double x[] = {(double)NAN, 3, (double)INFINITY, 1, (double)NAN};
    assert_int_equal(ta_series_finite(5, x), 2);
    assert_true(x[0] == 3 && x[1] == 1);
}

static void mann_kendall_by_hand(void **state)
{
    (void)state;
    struct ta_mann_kendall got;
    double scratch[10];
    /* 21 pairs, of which only (16, 7) falls: s = 19; no ties: 7 * 6 * 19 / 18 */
    const double rising[] = {1, 2, 3, 4, 5, 16, 7};
    ta_mann_kendall(7, rising, scratch, &got);
    assert_true(got.n == 7 && got.s == 19 && got.tau == 19.0 / 21);
    assert_near(got.variance, 133.0 / 3, 1e-15, 1);
    assert_near(got.z, 18 / sqrt(133.0 / 3), 1e-15, 1);

    /* ties of 3 and 2: (6 * 5 * 17 - 3 * 2 * 11 - 2 * 1 * 9) / 18 = 426 / 18;
     * pairs: 2 2 5 5 2 1 has 4 rises (2-5 four times) and 2-1 thrice, 5-2 twice, 5-1 twice falls */
    const double tied[] = {2, 2, 5, 5, 2, 1};
    ta_mann_kendall(6, tied, scratch, &got);
    assert_true(got.s == 4 - 7);
    assert_near(got.variance, 426.0 / 18, 1e-15, 1);
    assert_near(got.z, -2 / sqrt(426.0 / 18), 1e-15, 1);
}

static void mann_kendall_without_news(void **state)
{
    (void)state;
    struct ta_mann_kendall got;
    double scratch[5];
    const double flat[] = {4, 4, 4, 4, 4}, gaps[] = {(double)NAN, 2, (double)NAN};
    ta_mann_kendall(5, flat, scratch, &got);
    assert_true(got.s == 0 && got.variance == 0 && got.z == 0 && got.p == 1 &&
                got.tau == 0);
    ta_mann_kendall(3, gaps, scratch, &got);
    assert_true(got.n == 1 && got.p == 1 && isnan(got.tau));
    ta_mann_kendall(0, NULL, scratch, &got);
    assert_true(got.n == 0 && isnan(got.tau));
}

static void theil_sen_ignores_one_outlier(void **state)
{
    (void)state;
    struct ta_theil_sen got;
    double scratch[64];
    const double t[] = {1, 2, 3, 4, 5, 6, 7}, y[] = {1, 2, 3, 4, 5, 16, 7};
    assert_int_equal(ta_theil_sen_scratch(7), 28);
    assert_int_equal(ta_theil_sen(7, t, y, 0.90, scratch, &got), TA_OK);
    assert_true(got.n == 7 && got.slope == 1 && got.intercept == 0);
    /* 21 slopes in order: -9, fifteen times 1, then 3, 7/2, 13/3, 6, 11. C = 1.644854 times
     * sqrt(133 / 3) = 10.951975, so the ends stand at ranks 5.024012 and 16.975988. */
    assert_true(got.lo == 1);
    assert_near(got.hi, 1 + 2 * 0.9759875775569, 1e-12, 1);
}

static void theil_sen_needs_rising_times_and_two_values(void **state)
{
    (void)state;
    struct ta_theil_sen got;
    double scratch[64];
    const double t[] = {1, 2, 2}, y[] = {1, 2, 3}, up[] = {1, 2, 3};
    const double one[] = {(double)NAN, 5, (double)NAN};
    assert_int_equal(ta_theil_sen(3, t, y, 0.90, scratch, &got), TA_E_ARG);
    assert_int_equal(ta_theil_sen(3, up, y, 1.0, scratch, &got), TA_E_ARG);
    assert_int_equal(ta_theil_sen(3, up, y, 0.0, scratch, &got), TA_E_ARG);
    assert_int_equal(ta_theil_sen(3, up, one, 0.9, scratch, &got), TA_OK);
    assert_true(got.n == 1 && isnan(got.slope) && isnan(got.lo) &&
                isnan(got.intercept));
    assert_int_equal(ta_theil_sen(3, up, y, 0.9, scratch, &got), TA_OK);
    assert_true(got.slope == 1 && isnan(got.lo) &&
                isnan(got.hi)); /* three say too little */
    assert_int_equal(ta_theil_sen_scratch(0), 1);
    assert_int_equal(ta_theil_sen_scratch(2), 3);
}

static void check_trend(struct ta_random_stream *r)
{
    enum { MOST = 25 };
    double t[MOST], y[MOST], z[MOST], scratch[MOST * MOST], now = 0;
    size_t n = 4 + ta_random_below(r, MOST - 4);
    for (size_t i = 0; i < n; i++) {
        now += ta_random_between(r, 0.1, 2);
        t[i] = now;
        y[i] =
            ta_random_below(r, 6) == 0 ? (double)NAN : (double)ta_random_below(r, 30);
        z[i] = 3 - 2 * y[i];
    }
    struct ta_theil_sen a, b;
    struct ta_mann_kendall p, q;
    assert_int_equal(ta_theil_sen(n, t, y, 0.9, scratch, &a), TA_OK);
    assert_int_equal(ta_theil_sen(n, t, z, 0.9, scratch, &b), TA_OK);
    ta_mann_kendall(n, y, scratch, &p);
    ta_mann_kendall(n, z, scratch, &q);
    assert_true(p.s == -q.s && p.variance == q.variance && p.p == q.p);
    assert_true(p.p >= 0 && p.p <= 1);
    if (a.n < 2) return;
    assert_near(b.slope, -2 * a.slope, 1e-9, 1);
    assert_near(b.intercept, 3 - 2 * a.intercept, 1e-9, 1);
    if (isnan(a.lo)) return;
    assert_near(b.hi, -2 * a.lo, 1e-9, 1);
    assert_true(a.lo <= a.slope && a.slope <= a.hi);
}

static void trends_turn_with_their_values(void **state)
{
    (void)state;
    ta_for_seeds(3000, check_trend);
}

static void normal_quantiles_are_tabled_ones(void **state)
{
    (void)state;
    /* NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.1, to more digits by erfc */
    assert_near(ta_normal_quantile(0.95), 1.6448536269514722, 1e-14, 1);
    assert_near(ta_normal_quantile(0.975), 1.9599639845400545, 1e-14, 1);
    assert_near(ta_normal_quantile(0.005), -2.5758293035489004, 1e-14, 1);
    assert_near(ta_normal_quantile(1e-300), -37.0471, 1e-5, 1);
    assert_near(ta_normal_quantile(0.49), -0.025068908258711057, 1e-14, 1);
    assert_near(ta_normal_quantile(0.3), -0.52440051270804089, 1e-14, 1);
    assert_near(ta_normal_quantile(0.7), 0.52440051270804089, 1e-14, 1);
    assert_true(ta_normal_quantile(0.5) == 0);
    assert_true(isnan(ta_normal_quantile(0)) && isnan(ta_normal_quantile(1)));
}

/* Random123, tests/kat_vectors, the three lines "philox4x32 10". */
static void philox_gives_its_known_answers(void **state)
{
    (void)state;
    static const uint32_t known[3][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
         0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
         0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}};
    for (size_t i = 0; i < 3; i++) {
        uint32_t out[4];
        ta_philox_block(known[i], known[i] + 4, out);
        assert_memory_equal(out, known[i] + 6, sizeof out);
    }
}

static void random_numbers_depend_on_seed_stream_and_place(void **state)
{
    (void)state;
    const struct ta_philox a = {7, 0}, b = {7, 1}, c = {8, 0};
    assert_true(ta_philox_bits(&(struct ta_philox){0, 0}, 0) == 0xe169c58d6627e8d5U);
    assert_true(ta_philox_bits(&(struct ta_philox){0, 0}, 1) == 0x9b00dbd8bc57ac4cU);
    double sum = 0, squares = 0;
    size_t seen[6] = {0};
    for (uint64_t i = 0; i < 60000; i++) {
        double u = ta_philox_uniform(&a, i);
        assert_true(u > 0 && u < 1);
        sum += u;
        squares += u * u;
        seen[(size_t)(6 * u)]++;
        assert_true(ta_philox_bits(&a, i) != ta_philox_bits(&b, i));
        assert_true(ta_philox_bits(&a, i) != ta_philox_bits(&c, i));
    }
    assert_near(sum / 60000, 0.5, 0.01, 1);
    assert_near(squares / 60000, 1.0 / 3, 0.01, 1);
    for (size_t k = 0; k < 6; k++) assert_near((double)seen[k], 10000, 0.04, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_type_7),
        cmocka_unit_test(weighted_quantiles_are_those_of_the_reference),
        cmocka_unit_test(sorting_orders_and_equal_weights_do_nothing),
        cmocka_unit_test(sum_keeps_what_plain_sums_lose),
        cmocka_unit_test(finite_values_move_to_the_front),
        cmocka_unit_test(mann_kendall_by_hand),
        cmocka_unit_test(mann_kendall_without_news),
        cmocka_unit_test(theil_sen_ignores_one_outlier),
        cmocka_unit_test(theil_sen_needs_rising_times_and_two_values),
        cmocka_unit_test(trends_turn_with_their_values),
        cmocka_unit_test(normal_quantiles_are_tabled_ones),
        cmocka_unit_test(philox_gives_its_known_answers),
        cmocka_unit_test(random_numbers_depend_on_seed_stream_and_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

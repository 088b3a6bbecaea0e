/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "index_stage.h"

/* Unit facts of COINr's test suite (bluefoxr/COINr), and values worked by hand. */
static void winsorising_takes_the_outlier_to_its_neighbour(void **state)
{
    (void)state;
    double value[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100};
    const struct ta_index_treatment treatment = {2, 3.5, 5};
    size_t order[11];
    unsigned char treated[11];
    assert_int_equal(ta_index_winsorise(11, value, &treatment, order, treated), 1);
    assert_true(value[10] == 10);
    for (size_t i = 0; i < 10; i++)
        assert_true(treated[i] == 0 && value[i] == (double)(i + 1));
    assert_int_equal(treated[10], 1);
}

static void low_outliers_are_treated_from_below(void **state)
{
    (void)state;
    double value[] = {-500, 1, 2, 3, 4, 5, 6, NAN, 7, 8, 9};
    const struct ta_index_treatment treatment = {2, 3.5, 5};
    size_t order[11];
    assert_int_equal(ta_index_winsorise(11, value, &treatment, order, NULL), 1);
    assert_true(value[0] == 1 && isnan(value[7]));
}

static void no_more_points_than_allowed(void **state)
{
    (void)state;
    double value[40];
    for (size_t i = 0; i < 40; i++)
        value[i] = i < 36 ? 1 + (double)(i % 3) * 1e-3 : 1000 * (double)i;
    const struct ta_index_treatment treatment = {2, 3.5, 2};
    size_t order[40];
    assert_int_equal(ta_index_winsorise(40, value, &treatment, order, NULL), 2);
    assert_true(value[39] == value[37] && value[38] == value[37]);
}

/* x = 1, 2, 3, 4, 10: mean 4, squares 9 4 1 0 36 -> m2 = 10, m3 = 36, m4 = 278.8;
 * g1 = 36 / 10^1.5, G1 = g1 sqrt(20) / 3; g2 = -0.212, G2 = (6 g2 + 6) 4 / 6. */
static void shape_is_corrected_for_bias(void **state)
{
    (void)state;
    const double value[] = {1, 2, NAN, 3, 4, 10};
    struct ta_index_shape shape = ta_index_shape_of(6, value);
    assert_near(shape.skewness, 36 / pow(10, 1.5) * sqrt(20) / 3, 1e-14, 1);
    assert_near(shape.kurtosis, (6 * -0.212 + 6) * 4 / 6, 1e-13, 1);
    const double equal[] = {3, 3, 3, 3, 3};
    shape = ta_index_shape_of(5, equal);
    assert_true(isnan(shape.skewness) && isnan(shape.kurtosis));
}

static void group_means_fill_the_gaps(void **state)
{
    (void)state;
    double value[] = {1, NAN, 3, NAN, 10, NAN};
    const size_t group[] = {0, 0, 0, 1, 1, 2};
    assert_int_equal(ta_index_impute_mean(6, value, group), 2);
    assert_true(value[1] == 2 && value[3] == 10 && isnan(value[5]));
    double all[] = {1, NAN, 4};
    assert_int_equal(ta_index_impute_mean(3, all, NULL), 1);
    assert_true(all[1] == 2.5);
}

static void missing_denominators_give_missing(void **state)
{
    (void)state;
    double value[] = {4, 4, NAN, 4};
    const double by[] = {2, NAN, 2, 0};
    ta_index_denominate(4, value, by);
    assert_true(value[0] == 2 && isnan(value[1]) && isnan(value[2]) && isnan(value[3]));
}

static void direction_turns_the_scale(void **state)
{
    (void)state;
    double up[] = {10, 20, NAN, 40}, down[] = {10, 20, NAN, 40}, flat[] = {5, 5};
    ta_index_minmax(4, up, 1, 0, 100);
    ta_index_minmax(4, down, -1, 1, 100);
    assert_near(up[1], 100.0 / 3, 1e-14, 1);
    assert_true(up[0] == 0 && up[3] == 100 && isnan(up[2]));
    assert_true(down[0] == 100 && down[3] == 1);
    ta_index_minmax(2, flat, 1, 0, 100);
    assert_true(isnan(flat[0]) && isnan(flat[1]));
}

static void means_leave_missing_out_and_refuse_what_is_not_positive(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3}, w[] = {1, 1, 2}, v[] = {2, 1, 1}, zero[] = {0, 5};
    const double gap[] = {NAN, 4, 8}, none[] = {NAN, NAN};
    assert_near(ta_index_mean(TA_MEAN_GEOMETRIC, 3, x, w), pow(18, 0.25), 1e-14, 1);
    assert_near(ta_index_mean(TA_MEAN_HARMONIC, 3, x, v), 4 / (2 + 0.5 + 1.0 / 3),
                1e-14, 1);
    assert_true(isnan(ta_index_mean(TA_MEAN_GEOMETRIC, 2, zero, w)));
    assert_near(ta_index_mean(TA_MEAN_ARITHMETIC, 3, gap, w), 20.0 / 3, 1e-14, 1);
    assert_true(isnan(ta_index_mean(TA_MEAN_ARITHMETIC, 2, none, w)));
}

static void equals_share_the_better_rank(void **state)
{
    (void)state;
    const double value[] = {5, 9, NAN, 9, 1};
    size_t rank[5];
    ta_index_rank(5, value, rank);
    const size_t want[] = {3, 1, 0, 1, 4};
    for (size_t i = 0; i < 5; i++) assert_int_equal(rank[i], want[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(winsorising_takes_the_outlier_to_its_neighbour),
        cmocka_unit_test(low_outliers_are_treated_from_below),
        cmocka_unit_test(no_more_points_than_allowed),
        cmocka_unit_test(shape_is_corrected_for_bias),
        cmocka_unit_test(group_means_fill_the_gaps),
        cmocka_unit_test(missing_denominators_give_missing),
        cmocka_unit_test(direction_turns_the_scale),
        cmocka_unit_test(means_leave_missing_out_and_refuse_what_is_not_positive),
        cmocka_unit_test(equals_share_the_better_rank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

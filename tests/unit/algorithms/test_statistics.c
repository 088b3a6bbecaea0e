/* SPDX-License-Identifier: Apache-2.0 */
/* Golden figures of exactextract's test/test_stats.cpp (Apache-2.0), which has those of
 * weighted deviation and quantiles from R; and exactness at the ends of each type. */
#include "ta_zonal.h"

enum { N = 9 };
static const double value[N] = {3.4, 2.9, 1.7, 8.8, -12.7, 100.4, 8.4, 11.3, 50};
static const double weight[N] = {1.0, .1, 1.0, .2, .44, .3, .3, .83, 0};

static uint64_t fixed(double share)
{
    return (uint64_t)llround(share * 0x1p52);
}

static void add(struct ta_exact_sum *sum, double x)
{
    ta_exact_sum_add(sum, fabs(x), 1, &x);
}

/* A raster of one row under cells of the given shares, built without a plan's geometry.
 */
static struct ta_tally tally_of(size_t n, const double *values, const double *shares)
{
    struct ta_tally tally = ta_tally_new(TA_PIXEL_FLOAT64);
    for (size_t i = 0; i < n; i++) {
        struct ta_tally one = ta_tally_new(TA_PIXEL_FLOAT64);
        if (shares[i] <= 0.0) continue;
        one.cells = 1;
        one.weight = fixed(shares[i]);
        one.min = one.max = ta_pixel_key_from_real(values[i]);
        double weighed = (double)one.weight * 0x1p-52 * values[i];
        add(&one.real.sum, weighed);
        add(&one.real.square, weighed * values[i]);
        ta_tally_merge(&tally, &one);
    }
    return tally;
}

static void weighted_deviation_is_that_of_R(void **state)
{
    (void)state;
    struct ta_stats stats;
    struct ta_tally tally = tally_of(N, value, weight);
    ta_tally_finish(&tally, 1, 0, &stats);
    assert_near(stats.variance, 670.8578, 1e-7, 1);
    assert_near(sqrt(stats.variance), 25.90092, 3e-7, 1);
    assert_near(sqrt(stats.variance) / stats.mean, 2.478301, 3e-7, 1);

    const double equal[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    tally = tally_of(8, value, equal);
    ta_tally_finish(&tally, 1, 0, &stats);
    assert_near(stats.variance, 1076.474, 1e-6, 1);
    assert_near(sqrt(stats.variance), 32.80967, 3e-7, 1);

    tally = tally_of(3, (const double[]){7, 8, 9}, (const double[]){.25, .5, .25});
    ta_tally_finish(&tally, 1, 0, &stats);
    assert_true(stats.variance == 0.5 && stats.mean == 8);
}

static size_t bins_of(size_t n, const double *shares, struct ta_bin *bin)
{
    struct ta_weighed cell[N];
    for (size_t i = 0; i < n; i++)
        cell[i] =
            (struct ta_weighed){ta_pixel_key_from_real(value[i]), fixed(shares[i])};
    return ta_bins_from_cells(n, cell, bin);
}

static double quantile(size_t n, const struct ta_bin *bin, double q)
{
    return ta_bins_quantile(n, bin, TA_PIXEL_FLOAT64, q);
}

static void weighted_quantiles_are_those_of_the_reference(void **state)
{
    (void)state;
    struct ta_bin bin[N];
    assert_int_equal(bins_of(N, weight, bin), N);
    assert_near(quantile(N, bin, 0.25), 2.336667, 3e-7, 1);
    assert_near(quantile(N, bin, 0.50), 4.496774, 3e-7, 1);
    assert_near(quantile(N, bin, 0.75), 9.382437, 3e-7, 1);
    assert_true(quantile(N, bin, 0) == -12.7);
    assert_true(quantile(N, bin, 1) == 100.4);
}

static void equal_weights_give_type_7(void **state)
{
    (void)state;
    struct ta_bin bin[N];
    const double equal[8] = {1, 1, 1, 1, 1, 1, 1, 1},
                 half[8] = {.5, .5, .5, .5, .5, .5, .5, .5};
    const double *const shares[] = {equal, half};
    for (size_t i = 0; i < 2; i++) {
        size_t n = bins_of(8, shares[i], bin);
        assert_near(quantile(n, bin, 0.25), 2.6, 1e-15, 1);
        assert_near(quantile(n, bin, 0.50), 5.9, 1e-15, 1);
        assert_near(quantile(n, bin, 0.75), 9.425, 1e-15, 1);
    }
    assert_true(isnan(quantile(0, bin, 0.5)));
    assert_true(isnan(quantile(8, bin, 1.5)) && isnan(quantile(8, bin, (double)NAN)));
}

static const char *const square =
    "POLYGON ((1.5 1.5, 3.5 1.5, 3.5 3.5, 1.5 3.5, 1.5 1.5))";

/* 5 x 5 with one cell missing under the square: exactextract's basic statistics. */
static const int16_t basic[25] = {1, 1, 1, 1, 1,    1, 1, 2, 3, 1, 1, 4, 5,
                                  6, 1, 1, 0, -999, 7, 1, 1, 1, 1, 1, 1};

static void check_basic(const struct ta_zonal_pixels *raster)
{
    struct ta_polygons shape = ta_shape(square);
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){5, 5, 8, 8}, 1, &shape);
    struct ta_tally tally = ta_tally_new(raster->type);
    struct ta_stats stats;
    struct ta_weighed cell[9];
    struct ta_bin bin[9];
    ta_tally_raster(plan, raster, &tally);
    ta_tally_finish(&tally, 1, 0, &stats);
    assert_true(stats.count == 3.5 && stats.sum == 13.75 && stats.mean == 13.75 / 3.5);
    assert_true(stats.min == 0 && stats.max == 7);

    size_t n = ta_zonal_cells(plan, ta_zonal_plan_cut(plan, 0), raster, cell);
    assert_int_equal(n, 8);
    n = ta_bins_from_cells(n, cell, bin);
    assert_int_equal(n, 8);
    assert_true(ta_pixel_key_value(ta_bins_mode(n, bin), raster->type) == 5);
    assert_true(ta_pixel_key_value(ta_bins_minority(n, bin), raster->type) == 0);
    assert_near(ta_bins_share(n, bin, ta_bins_mode(n, bin)), 1 / 3.5, 1e-15, 1);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static void basic_statistics_of_the_square(void **state)
{
    (void)state;
    uint8_t valid[25];
    float real32[25];
    double real64[25];
    int32_t int32[25];
    int64_t int64[25];
    int8_t int8[25];
    for (size_t i = 0; i < 25; i++) {
        valid[i] = basic[i] != -999;
        real32[i] = valid[i] ? (float)basic[i] : NAN;
        real64[i] = valid[i] ? (double)basic[i] : -(double)INFINITY;
        int32[i] = basic[i];
        int64[i] = basic[i];
        int8[i] = (int8_t)basic[i];
    }
    const struct ta_zonal_pixels rasters[] = {
        {TA_PIXEL_INT16, 5, basic, valid, 0, 0},
        {TA_PIXEL_INT32, 5, int32, valid, 0, 0},
        {TA_PIXEL_INT64, 5, int64, valid, 0, 0},
        {TA_PIXEL_INT8, 5, int8, valid, 0, 0},
        {TA_PIXEL_FLOAT32, 5, real32, NULL, 0, 0},
        {TA_PIXEL_FLOAT64, 5, real64, NULL, 0, 0},
        {TA_PIXEL_FLOAT64, 5, real64, valid, 0, 0}};
    for (size_t i = 0; i < sizeof rasters / sizeof *rasters; i++)
        check_basic(&rasters[i]);
}

static void nothing_valid_gives_count_0_and_nan(void **state)
{
    (void)state;
    struct ta_stats stats;
    const uint8_t none[25] = {0};
    struct ta_polygons shape = ta_shape(square);
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){5, 5, 8, 8}, 1, &shape);
    for (int type = 0; type < TA_PIXEL_TYPE_COUNT; type++) {
        static const double zeros[25];
        struct ta_zonal_pixels raster = {
            (enum ta_pixel_type)type, 5, zeros, none, 0, 0};
        struct ta_tally tally = ta_tally_new((enum ta_pixel_type)type);
        ta_tally_raster(plan, &raster, &tally);
        ta_tally_finish(&tally, 1, 0, &stats);
        assert_true(stats.count == 0 && stats.sum == 0);
        assert_true(isnan(stats.mean) && isnan(stats.variance));
        assert_true(isnan(stats.min) && isnan(stats.max));
    }
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

/* Sum over a 4 x 4 raster of one value, three columns and a half of it covered. */
static struct ta_tally constant(enum ta_pixel_type type, const void *one)
{
    char raster[16 * 8];
    size_t bytes = ta_pixel_size(type);
    for (size_t i = 0; i < 16; i++) memcpy(raster + i * bytes, one, bytes);
    struct ta_polygons shape = ta_shape("POLYGON ((0.5 0, 4 0, 4 4, 0.5 4, 0.5 0))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){4, 4, 4, 4}, 1, &shape);
    struct ta_tally tally = ta_tally_new(type);
    struct ta_zonal_pixels pixels = {type, 4, raster, NULL, 0, 0};
    ta_tally_raster(plan, &pixels, &tally);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
    return tally;
}

static void ends_of_each_type_neither_wrap_nor_drift(void **state)
{
    (void)state;
    const int8_t i8 = INT8_MIN;
    const int16_t i16 = INT16_MIN;
    const int32_t i32 = INT32_MIN;
    const int64_t i64 = INT64_MIN;
    const uint8_t u8 = UINT8_MAX;
    const uint16_t u16 = UINT16_MAX;
    const uint32_t u32 = UINT32_MAX;
    const uint64_t u64 = UINT64_MAX;
    const double f64 = 1e100;
    const struct {
        enum ta_pixel_type type;
        const void *one;
        double value;
    } ends[] = {{TA_PIXEL_INT8, &i8, -128},
                {TA_PIXEL_INT16, &i16, -32768},
                {TA_PIXEL_INT32, &i32, -2147483648.0},
                {TA_PIXEL_INT64, &i64, -0x1p63},
                {TA_PIXEL_UINT8, &u8, 255},
                {TA_PIXEL_UINT16, &u16, 65535},
                {TA_PIXEL_UINT32, &u32, 4294967295.0},
                {TA_PIXEL_UINT64, &u64, 0x1p64},
                {TA_PIXEL_FLOAT64, &f64, 1e100}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct ta_stats stats;
        struct ta_tally tally = constant(ends[i].type, ends[i].one);
        ta_tally_finish(&tally, 1, 0, &stats);
        assert_true(stats.count == 14);
        assert_near(stats.sum, ends[i].value * 14, 1e-15, 0);
        assert_near(stats.mean, ends[i].value, 1e-15, 0);
        assert_true(stats.min == ends[i].value && stats.max == ends[i].value);
        assert_true(stats.variance <= 1e-16 * ends[i].value * ends[i].value);
    }
}

/* A run longer than sums of narrow types are kept in, with and without a mask. */
static void long_runs_of_extremes_neither_wrap_nor_drift(void **state)
{
    (void)state;
    enum { CELLS = 70000 };
    struct ta_polygons shape = ta_shape("POLYGON ((0 0, 70000 0, 70000 1, 0 1, 0 0))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){CELLS, 1, CELLS, 1}, 1, &shape);
    const int64_t least[] = {0, INT8_MIN, 0, INT16_MIN, 0, INT32_MIN};
    const int64_t most[] = {UINT8_MAX, INT8_MAX,   UINT16_MAX,
                            INT16_MAX, UINT32_MAX, INT32_MAX};
    uint8_t *valid = calloc(CELLS, 1);
    char *raster = calloc(CELLS, 4);
    memset(valid, 1, CELLS);
    for (int type = TA_PIXEL_UINT8; type <= TA_PIXEL_INT32; type++)
        for (int end = 0; end < 4; end++) {
            enum ta_pixel_type t = (enum ta_pixel_type)type;
            int64_t one = end % 2 == 0 ? least[t] : most[t];
            for (size_t i = 0; i < CELLS; i++) /* little-endian, as all we run on */
                memcpy(raster + i * ta_pixel_size(t), &one, ta_pixel_size(t));
            struct ta_zonal_pixels pixels = {t, CELLS, raster, end < 2 ? NULL : valid,
                                             0, 0};
            struct ta_tally tally = ta_tally_new(t), want = ta_tally_new(t);
            ta_tally_raster(plan, &pixels, &tally);
            ta_uint192_add_product(&want.integer.square,
                                   (ta_uint128)((uint64_t)one * (uint64_t)one) * CELLS,
                                   TA_WEIGHT_ONE);
            assert_true(tally.cells == CELLS && tally.min == one && tally.max == one);
            assert_true(tally.integer.sum ==
                        (ta_int128)one * CELLS * (ta_int128)TA_WEIGHT_ONE);
            assert_true(tally.integer.square.low == want.integer.square.low &&
                        tally.integer.square.high == want.integer.square.high);
        }
    free(raster);
    free(valid);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static void wide_integers_keep_every_digit(void **state)
{
    (void)state;
    const int64_t i64 = INT64_C(2397083434877565865);
    assert_true(constant(TA_PIXEL_INT64, &i64).max == i64);
    const uint32_t u32 = 2200000000U;
    struct ta_tally tally = constant(TA_PIXEL_UINT32, &u32);
    assert_true(tally.min == 2200000000LL);
    assert_true(tally.integer.sum ==
                (ta_int128)14 * 2200000000LL * (ta_int128)TA_WEIGHT_ONE);
    const uint64_t u64 = UINT64_MAX - 1;
    assert_true((uint64_t)(constant(TA_PIXEL_UINT64, &u64).max) ==
                (u64 ^ TA_PIXEL_KEY_FLIP));
}

static void overflowing_reals_are_nan_not_wrong(void **state)
{
    (void)state;
    struct ta_stats stats;
    const double huge = -1.7976931348623157e308; /* a common untagged no-data */
    struct ta_tally tally = constant(TA_PIXEL_FLOAT64, &huge);
    ta_tally_finish(&tally, 1, 0, &stats);
    assert_true(stats.min == huge);
    assert_true(isnan(stats.variance));
}

static void scale_and_offset_apply_at_the_end(void **state)
{
    (void)state;
    struct ta_stats stats;
    const int16_t dn[2] = {17612, 17714};
    struct ta_polygons shape = ta_shape("POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){2, 1, 2, 1}, 1, &shape);
    struct ta_tally tally = ta_tally_new(TA_PIXEL_INT16);
    struct ta_zonal_pixels pixels = {TA_PIXEL_INT16, 2, dn, NULL, 0, 0};
    ta_tally_raster(plan, &pixels, &tally);
    ta_tally_finish(&tally, 0.00157, 250.47, &stats);
    assert_near(stats.mean, 17663 * 0.00157 + 250.47, 1e-15, 1);
    assert_near(stats.variance, 51 * 51 * 0.00157 * 0.00157, 1e-12, 0);
    assert_near(stats.min, 17612 * 0.00157 + 250.47, 1e-15, 1);
    ta_tally_finish(&tally, -1, 0, &stats);
    assert_true(stats.min == -17714 && stats.max == -17612 && stats.sum == -35326);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

/* Trap: squares of large values swallow a small spread. */
static void small_spread_on_a_large_mean_survives(void **state)
{
    (void)state;
    struct ta_stats stats;
    const uint32_t far[4] = {4000000000U, 4000000001U, 4000000000U, 4000000001U};
    const double kelvin[4] = {300.001, 300.002, 300.001, 300.002};
    struct ta_polygons shape = ta_shape("POLYGON ((0 0, 4 0, 4 1, 0 1, 0 0))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){4, 1, 4, 1}, 1, &shape);
    struct ta_tally tally = ta_tally_new(TA_PIXEL_UINT32);
    struct ta_zonal_pixels pixels = {TA_PIXEL_UINT32, 4, far, NULL, 0, 0};
    ta_tally_raster(plan, &pixels, &tally);
    ta_tally_finish(&tally, 1, 0, &stats);
    assert_true(stats.variance == 0.25);

    tally = ta_tally_new(TA_PIXEL_FLOAT64);
    pixels = (struct ta_zonal_pixels){TA_PIXEL_FLOAT64, 4, kelvin, NULL, 0, 0};
    ta_tally_raster(plan, &pixels, &tally);
    ta_tally_finish(&tally, 1, 0, &stats);
    assert_near(stats.variance, 2.5e-7, 1e-4, 0);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static void histogram_and_cells_agree(void **state)
{
    (void)state;
    static struct ta_bin wide[1 << 16], bin[64];
    struct ta_weighed cell[64];
    int16_t raster[64];
    for (size_t i = 0; i < 64; i++) raster[i] = (int16_t)((int)(i * 37 % 11) - 5);
    raster[27] = INT16_MIN;
    raster[28] = INT16_MAX;
    memset(wide, 0xa5, sizeof wide);
    struct ta_polygons shape =
        ta_shape("POLYGON ((0.3 0.2, 7.7 1.1, 6.2 7.9, 0.3 0.2))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){8, 8, 8, 8}, 1, &shape);
    const struct ta_zonal_cut *cut = ta_zonal_plan_cut(plan, 0);
    struct ta_zonal_pixels pixels = {TA_PIXEL_INT16, 8, raster, NULL, 0, 0};
    ta_bins_histogram(TA_PIXEL_INT16, wide);
    ta_zonal_histogram(plan, cut, &pixels, wide);
    size_t n = ta_bins_compact(ta_bins_histogram_size(TA_PIXEL_INT16), wide);
    size_t m = ta_bins_from_cells(ta_zonal_cells(plan, cut, &pixels, cell), cell, bin);
    assert_int_equal(n, 13);
    assert_int_equal(m, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(wide[i].key == bin[i].key && wide[i].weight == bin[i].weight);
        assert_true(wide[i].cells == bin[i].cells);
        assert_true(wide[i].weight_least == bin[i].weight_least);
        assert_true(wide[i].weight_most == bin[i].weight_most);
    }
    assert_int_equal(ta_bins_histogram_size(TA_PIXEL_FLOAT32), 0);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static void equals_give_the_highest_mode_and_lowest_minority(void **state)
{
    (void)state;
    struct ta_weighed cell[4] = {{3, 10}, {1, 10}, {2, 5}, {0, 5}};
    struct ta_bin bin[4];
    size_t n = ta_bins_from_cells(4, cell, bin);
    assert_int_equal(ta_bins_mode(n, bin), 3);
    assert_int_equal(ta_bins_minority(n, bin), 0);
}

static void keys_sort_as_their_values(void **state)
{
    (void)state;
    const double rising[] = {-1.7e308, -1.0, -0x1p-1074, 0.0, 0x1p-1074, 1.0, 1.7e308};
    for (size_t i = 0; i < 7; i++) {
        ta_pixel_key key = ta_pixel_key_from_real(rising[i]);
        assert_true(ta_pixel_key_value(key, TA_PIXEL_FLOAT64) == rising[i]);
        if (i > 0) assert_true(ta_pixel_key_from_real(rising[i - 1]) < key);
    }
    assert_true(ta_pixel_key_from_real(-0.0) == ta_pixel_key_from_real(0.0));
}

static void exact_sums_survive_cancellation_and_scale(void **state)
{
    (void)state;
    const double addends[] = {1e16, 1.0, -1e16, 0x1p-20, 3.5, -1.0, 1e-300};
    struct ta_exact_sum sum = ta_exact_sum_new();
    for (size_t i = 0; i < 7; i++) add(&sum, addends[i]);
    assert_true(ta_exact_sum_value(&sum).hi == 3.5 + 0x1p-20);
    sum = ta_exact_sum_new();
    add(&sum, 1e-250);
    add(&sum, 2e-250);
    assert_near(ta_exact_sum_value(&sum).hi, 3e-250, 1e-15, 0);
    add(&sum, (double)INFINITY);
    add(&sum, 1.0);
    assert_true(isnan(ta_exact_sum_value(&sum).hi));
}

static void double_doubles_keep_what_doubles_lose(void **state)
{
    (void)state;
    const struct ta_double_double one = {1, 0}, crumb = {0x1p-80, 0};
    struct ta_double_double sum = ta_double_double_add(one, crumb);
    assert_true(sum.hi == 1 && sum.lo == 0x1p-80);
    sum = ta_double_double_add(crumb, one);
    assert_true(sum.hi == 1 && sum.lo == 0x1p-80);
    struct ta_double_double power = ta_double_double_mul(sum, sum);
    assert_true(power.hi == 1 && power.lo == 0x1p-79);
    struct ta_double_double third =
        ta_double_double_div(one, (struct ta_double_double){3, 0});
    struct ta_double_double back =
        ta_double_double_mul(third, (struct ta_double_double){3, 0});
    assert_true(fabs(back.hi - 1 + back.lo) < 0x1p-103);
    assert_true(ta_double_double_from_int(-((ta_int128)1 << 100) - 1).lo == -1);
}

static void many_addends_are_all_added(void **state)
{
    (void)state;
    enum { MANY = (1 << 20) * 2 + 3 };
    double *x = malloc(MANY * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < MANY; i++) x[i] = (double)i;
    struct ta_exact_sum sum = ta_exact_sum_new();
    ta_exact_sum_add(&sum, MANY, MANY, x);
    assert_true(ta_exact_sum_value(&sum).hi == 0.5 * MANY * (MANY - 1.0));
    free(x);
}

static void wide_naturals_carry(void **state)
{
    (void)state;
    struct ta_uint192 sum = {0, 0};
    for (int i = 0; i < 8; i++)
        ta_uint192_add_product(&sum, ~(ta_uint128)0, UINT64_C(1) << 52);
    assert_true(sum.high == (UINT64_C(1) << 55) - 1);
    assert_true(sum.low == -((ta_uint128)1 << 55));
    ta_uint192_merge(&sum, &(struct ta_uint192){(ta_uint128)1 << 55, 5});
    assert_true(sum.high == (UINT64_C(1) << 55) + 5 && sum.low == 0);
    assert_true(ta_double_double_from_uint192(&sum).hi == ldexp(0x1p55 + 5, 128));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weighted_deviation_is_that_of_R),
        cmocka_unit_test(weighted_quantiles_are_those_of_the_reference),
        cmocka_unit_test(equal_weights_give_type_7),
        cmocka_unit_test(basic_statistics_of_the_square),
        cmocka_unit_test(nothing_valid_gives_count_0_and_nan),
        cmocka_unit_test(ends_of_each_type_neither_wrap_nor_drift),
        cmocka_unit_test(long_runs_of_extremes_neither_wrap_nor_drift),
        cmocka_unit_test(wide_integers_keep_every_digit),
        cmocka_unit_test(overflowing_reals_are_nan_not_wrong),
        cmocka_unit_test(scale_and_offset_apply_at_the_end),
        cmocka_unit_test(small_spread_on_a_large_mean_survives),
        cmocka_unit_test(histogram_and_cells_agree),
        cmocka_unit_test(equals_give_the_highest_mode_and_lowest_minority),
        cmocka_unit_test(keys_sort_as_their_values),
        cmocka_unit_test(exact_sums_survive_cancellation_and_scale),
        cmocka_unit_test(double_doubles_keep_what_doubles_lose),
        cmocka_unit_test(many_addends_are_all_added),
        cmocka_unit_test(wide_naturals_carry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

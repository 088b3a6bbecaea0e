/* SPDX-License-Identifier: Apache-2.0 */
/* Tiled == striped == one block, any order of blocks, any number of workers: equal
 * bytes. */
#include "ta_property.h"
#include "ta_zonal.h"

enum { COLS = 93, ROWS = 71, CELLS = COLS * ROWS, ZONES = 3, WORKERS = 4 };

struct world {
    struct ta_polygons shape[ZONES];
    size_t part_ring[2], ring_point[ZONES][2];
    double xy[ZONES][80];
    union {
        uint8_t u8[CELLS];
        int16_t i16[CELLS];
        uint16_t u16[CELLS];
        int32_t i32[CELLS];
        uint32_t u32[CELLS];
        int64_t i64[CELLS];
        float f32[CELLS];
        double f64[CELLS];
    } value;
    uint8_t valid[CELLS];
    bool masked; /* else every cell is valid, and no mask is given */
    enum ta_pixel_type type;
};

static void make_zone(struct ta_random_stream *r, struct world *w, size_t z)
{
    size_t n = 4 + ta_random_below(r, 30);
    double cx = ta_random_between(r, 0, COLS), cy = ta_random_between(r, 0, ROWS);
    double radius = ta_random_between(r, 1, 70);
    for (size_t i = 0; i < n; i++) {
        double turn = 6.283185307179586 * (double)i / (double)n;
        double length = radius * ta_random_between(r, .4, 1);
        w->xy[z][2 * i] = cx + length * cos(turn);
        w->xy[z][2 * i + 1] = cy + length * sin(turn);
    }
    w->part_ring[1] = 1;
    w->ring_point[z][1] = n;
    w->shape[z] =
        (struct ta_polygons){1, w->part_ring, 1, w->ring_point[z], n, w->xy[z]};
}

static void make_value(struct ta_random_stream *r, struct world *w, size_t i)
{
    uint64_t bits = ta_random_u64(r);
    switch (w->type) {
    case TA_PIXEL_UINT8:
    case TA_PIXEL_INT8: w->value.u8[i] = (uint8_t)bits; break;
    case TA_PIXEL_UINT16:
    case TA_PIXEL_INT16: w->value.u16[i] = (uint16_t)bits; break;
    case TA_PIXEL_UINT32:
    case TA_PIXEL_INT32: w->value.u32[i] = (uint32_t)bits; break;
    case TA_PIXEL_UINT64:
    case TA_PIXEL_INT64: w->value.i64[i] = (int64_t)bits; break;
    case TA_PIXEL_FLOAT32: w->value.f32[i] = (float)ta_random_between(r, -1, 1); break;
    case TA_PIXEL_FLOAT64:
    case TA_PIXEL_TYPE_COUNT: /* large and small, so that plain sums would differ */
        w->value.f64[i] =
            ta_random_between(r, -1, 1) * pow(10, ta_random_between(r, -9, 9));
    }
}

static void make_world(struct ta_random_stream *r, struct world *w)
{
    *w = (struct world){
        .type = (enum ta_pixel_type)ta_random_below(r, TA_PIXEL_TYPE_COUNT)};
    w->masked = ta_random_below(r, 2) == 0;
    for (size_t z = 0; z < ZONES; z++) make_zone(r, w, z);
    for (size_t i = 0; i < CELLS; i++) {
        make_value(r, w, i);
        w->valid[i] = !w->masked || ta_random_below(r, 10) != 0;
    }
}

/* Blocks in random order, each to a random worker; then the workers merged in random
 * order. */
static void run(struct ta_random_stream *r, const struct world *w,
                struct ta_zonal_grid grid, struct ta_tally out[ZONES])
{
    struct ta_zonal_plan *plan = ta_plan_of(grid, ZONES, w->shape);
    struct ta_tally tally[WORKERS][ZONES];
    for (size_t i = 0; i < WORKERS * ZONES; i++)
        tally[i / ZONES][i % ZONES] = ta_tally_new(w->type);
    size_t blocks = ta_zonal_plan_blocks(plan), start = ta_random_below(r, blocks);
    for (size_t k = 0; k < blocks; k++) {
        const struct ta_zonal_block *block =
            ta_zonal_plan_block(plan, (start + k) % blocks);
        size_t first = (size_t)(block->row * grid.block_rows * COLS +
                                block->col * grid.block_cols);
        struct ta_zonal_pixels pixels = {w->type,
                                         COLS,
                                         (const unsigned char *)&w->value +
                                             first * ta_pixel_size(w->type),
                                         w->masked ? w->valid + first : NULL,
                                         0,
                                         0};
        struct ta_tally *worker = tally[ta_random_below(r, WORKERS)];
        for (size_t c = 0; c < block->n_cuts; c++) {
            const struct ta_zonal_cut *cut =
                ta_zonal_plan_cut(plan, block->first_cut + c);
            if (c > 0) assert_true(cut->zone >= cut[-1].zone);
            ta_zonal_tally(plan, cut, &pixels, &worker[cut->zone]);
        }
    }
    start = ta_random_below(r, WORKERS);
    for (size_t z = 0; z < ZONES; z++) {
        out[z] = ta_tally_new(w->type);
        for (size_t k = 0; k < WORKERS; k++)
            ta_tally_merge(&out[z], &tally[(start + k) % WORKERS][z]);
    }
    ta_zonal_plan_free(plan);
}

static void check_layouts(struct ta_random_stream *r)
{
    static struct world w;
    make_world(r, &w);
    const struct ta_zonal_grid layouts[] = {
        {COLS, ROWS, COLS, ROWS}, {COLS, ROWS, 16, 16}, {COLS, ROWS, COLS, 1},
        {COLS, ROWS, 1, ROWS},    {COLS, ROWS, 5, 7},   {COLS, ROWS, 512, 512},
        {COLS, ROWS, COLS, 8}};
    struct ta_tally want[ZONES], got[ZONES];
    run(r, &w, layouts[0], want);
    for (size_t i = 1; i < sizeof layouts / sizeof *layouts; i++) {
        run(r, &w, layouts[i], got);
        for (size_t z = 0; z < ZONES; z++) {
            struct ta_stats a, b;
            ta_tally_finish(&want[z], 0.1, 7, &a);
            ta_tally_finish(&got[z], 0.1, 7, &b);
            assert_memory_equal(&a, &b, sizeof a);
            assert_true(want[z].cells == got[z].cells &&
                        want[z].weight == got[z].weight);
        }
    }
}

static void blocks_workers_and_order_change_no_bit(void **state)
{
    (void)state;
    ta_for_seeds(150, check_layouts);
}

static double value_at(const struct world *w, size_t i)
{
    switch (w->type) {
    case TA_PIXEL_UINT8: return w->value.u8[i];
    case TA_PIXEL_INT8: return (int8_t)w->value.u8[i];
    case TA_PIXEL_UINT16: return w->value.u16[i];
    case TA_PIXEL_INT16: return w->value.i16[i];
    case TA_PIXEL_UINT32: return w->value.u32[i];
    case TA_PIXEL_INT32: return w->value.i32[i];
    case TA_PIXEL_UINT64: return (double)(uint64_t)w->value.i64[i];
    case TA_PIXEL_INT64: return (double)w->value.i64[i];
    case TA_PIXEL_FLOAT32: return (double)w->value.f32[i];
    case TA_PIXEL_FLOAT64:
    case TA_PIXEL_TYPE_COUNT: break;
    }
    return w->value.f64[i];
}

/* The window that the plan tells is that of the cells it paints. */
static void check_window(const struct ta_zonal_zone *zone, const double *share)
{
    int64_t lo[2] = {COLS, ROWS}, hi[2] = {-1, -1};
    uint64_t cells = 0;
    for (int64_t i = 0; i < CELLS; i++) {
        int64_t at[2] = {i % COLS, i / COLS};
        if (share[i] == 0) continue;
        cells++;
        for (int k = 0; k < 2; k++) {
            lo[k] = at[k] < lo[k] ? at[k] : lo[k];
            hi[k] = at[k] > hi[k] ? at[k] : hi[k];
        }
    }
    assert_true(zone->cells == cells);
    if (cells == 0) return;
    assert_true(zone->col == lo[0] && zone->cols == hi[0] - lo[0] + 1);
    assert_true(zone->row == lo[1] && zone->rows == hi[1] - lo[1] + 1);
}

/* The definitions, summed plainly in two passes over painted fractions. */
static void check_definitions(struct ta_random_stream *r)
{
    static struct world w;
    make_world(r, &w);
    struct ta_zonal_grid grid = {COLS, ROWS, 32, 16};
    struct ta_tally tally[ZONES];
    run(r, &w, grid, tally);
    struct ta_zonal_plan *plan = ta_plan_of(grid, ZONES, w.shape);
    for (size_t z = 0; z < ZONES; z++) {
        double *share = ta_fractions(plan, z);
        check_window(ta_zonal_plan_zone(plan, z), share);
        long double count = 0, sum = 0, spread = 0, size = 0;
        double lo = (double)INFINITY, hi = -(double)INFINITY;
        for (size_t i = 0; i < CELLS; i++) {
            if (!w.valid[i] || share[i] == 0) continue;
            count += (long double)share[i];
            sum += (long double)share[i] * (long double)value_at(&w, i);
            size += fabsl((long double)share[i] * (long double)value_at(&w, i));
            lo = fmin(lo, value_at(&w, i));
            hi = fmax(hi, value_at(&w, i));
        }
        for (size_t i = 0; i < CELLS; i++) {
            long double d = (long double)value_at(&w, i) - sum / count;
            if (w.valid[i]) spread += (long double)share[i] * d * d;
        }
        struct ta_stats stats;
        ta_tally_finish(&tally[z], 1, 0, &stats);
        assert_near(stats.count, (double)count, 1e-15, 1e-9);
        if (count == 0) {
            assert_true(isnan(stats.mean));
        } else {
            assert_near(stats.sum, (double)sum, 1e-14, (double)size);
            assert_near(stats.mean, (double)(sum / count), 1e-14,
                        (double)(size / count));
            double most = (double)(size / count) * (double)(size / count);
            assert_near(stats.variance, (double)(spread / count), 1e-13, most);
            assert_true(stats.min == lo && stats.max == hi);
        }
        free(share);
    }
    ta_zonal_plan_free(plan);
}

static void statistics_are_what_their_definitions_say(void **state)
{
    (void)state;
    ta_for_seeds(300, check_definitions);
}

/* --- wide zones --------------------------------------------------------------------- */

/* Stretches of full and of partly covered cells from none to thousands. */
enum { WIDE_COLS = 3000, WIDE_ROWS = 24, WIDE_CELLS = WIDE_COLS * WIDE_ROWS };

struct wide {
    enum ta_pixel_type type;
    uint32_t value[WIDE_CELLS]; /* room for all types; what is in it is theirs */
    uint8_t valid[WIDE_CELLS];
    bool masked;
};

/* Any bits, or all the highest or the lowest value there is: sums of those are the largest. */
static void make_wide(struct ta_random_stream *r, struct wide *w)
{
    static const uint32_t lowest[] = {0x80808080, 0x80808080, 0x80008000,
                                      0x80008000, 0x80000000, 0x80000000};
    uint64_t kind = ta_random_below(r, 4);
    w->type = (enum ta_pixel_type)ta_random_below(r, TA_PIXEL_INT32 + 1);
    w->masked = ta_random_below(r, 2) == 0;
    for (size_t i = 0; i < WIDE_CELLS; i++) {
        w->value[i] = kind == 0   ? UINT32_MAX
                      : kind == 1 ? lowest[w->type]
                                  : (uint32_t)ta_random_u64(r);
        w->valid[i] = ta_random_below(r, 10) != 0;
    }
}

/* Four points, at times a sliver along the rows. */
static struct ta_zonal_plan *wide_plan(struct ta_random_stream *r, int64_t block_cols)
{
    static size_t part_ring[2] = {0, 1}, ring_point[2] = {0, 4};
    double left = ta_random_between(r, -10, 1500), top = ta_random_between(r, 0, 12);
    double right = left + ta_random_between(r, 1, 1600);
    double low = top + (ta_random_below(r, 2) == 0 ? ta_random_between(r, 0, 2)
                                                   : ta_random_between(r, 2, 12));
    double xy[8] = {left,  top, right, ta_random_between(r, top, low),
                    right, low, left,  ta_random_between(r, top, low)};
    struct ta_polygons zone = {1, part_ring, 1, ring_point, 4, xy};
    return ta_plan_of((struct ta_zonal_grid){WIDE_COLS, WIDE_ROWS, block_cols, 16}, 1,
                      &zone);
}

/* The same sums, cell by cell. */
static void add_by_cell(const struct ta_zonal_plan *plan,
                        const struct ta_zonal_cut *cut,
                        const struct ta_zonal_pixels *pixels, struct ta_tally *tally)
{
    static struct ta_weighed cell[WIDE_CELLS];
    size_t n = ta_zonal_cells(plan, cut, pixels, cell);
    for (size_t i = 0; i < n; i++) {
        ta_pixel_key key = cell[i].key;
        tally->cells++;
        tally->weight += cell[i].weight;
        tally->integer.sum += (ta_int128)key * (ta_int128)cell[i].weight;
        ta_uint192_add_product(&tally->integer.square, (uint64_t)key * (uint64_t)key,
                               cell[i].weight);
        if (key < tally->min) tally->min = key;
        if (key > tally->max) tally->max = key;
    }
}

static void check_wide(struct ta_random_stream *r)
{
    static struct wide w;
    make_wide(r, &w);
    int64_t block_cols = 1 + (int64_t)ta_random_below(r, WIDE_COLS);
    struct ta_zonal_plan *plan = wide_plan(r, block_cols);
    struct ta_tally got = ta_tally_new(w.type), want = got;
    size_t bytes = ta_pixel_size(w.type);
    for (size_t b = 0; b < ta_zonal_plan_blocks(plan); b++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(plan, b);
        size_t first = (size_t)(block->row * 16 * WIDE_COLS + block->col * block_cols);
        const struct ta_zonal_pixels pixels = {
            .type = w.type,
            .stride = WIDE_COLS,
            .value = (const unsigned char *)w.value + first * bytes,
            .valid = w.masked ? w.valid + first : NULL};
        for (size_t c = 0; c < block->n_cuts; c++) {
            const struct ta_zonal_cut *cut =
                ta_zonal_plan_cut(plan, block->first_cut + c);
            ta_zonal_tally(plan, cut, &pixels, &got);
            add_by_cell(plan, cut, &pixels, &want);
        }
    }
    assert_true(got.cells == want.cells && got.weight == want.weight);
    assert_true(got.min == want.min && got.max == want.max);
    assert_true(got.integer.sum == want.integer.sum);
    assert_true(got.integer.square.low == want.integer.square.low &&
                got.integer.square.high == want.integer.square.high);
    ta_zonal_plan_free(plan);
}

static void integer_sums_are_those_of_their_cells(void **state)
{
    (void)state;
    ta_for_seeds(400, check_wide);
}

/* Weighted quantiles straight from the formula, cell by cell. */
static int by_value_then_weight(const void *a, const void *b)
{
    const struct ta_weighed *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->weight < y->weight ? -1 : x->weight > y->weight;
}

static double quantile_by_formula(size_t n, const struct ta_weighed *cell, double q)
{
    long double all = 0, before = 0, left = 0;
    for (size_t i = 0; i < n; i++) all += (long double)cell[i].weight;
    long double target = (long double)q * all * (long double)(n - 1);
    for (size_t k = 0; k < n; k++) {
        long double w = (long double)cell[k].weight;
        long double s = (long double)k * w + (long double)(n - 1) * before;
        if (s >= target) {
            if (k == 0 || s == target) return (double)cell[k].key;
            long double a = (long double)cell[k - 1].key, b = (long double)cell[k].key;
            return (double)(a + (b - a) * (target - left) / (s - left));
        }
        left = s;
        before += w;
    }
    return (double)cell[n - 1].key;
}

static void check_quantiles(struct ta_random_stream *r)
{
    enum { MOST = 200 };
    struct ta_weighed cell[MOST];
    struct ta_bin bin[MOST];
    size_t n = 1 + ta_random_below(r, MOST), values = 1 + ta_random_below(r, 50);
    for (size_t i = 0; i < n; i++) {
        cell[i].key = (ta_pixel_key)ta_random_below(r, values) - 20;
        cell[i].weight = ta_random_below(r, 3) == 0
                             ? TA_WEIGHT_ONE
                             : 1 + ta_random_below(r, TA_WEIGHT_ONE);
    }
    size_t bins = ta_bins_from_cells(n, cell, bin);
    qsort(cell, n, sizeof *cell, by_value_then_weight);
    for (size_t i = 1; i < bins; i++) assert_true(bin[i - 1].key < bin[i].key);
    double before = -(double)INFINITY;
    for (int i = 0; i <= 20; i++) {
        double got = ta_bins_quantile(bins, bin, TA_PIXEL_INT32, i / 20.0);
        assert_near(got, quantile_by_formula(n, cell, i / 20.0), 1e-12, 1);
        assert_true(got >= before);
        before = got;
    }
}

static void quantiles_follow_their_formula_and_rise(void **state)
{
    (void)state;
    ta_for_seeds(5000, check_quantiles);
}

static void add(struct ta_exact_sum *sum, double x)
{
    ta_exact_sum_add(sum, fabs(x), 1, &x);
}

static void check_sum(struct ta_random_stream *r)
{
    enum { MOST = 100 };
    double x[MOST];
    size_t n = 1 + ta_random_below(r, MOST);
    struct ta_exact_sum whole = ta_exact_sum_new(), half[2] = {whole, whole},
                        back = whole;
    long double plain = 0, largest = 0;
    for (size_t i = 0; i < n; i++) {
        x[i] = ta_random_between(r, -1, 1) * pow(10, ta_random_between(r, -30, 30));
        add(&whole, x[i]);
        add(&half[ta_random_below(r, 2)], x[i]);
        plain += (long double)x[i];
        largest = fmaxl(largest, fabsl((long double)x[i]));
    }
    for (size_t i = n; i > 0; i--) add(&back, x[i - 1]);
    ta_exact_sum_merge(&half[1], &half[0]);
    struct ta_double_double got[3] = {ta_exact_sum_value(&whole),
                                      ta_exact_sum_value(&back),
                                      ta_exact_sum_value(&half[1])};
    assert_memory_equal(&got[0], &got[1], sizeof got[0]);
    assert_memory_equal(&got[0], &got[2], sizeof got[0]);
    assert_near(ta_exact_sum_value(&whole).hi, (double)plain, 1e-15, (double)largest);
}

static void sums_of_reals_are_the_same_in_any_order(void **state)
{
    (void)state;
    ta_for_seeds(50000, check_sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_workers_and_order_change_no_bit),
        cmocka_unit_test(statistics_are_what_their_definitions_say),
        cmocka_unit_test(integer_sums_are_those_of_their_cells),
        cmocka_unit_test(quantiles_follow_their_formula_and_rise),
        cmocka_unit_test(sums_of_reals_are_the_same_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

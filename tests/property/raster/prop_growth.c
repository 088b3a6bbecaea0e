/* SPDX-License-Identifier: Apache-2.0 */
/* Random classes, cells and distances: what has grown is what measuring from every cell to every
 * other says; and a window read with what lies around it says the same as the whole. */
#include "ta_property.h"

#include "base/memory.h"
#include "raster/growth.h"

enum { ROUNDS = 300, MOST_SIDE = 150 };

static size_t grew; /* cells that are other than their class says */

struct field {
    size_t cols, rows;
    double cell[2];
    uint8_t code[MOST_SIDE * MOST_SIDE];
};

static void draw(struct ta_random_stream *r, struct field *f)
{
    f->cols = 1 + ta_random_below(r, MOST_SIDE);
    f->rows = 1 + ta_random_below(r, MOST_SIDE);
    f->cell[0] = 5.0 + (double)ta_random_below(r, 30);
    f->cell[1] =
        ta_random_below(r, 2) == 0 ? f->cell[0] : 5.0 + (double)ta_random_below(r, 30);
    double clouds = ta_random_between(r, 0.0, 0.01), rest = 0.05;
    for (size_t i = 0; i < f->cols * f->rows; i++) {
        double x = ta_random_between(r, 0.0, 1.0);
        f->code[i] = 4;
        if (x < clouds)
            f->code[i] = (uint8_t)(8 + ta_random_below(r, 3));
        else if (x < 2.0 * clouds)
            f->code[i] = 3;
        else if (x < 2.0 * clouds + rest)
            f->code[i] = (uint8_t)ta_random_below(r, 8);
    }
}

static bool is_near(const struct field *f, size_t col, size_t row, double radius,
                    uint8_t least, uint8_t most)
{
    for (size_t k = 0; k < f->cols * f->rows; k++) {
        double dx = ((double)(k % f->cols) - (double)col) * f->cell[0];
        double dy = ((double)(k / f->cols) - (double)row) * f->cell[1];
        if (f->code[k] >= least && f->code[k] <= most &&
            dx * dx + dy * dy <= radius * radius)
            return true;
    }
    return false;
}

static enum ta_pixel_state by_measuring(const struct field *f, size_t i, double cloud,
                                        double shadow)
{
    enum ta_pixel_state own = ta_state_of(TA_MASK_SCL, f->code[i]);
    if (own == TA_PIXEL_FILL) return own;
    if (is_near(f, i % f->cols, i / f->cols, cloud, 8, 10)) return TA_PIXEL_CLOUD;
    if (is_near(f, i % f->cols, i / f->cols, shadow, 3, 3)) return TA_PIXEL_SHADOW;
    return own;
}

static void grow(const struct ta_growth *growth, const struct field *f, size_t col,
                 size_t row, size_t cols, size_t rows, uint8_t *state)
{
    static uint8_t code[MOST_SIDE * MOST_SIDE];
    void *room = ta_alloc(1, ta_growth_bytes(cols, rows));
    assert_non_null(room);
    for (size_t i = 0; i < cols * rows; i++) {
        code[i] = f->code[(row + i / cols) * f->cols + col + i % cols];
        state[i] = (uint8_t)ta_state_of(TA_MASK_SCL, code[i]);
    }
    ta_growth_apply(growth, TA_PIXEL_UINT8, code, cols, rows, state, room);
    ta_free(room);
}

/* A window somewhere, read with its surroundings, against the whole. */
static void check_window(struct ta_random_stream *r, const struct ta_growth *growth,
                         const struct field *f, const uint8_t *whole)
{
    static uint8_t part[MOST_SIDE * MOST_SIDE];
    const struct ta_grid grid = {.cols = (int64_t)f->cols, .rows = (int64_t)f->rows};
    struct ta_window w = {(int64_t)ta_random_below(r, f->cols),
                          (int64_t)ta_random_below(r, f->rows), 0, 0};
    w.cols = 1 + (int64_t)ta_random_below(r, f->cols - (size_t)w.col);
    w.rows = 1 + (int64_t)ta_random_below(r, f->rows - (size_t)w.row);
    struct ta_window a = ta_growth_around(growth, &grid, w);
    grow(growth, f, (size_t)a.col, (size_t)a.row, (size_t)a.cols, (size_t)a.rows, part);
    for (int64_t row = w.row; row < w.row + w.rows; row++)
        for (int64_t col = w.col; col < w.col + w.cols; col++)
            assert_int_equal(part[(row - a.row) * a.cols + col - a.col],
                             whole[row * grid.cols + col]);
}

static void one_field(struct ta_random_stream *r)
{
    static struct field f;
    static struct ta_growth growth;
    static uint8_t whole[MOST_SIDE * MOST_SIDE];
    struct ta_error err = {0};
    draw(r, &f);
    const struct ta_mask_policy policy = {.cloud_m = (int)ta_random_below(r, 300),
                                          .shadow_m = (int)ta_random_below(r, 120)};
    const struct ta_grid grid = {(int64_t)f.cols,
                                 (int64_t)f.rows,
                                 {5e5, f.cell[0], 0, 4e6, 0, -f.cell[1]},
                                 "EPSG:32650"};
    assert_int_equal(ta_growth_make(&policy, &grid, &growth, &err), TA_OK);
    grow(&growth, &f, 0, 0, f.cols, f.rows, whole);
    for (size_t k = 0; k < 300; k++) {
        size_t i = ta_random_below(r, f.cols * f.rows);
        enum ta_pixel_state want = by_measuring(&f, i, policy.cloud_m, policy.shadow_m);
        assert_int_equal(whole[i], want);
        grew += want != ta_state_of(TA_MASK_SCL, f.code[i]);
    }
    check_window(r, &growth, &f, whole);
}

static void grown_is_what_measuring_says(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, one_field);
    assert_true(getenv("TERRASSAY_SEED") != NULL || grew > 10000);
}

/* One cell of 20 m, 50 m around it: 21 cells in all (offsets up to 2 with 2 and 1, not 2 and 2). */
static void a_disc_counted_by_hand(void **state)
{
    (void)state;
    struct ta_disc disc;
    const double cell[2] = {20.0, 20.0};
    assert_int_equal(ta_disc_make(50.0, cell, &disc), TA_OK);
    assert_int_equal(disc.rows, 2);
    assert_true(disc.half[0] == 2 && disc.half[1] == 2 && disc.half[2] == 1);
    assert_int_equal(ta_disc_make(0.0, cell, &disc), TA_OK);
    assert_int_equal(disc.rows, -1);
    assert_int_equal(ta_disc_make(20.0 * TA_DISC_CELLS_MOST, cell, &disc), TA_E_LIMIT);
    assert_int_equal(ta_disc_make(20.0 * TA_DISC_CELLS_MOST - 1, cell, &disc), TA_OK);
    assert_int_equal(disc.half[0], TA_DISC_CELLS_MOST - 1);
}

/* Degrees: at 60 north a second of longitude is about half a second of latitude. */
static void degrees_have_their_length_on_the_ground(void **state)
{
    (void)state;
    static struct ta_growth growth;
    struct ta_error err = {0};
    const struct ta_mask_policy policy = {.cloud_m = 200};
    const struct ta_grid grid = {
        100, 100, {10, 0.0002, 0, 60.01, 0, -0.0002}, "EPSG:4326"};
    assert_int_equal(ta_growth_make(&policy, &grid, &growth, &err), TA_OK);
    /* 111412 m a degree of latitude at 60 degrees, 55800 m of longitude */
    assert_int_equal(growth.rows, 8);  /* 22.28 m a cell */
    assert_int_equal(growth.cols, 17); /* 11.16 m a cell */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grown_is_what_measuring_says),
        cmocka_unit_test(a_disc_counted_by_hand),
        cmocka_unit_test(degrees_have_their_length_on_the_ground)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/stack_rim.h"
#include "ta_property.h"

enum { SIDE = 12, MOST = SIDE * SIDE };

/* The cells of a picture, one row after the other: '#' whole, '+' in part, else outside. */
static size_t draw(const char *const *rows, size_t n, struct ta_site_cell *cell)
{
    size_t count = 0;
    for (size_t r = 0; r < n; r++)
        for (size_t c = 0; rows[r][c] != '\0'; c++)
            if (rows[r][c] == '#' || rows[r][c] == '+')
                cell[count++] = (struct ta_site_cell){(int64_t)r - 3, (int64_t)c + 7,
                                                      rows[r][c] == '#' ? 1.0 : 0.4};
    return count;
}

/* The same picture with 'o' for cells inside and '.' for those of the rim. */
static void expect_marks(const char *const *rows, const char *const *want, size_t n)
{
    struct ta_site_cell cell[MOST];
    bool rim[MOST];
    const struct ta_footprint cells = {draw(rows, n, cell), cell};
    ta_stack_rim(&cells, rim);
    for (size_t i = 0; i < cells.n; i++) {
        char is = want[cell[i].row + 3][cell[i].col - 7];
        if (rim[i] != (is == '.'))
            fail_msg("row %lld, column %lld: %s", (long long)cell[i].row + 3,
                     (long long)cell[i].col - 7, rim[i] ? "rim" : "inside");
    }
}

static void outermost_cells_are_the_rim(void **state)
{
    (void)state;
    static const char *const site[] = {"#####", "#####", "#####", "#####"};
    static const char *const want[] = {".....", ".ooo.", ".ooo.", "....."};
    expect_marks(site, want, 4);
}

static void a_cell_in_part_takes_its_neighbours_with_it(void **state)
{
    (void)state;
    static const char *const site[] = {"++++++", "+#####", "+#####",
                                       "+#####", "+#####", "+#####"};
    static const char *const want[] = {"......", "......", "..ooo.",
                                       "..ooo.", "..ooo.", "......"};
    expect_marks(site, want, 6);
}

/* A hole, also of one corner cell, and a bay. */
static void holes_and_corners_have_a_rim(void **state)
{
    (void)state;
    static const char *const site[] = {"#########", "#########", "#########",
                                       "####  ###", "#########", "#########",
                                       "######## "};
    static const char *const want[] = {".........", ".ooooooo.", ".oo....o.",
                                       ".oo.  .o.", ".oo....o.", ".oooooo..",
                                       "........ "};
    expect_marks(site, want, 7);
}

static void a_strip_has_no_inside(void **state)
{
    (void)state;
    static const char *const site[] = {"#########", "#########"};
    static const char *const want[] = {".........", "........."};
    expect_marks(site, want, 2);
}

static void a_hair_outside_is_still_whole(void **state)
{
    (void)state;
    struct ta_site_cell cell[9];
    bool rim[9];
    for (size_t i = 0; i < 9; i++)
        cell[i] = (struct ta_site_cell){(int64_t)(i / 3), (int64_t)(i % 3), 1.0 - 5e-4};
    const struct ta_footprint cells = {9, cell};
    ta_stack_rim(&cells, rim);
    for (size_t i = 0; i < 9; i++) assert_int_equal(rim[i], i != 4);
    cell[0].share = 0.99;
    ta_stack_rim(&cells, rim);
    assert_true(rim[4]);
}

static void nothing_has_no_rim(void **state)
{
    (void)state;
    const struct ta_footprint none = {0, NULL};
    bool rim[1] = {false};
    ta_stack_rim(&none, rim);
    assert_false(rim[0]);
}

/* Any cells at all, against looking every neighbour up. */
static void any_cells_as_looked_up_one_by_one(void **state)
{
    (void)state;
    struct ta_random_stream random = {20};
    size_t inside = 0;
    for (int run = 0; run < 400; run++) {
        double share[SIDE + 2][SIDE + 2] = {{0}};
        struct ta_site_cell cell[MOST];
        bool rim[MOST];
        size_t odds = 3 + ta_random_below(&random, 40);
        size_t n = 0;
        for (int r = 1; r <= SIDE; r++)
            for (int c = 1; c <= SIDE; c++) {
                size_t kind = ta_random_below(&random, odds);
                share[r][c] = kind == 0 ? 0.0 : kind == 1 ? 0.5 : 1.0;
                if (kind > 0) cell[n++] = (struct ta_site_cell){r, c, share[r][c]};
            }
        const struct ta_footprint cells = {n, cell};
        ta_stack_rim(&cells, rim);
        for (size_t i = 0; i < n; i++) {
            bool whole = true;
            for (int dr = -1; dr <= 1; dr++)
                for (int dc = -1; dc <= 1; dc++)
                    whole = whole && share[cell[i].row + dr][cell[i].col + dc] == 1.0;
            assert_int_equal(rim[i], !whole);
            if (whole) inside++;
        }
    }
    assert_true(inside > 1000); /* not a test of nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outermost_cells_are_the_rim),
        cmocka_unit_test(a_cell_in_part_takes_its_neighbours_with_it),
        cmocka_unit_test(holes_and_corners_have_a_rim),
        cmocka_unit_test(a_strip_has_no_inside),
        cmocka_unit_test(a_hair_outside_is_still_whole),
        cmocka_unit_test(nothing_has_no_rim),
        cmocka_unit_test(any_cells_as_looked_up_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

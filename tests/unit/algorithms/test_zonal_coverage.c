/* SPDX-License-Identifier: Apache-2.0 */
/* Fractions of small grids, worked out by hand from the shapes. The situations are
 * those of exactextract's test_raster_cell_intersection.cpp; coordinates are pixels,
 * rows downward. */
#include "ta_zonal.h"

static void check(const char *wkt, int64_t cols, int64_t rows, const double *want)
{
    struct ta_polygons shape = ta_shape(wkt);
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){cols, rows, 2, 2}, 1, &shape);
    double *got = ta_fractions(plan, 0);
    for (int64_t i = 0; i < cols * rows; i++) assert_near(got[i], want[i], 1e-15, 1.0);
    free(got);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static double total(const struct ta_zonal_plan *plan, size_t zone)
{
    return (double)ta_zonal_plan_zone(plan, zone)->weight / (double)TA_WEIGHT_ONE;
}

static void square_between_cell_centres(void **state)
{
    (void)state;
    check("POLYGON ((0.5 0.5, 2.5 0.5, 2.5 2.5, 0.5 2.5, 0.5 0.5))", 3, 3,
          (const double[]){.25, .5, .25, .5, 1, .5, .25, .5, .25});
}

static void diagonals(void **state)
{
    (void)state;
    check("POLYGON ((1.5 0.5, 2.5 1.5, 1.5 2.5, 0.5 1.5, 1.5 0.5))", 3, 3,
          (const double[]){0, .25, 0, .25, 1, .25, 0, .25, 0});
}

static void start_on_a_cell_side(void **state)
{
    (void)state;
    check("POLYGON ((1 1.5, 1.5 1.5, 1.5 0.5, 0.5 0.5, 0.5 1.5, 1 1.5))", 2, 2,
          (const double[]){.25, .25, .25, .25});
}

static void touch_of_a_side_from_inside(void **state)
{
    (void)state;
    /* the lower side falls from (1.5, 1.5) to (0.5, 2): trapezoids of mean height 0.875
     * and 0.625 under y = 1, each 0.5 wide */
    check("POLYGON ((0.5 0.5, 0.5 1.5, 0.5 2, 1.5 1.5, 1.5 0.5, 0.5 0.5))", 2, 3,
          (const double[]){.25, .25, .4375, .3125, 0, 0});
}

static void edges_along_cell_sides(void **state)
{
    (void)state;
    check("POLYGON ((0.5 0.5, 2 0.5, 2 1.5, 2 2.5, 0.5 2.5, 0.5 0.5))", 3, 3,
          (const double[]){.25, .5, 0, .5, 1, 0, .25, .5, 0});
    check("POLYGON ((3 0.5, 3 2.5, 0.5 2.5, 0.5 0.5, 3 0.5))", 4, 3,
          (const double[]){.25, .5, .5, 0, .5, 1, 1, 0, .25, .5, .5, 0});
    check("POLYGON ((3 2.5, 3 0.5, 0.5 0.5, 0.5 2.5, 3 2.5))", 3, 3,
          (const double[]){.25, .5, .5, .5, 1, 1, .25, .5, .5});
    check("POLYGON ((0.5 0.5, 2.5 0.5, 2.5 3, 0.5 3, 0.5 0.5))", 3, 4,
          (const double[]){.25, .5, .25, .5, 1, .5, .5, 1, .5, 0, 0, 0});
    check("POLYGON ((2.5 1, 0.5 1, 0.5 0.5, 0.25 0.5, 0.25 3.5, 2.5 3.5, 2.5 1))", 3, 4,
          (const double[]){.125, 0, 0, .75, 1, .5, .75, 1, .5, .375, .5, .25});
}

static void whole_cells(void **state)
{
    (void)state;
    check("POLYGON ((1 1, 3 1, 3 2, 1 2, 1 1))", 4, 3,
          (const double[]){0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0});
}

static void polygon_inside_one_cell(void **state)
{
    (void)state;
    check("POLYGON ((0.3 0.3, 0.4 0.3, 0.4 0.4, 0.3 0.4, 0.3 0.3))", 1, 1,
          (const double[]){.01});
}

static void polygon_without_area(void **state)
{
    (void)state;
    check("POLYGON ((0.3 0.3, 2.4 1.9, 0.3 0.3))", 3, 2,
          (const double[]){0, 0, 0, 0, 0, 0});
    check("POLYGON ((1 1, 1 1, 1 1, 1 1))", 3, 2, (const double[]){0, 0, 0, 0, 0, 0});
}

/* A hook with an outer frame of width 0.2 and 1.7 by 4.6 outside; rows from the top. */
static void thin_arms_leave_the_inside_open(void **state)
{
    (void)state;
    check("POLYGON ((0.5 0.2, 2.2 0.2, 2.2 0.4, 0.7 0.4, 0.7 2.2, 2.2 2.2, 2.2 0.6, "
          "2.4 0.6, 2.4 4.8, 0.5 4.8, 0.5 0.2))",
          3, 5,
          (const double[]){.22, .20, .12, .20, 0, .20, .44, .80, .36, .5, 1, .4, .4, .8,
                           .32});
}

static void hole_and_part(void **state)
{
    (void)state;
    check("POLYGON ((0 0, 4 0, 4 3, 0 3, 0 0), (1 1, 2.5 1, 2.5 2, 1 2, 1 1))", 4, 3,
          (const double[]){1, 1, 1, 1, 1, 0, .5, 1, 1, 1, 1, 1});
    check(
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 1, 0 0)), ((2.5 1, 4 1, 4 2, 2.5 2, 2.5 1)))",
        4, 2, (const double[]){1, 0, 0, 0, 0, 0, .5, 1});
}

static void rows_of_one_share_are_runs(void **state)
{
    (void)state;
    check("POLYGON ((0.5 0.25, 5.5 0.25, 5.5 1.5, 0.5 1.5, 0.5 0.25))", 6, 2,
          (const double[]){.375, .75, .75, .75, .75, .375, .25, .5, .5, .5, .5, .25});
}

static void part_beyond_the_grid_is_cut_off(void **state)
{
    (void)state;
    check("POLYGON ((-5 -5, 1.5 -5, 1.5 1.5, -5 1.5, -5 -5))", 3, 2,
          (const double[]){1, .5, 0, .5, .25, 0});
    check("POLYGON ((1.5 0.5, 9 0.5, 9 9, 1.5 9, 1.5 0.5))", 3, 2,
          (const double[]){0, .25, .5, 0, .5, 1});
    check("POLYGON ((-100 -100, 100 -100, 100 100, -100 100, -100 -100))", 3, 2,
          (const double[]){1, 1, 1, 1, 1, 1});
    /* the lower side runs from (-1, 1) to (3, 3), entering the grid at (0, 1.5) */
    check("POLYGON ((-1 1, 1 -1, 4 -1, 4 3, 3 3, -1 1))", 3, 2,
          (const double[]){1, 1, 1, .75, 1, 1});
}

static void zone_outside_has_no_cells(void **state)
{
    (void)state;
    const char *const outside[] = {"POLYGON ((-9 0, -8 0, -8 1, -9 1, -9 0))",
                                   "POLYGON ((9 0, 10 0, 10 1, 9 1, 9 0))",
                                   "POLYGON ((0 -9, 1 -9, 1 -8, 0 -8, 0 -9))",
                                   "POLYGON ((0 9, 1 9, 1 10, 0 10, 0 9))",
                                   "POLYGON ((3 0, 4 0, 4 1, 3 1, 3 0))",
                                   "POLYGON ((0 -1, 3 -1, 3 0, 0 0, 0 -1))"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        struct ta_polygons shape = ta_shape(outside[i]);
        struct ta_zonal_plan *plan =
            ta_plan_of((struct ta_zonal_grid){3, 3, 2, 2}, 1, &shape);
        assert_int_equal(ta_zonal_plan_blocks(plan), 0);
        assert_int_equal(ta_zonal_plan_zone(plan, 0)->cells, 0);
        assert_near(ta_zonal_plan_zone(plan, 0)->area, i == 5 ? 3.0 : 1.0, 1e-15, 1.0);
        ta_zonal_plan_free(plan);
        ta_shape_free(&shape);
    }
}

static void window_holds_the_cells_touched(void **state)
{
    (void)state;
    struct ta_polygons shape =
        ta_shape("POLYGON ((40.5 20.2, 45.5 20.2, 45.5 24.5, 40.5 24.5, 40.5 20.2))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){120, 45, 7, 3}, 1, &shape);
    const struct ta_zonal_zone *zone = ta_zonal_plan_zone(plan, 0);
    assert_int_equal(zone->col, 40);
    assert_int_equal(zone->row, 20);
    assert_int_equal(zone->cols, 6);
    assert_int_equal(zone->rows, 5);
    assert_int_equal(zone->cells, 30);
    assert_near(zone->area, 5 * 4.3, 1e-14, 1.0);
    assert_near(total(plan, 0), 5 * 4.3, 1e-14, 1.0);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static void blocks_know_their_place_and_last_row(void **state)
{
    (void)state;
    struct ta_polygons shape[2] = {
        ta_shape("POLYGON ((6.5 1.5, 8.5 1.5, 8.5 2.5, 6.5 2.5, 6.5 1.5))"),
        ta_shape("POLYGON ((8 6, 9 6, 9 7, 8 7, 8 6))")};
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){16, 8, 8, 4}, 2, shape);
    assert_int_equal(ta_zonal_plan_blocks(plan), 3);
    const int64_t want[3][3] = {{0, 0, 3}, {1, 0, 3}, {1, 1, 3}};
    for (size_t i = 0; i < 3; i++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(plan, i);
        assert_int_equal(block->col, want[i][0]);
        assert_int_equal(block->row, want[i][1]);
        assert_int_equal(block->used_rows, want[i][2]);
        assert_int_equal(block->n_cuts, 1);
    }
    assert_int_equal(ta_zonal_plan_cut(plan, 2)->zone, 1);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape[0]);
    ta_shape_free(&shape[1]);
}

static void area_counts_holes_against(void **state)
{
    (void)state;
    struct ta_polygons shape = ta_shape(
        "MULTIPOLYGON (((0 0, 40 0, 40 30, 0 30, 0 0), (1 1, 1 3, 4 3, 4 1, 1 1)), "
        "((-9 0, -9 1, -8 1, -8 0, -9 0)))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){8, 8, 4, 4}, 1, &shape);
    assert_true(ta_zonal_plan_zone(plan, 0)->area == 40 * 30 - 6 + 1);
    assert_true(total(plan, 0) == 64 - 6);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static void picture_keeps_to_its_window(void **state)
{
    (void)state;
    struct ta_polygons shape = ta_shape("POLYGON ((0 0, 6 0, 6 6, 0 6, 0 0))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){6, 6, 8, 8}, 1, &shape);
    double share[2 + 3 * 2 + 2];
    for (size_t i = 0; i < 10; i++) share[i] = 9;
    struct ta_zonal_window window = {2, 1, 3, 2, &share[2]};
    ta_zonal_paint(plan, ta_zonal_plan_block(plan, 0), ta_zonal_plan_cut(plan, 0),
                   &window);
    for (size_t i = 0; i < 10; i++) assert_true(share[i] == (i < 2 || i > 7 ? 9 : 1));
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static void a_row_of_a_convex_zone_is_one_span(void **state)
{
    (void)state;
    const char *const convex[] = {
        "POLYGON ((3.5 2.5, 90.5 2.5, 90.5 60.5, 3.5 60.5, 3.5 2.5))",
        "POLYGON ((3 2, 90 2, 90 60, 3 60, 3 2))",
        "POLYGON ((10.3 2, 90.1 30.4, 44.4 61.7, 3.3 33, 10.3 2))",
        /* a point in the middle of a cell's side leaves the cell whole */
        "POLYGON ((3 2, 40.5 2, 90 2, 90 60, 40.5 60, 3 60, 3 2))"};
    for (size_t i = 0; i < 4; i++) {
        struct ta_polygons shape = ta_shape(convex[i]);
        struct ta_zonal_plan *plan =
            ta_plan_of((struct ta_zonal_grid){100, 64, 128, 64}, 1, &shape);
        assert_int_equal(ta_zonal_plan_cut(plan, 0)->n_spans,
                         ta_zonal_plan_zone(plan, 0)->rows);
        ta_zonal_plan_free(plan);
        ta_shape_free(&shape);
    }
}

/* More edge cells in a row than a span's count holds: y falls by one over 150,000 columns. */
static void long_flat_edges_fill_many_spans(void **state)
{
    (void)state;
    enum { COLS = 150000 };
    struct ta_polygons shape =
        ta_shape("POLYGON ((0 0, 150000 0, 150000 0.25, 0 1, 0 0))");
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){COLS, 1, COLS, 1}, 1, &shape);
    double *share = ta_fractions(plan, 0);
    assert_int_equal(ta_zonal_plan_cut(plan, 0)->cells, COLS);
    assert_true(ta_zonal_plan_cut(plan, 0)->n_spans >= 3);
    for (int i = 0; i < COLS; i += 997)
        assert_near(share[i], 1 - 0.75 * (i + 0.5) / COLS, 1e-11, 1);
    assert_near(total(plan, 0), 0.625 * COLS, 1e-14, 1);
    free(share);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

static enum ta_status status_of(struct ta_zonal_grid grid,
                                const struct ta_polygons *shape)
{
    struct ta_zonal_memory memory = ta_plain_memory();
    struct ta_zonal_plan *plan = NULL;
    enum ta_status rc = ta_zonal_plan_new(&grid, &memory, &plan);
    if (rc == TA_OK) rc = ta_zonal_plan_add(plan, shape);
    if (rc != TA_OK && plan != NULL) assert_int_equal(ta_zonal_plan_zones(plan), 0);
    ta_zonal_plan_free(plan);
    return rc;
}

static void illegal_input_is_named(void **state)
{
    (void)state;
    const struct ta_zonal_grid fine = {8, 8, 4, 4};
    struct ta_polygons shape = ta_shape("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))");
    const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < 3; i++) {
        shape.xy[3] = bad[i];
        assert_int_equal(status_of(fine, &shape), TA_E_ARG);
        shape.xy[3] = 0.0;
        shape.xy[9] = bad[i];
        assert_int_equal(status_of(fine, &shape), TA_E_ARG);
        shape.xy[9] = 0.0;
    }
    shape.xy[3] = 1e300;
    assert_int_equal(status_of(fine, &shape), TA_E_LIMIT);
    shape.xy[3] = 0.0;
    assert_int_equal(status_of(fine, &shape), TA_OK);
    struct ta_polygons vast =
        ta_shape("POLYGON ((-9e9 -9e9, 9e9 -9e9, 9e9 9e9, -9e9 -9e9))");
    const struct ta_zonal_grid vast_grid = {INT32_MAX, INT32_MAX, 512, 512};
    const struct ta_zonal_grid long_row = {INT32_MAX, 1, 512, 1};
    assert_int_equal(status_of(vast_grid, &vast), TA_E_LIMIT);
    assert_int_equal(status_of(long_row, &vast), TA_E_LIMIT);
    ta_shape_free(&vast);
    shape.ring_point[1] = 99;
    assert_int_equal(status_of(fine, &shape), TA_E_ARG);
    shape.ring_point[1] = shape.n_points;
    shape.part_ring[1] = 7;
    assert_int_equal(status_of(fine, &shape), TA_E_ARG);
    shape.part_ring[1] = 1;

    const struct ta_zonal_grid wrong[] = {
        {0, 8, 4, 4},         {8, 0, 4, 4},     {8, 8, 0, 4},
        {8, 8, 4, 0},         {8, 8, 4, 65536}, {INT64_C(1) << 31, 8, 4, 4},
        {8, INT64_MAX, 4, 4}, {-1, 8, 4, 4}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(status_of(wrong[i], &shape), TA_E_ARG);
    ta_shape_free(&shape);
}

static void empty_shapes_are_zones_without_cells(void **state)
{
    (void)state;
    size_t none[1] = {0};
    const struct ta_polygons empty[] = {
        {0}, {.n_parts = 0, .part_ring = none, .ring_point = none}};
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){8, 8, 4, 4}, 2, empty);
    assert_int_equal(ta_zonal_plan_zones(plan), 2);
    assert_int_equal(ta_zonal_plan_blocks(plan), 0);
    ta_zonal_plan_free(plan);
}

static size_t calls_left;

static void *failing_alloc(size_t count, size_t size)
{
    return calls_left-- == 0 ? NULL : calloc(count, size);
}

static void *failing_resize(void *memory, size_t count, size_t size)
{
    return calls_left-- == 0 ? NULL : realloc(memory, count * size);
}

static enum ta_status plan_with_k_calls(size_t k, const struct ta_polygons *shape)
{
    const struct ta_zonal_memory memory = {failing_alloc, failing_resize, free};
    struct ta_zonal_plan *plan = NULL;
    calls_left = k;
    enum ta_status rc =
        ta_zonal_plan_new(&(struct ta_zonal_grid){900, 900, 8, 8}, &memory, &plan);
    for (int i = 0; i < 3 && rc == TA_OK; i++) {
        rc = ta_zonal_plan_add(plan, shape);
        if (rc != TA_OK) { /* the plan is as before: the same zone can be added again */
            calls_left = SIZE_MAX;
            assert_int_equal(ta_zonal_plan_add(plan, shape), TA_OK);
            assert_near(total(plan, (size_t)i), 800.0 * 800.0 / 2, 1e-12, 1.0);
        }
    }
    if (rc == TA_OK) rc = ta_zonal_plan_seal(plan);
    ta_zonal_plan_free(plan);
    return rc;
}

static void any_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct ta_polygons shape = ta_shape("POLYGON ((50 50, 850 50, 850 850, 50 50))");
    size_t k = 0;
    while (plan_with_k_calls(k, &shape) == TA_E_NOMEM) k++;
    assert_true(k > 20);
    assert_int_equal(plan_with_k_calls(k + 9, &shape), TA_OK);
    ta_shape_free(&shape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(square_between_cell_centres),
        cmocka_unit_test(diagonals),
        cmocka_unit_test(start_on_a_cell_side),
        cmocka_unit_test(touch_of_a_side_from_inside),
        cmocka_unit_test(edges_along_cell_sides),
        cmocka_unit_test(whole_cells),
        cmocka_unit_test(polygon_inside_one_cell),
        cmocka_unit_test(polygon_without_area),
        cmocka_unit_test(thin_arms_leave_the_inside_open),
        cmocka_unit_test(hole_and_part),
        cmocka_unit_test(rows_of_one_share_are_runs),
        cmocka_unit_test(part_beyond_the_grid_is_cut_off),
        cmocka_unit_test(zone_outside_has_no_cells),
        cmocka_unit_test(window_holds_the_cells_touched),
        cmocka_unit_test(blocks_know_their_place_and_last_row),
        cmocka_unit_test(area_counts_holes_against),
        cmocka_unit_test(picture_keeps_to_its_window),
        cmocka_unit_test(a_row_of_a_convex_zone_is_one_span),
        cmocka_unit_test(long_flat_edges_fill_many_spans),
        cmocka_unit_test(illegal_input_is_named),
        cmocka_unit_test(empty_shapes_are_zones_without_cells),
        cmocka_unit_test(any_failed_allocation_is_reported_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

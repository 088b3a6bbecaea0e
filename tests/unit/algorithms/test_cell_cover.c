/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_property.h"

#include "cell_clip.h"
#include "cell_cover.h"

enum { ROWS = 12, COLS = 10, ROOM = 400, RING_MAX = 40 };

static struct ta_cell_share share[ROOM];
static const double pi = 3.14159265358979323846;

/* One ring as a site; the arrays are the caller's. */
static struct ta_polygons one_ring(size_t n, double *xy, size_t part_ring[2],
                                   size_t ring_point[2])
{
    part_ring[0] = ring_point[0] = 0;
    part_ring[1] = 1;
    ring_point[1] = n;
    return (struct ta_polygons){1, part_ring, 1, ring_point, n, xy};
}

static struct ta_cell_cover cover_ring(const struct ta_cell_centres *grid, size_t n,
                                       double *xy)
{
    size_t part_ring[2], ring_point[2];
    struct ta_polygons site = one_ring(n, xy, part_ring, ring_point);
    struct ta_cell_cover found;
    assert_int_equal(ta_cell_cover(grid, &site, ROOM, share, &found), TA_OK);
    assert_true(found.n <= ROOM);
    return found;
}

/* Centres at whole degrees, west to east, south to north. */
static struct ta_cell_centres whole_degrees(double west, double south)
{
    static double lon[COLS], lat[ROWS];
    for (size_t i = 0; i < COLS; i++) lon[i] = west + (double)i;
    for (size_t i = 0; i < ROWS; i++) lat[i] = south + (double)i;
    return (struct ta_cell_centres){ROWS, COLS, true, lon, lat};
}

static void a_quarter_of_four_cells(void **state)
{
    (void)state;
    /* On the equator the four cells around a corner have equal areas. */
    struct ta_cell_centres grid = whole_degrees(10.5, -4.5);
    double xy[] = {12.75, -0.25, 13.25, -0.25, 13.25, 0.25, 12.75, 0.25, 12.75, -0.25};
    struct ta_cell_cover found = cover_ring(&grid, 5, xy);
    assert_int_equal(found.n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_near(share[i].share, 0.25, 1e-12, 1);
        assert_int_equal(share[i].row, 4 + i / 2);
        assert_int_equal(share[i].col, 2 + i % 2);
    }
    assert_near(found.inside, 1.0, 1e-12, 1);
}

static void areas_are_those_of_the_sphere(void **state)
{
    (void)state;
    /* One cell from 59.5 to 60.5 N, 1 degree wide: R^2 dlon (sin b - sin a). */
    struct ta_cell_centres grid = whole_degrees(0.0, 55.0);
    double xy[] = {2.5, 59.5, 3.5, 59.5, 3.5, 60.5, 2.5, 60.5};
    struct ta_cell_cover found = cover_ring(&grid, 4, xy);
    double r = 6371.0072, d = pi / 180.0;
    assert_int_equal(found.n, 1);
    assert_near(found.site_km2, r * r * d * (sin(60.5 * d) - sin(59.5 * d)), 1e-10, 1);
}

static void a_tiny_site_lies_in_the_cell_that_holds_it(void **state)
{
    (void)state;
    struct ta_cell_centres grid = whole_degrees(0.0, 0.0);
    double xy[] = {7.2, 3.1, 7.2001, 3.1, 7.2001, 3.1001, 7.2, 3.1001};
    double point[] = {7.2, 3.1};
    struct ta_cell_cover found = cover_ring(&grid, 4, xy);
    assert_int_equal(found.n, 1);
    assert_int_equal(share[0].row, 3);
    assert_int_equal(share[0].col, 7);
    assert_near(share[0].share, 1.0, 1e-9, 1);
    found = cover_ring(&grid, 1, point); /* no area at all */
    assert_int_equal(found.n, 1);
    assert_int_equal(share[0].col, 7);
    assert_true(share[0].share == 1.0);
    point[0] = 100.0;
    assert_int_equal(cover_ring(&grid, 1, point).n, 0);
}

static void a_site_may_be_off_the_grid_or_half_on_it(void **state)
{
    (void)state;
    struct ta_cell_centres grid = whole_degrees(0.0, 0.0);
    double off[] = {40, 3, 41, 3, 41, 4, 40, 4};
    double rim[] = {-1.0, 3.0, 0.0, 3.0, 0.0, 3.5, -1.0, 3.5}; /* grid begins at -0.5 */
    struct ta_cell_cover found = cover_ring(&grid, 4, off);
    assert_int_equal(found.n, 0);
    assert_true(found.inside == 0.0);
    assert_near(cover_ring(&grid, 4, rim).inside, 0.5, 1e-12, 1);
}

static void longitudes_may_be_counted_from_zero(void **state)
{
    (void)state;
    enum { N = 36 };
    double lon[N], lat[] = {-10.0, 0.0, 10.0};
    for (size_t i = 0; i < N; i++) lon[i] = 10.0 * (double)i;
    struct ta_cell_centres grid = {3, N, true, lon, lat};
    double greenwich[] = {-10.0, -2.0, 5.0, -2.0, 5.0, 2.0, -10.0, 2.0};
    struct ta_cell_cover found = cover_ring(&grid, 4, greenwich);
    assert_int_equal(found.n, 2);
    assert_int_equal(share[0].col, 0);
    assert_near(share[0].share, 2.0 / 3.0, 1e-12, 1);
    assert_int_equal(share[1].col, N - 1);
}

static void a_site_split_at_the_antimeridian_is_one(void **state)
{
    (void)state;
    enum { N = 36 };
    double lon[N], lat[] = {-10.0, 0.0, 10.0};
    for (size_t i = 0; i < N; i++) lon[i] = 10.0 * (double)i;
    struct ta_cell_centres grid = {3, N, true, lon, lat};
    double xy[] = {177.0, -2.0, 180.0,  -2.0, 180.0,  2.0, 177.0,  2.0,
                   -180,  -2.0, -179.0, -2.0, -179.0, 2.0, -180.0, 2.0};
    size_t part_ring[] = {0, 1, 2}, ring_point[] = {0, 4, 8};
    struct ta_polygons site = {2, part_ring, 2, ring_point, 8, xy};
    struct ta_cell_cover found;
    assert_int_equal(ta_cell_cover(&grid, &site, ROOM, share, &found), TA_OK);
    assert_int_equal(found.n, 1); /* the cell at 180 holds both halves */
    assert_int_equal(share[0].col, 18);
    assert_near(share[0].share, 1.0, 1e-12, 1);
}

static void cells_without_a_size_or_a_place_are_not_guessed(void **state)
{
    (void)state;
    double lon[] = {1.0, 2.0}, lat[] = {1.0};
    struct ta_cell_centres row = {1, 2, true, lon, lat};
    double xy[] = {1.0, 1.0, 1.1, 1.0, 1.1, 1.1};
    size_t part_ring[2], ring_point[2];
    struct ta_polygons site = one_ring(3, xy, part_ring, ring_point);
    struct ta_cell_cover found;
    assert_int_equal(ta_cell_cover(&row, &site, ROOM, share, &found), TA_E_ARG);

    double bent_lon[9], bent_lat[9];
    for (size_t i = 0; i < 9; i++) {
        bent_lon[i] = (double)(i % 3);
        bent_lat[i] = (double)(i / 3);
    }
    bent_lon[8] = NAN; /* the corner's own cell and its neighbours lose a corner */
    struct ta_cell_centres bent = {3, 3, false, bent_lon, bent_lat};
    double all[] = {-0.5, -0.5, 2.5, -0.5, 2.5, 2.5, -0.5, 2.5};
    assert_int_equal(cover_ring(&bent, 4, all).n, 5);
}

/* --- any star-shaped site on any bent grid: shares add up, order does not matter ------ */

static struct ta_cell_centres bent_grid(struct ta_random_stream *r)
{
    static double lon[ROWS * COLS], lat[ROWS * COLS];
    double turn = ta_random_between(r, -0.6, 0.6),
           step = ta_random_between(r, 0.05, 2.0);
    double bow = ta_random_between(r, -0.01, 0.01);
    double west = ta_random_between(r, -180, 360),
           south = ta_random_between(r, -60, 40);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++) {
        double y = (double)(i / COLS), x = (double)(i % COLS);
        lon[i] = west + step * (x * cos(turn) - y * sin(turn) + bow * x * y);
        lat[i] = south + step * (x * sin(turn) + y * cos(turn) - bow * x * x);
    }
    return (struct ta_cell_centres){ROWS, COLS, false, lon, lat};
}

static size_t star(struct ta_random_stream *r, const struct ta_cell_centres *grid,
                   double *xy)
{
    size_t n = 3 + ta_random_below(r, RING_MAX - 3), mid = (ROWS / 2) * COLS + COLS / 2;
    double step =
        hypot(grid->lon[mid] - grid->lon[mid + 1], grid->lat[mid] - grid->lat[mid + 1]);
    double size = step * ta_random_between(r, 0.001, 3.0);
    double x = grid->lon[mid] + 360.0 * ((double)ta_random_below(r, 3) - 1.0);
    for (size_t i = 0; i < n; i++) {
        double angle = 2.0 * pi * (double)i / (double)n;
        double radius = size * ta_random_between(r, 0.2, 1.0);
        xy[2 * i] = x + radius * cos(angle);
        xy[2 * i + 1] = grid->lat[mid] + radius * sin(angle);
    }
    return n;
}

static void shares_of_a_site_on_the_grid_add_up(struct ta_random_stream *r)
{
    double xy[2 * RING_MAX], back[2 * RING_MAX];
    struct ta_cell_centres grid = bent_grid(r);
    size_t n = star(r, &grid, xy);
    struct ta_cell_cover found = cover_ring(&grid, n, xy);
    assert_near(found.inside, 1.0, 1e-7, 1);
    for (size_t i = 0; i < found.n; i++)
        assert_true(share[i].share > 0.0 && share[i].share <= 1.0 + 1e-7);

    double first = share[0].share;
    for (size_t i = 0; i < n; i++) memcpy(back + 2 * i, xy + 2 * (n - 1 - i), 16);
    struct ta_cell_cover turned = cover_ring(&grid, n, back);
    assert_int_equal(turned.n, found.n);
    assert_near(share[0].share, first, 1e-7, 1);
}

static void any_site_on_any_grid(void **state)
{
    (void)state;
    ta_for_seeds(300, shares_of_a_site_on_the_grid_add_up);
}

/* Cells of any shape: what a ring has in common with a triangle is never more than either. */
static void a_clip_is_within_both(struct ta_random_stream *r)
{
    double xy[2 * RING_MAX];
    struct ta_cell_centres grid = bent_grid(r);
    size_t n = star(r, &grid, xy);
    struct ta_point corner[3];
    double flat[6];
    for (size_t k = 0; k < 3; k++) {
        corner[k].x = flat[2 * k] = xy[0] + ta_random_between(r, -1.0, 1.0);
        corner[k].y = flat[2 * k + 1] = xy[1] + ta_random_between(r, -1.0, 1.0);
    }
    double both = fabs(ta_ring_area_within(n, xy, 0.0, corner));
    assert_true(both <= fabs(ta_ring_area(n, xy, 0.0)) + 1e-12);
    assert_true(both <= fabs(ta_ring_area(3, flat, 0.0)) + 1e-12);
}

static void any_ring_in_any_triangle(void **state)
{
    (void)state;
    ta_for_seeds(500, a_clip_is_within_both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quarter_of_four_cells),
        cmocka_unit_test(areas_are_those_of_the_sphere),
        cmocka_unit_test(a_tiny_site_lies_in_the_cell_that_holds_it),
        cmocka_unit_test(a_site_may_be_off_the_grid_or_half_on_it),
        cmocka_unit_test(longitudes_may_be_counted_from_zero),
        cmocka_unit_test(a_site_split_at_the_antimeridian_is_one),
        cmocka_unit_test(cells_without_a_size_or_a_place_are_not_guessed),
        cmocka_unit_test(any_site_on_any_grid),
        cmocka_unit_test(any_ring_in_any_triangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

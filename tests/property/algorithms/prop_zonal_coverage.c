/* SPDX-License-Identifier: Apache-2.0 */
/* Random polygons: fractions against clipping cell by cell, and what must not change
 * them. */
#include "ta_property.h"
#include "ta_zonal.h"

enum { SIDE = 12, CELLS = SIDE * SIDE, MOST_POINTS = 64 };
static const struct ta_zonal_grid grid = {SIDE, SIDE, 5, 4};

struct ring {
    size_t n;
    double xy[2 * MOST_POINTS];
};

static void fractions_of(size_t n_rings, const struct ring *ring, bool holes,
                         double share[CELLS])
{
    size_t part_ring[MOST_POINTS], ring_point[MOST_POINTS] = {0};
    double xy[8 * MOST_POINTS];
    struct ta_polygons shape = {.n_parts = holes ? 1 : n_rings,
                                .part_ring = part_ring,
                                .n_rings = n_rings,
                                .ring_point = ring_point,
                                .xy = xy};
    for (size_t r = 0; r < n_rings; r++) {
        memcpy(&xy[2 * shape.n_points], ring[r].xy, 2 * ring[r].n * sizeof *xy);
        shape.n_points += ring[r].n;
        ring_point[r + 1] = shape.n_points;
    }
    for (size_t p = 0; p <= shape.n_parts; p++) part_ring[p] = p;
    part_ring[shape.n_parts] = n_rings;
    struct ta_zonal_plan *plan = ta_plan_of(grid, 1, &shape);
    double *got = ta_fractions(plan, 0);
    memcpy(share, got, CELLS * sizeof *share);
    free(got);
    ta_zonal_plan_free(plan);
}

/* Area of a convex or star-shaped ring clipped to x <= c (axis 0) or y <= c (axis 1),
 * or the other side: one step of Sutherland and Hodgman (1974). */
struct clip {
    size_t n;
    long double xy[2 * (MOST_POINTS + 8)];
};

static void keep(struct clip *out, const long double *p)
{
    out->xy[2 * out->n] = p[0];
    out->xy[2 * out->n + 1] = p[1];
    out->n++;
}

static void clip_side(struct clip *shape, int axis, long double c, int sign)
{
    struct clip out = {0};
    for (size_t i = 0; i < shape->n; i++) {
        const long double *a = &shape->xy[2 * i];
        const long double *b = &shape->xy[2 * ((i + 1) % shape->n)];
        long double da = (a[axis] - c) * sign, db = (b[axis] - c) * sign;
        if (da <= 0) keep(&out, a);
        if ((da < 0 && db > 0) || (da > 0 && db < 0)) {
            long double t = da / (da - db), p[2];
            p[axis] = c;
            p[1 - axis] = a[1 - axis] + t * (b[1 - axis] - a[1 - axis]);
            keep(&out, p);
        }
    }
    *shape = out;
}

static long double area(const struct clip *shape)
{
    long double sum = 0;
    for (size_t i = 1; i + 1 < shape->n; i++) {
        const long double *o = shape->xy, *a = &o[2 * i], *b = &o[2 * i + 2];
        sum += (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1]);
    }
    return fabsl(sum) / 2;
}

static bool apart(const struct ring *ring, int axis, int cell)
{
    double lo = (double)INFINITY, hi = -(double)INFINITY;
    for (size_t i = 0; i < ring->n; i++) {
        lo = fmin(lo, ring->xy[2 * i + (size_t)axis]);
        hi = fmax(hi, ring->xy[2 * i + (size_t)axis]);
    }
    return hi <= cell || lo >= cell + 1;
}

static double clipped_share(const struct ring *ring, int col, int row)
{
    if (apart(ring, 0, col) || apart(ring, 1, row)) return 0;
    struct clip shape = {.n = ring->n};
    for (size_t i = 0; i < 2 * ring->n; i++) shape.xy[i] = (long double)ring->xy[i];
    clip_side(&shape, 0, col, -1);
    clip_side(&shape, 0, col + 1, 1);
    clip_side(&shape, 1, row, -1);
    clip_side(&shape, 1, row + 1, 1);
    return (double)area(&shape);
}

/* Corners anywhere, on cell sides, on corners of cells, or almost in line. */
static double corner(struct ta_random_stream *r)
{
    switch (ta_random_below(r, 4)) {
    case 0: return (double)ta_random_below(r, SIDE + 1);
    case 1: return (double)ta_random_below(r, 8 * SIDE) / 8;
    default: return ta_random_between(r, -3, SIDE + 3);
    }
}

static struct ring triangle(struct ta_random_stream *r)
{
    struct ring t = {.n = 3};
    for (size_t i = 0; i < 6; i++) t.xy[i] = corner(r);
    if (ta_random_below(r, 4) == 0) { /* a sliver */
        double s = ta_random_between(r, 0, 1),
               off = pow(10, ta_random_between(r, -12, -1));
        t.xy[4] = t.xy[0] + s * (t.xy[2] - t.xy[0]) + off;
        t.xy[5] = t.xy[1] + s * (t.xy[3] - t.xy[1]) - off;
    }
    return t;
}

static void check_triangle(struct ta_random_stream *r)
{
    struct ring t = triangle(r);
    double share[CELLS];
    fractions_of(1, &t, true, share);
    for (int row = 0; row < SIDE; row++)
        for (int col = 0; col < SIDE; col++)
            assert_near(share[row * SIDE + col], clipped_share(&t, col, row), 4e-15, 1);
}

static void triangles_cover_what_clipping_says(void **state)
{
    (void)state;
    ta_for_seeds(100000, check_triangle);
}

/* A star around (cx, cy): simple, so valid. */
static struct ring star(struct ta_random_stream *r, double cx, double cy, double radius)
{
    struct ring s = {.n = 3 + ta_random_below(r, 20)};
    for (size_t i = 0; i < s.n; i++) {
        double turn =
            6.283185307179586 * ((double)i + ta_random_between(r, 0, .9)) / (double)s.n;
        double length = radius * ta_random_between(r, .3, 1);
        s.xy[2 * i] = cx + length * cos(turn);
        s.xy[2 * i + 1] = cy + length * sin(turn);
    }
    return s;
}

static struct ring any_star(struct ta_random_stream *r)
{
    return star(r, ta_random_between(r, -2, SIDE + 2),
                ta_random_between(r, -2, SIDE + 2), ta_random_between(r, .2, SIDE));
}

static void assert_same(const double *a, const double *b)
{
    for (int i = 0; i < CELLS; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0)
            fail_msg("cell %d: %.17g, not %.17g", i, b[i], a[i]);
}

static void check_rewriting(struct ta_random_stream *r)
{
    struct ring s = any_star(r), other = {.n = s.n};
    double want[CELLS], got[CELLS];
    fractions_of(1, &s, true, want);

    for (size_t i = 0; i < s.n; i++)
        memcpy(&other.xy[2 * i], &s.xy[2 * (s.n - 1 - i)], 2 * sizeof(double));
    fractions_of(1, &other, true, got);
    assert_same(want, got);

    size_t first = ta_random_below(r, s.n);
    for (size_t i = 0; i < s.n; i++)
        memcpy(&other.xy[2 * i], &s.xy[2 * ((i + first) % s.n)], 2 * sizeof(double));
    fractions_of(1, &other, true, got);
    assert_same(want, got);

    other.n = 0;
    for (size_t i = 0; i < s.n; i++)
        for (size_t k = 1 + ta_random_below(r, 2); k > 0; k--)
            memcpy(&other.xy[2 * other.n++], &s.xy[2 * i], 2 * sizeof(double));
    memcpy(&other.xy[2 * other.n++], s.xy, 2 * sizeof(double)); /* closed */
    fractions_of(1, &other, true, got);
    assert_same(want, got);
}

static void direction_start_and_repeated_points_change_nothing(void **state)
{
    (void)state;
    ta_for_seeds(3000, check_rewriting);
}

static void check_shift(struct ta_random_stream *r)
{
    struct ring s = star(r, 3, 3, 2.5), moved = s;
    /* numbers that stay exact when moved */
    for (size_t i = 0; i < 2 * s.n; i++) s.xy[i] = round(s.xy[i] * 0x1p30) * 0x1p-30;
    double dx = (double)ta_random_below(r, 6), dy = (double)ta_random_below(r, 6);
    for (size_t i = 0; i < s.n; i++) {
        moved.xy[2 * i] = s.xy[2 * i] + dx;
        moved.xy[2 * i + 1] = s.xy[2 * i + 1] + dy;
    }
    double a[CELLS], b[CELLS];
    fractions_of(1, &s, true, a);
    fractions_of(1, &moved, true, b);
    int by = (int)dy * SIDE + (int)dx;
    for (int row = 0; row < 6; row++)
        for (int col = 0; col < 6; col++)
            assert_true(a[row * SIDE + col] == b[row * SIDE + col + by]);
}

static void moving_shape_and_grid_together_changes_nothing(void **state)
{
    (void)state;
    ta_for_seeds(3000, check_shift);
}

/* Cut a star at its centre line: triangles centre - i - i+1 fill it. */
static void check_split(struct ta_random_stream *r)
{
    double cx = ta_random_between(r, 0, SIDE), cy = ta_random_between(r, 0, SIDE);
    struct ring s = star(r, cx, cy, ta_random_between(r, .5, 9));
    if (s.n < 8) return; /* with few corners the centre may lie outside */
    double whole[CELLS], part[CELLS], sum[CELLS] = {0};
    fractions_of(1, &s, true, whole);
    for (size_t i = 0; i < s.n; i++) {
        size_t j = (i + 1) % s.n;
        struct ring t = {
            3, {cx, cy, s.xy[2 * i], s.xy[2 * i + 1], s.xy[2 * j], s.xy[2 * j + 1]}};
        fractions_of(1, &t, true, part);
        for (int k = 0; k < CELLS; k++) sum[k] += part[k];
    }
    for (int k = 0; k < CELLS; k++) assert_near(sum[k], whole[k], 1e-14, 1);
}

static void pieces_add_up_to_the_whole(void **state)
{
    (void)state;
    ta_for_seeds(2000, check_split);
}

static void check_hole(struct ta_random_stream *r)
{
    double cx = ta_random_between(r, 0, SIDE), cy = ta_random_between(r, 0, SIDE);
    struct ring both[2] = {star(r, cx, cy, 9), star(r, cx, cy, 1)};
    if (both[0].n < 8) return;
    for (size_t i = 0; i < both[0].n; i++) { /* keep the shell outside of the hole */
        double dx = both[0].xy[2 * i] - cx, dy = both[0].xy[2 * i + 1] - cy;
        double far = 3 + hypot(dx, dy);
        both[0].xy[2 * i] = cx + dx / hypot(dx, dy) * far;
        both[0].xy[2 * i + 1] = cy + dy / hypot(dx, dy) * far;
    }
    double with[CELLS], shell[CELLS], hole[CELLS];
    fractions_of(2, both, true, with);
    fractions_of(1, &both[0], true, shell);
    fractions_of(1, &both[1], true, hole);
    for (int k = 0; k < CELLS; k++) assert_near(with[k], shell[k] - hole[k], 1e-15, 1);
}

static void hole_is_shell_less_hole(void **state)
{
    (void)state;
    ta_for_seeds(2000, check_hole);
}

/* Invalid rings may give wrong shares, but only shares, and always an end. */
static void check_nonsense(struct ta_random_stream *r)
{
    struct ring some[3];
    double share[CELLS];
    size_t n = 1 + ta_random_below(r, 3);
    for (size_t k = 0; k < n; k++) {
        some[k].n = ta_random_below(r, 12);
        for (size_t i = 0; i < 2 * some[k].n; i++) {
            double size = pow(10, ta_random_between(r, -300, 12));
            some[k].xy[i] = ta_random_below(r, 3) == 0
                                ? ta_random_between(r, -size, size)
                                : corner(r);
        }
    }
    fractions_of(n, some, ta_random_below(r, 2) == 0, share);
    for (int k = 0; k < CELLS; k++) assert_true(share[k] >= 0 && share[k] <= 1);
}

static void invalid_rings_end_and_stay_within_0_and_1(void **state)
{
    (void)state;
    ta_for_seeds(20000, check_nonsense);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triangles_cover_what_clipping_says),
        cmocka_unit_test(direction_start_and_repeated_points_change_nothing),
        cmocka_unit_test(moving_shape_and_grid_together_changes_nothing),
        cmocka_unit_test(pieces_add_up_to_the_whole),
        cmocka_unit_test(hole_is_shell_less_hole),
        cmocka_unit_test(invalid_rings_end_and_stay_within_0_and_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_shape.c  Outlines as people draw them become valid shapes, with their
 * area. */
#include "geo_test.h"

#include "base/memory.h"
#include "geo/area.h"
#include "geo/shape.h"

struct settled {
    enum ta_status status;
    struct ta_polygons shape;
    struct ta_shape_report report;
    struct ta_error err;
};

/** Every shape that comes out is valid, oriented, closed, in range and has the area it
 * says. */
static void check_invariants(const struct settled *s)
{
    const struct ta_polygons *p = &s->shape;
    for (size_t i = 0; i < p->n_points; i++)
        assert_true(fabs(p->xy[2 * i]) <= 180.0 && fabs(p->xy[2 * i + 1]) <= 90.0);
    for (size_t k = 0; k < p->n_parts; k++)
        for (size_t r = p->part_ring[k]; r < p->part_ring[k + 1]; r++) {
            double area = ta_ring_signed_area(ta_ring_xy(p, r), ta_ring_size(p, r));
            assert_true(r == p->part_ring[k] ? area > 0.0 : area < 0.0);
            const double *xy = ta_ring_xy(p, r),
                         *end = xy + 2 * (ta_ring_size(p, r) - 1);
            assert_true(xy[0] == end[0] && xy[1] == end[1]);
        }
    assert_near(ta_shape_area_m2(p), s->report.area_m2, 0.0, 0.0);
}

static struct settled settle_in(const char *crs, const char *text)
{
    struct settled s = {0};
    struct ta_transform way = opened(crs, TA_CRS_WGS84);
    struct ta_polygons in = drawn(text);
    s.status = ta_shape_settle(&in, &way, &s.shape, &s.report, &s.err);
    if (s.status == TA_OK) check_invariants(&s);
    ta_polygons_free(&in);
    way.free(way.self);
    return s;
}

static struct settled settle(const char *text)
{
    return settle_in(TA_CRS_WGS84, text);
}

static double area_of(const char *text)
{
    struct settled s = settle(text);
    if (s.status != TA_OK) fail_msg("%s: %s", text, s.err.text);
    ta_polygons_free(&s.shape);
    return s.report.area_m2;
}

static void check_mended(const char *text, const char *same_area_as, const char *note)
{
    struct settled s = settle(text);
    if (s.status != TA_OK) fail_msg("%s: %s", text, s.err.text);
    assert_near(s.report.area_m2, area_of(same_area_as), 1e-9, 0.0);
    assert_true(s.report.mended.mended);
    if (strstr(s.report.mended.note, note) == NULL)
        fail_msg("%s: note '%s'", text, s.report.mended.note);
    ta_polygons_free(&s.shape);
}

static void check_refused(const char *text, const char *words)
{
    struct settled s = settle(text);
    assert_int_equal(s.status, TA_E_DATA);
    if (strstr(s.err.text, words) == NULL) fail_msg("%s: said '%s'", text, s.err.text);
    assert_null(s.shape.xy);
}

static void test_valid_shape_keeps_its_points(void **state)
{
    (void)state;
    struct settled s =
        settle("10 20,11 20,11 21,10 21,10 20;10.2 20.2,10.2 20.8,10.8 20.8,"
               "10.2 20.2|12 20,13 20,12 21,12 20");
    struct ta_polygons want =
        drawn("10 20,11 20,11 21,10 21,10 20;10.2 20.2,10.2 20.8,10.8 "
              "20.8,10.2 20.2|12 20,13 20,12 21,12 20");
    assert_int_equal(s.shape.n_points, want.n_points);
    assert_memory_equal(s.shape.xy, want.xy, want.n_points * 2 * sizeof(double));
    assert_false(s.report.mended.mended);
    assert_false(s.report.mended.split);
    assert_near(s.report.accuracy_m, 0.0, 0.0, 0.0);
    ta_polygons_free(&want);
    ta_polygons_free(&s.shape);
}

static void test_bow_tie_is_its_even_odd_area(void **state)
{
    (void)state; /* signed areas of the two halves cancel; the right answer is both */
    check_mended("0 0,2 2,2 0,0 2,0 0", "0 0,1 1,0 2,0 0|2 0,2 2,1 1,2 0",
                 "Self-intersection");
    /* an edge drawn there and back encloses nothing, also where it crosses others */
    check_mended("0 0,4 0,4 4,0 4,0 2,6 2,0 2,0 0", "0 0,4 0,4 4,0 4,0 0",
                 "Self-intersection");
    /* once round and once more inside: the middle is out */
    check_mended("0 0,6 0,6 6,0 6,0 0,2 2,4 2,4 4,2 4,2 2,0 0",
                 "0 0,6 0,6 6,0 6,0 0;2 2,4 2,4 4,2 4,2 2", "Self-intersection");
}

static void test_self_touching_ring(void **state)
{
    (void)state;
    check_mended("0 0,4 0,2 2,4 4,0 4,2 2,0 0", "0 0,4 0,2 2,0 0|2 2,4 4,0 4,2 2", "");
}

static void test_holes(void **state)
{
    (void)state;
    const char *square = "0 0,4 0,4 4,0 4,0 0";
    check_mended("0 0,4 0,4 4,0 4,0 0;6 6,7 6,7 7,6 7,6 6", square,
                 "Hole lies outside");
    check_mended("0 0,4 0,4 4,0 4,0 0;2 2,6 2,6 3,2 3,2 2",
                 "0 0,4 0,4 2,2 2,2 3,4 3,4 4,0 4,0 0", "");
    check_mended("0 0,4 0,4 4,0 4,0 0;1 1,3 1,3 2,1 2,1 1;1 1,3 1,3 2,1 2,1 1",
                 "0 0,4 0,4 4,0 4,0 0;1 1,3 1,3 2,1 2,1 1", "");
    check_mended("0 0,4 0,4 4,0 4,0 0;1 1,2 2", square, "hole without area");
}

static void test_overlapping_parts_are_joined(void **state)
{
    (void)state;
    check_mended("0 0,2 0,2 2,0 2,0 0|1 0,3 0,3 2,1 2,1 0", "0 0,3 0,3 2,0 2,0 0", "");
    check_mended("0 0,2 0,2 2,0 2,0 0|0 0,2 0,2 2,0 2,0 0", "0 0,2 0,2 2,0 2,0 0", "");
}

static void test_open_and_reversed_rings(void **state)
{
    (void)state;
    check_mended("0 0,4 0,4 4,0 4", "0 0,4 0,4 4,0 4,0 0", "open ring was closed");
    struct settled s = settle("0 0,0 4,4 4,4 0,0 0");
    assert_int_equal(s.status, TA_OK);
    assert_false(s.report.mended.mended); /* turning round is not mending */
    ta_polygons_free(&s.shape);
}

static void test_nothing_inside(void **state)
{
    (void)state;
    check_refused("0 0,1 1", "2 points");
    check_refused("0 0,1 1,2 2,0 0", "no area");
    check_refused("5 5,5 5,5 5,5 5", "no area");
    check_refused("0 0,4 0,4 4,0 4,0 0;-1 -1,5 -1,5 5,-1 5,-1 -1", "no area");
}

static void test_not_a_place(void **state)
{
    (void)state;
    check_refused("0 0,nan 0,4 4,0 0", "finite");
    check_refused("0 0,1e999 0,4 4,0 0", "finite");
    check_refused("39.9 116.3,39.91 116.3,39.91 116.31,39.9 116.3", "swapped");
    check_refused("500000 800000,501000 800000,501000 801000,500000 800000",
                  "no longitude");
    struct settled s =
        settle("500000 800000,501000 800000,501000 801000,500000 800000");
    assert_non_null(strstr(s.err.mend, "--crs"));
}

static void test_fiji_both_spellings(void **state)
{
    (void)state;
    const char *halves =
        "179 -18,180 -18,180 -17,179 -17,179 -18|-180 -18,-179 -18,-179 -17,"
        "-180 -17,-180 -18";
    double whole = area_of(halves);
    struct settled s = settle("179 -18,-179 -18,-179 -17,179 -17,179 -18");
    assert_int_equal(s.status, TA_OK);
    assert_int_equal(s.shape.n_parts, 2);
    assert_true(s.report.mended.split);
    assert_non_null(strstr(s.report.mended.note, "antimeridian"));
    assert_near(s.report.area_m2, whole, 1e-12, 0.0);
    ta_polygons_free(&s.shape);

    s = settle(
        "391.8 6.8,391.9 6.8,391.9 6.9,391.8 6.8"); /* 31.8 was meant, or 39.18 */
    assert_near(s.shape.xy[0], 31.8, 1e-12, 0.0);
    assert_non_null(strstr(s.report.mended.note, "taken 360 degrees back"));
    ta_polygons_free(&s.shape);

    s = settle("179 -18,181 -18,181 -17,179 -17,179 -18"); /* running on past 180 */
    assert_null(strstr(s.report.mended.note, "taken 360 degrees back"));
    assert_int_equal(s.shape.n_parts, 2);
    assert_near(s.report.area_m2, whole, 1e-12, 0.0);
    assert_false(s.report.mended.mended);
    ta_polygons_free(&s.shape);

    /* the hole was written on the other side of the line than the exterior */
    s = settle("179 -18,181 -18,181 -17,179 -17,179 -18;-179.9 -17.9,-179.9 "
               "-17.1,-179.1 -17.1,"
               "-179.1 -17.9,-179.9 -17.9");
    assert_near(s.report.area_m2,
                whole - area_of("0 -17.9,0.8 -17.9,0.8 -17.1,0 -17.1,0 -17.9"), 1e-9,
                0.0);
    ta_polygons_free(&s.shape);
    /* drawn by hand with a point on each side of the line */
    assert_near(
        area_of("179 -18,180 -18,-180 -18,-179 -18,-179 -17,-180 -17,180 -17,179 -17,"
                "179 -18"),
        whole, 1e-12, 0.0);
    assert_near(area_of("190 10,191 10,191 11,190 10"),
                area_of("10 10,11 10,11 11,10 10"), 1e-10, 0.0);
}

static void test_a_bow_tie_on_the_line(void **state)
{
    (void)state; /* its signed area is 0, as that of a ring that collapses */
    assert_near(area_of("179 0,-179 2,-179 0,179 2,179 0"),
                area_of("9 0,11 2,11 0,9 2,9 0"), 1e-9, 0.0);
}

static void test_fiji_in_its_own_grid(void **state)
{
    (void)state; /* Fiji Map Grid, 178.75 E; 200 km x 50 km over the line, scale 0.99985
                    to 1.0001 */
    struct settled s =
        settle_in("EPSG:3460", "2050000 4000000,2250000 4000000,2250000 4050000,"
                               "2050000 4050000,2050000 4000000");
    assert_int_equal(s.status, TA_OK);
    assert_int_equal(s.shape.n_parts, 2);
    assert_near(s.report.area_m2, 1e10, 1e-3, 0.0);
    assert_near(s.report.accuracy_m, 2.0, 0.0, 0.0);
    assert_false(s.report.mended.mended);
    ta_polygons_free(&s.shape);
}

static void test_poles(void **state)
{
    (void)state;
    double cap = area_of("-180 80,180 80,180 90,-180 90,-180 80");
    struct settled s = settle("0 80,90 80,180 80,-90 80,0 80");
    assert_int_equal(s.status, TA_OK);
    assert_non_null(strstr(s.report.mended.note, "pole"));
    assert_near(s.report.area_m2, cap, 1e-9, 0.0);
    ta_polygons_free(&s.shape);
    s = settle("0 -80,-90 -80,-180 -80,90 -80,0 -80"); /* the other pole, the other way
                                                          round */
    assert_near(s.report.area_m2, cap, 1e-9, 0.0);
    ta_polygons_free(&s.shape);
    s = settle("0 80,90 80,180 80,-90 80,0 80;45 85,135 85,-135 85,-45 85,45 85");
    assert_near(s.report.area_m2,
                cap - area_of("-180 85,180 85,180 90,-180 90,-180 85"), 1e-9, 0.0);
    ta_polygons_free(&s.shape);
    check_refused("0 10,90 -10,180 10,-90 -10,0 10", "round the globe");

    /* 1000 km about the pole in polar stereographic: scale 0.9728 at the pole
     * (EPSG:3031) */
    s = settle_in("EPSG:3031", "-1e6 -1e6,1e6 -1e6,1e6 1e6,-1e6 1e6,-1e6 -1e6");
    assert_int_equal(s.status, TA_OK);
    assert_near(s.report.area_m2, 4e12 / (0.9728 * 0.9728), 0.03, 0.0);
    ta_polygons_free(&s.shape);
}

static void test_bands_round_the_globe(void **state)
{
    (void)state;
    assert_near(area_of("-180 -90,180 -90,180 90,-180 90,-180 -90"), 510065621724088.44,
                1e-13, 0.0);
    assert_near(area_of("-180 -60,180 -60,180 60,-180 60,-180 -60"),
                360.0 * area_of("0 -60,1 -60,1 60,0 60,0 -60"), 1e-12, 0.0);
    check_refused("-200 0,200 0,200 10,0 10,-200 10,-200 0", "");
    check_refused("-360 -90,180 -90,180 90,-180 90,-180 -90",
                  "degrees of longitude wide");
}

static void test_projected_edges_keep_their_course(void **state)
{
    (void)
        state; /* 100 km x 10 km in UTM 37 N about its central meridian, scale 0.9996 */
    struct settled s =
        settle_in("EPSG:32637", "450000 6700000,550000 6700000,550000 6710000,"
                                "450000 6710000,450000 6700000");
    assert_int_equal(s.status, TA_OK);
    assert_true(s.shape.n_points > 100);
    assert_near(s.report.area_m2, 1e9 / (0.9996 * 0.9996), 5e-5, 0.0);
    ta_polygons_free(&s.shape);
}

static void test_too_many_points(void **state)
{
    (void)state;
    size_t n = 10000000;
    double *xy = calloc(2 * n, sizeof *xy);
    size_t part_ring[] = {0, 1}, ring_point[] = {0, n};
    struct ta_polygons in = {1, part_ring, 1, ring_point, n, xy}, out = {0};
    struct ta_shape_report report;
    struct ta_transform way = opened(TA_CRS_WGS84, TA_CRS_WGS84);
    assert_int_equal(ta_shape_settle(&in, &way, &out, &report, NULL), TA_E_LIMIT);
    way.free(way.self);
    free(xy);

    struct ta_rings rings = {0};
    ta_rings_part(&rings);
    ta_rings_ring(&rings);
    for (size_t i = 0; i < n && rings.status == TA_OK; i++)
        ta_rings_point(&rings, 1.0, 2.0);
    assert_int_equal(ta_rings_take(&rings, &out, NULL), TA_E_LIMIT);
}

static void test_a_tangle_is_refused(void **state)
{
    (void)
        state; /* each of 3000 long edges crosses all others: 4.5 million corners to be */
    struct ta_rings rings = {0};
    struct ta_polygons in = {0}, out = {0};
    struct ta_shape_report report;
    struct ta_error err = {0};
    struct ta_transform way = opened(TA_CRS_WGS84, TA_CRS_WGS84);
    ta_rings_part(&rings);
    ta_rings_ring(&rings);
    for (int i = 0; i < 3000; i++)
        ta_rings_point(&rings, i % 2 == 0 ? 10.0 + 1e-4 * i : 11.0 - 1e-4 * i,
                       i % 2 + 1e-5 * i);
    assert_int_equal(ta_rings_take(&rings, &in, NULL), TA_OK);
    assert_int_equal(ta_shape_settle(&in, &way, &out, &report, &err), TA_E_LIMIT);
    assert_non_null(strstr(err.text, "too often"));
    ta_polygons_free(&in);
    way.free(way.self);
}

static void test_circles(void **state)
{
    (void)state;
    struct ta_transform way = opened(TA_CRS_WGS84, TA_CRS_WGS84);
    static const double centre[][2] = {
        {116.4, 39.9}, {35.0, 0.0}, {179.999, -17.0}, {10.0, 89.99}};
    for (size_t i = 0; i < sizeof centre / sizeof centre[0]; i++) {
        struct settled s = {0};
        s.status =
            ta_shape_circle(centre[i], 2500.0, &way, &s.shape, &s.report, &s.err);
        assert_int_equal(s.status, TA_OK);
        check_invariants(&s);
        assert_near(s.report.area_m2, 3.14159265358979 * 2500.0 * 2500.0,
                    i < 3 ? 1e-6 : 1e-3, 0.0); /* meridians crowd at the pole */
        assert_false(s.report.mended.mended);
        for (size_t k = 0; k < s.shape.n_points && i < 2; k++)
            assert_near(ta_distance_m(centre[i], s.shape.xy + 2 * k), 2500.0, 3e-4,
                        0.0);
        ta_polygons_free(&s.shape);
    }
    struct ta_polygons out = {0};
    struct ta_shape_report report;
    const double bad[] = {0.0, -5.0, 1e9, (double)NAN};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(ta_shape_circle(centre[0], bad[i], &way, &out, &report, NULL),
                         TA_E_DATA);
    assert_int_equal(
        ta_shape_circle((double[]){39.9, 116.4}, 10.0, &way, &out, &report, NULL),
        TA_E_DATA);
    way.free(way.self);
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    struct ta_transform way = opened(TA_CRS_WGS84, TA_CRS_WGS84);
    struct ta_polygons in =
        drawn("179 -18,-179 -18,-179 -17,179 -17,179 -18;179.5 -17.5,"
              "179.6 -17.5,179.6 -17.4,179.5 -17.5");
    enum ta_status status = TA_E_NOMEM;
    size_t k = 0;
    while (status != TA_OK && k < 500) {
        struct ta_polygons out = {0};
        struct ta_shape_report report;
        ta_alloc_fail_at(++k);
        status = ta_shape_settle(&in, &way, &out, &report, NULL);
        ta_alloc_fail_at(0);
        assert_true(status == TA_OK || status == TA_E_NOMEM || status == TA_E_INTERNAL);
        assert_true(status == TA_OK || out.xy == NULL);
        ta_polygons_free(&out);
    }
    assert_int_equal(status, TA_OK);
    assert_true(k > 10);
    ta_polygons_free(&in);
    way.free(way.self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_shape_keeps_its_points),
        cmocka_unit_test(test_bow_tie_is_its_even_odd_area),
        cmocka_unit_test(test_self_touching_ring),
        cmocka_unit_test(test_holes),
        cmocka_unit_test(test_overlapping_parts_are_joined),
        cmocka_unit_test(test_open_and_reversed_rings),
        cmocka_unit_test(test_nothing_inside),
        cmocka_unit_test(test_not_a_place),
        cmocka_unit_test(test_fiji_both_spellings),
        cmocka_unit_test(test_a_bow_tie_on_the_line),
        cmocka_unit_test(test_fiji_in_its_own_grid),
        cmocka_unit_test(test_poles),
        cmocka_unit_test(test_bands_round_the_globe),
        cmocka_unit_test(test_projected_edges_keep_their_course),
        cmocka_unit_test(test_too_many_points),
        cmocka_unit_test(test_a_tangle_is_refused),
        cmocka_unit_test(test_circles),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

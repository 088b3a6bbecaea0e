/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_area.c  Ellipsoidal areas against PROJ's geodesics and GDAL's equal-area
 * cylinder. */
#include "geo_test.h"

#include <geodesic.h>

#include "geo/area.h"

static double area_of(const char *text)
{
    struct ta_polygons shape = drawn(text);
    double area = ta_shape_area_m2(&shape);
    ta_polygons_free(&shape);
    return area;
}

static void test_globe(void **state)
{
    (void)state; /* 4 pi R_q^2 of WGS 84, Karney (2013), and its northern half */
    assert_near(area_of("-180 -90,180 -90,180 90,-180 90,-180 -90"), 510065621724088.44,
                1e-14, 0.0);
    assert_near(area_of("-180 0,180 0,180 90,-180 90,-180 0"), 255032810862044.22,
                1e-14, 0.0);
}

static void test_against_an_equal_area_projection(void **state)
{
    (void)state; /* wanted: GDAL 3.6.2, +proj=cea +datum=WGS84, edges segmentized,
                    extrapolated */
    assert_near(area_of("0 40,10 40,10 50,0 50,0 40"), 875097690661.703613, 1e-12, 0.0);
    assert_near(area_of("35.3 7.1,35.9 7.25,35.5 7.7,35.3 7.1"), 2014745148.0249, 1e-10,
                0.0);
    assert_near(
        area_of("116.3 39.9,116.304 39.9,116.304 39.903,116.3 39.903,116.3 39.9"),
        113941.481057, 1e-9, 0.0);
}

/** PROJ's geodesic polygon of the ring, each edge cut into @p cuts pieces. */
static double geodesic_area(const struct ta_polygons *shape, int cuts)
{
    struct geod_geodesic earth;
    struct geod_polygon polygon;
    geod_init(&earth, 6378137.0, 1.0 / 298.257223563);
    geod_polygon_init(&polygon, 0);
    for (size_t i = 0; i + 1 < shape->n_points; i++)
        for (int k = 0; k < cuts; k++) {
            const double *a = shape->xy + 2 * i, t = (double)k / cuts;
            geod_polygon_addpoint(&earth, &polygon, a[1] + t * (a[3] - a[1]),
                                  a[0] + t * (a[2] - a[0]));
        }
    double area = 0.0;
    (void)geod_polygon_compute(&earth, &polygon, 0, 1, &area, NULL);
    return area;
}

static void test_against_geodesics(void **state)
{
    (void)state;
    const char *const texts[] = {
        "10 60,14 60.5,13 64,10 60",
        "-70 -55,-69 -55,-68.5 -50,-71 -52,-70 -55",
        "100 -1,101 1,99 0.5,100 -1",
        "20 85,100 80,60 89,20 85",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct ta_polygons shape = drawn(texts[i]);
        double coarse = geodesic_area(&shape, 1000), fine = geodesic_area(&shape, 2000);
        double limit =
            fine + (fine - coarse) / 3.0; /* the error falls with the square */
        assert_near(ta_ring_area_m2(shape.xy, shape.n_points), limit, 1e-10, 0.0);
        ta_polygons_free(&shape);
    }
}

static void test_holes_parts_and_orientation(void **state)
{
    (void)state;
    double whole = area_of("0 0,4 0,4 4,0 4,0 0");
    double hole = area_of("1 1,2 1,2 2,1 2,1 1");
    double part = area_of("6 6,6 7,7 7,7 6,6 6");
    assert_true(hole > 0.0 && part > 0.0);
    assert_near(area_of("0 0,4 0,4 4,0 4,0 0;1 1,2 1,2 2,1 2,1 1|6 6,6 7,7 7,7 6,6 6"),
                whole - hole + part, 1e-14, 0.0);
    assert_near(area_of("0 0,0 4,4 4,4 0,0 0"), whole, 1e-14, 0.0);
}

static void test_small_parcels_keep_their_digits(void **state)
{
    (void)state; /* 1 m x 1 m, far from Greenwich and from the equator: the same place
                    shifted */
    double d = 1.0 / 111320.0;
    char text[256];
    double area[2];
    for (int i = 0; i < 2; i++) {
        double x = i == 0 ? 0.0 : 170.0;
        (void)snprintf(text, sizeof text,
                       "%.17g 60,%.17g 60,%.17g %.17g,%.17g %.17g,%.17g 60", x, x + d,
                       x + d, 60.0 + d, x, 60.0 + d, x);
        area[i] = area_of(text);
    }
    assert_near(area[1], area[0], 1e-7, 0.0);
    assert_near(area[0], 0.502, 0.01, 0.0);
}

static void test_distance(void **state)
{
    (void)state; /* a quarter of the meridian: 10001965.7293 m (WGS 84) */
    assert_near(ta_distance_m((double[]){30.0, 0.0}, (double[]){30.0, 90.0}),
                10001965.7293, 1e-10, 0.0);
    assert_near(ta_distance_m((double[]){179.5, 0.0}, (double[]){-179.5, 0.0}),
                111319.4908, 1e-9, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_globe),
        cmocka_unit_test(test_against_an_equal_area_projection),
        cmocka_unit_test(test_against_geodesics),
        cmocka_unit_test(test_holes_parts_and_orientation),
        cmocka_unit_test(test_small_parcels_keep_their_digits),
        cmocka_unit_test(test_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

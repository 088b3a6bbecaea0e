/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_crs.c  Ways between CRSs: right numbers, declared accuracy, refusals with
 * a mend. */
#include "geo_test.h"

static void check_point(const char *from, const char *to, const double in[2],
                        const double want[2], double tolerance)
{
    struct ta_transform way = opened(from, to);
    double xy[2] = {in[0], in[1]};
    assert_int_equal(way.apply(way.self, 1, xy, NULL), TA_OK);
    if (!(fabs(xy[0] - want[0]) <= tolerance && fabs(xy[1] - want[1]) <= tolerance))
        fail_msg("%s to %s: %.9f %.9f", from, to, xy[0], xy[1]);
    way.free(way.self);
}

static double accuracy_at(const char *from, double x, double y)
{
    struct ta_transform way = opened(from, TA_CRS_WGS84);
    double xy[2] = {x, y};
    assert_int_equal(way.apply(way.self, 1, xy, NULL), TA_OK);
    double accuracy = ta_crs_accuracy_m(&way);
    way.free(way.self);
    return accuracy;
}

static void check_refused(const char *crs, const char *words, const char *mend)
{
    struct ta_error err = {0};
    struct ta_transform way = {0};
    assert_int_equal(ta_crs_open(crs, TA_CRS_WGS84, &way, &err), TA_E_DATA);
    if (strstr(err.text, words) == NULL) fail_msg("%s: said '%s'", crs, err.text);
    if (strstr(err.mend, mend) == NULL) fail_msg("%s: mend '%s'", crs, err.mend);
    assert_int_equal(ta_status_exit_code(TA_E_DATA), 65);
}

static void test_published_transverse_mercator(void **state)
{
    (void)state; /* IOGP Guidance Note 7-2, 3.5.3.1, worked example in OSGB36 */
    check_point("EPSG:4277", "EPSG:27700", (double[]){0.5, 50.5},
                (double[]){577274.99, 69740.50}, 0.01);
}

static void test_x_is_longitude_whatever_the_crs_says(void **state)
{
    (void)state; /* wanted: gdaltransform 3.6.2 -s_srs OGC:CRS84 -t_srs EPSG:32637 */
    double utm[] = {113353.791200536, 797339.770978742}, degrees[] = {35.5, 7.2};
    check_point("EPSG:4326", "EPSG:32637", degrees, utm, 1e-6);
    check_point("OGC:CRS84", "EPSG:32637", degrees, utm, 1e-6);
    check_point("EPSG:32637", "EPSG:4326", utm, degrees, 1e-11);
    check_point("urn:ogc:def:crs:EPSG::4326", "EPSG:32637", degrees, utm, 1e-6);
    /* northing stands first in this one's definition */
    check_point("EPSG:2176", TA_CRS_WGS84, (double[]){5500000.0, 5600000.0},
                (double[]){15.0, 50.535664217}, 1e-9);
}

static void test_cgcs2000_is_taken_over_with_its_accuracy(void **state)
{
    (void)state;
    check_point("EPSG:4490", TA_CRS_WGS84, (double[]){116.25, 39.5},
                (double[]){116.25, 39.5}, 0.0);
    check_point("EPSG:4545", TA_CRS_WGS84, (double[]){500000.0, 3500000.0},
                (double[]){108.0, 31.622554944}, 1e-9);
    assert_near(accuracy_at("EPSG:4490", 116.25, 39.5), 2.0, 0.0, 1.0);
    assert_near(accuracy_at("EPSG:4545", 500000.0, 3500000.0), 2.0, 0.0, 1.0);
}

static void test_most_accurate_way_for_the_place(void **state)
{
    (void)state; /* EPSG 1103 "Ethiopia" (6 m) before EPSG 1100 "mean for ..." (9 m) */
    assert_near(accuracy_at("EPSG:20137", 200000.0, 800000.0), 6.0, 0.0, 1.0);
    assert_near(accuracy_at("EPSG:20137", 200000.0, 2000000.0), 7.0, 0.0,
                1.0); /* Sudan */
    assert_near(accuracy_at("EPSG:32637", 200000.0, 800000.0), 0.0, 0.0, 1.0);
}

static void test_outside_every_area_is_refused(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct ta_transform way = opened("EPSG:20137", TA_CRS_WGS84);
    double swapped[2] = {800000.0, 6000000.0};
    assert_int_equal(way.apply(way.self, 1, swapped, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "outside the area"));
    way.free(way.self);
}

static void test_datums_that_need_parameters(void **state)
{
    (void)state;
    check_refused("EPSG:2345", "not published", "+towgs84");
    check_refused("EPSG:4610", "not published", "+towgs84");
    check_refused("EPSG:4214", "not published", "+towgs84");
    const char *mine = "EPSG:2345 +towgs84=10,20,30,0.1,0.2,0.3,4.5 +accuracy=1.5";
    /* wanted: gdaltransform 3.6.2 with +proj=tmerc ... +a=6378140 +rf=298.257
     * +towgs84=... */
    check_point(mine, TA_CRS_WGS84, (double[]){500000.0, 3500000.0},
                (double[]){116.999871161783, 31.6227569610749}, 1e-11);
    assert_near(accuracy_at(mine, 500000.0, 3500000.0), 1.5, 0.0, 1.0);
    assert_true(isnan(accuracy_at("EPSG:2345 +towgs84=1,2,3", 500000.0, 3500000.0)));
    check_refused("EPSG:2345 +towgs84=1,2", "not understood", "+towgs84=dx,dy,dz");
    check_refused("EPSG:2345 +towgs84=1,2,x", "not understood", "+towgs84=dx,dy,dz");
    check_refused("EPSG:2345 +towgs84=1,2,3,4,5,6,7,8", "not understood", "+towgs84");
}

static void test_refusals(void **state)
{
    (void)state;
    check_refused("GCJ-02", "by 100 m to 700 m against WGS 84", "EPSG:4490");
    check_refused("gcj02", "obfuscated datum", "ask the client");
    check_refused("BD-09", "no exact way back is public", "EPSG:4490");
    check_refused("GCJ02 (Amap)", "obfuscated", "EPSG:4490");
    check_refused("GEOGCS[\"GCJ_02\",DATUM[\"x\"]]", "obfuscated", "EPSG:4490");
    check_refused("火星坐标系", "obfuscated", "EPSG:4490");
    check_refused("Mars", "obfuscated", "EPSG:4490");
    check_refused("", "not understood", "--crs");
    check_refused("Beijing", "not understood", "--crs");
    check_refused("EPSG:999999", "not understood", "--crs");
    check_refused("EPSG:5703", "not understood", "--crs"); /* heights only */
    check_refused("EPSG:4019", "no way", "--crs"); /* an ellipsoid without datum */
    check_refused("+proj=longlat +nadgrids=/etc/passwd", "names a file", "");
    check_refused("+init=epsg:4326", "names a file", "");
}

static void test_text_beyond_the_limit(void **state)
{
    (void)state;
    char *text = malloc(TA_CRS_TEXT_MAX + 2);
    memset(text, '[', TA_CRS_TEXT_MAX + 1);
    text[TA_CRS_TEXT_MAX + 1] = '\0';
    struct ta_transform way = {0};
    assert_int_equal(ta_crs_open(text, TA_CRS_WGS84, &way, NULL), TA_E_LIMIT);
    text[TA_CRS_TEXT_MAX] = '\0'; /* as deep as it may be: refused, not a crash */
    assert_int_equal(ta_crs_open(text, TA_CRS_WGS84, &way, NULL), TA_E_DATA);
    free(text);
}

static void test_modis_sphere_has_no_datum_shift(void **state)
{
    (void)state; /* corner of tile h12v10: 10-degree tiles of 1111950.5197 m (MODIS Land
                    grid) */
    check_point("+proj=sinu +R=6371007.181", TA_CRS_WGS84,
                (double[]){-6671703.118, -1111950.5197}, (double[]){-60.9256, -10.0},
                1e-4);
    check_refused("+proj=sinu +R=6371000", "no way", "--crs");
}

static void test_a_system_is_itself(void **state)
{
    (void)state; /* also on a datum that nobody knows */
    static const char *const albers =
        "+proj=aea +lat_1=43 +lat_2=48 +lat_0=34 +lon_0=-120 +x_0=600000 +ellps=GRS80";
    struct ta_transform way = opened(albers, albers);
    double xy[2] = {244697.451795, 1000369.230757};
    assert_int_equal(way.apply(way.self, 1, xy, NULL), TA_OK);
    assert_near(xy[0], 244697.451795, 1e-12, 0);
    assert_near(xy[1], 1000369.230757, 1e-12, 0);
    assert_true(ta_crs_accuracy_m(&way) == 0.0);
    way.free(way.self);
    check_refused(albers, "no way", "--crs");
}

static void test_names(void **state)
{
    (void)state;
    char name[TA_CRS_NAME];
    assert_int_equal(ta_crs_name("urn:ogc:def:crs:EPSG::20137", name, NULL), TA_OK);
    assert_string_equal(name, "EPSG:20137");
    assert_int_equal(ta_crs_name("CGCS2000", name, NULL), TA_OK);
    assert_string_equal(name, "EPSG:4490");
    assert_int_equal(ta_crs_name("nowhere", name, NULL), TA_E_DATA);
}

/* A survey's own name is cut between letters, at every alignment. */
static void test_long_names_are_cut_between_letters(void **state)
{
    (void)state;
    for (int lead = 0; lead < 3; lead++) {
        char own[200] = "xx", text[700], name[TA_CRS_NAME], want[TA_CRS_NAME];
        for (int i = 0; i < 50; i++) memcpy(own + lead + 3 * i, "\xe5\x8c\xba", 4);
        (void)snprintf(text, sizeof text,
                       "GEOGCS[\"%s\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,"
                       "298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\","
                       "0.0174532925199433]]",
                       own);
        assert_int_equal(ta_crs_name(text, name, NULL), TA_OK);
        (void)snprintf(want, sizeof want, "'%.*s'", lead + (100 - lead) / 3 * 3, own);
        assert_string_equal(name, want);
    }
}

/** Greatest distance of the moved points of a straight edge from the moved polyline's
 * edges. */
static double worst_miss(const struct ta_transform *way,
                         const struct ta_polygons *moved, const double a[2],
                         const double b[2])
{
    double worst = 0.0;
    for (int i = 0; i <= 997; i++) {
        double p[2] = {a[0] + i / 997.0 * (b[0] - a[0]),
                       a[1] + i / 997.0 * (b[1] - a[1])};
        assert_int_equal(way->apply(way->self, 1, p, NULL), TA_OK);
        double nearest = INFINITY;
        for (size_t k = 0; k + 1 < moved->n_points; k++) {
            const double *u = moved->xy + 2 * k, *v = u + 2;
            double ex = v[0] - u[0], ey = v[1] - u[1], l2 = ex * ex + ey * ey;
            double t = ((p[0] - u[0]) * ex + (p[1] - u[1]) * ey) / l2;
            t = fmin(1.0, fmax(0.0, t));
            nearest = fmin(nearest, hypot(p[0] - u[0] - t * ex, p[1] - u[1] - t * ey));
        }
        worst = fmax(worst, nearest);
    }
    return worst;
}

static void test_edges_are_densified(void **state)
{
    (void)state; /* a parallel at 60 N bends by kilometres in UTM */
    struct ta_transform way = opened(TA_CRS_WGS84, "EPSG:32637");
    struct ta_polygons in = drawn("36 60,42 60,42 61,36 61,36 60"), out = {0};
    assert_int_equal(way.polygons(way.self, &in, 1.0, &out, NULL), TA_OK);
    assert_true(out.n_points > 30 && out.n_points < 2000);
    double miss =
        worst_miss(&way, &out, (double[]){36.0, 60.0}, (double[]){42.0, 60.0});
    assert_true(miss < 1.0 && miss > 0.01);
    assert_memory_equal(out.xy, out.xy + 2 * (out.n_points - 1), 2 * sizeof(double));
    ta_polygons_free(&out);

    /* symmetric about the central meridian and across the equator: the half alone sees
     * nothing */
    struct ta_polygons bent = drawn("36 -30,42 30,42 31,36 -29,36 -30");
    assert_int_equal(way.polygons(way.self, &bent, 10.0, &out, NULL), TA_OK);
    assert_true(
        worst_miss(&way, &out, (double[]){36.0, -30.0}, (double[]){42.0, 30.0}) < 10.0);
    ta_polygons_free(&out);
    ta_polygons_free(&bent);
    assert_int_equal(way.polygons(way.self, &in, 0.0, &out, NULL), TA_E_ARG);
    assert_int_equal(way.polygons(way.self, &in, (double)NAN, &out, NULL), TA_E_ARG);
    ta_polygons_free(&in);
    way.free(way.self);
}

static void test_points_without_image(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct ta_transform way = opened(TA_CRS_WGS84, "EPSG:3857");
    double xy[] = {1.0, 2.0, 3.0, 91.0};
    assert_int_equal(way.apply(way.self, 2, xy, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "point 2"));
    way.free(way.self);

    way = opened("EPSG:3031", TA_CRS_WGS84); /* an edge through the pole */
    struct ta_polygons in = drawn("-1e6 0,1e6 0,1e6 1e6,-1e6 0"), out = {0};
    assert_int_equal(way.polygons(way.self, &in, 1e-7, &out, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "pole"));
    ta_polygons_free(&in);
    way.free(way.self);
}

static void test_port_is_the_same_way(void **state)
{
    (void)state;
    struct ta_crs_port port = ta_crs_port();
    struct ta_transform way = {0};
    assert_int_equal(port.open(port.self, "EPSG:4490", "EPSG:32650", &way, NULL),
                     TA_OK);
    assert_near(way.accuracy_m, 2.0, 0.0, 1.0);
    way.free(way.self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_transverse_mercator),
        cmocka_unit_test(test_x_is_longitude_whatever_the_crs_says),
        cmocka_unit_test(test_cgcs2000_is_taken_over_with_its_accuracy),
        cmocka_unit_test(test_most_accurate_way_for_the_place),
        cmocka_unit_test(test_outside_every_area_is_refused),
        cmocka_unit_test(test_datums_that_need_parameters),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_text_beyond_the_limit),
        cmocka_unit_test(test_modis_sphere_has_no_datum_shift),
        cmocka_unit_test(test_a_system_is_itself),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_long_names_are_cut_between_letters),
        cmocka_unit_test(test_edges_are_densified),
        cmocka_unit_test(test_points_without_image),
        cmocka_unit_test(test_port_is_the_same_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

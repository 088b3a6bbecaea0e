/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_zones.c  Layers, and where a site stands to their zones: three states by the error. */
#include "geo_test.h"

#include "base/memory.h"
#include "geo/area.h"
#include "geo/shape.h"
#include "geo/zones.h"

/* 1 m of latitude and longitude at the equator (WGS 84, degrees) */
#define NORTH (1.0 / 110574.2758)
#define EAST (1.0 / 111319.4908)

/** A rectangle in metres about (lon, 0). */
static struct ta_polygons rectangle(double lon, double west, double south, double east,
                                    double north)
{
    char text[400];
    struct ta_polygons shape = {0};
    struct ta_shape_report report;
    struct ta_transform way = opened(TA_CRS_WGS84, TA_CRS_WGS84);
    double w = lon + west * EAST, e = lon + east * EAST, s = south * NORTH,
           n = north * NORTH;
    (void)snprintf(text, sizeof text, "%.15g %.15g,%.15g %.15g,%.15g %.15g,%.15g %.15g",
                   w, s, e, s, e, n, w, n);
    struct ta_polygons in = drawn(text);
    assert_int_equal(ta_shape_settle(&in, &way, &shape, &report, NULL), TA_OK);
    ta_polygons_free(&in);
    way.free(way.self);
    return shape;
}

/** Compare the site with one zone; *n tells whether it was near. */
static struct ta_zone_row compared(const struct ta_polygons *site,
                                   struct ta_polygons zone, double error_m,
                                   double within_m, size_t *n)
{
    struct ta_zone one = {.shape = zone, .box = ta_polygons_box(&zone)};
    struct ta_layer layer = {.n = 1, .zone = &one};
    struct ta_zones_query query = {error_m, within_m};
    struct ta_zone_row *rows = NULL, row = {0};
    struct ta_error err = {0};
    if (ta_zones_near(&layer, site, &query, &rows, n, &err) != TA_OK)
        fail_msg("%s", err.text);
    if (*n == 1) row = rows[0];
    ta_free(rows);
    ta_polygons_free(&zone);
    return row;
}

static void check(const struct ta_polygons *site, struct ta_polygons zone,
                  double error_m, enum ta_zone_state state, const double want[4])
{
    size_t n = 0;
    struct ta_zone_row row = compared(site, zone, error_m, 1000.0, &n);
    assert_int_equal(n, 1);
    assert_int_equal(row.state, state);
    assert_near(row.overlap_share_if_shrunk_by_error, want[0], 0.002, 0.05);
    assert_near(row.overlap_share, want[1], 1e-5, 0.01);
    assert_near(row.overlap_share_if_grown_by_error, want[2], 0.002, 0.05);
    assert_near(row.distance_m, want[3], 1e-5, 1.0);
}

static void test_the_error_decides(void **state)
{
    (void)state;
    struct ta_polygons site = rectangle(35.0, 0.0, 0.0, 1000.0, 1000.0);
#define BEYOND(x) rectangle(35.0, x, -5000.0, 9000.0, 6000.0) /* all land east of x */
    check(&site, BEYOND(800.0), 50.0, TA_ZONE_OVERLAPS,
          (double[]){0.15, 0.2, 0.25, 0.0});
    check(&site, BEYOND(800.0), 0.0, TA_ZONE_OVERLAPS, (double[]){0.2, 0.2, 0.2, 0.0});
    check(&site, BEYOND(980.0), 50.0, TA_ZONE_CANNOT_SAY,
          (double[]){0.0, 0.02, 0.07, 0.0});
    check(&site, BEYOND(1030.0), 50.0, TA_ZONE_CANNOT_SAY,
          (double[]){0.0, 0.0, 0.02, 30.0});
    check(&site, BEYOND(1030.0), 20.0, TA_ZONE_OUTSIDE,
          (double[]){0.0, 0.0, 0.0, 30.0});
    check(&site, BEYOND(1000.0), 0.0, TA_ZONE_OUTSIDE, (double[]){0.0, 0.0, 0.0, 0.0});
    check(&site, BEYOND(-4000.0), 50.0, TA_ZONE_OVERLAPS,
          (double[]){1.0, 1.0, 1.0, 0.0});
    ta_polygons_free(&site);
}

static void test_small_things_are_not_lost(void **state)
{
    (void)state;
    /* a river of 40 m through the middle: thinner than the error, but certainly crossed */
    struct ta_polygons site = rectangle(35.0, 0.0, 0.0, 1000.0, 1000.0);
    check(&site, rectangle(35.0, 480.0, -5000.0, 520.0, 6000.0), 50.0, TA_ZONE_OVERLAPS,
          (double[]){0.036, 0.04, 0.044, 0.0});
    ta_polygons_free(&site);
    /* a site smaller than the error, deep inside and near the rim */
    site = rectangle(35.0, 0.0, 0.0, 20.0, 20.0);
    check(&site, rectangle(35.0, -500.0, -500.0, 500.0, 500.0), 50.0, TA_ZONE_OVERLAPS,
          (double[]){1.0, 1.0, 1.0, 0.0});
    check(&site, rectangle(35.0, -500.0, -500.0, 30.0, 500.0), 50.0, TA_ZONE_CANNOT_SAY,
          (double[]){0.0, 1.0, 1.0, 0.0});
    ta_polygons_free(&site);
}

static void test_unknown_error_cannot_say(void **state)
{
    (void)state;
    size_t n = 0;
    struct ta_polygons site = rectangle(35.0, 0.0, 0.0, 1000.0, 1000.0);
    struct ta_zone_row row = compared(
        &site, rectangle(35.0, 500.0, 0.0, 2000.0, 1000.0), (double)NAN, 1000.0, &n);
    assert_int_equal(n, 1);
    assert_int_equal(row.state, TA_ZONE_CANNOT_SAY);
    assert_near(row.overlap_share, 0.5, 1e-5, 0.0);
    assert_true(isnan(row.overlap_share_if_grown_by_error));
    assert_true(isnan(row.overlap_share_if_shrunk_by_error));
    ta_polygons_free(&site);
}

static void test_far_zones_are_left_out(void **state)
{
    (void)state;
    size_t n = 7;
    struct ta_polygons site = rectangle(35.0, 0.0, 0.0, 1000.0, 1000.0);
    (void)compared(&site, rectangle(35.0, 2500.0, 0.0, 3000.0, 1000.0), 50.0, 1000.0,
                   &n);
    assert_int_equal(n, 0);
    struct ta_zone_row row =
        compared(&site, rectangle(35.0, 2500.0, 0.0, 3000.0, 1000.0), 50.0, 2000.0, &n);
    assert_int_equal(n, 1);
    assert_near(row.distance_m, 1500.0, 1e-6, 0.0);
    (void)compared(&site, rectangle(35.0, 2500.0, 0.0, 3000.0, 1000.0), 2000.0, 100.0,
                   &n);
    assert_int_equal(n, 1); /* further off than asked, but the error reaches it */
    (void)compared(&site, rectangle(90.0, 0.0, 0.0, 1000.0, 1000.0), 50.0, 1000.0, &n);
    assert_int_equal(n, 0);
    ta_polygons_free(&site);

    struct ta_layer none = {0};
    struct ta_zone_row *rows = NULL;
    site = rectangle(35.0, 0.0, 0.0, 1000.0, 1000.0);
    struct ta_zones_query bad = {-1.0, 10.0}, worse = {1.0, (double)NAN},
                          good = {1.0, 1.0};
    assert_int_equal(ta_zones_near(&none, &site, &bad, &rows, &n, NULL), TA_E_ARG);
    assert_int_equal(ta_zones_near(&none, &site, &worse, &rows, &n, NULL), TA_E_ARG);
    assert_int_equal(ta_zones_near(&none, &site, &good, &rows, &n, NULL), TA_OK);
    assert_int_equal(n, 0);
    ta_free(rows);
    ta_polygons_free(&site);
}

static void test_across_the_antimeridian(void **state)
{
    (void)state;
    size_t n = 0;
    struct ta_polygons site =
        rectangle(180.0, -1000.0, 0.0, -100.0, 1000.0); /* west of it */
    struct ta_zone_row row =
        compared(&site, rectangle(180.0, 200.0, 0.0, 900.0, 1000.0), 50.0, 1000.0, &n);
    assert_int_equal(n, 1);
    assert_near(row.distance_m, 300.0, 1e-5, 0.0);
    assert_int_equal(row.state, TA_ZONE_OUTSIDE);
    ta_polygons_free(&site);

    site = rectangle(180.0, -500.0, 0.0, 500.0, 1000.0); /* on both sides: cut in two */
    assert_int_equal(site.n_parts, 2);
    check(&site, rectangle(180.0, -5000.0, -5000.0, 5000.0, 5000.0), 50.0,
          TA_ZONE_OVERLAPS,
          (double[]){1.0, 1.0, 1.0, 0.0}); /* the cut is no rim to shrink from */
    check(&site, rectangle(180.0, 300.0, -5000.0, 5000.0, 5000.0), 50.0,
          TA_ZONE_OVERLAPS, (double[]){0.15, 0.2, 0.25, 0.0});
    ta_polygons_free(&site);
}

static void read_kafa(struct ta_layer *layer)
{
    char path[512];
    struct ta_error err = {0};
    struct ta_layer_options options = {.crs = "EPSG:20137",
                                       .class_field = "Function_1"};
    (void)snprintf(path, sizeof path, "%s/data/ethiopia_kafa/kafa_biosphere_zones.gpkg",
                   ta_test_data());
    if (ta_layer_read(path, &options, layer, &err) != TA_OK) fail_msg("%s", err.text);
}

static void test_kafa_layer(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct ta_layer layer;
    read_kafa(&layer);
    size_t core = 0;
    for (size_t i = 0; i < layer.n; i++)
        core += strcmp(layer.zone[i].zone_class, "Core") == 0;
    assert_int_equal(layer.n, 21);
    assert_int_equal(core, 9); /* ogrinfo -sql "... where Function_1 = 'Core'" */
    assert_string_equal(layer.zone[0].name, "#1");
    assert_string_equal(layer.zone[0].zone_class, "Buffer Area");
    assert_string_equal(layer.zone[2].name, "Bamboo");
    assert_string_equal(layer.crs, "EPSG:20137");
    assert_near(layer.accuracy_m, 6.0, 0.0, 0.0);
    assert_near(layer.zone[0].area_m2, 1610720592.030, 1e-6, 0.0);
    ta_layer_free(&layer);
}

/** Wanted: GDAL 3.6.2 in Python; shares by +proj=cea, bounds by buffers of 50 m and distances in
 *  +proj=aeqd about the site. */
static void check_kafa(const struct ta_layer *layer, const char *outline,
                       const double (*want)[5], size_t n_want)
{
    struct ta_polygons site = drawn(outline);
    struct ta_zones_query query = {50.0, 3000.0};
    struct ta_zone_row *rows = NULL;
    size_t n = 0;
    assert_int_equal(ta_zones_near(layer, &site, &query, &rows, &n, NULL), TA_OK);
    assert_int_equal(n, n_want);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].zone->row, (size_t)want[i][0]);
        assert_near(rows[i].overlap_share, want[i][1], 5e-6, 0.1);
        assert_near(rows[i].overlap_share_if_shrunk_by_error, want[i][2], 1e-4, 0.5);
        assert_near(rows[i].overlap_share_if_grown_by_error, want[i][3], 1e-4, 0.5);
        assert_near(rows[i].distance_m, want[i][4], 1e-4, 1.0);
        enum ta_zone_state state = want[i][2] > 0.0   ? TA_ZONE_OVERLAPS
                                   : want[i][3] > 0.0 ? TA_ZONE_CANNOT_SAY
                                                      : TA_ZONE_OUTSIDE;
        assert_int_equal(rows[i].state, state);
    }
    ta_free(rows);
    ta_polygons_free(&site);
}

static void test_kafa_sites(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct ta_layer layer;
    read_kafa(&layer);
    static const double a[][5] = {
        {1, 0.499982971, 0.4801528, 0.5199282, 0.0},
        {2, 0.152649979, 0.1432062, 0.1623735, 0.0},
        {9, 0.0, 0.0, 0.0, 1126.8845},
        {18, 0.0, 0.0, 0.0, 513.1010},
        {21, 0.347367050, 0.3431724, 0.3516638, 0.0},
    };
    static const double c[][5] = {
        {1, 0.0, 0.0, 0.0, 652.2302},
        {2, 0.000639278, 0.0, 0.0121105, 0.0},
        {6, 0.0, 0.0, 0.0, 2880.5472},
        {15, 0.0, 0.0, 0.0, 2817.7755},
        {21, 0.876622946, 0.8314043, 0.9071105, 0.0},
    };
    check_kafa(&layer, "36.0 7.30,36.06 7.31,36.05 7.36,36.01 7.37,36.0 7.30", a, 5);
    check_kafa(&layer, "36.50 7.70,36.52 7.70,36.52 7.72,36.50 7.72,36.50 7.70", NULL,
               0);
    check_kafa(&layer, "36.20 7.50,36.21 7.50,36.21 7.51,36.20 7.51,36.20 7.50", c, 5);
    ta_layer_free(&layer);
}

static void on_problem(void *self, const struct ta_import_problem *problem)
{
    size_t *row = self;
    *row = problem->row;
}

static void test_layers_with_faults(void **state)
{
    (void)state;
    size_t row = 0;
    struct ta_error err = {0};
    struct ta_layer layer;
    struct ta_layer_options options = {
        .crs = "EPSG:4326", .self = &row, .on_problem = on_problem};
    const char *path = written("zones.csv", "NAME,Class,wkt,radius_m\n"
                                            "red,I,\"POLYGON((1 1,2 1,2 2,1 1))\",\n"
                                            "bad,I,\"POLYGON((1 1,2 1,1 1))\",\n"
                                            "well,II,POINT(5 5),300\n");
    assert_int_equal(ta_layer_read(path, &options, &layer, &err), TA_PARTLY);
    assert_int_equal(row, 2);
    assert_int_equal(layer.n, 2);
    assert_int_equal(layer.n_set_aside, 1);
    assert_string_equal(layer.zone[1].name, "well");
    assert_string_equal(layer.zone[1].zone_class, "II");
    assert_near(layer.zone[1].area_m2, 3.14159265358979 * 9e4, 1e-6, 0.0);
    ta_layer_free(&layer);

    options.name_field = "nmae";
    assert_int_equal(ta_layer_read(path, &options, &layer, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "no row has a field 'nmae'"));
    options.name_field = NULL;
    options.crs = NULL;
    assert_int_equal(ta_layer_read(path, &options, &layer, &err), TA_E_DATA);
    assert_non_null(strstr(err.mend, "--crs"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_error_decides),
        cmocka_unit_test(test_small_things_are_not_lost),
        cmocka_unit_test(test_unknown_error_cannot_say),
        cmocka_unit_test(test_far_zones_are_left_out),
        cmocka_unit_test(test_across_the_antimeridian),
        cmocka_unit_test(test_kafa_layer),
        cmocka_unit_test(test_kafa_sites),
        cmocka_unit_test(test_layers_with_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

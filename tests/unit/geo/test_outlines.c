/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_outlines.c  Zones of a file where they were drawn; shapes that are plainly valid. */
#include "geo_test.h"
#include "ta_property.h"

#include "geo/area.h"
#include "geo/mend.h"
#include "geo/outlines.h"
#include "geo/plain.h"
#include "geo/shape.h"

static bool plain(const char *text)
{
    struct ta_polygons shape = drawn(text);
    bool answer = ta_is_plain(&shape);
    ta_polygons_free(&shape);
    return answer;
}

static void a_plain_ring_is_seen(void **state)
{
    (void)state;
    assert_true(plain("0 0,4 0,4 3,0 3,0 0"));
    assert_true(plain("0 0,0 3,4 3,4 0,0 0"));         /* the other way round */
    assert_true(plain("0 0,2 0,4 0,4 3,0 3,0 0"));     /* straight on at a corner */
    assert_true(plain("0 0,4 0,4 3,2 0.001,0 3,0 0")); /* a deep dent */
    assert_true(plain("500000.1 4e6,500010.3 4e6,500010.7 4000010.2,500000.1 4e6"));
}

static void what_may_not_be_valid_is_left_to_mending(void **state)
{
    (void)state;
    assert_false(plain("0 0,4 3,4 0,0 3,0 0"));         /* bow-tie */
    assert_false(plain("0 0,4 0,4 3,2 0,0 3,0 0"));     /* touches an edge */
    assert_false(plain("0 0,4 0,4 3,6 3,4 3,0 3,0 0")); /* a spike out and back */
    assert_false(plain("0 0,4 0,2 0,4 3,0 3,0 0"));     /* back along an edge */
    assert_false(plain("0 0,4 0,4 3,4 3,0 3,0 0"));     /* a point twice */
    assert_false(plain("0 0,4 0,2 2,4 4,0 4,2 2,0 0")); /* touches at a corner */
    assert_false(plain("0 0,4 0,4 3,0 3"));             /* open */
    assert_false(plain("0 0,4 0,0 0"));                 /* two edges */
    assert_false(plain("0 0,4 0,4 nan,0 3,0 0"));
    assert_false(plain("0 0,4 0,4 inf,0 3,0 0"));
    assert_false(plain("0 0,4 0,4 3,0 3,0 0;1 1,2 1,2 2,1 1")); /* a hole */
    assert_false(plain("0 0,4 0,4 3,0 0|5 5,6 5,6 6,5 5"));     /* two parts */
    struct ta_polygons none = {0};
    assert_false(ta_is_plain(&none));
}

/* A ring of random points, or a star whose radius swings: mending must agree with what is
 * called plain, and few stars may be left to it. */
static void plain_rings_are_valid_to_geos(void **state)
{
    (void)state;
    struct ta_random_stream r = {20240601};
    size_t stars = 0, plain_stars = 0;
    for (int i = 0; i < 4000; i++) {
        bool star = i % 2 == 0;
        size_t n = 3 + ta_random_below(&r, star ? 40 : 6);
        double x0 = i % 3 == 0 ? 5e6 : 0.0, first[2] = {0.0, 0.0};
        struct ta_rings rings = {0};
        ta_rings_part(&rings);
        ta_rings_ring(&rings);
        for (size_t k = 0; k < n; k++) {
            double turn = 6.283185307179586 * ((double)k + 0.3) / (double)n;
            double radius = ta_random_between(&r, 0.2, 1.0);
            double x =
                star ? x0 + radius * cos(turn) : x0 + (double)ta_random_below(&r, 5);
            double y = star ? radius * sin(turn) : (double)ta_random_below(&r, 5);
            if (k == 0) first[0] = x, first[1] = y;
            ta_rings_point(&rings, x, y);
        }
        ta_rings_point(&rings, first[0], first[1]);
        struct ta_polygons shape = {0}, out = {0};
        struct ta_mended how;
        assert_int_equal(ta_rings_take(&rings, &shape, NULL), TA_OK);
        bool is_plain = ta_is_plain(&shape);
        stars += star;
        plain_stars += star && is_plain;
        if (is_plain) {
            assert_int_equal(ta_mend_flat(&shape, &out, &how, NULL), TA_OK);
            assert_false(how.mended);
        }
        ta_polygons_free(&out);
        ta_polygons_free(&shape);
    }
    assert_true(plain_stars > stars * 99 / 100);
}

static void bad_row(void *self, const struct ta_import_problem *problem)
{
    char *text = self;
    size_t used = strlen(text);
    (void)snprintf(text + used, 1000 - used, "%s %zu: %s\n",
                   problem->set_aside ? "BAD" : "note", problem->row, problem->reason);
}

static enum ta_status read_outlines(const char *path, const char *crs, const char *id,
                                    struct ta_outlines *out, char told[1000],
                                    struct ta_error *err)
{
    const struct ta_outlines_options options = {
        .crs = crs, .id_field = id, .self = told, .on_problem = bad_row};
    told[0] = '\0';
    *out = (struct ta_outlines){0};
    return ta_outlines_read(path, &options, out, err);
}

/* In metres; the second crosses itself, the third has no shape. */
static const char *const ROWS =
    "code,wkt\n"
    "a1,\"POLYGON((500000 1000000,500100 1000000,500100 1000100,500000 1000100,500000 "
    "1000000))\"\n"
    "7,\"POLYGON((500000 1000000,500100 1000100,500100 1000000,500000 1000100,500000 "
    "1000000))\"\n"
    "x,\n";

static void metres_stay_metres_and_are_mended(void **state)
{
    (void)state;
    struct ta_outlines out;
    struct ta_error err = {0};
    char told[1000];
    const char *path = written("outlines.csv", ROWS);
    assert_int_equal(read_outlines(path, "EPSG:32637", "code", &out, told, &err),
                     TA_PARTLY);
    assert_int_equal(out.n, 2);
    assert_int_equal(out.n_mended, 1);
    assert_int_equal(out.n_set_aside, 1);
    assert_string_equal(out.item[0].id, "a1");
    assert_string_equal(out.item[1].id, "7");
    assert_true(out.item[0].shape.xy[0] == 500000.0);
    assert_int_equal(out.item[1].shape.n_parts, 2); /* the bow-tie's halves */
    assert_non_null(
        strstr(told, "note 2: crossing edges were taken apart: Self-intersection"));
    assert_non_null(strstr(told, "BAD 3: "));

    struct ta_polygons settled = {0};
    assert_int_equal(ta_outline_settle(&out, 0, &settled, &err), TA_OK);
    /* UTM: 1 ha seen at a scale of 0.9996 */
    assert_near(ta_shape_area_m2(&settled), 1e4 / (0.9996 * 0.9996), 1e-5, 0);
    ta_polygons_free(&settled);
    ta_outlines_free(&out);
}

static void degrees_become_wgs84(void **state)
{
    (void)state;
    static const char *const geojson =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        "\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],["
        "1."
        "5,2],[1.5,2.5],[1,2]]]}},{\"type\":\"Feature\",\"properties\":{\"ID\":4.5},"
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[179,2],[-179,2],[-179,3]"
        ","
        "[179,3],[179,2]]]}}]}";
    struct ta_outlines out;
    struct ta_error err = {0};
    char told[1000];
    const char *path = written("outlines.geojson", geojson);
    assert_int_equal(read_outlines(path, NULL, NULL, &out, told, &err), TA_OK);
    assert_string_equal(out.crs, TA_CRS_WGS84);
    assert_string_equal(out.item[0].id, "1"); /* the row */
    assert_string_equal(out.item[1].id, "4.5");
    assert_true(out.item[0].shape.xy[2] == 1.5);
    assert_int_equal(out.item[1].shape.n_parts, 2); /* cut at the antimeridian */
    ta_outlines_free(&out);

    /* CGCS2000: its numbers are kept, as the declared null transformation has it */
    assert_int_equal(read_outlines(path, "EPSG:4490", NULL, &out, told, &err), TA_OK);
    assert_string_equal(out.crs, TA_CRS_WGS84);
    assert_true(out.item[0].shape.xy[2] == 1.5);
    ta_outlines_free(&out);
}

static void what_cannot_be_read_is_refused(void **state)
{
    (void)state;
    struct ta_outlines out;
    struct ta_error err = {0};
    char told[1000];
    const char *path = written("outlines.csv", ROWS);
    assert_int_equal(read_outlines(path, NULL, NULL, &out, told, &err), TA_E_DATA);
    assert_non_null(strstr(err.mend, "--crs"));
    assert_int_equal(read_outlines(path, "EPSG:32637", "nme", &out, told, &err),
                     TA_E_DATA);
    assert_non_null(strstr(err.text, "nme"));
    path = written("points.csv", "id,longitude,latitude\n1,10,20\n");
    assert_int_equal(read_outlines(path, "EPSG:4326", NULL, &out, told, &err),
                     TA_E_DATA);
    assert_non_null(strstr(told, "radius_m"));
    path = written("circle.csv", "id,longitude,latitude,radius_m\n1,10,20,100\n");
    assert_int_equal(read_outlines(path, "EPSG:4326", NULL, &out, told, &err), TA_OK);
    assert_near(ta_shape_area_m2(&out.item[0].shape), 31415.92653589793, 1e-6, 0);
    ta_outlines_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_ring_is_seen),
        cmocka_unit_test(what_may_not_be_valid_is_left_to_mending),
        cmocka_unit_test(plain_rings_are_valid_to_geos),
        cmocka_unit_test(metres_stay_metres_and_are_mended),
        cmocka_unit_test(degrees_become_wgs84),
        cmocka_unit_test(what_cannot_be_read_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_import_crs.c  What columns of a table say of the CRS, and what is told of it. */
#include "geo_test.h"

static void has(const struct told *told, const char *words)
{
    if (strstr(told->text, words) == NULL)
        fail_msg("'%s' not told in: %s%s", words, told->text, told->err.text);
}

static struct told *imported_text(const char *name, const char *text, const char *crs)
{
    return imported(written(name, text), crs);
}

/* A column about the CRS declares nothing, but where it says another one than is taken a person has to look;
 * refused for want of a CRS, a table has its columns told all the same. */
static void test_columns_about_the_crs(void **state)
{
    (void)state;
    static const char rows[] =
        "id,wkt,CRS,branch\n"
        "A,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20))\",EPSG:32650,x\n"
        "B,\"POLYGON((11 20,11.01 20,11.01 20.01,11 20))\",WGS 84,x\n"
        "C,\"POLYGON((12 20,12.01 20,12.01 20.01,12 20))\",epsg:4326,x\n";
    struct told *told = imported_text("crs.csv", rows, "EPSG:4326");
    assert_int_equal(told->status, TA_OK);
    has(told,
        "note row 0 line 0 [] CRS: the column says \"EPSG:32650\"; it is not read, "
        "and the coordinates are taken in EPSG:4326");
    has(told, "columns that are not read: branch");
    assert_null(strstr(told->text, "WGS 84"));
    assert_null(strstr(told->text, "epsg:4326"));
    static const char *const crs[] = {NULL, "EPSG:432600"};
    for (size_t i = 0; i < 2; i++) {
        told = imported_text("crs.csv", rows, crs[i]);
        assert_int_equal(told->status, TA_E_DATA);
        has(told, "columns that are not read: branch");
        has(told, "[] CRS: the column says \"WGS 84\", which is no declaration");
    }
}

static void test_points_of_degrees_read_as_metres_are_refused(void **state)
{
    (void)state;
    static const char farm[] = "id,name,longitude,latitude,radius_m\n"
                               "deg,Farm,39.8195,6.8265,600\n"
                               "west,Farm,-139.8,-36.8,600\n";
    static const char *const metres[] = {"EPSG:3857", "EPSG:32648"};
    for (size_t i = 0; i < sizeof metres / sizeof *metres; i++) {
        struct told *told = imported_text("points.csv", farm, metres[i]);
        assert_int_equal(told->status, TA_E_DATA);
        assert_int_equal(told->projects, 0);
        has(told,
            "BAD row 1 line 2 [deg] geometry: the point 39.8195 6.8265 lies within "
            "180 m of the origin of ");
        has(told,
            "BAD row 2 line 3 [west] geometry: the point -139.8 -36.8 lies within");
        has(told, "(are these degrees? leave --crs out");
    }
    assert_int_equal(imported_text("points.csv", farm, "EPSG:4326")->projects, 2);

    /* metres, by Greenwich and by the equator */
    struct told *told = imported_text("points.csv",
                                      "id,name,longitude,latitude,radius_m\n"
                                      "north,Farm,100,6000000,600\n"
                                      "south,Farm,4432000,-100,600\n",
                                      "EPSG:3857");
    assert_int_equal(told->status, TA_OK);
    assert_int_equal(told->projects, 2);
}

/* What stands in a project's document must be read again: longitudes are in [-180, 180]. */
static void test_points_beyond_the_antimeridian_are_taken_back(void **state)
{
    (void)state;
    static const struct {
        const char *longitude, *point;
    } cases[] = {{"181", "\"point\":[-179,6]"},
                 {"-190.5", "\"point\":[169.5,6]"},
                 {"540", "\"point\":[-180,6]"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char table[128];
        (void)snprintf(table, sizeof table,
                       "id,longitude,latitude,radius_m\nP1,%s,6,500\n",
                       cases[i].longitude);
        struct told *told = imported_text("beyond.csv", table, "EPSG:4326");
        assert_int_equal(told->status, TA_OK);
        assert_int_equal(told->projects, 1);
        assert_non_null(strstr(told->json, cases[i].point));
        has(told, "longitudes beyond 180 degrees were taken 360 degrees back");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_about_the_crs),
        cmocka_unit_test(test_points_of_degrees_read_as_metres_are_refused),
        cmocka_unit_test(test_points_beyond_the_antimeridian_are_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

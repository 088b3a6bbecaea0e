/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_import_slips.c  Slips of the pen in names, outlines and sizes, and what is said of them. */
#include "geo_test.h"

/* clang-format off */
#define FARM                                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":{\"id\":\"A\",\"%s\":\"5\"},\"geometry\":{\"type\":\"Polygon\","       \
    "\"coordinates\":[[[10,20],[10.01,20],[10.01,20.01],[10,20.01],[10,20]]]}}]}"
/* clang-format on */

static void has(const struct told *told, const char *words)
{
    if (strstr(told->text, words) == NULL)
        fail_msg("'%s' not told in: %s%s", words, told->text, told->err.text);
}

static struct told *imported_text(const char *name, const char *text, const char *crs)
{
    return imported(written(name, text), crs);
}

static void test_well_known_text_is_refused_in_plain_words(void **state)
{
    (void)state;
    static const char *const slip[][2] = {
        {"POLYGON((10 20,10.01 20,10.01 20.01,10 20.5))", "a ring is not closed ("},
        {"POLYGON((10 20,10 20))", "a ring has fewer than four points ("},
        {"POLYGON((10 20))", "points or brackets are missing ("},
        {"POLYGON((10 20,10.01 x,10 20))", "a number is missing, found 'x' ("},
        {"POLYGON((10 20,10.01 ,10 20))", "a number is missing, found ',' ("},
        {"POLYGON((10 20,10.01 20,10.01 20.01,10 20)",
         "a bracket, a comma or a word is missing at its end ("},
    };
    for (size_t i = 0; i < sizeof slip / sizeof *slip; i++) {
        char text[200], line[200];
        (void)snprintf(text, sizeof text, "id,wkt\nA,\"%s\"\n", slip[i][0]);
        struct told *told = imported_text("slip.csv", text, "EPSG:4326");
        assert_int_equal(told->status, TA_E_DATA);
        (void)snprintf(line, sizeof line, "geometry: it is not well-known text: %s",
                       slip[i][1]);
        has(told, line);
        assert_null(strstr(told->text, "Exception"));
    }
}

static void test_columns_as_members_of_geojson(void **state)
{
    (void)state;
    static const char *const slip[][2] = {
        {"outstandng", "did you mean \"outstanding\"? in GeoJSON it is the member "
                       "\"outstanding\" of an element of \"loans\")"},
        {"outstanding", "(in GeoJSON it is the member \"outstanding\" of an element of "
                        "\"loans\")"},
        {"client_nam",
         "in GeoJSON it is the member \"name\" of the member \"client\")"},
        {"contry", "did you mean \"country\"?)"},
    };
    for (size_t i = 0; i < sizeof slip / sizeof *slip; i++) {
        char text[500], line[200];
        (void)snprintf(text, sizeof text, FARM, slip[i][0]);
        struct told *told = imported_text("slip.geojson", text, NULL);
        assert_int_equal(told->status, TA_E_DATA);
        (void)snprintf(line, sizeof line, "%s: unknown member", slip[i][0]);
        has(told, line);
        has(told, slip[i][1]);
    }
}

static void test_a_site_larger_than_any_is_told(void **state)
{
    (void)state;
    struct told *told = imported_text("large.csv",
                                      "project_id;longitude;latitude;radius_m\n"
                                      "P1;116.4;39.9;18000\nP2;116.4;39.9;17000\n",
                                      "EPSG:4326");
    assert_int_equal(told->status, TA_OK);
    has(told,
        "[P1] geometry: site 1 has 101788 ha: hardly a project has more than 100000");
    assert_null(strstr(told->text, "[P2]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_well_known_text_is_refused_in_plain_words),
        cmocka_unit_test(test_columns_as_members_of_geojson),
        cmocka_unit_test(test_a_site_larger_than_any_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

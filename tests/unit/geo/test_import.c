/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_import.c  Projects from files: good rows go on, bad ones are told with row and mend. */
#include "geo_test.h"

#define SQUARE "[[[10,20],[10.01,20],[10.01,20.01],[10,20.01],[10,20]]]"
#define FEATURE(properties, coordinates)                                               \
    "{\"type\":\"Feature\",\"properties\":" properties                                 \
    ",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" coordinates "}}"
#define BARE(id, geometry)                                                             \
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"" id "\"},\"geometry\":" geometry  \
    "}"
#define COLLECTION(features)                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static void has(const struct told *told, const char *words)
{
    if (strstr(told->text, words) == NULL)
        fail_msg("'%s' not told in: %s%s", words, told->text, told->err.text);
}

static struct told *imported_text(const char *name, const char *text, const char *crs)
{
    return imported(written(name, text), crs);
}

static void check_file_refused(const char *name, const char *text, const char *words)
{
    struct told *told = imported_text(name, text, NULL);
    assert_int_equal(ta_status_exit_code(told->status), 65);
    assert_int_equal(told->projects, 0);
    if (strstr(told->err.text, words) == NULL)
        fail_msg("%s: said '%s'", name, told->err.text);
}

static void test_one_feature_is_a_project(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "one.geojson",
        COLLECTION(FEATURE(
            "{\"id\":\"P1\",\"name\":\"Farm\",\"site_name\":\"North\","
            "\"position_error_m\":15,\"drawn_by\":\"Li\",\"drawn_on\":\"2024-05-06\","
            "\"loans\":[{\"id\":\"L1\",\"asset_class\":\"project_finance\","
            "\"outstanding\":{\"minor\":\"100\",\"currency\":\"CNY\"}}]}",
            SQUARE)),
        NULL);
    assert_int_equal(told->status, TA_OK);
    assert_string_equal(told->text, "project P1 sites 1\n");
    /* GDAL 3.6.2, +proj=cea +datum=WGS84: 1155872.78 m2 */
    assert_near(told->area_m2, 1157400.0, 0.01, 0.0);
    const char *const parts[] = {"\"name\":\"North\"",
                                 "\"position_error_m\":15",
                                 "\"drawn_on\":\"2024-05-06\"",
                                 "\"source_crs\":\"OGC:CRS84\"",
                                 "\"accuracy_m\":0",
                                 "\"n\":1",
                                 "\"minor\":\"100\""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strstr(told->json, parts[i]) == NULL)
            fail_msg("%s not in %s", parts[i], told->json);
    assert_int_equal(told->counts.rows, 1);
    assert_int_equal(told->counts.projects, 1);
    assert_int_equal(told->counts.sites, 1);
}

static void test_single_feature_id_and_mark(void **state)
{
    (void)state; /* a byte-order mark; the id stands at the feature, as a number */
    struct told *told = imported_text(
        "single.geojson",
        "\xEF\xBB\xBF "
        "\n{\"type\":\"Feature\",\"id\":42,\"properties\":null,\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":" SQUARE "}}",
        NULL);
    assert_int_equal(told->status, TA_OK);
    assert_string_equal(told->text, "project 42 sites 1\n");
}

static void test_bad_rows_are_told_and_the_rest_goes_on(void **state)
{
    (void)state;
    /* clang-format off */
    static const char rows[] = COLLECTION(
        FEATURE("{\"id\":\"A\"}", SQUARE) ","
        FEATURE("{\"id\":\"a b\"}", SQUARE) ","
        FEATURE("{\"id\":\"B\",\"colour\":\"red\"}", SQUARE) ","
        FEATURE("{\"id\":\"C\"}", "[[[10,20],[11,20],[10,20]]]") ","
        FEATURE("{\"id\":\"D\"}", "[[[39.9,116.3],[39.9,116.4],[39.8,116.4],[39.9,116.3]]]") ","
        FEATURE("{\"id\":\"E\",\"position_error_m\":-5}", SQUARE) ","
        "7,"
        BARE("F", "null") ","
        BARE("G", "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}") ","
        BARE("H", "{\"type\":\"Point\",\"coordinates\":[1,2]}") ","
        FEATURE("{\"id\":\"Z\"}", SQUARE));
    /* clang-format on */
    struct told *told = imported_text("rows.geojson", rows, NULL);
    assert_int_equal(told->status, TA_PARTLY);
    assert_int_equal(ta_status_exit_code(told->status), 3);
    assert_int_equal(told->projects, 2);
    has(told, "BAD row 2 line 0 [] id:");
    has(told, "BAD row 3 line 0 [B] ");
    has(told, "colour");
    has(told, "BAD row 4 line 0 [C] : a ring has 3 points");
    has(told, "BAD row 5 line 0 [D] ");
    has(told, "swapped");
    has(told, "BAD row 6 line 0 [E] position_error_m");
    has(told, "BAD row 7 line 0 [] : it is not a Feature");
    has(told, "BAD row 8 line 0 [F] geometry: the project has no shape");
    has(told, "BAD row 9 line 0 [G] geometry: 'LineString' has no area");
    has(told, "BAD row 10 line 0 [H] radius_m: a point has no area");
    has(told, "project A sites 1\nproject Z sites 1\n");
    assert_int_equal(told->counts.rows, 11);
    assert_int_equal(told->counts.rows_set_aside, 9);
}

static void test_sites_of_one_project(void **state)
{
    (void)state;
    /* clang-format off */
    static const char two[] = COLLECTION(
        FEATURE("{\"id\":\"A\",\"name\":\"N\"}", SQUARE) ","
        FEATURE("{\"id\":\"B\"}", SQUARE) ","
        FEATURE("{\"id\":\"A\",\"site\":7}", SQUARE) ","
        "{\"type\":\"Feature\",\"properties\":{\"id\":\"B\",\"name\":\"late\"},\"geometry\":null}");
    static const char half[] = COLLECTION(
        FEATURE("{\"id\":\"A\"}", SQUARE) ","
        FEATURE("{\"id\":\"A\"}", "[[[1,1],[2,2],[1,1]]]") ","
        FEATURE("{\"id\":\"B\"}", SQUARE));
    static const char otherwise[] = COLLECTION(
        FEATURE("{\"id\":\"A\",\"name\":\"x\"}", SQUARE) ","
        FEATURE("{\"id\":\"A\",\"name\":\"y\"}", SQUARE));
    static const char twice[] = COLLECTION(
        FEATURE("{\"id\":\"A\",\"site\":2}", SQUARE) ","
        FEATURE("{\"id\":\"A\",\"site\":2}", SQUARE));
    /* clang-format on */
    struct told *told = imported_text("sites.geojson", two, NULL);
    assert_int_equal(told->status, TA_OK);
    assert_string_equal(told->text, "project A sites 2\nproject B sites 1\n");
    assert_non_null(strstr(told->json, "\"name\":\"late\""));

    /* one bad site: the project does not go in without it */
    told = imported_text("half.geojson", half, NULL);
    assert_int_equal(told->status, TA_PARTLY);
    has(told, "BAD row 2 line 0 [A]");
    has(told, "BAD row 1 line 0 [A] : set aside because row 2");
    has(told, "project B sites 1");
    assert_int_equal(told->counts.rows_set_aside, 2);
    assert_int_equal(told->counts.projects_set_aside, 1);

    told = imported_text("otherwise.geojson", otherwise, NULL);
    assert_int_equal(told->status, TA_E_DATA);
    has(told, "BAD row 2 line 0 [A] name: another row");

    told = imported_text("twice.geojson", twice, NULL);
    assert_int_equal(told->status, TA_E_DATA);
    has(told, "[A] sites[1].n");
}

static void test_a_site_outside_its_country(void **state)
{
    (void)state; /* exchanged, a parcel in Ethiopia is a legal place in Algeria */
    /* clang-format off */
    static const char rows[] = COLLECTION(
        FEATURE("{\"id\":\"in\",\"country\":\"ET\"}", "[[[36,7],[36.01,7],[36.01,7.01],[36,7]]]") ","
        FEATURE("{\"id\":\"swapped\",\"country\":\"ET\"}", "[[[7,36],[7,36.01],[7.01,36.01],[7,36]]]") ","
        FEATURE("{\"id\":\"away\",\"country\":\"ET\"}", "[[[116,39],[116.01,39],[116,39.01],[116,39]]]") ","
        FEATURE("{\"id\":\"fiji\",\"country\":\"FJ\"}", "[[[-179,-17],[-178.9,-17],[-179,-16.9],[-179,-17]]]") ","
        FEATURE("{\"id\":\"none\",\"country\":\"ZZ\"}", "[[[1,1],[1.1,1],[1,1.1],[1,1]]]"));
    /* clang-format on */
    struct told *told = imported_text("country.geojson", rows, NULL);
    assert_int_equal(told->status, TA_OK);
    assert_int_equal(told->projects, 5);
    has(told, "note row 2 line 0 [swapped] country: site 1 lies outside ET; with its "
              "axes swapped");
    has(told, "note row 3 line 0 [away] country: site 1 lies outside ET (");
    assert_null(strstr(told->text, "[in]"));
    assert_null(strstr(told->text, "[fiji]"));
    assert_null(strstr(told->text, "[none]"));
}

static void test_mended_outlines_are_noted(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "bow.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}",
                           "[[[10,20],[10.02,20.02],[10.02,20],[10,20.02],[10,"
                           "20]]]")),
        NULL);
    assert_int_equal(told->status, TA_OK);
    has(told, "note row 1 line 0 [A] geometry: Self-intersection");
    assert_int_equal(told->counts.mended, 1);
}

static void test_files_that_are_no_geojson(void **state)
{
    (void)state;
    check_file_refused(
        "nan.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}", "[[[NaN,20],[11,20],[11,21],[10,20]]]")),
        "nan.geojson:1:");
    check_file_refused(
        "huge.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}", "[[[1e999,20],[11,20],[11,21]]]")),
        "overflow");
    check_file_refused("keys.geojson",
                       COLLECTION(FEATURE("{\"id\":\"A\",\"id\":\"B\"}", SQUARE)),
                       "duplicate");
    check_file_refused("trail.geojson",
                       COLLECTION(FEATURE("{\"id\":\"A\"}", SQUARE)) " x", "end");
    check_file_refused("cut.geojson",
                       "{\"type\":\"FeatureCollection\",\"features\":[{\"ty", "");
    check_file_refused("topo.geojson", "{\"type\":\"Topology\"}", "'Topology'");
    check_file_refused("none.geojson", "{\"type\":\"FeatureCollection\"}",
                       "not a list");
    check_file_refused("empty.geojson", COLLECTION(""), "no rows");
    check_file_refused("zero.geojson", "", "not a GeoJSON");
    check_file_refused(
        "vrt.geojson",
        "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/etc/passwd"
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "not a GeoJSON");
    check_file_refused(
        "bomb.geojson",
        "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaa\"><!ENTITY b "
        "\"&a;&a;&a;\">]><kml>&b;</kml>",
        "not a GeoJSON");
    check_file_refused("vrt.csv", "<OGRVRTDataSource></OGRVRTDataSource>",
                       "names no column");
    struct told *told = imported("/vsicurl/http://localhost/x.geojson", NULL);
    assert_int_equal(told->status, TA_E_DATA);
    told = imported("/nowhere/x.geojson", NULL);
    assert_int_equal(told->status, TA_E_NOTFOUND);
    told = imported(TA_BINARY_DIR, NULL);
    assert_int_equal(told->status, TA_E_DATA);
}

static void test_depth_is_limited(void **state)
{
    (void)state;
    size_t deep = 100000;
    char *text = calloc(1, 2 * deep + 200);
    char *at =
        text + snprintf(text, 100, "{\"type\":\"FeatureCollection\",\"features\":");
    memset(at, '[', deep);
    memset(at + deep, ']', deep);
    at[2 * deep] = '}';
    struct told *told = imported_text("deep.geojson", text, NULL);
    assert_int_equal(ta_status_exit_code(told->status), 65);
    free(text);
}

static void test_declared_crs(void **state)
{
    (void)state;
#define WITH(crs)                                                                      \
    "{\"type\":\"FeatureCollection\",\"crs\":" crs ",\"features\":[" FEATURE(          \
        "{\"id\":\"A\"}", "[[[200000,800000],[201000,800000],[201000,"                 \
                          "801000],[200000,800000]]]") "]}"
    struct told *told =
        imported_text("legacy.geojson",
                      WITH("{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:"
                           "crs:EPSG::20137\"}}"),
                      NULL);
    assert_int_equal(told->status, TA_OK);
    assert_near(told->accuracy_m, 6.0, 0.0, 0.0);
    assert_non_null(strstr(told->json, "\"source_crs\":\"EPSG:20137\""));
    check_file_refused("null.geojson", WITH("null"), "does not say");
    check_file_refused(
        "link.geojson",
        WITH("{\"type\":\"link\",\"properties\":{\"href\":\"http://x\"}}"), "no name");
    check_file_refused("gcj.geojson",
                       WITH("{\"type\":\"name\",\"properties\":{\"name\":\"GCJ-02\"}}"),
                       "switched off");
    told = imported_text("given.geojson", WITH("null"), "EPSG:20137");
    assert_int_equal(told->status, TA_OK);
    told = imported_text(
        "against.geojson",
        WITH("{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:32637\"}}"),
        "EPSG:20137");
    assert_int_equal(told->status, TA_OK);
    has(told,
        "note row 0 line 0 [] crs: the file declares EPSG:32637; taken as EPSG:20137");
    told = imported_text("bad.geojson", WITH("null"), "EPSG:0");
    assert_int_equal(told->status, TA_E_DATA);
#undef WITH
}

static void test_user_parameters_stay_with_the_site(void **state)
{
    (void)state;
    const char *mine = "EPSG:4610 +towgs84=24.0,-123.0,-94.0 +accuracy=5";
    struct told *told = imported_text(
        "xian.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}", "[[[116,40],[116.01,40],[116.01,40.01],"
                                             "[116,40]]]")),
        mine);
    assert_int_equal(told->status, TA_OK);
    assert_non_null(strstr(told->json, mine));
    assert_near(told->accuracy_m, 5.0, 0.0, 0.0);
}

static void test_csv_with_a_bad_row_in_the_middle(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "rows.csv",
        "id,wkt,loan_id,asset_class,outstanding,currency,note\n"
        "A,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 "
        "20))\",L1,project_finance,1250.10,"
        "CNY,\n"
        "B,\"POLYGON((10 20,10.01 20,10.01 20.01)\",L2,project_finance,5,CNY,x\n"
        "C,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 "
        "20))\",L3,project_finance,12.345,CNY,\n"
        "D,\"open quote,L4,project_finance,5,CNY,\n"
        "E,\"GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 2)))\",,,,,\n"
        "F,\"POLYGON((10 20,nan 20,10.01 20.01,10 20))\",,,,,\n"
        ",,,,,,\n"
        "C,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))\",,,,,\n"
        "Z,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 "
        "20))\",L9,project_finance,7,CNY,\n",
        "EPSG:4326");
    assert_int_equal(told->status, TA_PARTLY);
    has(told, "note row 0 line 0 [] : columns that are not read: note");
    has(told, "BAD row 2 line 3 [B] ");
    has(told, "well-known text");
    has(told, "BAD row 3 line 4 [C] outstanding: '12.345'");
    has(told, "BAD row 4 line 5 [] : ");
    has(told, "BAD row 5 line 6 [E] ");
    has(told, "BAD row 6 line 7 [F] : a coordinate is not a finite number");
    has(told, "project A sites 1\nproject Z sites 1\n");
    has(told, "BAD row 3 line 4 [C] : set aside because row 3");
    assert_int_equal(told->counts.rows, 8);
    assert_int_equal(told->counts.rows_set_aside, 6);
    assert_int_equal(told->counts.projects, 2);
    assert_non_null(strstr(told->json, "\"minor\":\"700\""));
}

static void test_csv_points(void **state)
{
    (void)state;
    struct told *told =
        imported_text("points.csv",
                      "project_id;longitude;latitude;radius_m;position_error_m\n"
                      "P1;116.4;39.9;500;20\n"
                      "P2;39.9;116.4;500;20\n"
                      "P3;116.4;39.9;;20\n"
                      "P4;116,4;39.9;500;20\n"
                      "P5;116.4;39.9;0;20\n",
                      "EPSG:4490");
    assert_int_equal(told->status, TA_PARTLY);
    assert_near(told->area_m2, 3.14159265358979 * 250000.0, 1e-6, 0.0);
    assert_near(told->accuracy_m, 2.0, 0.0, 0.0);
    assert_non_null(strstr(told->json, "\"point\":[116.4,39.9]"));
    assert_non_null(strstr(told->json, "\"source_crs\":\"EPSG:4490\""));
    has(told, "BAD row 2 line 3 [P2] : (39.9, 116.4) is no longitude and latitude: the "
              "axes look "
              "swapped");
    has(told, "BAD row 3 line 4 [P3] radius_m:");
    has(told, "BAD row 4 line 5 [P4] longitude: '116,4' is not a number");
    has(told, "BAD row 5 line 6 [P5] radius_m:");
    check_file_refused("nocrs.csv", "id,longitude,latitude,radius_m\nP,1,2,3\n",
                       "does not say");
    check_file_refused("nohead.csv", "1,2,3\n4,5,6\n", "names no column");
    check_file_refused("twice.csv", "id,wkt,ID\n", "twice");
}

static void test_what_the_receiver_says_ends_the_import(void **state)
{
    (void)state;
    struct told told = {.answer = TA_E_IO};
    struct ta_import_options options = {NULL, NULL, &told, on_told_project,
                                        on_told_problem};
    const char *path = written("stop.geojson",
                               COLLECTION(FEATURE("{\"id\":\"A\"}", SQUARE) "," FEATURE(
                                   "{\"id\":\"B\"}", SQUARE)));
    assert_int_equal(ta_import_read(path, &options, &told.counts, NULL), TA_E_IO);
    assert_int_equal(told.projects, 1);
    assert_int_equal(told.counts.projects, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_feature_is_a_project),
        cmocka_unit_test(test_single_feature_id_and_mark),
        cmocka_unit_test(test_bad_rows_are_told_and_the_rest_goes_on),
        cmocka_unit_test(test_sites_of_one_project),
        cmocka_unit_test(test_a_site_outside_its_country),
        cmocka_unit_test(test_mended_outlines_are_noted),
        cmocka_unit_test(test_files_that_are_no_geojson),
        cmocka_unit_test(test_depth_is_limited),
        cmocka_unit_test(test_declared_crs),
        cmocka_unit_test(test_user_parameters_stay_with_the_site),
        cmocka_unit_test(test_csv_with_a_bad_row_in_the_middle),
        cmocka_unit_test(test_csv_points),
        cmocka_unit_test(test_what_the_receiver_says_ends_the_import),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

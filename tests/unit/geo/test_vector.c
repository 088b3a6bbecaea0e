/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_vector.c  Real files: what they declare, what comes out, areas against GDAL's. */
#include "geo_test.h"

#include "geo/shape.h"
#include "geo/vector.h"

struct sum {
    struct ta_transform way;
    size_t rows, refused, mended;
    double area_m2, first_m2, accuracy_m;
    char fields[1024]; /* of the first row */
};

static enum ta_status add_feature(void *self, const struct ta_feature *feature,
                                  struct ta_error *err)
{
    struct sum *sum = self;
    struct ta_polygons shape = {0};
    struct ta_shape_report report;
    assert_null(feature->bad);
    assert_int_equal(feature->drawn, TA_DRAWN_POLYGONS);
    assert_int_equal(feature->row, sum->rows + 1);
    enum ta_status status =
        ta_shape_settle(&feature->outline, &sum->way, &shape, &report, err);
    if (status != TA_OK) return status;
    if (sum->rows++ == 0) {
        char *text = json_dumps(feature->fields, JSON_COMPACT | JSON_SORT_KEYS);
        (void)snprintf(sum->fields, sizeof sum->fields, "%s", text);
        free(text);
        sum->first_m2 = report.area_m2;
    }
    sum->area_m2 += report.area_m2;
    sum->accuracy_m = report.accuracy_m;
    sum->mended += report.mended.mended;
    ta_polygons_free(&shape);
    return TA_OK;
}

static struct sum summed(const char *file, const char *crs)
{
    char path[512];
    struct sum sum = {0};
    struct ta_error err = {0};
    struct ta_vector *vector = NULL;
    struct ta_vector_options options = {.crs = crs};
    (void)snprintf(path, sizeof path, "%s/data/%s", ta_test_data(), file);
    if (ta_vector_open(path, &options, &vector, &err) != TA_OK)
        fail_msg("%s", err.text);
    sum.way = opened(ta_vector_crs(vector), TA_CRS_WGS84);
    for (int turn = 0; turn < 2; turn++) { /* a file can be read again */
        sum.rows = 0;
        sum.area_m2 = 0.0;
        if (ta_vector_each(vector, add_feature, &sum, &err) != TA_OK)
            fail_msg("%s row %zu: %s", file, sum.rows + 1, err.text);
    }
    ta_vector_close(vector);
    sum.way.free(sum.way.self);
    return sum;
}

/* Wanted areas: GDAL 3.6.2 in Python, edges segmentized to 20 m or 0.0005 degree, transformed to
 * EPSG:4326 and to +proj=cea +datum=WGS84, GetArea(). */

static void test_shapefile(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct sum sum = summed("olinda_debian/olinda1.shp", "EPSG:4674");
    assert_int_equal(sum.rows, 470);
    assert_near(sum.first_m2, 92958.029, 1e-6, 0.0);
    assert_near(sum.area_m2, 41681412.330, 1e-6, 0.0);
    assert_near(sum.accuracy_m, 1.0, 0.0, 0.0);
    assert_non_null(strstr(sum.fields, "\"CD_GEOCODI\":\"260960005000001\""));
    assert_non_null(strstr(sum.fields, "\"V014\":1119"));
}

static void test_geopackage_in_nad27(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct sum sum = summed("florence_debian/nc_counties.gpkg", NULL);
    assert_int_equal(sum.rows, 100);
    assert_near(sum.first_m2, 1137180636.316, 1e-6, 0.0);
    assert_near(sum.area_m2, 127037522646.718, 1e-6, 0.0);
    assert_non_null(strstr(sum.fields, "\"NAME\":\"Ashe\""));
}

static void test_geopackage_without_a_usable_crs(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct sum sum = summed("ethiopia_kafa/kafa_biosphere_zones.gpkg", "EPSG:20137");
    assert_int_equal(sum.rows, 21);
    assert_near(sum.first_m2, 1610720592.030, 1e-6, 0.0);
    assert_near(sum.area_m2, 7434903616.622, 1e-6, 0.0);
    assert_near(sum.accuracy_m, 6.0, 0.0, 0.0);

    char path[512];
    (void)snprintf(path, sizeof path, "%s/data/ethiopia_kafa/kafa_biosphere_zones.gpkg",
                   ta_test_data());
    struct told *told = imported(path, NULL);
    assert_int_equal(ta_status_exit_code(told->status), 65);
    assert_non_null(strstr(told->err.text, "no way with known datum parameters"));
    assert_non_null(strstr(told->err.mend, "--crs EPSG:"));
}

static void test_shapefile_without_a_usable_crs(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    char path[512];
    (void)snprintf(path, sizeof path, "%s/data/olinda_debian/olinda1.shp",
                   ta_test_data());
    struct told *told = imported(path, NULL);
    assert_int_equal(ta_status_exit_code(told->status), 65);
    assert_non_null(strstr(told->err.mend, "--crs"));
}

/** Copy at most @p limit bytes of a member of the Shapefile to the build folder. */
static void copy_member(const char *suffix, size_t limit)
{
    char path[512];
    char *bytes = malloc(limit);
    (void)snprintf(path, sizeof path, "%s/data/olinda_debian/olinda1.%s",
                   ta_test_data(), suffix);
    FILE *from = fopen(path, "rb");
    (void)snprintf(path, sizeof path, "%s/geo_copy.%s", TA_BINARY_DIR, suffix);
    FILE *to = fopen(path, "wb");
    assert_true(bytes != NULL && from != NULL && to != NULL);
    size_t size = fread(bytes, 1, limit, from);
    assert_int_equal(fwrite(bytes, 1, size, to), size);
    assert_int_equal(fclose(to), 0);
    (void)fclose(from);
    free(bytes);
}

static void remove_member(const char *suffix)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/geo_copy.%s", TA_BINARY_DIR, suffix);
    (void)remove(path);
}

static void test_shapefile_with_members_missing(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    char path[512];
    size_t whole = 1 << 20;
    (void)snprintf(path, sizeof path, "%s/geo_copy.shp", TA_BINARY_DIR);
    copy_member("shp", whole);
    copy_member("shx", whole);
    copy_member("dbf", whole);
    remove_member("prj");
    struct told *told = imported(path, NULL);
    assert_int_equal(told->status, TA_E_DATA);
    assert_non_null(strstr(told->err.text, "does not say which CRS"));

    told = imported(path, "EPSG:4674"); /* its column ID will do as the projects' */
    assert_int_equal(told->status, TA_OK);
    assert_int_equal(told->counts.rows, 470);
    assert_int_equal(told->counts.sites, 470);
    assert_non_null(strstr(told->text, "columns that are not read: CD_GEOCODI, TIPO"));

    remove_member("shx"); /* it is not made anew beside a client's file */
    told = imported(path, "EPSG:4674");
    assert_int_equal(told->status, TA_E_DATA);
    (void)snprintf(path, sizeof path, "%s/geo_copy.shx", TA_BINARY_DIR);
    assert_null(fopen(path, "rb"));
    copy_member("shx", whole);
    copy_member("shp", 5000); /* cut off */
    copy_member("dbf", 3000);
    (void)snprintf(path, sizeof path, "%s/geo_copy.shp", TA_BINARY_DIR);
    told = imported(path, "EPSG:4674");
    assert_int_equal(told->status, TA_E_DATA);
    assert_int_equal(told->projects, 0);
}

static void test_layer_by_name(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    char path[512];
    struct ta_error err = {0};
    struct ta_vector *vector = NULL;
    struct ta_vector_options options = {.layer = "kafa_biosphere_zones",
                                        .crs = "EPSG:20137"};
    (void)snprintf(path, sizeof path, "%s/data/ethiopia_kafa/kafa_biosphere_zones.gpkg",
                   ta_test_data());
    assert_int_equal(ta_vector_open(path, &options, &vector, &err), TA_OK);
    ta_vector_close(vector);
    options.layer = "kafa";
    assert_int_equal(ta_vector_open(path, &options, &vector, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "kafa_biosphere_zones"));
    assert_non_null(strstr(err.mend, "--layer"));
}

static void test_broken_geopackage(void **state)
{
    (void)state;
    struct told *told =
        imported(written("broken.gpkg", "SQLite format 3"), "EPSG:4326");
    assert_int_equal(told->status, TA_E_DATA);
    if (ta_test_data() == NULL) skip();
    char path[512];
    char *bytes = malloc(100000);
    (void)snprintf(path, sizeof path, "%s/data/ethiopia_kafa/kafa_biosphere_zones.gpkg",
                   ta_test_data());
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, 100000, file);
    (void)fclose(file);
    (void)snprintf(path, sizeof path, "%s/geo_cut.gpkg", TA_BINARY_DIR);
    file = fopen(path, "wb");
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    (void)fclose(file);
    free(bytes);
    told = imported(path, "EPSG:20137");
    assert_int_equal(told->status, TA_E_DATA);
    assert_int_equal(told->projects, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapefile),
        cmocka_unit_test(test_geopackage_in_nad27),
        cmocka_unit_test(test_geopackage_without_a_usable_crs),
        cmocka_unit_test(test_shapefile_without_a_usable_crs),
        cmocka_unit_test(test_shapefile_with_members_missing),
        cmocka_unit_test(test_layer_by_name),
        cmocka_unit_test(test_broken_geopackage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

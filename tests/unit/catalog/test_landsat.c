/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog_test.h"

#include "catalog/landsat_calibrate.h"

/* Scales and offsets below were computed from the MTL files' figures by a separate
 * program: REFLECTANCE_MULT / sin(SUN_ELEVATION), and for 2010 (LMAX - LMIN) / 254 x pi
 * d^2 / (ESUN sin) with d after Meeus, Astronomical Algorithms, chapter 25. */
struct line {
    const char *name;
    double scale, offset;
};

static void check_lines(const struct ta_scene *scene, const struct line *line, size_t n,
                        double relative)
{
    for (size_t i = 0; i < n; i++) {
        const struct ta_band *band = band_called(scene, line[i].name, NULL);
        assert_non_null(band);
        assert_int_equal(band->quantity, TA_QUANTITY_REFLECTANCE_TOA);
        assert_string_equal(band->unit, "1");
        assert_near(band->scale, line[i].scale, relative, 0.0);
        assert_near(band->offset, line[i].offset, relative, 0.0);
    }
}

static void bale_2000_is_collection_1_reflectance(void **state)
{
    (void)state;
    const char *folder = data_folder("bale_ethiopia_debian/LT05_20000309");
    if (folder == NULL) skip();
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 0);
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->id,
                        "landsat-c1-l1/LT05_L1TP_167055_20000309_20161214_01_T1");
    assert_string_equal(s->collection, "landsat-c1-l1");
    assert_string_equal(s->platform, "landsat-5");
    assert_string_equal(s->tile, "167055");
    assert_string_equal(s->datatake, "landsat-5/167/2000-03-09");
    assert_string_equal(s->orbit, "167");
    assert_string_equal(s->processing, "2016-12-14T23:49:32Z LPGS_12.8.2");
    assert_int_equal(s->time, INT64_C(952585683978019));
    assert_near(s->sun_elevation, 53.14715018, 1e-12, 0);
    assert_near(s->position_error_m, 3.788, 1e-12, 0);
    assert_true(s->cloud_cover == 0.0);
    assert_int_equal(s->mask, TA_MASK_BQA_C1);
    assert_int_equal(s->mask_asset, 7);
    assert_int_equal(s->n_assets, 8);
    assert_true(s->saturation_asset == SIZE_MAX);
    assert_false(s->simulated);
    static const struct line line[] = {
        {"blue", 0.0015250347475912634, -0.004551484512601313},
        {"green", 0.003187288879994066, -0.009437894299606016},
        {"red", 0.002712394834198212, -0.005752466559995564},
        {"nir", 0.003283017521857125, -0.008941754993866664},
        {"swir16", 0.002222879050676539, -0.009056729341796186},
        {"swir22", 0.003085686548617216, -0.010146486204780356},
    };
    check_lines(s, line, 6, 1e-12);
    const struct ta_band *red = band_called(s, "red", NULL);
    assert_true(red->nodata == 0.0 && red->valid_lo == 1.0 && red->valid_hi == 255.0);
    const struct ta_band *thermal = band_called(s, "lwir", NULL);
    assert_int_equal(thermal->quantity, TA_QUANTITY_RADIANCE);
    assert_near(thermal->scale, 0.0553740157480315, 1e-12, 0);
    assert_near(thermal->offset, 1.1826259842519684, 1e-12, 0);
    forget(heard);
}

static void bale_2010_is_reflectance_by_published_irradiance(void **state)
{
    (void)state;
    const char *folder = data_folder("bale_ethiopia_debian/LT05_20101218");
    if (folder == NULL) skip();
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 0);
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->id, "landsat-pre-l1/LT51670552010352MLK00");
    assert_string_equal(s->processing, "2014-06-02T21:33:27Z LPGS_12.4.1");
    assert_string_equal(s->offset_by,
                        "MTL RADIANCE_*, sun elevation, ESUN of Chander 2009");
    assert_int_equal(s->mask, TA_MASK_NONE);
    assert_true(s->mask_asset == SIZE_MAX);
    assert_int_equal(s->n_assets, 7);
    static const struct line line[] = {
        {"blue", 0.0015506212869011704, -0.004628268142992081},
        {"green", 0.0032375524770312906, -0.00958661961174011},
        {"red", 0.0027289612434820785, -0.0057873490789763045},
        {"nir", 0.0034115761011433766, -0.009292102359884695},
        {"swir16", 0.0021965290576465117, -0.008949221266924209},
        {"swir22", 0.0031543082903575954, -0.010372275008833535},
    };
    check_lines(s, line, 6, 5e-5);
    const char *path = NULL;
    assert_non_null(
        band_called(s, "red", &path)); /* the MTL says .TIF, the folder .tif */
    assert_string_equal(strrchr(path, '_'), "_B3.tif");
    forget(heard);
}

static void marburg_brings_both_sensors_in_order(void **state)
{
    (void)state;
    const char *folder = data_folder("marburg_debian");
    if (folder == NULL) skip();
    struct heard *heard = listen(folder);
    assert_counts(heard, 2, 0);
    const struct ta_scene *oli = &heard->scene[0], *etm = &heard->scene[1];
    assert_string_equal(oli->id,
                        "landsat-c1-l1/LC08_L1TP_195025_20130707_20170503_01_T1");
    assert_string_equal(etm->id,
                        "landsat-c1-l1/LE07_L1TP_195025_20010730_20170204_01_T1");
    assert_string_equal(oli->tile, etm->tile); /* one writes row 25, the other 025 */
    assert_near(oli->cloud_cover, 6.03, 1e-12, 0);
    static const struct line oli_line[] = {
        {"coastal", 2.3333462809633728e-05, -0.11666731404816863},
        {"red", 2.3333462809633728e-05, -0.11666731404816863},
        {"cirrus", 2.3333462809633728e-05, -0.11666731404816863},
    };
    check_lines(oli, oli_line, 3, 1e-12);
    static const struct line etm_line[] = {
        {"red", 0.0016339011183649937, -0.014775427979759203},
        {"nir", 0.0036275625526845765, -0.022714667161510004},
        {"swir22", 0.002162647267519175, -0.019405516010282828},
    };
    check_lines(etm, etm_line, 3, 1e-12);
    assert_int_equal(band_called(oli, "lwir11", NULL)->quantity, TA_QUANTITY_RADIANCE);
    assert_int_equal(band_called(oli, "lwir12", NULL)->quantity, TA_QUANTITY_RADIANCE);
    assert_non_null(band_called(etm, "pan", NULL));
    assert_non_null(band_called(etm, "lwir_high_gain", NULL));
    assert_near(band_called(etm, "lwir", NULL)->scale, 17.04 / 254.0, 1e-12, 0);
    forget(heard);
}

static void greenland_is_collection_2_level_2(void **state)
{
    (void)state;
    const char *folder = data_folder("landsat_c2l2_greenland");
    if (folder == NULL) skip();
    struct heard *heard = listen(folder);
    assert_counts(heard, 1,
                  0); /* its STAC items of version 0.7 tell nothing the MTL does not */
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->id,
                        "landsat-c2-l2/LC08_L2SP_005009_20150710_20200908_02_T2");
    assert_string_equal(s->tile, "005009");
    assert_string_equal(s->processing, "2020-09-08T21:42:54Z LPGS_15.3.1c");
    assert_near(s->cloud_cover, 54.65, 1e-12, 0);
    assert_true(isnan(s->position_error_m)); /* L1GT: no ground control */
    assert_int_equal(s->mask, TA_MASK_QA_PIXEL);
    assert_non_null(strstr(s->asset[s->mask_asset].path, "_QA_PIXEL.TIF"));
    assert_non_null(strstr(s->asset[s->saturation_asset].path, "_QA_RADSAT.TIF"));
    assert_int_equal(s->asset[s->mask_asset].n_bands, 0);
    assert_null(band_called(s, "coastal", NULL)); /* named in the MTL, not on disk */
    const struct ta_band *nir = band_called(s, "nir", NULL);
    assert_int_equal(nir->quantity, TA_QUANTITY_REFLECTANCE_SURFACE);
    assert_true(nir->scale == 2.75e-05 && nir->offset == -0.2);
    assert_true(nir->nodata == 0.0 && nir->valid_lo == 1.0 && nir->valid_hi == 65535.0);
    const struct ta_band *st = band_called(s, "lwir11", NULL);
    assert_int_equal(st->quantity, TA_QUANTITY_TEMPERATURE);
    assert_string_equal(st->unit, "K");
    assert_true(st->scale == 0.00341802 && st->offset == 149.0);
    assert_true(st->valid_lo == 1.0 && st->valid_hi == 65535.0);
    forget(heard);
}

static void new_york_without_mtl_stays_counts(void **state)
{
    (void)state;
    const char *folder = data_folder("newyork_landsat8");
    if (folder == NULL) skip();
    struct heard *heard = listen(folder);
    assert_counts(heard, 19, 0);
    const struct ta_scene *s =
        scene_called(heard, "landsat-c1-l1/LC08_L1TP_014031_20180106_20180119_01_T1");
    assert_string_equal(s->offset_by, "none: no MTL file, counts are uncalibrated");
    assert_string_equal(s->processing, "2018-01-19");
    assert_string_equal(s->datatake, "landsat-8/014/2018-01-06");
    assert_string_equal(s->tile, "014031");
    assert_int_equal(s->time, INT64_C(1515196800000000));
    assert_int_equal(s->mask, TA_MASK_BQA_C1);
    assert_true(isnan(s->sun_elevation) && isnan(s->cloud_cover));
    const struct ta_band *red = band_called(s, "red", NULL);
    assert_int_equal(red->quantity, TA_QUANTITY_DN);
    assert_true(red->scale == 1.0 && red->offset == 0.0);
    for (size_t i = 1; i < heard->n_scenes; i++)
        assert_true(strcmp(heard->scene[i - 1].id, heard->scene[i].id) < 0);
    forget(heard);
}

static void distance_of_the_sun_agrees_with_the_products(void **state)
{
    (void)state;
    static const struct {
        ta_time_us time;
        double stated; /* EARTH_SUN_DISTANCE of four MTL files */
    } look[] = {
        {INT64_C(952585683978019), 0.9929941},
        {INT64_C(1373192262166196), 1.0166988},
        {INT64_C(996487492915767), 1.0151738},
        {INT64_C(1436538875978399), 1.0166498},
    };
    for (size_t i = 0; i < sizeof look / sizeof *look; i++)
        assert_near(ta_sun_distance(look[i].time), look[i].stated, 2e-4, 0);
}

/* A small Collection 2 level 1 product; %s takes lines for the rescaling group. */
static const char C2_L1[] =
    "GROUP = LANDSAT_METADATA_FILE\n  GROUP = PRODUCT_CONTENTS\n"
    "    LANDSAT_PRODUCT_ID = \"%s\"\n    PROCESSING_LEVEL = \"L1TP\"\n"
    "    COLLECTION_NUMBER = 02\n    FILE_NAME_BAND_3 = \"b3.TIF\"\n"
    "    FILE_NAME_QUALITY_L1_PIXEL = \"qa.TIF\"\n  END_GROUP = PRODUCT_CONTENTS\n"
    "  GROUP = IMAGE_ATTRIBUTES\n    SPACECRAFT_ID = \"LANDSAT_5\"\n    SENSOR_ID = "
    "\"%s\"\n"
    "    WRS_PATH = 1\n    WRS_ROW = 2\n    DATE_ACQUIRED = 2001-02-03\n"
    "    SCENE_CENTER_TIME = \"04:05:06.0Z\"\n    CLOUD_COVER = -1.00\n"
    "    SUN_ELEVATION = %s\n  END_GROUP = IMAGE_ATTRIBUTES\n"
    "  GROUP = LEVEL1_PROCESSING_RECORD\n    DATE_PRODUCT_GENERATED = "
    "2020-01-01T00:00:00Z\n"
    "    PROCESSING_SOFTWARE_VERSION = \"LPGS_1\"\n  END_GROUP = "
    "LEVEL1_PROCESSING_RECORD\n"
    "  GROUP = LEVEL1_RADIOMETRIC_RESCALING\n%s  END_GROUP = "
    "LEVEL1_RADIOMETRIC_RESCALING\n"
    "END_GROUP = LANDSAT_METADATA_FILE\nEND\n";

static const char BOTH[] =
    "REFLECTANCE_MULT_BAND_3 = 2E-3\nREFLECTANCE_ADD_BAND_3 = -0.1\n"
    "RADIANCE_MULT_BAND_3 = 1.5\nRADIANCE_ADD_BAND_3 = -2.5\n";

struct made {
    const char *id, *sensor, *sun, *rescaling;
};

static char *make_product(struct made made)
{
    char text[4096], *folder = new_folder();
    (void)snprintf(text, sizeof text, C2_L1, made.id, made.sensor, made.sun,
                   made.rescaling);
    write_text(folder, "p_MTL.txt", text);
    write_text(folder, "b3.TIF", "not looked at here");
    write_text(folder, "qa.TIF", "not looked at here");
    return folder;
}

static struct heard *listen_to_made(struct made made)
{
    char *folder = make_product(made);
    struct heard *heard = listen(folder);
    drop_folder(folder);
    return heard;
}

static const char ID[] = "LT05_L1TP_001002_20010203_20200101_02_T1";

static void collection_2_level_1_and_unassessed_cloud(void **state)
{
    (void)state;
    struct heard *heard = listen_to_made((struct made){ID, "TM", "30.0", BOTH});
    assert_counts(heard, 1, 0);
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->collection, "landsat-c2-l1");
    assert_true(isnan(s->cloud_cover)); /* -1 in the file */
    assert_int_equal(s->mask, TA_MASK_QA_PIXEL);
    assert_near(band_called(s, "red", NULL)->scale, 4e-3, 1e-12, 0); /* sin 30 = 1/2 */
    assert_near(band_called(s, "red", NULL)->offset, -0.2, 1e-12, 0);
    forget(heard);
}

static void without_sun_there_is_only_radiance(void **state)
{
    (void)state;
    struct heard *heard = listen_to_made((struct made){ID, "TM", "-12.5", BOTH});
    assert_counts(heard, 1, 0);
    const struct ta_band *red = band_called(&heard->scene[0], "red", NULL);
    assert_int_equal(red->quantity, TA_QUANTITY_RADIANCE);
    assert_true(red->scale == 1.5 && red->offset == -2.5);
    forget(heard);
}

static void without_constants_counts_stay_counts(void **state)
{
    (void)state;
    struct heard *heard = listen_to_made((struct made){ID, "TM", "30.0", ""});
    assert_counts(heard, 1, 0);
    const struct ta_band *red = band_called(&heard->scene[0], "red", NULL);
    assert_int_equal(red->quantity, TA_QUANTITY_DN);
    forget(heard);
}

static void bad_products_are_named_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        struct made made;
        const char *why;
    } bad[] = {
        {{ID, "MSS", "30.0", BOTH}, "sensor MSS of LANDSAT_5 is not read"},
        {{ID, "TM", "nan", BOTH}, "SUN_ELEVATION: wanted a number"},
        {{ID, "TM", "30.0", "REFLECTANCE_MULT_BAND_3 = 1\n"}, "only one of"},
        {{ID, "TM", "30.0",
          "REFLECTANCE_MULT_BAND_3 = 0\nREFLECTANCE_ADD_BAND_3 = 1\n"},
         "not above zero"},
        {{ID, "TM", "30.0", "RADIANCE_MULT_BAND_3 = inf\nRADIANCE_ADD_BAND_3 = 1\n"},
         "wanted a number"},
        {{"../../etc/passwd_and_more_text", "TM", "30.0", BOTH},
         "no legal LANDSAT_PRODUCT_ID"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct heard *heard = listen_to_made(bad[i].made);
        assert_counts(heard, 0, 1);
        if (strstr(heard->problem[0], bad[i].why) == NULL)
            fail_msg("wanted \"%s\", heard %s", bad[i].why, heard->problem[0]);
        assert_non_null(strstr(heard->problem[0], "p_MTL.txt: "));
        forget(heard);
    }
}

static void a_missing_mask_is_told_once_and_nothing_is_clear(void **state)
{
    (void)state;
    char *folder = make_product((struct made){ID, "TM", "30.0", BOTH});
    remove_file(folder, "qa.TIF");
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 1);
    assert_non_null(strstr(heard->problem[0], "qa.TIF: no such file"));
    assert_int_equal(heard->scene[0].mask, TA_MASK_NONE);
    assert_true(heard->scene[0].mask_asset == SIZE_MAX);
    forget(heard);
    drop_folder(folder);
}

/* The MTL file names four; two of them are there, and nobody reads the panchromatic one. */
static void bands_named_and_not_on_disk_are_told_by_name(void **state)
{
    (void)state;
    char text[4096], *folder = make_product((struct made){ID, "TM", "30.0", BOTH});
    (void)snprintf(text, sizeof text, C2_L1, ID, "TM", "30.0", BOTH);
    char *at = strstr(text, "    FILE_NAME_QUALITY");
    static const char more[] = "    FILE_NAME_BAND_4 = \"b4.TIF\"\n"
                               "    FILE_NAME_BAND_5 = \"b5.TIF\"\n"
                               "    FILE_NAME_BAND_6 = \"b6.TIF\"\n";
    memmove(at + sizeof more - 1, at, strlen(at) + 1);
    memcpy(at, more, sizeof more - 1);
    write_text(folder, "p_MTL.txt", text);
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 1);
    assert_non_null(
        strstr(heard->problem[0],
               "named here and not on disk: b4.TIF (nir), b5.TIF (swir16)"));
    assert_null(strstr(heard->problem[0], "b6.TIF"));
    assert_non_null(strstr(heard->problem[0], "p_MTL.txt"));
    assert_non_null(band_called(&heard->scene[0], "red", NULL));
    forget(heard);
    drop_folder(folder);
}

static void no_band_on_disk_is_a_problem(void **state)
{
    (void)state;
    char *folder = make_product((struct made){ID, "TM", "30.0", BOTH});
    remove_file(folder, "b3.TIF");
    struct heard *heard = listen(folder);
    assert_counts(heard, 0, 1);
    assert_non_null(strstr(heard->problem[0], "none of the bands"));
    forget(heard);
    drop_folder(folder);
}

static void file_names_do_not_lead_out_of_the_folder(void **state)
{
    (void)state;
    static const char *const name[] = {"../secret.TIF", "/etc/passwd", "sub/b3.TIF",
                                       "..", "..\\\\b3.TIF"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        char text[4096], put[4096], *folder = new_folder();
        (void)snprintf(text, sizeof text, C2_L1, ID, "TM", "30.0", BOTH);
        char *at = strstr(text, "b3.TIF");
        (void)snprintf(put, sizeof put, "%.*s%s%s", (int)(at - text), text, name[i],
                       at + strlen("b3.TIF"));
        write_text(folder, "in/p_MTL.txt", put);
        write_text(folder, "in/sub/b3.TIF", "x");
        write_text(folder, "secret.TIF", "x");
        struct heard *heard = listen(folder);
        assert_counts(heard, 0, 1);
        assert_non_null(strstr(heard->problem[0], "not a plain file name"));
        forget(heard);
        drop_folder(folder);
    }
}

static void json_mtl_gives_way_to_text_mtl(void **state)
{
    (void)state;
    char *folder = make_product((struct made){ID, "TM", "30.0", BOTH});
    write_text(folder, "p_MTL.json", "this is not even JSON");
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 0);
    forget(heard);
    drop_folder(folder);
}

static void bands_without_mtl_need_a_product_id(void **state)
{
    (void)state;
    char *folder = new_folder();
    write_text(folder, "any/LC08_L1TP_014031_20180106_B4.TIF", "x");
    write_text(folder, "full/LC08_L2SP_014031_20180106_20200905_02_T1_SR_B4.TIF", "x");
    write_text(folder, "full/LC08_L2SP_014031_20180106_20200905_02_T1_ST_B10.tif", "x");
    write_text(folder, "full/LC08_L2SP_014031_20180106_20200905_02_T1_QA_PIXEL.tif",
               "x");
    write_text(folder, "day/LC08_L1TP_014031_20180231_20200905_02_T1_B4.tif", "x");
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 2);
    assert_non_null(strstr(heard->problem[0], "Landsat product id"));
    assert_non_null(strstr(heard->problem[1], "2018-02-31 is no date"));
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->id,
                        "landsat-c2-l2/LC08_L2SP_014031_20180106_20200905_02_T1");
    assert_int_equal(s->mask, TA_MASK_QA_PIXEL);
    assert_int_equal(s->n_assets, 3);
    assert_int_equal(band_called(s, "lwir11", NULL)->quantity, TA_QUANTITY_DN);
    forget(heard);
    drop_folder(folder);
}

/* A small Collection 2 level 2 product of Landsat 9: LSDS-1619's groups, figures made up. */
static const char L9_MTL[] =
    "GROUP = LANDSAT_METADATA_FILE\n  GROUP = PRODUCT_CONTENTS\n"
    "    LANDSAT_PRODUCT_ID = \"LC09_L2SP_123032_20230517_20230519_02_T1\"\n"
    "    PROCESSING_LEVEL = \"L2SP\"\n    COLLECTION_NUMBER = 02\n"
    "    FILE_NAME_BAND_4 = \"b4.TIF\"\n    FILE_NAME_BAND_5 = \"b5.TIF\"\n"
    "    FILE_NAME_BAND_ST_B10 = \"st.TIF\"\n"
    "    FILE_NAME_QUALITY_L1_PIXEL = \"qa.TIF\"\n"
    "    FILE_NAME_QUALITY_L1_RADIOMETRIC_SATURATION = \"radsat.TIF\"\n"
    "  END_GROUP = PRODUCT_CONTENTS\n  GROUP = IMAGE_ATTRIBUTES\n"
    "    SPACECRAFT_ID = \"LANDSAT_9\"\n    SENSOR_ID = \"%s\"\n"
    "    WRS_PATH = 123\n    WRS_ROW = 32\n    DATE_ACQUIRED = 2023-05-17\n"
    "    SCENE_CENTER_TIME = \"02:53:10.5Z\"\n    CLOUD_COVER = 1.25\n"
    "    SUN_ELEVATION = 64.0\n  END_GROUP = IMAGE_ATTRIBUTES\n"
    "  GROUP = LEVEL2_PROCESSING_RECORD\n"
    "    DATE_PRODUCT_GENERATED = 2023-05-19T00:00:00Z\n"
    "    PROCESSING_SOFTWARE_VERSION = \"LPGS_16.2.0\"\n"
    "  END_GROUP = LEVEL2_PROCESSING_RECORD\n"
    "  GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS\n"
    "    REFLECTANCE_MULT_BAND_4 = 2.75e-05\n    REFLECTANCE_MULT_BAND_5 = 2.75e-05\n"
    "    REFLECTANCE_ADD_BAND_4 = -0.2\n    REFLECTANCE_ADD_BAND_5 = -0.2\n"
    "  END_GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS\n"
    "  GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS\n"
    "    TEMPERATURE_MULT_BAND_ST_B10 = 0.00341802\n"
    "    TEMPERATURE_ADD_BAND_ST_B10 = 149.0\n"
    "  END_GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS\n"
    "END_GROUP = LANDSAT_METADATA_FILE\nEND\n";

static struct heard *listen_to_landsat_9(const char *sensor)
{
    static const char *const file[] = {"b4.TIF", "b5.TIF", "st.TIF", "qa.TIF",
                                       "radsat.TIF"};
    char text[4096], *folder = new_folder();
    (void)snprintf(text, sizeof text, L9_MTL, sensor);
    write_text(folder, "p_MTL.txt", text);
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        write_text(folder, file[i], "not looked at here");
    struct heard *heard = listen(folder);
    drop_folder(folder);
    return heard;
}

static void landsat_9_is_read_as_its_sensor_says(void **state)
{
    (void)state;
    static const char *const sensor[] = {"OLI_TIRS", "OLI", "TIRS"};
    for (size_t i = 0; i < 3; i++) {
        struct heard *heard = listen_to_landsat_9(sensor[i]);
        assert_counts(heard, 1, 0);
        const struct ta_scene *s = &heard->scene[0];
        assert_string_equal(s->id,
                            "landsat-c2-l2/LC09_L2SP_123032_20230517_20230519_02_T1");
        assert_string_equal(s->platform, "landsat-9");
        assert_string_equal(s->tile, "123032");
        assert_string_equal(s->datatake, "landsat-9/123/2023-05-17");
        assert_int_equal(s->mask, TA_MASK_QA_PIXEL);
        assert_non_null(strstr(s->asset[s->mask_asset].path, "qa.TIF"));
        assert_non_null(strstr(s->asset[s->saturation_asset].path, "radsat.TIF"));
        const struct ta_band *red = band_called(s, "red", NULL); /* 4, as of OLI */
        assert_int_equal(red->quantity, TA_QUANTITY_REFLECTANCE_SURFACE);
        assert_true(red->scale == 2.75e-05 && red->offset == -0.2);
        assert_non_null(band_called(s, "nir", NULL));
        const struct ta_band *st = band_called(s, "lwir11", NULL);
        assert_int_equal(st->quantity, TA_QUANTITY_TEMPERATURE);
        assert_true(st->scale == 0.00341802 && st->offset == 149.0);
        forget(heard);
    }
    struct heard *heard = listen_to_landsat_9("TM"); /* it carries none */
    assert_counts(heard, 0, 1);
    assert_non_null(strstr(heard->problem[0], "sensor TM of LANDSAT_9 is not read"));
    forget(heard);
}

/* The same of Landsat 5 and 7, where red is band 3 and heat is ST_B6; figures made up. */
static const char B6_MTL[] =
    "GROUP = LANDSAT_METADATA_FILE\n  GROUP = PRODUCT_CONTENTS\n"
    "    LANDSAT_PRODUCT_ID = \"%s_L2SP_190046_20100615_20200823_02_T1\"\n"
    "    PROCESSING_LEVEL = \"L2SP\"\n    COLLECTION_NUMBER = 02\n"
    "    FILE_NAME_BAND_3 = \"b3.TIF\"\n    FILE_NAME_BAND_4 = \"b4.TIF\"\n"
    "    FILE_NAME_BAND_ST_B6 = \"st.TIF\"\n"
    "    FILE_NAME_QUALITY_L1_PIXEL = \"qa.TIF\"\n"
    "  END_GROUP = PRODUCT_CONTENTS\n  GROUP = IMAGE_ATTRIBUTES\n"
    "    SPACECRAFT_ID = \"%s\"\n    SENSOR_ID = \"%s\"\n"
    "    WRS_PATH = 190\n    WRS_ROW = 46\n    DATE_ACQUIRED = 2010-06-15\n"
    "    SCENE_CENTER_TIME = \"09:53:10.5Z\"\n    SUN_ELEVATION = 64.0\n"
    "  END_GROUP = IMAGE_ATTRIBUTES\n  GROUP = LEVEL2_PROCESSING_RECORD\n"
    "    DATE_PRODUCT_GENERATED = 2020-08-23T00:00:00Z\n"
    "    PROCESSING_SOFTWARE_VERSION = \"LPGS_15.3.1c\"\n"
    "  END_GROUP = LEVEL2_PROCESSING_RECORD\n"
    "  GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS\n"
    "    REFLECTANCE_MULT_BAND_3 = 2.75e-05\n    REFLECTANCE_MULT_BAND_4 = 2.5e-05\n"
    "    REFLECTANCE_ADD_BAND_3 = -0.2\n    REFLECTANCE_ADD_BAND_4 = -0.1\n"
    "  END_GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS\n"
    "  GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS\n"
    "    TEMPERATURE_MULT_BAND_ST_B6 = 0.00341802\n"
    "    TEMPERATURE_ADD_BAND_ST_B6 = 149.0\n"
    "  END_GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS\n"
    "END_GROUP = LANDSAT_METADATA_FILE\nEND\n";

static void assert_heat_is_band_6(const char *id, const char *craft, const char *sensor,
                                  const char *platform)
{
    static const char *const file[] = {"b3.TIF", "b4.TIF", "st.TIF", "qa.TIF"};
    char text[4096], *folder = new_folder();
    (void)snprintf(text, sizeof text, B6_MTL, id, craft, sensor);
    write_text(folder, "p_MTL.txt", text);
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        write_text(folder, file[i], "not looked at here");
    struct heard *heard = listen(folder);
    drop_folder(folder);
    assert_counts(heard, 1, 0);
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->platform, platform);
    const struct ta_band *red = band_called(s, "red", NULL);
    assert_true(red->scale == 2.75e-05 && red->offset == -0.2);
    const struct ta_band *nir = band_called(s, "nir", NULL);
    assert_true(nir->scale == 2.5e-05 && nir->offset == -0.1);
    const struct ta_band *heat = band_called(s, "lwir", NULL);
    assert_int_equal(heat->quantity, TA_QUANTITY_TEMPERATURE);
    assert_true(heat->scale == 0.00341802 && heat->offset == 149.0);
    forget(heard);
}

static void heat_of_landsat_5_and_7_is_st_b6(void **state)
{
    (void)state;
    assert_heat_is_band_6("LT05", "LANDSAT_5", "TM", "landsat-5");
    assert_heat_is_band_6("LE07", "LANDSAT_7", "ETM", "landsat-7");
}

static void landsat_9_is_known_by_its_id(void **state)
{
    (void)state;
    char *folder = new_folder();
    write_text(folder, "LC09_L2SP_123032_20230517_20230519_02_T1_SR_B4.TIF", "x");
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 0);
    assert_string_equal(heard->scene[0].platform, "landsat-9");
    assert_non_null(band_called(&heard->scene[0], "red", NULL));
    forget(heard);
    drop_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bale_2000_is_collection_1_reflectance),
        cmocka_unit_test(bale_2010_is_reflectance_by_published_irradiance),
        cmocka_unit_test(marburg_brings_both_sensors_in_order),
        cmocka_unit_test(greenland_is_collection_2_level_2),
        cmocka_unit_test(new_york_without_mtl_stays_counts),
        cmocka_unit_test(distance_of_the_sun_agrees_with_the_products),
        cmocka_unit_test(collection_2_level_1_and_unassessed_cloud),
        cmocka_unit_test(without_sun_there_is_only_radiance),
        cmocka_unit_test(without_constants_counts_stay_counts),
        cmocka_unit_test(bad_products_are_named_with_the_reason),
        cmocka_unit_test(a_missing_mask_is_told_once_and_nothing_is_clear),
        cmocka_unit_test(bands_named_and_not_on_disk_are_told_by_name),
        cmocka_unit_test(no_band_on_disk_is_a_problem),
        cmocka_unit_test(file_names_do_not_lead_out_of_the_folder),
        cmocka_unit_test(json_mtl_gives_way_to_text_mtl),
        cmocka_unit_test(bands_without_mtl_need_a_product_id),
        cmocka_unit_test(landsat_9_is_read_as_its_sensor_says),
        cmocka_unit_test(landsat_9_is_known_by_its_id),
        cmocka_unit_test(heat_of_landsat_5_and_7_is_st_b6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

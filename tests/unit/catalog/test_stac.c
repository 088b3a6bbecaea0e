/* SPDX-License-Identifier: Apache-2.0 */
#include "stac_test.h"

#include <jansson.h>

#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"

static const char ITEM_1_1[] = "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\","
                               "\"id\":\"i\",\"collection\":\"c\","
                               "\"geometry\":null,\"links\":[],\"properties\":{"
                               "\"datetime\":\"2021-05-06T07:08:09Z\"%s},"
                               "\"assets\":{%s}}";

static const char UNDATED[] = "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\","
                              "\"id\":\"i\",\"collection\":\"c\","
                              "\"geometry\":null,\"links\":[],\"properties\":{"
                              "\"datetime\":null%s},\"assets\":{%s}}";

/* The catalogue's own items: their hrefs lead out of the folder, so none can be used. */
static void items_without_local_files_are_told(void **state)
{
    (void)state;
    const char *folder = data_folder("stac_items");
    if (folder == NULL) skip();
    struct heard *heard = listen(folder);
    assert_counts(heard, 0, 5); /* its collection.json is no item */
    for (size_t i = 0; i < heard->n_problems; i++)
        check_problem(heard, i, "no band of this item can be used");
    forget(heard);
}

/* Copy a real item into @p folder with every href cut to its file name, and make the files. */
static void localise(const char *item_path, const char *folder)
{
    json_t *item = json_load_file(item_path, 0, NULL), *asset;
    const char *key;
    assert_non_null(item);
    json_object_foreach(json_object_get(item, "assets"), key, asset)
    {
        const char *href = json_string_value(json_object_get(asset, "href"));
        char name[300];
        (void)snprintf(name, sizeof name, "%s", strrchr(href, '/') + 1);
        write_text(folder, name, "x");
        assert_int_equal(json_object_set_new(asset, "href", json_string(name)), 0);
    }
    char *text = json_dumps(item, 0);
    write_text(folder, "item.json", text);
    free(text);
    json_decref(item);
}

static void landsat_9_item_of_version_1_0(void **state)
{
    (void)state;
    const char *items = data_folder("stac_items");
    if (items == NULL) skip();
    char *folder = new_folder(), path[4096];
    (void)snprintf(path, sizeof path, "%.3000s/LC09_L2SP_010065_20220129_02_T1.json",
                   items);
    localise(path, folder);
    /* The MTL files are dummies here and would stand before the item; one band is missing. */
    remove_file(folder, "LC09_L2SP_010065_20220129_20220131_02_T1_MTL.json");
    remove_file(folder, "LC09_L2SP_010065_20220129_20220131_02_T1_MTL.txt");
    remove_file(folder, "LC09_L2SP_010065_20220129_20220131_02_T1_SR_B2.TIF");
    struct heard *heard = listen(folder);
    drop_folder(folder);
    const struct ta_scene *s =
        scene_called(heard, "landsat-c2-l2/LC09_L2SP_010065_20220129_02_T1");
    assert_string_equal(s->platform, "landsat-9");
    assert_string_equal(s->tile, "010065");
    assert_string_equal(s->datatake, "landsat-9/010/2022-01-29");
    assert_string_equal(s->orbit, "010");
    assert_string_equal(s->processing, "2022-10-15T12:20:02.609948Z");
    assert_string_equal(s->offset_by, "STAC raster:scale, raster:offset");
    assert_near(s->cloud_cover, 21.12, 1e-12, 0);
    assert_near(s->sun_elevation, 57.84396063, 1e-12, 0);
    assert_int_equal(s->mask, TA_MASK_QA_PIXEL);
    assert_non_null(strstr(s->asset[s->mask_asset].path, "_QA_PIXEL.TIF"));
    assert_non_null(strstr(s->asset[s->saturation_asset].path, "_QA_RADSAT.TIF"));
    assert_string_equal(s->asset[0].crs, "EPSG:32617");
    assert_null(band_called(s, "blue", NULL));
    bool told = false;
    for (size_t i = 0; i < heard->n_problems; i++)
        told = told || strstr(heard->problem[i], "_SR_B2.TIF (blue)") != NULL;
    assert_true(told);
    const char *file = NULL;
    const struct ta_band *nir = band_called(s, "nir", &file); /* nir08 in the item */
    assert_non_null(nir);
    assert_non_null(strstr(file, "_SR_B5.TIF"));
    assert_int_equal(nir->quantity, TA_QUANTITY_REFLECTANCE_SURFACE);
    assert_true(nir->scale == 2.75e-05 && nir->offset == -0.2 && nir->nodata == 0.0);
    const struct ta_band *st = band_called(s, "lwir11", NULL);
    assert_int_equal(st->quantity, TA_QUANTITY_TEMPERATURE);
    assert_true(st->scale == 0.00341802 && st->offset == 149.0);
    size_t bands =
        0; /* coastal green red nir swir16 swir22 lwir11: no emissivity, no opacity */
    for (size_t i = 0; i < s->n_assets; i++) bands += s->asset[i].n_bands;
    assert_int_equal(bands, 7);
    forget(heard);
}

static void version_1_1_bands_inherit_from_their_asset(void **state)
{
    (void)state;
    struct heard *heard = listen_to_item(
        ITEM_1_1,
        ",\"processing:level\":\"L2A\",\"proj:code\":\"EPSG:32637\",\"platform\":\"x\","
        "\"proj:shape\":[20,30],\"proj:transform\":[10,1,500,2,-20,700]",
        "\"stack\":{\"href\":\"./sub/c%20d.tif\",\"type\":\"image/tiff; "
        "application=geotiff\","
        "\"roles\":[\"data\"],\"nodata\":0,\"data_type\":\"uint16\",\"raster:scale\":0."
        "0001,"
        "\"raster:offset\":-0.1,\"bands\":[{\"name\":\"B04\",\"eo:common_name\":"
        "\"red\"},"
        "{\"name\":\"what\"},{\"name\":\"nir\",\"raster:offset\":-0.2,\"nodata\":"
        "\"nan\"}]}");
    assert_counts(heard, 1, 0);
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->id, "c/i");
    assert_string_equal(s->datatake, "c/i");
    assert_string_equal(s->orbit, "");
    assert_int_equal(s->n_assets, 1);
    assert_int_equal(s->asset[0].n_bands, 2);
    assert_non_null(strstr(s->asset[0].path, "/in/sub/c d.tif"));
    assert_string_equal(s->asset[0].crs, "EPSG:32637");
    static const double affine[6] = {500, 10, 1, 700, 2, -20}; /* x, then y */
    assert_int_equal(s->asset[0].grid.rows, 20);
    assert_int_equal(s->asset[0].grid.cols, 30);
    assert_true(s->asset[0].grid.placed && !s->asset[0].grid.own);
    assert_memory_equal(s->asset[0].grid.affine, affine, sizeof affine);
    const struct ta_band *red = band_called(s, "red", NULL),
                         *nir = band_called(s, "nir", NULL);
    assert_int_equal(red->number, 1);
    assert_int_equal(nir->number, 3);
    assert_int_equal(red->quantity, TA_QUANTITY_REFLECTANCE_SURFACE);
    assert_true(red->scale == 0.0001 && red->offset == -0.1 && red->nodata == 0.0);
    assert_true(nir->offset == -0.2 && isnan(nir->nodata));
    assert_int_equal(s->mask, TA_MASK_NONE);
    forget(heard);
}

/* A picture of red, green and blue to be looked at, said to be data and listed before them. */
static void a_picture_is_no_band_whatever_its_role(void **state)
{
    (void)state;
    struct heard *heard = listen_to_item(
        ITEM_1_0, "",
        "\"visual\":{\"href\":\"b.tif\",\"roles\":[\"data\"],\"eo:bands\":["
        "{\"common_name\":\"red\"},{\"common_name\":\"green\"}]},"
        "\"B04\":{\"href\":\"a.tif\",\"roles\":[\"data\"],\"eo:bands\":["
        "{\"common_name\":\"red\"}]}");
    assert_counts(heard, 1, 0);
    const char *file = NULL;
    assert_non_null(band_called(&heard->scene[0], "red", &file));
    assert_non_null(strstr(file, "/a.tif"));
    assert_null(band_called(&heard->scene[0], "green", NULL));
    forget(heard);
}

/* An item that was saved with signed links. */
static void what_is_told_of_an_item_holds_no_signature(void **state)
{
    (void)state;
    static const char *const href[] = {"https://h.org/f.tif?sig=hush", "/f.tif?hush",
                                       "f%zz.tif?sig=hush"};
    for (size_t i = 0; i < 3; i++) {
        char assets[200];
        (void)snprintf(assets, sizeof assets,
                       "\"red\":{\"href\":\"%s\",\"type\":\"image/tiff\","
                       "\"raster:scale\":0.0001}",
                       href[i]);
        struct heard *heard = listen_to_item(ITEM_1_0, "", assets);
        assert_int_equal(heard->n_scenes, 0);
        assert_true(heard->n_problems > 0);
        for (size_t k = 0; k < heard->n_problems; k++)
            if (strstr(heard->problem[k], "hush") != NULL)
                fail_msg("%s", heard->problem[k]);
        forget(heard);
    }
    struct heard *heard = listen_to_item(ITEM_1_0, "",
                                         "\"red\":{\"href\":\"a.tif\"},\"nir\":{"
                                         "\"href\":\"https://h.org/n.tif?sig=hush\","
                                         "\"type\":\"image/tiff\"}");
    assert_counts(heard, 1, 1);
    check_problem(heard, 0, "not on disk: https://h.org/n.tif?sig (nir)");
    forget(heard);
}

/* By the name that it has where no other near infrared is there, as in a scene. */
static void the_only_near_infrared_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct heard *heard =
        listen_to_item(ITEM_1_0, "",
                       "\"red\":{\"href\":\"a.tif\"},\"nir08\":{"
                       "\"href\":\"x_B5.TIF\",\"type\":\"image/tiff\"}");
    assert_counts(heard, 1, 1);
    check_problem(heard, 0, "not on disk: x_B5.TIF (nir)");
    forget(heard);
    heard = listen_to_item(ITEM_1_0, "",
                           "\"nir\":{\"href\":\"a.tif\"},\"nir08\":{"
                           "\"href\":\"x_B8A.TIF\",\"type\":\"image/tiff\"}");
    assert_counts(heard, 1, 0); /* no index reads the narrow one beside it */
    forget(heard);
}

static void sentinel_2_item_keeps_its_bands_apart(void **state)
{
    (void)state;
    struct heard *heard = listen_to_item(
        ITEM_1_0,
        ",\"platform\":\"sentinel-2a\",\"s2:datatake_id\":\"GS2A_20210506T070809_"
        "030000_N03.01\","
        "\"sat:relative_orbit\":92,\"sat:orbit_state\":\"descending\","
        "\"grid:code\":\"MGRS-37NBG\",\"s2:processing_baseline\":\"03.01\","
        "\"s2:generation_time\":\"2021-05-06T10:00:00Z\",\"processing:level\":\"L2A\"",
        "\"rededge1\":{\"href\":\"a.tif\",\"eo:bands\":[{\"name\":\"rededge1\","
        "\"common_name\":"
        "\"rededge\",\"center_wavelength\":0.704}],\"raster:bands\":[{\"scale\":0.0001}"
        "]},"
        "\"rededge2\":{\"href\":\"a.tif\",\"eo:bands\":[{\"name\":\"rededge2\","
        "\"common_name\":"
        "\"rededge\",\"center_wavelength\":0.74}],\"raster:bands\":[{\"scale\":0.0001}]"
        "},"
        "\"coarse\":{\"href\":\"b.tif\",\"gsd\":20,\"eo:bands\":[{\"common_name\":"
        "\"nir\"}],"
        "\"raster:bands\":[{\"scale\":0.0001}]},"
        "\"fine\":{\"href\":\"a.tif\",\"gsd\":10,\"eo:bands\":[{\"common_name\":"
        "\"nir\"}],"
        "\"raster:bands\":[{\"scale\":0.0001}]},"
        "\"nir08\":{\"href\":\"a.tif\",\"eo:bands\":[{\"common_name\":\"nir08\"}],"
        "\"raster:bands\":[{\"scale\":0.0001}]},"
        "\"visual\":{\"href\":\"b.tif\",\"roles\":[\"visual\"],\"eo:bands\":["
        "{\"common_name\":\"red\"}]},"
        "\"cloud\":{\"href\":\"b.tif\",\"roles\":[\"cloud\"],\"raster:bands\":[{}]},"
        "\"scl\":{\"href\":\"b.tif\",\"roles\":[\"data\"]}");
    assert_counts(heard, 1, 0);
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->tile, "T37NBG");
    assert_string_equal(s->datatake, "GS2A_20210506T070809_030000");
    assert_string_equal(s->orbit, "092 descending");
    assert_string_equal(s->processing, "03.01 2021-05-06T10:00:00Z");
    assert_non_null(band_called(s, "rededge071", NULL));
    assert_non_null(band_called(s, "rededge075", NULL));
    assert_non_null(band_called(s, "nir08", NULL));
    const char *file = NULL;
    assert_non_null(band_called(s, "nir", &file));
    assert_non_null(strstr(file, "/a.tif")); /* the finer of two */
    assert_null(band_called(s, "red", NULL));
    assert_int_equal(s->mask, TA_MASK_SCL);
    assert_non_null(strstr(s->asset[s->mask_asset].path, "/b.tif"));
    forget(heard);
}

static void what_is_not_stated_stays_counts_and_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *properties, *assets, *why;
    } kind[] = {
        {",\"processing:level\":\"L2A\"", "\"red\":{\"href\":\"a.tif\"}",
         "states no scale"},
        {"", RED, "states no processing level"},
        {",\"processing:level\":\"L2\"",
         "\"lwir11\":{\"href\":\"a.tif\",\"raster:scale\":0.1}",
         "no unit of its thermal band"},
        {",\"landsat:wrs_path\":\"1\",\"landsat:wrs_row\":\"2\",\"platform\":\"landsat-"
         "8\","
         "\"landsat:correction\":\"L1TP\"",
         RED, "level 1 Landsat item"},
    };
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        struct heard *heard =
            listen_to_item(ITEM_1_1, kind[i].properties, kind[i].assets);
        assert_counts(heard, 1, 0);
        assert_non_null(strstr(heard->scene[0].offset_by, kind[i].why));
        const struct ta_band *band = &heard->scene[0].asset[0].band[0];
        assert_int_equal(band->quantity, TA_QUANTITY_DN);
        assert_true(band->scale == 1.0 && band->offset == 0.0);
        forget(heard);
    }
}

static void checksums_and_sizes_are_held_against_the_file(void **state)
{
    (void)state;
    char sum[TA_HEX_SIZE], assets[400];
    ta_sha256("pixels of a", strlen("pixels of a"), sum);
    (void)snprintf(
        assets, sizeof assets,
        "\"red\":{\"href\":\"a.tif\",\"file:checksum\":\"1220%s\",\"file:size\":11}",
        sum);
    struct heard *heard = listen_to_item(ITEM_1_1, "", assets);
    assert_counts(heard, 1, 0);
    assert_string_equal(heard->scene[0].asset[0].sha256, sum);
    forget(heard);

    (void)snprintf(assets, sizeof assets,
                   "\"red\":{\"href\":\"b.tif\",\"file:checksum\":\"1220%s\"},"
                   "\"green\":{\"href\":\"a.tif\",\"file:size\":12},"
                   "\"nir\":{\"href\":\"a.tif\",\"file:checksum\":\"1e01aa\"}",
                   sum);
    heard = listen_to_item(ITEM_1_1, "", assets);
    assert_counts(heard, 1, 2);
    check_problem(heard, 0, "SHA-256 is not that of file:checksum");
    check_problem(heard, 1, "11 bytes, but file:size is 12");
    assert_non_null(band_called(&heard->scene[0], "nir", NULL));
    assert_string_equal(heard->scene[0].asset[0].sha256,
                        ""); /* another function: not known */
    assert_string_equal(heard->scene[0].unchecked, "multihash 0x1e");
    forget(heard);
}

static void other_functions_than_sha_256_are_checked_too(void **state)
{
    (void)state;
    /* SHA-1 of "pixels of a", and with its last digit changed */
    static const char *const sum[] = {"5271174e54147ec6903cfa575a6013154862b30e",
                                      "5271174e54147ec6903cfa575a6013154862b300"};
    for (int i = 0; i < 2; i++) {
        char assets[400];
        (void)snprintf(assets, sizeof assets,
                       "\"red\":{\"href\":\"b.tif\"},"
                       "\"nir\":{\"href\":\"a.tif\",\"file:checksum\":\"1114%s\"}",
                       sum[i]);
        struct heard *heard = listen_to_item(ITEM_1_1, "", assets);
        assert_counts(heard, 1, i == 0 ? 0 : 1);
        if (i == 1) check_problem(heard, 0, "SHA-1 is not that of file:checksum");
        assert_true((band_called(&heard->scene[0], "nir", NULL) != NULL) == (i == 0));
        assert_string_equal(heard->scene[0].unchecked, "");
        forget(heard);
    }
}

static void a_scene_without_its_mask_says_so(void **state)
{
    (void)state;
    struct heard *heard = listen_to_item(ITEM_1_1, "",
                                         "\"red\":{\"href\":\"a.tif\"},\"qa_pixel\":{"
                                         "\"href\":\"https://h/QA_PIXEL.TIF\"}");
    assert_counts(heard, 1, 1);
    check_problem(heard, 0, "quality layer qa_pixel: https://h/QA_PIXEL.TIF");
    assert_int_equal(heard->scene[0].mask, TA_MASK_NONE);
    forget(heard);
}

static void a_mask_of_unknown_coding_is_named(void **state)
{
    (void)state;
    struct heard *heard =
        listen_to_item(ITEM_1_1, "",
                       "\"red\":{\"href\":\"a.tif\"},\"CLD\":{\"href\":\"b.tif\","
                       "\"roles\":[\"cloud\"]}");
    assert_counts(heard, 1, 0);
    assert_string_equal(heard->scene[0].unread_mask, "CLD");
    forget(heard);
    heard = listen_to_item(ITEM_1_1, "",
                           "\"red\":{\"href\":\"a.tif\"},\"CLD\":{\"href\":\"b.tif\","
                           "\"roles\":[\"cloud\"],\"terrassay:mask\":\"scl\"}");
    assert_string_equal(heard->scene[0].unread_mask, "");
    forget(heard);
}

static void references_lead_nowhere_else(void **state)
{
    (void)state;
    static const char *const href[] = {"../secret.tif",
                                       "%2e%2e/secret.tif",
                                       "sub/../../secret.tif",
                                       "/etc/hostname",
                                       "file:///etc/hostname",
                                       "https://example.org/a.tif",
                                       "s3://bucket/a.tif",
                                       "sub",
                                       "a.tif%00",
                                       "%zz.tif",
                                       "",
                                       "..\\\\secret.tif",
                                       "/vsicurl/http://x/a.tif"};
    for (size_t i = 0; i < sizeof href / sizeof *href; i++) {
        char assets[300];
        (void)snprintf(assets, sizeof assets,
                       "\"red\":{\"href\":\"%s\",\"type\":\"image/tiff\"}", href[i]);
        struct heard *heard = listen_to_item(ITEM_1_1, "", assets);
        assert_int_equal(heard->n_scenes, 0);
        check_problem(heard, heard->n_problems - 1, "no band of this item can be used");
        forget(heard);
    }
}

static void wrong_types_are_named_by_their_path(void **state)
{
    (void)state;
    static const struct {
        const char *properties, *assets, *why;
    } bad[] = {
        {",\"eo:cloud_cover\":\"much\"", RED, "properties.eo:cloud_cover: wanted"},
        {",\"platform\":7", RED, "properties.platform: wanted text"},
        {",\"terrassay:simulated\":1", RED,
         "terrassay:simulated: wanted true or false"},
        {",\"terrassay:mask\":\"fog\"", RED, "fog is no mask"},
        {",\"terrassay:quantity\":\"love\"", RED, "love is none"},
        {",\"proj:epsg\":\"EPSG:1\"", RED, "proj:epsg: wanted"},
        {",\"deprecated\":true", RED, "deprecated"},
        {"", "\"red\":[]", "assets.red: wanted an object"},
        {"", "\"red\":{\"href\":1}", "assets.red.href: wanted text"},
        {"", "\"red\":{\"href\":\"a.tif\",\"roles\":\"data\"}",
         "assets.red.roles: wanted a list"},
        {"", "\"red\":{\"href\":\"a.tif\",\"bands\":{}}", "bands: wanted a list"},
        {"", "\"red\":{\"href\":\"a.tif\",\"bands\":[7]}", "wanted an object"},
        {"", "\"red\":{\"href\":\"a.tif\",\"raster:scale\":0}", "not above zero"},
        {"", "\"red\":{\"href\":\"a.tif\",\"raster:scale\":\"1\"}",
         "raster:scale: wanted"},
        {"", "\"red\":{\"href\":\"a.tif\",\"nodata\":\"none\"}", "nodata: wanted"},
        {"", "\"red\":{\"href\":\"a.tif\",\"eo:bands\":[{},{}],\"raster:bands\":[{}]}",
         "2 eo:bands but 1 raster:bands"},
        {"", "\"red\":{\"href\":\"a.tif\",\"bands\":[{\"datetime\":\"then\"}]}",
         "neither a time nor a date"},
        {",\"landsat:wrs_path\":\"400\",\"landsat:wrs_row\":\"1\"", RED,
         "outside 1-233"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct heard *heard =
            listen_to_item(ITEM_1_1, bad[i].properties, bad[i].assets);
        assert_int_equal(heard->n_scenes, 0);
        check_problem(heard, 0, bad[i].why);
        forget(heard);
    }
}

static void the_time_is_what_searches_go_by(void **state)
{
    (void)state;
    static const struct {
        const char *form, *properties, *time, *why;
    } rows[] = {
        {ITEM_1_0, ",\"start_datetime\":\"2020-01-01T00:00:00Z\"",
         "2021-05-06T07:08:09Z", NULL},
        {UNDATED, ",\"start_datetime\":\"2020-01-01T00:00:00Z\"",
         "2020-01-01T00:00:00Z", NULL},
        {ITEM_1_0, ",\"eo:cloud_cover\":NaN", "2021-05-06T07:08:09Z", NULL},
        {UNDATED, ",\"start_datetime\":\"yesterday\"", NULL, "no RFC 3339 time"},
        {UNDATED, "", NULL, "states no date"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct heard *heard = listen_to_item(rows[i].form, rows[i].properties, RED);
        char time[TA_TIME_TEXT] = "";
        if (rows[i].time != NULL) {
            assert_int_equal(heard->n_scenes, 1);
            ta_time_format(heard->scene[0].time, time);
            assert_string_equal(time, rows[i].time);
        } else {
            check_problem(heard, 0, rows[i].why);
        }
        forget(heard);
    }
}

static void json_that_is_no_item_says_nothing_and_broken_json_is_told(void **state)
{
    (void)state;
    char *folder = new_folder();
    enum { DEEP = 300000 };
    char *bomb = malloc(DEEP);
    assert_non_null(bomb);
    memset(bomb, '[', DEEP);
    write_bytes(folder, "a_bomb.json", bomb, DEEP);
    free(bomb);
    write_text(folder, "b_cut.json",
               "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",");
    write_text(folder, "c_twice.json", "{\"type\":\"Feature\",\"type\":\"Feature\"}");
    write_text(folder, "d_old.json",
               "{\"type\":\"Feature\",\"stac_version\":\"0.7.0\"}");
    write_text(folder, "e_empty.json",
               "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\"}");
    write_text(folder, "f_collection.json",
               "{\"type\":\"Collection\",\"stac_version\":\"1.0.0\"}");
    write_text(folder, "g_other.json", "[1,2,3]");
    write_text(folder, "h.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}");
    struct heard *heard = listen(folder);
    assert_counts(heard, 0, 5);
    check_problem(heard, 0, "a_bomb.json");
    check_problem(heard, 1, "b_cut.json");
    check_problem(heard, 2, "c_twice.json");
    check_problem(heard, 3, "STAC version 0.7.0 is not read");
    check_problem(heard, 4, "properties: wanted an object");
    forget(heard);
    drop_folder(folder);
}

static void write_named_item(const char *folder, const char *file, const char *names)
{
    char text[1000];
    (void)snprintf(
        text, sizeof text,
        "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",%s,\"properties\":{"
        "\"datetime\":\"2021-05-06T07:08:09Z\"},"
        "\"assets\":{\"red\":{\"href\":\"a.tif\"}}}",
        names);
    write_text(folder, file, text);
}

static void ids_are_made_safe_for_files(void **state)
{
    (void)state;
    char *folder = new_folder(), names[400];
    write_text(folder, "a.tif", "x");
    write_named_item(folder, "1.json", "\"collection\":\".h\",\"id\":\"\xc3\xa9\"");
    write_named_item(folder, "2.json", "\"id\":\"../../x y#1\"");
    write_named_item(folder, "3.json", "\"id\":\"\"");
    (void)snprintf(names, sizeof names, "\"id\":\"%0200d\"", 0);
    write_named_item(folder, "4.json", names);
    struct heard *heard = listen(folder);
    assert_counts(heard, 2, 2);
    assert_string_equal(heard->scene[0].id, "%2Eh/%C3%A9");
    assert_string_equal(heard->scene[1].id, "stac/%2E.%2F..%2Fx%20y%231");
    check_problem(heard, 0, "empty or too long");
    check_problem(heard, 1, "empty or too long");
    forget(heard);
    drop_folder(folder);
}

static void looks_of_one_day_have_ids_of_their_own(void **state)
{
    (void)state;
    struct heard *heard = listen_to_item(
        ITEM_1_1,
        ",\"platform\":\"p\",\"eo:cloud_cover\":3,\"terrassay:mask\":\"applied\","
        "\"terrassay:simulated\":true,\"processing:level\":\"L2\"",
        "\"s\":{\"href\":\"a.tif\",\"raster:scale\":0.0001,\"bands\":["
        "{\"eo:common_name\":\"red\",\"datetime\":\"2000-03-09T07:00:00Z\"},"
        "{\"eo:common_name\":\"nir\",\"datetime\":\"2000-03-09T07:00:00Z\"},"
        "{\"terrassay:index\":\"ndvi\",\"datetime\":\"2000-03-09\",\"platform\":\"q\"},"
        "{\"eo:common_name\":\"red\",\"datetime\":\"2000-03-10T01:00:00+02:00\"},"
        "{\"terrassay:index\":\"ndvi\",\"datetime\":\"2000-03-12\"},"
        "{\"terrassay:index\":\"ndvi\"}]}");
    assert_counts(heard, 5, 0);
    const struct ta_scene *both = scene_called(heard, "c/i#2000-03-09");
    assert_int_equal(both->asset[0].n_bands, 2);
    assert_true(both->simulated);
    assert_true(isnan(both->cloud_cover)); /* said of the item, not of this date */
    assert_int_equal(both->mask, TA_MASK_APPLIED);
    const struct ta_scene *other = scene_called(heard, "c/i#2000-03-09.2");
    assert_string_equal(other->platform, "q");
    assert_int_equal(band_called(other, "ndvi", NULL)->quantity, TA_QUANTITY_INDEX);
    assert_int_equal(band_called(other, "ndvi", NULL)->number, 3);
    assert_non_null(
        scene_called(heard, "c/i#2000-03-09.3")); /* 23:00 UTC of the same day */
    assert_non_null(scene_called(heard, "c/i#2000-03-12"));
    assert_true(scene_called(heard, "c/i")->cloud_cover ==
                3.0); /* the band without a date */
    forget(heard);
}

/* An item for the 166 dates of the Kafa stack, written from the table beside it. */
static void write_kafa_item(const char *csv, const char *folder)
{
    FILE *f = fopen(csv, "r");
    assert_non_null(f);
    struct ta_text text = {0};
    ta_text_add(
        &text,
        "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":\"tura\","
        "\"collection\":"
        "\"kafa\",\"geometry\":null,\"links\":[],\"properties\":{\"datetime\":null,"
        "\"start_datetime\":\"1999-01-01T00:00:00Z\",\"landsat:wrs_path\":\"170\","
        "\"landsat:wrs_row\":\"055\",\"terrassay:mask\":\"applied\"},\"assets\":{"
        "\"ndvi\":{"
        "\"href\":\"tura.tif\",\"terrassay:index\":\"ndvi\",\"raster:scale\":0.0001,"
        "\"nodata\":-32768,\"bands\":[");
    char line[200];
    size_t n = 0;
    assert_non_null(fgets(line, sizeof line, f));
    while (fgets(line, sizeof line, f) != NULL) {
        char date[11], sensor[4];
        assert_int_equal(sscanf(line, "%*d,%*[^,],%10[^,],%3[^,]", date, sensor), 2);
        ta_text_addf(&text, "%s{\"datetime\":\"%s\",\"platform\":\"landsat-%c\"}",
                     n++ > 0 ? "," : "", date, sensor[2]);
    }
    (void)fclose(f);
    ta_text_add(&text, "]}}}");
    write_text(folder, "tura.json", text.bytes);
    ta_text_free(&text);
}

static void kafa_stack_is_one_scene_per_date(void **state)
{
    (void)state;
    const char *csv = data_folder("ethiopia_kafa/tura_band_dates.csv");
    if (csv == NULL) skip();
    char *folder = new_folder();
    write_kafa_item(csv, folder);
    write_text(folder, "tura.tif", "x");
    struct heard *heard = listen(folder);
    drop_folder(folder);
    assert_counts(heard, 166, 0);
    const struct ta_scene *first = scene_called(heard, "kafa/tura#1999-09-12");
    assert_string_equal(first->platform, "landsat-7");
    assert_string_equal(first->datatake, "landsat-7/170/1999-09-12");
    assert_string_equal(first->tile, "170055");
    assert_int_equal(first->mask, TA_MASK_APPLIED);
    assert_int_equal(first->n_assets, 1);
    const struct ta_band *last =
        band_called(scene_called(heard, "kafa/tura#2001-03-01"), "ndvi", NULL);
    assert_int_equal(last->number, 166);
    assert_int_equal(last->quantity, TA_QUANTITY_INDEX);
    assert_true(last->scale == 0.0001 && last->nodata == -32768.0);
    char day[TA_TIME_TEXT];
    ta_time_format(first->time, day);
    assert_string_equal(day, "1999-09-12T00:00:00Z");
    forget(heard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_without_local_files_are_told),
        cmocka_unit_test(landsat_9_item_of_version_1_0),
        cmocka_unit_test(version_1_1_bands_inherit_from_their_asset),
        cmocka_unit_test(a_picture_is_no_band_whatever_its_role),
        cmocka_unit_test(what_is_told_of_an_item_holds_no_signature),
        cmocka_unit_test(the_only_near_infrared_that_is_not_there_is_told),
        cmocka_unit_test(sentinel_2_item_keeps_its_bands_apart),
        cmocka_unit_test(what_is_not_stated_stays_counts_and_says_so),
        cmocka_unit_test(checksums_and_sizes_are_held_against_the_file),
        cmocka_unit_test(other_functions_than_sha_256_are_checked_too),
        cmocka_unit_test(a_scene_without_its_mask_says_so),
        cmocka_unit_test(a_mask_of_unknown_coding_is_named),
        cmocka_unit_test(references_lead_nowhere_else),
        cmocka_unit_test(wrong_types_are_named_by_their_path),
        cmocka_unit_test(the_time_is_what_searches_go_by),
        cmocka_unit_test(json_that_is_no_item_says_nothing_and_broken_json_is_told),
        cmocka_unit_test(ids_are_made_safe_for_files),
        cmocka_unit_test(looks_of_one_day_have_ids_of_their_own),
        cmocka_unit_test(kafa_stack_is_one_scene_per_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

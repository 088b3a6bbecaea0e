/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog_test.h"

#include "base/text.h"
#include "catalog/xml.h"

static const char SAFE[] =
    "S2A_MSIL2A_20230115T100401_N0509_R122_T32TQM_20230115T141102.SAFE";
#define GRANULE "GRANULE/L2A_T32TQM_A039531_20230115T100642"
#define IMAGE GRANULE "/IMG_DATA/R%dm/T32TQM_20230115T100401_%s_%dm"

/* What of MTD_MSIL2A.xml differs between the tests. */
struct made {
    const char *level, *baseline, *offsets, *more_images, *cloud;
};

static const char OFFSETS[] =
    "<BOA_ADD_OFFSET_VALUES_LIST><BOA_ADD_OFFSET band_id=\"1\">-1000</BOA_ADD_OFFSET>"
    "<BOA_ADD_OFFSET band_id=\"3\">-900</BOA_ADD_OFFSET>"
    "<BOA_ADD_OFFSET band_id=\"8\">-1100</BOA_ADD_OFFSET></BOA_ADD_OFFSET_VALUES_LIST>";

static const struct made USUAL = {"Level-2A", "05.09", OFFSETS, "", "12.5"};

static void add_image(struct ta_text *text, const char *band, int metres)
{
    ta_text_add(text, "<IMAGE_FILE>");
    ta_text_addf(text, IMAGE, metres, band, metres);
    ta_text_add(text, "</IMAGE_FILE>\n");
}

static void write_mtd(const char *folder, const struct made *made)
{
    static const char *const physical[] = {"B1", "B2",  "B3", "B4",  "B5",  "B6", "B7",
                                           "B8", "B8A", "B9", "B10", "B11", "B12"};
    struct ta_text t = {0};
    ta_text_addf(
        &t,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<n1:Level-2A_User_Product xmlns:n1=\"https://psd-15.sentinel2.eo.esa.int/x\">"
        "<n1:General_Info><Product_Info>"
        "<PRODUCT_START_TIME>2023-01-15T10:04:01.024Z</PRODUCT_START_TIME>"
        "<PRODUCT_URI>%s</PRODUCT_URI><PROCESSING_LEVEL>%s</PROCESSING_LEVEL>"
        "<PROCESSING_BASELINE>%s</PROCESSING_BASELINE>"
        "<GENERATION_TIME>2023-01-15T14:11:02.000000Z</GENERATION_TIME>"
        "<Datatake datatakeIdentifier=\"GS2A_20230115T100401_039531_N05.09\">"
        "<SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME></Datatake>"
        "<Product_Organisation><Granule_List><Granule>\n",
        SAFE, made->level, made->baseline);
    add_image(&t, "B02", 10);
    add_image(&t, "B04", 10);
    add_image(&t, "B04", 20);
    add_image(&t, "B8A", 20);
    add_image(&t, "TCI", 10);
    add_image(&t, "SCL", 20);
    ta_text_addf(
        &t,
        "%s</Granule></Granule_List></Product_Organisation></Product_Info>\n"
        "<Product_Image_Characteristics><QUANTIFICATION_VALUES_LIST>"
        "<BOA_QUANTIFICATION_VALUE unit=\"none\"> 10000 </BOA_QUANTIFICATION_VALUE>"
        "</QUANTIFICATION_VALUES_LIST>%s<Spectral_Information_List>\n",
        made->more_images, made->offsets);
    for (size_t i = 0; i < sizeof physical / sizeof *physical; i++)
        ta_text_addf(&t, "<Spectral_Information bandId=\"%zu\" physicalBand=\"%s\"/>\n",
                     i, physical[i]);
    ta_text_addf(&t,
                 "</Spectral_Information_List></Product_Image_Characteristics>"
                 "</n1:General_Info><n1:Quality_Indicators_Info>"
                 "<Cloud_Coverage_Assessment>%s</Cloud_Coverage_Assessment>"
                 "</n1:Quality_Indicators_Info></n1:Level-2A_User_Product>\n",
                 made->cloud);
    char name[200];
    (void)snprintf(name, sizeof name, "%s/MTD_MSIL2A.xml", SAFE);
    write_text(folder, name, t.bytes);
    ta_text_free(&t);
}

static void write_image(const char *folder, const char *band, int metres,
                        const char *ending)
{
    char name[400], image[300];
    (void)snprintf(image, sizeof image, IMAGE, metres, band, metres);
    (void)snprintf(name, sizeof name, "%s/%s%s", SAFE, image, ending);
    write_text(folder, name, "pixels");
}

static void write_tile(const char *folder)
{
    char name[300];
    (void)snprintf(name, sizeof name, "%s/" GRANULE "/MTD_TL.xml", SAFE);
    write_text(
        folder, name,
        "<n1:Level-2A_Tile_ID xmlns:n1=\"x\"><Tile_Angles><Sun_Angles_Grid><Zenith/>"
        "</Sun_Angles_Grid><Mean_Sun_Angle><ZENITH_ANGLE "
        "unit=\"deg\">66.25</ZENITH_ANGLE>"
        "<AZIMUTH_ANGLE unit=\"deg\">164.5</AZIMUTH_ANGLE></Mean_Sun_Angle>"
        "<Mean_Viewing_Incidence_Angle_List><Mean_Viewing_Incidence_Angle bandId=\"0\">"
        "<ZENITH_ANGLE unit=\"deg\">8.9</ZENITH_ANGLE></Mean_Viewing_Incidence_Angle>"
        "</Mean_Viewing_Incidence_Angle_List></Tile_Angles></n1:Level-2A_Tile_ID>");
}

static char *make_product(const struct made *made)
{
    char *folder = new_folder();
    write_mtd(folder, made);
    write_tile(folder);
    write_image(folder, "B02", 10, ".jp2");
    write_image(folder, "B04", 10, ".tif");
    write_image(folder, "B04", 20, ".jp2");
    write_image(folder, "B8A", 20, ".jp2");
    write_image(folder, "TCI", 10, ".jp2");
    write_image(folder, "SCL", 20, ".jp2");
    return folder;
}

static struct heard *listen_to_made(const struct made *made)
{
    char *folder = make_product(made);
    struct heard *heard = listen(folder);
    drop_folder(folder);
    return heard;
}

static void a_product_becomes_a_scene(void **state)
{
    (void)state;
    struct heard *heard = listen_to_made(&USUAL);
    assert_counts(heard, 1, 0);
    const struct ta_scene *s = &heard->scene[0];
    assert_string_equal(s->id,
                        "sentinel-2-l2a/S2A_MSIL2A_20230115T100401_N0509_R122_T32TQM_"
                        "20230115T141102");
    assert_string_equal(s->platform, "sentinel-2a");
    assert_string_equal(s->tile, "T32TQM");
    assert_string_equal(s->datatake, "GS2A_20230115T100401_039531");
    assert_string_equal(s->orbit, "122");
    assert_string_equal(s->processing, "05.09 2023-01-15T14:11:02.000000Z");
    assert_string_equal(s->offset_by, "MTD_MSIL2A.xml BOA_ADD_OFFSET");
    assert_int_equal(s->time, INT64_C(1673777041024000));
    assert_near(s->cloud_cover, 12.5, 1e-12, 0);
    assert_near(s->sun_elevation, 23.75, 1e-12, 0);
    assert_int_equal(s->mask, TA_MASK_SCL);
    assert_non_null(strstr(s->asset[s->mask_asset].path, "_SCL_20m.jp2"));
    assert_int_equal(s->n_assets, 4);
    const char *file = NULL;
    const struct ta_band *red = band_called(s, "red", &file);
    assert_non_null(
        strstr(file, "_B04_10m.tif")); /* native resolution, TIFF taken too */
    assert_int_equal(red->quantity, TA_QUANTITY_REFLECTANCE_SURFACE);
    assert_near(red->scale, 1e-4, 1e-12, 0);
    assert_near(red->offset, -0.09, 1e-12, 0); /* each band its own */
    assert_near(band_called(s, "blue", NULL)->offset, -0.1, 1e-12, 0);
    assert_near(band_called(s, "nir08", NULL)->offset, -0.11, 1e-12, 0);
    assert_true(red->nodata == 0.0 && red->valid_lo == 1.0 && red->valid_hi == 65534.0);
    assert_null(band_called(s, "nir", NULL));
    forget(heard);
}

/* The offset is what the product lists, whatever its date or baseline. */
static void the_offset_is_the_products_own(void **state)
{
    (void)state;
    static const struct {
        const char *baseline, *offsets, *by;
        enum ta_quantity quantity;
        double offset;
    } kind[] = {
        {"02.14", "", "MTD_MSIL2A.xml, a baseline without offset",
         TA_QUANTITY_REFLECTANCE_SURFACE, 0.0},
        {"03.01", OFFSETS, "MTD_MSIL2A.xml BOA_ADD_OFFSET",
         TA_QUANTITY_REFLECTANCE_SURFACE, -0.09},
        {"05.09", "", "none: MTD_MSIL2A.xml lists no BOA_ADD_OFFSET", TA_QUANTITY_DN,
         0.0},
        {"05.09", "<BOA_ADD_OFFSET band_id=\"1\">-1000</BOA_ADD_OFFSET>",
         "MTD_MSIL2A.xml BOA_ADD_OFFSET", TA_QUANTITY_DN, 0.0}, /* not for red */
    };
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        struct made made = USUAL;
        made.baseline = kind[i].baseline;
        made.offsets = kind[i].offsets;
        struct heard *heard = listen_to_made(&made);
        assert_counts(heard, 1, 0);
        assert_string_equal(heard->scene[0].offset_by, kind[i].by);
        const struct ta_band *red = band_called(&heard->scene[0], "red", NULL);
        assert_int_equal(red->quantity, kind[i].quantity);
        assert_near(red->offset, kind[i].offset, 1e-12, 1e-6);
        forget(heard);
    }
}

static void images_listed_and_not_on_disk_are_told_by_name(void **state)
{
    (void)state;
    char *folder = make_product(&USUAL), name[400], image[300];
    (void)snprintf(image, sizeof image, IMAGE, 10, "B04", 10);
    (void)snprintf(name, sizeof name, "%s/%s.tif", SAFE, image);
    remove_file(folder, name);
    struct heard *heard = listen(folder);
    drop_folder(folder);
    assert_counts(heard, 1, 1);
    assert_non_null(strstr(heard->problem[0], "named here and not on disk: GRANULE/"));
    assert_non_null(strstr(heard->problem[0], "_B04_10m (red)"));
    assert_non_null(band_called(&heard->scene[0], "blue", NULL));
    forget(heard);
}

static void old_products_hold_several_tiles(void **state)
{
    (void)state;
    struct made made = USUAL;
    made.more_images =
        "<IMAGE_FILE_2A>GRANULE/G2/IMG_DATA/R10m/L2A_T33TUG_x_B04_10m"
        "</IMAGE_FILE_2A><IMAGE_FILE_2A>GRANULE/G3/IMG_DATA/T33TVG_x_B04_10m"
        "</IMAGE_FILE_2A>";
    char *folder = make_product(&made), name[300];
    (void)snprintf(name, sizeof name,
                   "%s/GRANULE/G2/IMG_DATA/R10m/L2A_T33TUG_x_B04_10m.jp2", SAFE);
    write_text(folder, name, "x");
    struct heard *heard = listen(folder);
    drop_folder(folder);
    assert_counts(heard, 2, 2); /* T33TUG has no SCL, T33TVG nothing at all */
    assert_non_null(strstr(heard->scene[0].id, "#T32TQM"));
    assert_non_null(strstr(heard->scene[1].id, "#T33TUG"));
    assert_string_equal(heard->scene[1].tile, "T33TUG");
    assert_int_equal(heard->scene[1].mask, TA_MASK_NONE);
    assert_true(isnan(heard->scene[1].sun_elevation));
    assert_string_equal(heard->scene[0].datatake, heard->scene[1].datatake);
    assert_non_null(strstr(heard->problem[0], "T33TUG: no scene classification"));
    assert_non_null(strstr(heard->problem[1], "T33TVG: none of the images"));
    forget(heard);
}

static void bad_products_are_named_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        struct made made;
        const char *why;
    } bad[] = {
        {{"Level-1C", "05.09", OFFSETS, "", "1"}, "not Level-2A"},
        {{"Level-2A", "new", OFFSETS, "", "1"}, "PROCESSING_BASELINE is \"new\""},
        {{"Level-2A", "05.09", "<BOA_ADD_OFFSET band_id=\"13\">0</BOA_ADD_OFFSET>", "",
          "1"},
         "band id is none of 0 to 12"},
        {{"Level-2A", "05.09", "<BOA_ADD_OFFSET>0</BOA_ADD_OFFSET>", "", "1"},
         "band id"},
        {{"Level-2A", "05.09", "<BOA_ADD_OFFSET band_id=\"3\">nan</BOA_ADD_OFFSET>", "",
          "1"},
         "wanted a number"},
        {{"Level-2A", "05.09", OFFSETS,
          "<BOA_QUANTIFICATION_VALUE>1</BOA_QUANTIFICATION_VALUE>", "1"},
         "stands twice"},
        {{"Level-2A", "05.09", OFFSETS,
          "<IMAGE_FILE>../../T32TQM_x_B03_10m</IMAGE_FILE>", "1"},
         "is no path below"},
        {{"Level-2A", "05.09", OFFSETS, "</Wrong>", "1"}, "MTD_MSIL2A.xml:"},
        {{"Level-2A", "05.09", OFFSETS, "&lol;", "1"}, "undefined entity"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct heard *heard = listen_to_made(&bad[i].made);
        if (heard->n_scenes != 0 || heard->n_problems != 1) fail_msg("case %zu", i);
        if (strstr(heard->problem[0], bad[i].why) == NULL)
            fail_msg("wanted \"%s\", heard %s", bad[i].why, heard->problem[0]);
        forget(heard);
    }
}

/* Counts what a document holds. */
struct count {
    size_t opened, texts;
    char last[100];
};

static enum ta_status count_open(void *self, const char *name,
                                 const char *const *attribute, struct ta_error *err)
{
    (void)name;
    (void)attribute;
    (void)err;
    ((struct count *)self)->opened++;
    return TA_OK;
}

static enum ta_status count_text(void *self, const char *name, const char *text,
                                 struct ta_error *err)
{
    (void)err;
    struct count *count = self;
    count->texts++;
    (void)snprintf(count->last, sizeof count->last, "%.20s=%.60s", name, text);
    return TA_OK;
}

static enum ta_status read_xml(const char *bytes, size_t size, struct count *count,
                               struct ta_error *err)
{
    *count = (struct count){0};
    struct ta_xml_hooks hooks = {.self = count, .open = count_open, .text = count_text};
    return ta_xml_read("t.xml", bytes, size, &hooks, err);
}

static void xml_text_is_of_leaves_and_trimmed(void **state)
{
    (void)state;
    static const char xml[] =
        "<a:r xmlns:a='u'> x <a:b k='v'>\n one&amp;two \n</a:b> y </a:r>";
    struct count count;
    assert_int_equal(read_xml(xml, strlen(xml), &count, NULL), TA_OK);
    assert_int_equal(count.opened, 2);
    assert_int_equal(count.texts, 1);
    assert_string_equal(count.last, "b=one&two");
}

static void xml_bombs_are_refused(void **state)
{
    (void)state;
    static const char *const bomb[] = {
        "<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><l>&b;</l>",
        "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><l>&x;</l>",
        "<!DOCTYPE l SYSTEM \"http://example.org/x.dtd\"><l/>",
    };
    struct count count;
    struct ta_error err = {0};
    for (size_t i = 0; i < sizeof bomb / sizeof *bomb; i++) {
        assert_int_equal(read_xml(bomb[i], strlen(bomb[i]), &count, &err), TA_E_DATA);
        assert_non_null(strstr(err.text, "document type"));
        assert_int_equal(count.texts, 0);
    }
}

static void xml_depth_and_text_are_limited(void **state)
{
    (void)state;
    struct count count;
    struct ta_error err = {0};
    struct ta_text text = {0};
    for (int i = 0; i < 100000; i++) ta_text_add(&text, "<a>");
    assert_int_equal(read_xml(text.bytes, text.size, &count, &err), TA_E_LIMIT);
    assert_true(count.opened <= 32);
    ta_text_free(&text);

    ta_text_add(&text, "<a>");
    for (int i = 0; i < 70000; i++) ta_text_add(&text, "x");
    ta_text_add(&text, "</a>");
    assert_int_equal(read_xml(text.bytes, text.size, &count, &err), TA_E_LIMIT);
    ta_text_free(&text);
    assert_int_equal(read_xml("<a>", 3, &count, &err), TA_E_DATA); /* cut off */
    assert_int_equal(read_xml("", 0, &count, &err), TA_E_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_becomes_a_scene),
        cmocka_unit_test(the_offset_is_the_products_own),
        cmocka_unit_test(images_listed_and_not_on_disk_are_told_by_name),
        cmocka_unit_test(old_products_hold_several_tiles),
        cmocka_unit_test(bad_products_are_named_with_the_reason),
        cmocka_unit_test(xml_text_is_of_leaves_and_trimmed),
        cmocka_unit_test(xml_bombs_are_refused),
        cmocka_unit_test(xml_depth_and_text_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

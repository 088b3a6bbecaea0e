/* SPDX-License-Identifier: Apache-2.0 */
#include "stac_test.h"

static void offsets_that_were_applied_are_not_applied_again(void **state)
{
    (void)state;
    static const char assets[] =
        "\"red\":{\"href\":\"a.tif\",\"roles\":[\"data\",\"reflectance\"],\"eo:bands\":"
        "["
        "{\"name\":\"red\",\"common_name\":\"red\"}],\"raster:bands\":[{\"nodata\":0,"
        "\"scale\":0.0001,\"offset\":-0.1}]}";
    static const struct {
        const char *properties, *by;
        double offset;
    } kind[] = {
        {",\"s2:product_type\":\"S2MSI2A\",\"earthsearch:boa_offset_applied\":true",
         "earthsearch:boa_offset_applied", 0.0},
        {",\"s2:product_type\":\"S2MSI2A\",\"earthsearch:boa_offset_applied\":false",
         "earthsearch:boa_offset_applied", -0.1},
        {",\"s2:product_type\":\"S2MSI2A\"", "STAC raster:scale, raster:offset", -0.1},
    };
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        struct heard *heard = listen_to_item(ITEM_1_0, kind[i].properties, assets);
        assert_counts(heard, 1, 0);
        assert_string_equal(heard->scene[0].offset_by, kind[i].by);
        assert_true(band_called(&heard->scene[0], "red", NULL)->offset ==
                    kind[i].offset);
        forget(heard);
    }
}

/* A number has lost zeros: of two digits and two decimals 5.1 is "05.10" and no other, and the scene that of a
 * catalogue that writes it as a text. */
static void a_baseline_may_be_a_number(void **state)
{
    (void)state;
    static const char assets[] =
        "\"red\":{\"href\":\"a.tif\",\"eo:bands\":[{\"common_name\":\"red\"}]}";
    static const struct {
        const char *number, *text; /* NULL: none can be told */
    } kind[] = {{"5.1", "05.10"},    {"5.10", "05.10"}, {"5.01", "05.01"},
                {"4.0", "04.00"},    {"4", "04.00"},    {"2.14", "02.14"},
                {"10.01", "10.01"},  {"509", NULL},     {"5.095", NULL},
                {"0", NULL},         {"-4.0", NULL},    {"1e300", NULL},
                {"99.999999", NULL}, {"true", NULL}};
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        char properties[200];
        (void)snprintf(properties, sizeof properties, ",\"s2:processing_baseline\":%s",
                       kind[i].number);
        struct heard *heard = listen_to_item(ITEM_1_0, properties, assets);
        assert_counts(heard, kind[i].text != NULL, kind[i].text == NULL);
        if (kind[i].text != NULL)
            assert_memory_equal(heard->scene[0].processing, kind[i].text, 5);
        forget(heard);
    }
}

/* Baselines of Sentinel-2 from 04.00 on have an offset, those before have none. */
static void an_offset_that_its_baseline_contradicts_leaves_counts(void **state)
{
    (void)state;
    static const char
        flag[] = ",\"earthsearch:boa_offset_applied\":true",
        newer[] = ",\"s2:processing_baseline\":\"05.09\"",
        older[] = ",\"s2:processing_baseline\":\"03.01\"",
        eopf[] = ",\"platform\":\"sentinel-2c\",\"processing:version\":\"05.11\"",
        packed[] = ",\"s2:processing_baseline\":\"N0509\"",
        old_packed[] = ",\"s2:processing_baseline\":\"0214\"",
        number[] = ",\"s2:processing_baseline\":5.1",
        whole[] = ",\"s2:processing_baseline\":4",
        old_number[] = ",\"s2:processing_baseline\":3.01",
        strange[] = ",\"s2:processing_baseline\":\"latest\"",
        by_short_name[] = ",\"platform\":\"S2A\",\"processing:version\":\"05.09\"",
        by_constellation[] =
            ",\"constellation\":\"sentinel-2\",\"processing:version\":\"05.09\"",
        of_mission[] = ",\"s2:product_type\":\"S2MSI2A\"",
        not_off[] = ",\"earthsearch:boa_offset_applied\":false",
        hls[] = ",\"platform\":\"sentinel-2a\"",
        ard[] = ",\"platform\":\"sentinel-2a\",\"processing:version\":\"v2.0\"",
        ard_5[] = ",\"platform\":\"sentinel-2a\",\"processing:version\":\"5.1\"",
        of_mission_v2[] =
            ",\"s2:product_type\":\"S2MSI2A\",\"processing:version\":\"v2.0\"",
        first_name[] =
            ",\"platform\":\"sentinel-2b\",\"sentinel:boa_offset_applied\":false,"
            "\"sentinel:processing_baseline\":",
        list[] = ",\"constellation\":[\"sentinel-2\"],\"platform\":\"sentinel-2a\"",
        other[] = ",\"platform\":\"landsat-9\",\"processing:version\":\"05.11\"";
    static const struct {
        const char *properties, *more, *offset, *by;
        enum ta_quantity quantity;
    } kind[] = {
        {newer, "", ",\"offset\":-0.1", "raster:offset",
         TA_QUANTITY_REFLECTANCE_SURFACE},
        {newer, "", ",\"offset\":0", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {newer, "", "", "the item states none", TA_QUANTITY_DN},
        {newer, flag, "", "boa_offset_applied", TA_QUANTITY_REFLECTANCE_SURFACE},
        {eopf, "", "", "the item states none", TA_QUANTITY_DN},
        {newer, not_off, ",\"offset\":0", "no offset was taken off", TA_QUANTITY_DN},
        {newer, not_off, "", "the item states none", TA_QUANTITY_DN},
        {newer, not_off, ",\"offset\":-0.1", "boa_offset_applied",
         TA_QUANTITY_REFLECTANCE_SURFACE},
        {newer, flag, ",\"offset\":-0.1", "boa_offset_applied",
         TA_QUANTITY_REFLECTANCE_SURFACE},
        {older, not_off, ",\"offset\":0", "boa_offset_applied",
         TA_QUANTITY_REFLECTANCE_SURFACE},
        {packed, "", "", "the item states none", TA_QUANTITY_DN},
        {old_packed, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {number, "", "", "the item states none", TA_QUANTITY_DN},
        {whole, "", "", "the item states none", TA_QUANTITY_DN},
        {old_number, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {first_name, "2.14", "", "boa_offset_applied", TA_QUANTITY_REFLECTANCE_SURFACE},
        {strange, "", "", "cannot be read", TA_QUANTITY_DN},
        {strange, not_off, ",\"offset\":0", "no offset was taken off", TA_QUANTITY_DN},
        {strange, "", ",\"offset\":-0.1", "raster:offset",
         TA_QUANTITY_REFLECTANCE_SURFACE},
        {by_short_name, "", "", "the item states none", TA_QUANTITY_DN},
        {by_constellation, "", "", "the item states none", TA_QUANTITY_DN},
        {of_mission, "", "", "neither a baseline nor an offset", TA_QUANTITY_DN},
        {hls, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {ard, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {ard, "", ",\"offset\":-0.1", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {ard_5, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {of_mission_v2, "", "", "cannot be read", TA_QUANTITY_DN},
        {first_name, "\"02.14\"", ",\"offset\":0", "boa_offset_applied",
         TA_QUANTITY_REFLECTANCE_SURFACE},
        {first_name, "\"02.14\"", "", "boa_offset_applied",
         TA_QUANTITY_REFLECTANCE_SURFACE},
        {first_name, "\"05.09\"", "", "the item states none", TA_QUANTITY_DN},
        {list, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {other, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {older, "", "", "raster:offset", TA_QUANTITY_REFLECTANCE_SURFACE},
        {older, "", ",\"offset\":-0.1", "baseline does not have", TA_QUANTITY_DN},
        {older, flag, ",\"offset\":-0.1", "boa_offset_applied",
         TA_QUANTITY_REFLECTANCE_SURFACE},
    };
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        char properties[400], assets[300];
        (void)snprintf(properties, sizeof properties,
                       ",\"processing:level\":\"L2A\"%s%s", kind[i].properties,
                       kind[i].more);
        (void)snprintf(assets, sizeof assets,
                       "\"red\":{\"href\":\"a.tif\",\"eo:bands\":[{\"common_name\":"
                       "\"red\"}],\"raster:bands\":[{\"scale\":0.0001%s}]}",
                       kind[i].offset);
        struct heard *heard = listen_to_item(ITEM_1_0, properties, assets);
        assert_counts(heard, 1, 0);
        const struct ta_band *red = band_called(&heard->scene[0], "red", NULL);
        if (red->quantity != kind[i].quantity ||
            strstr(heard->scene[0].offset_by, kind[i].by) == NULL)
            fail_msg("case %zu: quantity %d by %s", i, (int)red->quantity,
                     heard->scene[0].offset_by);
        forget(heard);
    }
}

/* A picture that is said to be data, before the bands or finer than they: its numbers are no reflectances. */
static void the_file_that_states_a_scale_gives_the_band(void **state)
{
    (void)state;
    static const char *const gsd[] = {"", ",\"gsd\":1"};
    for (size_t i = 0; i < 2; i++) {
        char assets[500];
        (void)snprintf(
            assets, sizeof assets,
            "\"TCI_10m\":{\"href\":\"b.tif\",\"roles\":[\"data\"]%s,\"eo:bands\":["
            "{\"common_name\":\"red\"},{\"common_name\":\"green\"}]},"
            "\"B04\":{\"href\":\"a.tif\",\"gsd\":10,\"eo:bands\":[{"
            "\"common_name\":\"red\"}],\"raster:bands\":[{\"scale\":0.0001}]}",
            gsd[i]);
        struct heard *heard =
            listen_to_item(ITEM_1_0, ",\"processing:level\":\"L2A\"", assets);
        const char *path = NULL;
        assert_counts(heard, 1, 0);
        const struct ta_band *red = band_called(&heard->scene[0], "red", &path);
        assert_int_equal(red->quantity, TA_QUANTITY_REFLECTANCE_SURFACE);
        assert_non_null(strstr(path, "/a.tif"));
        forget(heard);
    }
}

/* The check for ground that is too dark goes by the platform. */
static void the_mission_is_known_without_its_platform(void **state)
{
    (void)state;
    static const char *const says[][2] = {
        {",\"platform\":\"S2B\"", "sentinel-2b"},
        {",\"constellation\":\"Sentinel-2\"", "sentinel-2"},
        {",\"s2:mgrs_tile\":\"37NBG\"", "sentinel-2"},
        {",\"platform\":\"planet\"", "planet"},
        {"", ""}};
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        struct heard *heard = listen_to_item(ITEM_1_0, says[i][0], RED);
        assert_counts(heard, 1, 0);
        assert_string_equal(heard->scene[0].platform, says[i][1]);
        forget(heard);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_that_were_applied_are_not_applied_again),
        cmocka_unit_test(a_baseline_may_be_a_number),
        cmocka_unit_test(an_offset_that_its_baseline_contradicts_leaves_counts),
        cmocka_unit_test(the_file_that_states_a_scale_gives_the_band),
        cmocka_unit_test(the_mission_is_known_without_its_platform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

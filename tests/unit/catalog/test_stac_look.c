/* SPDX-License-Identifier: Apache-2.0 */
#include "stac_test.h"

static void the_same_datatake_by_another_extension_is_the_same_look(void **state)
{
    (void)state;
    struct heard *heard =
        listen_to_item(ITEM_1_0,
                       ",\"eopf:datatake_id\":\"GS2A_20210506T070809_030000_N05.00\","
                       "\"grid:code\":\"MGRS-37NBG\"",
                       RED);
    assert_int_equal(heard->n_scenes, 1);
    assert_string_equal(heard->scene[0].datatake, "GS2A_20210506T070809_030000");
    forget(heard);
    heard = listen_to_item(
        ITEM_1_0, ",\"eopf:datatake_id\":350542,\"grid:code\":\"MGRS-37NBG\"", RED);
    assert_int_equal(heard->n_scenes, 1); /* a number of another mission */
    assert_string_equal(heard->scene[0].datatake, heard->scene[0].id);
    forget(heard);
}

/* Zones 1 to 9 of UTM: one catalogue writes the nought, another does not. */
static void a_tile_has_one_name_with_and_without_its_nought(void **state)
{
    (void)state;
    static const char *const says[] = {"\"s2:mgrs_tile\":\"05QKB\"",
                                       "\"grid:code\":\"MGRS-5QKB\"",
                                       "\"s2:mgrs_tile\":\"T5QKB\""};
    for (size_t i = 0; i < 3; i++) {
        char properties[200];
        (void)snprintf(properties, sizeof properties,
                       ",\"s2:datatake_id\":\"GS2A_20210506T070809_030000_N05.00\",%s",
                       says[i]);
        struct heard *heard = listen_to_item(ITEM_1_0, properties, RED);
        assert_int_equal(heard->n_scenes, 1);
        assert_string_equal(heard->scene[0].tile, "T05QKB");
        forget(heard);
    }
    struct heard *heard =
        listen_to_item(ITEM_1_0, ",\"grid:code\":\"MGRS-37NBG\"", RED);
    assert_string_equal(heard->scene[0].tile, "T37NBG");
    forget(heard);
}

static void one_satellite_has_one_name_and_one_look(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"LANDSAT_8", "landsat-8"},
                                           {"Landsat-8", "landsat-8"},
                                           {"landsat-8", "landsat-8"}};
    for (size_t i = 0; i < 3; i++) {
        char properties[200];
        (void)snprintf(properties, sizeof properties,
                       ",\"platform\":\"%s\",\"landsat:wrs_path\":\"168\","
                       "\"landsat:wrs_row\":\"055\"",
                       names[i][0]);
        struct heard *heard = listen_to_item(ITEM_1_0, properties, RED);
        assert_int_equal(heard->n_scenes, 1);
        assert_string_equal(heard->scene[0].platform, names[i][1]);
        assert_string_equal(heard->scene[0].datatake, "landsat-8/168/2021-05-06");
        forget(heard);
    }
    struct heard *heard = listen_to_item(ITEM_1_0, ",\"platform\":\"My_Sat\"", RED);
    assert_string_equal(heard->scene[0].platform,
                        "My_Sat"); /* of which we know nothing */
    forget(heard);
}

/* Its neighbours have the same datatake, and nothing says that they lie elsewhere. */
static void a_granule_without_a_tile_is_a_look_by_itself(void **state)
{
    (void)state;
    struct heard *heard = listen_to_item(
        ITEM_1_0, ",\"s2:datatake_id\":\"GS2A_20210506T070809_030000_N03.01\"", RED);
    assert_int_equal(heard->n_scenes, 1);
    assert_string_equal(heard->scene[0].tile, "");
    assert_string_equal(heard->scene[0].datatake, heard->scene[0].id);
    forget(heard);
}

/* Two frames of one pass, and what the third field says of them. */
static void frames_of_one_pass_of_radar_are_one_look(void **state)
{
    (void)state;
    static const struct {
        const char *more, *datatake, *tile;
    } kind[] = {
        {",\"sat:absolute_orbit\":51987", "sentinel-1a/51987/asc", "frame 070809 "},
        {",\"sat:relative_orbit\":11", "sentinel-1a/11/2021-05-06/asc",
         "frame 070809 "},
        {",\"sat:absolute_orbit\":51987,\"sat:relative_orbit\":11.0",
         "sentinel-1a/51987/asc", "frame 070809 "},
        {"", "c/i", ""},
        {",\"sat:absolute_orbit\":51987,\"grid:code\":\"MGRS-37NBG\"", "c/i", "T37NBG"},
    };
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        char properties[400];
        (void)snprintf(properties, sizeof properties,
                       ",\"platform\":\"S1A\",\"sar:polarizations\":[\"VV\"],"
                       "\"sat:orbit_state\":\"ascending\"%s",
                       kind[i].more);
        struct heard *heard = listen_to_item(
            ITEM_1_0, properties, "\"vv\":{\"href\":\"a.tif\",\"raster:scale\":1}");
        assert_counts(heard, 1, 0);
        assert_string_equal(heard->scene[0].datatake, kind[i].datatake);
        size_t n = kind[i].tile[0] == 'f' ? strlen(kind[i].tile) : SIZE_MAX;
        assert_int_equal(strncmp(heard->scene[0].tile, kind[i].tile, n), 0);
        forget(heard);
    }
}

/* Frames of one second lie apart. One whose place nobody states is like no other. */
static void frames_of_one_second_have_names_of_their_own(void **state)
{
    (void)state;
    static const struct {
        const char *id, *says, *tile;
    } kind[] = {
        {"a", "\"bbox\":[38.9,6.8,39.1,7.2],", "frame 070809 +07.0+039.0"},
        {"b", "\"bbox\":[39.1,6.8,39.3,7.2],", "frame 070809 +07.0+039.2"},
        {"c", "\"bbox\":[179.6,-0.09,-179.2,0.03],", "frame 070809 +00.0-179.8"},
        {"d", "", "frame 070809 "},
        {"e", "", "frame 070809 "},
    };
    char tile[5][TA_NAME_SIZE];
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
        char form[600];
        (void)snprintf(form, sizeof form,
                       "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",%s"
                       "\"id\":\"%s\",\"collection\":\"c\",\"geometry\":null,"
                       "\"links\":[],\"properties\":{"
                       "\"datetime\":\"2021-05-06T07:08:09Z\"%%s},\"assets\":{%%s}}",
                       kind[i].says, kind[i].id);
        struct heard *heard = listen_to_item(
            form,
            ",\"platform\":\"S1A\",\"sar:polarizations\":[\"VV\"],"
            "\"sat:orbit_state\":\"ascending\",\"sat:absolute_orbit\":51987",
            "\"vv\":{\"href\":\"a.tif\",\"raster:scale\":1}");
        assert_counts(heard, 1, 0);
        memcpy(tile[i], heard->scene[0].tile, sizeof tile[i]);
        size_t n = kind[i].says[0] == '\0' ? strlen(kind[i].tile) : SIZE_MAX;
        assert_int_equal(strncmp(tile[i], kind[i].tile, n), 0);
        for (size_t k = 0; k < i; k++) assert_string_not_equal(tile[k], tile[i]);
        forget(heard);
    }
}

/* A mosaic of a year is no look of its first day. */
static void what_is_of_many_days_is_no_look(void **state)
{
    (void)state;
    static const char form[] =
        "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":\"i\","
        "\"collection\":\"c\",\"geometry\":null,\"links\":[],\"properties\":{"
        "\"start_datetime\":\"2020-01-01T00:00:00Z\"%s},\"assets\":{%s}}";
    static const char year[] = ",\"datetime\":null,\"end_datetime\":"
                               "\"2020-12-31T23:59:59Z\"",
                      day[] = ",\"datetime\":null,\"end_datetime\":"
                              "\"2020-01-01T23:59:59Z\"",
                      dated[] = ",\"datetime\":\"2020-06-30T00:00:00Z\","
                                "\"end_datetime\":\"2020-12-31T23:59:59Z\"",
                      stack[] = "\"red\":{\"href\":\"a.tif\",\"raster:scale\":0.0001,"
                                "\"bands\":[{\"eo:common_name\":\"red\","
                                "\"datetime\":\"2020-03-04\"}]}";
    struct heard *heard = listen_to_item(form, year, RED);
    assert_counts(heard, 0, 1);
    check_problem(heard, 0, "is of 366 days (start_datetime to end_datetime)");
    forget(heard);
    static const char *const looks[][2] = {{day, RED}, {dated, RED}, {year, stack}};
    for (size_t i = 0; i < 3; i++) {
        heard = listen_to_item(form, looks[i][0], looks[i][1]);
        assert_counts(heard, 1, 0);
        forget(heard);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_datatake_by_another_extension_is_the_same_look),
        cmocka_unit_test(a_tile_has_one_name_with_and_without_its_nought),
        cmocka_unit_test(one_satellite_has_one_name_and_one_look),
        cmocka_unit_test(a_granule_without_a_tile_is_a_look_by_itself),
        cmocka_unit_test(frames_of_one_pass_of_radar_are_one_look),
        cmocka_unit_test(frames_of_one_second_have_names_of_their_own),
        cmocka_unit_test(what_is_of_many_days_is_no_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <jansson.h>

#include "catalog/stac_box.h"

static json_t *json_of(const char *text)
{
    json_t *out = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(out);
    return out;
}

static bool box_of_item(const char *text, struct ta_box *out)
{
    json_t *item = json_of(text);
    bool placed = ta_stac_item_box(item, out);
    json_decref(item);
    assert_true(placed != isnan(out->x_min));
    return placed;
}

static void assert_box(const struct ta_box *b, double w, double s, double e, double n)
{
    assert_true(b->x_min == w && b->y_min == s && b->x_max == e && b->y_max == n);
}

static void reads_two_and_three_dimensions(void **state)
{
    (void)state;
    struct ta_box box;
    assert_true(box_of_item("{\"bbox\":[36,7,37.5,8]}", &box));
    assert_box(&box, 36, 7, 37.5, 8);
    assert_true(box_of_item("{\"bbox\":[36,7,-5,37.5,8,4000]}", &box));
    assert_box(&box, 36, 7, 37.5, 8);
    assert_true(box_of_item("{\"bbox\":[179,-17,-179,-16]}", &box));
    assert_box(&box, 179, -17, -179, -16);
}

static void what_is_no_place_on_earth_is_unknown(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{}",
        "{\"bbox\":null}",
        "{\"bbox\":\"36,7,37,8\"}",
        "{\"bbox\":[36,7,37]}",
        "{\"bbox\":[\"36\",\"7\",\"37\",\"8\"]}",
        "{\"bbox\":[null,null,null,null]}",
        "{\"bbox\":[36,8,37,7]}",
        "{\"bbox\":[500000,755000,512000,785000]}",
        "{\"bbox\":[190,7,191,8]}",
        "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[]}}",
        "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[36,\"7\"]}}",
        "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[179,7],[-179,7],[-179,"
        "8],"
        "[179,7]]]}}",
        "{\"geometry\":{\"coordinates\":[[[[[[[36,7]]]]]]]}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ta_box box;
        if (box_of_item(bad[i], &box)) fail_msg("%s", bad[i]);
    }
}

static void a_geometry_says_it_where_the_bbox_does_not(void **state)
{
    (void)state;
    struct ta_box box;
    assert_true(box_of_item(
        "{\"bbox\":[\"36\",\"7\",\"37\",\"8\"],\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[[[36,7,1],[37,7,1],[37,8,1],[36,7,1]]]}}",
        &box));
    assert_box(&box, 36, 7, 37, 8);
    assert_true(box_of_item(
        "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[-3,4]}}", &box));
    assert_box(&box, -3, 4, -3, 4);
    assert_true(box_of_item(
        "{\"bbox\":[1,9,2,8],\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":"
        "[[[[1,2],[2,2],[2,3],[1,2]]],[[[5,6],[6,6],[6,7],[5,6]]]]}}",
        &box));
    assert_box(&box, 1, 2, 6, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_two_and_three_dimensions),
        cmocka_unit_test(what_is_no_place_on_earth_is_unknown),
        cmocka_unit_test(a_geometry_says_it_where_the_bbox_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_import_range.c  What a feature or a cell may not say is told with its place, its reason and a mend. */
#include "geo_test.h"

#define SQUARE "[[[10,20],[10.01,20],[10.01,20.01],[10,20.01],[10,20]]]"
#define FEATURE(properties, coordinates)                                               \
    "{\"type\":\"Feature\",\"properties\":" properties                                 \
    ",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" coordinates "}}"
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

#define STREAM(more)                                                                   \
    "\"datastreams\":[{\"device\":\"d\",\"name\":\"so2\",\"property\":\"so2\","        \
    "\"unit\":"                                                                        \
    "\"mg/m3\"," more "}]"
#define FIGURE(name, value, unit)                                                      \
    "\"declared\":[{\"name\":\"" name "\",\"value\":" value ",\"unit\":\"" unit "\"}]"

/* One bad member, or one bad outline, a feature: where it is told, why, and what mends it. */
static void test_bad_features_say_what_mends_them(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        const char *member, *ring, *says;
    } bad[] = {
        {"\"position_error_m\":-1", SQUARE, "position_error_m: wanted a number from 0 to 100000, found -1 (write a number within these bounds, or leave it out)"},
        {"\"position_error_m\":\"5\"", SQUARE, "position_error_m: wanted a number, found \"5\" (write a number without quotes, as 12.5)"},
        {"\"declared\":[{\"name\":\"x\",\"value\":1,\"unit\":\"t\",\"grade\":9}]", SQUARE, "declared[0].grade: wanted a whole number from 1 to 5, found 9 (write a number within these bounds, or leave it out)"},
        {"\"declared\":[{\"name\":\"x\",\"value\":1,\"unit\":\"t\",\"grade\":\"2\"}]", SQUARE, "declared[0].grade: wanted a whole number, found \"2\" (write a whole number without quotes, as 2)"},
        {"\"simulated\":\"yes\"", SQUARE, "simulated: wanted true or false, found \"yes\" (write true or false, without quotes)"},
        {"\"loans\":{\"id\":1}", SQUARE, "loans: wanted a list of 0 to 1000 objects, found an object (write it as a list, in brackets: [{\"member\":...}])"},
        {"\"loans\":[7]", SQUARE, "loans[0]: wanted an object, found 7 (write its members in braces: {\"member\":...})"},
        {"\"client\":7", SQUARE, "client: wanted an object, found 7 (write its members in braces: {\"member\":...})"},
        {"\"technology\":5", SQUARE, "technology: wanted text, found 5 (write it as text, in quotes)"},
        {"\"construction_start\":\"2024-03-01\",\"operation_start\":\"2024-02-29\"", SQUARE, "operation_start: 2024-02-29 lies before construction_start, 2024-03-01 (exchange the two dates, or correct one)"},
        {"\"simulated\":true", "[[[1,2],[1,2],[1,2],[1,2]]]", "geometry: the shape has no area: Too few points in geometry component at (1, 2) (draw the outline, with three"},
        {"\"simulated\":true", "[[[0,0],[170,0],[170,80],[-170,80],[0,0]]]", "geometry: a ring goes round the globe and closes over no pole (draw the site within 180 degrees"},
        {STREAM("\"limit\":-5"), SQUARE, "datastreams[0].limit: so2 lies from 0 to 1e+09 mg/m3, found -5 mg/m3 (write it without the minus sign, or leave it out)"},
        {STREAM("\"limit\":1e300"), SQUARE, "datastreams[0].limit: wanted a number from -1e+09 to 1e+09, found 1e+300 (write a number within these bounds, or leave it out)"},
        {STREAM("\"range_lo\":-1e300"), SQUARE, "datastreams[0].range_lo: wanted a number from -1e+12 to 1e+12, found -1e+300 (write a number"},
        {FIGURE("fuel.coking_coal", "-1000", "t"), SQUARE, "declared[0].value: fuel.coking_coal lies from 0 to 1e+15 t, found -1000 t (write it without the minus sign, or leave it out)"},
        {FIGURE("emissions.scope1", "-500", "tCO2e"), SQUARE, "declared[0].value: emissions.scope1 lies from 0 to 1e+12 tCO2e/year, found -500 tCO2e (write it"},
        {FIGURE("capacity_built", "-5", "MW"), SQUARE, "declared[0].value: capacity_built lies from 0 to 1e+06 MW, found -5 MW (write it"},
        {FIGURE("capacity_planned", "1e300", "MW"), SQUARE, "declared[0].value: wanted a number from -1e+18 to 1e+18, found 1e+300 (write a number"},
        {FIGURE("capacity_planned", "2000", "GW"), SQUARE, "declared[0].value: capacity_planned lies from 0 to 1e+06 MW, found 2000 GW (check the number and its unit, or leave it out)"},
        {FIGURE("collateral_value", "-1", "USD"), SQUARE, "declared[0].value: collateral_value lies from 0 to 1e+18 CNY, found -1 USD (write it"},
        {FIGURE("pd", "1.5", "1"), SQUARE, "declared[0].value: pd lies from 0 to 100 %, found 1.5 (check the number and its unit"},
        {"\"loans\":[{\"id\":\"L\",\"asset_class\":\"mortgage\",\"evic\":{\"minor\":\"1000000000000000000\",\"currency\":\"CNY\"}}]", SQUARE, "loans[0].evic: wanted an amount of at most 18 digits in minor units, found more (check the amount"},
    };
    /* clang-format on */
    static const char both[] = COLLECTION(
        FEATURE("{\"id\":\"good\"}", SQUARE) "," FEATURE("{\"id\":\"A\",%s}", "%s"));
    char text[1200], line[320];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        (void)snprintf(text, sizeof text, both, bad[i].member, bad[i].ring);
        struct told *told = imported_text("feature.geojson", text, NULL);
        if (told->status != TA_PARTLY || told->projects != 1)
            fail_msg("%s: %d, %zu projects: %s%s", bad[i].member, (int)told->status,
                     told->projects, told->text, told->err.text);
        (void)snprintf(line, sizeof line, "BAD row 2 line 0 [A] %s", bad[i].says);
        has(told, line);
        assert_null(strstr(told->text, "()")); /* none without a mend */
    }
}

/* What was refused for another reason before, or for a column that is right. */
static void test_bad_cells_are_told_of_their_column(void **state)
{
    (void)state;
#define PLACE "\"POLYGON((10 20,10.01 20,10.01 20.01,10 20))\""
    struct told *told = imported_text(
        "cells.csv",
        "id,wkt,loan_id,asset_class,outstanding,Currency,declared_name,declared_value,"
        "declared_unit\n"
        "A," PLACE ",L,mortgage,5,YUAN,,,\n"
        "B,\"POLYGON((NaN 20,10.01 20,10.01 20.01,NaN 20))\",L,mortgage,5,CNY,,,\n"
        "C," PLACE ",L,mortgage,5,,,,\n"
        "D," PLACE ",L,mortgage,5,CNY,fuel.diesel,-7,t\n"
        "E," PLACE ",L,mortgage,5,CNY,fuel.diesel,NaN,t\n"
        "F," PLACE ",L,mortgage,x,YUAN,,inf,t\n"
        "G," PLACE ",L,mortgage,5,CNY,fuel.diesel,7,t\n",
        "EPSG:4326");
#undef PLACE
    assert_int_equal(told->status, TA_PARTLY);
    assert_int_equal(told->projects, 1);
    has(told, "[A] Currency: 'YUAN' is no currency (give the three capitals");
    has(told, "[B] geometry: a coordinate is not a finite number, found NaN (write "
              "each corner");
    has(told, "[C] currency: there is an amount and no currency (give the three");
    has(told,
        "[D] declared_value: fuel.diesel lies from 0 to 1e+15 t, found -7 t (write");
    has(told, "[E] declared_value: 'NaN' is not a number (write digits");
    has(told, "[F] Currency: 'YUAN' is no currency");
    has(told, "[F] outstanding: 'x' is not an amount");
    has(told, "[F] declared_value: 'inf' is not a number");
    assert_null(strstr(told->text, "()"));
}

/* Each number by itself, and none of them in the place of another. */
static void test_all_numbers_out_of_range_are_told(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "numbers.geojson",
        COLLECTION(FEATURE(
            "{\"id\":\"A\"," STREAM("\"limit\":-5,\"range_hi\":1e300,\"potential\":"
                                    "-1") ","
                                          "\"declared\":["
                                          "{\"name\":\"fuel.diesel\",\"value\":-1,"
                                          "\"unit\":\"t\"},"
                                          "{\"name\":\"own\",\"value\":1e300,"
                                          "\"unit\":\"t\"},"
                                          "{\"name\":\"lgd\",\"value\":101,"
                                          "\"unit\":\"%\"}]}",
            SQUARE)),
        NULL);
    assert_int_equal(told->projects, 0);
    has(told, "datastreams[0].limit: so2 lies from 0");
    has(told, "datastreams[0].range_hi: wanted");
    has(told, "datastreams[0].potential: wanted a number from 0");
    has(told, "declared[0].value: fuel.diesel lies from 0");
    has(told, "declared[1].value: wanted a number from -1e+18");
    has(told, "declared[2].value: lgd lies from 0 to 100 %, found 101 %");
}

/* Of marks, where zero is one like others, the sign is kept; and what nothing reads is the bank's own. */
static void test_numbers_that_may_be_negative_go_in(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "marks.geojson",
        COLLECTION(FEATURE(
            "{\"id\":\"A\",\"declared\":[{\"name\":\"ebitda\",\"value\":-5,\"unit\":"
            "\"CNY\"},{\"name\":\"own\",\"value\":-5,\"unit\":\"t\"}],"
            "\"loans\":[{\"id\":\"L\",\"asset_class\":\"mortgage\",\"equity\":{"
            "\"minor\":"
            "\"-999999999999999999\",\"currency\":\"CNY\"}}],"
            "\"datastreams\":[{\"device\":\"d\",\"name\":\"t\",\"property\":\"air\","
            "\"unit\":\"degC\",\"limit\":-5,\"range_lo\":-50},{\"device\":\"d\","
            "\"name\":"
            "\"l\",\"property\":\"level\",\"unit\":\"m\",\"limit\":-12}]}",
            SQUARE)),
        NULL);
    assert_int_equal(told->status, TA_OK);
    assert_int_equal(told->projects, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_features_say_what_mends_them),
        cmocka_unit_test(test_bad_cells_are_told_of_their_column),
        cmocka_unit_test(test_all_numbers_out_of_range_are_told),
        cmocka_unit_test(test_numbers_that_may_be_negative_go_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

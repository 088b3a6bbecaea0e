/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "raster/layer.h"
#include "raster/pixel.h"
#include "raster/state.h"

static void rules_judge_numbers_not_values(void **state)
{
    (void)state;
    const int16_t dn[] = {-999, 0, 1, 500, 999, 1000, -1};
    uint8_t valid[7];
    struct ta_pixel_value value;
    struct ta_pixel_rule rule = {0};
    assert_true(ta_pixel_rule_is_void(&rule, TA_PIXEL_INT16));
    assert_true(ta_pixel_from_real(TA_PIXEL_INT16, -999.0, &value));
    ta_pixel_rule_exclude(&rule, TA_PIXEL_INT16, value);
    ta_pixels_valid(TA_PIXEL_INT16, &rule, 7, dn, valid);
    assert_memory_equal(valid, ((uint8_t[]){0, 1, 1, 1, 1, 1, 1}), 7);
    assert_true(ta_pixel_from_real(TA_PIXEL_INT16, 0.0, &value));
    ta_pixel_rule_exclude(&rule, TA_PIXEL_INT16, value);
    ta_pixels_valid(TA_PIXEL_INT16, &rule, 7, dn, valid);
    assert_memory_equal(valid, ((uint8_t[]){0, 0, 1, 1, 1, 1, 1}), 7);
    ta_pixel_rule_range(&rule, TA_PIXEL_INT16, 0.5, 999.0);
    ta_pixels_valid(TA_PIXEL_INT16, &rule, 7, dn, valid);
    assert_memory_equal(valid, ((uint8_t[]){0, 0, 1, 1, 1, 0, 0}), 7);
    ta_pixel_rule_range(&rule, TA_PIXEL_INT16, 5e4, NAN); /* nothing is that large */
    ta_pixels_valid(TA_PIXEL_INT16, &rule, 7, dn, valid);
    assert_memory_equal(valid, ((uint8_t[]){0, 0, 0, 0, 0, 0, 0}), 7);
}

static void nan_and_infinity_never_count(void **state)
{
    (void)state;
    const float dn[] = {NAN, INFINITY, -INFINITY, -9999.0f, 0.0f, -3.4028235e38f};
    uint8_t valid[6];
    struct ta_pixel_value value;
    struct ta_pixel_rule rule = {0};
    assert_false(ta_pixel_rule_is_void(&rule, TA_PIXEL_FLOAT32));
    ta_pixels_valid(TA_PIXEL_FLOAT32, &rule, 6, dn, valid);
    assert_memory_equal(valid, ((uint8_t[]){0, 0, 0, 1, 1, 1}), 6);
    assert_true(ta_pixel_from_real(TA_PIXEL_FLOAT32, -3.4028234663852886e38, &value));
    ta_pixel_rule_exclude(&rule, TA_PIXEL_FLOAT32, value);
    ta_pixels_valid(TA_PIXEL_FLOAT32, &rule, 6, dn, valid);
    assert_memory_equal(valid, ((uint8_t[]){0, 0, 0, 1, 1, 0}), 6);
}

static void a_no_data_value_that_the_type_has_not_excludes_nothing(void **state)
{
    (void)state;
    struct ta_pixel_value value;
    assert_false(ta_pixel_from_real(TA_PIXEL_UINT8, -9999.0, &value));
    assert_false(ta_pixel_from_real(TA_PIXEL_UINT8, 0.5, &value));
    assert_false(ta_pixel_from_real(TA_PIXEL_UINT16, NAN, &value));
    assert_false(ta_pixel_from_real(TA_PIXEL_INT64, 0x1p63, &value));
    assert_true(ta_pixel_from_real(TA_PIXEL_UINT64, 0x1p63, &value));
    assert_true(value.whole == INT64_MIN); /* its bits */
}

static void the_common_type_holds_both(void **state)
{
    (void)state;
    enum ta_pixel_type out;
    assert_true(ta_pixel_common(TA_PIXEL_UINT8, TA_PIXEL_INT8, &out));
    assert_int_equal(out, TA_PIXEL_INT16);
    assert_true(ta_pixel_common(TA_PIXEL_UINT16, TA_PIXEL_INT16, &out));
    assert_int_equal(out, TA_PIXEL_INT32);
    assert_true(ta_pixel_common(TA_PIXEL_UINT32, TA_PIXEL_FLOAT32, &out));
    assert_int_equal(out, TA_PIXEL_FLOAT64);
    assert_true(ta_pixel_common(TA_PIXEL_UINT32, TA_PIXEL_INT8, &out));
    assert_int_equal(out, TA_PIXEL_FLOAT64);
    assert_false(ta_pixel_common(TA_PIXEL_UINT64, TA_PIXEL_INT64, &out));
    assert_false(ta_pixel_common(TA_PIXEL_INT64, TA_PIXEL_FLOAT64, &out));
}

static void values_read_back_from_their_text(void **state)
{
    (void)state;
    const struct {
        enum ta_pixel_type type;
        struct ta_pixel_value value;
        const char *text;
    } rows[] = {
        {TA_PIXEL_INT64, {INT64_C(2397083434877565865), 0}, "2397083434877565865"},
        {TA_PIXEL_INT64, {INT64_MIN, 0}, "-9223372036854775808"},
        {TA_PIXEL_UINT64, {-1, 0}, "18446744073709551615"},
        {TA_PIXEL_UINT32, {2200000000, 0}, "2200000000"},
        {TA_PIXEL_FLOAT64, {0, 0.1}, "0.1"},
        {TA_PIXEL_FLOAT32, {0, -INFINITY}, "-inf"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[32];
        struct ta_pixel_value back;
        ta_pixel_format(rows[i].type, rows[i].value, text);
        assert_string_equal(text, rows[i].text);
        assert_true(ta_pixel_parse(rows[i].type, text, &back));
        assert_true(back.whole == rows[i].value.whole);
        assert_true(back.real == rows[i].value.real);
    }
    struct ta_pixel_value back;
    assert_false(ta_pixel_parse(TA_PIXEL_UINT8, "256", &back));
    assert_false(ta_pixel_parse(TA_PIXEL_UINT64, "-1", &back));
    assert_false(ta_pixel_parse(TA_PIXEL_FLOAT64, "nano", &back));
}

/* Codes put together from the producers' tables of bits and classes (USGS, Landsat
 * Collection 1 Level-1 Quality Assessment Band, and Collection 2 Pixel Quality
 * Assessment Band; ESA, Sentinel-2 Level-2A scene classification): e.g. 752 is cloud with
 * high confidence of cloud, low of shadow and snow. */
static void codes_mean_what_their_producers_say(void **state)
{
    (void)state;
    const struct {
        enum ta_mask_kind kind;
        uint64_t code;
        enum ta_pixel_state want;
    } rows[] = {
        {TA_MASK_BQA_C1, 1, TA_PIXEL_FILL},
        {TA_MASK_BQA_C1, 672, TA_PIXEL_CLEAR},
        {TA_MASK_BQA_C1, 2720, TA_PIXEL_CLEAR},
        {TA_MASK_BQA_C1, 752, TA_PIXEL_CLOUD},
        {TA_MASK_BQA_C1, 928, TA_PIXEL_SHADOW},
        {TA_MASK_BQA_C1, 1696, TA_PIXEL_SNOW},
        {TA_MASK_BQA_C1, 676, TA_PIXEL_SATURATED},
        {TA_MASK_BQA_C1, 2, TA_PIXEL_FILL},
        {TA_MASK_BQA_C1, 6816, TA_PIXEL_CLOUD},
        {TA_MASK_QA_PIXEL, 1, TA_PIXEL_FILL},
        {TA_MASK_QA_PIXEL, 21824, TA_PIXEL_CLEAR},
        {TA_MASK_QA_PIXEL, 21952, TA_PIXEL_CLEAR},
        {TA_MASK_QA_PIXEL, 22280, TA_PIXEL_CLOUD},
        {TA_MASK_QA_PIXEL, 23888, TA_PIXEL_SHADOW},
        {TA_MASK_QA_PIXEL, 30048, TA_PIXEL_SNOW},
        {TA_MASK_QA_PIXEL, 54596, TA_PIXEL_CLOUD},
        {TA_MASK_SCL, 0, TA_PIXEL_FILL},
        {TA_MASK_SCL, 2, TA_PIXEL_SHADOW},
        {TA_MASK_SCL, 4, TA_PIXEL_CLEAR},
        {TA_MASK_SCL, 6, TA_PIXEL_CLEAR},
        {TA_MASK_SCL, 7, TA_PIXEL_UNKNOWN},
        {TA_MASK_SCL, 10, TA_PIXEL_CLOUD},
        {TA_MASK_SCL, 11, TA_PIXEL_SNOW},
        {TA_MASK_SCL, 200, TA_PIXEL_FILL},
        {TA_MASK_CLOUD_PROBABILITY, 0, TA_PIXEL_CLEAR},
        {TA_MASK_CLOUD_PROBABILITY, 39, TA_PIXEL_CLEAR},
        {TA_MASK_CLOUD_PROBABILITY, 40, TA_PIXEL_CLOUD},
        {TA_MASK_CLOUD_PROBABILITY, 100, TA_PIXEL_CLOUD},
        {TA_MASK_CLOUD_PROBABILITY, 255, TA_PIXEL_FILL},
        {TA_MASK_NONE, 0, TA_PIXEL_UNKNOWN},
        {TA_MASK_APPLIED, 0, TA_PIXEL_CLEAR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (ta_state_of(rows[i].kind, rows[i].code) != rows[i].want)
            fail_msg("code %llu of kind %d", (unsigned long long)rows[i].code,
                     (int)rows[i].kind);
}

static void policies_say_which_states_count(void **state)
{
    (void)state;
    char name[TA_NAME_SIZE];
    bool usable[TA_PIXEL_STATE_COUNT];
    const int64_t codes[] = {3, 8};
    struct ta_mask_rule rule = {false, 2, codes};
    struct ta_mask_policy policy = {0};
    ta_mask_policy_name(&policy, TA_MASK_NONE, name);
    assert_string_equal(name, "none");
    assert_false(ta_mask_policy_usable(name, usable));
    assert_true(usable[TA_PIXEL_UNKNOWN] && !usable[TA_PIXEL_CLOUD]);
    policy.snow = true;
    ta_mask_policy_name(&policy, TA_MASK_SCL, name);
    assert_string_equal(name, "scl+snow");
    assert_true(ta_mask_policy_usable(name, usable));
    assert_true(usable[TA_PIXEL_SNOW] && !usable[TA_PIXEL_UNKNOWN]);
    policy = (struct ta_mask_policy){.cloud_m = 150, .shadow_m = 50};
    ta_mask_policy_name(&policy, TA_MASK_SCL, name);
    assert_string_equal(name, "scl+cloud150m+shadow50m");
    assert_true(ta_mask_policy_usable(name, usable));
    assert_true(!usable[TA_PIXEL_SNOW] && !usable[TA_PIXEL_UNKNOWN]);
    ta_mask_policy_name(&policy, TA_MASK_CLOUD_PROBABILITY, name);
    assert_string_equal(name, "cloud_probability+cloud150m");
    ta_mask_policy_name(&policy, TA_MASK_QA_PIXEL, name);
    assert_string_equal(name, "qa_pixel");
    policy = (struct ta_mask_policy){.rule = &rule};
    ta_mask_policy_name(&policy, TA_MASK_NONE, name);
    assert_string_equal(name, "codes");
    assert_true(ta_mask_policy_usable(name, usable));

    static struct ta_state_table table;
    const uint8_t code[] = {0, 3, 8, 11};
    uint8_t got[4];
    ta_state_table_make(&table, TA_MASK_NONE, &rule);
    assert_true(ta_states_read(&table, TA_PIXEL_UINT8, 4, code, got));
    assert_memory_equal(got, ((uint8_t[]){1, 2, 2, 1}), 4);
    rule.bits = true;
    ta_state_table_make(&table, TA_MASK_NONE, &rule);
    assert_true(ta_states_read(&table, TA_PIXEL_UINT8, 4, code, got));
    assert_memory_equal(got, ((uint8_t[]){1, 2, 2, 2}), 4);
    assert_false(ta_states_read(&table, TA_PIXEL_FLOAT32, 1, code, got));
}

static struct ta_band band_of(const char *name, enum ta_quantity quantity)
{
    struct ta_band band = {.quantity = quantity};
    (void)snprintf(band.name, sizeof band.name, "%s", name);
    return band;
}

static void an_index_needs_reflectances_of_one_kind(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct ta_value_layer layer;
    struct ta_band red = band_of("red", TA_QUANTITY_REFLECTANCE_TOA);
    struct ta_band nir = band_of("nir", TA_QUANTITY_REFLECTANCE_TOA);
    struct ta_band ready = band_of("evi2", TA_QUANTITY_INDEX);
    const struct ta_band *bands[] = {&red, &nir, &ready};
    assert_int_equal(ta_layer_find(3, bands, "ndvi", &layer, &err), TA_OK);
    assert_true(layer.index != NULL && layer.input[0] == 1 && layer.input[1] == 0);
    assert_int_equal(ta_layer_find(3, bands, "evi2", &layer, &err), TA_OK);
    assert_true(layer.index == NULL && layer.input[0] == 2); /* as it is */
    assert_int_equal(ta_layer_find(3, bands, "nbr", &layer, &err), TA_E_NOTFOUND);
    assert_int_equal(ta_layer_find(3, bands, "nonsense", &layer, &err), TA_E_NOTFOUND);
    nir.quantity = TA_QUANTITY_REFLECTANCE_SURFACE;
    assert_int_equal(ta_layer_find(3, bands, "ndvi", &layer, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "of one kind"));
    nir.quantity = red.quantity = TA_QUANTITY_DN;
    assert_int_equal(ta_layer_find(3, bands, "ndvi", &layer, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "uncalibrated counts"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_judge_numbers_not_values),
        cmocka_unit_test(nan_and_infinity_never_count),
        cmocka_unit_test(a_no_data_value_that_the_type_has_not_excludes_nothing),
        cmocka_unit_test(the_common_type_holds_both),
        cmocka_unit_test(values_read_back_from_their_text),
        cmocka_unit_test(codes_mean_what_their_producers_say),
        cmocka_unit_test(policies_say_which_states_count),
        cmocka_unit_test(an_index_needs_reflectances_of_one_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

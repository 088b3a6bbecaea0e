/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of statistics, their values for one look, masks and dates as they are typed. The program as
 * a whole is tested by tests/e2e/zonal.sh. */
#include "ta_test.h"
#include "ta_test_folder.h"

#include "base/memory.h"
#include "base/time.h"
#include "engine/zonal_dates.h"
#include "engine/zonal_mask.h"
#include "engine/zonal_stats.h"

#define FOLDER TA_BINARY_DIR "/test-zonal"

static void statistics_are_named_in_the_order_of_columns(void **state)
{
    (void)state;
    struct ta_zonal_stats s;
    struct ta_error err = {0};
    assert_int_equal(ta_zonal_stats_parse("count,mean,p97.5,max,median", &s, &err),
                     TA_OK);
    assert_int_equal(s.n, 4); /* count is a column anyway */
    assert_string_equal(s.stat[1].name, "p97.5");
    assert_true(s.stat[1].kind == TA_ZONAL_QUANTILE && s.stat[1].q == 0.975);
    assert_true(s.stat[3].q == 0.5 && s.order);
    assert_int_equal(ta_zonal_stats_parse("sum,min", &s, &err), TA_OK);
    assert_false(s.order);
    static const char *const wrong[] = {
        "",    "mean,", "mean,,max", "p",         "p101",
        "p-1", "pnan",  "meann",     "mean,mean", "mean,count,averageofall"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (ta_zonal_stats_parse(wrong[i], &s, &err) != TA_E_USAGE)
            fail_msg("\"%s\" was taken", wrong[i]);
    assert_int_equal(ta_zonal_stats_parse("stdve", &s, &err), TA_E_USAGE);
    assert_non_null(strstr(err.mend, "stdev"));
}

/* Values with equal weights, as a look would bring them. */
struct values {
    struct ta_tally tally;
    struct ta_observation observation;
    struct ta_bin bin[8];
    struct ta_look look;
};

static void make(struct values *v, enum ta_pixel_type type, size_t n,
                 const ta_pixel_key *key, double scale, double offset)
{
    *v = (struct values){.tally = ta_tally_new(type)};
    v->tally.cells = n;
    v->tally.min = key[0];
    v->tally.max = key[n - 1];
    for (size_t i = 0; i < n; i++) {
        v->bin[i] = (struct ta_bin){.key = key[i]};
        ta_bin_add(&v->bin[i], TA_WEIGHT_ONE, 1);
    }
    v->observation.stats = (struct ta_stats){(double)n, 1, 2, 9, NAN, NAN};
    v->look = (struct ta_look){.observation = &v->observation,
                               .tally = &v->tally,
                               .area = 10,
                               .scale = scale,
                               .offset = offset,
                               .n_bins = n,
                               .bin = v->bin};
}

static void fill(const char *list, const struct values *v, struct ta_text *text,
                 struct ta_zonal_value *value)
{
    struct ta_zonal_stats s;
    assert_int_equal(ta_zonal_stats_parse(list, &s, NULL), TA_OK);
    assert_int_equal(ta_zonal_stats_fill(&s, &v->look, text, value), TA_OK);
}

static void a_negative_scale_turns_the_order(void **state)
{
    (void)state;
    static const ta_pixel_key key[4] = {10, 20, 30, 100};
    struct values v;
    struct ta_text text = {0};
    struct ta_zonal_value value[8];
    make(&v, TA_PIXEL_INT16, 4, key, -2.0, 5.0);
    fill("min,max,p0,p25,mode,minority,stdev", &v, &text, value);
    assert_true(value[0].number == -195.0 && !value[0].whole);
    assert_true(value[1].number == -15.0);
    assert_true(value[2].number == -195.0);
    assert_true(value[3].number == -90.0);  /* of -195 -55 -35 -15: type 7 */
    assert_true(value[4].number == -195.0); /* of equals the highest number */
    assert_true(value[5].number == -15.0);
    assert_true(value[6].number == 3.0);
    ta_text_free(&text);
}

static void whole_numbers_stay_whole(void **state)
{
    (void)state;
    static const ta_pixel_key i64[2] = {INT64_MIN + 1, INT64_C(2397083434877565865)};
    struct values v;
    struct ta_text text = {0};
    struct ta_zonal_value value[8];
    make(&v, TA_PIXEL_INT64, 2, i64, 1.0, 0.0);
    fill("min,max,variety,shares", &v, &text, value);
    assert_true(value[0].whole && value[0].integer == INT64_MIN + 1);
    assert_true(value[1].whole && value[1].integer == INT64_C(2397083434877565865));
    assert_true(value[2].whole && value[2].integer == 2);
    assert_string_equal(value[3].text,
                        "-9223372036854775807:0.5 2397083434877565865:0.5");
    ta_text_free(&text);

    /* uint64 sorts by a key of its own */
    const ta_pixel_key u64[2] = {INT64_MIN + 7, INT64_MAX}; /* 7 and 2^64 - 1 */
    make(&v, TA_PIXEL_UINT64, 2, u64, 1.0, 0.0);
    fill("min,max", &v, &text, value);
    assert_true(value[0].whole && value[0].integer == 7);
    assert_true(!value[1].whole && value[1].number == 0x1p64);
    ta_text_free(&text);
}

static void nothing_valid_has_no_values(void **state)
{
    (void)state;
    static const ta_pixel_key key[1] = {0};
    struct values v;
    struct ta_text text = {0};
    struct ta_zonal_value value[TA_ZONAL_STATS_MAX];
    make(&v, TA_PIXEL_UINT8, 1, key, 1.0, 0.0);
    v.tally.cells = 0;
    v.look.n_bins = 0;
    fill("sum,mean,min,median,mode,variety,shares", &v, &text, value);
    for (int i = 0; i < 7; i++) assert_true(value[i].absent);
    ta_text_free(&text);
}

static void too_many_classes_have_no_shares(void **state)
{
    (void)state;
    static const ta_pixel_key key[1] = {0};
    struct values v;
    struct ta_text text = {0};
    struct ta_zonal_value value[1];
    make(&v, TA_PIXEL_UINT16, 1, key, 1.0, 0.0);
    struct ta_bin *many = ta_alloc(TA_ZONAL_CLASSES_MAX + 1, sizeof *many);
    assert_non_null(many);
    v.look.bin = many;
    v.look.n_bins = TA_ZONAL_CLASSES_MAX + 1;
    fill("shares", &v, &text, value);
    assert_true(value[0].absent && value[0].text == NULL);
    ta_free(many);
    ta_text_free(&text);
}

static void masks_are_read(void **state)
{
    (void)state;
    struct ta_zonal_mask m;
    struct ta_error err = {0};
    assert_int_equal(ta_zonal_mask_parse("a:b/qa.tif:qa_pixel", &m, &err), TA_OK);
    assert_string_equal(m.file, "a:b/qa.tif");
    assert_true(m.kind == TA_MASK_QA_PIXEL && m.n_codes == 0);
    ta_free(m.file);
    assert_int_equal(ta_zonal_mask_parse("s.tif:3,8,-9", &m, &err), TA_OK);
    assert_true(!m.bits && m.n_codes == 3 && m.code[2] == -9 && m.kind == TA_MASK_NONE);
    ta_free(m.file);
    assert_int_equal(ta_zonal_mask_parse("s.tif:bits=0,15", &m, &err), TA_OK);
    assert_true(m.bits && m.code[0] == 1 && m.code[1] == 32768);
    ta_free(m.file);
    static const char *const wrong[] = {
        "",     "qa.tif", "qa.tif:", ":scl",      "q:none",    "q:applied", "q:1,",
        "q:,1", "q:1.5",  "q:bits=", "q:bits=63", "q:bits=-1", "q:cloud"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (ta_zonal_mask_parse(wrong[i], &m, &err) != TA_E_USAGE)
            fail_msg("\"%s\" was taken", wrong[i]);
}

static const char *day_of(const char *name)
{
    static char text[TA_TIME_TEXT];
    char path[400];
    struct ta_zonal_dates dates = {0};
    struct ta_error err = {0};
    ta_time_us time;
    (void)snprintf(path, sizeof path, FOLDER "/%s", name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(ta_zonal_date_of(&dates, path, &time, &err), TA_OK);
    ta_zonal_dates_free(&dates);
    ta_day_format(time == TA_TIME_NONE ? TA_DAY_NONE : ta_day_of(time), text);
    return text;
}

static void a_date_is_what_a_product_or_a_name_states(void **state)
{
    (void)state;
    assert_string_equal(day_of("T50TMK_20210605T031131_B04_10m.tif"), "2021-06-05");
    assert_string_equal(day_of("LC08_L1TP_014031_20180106_20180118_01_T1_B4.TIF"),
                        "2018-01-06");
    assert_string_equal(day_of("ndvi_20200229.tif"), "2020-02-29");
    assert_string_equal(day_of("ndvi_20210229.tif"), ""); /* no such day */
    assert_string_equal(day_of("plot_12345678.tif"), "");
    assert_string_equal(day_of("x20200229.tif"), "");
    assert_string_equal(day_of("id_202002290.tif"), "");
    assert_string_equal(day_of("slope.tif"), "");
    static const char *const item = "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\","
                                    "\"id\":\"a\",\"collection\":\"c\","
                                    "\"geometry\":null,\"links\":[],\"properties\":{"
                                    "\"datetime\":\"2019-05-06T23:30:00Z\"},"
                                    "\"assets\":{\"x\":{\"href\":\"red.tif\","
                                    "\"terrassay:index\":\"ndvi\",\"raster:bands\":"
                                    "[{}]}}}";
    FILE *file = fopen(FOLDER "/anything.json", "wb");
    assert_non_null(file);
    assert_true(fputs(item, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(day_of("red.tif"), "2019-05-06");

    struct ta_zonal_dates dates = {0};
    ta_time_us time = 0;
    assert_int_equal(ta_zonal_date_of(&dates, "/no/such.tif", &time, NULL), TA_OK);
    assert_true(time == TA_TIME_NONE);
    ta_zonal_dates_free(&dates);
}

static int setup(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_are_named_in_the_order_of_columns),
        cmocka_unit_test(a_negative_scale_turns_the_order),
        cmocka_unit_test(whole_numbers_stay_whole),
        cmocka_unit_test(nothing_valid_has_no_values),
        cmocka_unit_test(too_many_classes_have_no_shares),
        cmocka_unit_test(masks_are_read),
        cmocka_unit_test(a_date_is_what_a_product_or_a_name_states),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}

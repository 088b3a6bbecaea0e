/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "ingest/decimal.h"

static bool scan(const char *text, struct ta_decimal *out)
{
    const char *end = text + strlen(text);
    return ta_decimal_scan(text, end, out) == end;
}

static double f64(const char *text)
{
    struct ta_decimal d;
    double value = NAN;
    assert_true(scan(text, &d));
    assert_true(ta_decimal_f64(&d, &value));
    return value;
}

static void only_the_grammar_of_json_is_read(void **state)
{
    (void)state;
    struct ta_decimal d;
    static const char *const good[] = {"0",   "-0",   "0.0",  "10",
                                       "1e5", "1E+5", "0e-0", "-1.5e-3"};
    static const char *const bad[] = {"",    "-",  "+1",  ".5",   "1.",  "01",
                                      "-01", "1e", "1e+", "0x10", "NaN", "1.e5"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(scan(good[i], &d));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(scan(bad[i], &d));
}

static void doubles_are_the_nearest_ones(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "23.1",
        "0.14e1",
        "1.320078429e+09",
        "9007199254740993",
        "1e22",
        "1e23",
        "123456789012345678e-25",
        "0.1e-6",
        "2.2250738585072011e-308",
        "4.9406564584124654e-324",
        "1e-400",
        "1.7976931348623157e308",
        "0.500000000000000166533453693773481063544750213623046875",
        "3177891079421588183.0"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(f64(texts[i]) == strtod(texts[i], NULL));
    struct ta_decimal d;
    double out;
    assert_true(scan("1e400", &d));
    assert_false(ta_decimal_f64(&d, &out));
    assert_true(scan("-1e999999999999", &d));
    assert_false(ta_decimal_f64(&d, &out));
    assert_false(signbit(f64("-0.0")));
}

static void long_numbers_are_read_whole_or_refused(void **state)
{
    (void)state;
    char text[600];
    struct ta_decimal d;
    double out;
    memset(text, '0', sizeof text);
    text[0] = '0';
    text[1] = '.';
    text[400] = '7';
    text[401] = '\0';
    assert_true(scan(text, &d));
    assert_true(ta_decimal_f64(&d, &out) && out == 0.0);
    memset(text, '3', sizeof text);
    text[300] = '\0';
    assert_true(f64(text) == strtod(text, NULL));
    memset(text, '3', sizeof text);
    text[TA_DECIMAL_TEXT] = '\0';
    assert_false(scan(text, &d));
}

static void sums_are_rounded_once(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b, *sum;
    } cases[] = {
        {"20.1", "0.2", "20.3"},
        {"0.1", "0.2", "0.3"},
        {"-5", "5", "0"},
        {"1e10", "-0.25", "9999999999.75"},
        {"1.1", "-1.1", "0"},
        {"0", "0.7", "0.7"},
        {"12345678901234567.8", "0.4", "12345678901234568.2"},
        {"-20.1", "-0.2", "-20.3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ta_decimal a, b;
        double sum = NAN;
        assert_true(scan(cases[i].a, &a) && scan(cases[i].b, &b));
        assert_true(ta_decimal_sum(&a, &b, &sum));
        assert_true(sum == strtod(cases[i].sum, NULL));
        assert_true(ta_decimal_sum(&b, &a, &sum));
        assert_true(sum == strtod(cases[i].sum, NULL));
    }
    struct ta_decimal most;
    double sum;
    assert_true(scan("1.7976931348623157e308", &most));
    assert_false(ta_decimal_sum(&most, &most, &sum));
}

static void seconds_become_whole_microseconds(void **state)
{
    (void)state;
    static const struct {
        const char *seconds;
        int64_t us;
    } cases[] = {
        {"1276020076.001", 1276020076001000},
        {"1.320078429e+09", 1320078429000000},
        {"0.1", 100000},
        {"-5", -5000000},
        {"0.0000005", 1},
        {"-0.0000005", -1},
        {"0.00000049999999", 0},
        {"1e-400", 0},
        {"253402300799.999999", 253402300799999999},
        {"1320078429.00000000000000000000000000001", 1320078429000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ta_decimal d;
        ta_time_us us = 7;
        assert_true(scan(cases[i].seconds, &d));
        assert_true(ta_decimal_us(&d, &us));
        assert_int_equal(us, cases[i].us);
    }
    static const char *const beyond[] = {"253402300800", "1e300", "-1e19", "1e13"};
    for (size_t i = 0; i < 4; i++) {
        struct ta_decimal d;
        ta_time_us us;
        assert_true(scan(beyond[i], &d));
        assert_false(ta_decimal_us(&d, &us));
    }
}

/* NULL, or the same answer member by member. */
static void usual_numbers_are_read_the_same_by_the_short_way(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool usual;
    } cases[] = {
        {"0", true},
        {"-0", true},
        {"-12.50", true},
        {"1000000000", true},
        {"123456789012345678", true},
        {"1234567890.1234567", true},
        {"0.0000000000000001", true},
        {"1.5,", true},
        {"7}", true},
        {"1.2.3", true},
        {"1234567890123456789", false},
        {"12345678901.1234567", false},
        {"99999999999999999999999999", false},
        {"1e5", false},
        {"1.5E-3", false},
        {"", false},
        {"-", false},
        {"01", false},
        {"-00.5", false},
        {"1.", false},
        {"1.e5", false},
        {".5", false},
        {"+1", false},
        {"x", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text, *end = text + strlen(text);
        struct ta_decimal usual = {0}, any = {0};
        const char *after = ta_decimal_usual(text, end, &usual);
        assert_int_equal(after != NULL, cases[i].usual);
        if (after == NULL) continue;
        assert_ptr_equal(after, ta_decimal_scan(text, end, &any));
        assert_true(usual.mantissa == any.mantissa && usual.exponent == any.exponent);
        assert_true(usual.negative == any.negative && usual.whole == any.whole);
        assert_true(!usual.cut && !any.cut);
        assert_true(usual.text == any.text && usual.size == any.size);
        assert_true(!usual.whole || ta_decimal_is_i64(&usual));
    }
}

/* Of the digits the mantissa holds the first 19 that are no leading zeros. */
static void digits_without_room_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t mantissa;
        int exponent;
        bool cut;
    } cases[] = {
        {"1234567890123456789", UINT64_C(1234567890123456789), 0, false},
        {"12345678901234567890", UINT64_C(1234567890123456789), 1, false},
        {"12345678901234567891", UINT64_C(1234567890123456789), 1, true},
        {"1234567890.12345678900000", UINT64_C(1234567890123456789), -9, false},
        {"0.000000000000000000001234", UINT64_C(1234), -24, false},
        {"0.1234567890123456789123", UINT64_C(1234567890123456789), -19, true},
        {"123456789012345678901.5e3", UINT64_C(1234567890123456789), 5, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ta_decimal d;
        assert_true(scan(cases[i].text, &d));
        assert_true(d.mantissa == cases[i].mantissa);
        assert_int_equal(d.exponent, cases[i].exponent);
        assert_int_equal(d.cut, cases[i].cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_grammar_of_json_is_read),
        cmocka_unit_test(doubles_are_the_nearest_ones),
        cmocka_unit_test(long_numbers_are_read_whole_or_refused),
        cmocka_unit_test(usual_numbers_are_read_the_same_by_the_short_way),
        cmocka_unit_test(digits_without_room_are_counted),
        cmocka_unit_test(sums_are_rounded_once),
        cmocka_unit_test(seconds_become_whole_microseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

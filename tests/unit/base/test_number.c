/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/text.h"

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* RFC 8785, appendix B: IEEE 754 bits and their JSON form. */
static void rfc_8785_appendix_b(void **state)
{
    (void)state;
    static const struct {
        uint64_t bits;
        const char *text;
    } row[] = {
        {UINT64_C(0x0000000000000000), "0"},
        {UINT64_C(0x8000000000000000), "0"},
        {UINT64_C(0x0000000000000001), "5e-324"},
        {UINT64_C(0x8000000000000001), "-5e-324"},
        {UINT64_C(0x7fefffffffffffff), "1.7976931348623157e+308"},
        {UINT64_C(0xffefffffffffffff), "-1.7976931348623157e+308"},
        {UINT64_C(0x4340000000000000), "9007199254740992"},
        {UINT64_C(0xc340000000000000), "-9007199254740992"},
        {UINT64_C(0x4430000000000000), "295147905179352830000"},
        {UINT64_C(0x44b52d02c7e14af5), "9.999999999999997e+22"},
        {UINT64_C(0x44b52d02c7e14af6), "1e+23"},
        {UINT64_C(0x44b52d02c7e14af7), "1.0000000000000001e+23"},
        {UINT64_C(0x444b1ae4d6e2ef4e), "999999999999999700000"},
        {UINT64_C(0x444b1ae4d6e2ef4f), "999999999999999900000"},
        {UINT64_C(0x444b1ae4d6e2ef50), "1e+21"},
        {UINT64_C(0x3eb0c6f7a0b5ed8c), "9.999999999999997e-7"},
        {UINT64_C(0x3eb0c6f7a0b5ed8d), "0.000001"},
        {UINT64_C(0x41b3de4355555553), "333333333.3333332"},
        {UINT64_C(0x41b3de4355555554), "333333333.33333325"},
        {UINT64_C(0x41b3de4355555555), "333333333.3333333"},
        {UINT64_C(0x41b3de4355555556), "333333333.3333334"},
        {UINT64_C(0x41b3de4355555557), "333333333.33333343"},
        {UINT64_C(0xbecbf647612f3696), "-0.0000033333333333333333"},
        {UINT64_C(0x43143ff3c1cb0959), "1424953923781206.2"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[32];
        ta_format_f64(from_bits(row[i].bits), text);
        assert_string_equal(text, row[i].text);
    }
}

static size_t count_digits(const char *text)
{
    char digit[32];
    size_t n = 0, first = 0;
    for (; *text != '\0' && *text != 'e'; text++)
        if (*text >= '0' && *text <= '9') digit[n++] = *text;
    while (first < n && digit[first] == '0') first++;
    while (n > first && digit[n - 1] == '0') n--;
    return n - first;
}

/* Does any decimal of `count` digits read back as value? Tries those around the
 * nearest. */
static bool any_reads_back(double value, int count)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    long exponent = strtol(strchr(text, 'e') + 1, NULL, 10) - (count - 1);
    char digit[20] = {text[0]};
    if (count > 1) memcpy(digit + 1, text + 2, (size_t)count - 1);
    long long nearest = strtoll(digit, NULL, 10);
    for (long long s = nearest - 2; s <= nearest + 2; s++) {
        snprintf(text, sizeof text, "%llde%ld", s, exponent);
        if (strtod(text, NULL) == value) return true;
    }
    return false;
}

static void check_shortest(double value)
{
    char text[32];
    ta_format_f64(value, text);
    double back;
    assert_int_equal(ta_parse_f64(text, &back), TA_OK);
    if (back != value) fail_msg("%a became %s", value, text);
    size_t count = count_digits(text);
    if (count > 1 && any_reads_back(value, (int)count - 1))
        fail_msg("%a: %s is not the shortest", value, text);
}

static void powers_of_two_read_back_and_are_shortest(void **state)
{
    (void)state;
    for (int e = -1074; e <= 1023; e++) {
        check_shortest(ldexp(1.0, e));
        check_shortest(
            nextafter(ldexp(1.0, e), 0.0) > 0.0 ? nextafter(ldexp(1.0, e), 0.0) : 1.0);
        check_shortest(-nextafter(ldexp(1.0, e), INFINITY));
    }
}

static void random_doubles_read_back_and_are_shortest(void **state)
{
    (void)state;
    uint64_t x = UINT64_C(0x9E3779B97F4A7C15);
    for (int i = 0; i < 100000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17; /* Marsaglia's xorshift64 */
        double value = from_bits(x);
        if (isfinite(value)) check_shortest(value);
    }
}

/* 5.684341886080801e-14 is nearer to 2^-44 but reads back as its lower neighbour;
 * the digits here are those of Python's repr and of V8. */
static void digits_above_a_power_of_two_when_the_nearest_fall_out(void **state)
{
    (void)state;
    char text[32];
    ta_format_f64(0x1p-44, text);
    assert_string_equal(text, "5.684341886080802e-14");
    ta_format_f64(0x1p-1022, text);
    assert_string_equal(text, "2.2250738585072014e-308");
}

static void numbers_are_parsed_whole_or_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    " 1",    "1 ", "0x10",  "inf", "nan",
                                      "1e",  ".",     "-",  "1e400", "1,5", "--1",
                                      "1e+", "1.2.3", "+",  "1_0"};
    static const char *const good[] = {"1", "-1.5", ".5", "1.", "+2e3", "1e-400"};
    double value;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ta_parse_f64(bad[i], &value) != TA_E_DATA) fail_msg("took \"%s\"", bad[i]);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (ta_parse_f64(good[i], &value) != TA_OK) fail_msg("refused %s", good[i]);
    int64_t whole = 7;
    assert_int_equal(ta_parse_i64("9223372036854775807", &whole), TA_OK);
    assert_true(whole == INT64_MAX);
    assert_int_equal(ta_parse_i64("9223372036854775808", &whole), TA_E_DATA);
    assert_int_equal(ta_parse_i64("12.5", &whole), TA_E_DATA);
    assert_int_equal(ta_parse_i64(" 1", &whole), TA_E_DATA);
    assert_true(whole == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_8785_appendix_b),
        cmocka_unit_test(powers_of_two_read_back_and_are_shortest),
        cmocka_unit_test(random_doubles_read_back_and_are_shortest),
        cmocka_unit_test(digits_above_a_power_of_two_when_the_nearest_fall_out),
        cmocka_unit_test(numbers_are_parsed_whole_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "cli/payload.h"

static char shown[4096];

static const char *show(const char *bytes, size_t size, size_t most)
{
    struct ta_text out = {0};
    ta_payload_show((struct ta_view){bytes, size}, most, &out);
    assert_false(out.failed);
    (void)snprintf(shown, sizeof shown, "%s", out.bytes == NULL ? "" : out.bytes);
    ta_text_free(&out);
    return shown;
}

#define SHOW(text) show(text, sizeof(text) - 1, 1 << 16)

static void text_stands_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(SHOW("[{\"n\": \"so2\"}]\n"), "[{\"n\": \"so2\"}]\n");
    assert_string_equal(SHOW("a\tb\nc"), "a\tb\nc\n");
    assert_string_equal(SHOW("\xe4\xba\x8c\xe6\xb0\xa7"), "\xe4\xba\x8c\xe6\xb0\xa7\n");
    assert_string_equal(SHOW(""), "\n");
}

static void nothing_moves_a_cursor(void **state)
{
    (void)state;
    assert_string_equal(SHOW("0123456789abcdef\x1b[2J0123456789"),
                        "0123456789abcdef<U+001B>[2J0123456789\n");
    assert_string_equal(SHOW("0123456789abcdef\r\n"), "0123456789abcdef<U+000D>\n");
    assert_string_equal(SHOW("0123456789abcdef\x7f"), "0123456789abcdef<U+007F>\n");
    /* CSI as one letter of UTF-8, and a mark that turns the writing */
    assert_string_equal(SHOW("0123456789abcdef\xc2\x9b"), "0123456789abcdef<U+009B>\n");
    assert_string_equal(SHOW("0123456789abcdef\xe2\x80\xae"),
                        "0123456789abcdef<U+202E>\n");
}

static void what_is_no_text_is_dumped(void **state)
{
    (void)state;
    assert_string_equal(
        SHOW("\x82\xa5\x21\x1b[0m"),
        "00000000  82 a5 21 1b 5b 30 6d                             ..!.[0m\n");
    assert_string_equal(
        SHOW("a\0b"),
        "00000000  61 00 62                                         a.b\n");
    /* UTF-8 by chance */
    assert_string_equal(
        SHOW("\x01\x02\x03zz"),
        "00000000  01 02 03 7a 7a                                   ...zz\n");
    assert_non_null(strstr(SHOW("\xff 0123456789abcdef"), "\n00000010  65 66 "));
}

static void long_ones_are_cut(void **state)
{
    (void)state;
    assert_string_equal(show("abcdef", 6, 4),
                        "abcd\n... 2 more bytes; --json has them\n");
    assert_string_equal(show("abc\xe4\xba\x8c", 6, 4),
                        "abc\n... 3 more bytes; --json has them\n");
    assert_non_null(strstr(show("\xff\xff\xff", 3, 2), "... 1 more bytes"));
    assert_string_equal(show("\xba\xba\xba\xba", 4, 0),
                        "... 4 more bytes; --json has them\n");
}

static bool is_plain(const char *bytes, size_t size)
{
    return ta_payload_is_plain((struct ta_view){bytes, size});
}

static void a_program_gets_text_or_digits(void **state)
{
    (void)state;
    struct ta_text out = {0};
    assert_true(is_plain("[{}]\n", 5));
    assert_false(is_plain("[\x1b]", 3));
    assert_false(is_plain("\xc2\x9b", 2));
    assert_false(is_plain("\xff", 1));
    assert_false(is_plain("a\0", 2));
    ta_payload_hex((struct ta_view){"\x00\x1f\xff", 3}, &out);
    assert_string_equal(out.bytes, "001fff");
    ta_text_free(&out);
}

/* Whatever it is, no byte of it that a terminal acts on comes out. */
static void every_pair_of_bytes_is_safe(void **state)
{
    (void)state;
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++) {
            char bytes[20] = "0123456789abcdefgh";
            bytes[18] = (char)a;
            bytes[19] = (char)b;
            for (const char *at = show(bytes, 20, 64); *at != '\0'; at++) {
                unsigned char c = (unsigned char)*at;
                bool ok = (c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t';
                if (!ok) fail_msg("%02x %02x", a, b);
            }
            assert_true(ta_utf8_ok(shown, strlen(shown)));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stands_as_it_is),
        cmocka_unit_test(nothing_moves_a_cursor),
        cmocka_unit_test(what_is_no_text_is_dumped),
        cmocka_unit_test(long_ones_are_cut),
        cmocka_unit_test(a_program_gets_text_or_digits),
        cmocka_unit_test(every_pair_of_bytes_is_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

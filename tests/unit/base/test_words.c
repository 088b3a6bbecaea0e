/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/text.h"

static void words_lose_what_moves_or_turns_them(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"plain \xe4\xb8\xad\xe6\x96\x87 \xc3\xa9",
         "plain \xe4\xb8\xad\xe6\x96\x87 \xc3\xa9"},
        {"a\033[2Jb\007", "a [2Jb "},
        {"two\nlines\tand\rmore", "two\nlines\tand more"},
        {"\xc2\x9b"
         "31m\x7f",
         "  31m "},
        {"a\xe2\x80\xaegnp.exe", "a   gnp.exe"},
        {"\xe2\x81\xa6x\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c", "   x        "},
        {"cut \xe2\x80", "cut \xe2\x80"},
        {"cut \xe2", "cut \xe2"},
        {"\xe2\x80\x94 \xe2\x82\xac", "\xe2\x80\x94 \xe2\x82\xac"},
        {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[64];
        (void)snprintf(words, sizeof words, "%s", cases[i][0]);
        ta_words_plain(words);
        assert_string_equal(words, cases[i][1]);
    }
}

static void what_is_no_letter_is_shown(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"plain \xe7\x85\xa4 \xf0\xa0\x80\x80", "plain \xe7\x85\xa4 \xf0\xa0\x80\x80"},
        {"caf\xe9.csv", "caf?.csv"}, /* Latin-1 */
        {"/a/\xc4\xda\xc3\xc9/b", "/a/??"
                                  "??"
                                  "/b"},                  /* GBK */
        {"\"\xe7\x85\xa4\xe7\x85\"", "\"\xe7\x85\xa4\""}, /* cut */
        {"\xe7\x85\xa4\xe7", "\xe7\x85\xa4"},             /* cut */
        {"a\xe7\x85", "a?"},
        {"\xe7\x85\xa4\xe7\x85\xc3\xa9", "\xe7\x85\xa4?\xc3\xa9"},
        {"\x85\xa4", "?"},
        {"\xed\xa0\x80", "?"}, /* half a pair of UTF-16 */
        {"\xc0\xaf", "?"},
        {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[64];
        (void)snprintf(words, sizeof words, "%s", cases[i][0]);
        ta_words_shown(words);
        assert_string_equal(words, cases[i][1]);
    }
}

static void put(char *to, size_t size, const char *format, ...) TA_PRINTF(3, 4);
static void put(char *to, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    ta_words_format(to, size, format, args);
    va_end(args);
}

/* Of a letter that does not fit nothing is left, at every alignment and behind any letter. */
static void formatted_words_end_between_letters(void **state)
{
    (void)state;
    char words[16];
    for (int lead = 0; lead < 4; lead++) {
        put(words, sizeof words, "%.*s%s", lead, "xxxx",
            "\xe7\x85\xa4\xe7\x85\xa4\xe7\x85\xa4\xe7\x85\xa4\xe7\x85\xa4\xe7\x85\xa4");
        assert_int_equal(strlen(words), lead + (15 - lead) / 3 * 3);
        assert_true(ta_utf8_ok(words, strlen(words)));
        put(words, sizeof words, "%.*s%s", 12 + lead, "xxxxxxxxxxxxxxxx",
            "\xf0\xa0\x80\x80");
        assert_int_equal(strlen(words), 12 + lead);
        put(words, (size_t)lead + 1, "%s", "\xe7\x85\xa4");
        assert_string_equal(words, lead == 3 ? "\xe7\x85\xa4" : "");
    }
    put(words, sizeof words, "%s", "\xe7\x85\xa4");
    assert_string_equal(words, "\xe7\x85\xa4");
    put(words, sizeof words, "%s", "no more than that");
    assert_string_equal(words, "no more than th");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_lose_what_moves_or_turns_them),
        cmocka_unit_test(what_is_no_letter_is_shown),
        cmocka_unit_test(formatted_words_end_between_letters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_lose_what_moves_or_turns_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

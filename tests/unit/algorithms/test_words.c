/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_words.c  Words that were cut inside a letter hold whole letters only. */
#include "ta_test.h"

#include "indicator_result.h"
#include "words.h"

static bool is_whole(const char *words)
{
    size_t size = strlen(words), at = 0, length = 1;
    for (; at < size && length > 0; at += length)
        length = ta_letter(words + at, size - at);
    return at == size && length > 0;
}

static void a_letter_is_well_formed_and_there(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {{"a", 1},
                 {"\x7f", 1},
                 {"\xc3\xa9", 2},
                 {"\xe7\x85\xa4", 3},
                 {"\xf0\xa0\x80\x80", 4},
                 {"\xf4\x8f\xbf\xbf", 4},
                 {"", 0},
                 {"\x85", 0},             /* the end of one */
                 {"\xe7\x85", 0},         /* cut */
                 {"\xe7x\xa4", 0},        /* broken */
                 {"\xe7\x85x", 0},        /* broken later */
                 {"\xc0\xaf", 0},         /* overlong */
                 {"\xe0\x9f\x80", 0},     /* overlong */
                 {"\xed\xa0\x80", 0},     /* a surrogate */
                 {"\xf4\x90\x80\x80", 0}, /* above Unicode */
                 {"\xff", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = strlen(cases[i].bytes);
        assert_int_equal(ta_letter(cases[i].bytes, size), cases[i].length);
        for (size_t less = 0; less < size; less++)
            assert_int_equal(ta_letter(cases[i].bytes, less),
                             less >= cases[i].length ? cases[i].length : 0);
    }
}

static void what_is_no_letter_is_left_out(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"\xe7\x85\xa4\xe7\x85", "\xe7\x85\xa4"},
        {"\xe7\x85\xa4\xe7 permit", "\xe7\x85\xa4 permit"},
        {"\x85\xa4 of \xf0\xa0\x80, \xf0\xa0\x80\x80", " of , \xf0\xa0\x80\x80"},
        {"\xff\xfe", ""},
        {"caf\xe9.csv", "caf.csv"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[64];
        (void)snprintf(words, sizeof words, "%s", cases[i][0]);
        ta_words_whole(words);
        assert_string_equal(words, cases[i][1]);
    }
}

/* Names of letters of one to four bytes, at every alignment, in every way to answer. */
static void answers_are_whole_however_they_are_cut(void **state)
{
    (void)state;
    static const char *const letter[] = {"a", "\xc3\xa9", "\xe7\x85\xa4",
                                         "\xf0\xa0\x80\x80"};
    for (size_t kind = 0; kind < 4; kind++)
        for (size_t lead = 0; lead < 4; lead++) {
            char name[600] = "xxxx", detail[TA_NAME_SIZE];
            size_t width = strlen(letter[kind]);
            for (size_t n = lead; n + width < sizeof name; n += width)
                memcpy(name + n, letter[kind], width + 1);
            struct ta_result out;
            ta_result_clear(&out);
            ta_result_missing(&out, TA_SOURCE_UNAVAILABLE, "no factor for %.40s; %s",
                              name, name);
            assert_true(is_whole(out.why) && strlen(out.why) > sizeof out.why - 8);
            assert_non_null(strstr(out.why, "; "));
            assert_false(ta_result_why_also(&out, "%s", name));
            assert_true(is_whole(out.why));
            assert_true(ta_result_why(&out, "in %.80s and %.41s", name, name));
            assert_true(is_whole(out.why) && strstr(out.why, " and ") != NULL);
            assert_true(ta_result_why_also(&out, "of %.82s", name));
            assert_true(is_whole(out.why) && strstr(out.why, "; of ") != NULL);
            assert_false(ta_result_why_also(&out, "%s", name));
            assert_true(is_whole(out.why) && strlen(out.why) > sizeof out.why - 5);
            assert_false(ta_result_why(&out, "%s", name));
            assert_true(is_whole(out.why) && strlen(out.why) > sizeof out.why - 5);
            (void)snprintf(detail, sizeof detail, "share_in_%.40s", name);
            ta_result_detail(&out, detail, 1.0, "%");
            assert_true(is_whole(out.detail[0].name));
            assert_true(strlen(out.detail[0].name) > 9 + 40 - 4);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_well_formed_and_there),
        cmocka_unit_test(what_is_no_letter_is_left_out),
        cmocka_unit_test(answers_are_whole_however_they_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

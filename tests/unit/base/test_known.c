/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/text.h"

static const char *mend_of(const char *word, const char *const *known)
{
    static struct ta_error err;
    err = (struct ta_error){0};
    (void)ta_fail(&err, TA_E_USAGE, "%s", word);
    ta_mend_unknown(&err, word, known);
    return err.mend;
}

static void names_the_nearest_word(void **state)
{
    (void)state;
    static const char *const known[] = {"list",   "show", "check", "gwp100",
                                        "remove", "key",  NULL};
    assert_string_equal(mend_of("lst", known), "did you mean \"list\"?");
    assert_string_equal(mend_of("hsow", known), "did you mean \"show\"?");
    assert_string_equal(mend_of("kye", known), "did you mean \"key\"?"); /* a swap */
    assert_string_equal(mend_of("gwp", known), "did you mean \"gwp100\"?");
    assert_string_equal(mend_of("removes", known), "did you mean \"remove\"?");
}

static void lists_the_words_when_none_is_near(void **state)
{
    (void)state;
    static const char *const known[] = {"list", "show", NULL};
    assert_string_equal(mend_of("zzzz", known), "known are: list show");
    assert_string_equal(mend_of("", known), "known are: list show");
    char longest[200];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_string_equal(mend_of(longest, known), "known are: list show");
}

static void a_long_list_is_cut_between_words(void **state)
{
    (void)state;
    const char *known[101];
    for (size_t i = 0; i < 100; i++) known[i] = "abcdefg";
    known[100] = NULL;
    const char *mend = mend_of("zzzz", known);
    assert_string_equal(mend + strlen(mend) - 12, " abcdefg ...");
    assert_true(strlen(mend) < TA_ERROR_MEND - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_nearest_word),
        cmocka_unit_test(lists_the_words_when_none_is_near),
        cmocka_unit_test(a_long_list_is_cut_between_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/seal_due.h"

#define SECONDS(n) ((n)*INT64_C(1000000))

static void by_the_clock_or_by_what_waits(void **state)
{
    (void)state;
    static const struct {
        int since, every;
        uint64_t bytes;
        bool failed, due;
    } cases[] = {
        {3600, 3600, 0, false, false},  {3600, 3600, 1, false, true},
        {3599, 3600, 99, false, false}, {1, 3600, 100, false, true},
        {1, 3600, 100, true, false},    {59, 3600, 1000, true, false},
        {60, 3600, 100, true, true},    {60, 3600, 99, true, false},
        {1, 1, 1, true, true}, /* so often was asked for */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ta_seal_due due = {SECONDS(cases[i].since),
                                        SECONDS(cases[i].every), cases[i].bytes, 100,
                                        cases[i].failed};
        if (ta_seal_is_due(&due) != cases[i].due) fail_msg("case %zu", i);
    }
}

static void a_reason_is_said_once_until_it_changes(void **state)
{
    (void)state;
    struct ta_said said = {.at = 0};
    assert_true(ta_said_news(&said, "a file is damaged", SECONDS(0)));
    for (int i = 1; i < 3600; i++)
        assert_false(ta_said_news(&said, "a file is damaged", SECONDS(i)));
    assert_true(ta_said_news(&said, "a file is damaged", SECONDS(3600)));
    assert_false(ta_said_news(&said, "a file is damaged", SECONDS(3601)));
    assert_true(ta_said_news(&said, "no room", SECONDS(3602)));
    assert_true(ta_said_news(&said, "a file is damaged", SECONDS(3603)));
    said = (struct ta_said){.at = 0}; /* it went well */
    assert_true(ta_said_news(&said, "a file is damaged", SECONDS(3604)));
}

static void one_without_words_or_with_too_many(void **state)
{
    (void)state;
    char text[3 * TA_ERROR_TEXT];
    struct ta_said said = {.at = 0};
    assert_true(ta_said_news(&said, "", SECONDS(0)));
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_true(ta_said_news(&said, text, SECONDS(1)));
    assert_false(ta_said_news(&said, text, SECONDS(2)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_the_clock_or_by_what_waits),
        cmocka_unit_test(a_reason_is_said_once_until_it_changes),
        cmocka_unit_test(one_without_words_or_with_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <string.h>

#include "catalog/stac_json.h"

static enum ta_status parse(const char *text, struct ta_text *out)
{
    json_t *document = NULL;
    enum ta_status rc =
        ta_stac_parse("x", text, strlen(text), 1 << 16, &document, NULL);
    if (rc == TA_OK) assert_int_equal(ta_json_canonical(document, out), TA_OK);
    json_decref(document);
    return rc;
}

static void assert_reads(const char *text, const char *want)
{
    struct ta_text got = {0};
    assert_int_equal(parse(text, &got), TA_OK);
    assert_string_equal(got.bytes, want);
    ta_text_free(&got);
}

static void numbers_that_are_none_are_null(void **state)
{
    (void)state;
    assert_reads(
        "{\"a\": NaN, \"b\":[NaN,-Infinity , Infinity,1],\"c\":{\"d\":\tNaN\n}}",
        "{\"a\":null,\"b\":[null,null,null,1],\"c\":{\"d\":null}}");
    assert_reads("[1,2]", "[1,2]");
}

static void words_in_strings_stay(void **state)
{
    (void)state;
    assert_reads(
        "{\"NaN\":\"a, NaN, b\",\"b\":\"\\\": NaN,\",\"c\":\"\\\\\",\"d\":NaN}",
        "{\"NaN\":\"a, NaN, b\",\"b\":\"\\\": NaN,\",\"c\":\"\\\\\",\"d\":null}");
}

static void nothing_else_becomes_json(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"a\": nan}",
                                      "{\"a\":NaN1}",
                                      "{\"a\":1NaN}",
                                      "{NaN:1}",
                                      "{\"a\":1,NaN}",
                                      "{\"a\" NaN}",
                                      "{\"a\":NaN,}",
                                      "{\"a\":- Infinity}",
                                      "[NaN NaN]",
                                      "[NaN",
                                      "{\"a\":+Infinity}",
                                      "[NaN]\"",
                                      "[\"NaN",
                                      "",
                                      "{\"a\":NaN,\"a\":1}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ta_text got = {0};
        if (parse(bad[i], &got) != TA_E_DATA) fail_msg("%s", bad[i]);
        ta_text_free(&got);
    }
}

static void every_prefix_ends(void **state)
{
    (void)state;
    static const char text[] = "{\"a\\\"\\\\\":[NaN,\"NaN\",-Infinity]}";
    for (size_t n = 0; n < strlen(text); n++) {
        json_t *document = NULL;
        char *cut = test_malloc(n + 1); /* so that a read beyond it is seen */
        memcpy(cut, text, n);
        assert_int_equal(ta_stac_parse("x", cut, n, 1 << 16, &document, NULL),
                         TA_E_DATA);
        test_free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_that_are_none_are_null),
        cmocka_unit_test(words_in_strings_stay),
        cmocka_unit_test(nothing_else_becomes_json),
        cmocka_unit_test(every_prefix_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

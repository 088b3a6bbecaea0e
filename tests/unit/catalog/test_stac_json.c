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

/* --- pages ---------------------------------------------------------------------------- */

static enum ta_status parse_page(const char *text, size_t size, struct ta_text *out,
                                 json_t **broken)
{
    json_t *document = NULL;
    struct ta_error why = {0};
    enum ta_status rc =
        ta_stac_parse_page("x", text, size, 1 << 20, &document, broken, &why);
    if (rc == TA_OK) assert_int_equal(ta_json_canonical(document, out), TA_OK);
    if (rc != TA_OK) assert_true(why.status == rc && strncmp(why.text, "x", 1) == 0);
    json_decref(document);
    return rc;
}

static void one_broken_feature_costs_no_other(void **state)
{
    (void)state;
    static const struct {
        const char *feature, *told;
    } row[] = {
        {"{\"id\":\"b\",\"x\":1,\"x\":2}", "feature 2 of the page, b"},
        {"{\"id\":\"b\",\"x\":1e400}", "feature 2 of the page, b"},
        {"{\"id\":\"b\",\"x\":\"\\ud800\"}", "feature 2 of the page, b"},
        {"{\"id\":\"b\\u0000\"}", "feature 2 of the page:"},
        {"{\"x\":\"\xff\",\"id\":\"b\"}", "feature 2 of the page, b"},
        {"{\"a\":[{},\"]}\\\"\"] ,\n\"id\" : \"b\",\"x\":nan}",
         "feature 2 of the page, b"},
        {"{\"x\" 1,\"id\":\"b\"}", "feature 2 of the page:"},
        {"{\"id\":\"the \"best\" one\"}", "feature 2 of the page, the"},
        {"nan", "feature 2 of the page:"},
        {" ", "feature 2 of the page:"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct ta_text page = {0}, got = {0};
        json_t *broken = NULL;
        ta_text_addf(&page,
                     "{\"features\": [{\"id\":\"a\",\"y\":NaN},%s,{\"id\":\"c\"}],"
                     "\"links\":[1]}",
                     row[i].feature);
        if (parse_page(page.bytes, page.size, &got, &broken) != TA_OK)
            fail_msg("%s", page.bytes);
        assert_string_equal(
            got.bytes,
            "{\"features\":[{\"id\":\"a\",\"y\":null},{\"id\":\"c\"}],\"links\":[1]}");
        assert_int_equal(json_array_size(broken), 1);
        const char *told = json_string_value(json_array_get(broken, 0));
        if (i != 7 && strncmp(told, row[i].told, strlen(row[i].told)) != 0)
            fail_msg("%s", told);
        json_decref(broken);
        ta_text_free(&page);
        ta_text_free(&got);
    }
}

static void what_cannot_be_told_apart_is_no_page(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{\"features\":[{\"x\":1,\"x\":1}]}", /* none is left */
        "{\"features\":[{\"a\":1},{\"x\":[1},{\"b\":]}]}",
        "{\"features\":[{\"a\":1},{\"x\":\"}],\"links\":[]}",
        "{\"features\":[{\"a\":1},{\"x\":1,\"x\":1}],\"links\":[nan]}",
        "{\"features\":[{\"a\":1},{\"x\":1,\"x\":1}",
        "{\"features\":[{\"a\":1},{\"x\":nan},]}",
        "{\"features\":{\"a\":nan}}",
        "{\"feature\":[1,nan]}",
        "[{\"a\":1},nan]",
        "{\"a\"",
        "{\"a\":",
        "{",
        "",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ta_text got = {0};
        json_t *broken = NULL;
        if (parse_page(bad[i], strlen(bad[i]), &got, &broken) != TA_E_DATA)
            fail_msg("%s", bad[i]);
        assert_null(broken);
        ta_text_free(&got);
    }
}

static void most_of_a_page_has_to_be_whole(void **state)
{
    (void)state;
    for (int n = 100; n <= 101; n++) {
        struct ta_text page = {0}, got = {0};
        json_t *broken = NULL;
        ta_text_add(&page, "{\"features\":[{}");
        for (int i = 0; i < n; i++) ta_text_add(&page, ",nan");
        ta_text_add(&page, "]}");
        enum ta_status rc = parse_page(page.bytes, page.size, &got, &broken);
        assert_int_equal(rc, n == 100 ? TA_OK : TA_E_DATA);
        assert_int_equal(json_array_size(broken), n == 100 ? 100 : 0);
        json_decref(broken);
        ta_text_free(&page);
        ta_text_free(&got);
    }
}

static void what_is_deep_is_one_feature(void **state)
{
    (void)state;
    for (int deep = 65; deep < 10000; deep *= 12) {
        struct ta_text page = {0}, got = {0};
        json_t *broken = NULL;
        ta_text_add(&page, "{\"features\":[{},");
        for (int i = 0; i < deep; i++) ta_text_add(&page, "[");
        for (int i = 0; i < deep; i++) ta_text_add(&page, "]");
        ta_text_add(&page, ",{}]}");
        enum ta_status rc = parse_page(page.bytes, page.size, &got, &broken);
        assert_int_equal(rc, deep < 8192 ? TA_OK : TA_E_DATA);
        json_decref(broken);
        ta_text_free(&page);
        ta_text_free(&got);
    }
}

static void every_prefix_of_a_page_ends(void **state)
{
    (void)state;
    static const char text[] = "{\"t\": {\"a\":[1]}, \"features\": [{\"id\": "
                               "\"a\\\"\"}, {\"id\":\"b\",\"x\":nan} ] , "
                               "\"links\":[]}";
    for (size_t n = 0; n <= strlen(text); n++) {
        json_t *document = NULL, *broken = NULL;
        char *cut = test_malloc(n + 1);
        memcpy(cut, text, n);
        enum ta_status rc =
            ta_stac_parse_page("x", cut, n, 1 << 16, &document, &broken, NULL);
        assert_int_equal(rc, n == strlen(text) ? TA_OK : TA_E_DATA);
        json_decref(document);
        json_decref(broken);
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
        cmocka_unit_test(one_broken_feature_costs_no_other),
        cmocka_unit_test(what_cannot_be_told_apart_is_no_page),
        cmocka_unit_test(most_of_a_page_has_to_be_whole),
        cmocka_unit_test(what_is_deep_is_one_feature),
        cmocka_unit_test(every_prefix_of_a_page_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

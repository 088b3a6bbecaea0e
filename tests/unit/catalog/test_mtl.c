/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "base/text.h"
#include "catalog/mtl.h"

/* Parse a copy of @p size bytes. */
static enum ta_status parse_bytes(const char *bytes, size_t size, struct ta_mtl *out,
                                  struct ta_error *err)
{
    char *copy = ta_alloc(size + 1, 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    return ta_mtl_parse("t_MTL.txt", copy, size, out, err);
}

static enum ta_status parse(const char *text, struct ta_mtl *out, struct ta_error *err)
{
    return parse_bytes(text, strlen(text), out, err);
}

static void text_and_json_say_the_same(void **state)
{
    (void)state;
    static const char *const form[] = {
        "GROUP = LANDSAT_METADATA_FILE\r\n\tGROUP = A\r\n K = \"v = 1\"\r\n N = "
        "-2.5E-3\r\n"
        "END_GROUP = A\r\nGROUP = B\nK = w\nEND_GROUP = B\n"
        "END_GROUP = LANDSAT_METADATA_FILE\nEND",
        " {\"LANDSAT_METADATA_FILE\":{\"A\":{\"K\":\"v = 1\",\"N\":\"-2.5E-3\"},"
        "\"B\":{\"K\":\"w\"}}}",
    };
    for (size_t i = 0; i < 2; i++) {
        struct ta_mtl mtl;
        struct ta_error err = {0};
        assert_int_equal(parse(form[i], &mtl, &err), TA_OK);
        assert_string_equal(ta_mtl_text(&mtl, "A", "K"), "v = 1");
        assert_string_equal(ta_mtl_text(&mtl, "B", "K"), "w");
        assert_null(ta_mtl_text(&mtl, "B", "N"));
        double n = 0.0;
        assert_int_equal(ta_mtl_number(&mtl, "A", "N", &n, &err), TA_OK);
        assert_true(n == -2.5e-3);
        assert_int_equal(ta_mtl_number(&mtl, "A", "K", &n, &err), TA_E_DATA);
        assert_int_equal(ta_mtl_number(&mtl, "B", "N", &n, &err), TA_E_NOTFOUND);
        ta_mtl_free(&mtl);
    }
}

static void padding_behind_the_end_is_passed_over(void **state)
{
    (void)state;
    char text[70000] =
        "GROUP = A\nK = 1\nEND_GROUP = A\nEND\n"; /* zeros behind, as real ones */
    struct ta_mtl mtl;
    assert_int_equal(parse_bytes(text, sizeof text, &mtl, NULL), TA_OK);
    assert_int_equal(mtl.n, 1);
    ta_mtl_free(&mtl);
}

static void broken_files_are_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
        enum ta_status rc;
    } bad[] = {
        {"", "no END", TA_E_DATA},
        {"GROUP = A\nK = 1\nEND_GROUP = A\n", "no END", TA_E_DATA},
        {"GROUP = A\nK = 1\nEND\n", "END inside a group", TA_E_DATA},
        {"GROUP = A\nK = 1\nEND_GROUP = B\nEND\n", "not open", TA_E_DATA},
        {"GROUP = A\nEND_GROUP = A\nGROUP = A\nEND_GROUP = A\nEND\n", "stands twice",
         TA_E_DATA},
        {"GROUP = A\nK = 1\nK = 2\nEND_GROUP = A\nEND\n", "stands twice", TA_E_DATA},
        {"GROUP = A\nK\nEND_GROUP = A\nEND\n", "wanted KEY = VALUE", TA_E_DATA},
        {"GROUP = A\nK = \"1\nEND_GROUP = A\nEND\n", "quote", TA_E_DATA},
        {"K = 1\nEND\n", "outside any group", TA_E_DATA},
        {"GROUP=A\nGROUP=B\nGROUP=C\nGROUP=D\nGROUP=E\nGROUP=F\nGROUP=G\nGROUP="
         "H\nGROUP=I\n",
         "too many groups", TA_E_LIMIT},
        {"{\"LANDSAT_METADATA_FILE\":{\"A\":{\"K\":1}}}", "wanted text", TA_E_DATA},
        {"{\"LANDSAT_METADATA_FILE\":{\"A\":[]}}", "wanted an object", TA_E_DATA},
        {"{\"L\":{}}", "no object LANDSAT_METADATA_FILE", TA_E_DATA},
        {"{\"LANDSAT_METADATA_FILE\":{\"A\":{},\"A\":{}}}", "", TA_E_DATA},
        {"{\"LANDSAT_METADATA_FILE\":{", "", TA_E_DATA},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ta_mtl mtl;
        struct ta_error err = {0};
        enum ta_status rc = parse(bad[i].text, &mtl, &err);
        if (rc != bad[i].rc || strstr(err.text, bad[i].why) == NULL)
            fail_msg("case %zu: %d, %s", i, (int)rc, err.text);
        assert_non_null(strstr(err.text, "t_MTL.txt"));
    }
}

static void nul_bytes_long_lines_and_large_files_are_refused(void **state)
{
    (void)state;
    struct ta_mtl mtl;
    struct ta_error err = {0};
    static const char nul[] = "GROUP = A\nK = 1\0 2\nEND_GROUP = A\nEND\n";
    assert_int_equal(parse_bytes(nul, sizeof nul - 1, &mtl, &err), TA_E_DATA);

    size_t size = 10u << 20;
    char *line = malloc(size);
    assert_non_null(line);
    memset(line, 'x', size);
    memcpy(line, "GROUP = A\nK = ", 14);
    assert_int_equal(parse_bytes(line, size, &mtl, &err), TA_E_LIMIT);
    assert_int_equal(parse_bytes(line, 100000, &mtl, &err), TA_E_LIMIT);
    assert_non_null(strstr(err.text, "t_MTL.txt:2: a line of more than"));
    free(line);
}

static void too_many_rows_are_refused(void **state)
{
    (void)state;
    struct ta_text text = {0};
    ta_text_add(&text, "GROUP = A\n");
    for (int i = 0; i < 5000; i++) ta_text_addf(&text, "K%d = 1\n", i);
    ta_text_add(&text, "END_GROUP = A\nEND\n");
    struct ta_mtl mtl;
    struct ta_error err = {0};
    assert_int_equal(parse_bytes(text.bytes, text.size, &mtl, &err), TA_E_LIMIT);
    ta_text_free(&text);
}

/* Every beginning of a whole file is refused, never half believed. */
static void each_truncation_is_noticed(void **state)
{
    (void)state;
    static const char whole[] =
        "GROUP = A\n  GROUP = B\n    K = \"v\"\n  END_GROUP = B\n"
        "END_GROUP = A\nEND";
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        struct ta_mtl mtl;
        assert_int_not_equal(parse_bytes(whole, n, &mtl, NULL), TA_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_json_say_the_same),
        cmocka_unit_test(padding_behind_the_end_is_passed_over),
        cmocka_unit_test(broken_files_are_refused_with_the_reason),
        cmocka_unit_test(nul_bytes_long_lines_and_large_files_are_refused),
        cmocka_unit_test(too_many_rows_are_refused),
        cmocka_unit_test(each_truncation_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

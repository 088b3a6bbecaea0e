/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <ctype.h>

#include "base/memory.h"
#include "base/text.h"

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    assert_null(ta_alloc(SIZE_MAX / 2, 3));
    assert_null(ta_realloc(NULL, SIZE_MAX, 2));
    assert_null(ta_alloc(SIZE_MAX, 1));
    void *one = ta_alloc(0, 8);
    assert_non_null(one);
    ta_free(one);
    ta_free(NULL);
    assert_null(ta_strdup(NULL));
}

static void the_kth_allocation_fails_and_only_that(void **state)
{
    (void)state;
    ta_alloc_fail_at(2);
    void *first = ta_alloc(1, 1), *second = ta_alloc(1, 1), *third = ta_alloc(1, 1);
    assert_non_null(first);
    assert_null(second);
    assert_non_null(third);
    ta_free(first);
    ta_free(third);
}

static void arrays_grow_and_stay_when_they_cannot(void **state)
{
    (void)state;
    void *array = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(ta_grow(&array, &capacity, i, sizeof i), 0);
        ((size_t *)array)[i] = i;
    }
    size_t before = capacity;
    ta_alloc_fail_at(1);
    assert_int_equal(ta_grow(&array, &capacity, capacity, sizeof(size_t)), -1);
    assert_true(capacity == before);
    for (size_t i = 0; i < 1000; i++) assert_true(((size_t *)array)[i] == i);
    ta_free(array);
}

static void text_that_found_no_memory_stays_failed(void **state)
{
    (void)state;
    struct ta_text text = {0};
    ta_text_add(&text, "abc");
    ta_alloc_fail_at(1);
    ta_text_addf(&text, "%64d", 7);
    ta_alloc_fail_at(0);
    assert_true(text.failed);
    ta_text_add(&text, "x");
    assert_int_equal(text.size, 3);
    assert_null(ta_text_take(&text));
    ta_text_addf(&text, "%s=%d", "n", 3); /* usable again */
    char *taken = ta_text_take(&text);
    assert_string_equal(taken, "n=3");
    ta_free(taken);
    taken = ta_text_take(&text);
    assert_string_equal(taken, "");
    ta_free(taken);
}

static void copies_fit_or_leave_nothing(void **state)
{
    (void)state;
    char to[4] = "zzz";
    assert_true(ta_copy(to, sizeof to, "abc"));
    assert_string_equal(to, "abc");
    assert_false(ta_copy(to, sizeof to, "abcd"));
    assert_string_equal(to, "");
    ta_copy_cut(to, sizeof to, "abcd");
    assert_string_equal(to, "abc");
    ta_copy_cut(to, sizeof to, "ab\xC3\xA9"); /* half of an e with an accent is none */
    assert_string_equal(to, "ab");
}

static void ids_and_utf8(void **state)
{
    (void)state;
    assert_true(ta_id_ok("Bank-1.A:b_9"));
    assert_false(ta_id_ok(""));
    assert_false(ta_id_ok("a/b"));
    assert_false(ta_id_ok("a b"));
    assert_false(ta_id_ok("\xe4\xb8\xad"));
    char id[66];
    memset(id, 'a', 65);
    id[65] = '\0';
    assert_false(ta_id_ok(id));
    id[64] = '\0';
    assert_true(ta_id_ok(id));
    for (int c = 1; c < 256; c++) {
        id[1] = (char)c;
        bool legal = c < 128 && (isalnum(c) || strchr("._:-", c) != NULL);
        assert_int_equal(ta_id_ok(id), legal);
    }

    static const char *const good[] = {
        "abc", "\xc2\x80", "\xe4\xb8\xad", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", ""};
    static const char *const bad[] = {
        "\x80",         "\xc0\xaf", "\xc1\xbf",         "\xe0\x9f\xbf",
        "\xed\xa0\x80", "\xe4\xb8", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80",     "\xff"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(ta_utf8_ok(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ta_utf8_ok(bad[i], strlen(bad[i]))) fail_msg("took bad sequence %zu", i);
    assert_false(ta_utf8_ok("a\0b", 3));
    for (size_t i = 0; i < 24; i++) { /* wherever it stands in long text */
        char text[25] = "\x01\x7f abcdefghijklmnopqrstu";
        assert_true(ta_utf8_ok(text, 24));
        text[i] = '\0';
        assert_false(ta_utf8_ok(text, 24));
        text[i] = '\x80';
        assert_false(ta_utf8_ok(text, 24));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(the_kth_allocation_fails_and_only_that),
        cmocka_unit_test(arrays_grow_and_stay_when_they_cannot),
        cmocka_unit_test(text_that_found_no_memory_stays_failed),
        cmocka_unit_test(copies_fit_or_leave_nothing),
        cmocka_unit_test(ids_and_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

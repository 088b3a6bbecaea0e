/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_words.c  Whatever is quoted, cut wherever: what is said of it is UTF-8 and can be printed. */
#include "ta_property.h"

#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

enum { LONGEST = 1200 };

static size_t put(uint32_t point, char *to)
{
    if (point < 0x80) return to[0] = (char)point, 1;
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3F));
    to[0] = (char)((0xF00 >> n) | point);
    return n;
}

/* Letters of one to four bytes, mostly of one kind; bytes of any other encoding where @p broken. */
static void make(struct ta_random_stream *r, bool broken, char out[LONGEST])
{
    static const uint32_t from[] = {0x20, 0xA0, 0x4E00, 0x10000};
    static const uint32_t many[] = {0x5F, 0x400, 0x5000, 0x10000};
    size_t n = 0, most = ta_random_below(r, LONGEST - 8), kind = ta_random_below(r, 4);
    while (n < most) {
        size_t k = ta_random_below(r, 4) == 0 ? ta_random_below(r, 4) : kind;
        if (broken && ta_random_below(r, 3) == 0)
            out[n++] = (char)(0x80 + ta_random_below(r, 0x80));
        else
            n += put(from[k] + (uint32_t)ta_random_below(r, many[k]), out + n);
    }
    out[n] = '\0';
}

static void assert_words(const char *words)
{
    if (!ta_utf8_ok(words, strlen(words))) fail_msg("no UTF-8: %s", words);
}

static void assert_error(const struct ta_error *err)
{
    assert_words(err->text);
    assert_words(err->mend);
}

static void every_error_is_whole(struct ta_random_stream *r)
{
    char a[LONGEST], b[LONGEST];
    bool broken = ta_random_below(r, 2) == 0;
    struct ta_error err = {0};
    make(r, broken, a);
    make(r, broken, b);
    (void)ta_fail(&err, TA_E_DATA, "%s, found \"%.60s\" beside %.*s", a, b,
                  (int)ta_random_below(r, 200), b);
    ta_error_mend(&err, "write \"%.40s\" or %s", a, b);
    assert_error(&err);
    for (int i = 0; i < 3; i++) {
        ta_error_context(&err, "%.200s of %s", b, a);
        assert_error(&err);
    }
    (void)ta_fail(&err, TA_E_DATA, "\"%.80s\"", a);
    assert_error(&err);
    if (!broken && strlen(a) < 80) assert_non_null(strstr(err.text, a));
}

static void every_place_in_a_file_is_whole(struct ta_random_stream *r)
{
    char a[LONGEST], b[LONGEST];
    struct ta_error err = {0};
    make(r, false, a);
    make(r, true, b);
    for (char *at = a; *at != '\0'; at++)
        if (strchr(",\"' #&*!|>%@`{}[]:?-\\", *at) != NULL) *at = 'x';
    char bytes[2 * LONGEST], head[300];
    struct ta_csv csv;
    ta_copy_cut(head, sizeof head, a);
    (void)snprintf(bytes, sizeof bytes, "x%s,c\n1,%s\n", head, a);
    assert_int_equal(ta_csv_parse(b, bytes, strlen(bytes), &csv, &err), TA_OK);
    (void)ta_csv_fail(&csv, 0, 0, &err, "%s: \"%.60s\"", b, a);
    assert_error(&err);
    (void)ta_csv_fail(&csv, 0, 1, &err, "%.64s in %s", a, a);
    assert_error(&err);
    ta_csv_free(&csv);
    struct ta_yaml *yaml = NULL;
    (void)snprintf(bytes, sizeof bytes, "key: x%s\n", a);
    assert_int_equal(ta_yaml_parse("m.yaml", bytes, strlen(bytes), &yaml, &err), TA_OK);
    (void)ta_yaml_fail(yaml, ta_yaml_root(yaml), &err, "%s: \"%.60s\", %s", b, a, a);
    assert_error(&err);
    ta_yaml_free(yaml);
}

static void every_text_is_set(struct ta_random_stream *r)
{
    char a[LONGEST];
    bool ok = true, broken = ta_random_below(r, 2) == 0;
    json_t *row = json_object();
    make(r, broken, a);
    ta_json_set_text(row, "words", a, &ok);
    assert_true(ok);
    if (!broken) assert_string_equal(ta_json_text(row, "words"), a);
    ta_json_set_exact(row, "exact", a, &ok);
    assert_int_equal(ok, ta_utf8_ok(a, strlen(a)));
    json_decref(row);
    char cut[64];
    ta_copy_cut(cut, 2 + ta_random_below(r, 62), a);
    if (!broken) assert_words(cut);
}

static void errors(void **state)
{
    (void)state;
    ta_for_seeds(3000, every_error_is_whole);
}

static void places(void **state)
{
    (void)state;
    ta_for_seeds(1000, every_place_in_a_file_is_whole);
}

static void texts(void **state)
{
    (void)state;
    ta_for_seeds(3000, every_text_is_set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors), cmocka_unit_test(places), cmocka_unit_test(texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

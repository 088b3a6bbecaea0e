/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "cli/width.h"

static void chinese_is_two_columns_wide(void **state)
{
    (void)state;
    assert_int_equal(ta_width(""), 0);
    assert_int_equal(ta_width("level"), 5);
    assert_int_equal(ta_width("等级"), 4);
    assert_int_equal(ta_width("（等级）。"), 10);
    assert_int_equal(ta_width("CO₂e"), 4);
    assert_int_equal(ta_width("e\xCC\x81"), 1); /* a combining accent */
    assert_int_equal(ta_width("\xF0\xA0\x80\x80"), 2);
    assert_int_equal(ta_width("a\xFFz"),
                     3); /* bytes that are no UTF-8 come one by one */
    assert_int_equal(ta_width("\xE7\xAD"), 2);
}

static void a_head_never_parts_a_character(void **state)
{
    (void)state;
    assert_int_equal(ta_width_head("等级", 4), 6);
    assert_int_equal(ta_width_head("等级", 3), 3);
    assert_int_equal(ta_width_head("等级", 1), 0);
    assert_int_equal(ta_width_head("level", 3), 3);
}

static void folds(const char *words, size_t indent, size_t columns, const char *wanted)
{
    struct ta_text out = {0};
    ta_text_add(&out, "");
    ta_fold(&out, words, indent, columns);
    assert_string_equal(out.bytes, wanted);
    ta_text_free(&out);
}

static void lines_are_broken_where_they_may(void **state)
{
    (void)state;
    folds("one two three", 0, 7, "one two\nthree");
    folds("one two three", 2, 7, "one\n  two\n  three");
    folds("incomprehensibilities", 2, 7, "incomprehensibilities");
    folds("a\nb", 1, 80, "a\n b");
    folds("等级不低于", 0, 6, "等级不\n低于");
    folds("等级不，低于", 0, 6, "等级\n不，低\n于"); /* no line begins with a comma */
    folds("文件 scene.tif 里", 0, 11, "文件\nscene.tif\n里");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_is_two_columns_wide),
        cmocka_unit_test(a_head_never_parts_a_character),
        cmocka_unit_test(lines_are_broken_where_they_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

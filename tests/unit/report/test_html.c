/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "report/html.h"

static void assert_words(const char *words, const char *want)
{
    struct ta_text out = {0};
    ta_html_words(&out, words);
    assert_string_equal(out.bytes == NULL ? "" : out.bytes, want);
    ta_text_free(&out);
}

static void markup_becomes_words(void **state)
{
    (void)state;
    assert_words("<script>alert('x') && \"y\"</script>",
                 "&lt;script&gt;alert(&#39;x&#39;) &amp;&amp; &quot;y&quot;"
                 "&lt;/script&gt;");
    assert_words("&lt;", "&amp;lt;");
    assert_words("", "");
}

static void what_hides_is_shown(void **state)
{
    (void)state;
    assert_words("gnp\u202E.exe", "gnp[U+202E].exe");
    assert_words("a\u2066b\u2069c\u200Fd\u061Ce",
                 "a[U+2066]b[U+2069]c[U+200F]d[U+061C]e");
    assert_words("bell\x07 del\x7f c1\xc2\x85 bom\uFEFF", "bell[U+0007] del[U+007F] "
                                                          "c1[U+0085] bom[U+FEFF]");
    assert_words("tab\tline\n", "tab\tline\n");
    assert_words("\uFFFE\uFDD0", "[U+FFFE][U+FDD0]");
}

static void letters_of_the_world_stay(void **state)
{
    (void)state;
    assert_words("滇中人工林 ÅÇé עברית 🌳 zero\u200Dwidth",
                 "滇中人工林 ÅÇé עברית 🌳 zero\u200Dwidth");
}

/* RFC 3629, section 3: overlong forms, surrogates, values past U+10FFFF, pieces. */
static void broken_utf8_is_shown_byte_by_byte(void **state)
{
    (void)state;
    assert_words("a\xc0\xaf", "a[0xC0][0xAF]");
    assert_words("\xe0\x80\xaf", "[0xE0][0x80][0xAF]");
    assert_words("\xed\xa0\x80", "[0xED][0xA0][0x80]");
    assert_words("\xf4\x90\x80\x80", "[0xF4][0x90][0x80][0x80]");
    assert_words("\xe4\xbb", "[0xE4][0xBB]");
    assert_words("\xff<", "[0xFF]&lt;");
}

static void outside_words_are_set_apart(void **state)
{
    (void)state;
    struct ta_text out = {0};
    ta_html_outside(&out, "</bdi><b>");
    assert_string_equal(out.bytes, "<bdi>&lt;/bdi&gt;&lt;b&gt;</bdi>");
    ta_text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_becomes_words),
        cmocka_unit_test(what_hides_is_shown),
        cmocka_unit_test(letters_of_the_world_stay),
        cmocka_unit_test(broken_utf8_is_shown_byte_by_byte),
        cmocka_unit_test(outside_words_are_set_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <jansson.h>

#include "base/json.h"
#include "base/memory.h"

enum { LIMIT = 1 << 20 };

static json_t *parse(const char *text)
{
    json_t *value = NULL;
    struct ta_error err = {0};
    if (ta_json_parse("t", text, strlen(text), LIMIT, &value, &err) != TA_OK)
        fail_msg("%s: %s", text, err.text);
    return value;
}

static char *canonical(const char *text)
{
    json_t *value = parse(text);
    struct ta_text out = {0};
    assert_int_equal(ta_json_canonical(value, &out), TA_OK);
    json_decref(value);
    return ta_text_take(&out);
}

static void assert_canonical(const char *text, const char *wanted)
{
    char *got = canonical(text);
    assert_string_equal(got, wanted);
    ta_free(got);
}

/* RFC 8785, 3.2.2 and 3.2.3 with its expected outputs. */
static void example_of_rfc_8785(void **state)
{
    (void)state;
    assert_canonical("{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,"
                     "0.000000000000000000000000001],"
                     "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c"
                     "\\\\\\\"\\/\",\"literals\":[null,true,false]}",
                     "{\"literals\":[null,true,false],"
                     "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                     "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

static void keys_stand_in_the_order_of_utf_16(void **state)
{
    (void)state;
    assert_canonical("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,"
                     "\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}",
                     "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,"
                     "\"\xe2\x82\xac\":1,\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}");
    assert_canonical("{\"ab\":1,\"a\":2,\"\":3,\"b\":4}",
                     "{\"\":3,\"a\":2,\"ab\":1,\"b\":4}");
    assert_canonical("{\"\\ue000\":1,\"\\ud800\\udc00\":2,\"\\ud7ff\":3}",
                     "{\"\xed\x9f\xbf\":3,\"\xf0\x90\x80\x80\":2,\"\xee\x80\x80\":1}");
}

static void control_characters_have_lower_case_escapes(void **state)
{
    (void)state;
    assert_canonical("[\"\\u0001\\u001F\\b\\t\\n\\f\\r\\u007f\\u2028\"]",
                     "[\"\\u0001\\u001f\\b\\t\\n\\f\\r\x7f\xe2\x80\xa8\"]");
}

static void whole_numbers_are_doubles_or_refused(void **state)
{
    (void)state;
    assert_canonical("[9007199254740992,-5,0,1152921504606846976]",
                     "[9007199254740992,-5,0,1152921504606847000]");
    json_t *value = parse("[9007199254740993]");
    struct ta_text out = {0};
    assert_int_equal(ta_json_canonical(value, &out), TA_E_ARG);
    json_decref(value);
    ta_text_free(&out);
    value = json_pack("[I]", (json_int_t)INT64_MAX);
    assert_int_equal(ta_json_canonical(value, &out), TA_E_ARG);
    json_decref(value);
    ta_text_free(&out);
}

static void canonical_is_its_own_canonical_form(void **state)
{
    (void)state;
    char *once = canonical("{\"b\":[1.50,{\"z\":1e5,\"a\":\"\\u00e9\"}],\"a\":-0.0}");
    char *twice = canonical(once);
    assert_string_equal(once,
                        "{\"a\":0,\"b\":[1.5,{\"a\":\"\xc3\xa9\",\"z\":100000}]}");
    assert_string_equal(once, twice);
    ta_free(once);
    ta_free(twice);
}

static void assert_refused(const char *text, size_t size, enum ta_status wanted)
{
    json_t *value = NULL;
    struct ta_error err = {0};
    enum ta_status rc = ta_json_parse("in.json", text, size, LIMIT, &value, &err);
    if (rc != wanted) fail_msg("%.40s: status %d", text, (int)rc);
    assert_null(value);
    assert_true(strncmp(err.text, "in.json:", 8) == 0);
}

static void broken_documents_are_refused_with_their_place(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{\"a\":1,\"a\":2}",       /* the second would win in silence */
        "{\"a\":1,\"\\u0061\":2}", /* the same key, escaped */
        "[1e400]",
        "[-1e400]",
        "[123456789012345678901234567890]",
        "{} {}",
        "[1,]",
        "[01]",
        "[NaN]",
        "[\"\\ud800\"]",
        "[\"\\u0000\"]",
        "[\"\xc0\xaf\"]",
        "[\"\xed\xa0\x80\"]",
        "[\"tab\there\"]",
        "{'a':1}",
        "",
        "\xef\xbb\xbf{}",
        "[1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(bad[i], strlen(bad[i]), TA_E_DATA);
    assert_refused("[1]\0[2]", 7, TA_E_DATA);

    json_t *value = NULL;
    struct ta_error err = {0};
    assert_int_equal(ta_json_parse("in.json", "{\n \"a\" 1}", 9, LIMIT, &value, &err),
                     TA_E_DATA);
    assert_true(strncmp(err.text, "in.json:2:", 10) == 0);
}

static void depth_and_size_are_limited(void **state)
{
    (void)state;
    enum { DEPTH = 200000 };
    char *bomb = ta_alloc(DEPTH * 2 + 1, 1);
    memset(bomb, '[', DEPTH);
    memset(bomb + DEPTH, ']', DEPTH);
    assert_refused(bomb, DEPTH * 2, TA_E_DATA); /* jansson's own limit */
    assert_refused(bomb + DEPTH - 100, 200, TA_E_LIMIT);
    json_t *value = NULL;
    assert_int_equal(ta_json_parse("t", bomb + DEPTH - 60, 120, LIMIT, &value, NULL),
                     TA_OK);
    json_decref(value);
    value = NULL;
    assert_int_equal(ta_json_parse("t", "[1,2]", 5, 4, &value, NULL), TA_E_LIMIT);
    ta_free(bomb);
}

static void members_are_read_or_named(void **state)
{
    (void)state;
    json_t *doc =
        parse("{\"t\":\"x\",\"n\":2.5,\"i\":3.0,\"b\":true,\"nil\":null,"
              "\"d\":\"2024-02-30\",\"m\":{\"minor\":12.5,\"currency\":\"CNY\"},"
              "\"m2\":{\"minor\":\"-12500\",\"currency\":\"CNY\"},"
              "\"m3\":{\"minor\":\"1\",\"currency\":\"cny\"},"
              "\"m4\":{\"minor\":\"1\",\"curency\":\"CNY\"}}");
    struct ta_json_path loans = {NULL, "loans", 0}, second = {&loans, NULL, 1};
    struct ta_error err = {0};
    const char *text = NULL;
    double number = 7;
    int64_t whole = 7;
    bool yes = false;
    ta_day day = 7;
    struct ta_money money = {0};
    assert_int_equal(ta_json_get_text(doc, &second, "t", true, &text, &err), TA_OK);
    assert_string_equal(text, "x");
    assert_int_equal(ta_json_get_int(doc, &second, "i", true, &whole, &err), TA_OK);
    assert_true(whole == 3);
    assert_int_equal(ta_json_get_bool(doc, &second, "b", true, &yes, &err), TA_OK);
    assert_true(yes);
    assert_int_equal(ta_json_get_number(doc, NULL, "nil", false, &number, &err), TA_OK);
    assert_true(number == 7.0);
    assert_int_equal(ta_json_get_money(doc, NULL, "m2", true, &money, &err), TA_OK);
    assert_true(money.minor == -12500);
    assert_string_equal(money.currency, "CNY");

    assert_int_equal(ta_json_get_money(doc, &second, "m", true, &money, &err),
                     TA_E_DATA);
    assert_string_equal(err.text, "loans[1].m.minor: wanted whole minor units as text, "
                                  "found 12.5");
    assert_non_null(strstr(err.mend, "12500"));
    assert_int_equal(ta_json_get_money(doc, NULL, "m3", true, &money, &err), TA_E_DATA);
    assert_int_equal(ta_json_get_money(doc, NULL, "m4", true, &money, &err), TA_E_DATA);
    assert_string_equal(err.text, "m4.curency: unknown member");
    assert_string_equal(err.mend, "did you mean \"currency\"?");
    assert_true(money.minor == -12500);
    assert_int_equal(ta_json_get_number(doc, &second, "t", true, &number, &err),
                     TA_E_DATA);
    assert_string_equal(err.text, "loans[1].t: wanted a number, found \"x\"");
    assert_int_equal(ta_json_get_int(doc, NULL, "n", true, &whole, &err), TA_E_DATA);
    assert_int_equal(ta_json_get_day(doc, NULL, "d", true, &day, &err), TA_E_DATA);
    assert_int_equal(ta_json_get_text(doc, &second, "gone", true, &text, &err),
                     TA_E_DATA);
    assert_string_equal(err.text, "loans[1].gone: wanted text, found nothing");
    json_decref(doc);
}

static void unknown_members_name_the_nearest(void **state)
{
    (void)state;
    static const char *const known[] = {"outstanding", "total_investment", "equity",
                                        NULL};
    struct ta_json_path loans = {NULL, "loans", 0}, first = {&loans, NULL, 0};
    struct ta_error err = {0};
    json_t *doc = parse("{\"equity\":1,\"outstandign\":2}");
    assert_int_equal(ta_json_known(doc, &first, known, &err), TA_E_DATA);
    assert_string_equal(err.text, "loans[0].outstandign: unknown member");
    assert_string_equal(err.mend, "did you mean \"outstanding\"?");
    json_decref(doc);
    doc = parse("{\"zzzzzz\":2}");
    assert_int_equal(ta_json_known(doc, NULL, known, &err), TA_E_DATA);
    assert_non_null(strstr(err.mend, "total_investment"));
    json_decref(doc);
}

static void builders_say_when_they_could_not(void **state)
{
    (void)state;
    bool ok = true;
    json_t *doc = json_object();
    struct ta_money money = {12500, "CNY"}, none = {0};
    ta_json_set_text(doc, "t", NULL, &ok);
    ta_json_set_number(doc, "x", (double)NAN, &ok);
    ta_json_set_number(doc, "y", 0.25, &ok);
    ta_json_set_day(doc, "d", 0, &ok);
    ta_json_set_day(doc, "d0", TA_DAY_NONE, &ok);
    ta_json_set_time(doc, "z", 1, &ok);
    ta_json_set_money(doc, "m", &money, &ok);
    ta_json_set_money(doc, "m0", &none, &ok);
    ta_json_set_bool(doc, "b", true, &ok);
    ta_json_set_int(doc, "i", 3, &ok);
    assert_true(ok);
    struct ta_text out = {0};
    assert_int_equal(ta_json_canonical(doc, &out), TA_OK);
    assert_string_equal(out.bytes,
                        "{\"b\":true,\"d\":\"1970-01-01\",\"d0\":null,\"i\":3,"
                        "\"m\":{\"currency\":\"CNY\",\"minor\":\"12500\"},\"m0\":null,"
                        "\"t\":null,\"x\":null,\"y\":0.25,"
                        "\"z\":\"1970-01-01T00:00:00.000001Z\"}");
    ta_text_free(&out);
    ta_json_set_number(doc, "inf", (double)INFINITY, &ok);
    assert_false(ok);
    ok = true;
    ta_json_set_text(doc, "shown", "caf\xe9", &ok);
    assert_true(ok);
    assert_string_equal(ta_json_text(doc, "shown"), "caf?");
    ta_json_set_exact(doc, "bad", "caf\xe9", &ok);
    assert_false(ok);
    assert_null(json_object_get(doc, "bad"));
    ok = true;
    ta_json_set_exact(doc, "good", "caf\xc3\xa9", &ok);
    ta_json_set_exact(doc, "none", NULL, &ok);
    assert_true(ok && json_is_null(json_object_get(doc, "none")));
    assert_string_equal(ta_json_text(doc, "good"), "caf\xc3\xa9");
    ta_json_set_int(NULL, "i", 3, &ok);
    assert_false(ok);
    json_decref(doc);
}

static void assert_cut(const char *text, size_t size, bool cut)
{
    json_t *value = NULL;
    char words[80];
    struct ta_error err = {0};
    enum ta_status rc = ta_json_parse("t", text, size, LIMIT, &value, &err);
    if (rc != TA_E_DATA) fail_msg("%.*s: %d", (int)size, text, (int)rc);
    (void)snprintf(words, sizeof words, "t: is cut short: it ends at byte %zu, ", size);
    bool said = strncmp(err.text, words, strlen(words)) == 0;
    if (said != cut) fail_msg("%.*s: %s", (int)size, text, err.text);
    assert_int_equal(err.mend[0] != '\0', cut);
}

/* At whatever byte it ends, but not where something else is wrong. */
static void what_is_cut_short_is_told_as_that(void **state)
{
    (void)state;
    static const char whole[] =
        "{\"a\":[1,-2.5e3,true,null,{\"b\":\"x\\\"y\\u00e9 \xc3\xa9\"}],\"c\":false}";
    for (size_t size = 0; size < sizeof whole - 1; size++)
        assert_cut(whole, size, true);
    static const char *const other[] = {
        "{\"a\":1,}", "{\"a\":[1}", "{\"a\":1}x", "[1,tru]",
        "{\"a\":\"x\"y\", \"later\": \"and much more text\"}"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_cut(other[i], strlen(other[i]), false);
    assert_cut("{\"a\": [1,\n", 11, true);
}

static void another_encoding_is_told_with_a_mend(void **state)
{
    (void)state;
    static const char gbk[] = "{\"name\": \"\xb1\xa3\"}";
    json_t *value = NULL;
    struct ta_error err = {0};
    assert_int_equal(ta_json_parse("t", gbk, sizeof gbk - 1, LIMIT, &value, &err),
                     TA_E_DATA);
    assert_string_equal(err.mend, "save it as UTF-8 text");
}

static void canonical_writing_survives_a_lack_of_memory(void **state)
{
    (void)state;
    json_t *doc =
        parse("{\"a\":[{\"b\":\"long enough to make the text grow a few times "
              "over, surely\"},{\"c\":1}],\"d\":{\"e\":2}}");
    enum ta_status rc = TA_E_NOMEM;
    size_t k = 1;
    for (; rc != TA_OK && k < 100; k++) {
        struct ta_text out = {0};
        ta_alloc_fail_at(k);
        rc = ta_json_canonical(doc, &out);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        ta_text_free(&out);
    }
    assert_true(k > 4 && k < 100);
    json_decref(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_of_rfc_8785),
        cmocka_unit_test(keys_stand_in_the_order_of_utf_16),
        cmocka_unit_test(control_characters_have_lower_case_escapes),
        cmocka_unit_test(whole_numbers_are_doubles_or_refused),
        cmocka_unit_test(canonical_is_its_own_canonical_form),
        cmocka_unit_test(broken_documents_are_refused_with_their_place),
        cmocka_unit_test(depth_and_size_are_limited),
        cmocka_unit_test(members_are_read_or_named),
        cmocka_unit_test(unknown_members_name_the_nearest),
        cmocka_unit_test(builders_say_when_they_could_not),
        cmocka_unit_test(what_is_cut_short_is_told_as_that),
        cmocka_unit_test(another_encoding_is_told_with_a_mend),
        cmocka_unit_test(canonical_writing_survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

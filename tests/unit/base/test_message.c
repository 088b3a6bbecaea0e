/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_folder.h"

#include "base/datasets.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/message.h"
#include "quality_finding.h"

#define FOLDER TA_BINARY_DIR "/message.tmp"

static json_t *words_of(const char *name)
{
    char *bytes = NULL;
    size_t size = 0;
    json_t *words = NULL;
    assert_int_equal(ta_dataset_read(NULL, name, &bytes, &size, NULL), TA_OK);
    assert_int_equal(ta_json_parse(name, bytes, size, size, &words, NULL), TA_OK);
    ta_free(bytes);
    return words;
}

/* Every {name} of one text stands in the other. */
static void assert_same_names(const char *key, const char *words, const char *other)
{
    for (const char *open = strchr(words, '{'); open != NULL;
         open = strchr(open + 1, '{')) {
        char name[64];
        const char *close = strchr(open, '}');
        if (close == NULL || close - open + 2 > (long)sizeof name)
            fail_msg("%s: a { without its }", key);
        memcpy(name, open, (size_t)(close - open + 1));
        name[close - open + 1] = '\0';
        if (strstr(other, name) == NULL)
            fail_msg("%s: %s stands in one language only", key, name);
    }
}

static void assert_covers(json_t *words, json_t *other, const char *language)
{
    const char *key;
    json_t *value;
    json_object_foreach(words, key, value)
    {
        if (strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_.-") != strlen(key))
            fail_msg("key %s: lower-case letters, digits, _ . - only", key);
        const char *theirs = json_string_value(json_object_get(other, key));
        if (theirs == NULL) fail_msg("%s is missing in %s", key, language);
        if (json_string_length(value) == 0) fail_msg("%s is empty", key);
        assert_same_names(key, json_string_value(value), theirs);
    }
}

static void both_languages_have_the_same_keys_and_names(void **state)
{
    (void)state;
    json_t *en = words_of("messages/en.json"), *zh = words_of("messages/zh.json");
    assert_true(json_object_size(en) > 0);
    assert_covers(en, zh, "zh");
    assert_covers(zh, en, "en");
    json_decref(en);
    json_decref(zh);
}

/* What quality control finds is put to the client, but for what may be as it should: a signal at its floor, an odd
 * season. */
static void findings_of_readings_have_a_question(void **state)
{
    (void)state;
    json_t *en = words_of("messages/en.json"), *zh = words_of("messages/zh.json");
    for (int k = 0; k < TA_FINDING_KIND_COUNT; k++) {
        char key[64];
        const char *word = ta_finding_word((enum ta_finding_kind)k);
        bool asks = k != TA_FINDING_AT_FLOOR && k != TA_FINDING_SEASON;
        (void)snprintf(key, sizeof key, "finding_question.%s", word);
        if ((json_object_get(en, key) != NULL) != asks ||
            (json_object_get(zh, key) != NULL) != asks)
            fail_msg("%s: %s", key, asks ? "is missing" : "nobody is asked");
    }
    json_decref(en);
    json_decref(zh);
}

/* Does a character of Chinese text, full-width signs included, begin at @p at? U+2E80 to U+9FFF
 * and U+F900 to U+FFEF: three bytes in UTF-8. */
static bool is_chinese(const unsigned char *at)
{
    if (at[0] < 0xe2 || at[0] > 0xef || at[1] == 0 || at[2] == 0) return false;
    unsigned code = (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
    return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xffef);
}

/* The first half-width , : ; ( ) beside Chinese, at most one blank between; NULL when there
 * is none. Units and codes have Latin letters and digits on both sides. */
static const char *half_width(const char *words)
{
    size_t n = strlen(words);
    const unsigned char *bytes = (const unsigned char *)words;
    for (size_t i = strcspn(words, ",:;()"); i < n;
         i += 1 + strcspn(words + i + 1, ",:;()")) {
        size_t before = i > 0 && bytes[i - 1] == ' ' ? i - 1 : i;
        size_t after = bytes[i + 1] == ' ' ? i + 2 : i + 1;
        if (is_chinese(bytes + after)) return words + i;
        if (before >= 3 && is_chinese(bytes + before - 3)) return words + i;
    }
    return NULL;
}

/* Every text of the file. */
static void assert_full_width(const char *file)
{
    json_t *words = words_of(file);
    const char *key;
    json_t *value;
    json_object_foreach(words, key, value)
    {
        assert_true(json_is_string(value));
        const char *at = half_width(json_string_value(value));
        if (at != NULL)
            fail_msg("%s: %s: half-width beside Chinese: %s", file, key, at);
    }
    json_decref(words);
}

static void chinese_has_full_width_signs(void **state)
{
    (void)state;
    static const char *const wrong[] = {"臭氧 (O₃)",  "先打开:", "36 公顷,透过",
                                        "(臭氧)",     "x; 臭氧", "），a:（",
                                        "100 MW,影像"};
    static const char *const right[] = {"臭氧（O₃）",          "f(x, y): 1", "",  ",",
                                        "ISO 14097:2021 的表", "°C, m²",     "水"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(half_width(wrong[i]));
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_null(half_width(right[i]));
    assert_full_width("messages/zh.json");
    assert_full_width("messages/help.zh.json");
}

static enum ta_status load(const char *en, const char *zh, struct ta_messages **out,
                           struct ta_error *err)
{
    assert_int_equal(ta_test_folder(FOLDER), 0);
    assert_int_equal(ta_folder_make(FOLDER "/messages", NULL), TA_OK);
    assert_int_equal(
        ta_file_write(FOLDER "/messages/en.json", en, strlen(en), 0644, NULL), TA_OK);
    assert_int_equal(
        ta_file_write(FOLDER "/messages/zh.json", zh, strlen(zh), 0644, NULL), TA_OK);
    return ta_messages_load(FOLDER, out, err);
}

static void names_are_filled_in(void **state)
{
    (void)state;
    struct ta_messages *messages = NULL;
    assert_int_equal(load("{\"a.b\":\"{n} of {total}, {n}! {gone} {\",\"plain\":\"x\"}",
                          "{\"a.b\":\"\xe5\x85\xb1{total}\xe4\xb8\xad{n}\"}", &messages,
                          NULL),
                     TA_OK);
    struct ta_text out = {0};
    ta_message_fill(messages, TA_EN, &out, "a.b", "total", "{n}", "n", "3", NULL);
    assert_string_equal(out.bytes, "3 of {n}, 3! {gone} {");
    ta_text_free(&out);
    ta_message_fill(messages, TA_ZH, &out, "a.b", "n", "3", "total", "9", NULL);
    assert_string_equal(out.bytes, "\xe5\x85\xb1"
                                   "9\xe4\xb8\xad"
                                   "3");
    ta_text_free(&out);
    ta_message_fill(messages, TA_EN, &out, "plain", NULL);
    assert_string_equal(out.bytes, "x");
    ta_text_free(&out);
    assert_string_equal(ta_message(messages, TA_ZH, "plain"), "plain");
    assert_true(ta_message_has(messages, TA_EN, "plain"));
    assert_false(ta_message_has(messages, TA_ZH, "plain"));
    ta_messages_free(messages);
    ta_messages_free(NULL);
}

static void broken_message_files_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"a\":\"\"}",
                                      "{\"a\":1}",
                                      "{\"a\":{}}",
                                      "[]",
                                      "{\"a\":\"x\",\"a\":\"y\"}",
                                      "{"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ta_messages *messages = NULL;
        struct ta_error err = {0};
        if (load("{\"a\":\"x\"}", bad[i], &messages, &err) != TA_E_DATA)
            fail_msg("took %s", bad[i]);
        assert_non_null(strstr(err.text, "messages/zh.json"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_have_the_same_keys_and_names),
        cmocka_unit_test(findings_of_readings_have_a_question),
        cmocka_unit_test(chinese_has_full_width_signs),
        cmocka_unit_test(names_are_filled_in),
        cmocka_unit_test(broken_message_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

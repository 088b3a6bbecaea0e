/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <jansson.h>

#include "engine/portfolio_figures.h"
#include "report/portfolio.h"

static struct ta_messages *messages;

static void value_of(const char *figure, const char *unit, double value,
                     enum ta_language language, char *out, size_t size)
{
    const struct ta_speech speech = {.messages = messages, .language = language};
    struct ta_figure_words words = {.name = {0}};
    json_t *row = json_pack("{s:s, s:s, s:f, s:s, s:[]}", "section", "emissions",
                            "figure", figure, "value", value, "unit", unit, "records");
    assert_non_null(row);
    ta_figure_words(&speech, row, &words);
    (void)snprintf(out, size, "%s", words.value.bytes);
    ta_figure_words_free(&words);
    json_decref(row);
}

/* Whatever is a share of an amount reads as one: "1" would be taken for a count. */
static void every_share_reads_as_per_cent(void **state)
{
    char text[TA_SPOKEN];
    size_t shares = 0;
    (void)state;
    for (int i = 0; i < TA_FIGURE_COUNT; i++) {
        const struct ta_figure_spec *spec = ta_figure_spec((enum ta_figure_id)i);
        assert_ptr_equal(ta_figure_spec_of(spec->id), spec);
        if (spec->kind != TA_KIND_SHARE) continue;
        shares++;
        value_of(spec->id, spec->unit, 1.0, TA_EN, text, sizeof text);
        if (strcmp(text, "100%") != 0) fail_msg("%s reads %s", spec->id, text);
    }
    assert_true(shares >= 10);
    value_of("largest_share", "1", 0.45, TA_ZH, text, sizeof text);
    assert_string_equal(text, "45%");
}

static void an_index_or_grade_stays_a_number(void **state)
{
    char text[TA_SPOKEN];
    (void)state;
    value_of("concentration_client", "1", 0.5, TA_EN, text, sizeof text);
    assert_string_equal(text, "0.5");
    value_of("data_quality", "1", 2.5, TA_EN, text, sizeof text);
    assert_string_equal(text, "2.5");
    value_of("of_a_later_form", "1", 1.0, TA_EN, text, sizeof text);
    assert_string_equal(text, "1");
}

static void key_of(const char *figure, const char *key, enum ta_language language,
                   char *out, size_t size)
{
    const struct ta_speech speech = {.messages = messages, .language = language};
    struct ta_figure_words words = {.name = {0}};
    json_t *row = json_pack("{s:s, s:s, s:f, s:s, s:[]}", "figure", figure, "key", key,
                            "value", 1.0, "unit", "1", "records");
    assert_non_null(row);
    ta_figure_words(&speech, row, &words);
    (void)snprintf(out, size, "%s", words.key.bytes);
    ta_figure_words_free(&words);
    json_decref(row);
}

static void a_level_says_why(void **state)
{
    char text[160];
    (void)state;
    key_of("level_basis", "cannot_say/not_observed", TA_EN, text, sizeof text);
    assert_string_equal(text, "no level was found");
    key_of("level_basis_amount", "low/observed", TA_EN, text, sizeof text);
    assert_string_equal(text, "low risk: the upper bound has it too");
    key_of("level_amount", "cannot_say", TA_EN, text, sizeof text);
    assert_string_equal(text, "no level was found");
    key_of("level_amount", "low", TA_EN, text, sizeof text);
    assert_string_equal(text, "low risk");
    key_of("opinion", "cannot_say", TA_ZH, text, sizeof text);
    assert_string_equal(text, "无法判断");
}

static void a_key_names_what_is_counted(void **state)
{
    static const char *const covers[] = {"observed", "stated", "estimated",
                                         "not_applicable"};
    char text[160];
    (void)state;
    for (size_t i = 0; i < sizeof covers / sizeof *covers; i++) {
        key_of(covers[i], "protected_zone", TA_EN, text, sizeof text);
        assert_string_equal(text, "Protected zone");
    }
    key_of("not_observed", "protected_zone/layer_absent", TA_EN, text, sizeof text);
    assert_string_equal(text, "Protected zone: no map layer covers the place");
    key_of("financed_unknown", "client_silent", TA_EN, text, sizeof text);
    assert_string_equal(text, "nothing of it is on file here");
    key_of("financed_year", "not_stated", TA_EN, text, sizeof text);
    assert_string_equal(text, "not stated");
}

static int setup(void **state)
{
    (void)state;
    return ta_messages_load(NULL, &messages, NULL) == TA_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    ta_messages_free(messages);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_share_reads_as_per_cent),
        cmocka_unit_test(an_index_or_grade_stays_a_number),
        cmocka_unit_test(a_level_says_why),
        cmocka_unit_test(a_key_names_what_is_counted),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

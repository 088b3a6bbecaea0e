/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/lacking.h"

static bool words_of(const char *id, const char *answered, char out[TA_LACKING_WORDS])
{
    const struct ta_indicator *indicator = ta_indicator_find(id);
    struct ta_input input[32];
    assert_non_null(indicator);
    assert_true(indicator->n_inputs <= 32);
    for (size_t k = 0; k < indicator->n_inputs; k++) {
        bool known =
            answered != NULL && strcmp(answered, indicator->input[k].name) == 0;
        input[k] = (struct ta_input){.name = indicator->input[k].name,
                                     .reason = known ? TA_OBSERVED : TA_CLIENT_SILENT};
    }
    return ta_lacking_words(indicator, input, out);
}

static void members_are_named_as_the_document_calls_them(void **state)
{
    (void)state;
    char words[TA_LACKING_WORDS];
    assert_true(words_of("financed_emissions", NULL, words));
    assert_string_equal(words, "\"loans\", \"declared\" (any of emissions.scope1, "
                               "fuel.*, electricity.*)");
    assert_true(words_of("financed_emissions", "loans", words));
    assert_string_equal(words, "\"declared\" (any of emissions.scope1, fuel.*, "
                               "electricity.*)");
    assert_true(words_of("scope1_claim", NULL, words));
    assert_string_equal(words, "\"declared\" (any of emissions.scope1, generation.*, "
                               "fuel.*)");
    assert_true(words_of("area_planted_claim", NULL, words));
    assert_string_equal(words, "\"declared\" (area_planted)");
    assert_true(words_of("water_quality_index", NULL, words));
    assert_string_equal(words,
                        "\"declared\" (water_scope, water_frequency, water_amplitude)");
    assert_false(words_of("vegetation_loss", NULL, words));
    assert_string_equal(words, "");
}

static void a_missing_day_is_named_with_its_figure(void **state)
{
    (void)state;
    char words[TA_LACKING_WORDS];
    assert_true(words_of("production_stopped_claim", NULL, words));
    assert_string_equal(words, "\"declared\" (production_stopped with \"from\")");
}

/* Of all indicators: ended, closed, and short enough. */
static void no_list_is_cut_within_a_word(void **state)
{
    (void)state;
    char words[TA_LACKING_WORDS];
    size_t n = 0;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        if (!words_of(ta_indicator_at(i)->id, NULL, words)) continue;
        size_t size = strlen(words);
        assert_true(words[size - 1] == '"' || words[size - 1] == ')');
        assert_true((strchr(words, '(') == NULL) == (strchr(words, ')') == NULL));
        n++;
    }
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_named_as_the_document_calls_them),
        cmocka_unit_test(a_missing_day_is_named_with_its_figure),
        cmocka_unit_test(no_list_is_cut_within_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

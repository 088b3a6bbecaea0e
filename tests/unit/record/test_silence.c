/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <string.h>

#include "record/silence.h"

static const char *key(const char *id, const char *reason, const char *why)
{
    return ta_silence_key(id, reason, why, strlen(why));
}

static void words_tell_a_reason_apart(void **state)
{
    static const char no_look[] =
        "no look in the same season: 1 in the window, none in the 5 baseline years";
    (void)state;
    assert_string_equal(key("vegetation_loss", "no_clear_look", no_look),
                        "silence.no_look");
    assert_string_equal(
        key("vegetation_loss", "no_clear_look",
            "no look in the baseline: 1 in the window, none in the 5 baseline years; "
            "looks of the same season older than the baseline: 1, the newest of "
            "2001-07-30"),
        "silence.no_look");
    assert_string_equal(key("vegetation_loss", "no_clear_look",
                            "no look in the window, 3 in the baseline"),
                        "silence.no_look");
    assert_null(key("vegetation_loss", "no_clear_look", "no clear look in the window"));
    assert_null(key("vegetation_loss", "too_old", no_look));
    assert_string_equal(key("vegetation_loss", "no_clear_look",
                            "0 % of the site has 3 clear looks; looks without nir: 5"),
                        "silence.bands_missing");
    /* Of which every look may be clear. */
    static const char few[] = "1 of the last 15 years have at least 2 looks in the "
                              "season that are 60 % clear, 6 needed";
    assert_string_equal(key("ndvi_trend", "no_clear_look", few), "silence.few_years");
    assert_string_equal(key("ndvi_trend", "source_unavailable",
                            "no scene that was read covers this site"),
                        "silence.no_scene");
    assert_null(key("extreme_rain", "source_unavailable", ""));
}

/* A source was there: what it says cannot be taken. */
static void what_cannot_be_used_is_no_missing_source(void **state)
{
    (void)state;
    static const char source[] = "source_unavailable";
    assert_string_equal(key("financed_emissions", source,
                            "declared (fuel.diesel, amount) is out of range: -5 lies "
                            "outside 0 to 1e+15; correct it in the project file"),
                        "silence.out_of_range");
    assert_string_equal(key("stressed_pd", source,
                            "its evidence contradicts itself or cannot be: debt 5 CNY"),
                        "silence.unusable");
    assert_string_equal(key("water_stress", source,
                            "declared water.withdrawal: \"t\" cannot become m3"),
                        "silence.unusable");
    assert_null(key("stressed_pd", "client_silent", "debt is out of range: 5"));
}

static void what_is_not_on_file_is_told_apart(void **state)
{
    (void)state;
    const char *none = key("a", "client_silent", "no reading of so2 in 30 days");
    assert_string_equal(none, "silence.no_readings");
    assert_string_equal(ta_silence_with_readings(none), "silence.readings_lacking");
    assert_null(ta_silence_with_readings(NULL));
    const char *partly =
        key("financed_emissions", "client_silent", "scope 1 is not stated");
    assert_string_equal(partly, "silence.incomplete");
    assert_ptr_equal(ta_silence_with_readings(partly), partly);
    assert_null(key("other", "client_silent", "scope 1 is not stated"));
    assert_string_equal(ta_silence_code(partly), "incomplete");
}

/* The words need not end. */
static void no_more_than_the_words_are_read(void **state)
{
    (void)state;
    static const char why[] = {'l', 'o', 'o', 'k', 's', ' ', 'w'};
    assert_null(ta_silence_key("a", "no_clear_look", why, sizeof why));
    assert_null(ta_silence_key("a", "no_clear_look", why, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_tell_a_reason_apart),
        cmocka_unit_test(what_cannot_be_used_is_no_missing_source),
        cmocka_unit_test(what_is_not_on_file_is_told_apart),
        cmocka_unit_test(no_more_than_the_words_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

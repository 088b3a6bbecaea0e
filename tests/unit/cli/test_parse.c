/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "cli/parse.h"

enum { ARGS = 16 };

static struct ta_error err;

/* Parse words that are cut at blanks; a word of one "~" stands for an empty one. */
static enum ta_status parse(const char *line, struct ta_parsed *out)
{
    static char room[512];
    char *argv[ARGS + 1] = {room};
    int argc = 1;
    err = (struct ta_error){0};
    (void)snprintf(room, sizeof room, "terrassay %s", line);
    for (char *c = room; *c != '\0'; c++) {
        if (*c != ' ') continue;
        *c = '\0';
        assert_true(argc < ARGS);
        argv[argc++] = c[1] == '~' ? c + 2 : c + 1;
    }
    return ta_parse(argc, argv, out, &err);
}

static void refused(const char *line, const char *words)
{
    struct ta_parsed parsed;
    assert_int_equal(parse(line, &parsed), TA_E_USAGE);
    if (strstr(err.text, words) == NULL && strstr(err.mend, words) == NULL)
        fail_msg("%s: %s (%s)", line, err.text, err.mend);
    ta_parsed_free(&parsed);
}

static void options_stand_before_and_behind_the_command(void **state)
{
    (void)state;
    static const char *const line[] = {
        "-w bank key list --json", "key list --workspace=bank --json",
        "--json key -w bank list", "key list -wbank --json"};
    for (size_t i = 0; i < sizeof line / sizeof line[0]; i++) {
        struct ta_parsed parsed;
        assert_int_equal(parse(line[i], &parsed), TA_OK);
        assert_string_equal(parsed.command->name, "key list");
        assert_int_equal(parsed.n_given, 2);
        for (size_t k = 0; k < 2; k++)
            if (strcmp(parsed.given[k].option->name, "workspace") == 0)
                assert_string_equal(parsed.given[k].value, "bank");
            else
                assert_null(parsed.given[k].value);
        ta_parsed_free(&parsed);
    }
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    struct ta_parsed parsed;
    assert_int_equal(parse("key retire -- --json", &parsed), TA_OK);
    assert_int_equal(parsed.n_given, 0);
    assert_int_equal(parsed.n_arguments, 1);
    assert_string_equal(parsed.argument[0], "--json");
    ta_parsed_free(&parsed);
    assert_int_equal(parse("key retire -", &parsed),
                     TA_OK); /* a dash alone is a word */
    ta_parsed_free(&parsed);
}

static void a_value_may_begin_with_dashes_behind_a_sign(void **state)
{
    (void)state;
    struct ta_parsed parsed;
    assert_int_equal(parse("key list --workspace=--odd", &parsed), TA_OK);
    assert_string_equal(parsed.given[0].value, "--odd");
    ta_parsed_free(&parsed);
    refused("key list --workspace --odd", "wants a value");
    refused("key list -w", "wants a value");
    refused("key list --workspace=", "wanted DIR, found nothing");
}

static void what_was_typed_wrongly_is_named(void **state)
{
    (void)state;
    refused("kee", "did you mean \"key\"");
    refused("key lst", "did you mean \"list\"");
    refused("key list --wrkspace x", "did you mean \"--workspace\"");
    refused("key list -x", "no such option");
    refused("key list --json --json", "given twice");
    refused("key list --json=1", "takes no value");
    refused("key list -qv", "takes no value");
    refused("key list more", "takes 0 arguments");
    refused("key retire", "KEY is missing");
    refused("key retire ~ x", "found \"x\" too");
    refused("table list --date 2026-02-30", "wanted a day");
    refused("table list --now 2026-01-01T00:00", "wanted an instant");
    refused("indicator compute x", "--date is missing");
    refused("--crs x project import f", "no such option");
}

static void a_topic_alone_is_told(void **state)
{
    (void)state;
    struct ta_parsed parsed;
    assert_int_equal(parse("key", &parsed), TA_OK);
    assert_null(parsed.command);
    assert_string_equal(parsed.topic, "key");
    ta_parsed_free(&parsed);
    assert_int_equal(parse("", &parsed), TA_E_USAGE); /* an empty word is no command */
    ta_parsed_free(&parsed);
}

static void help_stands_above_mistakes_in_options(void **state)
{
    (void)state;
    struct ta_parsed parsed;
    assert_int_equal(parse("key list --frob --help", &parsed), TA_OK);
    assert_true(parsed.help);
    assert_string_equal(parsed.command->name, "key list");
    ta_parsed_free(&parsed);
    assert_int_equal(parse("key retire -- --help", &parsed), TA_OK);
    assert_false(parsed.help);
    ta_parsed_free(&parsed);
    refused("kye --help", "no such command");
    assert_int_equal(parse("frob --version", &parsed), TA_OK);
    assert_true(parsed.version);
    ta_parsed_free(&parsed);
}

static enum ta_status value(enum ta_value_kind kind, const char *form, const char *text)
{
    const struct ta_option option = {
        .name = "x", .value = form, .kind = kind, .least = -1.0, .most = 2.5};
    return ta_parse_value(&option, text, NULL);
}

static void values_are_of_their_kind(void **state)
{
    (void)state;
    assert_int_equal(value(TA_VALUE_WORD, "zh|en", "en"), TA_OK);
    assert_int_equal(value(TA_VALUE_WORD, "zh|en", "zh|en"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_WORD, "zh|en", "e"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_WHOLE, "N", "2"), TA_OK);
    assert_int_equal(value(TA_VALUE_WHOLE, "N", "3"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_WHOLE, "N", "1.5"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_NUMBER, "X", "-1"), TA_OK);
    assert_int_equal(value(TA_VALUE_NUMBER, "X", "-1.01"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_NUMBER, "X", "nan"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_DAY, "D", "2024-02-29"), TA_OK);
    assert_int_equal(value(TA_VALUE_DAY, "D", "2023-02-29"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_TIME, "T", "2024-02-29"), TA_OK);
    assert_int_equal(value(TA_VALUE_TIME, "T", "2024-02-29T01:00:00+08:00"), TA_OK);
    assert_int_equal(value(TA_VALUE_TIME, "T", "2024-02-29T01:00:00"), TA_E_USAGE);
    assert_int_equal(value(TA_VALUE_TEXT, "T", "\xFF"), TA_E_USAGE);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    enum ta_status rc = TA_E_NOMEM;
    for (size_t k = 1; rc == TA_E_NOMEM && k < 100; k++) {
        struct ta_parsed parsed;
        ta_alloc_fail_at(k);
        rc = parse("key retire a --json -w bank", &parsed);
        ta_alloc_fail_at(0);
        ta_parsed_free(&parsed);
    }
    assert_int_equal(rc, TA_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_before_and_behind_the_command),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(a_value_may_begin_with_dashes_behind_a_sign),
        cmocka_unit_test(what_was_typed_wrongly_is_named),
        cmocka_unit_test(a_topic_alone_is_told),
        cmocka_unit_test(help_stands_above_mistakes_in_options),
        cmocka_unit_test(values_are_of_their_kind),
        cmocka_unit_test(running_out_of_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest_test.h"

#include <stdio.h>

#define FLAT                                                                           \
    "form: json\nmissing: [-999]\ntime: {pointer: /ts, format: unix_ms}\nreadings:\n"  \
    "- {pointer: /values/pm25, datastream: pm25, unit: ug/m3}\n"                       \
    "- {pointer: /values/wd, datastream: wd, unit: degree, words: {N: 0}}\n"
#define EACH                                                                           \
    "form: json\neach: /data\ntime: {pointer: ^/t~1s, format: rfc3339}\n"              \
    "device: {pointer: /id}\nreadings:\n"                                              \
    "- {pointer: /v/0, datastream: {pointer: /n}, unit: {pointer: /u}}\n"

static void take(const char *mapping, const char *text, bool many, struct kept *kept)
{
    struct ta_error err = {0};
    struct ta_mapping *m = NULL;
    if (ta_mapping_parse("m.yaml", mapping, strlen(mapping), &m, &err) != TA_OK)
        fail_msg("%s", err.text);
    struct ta_decode_input in = {.source = "t",
                                 .bytes = text,
                                 .size = strlen(text),
                                 .received = TA_TIME_NONE,
                                 .limits = many ? ta_limits_of_file()
                                                : ta_limits_of_message(),
                                 .mapping = m};
    *kept = (struct kept){0};
    assert_int_equal(decode_kept("json", &in, kept), TA_OK);
    ta_mapping_free(m);
}

static enum ta_outcome outcome_of(const char *mapping, const char *text)
{
    struct kept kept;
    take(mapping, text, false, &kept);
    assert_int_equal(kept.n_messages, 1);
    assert_true(kept.message[0].outcome == TA_ACCEPTED ||
                kept.message[0].why[0] != '\0');
    return kept.message[0].outcome;
}

static void pointers_lead_to_times_and_values(void **state)
{
    (void)state;
    struct kept kept;
    take(FLAT, "{\"ts\":1700000000123,\"values\":{\"pm25\":12.5,\"wd\":\"N\"}}", false,
         &kept);
    assert_int_equal(kept.n, 2);
    assert_int_equal(kept.sample[0].sample.time, INT64_C(1700000000123000));
    assert_true(kept.sample[0].sample.value == 12.5);
    assert_string_equal(kept.sample[0].name, "pm25");
    assert_string_equal(kept.sample[0].unit, "ug/m3");
    assert_true(kept.sample[1].sample.value == 0.0);
}

static void elements_of_an_array_are_read_one_by_one(void **state)
{
    (void)state;
    struct kept kept;
    take(EACH,
         "{\"t/"
         "s\":\"2020-01-01T00:00:00Z\",\"data\":[{\"id\":\"a\",\"n\":\"x\",\"u\":\"m\","
         "\"v\":[1,9]},{\"id\":\"b\",\"n\":\"y\",\"u\":\"K\",\"v\":[true]}]}",
         false, &kept);
    assert_int_equal(kept.n, 2);
    assert_string_equal(kept.sample[0].device, "a");
    assert_string_equal(kept.sample[1].name, "y");
    assert_string_equal(kept.sample[1].unit, "K");
    assert_true(kept.sample[0].sample.value == 1.0);
    assert_int_equal(kept.sample[1].sample.kind, TA_SAMPLE_BOOL);
    assert_int_equal(kept.sample[1].sample.time, INT64_C(1577836800000000));
}

static void what_is_not_there_is_missing_and_what_is_wrong_is_told(void **state)
{
    (void)state;
    struct kept kept;
    take(FLAT, "{\"ts\":1,\"values\":{\"pm25\":-999.0,\"wd\":[1]}}", false, &kept);
    assert_int_equal(kept.sample[0].sample.outcome, TA_MISSING);
    assert_int_equal(kept.sample[1].sample.outcome, TA_BAD_FIELD);
    take(FLAT, "{\"ts\":1,\"values\":{\"pm25\":null,\"wd\":\"x\"}}", false, &kept);
    assert_int_equal(kept.sample[0].sample.outcome, TA_MISSING);
    assert_int_equal(kept.sample[1].sample.outcome, TA_BAD_VALUE);
    take(FLAT, "{\"values\":{\"pm25\":\"7.5\"}}", false, &kept);
    assert_int_equal(kept.sample[0].sample.outcome, TA_BAD_TIME);
    assert_int_equal(kept.sample[1].sample.outcome, TA_ABSENT);
    take(FLAT, "{\"ts\":1,\"values\":null}", false, &kept);
    assert_int_equal(kept.n, 2);
    assert_int_equal(kept.sample[0].sample.outcome, TA_MISSING);
    assert_int_equal(kept.sample[1].sample.outcome, TA_MISSING);
}

static void assert_none(const struct kept_sample *s, const char *pointer)
{
    assert_int_equal(s->sample.outcome, TA_BAD_FIELD);
    assert_int_equal(s->sample.place.size, strlen(pointer));
    assert_string_equal(s->place, pointer);
}

static void a_message_with_none_of_the_values_is_of_another_form(void **state)
{
    (void)state;
    static const char *const without[] = {"{\"ts\":1,\"values\":{\"PM25\":31}}",
                                          "{\"ts\":1,\"values\":{}}", "{\"ts\":1}",
                                          "{}", "[1]"};
    struct kept kept;
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        take(FLAT, without[i], false, &kept);
        assert_int_equal(kept.n, 1);
        assert_none(&kept.sample[0], "/values/pm25");
    }
    take(EACH,
         "{\"t/s\":\"2020-01-01T00:00:00Z\",\"data\":[{\"id\":\"a\",\"n\":\"x\",\"u\":"
         "\"m\",\"v\":[]},{\"id\":\"a\",\"n\":\"x\",\"u\":\"m\",\"v\":[2]}]}",
         false, &kept);
    assert_int_equal(kept.n, 2);
    assert_none(&kept.sample[0], "/v/0");
    assert_int_equal(kept.sample[1].sample.outcome, TA_ACCEPTED);
}

static void take_named(const char *id, const char *name, const char *unit,
                       struct kept *kept)
{
    char text[512];
    (void)snprintf(text, sizeof text,
                   "{\"t/s\":\"2020-01-01T00:00:00Z\",\"data\":[{%s%s%s\"v\":[2]}]}",
                   id, name, unit);
    take(EACH, text, false, kept);
    assert_int_equal(kept->n, 1);
}

#define ID "\"id\":\"a\","
#define NAME "\"n\":\"x\","
#define UNIT "\"u\":\"m\","

static void names_are_texts_or_whole_numbers_and_never_nothing(void **state)
{
    (void)state;
    struct kept kept;
    take_named("\"id\":2002,", "\"n\":-7,", "\"u\":1,", &kept);
    assert_int_equal(kept.sample[0].sample.outcome, TA_ACCEPTED);
    assert_string_equal(kept.sample[0].device, "2002");
    assert_string_equal(kept.sample[0].name, "-7");
    assert_string_equal(kept.sample[0].unit, "1");
    assert_false(kept.sample[0].sample.no_unit);
    take_named("\"id\":9223372036854775807,", NAME, UNIT, &kept);
    assert_string_equal(kept.sample[0].device, "9223372036854775807");
    static const char *const ids[] = {"",
                                      "\"id\":null,",
                                      "\"id\":\"\",",
                                      "\"id\":\" \",",
                                      "\"id\":2002.0,",
                                      "\"id\":true,",
                                      "\"id\":[\"a\"],",
                                      "\"id\":12345678901234567890,"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        take_named(ids[i], NAME, UNIT, &kept);
        assert_none(&kept.sample[0], "/id");
    }
    take_named(ID, "", UNIT, &kept);
    assert_none(&kept.sample[0], "/n");
    take_named(ID, NAME, "\"u\":{\"x\":1},", &kept);
    assert_none(&kept.sample[0], "/u");
    static const char *const units[] = {"", "\"u\":null,", "\"u\":\"\","};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        take_named(ID, NAME, units[i], &kept);
        assert_int_equal(kept.sample[0].sample.outcome, TA_ACCEPTED);
        assert_true(kept.sample[0].sample.no_unit);
        assert_string_equal(kept.sample[0].place, "/u");
    }
}

static void long_whole_numbers_cost_no_message(void **state)
{
    (void)state;
    struct kept kept;
    take(FLAT,
         "{\"iccid\":89860012345678901234,\"-\":[-99999999999999999999,\"\\\"12\",1],"
         "\"ts\":9007199254740993,\"values\":{\"pm25\":0.1,\"wd\":"
         "100000000000000000000}}",
         false, &kept);
    assert_int_equal(kept.message[0].outcome, TA_ACCEPTED);
    assert_int_equal(kept.n, 2);
    assert_true(kept.sample[0].sample.value == 0.1);
    assert_true(kept.sample[1].sample.value == 1e20);
    take(EACH,
         "{\"t/s\":\"2020-01-01T00:00:00Z\",\"data\":[{\"id\":9007199254740993,\"n\":"
         "\"x\",\"u\":\"m\",\"v\":[2]}],\"i\":18446744073709551616}",
         false, &kept);
    assert_string_equal(kept.sample[0].device, "9007199254740993"); /* exact */
    char text[600] = "{\"ts\":1,\"values\":{\"pm25\":";
    for (int i = 0; i < 400; i++) (void)strncat(text, "9", 2);
    (void)strncat(text, "}}", 3);
    assert_int_equal(outcome_of(FLAT, text), TA_BAD_SYNTAX); /* beyond a double */
}

static void what_breaks_the_form_is_named(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(FLAT, ""), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of(FLAT, "{\"ts\":1"), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of(FLAT, "{\"ts\":1,\"ts\":2}"), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of(FLAT, "{\"ts\":1e400}"), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of(FLAT, "{} {}"), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of(EACH, "{\"data\":{}}"), TA_BAD_FIELD);
    char deep[200] = "";
    for (int i = 0; i < 60; i++) (void)strncat(deep, "[", 2);
    assert_int_equal(outcome_of(FLAT, deep), TA_TOO_DEEP);
    char many[8192] = "{\"data\":[0";
    for (int i = 0; i < 1000; i++) (void)strncat(many, ",0", 3);
    (void)strncat(many, "]}", 3);
    assert_int_equal(outcome_of(EACH, many), TA_TOO_MANY);
}

static void a_file_has_a_message_in_each_line(void **state)
{
    (void)state;
    struct kept kept;
    take(FLAT,
         "{\"ts\":1,\"values\":{\"pm25\":1}}\r\n\nbroken\n{\"ts\":2,\"values\":{"
         "\"pm25\":2}}",
         true, &kept);
    assert_int_equal(kept.n_messages, 3);
    assert_int_equal(kept.message[1].outcome, TA_BAD_SYNTAX);
    assert_int_equal(kept.message[1].line, 3);
    assert_int_equal(kept.message[2].line, 4);
    assert_int_equal(kept.n, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_lead_to_times_and_values),
        cmocka_unit_test(elements_of_an_array_are_read_one_by_one),
        cmocka_unit_test(what_is_not_there_is_missing_and_what_is_wrong_is_told),
        cmocka_unit_test(a_message_with_none_of_the_values_is_of_another_form),
        cmocka_unit_test(names_are_texts_or_whole_numbers_and_never_nothing),
        cmocka_unit_test(long_whole_numbers_cost_no_message),
        cmocka_unit_test(what_breaks_the_form_is_named),
        cmocka_unit_test(a_file_has_a_message_in_each_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

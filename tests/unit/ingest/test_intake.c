/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "base/text.h"
#include "ingest/intake.h"

#define STREAM(device_, name_, property_, unit_, lo, hi)                               \
    {                                                                                  \
        .device = device_, .name = name_, .property = property_, .unit = unit_,        \
        .range_lo = lo, .range_hi = hi, .limit = NAN, .interval_s = NAN                \
    }

static struct ta_datastream streams[] = {
    STREAM("stack-1", "so2", "so2", "mg/m3", 0.0, 2000.0),
    STREAM("stack-1", "t", "temperature", "degC", -40.0, NAN),
    STREAM("stack-1", "wind", "wind", "degree", NAN, NAN),
    STREAM("stack-1", "acid", "ph", "pH", NAN, NAN),
    STREAM("a", "b:c", "x", "m", NAN, NAN),
    STREAM("a:b", "c", "x", "m", NAN, NAN),
    STREAM("urn:dev:ow:10e2073a01080063", "temperature", "t", "K", NAN, NAN),
};
static struct ta_datastream other[] = {
    STREAM("stack-1", "so2", "so2", "ug/m3", NAN, NAN)};

static const ta_time_us now = INT64_C(1700000000000000);
static struct ta_intake *intake;
static const char *why;

static int setup(void **state)
{
    (void)state;
    struct ta_project p = {.id = "P",
                           .n_datastreams = sizeof streams / sizeof *streams,
                           .datastream = streams},
                      q = {.id = "Q", .n_datastreams = 1, .datastream = other};
    const struct ta_project *projects[] = {&q, &p};
    return ta_intake_new(projects, 2, &intake, NULL) == TA_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    ta_intake_free(intake);
    return 0;
}

static struct ta_view view(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

static struct ta_sample sample_of(const char *name, const char *unit, double value)
{
    return (struct ta_sample){.why = "",
                              .record = 1,
                              .name = view(name),
                              .unit = view(unit),
                              .time = now - 1000000,
                              .value = value,
                              .sum = NAN};
}

static enum ta_outcome judge_on(const char *device, const struct ta_sample *sample,
                                struct ta_intake_reading *out)
{
    const struct ta_intake_context context = {"P", device, now, TA_TIME_NONE};
    return ta_intake_judge(intake, &context, sample, out, &why);
}

static enum ta_outcome judge(const char *name, const char *unit, double value,
                             struct ta_intake_reading *out)
{
    struct ta_sample sample = sample_of(name, unit, value);
    return judge_on(NULL, &sample, out);
}

static const struct ta_datastream *stream_of(const struct ta_intake_reading *r)
{
    return &ta_intake_at(intake, r->stream)->stream;
}

static void keeps_projects_apart_and_in_order(void **state)
{
    (void)state;
    size_t i = 0;
    assert_int_equal(ta_intake_count(intake), 8);
    assert_true(ta_intake_find(intake, "Q", "stack-1", "so2", &i));
    assert_int_equal(i, 7);
    assert_string_equal(ta_intake_at(intake, i)->stream.unit, "ug/m3");
    assert_true(ta_intake_find(intake, "P", "stack-1", "so2", &i));
    assert_string_equal(ta_intake_at(intake, i)->stream.unit, "mg/m3");
    assert_false(ta_intake_find(intake, "Q", "stack-1", "t", &i));
    assert_false(ta_intake_find(intake, "R", "stack-1", "so2", &i));
    for (i = 1; i < 8; i++)
        assert_true(strcmp(ta_intake_at(intake, i - 1)->project,
                           ta_intake_at(intake, i)->project) <= 0);
}

static void finds_names_however_they_are_joined(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    const char *joined[] = {"stack-1:so2", "stack-1/so2", "stack-1_so2"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(judge(joined[i], "mg/m3", 1.0, &r), TA_ACCEPTED);
        assert_string_equal(stream_of(&r)->name, "so2");
    }
    assert_int_equal(judge("urn:dev:ow:10e2073a01080063_temperature", "Cel", 23.1, &r),
                     TA_ACCEPTED);
    assert_near(r.reading.value, 296.25, 1e-15, 1.0);
    assert_int_equal(judge("stack-1", "", 1.0, &r), TA_UNKNOWN_STREAM);
    assert_int_equal(judge("stack-1:co", "", 1.0, &r), TA_UNKNOWN_STREAM);
    assert_int_equal(judge("stack-2:so2", "", 1.0, &r), TA_UNKNOWN_DEVICE);
    assert_int_equal(judge("so2", "", 1.0, &r), TA_UNKNOWN_DEVICE);
    assert_int_equal(judge("a:b:c", "m", 1.0, &r), TA_BAD_NAME);
}

static void the_device_of_the_context_has_to_agree(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    struct ta_sample s = sample_of("so2", "", 1.0);
    assert_int_equal(judge_on("stack-1", &s, &r), TA_ACCEPTED);
    s.name = view("stack-1:so2");
    assert_int_equal(judge_on("stack-1", &s, &r), TA_ACCEPTED);
    s.name = view("a:b:c"); /* is not ambiguous on a known device */
    assert_int_equal(judge_on("a", &s, &r), TA_ACCEPTED);
    assert_string_equal(stream_of(&r)->name, "b:c");
    s.name =
        view("a:so2"); /* the device of the context as the beginning of another name */
    assert_int_equal(judge_on("a:s", &s, &r), TA_UNKNOWN_DEVICE);
    s.name = view("stack-1");
    assert_int_equal(judge_on("stack-1", &s, &r), TA_UNKNOWN_STREAM);
    s.name = view("a:b:c"); /* what another device may not say */
    assert_int_equal(judge_on("stack-1", &s, &r), TA_UNKNOWN_STREAM);
    s = sample_of("so2", "", 1.0);
    s.device = view("stack-1");
    assert_int_equal(judge_on("a", &s, &r), TA_UNKNOWN_DEVICE);
    assert_int_equal(judge_on("stack-1", &s, &r), TA_ACCEPTED);
    s.device = view("stack-9");
    assert_int_equal(judge_on(NULL, &s, &r), TA_UNKNOWN_DEVICE);
}

static void names_with_a_zero_byte_are_other_names(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    struct ta_sample s = sample_of("", "", 1.0);
    s.device = view("stack-1");
    s.name = (struct ta_view){"so2\0x", 5};
    assert_int_equal(judge_on(NULL, &s, &r), TA_UNKNOWN_STREAM);
    s.name = (struct ta_view){"so2\0", 4};
    assert_int_equal(judge_on(NULL, &s, &r), TA_UNKNOWN_STREAM);
}

static void converts_units_by_dimension(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    assert_int_equal(judge("stack-1:so2", "ug/m3", 1500.0, &r), TA_ACCEPTED);
    assert_near(r.reading.value, 1.5, 1e-15, 1.0);
    assert_int_equal(judge("stack-1:so2", "", 1.5, &r), TA_ACCEPTED);
    assert_true(r.reading.value == 1.5);
    assert_int_equal(judge("stack-1:t", "degF", 212.0, &r), TA_ACCEPTED);
    assert_near(r.reading.value, 100.0, 1e-13, 1.0);
    assert_int_equal(judge("stack-1:t", "K", 273.15, &r), TA_ACCEPTED);
    assert_true(fabs(r.reading.value) < 1e-12);
    assert_int_equal(judge("stack-1:so2", "ppm", 1.0, &r), TA_UNIT_MISMATCH);
    assert_int_equal(judge("stack-1:so2", "furlong", 1.0, &r), TA_UNIT_UNKNOWN);
    assert_int_equal(judge("stack-1:so2", "kg/m3", 1e308, &r), TA_BAD_VALUE);
    char unit[16];
    for (int i = 0; i < 300; i++) { /* more than are remembered */
        (void)snprintf(unit, sizeof unit, "x%d", i);
        assert_int_equal(judge("stack-1:so2", unit, 1.0, &r), TA_UNIT_UNKNOWN);
    }
    assert_int_equal(judge("stack-1:so2", "ug/m3", 1500.0, &r), TA_ACCEPTED);
}

/* Beside a reading of what has none. */
static void a_unit_that_is_left_blank_is_not_guessed(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    struct ta_sample s = sample_of("stack-1:so2", "", 0.031);
    s.no_unit = true;
    assert_int_equal(judge_on(NULL, &s, &r), TA_BAD_FIELD);
    s.unit = view("  ");
    assert_int_equal(judge_on(NULL, &s, &r), TA_BAD_FIELD);
    s.name = view("stack-1:acid");
    assert_int_equal(judge_on(NULL, &s, &r), TA_ACCEPTED);
    assert_true(r.reading.value == 0.031);
}

/* @return the words for a sample that is set aside */
static const char *words_on(const char *device, const struct ta_sample *sample)
{
    static char words[TA_INTAKE_WORDS];
    struct ta_intake_reading r;
    const struct ta_intake_context context = {"P", device, now, TA_TIME_NONE};
    enum ta_outcome outcome = judge_on(device, sample, &r);
    assert_int_equal(ta_outcome_fate(outcome), TA_FATE_SET_ASIDE);
    ta_intake_words(intake, &context, sample, outcome, &r, why, words);
    return words;
}

static void words_name_device_datastream_and_units(void **state)
{
    (void)state;
    struct ta_sample s = sample_of("stack-2:so2", "", 1.0);
    assert_string_equal(words_on(NULL, &s), "project P has no device of which "
                                            "\"stack-2:so2\" could be a datastream");
    s.device = view("stack-2");
    assert_string_equal(words_on(NULL, &s), "project P has no device \"stack-2\"");
    assert_string_equal(words_on("stack-1", &s),
                        "the payload names another device, \"stack-2\", than its "
                        "topic, \"stack-1\"");
    s = sample_of("co", "", 1.0);
    assert_string_equal(words_on("stack-1", &s),
                        "device \"stack-1\" of project P has no datastream \"co\"");
    s = sample_of("stack-1:so2", "ppm", 1.0);
    assert_string_equal(words_on(NULL, &s),
                        "datastream stack-1/so2 declares unit \"mg/m3\", the message "
                        "says \"ppm\", which measures another quantity");
    s = sample_of("stack-1:so2", "furlong", 1.0);
    assert_string_equal(words_on(NULL, &s),
                        "datastream stack-1/so2 declares unit \"mg/m3\", the message "
                        "says \"furlong\", which is in no table of units");
    s = sample_of("stack-1:so2", "", 1.0);
    s.kind = TA_SAMPLE_TEXT;
    assert_string_equal(words_on(NULL, &s), "datastream stack-1/so2: text where a "
                                            "number is registered");
    s = sample_of("stack-1:so2", "", 1.0);
    s.no_unit = true;
    s.place = view("/u");
    assert_string_equal(words_on(NULL, &s),
                        "datastream stack-1/so2: nothing stands where the mapping has "
                        "its unit: \"/u\"");
    s = sample_of("so2", "", 1.0);
    s.outcome = TA_BAD_FIELD;
    s.why = "no pointer leads anywhere";
    s.place = view("/values/\033[2J");
    assert_string_equal(words_on("stack-1", &s),
                        "\"stack-1/so2\": no pointer leads anywhere: \"/values/?[2J\"");
}

static void words_tame_the_names_of_strangers(void **state)
{
    (void)state;
    char name[200];
    struct ta_sample s = sample_of("", "", 1.0);
    s.device = (struct ta_view){"a\033[2J\n\0b\xff", 9};
    assert_string_equal(words_on(NULL, &s), "project P has no device \"a?[2J??b?\"");
    s.device = view("\xe2\x80\xae"
                    "evil"); /* right-to-left override */
    assert_null(strstr(words_on(NULL, &s), "\xe2\x80\xae"));
    memset(name, 'x', sizeof name);
    memcpy(name + 63, "\xe5\xa4\x9f", 3); /* a character across the cut */
    s.device = (struct ta_view){name, sizeof name};
    assert_int_equal(strlen(words_on(NULL, &s)),
                     strlen("project P has no device \"\"") + 63 + strlen("..."));
    assert_true(ta_utf8_ok(words_on(NULL, &s), strlen(words_on(NULL, &s))));
}

static void flags_by_range_with_the_ends_inside(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    static const struct {
        double value;
        enum ta_outcome outcome;
        enum ta_flag flag;
    } want[] = {{0.0, TA_ACCEPTED, TA_FLAG_GOOD},
                {2000.0, TA_ACCEPTED, TA_FLAG_GOOD},
                {2000.0000000000002, TA_OUT_OF_RANGE, TA_FLAG_FAIL},
                {-0x1p-1074, TA_OUT_OF_RANGE, TA_FLAG_FAIL}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(judge("stack-1:so2", "mg/m3", want[i].value, &r),
                         want[i].outcome);
        assert_int_equal(r.reading.flag, want[i].flag);
    }
    assert_int_equal(judge("stack-1:wind", "deg", 400.0, &r), TA_ACCEPTED);
    assert_int_equal(r.reading.flag, TA_FLAG_NOT_EVALUATED);
}

/* What its device says of a value holds also where its range says worse: a range may be mended. */
static void a_mark_stays_beside_the_range(void **state)
{
    (void)state;
    static const struct {
        double value;
        uint8_t mark;
        enum ta_outcome outcome;
        enum ta_flag flag;
    } want[] = {{1.0, 0, TA_ACCEPTED, TA_FLAG_GOOD},
                {1.0, TA_FLAG_NOT_EVALUATED, TA_UNCHECKED, TA_FLAG_NOT_EVALUATED},
                {1.0, TA_FLAG_SUSPECT, TA_MARKED, TA_FLAG_SUSPECT},
                {2001.0, 0, TA_OUT_OF_RANGE, TA_FLAG_FAIL},
                {2001.0, TA_FLAG_NOT_EVALUATED, TA_OUT_OF_RANGE, TA_FLAG_FAIL},
                {2001.0, TA_FLAG_SUSPECT, TA_OUT_OF_RANGE, TA_FLAG_FAIL}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct ta_sample s = sample_of("stack-1:so2", "mg/m3", want[i].value);
        struct ta_intake_reading r;
        s.mark = want[i].mark;
        assert_int_equal(judge_on(NULL, &s, &r), want[i].outcome);
        assert_int_equal(r.reading.flag, want[i].flag);
        assert_int_equal(r.reading.mark, want[i].mark);
    }
}

static void times_ahead_of_the_receiver_are_set_aside(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    struct ta_sample s = sample_of("stack-1:so2", "", 1.0);
    s.time = now + TA_FUTURE_ALLOWED_US;
    assert_int_equal(judge_on(NULL, &s, &r), TA_ACCEPTED);
    s.time++;
    assert_int_equal(judge_on(NULL, &s, &r), TA_CLOCK_IN_FUTURE);
}

/* A device's clock that was never set says 1970, 1980 or 2000; seconds taken for milliseconds say 1970. */
static void times_of_a_clock_that_was_never_set_are_set_aside(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    struct ta_sample s = sample_of("stack-1:so2", "", 1.0);
    const struct ta_intake_context context = {"P", NULL, now, now};
    s.time = now / 1000;
    assert_int_equal(ta_intake_judge(intake, &context, &s, &r, &why), TA_BAD_TIME);
    s.time = INT64_C(978307200000000) - 1; /* 2001-01-01 */
    assert_int_equal(ta_intake_judge(intake, &context, &s, &r, &why), TA_BAD_TIME);
    assert_int_equal(judge_on(NULL, &s, &r), TA_ACCEPTED); /* of a file */
    s.time++;
    assert_int_equal(ta_intake_judge(intake, &context, &s, &r, &why), TA_ACCEPTED);
}

static void only_numbers_are_readings(void **state)
{
    (void)state;
    struct ta_intake_reading r;
    struct ta_sample s = sample_of("stack-1:so2", "", 1.0);
    s.kind = TA_SAMPLE_BOOL;
    assert_int_equal(judge_on(NULL, &s, &r), TA_ACCEPTED);
    s.kind = TA_SAMPLE_TEXT;
    assert_int_equal(judge_on(NULL, &s, &r), TA_NOT_A_NUMBER);
    s.kind = TA_SAMPLE_SUM;
    assert_int_equal(judge_on(NULL, &s, &r), TA_NO_VALUE);
    s.outcome = TA_BAD_TIME;
    s.why = "because";
    assert_int_equal(judge_on(NULL, &s, &r), TA_BAD_TIME);
    assert_string_equal(why, "because");
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct ta_project p = {.id = "P", .n_datastreams = 1, .datastream = streams};
    const struct ta_project *projects[] = {&p};
    for (size_t k = 1;; k++) {
        struct ta_intake *in = NULL;
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_intake_new(projects, 1, &in, NULL);
        ta_alloc_fail_at(0);
        ta_intake_free(in);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
    static struct ta_datastream bad = {.device = "a",
                                       .name = "b",
                                       .property = "c",
                                       .unit = "furlong",
                                       .range_lo = NAN,
                                       .range_hi = NAN,
                                       .limit = NAN,
                                       .interval_s = NAN};
    p.datastream = &bad;
    struct ta_intake *in = NULL;
    assert_int_equal(ta_intake_new(projects, 1, &in, NULL), TA_E_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_projects_apart_and_in_order),
        cmocka_unit_test(finds_names_however_they_are_joined),
        cmocka_unit_test(the_device_of_the_context_has_to_agree),
        cmocka_unit_test(names_with_a_zero_byte_are_other_names),
        cmocka_unit_test(converts_units_by_dimension),
        cmocka_unit_test(a_unit_that_is_left_blank_is_not_guessed),
        cmocka_unit_test(words_name_device_datastream_and_units),
        cmocka_unit_test(words_tame_the_names_of_strangers),
        cmocka_unit_test(flags_by_range_with_the_ends_inside),
        cmocka_unit_test(a_mark_stays_beside_the_range),
        cmocka_unit_test(times_ahead_of_the_receiver_are_set_aside),
        cmocka_unit_test(times_of_a_clock_that_was_never_set_are_set_aside),
        cmocka_unit_test(only_numbers_are_readings),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

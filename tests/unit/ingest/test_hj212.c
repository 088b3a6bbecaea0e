/* SPDX-License-Identifier: Apache-2.0 */
/* The frame with the check sum 1C80 is the standard's own example (HJ 212-2017), as
 * codeprj.com/zh/blog/7bc0701.html tells it with its misprint mended. */
#include "ingest_test.h"

#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "ingest/intake.h"

#define MAP                                                                            \
    "form: hj212\nmissing: [-999]\nreadings:\n"                                        \
    "- {field: a21026-Rtd, datastream: so2, unit: mg/m3}\n"                            \
    "- {field: \"2061:a21026-Avg\", datastream: so2_hour, unit: mg/m3}\n"              \
    "- {field: a34013-Max, device: {field: MN}, datastream: dust, unit: mg/m3}\n"

/* A frame around the segment, with a check sum from the first published form of the algorithm: bit by
 * bit, written anew here. */
static void frame(const char *segment, char out[2048])
{
    unsigned crc = 0xffff;
    for (const char *at = segment; *at != '\0'; at++) {
        crc = (crc / 256) ^ (unsigned char)*at;
        for (int k = 8; k > 0; k--) {
            unsigned last = crc % 2;
            crc /= 2;
            if (last == 1) crc ^= 40961;
        }
    }
    (void)snprintf(out, 2048, "##%04zu%s%04X\r\n", strlen(segment), segment, crc);
}

static void take_by(const char *mapping, const char *bytes, size_t size, bool many,
                    struct kept *kept)
{
    struct ta_error err = {0};
    struct ta_mapping *m = NULL;
    if (ta_mapping_parse("m.yaml", mapping, strlen(mapping), &m, &err) != TA_OK)
        fail_msg("%s", err.text);
    struct ta_decode_input in = {.source = "t",
                                 .bytes = bytes,
                                 .size = size,
                                 .received = TA_TIME_NONE,
                                 .limits = many ? ta_limits_of_file()
                                                : ta_limits_of_message(),
                                 .mapping = m};
    *kept = (struct kept){0};
    assert_int_equal(decode_kept("hj212", &in, kept), TA_OK);
    for (size_t i = 0; i < kept->n_messages; i++)
        assert_true(kept->message[i].outcome == TA_ACCEPTED ||
                    kept->message[i].why[0] != '\0');
    ta_mapping_free(m);
}

static void take(const char *bytes, size_t size, bool many, struct kept *kept)
{
    take_by(MAP, bytes, size, many, kept);
}

static enum ta_outcome outcome_of(const char *bytes)
{
    struct kept kept;
    take(bytes, strlen(bytes), false, &kept);
    assert_int_equal(kept.n_messages, 1);
    return kept.message[0].outcome;
}

static void the_published_frame_has_the_published_check_sum(void **state)
{
    (void)state;
    static const char good[] =
        "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;"
        "MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&"
        "1C80\r\n";
    assert_int_equal(outcome_of(good), TA_NOT_UNDERSTOOD); /* a setting, no reading */
    char bad[sizeof good];
    memcpy(bad, good, sizeof good);
    bad[90] = '3';
    assert_int_equal(outcome_of(bad), TA_BAD_CHECK);
}

static void fields_become_readings_in_chinas_time(void **state)
{
    (void)state;
    char bytes[2048];
    struct kept kept;
    frame("QN=20240301080005123;ST=31;CN=2011;PW=123456;MN=88888880000001;Flag=4;CP=&&"
          "DataTime=20240301080000;a21026-Rtd=12.50,a21026-Flag=N;"
          "a34013-Max=3.1,a34013-Flag=D;a05002-Rtd=7&&",
          bytes);
    take(bytes, strlen(bytes), false, &kept);
    assert_int_equal(kept.message[0].outcome, TA_ACCEPTED);
    assert_int_equal(kept.n, 2);
    assert_string_equal(kept.sample[0].name, "so2");
    assert_string_equal(kept.sample[0].unit, "mg/m3");
    assert_true(kept.sample[0].sample.value == 12.5);
    assert_int_equal(kept.sample[0].sample.time,
                     INT64_C(1709251200000000)); /* 00:00 UTC */
    assert_int_equal(kept.sample[0].sample.mark, TA_FLAG_NOT_EVALUATED);
    assert_string_equal(kept.sample[1].device, "88888880000001");
    assert_int_equal(kept.sample[1].sample.mark, TA_FLAG_FAIL); /* the fault */
}

static void a_mark_counts_for_its_own_group(void **state)
{
    (void)state;
    static const struct {
        const char *mark;
        enum ta_flag flag;
    } cases[] = {
        {"N", TA_FLAG_NOT_EVALUATED}, {"S", TA_FLAG_SUSPECT}, {"T", TA_FLAG_SUSPECT},
        {"F", TA_FLAG_FAIL},          {"M", TA_FLAG_FAIL},    {"C", TA_FLAG_FAIL},
        {"D", TA_FLAG_FAIL},          {"B", TA_FLAG_FAIL},    {"?", TA_FLAG_FAIL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char segment[512], bytes[2048];
        struct kept kept;
        (void)snprintf(segment, sizeof segment,
                       "CN=2011;CP=&&DataTime=20240301080000;a34013-Flag=D;"
                       "a21026-Rtd=1,a21026-Flag=%s&&",
                       cases[i].mark);
        frame(segment, bytes);
        take(bytes, strlen(bytes), false, &kept);
        assert_int_equal(kept.n, 1);
        assert_int_equal(kept.sample[0].sample.mark, cases[i].flag);
    }
}

static void a_field_may_be_of_one_command_only(void **state)
{
    (void)state;
    char bytes[2048];
    struct kept kept;
    frame("CN=2061;CP=&&DataTime=20240301080000;a21026-Avg=5&&", bytes);
    take(bytes, strlen(bytes), false, &kept);
    assert_int_equal(kept.n, 2);
    assert_string_equal(kept.sample[0].name, "so2_hour");
    assert_int_equal(kept.sample[1].sample.outcome, TA_ABSENT);
}

/* Which of the mapping's fields a frame of that command should have. */
static void what_no_frame_has_is_no_missing_value(void **state)
{
    (void)state;
    static const struct {
        const char *segment;
        enum ta_outcome outcome[3]; /* TA_OUTCOME_COUNT: no more */
        const char *place;
    } cases[] = {{"CN=2011;MN=1;CP=&&DataTime=20240301080000;a21026-rtd=5&&",
                  {TA_BAD_FIELD, TA_OUTCOME_COUNT},
                  "a21026-Rtd"},
                 {"CN=2061;MN=1;CP=&&DataTime=20240301080000;a21026-avg=5&&",
                  {TA_BAD_FIELD, TA_OUTCOME_COUNT},
                  "2061:a21026-Avg"},
                 {"CN=2051;MN=1;CP=&&DataTime=20240301080000;a21026-Avg=5&&",
                  {TA_BAD_FIELD, TA_OUTCOME_COUNT},
                  "a34013-Max"},
                 {"CN=2061;MN=1;CP=&&DataTime=20240301080000;a21026-Avg=5&&",
                  {TA_ACCEPTED, TA_ABSENT, TA_OUTCOME_COUNT},
                  ""},
                 {"CN=2061;CP=&&DataTime=20240301080000;a21026-Avg=5;a34013-Max=7&&",
                  {TA_ACCEPTED, TA_BAD_FIELD, TA_OUTCOME_COUNT}, /* of which device? */
                  ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[2048];
        struct kept kept;
        size_t n = 0;
        frame(cases[i].segment, bytes);
        take(bytes, strlen(bytes), false, &kept);
        for (; cases[i].outcome[n] != TA_OUTCOME_COUNT; n++)
            assert_int_equal(kept.sample[n].sample.outcome, cases[i].outcome[n]);
        assert_int_equal(kept.n, n);
        if (n == 1) assert_string_equal(kept.sample[0].place, cases[i].place);
    }
}

static void a_command_that_the_mapping_leaves_out_is_none_of_its(void **state)
{
    (void)state;
    char bytes[2048];
    struct kept kept;
    frame("CN=2011;CP=&&DataTime=20240301080000;a21026-Rtd=5&&", bytes);
    take_by("form: hj212\nreadings:\n"
            "- {field: \"2061:a21026-Avg\", datastream: x, unit: mg/m3}\n",
            bytes, strlen(bytes), false, &kept);
    assert_int_equal(kept.message[0].outcome, TA_ACCEPTED);
    assert_int_equal(kept.n, 0);
}

static void what_is_wrong_has_its_word(void **state)
{
    (void)state;
    static const struct {
        const char *segment;
        enum ta_outcome message, sample; /* TA_OUTCOME_COUNT: none */
    } cases[] = {
        {"CN=2011;CP=&&DataTime=20240301080000;a21026-Rtd=-999&&", TA_ACCEPTED,
         TA_MISSING},
        {"CN=2011;CP=&&DataTime=20240301080000;a21026-Rtd=&&", TA_ACCEPTED, TA_MISSING},
        {"CN=2011;CP=&&DataTime=20240301080000;a21026-Rtd=1e&&", TA_ACCEPTED,
         TA_BAD_VALUE},
        {"CN=2011;CP=&&DataTime=20241301080000;a21026-Rtd=1&&", TA_ACCEPTED,
         TA_BAD_TIME},
        {"CN=2011;CP=&&a21026-Rtd=1&&", TA_ACCEPTED, TA_BAD_TIME},
        {"CN=9013;CP=&&DataTime=20240301080000;a21026-Rtd=1&&", TA_NOT_UNDERSTOOD,
         TA_OUTCOME_COUNT},
        {"CP=&&DataTime=20240301080000;a21026-Rtd=1&&", TA_NOT_UNDERSTOOD,
         TA_OUTCOME_COUNT},
        {"CN=2011;CP=&&a21026-Rtd=1;a21026-Rtd=2&&", TA_BAD_FIELD, TA_OUTCOME_COUNT},
        {"CN=2011;CP=&&a21026-Rtd&&", TA_BAD_SYNTAX, TA_OUTCOME_COUNT},
        {"CN=2011;CP=&&a21026-Rtd=1&", TA_BAD_SYNTAX, TA_OUTCOME_COUNT},
        {"CN=2011;CP=&&", TA_BAD_SYNTAX, TA_OUTCOME_COUNT},
        {"CN=2011;a21026-Rtd=1", TA_BAD_SYNTAX, TA_OUTCOME_COUNT},
        {"CN=2011;CP=&&a21026-Rtd=1\t&&", TA_BAD_SYNTAX, TA_OUTCOME_COUNT},
        {"", TA_BAD_SYNTAX, TA_OUTCOME_COUNT}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[2048];
        struct kept kept;
        frame(cases[i].segment, bytes);
        take(bytes, strlen(bytes), false, &kept);
        assert_int_equal(kept.n_messages, 1);
        assert_int_equal(kept.message[0].outcome, cases[i].message);
        if (cases[i].sample != TA_OUTCOME_COUNT)
            assert_int_equal(kept.sample[0].sample.outcome, cases[i].sample);
    }
    assert_int_equal(outcome_of(""), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of("##"), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of("##0000FFFF\r\n"), TA_BAD_SYNTAX); /* no CP */
    assert_int_equal(outcome_of("##0001AFFFF\r\n"), TA_BAD_CHECK);
    assert_int_equal(outcome_of("##00A1AFFFF\r\n"), TA_BAD_SYNTAX);
    assert_int_equal(outcome_of("##0002AFFFF\r\n"), TA_BAD_SYNTAX);
}

static void in_a_file_each_line_is_a_frame(void **state)
{
    (void)state;
    char one[2048], all[8192];
    struct kept kept;
    frame("CN=2011;CP=&&DataTime=20240301080000;a21026-Rtd=1&&", one);
    (void)snprintf(all, sizeof all, "%s\r\n##broken\r\n%s", one, one);
    take(all, strlen(all), true, &kept);
    assert_int_equal(kept.n_messages, 3);
    assert_int_equal(kept.message[1].outcome, TA_BAD_SYNTAX);
    assert_int_equal(kept.message[1].line, 3);
    assert_int_equal(kept.n, 2);
}

/* Never "good": the decoder is unchecked. */
static void readings_are_no_better_than_their_marks(void **state)
{
    (void)state;
    struct ta_datastream stream = {.device = "d",
                                   .name = "x",
                                   .property = "so2",
                                   .unit = "mg/m3",
                                   .range_lo = 0,
                                   .range_hi = 10};
    struct ta_project project = {.id = "P", .n_datastreams = 1, .datastream = &stream};
    const struct ta_project *projects[] = {&project};
    struct ta_intake *intake = NULL;
    assert_int_equal(ta_intake_new(projects, 1, &intake, NULL), TA_OK);
    static const struct {
        double value;
        uint8_t mark;
        enum ta_outcome outcome;
        enum ta_flag flag;
    } cases[] = {{1, 0, TA_ACCEPTED, TA_FLAG_GOOD},
                 {1, TA_FLAG_NOT_EVALUATED, TA_UNCHECKED, TA_FLAG_NOT_EVALUATED},
                 {1, TA_FLAG_SUSPECT, TA_MARKED, TA_FLAG_SUSPECT},
                 {1, TA_FLAG_FAIL, TA_MARKED, TA_FLAG_FAIL},
                 {11, TA_FLAG_NOT_EVALUATED, TA_OUT_OF_RANGE, TA_FLAG_FAIL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ta_sample sample = {.why = "",
                                         .record = 1,
                                         .time = ta_time_of(20000),
                                         .device = {"d", 1},
                                         .name = {"x", 1},
                                         .unit = {"mg/m3", 5},
                                         .value = cases[i].value,
                                         .sum = (double)NAN,
                                         .mark = cases[i].mark};
        const struct ta_intake_context context = {.project = "P",
                                                  .now = ta_time_of(20000)};
        struct ta_intake_reading out;
        const char *why = NULL;
        assert_int_equal(ta_intake_judge(intake, &context, &sample, &out, &why),
                         cases[i].outcome);
        assert_int_equal(out.reading.flag, cases[i].flag);
    }
    ta_intake_free(intake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_frame_has_the_published_check_sum),
        cmocka_unit_test(fields_become_readings_in_chinas_time),
        cmocka_unit_test(a_mark_counts_for_its_own_group),
        cmocka_unit_test(a_field_may_be_of_one_command_only),
        cmocka_unit_test(what_no_frame_has_is_no_missing_value),
        cmocka_unit_test(a_command_that_the_mapping_leaves_out_is_none_of_its),
        cmocka_unit_test(what_is_wrong_has_its_word),
        cmocka_unit_test(in_a_file_each_line_is_a_frame),
        cmocka_unit_test(readings_are_no_better_than_their_marks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

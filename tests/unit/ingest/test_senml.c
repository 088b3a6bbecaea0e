/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest_test.h"

#include <jansson.h>

#include "base/file.h"

static const ta_time_us received = INT64_C(1700000000000000);

static struct ta_decode_input input_of(const char *text)
{
    return (struct ta_decode_input){.source = "test",
                                    .bytes = text,
                                    .size = strlen(text),
                                    .received = received,
                                    .limits = ta_limits_of_message()};
}

/* Decode one pack; its outcome. */
static enum ta_outcome take(const char *text, struct kept *kept)
{
    struct ta_decode_input in = input_of(text);
    *kept = (struct kept){0};
    assert_int_equal(decode_kept("senml", &in, kept), TA_OK);
    assert_int_equal(kept->n_messages, 1);
    assert_true(kept->message[0].outcome == TA_ACCEPTED ||
                kept->message[0].why[0] != '\0');
    return kept->message[0].outcome;
}

/* The outcome of the only sample of a pack that is well-formed. */
static enum ta_outcome take_one(const char *text)
{
    struct kept kept;
    assert_int_equal(take(text, &kept), TA_ACCEPTED);
    assert_int_equal(kept.n, 1);
    return kept.sample[0].sample.outcome;
}

static double value_of(const char *text)
{
    struct kept kept;
    assert_int_equal(take(text, &kept), TA_ACCEPTED);
    return kept.sample[kept.n - 1].sample.value;
}

/* --- the working group's examples ---------------------------------------------------------- */

static void same_text(const json_t *record, const char *key, const char *got)
{
    const json_t *want = json_object_get(record, key);
    assert_string_equal(got, want != NULL ? json_string_value(want) : "");
}

static void same_record(const json_t *want, const struct kept_sample *got)
{
    assert_int_equal(got->sample.outcome, TA_ACCEPTED);
    same_text(want, "n", got->name);
    same_text(want, "u", got->unit);
    same_text(want, "vs", got->sample.kind == TA_SAMPLE_TEXT ? got->text : "");
    double time = json_number_value(json_object_get(want, "t"));
    assert_true((double)got->sample.time / 1e6 == time);
    const json_t *truth = json_object_get(want, "vb");
    if (truth != NULL) assert_true(got->sample.value == (double)json_is_true(truth));
    const json_t *value = json_object_get(want, "v");
    if (value != NULL) assert_true(got->sample.value == json_number_value(value));
}

static void decode_example(const char *data, const char *name, ta_time_us now,
                           struct kept *kept)
{
    char path[512];
    struct ta_decode_input in = {.received = now, .limits = ta_limits_of_message()};
    char *bytes = NULL;
    (void)snprintf(path, sizeof path, "%s/reference/senml/%s.json", data, name);
    assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &in.size, NULL), TA_OK);
    in.bytes = bytes;
    *kept = (struct kept){0};
    assert_int_equal(decode_kept("senml", &in, kept), TA_OK);
    assert_int_equal(kept->message[0].outcome, TA_ACCEPTED);
    ta_free(bytes);
}

static json_t *resolved(const char *data, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/reference/senml/%s.gen.resolved.json", data,
                   name);
    json_t *out = json_load_file(path, 0, NULL);
    assert_non_null(out);
    return out;
}

/* The answers of examples 1, 2 and 9, and of 7, were made at these moments. */
static ta_time_us frozen_now(int example)
{
    if (example == 7) return INT64_C(1499109309000000);
    return INT64_C(1498780179000000);
}

static void the_working_group_s_examples_resolve_exactly(void **state)
{
    (void)state;
    const char *data = ta_test_data();
    if (data == NULL) skip();
    for (int i = 1; i <= 12; i++) {
        char name[8];
        struct kept kept;
        (void)snprintf(name, sizeof name, "ex%d", i);
        decode_example(data, name, frozen_now(i), &kept);
        json_t *want = resolved(data, name);
        size_t n = json_array_size(want);
        assert_int_equal(kept.n,
                         i == 7 ? n + 1 : n); /* 7's answer lacks the last record */
        for (size_t k = 0; k < n; k++)
            same_record(json_array_get(want, k), &kept.sample[k]);
        json_decref(want);
    }
}

static void bytes_are_kept_though_the_published_answer_lost_them(void **state)
{
    (void)state;
    const char *data = ta_test_data();
    if (data == NULL) skip();
    struct kept kept;
    decode_example(data, "ex7", received, &kept);
    assert_int_equal(kept.n, 4);
    assert_string_equal(kept.sample[3].name, "urn:dev:ow:10e2073a01080063:nfv-reader");
    assert_int_equal(kept.sample[3].sample.kind, TA_SAMPLE_DATA);
    assert_string_equal(kept.sample[3].text, "aGkgCg");
}

static void a_fraction_of_a_second_stays_relative_to_the_base_time(void **state)
{
    (void)state;
    const char *data = ta_test_data();
    if (data == NULL) skip();
    struct kept kept;
    decode_example(data, "ex13", received, &kept);
    assert_int_equal(kept.n, 4);
    assert_int_equal(kept.sample[2].sample.time, INT64_C(1320078429100000));
}

/* --- base fields ------------------------------------------------------------------------------ */

static void base_fields_hold_until_replaced(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(
        take("[{\"n\":\"a\",\"v\":1,\"bn\":\"x:\",\"bu\":\"V\",\"bt\":1e9},"
             "{\"n\":\"b\",\"v\":2,\"u\":\"A\",\"t\":1},"
             "{\"n\":\"c\",\"v\":3,\"bn\":\"y:\"},{\"n\":\"d\",\"v\":4}]",
             &kept),
        TA_ACCEPTED);
    static const char *const names[] = {"x:a", "x:b", "y:c", "y:d"};
    static const char *const units[] = {"V", "A", "V", "V"};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(kept.sample[i].name, names[i]);
        assert_string_equal(kept.sample[i].unit, units[i]);
        assert_int_equal(kept.sample[i].sample.record, i + 1);
    }
    assert_int_equal(kept.sample[1].sample.time, INT64_C(1000000001000000));
}

static void base_values_and_sums_are_added_exactly(void **state)
{
    (void)state;
    struct kept kept;
    assert_true(value_of("[{\"n\":\"a\",\"bv\":20.1,\"v\":0.2}]") == 20.3);
    assert_true(value_of("[{\"n\":\"a\",\"bv\":5}]") == 5.0);
    assert_true(value_of("[{\"bv\":5},{\"n\":\"a\",\"vb\":true}]") == 1.0);
    assert_int_equal(
        take("[{\"n\":\"a\",\"bs\":100,\"s\":0.5},{\"n\":\"a\",\"v\":1}]", &kept),
        TA_ACCEPTED);
    assert_int_equal(kept.sample[0].sample.kind, TA_SAMPLE_SUM);
    assert_true(isnan(kept.sample[0].sample.value));
    assert_true(kept.sample[0].sample.sum == 100.5 &&
                kept.sample[1].sample.sum == 100.0);
    assert_int_equal(kept.sample[1].sample.kind, TA_SAMPLE_NUMBER);
}

static void a_record_of_base_fields_alone_is_no_sample(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(take("[{\"bn\":\"a\",\"bv\":3},{}]", &kept), TA_ACCEPTED);
    assert_int_equal(kept.n, 0);
    assert_int_equal(take_one("[{\"n\":\"a\"}]"), TA_NO_VALUE);
}

/* --- time ---------------------------------------------------------------------------------------- */

static void times_below_2_to_the_28_count_from_the_receipt(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(take("[{\"n\":\"a\",\"v\":1,\"t\":-5},{\"n\":\"a\",\"v\":1},"
                          "{\"n\":\"a\",\"v\":1,\"t\":268435455.999999},"
                          "{\"n\":\"a\",\"v\":1,\"t\":268435456}]",
                          &kept),
                     TA_ACCEPTED);
    assert_int_equal(kept.sample[0].sample.time, received - 5000000);
    assert_int_equal(kept.sample[1].sample.time, received);
    assert_int_equal(kept.sample[2].sample.time, received + INT64_C(268435455999999));
    assert_true(kept.sample[2].sample.relative);
    assert_int_equal(kept.sample[3].sample.time, INT64_C(268435456000000));
    assert_false(kept.sample[3].sample.relative);
}

static void a_relative_time_needs_a_time_of_receipt(void **state)
{
    (void)state;
    struct kept kept = {0};
    struct ta_decode_input in =
        input_of("[{\"n\":\"a\",\"v\":1},{\"n\":\"a\",\"v\":1,\"t\":1e9}]");
    in.received = TA_TIME_NONE;
    assert_int_equal(decode_kept("senml", &in, &kept), TA_OK);
    assert_int_equal(kept.sample[0].sample.outcome, TA_NO_CLOCK);
    assert_int_equal(kept.sample[1].sample.outcome, TA_ACCEPTED);
    assert_int_equal(take_one("[{\"n\":\"a\",\"v\":1,\"t\":1e300}]"), TA_BAD_TIME);
}

/* --- what is refused ------------------------------------------------------------------------------- */

static void broken_packs_are_refused_whole(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum ta_outcome outcome;
    } cases[] = {
        {"", TA_BAD_SYNTAX},
        {"[", TA_BAD_SYNTAX},
        {"[]", TA_BAD_FIELD},
        {"{}", TA_BAD_FIELD},
        {"7", TA_BAD_SYNTAX},
        {"[1]", TA_BAD_FIELD},
        {"[{\"n\":\"a\",\"v\":1}] x", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":1}][{\"n\":\"a\",\"v\":1}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":1},]", TA_BAD_FIELD},
        {"[{\"n\":\"a\",\"v\":1,}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":1,\"n\":\"b\"}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":1,\"\\u006e\":\"b\"}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":1,\"x\":{\"y\":1,\"y\":2}}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":NaN}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":Infinity}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":1e400}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":01}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":.5}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":9223372036854775808}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":\"1\"}]", TA_BAD_FIELD},
        {"[{\"n\":\"a\",\"v\":null}]", TA_BAD_FIELD},
        {"[{\"n\":7,\"v\":1}]", TA_BAD_FIELD},
        {"[{\"n\":\"a\",\"vb\":1}]", TA_BAD_FIELD},
        {"[{\"n\":\"a\",\"v\":1,\"vs\":\"b\"}]", TA_BAD_FIELD},
        {"[{\"n\":\"a\xff\",\"v\":1}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\xc0\xaf\",\"v\":1}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"\\ud800\",\"v\":1}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"\\u0000\",\"v\":1}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\nb\",\"v\":1}]", TA_BAD_SYNTAX},
        {"[{\"n\":\"a\",\"v\":1,\"must_\":1}]", TA_NOT_UNDERSTOOD},
        {"[{\"bver\":11,\"n\":\"a\",\"v\":1}]", TA_BAD_VERSION},
        {"[{\"bver\":5,\"n\":\"a\",\"v\":1},{\"bver\":6,\"n\":\"a\",\"v\":1}]",
         TA_BAD_VERSION},
        {"[{\"n\":\"a\",\"v\":1},{\"bver\":9,\"n\":\"a\",\"v\":1}]", TA_BAD_VERSION},
        {"[{\"bver\":0,\"n\":\"a\",\"v\":1}]", TA_BAD_FIELD},
        {"[{\"bver\":1.5,\"n\":\"a\",\"v\":1}]", TA_BAD_FIELD},
        {"[{\"n\":\"a\",\"v\":1,\"x\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}]",
         TA_TOO_DEEP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kept kept;
        enum ta_outcome got = take(cases[i].text, &kept);
        if (got != cases[i].outcome)
            fail_msg("%s: %s, wanted %s", cases[i].text, ta_outcome_word(got),
                     ta_outcome_word(cases[i].outcome));
    }
}

static void a_nul_byte_ends_nothing(void **state)
{
    (void)state;
    static const char text[] = "[{\"n\":\"a\",\"v\":1}]\0";
    for (int many = 0; many < 2; many++) {
        struct kept kept = {0};
        struct ta_decode_input in = input_of(text);
        in.size = sizeof text - 1;
        in.limits.many = many;
        assert_int_equal(decode_kept("senml", &in, &kept), TA_OK);
        assert_int_equal(kept.message[0].outcome, TA_BAD_SYNTAX);
    }
}

static void bad_records_are_told_one_by_one(void **state)
{
    (void)state;
    assert_int_equal(take_one("[{\"v\":1}]"), TA_BAD_NAME);
    assert_int_equal(take_one("[{\"n\":\":a\",\"v\":1}]"), TA_BAD_NAME);
    assert_int_equal(take_one("[{\"n\":\"a b\",\"v\":1}]"), TA_BAD_NAME);
    assert_int_equal(take_one("[{\"n\":\"a\\u00e9\",\"v\":1}]"), TA_BAD_NAME);
    assert_int_equal(take_one("[{\"n\":\"a\",\"vd\":\"aGkgCg==\"}]"), TA_BAD_FIELD);
    assert_int_equal(take_one("[{\"n\":\"a\",\"vd\":\"a\"}]"), TA_BAD_FIELD);
    assert_int_equal(take_one("[{\"n\":\"a\",\"vd\":\"aGkgCh\"}]"), TA_BAD_FIELD);
    assert_int_equal(take_one("[{\"n\":\"a\",\"vd\":\"\"}]"), TA_ACCEPTED);
    assert_int_equal(take_one("[{\"n\":\"a\",\"bv\":1.7e308,\"v\":1.7e308}]"),
                     TA_BAD_VALUE);
}

static void unknown_labels_are_read_over(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(
        take(" [ { \"l\" : [ { \"a\" : null } , { } , [ ] , \"\\ud83d\\ude00\" ] , "
             "\"n\" : \"a\" , \"v\" : 1 , \"x\" : { \"n\" : \"b\" } } ] ",
             &kept),
        TA_ACCEPTED);
    assert_int_equal(kept.n, 1);
    assert_string_equal(kept.sample[0].name, "a");
}

static void escaped_labels_and_texts_mean_what_they_say(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(take("[{\"\\u0062n\":\"x\\u003a\",\"n\":\"\\u0061\",\"\\u0075\":"
                          "\"\\u00b5g\\/m3\",\"v\":1}]",
                          &kept),
                     TA_ACCEPTED);
    assert_string_equal(kept.sample[0].name, "x:a");
    assert_string_equal(kept.sample[0].unit, "\xc2\xb5g/m3");
}

/* --- size ---------------------------------------------------------------------------------------------- */

static void absurd_sizes_are_refused(void **state)
{
    (void)state;
    struct kept kept = {0};
    size_t size = 1 << 20;
    char *text = malloc(size + 64);
    assert_non_null(text);
    int at = snprintf(text, 32, "[{\"bn\":\"");
    memset(text + at, 'a', size);
    (void)snprintf(text + (size_t)at + size, 32, "\",\"v\":1}]");
    struct ta_decode_input in = input_of(text);
    assert_int_equal(decode_kept("senml", &in, &kept), TA_OK);
    assert_int_equal(kept.message[0].outcome, TA_TOO_LONG);

    kept = (struct kept){0};
    in.limits = ta_limits_of_file();
    assert_int_equal(decode_kept("senml", &in, &kept), TA_OK);
    assert_int_equal(kept.message[0].outcome, TA_ACCEPTED);
    assert_int_equal(kept.sample[0].sample.outcome, TA_TOO_LONG);
    free(text);

    in =
        input_of("[{\"n\":\"a\",\"v\":1},{\"n\":\"b\",\"v\":1},{\"n\":\"c\",\"v\":1}]");
    kept = (struct kept){0};
    in.limits.records = 2;
    assert_int_equal(decode_kept("senml", &in, &kept), TA_OK);
    assert_int_equal(kept.message[0].outcome, TA_TOO_MANY);
}

static void many_names_in_an_object_are_refused(void **state)
{
    (void)state;
    struct kept kept;
    char text[8192];
    int at = snprintf(text, sizeof text, "[{\"n\":\"a\",\"v\":1");
    for (int i = 0; i < 200; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, ",\"x%d\":%d", i, i);
    (void)snprintf(text + at, sizeof text - (size_t)at, "}]");
    assert_int_equal(take(text, &kept), TA_TOO_LONG);
}

/* --- files of several packs ------------------------------------------------------------------------------ */

static void a_file_may_hold_a_pack_on_each_line(void **state)
{
    (void)state;
    struct kept kept = {0};
    struct ta_decode_input in = input_of("[{\"n\":\"a\",\"v\":1}]\r\n"
                                         "[{\"n\":\"b\",\"v\":oops}]\n"
                                         "\n"
                                         "[{\"n\":\"c\",\n  \"v\":3}]\n"
                                         "[{\"n\":\"d\",\"v\":4}] trailing\n"
                                         "[{\"n\":\"e\",\"v\":5}]");
    in.limits.many = true;
    assert_int_equal(decode_kept("senml", &in, &kept), TA_OK);
    static const struct {
        enum ta_outcome outcome;
        size_t line, column;
    } want[] = {{TA_ACCEPTED, 1, 1},
                {TA_BAD_SYNTAX, 2, 15},
                {TA_ACCEPTED, 4, 1},
                {TA_BAD_SYNTAX, 6, 19},
                {TA_ACCEPTED, 7, 1}};
    assert_int_equal(kept.n_messages, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(kept.message[i].outcome, want[i].outcome);
        assert_int_equal(kept.message[i].line, want[i].line);
        assert_int_equal(kept.message[i].column, want[i].column);
    }
    assert_int_equal(kept.message[1].bytes.size,
                     strlen("[{\"n\":\"b\",\"v\":oops}]\n\n"));
}

static void a_sink_that_fails_stops_the_decoder(void **state)
{
    (void)state;
    struct kept kept = {.stop_at = 2};
    struct ta_decode_input in =
        input_of("[{\"n\":\"a\",\"v\":1},{\"n\":\"b\",\"v\":1}]");
    assert_int_equal(decode_kept("senml", &in, &kept), TA_E_NOMEM);
    assert_int_equal(kept.n_messages, 0);
}

/* What stands in @p a and @p b is the same. */
static void assert_same(const struct kept *a, const struct kept *b, const char *what)
{
    bool same = a->message[0].outcome == b->message[0].outcome &&
                strcmp(a->message[0].why, b->message[0].why) == 0 && a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++) {
        const struct kept_sample *x = &a->sample[i], *y = &b->sample[i];
        same = x->sample.outcome == y->sample.outcome &&
               strcmp(x->sample.why, y->sample.why) == 0 &&
               x->sample.kind == y->sample.kind && x->sample.time == y->sample.time &&
               memcmp(&x->sample.value, &y->sample.value, sizeof(double)) == 0 &&
               memcmp(&x->sample.sum, &y->sample.sum, sizeof(double)) == 0 &&
               strcmp(x->name, y->name) == 0 && strcmp(x->unit, y->unit) == 0 &&
               strcmp(x->text, y->text) == 0;
    }
    if (!same)
        fail_msg("%s: \"%s\" and \"%s\"", what, a->message[0].why, b->message[0].why);
}

/* Members without blanks are read by a short way of their own. */
static void blanks_between_tokens_mean_nothing(void **state)
{
    (void)state;
    static const char *const labels[] = {"bn", "bt", "bu", "bv", "bs", "bver",
                                         "n",  "u",  "t",  "ut", "v",  "vs",
                                         "vb", "vd", "s",  "x",  "xy", "x_"};
    static const char *const values[] = {"0",
                                         "-0",
                                         "12.50",
                                         "-7",
                                         "01",
                                         "1.",
                                         ".5",
                                         "-",
                                         "1e2",
                                         "1.2.3",
                                         "12x",
                                         "123456789012345678",
                                         "1e999",
                                         "true",
                                         "null",
                                         "[1]",
                                         "{}",
                                         "12345678901234567890",
                                         "\"\"",
                                         "\"ab\"",
                                         "\"a\\u0062\"",
                                         "\"a",
                                         "\"\x01\"",
                                         "\"\\x\"",
                                         "\"a b\"",
                                         "\"\xc2\xb5\"",
                                         "\"\xff\"",
                                         "",
                                         ",",
                                         "\"longer than eight bytes\""};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            struct kept dense, loose;
            char text[256];
            (void)snprintf(text, sizeof text,
                           "[{\"bn\":\"d\",\"v\":1},{\"%s\":%s,\"s\":2}]", labels[i],
                           values[k]);
            (void)take(text, &dense);
            (void)snprintf(
                text, sizeof text,
                " [ {\"bn\" : \"d\" ,\t\"v\" : 1 } , { \"%s\" :\n %s , \"s\" : 2 }\r] ",
                labels[i], values[k]);
            (void)take(text, &loose);
            assert_same(&dense, &loose, text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_between_tokens_mean_nothing),
        cmocka_unit_test(the_working_group_s_examples_resolve_exactly),
        cmocka_unit_test(bytes_are_kept_though_the_published_answer_lost_them),
        cmocka_unit_test(a_fraction_of_a_second_stays_relative_to_the_base_time),
        cmocka_unit_test(base_fields_hold_until_replaced),
        cmocka_unit_test(base_values_and_sums_are_added_exactly),
        cmocka_unit_test(a_record_of_base_fields_alone_is_no_sample),
        cmocka_unit_test(times_below_2_to_the_28_count_from_the_receipt),
        cmocka_unit_test(a_relative_time_needs_a_time_of_receipt),
        cmocka_unit_test(broken_packs_are_refused_whole),
        cmocka_unit_test(a_nul_byte_ends_nothing),
        cmocka_unit_test(bad_records_are_told_one_by_one),
        cmocka_unit_test(unknown_labels_are_read_over),
        cmocka_unit_test(escaped_labels_and_texts_mean_what_they_say),
        cmocka_unit_test(absurd_sizes_are_refused),
        cmocka_unit_test(many_names_in_an_object_are_refused),
        cmocka_unit_test(a_file_may_hold_a_pack_on_each_line),
        cmocka_unit_test(a_sink_that_fails_stops_the_decoder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest_test.h"

#include <ctype.h>

#include "base/file.h"

static const ta_time_us received = INT64_C(1700000000000000);

static size_t unhex(const char *text, char *out, size_t room)
{
    size_t n = 0;
    int half = -1;
    for (; *text != '\0'; text++) {
        if (!isxdigit((unsigned char)*text)) continue;
        int digit = isdigit((unsigned char)*text)
                        ? *text - '0'
                        : tolower((unsigned char)*text) - 'a' + 10;
        if (half >= 0) {
            assert_true(n < room);
            out[n++] = (char)(half * 16 + digit);
        }
        half = half >= 0 ? -1 : digit;
    }
    return n;
}

static enum ta_outcome take(const char *hex, struct kept *kept)
{
    char bytes[2048];
    struct ta_decode_input in = {.source = "test",
                                 .bytes = bytes,
                                 .size = unhex(hex, bytes, sizeof bytes),
                                 .received = received,
                                 .limits = ta_limits_of_message()};
    *kept = (struct kept){0};
    assert_int_equal(decode_kept("cbor", &in, kept), TA_OK);
    assert_int_equal(kept->n_messages, 1);
    assert_true(kept->message[0].outcome == TA_ACCEPTED ||
                kept->message[0].why[0] != '\0');
    return kept->message[0].outcome;
}

/* [{0: "a", 2: VALUE}] */
static double value_of(const char *hex)
{
    struct kept kept;
    char text[128];
    (void)snprintf(text, sizeof text, "81 a2 00 61 61 02 %s", hex);
    assert_int_equal(take(text, &kept), TA_ACCEPTED);
    assert_int_equal(kept.n, 1);
    assert_int_equal(kept.sample[0].sample.outcome, TA_ACCEPTED);
    return kept.sample[0].sample.value;
}

static void decode_json(const char *path, struct kept *kept)
{
    char *bytes = NULL;
    struct ta_decode_input in = {.received = received,
                                 .limits = ta_limits_of_message()};
    assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &in.size, NULL), TA_OK);
    in.bytes = bytes;
    *kept = (struct kept){0};
    assert_int_equal(decode_kept("senml", &in, kept), TA_OK);
    ta_free(bytes);
}

/* xxd's form: an offset, then bytes, then their letters. */
static void strip_dump(char *text)
{
    char *to = text;
    for (char *line = strtok_r(text, "\n", &text); line != NULL;
         line = strtok_r(NULL, "\n", &text)) {
        char *bar = strchr(line, '|');
        size_t size = bar == NULL ? strlen(line) : (size_t)(bar - line);
        memmove(to, line + 4, size > 4 ? size - 4 : 0);
        to += size > 4 ? size - 4 : 0;
        *to++ = ' ';
    }
    *to = '\0';
}

static void the_working_group_s_example_is_that_in_json(void **state)
{
    (void)state;
    const char *data = ta_test_data();
    if (data == NULL) skip();
    char path[512], *dump = NULL;
    size_t size = 0;
    static struct kept cbor, json;
    (void)snprintf(path, sizeof path, "%s/reference/senml/ex3.gen.cbor.hex", data);
    assert_int_equal(ta_file_read(path, 1 << 16, &dump, &size, NULL), TA_OK);
    strip_dump(dump);
    assert_int_equal(take(dump, &cbor), TA_ACCEPTED);
    ta_free(dump);
    (void)snprintf(path, sizeof path, "%s/reference/senml/ex3.json", data);
    decode_json(path, &json);
    assert_int_equal(cbor.n, json.n);
    for (size_t i = 0; i < json.n; i++) {
        assert_string_equal(cbor.sample[i].name, json.sample[i].name);
        assert_string_equal(cbor.sample[i].unit, json.sample[i].unit);
        assert_int_equal(cbor.sample[i].sample.time, json.sample[i].sample.time);
        assert_true(cbor.sample[i].sample.value == json.sample[i].sample.value);
    }
}

/* Values as RFC 8949, appendix A, and an independent encoder have them. */
static void numbers_of_all_kinds_are_read(void **state)
{
    (void)state;
    assert_true(value_of("00") == 0.0);
    assert_true(value_of("18 64") == 100.0);
    assert_true(value_of("1b 000000e8d4a51000") == 1e12);
    assert_true(value_of("1b ffffffffffffffff") == 18446744073709551615.0);
    assert_true(value_of("3b ffffffffffffffff") == -18446744073709551616.0);
    assert_true(value_of("29") == -10.0);
    assert_true(value_of("f9 480f") == 8.1171875);
    assert_true(value_of("fa 403c1999") == 2.9390623569488525);
    assert_true(value_of("fb 3ff199999999999a") == 1.1);
    assert_true(value_of("f9 c400") == -4.0);
    assert_true(value_of("f9 0001") == 5.960464477539063e-8);
    assert_true(value_of("fb 7e37e43c8800759c") == 1.0e300);
    assert_true(value_of("c4 82 21 19 6ab3") == 273.15);
    assert_true(value_of("c4 82 03 01") == 1000.0);
    assert_true(value_of("1b 2c1a0d8a6ad0a6cf") ==
                (double)UINT64_C(0x2c1a0d8a6ad0a6cf));
}

/* bv 20.1 and v 0.2, both doubles: 20.3, as in JSON. */
static void floats_mean_their_digits(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(
        take("81 a3 00 61 61 24 fb 403419999999999a 02 fb 3fc999999999999a", &kept),
        TA_ACCEPTED);
    assert_true(kept.sample[0].sample.value == 20.3);
}

static void other_kinds_of_values_are_told(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(
        take("83 a2 00 61 61 04 f5 a2 00 61 61 03 62 6f6b a2 00 61 61 08 43 "
             "010203",
             &kept),
        TA_ACCEPTED);
    assert_int_equal(kept.n, 3);
    assert_int_equal(kept.sample[0].sample.kind, TA_SAMPLE_BOOL);
    assert_true(kept.sample[0].sample.value == 1.0);
    assert_int_equal(kept.sample[1].sample.kind, TA_SAMPLE_TEXT);
    assert_int_equal(kept.sample[2].sample.kind, TA_SAMPLE_DATA);
}

static void open_ended_and_extended_packs_are_read(void **state)
{
    (void)state;
    struct kept kept;
    /* indefinite array and map; an unknown label with a nested value; a tag before a value */
    assert_int_equal(
        take("9f bf 00 61 61 02 c1 05 61 78 82 01 a1 01 9f 02 ff ff ff", &kept),
        TA_ACCEPTED);
    assert_int_equal(kept.n, 1);
    assert_true(kept.sample[0].sample.value == 5.0);
}

static void what_breaks_the_form_is_named(void **state)
{
    (void)state;
    struct kept kept;
    static const struct {
        const char *hex;
        enum ta_outcome outcome;
    } bad[] = {{"", TA_BAD_SYNTAX},
               {"81", TA_BAD_SYNTAX},                         /* cut off */
               {"81 a2 00 61 61 02", TA_BAD_SYNTAX},          /* cut off */
               {"81 a2 00 61 61 02 1c", TA_BAD_SYNTAX},       /* reserved */
               {"81 a2 00 61 61 02 01 00", TA_BAD_SYNTAX},    /* bytes behind */
               {"a1 00 61 61", TA_BAD_FIELD},                 /* no array */
               {"80", TA_BAD_FIELD},                          /* empty */
               {"81 01", TA_BAD_FIELD},                       /* no map */
               {"81 a2 00 61 61 02 61 62", TA_BAD_FIELD},     /* text for a number */
               {"81 a2 00 01 02 01", TA_BAD_FIELD},           /* number for a name */
               {"81 a3 00 61 61 02 01 02 02", TA_BAD_SYNTAX}, /* twice */
               {"81 a2 00 61 61 02 f9 7e00", TA_BAD_VALUE},   /* NaN */
               {"81 a2 00 61 61 02 f9 7c00", TA_BAD_VALUE},   /* infinite */
               {"81 a2 00 61 61 02 c4 82 19 ffff 01", TA_BAD_VALUE},
               {"81 a2 00 61 61 02 c4 82 21 c2 41 01", TA_BAD_FIELD},
               {"81 a2 00 61 61 02 c5 82 21 01", TA_BAD_FIELD}, /* bigfloat */
               {"81 a2 00 61 ff 02 01", TA_BAD_SYNTAX},         /* no UTF-8 */
               {"81 a2 00 7f 61 61 ff 02 01", TA_BAD_SYNTAX},   /* text in chunks */
               {"81 a3 00 61 61 02 01 62 785f 01", TA_NOT_UNDERSTOOD},
               {"81 a3 20 0b 00 61 61 02 01", TA_BAD_VERSION},
               {"9b ffffffffffffffff", TA_BAD_SYNTAX}, /* claims without bytes */
               {"81 bb ffffffffffffffff 00 61 61", TA_BAD_SYNTAX},
               {"81 a2 00 5b 7fffffffffffffff 61 02 01", TA_BAD_SYNTAX},
               {"ff", TA_BAD_FIELD}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        enum ta_outcome got = take(bad[i].hex, &kept);
        if (got != bad[i].outcome) fail_msg("%s: %s", bad[i].hex, ta_outcome_word(got));
    }
    char deep[512] = "81 a3 00 61 61 02 01 61 78 ";
    for (int i = 0; i < 40; i++) (void)strncat(deep, "81 ", 4);
    (void)strncat(deep, "01", 3);
    assert_int_equal(take(deep, &kept), TA_TOO_DEEP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_working_group_s_example_is_that_in_json),
        cmocka_unit_test(numbers_of_all_kinds_are_read),
        cmocka_unit_test(floats_mean_their_digits),
        cmocka_unit_test(other_kinds_of_values_are_told),
        cmocka_unit_test(open_ended_and_extended_packs_are_read),
        cmocka_unit_test(what_breaks_the_form_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

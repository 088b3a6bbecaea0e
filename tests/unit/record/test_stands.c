/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <math.h>
#include <stdio.h>

#include "record/stands.h"

#define SAYS                                                                           \
    "{\"as_of\":\"1970-01-11\",\"evidence\":[{\"as_of\":1}],"                          \
    "\"model\":{\"id\":\"credit\",\"version\":3},\"opinion\":{\"value\":\"%s\"},"      \
    "\"previous_record\":%s,\"score\":{\"observed_weight\":%s},"                       \
    "\"valid_to\":\"1970-07-10\"%s}"

static enum ta_status read_of(const char *opinion, const char *previous,
                              const char *observed, const char *rest,
                              struct ta_record_stands *out)
{
    char body[512];
    struct ta_error err = {0};
    int n = snprintf(body, sizeof body, SAYS, opinion, previous, observed, rest);
    return ta_record_stands("a record", body, (size_t)n, out, &err);
}

static void what_it_says_is_read(void **state)
{
    (void)state;
    struct ta_record_stands is;
    /* White space is none of a canonical form: it is read in another way. */
    static const char *const rest[] = {"", " "};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(read_of("objection", "\"abc\"", "0.5", rest[i], &is), TA_OK);
        assert_int_equal(is.opinion, TA_OPINION_OBJECTION);
        assert_int_equal(is.as_of, 10);
        assert_int_equal(is.valid_to, 190);
        assert_string_equal(is.model, "credit-3");
        assert_string_equal(is.previous_record, "abc");
        assert_true(is.observed_weight == 0.5);
    }
    assert_int_equal(read_of("cannot_say", "null", "null", "", &is), TA_OK);
    assert_string_equal(is.previous_record, "");
    assert_true(isnan(is.observed_weight));
}

static void what_is_none_is_refused(void **state)
{
    (void)state;
    struct ta_record_stands is;
    assert_int_equal(read_of("perhaps", "null", "0.5", "", &is), TA_E_DATA);
    assert_int_equal(read_of("objection", "null", "0.5", "}", &is), TA_E_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_it_says_is_read),
                                       cmocka_unit_test(what_is_none_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

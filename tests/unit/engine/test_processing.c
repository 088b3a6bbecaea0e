/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/processing.h"

/* Each text is above all that stand before it. */
static const char *const rising[] = {
    "",
    "unversioned",
    "2016-12-14T01:00:00Z LPGS_2.7.0",
    "2020-09-08",
    "20200909",
    "2020-09-10T12:00:00Z LPGS_9.1",
    "2020-09-10T12:00:00Z LPGS_10.1",
    "2023-01-01T00:00:00Z",
    "02.14 2024-01-01T00:00:00Z",
    "05.09",
    "05.09 2023-11-02T10:00:00Z",
    "05.09 2023-11-03T09:00:00Z",
    "05.09 2023-11-04",
    "05.09 2023-11-05T00:30:00+08:00",
    "05.09 2023-11-04T23:00:00Z",
    "05.09 2023-11-04T23:00:00.500Z",
    "05.09 2023-11-04T23:00:01",
    "05.09 2023-11-05",
    "5.10 2020-01-01T00:00:00Z",
    "9.0",
    "10.0",
    "10.0.1",
};

static void newer_processings_are_above(void **state)
{
    (void)state;
    size_t n = sizeof rising / sizeof *rising;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            int order = ta_processing_compare(rising[i], rising[k]);
            if ((order > 0) != (i > k) || (order < 0) != (i < k))
                fail_msg("\"%s\" against \"%s\": %d", rising[i], rising[k], order);
        }
}

static void texts_that_mean_the_same_still_have_an_order(void **state)
{
    (void)state;
    assert_int_not_equal(ta_processing_compare("05.09", "5.9"), 0);
    assert_true((ta_processing_compare("05.09", "5.9") < 0) ==
                (ta_processing_compare("5.9", "05.09") > 0));
    /* what only looks like a day is a version */
    assert_true(ta_processing_compare("20201399", "2020-01-01") > 0);
    assert_true(ta_processing_compare("2020-01-01", "99999999999999999999") < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newer_processings_are_above),
        cmocka_unit_test(texts_that_mean_the_same_still_have_an_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

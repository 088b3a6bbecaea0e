/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "terrassay/status.h"

static void fail_returns_status_and_keeps_words(void **state)
{
    (void)state;
    struct ta_error err = {0};
    assert_int_equal(ta_fail(&err, TA_E_DATA, "row %d", 7), TA_E_DATA);
    ta_error_mend(&err, "close the ring");
    ta_error_context(&err, "sites.csv");
    assert_string_equal(err.text, "sites.csv: row 7");
    assert_string_equal(err.mend, "close the ring");
    assert_int_equal(ta_fail(NULL, TA_E_IO, "nobody listens"), TA_E_IO);
    struct ta_error other = {0};
    assert_int_equal(ta_fail_as(&other, &err), TA_E_DATA);
    assert_string_equal(other.mend, "close the ring");
    assert_int_equal(ta_fail_as(NULL, &err), TA_E_DATA);
}

static void every_status_has_an_exit_code_of_the_design(void **state)
{
    (void)state;
    static const int legal[] = {0, 1, 2, 3, 65, 69, 70, 75, 77, 78};
    for (int s = 0; s < TA_STATUS_COUNT; s++) {
        bool found = false;
        for (size_t i = 0; i < sizeof legal / sizeof *legal; i++)
            if (ta_status_exit_code((enum ta_status)s) == legal[i]) found = true;
        assert_true(found);
        assert_true(strlen(ta_status_text((enum ta_status)s)) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_returns_status_and_keeps_words),
        cmocka_unit_test(every_status_has_an_exit_code_of_the_design),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

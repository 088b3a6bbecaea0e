/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "ingest/mqtt_tls.h"

static void what_failed_is_heard(void **state)
{
    (void)state;
    char heard[TA_TLS_WORDS] = "";
    ta_mqtt_hear_tls("Client x sending CONNECT (u1:p1)", heard);
    assert_string_equal(heard, "");
    ta_mqtt_hear_tls(
        "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed",
        heard);
    assert_string_equal(heard, "certificate verify failed");
    ta_mqtt_hear_tls("Client x sending DISCONNECT", heard);
    assert_string_equal(heard, "certificate verify failed");
    ta_mqtt_hear_tls("OpenSSL Error[1]", heard);
    assert_string_equal(heard, "certificate verify failed");
}

static void each_failure_has_its_mend(void **state)
{
    (void)state;
    static const struct {
        const char *heard, *ca, *mend;
    } cases[] = {
        {"certificate verify failed", "ca.pem", "see that --ca names the authority"},
        {"certificate verify failed", NULL, "by --ca FILE"},
        {"certificate verify failed", NULL, "names \"b.example\""},
        {"tlsv13 alert certificate required", "ca.pem", "--cert and --key"},
        {"wrong version number", "ca.pem", "port 1883 may speak no TLS"},
        {"", "ca.pem", "port 1883 may speak no TLS: name the port that does, or"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ta_error err;
        const struct ta_mqtt_options options = {
            .host = "b.example", .port = 1883, .tls = true, .ca_file = cases[i].ca};
        assert_int_equal(ta_mqtt_fail_tls(&options, cases[i].heard, &err), TA_E_SOURCE);
        assert_non_null(strstr(err.text, cases[i].heard));
        if (strstr(err.mend, cases[i].mend) == NULL)
            fail_msg("%zu: \"%s\"", i, err.mend);
    }
}

static void no_answer_is_no_refusal(void **state)
{
    (void)state;
    struct ta_error err;
    struct ta_mqtt_options options = {.host = "b.example", .port = 8884};
    assert_int_equal(ta_mqtt_fail_unanswered(&options, &err), TA_E_SOURCE);
    assert_non_null(strstr(err.text, "port 8884"));
    assert_non_null(strstr(err.mend, "write mqtts://"));
    options.tls = true;
    assert_int_equal(ta_mqtt_fail_unanswered(&options, &err), TA_E_SOURCE);
    assert_null(strstr(err.mend, "mqtts://"));
    assert_non_null(strstr(err.mend, "--cert with --key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_failed_is_heard),
        cmocka_unit_test(each_failure_has_its_mend),
        cmocka_unit_test(no_answer_is_no_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

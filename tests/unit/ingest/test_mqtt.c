/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ingest/mqtt.h"
#include "ingest/quota.h"
#include "ingest/topic.h"

static struct ta_error err;

static struct ta_view view(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

/* The promise that everything rests on, asked of the library that is installed. */
static void acknowledgements_wait_in_this_library(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        if (ta_mqtt_probe(&err) != TA_OK) fail_msg("%s", err.text);
}

static void topics_say_project_device_and_format(void **state)
{
    (void)state;
    struct ta_topic t;
    assert_true(ta_topic_read(view("ta/v1/bank:7/d-1/senml"), &t));
    assert_string_equal(t.project, "bank:7");
    assert_string_equal(t.device, "d-1");
    assert_string_equal(t.format, "senml");
    const char *bad[] = {"",
                         "ta/v1/p/d",
                         "ta/v1/p/d/",
                         "ta/v1//d/senml",
                         "ta/v1/p/d/senml/x",
                         "ta/v2/p/d/senml",
                         "/ta/v1/p/d/senml",
                         "ta/v1/p p/d/senml",
                         "ta/v1/p/+/senml"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ta_topic_read(view(bad[i]), &t));
    assert_false(ta_topic_read((struct ta_view){"ta/v1/p/d\0x/senml", 17}, &t));
    char longest[200];
    (void)snprintf(longest, sizeof longest, "ta/v1/%0100d/d/senml", 1);
    assert_false(ta_topic_read(view(longest), &t));
}

static bool take(struct ta_quota *q, ta_time_us now, const char *topic, size_t bytes)
{
    bool first = false;
    return ta_quota_take(q, now, view(topic), bytes, &first);
}

static void quotas_count_by_device_and_day(void **state)
{
    (void)state;
    struct ta_quota *q = ta_quota_new((struct ta_quota_limits){3, 100});
    const ta_time_us day = TA_US_PER_DAY;
    assert_non_null(q);
    /* whatever format it names, and be it one that nobody decodes */
    assert_true(take(q, 5, "ta/v1/P/a/senml", 10));
    assert_true(take(q, 5, "ta/v1/P/a/cbor", 10));
    assert_true(take(q, 5, "ta/v1/P/a/x1", 10));
    assert_false(take(q, 5, "ta/v1/P/a/x2", 10));
    assert_false(take(q, 5, "ta/v1/P/a/senml", 10));
    assert_true(take(q, 5, "ta/v1/P/b/senml", 100));
    assert_false(take(q, 5, "ta/v1/P/b/json", 1));
    assert_true(take(q, day, "ta/v1/P/a/senml", 10)); /* another day */
    ta_quota_free(q);
    q = ta_quota_new((struct ta_quota_limits){0, 0});
    for (int i = 0; i < 100; i++) assert_true(take(q, 5, "a/senml", 1 << 30));
    ta_quota_free(q);
}

static void each_device_is_told_once_a_day(void **state)
{
    (void)state;
    struct ta_quota *q = ta_quota_new((struct ta_quota_limits){1, 0});
    static const char *const topic[] = {"P/a/senml", "P/b/senml", "P/a/json"};
    int told = 0;
    for (int day = 0; day < 2; day++)
        for (int i = 0; i < 9; i++) {
            bool first = false;
            (void)ta_quota_take(q, day * TA_US_PER_DAY + i, view(topic[i % 3]), 1,
                                &first);
            told += first;
        }
    assert_int_equal(told, 4);
    ta_quota_free(q);
}

/* More devices than the table holds share a count, and the table does not grow; formats of one
 * device take no room from others. */
static void a_flood_of_devices_is_bounded(void **state)
{
    (void)state;
    struct ta_quota *q = ta_quota_new((struct ta_quota_limits){2, 0});
    size_t taken = 0;
    char topic[32];
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(topic, sizeof topic, "P/d/f%d", i);
        taken += take(q, 5, topic, 1);
    }
    assert_int_equal(taken, 2);
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(topic, sizeof topic, "P/d%d/senml", i);
        taken += take(q, 5, topic, 1);
    }
    assert_int_equal(taken, 2 + 32767 + 2);
    assert_true(take(q, 5, "P/d1/json", 1)); /* has a count of its own */
    ta_quota_free(q);
}

static void ignore(void *self, const struct ta_mqtt_message *message)
{
    (void)self;
    (void)message;
}

static enum ta_status open_at(int port, const struct ta_mqtt_options *more)
{
    struct ta_mqtt_options o = {.host = "127.0.0.1",
                                .port = port,
                                .client_id = "test",
                                .filter = "x/#",
                                .keepalive_s = 60,
                                .receive_most = 20};
    struct ta_mqtt *session = NULL;
    if (more != NULL) {
        o.tls = more->tls;
        o.ca_file = more->ca_file;
    }
    err = (struct ta_error){.status = TA_OK};
    enum ta_status rc = ta_mqtt_open(&o, 1, ignore, NULL, &session, &err);
    ta_mqtt_close(session, false);
    return rc;
}

static int listen_here(int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int file = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(file, (struct sockaddr *)&at, size), 0);
    assert_int_equal(listen(file, 4), 0);
    assert_int_equal(getsockname(file, (struct sockaddr *)&at, &size), 0);
    *port = ntohs(at.sin_port);
    return file;
}

static void brokers_that_are_away_or_mute_are_told(void **state)
{
    (void)state;
    int port = 0, file = listen_here(&port);
    assert_int_equal(open_at(port, NULL), TA_E_SOURCE); /* listens, and says nothing */
    assert_non_null(strstr(err.text, "no answer"));
    close(file);
    assert_int_equal(open_at(port, NULL), TA_E_SOURCE); /* nobody there */
    const struct ta_mqtt_options tls = {.tls = true, .ca_file = "/nowhere.pem"};
    assert_int_equal(open_at(port, &tls), TA_E_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acknowledgements_wait_in_this_library),
        cmocka_unit_test(topics_say_project_device_and_format),
        cmocka_unit_test(quotas_count_by_device_and_day),
        cmocka_unit_test(each_device_is_told_once_a_day),
        cmocka_unit_test(a_flood_of_devices_is_bounded),
        cmocka_unit_test(brokers_that_are_away_or_mute_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

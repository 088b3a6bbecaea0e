/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "ingest/clock_watch.h"

#define S INT64_C(1000000)

static const struct ta_view topic = {"ta/v1/P/a/senml", 15};

/* @return jumps told over @p n messages, one each @p every seconds, whose readings advance by @p step */
static int send(struct ta_clock_watch *w, ta_time_us *received, ta_time_us *time, int n,
                int every, int step, ta_time_us *jump)
{
    int told = 0;
    for (int i = 0; i < n; i++) {
        *received += every * S;
        *time += step * S;
        told += ta_clock_watch_see(w, topic, *time, *received, jump);
    }
    return told;
}

static void a_clock_that_is_set_is_told_once(void **state)
{
    (void)state;
    struct ta_clock_watch *w = ta_clock_watch_new();
    ta_time_us received = 1700000000 * S, time = received - 2 * S, jump = 0;
    assert_int_equal(send(w, &received, &time, 100, 30, 30, &jump), 0);
    time -= 3600 * S;
    assert_int_equal(send(w, &received, &time, 100, 30, 30, &jump), 1);
    assert_true(jump == -3600 * S);
    time += 3600 * S; /* and set right again */
    assert_int_equal(send(w, &received, &time, 100, 30, 30, &jump), 1);
    assert_true(jump == 3600 * S);
    time -= 500 * S; /* less than ten minutes */
    assert_int_equal(send(w, &received, &time, 100, 30, 30, &jump), 0);
    ta_clock_watch_free(w);
}

static void one_late_message_after_days_is_no_jump(void **state)
{
    (void)state;
    struct ta_clock_watch *w = ta_clock_watch_new();
    ta_time_us received = 1700000000 * S, time = received, jump = 0;
    assert_int_equal(send(w, &received, &time, 1000, 600, 600, &jump), 0); /* a week */
    time -= 7200 * S;
    assert_int_equal(send(w, &received, &time, 1, 600, 600, &jump), 0);
    time += 7200 * S;
    assert_int_equal(send(w, &received, &time, 100, 600, 600, &jump), 0);
    time -= 7200 * S; /* and here it was set */
    assert_int_equal(send(w, &received, &time, 100, 600, 600, &jump), 1);
    assert_true(jump == -7200 * S);
    ta_clock_watch_free(w);
}

static void late_readings_in_bulk_are_no_jump(void **state)
{
    (void)state;
    struct ta_clock_watch *w = ta_clock_watch_new();
    ta_time_us received = 1700000000 * S, time = received, jump = 0;
    assert_int_equal(send(w, &received, &time, 50, 60, 60, &jump), 0);
    received += 5 * 3600 *
                S; /* out of reach for five hours; then ten a second, and live again */
    for (int i = 0; i < 30; i++) {
        received += S;
        assert_int_equal(send(w, &received, &time, 10, 0, 60, &jump), 0);
    }
    time = received;
    assert_int_equal(send(w, &received, &time, 50, 60, 60, &jump), 0);
    ta_clock_watch_free(w);
}

static void a_clock_that_drifts_or_one_odd_message_is_no_jump(void **state)
{
    (void)state;
    struct ta_clock_watch *w = ta_clock_watch_new();
    ta_time_us received = 1700000000 * S, time = received, jump = 0, odd = 0;
    for (int i = 0; i < 2000; i++) { /* a second in a minute */
        received += 60 * S;
        time += 59 * S;
        assert_false(ta_clock_watch_see(w, topic, time, received, &jump));
    }
    odd = time - 86400 * S;
    assert_false(ta_clock_watch_see(w, topic, odd, received, &jump));
    assert_int_equal(send(w, &received, &time, 50, 60, 60, &jump), 0);
    ta_clock_watch_free(w);
}

static void each_topic_has_its_clock(void **state)
{
    (void)state;
    struct ta_clock_watch *w = ta_clock_watch_new();
    ta_time_us jump = 0;
    for (int i = 0; i < 100; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%d", i % 50);
        ta_time_us received = (1700000000 + i / 50 * 60) * S;
        assert_false(ta_clock_watch_see(w, (struct ta_view){name, strlen(name)},
                                        received - i % 50 * 3600 * S, received, &jump));
    }
    assert_false(ta_clock_watch_see(w, topic, INT64_MIN + 1, 0, &jump));
    assert_false(ta_clock_watch_see(w, topic, 0, INT64_MAX, &jump));
    ta_clock_watch_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_is_set_is_told_once),
        cmocka_unit_test(one_late_message_after_days_is_no_jump),
        cmocka_unit_test(late_readings_in_bulk_are_no_jump),
        cmocka_unit_test(a_clock_that_drifts_or_one_odd_message_is_no_jump),
        cmocka_unit_test(each_topic_has_its_clock)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

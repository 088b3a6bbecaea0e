/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "broker-line"
#include "ta_test_engine.h"

#include "engine/broker_line.h"
#include "engine/broker_tail.h"

static struct ta_journal *journal_open(void)
{
    const struct ta_journal_options options = {FOLDER, 1 << 20, 0};
    struct ta_journal *journal = NULL;
    assert_ok(ta_journal_open(&options, &journal, &err));
    return journal;
}

/* Does a message of @p size bytes find memory? */
static enum ta_status keep(struct ta_journal *journal, size_t size, bool memory,
                           bool *kept)
{
    char *bytes = calloc(size, 1);
    const struct ta_journal_message message = {
        .received = 7, .topic = {"t", 1}, .bytes = {bytes, size}};
    ta_alloc_fail_at(memory ? 0 : 1);
    enum ta_status rc = ta_broker_line_keep(journal, &message, kept, &err);
    ta_alloc_fail_at(0);
    free(bytes);
    return rc;
}

static void a_poison_message_is_passed_over_and_the_next_is_kept(void **state)
{
    (void)state;
    struct ta_journal *journal = journal_open();
    bool kept = true;
    assert_ok(keep(journal, TA_BROKER_POISON_BYTES + 1, false, &kept));
    assert_false(kept);
    assert_int_equal(ta_journal_waiting(journal), 0);
    assert_ok(keep(journal, 100, true, &kept));
    assert_true(kept);
    assert_int_equal(ta_journal_waiting(journal), 1);
    assert_ok(ta_journal_commit(journal, &err));
    ta_journal_close(journal);
}

/* What may be a reading is not acknowledged, and comes again. */
static void a_reading_waits_for_memory(void **state)
{
    (void)state;
    struct ta_journal *journal = journal_open();
    bool kept = true;
    assert_gives(keep(journal, 100, false, &kept), TA_E_NOMEM);
    assert_false(kept);
    assert_ok(keep(journal, 100, true, &kept));
    assert_true(kept);
    assert_ok(
        keep(journal, TA_BROKER_POISON_BYTES + 1, true, &kept)); /* for a letter */
    assert_true(kept);
    ta_journal_close(journal);
}

static void only_a_large_batch_waits_for_more(void **state)
{
    (void)state;
    struct ta_broker_gather gather = {0};
    assert_false(ta_broker_gather_wait(&gather, 0));
    assert_false(ta_broker_gather_wait(&gather, 31));
    assert_true(ta_broker_gather_wait(&gather, 32));
    ta_broker_gather_came(&gather, 16);
    assert_true(ta_broker_gather_wait(&gather, 1000));
}

/* A broker with a short window sends nothing before we acknowledge. */
static void after_a_wait_in_vain_batches_do_not_wait_for_a_while(void **state)
{
    (void)state;
    struct ta_broker_gather gather = {0};
    assert_true(ta_broker_gather_wait(&gather, 100));
    ta_broker_gather_came(&gather, 0);
    for (int i = 0; i < 64; i++) {
        assert_false(ta_broker_gather_wait(&gather, 1)); /* does not count */
        assert_false(ta_broker_gather_wait(&gather, 100));
    }
    assert_true(ta_broker_gather_wait(&gather, 100));
}

static void brief_sessions_in_a_row_wait_longer_each_time(void **state)
{
    (void)state;
    enum { SECOND = 1000000 };
    struct ta_broker_losses losses = {0};
    const int waits[] = {200,  200,   400,   800,   1600, 3200,
                         6400, 12800, 25600, 30000, 30000};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
        assert_int_equal(ta_broker_lost_ms(&losses, SECOND), waits[i]);
    /* the other one waits half a minute, too: still brief */
    assert_int_equal(ta_broker_lost_ms(&losses, 31 * SECOND), 30000);
    assert_int_equal(ta_broker_lost_ms(&losses, (ta_time_us)66 * SECOND), 200);
    assert_int_equal(losses.brief, 0);
}

/* What was held while we were away has no receipt that says when it was sent. */
static void what_waited_long_is_not_dated(void **state)
{
    (void)state;
    const ta_time_us s = 1000000;
    struct ta_broker_wait wait = {TA_TIME_NONE, TA_TIME_NONE};
    ta_broker_wait_begin(&wait, 1000 * s); /* since when, nobody knows */
    assert_true(ta_broker_waited(&wait, 100000 * s));
    ta_broker_wait_end(&wait);
    assert_false(ta_broker_waited(&wait, 1000 * s));
    ta_broker_wait_heard(&wait, 1000 * s);
    ta_broker_wait_begin(&wait, 1030 * s); /* half a minute passes */
    assert_false(ta_broker_waited(&wait, 1030 * s));
    ta_broker_wait_begin(&wait, 1400 * s);
    assert_true(ta_broker_waited(&wait, 1400 * s));
    assert_true(ta_broker_waited(&wait, 1500 * s));
    assert_false(ta_broker_waited(&wait, 1501 * s));
}

static void commit_message(struct ta_journal *journal, ta_time_us received, unsigned id)
{
    const struct ta_journal_message message = {.received = received,
                                               .topic = {"ta/v1/P/a/x", 11},
                                               .bytes = {"1", 1},
                                               .id = id};
    assert_ok(ta_journal_add(journal, &message, &err));
    assert_ok(ta_journal_commit(journal, &err));
}

/* How many messages of P/a a run that follows takes. */
static int taken_by_the_next_run(uint64_t quota)
{
    struct ta_resent *resent = ta_resent_new();
    struct ta_quota *of = ta_quota_new((struct ta_quota_limits){quota, 0});
    ta_time_us newest = 0;
    bool first = false;
    int n = 0;
    assert_ok(ta_broker_tail(FOLDER, FOLDER "-archive", resent, of, &newest, &err));
    while (ta_quota_take(of, 9, (struct ta_view){"ta/v1/P/a/x", 11}, 1, &first)) n++;
    ta_resent_free(resent);
    ta_quota_free(of);
    return n;
}

/* One that the broker sends again stands there twice, and counts once; so does one passed over. */
static void a_quota_is_what_the_last_run_left_of_it(void **state)
{
    (void)state;
    struct ta_journal *journal = journal_open();
    struct ta_journal_passed passed = {.outcome = TA_TOO_LONG,
                                       .topic = {"ta/v1/P/a/x", 11},
                                       .messages = 1,
                                       .received = 8};
    assert_int_equal(taken_by_the_next_run(10), 10);
    for (int i = 0; i < 3; i++) commit_message(journal, 5 + i, 1 + (unsigned)i);
    for (int i = 0; i < 3; i++) commit_message(journal, 5 + i, 1 + (unsigned)i);
    assert_int_equal(taken_by_the_next_run(10), 7);
    assert_ok(ta_journal_pass(journal, &passed, &err));
    passed.outcome = TA_RETAINED; /* nobody sent it now */
    assert_ok(ta_journal_pass(journal, &passed, &err));
    assert_ok(ta_journal_commit(journal, &err));
    assert_int_equal(taken_by_the_next_run(10), 6);
    ta_journal_close(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_quota_is_what_the_last_run_left_of_it, fresh_folder),
        cmocka_unit_test_setup(a_poison_message_is_passed_over_and_the_next_is_kept,
                               fresh_folder),
        cmocka_unit_test_setup(a_reading_waits_for_memory, fresh_folder),
        cmocka_unit_test(only_a_large_batch_waits_for_more),
        cmocka_unit_test(after_a_wait_in_vain_batches_do_not_wait_for_a_while),
        cmocka_unit_test(brief_sessions_in_a_row_wait_longer_each_time),
        cmocka_unit_test(what_waited_long_is_not_dated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

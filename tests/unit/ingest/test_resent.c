/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <string.h>

#include "ingest/resent.h"

static struct ta_journal_message message(unsigned id, const char *bytes,
                                         ta_time_us received)
{
    return (struct ta_journal_message){.received = received,
                                       .topic = {"ta/v1/p/d/senml", 15},
                                       .bytes = {bytes, strlen(bytes)},
                                       .id = id};
}

static void keep(struct ta_resent *resent, unsigned id, const char *bytes,
                 ta_time_us received)
{
    const struct ta_journal_message m = message(id, bytes, received);
    ta_resent_keep(resent, &m);
}

static void one_that_comes_again_has_its_first_receipt(void **state)
{
    (void)state;
    struct ta_resent *resent = ta_resent_new();
    assert_non_null(resent);
    struct ta_journal_message m = message(7, "a", 100);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_NEW);
    m.undated = true;
    ta_resent_keep(resent, &m);
    m = message(7, "a", 900);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_KNOWN);
    assert_int_equal(m.received, 100);
    assert_true(m.undated);
    ta_resent_keep(resent, &m); /* and a third time */
    m = message(7, "a", 990);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_KNOWN);
    assert_int_equal(m.received, 100);
    ta_resent_free(resent);
}

/* A device may send the same bytes each minute: its messages differ by their numbers, and by nothing else. */
static void the_same_bytes_are_not_the_same_message(void **state)
{
    (void)state;
    struct ta_resent *resent = ta_resent_new();
    keep(resent, 7, "a", 100);
    struct ta_journal_message m = message(8, "a", 900);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_NEW);
    assert_int_equal(m.received, 900);
    m = message(7, "b", 900);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_NEW);
    m = message(7, "a", 900);
    m.topic.size--;
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_NEW);
    keep(resent, 7, "a", 200); /* a broker that gives numbers again soon */
    m = message(7, "a", 900);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_UNCLEAR);
    assert_int_equal(m.received, 900);
    ta_resent_free(resent);
}

static void the_last_messages_are_remembered(void **state)
{
    (void)state;
    struct ta_resent *resent = ta_resent_new();
    for (unsigned i = 1; i <= 40000; i++) keep(resent, i, "a", i);
    struct ta_journal_message m = message(40000 - 32767, "a", 0);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_KNOWN);
    assert_int_equal(m.received, 40000 - 32767);
    m = message(40000 - 32768, "a", 0);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_NEW);
    keep(resent, 0, "no number", 5);
    m = message(0, "no number", 6);
    assert_int_equal(ta_resent_find(resent, &m), TA_RESENT_NEW);
    ta_resent_free(resent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_comes_again_has_its_first_receipt),
        cmocka_unit_test(the_same_bytes_are_not_the_same_message),
        cmocka_unit_test(the_last_messages_are_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

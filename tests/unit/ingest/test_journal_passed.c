/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that the journal counts and does not keep, and quotas that go on after a restart. */
#include "ta_test.h"

#include "base/memory.h"
#include "base/time.h"
#include "ingest/frame.h"
#include "ingest/journal.h"
#include "ingest/packed.h"
#include "ingest/quota.h"
#include "ta_test_folder.h"

static const char folder[] = TA_BINARY_DIR "/test-journal-passed";
static struct ta_error err;

#define assert_ok(call)                                                                \
    do {                                                                               \
        enum ta_status ta_rc = (call);                                                 \
        if (ta_rc != TA_OK) fail_msg("%s: %d: %s", #call, (int)ta_rc, err.text);       \
    } while (0)

static struct ta_journal *journal_open(void)
{
    const struct ta_journal_options options = {folder, 1 << 20, 0};
    struct ta_journal *j = NULL;
    assert_ok(ta_journal_open(&options, &j, &err));
    return j;
}

static struct ta_view view(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

static enum ta_status pass(struct ta_journal *j, enum ta_outcome outcome,
                           const char *topic)
{
    const struct ta_journal_passed passed = {.outcome = outcome,
                                             .topic = view(topic),
                                             .messages = 1,
                                             .bytes = 10,
                                             .received = 77};
    return ta_journal_pass(j, &passed, &err);
}

static void keep(struct ta_journal *j)
{
    const struct ta_journal_message m = {.topic = view("t"), .bytes = view("b")};
    assert_ok(ta_journal_add(j, &m, &err));
}

/* What is read. */
struct seen {
    size_t messages, frames, faults;
    uint64_t passed[TA_OUTCOME_COUNT], bytes;
    char topic[32], quota[32], why[96]; /* the last ones */
};

static enum ta_status on_message(void *self, const struct ta_journal_message *m,
                                 struct ta_error *e)
{
    struct seen *seen = self;
    (void)m, (void)e;
    seen->messages++;
    return TA_OK;
}

static enum ta_status on_passed(void *self, const struct ta_journal_passed *passed,
                                struct ta_error *e)
{
    struct seen *seen = self;
    (void)e;
    assert_int_equal(passed->received, 77);
    seen->frames++;
    seen->passed[passed->outcome] += passed->messages;
    seen->bytes += passed->bytes;
    (void)snprintf(seen->topic, sizeof seen->topic, "%.*s", (int)passed->topic.size,
                   passed->topic.bytes);
    return TA_OK;
}

static void on_quota(void *self, struct ta_view used)
{
    struct seen *seen = self;
    (void)snprintf(seen->quota, sizeof seen->quota, "%.*s", (int)used.size, used.bytes);
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    struct seen *seen = self;
    (void)path, (void)at, (void)size;
    assert_int_equal(lost, 0);
    seen->faults++;
    (void)snprintf(seen->why, sizeof seen->why, "%s", why);
}

static struct seen read_folder(void)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    struct seen seen = {.messages = 0};
    const struct ta_journal_sink sink = {.self = &seen,
                                         .message = on_message,
                                         .fault = on_fault,
                                         .passed = on_passed,
                                         .quota = on_quota};
    const struct ta_journal_sink deaf = {.self = &seen, .message = on_message};
    assert_ok(ta_journal_list(folder, &segment, &n, &err));
    for (size_t i = 0; i < n; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", folder, segment[i].name);
        assert_ok(ta_journal_read(path, false, &deaf, &err));
        assert_ok(ta_journal_read(path, false, &sink, &err));
    }
    ta_free(segment);
    seen.messages /= 2;
    return seen;
}

static int setup(void **state)
{
    (void)state;
    ta_test_remove(folder);
    return 0;
}

static void a_batch_tells_of_a_topic_once(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open();
    keep(j);
    for (int i = 0; i < 1000; i++) {
        assert_ok(pass(j, TA_OVER_QUOTA, i % 2 == 0 ? "ta/v1/P/a/x" : "ta/v1/P/b/x"));
        if (i % 10 == 0) assert_ok(pass(j, TA_RETAINED, "ta/v1/P/a/x"));
        if (i % 10 == 5) keep(j);
    }
    assert_int_equal(ta_journal_waiting(j), 1201);
    assert_ok(ta_journal_commit(j, &err));
    assert_int_equal(ta_journal_waiting(j), 0);
    assert_true(ta_journal_size(j) < 10000);
    assert_ok(pass(j, TA_TOO_LONG, "ta/v1/P/c/x")); /* a batch of nothing else */
    assert_ok(ta_journal_commit(j, &err));
    assert_ok(pass(j, TA_OVER_QUOTA, "lost"));
    ta_journal_close(j); /* never committed */
    struct seen seen = read_folder();
    assert_int_equal(seen.messages, 101);
    assert_int_equal(seen.frames, 4);
    assert_int_equal(seen.passed[TA_OVER_QUOTA], 1000);
    assert_int_equal(seen.passed[TA_RETAINED], 100);
    assert_int_equal(seen.passed[TA_TOO_LONG], 1);
    assert_int_equal(seen.bytes, 11010);
    assert_string_equal(seen.topic, "ta/v1/P/c/x");
    assert_int_equal(seen.faults, 0);
}

static void none_is_lost_among_many_topics(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open();
    char topic[32];
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(topic, sizeof topic, "ta/v1/P/d%d/x", i % 77);
        assert_ok(pass(j, TA_OVER_QUOTA, topic));
        if (i % 1000 == 999) assert_ok(ta_journal_commit(j, &err));
    }
    ta_journal_close(j);
    assert_int_equal(read_folder().passed[TA_OVER_QUOTA], 5000);
}

static void short_memory_costs_no_count_that_was_taken(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open();
    char topic[32];
    uint64_t taken = 0, refused = 0;
    for (int i = 0; i < 400; i++) {
        (void)snprintf(topic, sizeof topic, "ta/v1/P/d%d/x", i % 40);
        ta_alloc_fail_at(1);
        enum ta_status rc = pass(j, TA_OVER_QUOTA, topic);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        taken += rc == TA_OK;
        refused += rc != TA_OK;
        if (rc != TA_OK) keep(j);
    }
    assert_true(taken > 2 && refused > 2);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    struct seen seen = read_folder();
    assert_int_equal(seen.passed[TA_OVER_QUOTA], taken);
    assert_int_equal(seen.messages, refused);
    assert_int_equal(seen.faults, 0);
}

static void a_note_of_quotas_is_no_message(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open();
    keep(j);
    assert_ok(ta_journal_note_quota(j, view("used so far"), &err));
    assert_int_equal(ta_journal_waiting(j), 1);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    struct seen seen = read_folder();
    assert_int_equal(seen.messages, 1);
    assert_string_equal(seen.quota, "used so far");
    assert_int_equal(seen.faults, 0);
}

/* A frame of body @p body as a newer program may write it. */
static struct seen read_frame(const struct ta_text *body)
{
    struct ta_frame_key key;
    struct ta_text file = {0};
    char name[TA_FRAME_NAME], path[512];
    ta_test_remove(folder);
    ta_journal_close(journal_open()); /* makes the folder */
    ta_frame_key_new(&key);
    ta_frame_name("000000000000", &key, "journal", name);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    ta_frame_file_head(&key, &file);
    ta_frame_add(&key, 0, (struct ta_view){body->bytes, body->size}, &file);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(file.bytes, 1, file.size, out), file.size);
    assert_int_equal(fclose(out), 0);
    ta_text_free(&file);
    return read_folder();
}

static void kinds_and_words_of_a_newer_program_are_named(void **state)
{
    (void)state;
    struct ta_text body = {0};
    ta_pack_kind(&body, 9);
    ta_pack_view(&body, view("whatever"));
    struct seen seen = read_frame(&body);
    assert_int_equal(seen.faults, 1);
    assert_non_null(strstr(seen.why, "of a kind that this program does not know"));
    body.size = 0;
    ta_pack_kind(&body, 1);
    ta_pack_view(&body, view("too_pretty"));
    ta_pack_view(&body, view("t"));
    ta_pack_fixed(&body, 1);
    ta_pack_fixed(&body, 1);
    ta_pack_number(&body, 77);
    seen = read_frame(&body);
    assert_int_equal(seen.faults, 1);
    assert_non_null(strstr(seen.why, "messages passed over"));
    body.size = 0;
    ta_pack_kind(&body, 2);
    ta_pack_view(&body, view("used"));
    ta_pack_number(&body, 1);
    seen = read_frame(&body);
    assert_int_equal(seen.faults, 1);
    assert_non_null(strstr(seen.why, "of quotas"));
    ta_text_free(&body);
}

/* --- quotas --------------------------------------------------------------------------------- */

static bool take(struct ta_quota *q, ta_time_us now, const char *topic)
{
    bool first = false;
    return ta_quota_take(q, now, view(topic), 1, &first);
}

static struct ta_quota *quota_of(uint64_t messages)
{
    struct ta_quota *q = ta_quota_new((struct ta_quota_limits){messages, 0});
    assert_non_null(q);
    return q;
}

static void a_quota_goes_on_after_a_restart(void **state)
{
    (void)state;
    const ta_time_us noon = 100 * TA_US_PER_DAY;
    struct ta_quota *before = quota_of(3), *after = quota_of(3);
    struct ta_text saved = {0};
    assert_true(take(before, noon, "ta/v1/P/a/x"));
    for (int i = 0; i < 4; i++) (void)take(before, noon, "ta/v1/P/b/x");
    ta_quota_save(before, &saved);
    ta_quota_used(after, noon, view("ta/v1/P/a/x"), 1, 1); /* is in what was saved */
    ta_quota_restore(after, (struct ta_view){saved.bytes, saved.size});
    assert_false(take(after, noon, "ta/v1/P/b/json"));
    ta_quota_used(after, noon, view("ta/v1/P/a/x"), 1, 1); /* came behind it */
    ta_quota_used(after, noon - TA_US_PER_DAY, view("ta/v1/P/a/x"), 9, 9);
    assert_true(take(after, noon, "ta/v1/P/a/x"));
    assert_false(take(after, noon, "ta/v1/P/a/x"));
    assert_true(take(after, noon + TA_US_PER_DAY, "ta/v1/P/a/x")); /* another day */
    ta_quota_restore(after,
                     (struct ta_view){saved.bytes, saved.size}); /* of yesterday */
    assert_true(take(after, noon + TA_US_PER_DAY, "ta/v1/P/b/x"));
    ta_quota_free(before);
    ta_quota_free(after);
    ta_text_free(&saved);
}

static void what_is_no_state_of_quotas_counts_nothing(void **state)
{
    (void)state;
    struct ta_quota *q = quota_of(1);
    struct ta_text saved = {0};
    for (int i = 0; i < 3; i++) (void)take(q, 5, "ta/v1/P/a/x");
    ta_quota_save(q, &saved);
    ta_quota_free(q);
    for (size_t cut = 0; cut < saved.size; cut++) {
        q = quota_of(1);
        ta_quota_restore(q, (struct ta_view){saved.bytes, cut});
        assert_true(take(q, 5, "ta/v1/P/b/x"));
        ta_quota_free(q);
    }
    ta_text_free(&saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_batch_tells_of_a_topic_once, setup),
        cmocka_unit_test_setup(none_is_lost_among_many_topics, setup),
        cmocka_unit_test_setup(short_memory_costs_no_count_that_was_taken, setup),
        cmocka_unit_test_setup(a_note_of_quotas_is_no_message, setup),
        cmocka_unit_test_setup(kinds_and_words_of_a_newer_program_are_named, setup),
        cmocka_unit_test(a_quota_goes_on_after_a_restart),
        cmocka_unit_test(what_is_no_state_of_quotas_counts_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

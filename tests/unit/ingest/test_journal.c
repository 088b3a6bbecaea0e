/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/archive.h"
#include "ingest/frame.h"
#include "ingest/journal.h"
#include "ingest/journal_copy.h"
#include "ta_test_folder.h"

static const char folder[] = TA_BINARY_DIR "/test-journal";
static struct ta_error err;

#define assert_ok(call)                                                                \
    do {                                                                               \
        enum ta_status ta_rc = (call);                                                 \
        if (ta_rc != TA_OK) fail_msg("%s: %d: %s", #call, (int)ta_rc, err.text);       \
    } while (0)

static struct ta_journal *journal_open(size_t segment)
{
    const struct ta_journal_options options = {folder, segment, 0};
    struct ta_journal *j = NULL;
    assert_ok(ta_journal_open(&options, &j, &err));
    return j;
}

static void add(struct ta_journal *j, size_t i)
{
    char topic[32], bytes[300];
    (void)snprintf(topic, sizeof topic, "ta/v1/p/d%zu/senml", i % 7);
    memset(bytes, (int)(i % 251), sizeof bytes);
    const struct ta_journal_message m = {.received = (ta_time_us)i * 1000 - 5,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {bytes, i % 300},
                                         .id = (unsigned)(i % 4 * 21845),
                                         .undated = i % 5 == 0};
    assert_ok(ta_journal_add(j, &m, &err));
}

/* What is read: messages in order, and faults. */
struct seen {
    size_t n, faults, bytes;
    uint64_t lost;
};

static enum ta_status on_message(void *self, const struct ta_journal_message *m,
                                 struct ta_error *e)
{
    struct seen *seen = self;
    (void)e;
    size_t i = (size_t)((m->received + 5) / 1000);
    assert_int_equal(m->bytes.size, i % 300);
    for (size_t k = 0; k < m->bytes.size; k++)
        assert_int_equal((unsigned char)m->bytes.bytes[k], i % 251);
    assert_int_equal(m->topic.bytes[9] - '0', i % 7);
    assert_int_equal(m->id, i % 4 * 21845);
    assert_int_equal(m->undated, i % 5 == 0);
    seen->n++;
    return TA_OK;
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    struct seen *seen = self;
    (void)at;
    assert_non_null(strstr(path, ".journal"));
    assert_true(why[0] != '\0');
    seen->faults++;
    seen->bytes += size;
    seen->lost += lost;
}

static struct seen read_folder(bool open)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    struct seen seen = {.n = 0};
    const struct ta_journal_sink sink = {
        .self = &seen, .message = on_message, .fault = on_fault};
    assert_ok(ta_journal_list(folder, &segment, &n, &err));
    for (size_t i = 0; i < n; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", folder, segment[i].name);
        assert_ok(ta_journal_read(path, open, &sink, &err));
    }
    ta_free(segment);
    return seen;
}

static size_t segments(void)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    assert_ok(ta_journal_list(folder, &segment, &n, &err));
    for (size_t i = 1; i < n; i++)
        assert_true(segment[i].number > segment[i - 1].number);
    ta_free(segment);
    return n;
}

static int setup(void **state)
{
    (void)state;
    ta_test_remove(folder);
    return 0;
}

static void what_was_committed_reads_back(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open(1 << 20);
    assert_int_equal(read_folder(false).n, 0);
    for (size_t i = 0; i < 1000; i++) {
        add(j, i);
        if (i % 10 == 9) assert_ok(ta_journal_commit(j, &err));
    }
    add(j, 1000); /* never committed */
    assert_int_equal(ta_journal_waiting(j), 1);
    struct seen seen = read_folder(true); /* while it is being written */
    assert_int_equal(seen.n, 1000);
    ta_journal_close(j);
    seen = read_folder(false);
    assert_int_equal(seen.n, 1000);
    assert_int_equal(seen.faults, 0);
}

static const char *cut_path;

static enum ta_status on_message_cut(void *self, const struct ta_journal_message *m,
                                     struct ta_error *e)
{
    assert_int_equal(truncate(cut_path, TA_FRAME_FILE_HEAD), 0);
    return on_message(self, m, e);
}

/* A writer whose disk is full gives back what it could not finish, while others read. */
static void a_segment_may_be_cut_short_while_it_is_read(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open(1 << 24);
    struct ta_journal_segment *segment = NULL;
    struct seen seen = {.n = 0};
    const struct ta_journal_sink sink = {
        .self = &seen, .message = on_message_cut, .fault = on_fault};
    char path[512];
    size_t n = 0;
    for (size_t i = 0; i < 1000; i++) add(j, i); /* many pages */
    assert_ok(ta_journal_commit(j, &err));
    assert_ok(ta_journal_list(folder, &segment, &n, &err));
    (void)snprintf(path, sizeof path, "%s/%s", folder, segment[0].name);
    cut_path = path;
    assert_ok(ta_journal_read(path, true, &sink, &err));
    assert_int_equal(seen.n, 1000);
    ta_free(segment);
    ta_journal_close(j);
}

static void segments_rotate_and_are_never_written_again(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open(4000);
    for (size_t i = 0; i < 200; i++) {
        add(j, i);
        assert_ok(ta_journal_commit(j, &err));
    }
    size_t n = segments();
    assert_true(n > 5);
    uint64_t number = ta_journal_number(j);
    ta_journal_rotate(j);
    ta_journal_rotate(j); /* nothing in it: nothing happens */
    assert_true(ta_journal_number(j) <= number + 1);
    ta_journal_close(j);
    j = journal_open(4000);
    add(j, 200);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    assert_true(segments() > n);
    assert_int_equal(read_folder(false).n, 201);
}

/* As a kill in the middle of a write leaves it. */
static void a_torn_end_costs_what_was_not_acknowledged(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open(1 << 20);
    for (size_t i = 0; i < 50; i++) add(j, i);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    char path[512];
    assert_ok(ta_journal_list(folder, &segment, &n, &err));
    (void)snprintf(path, sizeof path, "%s/%s", folder, segment[0].name);
    uint64_t listed = segment[0].size;
    ta_free(segment);
    char *bytes = NULL;
    size_t size = 0;
    assert_ok(ta_file_read(path, 1 << 20, &bytes, &size, &err));
    assert_int_equal(listed, size);
    assert_int_equal(truncate(path, (off_t)size - 3), 0);
    struct seen seen = read_folder(false);
    assert_int_equal(seen.n, 49);
    assert_int_equal(seen.faults, 1);
    assert_int_equal(read_folder(true).faults, 0); /* as if it were being written */
    bytes[200] ^= 4;
    assert_ok(ta_file_write(path, bytes, size, 0666, &err));
    seen = read_folder(false);
    assert_int_equal(seen.n, 49);
    assert_int_equal(seen.faults, 2); /* the stretch, and that a message is missing */
    assert_int_equal(seen.lost, 1);
    ta_free(bytes);
}

/* A limit on the size of files stands for a full disk: write() fails half-way. */
static void a_failed_write_is_tried_again_elsewhere(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open(1 << 20);
    struct rlimit before, small = {4096, RLIM_INFINITY};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    void (*old)(int) = signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < 10; i++) add(j, i);
    assert_ok(ta_journal_commit(j, &err));
    for (size_t i = 200; i < 230; i++) add(j, i); /* more than the limit */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(ta_journal_commit(j, &err), TA_E_IO);
    assert_int_equal(ta_journal_commit(j, &err), TA_E_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(ta_journal_waiting(j), 30);
    assert_ok(ta_journal_commit(j, &err));
    assert_int_equal(ta_journal_waiting(j), 0);
    ta_journal_close(j);
    (void)signal(SIGXFSZ, old);
    struct seen seen = read_folder(false);
    assert_int_equal(seen.n, 40);
    assert_int_equal(seen.faults, 0);
}

static void kill_leaves_every_committed_message(void **state)
{
    (void)state;
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    for (int round = 0; round < 5; round++) {
        pid_t child = fork();
        if (child == 0) {
            struct ta_journal *j = journal_open(20000);
            for (uint64_t i = 0;; i++) {
                add(j, i);
                if (ta_journal_commit(j, NULL) != TA_OK) _exit(1);
                if (write(pipes[1], &i, sizeof i) != sizeof i) _exit(1);
            }
        }
        const struct timespec while_it_writes = {0, 20000000};
        (void)nanosleep(&while_it_writes, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
    }
    assert_int_equal(close(pipes[1]), 0);
    size_t acknowledged = 0;
    for (uint64_t i; read(pipes[0], &i, sizeof i) == sizeof i;) acknowledged++;
    assert_int_equal(close(pipes[0]), 0);
    struct seen seen = read_folder(false);
    assert_true(acknowledged > 0);
    assert_true(seen.n >= acknowledged);
    assert_true(seen.n <= acknowledged + 5);
}

static const char *same_name(void)
{
    return "the same each time";
}

static uint32_t same_number(void)
{
    return 7;
}

static void same_bytes(void *const to, const size_t size)
{
    memset(to, 7, size);
}

/* A key that comes twice gives a name that is taken: what stands there is of somebody else. */
static void a_name_that_is_taken_is_left_alone(void **state)
{
    (void)state;
    static struct randombytes_implementation same = {
        .implementation_name = same_name, .random = same_number, .buf = same_bytes};
    struct ta_journal *one = journal_open(1 << 20), *two = journal_open(1 << 20);
    randombytes_implementation *before = &randombytes_sysrandom_implementation;
    assert_int_equal(randombytes_set_implementation(&same), 0);
    add(one, 1);
    assert_ok(ta_journal_commit(one, &err));
    add(two, 2);
    assert_int_equal(ta_journal_commit(two, &err), TA_E_IO);
    assert_non_null(strstr(err.text, "cannot begin a segment: File exists"));
    assert_int_equal(randombytes_set_implementation(before), 0);
    ta_journal_close(two);
    ta_journal_close(one);
    assert_int_equal(read_folder(true).n, 1);
}

static void other_files_are_left_alone(void **state)
{
    (void)state;
    struct ta_journal *j = journal_open(1 << 20);
    add(j, 1);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    assert_ok(
        ta_file_write(TA_BINARY_DIR "/test-journal/notes.txt", "x", 1, 0666, &err));
    assert_ok(
        ta_file_write(TA_BINARY_DIR "/test-journal/12-zz.journal", "x", 1, 0666, &err));
    assert_int_equal(segments(), 1);
}

static void archives_read_back_and_damage_is_seen(void **state)
{
    (void)state;
    static const char plain[] = TA_BINARY_DIR "/test-journal/plain";
    static const char packed[] = TA_BINARY_DIR "/test-journal/plain.zst";
    static const char back[] = TA_BINARY_DIR "/test-journal/back";
    assert_ok(ta_folder_make(folder, &err));
    size_t size = 700000, got = 0;
    char *bytes = malloc(size), *again = NULL;
    for (size_t i = 0; i < size; i++) bytes[i] = (char)(i * i >> 7);
    assert_ok(ta_file_write(plain, bytes, size, 0666, &err));
    assert_ok(ta_archive_write(plain, packed, &err));
    assert_ok(ta_archive_read(packed, back, &err));
    assert_ok(ta_file_read(back, size, &again, &got, &err));
    assert_int_equal(got, size);
    assert_memory_equal(again, bytes, size);
    ta_free(again);
    assert_ok(ta_file_read(packed, size, &again, &got, &err));
    again[got / 2] ^= 1;
    assert_ok(ta_file_write(packed, again, got, 0666, &err));
    assert_int_equal(ta_archive_read(packed, back, &err), TA_E_DATA);
    assert_ok(ta_file_write(packed, again, got / 3, 0666, &err));
    assert_int_equal(ta_archive_read(packed, back, &err), TA_E_DATA);
    assert_ok(ta_file_write(plain, "", 0, 0666, &err));
    assert_ok(ta_archive_write(plain, packed, &err));
    assert_ok(ta_archive_read(packed, back, &err));
    ta_free(again);
    free(bytes);
}

/* What reads otherwise the second time stands for an archive that is not what was written. */
static void an_archive_is_held_against_the_plain_file(void **state)
{
    (void)state;
    static const char packed[] = TA_BINARY_DIR "/test-journal/random.zst";
    assert_ok(ta_folder_make(folder, &err));
    assert_int_equal(ta_archive_write("/proc/sys/kernel/random/uuid", packed, &err),
                     TA_E_INTERNAL);
    char **names = NULL;
    size_t n = 1;
    assert_ok(ta_folder_list(folder, &names, &n, &err));
    assert_int_equal(n, 0);
    ta_free(names);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    for (size_t k = 1;; k++) {
        const struct ta_journal_options options = {folder, 1 << 20, 0};
        const struct ta_journal_message m = {.topic = {"t", 1}, .bytes = {"b", 1}};
        struct ta_journal *j = NULL;
        ta_test_remove(folder);
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_journal_open(&options, &j, NULL);
        if (rc == TA_OK) rc = ta_journal_add(j, &m, NULL);
        if (rc == TA_OK) rc = ta_journal_commit(j, NULL);
        ta_alloc_fail_at(0);
        ta_journal_close(j);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
}

/* Short memory costs the message that found none, and nothing before or after it. */
static void takes_messages_again_when_there_is_memory(void **state)
{
    (void)state;
    size_t refused = 0, taken = 0;
    struct ta_journal *j = journal_open(1 << 20);
    for (size_t i = 0; i < 400; i++) {
        static char bytes[300];
        memset(bytes, (int)(i % 251), sizeof bytes);
        char topic[32];
        (void)snprintf(topic, sizeof topic, "ta/v1/p/d%zu/senml", i % 7);
        const struct ta_journal_message m = {.received = (ta_time_us)i * 1000 - 5,
                                             .topic = {topic, strlen(topic)},
                                             .bytes = {bytes, i % 300},
                                             .id = (unsigned)(i % 4 * 21845),
                                             .undated = i % 5 == 0};
        ta_alloc_fail_at(1);
        enum ta_status rc = ta_journal_add(j, &m, NULL);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        refused += rc != TA_OK;
        taken += rc == TA_OK;
        if (rc != TA_OK) add(j, i);
    }
    assert_true(refused > 2 && taken > 2);
    ta_alloc_fail_at(1);
    assert_int_equal(ta_journal_commit(j, NULL), TA_E_NOMEM);
    ta_alloc_fail_at(0);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    struct seen seen = read_folder(true);
    assert_int_equal(seen.n, 400);
    assert_int_equal(seen.faults, 0);
}

/* --- copies --------------------------------------------------------------------------------- */

static const char elsewhere[] = TA_BINARY_DIR "/test-journal/copy";

struct copying {
    struct ta_journal_copy *to;
    size_t n, kept;
};

static enum ta_status on_copied(void *self, const struct ta_journal_message *m,
                                struct ta_error *e)
{
    struct copying *c = self;
    if (c->n++ % 3 != 0) return TA_OK;
    c->kept++;
    return ta_journal_copy_add(c->to, m, e);
}

static size_t files_elsewhere(void)
{
    char **names = NULL;
    size_t n = 0;
    if (ta_folder_list(elsewhere, &names, &n, NULL) != TA_OK) return 0;
    for (size_t i = 0; i < n; i++) assert_null(strstr(names[i], ".part"));
    ta_free(names);
    return n;
}

/* Every third message of the one segment. */
static enum ta_status copy_some(bool publish, struct copying *c)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    char path[512];
    const struct ta_journal_sink sink = {.self = c, .message = on_copied};
    *c = (struct copying){.n = 0};
    enum ta_status rc = ta_journal_list(folder, &segment, &n, &err);
    if (rc != TA_OK) return rc;
    assert_int_equal(n, 1);
    (void)snprintf(path, sizeof path, "%s/%s", folder, segment[0].name);
    rc = ta_journal_copy_open(elsewhere, segment[0].name, &c->to, &err);
    if (rc == TA_OK) rc = ta_journal_read(path, false, &sink, &err);
    if (rc == TA_OK && publish) rc = ta_journal_copy_publish(c->to, &err);
    ta_journal_copy_close(c->to);
    ta_free(segment);
    return rc;
}

static void copied_messages_are_those_of_the_segment(void **state)
{
    (void)state;
    struct copying c;
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    char path[512];
    struct seen seen = {.n = 0};
    const struct ta_journal_sink sink = {
        .self = &seen, .message = on_message, .fault = on_fault};
    struct ta_journal *j = journal_open(1 << 20);
    for (size_t i = 0; i < 4000; i++) add(j, i);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    assert_ok(copy_some(false, &c)); /* whole, or not there */
    assert_int_equal(files_elsewhere(), 0);
    for (int again = 0; again < 2; again++) { /* in the place of the one before */
        assert_ok(copy_some(true, &c));
        assert_int_equal(c.kept, 1334);
        assert_int_equal(files_elsewhere(), 1);
    }
    assert_ok(ta_journal_list(elsewhere, &segment, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(segment[0].number, 0);
    (void)snprintf(path, sizeof path, "%s/%s", elsewhere, segment[0].name);
    assert_ok(ta_journal_read(path, false, &sink, &err));
    assert_int_equal(seen.n, 1334);
    assert_int_equal(seen.faults, 0);
    ta_free(segment);
}

static void a_copy_of_nothing_is_no_file(void **state)
{
    (void)state;
    struct ta_journal_copy *copy = NULL;
    const char *name = "000000000000-0123456789abcdef0123456789abcdef.journal";
    assert_ok(ta_journal_copy_open(elsewhere, name, &copy, &err));
    assert_ok(ta_journal_copy_publish(copy, &err));
    ta_journal_copy_close(copy);
    assert_int_equal(files_elsewhere(), 0);
    assert_int_equal(ta_journal_copy_open(elsewhere, "x.journal", &copy, &err),
                     TA_E_DATA);
}

static void copying_survives_every_failing_allocation(void **state)
{
    (void)state;
    struct copying c;
    struct ta_journal *j = journal_open(1 << 20);
    for (size_t i = 0; i < 40; i++) add(j, i);
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = copy_some(true, &c);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) break;
        assert_true(rc == TA_E_NOMEM || rc == TA_E_IO);
        assert_true(files_elsewhere() <= 1); /* its folder may fail behind it */
    }
    assert_int_equal(files_elsewhere(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_was_committed_reads_back, setup),
        cmocka_unit_test_setup(a_segment_may_be_cut_short_while_it_is_read, setup),
        cmocka_unit_test_setup(segments_rotate_and_are_never_written_again, setup),
        cmocka_unit_test_setup(a_torn_end_costs_what_was_not_acknowledged, setup),
        cmocka_unit_test_setup(a_failed_write_is_tried_again_elsewhere, setup),
        cmocka_unit_test_setup(kill_leaves_every_committed_message, setup),
        cmocka_unit_test_setup(a_name_that_is_taken_is_left_alone, setup),
        cmocka_unit_test_setup(other_files_are_left_alone, setup),
        cmocka_unit_test_setup(archives_read_back_and_damage_is_seen, setup),
        cmocka_unit_test_setup(an_archive_is_held_against_the_plain_file, setup),
        cmocka_unit_test_setup(takes_messages_again_when_there_is_memory, setup),
        cmocka_unit_test_setup(survives_every_failing_allocation, setup),
        cmocka_unit_test_setup(copied_messages_are_those_of_the_segment, setup),
        cmocka_unit_test_setup(a_copy_of_nothing_is_no_file, setup),
        cmocka_unit_test_setup(copying_survives_every_failing_allocation, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

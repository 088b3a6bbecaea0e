/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "faults"
#include "ta_test_store.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static void pause_us(long us)
{
    const struct timespec time = {us / 1000000, us % 1000000 * 1000};
    nanosleep(&time, NULL);
}

/* Everything that an assessment of the n-th round writes. */
static enum ta_status write_round(struct ta_store *s, int n)
{
    char id[TA_ID_SIZE], body[64], hash[TA_HEX_SIZE];
    snprintf(id, sizeof id, "p%d", n % 5);
    snprintf(body, sizeof body, "{\"round\":%d,\"by\":%ld}", n, (long)getpid());
    ta_sha256(body, strlen(body), hash);
    enum ta_status rc = s->ops->begin(s->self, &err);
    if (rc != TA_OK) return rc;
    put_square(s, id, n % 100, n % 50);
    rc = s->ops->document_put(s->self, "model", hash, body, strlen(body), &err);
    if (rc == TA_OK) rc = append(s, id, body);
    if (rc == TA_OK) rc = s->ops->level_set(s->self, id, "low", 90, hash, &err);
    if (rc == TA_OK) rc = s->ops->audit(s->self, n, "job", "assess", id, "", &err);
    if (rc == TA_OK) return s->ops->commit(s->self, &err);
    s->ops->rollback(s->self);
    return rc;
}

/* Tells its pipe how many rounds are committed, until it is killed. */
static void write_for_ever(int tell)
{
    struct ta_store s = {0};
    if (ta_store_open(STORE, NULL, &s, &err) != TA_OK) _exit(1);
    for (int n = 1;; n++) {
        if (write_round(&s, n) != TA_OK) _exit(2);
        if (write(tell, "x", 1) != 1) _exit(3);
    }
}

static int64_t records_whole(void)
{
    struct ta_store s = store_open();
    int64_t seq = 0;
    char chain[TA_HEX_SIZE];
    assert_ok(s.ops->check(s.self, &err));
    assert_ok(s.ops->chain_head(s.self, &seq, chain, &err));
    store_close(&s);
    return seq;
}

static void a_kill_loses_nothing_that_was_committed(void **state)
{
    (void)state;
    int64_t told = 0;
    uint64_t random = 42;
    int rounds = 0; /* a slow machine gets more of them, until something was written */
    for (; rounds < 40 || (told <= 40 && rounds < 2000); rounds++) {
        int pipes[2];
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        if (child == 0) write_for_ever(pipes[1]);
        close(pipes[1]);
        random = random * UINT64_C(6364136223846793005) + 1;
        pause_us((long)((random >> 33) % 60000));
        assert_int_equal(kill(child, SIGKILL), 0);
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how));
        char done[4096];
        for (ssize_t n = 1; n > 0; told += n) {
            n = read(pipes[0], done, sizeof done);
            assert_true(n >= 0);
        }
        close(pipes[0]);
        int64_t kept = records_whole();
        assert_in_range(kept, told, told + 1); /* one may be kept and not yet told */
        told = kept;
    }
    printf("      %lld rounds outlived %d kills\n", (long long)told, rounds);
    assert_true(told > 40);
}

/* Child that holds the write lock until its pipe is closed. */
static pid_t hold_lock(int *release, int *held)
{
    int go[2], ready[2];
    assert_int_equal(pipe(go), 0);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        close(go[1]);
        struct ta_store s = {0};
        char c = 'r';
        if (ta_store_open(STORE, NULL, &s, &err) != TA_OK) _exit(1);
        if (s.ops->begin(s.self, &err) != TA_OK) _exit(2);
        put_square(&s, "theirs", 3, 3);
        if (write(ready[1], &c, 1) != 1) _exit(3);
        (void)!read(go[0], &c, 1);
        if (s.ops->commit(s.self, &err) != TA_OK) _exit(4);
        store_close(&s);
        _exit(0);
    }
    close(go[0]);
    close(ready[1]);
    *release = go[1];
    *held = ready[0];
    char c;
    assert_int_equal(read(ready[0], &c, 1), 1);
    return child;
}

static void child_ended_well(pid_t child)
{
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
        fail_msg("child: %d %d", WIFEXITED(how), WEXITSTATUS(how));
}

static void a_second_writer_is_told_to_come_again(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    store_close(&s);
    int release, held;
    pid_t child = hold_lock(&release, &held);
    const struct ta_store_options options = {.wait_ms = 50};
    assert_ok(ta_store_open(STORE, &options, &s, &err));
    assert_int_equal(s.ops->begin(s.self, &err), TA_E_AGAIN);
    assert_words("cannot begin a change: database is locked");
    assert_string_equal(err.mend,
                        "another program writes to it: run again when it is done");
    /* who only reads sees the last commit, at once */
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 9;
    assert_ok(s.ops->project_ids(s.self, &ids, &n, &err));
    assert_int_equal(n, 0);
    close(release);
    child_ended_well(child);
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_ids(s.self, &ids, &n, &err));
    assert_int_equal(n, 1);
    ta_free(ids);
    s.ops->rollback(s.self);
    store_close(&s);
    close(held);
}

static void a_second_writer_waits(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    store_close(&s); /* no connection lives through a fork */
    int release, held;
    pid_t child = hold_lock(&release, &held);
    pid_t closer = fork();
    if (closer == 0) { /* the lock is let go in the middle of the wait */
        pause_us(200000);
        _exit(0);
    }
    close(release); /* held open by the closer for as long as it lives */
    s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    char *document = NULL;
    assert_ok(s.ops->project_get(s.self, "theirs", &document, &err));
    ta_free(document);
    s.ops->rollback(s.self);
    store_close(&s);
    child_ended_well(child);
    child_ended_well(closer);
    close(held);
}

static void write_rounds(int rounds)
{
    struct ta_store s = {0};
    if (ta_store_open(STORE, NULL, &s, &err) != TA_OK) {
        printf("open: %s\n", err.text);
        (void)fflush(stdout);
        _exit(1);
    }
    for (int n = 0; n < rounds; n++)
        if (write_round(&s, n) != TA_OK) _exit(2);
    store_close(&s);
    _exit(0);
}

/* Each opens a file that is not there yet, and all append to one chain. */
static void many_processes_make_and_fill_one_store(void **state)
{
    (void)state;
    for (int round = 0; round < 8; round++) {
        fresh_folder(NULL);
        pid_t child[4];
        for (int i = 0; i < 4; i++) {
            child[i] = fork();
            if (child[i] == 0) write_rounds(5);
        }
        for (int i = 0; i < 4; i++) child_ended_well(child[i]);
        assert_int_equal(records_whole(), 20);
    }
}

/* Writes until the limit of a file's size bites, as a full disk does. */
static void write_until_full(void)
{
    struct ta_store s = {0};
    const struct rlimit limit = {400000, 400000};
    if (ta_store_open(STORE, NULL, &s, &err) != TA_OK) _exit(1);
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(2);
    char *bytes = ta_alloc(50000, 1);
    for (int n = 0; n < 100; n++) {
        char hash[TA_HEX_SIZE];
        memset(bytes, n, 50000);
        ta_sha256(bytes, 50000, hash);
        enum ta_status rc = s.ops->begin(s.self, &err);
        if (rc == TA_OK)
            rc = s.ops->document_put(s.self, "layer", hash, bytes, 50000, &err);
        if (rc == TA_OK) rc = s.ops->audit(s.self, n, "a", "b", hash, "", &err);
        if (rc == TA_OK) rc = s.ops->commit(s.self, &err);
        if (rc == TA_OK) continue;
        s.ops->rollback(s.self);
        bool told = rc == TA_E_IO && strstr(err.mend, "room") != NULL;
        if (!told) printf("%d: %s (%s)\n", (int)rc, err.text, err.mend);
        (void)fflush(stdout);
        /* the change is gone whole, and reading goes on */
        void *back = NULL;
        size_t size = 0;
        rc = s.ops->document_get(s.self, hash, &back, &size, &err);
        _exit(told && n > 1 && rc == TA_E_NOTFOUND ? 0 : 4);
    }
    _exit(5);
}

static void a_full_disk_is_told_and_loses_nothing(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) write_until_full();
    child_ended_well(child);
    struct ta_store s = store_open();
    assert_ok(s.ops->check(s.self, &err));
    char both[40];
    raw_text("SELECT (SELECT count(*) FROM ta_document) || '=' ||"
             " (SELECT count(*) FROM ta_audit)",
             both, sizeof both);
    printf("      documents=lines: %s\n", both);
    int documents = 0, lines = 0;
    assert_int_equal(sscanf(both, "%d=%d", &documents, &lines), 2);
    assert_int_equal(documents, lines);
    assert_true(documents > 1);
    assert_int_equal(write_round(&s, 1), TA_OK); /* with room again it goes on */
    store_close(&s);
}

static void a_copy_taken_by_hand_is_a_store(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    for (int n = 0; n < 10; n++) assert_ok(write_round(&s, n));
    store_close(&s); /* the last to close leaves one file */
    assert_int_not_equal(access(STORE "-wal", F_OK), 0);
    assert_int_equal(rename(STORE, FOLDER "/copy.gpkg"), 0);
    assert_ok(ta_store_open(FOLDER "/copy.gpkg", NULL, &s, &err));
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_kill_loses_nothing_that_was_committed, fresh_folder),
        cmocka_unit_test_setup(a_second_writer_is_told_to_come_again, fresh_folder),
        cmocka_unit_test_setup(a_second_writer_waits, fresh_folder),
        cmocka_unit_test_setup(many_processes_make_and_fill_one_store, fresh_folder),
        cmocka_unit_test_setup(a_full_disk_is_told_and_loses_nothing, fresh_folder),
        cmocka_unit_test_setup(a_copy_taken_by_hand_is_a_store, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

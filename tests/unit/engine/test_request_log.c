/* SPDX-License-Identifier: Apache-2.0 */
/* The log of requests: parted by size, old parts dropped and that said, whoever is killed or writes at
 * the same time. */
#define TA_TEST_NAME "request-log"
#include "ta_test_engine.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "engine/request_log.h"

#define LOG FOLDER "/requests.log"
enum { WRITERS = 3, LINES = 400, KILLS = 20 };

/* Lines of this writer in the log and all its closed parts: how many, and are they first, first + 1, ... ? */
struct heard {
    int64_t next[WRITERS], lines, dropped, parts;
};

static void hear_line(const char *line, struct heard *heard)
{
    int writer = 0, number = 0;
    long long lines = 0;
    char part[64];
    if (sscanf(line, "{\"dropped\":\"%63[^\"]\",\"lines\":%lld}", part, &lines) == 2) {
        heard->dropped += lines;
        return;
    }
    if (sscanf(line, "{\"w\":%d,\"n\":%d}", &writer, &number) != 2 || writer < 0 ||
        writer >= WRITERS || line[strlen(line) - 1] != '}')
        fail_msg("half a line: %s", line);
    if (heard->next[writer] >= 0 && heard->next[writer] != number)
        fail_msg("writer %d: %d where %lld was to come", writer, number,
                 (long long)heard->next[writer]);
    heard->next[writer] = number + 1;
    heard->lines++;
}

static void hear_file(const char *path, int64_t most, struct heard *heard)
{
    char *bytes = NULL, *rest = NULL;
    size_t size = 0;
    assert_ok(ta_file_read(path, 1 << 20, &bytes, &size, &err));
    assert_true((int64_t)size <= most && (size == 0 || bytes[size - 1] == '\n'));
    for (char *line = strtok_r(bytes, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        hear_line(line, heard);
    ta_free(bytes);
}

/* All parts in their order, the one that is written last. */
static struct heard hear(int64_t most)
{
    struct heard heard = {.lines = 0};
    char **names = NULL, path[512];
    size_t n = 0;
    for (int w = 0; w < WRITERS; w++) heard.next[w] = -1;
    assert_ok(ta_folder_list(FOLDER, &names, &n, &err));
    for (size_t i = 0; i < n; i++) {
        if (strncmp(names[i], "requests-", 9) != 0) continue;
        (void)snprintf(path, sizeof path, FOLDER "/%s", names[i]);
        hear_file(path, most, &heard);
        heard.parts++;
    }
    ta_free(names);
    if (access(LOG, F_OK) == 0)
        hear_file(LOG, most, &heard); /* else one was just closed */
    return heard;
}

static void write_line(const struct ta_request_log *bounds, int writer, int number)
{
    char line[64];
    (void)snprintf(line, sizeof line, "{\"w\":%d,\"n\":%d}", writer, number);
    assert_ok(ta_request_log_add(LOG, bounds, line, &err));
}

static void nothing_is_dropped_unsaid(void **state)
{
    (void)state;
    const struct ta_request_log few = {200, 3}, many = {200, 1000};
    for (int i = 0; i < 100; i++) write_line(&many, 0, i);
    struct heard heard = hear(200);
    assert_true(heard.lines == 100 && heard.dropped == 0 && heard.parts > 5);
    for (int i = 100; i < 200; i++) write_line(&few, 0, i);
    heard = hear(600); /* notes of what went come on top */
    assert_int_equal(heard.parts, 3);
    assert_true(heard.next[0] == 200 && heard.dropped > 0 && heard.lines < 100);
}

/* The note is of a part without notes: what is there and what is said to have gone are all. */
static void what_went_is_counted(void **state)
{
    (void)state;
    const struct ta_request_log bounds = {4000, 1};
    for (int i = 0; i < 600; i++) write_line(&bounds, 0, i);
    struct heard heard = hear(4100);
    assert_int_equal(heard.parts, 1);
    assert_true(heard.dropped > 0);
    assert_int_equal(heard.lines + heard.dropped, 600);
}

static void a_long_line_has_its_place_and_half_a_line_ends(void **state)
{
    (void)state;
    const struct ta_request_log bounds = {40, 5};
    char longer[300];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    assert_ok(ta_request_log_add(LOG, &bounds, longer, &err));
    (void)file_with("requests.log", "{\"w\":0,\"n\":0}\n{\"w\":0,");
    const struct ta_request_log wide = {4000, 5};
    assert_ok(ta_request_log_add(LOG, &wide, "{\"w\":0,\"n\":1}", &err));
    char *bytes = NULL;
    size_t size = 0;
    assert_ok(ta_file_read(LOG, 1 << 10, &bytes, &size, &err));
    assert_string_equal(bytes, "{\"w\":0,\"n\":0}\n{\"w\":0,\n{\"w\":0,\"n\":1}\n");
    ta_free(bytes);
}

static void a_log_that_cannot_be_written_says_so(void **state)
{
    (void)state;
    const struct ta_request_log bounds = ta_request_log_default();
    assert_gives(ta_request_log_add(FOLDER "/absent/requests.log", &bounds, "x", &err),
                 TA_E_NOTFOUND);
    assert_words("absent/requests.log");
    assert_true(ta_request_log_add(FOLDER, &bounds, "x", &err) != TA_OK);
    if (access("/dev/full", W_OK) != 0) return;
    assert_int_equal(symlink("/dev/full", LOG), 0);
    assert_true(ta_request_log_add(LOG, &bounds, "x", &err) != TA_OK);
}

/* A part that cannot go is named, and a lack of memory has words. */
static void what_cannot_be_dropped_is_named(void **state)
{
    (void)state;
    const struct ta_request_log bounds = {60, 0};
    assert_int_equal(mkdir(FOLDER "/requests-000001.log", 0700), 0);
    write_line(&(struct ta_request_log){1 << 20, 9}, 0, 0);
    err = (struct ta_error){.status = TA_OK};
    assert_true(ta_request_log_add(LOG, &bounds,
                                   "{\"w\":0,\"n\":1, and more than the "
                                   "bytes that a part may have}",
                                   &err) != TA_OK);
    assert_words("requests-000001.log: ");
    assert_int_equal(rmdir(FOLDER "/requests-000001.log"), 0);
    size_t failed = 0;
    for (size_t k = 1; k < 40; k++) {
        char line[128];
        (void)snprintf(line, sizeof line, "%-100zu", k);
        err = (struct ta_error){.status = TA_OK};
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_request_log_add(LOG, &bounds, line, &err);
        ta_alloc_fail_at(0);
        failed += rc == TA_E_NOMEM;
        if (rc != TA_OK) assert_true(err.status == rc && err.text[0] != '\0');
    }
    assert_true(failed > 3);
}

/* Several processes at once: no line is lost, torn or out of its writer's order. */
static void writers_at_once_keep_their_lines(void **state)
{
    (void)state;
    const struct ta_request_log bounds = {900, 100000};
    pid_t child[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
        child[w] = fork();
        assert_true(child[w] >= 0);
        if (child[w] > 0) continue;
        for (int i = 0; i < LINES; i++) write_line(&bounds, w, i);
        _exit(0);
    }
    for (int w = 0; w < WRITERS; w++) {
        int status = 0;
        assert_int_equal(waitpid(child[w], &status, 0), child[w]);
        assert_int_equal(status, 0);
    }
    struct heard heard = hear(900);
    assert_int_equal(heard.lines, WRITERS * LINES);
    assert_true(heard.parts > 20);
}

/* kill -9 at random moments: each line that was told to be written stands there, whole, once. */
static void kills_lose_and_double_nothing(void **state)
{
    (void)state;
    const struct ta_request_log bounds = {300, 100000};
    int first = 0;
    for (int k = 0; k < KILLS; k++) {
        int told[2], done = first - 1, at = 0;
        assert_int_equal(pipe(told), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            for (int i = first;; i++) {
                write_line(&bounds, 0, i);
                if (write(told[1], &i, sizeof i) != sizeof i) _exit(1);
            }
        }
        assert_int_equal(close(told[1]), 0);
        int lines = 1 + k * 7 % 23; /* then at once, wherever it is */
        for (int i = 0; i < lines; i++)
            assert_int_equal(read(told[0], &at, sizeof at), sizeof at);
        assert_int_equal(kill(child, SIGKILL), 0);
        done = at;
        while (read(told[0], &at, sizeof at) == sizeof at) done = at;
        assert_int_equal(close(told[0]), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
        struct heard heard = hear(300);
        /* one more may have been written and not told */
        assert_true(heard.next[0] == done + 1 || heard.next[0] == done + 2);
        assert_int_equal(heard.lines, heard.next[0]);
        first = (int)heard.next[0];
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_dropped_unsaid, fresh_folder),
        cmocka_unit_test_setup(what_went_is_counted, fresh_folder),
        cmocka_unit_test_setup(a_long_line_has_its_place_and_half_a_line_ends,
                               fresh_folder),
        cmocka_unit_test_setup(a_log_that_cannot_be_written_says_so, fresh_folder),
        cmocka_unit_test_setup(what_cannot_be_dropped_is_named, fresh_folder),
        cmocka_unit_test_setup(writers_at_once_keep_their_lines, fresh_folder),
        cmocka_unit_test_setup(kills_lose_and_double_nothing, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

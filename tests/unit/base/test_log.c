/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* pseudo-terminals */
#define _DEFAULT_SOURCE   /* syscall() */

#include "ta_test_folder.h"

#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define PATH TA_BINARY_DIR "/log.tmp"

static int kept_stderr = -1;

static void catch_stderr(int file)
{
    kept_stderr = dup(STDERR_FILENO);
    assert_true(kept_stderr >= 0 && dup2(file, STDERR_FILENO) >= 0);
}

static void give_stderr_back(void)
{
    assert_true(dup2(kept_stderr, STDERR_FILENO) >= 0);
    close(kept_stderr);
}

static int open_log(void)
{
    int file = open(PATH, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600);
    assert_true(file >= 0);
    return file;
}

static size_t read_log(int file, char *text, size_t size)
{
    ssize_t got = pread(file, text, size - 1, 0);
    assert_true(got >= 0);
    text[got] = '\0';
    close(file);
    return (size_t)got;
}

static void an_event_is_one_line_of_text(void **state)
{
    (void)state;
    char text[4096];
    int file = open_log();
    catch_stderr(file);
    ta_log_setup(TA_LOG_INFO, TA_LOG_TEXT);
    ta_log(TA_LOG_INFO, "refresh.scene", "scene=%s", "a\nerror faked line\x1b[2J");
    ta_log(TA_LOG_DEBUG, "refresh.block", "not shown");
    give_stderr_back();
    read_log(file, text, sizeof text);
    assert_true(text[4] == '-' && text[10] == 'T');
    assert_non_null(
        strstr(text, "Z info refresh.scene scene=a?error faked line?[2J\n"));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static void an_event_is_one_line_of_json(void **state)
{
    (void)state;
    char text[4096], *rest = text;
    int file = open_log();
    catch_stderr(file);
    ta_log_setup(TA_LOG_WARNING, TA_LOG_JSON);
    ta_log(TA_LOG_WARNING, "a.b", "path=\"%s\" \\", "\xe4\xb8\xad\t");
    ta_log(TA_LOG_ERROR, "c", "bytes=%s", "\xff");
    give_stderr_back();
    size_t size = read_log(file, text, sizeof text);
    char *end = strchr(rest, '\n');
    assert_non_null(end);
    json_t *event = json_loadb(rest, (size_t)(end - rest), 0, NULL);
    assert_non_null(event);
    assert_string_equal(json_string_value(json_object_get(event, "text")),
                        "path=\"\xe4\xb8\xad?\" \\");
    assert_string_equal(json_string_value(json_object_get(event, "level")), "warning");
    json_decref(event);
    event = json_loadb(end + 1, size - (size_t)(end + 1 - text) - 1, 0, NULL);
    assert_non_null(event);
    assert_string_equal(json_string_value(json_object_get(event, "text")), "bytes=?");
    json_decref(event);
}

static void long_events_are_cut_between_characters(void **state)
{
    (void)state;
    static char text[16384], words[9001];
    for (size_t i = 0; i < 9000; i += 3) memcpy(words + i, "\xe4\xb8\xad", 3);
    for (int shift = 0; shift < 3; shift++) {
        int file = open_log();
        catch_stderr(file);
        ta_log_setup(TA_LOG_WARNING, TA_LOG_JSON);
        ta_log(TA_LOG_ERROR, "long", "%.*s%s", shift, "xx", words);
        give_stderr_back();
        size_t size = read_log(file, text, sizeof text);
        json_t *event = json_loadb(text, size, 0, NULL);
        assert_non_null(event);
        assert_true(json_string_length(json_object_get(event, "text")) > 4000);
        json_decref(event);
    }
}

static void *shout(void *letter)
{
    for (int i = 0; i < 200; i++)
        ta_log(TA_LOG_ERROR, "t", "%0500d%s", i, (char *)letter);
    return NULL;
}

static void threads_do_not_mix_their_lines(void **state)
{
    (void)state;
    static char text[1 << 20];
    int file = open_log();
    pthread_t a, b;
    catch_stderr(file);
    ta_log_setup(TA_LOG_WARNING, TA_LOG_TEXT);
    assert_int_equal(pthread_create(&a, NULL, shout, "A"), 0);
    assert_int_equal(pthread_create(&b, NULL, shout, "B"), 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    give_stderr_back();
    size_t lines = 0;
    read_log(file, text, sizeof text);
    for (char *line = text; *line != '\0'; lines++) {
        char *end = strchr(line, '\n');
        assert_non_null(end);
        assert_true(end[-1] == 'A' || end[-1] == 'B');
        assert_true(line[4] == '-' && line[10] == 'T');
        line = end + 1;
    }
    assert_int_equal(lines, 400);
}

static void wait_ms(long ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

/* All that was written to a terminal, which nobody else holds: it comes to the other side in parts. */
static size_t read_terminal(int terminal, int pty, char *text, size_t room)
{
    size_t size = 0;
    close(terminal);
    for (ssize_t got = 1; got > 0 && size<room - 1; size += got> 0 ? (size_t)got : 0)
        got = read(pty, text + size, room - 1 - size);
    text[size] = '\0';
    close(pty);
    return size;
}

static void a_bar_is_drawn_after_a_second_and_cleared(void **state)
{
    (void)state;
    char text[4096];
    int pty = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(pty >= 0 && grantpt(pty) == 0 && unlockpt(pty) == 0);
    int terminal = open(ptsname(pty), O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    catch_stderr(terminal);
    struct ta_progress *progress = ta_progress_new("scenes", 8, false);
    ta_progress_step(progress, 1);
    wait_ms(1050);
    ta_progress_step(progress, 4);
    ta_progress_step(progress, 5); /* too soon after the last one */
    ta_progress_end(progress);
    give_stderr_back();
    size_t got = read_terminal(terminal, pty, text, sizeof text);
    assert_true(got > 4);
    assert_non_null(
        strstr(text, "scenes [############            ] 50 % (4 of 8), 1 s"));
    assert_null(strstr(text, "of 8)\r\x1b[Kscenes")); /* once */
    assert_string_equal(text + got - 4, "\r\x1b[K");
}

static void a_run_without_a_known_end_counts_without_a_share(void **state)
{
    (void)state;
    char text[512] = "";
    int pty = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(pty >= 0 && grantpt(pty) == 0 && unlockpt(pty) == 0);
    int terminal = open(ptsname(pty), O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    catch_stderr(terminal);
    struct ta_progress *progress = ta_progress_new("refresh", 0, false);
    wait_ms(1050);
    ta_progress_step(progress, 48);
    ta_progress_end(progress);
    give_stderr_back();
    assert_true(read_terminal(terminal, pty, text, sizeof text) > 0);
    assert_non_null(strstr(text, "refresh: 48"));
    assert_null(strchr(text, '%'));
    assert_null(strstr(text, "of 0"));
}

static time_t ahead; /* seconds that the clock seems to have gone */

/* Stands before the C library's, so that no test waits for a log's ten seconds. */
int clock_gettime(clockid_t clock, struct timespec *out)
{
    int rc = (int)syscall(SYS_clock_gettime, clock, out);
    if (rc == 0) out->tv_sec += ahead;
    return rc;
}

static void a_log_gets_no_count_without_a_share(void **state)
{
    (void)state;
    char text[64];
    int file = open_log();
    catch_stderr(file);
    struct ta_progress *progress = ta_progress_new("refresh", 0, false);
    ahead = 11; /* a known end would be told now */
    ta_progress_step(progress, 48);
    ta_progress_end(progress);
    ahead = 0;
    give_stderr_back();
    assert_int_equal(read_log(file, text, sizeof text), 0);
    remove(PATH);
}

static void say_count(void *self, char *out, size_t size)
{
    (void)snprintf(out, size, "%d asked", ++*(int *)self);
}

/* Each line costs whoever reads the night's log: the longer the run, the fewer. */
static void a_log_gets_words_less_and_less_often(void **state)
{
    (void)state;
    static const time_t at[] = {1, 9, 11, 15, 22, 3600, 3700, 4100, 9000, 9500, 9700};
    char text[256];
    int asked = 0, file = open_log();
    catch_stderr(file);
    ta_progress_say(NULL, &asked, say_count);
    struct ta_progress *progress = ta_progress_new("refresh", 0, false);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        ahead = at[i];
        ta_progress_say(progress, &asked, say_count);
    }
    ta_log_setup(TA_LOG_INFO, TA_LOG_JSON);
    ahead = 99999;
    ta_progress_say(progress, &asked, say_count);
    ta_log_setup(TA_LOG_WARNING, TA_LOG_TEXT);
    ta_progress_end(progress);
    ahead = 0;
    give_stderr_back();
    read_log(file, text, sizeof text);
    const char *plain =
        "refresh: 1 asked\nrefresh: 2 asked\nrefresh: 3 asked\nrefresh: 4 "
        "asked\nrefresh: 5 asked\nrefresh: 6 asked\n{";
    assert_memory_equal(text, plain, strlen(plain));
    assert_non_null(strstr(text, "\"event\":\"refresh\",\"text\":\"7 asked\"}\n"));
    remove(PATH);
}

static void nothing_is_drawn_when_quiet_or_quick(void **state)
{
    (void)state;
    char text[64];
    int file = open_log();
    catch_stderr(file);
    struct ta_progress *progress = ta_progress_new("scenes", 8, true);
    assert_null(progress);
    ta_progress_step(progress, 3);
    ta_progress_end(progress);
    progress = ta_progress_new("scenes", 8, false);
    for (size_t i = 0; i <= 8; i++) ta_progress_step(progress, i);
    ta_progress_end(progress);
    give_stderr_back();
    assert_int_equal(read_log(file, text, sizeof text), 0);
    remove(PATH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_one_line_of_text),
        cmocka_unit_test(an_event_is_one_line_of_json),
        cmocka_unit_test(long_events_are_cut_between_characters),
        cmocka_unit_test(threads_do_not_mix_their_lines),
        cmocka_unit_test(a_bar_is_drawn_after_a_second_and_cleared),
        cmocka_unit_test(a_run_without_a_known_end_counts_without_a_share),
        cmocka_unit_test(a_log_gets_no_count_without_a_share),
        cmocka_unit_test(a_log_gets_words_less_and_less_often),
        cmocka_unit_test(nothing_is_drawn_when_quiet_or_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/stop.h"

/* What becomes of a child that does this. */
static int status_of(void (*work)(void))
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        work();
        _exit(99);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void never_watches(void)
{
    (void)raise(SIGTERM);
}

static void watches(void)
{
    ta_stop_watch();
    if (ta_stop_asked(NULL)) _exit(1);
    (void)raise(SIGTERM);
    if (ta_stop_heeded() != 0) _exit(2); /* nobody has been told yet */
    if (!ta_stop_asked(NULL) || ta_stop_heeded() != SIGTERM) _exit(3);
    _exit(128 + ta_stop_heeded());
}

static void is_asked_twice(void)
{
    ta_stop_watch();
    (void)raise(SIGINT);
    (void)raise(SIGINT);
}

static void is_not_to_be_disturbed(void) /* as under nohup */
{
    (void)signal(SIGINT, SIG_IGN);
    ta_stop_watch();
    (void)raise(SIGINT);
    if (!ta_stop_asked(NULL)) _exit(0);
}

static void a_command_that_never_watches_is_ended(void **state)
{
    (void)state;
    int status = status_of(never_watches);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void one_that_watches_ends_by_itself(void **state)
{
    (void)state;
    int status = status_of(watches);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 143);
}

static void a_second_signal_ends_it_at_once(void **state)
{
    (void)state;
    int status = status_of(is_asked_twice);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

static void what_is_ignored_stays_ignored(void **state)
{
    (void)state;
    int status = status_of(is_not_to_be_disturbed);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_that_never_watches_is_ended),
        cmocka_unit_test(one_that_watches_ends_by_itself),
        cmocka_unit_test(a_second_signal_ends_it_at_once),
        cmocka_unit_test(what_is_ignored_stays_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that fills up while a file is sealed: told as an error, and the program ends as it would
 * have ended. HDF5 keeps a file open that it could not close, and crashed on it at exit. */
#include "ta_test.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "series/readings.h"
#include "ta_test_folder.h"

#define FOLDER TA_BINARY_DIR "/test-series-full"

enum { READINGS = 50000 };

/* Values that do not pack well, so that the file grows past every limit below. */
static void fill(struct ta_reading *reading)
{
    uint64_t state = 1;
    for (int i = 0; i < READINGS; i++) {
        state = state * UINT64_C(6364136223846793005) + 1;
        reading[i] = (struct ta_reading){.time = INT64_C(1750000000000000) +
                                                 i * INT64_C(1000003),
                                         .received = TA_TIME_NONE,
                                         .value = (double)(state >> 11),
                                         .flag = 1};
    }
}

/* In a process of its own: only that one may write no more. */
static void seal_and_exit(rlim_t most)
{
    static struct ta_reading reading[READINGS];
    struct ta_reading_run run = {.device = "d",
                                 .name = "n",
                                 .property = "so2",
                                 .unit = "mg/m3",
                                 .n = READINGS,
                                 .reading = reading};
    struct rlimit limit = {most, most};
    struct ta_error err = {0};
    fill(reading);
    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(3);
    enum ta_status rc = ta_readings_write(FOLDER "/full.h5", &run, 1, &err);
    exit(rc == TA_E_IO && err.text[0] != '\0' ? 0 : 2);
}

static void a_full_disk_is_told_and_survived(void **state)
{
    (void)state;
    for (rlim_t most = 1024; most < 400000; most = most * 3 / 2) {
        assert_int_equal(ta_test_folder(FOLDER), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) seal_and_exit(most);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            fail_msg("limit %lu: %s %d", (unsigned long)most,
                     WIFSIGNALED(status) ? "signal" : "exit",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        assert_int_not_equal(access(FOLDER "/full.h5", F_OK), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_is_told_and_survived)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

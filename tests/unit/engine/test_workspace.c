/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/workspace.h"
#include "ta_test_folder.h"

static const char folder[] = TA_BINARY_DIR "/test-workspace";
static const struct ta_workspace_options make = {.create = true};

static int setup(void **state)
{
    (void)state;
    ta_test_remove(folder);
    return 0;
}

static void makes_a_workspace_once_and_opens_it_again(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_error err = {0};
    const struct ta_workspace_options plain = {0}, look = {.read_only = true};

    assert_int_equal(ta_workspace_open(folder, &plain, &w, &err), TA_E_NOTFOUND);
    assert_non_null(strstr(err.mend, "TERRASSAY_WORKSPACE"));
    assert_int_equal(ta_workspace_open(folder, &make, &w, &err), TA_OK);
    ta_workspace_close(&w);
    assert_int_equal(ta_workspace_open(folder, &look, &w, &err), TA_OK);
    assert_int_equal(ta_workspace_enter(&w, TA_DOES_IMPORT, &err), TA_E_PERMISSION);
    ta_workspace_close(&w);
    ta_workspace_close(&w); /* closing again is allowed */
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return about.st_mode & 0777;
}

/* Records and readings in it are of clients. One that its owner opened to others stays as it is. */
static void what_is_new_is_its_owners_alone(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_error err = {0};
    const char *const path[] = {TA_BINARY_DIR "/test-workspace/above/bank",
                                TA_BINARY_DIR "/test-workspace/above/slash/"};
    mode_t before = umask(022);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(ta_workspace_open(path[i], &make, &w, &err), TA_OK);
        ta_workspace_close(&w);
        assert_int_equal(mode_of(path[i]), 0700);
    }
    assert_int_equal(mode_of(TA_BINARY_DIR "/test-workspace/above"), 0755);
    assert_int_equal(chmod(path[0], 0750), 0);
    assert_int_equal(ta_workspace_open(path[0], &make, &w, &err), TA_OK);
    ta_workspace_close(&w);
    assert_int_equal(mode_of(path[0]), 0750);
    assert_int_equal(mkdir(TA_BINARY_DIR "/test-workspace/given", 0755), 0);
    assert_int_equal(
        ta_workspace_open(TA_BINARY_DIR "/test-workspace/given", &make, &w, &err),
        TA_OK);
    ta_workspace_close(&w);
    assert_int_equal(mode_of(TA_BINARY_DIR "/test-workspace/given"), 0755);
    (void)umask(before);
}

static void refuses_a_folder_that_holds_something_else(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_error err = {0};
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(
        ta_file_write(TA_BINARY_DIR "/test-workspace/letter", "a", 1, 0666, &err),
        TA_OK);
    assert_int_equal(ta_workspace_open(folder, &make, &w, &err), TA_E_CONFIG);
    assert_int_equal(
        ta_file_write(TA_BINARY_DIR "/test-workspace/VERSION", "2\n", 2, 0666, &err),
        TA_OK);
    assert_int_equal(ta_workspace_open(folder, &make, &w, &err), TA_E_CONFIG);
    assert_non_null(strstr(err.text, "newer program"));
    assert_int_equal(
        ta_file_write(TA_BINARY_DIR "/test-workspace/VERSION", "x\n", 2, 0666, &err),
        TA_OK);
    assert_int_equal(ta_workspace_open(folder, &make, &w, &err), TA_E_CONFIG);
}

/* A first run killed before VERSION had its name leaves a part of it, and nothing else. */
static void goes_on_where_the_first_run_was_killed(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_error err = {0};
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(ta_file_write(TA_BINARY_DIR "/test-workspace/VERSION.part-7-0", "",
                                   0, 0666, &err),
                     TA_OK);
    assert_int_equal(ta_workspace_open(folder, &make, &w, &err), TA_OK);
    ta_workspace_close(&w);
}

/* What another process gets when it enters. */
static int enter_elsewhere(enum ta_activity activity)
{
    pid_t child = fork();
    if (child == 0) {
        struct ta_workspace w;
        int rc = (int)ta_workspace_open(folder, &make, &w, NULL);
        if (rc == TA_OK) rc = (int)ta_workspace_enter(&w, activity, NULL);
        _exit(rc);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void lets_one_process_do_one_thing(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_error err = {0};
    assert_int_equal(ta_workspace_open(folder, &make, &w, &err), TA_OK);
    assert_int_equal(ta_workspace_enter(&w, TA_DOES_REFRESH, &err), TA_OK);
    assert_int_equal(enter_elsewhere(TA_DOES_REFRESH), TA_E_AGAIN);
    assert_int_equal(enter_elsewhere(TA_DOES_IMPORT), TA_OK);
    ta_workspace_leave(&w, TA_DOES_REFRESH);
    assert_int_equal(enter_elsewhere(TA_DOES_REFRESH), TA_OK);
    ta_workspace_close(&w);
}

static void names_paths_below_it(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_error err = {0};
    assert_int_equal(ta_workspace_open(folder, &make, &w, &err), TA_OK);
    char *path = ta_workspace_path(&w, "imagery/chips/a.tif");
    assert_string_equal(path, TA_BINARY_DIR "/test-workspace/imagery/chips/a.tif");
    assert_int_equal(ta_workspace_make_above(path, &err), TA_OK);
    assert_int_equal(access(TA_BINARY_DIR "/test-workspace/imagery/chips", F_OK), 0);
    ta_free(path);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(makes_a_workspace_once_and_opens_it_again, setup),
        cmocka_unit_test_setup(what_is_new_is_its_owners_alone, setup),
        cmocka_unit_test_setup(refuses_a_folder_that_holds_something_else, setup),
        cmocka_unit_test_setup(goes_on_where_the_first_run_was_killed, setup),
        cmocka_unit_test_setup(lets_one_process_do_one_thing, setup),
        cmocka_unit_test_setup(names_paths_below_it, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

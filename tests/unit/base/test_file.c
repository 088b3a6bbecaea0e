/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_folder.h"

#include <errno.h>
#include <sys/wait.h>

#include "base/datasets.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"

#define FOLDER TA_BINARY_DIR "/file.tmp"

static int fresh_folder(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

static void write_then_read_gives_the_same_bytes(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(ta_file_write(FOLDER "/a", "one\0two", 7, 0600, NULL), TA_OK);
    assert_int_equal(ta_file_read(FOLDER "/a", 7, &bytes, &size, NULL), TA_OK);
    assert_int_equal(size, 7);
    assert_memory_equal(bytes, "one\0two", 8); /* with the NUL after it */
    ta_free(bytes);
    struct stat found;
    assert_int_equal(stat(FOLDER "/a", &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);

    assert_int_equal(ta_file_write(FOLDER "/a", "", 0, 0600, NULL), TA_OK);
    assert_int_equal(ta_file_read(FOLDER "/a", 0, &bytes, &size, NULL), TA_OK);
    assert_int_equal(size, 0);
    ta_free(bytes);
}

static void nothing_is_left_beside_a_written_file(void **state)
{
    (void)state;
    assert_int_equal(ta_file_write(FOLDER "/b", "x", 1, 0644, NULL), TA_OK);
    assert_int_equal(ta_file_write(FOLDER "/A", "x", 1, 0644, NULL), TA_OK);
    assert_int_equal(ta_file_write(FOLDER "/b", "y", 1, 0644, NULL), TA_OK);
    char **names = NULL;
    size_t n = 0;
    assert_int_equal(ta_folder_list(FOLDER, &names, &n, NULL), TA_OK);
    assert_int_equal(n, 2);
    assert_string_equal(names[0], "A");
    assert_string_equal(names[1], "b");
    ta_free(names);
}

static void a_failed_write_leaves_the_old_file(void **state)
{
    (void)state;
    struct ta_error err = {0};
    assert_int_equal(ta_folder_make(FOLDER "/taken/inside", NULL), TA_OK);
    assert_int_not_equal(ta_file_write(FOLDER "/taken", "x", 1, 0644, &err), TA_OK);
    assert_non_null(strstr(err.text, "taken"));
    char **names = NULL;
    size_t n = 0;
    assert_int_equal(ta_folder_list(FOLDER, &names, &n, NULL), TA_OK);
    assert_int_equal(n, 1); /* no part file */
    ta_free(names);
    assert_int_equal(ta_file_write(FOLDER "/no/such", "x", 1, 0644, &err),
                     TA_E_NOTFOUND);
}

static void limits_and_missing_files_are_named(void **state)
{
    (void)state;
    struct ta_error err = {0};
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(ta_file_write(FOLDER "/big", "12345678", 8, 0644, NULL), TA_OK);
    assert_int_equal(ta_file_read(FOLDER "/big", 7, &bytes, &size, &err), TA_E_LIMIT);
    assert_non_null(strstr(err.text, "limit of 7 bytes"));
    assert_int_equal(ta_file_read("/dev/zero", 100000, &bytes, &size, &err),
                     TA_E_LIMIT); /* one without an end */
    assert_int_equal(ta_file_read(FOLDER "/none", 7, &bytes, &size, &err),
                     TA_E_NOTFOUND);
    assert_int_equal(ta_file_read(FOLDER, 7, &bytes, &size, &err), TA_E_DATA);
    assert_string_equal(err.mend, "name a file in that folder");
    assert_int_equal(ta_fail_errno(&err, EROFS, "x", "cannot write"), TA_E_PERMISSION);
    assert_non_null(strstr(err.mend, "mount it anew for writing"));
    assert_int_equal(ta_fail_errno(&err, EACCES, "x", "cannot write"), TA_E_PERMISSION);
    assert_non_null(strstr(err.mend, "give this user the right to it"));
    assert_int_equal(ta_fail_errno(&err, ENOTDIR, "x", "cannot open"), TA_E_IO);
    assert_non_null(strstr(err.mend, "a file stands where a folder has to be"));
    assert_null(bytes);

    /* a file of the program's own */
    assert_int_equal(ta_fail_own(&err, ENOENT, "x", "cannot remove"), TA_E_IO);
    assert_int_equal(err.status, TA_E_IO);
    assert_string_equal(err.text, "x: cannot remove: No such file or directory");
    assert_int_equal(ta_fail_own(&err, EISDIR, "x", "cannot remove"), TA_E_IO);
    assert_int_equal(ta_fail_own(&err, EPERM, "x", "cannot remove"), TA_E_PERMISSION);
    assert_non_null(strstr(err.mend, "give this user the right to it"));
    assert_int_equal(ta_fail_own(NULL, EDQUOT, "x", "cannot write"), TA_E_IO);
    assert_int_equal(ta_fail_own(&err, EDQUOT, "x", "cannot write"), TA_E_IO);
    assert_string_equal(err.mend, "make room on that disk, then run again");
}

static void folders_are_made_all_the_way(void **state)
{
    (void)state;
    assert_int_equal(ta_folder_make(FOLDER "/x/y//z/", NULL), TA_OK);
    assert_int_equal(ta_folder_make(FOLDER "/x/y/z", NULL), TA_OK); /* again */
    assert_int_equal(ta_folder_make_loose(FOLDER "/x/loose/z", NULL), TA_OK);
    assert_int_equal(ta_file_name_settle(FOLDER "/x/y/", NULL), TA_OK);
    assert_int_equal(ta_file_name_settle("name", NULL), TA_OK);
    assert_int_equal(ta_file_name_settle("/", NULL), TA_OK);
    assert_int_equal(ta_file_name_settle(FOLDER "/none/x", NULL), TA_E_NOTFOUND);
    struct stat found;
    assert_int_equal(stat(FOLDER "/x/y/z", &found), 0);
    assert_int_equal(ta_file_write(FOLDER "/x/file", "", 0, 0644, NULL), TA_OK);
    assert_int_not_equal(ta_folder_make(FOLDER "/x/file/below", NULL), TA_OK);
    assert_int_not_equal(ta_folder_make(FOLDER "/x/file", NULL), TA_OK);
    assert_int_equal(ta_folder_make("", NULL), TA_E_ARG);
}

static void a_lack_of_memory_is_said_and_leaks_nothing(void **state)
{
    (void)state;
    assert_int_equal(ta_file_write(FOLDER "/m", "abc", 3, 0644, NULL), TA_OK);
    for (size_t k = 1; k <= 3; k++) {
        char *bytes = NULL, **names = NULL;
        size_t n = 0;
        ta_alloc_fail_at(k);
        if (ta_file_read(FOLDER "/m", 10, &bytes, &n, NULL) == TA_OK) ta_free(bytes);
        ta_alloc_fail_at(k);
        if (ta_folder_list(FOLDER, &names, &n, NULL) == TA_OK) ta_free(names);
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_file_write(FOLDER "/m", "abc", 3, 0644, NULL);
        ta_alloc_fail_at(0);
        if (k == 1) assert_int_not_equal(rc, TA_OK);
    }
}

static void a_copy_has_the_bytes_and_their_hash(void **state)
{
    (void)state;
    struct ta_error err;
    char hex[TA_HEX_SIZE], wanted[TA_HEX_SIZE], *bytes = NULL;
    static char big[200001];
    size_t size = 0;
    for (size_t i = 0; i < sizeof big; i++) big[i] = (char)(i * 7);
    assert_int_equal(ta_file_write(FOLDER "/big", big, sizeof big, 0600, NULL), TA_OK);
    assert_int_equal(ta_file_copy(FOLDER "/big", FOLDER "/copy", hex, &err), TA_OK);
    ta_sha256(big, sizeof big, wanted);
    assert_string_equal(hex, wanted);
    assert_int_equal(ta_file_read(FOLDER "/copy", sizeof big, &bytes, &size, NULL),
                     TA_OK);
    assert_int_equal(size, sizeof big);
    assert_memory_equal(bytes, big, sizeof big);
    ta_free(bytes);

    assert_int_equal(ta_file_copy(FOLDER "/none", FOLDER "/c2", hex, &err),
                     TA_E_NOTFOUND);
    assert_int_equal(ta_file_copy(FOLDER, FOLDER "/c2", hex, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "no ordinary file"));
    assert_int_equal(mkfifo(FOLDER "/pipe", 0600), 0);
    assert_int_equal(ta_file_copy(FOLDER "/pipe", FOLDER "/c2", hex, &err), TA_E_DATA);
    assert_int_not_equal(access(FOLDER "/c2", F_OK), 0);
    /* what stands behind a link at the target is not written through it */
    assert_int_equal(symlink(FOLDER "/big", FOLDER "/link"), 0);
    assert_int_equal(ta_file_copy(FOLDER "/copy", FOLDER "/link", hex, &err), TA_E_IO);
}

static void files_are_settled_together(void **state)
{
    (void)state;
    struct ta_error err;
    static const char *const paths[] = {FOLDER "/one", FOLDER "/sub/two"};
    assert_int_equal(mkdir(FOLDER "/sub", 0777), 0);
    assert_int_equal(ta_file_write(FOLDER "/new", "1", 1, 0666, NULL), TA_OK);
    assert_int_equal(ta_file_place(FOLDER "/new", paths[0], &err), TA_OK);
    assert_int_equal(ta_files_settle(paths, 2, &err), TA_E_IO);
    assert_non_null(strstr(err.text, "/sub/two"));
    assert_int_equal(ta_file_write(paths[1], "2", 1, 0666, NULL), TA_OK);
    assert_int_equal(ta_files_settle(paths, 2, &err), TA_OK);
    assert_int_equal(ta_files_settle(paths, 0, &err), TA_OK);
    assert_int_equal(ta_file_place(FOLDER "/new", paths[0], &err), TA_E_IO);
    assert_int_equal(access(paths[0], F_OK), 0);
}

static void datasets_come_from_the_folder_or_from_inside(void **state)
{
    (void)state;
    assert_true(ta_datasets_embedded_count > 0);
    const struct ta_dataset_file *first = &ta_datasets_embedded[0];
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(ta_dataset_read(NULL, first->name, &bytes, &size, NULL), TA_OK);
    assert_int_equal(size, first->size);
    assert_memory_equal(bytes, first->bytes, size + 1);
    ta_free(bytes);

    char path[512];
    snprintf(path, sizeof path, "%s/own.txt", FOLDER);
    assert_int_equal(ta_file_write(path, "mine", 4, 0644, NULL), TA_OK);
    assert_int_equal(ta_dataset_read(FOLDER, "own.txt", &bytes, &size, NULL), TA_OK);
    assert_string_equal(bytes, "mine");
    ta_free(bytes);
    assert_int_equal(ta_dataset_read(FOLDER, first->name, &bytes, &size, NULL), TA_OK);
    ta_free(bytes);
    assert_int_equal(ta_dataset_read(FOLDER, "none", &bytes, &size, NULL),
                     TA_E_NOTFOUND);
    assert_int_equal(ta_dataset_read(FOLDER, "../x", &bytes, &size, NULL), TA_E_ARG);
    assert_int_equal(ta_dataset_read(FOLDER, "/etc/x", &bytes, &size, NULL), TA_E_ARG);
}

/* The number of a process that has ended. */
static long ended(void)
{
    pid_t child = fork();
    if (child == 0) _exit(0);
    assert_true(child > 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return (long)child;
}

static void what_killed_processes_left_is_cleared(void **state)
{
    (void)state;
    const struct {
        const char *name;
        long pid;
        const char *behind;
        bool stays;
    } file[] = {{"a.h5.part-", ended(), "", false},
                {"b.h5.part-", ended(), "-3", false},
                {"c.h5.part-", (long)getpid(), "", true},
                {"d.h5.part-", (long)getppid(), "-1", true},
                {"e.txt.part-", ended(), "", true}, /* of something else */
                {"f.h5.part-", ended(), "x", true},
                {"g.h5.part-", ended(), "-1.h5", true},
                {"h.h5.part-0", ended(), "", true},
                {"i.h5.part-99999999999999999999", ended(), "", true},
                {"j.h5-", ended(), "", true}};
    enum { FILES = sizeof file / sizeof *file };
    char path[FILES][512];
    size_t gone = 0;
    for (size_t i = 0; i < FILES; i++) {
        (void)snprintf(path[i], sizeof path[i], FOLDER "/%s%ld%s", file[i].name,
                       file[i].pid, file[i].behind);
        assert_int_equal(ta_file_write(path[i], "x", 1, 0600, NULL), TA_OK);
        gone += !file[i].stays;
    }
    (void)snprintf(path[0] + strlen(path[0]), 8, "-9"); /* no file, though so called */
    assert_int_equal(mkdir(path[0], 0700), 0);
    path[0][strlen(path[0]) - 2] = '\0';
    assert_int_equal(ta_folder_clear(FOLDER, ".h5"), gone);
    for (size_t i = 0; i < FILES; i++)
        assert_int_equal(access(path[i], F_OK) == 0, file[i].stays);
    assert_int_equal(ta_folder_clear(FOLDER "/none", ".h5"), 0);
}

static void what_was_begun_beside_one_file_is_cleared(void **state)
{
    (void)state;
    char *part[2] = {NULL, NULL}, left[512], other[512];
    int file[2] = {-1, -1};
    struct ta_error err = {0};
    (void)snprintf(left, sizeof left, FOLDER "/o.csv.part-%ld-0", ended());
    (void)snprintf(other, sizeof other, FOLDER "/no.csv.part-%ld-0", ended());
    assert_int_equal(ta_file_write(left, "x", 1, 0600, NULL), TA_OK);
    assert_int_equal(ta_file_write(other, "x", 1, 0600, NULL), TA_OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(ta_file_begin(FOLDER "/o.csv", 0600, &file[i], &part[i], &err),
                         TA_OK);
    assert_string_not_equal(part[0], part[1]); /* each has its own */
    assert_int_equal(ta_file_clear(FOLDER "/o.csv"), 1);
    assert_int_equal(access(left, F_OK), -1);
    assert_int_equal(access(other, F_OK), 0); /* of another file */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(access(part[i], F_OK), 0);
        assert_int_equal(close(file[i]), 0);
        ta_free(part[i]);
    }
    assert_int_equal(ta_file_begin(FOLDER "/no/such", 0600, &file[0], &part[0], &err),
                     TA_E_NOTFOUND);
    assert_string_equal(err.mend, "make its folder first, or name another path");
    assert_int_equal(file[0], -1);
    assert_null(part[0]);
    assert_int_equal(ta_file_clear(FOLDER "/none/o.csv"), 0);
    assert_int_equal(ta_file_clear("o.csv"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(write_then_read_gives_the_same_bytes, fresh_folder),
        cmocka_unit_test_setup(nothing_is_left_beside_a_written_file, fresh_folder),
        cmocka_unit_test_setup(a_failed_write_leaves_the_old_file, fresh_folder),
        cmocka_unit_test_setup(what_killed_processes_left_is_cleared, fresh_folder),
        cmocka_unit_test_setup(what_was_begun_beside_one_file_is_cleared, fresh_folder),
        cmocka_unit_test_setup(limits_and_missing_files_are_named, fresh_folder),
        cmocka_unit_test_setup(folders_are_made_all_the_way, fresh_folder),
        cmocka_unit_test_setup(a_lack_of_memory_is_said_and_leaks_nothing,
                               fresh_folder),
        cmocka_unit_test_setup(a_copy_has_the_bytes_and_their_hash, fresh_folder),
        cmocka_unit_test_setup(files_are_settled_together, fresh_folder),
        cmocka_unit_test_setup(datasets_come_from_the_folder_or_from_inside,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

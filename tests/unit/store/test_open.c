/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "open"
#include "ta_test_store.h"

#include <fcntl.h>
#include <sys/wait.h>

static enum ta_status open_status(const char *path, bool read_only)
{
    struct ta_store store = {0};
    struct ta_store_options options = {.read_only = read_only, .wait_ms = 200};
    err = (struct ta_error){.status = TA_OK};
    enum ta_status rc = ta_store_open(path, &options, &store, &err);
    if (rc == TA_OK) store_close(&store);
    return rc;
}

static void file_write(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void a_new_store_is_private_and_ours(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct stat about;
    assert_int_equal(stat(STORE, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->audit(s.self, 1, "a", "b", "c", "d", &err));
    assert_ok(s.ops->commit(s.self, &err));
    assert_int_equal(stat(STORE "-wal", &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);

    /* OGC 12-128r17: "GPKG" at byte 68, the version at byte 60 */
    unsigned char head[100];
    FILE *file = fopen(STORE, "rb");
    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    fclose(file);
    assert_memory_equal(head, "SQLite format 3", 16);
    assert_memory_equal(head + 68, "GPKG", 4);
    const unsigned char version[4] = {0, 0, 0x28, 0x3C}; /* 10300 */
    assert_memory_equal(head + 60, version, 4);
}

static void what_is_written_is_there_again(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_square(&s, "p", 1, 1);
    assert_ok(s.ops->commit(s.self, &err));
    store_close(&s);
    s = store_open();
    char *document = NULL;
    assert_ok(s.ops->project_get(s.self, "p", &document, &err));
    ta_free(document);
    store_close(&s);
}

static void a_change_without_commit_is_gone(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_square(&s, "p", 1, 1);
    store_close(&s);
    s = store_open();
    char *document = NULL;
    assert_int_equal(s.ops->project_get(s.self, "p", &document, &err), TA_E_NOTFOUND);
    store_close(&s);
}

/* Opened and refused: not a byte of it may change. */
static void refused_untouched(enum ta_status wanted, const char *words)
{
    char before[TA_HEX_SIZE], after[TA_HEX_SIZE];
    for (int read_only = 0; read_only < 2; read_only++) {
        assert_ok(ta_sha256_file(STORE, before, &err));
        assert_int_equal(open_status(STORE, read_only == 1), wanted);
        assert_words(words);
        assert_words(STORE);
        assert_ok(ta_sha256_file(STORE, after, &err));
        assert_string_equal(before, after);
        assert_int_not_equal(access(STORE "-wal", F_OK), 0);
    }
}

static void what_is_no_database_is_refused(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'x', sizeof text);
    file_write(STORE, text, sizeof text);
    refused_untouched(TA_E_DATA, "not a database");
    file_write(STORE, "PK\3\4", 4);
    refused_untouched(TA_E_DATA, "not a database");
}

static void a_database_of_others_is_refused(void **state)
{
    (void)state;
    assert_int_equal(raw("CREATE TABLE accounts (id INTEGER)"), SQLITE_OK);
    refused_untouched(TA_E_DATA, "no store of terrassay");
    assert_int_equal(raw("PRAGMA application_id = 1196444487"), SQLITE_OK);
    refused_untouched(TA_E_DATA, "no store of terrassay");
    assert_true(strlen(err.mend) == 0 || strstr(err.mend, "store.gpkg") != NULL);
}

static void a_store_of_a_newer_program_is_refused(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    store_close(&s);
    assert_int_equal(raw("PRAGMA journal_mode = DELETE;"
                         "INSERT INTO ta_migration VALUES (1000, 'moons')"),
                     SQLITE_OK);
    refused_untouched(TA_E_CONFIG, "written by a newer terrassay (step 1000");
    assert_int_equal(open_status(STORE, false), TA_E_CONFIG);
    assert_string_equal(err.mend, "use the newer program");
}

static void a_gap_in_the_steps_is_refused(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    store_close(&s);
    assert_int_equal(raw("PRAGMA journal_mode = DELETE;"
                         "DELETE FROM ta_migration WHERE number = 2"),
                     SQLITE_OK);
    refused_untouched(TA_E_DATA, "count of steps has a gap");
}

static void what_is_not_there_or_no_file_is_named(void **state)
{
    (void)state;
    assert_int_equal(open_status(STORE, true), TA_E_NOTFOUND);
    assert_int_not_equal(access(STORE, F_OK), 0);
    assert_int_equal(open_status(FOLDER, false), TA_E_DATA);
    assert_int_equal(open_status(FOLDER "/none/store.gpkg", false), TA_E_IO);
    assert_words("none/store.gpkg");
    assert_true(strlen(err.mend) > 0);
    assert_int_equal(mkfifo(FOLDER "/pipe", 0600), 0);
    assert_int_equal(open_status(FOLDER "/pipe", false), TA_E_DATA); /* no hanging */
}

static void an_empty_file_becomes_a_store(void **state)
{
    (void)state;
    file_write(STORE, "", 0); /* what a kill at the first moment leaves */
    assert_int_equal(open_status(STORE, true), TA_E_DATA);
    assert_int_equal(open_status(STORE, false), TA_OK);
    assert_int_equal(open_status(STORE, true), TA_OK);
}

static void a_name_with_what_is_special_in_addresses_works(void **state)
{
    (void)state;
    static const char path[] = FOLDER "/a b%20?mode=ro#x";
    assert_int_equal(open_status(path, false), TA_OK);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(open_status(path, true), TA_OK);
}

static void read_only_refuses_changes(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    store_close(&s);
    const struct ta_store_options options = {.read_only = true};
    assert_ok(ta_store_open(STORE, &options, &s, &err));
    enum ta_status rc = s.ops->begin(s.self, &err);
    if (rc == TA_OK) rc = s.ops->audit(s.self, 1, "a", "b", "c", "d", &err);
    assert_int_equal(rc, TA_E_PERMISSION);
    assert_words("readonly");
    s.ops->rollback(s.self);
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

/* As a user who may not write; root may write all, so it becomes somebody else. */
static int in_a_locked_folder(void)
{
    if (geteuid() == 0 && setuid(65534) != 0) return 77;
    if (access(STORE, R_OK) != 0) return 77;
    if (open_status(STORE, false) != TA_E_PERMISSION) return 1;
    if (err.mend[0] == '\0') return 2;
    struct ta_store s = {0};
    const struct ta_store_options options = {.read_only = true};
    if (ta_store_open(STORE, &options, &s, &err) != TA_OK) return 3;
    char *document = NULL;
    if (s.ops->project_get(s.self, "p", &document, &err) != TA_OK) return 4;
    ta_free(document);
    if (s.ops->check(s.self, &err) != TA_OK) return 5;
    store_close(&s);
    return 0;
}

static void a_file_that_may_not_be_written_is_read(void **state)
{
    (void)state;
    what_is_written_is_there_again(NULL);
    assert_int_equal(chmod(STORE, 0444), 0);
    assert_int_equal(chmod(FOLDER, 0555), 0);
    pid_t child = fork();
    if (child == 0) {
        int code = in_a_locked_folder();
        if (code != 0 && code != 77) printf("%d: %s\n", code, err.text);
        (void)fflush(stdout);
        _exit(code);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(chmod(FOLDER, 0755), 0);
    if (WIFEXITED(how) && WEXITSTATUS(how) == 77) {
        printf(
            "skipped: this machine lets no other user read the folder of the test\n");
        return;
    }
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
}

static char *store_bytes(size_t *size)
{
    FILE *file = fopen(STORE, "rb");
    assert_non_null(file);
    char *bytes = test_malloc(1 << 20);
    *size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

static void use_all(struct ta_store *s)
{
    char *text = NULL;
    char(*ids)[TA_ID_SIZE] = NULL;
    char(*sites)[TA_SCENE_SIZE] = NULL;
    struct ta_box box = {-180, -90, 180, 90};
    struct ta_envelope envelope;
    size_t n = 0;
    if (s->ops->project_ids(s->self, &ids, &n, NULL) == TA_OK) ta_free(ids);
    if (s->ops->project_get(s->self, "p", &text, NULL) == TA_OK) ta_free(text);
    if (s->ops->sites_in(s->self, &box, &sites, &n, NULL) == TA_OK) ta_free(sites);
    if (s->ops->record_at(s->self, 1, &envelope, &text, &n, NULL) == TA_OK)
        ta_free(text);
    if (s->ops->begin(s->self, NULL) == TA_OK) {
        enum ta_status rc = s->ops->audit(s->self, 1, "a", "b", "c", "d", NULL);
        if (rc == TA_OK) rc = s->ops->commit(s->self, NULL);
        if (rc != TA_OK) s->ops->rollback(s->self);
    }
}

/* Damage anywhere: refused, named or harmless, and never a crash or a hang. */
static void damaged_files_are_survived(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_square(&s, "p", 1, 1);
    assert_ok(append(&s, "p", "{\"n\":1}"));
    assert_ok(s.ops->commit(s.self, &err));
    store_close(&s);
    size_t size = 0, named = 0, tries = 400;
    char *bytes = store_bytes(&size), *broken = test_malloc(size);
    uint64_t random = 7;
    for (size_t i = 0; i < tries; i++) {
        memcpy(broken, bytes, size);
        size_t length = size;
        for (size_t k = 0; k < 1 + i % 24; k++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
            broken[(random >> 20) % size] ^= (char)(1 + (random >> 50) % 255);
        }
        if (i % 5 == 0) length = (random >> 20) % size;
        file_write(STORE, broken, length);
        unlink(STORE "-wal");
        unlink(STORE "-shm");
        const struct ta_store_options options = {.wait_ms = 100};
        if (ta_store_open(STORE, &options, &s, NULL) != TA_OK) {
            named++;
            continue;
        }
        if (s.ops->check(s.self, NULL) != TA_OK) named++;
        use_all(&s);
        store_close(&s);
    }
    printf("      %zu of %zu damaged files were named\n", named, tries);
    assert_true(named > tries / 2); /* the rest hit bytes that hold nothing */
    test_free(bytes);
    test_free(broken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_store_is_private_and_ours, fresh_folder),
        cmocka_unit_test_setup(what_is_written_is_there_again, fresh_folder),
        cmocka_unit_test_setup(a_change_without_commit_is_gone, fresh_folder),
        cmocka_unit_test_setup(what_is_no_database_is_refused, fresh_folder),
        cmocka_unit_test_setup(a_database_of_others_is_refused, fresh_folder),
        cmocka_unit_test_setup(a_store_of_a_newer_program_is_refused, fresh_folder),
        cmocka_unit_test_setup(a_gap_in_the_steps_is_refused, fresh_folder),
        cmocka_unit_test_setup(what_is_not_there_or_no_file_is_named, fresh_folder),
        cmocka_unit_test_setup(an_empty_file_becomes_a_store, fresh_folder),
        cmocka_unit_test_setup(a_name_with_what_is_special_in_addresses_works,
                               fresh_folder),
        cmocka_unit_test_setup(read_only_refuses_changes, fresh_folder),
        cmocka_unit_test_setup(a_file_that_may_not_be_written_is_read, fresh_folder),
        cmocka_unit_test_setup(damaged_files_are_survived, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

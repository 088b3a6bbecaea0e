/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/file.h"
#include "base/memory.h"
#include "ingest/dead.h"
#include "ta_test_folder.h"

static const char folder[] = TA_BINARY_DIR "/test-dead";
static struct ta_error err;

static struct ta_view view(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

static struct ta_letter letter_of(size_t i)
{
    static const char bytes[] = "a row\0with a zero byte\n";
    return (struct ta_letter){.outcome = TA_BAD_TIME,
                              .why = view("because"),
                              .project = view("P"),
                              .source = view("file.csv"),
                              .line = i,
                              .column = 3,
                              .received = TA_TIME_NONE,
                              .undated = i % 2 == 1,
                              .bytes = {bytes, sizeof bytes - 1}};
}

static const struct ta_letter_form form = {{"csv", 3}, {"m: 1", 4}, {"a,b\n", 4}};

static char *publish(size_t n, bool *added)
{
    struct ta_dead_writer *w = NULL;
    char *path = NULL;
    assert_int_equal(ta_dead_open(folder, &w, &err), TA_OK);
    assert_int_equal(ta_dead_form(w, &form, &err), TA_OK);
    for (size_t i = 0; i < n; i++) {
        struct ta_letter letter = letter_of(i);
        assert_int_equal(ta_dead_add(w, &letter, &err), TA_OK);
    }
    if (ta_dead_publish(w, &path, added, &err) != TA_OK) fail_msg("%s", err.text);
    ta_dead_close(w);
    return path;
}

/* How many there are; none is half of one. */
static size_t files(void)
{
    char **names = NULL;
    size_t n = 0;
    assert_int_equal(ta_folder_list(folder, &names, &n, NULL), TA_OK);
    for (size_t i = 0; i < n; i++) assert_null(strstr(names[i], ".part"));
    ta_free(names);
    return n;
}

static enum ta_status on_form(void *self, const struct ta_letter_form *got,
                              struct ta_error *e)
{
    (void)self;
    (void)e;
    assert_int_equal(got->head.size, form.head.size);
    assert_memory_equal(got->mapping.bytes, form.mapping.bytes, form.mapping.size);
    return TA_OK;
}

static enum ta_status on_letter(void *self, const struct ta_letter *got,
                                struct ta_error *e)
{
    size_t *n = self;
    struct ta_letter want = letter_of(got->line);
    (void)e;
    assert_int_equal(got->outcome, want.outcome);
    assert_int_equal(got->received, want.received);
    assert_int_equal(got->undated, want.undated);
    assert_int_equal(got->column, want.column);
    assert_int_equal(got->bytes.size, want.bytes.size);
    assert_memory_equal(got->bytes.bytes, want.bytes.bytes, want.bytes.size);
    assert_memory_equal(got->source.bytes, want.source.bytes, want.source.size);
    ++*n;
    return TA_OK;
}

static size_t count(const char *path, size_t *faults)
{
    size_t n = 0;
    struct ta_dead_sink sink = {&n, on_form, on_letter};
    if (ta_dead_read(path, &sink, faults, &err) != TA_OK) fail_msg("%s", err.text);
    return n;
}

static int setup(void **state)
{
    (void)state;
    ta_test_remove(folder);
    return 0;
}

static void letters_come_back_whole(void **state)
{
    (void)state;
    bool added = false;
    size_t faults = 1;
    char *path = publish(50000, &added); /* more than the buffer holds */
    assert_true(added);
    assert_int_equal(count(path, &faults), 50000);
    assert_int_equal(faults, 0);
    ta_free(path);
}

static void the_same_letters_are_kept_once(void **state)
{
    (void)state;
    bool first = false, again = true, other = false;
    char *a = publish(3, &first), *b = publish(3, &again), *c = publish(4, &other);
    assert_true(first && !again && other);
    assert_string_equal(a, b);
    assert_string_not_equal(a, c);
    assert_int_equal(files(), 2);
    ta_free(a);
    ta_free(b);
    ta_free(c);
}

static void hold(size_t n, const char *of)
{
    struct ta_dead_writer *w = NULL;
    assert_int_equal(ta_dead_open(folder, &w, &err), TA_OK);
    assert_int_equal(ta_dead_form(w, &form, &err), TA_OK);
    for (size_t i = 0; i < n; i++) {
        struct ta_letter letter = letter_of(i);
        assert_int_equal(ta_dead_add(w, &letter, &err), TA_OK);
    }
    if (ta_dead_hold(w, of, &err) != TA_OK) fail_msg("%s", err.text);
    ta_dead_close(w);
}

static size_t listed(void)
{
    char **names = NULL;
    size_t n = 0, found = 0;
    assert_int_equal(ta_folder_list(folder, &names, &n, NULL), TA_OK);
    for (size_t i = 0; i < n; i++) {
        const char *suffix = strrchr(names[i], '.');
        found += suffix != NULL && strcmp(suffix, ".dead") == 0;
    }
    ta_free(names);
    return found;
}

/* Two at once in one folder, as of a replay and of a seal, do not write into each other's file. */
static void writers_at_once_have_files_of_their_own(void **state)
{
    (void)state;
    struct ta_dead_writer *w[2];
    char *path[2];
    size_t faults = 1;
    for (int i = 0; i < 2; i++)
        assert_int_equal(ta_dead_open(folder, &w[i], &err), TA_OK);
    for (size_t n = 0; n < 7; n++)
        for (int i = 0; i < 2; i++) {
            struct ta_letter letter = letter_of(n + (size_t)i);
            assert_int_equal(ta_dead_add(w[i], &letter, &err), TA_OK);
        }
    for (int i = 0; i < 2; i++) {
        bool added = false;
        if (ta_dead_publish(w[i], &path[i], &added, &err) != TA_OK)
            fail_msg("%s", err.text);
        ta_dead_close(w[i]);
        assert_true(added);
        assert_int_equal(count(path[i], &faults), 7);
        assert_int_equal(faults, 0);
    }
    assert_int_equal(files(), 2);
    for (int i = 0; i < 2; i++) ta_free(path[i]);
}

static void held_letters_are_listed_once_released(void **state)
{
    (void)state;
    size_t added = 0, faults = 1;
    bool again = true;
    assert_int_equal(ta_dead_release(folder, "1-a.journal", &added, &err), TA_OK);
    assert_int_equal(ta_dead_unhold(folder, "1-a.journal", &err), TA_OK);
    hold(3, "1-a.journal");
    hold(4, "2-b.journal");
    assert_int_equal(listed(), 0);
    assert_int_equal(ta_dead_release(folder, "a.journal", &added, &err), TA_OK);
    assert_int_equal(ta_dead_unhold(folder, "2", &err), TA_OK);
    assert_int_equal(added, 0); /* of others */
    assert_int_equal(ta_dead_release(folder, "1-a.journal", &added, &err), TA_OK);
    assert_int_equal(added, 1);
    assert_int_equal(listed(), 1);
    char *path = publish(3, &again); /* as if they had been so all along */
    assert_false(again);
    assert_int_equal(count(path, &faults), 3);
    ta_free(path);
    hold(3, "3-c.journal");
    assert_int_equal(ta_dead_release(folder, "3-c.journal", &added, &err), TA_OK);
    assert_int_equal(added, 1); /* the same stand there */
    assert_int_equal(ta_dead_unhold(folder, "2-b.journal", &err), TA_OK);
    assert_int_equal(files(), 1);
}

static void without_letters_there_is_no_file(void **state)
{
    (void)state;
    bool added = true;
    struct ta_dead_writer *w = NULL;
    char *path = NULL;
    assert_int_equal(ta_dead_open(folder, &w, &err), TA_OK);
    assert_int_equal(ta_dead_publish(w, &path, &added, &err), TA_OK);
    assert_null(path);
    assert_false(added);
    ta_dead_close(w);
    assert_int_equal(access(folder, F_OK), -1);
    assert_int_equal(ta_dead_open(folder, &w, &err), TA_OK);
    struct ta_letter letter = letter_of(1);
    assert_int_equal(ta_dead_add(w, &letter, &err), TA_OK);
    ta_dead_close(w); /* was never published */
    assert_int_equal(files(), 0);
}

static void damage_costs_the_letters_it_hits(void **state)
{
    (void)state;
    bool added = false;
    char *path = publish(100, &added), *bytes = NULL;
    size_t size = 0, faults = 0;
    assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &size, NULL), TA_OK);
    bytes[size / 2] ^= 1;
    assert_int_equal(ta_file_write(path, bytes, size - 5, 0666, NULL), TA_OK);
    assert_int_equal(count(path, &faults), 98);
    assert_int_equal(faults, 2);
    ta_free(bytes);
    ta_free(path);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    for (size_t k = 1;; k++) {
        struct ta_dead_writer *w = NULL;
        char *path = NULL;
        bool added = false;
        struct ta_letter letter = letter_of(1);
        ta_test_remove(folder);
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_dead_open(folder, &w, NULL);
        if (rc == TA_OK) rc = ta_dead_form(w, &form, NULL);
        if (rc == TA_OK) rc = ta_dead_add(w, &letter, NULL);
        if (rc == TA_OK) rc = ta_dead_publish(w, &path, &added, NULL);
        ta_alloc_fail_at(0);
        ta_dead_close(w);
        ta_free(path);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
        if (access(folder, F_OK) == 0) (void)files();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(letters_come_back_whole, setup),
        cmocka_unit_test_setup(the_same_letters_are_kept_once, setup),
        cmocka_unit_test_setup(writers_at_once_have_files_of_their_own, setup),
        cmocka_unit_test_setup(held_letters_are_listed_once_released, setup),
        cmocka_unit_test_setup(without_letters_there_is_no_file, setup),
        cmocka_unit_test_setup(damage_costs_the_letters_it_hits, setup),
        cmocka_unit_test_setup(survives_every_failing_allocation, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* syscall() */
#include "ta_test_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "series/readings.h"

#define FOLDER TA_BINARY_DIR "/readings.tmp"
#define PATH FOLDER "/day.v1.h5"
#define HURT FOLDER "/hurt.h5"
#define SAID FOLDER "/stderr"

enum { RUNS = 5, PER_RUN = 700 };

static struct ta_reading reading[RUNS][PER_RUN];
static struct ta_reading_run runs[RUNS];

/* Datastreams and readings in an order that is not the file's; two values of one time. */
static int make(void **state)
{
    (void)state;
    for (int i = 0; i < RUNS; i++) {
        runs[i] = (struct ta_reading_run){
            .property = "so2", .unit = "mg/m3", .n = PER_RUN, .reading = reading[i]};
        runs[i].unchecked = i == 1;
        runs[i].flag_rules = (uint8_t)(i == 3 ? 0 : i == 4 ? 1 : 2);
        snprintf(runs[i].device, sizeof runs[i].device, "cems-%d", (RUNS - i) / 2);
        snprintf(runs[i].name, sizeof runs[i].name, "stack1.so2_%d", i);
        for (int k = 0; k < PER_RUN; k++) {
            int slot = (k * 387 + i) % PER_RUN;
            reading[i][k] = (struct ta_reading){
                .time = ta_time_of(20000) + slot / 2 * INT64_C(60000000),
                .received = slot % 7 == 0 ? TA_TIME_NONE : ta_time_of(20001) + slot,
                .value = slot % 11 == 0 ? (double)NAN : i * 1000 + slot / 8.0,
                .flag = slot % 11 == 0 ? TA_FLAG_MISSING : (uint8_t)(1 + slot % 4),
                .mark = i == 1 && slot % 13 == 0 ? TA_FLAG_SUSPECT : 0};
        }
    }
    return ta_test_folder(FOLDER);
}

static const struct ta_reading_run *written(const struct ta_reading_run *run)
{
    for (int i = 0; i < RUNS; i++)
        if (strcmp(runs[i].name, run->name) == 0) return &runs[i];
    return NULL;
}

static size_t times_in(const struct ta_reading_run *run, const struct ta_reading *r)
{
    size_t n = 0;
    for (size_t i = 0; i < run->n; i++) {
        const struct ta_reading *w = &run->reading[i];
        bool same_value = w->value == r->value || (isnan(w->value) && isnan(r->value));
        n += w->time == r->time && w->received == r->received && w->flag == r->flag &&
             w->mark == r->mark && same_value;
    }
    return n;
}

static void all_readings_come_back_in_order(void **state)
{
    (void)state;
    struct ta_reading_run *back = NULL;
    struct ta_error err = {0};
    size_t n = 0;
    if (ta_readings_write(PATH, runs, RUNS, &err) != TA_OK) fail_msg("%s", err.text);
    if (ta_readings_read(PATH, &back, &n, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(n, RUNS);
    for (size_t i = 0; i < n; i++) {
        const struct ta_reading_run *run = written(&back[i]);
        assert_non_null(run);
        assert_string_equal(back[i].device, run->device);
        assert_string_equal(back[i].property, "so2");
        assert_string_equal(back[i].unit, "mg/m3");
        assert_int_equal(back[i].n, PER_RUN);
        assert_int_equal(back[i].unchecked, run->unchecked);
        assert_int_equal(back[i].flag_rules, run->flag_rules);
        if (i > 0) assert_true(strcmp(back[i - 1].device, back[i].device) <= 0);
        for (size_t k = 0; k < PER_RUN; k++) {
            assert_int_equal(times_in(run, &back[i].reading[k]),
                             times_in(&back[i], &back[i].reading[k]));
            if (k > 0)
                assert_true(back[i].reading[k - 1].time <= back[i].reading[k].time);
        }
    }
    ta_reading_runs_free(back, n);
    assert_int_equal(ta_readings_list(PATH, &back, &n, &err), TA_OK);
    assert_true(n == RUNS && back[2].n == PER_RUN && back[2].reading == NULL);
    ta_reading_runs_free(back, n);
}

/* A file of before says nothing of it; one whose flags are all by one version says that. */
static void the_rules_of_the_flags_are_kept(void **state)
{
    (void)state;
    for (uint8_t rules = 0; rules < 3; rules++) {
        struct ta_reading_run run = runs[0], *back = NULL;
        size_t n = 0;
        assert_int_equal(ta_test_folder(FOLDER), 0);
        run.flag_rules = rules;
        assert_int_equal(ta_readings_write(PATH, &run, 1, NULL), TA_OK);
        assert_int_equal(ta_readings_list(PATH, &back, &n, NULL), TA_OK);
        assert_int_equal(back[0].flag_rules, rules);
        ta_reading_runs_free(back, n);
        bool alike = false;
        uint8_t newest = 9;
        assert_int_equal(ta_readings_rules_alike(PATH, &newest, &alike, NULL), TA_OK);
        assert_true(alike && newest == rules);
        run.flag_rules = 9;
        assert_int_equal(ta_readings_write(PATH, &run, 1, NULL), TA_E_AGAIN);
    }
    assert_int_equal(ta_test_folder(FOLDER), 0);
}

static void a_window_is_closed_at_its_start_and_open_at_its_end(void **state)
{
    (void)state;
    struct ta_reading_run out;
    const ta_time_us minute = INT64_C(60000000), day = ta_time_of(20000);
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, NULL), TA_OK);
    struct ta_readings_window window = {runs[1].device, runs[1].name, day + 10 * minute,
                                        day + 20 * minute, false};
    assert_int_equal(ta_readings_read_window(PATH, &window, &out, NULL), TA_OK);
    assert_int_equal(out.n, 20); /* two a minute */
    assert_true(out.unchecked);
    assert_true(out.reading[0].time == window.from);
    assert_true(out.reading[19].time == window.to - minute);
    for (size_t k = 0; k < out.n; k++)
        assert_true(times_in(&runs[1], &out.reading[k]) > 0);
    ta_free(out.reading);

    struct ta_reading_run values;
    window.values_only = true;
    assert_int_equal(ta_readings_read_window(PATH, &window, &values, NULL), TA_OK);
    window.values_only = false;
    assert_int_equal(ta_readings_read_window(PATH, &window, &out, NULL), TA_OK);
    assert_int_equal(values.n, out.n);
    bool received = false;
    for (size_t k = 0; k < out.n; k++) {
        received = received || out.reading[k].received != TA_TIME_NONE;
        assert_true(values.reading[k].received == TA_TIME_NONE);
        out.reading[k].received = TA_TIME_NONE;
        assert_int_equal(times_in(&values, &out.reading[k]),
                         times_in(&out, &out.reading[k]));
    }
    assert_true(received);
    ta_free(values.reading);
    ta_free(out.reading);

    window.from = TA_TIME_NONE;
    window.to = INT64_MAX;
    assert_int_equal(ta_readings_read_window(PATH, &window, &out, NULL), TA_OK);
    assert_int_equal(out.n, PER_RUN);
    assert_string_equal(out.unit, "mg/m3");
    ta_free(out.reading);

    window.from = window.to = day;
    assert_int_equal(ta_readings_read_window(PATH, &window, &out, NULL), TA_OK);
    assert_true(out.n == 0 && out.reading == NULL);
    window = (struct ta_readings_window){"cems-0", "nobody", day, INT64_MAX, false};
    assert_int_equal(ta_readings_read_window(PATH, &window, &out, NULL), TA_OK);
    assert_true(out.n == 0 && out.reading == NULL);
}

static void equal_readings_give_equal_bytes_and_are_sealed_once(void **state)
{
    (void)state;
    char *a = NULL, *b = NULL;
    size_t size_a = 0, size_b = 0;
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, NULL), TA_OK);
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, NULL), TA_OK);
    struct ta_reading_run swap = runs[0];
    runs[0] = runs[3];
    runs[3] = swap;
    struct ta_reading first = reading[2][0];
    reading[2][0] = reading[2][PER_RUN - 1];
    reading[2][PER_RUN - 1] = first;
    assert_int_equal(ta_readings_write(FOLDER "/b.h5", runs, RUNS, NULL), TA_OK);
    assert_int_equal(ta_file_read(PATH, 1 << 24, &a, &size_a, NULL), TA_OK);
    assert_int_equal(ta_file_read(FOLDER "/b.h5", 1 << 24, &b, &size_b, NULL), TA_OK);
    assert_int_equal(size_a, size_b);
    assert_memory_equal(a, b, size_a);
    ta_free(a);
    ta_free(b);
    reading[2][5].flag = reading[2][5].flag == 1 ? 3 : 1;
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, NULL), TA_E_AGAIN);
}

static void what_is_no_reading_is_refused(void **state)
{
    (void)state;
    struct ta_error err = {0};
    reading[1][3].flag = 7;
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "row 3 has no flag"));
    reading[1][3].flag = TA_FLAG_GOOD;
    reading[1][3].time = TA_TIME_NONE;
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, &err), TA_E_DATA);
    reading[1][3].time = 0;
    snprintf(runs[1].name, sizeof runs[1].name, "a/b");
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, &err), TA_E_DATA);
    runs[1] = runs[2];
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "stand twice"));
    runs[0].n = 0;
    assert_int_equal(ta_readings_write(PATH, runs, 1, &err), TA_E_ARG);
    assert_int_equal(access(PATH, F_OK), -1);
}

static bool same(const struct ta_reading_run *a, const struct ta_reading_run *b,
                 size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(a[i].name, b[i].name) != 0 || a[i].n != b[i].n) return false;
        if (strcmp(a[i].unit, b[i].unit) != 0) return false;
        for (size_t k = 0; k < a[i].n; k++) {
            const struct ta_reading *x = &a[i].reading[k], *y = &b[i].reading[k];
            if (x->time != y->time || x->received != y->received ||
                x->flag != y->flag || memcmp(&x->value, &y->value, 8) != 0)
                return false;
        }
    }
    return true;
}

static void no_flipped_bit_or_cut_changes_a_reading_unseen(void **state)
{
    (void)state;
    char *whole = NULL;
    struct ta_reading_run *good = NULL;
    size_t size = 0, n_good = 0, refused = 0;
    assert_int_equal(ta_readings_write(PATH, runs, RUNS, NULL), TA_OK);
    assert_int_equal(ta_readings_read(PATH, &good, &n_good, NULL), TA_OK);
    assert_int_equal(ta_file_read(PATH, 1 << 24, &whole, &size, NULL), TA_OK);
    for (size_t i = 0; i < size; i += 1 + size / 1500) {
        bool cut = i % 8 == 7;
        struct ta_reading_run *back = NULL;
        size_t n = 0;
        whole[i] = (char)(whole[i] ^ (cut ? 0 : 1 << i % 7));
        FILE *file = fopen(HURT, "wb");
        fwrite(whole, 1, cut ? i : size, file);
        fclose(file);
        whole[i] = (char)(whole[i] ^ (cut ? 0 : 1 << i % 7));
        enum ta_status rc = ta_readings_read(HURT, &back, &n, NULL);
        if (rc == TA_OK && (n != n_good || !same(back, good, n)))
            fail_msg("a flipped bit at %zu went unseen", i);
        if (rc == TA_OK) ta_reading_runs_free(back, n);
        assert_true(!cut || rc == TA_E_DATA);
        refused += rc != TA_OK;
    }
    assert_true(refused > 300);
    ta_reading_runs_free(good, n_good);
    ta_free(whole);
}

static void reading_and_writing_survive_a_lack_of_memory(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t k = 1; k < 80; k++) {
        struct ta_reading_run out = {.n = 0};
        struct ta_readings_window window = {runs[1].device, runs[1].name, 0, INT64_MAX,
                                            false};
        remove(PATH);
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_readings_write(PATH, runs, RUNS, NULL);
        if (rc == TA_OK) rc = ta_readings_read_window(PATH, &window, &out, NULL);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        failures += rc != TA_OK;
        ta_free(out.reading);
    }
    assert_in_range(failures, 15, 70);
}

/* --- windows of several packs ---------------------------------------------------------------- */

enum { MANY = 300000 }; /* more than is held in memory, and than a block of a column */

/* Times that are even, bunched, doubled and far apart. */
static ta_time_us uneven(size_t i)
{
    const ta_time_us even = (ta_time_us)i * 1000000;
    if (i < 60000) return even;
    if (i < 120000) return 60000000000 + (ta_time_us)(i - 60000) / 2;
    return i < MANY - 10 ? even * 3 : even * 1000;
}

static void seal_many(struct ta_reading_run *run)
{
    *run = runs[4];
    run->n = MANY;
    run->reading = ta_alloc(MANY, sizeof *run->reading);
    assert_non_null(run->reading);
    for (size_t i = 0; i < MANY; i++)
        run->reading[i] =
            (struct ta_reading){uneven(i), ta_time_of(20001) + (ta_time_us)i,
                                (double)(i * i % 1009), (uint8_t)(1 + i % 4), 0};
    const struct ta_reading_run two[] = {runs[1], *run};
    assert_int_equal(ta_readings_write(PATH, two, 2, NULL), TA_OK);
}

static void assert_window(const struct ta_reading_run *run, ta_time_us from,
                          ta_time_us to, bool values_only)
{
    const struct ta_readings_window window = {run->device, run->name, from, to,
                                              values_only};
    struct ta_reading_run out;
    size_t lo = 0, hi = 0;
    while (lo < run->n && run->reading[lo].time < from) lo++;
    for (hi = lo; hi < run->n && run->reading[hi].time < to;) hi++;
    assert_int_equal(ta_readings_read_window(PATH, &window, &out, NULL), TA_OK);
    assert_int_equal(out.n, hi - lo);
    for (size_t i = 0; i < out.n; i++) {
        const struct ta_reading *a = &run->reading[lo + i], *b = &out.reading[i];
        assert_true(a->time == b->time && a->value == b->value && a->flag == b->flag);
        assert_true(b->received == (values_only ? TA_TIME_NONE : a->received));
    }
    ta_free(out.reading);
}

static void windows_begin_and_end_anywhere_among_uneven_times(void **state)
{
    (void)state;
    static const size_t ends[] = {0,      1,      16383,  16384,  59999,
                                  60000,  60001,  90001,  119999, 120000,
                                  131072, 150000, 299989, 299990, MANY - 1};
    enum { ENDS = sizeof ends / sizeof *ends };
    struct ta_reading_run run;
    seal_many(&run);
    for (size_t i = 0; i < ENDS; i++)
        for (size_t k = i; k < ENDS; k++)
            assert_window(&run, uneven(ends[i]) + (k % 3 == 1),
                          uneven(ends[k]) + (ta_time_us)(i % 2), (i + k) % 2 == 0);
    assert_window(&run, TA_TIME_NONE, INT64_MAX, false);
    assert_window(&run, INT64_MAX, TA_TIME_NONE, true);
    ta_free(run.reading);
}

/* By two threads above all; each of them gets its turn at the lack of it. */
static void large_windows_survive_a_lack_of_memory(void **state)
{
    (void)state;
    struct ta_reading_run run, out;
    size_t failures = 0, k = 1;
    seal_many(&run);
    const struct ta_readings_window window = {run.device, run.name, 0, INT64_MAX,
                                              false};
    for (bool whole = false; !whole && k < 200; k++) {
        size_t before = ta_alloc_failures();
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_readings_read_window(PATH, &window, &out, NULL);
        ta_alloc_fail_at(0);
        whole = ta_alloc_failures() == before;
        failures += rc != TA_OK;
        assert_true(rc == TA_E_NOMEM || (rc == TA_OK && out.n == MANY));
        for (size_t i = 0; rc == TA_OK && i < MANY; i++)
            assert_true(out.reading[i].value == run.reading[i].value);
        if (rc == TA_OK) ta_free(out.reading);
    }
    assert_true(k < 200 && failures > 10);
    ta_free(run.reading);
}

/* Whichever thread comes upon it. */
static void damage_in_a_large_window_is_told(void **state)
{
    (void)state;
    struct ta_reading_run run, out;
    struct ta_error err = {0};
    char *bytes = NULL;
    size_t size = 0, refused = 0;
    seal_many(&run);
    assert_int_equal(ta_file_read(PATH, 1 << 26, &bytes, &size, &err), TA_OK);
    const struct ta_readings_window window = {run.device, run.name, 0, INT64_MAX, true};
    for (size_t at = size / 50; at < size; at += size / 50) {
        bytes[at] ^= 0x10;
        assert_int_equal(ta_file_write(HURT, bytes, size, 0600, &err), TA_OK);
        bytes[at] ^= 0x10;
        enum ta_status rc = ta_readings_read_window(HURT, &window, &out, &err);
        refused += rc == TA_E_DATA && strstr(err.text, HURT) != NULL;
        assert_true(rc == TA_E_DATA || (rc == TA_OK && out.n == MANY));
        for (size_t i = 0; rc == TA_OK && i < MANY; i++)
            assert_true(out.reading[i].value == run.reading[i].value);
        if (rc == TA_OK) ta_free(out.reading);
    }
    assert_true(refused > 10);
    ta_free(run.reading);
    ta_free(bytes);
}

/* A disk that fails whoever is not the main thread, in place of the C library's calls. */
static pthread_t main_thread;
static bool disk_fails;
static size_t failed_reads; /* of the one other thread */

static ssize_t read_or_fail(int file, void *to, size_t n, long at)
{
    if (!disk_fails || pthread_equal(pthread_self(), main_thread))
        return (ssize_t)syscall(SYS_pread64, file, to, n, at);
    failed_reads++;
    errno = EIO;
    return -1;
}

#define IN_PLACE_OF(name) __asm__(name) __attribute__((visibility("default")))

ssize_t ta_test_pread(int file, void *to, size_t n, off_t at) IN_PLACE_OF("pread");
ssize_t ta_test_pread64(int file, void *to, size_t n, off_t at) IN_PLACE_OF("pread64");

ssize_t ta_test_pread(int file, void *to, size_t n, off_t at)
{
    return read_or_fail(file, to, n, at);
}

ssize_t ta_test_pread64(int file, void *to, size_t n, off_t at)
{
    return read_or_fail(file, to, n, at);
}

/* HDF5 has a switch for its words in each thread. */
static void a_second_thread_fails_without_words_and_its_half_is_read_again(void **state)
{
    (void)state;
    struct ta_reading_run run, out = {.n = 0};
    seal_many(&run);
    const struct ta_readings_window window = {run.device, run.name, 0, INT64_MAX, true};
    int kept = dup(STDERR_FILENO), said = open(SAID, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(kept >= 0 && said >= 0 && dup2(said, STDERR_FILENO) >= 0);
    main_thread = pthread_self();
    disk_fails = true;
    enum ta_status rc = ta_readings_read_window(PATH, &window, &out, NULL);
    disk_fails = false;
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    assert_int_equal(lseek(said, 0, SEEK_END), 0);
    close(kept);
    close(said);
    assert_int_equal(rc, TA_OK);
    assert_true(failed_reads > 0 && out.n == MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_true(out.reading[i].value == run.reading[i].value);
    ta_free(out.reading);
    ta_free(run.reading);
}

static void many_readings_go_through_a_file(void **state)
{
    (void)state;
    struct ta_readings_source *source = NULL;
    struct ta_reading_run run = runs[4], back = {.n = 0};
    struct ta_error err = {0};
    bool more = false;
    struct ta_reading *many = ta_alloc(MANY, sizeof *many);
    assert_non_null(many);
    for (size_t i = 0; i < MANY; i++) /* the last ones first */
        many[i] = (struct ta_reading){(ta_time_us)(MANY - i) * 1000000, TA_TIME_NONE,
                                      (double)i / 4.0, TA_FLAG_GOOD, 0};
    run.n = MANY;
    run.reading = many;
    const struct ta_reading_run two[] = {runs[1], run};
    assert_int_equal(ta_readings_write(PATH, two, 2, &err), TA_OK);
    assert_int_equal(ta_readings_open(PATH, &source, &err), TA_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(ta_readings_next(source, &back, &more, &err), TA_OK);
        assert_true(more);
        const struct ta_reading_run *made =
            strcmp(back.name, run.name) == 0 ? &run : &runs[1];
        assert_int_equal(back.n, made->n);
        for (size_t k = 0; made == &run && k < MANY; k++) {
            assert_true(back.reading[k].time == (ta_time_us)(k + 1) * 1000000);
            assert_true(back.reading[k].value == (double)(MANY - 1 - k) / 4.0);
        }
        ta_free(back.reading);
    }
    assert_int_equal(ta_readings_next(source, &back, &more, &err), TA_OK);
    assert_false(more);
    ta_readings_close(source);
    ta_free(many);
}

static void runs_are_gathered_in_order(void **state)
{
    (void)state;
    struct ta_readings_gather *gather = NULL;
    struct ta_error err = {0};
    assert_int_equal(ta_readings_gather_new(FOLDER, &gather, &err), TA_OK);
    assert_int_equal(ta_readings_gather_seal(gather, PATH, &err), TA_E_ARG);
    assert_int_equal(ta_readings_gather_add(gather, &runs[0], &err), TA_OK);
    assert_int_equal(ta_readings_gather_add(gather, &runs[4], &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "out of order"));
    assert_int_equal(ta_readings_gather_add(gather, &runs[0], &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "twice"));
    assert_int_equal(ta_readings_gather_rows(gather), PER_RUN);
    ta_readings_gather_free(gather);
    assert_int_equal(ta_readings_gather_new(FOLDER "/gone", &gather, &err), TA_OK);
    enum ta_status rc = TA_OK;
    for (int i = 0; i < 64 && rc == TA_OK; i++) {
        struct ta_reading_run run = runs[0];
        snprintf(run.name, sizeof run.name, "n%02d", i);
        rc = ta_readings_gather_add(gather, &run, &err);
    }
    assert_int_equal(rc, TA_E_IO); /* nowhere to put them */
    ta_readings_gather_free(gather);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_rules_of_the_flags_are_kept, make),
        cmocka_unit_test_setup(all_readings_come_back_in_order, make),
        cmocka_unit_test_setup(a_window_is_closed_at_its_start_and_open_at_its_end,
                               make),
        cmocka_unit_test_setup(equal_readings_give_equal_bytes_and_are_sealed_once,
                               make),
        cmocka_unit_test_setup(what_is_no_reading_is_refused, make),
        cmocka_unit_test_setup(no_flipped_bit_or_cut_changes_a_reading_unseen, make),
        cmocka_unit_test_setup(reading_and_writing_survive_a_lack_of_memory, make),
        cmocka_unit_test_setup(windows_begin_and_end_anywhere_among_uneven_times, make),
        cmocka_unit_test_setup(large_windows_survive_a_lack_of_memory, make),
        cmocka_unit_test_setup(damage_in_a_large_window_is_told, make),
        cmocka_unit_test_setup(
            a_second_thread_fails_without_words_and_its_half_is_read_again, make),
        cmocka_unit_test_setup(many_readings_go_through_a_file, make),
        cmocka_unit_test_setup(runs_are_gathered_in_order, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

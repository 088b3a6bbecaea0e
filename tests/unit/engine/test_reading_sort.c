/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "sort"
#include "ta_test_engine.h"

#include "base/time.h"
#include "engine/reading_sort.h"

/* A fixed sequence; Numerical Recipes' quick generator. */
static uint32_t next_random(void)
{
    static uint32_t seed = 12345;
    seed = seed * 1664525U + 1013904223U;
    return seed >> 8;
}

static struct ta_sort_row random_row(void)
{
    ta_time_us time = (ta_time_us)(next_random() % 100) * INT64_C(7200000000);
    return (struct ta_sort_row){.project = next_random() % 3,
                                .stream = next_random() % 5,
                                .day = ta_day_of(time),
                                .flag = (uint8_t)(1 + next_random() % 4),
                                .mark = (uint8_t)(next_random() % 5),
                                .outcome = (uint8_t)(next_random() % 2),
                                .time = time,
                                .received = next_random() % 2 == 0 ? TA_TIME_NONE : 7,
                                .value = (double)(next_random() % 10)};
}

/* Of more datastreams, days and projects than are told apart at once, days before 1970 among them. */
static struct ta_sort_row scattered_row(void)
{
    struct ta_sort_row row = random_row();
    row.stream = next_random() % 3 << 15 | next_random() % 3 << 30 | next_random() % 2;
    row.day = (ta_day)(next_random() % 5) * 50000 - 100000;
    row.project = next_random() % 2 == 0 ? UINT32_MAX : next_random() % 2;
    return row;
}

static int by_order(const void *a, const void *b)
{
    return ta_sort_order(a, b);
}

static void sort_and_compare(size_t n, size_t in_memory,
                             struct ta_sort_row (*row)(void))
{
    struct ta_sort *sort = NULL;
    struct ta_sort_row *want = calloc(n + 1, sizeof *want), got;
    assert_ok(ta_sort_new(FOLDER, in_memory, &sort, &err));
    for (size_t i = 0; i < n; i++) {
        want[i] = row();
        assert_ok(ta_sort_add(sort, &want[i], &err));
    }
    assert_ok(ta_sort_end(sort, &err));
    qsort(want, n, sizeof *want, by_order);
    bool more = true;
    for (size_t i = 0; i <= n; i++) {
        assert_ok(ta_sort_next(sort, &got, &more, &err));
        assert_int_equal(more, i < n);
        if (more) assert_int_equal(ta_sort_order(&got, &want[i]), 0);
    }
    ta_sort_free(sort);
    free(want);
}

static void sorts_in_memory_and_out_of_it_alike(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 100, 5000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        sort_and_compare(sizes[i], 1 << 16, random_row);
        sort_and_compare(sizes[i], 2, random_row);
        sort_and_compare(sizes[i], 8, random_row);
        sort_and_compare(sizes[i], 999, random_row);
    }
}

static void sorts_whatever_ordinals_and_days_there_are(void **state)
{
    (void)state;
    sort_and_compare(3000, 1 << 16, scattered_row);
    sort_and_compare(3000, 100, scattered_row);
}

/* What orders no further stays as it came, as when rows come in order. */
static void equal_rows_stay_as_they_came(void **state)
{
    (void)state;
    struct ta_sort *sort = NULL;
    struct ta_sort_row row = {.time = 1};
    bool more = true;
    assert_ok(ta_sort_new(FOLDER, 512, &sort, &err));
    for (size_t i = 0; i < 512; i++) {
        row.stream = (uint32_t)(i % 2);
        row.outcome = (uint8_t)(i / 2);
        assert_ok(ta_sort_add(sort, &row, &err));
    }
    assert_ok(ta_sort_end(sort, &err));
    for (size_t i = 0; i < 512; i++) {
        assert_ok(ta_sort_next(sort, &row, &more, &err));
        assert_int_equal(row.stream, i / 256);
        assert_int_equal(row.outcome, i % 256);
    }
    ta_sort_free(sort);
}

static void leaves_no_file_behind(void **state)
{
    (void)state;
    char **names = NULL;
    size_t n = 1;
    struct ta_sort *sort = NULL;
    struct ta_sort_row row = {.value = 1.0};
    assert_ok(ta_sort_new(FOLDER, 2, &sort, &err));
    for (int i = 0; i < 100; i++) assert_ok(ta_sort_add(sort, &row, &err));
    assert_ok(ta_folder_list(FOLDER, &names, &n, &err)); /* while it is at work */
    assert_int_equal(n, 0);
    ta_free(names);
    ta_sort_free(sort);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct ta_sort *sort = NULL;
    struct ta_sort_row row = {.value = 1.0};
    assert_ok(ta_sort_new(FOLDER "/nowhere", 2, &sort, &err));
    assert_ok(ta_sort_add(sort, &row, &err));
    assert_ok(ta_sort_add(sort, &row, &err));
    assert_gives(ta_sort_add(sort, &row, &err), TA_E_IO);
    assert_words("nowhere");
    ta_sort_free(sort);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    for (size_t k = 1;; k++) {
        struct ta_sort *sort = NULL;
        struct ta_sort_row row = {.value = 1.0};
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_sort_new(FOLDER, 2, &sort, NULL);
        for (int i = 0; rc == TA_OK && i < 50; i++) rc = ta_sort_add(sort, &row, NULL);
        if (rc == TA_OK) rc = ta_sort_end(sort, NULL);
        ta_alloc_fail_at(0);
        ta_sort_free(sort);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sorts_in_memory_and_out_of_it_alike, fresh_folder),
        cmocka_unit_test_setup(sorts_whatever_ordinals_and_days_there_are,
                               fresh_folder),
        cmocka_unit_test_setup(equal_rows_stay_as_they_came, fresh_folder),
        cmocka_unit_test_setup(leaves_no_file_behind, fresh_folder),
        cmocka_unit_test_setup(a_folder_that_is_not_there_is_named, fresh_folder),
        cmocka_unit_test_setup(survives_every_failing_allocation, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

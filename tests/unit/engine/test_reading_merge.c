/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "merge"
#include "ta_test_engine.h"

#include <time.h>

#include "engine/reading_flags.h"
#include "engine/reading_merge.h"
#include "ingest/decode.h"
#include "series/readings.h"

enum { MOST = 40, SECONDS_MOST = 10 };

static struct ta_datastream stream = {.device = "d",
                                      .name = "s",
                                      .property = "x",
                                      .unit = "m",
                                      .range_lo = NAN,
                                      .range_hi = NAN,
                                      .limit = NAN,
                                      .interval_s = NAN};
static struct ta_intake *intake;

static int setup(void **state)
{
    (void)state;
    struct ta_project p = {.id = "P", .n_datastreams = 1, .datastream = &stream};
    const struct ta_project *projects[] = {&p};
    return ta_intake_new(projects, 1, &intake, NULL) == TA_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    ta_intake_free(intake);
    return 0;
}

/* A fixed sequence; Numerical Recipes' quick generator. */
static uint32_t next_random(void)
{
    static uint32_t seed = 2026;
    seed = seed * 1664525U + 1013904223U;
    return seed >> 8;
}

/* --- the rule, each row against each reading of its time --------------------------------------- */

struct plain {
    struct ta_reading reading[2 * MOST];
    size_t n;
    uint64_t added, outcome[TA_OUTCOME_COUNT];
};

static void plain_add(struct plain *p, struct ta_sort_row row, size_t first)
{
    for (size_t i = first; i < p->n; i++)
        if (p->reading[i].value == row.value) {
            p->outcome[row.outcome]--;
            p->outcome[TA_DUPLICATE]++;
            return;
        }
    p->reading[p->n++] =
        (struct ta_reading){row.time, row.received, row.value, row.flag, 0};
    p->added++;
    if (p->n - first < 2) return;
    p->outcome[row.outcome]--;
    p->outcome[TA_CONFLICT]++;
    for (size_t i = first; i < p->n; i++)
        if (p->reading[i].flag < TA_FLAG_SUSPECT) p->reading[i].flag = TA_FLAG_SUSPECT;
}

static void plain_merge(struct plain *p, const struct ta_reading *old, size_t n_old,
                        const struct ta_sort_row *rows, size_t n)
{
    size_t at = 0, first = 0;
    ta_time_us time = TA_TIME_NONE;
    for (size_t i = 0; at < n_old || i < n;) {
        bool take_old = at < n_old && (i == n || old[at].time <= rows[i].time);
        ta_time_us next = take_old ? old[at].time : rows[i].time;
        if (next != time) first = p->n;
        time = next;
        if (take_old) {
            p->reading[p->n++] = old[at++];
            continue;
        }
        struct ta_sort_row row = rows[i++];
        for (size_t k = i; row.received == TA_TIME_NONE && k < n; k++)
            if (rows[k].time == row.time && rows[k].value == row.value)
                row.received = rows[k].received;
        plain_add(p, row, first);
    }
}

/* --- both ------------------------------------------------------------------------------------ */

static int by_order(const void *a, const void *b)
{
    return ta_sort_order(a, b);
}

static size_t random_old(struct ta_reading *old, unsigned values)
{
    size_t n = next_random() % MOST;
    ta_time_us time = 0;
    for (size_t i = 0; i < n; i++) {
        time += next_random() % 3 == 0;
        old[i] = (struct ta_reading){time, next_random() % 2 == 0 ? TA_TIME_NONE : 5,
                                     (double)(next_random() % values),
                                     (uint8_t)(1 + next_random() % 4), 0};
    }
    return n;
}

static size_t random_rows(struct ta_sort_row *row, unsigned values)
{
    size_t n = next_random() % MOST;
    for (size_t i = 0; i < n; i++)
        row[i] = (struct ta_sort_row){
            .flag = (uint8_t)(1 + next_random() % 4),
            .outcome = (uint8_t)(next_random() % 2 == 0 ? TA_ACCEPTED : TA_UNCHECKED),
            .time = next_random() % 12,
            .received =
                next_random() % 2 == 0 ? TA_TIME_NONE : (ta_time_us)(next_random() % 4),
            .value = (double)(next_random() % values) * (next_random() % 2 ? 1 : -1)};
    qsort(row, n, sizeof *row, by_order);
    return n;
}

static void expect_same(const struct plain *want, const struct ta_reading_run *got,
                        size_t n, uint64_t added, const uint64_t *outcome)
{
    assert_int_equal(n, want->n > 0);
    assert_int_equal(added, want->added);
    assert_memory_equal(outcome, want->outcome, sizeof want->outcome);
    if (n == 0) return;
    assert_int_equal(got->n, want->n);
    for (size_t i = 0; i < got->n; i++) {
        assert_int_equal(got->reading[i].time, want->reading[i].time);
        assert_int_equal(got->reading[i].received, want->reading[i].received);
        assert_memory_equal(&got->reading[i].value, &want->reading[i].value, 8);
        assert_int_equal(got->reading[i].flag, want->reading[i].flag);
    }
}

static enum ta_status merge(const struct ta_reading_run *old, size_t n_old,
                            const struct ta_sort_row *row, size_t n, uint64_t *outcome,
                            struct ta_reading_run **runs, size_t *n_runs,
                            uint64_t *added)
{
    const struct ta_merge job = {.intake = intake,
                                 .name = "test",
                                 .outcome = outcome,
                                 .old = old,
                                 .n_old = n_old,
                                 .row = row,
                                 .n_rows = n};
    return ta_merge_readings(&job, runs, n_runs, added, &err);
}

static void comes_to_what_the_plain_rule_says(void **state)
{
    (void)state;
    for (unsigned turn = 0; turn < 20000; turn++) {
        struct ta_reading old[MOST];
        struct ta_sort_row row[MOST];
        struct ta_reading_run run = {.device = "d", .name = "s", .unit = "m"}, *got;
        struct plain want = {.n = 0};
        uint64_t added = 0, outcome[TA_OUTCOME_COUNT] = {0};
        size_t n_runs = 0, n = random_rows(row, 1 + turn % 20);
        run.n = random_old(old, 1 + turn % 20);
        run.reading = old;
        plain_merge(&want, old, run.n, row, n);
        assert_ok(merge(&run, run.n > 0, row, n, outcome, &got, &n_runs, &added));
        expect_same(&want, got, n_runs, added, outcome);
        ta_reading_runs_free(got, n_runs);
    }
}

/* A device sends a reading and marks it, before, after or with one that is not marked: the mark holds, and that it came
 * later is news, once. */
static void the_worse_mark_of_a_reading_holds(void **state)
{
    (void)state;
    static const struct ta_sort_row rows[] = {{.time = 1,
                                               .value = 7,
                                               .received = 1,
                                               .flag = 2,
                                               .mark = 2,
                                               .outcome = TA_UNCHECKED},
                                              {.time = 1,
                                               .value = 7,
                                               .received = 2,
                                               .flag = 4,
                                               .mark = 4,
                                               .outcome = TA_MARKED}};
    static const struct {
        size_t first, n;
        uint8_t old, want;
        uint64_t added, later, duplicate;
    } cases[] = {{1, 1, 2, 4, 1, 1, 0}, /* it was sealed unmarked */
                 {1, 1, 1, 4, 1, 1, 0}, {1, 1, 4, 4, 0, 0, 1}, /* marked, or failed */
                 {0, 1, 4, 4, 0, 0, 1}, /* and comes again without a mark */
                 {0, 1, 1, 1, 0, 0, 1}, /* a decoder's mark is no news */
                 {0, 2, 0, 4, 1, 1, 0}, /* both are new */
                 {0, 2, 1, 4, 1, 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ta_reading old = {.time = 1, .value = 7, .flag = cases[i].old};
        struct ta_reading_run run = {.device = "d",
                                     .name = "s",
                                     .unit = "m",
                                     .n = 1,
                                     .reading = &old},
                              *got;
        uint64_t added = 0,
                 outcome[TA_OUTCOME_COUNT] = {[TA_UNCHECKED] = 1, [TA_MARKED] = 1};
        size_t n_runs = 0;
        assert_ok(merge(&run, old.flag != 0, rows + cases[i].first, cases[i].n, outcome,
                        &got, &n_runs, &added));
        assert_int_equal(got->n, 1);
        assert_int_equal(got->reading[0].flag, cases[i].want);
        assert_int_equal(added, cases[i].added);
        assert_int_equal(outcome[TA_MARKED_LATER], cases[i].later);
        assert_int_equal(outcome[TA_DUPLICATE], cases[i].duplicate);
        ta_reading_runs_free(got, n_runs);
    }
}

/* A mark that says what a test said already is news to a file that keeps marks: the test may say otherwise once other
 * readings come. */
static void a_mark_is_kept_beside_the_flag(void **state)
{
    (void)state;
    static const struct ta_sort_row row = {
        .time = 1, .value = 7, .flag = 4, .mark = 4, .outcome = TA_MARKED};
    for (unsigned i = 0; i < 4; i++) {
        bool keeps = i / 2 != 0, marked = i % 2 != 0, news = keeps && !marked;
        struct ta_reading old = {
            .time = 1, .value = 7, .flag = 4, .mark = marked ? 4 : 0};
        struct ta_reading_run run = {.device = "d",
                                     .name = "s",
                                     .unit = "m",
                                     .n = 1,
                                     .reading = &old,
                                     .flag_rules = keeps ? TA_FLAG_MARKED : 0},
                              *got;
        uint64_t added = 0, outcome[TA_OUTCOME_COUNT] = {[TA_MARKED] = 1};
        size_t n_runs = 0;
        assert_ok(merge(&run, 1, &row, 1, outcome, &got, &n_runs, &added));
        assert_int_equal(got->reading[0].flag, 4);
        assert_int_equal(got->reading[0].mark, 4);
        assert_int_equal(added, news);
        assert_int_equal(outcome[TA_MARKED_LATER], news);
        assert_int_equal(outcome[TA_DUPLICATE], !news);
        ta_reading_runs_free(got, n_runs);
    }
}

/* Beyond its range, which flags it, and marked by its device, at once or when it comes again: the mark is kept, in
 * whichever order they come, and is news to what was sealed without it. */
static void a_mark_is_kept_of_what_is_out_of_range(void **state)
{
    (void)state;
    static const struct ta_sort_row rows[] = {
        {.time = 1,
         .value = 7,
         .received = 1,
         .flag = 4,
         .mark = 3,
         .outcome = TA_OUT_OF_RANGE},
        {.time = 1, .value = 7, .received = 2, .flag = 4, .outcome = TA_OUT_OF_RANGE},
        {.time = 1,
         .value = 7,
         .received = 3,
         .flag = 4,
         .mark = 3,
         .outcome = TA_OUT_OF_RANGE}};
    static const struct {
        size_t first, n;
        bool sealed;
        uint8_t mark; /* of the sealed one */
        uint64_t added, later, duplicate;
    } cases[] = {{0, 1, false, 0, 1, 0, 0}, {0, 2, false, 0, 1, 0, 1},
                 {1, 2, false, 0, 1, 1, 0}, {0, 1, true, 0, 1, 1, 0},
                 {0, 1, true, 3, 0, 0, 1},  {1, 1, true, 3, 0, 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ta_reading old = {
            .time = 1, .value = 7, .flag = 4, .mark = cases[i].mark};
        struct ta_reading_run run = {.device = "d",
                                     .name = "s",
                                     .unit = "m",
                                     .n = 1,
                                     .reading = &old,
                                     .flag_rules = TA_FLAG_MARKED},
                              *got;
        uint64_t added = 0, outcome[TA_OUTCOME_COUNT] = {[TA_OUT_OF_RANGE] = 2};
        size_t n_runs = 0;
        assert_ok(merge(&run, cases[i].sealed, rows + cases[i].first, cases[i].n,
                        outcome, &got, &n_runs, &added));
        assert_int_equal(got->n, 1);
        assert_int_equal(got->reading[0].flag, 4);
        assert_int_equal(got->reading[0].mark, 3);
        assert_int_equal(added, cases[i].added);
        assert_int_equal(outcome[TA_MARKED_LATER], cases[i].later);
        assert_int_equal(outcome[TA_DUPLICATE], cases[i].duplicate);
        ta_reading_runs_free(got, n_runs);
    }
}

/* Of several values of one time the one is marked that the mark was sent with. */
static void a_mark_finds_its_value(void **state)
{
    (void)state;
    struct ta_reading old[] = {{.time = 1, .value = 7, .flag = 3},
                               {.time = 1, .value = 8, .flag = 3},
                               {.time = 2, .value = 8, .flag = 1}};
    struct ta_reading_run run = {.device = "d",
                                 .name = "s",
                                 .unit = "m",
                                 .n = 3,
                                 .reading = old},
                          *got;
    static const struct ta_sort_row row[] = {
        {.time = 1, .value = 8, .flag = 4, .mark = 4, .outcome = TA_MARKED},
        {.time = 2, .value = 8, .flag = 3, .mark = 3, .outcome = TA_MARKED}};
    uint64_t added = 0, outcome[TA_OUTCOME_COUNT] = {[TA_MARKED] = 2};
    size_t n_runs = 0;
    assert_ok(merge(&run, 1, row, 2, outcome, &got, &n_runs, &added));
    assert_int_equal(got->n, 3);
    assert_int_equal(added, 2);
    assert_int_equal(got->reading[0].flag, 3);
    assert_int_equal(got->reading[1].flag, 4);
    assert_int_equal(got->reading[2].flag, 3);
    assert_int_equal(outcome[TA_MARKED_LATER], 2);
    ta_reading_runs_free(got, n_runs);
}

/* Flags that are not judged again are by the rules that they were by. */
static void flags_keep_the_rules_they_are_by(void **state)
{
    (void)state;
    struct ta_reading old[] = {{.time = 1, .value = 1, .flag = TA_FLAG_GOOD}};
    const struct ta_sort_row row[] = {{.time = 2, .value = 2, .flag = TA_FLAG_GOOD}};
    for (size_t n_old = 0; n_old < 2; n_old++) {
        struct ta_reading_run run = {.device = "d", .name = "s", .unit = "m"}, *got;
        uint64_t added = 0, outcome[TA_OUTCOME_COUNT] = {1};
        size_t n_runs = 0;
        run.n = n_old;
        run.reading = old;
        assert_ok(merge(&run, n_old, row, 1, outcome, &got, &n_runs, &added));
        assert_int_equal(got->flag_rules, n_old == 0 ? TA_FLAG_RULES : 0);
        ta_reading_runs_free(got, n_runs);
    }
}

/* A device that sends another value for one time again and again holds up no seal. */
static void many_values_of_one_time_take_no_minutes(void **state)
{
    (void)state;
    enum { N = 200000 };
    struct ta_sort_row *row = calloc(N, sizeof *row);
    struct ta_reading_run *got = NULL;
    uint64_t added = 0, outcome[TA_OUTCOME_COUNT] = {[TA_ACCEPTED] = N};
    size_t n_runs = 0;
    for (size_t i = 0; i < N; i++)
        row[i] = (struct ta_sort_row){.flag = TA_FLAG_GOOD,
                                      .outcome = TA_ACCEPTED,
                                      .time = 7,
                                      .received = (ta_time_us)(N - i),
                                      .value = (double)(i * 7919 % N)};
    qsort(row, N, sizeof *row, by_order);
    clock_t begin = clock();
    assert_ok(merge(NULL, 0, row, N, outcome, &got, &n_runs, &added));
    assert_true(clock() - begin < SECONDS_MOST * (clock_t)CLOCKS_PER_SEC);
    assert_int_equal(added, N);
    assert_int_equal(outcome[TA_CONFLICT], N - 1);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(got->reading[i].flag, TA_FLAG_SUSPECT);
        assert_true(got->reading[i].value == row[i].value);
    }
    ta_reading_runs_free(got, n_runs);
    free(row);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    static const struct ta_sort_row row[] = {
        {.time = 1, .value = 1},
        {.time = 1, .value = 2},
        {.time = 1, .value = 2, .flag = 4, .mark = 4, .outcome = TA_MARKED}};
    for (size_t k = 1;; k++) {
        struct ta_reading_run *got = NULL;
        uint64_t added = 0, outcome[TA_OUTCOME_COUNT] = {2, [TA_MARKED] = 1};
        size_t n_runs = 0;
        ta_alloc_fail_at(k);
        enum ta_status rc = merge(NULL, 0, row, 3, outcome, &got, &n_runs, &added);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) {
            ta_reading_runs_free(got, n_runs);
            break;
        }
        assert_int_equal(rc, TA_E_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_to_what_the_plain_rule_says),
        cmocka_unit_test(the_worse_mark_of_a_reading_holds),
        cmocka_unit_test(a_mark_is_kept_beside_the_flag),
        cmocka_unit_test(a_mark_is_kept_of_what_is_out_of_range),
        cmocka_unit_test(a_mark_finds_its_value),
        cmocka_unit_test(flags_keep_the_rules_they_are_by),
        cmocka_unit_test(many_values_of_one_time_take_no_minutes),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of an assessment and of a verification fails once: each ends with "out of
 * memory", nothing half is kept, and the next run goes on as if nothing had been. */
#include "ta_test_portfolio.h"

#include "engine/assess.h"
#include "engine/verify.h"

#define FOLDER TA_BINARY_DIR "/test-fault-memory"

enum { ALLOCATIONS_MOST = 200000 };

static double green(void *self, ta_day day, int row, int col)
{
    (void)self;
    (void)row;
    return day >= portfolio_day("2020-05-01") && col < 12 ? 0.2 : 0.7;
}

static double calm(void *self, const struct ta_datastream *stream, ta_time_us hour)
{
    (void)self;
    (void)stream;
    return hour % 7 == 0 ? 30.0 : 20.0;
}

static void build(struct ta_workspace *w)
{
    static const char *const days[] = {"2019-07-01", "2019-07-11", "2019-07-21",
                                       "2020-07-01", "2020-07-11", "2020-07-21"};
    struct ta_project project = portfolio_project("p1"), twin = portfolio_project("p2");
    portfolio_stream(&project, "d", "a", "so2", 35.0);
    portfolio_stream(&project, "d", "b", "nox", 35.0);
    portfolio_open(FOLDER, w);
    portfolio_zones(w, 60, 60, 80, 80, 5.0);
    portfolio_put(w, &project);
    portfolio_put(w, &twin);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        portfolio_look(w, &project, portfolio_day(days[i]), green, NULL);
    portfolio_readings(w, &project, "2020-07", 1, portfolio_day("2020-07-01"), 31, calm,
                       NULL);
    ta_project_free(&project);
    ta_project_free(&twin);
}

static size_t records_of(const struct ta_workspace *w)
{
    int64_t seq = 0;
    char chain[TA_HEX_SIZE];
    assert_ok(w->store.ops->chain_head(w->store.self, &seq, chain, &err));
    return (size_t)seq;
}

static enum ta_status assess(struct ta_workspace *w, struct ta_error *words)
{
    static const char *const one[] = {"p1"};
    const struct ta_assess_request request = {.n_projects = 1,
                                              .project = one,
                                              .as_of = portfolio_day("2020-07-31"),
                                              .model = "credit-3",
                                              .now = 2,
                                              .who = "test"};
    return ta_assess(w, &request, words);
}

/* Each k-th allocation in turn; dense at first, then ever wider apart, since a chip's thousandth
 * cell fails like its first. */
static size_t next_k(size_t k)
{
    return k < 400 ? k + 1 : k + 1 + k / 97;
}

static void assessing_without_memory_keeps_nothing(void **state)
{
    (void)state;
    struct ta_workspace w;
    build(&w);
    enum ta_status rc = TA_E_NOMEM;
    size_t k = 1, failed = 0;
    for (; rc != TA_OK && k < ALLOCATIONS_MOST; k = next_k(k)) {
        struct ta_error words = {0};
        ta_alloc_fail_at(k);
        rc = assess(&w, &words);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) break;
        if (rc != TA_E_NOMEM)
            fail_msg("allocation %zu: %d: %s", k, (int)rc, words.text);
        assert_true(words.text[0] != '\0');
        if (records_of(&w) != 0) break; /* it was kept, and the export failed */
        failed++;
    }
    assert_true(failed > 400);
    assert_ok(assess(&w, &err)); /* the export, if that is all that is missing */
    assert_int_equal(records_of(&w), 1);
    ta_workspace_close(&w);
}

static void verifying_without_memory_blames_nobody(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_verify_counts counts = {0};
    const struct ta_verify_request request = {.n = 0};
    build(&w);
    assert_ok(assess(&w, &err));
    enum ta_status rc = TA_E_NOMEM;
    size_t failed = 0;
    for (size_t k = 1; rc != TA_OK && k < ALLOCATIONS_MOST; k = next_k(k)) {
        struct ta_error words = {0};
        ta_alloc_fail_at(k);
        rc = ta_verify(&w, &request, &counts, &words);
        ta_alloc_fail_at(0);
        if (rc != TA_OK && rc != TA_E_NOMEM)
            fail_msg("allocation %zu: %d, %zu faults: %s", k, (int)rc, counts.faults,
                     words.text);
        if (rc != TA_OK) failed++;
        if (rc == TA_OK) printf("whole at allocation %zu\n", k);
    }
    assert_int_equal(rc, TA_OK);
    assert_int_equal(counts.reproduced, 1);
    assert_true(failed > 400);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assessing_without_memory_keeps_nothing),
        cmocka_unit_test(verifying_without_memory_blames_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_tally.c  Named sums: the same bytes in any order, and nothing in the lists of what they
 *  rest on but what was added. */
#include "ta_property.h"

#include "tally.h"

enum { MANY = 300 };

struct entry {
    uint32_t who;
    double value, weight;
};

static void add(struct ta_tally *t, const struct entry *e)
{
    assert_false(ta_tally_full(t, e->who));
    ta_tally_add(t, e->who, e->value, e->weight);
}

static void shuffle(struct ta_random_stream *r, struct entry *e, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = ta_random_below(r, i);
        struct entry held = e[i - 1];
        e[i - 1] = e[k];
        e[k] = held;
    }
}

static void same_in_any_order(struct ta_random_stream *r)
{
    struct entry e[MANY];
    struct ta_tally_run run[2][MANY];
    struct ta_tally t[2];
    bool in[2 * MANY] = {false};
    size_t n = 1 + ta_random_below(r, MANY);
    for (size_t i = 0; i < n; i++) {
        e[i] = (struct entry){
            (uint32_t)ta_random_below(r, 2 * MANY),
            ldexp(ta_random_between(r, -1, 1), (int)ta_random_below(r, 90) - 45),
            ta_random_between(r, 0, 1e9)};
        in[e[i].who] = true;
    }
    for (size_t k = 0; k < 2; k++) {
        ta_tally_start(&t[k]);
        t[k].run = run[k];
        t[k].capacity = MANY;
        for (size_t i = 0; i < n; i++) add(&t[k], &e[i]);
        shuffle(r, e, n);
    }
    double sum[2] = {ta_tally_sum(&t[0]), ta_tally_sum(&t[1])};
    double mean[2] = {ta_tally_mean(&t[0]), ta_tally_mean(&t[1])};
    assert_memory_equal(&sum[0], &sum[1], sizeof *sum);
    assert_memory_equal(&mean[0], &mean[1], sizeof *mean);
    assert_int_equal(t[0].n_runs, t[1].n_runs);
    assert_memory_equal(run[0], run[1], t[0].n_runs * sizeof **run);
    size_t at = 0; /* the runs are the set, each as long as it can be */
    for (uint32_t k = 0; k < 2 * MANY; k++) {
        if (at < t[0].n_runs && k > run[0][at].last) {
            assert_true(k > run[0][at].last + 1 || !in[k]);
            at++;
        }
        bool inside = at < t[0].n_runs && run[0][at].first <= k && k <= run[0][at].last;
        assert_int_equal(inside, in[k]);
    }
}

static void order_changes_nothing(void **state)
{
    (void)state;
    ta_for_seeds(300, same_in_any_order);
}

static void full_only_when_a_run_more_is_needed(void **state)
{
    (void)state;
    struct ta_tally_run run[2];
    struct ta_tally t;
    ta_tally_start(&t);
    assert_true(ta_tally_full(&t, 5));
    t.run = run;
    t.capacity = 2;
    ta_tally_add(&t, 5, 1, 1);
    ta_tally_add(&t, 9, 1, 1);
    assert_true(ta_tally_full(&t, 7));
    assert_false(ta_tally_full(&t, 5) || ta_tally_full(&t, 6) || ta_tally_full(&t, 8));
    ta_tally_add(&t, 6, 1, 1);
    ta_tally_add(&t, 8, 1, 1);
    ta_tally_add(&t, 7, 1, 1); /* joins both */
    assert_int_equal(t.n_runs, 1);
    assert_int_equal(run[0].first, 5);
    assert_int_equal(run[0].last, 9);
    assert_true(ta_tally_sum(&t) == 5.0 && t.n == 5);
}

static void nothing_has_no_mean(void **state)
{
    (void)state;
    struct ta_tally t;
    ta_tally_start(&t);
    assert_true(isnan(ta_tally_mean(&t)) && ta_tally_sum(&t) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_changes_nothing),
        cmocka_unit_test(full_only_when_a_run_more_is_needed),
        cmocka_unit_test(nothing_has_no_mean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

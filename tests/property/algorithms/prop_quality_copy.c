/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_quality_copy.c  How often lagged copies are found where there are some, and where
 *  there are none. */
#include "ta_property.h"

#include "quality_copy.h"

enum { STEPS = 1500, PAIRS = 200, LAG_MAX = 48 };
static const ta_time_us step_us = INT64_C(600000000); /* ten minutes */
static const double step_s = 600.0, day = 144.0;

static ta_time_us time_[STEPS];
static double first[STEPS], second[STEPS], scratch[5 * STEPS];

static struct ta_series series_of(const double *value)
{
    for (size_t i = 0; i < STEPS; i++) time_[i] = (ta_time_us)i * step_us;
    return (struct ta_series){STEPS, time_, value, NULL, step_s};
}

static struct ta_copy compare(void)
{
    struct ta_series a = series_of(first), b = series_of(second);
    struct ta_copy_rule rule = ta_copy_rule_of(step_s, LAG_MAX * step_s);
    struct ta_copy found;
    assert_true(ta_copy_scratch(&a, &b, &rule) <= sizeof scratch / sizeof *scratch);
    assert_int_equal(ta_copy_find(&a, &b, &rule, scratch, &found), TA_OK);
    return found;
}

/* Sum of twelve uniforms: near enough to normal. */
static double bell(struct ta_random_stream *r)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) sum += ta_random_between(r, 0.0, 1.0);
    return sum;
}

/** What signals are made of. */
struct kind {
    double memory; /**< AR(1) coefficient */
    double daily;  /**< size of a daily wave */
    bool bursts;   /**< exponentials of it: heavy tails */
    double digits; /**< rounded to this; 0: not */
};

static void signal_of(struct ta_random_stream *r, const struct kind *k, double *out)
{
    double state = 0.0, phase = ta_random_between(r, 0.0, 6.28);
    for (int i = -200; i < STEPS; i++) {
        state = k->memory * state + bell(r);
        if (i < 0) continue;
        double v = state + k->daily * sin(6.283185307179586 * i / day + phase);
        if (k->bursts) v = exp(0.4 * v);
        out[i] = k->digits > 0.0 ? k->digits * round(v / k->digits) : v;
    }
}

static const struct kind kinds[] = {
    {0.0, 0.0, false, 0.0}, {0.9, 0.0, false, 0.1}, {0.98, 0.0, false, 0.0},
    {0.7, 4.0, false, 0.5}, {0.9, 0.0, true, 0.1},  {0.8, 3.0, true, 0.01},
};

/* Above the threshold by chance: alpha of the pairs, here at most four times that. Called copies:
 * none, for want of a correlation that high. */
static void strangers_are_hardly_ever_called_copies(void **state)
{
    (void)state;
    size_t alarms = 0, above = 0, pairs = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= PAIRS; seed++, pairs++) {
            struct ta_random_stream r = {seed * 1000 + k};
            signal_of(&r, &kinds[k], first);
            signal_of(&r, &kinds[(k + seed) % 6], second);
            struct ta_copy c = compare();
            alarms += c.verdict != TA_COPY_NONE && c.verdict != TA_COPY_CANNOT_SAY;
            above += c.r > c.threshold;
        }
    printf("strangers: %zu pairs, %zu above the threshold (alpha 0.001), %zu called "
           "copies\n",
           pairs, above, alarms);
    assert_int_equal(alarms, 0);
    assert_true((double)above <= 0.004 * (double)pairs);
}

/* Neighbours share their weather, each with noise of its own; the weather reaches the second
 * some steps later. */
static void neighbours_are_not_called_copies(void **state)
{
    (void)state;
    static double weather[STEPS];
    size_t alarms = 0, pairs = 0;
    for (uint64_t seed = 1; seed <= PAIRS; seed++, pairs++) {
        struct ta_random_stream r = {seed};
        const struct kind slow = {0.97, 3.0, false, 0.0};
        size_t late = ta_random_below(&r, 7);
        double own = ta_random_between(&r, 0.6, 2.0);
        signal_of(&r, &slow, weather);
        for (size_t i = 0; i < STEPS; i++) {
            first[i] = weather[i] + own * bell(&r);
            second[i] = 0.8 * weather[i > late ? i - late : 0] + own * bell(&r);
        }
        alarms += compare().verdict > TA_COPY_NONE;
    }
    printf("neighbours: %zu pairs, %zu called copies\n", pairs, alarms);
    assert_int_equal(alarms, 0);
}

/* Copies are delayed, scaled, rounded, with a little noise and gaps. */
static void copies_are_found_with_their_lag(void **state)
{
    (void)state;
    size_t found = 0, pairs = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= PAIRS / 4; seed++, pairs++) {
            struct ta_random_stream r = {seed * 77 + k};
            size_t late = 1 + ta_random_below(&r, LAG_MAX);
            double gain = ta_random_between(&r, 0.5, 2.0), noise = 0.0, n = 0.0;
            signal_of(&r, &kinds[k], first);
            for (size_t i = 1; i < STEPS; i++, n += 1.0)
                noise += fabs(first[i] - first[i - 1]);
            noise *= 0.15 / n;
            for (size_t i = 0; i < STEPS; i++) {
                second[i] = gain * (i >= late ? first[i - late] : first[0]) + 5.0 +
                            gain * noise * bell(&r);
                if (ta_random_below(&r, 20) == 0) second[i] = NAN;
            }
            struct ta_copy c = compare();
            found += c.verdict == TA_COPY_FOLLOWS && c.lag_s == (double)late * step_s;
        }
    printf("copies: %zu pairs, %zu found with their lag\n", pairs, found);
    assert_true((double)found >= 0.99 * (double)pairs);
}

static void the_leader_and_the_twin_are_named(void **state)
{
    (void)state;
    struct ta_random_stream r = {5};
    signal_of(&r, &kinds[1], first);
    for (size_t i = 0; i < STEPS; i++) second[i] = first[i >= 3 ? i - 3 : 0];
    struct ta_copy c = compare();
    assert_int_equal(c.verdict, TA_COPY_FOLLOWS);
    assert_true(c.lag_s == 1800.0); /* half an hour */
    assert_true(c.equal > 0.999 && c.p < 1e-9);
    memcpy(scratch, first, sizeof first);
    memcpy(first, second, sizeof first);
    memcpy(second, scratch, sizeof first);
    c = compare();
    assert_int_equal(c.verdict, TA_COPY_LEADS);
    assert_true(c.lag_s == -1800.0);
    memcpy(second, first, sizeof first);
    assert_int_equal(compare().verdict, TA_COPY_TOGETHER);
}

static void what_does_not_move_cannot_be_compared(void **state)
{
    (void)state;
    struct ta_random_stream r = {6};
    signal_of(&r, &kinds[1], first);
    for (size_t i = 0; i < STEPS; i++) second[i] = 2.0;
    assert_int_equal(compare().verdict, TA_COPY_CANNOT_SAY);
    for (size_t i = 0; i < STEPS; i++) second[i] = i < 40 ? first[i] : (double)NAN;
    assert_int_equal(compare().verdict, TA_COPY_CANNOT_SAY); /* too few in common */
    struct ta_series none = {0, time_, first, NULL, step_s}, a = series_of(first);
    struct ta_copy_rule rule = ta_copy_rule_of(step_s, step_s);
    struct ta_copy c;
    assert_int_equal(ta_copy_scratch(&a, &none, &rule), 0);
    assert_int_equal(ta_copy_find(&a, &none, &rule, scratch, &c), TA_OK);
    assert_int_equal(c.verdict, TA_COPY_CANNOT_SAY);
    rule.step_s = 0.0;
    assert_int_equal(ta_copy_find(&a, &a, &rule, scratch, &c), TA_E_ARG);
    rule = ta_copy_rule_of(1e-3, 1.0);
    assert_int_equal(ta_copy_find(&a, &a, &rule, scratch, &c), TA_E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strangers_are_hardly_ever_called_copies),
        cmocka_unit_test(neighbours_are_not_called_copies),
        cmocka_unit_test(copies_are_found_with_their_lag),
        cmocka_unit_test(the_leader_and_the_twin_are_named),
        cmocka_unit_test(what_does_not_move_cannot_be_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

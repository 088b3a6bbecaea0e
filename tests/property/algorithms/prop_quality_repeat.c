/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_quality_repeat.c  Is a stretch that was sent again found, and nothing in signals that are their own,
 *  whatever they are made of? */
#include "ta_property.h"

#include "quality_repeat.h"

enum { DAYS = 90, N = DAYS * 144, ROUNDS = 60, PLANTED = 60 };
static const double tau = 6.283185307179586;

static ta_time_us time_[N];
static double value[N];
static struct ta_repeat found[TA_REPEATS_MOST];

/* A signal of 90 days, by the hour or every ten minutes. */
struct made {
    size_t n, day; /* readings; of a day */
    double step_s;
};

static struct made make(bool hourly)
{
    struct made m = {hourly ? DAYS * 24 : N, hourly ? 24 : 144,
                     hourly ? 3600.0 : 600.0};
    for (size_t i = 0; i < m.n; i++)
        time_[i] = (ta_time_us)((double)i * m.step_s) * 1000000;
    return m;
}

static size_t search(size_t n, double step_s)
{
    static max_align_t scratch[N * 8];
    struct ta_series series = {n, time_, value, NULL, step_s};
    size_t count = 99;
    assert_true(ta_repeats_scratch(n) <= sizeof scratch);
    assert_int_equal(ta_repeats_find(&series, scratch, found, &count), TA_OK);
    return count;
}

/* Sum of twelve uniforms: near enough to normal. */
static double bell(struct ta_random_stream *r)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) sum += ta_random_between(r, 0.0, 1.0);
    return sum;
}

/* --- signals that are their own ----------------------------------------------------- */

/* What a signal is drawn with: how many levels, a period in steps, a phase. */
struct draw {
    struct ta_random_stream *r;
    struct made made;
    double levels, period, phase;
};

static void noise(const struct draw *d)
{
    double state = 0.0, memory = ta_random_between(d->r, 0.0, 0.99);
    for (size_t i = 0; i < d->made.n; i++) {
        state = memory * state + bell(d->r);
        value[i] = floor(d->levels * state / 6.0);
    }
}

static void walk(const struct draw *d)
{
    double state = 0.0;
    for (size_t i = 0; i < d->made.n; i++) {
        state += (double)ta_random_below(d->r, 3) - 1.0;
        value[i] = state = fmin(fmax(state, 0.0), d->levels);
    }
}

static double turn(const struct draw *d, size_t i, double period)
{
    return (double)i / period + d->phase;
}

static void sine(const struct draw *d)
{
    for (size_t i = 0; i < d->made.n; i++)
        value[i] = floor(d->levels * sin(tau * turn(d, i, d->period)));
}

static void saw(const struct draw *d)
{
    for (size_t i = 0; i < d->made.n; i++)
        value[i] = floor(d->levels * fmod(turn(d, i, d->period), 1.0));
}

static void square(const struct draw *d)
{
    for (size_t i = 0; i < d->made.n; i++)
        value[i] = fmod(turn(d, i, d->period), 1.0) < 0.3 ? d->levels : 0.0;
}

static void ramp(const struct draw *d)
{
    for (size_t i = 0; i < d->made.n; i++)
        value[i] = floor(d->levels * (double)i / d->made.step_s) +
                   floor(ta_random_between(d->r, 0.0, 1.0 + d->phase));
}

/* Emptied at one rate, filled now and then. */
static void tank(const struct draw *d)
{
    double level = 0.0;
    for (size_t i = 0; i < d->made.n; i++) {
        if (level <= 1.0) level = ceil(d->levels * ta_random_between(d->r, 0.5, 1.0));
        level -= (double)(i % 2);
        value[i] = level;
    }
}

/* Falls off from one height, as what is dosed now and then. */
static void decay(const struct draw *d)
{
    double level = 10.0 * d->levels;
    for (size_t i = 0; i < d->made.n; i++) {
        level = ta_random_below(d->r, 100) == 0 ? 10.0 * d->levels : 0.97 * level;
        value[i] = floor(10.0 * level) / 10.0;
    }
}

static void counter(const struct draw *d)
{
    size_t from = 0;
    for (size_t i = 0; i < d->made.n; i++) {
        if (ta_random_below(d->r, 300) == 0) from = i;
        value[i] = floor((double)(i - from) * d->levels / 200.0);
    }
}

/* Eight constituents, in hours (Pugh, Woodworth 2014, Sea-Level Science, table 4.1). */
static void tide(const struct draw *d)
{
    static const double hours[] = {12.4206, 12.0,    23.9345, 25.8193,
                                   12.6583, 11.9672, 26.8684, 24.0659};
    double size[8], phase[8];
    for (size_t c = 0; c < 8; c++) {
        size[c] = ta_random_between(d->r, 0.0, 1.0);
        phase[c] = ta_random_between(d->r, 0.0, 1.0);
    }
    for (size_t i = 0; i < d->made.n; i++) {
        double level = 0.0, h = (double)i * d->made.step_s / 3600.0;
        for (size_t c = 0; c < 8; c++)
            level += size[c] * sin(tau * (h / hours[c] + phase[c]));
        value[i] = floor(level * d->levels / 4.0);
    }
}

/* A day of one of three kinds, without noise. */
static void schedule(const struct draw *d)
{
    size_t kind = 0;
    for (size_t i = 0; i < d->made.n; i++) {
        if (i % d->made.day == 0) kind = 1 + ta_random_below(d->r, 3);
        double at = (double)(i % d->made.day) / (double)d->made.day;
        value[i] = floor(10.0 * d->levels * sin(tau * at * (double)kind));
    }
}

/* The same steps again and again, each time after a while. */
static void recipe(const struct draw *d)
{
    double step[144];
    size_t n = 4 + ta_random_below(d->r, 140), at = n, wait = 0;
    for (size_t i = 0; i < n; i++)
        step[i] = (double)ta_random_below(d->r, (size_t)d->levels);
    for (size_t i = 0; i < d->made.n; i++) {
        value[i] = 0.0;
        if (at == n) {
            at = 0;
            wait = ta_random_below(d->r, 30);
        }
        if (wait > 0)
            wait--;
        else
            value[i] = step[at++];
    }
}

static void week(const struct draw *d)
{
    size_t n = 7 * d->made.day;
    for (size_t i = 0; i < d->made.n; i++)
        value[i] =
            i < n ? (double)ta_random_below(d->r, (size_t)d->levels) : value[i - n];
}

/* A clean wave with a digit wrong now and then. */
static void worn(const struct draw *d)
{
    sine(d);
    for (size_t i = 0; i < d->made.n; i++)
        value[i] += ta_random_below(d->r, 50) == 0 ? 1.0 : 0.0;
}

static const struct {
    const char *name;
    void (*fill)(const struct draw *d);
} kinds[] = {{"noise", noise}, {"walk", walk},         {"sine", sine},
             {"saw", saw},     {"square", square},     {"ramp", ramp},
             {"tank", tank},   {"decay", decay},       {"counter", counter},
             {"tide", tide},   {"schedule", schedule}, {"recipe", recipe},
             {"week", week},   {"worn", worn}};

static void nothing_is_found_in_signals_of_their_own(void **state)
{
    static const double levels[] = {2, 3, 5, 10, 12, 20, 30, 100, 1000, 100000};
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
            struct ta_random_stream r = {seed * 1000 + k};
            struct draw d = {&r, make(seed % 2 == 0), 0.0, 0.0, 0.0};
            d.levels = levels[ta_random_below(&r, 10)];
            d.phase = ta_random_between(&r, 0.0, 1.0);
            d.period = ta_random_between(&r, 1.0, 30.0) * 3600.0 / d.made.step_s;
            if (seed % 3 == 0) d.period = ceil(d.period);
            kinds[k].fill(&d);
            if (search(d.made.n, d.made.step_s) != 0)
                fail_msg("%s, seed %d: %zu changes", kinds[k].name, (int)seed,
                         found[0].changes);
        }
}

static void no_exact_period_of_hours_is_found(void **state)
{
    static const double hours[] = {1, 6, 11, 12, 24, 33, 36, 48, 168};
    (void)state;
    for (size_t h = 0; h < sizeof hours / sizeof *hours; h++)
        for (int hourly = 0; hourly < 2; hourly++) {
            struct ta_random_stream r = {h + 1};
            struct made m = make(hourly != 0);
            size_t n = (size_t)(hours[h] * 3600.0 / m.step_s);
            for (size_t i = 0; i < m.n; i++) value[i] = i < n ? bell(&r) : value[i - n];
            assert_int_equal(search(m.n, m.step_s), 0);
        }
}

/* --- signals that were sent again --------------------------------------------------- */

static void daily_noise(struct ta_random_stream *r, const struct made *m, double digit)
{
    double state = 0.0;
    for (size_t i = 0; i < m->n; i++) {
        state = 0.9 * state + bell(r);
        double day = 3.0 * sin(tau * (double)i / (double)m->day);
        value[i] = digit * floor((30.0 + day + 2.0 * state) / digit);
    }
}

/* Two days or more of ten minutes, a week or more of hours, at any lag. */
static void a_stretch_that_is_sent_again_is_found(void **state)
{
    static const double digits[] = {0.01, 0.1, 1.0};
    (void)state;
    for (uint64_t seed = 1; seed <= PLANTED; seed++) {
        struct ta_random_stream r = {seed * 31};
        struct made m = make(seed % 2 == 0);
        daily_noise(&r, &m, digits[seed % 3]);
        size_t least = (m.day == 24 ? 7 : 2) * m.day;
        size_t n = least + ta_random_below(&r, 25 * m.day);
        size_t lag = n + ta_random_below(&r, m.n - 2 * n);
        size_t at = lag + ta_random_below(&r, m.n - lag - n + 1);
        memcpy(value + at, value + at - lag, n * sizeof *value);
        assert_int_equal(search(m.n, m.step_s), 1);
        assert_int_equal(found[0].first - found[0].source, lag);
        assert_in_range(found[0].first, at > 5 ? at - 5 : 0, at + 10);
        assert_in_range(found[0].last, at + n - 10, at + n + 5);
    }
}

/* The month before last, too; and one clean week in three places. */
static void what_is_sent_again_more_than_once_is_found(void **state)
{
    (void)state;
    struct ta_random_stream r = {3};
    struct made m = make(false);
    daily_noise(&r, &m, 0.1);
    for (size_t i = 30 * m.day; i < m.n; i++) value[i] = value[i - 30 * m.day];
    assert_int_equal(search(m.n, m.step_s), 1);
    assert_in_range(found[0].first, 30 * m.day, 30 * m.day + 2);
    assert_int_equal(found[0].last, m.n - 1);
    assert_int_equal(found[0].source, found[0].first - 30 * m.day);
    daily_noise(&r, &m, 0.1);
    for (size_t c = 1; c < 4; c++)
        memcpy(value + 20 * c * m.day + 3 * c, value + m.day,
               8 * m.day * sizeof *value);
    assert_int_equal(search(m.n, m.step_s), 3);
}

/* Some readings lost on the way, others changed by hand; a device whose clock wanders by seconds. */
static void a_few_readings_more_or_less_hide_nothing(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        struct ta_random_stream r = {7};
        struct made m = make(false);
        size_t n = 0, at = 60 * m.day + 5;
        daily_noise(&r, &m, 0.1);
        memcpy(value + at, value + 25 * m.day, 25 * m.day * sizeof *value);
        for (size_t i = 0; i < m.n; i++) {
            if (way == 0 && i % 500 == 0) continue;
            value[n] = value[i] + (way == 1 && i >= at && i % 500 == 0 ? 1.0 : 0.0);
            time_[n++] =
                time_[i] + (way == 2 ? (ta_time_us)ta_random_below(&r, 90000000) : 0);
        }
        assert_true(search(n, m.step_s) >= 1);
        assert_in_range(found[0].last - found[0].first, 24 * m.day, 25 * m.day);
    }
}

static void little_and_irregular_readings_say_nothing(void **state)
{
    (void)state;
    struct ta_random_stream r = {9};
    struct made m = make(true);
    daily_noise(&r, &m, 0.1);
    memcpy(value + m.n / 2, value, m.n / 2 * sizeof *value);
    assert_int_equal(search(m.n, m.step_s), 1);
    assert_int_equal(search(m.n, NAN), 0);
    assert_int_equal(search(100, m.step_s), 0);
    assert_int_equal(search(0, m.step_s), 0);
    for (size_t i = 0; i < m.n; i++) value[i] = NAN;
    assert_int_equal(search(m.n, m.step_s), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_in_signals_of_their_own),
        cmocka_unit_test(no_exact_period_of_hours_is_found),
        cmocka_unit_test(a_stretch_that_is_sent_again_is_found),
        cmocka_unit_test(what_is_sent_again_more_than_once_is_found),
        cmocka_unit_test(a_few_readings_more_or_less_hide_nothing),
        cmocka_unit_test(little_and_irregular_readings_say_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

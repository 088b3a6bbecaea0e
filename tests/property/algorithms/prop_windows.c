/* SPDX-License-Identifier: Apache-2.0 */
/* A window that took its readings in part by part, at any cuts between times, is the window of all of them to
 * the last bit: plain quantities and directions, conflicts, flags, readings that stand too close. */
#include "ta_property.h"

#include "windows.h"

enum { READINGS = 400 };
static const ta_time_us hour = INT64_C(3600000000), minute = INT64_C(60000000);

static size_t readings_of(struct ta_random_stream *r, double most,
                          struct ta_reading reading[READINGS])
{
    static const uint8_t flag[] = {1, 1, 1, 1, 1, 2, 2, 3, 4, 9};
    ta_time_us time = 0;
    for (size_t i = 0; i < READINGS; i++) {
        bool same = ta_random_below(r, 12) == 0;
        if (!same) time += (ta_time_us)(1 + ta_random_below(r, 40)) * minute / 2;
        double value = ta_random_between(r, -most, most);
        if (ta_random_below(r, 30) == 0) value = NAN;
        if (ta_random_below(r, 30) == 0) value *= 1e9;
        reading[i] = (struct ta_reading){time, TA_TIME_NONE, value,
                                         flag[ta_random_below(r, sizeof flag)], 0};
    }
    return READINGS;
}

static struct ta_window_rule rule_of(struct ta_random_stream *r)
{
    static const int offset[] = {0, 8, -5};
    struct ta_window_rule rule = {.kind = (enum ta_window_kind)ta_random_below(r, 3),
                                  .share = 0.75};
    rule.offset = offset[ta_random_below(r, 3)] * hour;
    rule.interval = ta_random_below(r, 3) == 0 ? 0 : 10 * minute;
    rule.turn = ta_random_below(r, 2) == 0 ? 0.0 : 360.0;
    if (rule.kind != TA_WINDOW_FIXED) return rule;
    rule.length = (ta_time_us)(1 + ta_random_below(r, 30)) * hour;
    rule.step = ta_random_below(r, 2) == 0 ? 0 : hour;
    return rule;
}

static void assert_bits(double a, double b)
{
    if (memcmp(&a, &b, sizeof a) != 0) fail_msg("%.17g is not %.17g", a, b);
}

static void assert_same(const struct ta_window *a, const struct ta_window *b)
{
    assert_true(a->begin == b->begin && a->end == b->end);
    assert_true(a->received == b->received && a->used == b->used && a->good == b->good);
    assert_true(a->suspect == b->suspect && a->failed == b->failed);
    assert_true(a->missing == b->missing && a->conflicting == b->conflicting);
    assert_true(a->expected == b->expected && a->complete == b->complete);
    assert_true(a->first == b->first && a->last == b->last);
    assert_bits(a->mean, b->mean);
    assert_bits(a->sum, b->sum);
    assert_bits(a->least, b->least);
    assert_bits(a->most, b->most);
    assert_bits(a->steadiness, b->steadiness);
}

/* Some more readings, whole times. @return behind them */
static size_t cut_behind(struct ta_random_stream *r, const struct ta_reading *reading,
                         size_t n, size_t i)
{
    size_t k = i + 1 + ta_random_below(r, 60);
    while (k < n && reading[k].time == reading[k - 1].time) k++;
    return k < n ? k : n;
}

static void parts_make_the_whole(struct ta_random_stream *r)
{
    struct ta_reading reading[READINGS];
    const struct ta_window_rule rule = rule_of(r);
    size_t n = readings_of(r, rule.turn == 0.0 ? 50.0 : 400.0, reading);
    assert_true(ta_window_rule_ok(&rule));
    for (ta_time_us at = ta_window_begin(&rule, reading[0].time);
         at <= reading[n - 1].time; at = ta_window_next(&rule, at)) {
        struct ta_window whole, parts;
        struct ta_window_state state;
        assert_int_equal(ta_window_of(&rule, at, n, reading, &whole), TA_OK);
        ta_window_start(&rule, at, &state);
        for (size_t i = 0, k; i < n; i = k) {
            k = cut_behind(r, reading, n, i);
            assert_int_equal(ta_window_add(&rule, k - i, reading + i, &state), TA_OK);
        }
        ta_window_finish(&rule, &state, &parts);
        assert_same(&parts, &whole);
        ta_window_finish(&rule, &state, &parts); /* and takes nothing from the state */
        assert_same(&parts, &whole);
    }
}

static void windows_do_not_depend_on_cuts(void **state)
{
    (void)state;
    ta_for_seeds(300, parts_make_the_whole);
}

static void readings_of_before_are_refused(void **state)
{
    (void)state;
    const struct ta_window_rule rule = {
        .kind = TA_WINDOW_FIXED, .length = hour, .share = 0.75};
    const struct ta_reading late[] = {{minute, TA_TIME_NONE, 1.0, TA_FLAG_GOOD, 0}};
    const struct ta_reading later[] = {
        {2 * minute, TA_TIME_NONE, 1.0, TA_FLAG_GOOD, 0}};
    struct ta_window_state s;
    ta_window_start(&rule, 0, &s);
    assert_int_equal(ta_window_add(&rule, 1, later, &s), TA_OK);
    assert_int_equal(ta_window_add(&rule, 1, late, &s), TA_E_ARG);
    /* nor a time in two parts: who is alone at it could not be told */
    ta_window_start(&rule, 0, &s);
    assert_int_equal(ta_window_add(&rule, 1, later, &s), TA_OK);
    assert_int_equal(ta_window_add(&rule, 1, later, &s), TA_E_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_do_not_depend_on_cuts),
        cmocka_unit_test(readings_of_before_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

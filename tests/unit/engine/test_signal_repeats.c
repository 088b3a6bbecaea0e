/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_signal_repeats.c  Readings that were sent again under new times: what a record says of them, and
 *  what it makes of them. */
#include "ta_test.h"

#include "engine/signals.h"
#include "tables/tables.h"
#include "terrassay/reading.h"

enum { STEP_S = 600, N = 90 * 144, DAY = 20000, MONTH = 30 * 144 };

/* One signal of 90 days up to the end of DAY. */
struct made {
    ta_time_us time[N];
    double value[N], measured[N];
    struct ta_datastream stream;
    struct ta_project project;
    struct ta_input input;
    struct ta_input_set set;
    const struct ta_datastream *of;
    struct ta_own_feed feed;
    size_t n_feeds;
    struct ta_indicator indicator;
    struct ta_gathered gathered;
};

static const struct ta_input_spec spec = {
    "readings", TA_INPUT_SERIES, TA_FROM_READINGS, "limited", "mg/m3", -1e3, 1e9,
    true,       "readings"};

static double noise(uint32_t *seed)
{
    double sum = 0;
    for (int i = 0; i < 6; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        sum += (double)(*seed >> 8) / 16777216.0 - 0.5;
    }
    return sum;
}

static struct made *make(void)
{
    static struct made m;
    uint32_t seed = 7919u;
    double slow = 0;
    memset(&m, 0, sizeof m);
    for (int i = 0; i < N; i++) {
        m.time[i] = (ta_time_us)(DAY + 1) * TA_US_PER_DAY -
                    (ta_time_us)(N - i) * STEP_S * 1000000;
        slow = 0.95 * slow + noise(&seed);
        m.value[i] = floor((30.0 + 2.0 * slow + noise(&seed)) * 10) / 10;
    }
    m.stream = (struct ta_datastream){.device = "d",
                                      .name = "one",
                                      .property = "so2",
                                      .unit = "mg/m3",
                                      .range_lo = 0,
                                      .range_hi = 500,
                                      .limit = 100,
                                      .interval_s = STEP_S};
    m.of = &m.stream;
    m.input = (struct ta_input){.name = "readings",
                                .reason = TA_OBSERVED,
                                .series = {N, m.time, m.value, NULL, STEP_S}};
    m.set = (struct ta_input_set){
        .subject = "d/one", .n_inputs = 1, .input = &m.input, .stream = &m.of};
    m.feed = (struct ta_own_feed){&m.stream, {N, m.time, m.measured, NULL, STEP_S}};
    m.project = (struct ta_project){.n_datastreams = 1, .datastream = &m.stream};
    m.indicator = (struct ta_indicator){.id = "x", .n_inputs = 1, .input = &spec};
    m.gathered =
        (struct ta_gathered){.indicator = &m.indicator, .n_sets = 1, .set = &m.set};
    return &m;
}

static struct ta_signals judge(struct made *m, struct ta_room *room)
{
    static struct ta_tables *tables;
    struct ta_error err = {0};
    struct ta_signals out;
    if (tables == NULL) assert_int_equal(ta_tables_load(NULL, &tables, &err), TA_OK);
    const struct ta_signals_query query = {.gathered = &m->gathered,
                                           .project = &m->project,
                                           .tables = ta_tables_set(tables),
                                           .as_of = DAY,
                                           .n_feeds = m->n_feeds,
                                           .feed = &m->feed};
    assert_int_equal(ta_signals_judge(&query, room, &out, &err), TA_OK);
    return out;
}

static size_t failed(const struct ta_signals *s, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++) n += s->flag[0][i] == TA_FLAG_FAIL;
    return n;
}

enum { COPY = 5 }; /* criterion of trust */

static void a_month_that_is_sent_again_is_told_and_fails(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 2 * MONTH; i < N; i++) m->value[i] = m->value[i - MONTH];
    struct ta_signals s = judge(m, &room);
    assert_int_equal(s.n_findings, 1);
    assert_string_equal(s.finding[0].code, "repeats");
    assert_string_equal(s.finding[0].object, "d/one");
    assert_string_equal(
        s.finding[0].detail,
        "2024-09-05T00:00:00Z to 2024-10-04T23:50:00Z, 719.8 h, as from "
        "2024-08-06T00:00:00Z on: 4211 changes to the last digit");
    assert_int_equal(s.trusted[0].criterion[COPY].grade, 5);
    assert_true(s.trusted[0].criterion[COPY].value == 1.0);
    assert_string_equal(s.cause[0], "it repeats its own past");
    assert_int_equal(s.finding[0].failed_from, m->time[2 * MONTH]);
    assert_int_equal(s.finding[0].failed_to, m->time[N - 1]);
    assert_int_equal(failed(&s, 0, 2 * MONTH),
                     0); /* what is repeated is not to blame */
    assert_int_equal(failed(&s, 2 * MONTH, N), N - 2 * MONTH);
    ta_room_free(&room);
}

static void a_signal_of_its_own_stays_as_it_is(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    struct ta_signals s = judge(m, &room);
    assert_int_equal(s.n_findings, 0);
    assert_int_equal(failed(&s, 0, N), 0);
    assert_true(isnan(s.trusted[0].criterion[COPY].value));
    ta_room_free(&room);
}

/* Oxygen of each hour makes other values of readings that were sent again. */
static void what_was_measured_is_searched(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 2 * MONTH; i < N; i++) m->value[i] = m->value[i - MONTH];
    memcpy(m->measured, m->value, sizeof m->measured);
    for (int i = 0; i < N; i++) m->value[i] *= 1.0 + 0.001 * (i / 6 % 37);
    struct ta_signals s = judge(m, &room);
    assert_int_equal(s.n_findings, 0);
    ta_room_free(&room);
    m->n_feeds = 1;
    s = judge(m, &room);
    assert_int_equal(s.n_findings, 1);
    assert_string_equal(s.finding[0].code, "repeats");
    assert_true(failed(&s, 2 * MONTH, N) >= N - 2 * MONTH - 3);
    ta_room_free(&room);
}

/* What stands still, stands still as before: that has a finding of its own. */
static void a_signal_that_stands_still_repeats_nothing(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 0; i < N; i++)
        if (i % MONTH > 1440) m->value[i] = 31.0;
    struct ta_signals s = judge(m, &room);
    for (size_t i = 0; i < s.n_findings; i++)
        assert_string_equal(s.finding[i].code, "unchanged");
    ta_room_free(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_that_is_sent_again_is_told_and_fails),
        cmocka_unit_test(a_signal_of_its_own_stays_as_it_is),
        cmocka_unit_test(what_was_measured_is_searched),
        cmocka_unit_test(a_signal_that_stands_still_repeats_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

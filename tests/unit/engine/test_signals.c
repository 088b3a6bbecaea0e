/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/reading_flags.h"
#include "engine/signals.h"
#include "tables/tables.h"
#include "terrassay/reading.h"

enum { STEP_S = 600, N = 90 * 144, DAY = 20000 };

/* Signals of 90 days up to the end of DAY, made up here. */
struct made {
    ta_time_us time[N];
    double value[3][N];
    struct ta_datastream stream[3];
    struct ta_project project;
    struct ta_input input[3];
    struct ta_input_set set[3];
    const struct ta_datastream *of[3]; /* the set's input */
    struct ta_own_feed feed[3];
    size_t n_feeds;
    struct ta_indicator indicator;
    struct ta_gathered gathered;
};

static double noise(uint32_t *seed)
{
    double sum = 0;
    for (int i = 0; i < 6; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        sum += (double)(*seed >> 8) / 16777216.0 - 0.5;
    }
    return sum;
}

static void fill_noise(double *value, uint32_t seed)
{
    double slow = 0;
    for (int i = 0; i < N; i++) {
        slow = 0.95 * slow + noise(&seed);
        value[i] = floor((30.0 + 2.0 * slow + noise(&seed)) * 10) / 10;
    }
}

static const struct ta_input_spec spec[] = {{"readings", TA_INPUT_SERIES,
                                             TA_FROM_READINGS, "limited", "mg/m3", -1e3,
                                             1e9, true, "readings"}};

static struct made *make(void)
{
    static const char *const subject[] = {"d/one", "d/two", "d/three"};
    static struct made m;
    memset(&m, 0, sizeof m);
    ta_time_us end = (ta_time_us)(DAY + 1) * TA_US_PER_DAY;
    for (int i = 0; i < N; i++)
        m.time[i] = end - (ta_time_us)(N - i) * STEP_S * 1000000;
    m.indicator = (struct ta_indicator){.id = "x", .n_inputs = 1, .input = spec};
    for (int s = 0; s < 3; s++) {
        fill_noise(m.value[s], (uint32_t)(s + 1) * 7919u);
        m.stream[s] = (struct ta_datastream){.device = "d",
                                             .property = "so2",
                                             .unit = "mg/m3",
                                             .range_lo = 0,
                                             .range_hi = 500,
                                             .limit = 100,
                                             .interval_s = STEP_S};
        (void)snprintf(m.stream[s].name, sizeof m.stream[s].name, "%s", subject[s] + 2);
        m.input[s] = (struct ta_input){.name = "readings",
                                       .reason = TA_OBSERVED,
                                       .series = {N, m.time, m.value[s], NULL, STEP_S}};
        m.of[s] = &m.stream[s];
        m.set[s] = (struct ta_input_set){.subject = subject[s],
                                         .n_inputs = 1,
                                         .input = &m.input[s],
                                         .stream = &m.of[s]};
        m.feed[s] = (struct ta_own_feed){&m.stream[s], m.input[s].series};
    }
    m.project = (struct ta_project){.n_datastreams = 3, .datastream = m.stream};
    m.gathered =
        (struct ta_gathered){.indicator = &m.indicator, .n_sets = 3, .set = m.set};
    return &m;
}

static const struct ta_table_set *shipped(void)
{
    static struct ta_tables *tables;
    struct ta_error err = {0};
    if (tables == NULL) assert_int_equal(ta_tables_load(NULL, &tables, &err), TA_OK);
    return ta_tables_set(tables);
}

static struct ta_signals judge(struct made *m, struct ta_room *room)
{
    struct ta_error err = {0};
    struct ta_signals out;
    const struct ta_signals_query query = {.gathered = &m->gathered,
                                           .project = &m->project,
                                           .tables = shipped(),
                                           .as_of = DAY,
                                           .n_feeds = m->n_feeds,
                                           .feed = m->feed};
    assert_true(ta_signals_apply(&m->gathered));
    assert_int_equal(ta_signals_judge(&query, room, &out, &err), TA_OK);
    return out;
}

static size_t count(const struct ta_signals *s, const char *code, const char *object)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_findings; i++)
        n += strcmp(s->finding[i].code, code) == 0 &&
             strcmp(s->finding[i].object, object) == 0;
    return n;
}

static const char *detail_of(const struct ta_signals *s, const char *code,
                             const char *object)
{
    for (size_t i = 0; i < s->n_findings; i++)
        if (strcmp(s->finding[i].code, code) == 0 &&
            strcmp(s->finding[i].object, object) == 0)
            return s->finding[i].detail;
    return "none";
}

/* How many of the readings from @p from to before @p to carry @p flag. */
static size_t flagged(const struct ta_signals *s, int set, int from, int to,
                      enum ta_flag flag)
{
    size_t n = 0;
    for (int i = from; i < to; i++) n += s->flag[set][i] == flag;
    return n;
}

static void has_nothing_to_say_of_signals_of_their_own(void **state)
{
    (void)state;
    struct ta_room room = {0};
    struct ta_signals s = judge(make(), &room);
    assert_int_equal(s.n_findings, 0);
    assert_int_equal(s.n_sets, 3);
    for (int i = 0; i < 3; i++) {
        assert_in_range(s.grade[i], 1, 3);
        assert_int_equal(flagged(&s, i, 0, N, TA_FLAG_GOOD), N);
    }
    ta_room_free(&room);
}

static void tells_an_unchanged_signal_from_when_to_when(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = N / 2; i < N; i++) m->value[1][i] = m->value[1][N / 2];
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "unchanged", "d/two"), 1);
    assert_int_equal(s.n_findings, 1);
    assert_non_null(strstr(s.finding[0].detail, "1080 h"));
    assert_int_equal(s.grade[1], 5);
    assert_true(s.grade[0] < 5);
    assert_int_equal(flagged(&s, 1, N / 2, N, TA_FLAG_FAIL), N - N / 2);
    assert_int_equal(flagged(&s, 1, 0, N / 2, TA_FLAG_FAIL), 0);
    assert_int_equal(flagged(&s, 0, 0, N, TA_FLAG_FAIL), 0);
    ta_room_free(&room);
}

/* What the finding names as failed is what failed: an hour is counted once. */
static void a_stretch_that_is_suspect_fails_nothing(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 1000; i < 1015; i++) m->value[1][i] = 44.0; /* 2 h 20 min */
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "unchanged", "d/two"), 1);
    assert_int_equal(flagged(&s, 1, 0, N, TA_FLAG_FAIL), 0);
    assert_true(s.finding[0].failed_from == 0 && s.finding[0].failed_to == 0);
    assert_string_equal(s.cause[1], "");
    ta_room_free(&room);
    for (int i = 1000; i < 1050; i++) m->value[1][i] = 44.0;
    s = judge(m, &room);
    assert_int_equal(flagged(&s, 1, 1000, 1050, TA_FLAG_FAIL), 50);
    assert_true(s.finding[0].failed_from == m->time[1000]);
    assert_true(s.finding[0].failed_to == m->time[1049]);
    assert_string_equal(s.cause[1], "the signal does not change");
    ta_room_free(&room);
}

/* A document that leaves the setting out switches no test off; where the table has no rows none was used. */
static void a_signal_without_a_setting_is_judged_as_at_a_stack(void **state)
{
    static const char *const setting[] = {"", "stack", "weather"};
    (void)state;
    struct ta_room room = {0};
    for (size_t k = 0; k < 3; k++) {
        struct made *m = make();
        bool rows = k < 2;
        for (int i = N / 2; i < N; i++) m->value[1][i] = m->value[1][N / 2];
        for (int d = 0; d < 3; d++)
            (void)snprintf(m->stream[d].setting, sizeof m->stream[d].setting, "%s",
                           setting[k]);
        struct ta_signals s = judge(m, &room);
        assert_int_equal(count(&s, "unchanged", "d/two"), rows ? 1 : 0);
        assert_int_equal(s.unchecked, rows);
        ta_room_free(&room);
    }
}

static void leaves_other_flags_as_ingest_set_them(void **state)
{
    (void)state;
    static unsigned char given[N];
    struct made *m = make();
    struct ta_room room = {0};
    memset(given, TA_FLAG_GOOD, N);
    given[7] = TA_FLAG_SUSPECT;
    given[N - 7] = TA_FLAG_SUSPECT;
    m->input[1].series.flag = given;
    m->value[1][N - 201] = 99.0;
    for (int i = N - 200; i < N; i++) m->value[1][i] = m->value[1][N - 200];
    struct ta_signals s = judge(m, &room);
    assert_int_equal(s.flag[1][7], TA_FLAG_SUSPECT);
    assert_int_equal(s.flag[1][N - 7], TA_FLAG_FAIL); /* with its stretch */
    assert_int_equal(flagged(&s, 1, 0, N, TA_FLAG_FAIL), 200);
    assert_int_equal(flagged(&s, 1, 0, N, TA_FLAG_GOOD), N - 200 - 1);
    ta_room_free(&room);
}

static void says_that_an_unchanged_signal_stands_above_its_limit(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    m->stream[1].limit = 50.0;
    for (int i = N / 2; i < N; i++) m->value[1][i] = 55.0;
    struct ta_signals s = judge(m, &room);
    assert_non_null(strstr(detail_of(&s, "unchanged", "d/two"),
                           "1080 h at 55 mg/m3, above the limit of 50 mg/m3"));
    ta_room_free(&room);
    m->stream[1].limit = 55.0;
    s = judge(m, &room);
    assert_null(strstr(detail_of(&s, "unchanged", "d/two"), "above the limit"));
    ta_room_free(&room);
}

static void tells_values_of_one_time_that_contradict_each_other(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    m->time[101] = m->time[100];
    m->time[201] = m->time[200];
    m->value[1][100] = 27.5;
    m->value[1][101] = 199.0;
    m->value[1][201] = m->value[1][200];
    m->value[2][101] = m->value[2][100];
    m->value[2][201] = m->value[2][200];
    m->value[0][101] = m->value[0][100];
    m->value[0][200] = 20.0;
    m->value[0][201] = 21.5;
    struct ta_signals s = judge(m, &room);
    assert_string_equal(detail_of(&s, "conflicting", "d/two"),
                        "times with different values: 1, from 27.5 mg/m3 to 199 mg/m3; "
                        "on both sides of the limit of 100 mg/m3: 1");
    assert_string_equal(detail_of(&s, "conflicting", "d/one"),
                        "times with different values: 1, from 20 mg/m3 to 21.5 mg/m3");
    assert_int_equal(count(&s, "conflicting", "d/three"), 0);
    ta_room_free(&room);
}

/* Beijing's SO2 stands at 2 ug/m3 for 166 hours and a fifth of the time: its analyser sees no
 * less. A signal that stopped once at as low a value shows no floor. */
static void a_detection_floor_is_no_unchanged_signal(void **state)
{
    (void)state;
    enum { STAY = 166 * 6 };
    static struct ta_reading sealed[N];
    static unsigned char given[2][N];
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 0; i < N; i++) {
        m->value[0][i] = fmax(m->value[0][i] - 28.0, 2.0);
        m->value[1][i] -= 20.0;
    }
    for (int i = N / 2; i < N / 2 + STAY; i++) m->value[0][i] = m->value[1][i] = 2.0;
    struct ta_signals s = judge(m, &room);
    assert_true(count(&s, "at_floor", "d/one") > 0);
    assert_int_equal(count(&s, "unchanged", "d/one"), 0);
    assert_int_equal(flagged(&s, 0, 0, N, TA_FLAG_FAIL), 0);
    assert_int_equal(count(&s, "unchanged", "d/two"), 1);
    assert_int_equal(flagged(&s, 1, N / 2, N / 2 + STAY, TA_FLAG_FAIL), STAY);
    for (int set = 0; set < 2; set++) { /* the same once the seal has flagged them */
        memcpy(m->stream[set].setting, "stack", sizeof "stack");
        for (int i = 0; i < N; i++)
            sealed[i] = (struct ta_reading){m->time[i], 0, m->value[set][i], 0, 0};
        assert_int_equal(
            ta_flags_judge(shipped(), &m->stream[set], NULL, sealed, N, NULL), TA_OK);
        for (int i = 0; i < N; i++) given[set][i] = sealed[i].flag;
        m->input[set].series.flag = given[set];
    }
    s = judge(m, &room);
    assert_int_equal(flagged(&s, 0, N / 2, N / 2 + STAY, TA_FLAG_NOT_EVALUATED), STAY);
    assert_int_equal(flagged(&s, 1, N / 2, N / 2 + STAY, TA_FLAG_FAIL), STAY);
    ta_room_free(&room);
}

/* Near its limit nothing is a floor. */
static void no_floor_is_high(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 0; i < N; i++) m->value[0][i] = fmax(m->value[0][i] - 28.0, 2.0);
    for (int i = N / 2; i < N / 2 + 996; i++) m->value[0][i] = 2.0;
    m->stream[0].limit = 19.0;
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "unchanged", "d/one") > 0, 1);
    assert_true(flagged(&s, 0, 0, N, TA_FLAG_FAIL) >= 996);
    ta_room_free(&room);
}

static void tells_a_delayed_copy_of_a_while(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = N / 3; i < N; i++) m->value[2][i] = m->value[0][i - 3];
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "follows", "d/three"), 1);
    assert_int_equal(count(&s, "follows", "d/one"), 0);
    assert_non_null(strstr(s.finding[0].detail, "d/one by 30 min"));
    assert_int_equal(s.grade[2], 5);
    assert_true(s.grade[0] < 5); /* the one that is copied is not to blame */
    assert_int_equal(flagged(&s, 2, N / 3, N, TA_FLAG_FAIL), N - N / 3);
    assert_int_equal(flagged(&s, 2, 0, N / 3, TA_FLAG_FAIL), 0);
    assert_int_equal(flagged(&s, 0, 0, N, TA_FLAG_FAIL), 0);
    /* Whoever draws the signal can say which readings failed, and why. */
    assert_string_equal(s.cause[2], "it follows d/one 30 min behind");
    const struct ta_series *late = &m->input[2].series;
    assert_int_equal(s.finding[0].failed_from, late->time[N / 3]);
    assert_int_equal(s.finding[0].failed_to, late->time[N - 1]);
    ta_room_free(&room);
}

/* Fifteen stops of three days each: the list of them is cut, what another signal shows is not. */
static void a_copy_is_told_beside_many_other_findings(void **state)
{
    (void)state;
    enum { STOP = 4 * 144, STILL = 3 * 144, COPIED = 60 * 144 };
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 0; i < COPIED; i++)
        if (i % STOP < STILL) m->value[2][i] = m->value[2][i - i % STOP];
    for (int i = COPIED; i < N; i++) m->value[2][i] = m->value[0][i - 3];
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "unchanged", "d/three"), 12);
    assert_int_equal(count(&s, "follows", "d/three"), 1);
    ta_room_free(&room);
}

static void believes_neither_of_two_that_move_as_one(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    memcpy(m->value[2], m->value[0], sizeof m->value[2]);
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "together", "d/one"), 1);
    assert_int_equal(count(&s, "together", "d/three"), 1);
    assert_string_equal(s.cause[0], "it moves as one with d/three");
    assert_string_equal(s.cause[1], "");
    assert_int_equal(flagged(&s, 0, 0, N, TA_FLAG_FAIL), N);
    assert_int_equal(flagged(&s, 2, 0, N, TA_FLAG_FAIL), N);
    assert_int_equal(flagged(&s, 1, 0, N, TA_FLAG_FAIL), 0);
    ta_room_free(&room);
}

static void blames_the_later_of_two_whichever_comes_first(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 3; i < N; i++) m->value[0][i] = m->value[2][i - 3];
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "follows", "d/one"), 1);
    assert_int_equal(s.grade[0], 5);
    ta_room_free(&room);
}

static void tells_the_end_of_readings(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    m->input[1].series.n = N - 288; /* two days */
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "silent", "d/two"), 1);
    m->input[1].series.n = 0;
    struct ta_signals none = judge(m, &room);
    assert_int_equal(none.grade[1], 0);
    assert_null(none.flag[1]);
    ta_room_free(&room);
}

static const struct ta_trusted *trust_of(const struct ta_signals *s,
                                         const char *subject)
{
    for (size_t i = 0; i < s->n_trusted; i++)
        if (strcmp(s->trusted[i].subject, subject) == 0) return &s->trusted[i];
    return NULL;
}

static void an_old_calibration_lowers_trust_and_is_told(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    m->stream[0].calibrated = DAY - 90; /* the last day on which it holds */
    m->stream[1].calibrated = DAY - 200;
    m->stream[0].calibration_interval_days = m->stream[1].calibration_interval_days =
        90;
    m->stream[2].calibrated = TA_DAY_NONE;
    struct ta_signals s = judge(m, &room);
    const struct ta_trusted *fresh = trust_of(&s, "d/one"),
                            *old = trust_of(&s, "d/two"),
                            *unknown = trust_of(&s, "d/three");
    assert_string_equal(fresh->criterion[0].name, "calibration");
    assert_int_equal(fresh->criterion[0].grade, 1);
    assert_near(fresh->criterion[0].value, 1.0, 1e-12, 1);
    assert_int_equal(old->criterion[0].grade, 4);
    assert_int_equal(old->grade, 4);
    assert_string_equal(old->decided, "calibration");
    assert_int_equal(s.grade[1], 4);
    assert_int_equal(unknown->criterion[0].grade, 3);
    assert_true(isnan(unknown->criterion[0].value));
    assert_int_equal(s.n_findings, 1);
    assert_string_equal(detail_of(&s, "calibration_old", "d/two"),
                        "calibrated 2024-03-18 for 90 days, 200 days ago");
    m->stream[1].calibrated = DAY + 1; /* not yet: nobody can say */
    s = judge(m, &room);
    assert_true(isnan(trust_of(&s, "d/two")->criterion[0].value));
    assert_int_equal(s.n_findings, 0);
    ta_room_free(&room);
}

/* Three stations of ambient air around 0.03 mg/m3, 1.1 km from one to the next, of which the last
 * tells three times as much. */
static struct made *three_stations(void)
{
    static const char *const device[] = {"a", "b", "c"};
    static const char *const subject[] = {"a/one", "b/two", "c/three"};
    struct made *m = make();
    for (int k = 0; k < 3; k++) {
        struct ta_datastream *stream = &m->stream[k];
        (void)snprintf(stream->device, sizeof stream->device, "%s", device[k]);
        (void)snprintf(stream->setting, sizeof stream->setting, "ambient");
        m->set[k].subject = subject[k];
        stream->longitude = 116.4;
        stream->latitude = 39.9 + 0.01 * k;
        for (int i = 0; i < N; i++) m->value[k][i] *= k == 2 ? 0.003 : 0.001;
    }
    return m;
}

static void stations_near_each_other_have_to_agree(void **state)
{
    (void)state;
    enum { NEIGHBOURS = 6 };
    struct made *m = three_stations();
    struct ta_room room = {0};
    struct ta_signals s = judge(m, &room);
    const struct ta_trusted *good = trust_of(&s, "b/two"),
                            *odd = trust_of(&s, "c/three");
    assert_string_equal(good->criterion[NEIGHBOURS].name, "neighbours");
    assert_int_equal(good->criterion[NEIGHBOURS].grade, 1);
    assert_int_equal(odd->criterion[NEIGHBOURS].grade, 4);
    assert_true(odd->criterion[NEIGHBOURS].value < 0.1);
    assert_int_equal(odd->grade, 4);
    assert_int_equal(count(&s, "neighbours_differ", "c/three"), 1);
    assert_int_equal(count(&s, "neighbours_differ", "a/one"), 0);
    assert_int_equal(count(&s, "neighbours_differ", "b/two"), 0);
    assert_non_null(
        strstr(detail_of(&s, "neighbours_differ", "c/three"), " km away, in "));
    assert_true(s.unchecked);
    ta_room_free(&room);
}

static void what_is_no_neighbour_is_not_evaluated(void **state)
{
    (void)state;
    enum { NEIGHBOURS = 6, WAYS = 5 };
    for (int way = 0; way < WAYS; way++) {
        struct made *m = three_stations();
        struct ta_room room = {0};
        struct ta_datastream *odd = &m->stream[2];
        if (way == 0) odd->latitude += 0.05; /* 6 km: too far */
        if (way == 1) odd->latitude = odd->longitude = NAN;
        if (way == 2) (void)snprintf(odd->setting, sizeof odd->setting, "stack");
        if (way == 3) (void)snprintf(odd->property, sizeof odd->property, "no2");
        if (way == 4) m->input[2].series.n = 71 * 6; /* hours in common */
        struct ta_signals s = judge(m, &room);
        const struct ta_trusted *t = trust_of(&s, "c/three");
        assert_true(isnan(t->criterion[NEIGHBOURS].value));
        assert_int_equal(t->criterion[NEIGHBOURS].grade, 2);
        assert_int_equal(count(&s, "neighbours_differ", "c/three"), 0);
        assert_int_equal(trust_of(&s, "a/one")->criterion[NEIGHBOURS].grade, 1);
        ta_room_free(&room);
    }
}

/* --- signals without a limit, and those that stand beside ---------------------------------------- */

/* The first one alone is an input; all are there to be held against it. */
static struct made *one_of_three(void)
{
    struct made *m = make();
    m->gathered.n_sets = 1;
    m->set[0].subject = NULL;
    m->n_feeds = 3;
    for (int k = 0; k < 3; k++) {
        m->stream[k].limit = NAN;
        for (int i = 0; i < N; i++) m->value[k][i] *= 0.001; /* air, no stack */
    }
    return m;
}

static void a_limit_is_not_needed_to_be_examined(void **state)
{
    (void)state;
    struct made *m = one_of_three();
    struct ta_room room = {0};
    for (int i = N / 2; i < N; i++) m->value[0][i] = m->value[0][N / 2];
    m->stream[0].calibrated = DAY - 200;
    m->stream[0].calibration_interval_days = 90;
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "unchanged", "d/one"), 1);
    assert_int_equal(count(&s, "calibration_old", "d/one"), 1);
    assert_int_equal(flagged(&s, 0, N / 2, N, TA_FLAG_FAIL), N - N / 2);
    assert_int_equal(flagged(&s, 0, 0, N / 2, TA_FLAG_FAIL), 0);
    assert_int_equal(s.n_trusted, 1);
    assert_int_equal(s.trusted[0].criterion[1].grade, 1); /* all came */
    assert_int_equal(s.grade[0], 5);
    assert_true(s.unchecked); /* by rows of ambient air, without a setting */
    ta_room_free(&room);
}

/* A fiftieth of what is suspect of ambient SO2, 800 ug/m3, is 16 ug/m3. */
static void air_has_a_detection_floor_without_a_limit(void **state)
{
    (void)state;
    enum { STAY = 166 * 6 };
    for (int way = 0; way < 2; way++) {
        struct made *m = one_of_three();
        struct ta_room room = {0};
        double floor = way == 0 ? 0.002 : 0.017; /* mg/m3 */
        for (int i = 0; i < N; i++)
            m->value[0][i] = fmax(m->value[0][i] - 0.028, 0.002) + floor - 0.002;
        for (int i = N / 2; i < N / 2 + STAY; i++) m->value[0][i] = floor;
        struct ta_signals s = judge(m, &room);
        assert_int_equal(count(&s, "unchanged", "d/one") > 0, way == 1);
        assert_int_equal(count(&s, "at_floor", "d/one") > 0, way == 0);
        assert_int_equal(flagged(&s, 0, 0, N, TA_FLAG_FAIL) >= STAY, way == 1);
        ta_room_free(&room);
    }
}

/* One feed under two devices, of which no more than one is used. */
static void is_held_against_what_no_indicator_uses(void **state)
{
    (void)state;
    struct made *m = one_of_three();
    struct ta_room room = {0};
    memcpy(m->value[2], m->value[0], sizeof m->value[2]);
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "together", "d/one"), 1);
    assert_int_equal(count(&s, "together", "d/three"), 1);
    assert_int_equal(flagged(&s, 0, 0, N, TA_FLAG_FAIL), N);
    assert_int_equal(s.n_trusted, 1);
    ta_room_free(&room);

    m = one_of_three();
    for (int i = 3; i < N; i++) m->value[2][i] = m->value[0][i - 3];
    for (int i = N / 2; i < N; i++) m->value[1][i] = m->value[1][N / 2];
    s = judge(m, &room);
    assert_int_equal(count(&s, "follows", "d/three"), 1);
    assert_int_equal(s.n_findings, 1); /* of what is used by nobody no more is told */
    assert_int_equal(flagged(&s, 0, 0, N, TA_FLAG_FAIL), 0);
    ta_room_free(&room);
}

static void neighbours_need_not_be_used(void **state)
{
    enum { NEIGHBOURS = 6 };
    (void)state;
    for (int way = 0; way < 3; way++) {
        struct made *m = three_stations();
        struct ta_room room = {0};
        m->gathered.n_sets = 1;
        m->n_feeds = 3;
        for (int k = 0; k < 3; k++) m->stream[k].limit = NAN;
        for (int i = 0; i < N; i++) m->value[2][i] /= 3; /* as the others */
        for (int i = 0; way > 0 && i < N; i++) {
            m->value[1][i] *= 3000; /* in ug/m3, thrice as much */
            m->value[2][i] *= way == 1 ? 1000 : 3000;
        }
        for (int k = 1; way > 0 && k < 3; k++)
            (void)snprintf(m->stream[k].unit, sizeof m->stream[k].unit, "ug/m3");
        struct ta_signals s = judge(m, &room);
        assert_int_equal(s.n_trusted, 1);
        assert_int_equal(trust_of(&s, "a/one")->criterion[NEIGHBOURS].grade,
                         way < 2 ? 1 : 4);
        assert_int_equal(count(&s, "neighbours_differ", "a/one"), way < 2 ? 0 : 1);
        assert_int_equal(count(&s, "neighbours_differ", "b/two"), 0);
        ta_room_free(&room);
    }
}

/* What is said of the oxygen holds for what it brought to its state: here the half of two days. */
static void what_brought_readings_on_is_examined(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    m->gathered.n_sets = 1;
    m->n_feeds = 3;
    for (int k = 1; k < 3; k++) {
        (void)snprintf(m->stream[k].property, sizeof m->stream[k].property, "oxygen");
        (void)snprintf(m->stream[k].unit, sizeof m->stream[k].unit, "%%");
        m->stream[k].limit = NAN;
    }
    m->set[0].behind[1] = &m->stream[1];
    for (int i = N / 3 + 3; i < N; i++) m->value[1][i] = m->value[2][i - 3];
    m->feed[1].series.n = N - 2; /* its last clock hour is of four readings */
    struct ta_signals s = judge(m, &room);
    assert_int_equal(count(&s, "follows", "d/two"), 1);
    assert_int_equal(s.n_trusted, 2);
    assert_int_equal(trust_of(&s, "d/two")->grade, 5);
    assert_true(trust_of(&s, "d/one")->grade < 5);
    assert_int_equal(s.grade[0], 5);
    assert_int_equal(flagged(&s, 0, N / 3, N, TA_FLAG_FAIL), N - N / 3);
    assert_int_equal(flagged(&s, 0, 0, N / 3, TA_FLAG_FAIL), 0);
    assert_string_equal(s.cause[0], "");
    ta_room_free(&room);
}

/* The gas flow of a stack stands behind each of its pollutants. */
static void a_signal_that_several_sets_take_is_examined_once(void **state)
{
    static const struct ta_input_spec both[] = {
        {"readings", TA_INPUT_SERIES, TA_FROM_READINGS, "limited", "mg/m3", -1e3, 1e9,
         true, "readings"},
        {"flow", TA_INPUT_SERIES, TA_FROM_READINGS, "flow", "m3/h", -1e3, 1e9, true,
         "readings"}};
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    struct ta_input input[4] = {m->input[0], m->input[2], m->input[1], m->input[2]};
    const struct ta_datastream *of[4] = {&m->stream[0], &m->stream[2], &m->stream[1],
                                         &m->stream[2]};
    (void)snprintf(m->stream[2].property, sizeof m->stream[2].property, "flow");
    (void)snprintf(m->stream[2].unit, sizeof m->stream[2].unit, "m3/h");
    m->stream[2].limit = NAN;
    m->indicator = (struct ta_indicator){.id = "x", .n_inputs = 2, .input = both};
    m->gathered.n_sets = 2;
    for (int s = 0; s < 2; s++) {
        m->set[s].n_inputs = 2;
        m->set[s].input = &input[2 * s];
        m->set[s].stream = &of[2 * s];
    }
    for (int i = N / 2; i < N; i++) m->value[2][i] = m->value[2][N / 2];
    struct ta_signals s = judge(m, &room);
    assert_int_equal(s.n_trusted, 3);
    assert_int_equal(count(&s, "unchanged", "d/three"), 1); /* by the rows of a stack */
    assert_int_equal(s.n_findings, 1);
    for (int set = 0; set < 2; set++) {
        assert_true(s.grade[2 * set] < 5 && s.grade[2 * set + 1] == 5);
        assert_int_equal(flagged(&s, 2 * set, 0, N, TA_FLAG_FAIL), 0);
        assert_int_equal(flagged(&s, 2 * set + 1, 0, N, TA_FLAG_FAIL), N - N / 2);
    }
    ta_room_free(&room);
}

/* Of 40 datastreams of one property five have no interval: the 32 that come first of the others are compared. */
static void says_which_are_too_many_to_be_compared(void **state)
{
    enum { ALL = 40, IRREGULAR = 5 };
    static struct ta_datastream stream[ALL];
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    for (int i = 0; i < ALL; i++) {
        stream[i] = m->stream[0];
        stream[i].interval_s = i < IRREGULAR ? NAN : STEP_S;
        (void)snprintf(stream[i].name, sizeof stream[i].name, "n%02d", i);
    }
    m->project = (struct ta_project){.n_datastreams = ALL, .datastream = stream};
    m->of[0] = &stream[ALL - 4]; /* the last that is */
    m->of[1] = &stream[ALL - 3];
    m->of[2] = &stream[6];
    memcpy(m->value[1], m->value[2], sizeof m->value[1]);
    struct ta_signals s = judge(m, &room);
    assert_int_equal(s.n_findings, 1);
    assert_string_equal(
        detail_of(&s, "not_compared", "d/n37"),
        "3 of 35 datastreams of so2 are not compared, from this one on: "
        "the first 32 are");
    assert_true(isnan(trust_of(&s, "d/n37")->criterion[5].value));
    assert_true(trust_of(&s, "d/n36")->criterion[5].value == 0.0);
    ta_room_free(&room);
    memcpy(m->value[0], m->value[2], sizeof m->value[0]);
    s = judge(m, &room);
    assert_int_equal(count(&s, "together", "d/n36"), 1);
    assert_int_equal(count(&s, "together", "d/n06"), 1);
    ta_room_free(&room);
}

static void another_project_is_held_against_what_no_indicator_uses(void **state)
{
    (void)state;
    struct made *m = one_of_three();
    struct ta_room room = {0};
    struct ta_signals s;
    struct ta_error err = {0};
    struct ta_foreign foreign = {.project = "Q",
                                 .device = "e",
                                 .name = "x",
                                 .property = "so2",
                                 .series = {N, m->time, m->value[1], NULL, NAN}};
    struct ta_signals_query query = {.project = &m->project,
                                     .tables = shipped(),
                                     .as_of = DAY,
                                     .n_foreign = 1,
                                     .foreign = &foreign,
                                     .n_feeds = 3,
                                     .feed = m->feed};
    assert_int_equal(ta_signals_unused(&query, 1, &m->gathered, &room, &s, &err),
                     TA_OK);
    assert_int_equal(s.n_findings, 1);
    assert_non_null(strstr(detail_of(&s, "same_signal", "d/two"), "Q/e/x"));
    foreign.series.value = m->value[0]; /* whose indicator tells it */
    assert_int_equal(ta_signals_unused(&query, 1, &m->gathered, &room, &s, &err),
                     TA_OK);
    assert_int_equal(s.n_findings, 0);
    query.n_foreign = 0;
    assert_int_equal(ta_signals_unused(&query, 1, &m->gathered, &room, &s, &err),
                     TA_OK);
    assert_int_equal(s.n_findings, 0);
    ta_room_free(&room);
}

static void needs_its_table(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_room room = {0};
    struct ta_error err = {0};
    struct ta_signals out;
    const struct ta_table_set empty = {0, NULL};
    const struct ta_signals_query query = {.gathered = &m->gathered,
                                           .project = &m->project,
                                           .tables = &empty,
                                           .as_of = DAY};
    assert_int_equal(ta_signals_judge(&query, &room, &out, &err), TA_E_NOTFOUND);
    ta_room_free(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_nothing_to_say_of_signals_of_their_own),
        cmocka_unit_test(tells_an_unchanged_signal_from_when_to_when),
        cmocka_unit_test(leaves_other_flags_as_ingest_set_them),
        cmocka_unit_test(a_signal_without_a_setting_is_judged_as_at_a_stack),
        cmocka_unit_test(a_stretch_that_is_suspect_fails_nothing),
        cmocka_unit_test(says_that_an_unchanged_signal_stands_above_its_limit),
        cmocka_unit_test(tells_values_of_one_time_that_contradict_each_other),
        cmocka_unit_test(a_detection_floor_is_no_unchanged_signal),
        cmocka_unit_test(no_floor_is_high),
        cmocka_unit_test(tells_a_delayed_copy_of_a_while),
        cmocka_unit_test(a_copy_is_told_beside_many_other_findings),
        cmocka_unit_test(believes_neither_of_two_that_move_as_one),
        cmocka_unit_test(blames_the_later_of_two_whichever_comes_first),
        cmocka_unit_test(tells_the_end_of_readings),
        cmocka_unit_test(an_old_calibration_lowers_trust_and_is_told),
        cmocka_unit_test(stations_near_each_other_have_to_agree),
        cmocka_unit_test(what_is_no_neighbour_is_not_evaluated),
        cmocka_unit_test(a_limit_is_not_needed_to_be_examined),
        cmocka_unit_test(air_has_a_detection_floor_without_a_limit),
        cmocka_unit_test(is_held_against_what_no_indicator_uses),
        cmocka_unit_test(neighbours_need_not_be_used),
        cmocka_unit_test(what_brought_readings_on_is_examined),
        cmocka_unit_test(a_signal_that_several_sets_take_is_examined_once),
        cmocka_unit_test(says_which_are_too_many_to_be_compared),
        cmocka_unit_test(another_project_is_held_against_what_no_indicator_uses),
        cmocka_unit_test(needs_its_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

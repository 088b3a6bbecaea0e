/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_portfolio.h"
#include "ta_test_version.h"

#include "engine/assess.h"
#include "engine/reading_flags.h"
#include "engine/verify.h"

#define FOLDER TA_BINARY_DIR "/test-assess-readings"
#define DAY "2026-06-01"

enum { HOURS = 480, HOUR_S = 3600 };

static const ta_time_us hour = INT64_C(3600000000);

/* --- a workspace with sealed readings --------------------------------------------------------- */

static struct ta_datastream stream_named(const char *device, const char *name)
{
    struct ta_datastream s = {.property = "so2",
                              .unit = "mg/m3",
                              .range_lo = 0,
                              .range_hi = 1000,
                              .limit = 200,
                              .interval_s = HOUR_S};
    (void)snprintf(s.device, sizeof s.device, "%s", device);
    (void)snprintf(s.name, sizeof s.name, "%s", name);
    return s;
}

static void put_project(struct ta_workspace *w, const char *id, size_t n,
                        const struct ta_datastream *stream)
{
    struct ta_project project = portfolio_project(id);
    project.n_datastreams = n;
    project.datastream = ta_alloc(n, sizeof *project.datastream);
    for (size_t i = 0; i < n; i++) project.datastream[i] = stream[i];
    portfolio_put(w, &project);
    ta_project_free(&project);
}

/* A sealed and registered file of one month. */
static void put_readings(struct ta_workspace *w, const char *part,
                         const struct ta_reading_run *run, size_t n)
{
    struct ta_partition_row row;
    assert_ok(write_version(w, part, 1, run, n, &row, &err));
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(w->store.ops->partition_put(w->store.self, &row, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
}

/* What the run of assess found. */
struct seen {
    size_t n, failed;
    struct ta_finding finding[16];
    bool indicative[TA_INDICATIVE_COUNT];
    char words[TA_ERROR_TEXT];
    struct ta_result air; /* air_quality_index */
    size_t n_trusted;     /* datastreams behind it */
    char trusted[TA_ID_SIZE + TA_NAME_SIZE];
    int trust;
};

static void note_air(struct seen *seen, const struct ta_assessed *assessed)
{
    seen->air = assessed->result;
    seen->n_trusted = assessed->n_trusted;
    if (assessed->n_trusted == 0) return;
    seen->trust = assessed->trusted[0].grade;
    (void)snprintf(seen->trusted, sizeof seen->trusted, "%s",
                   assessed->trusted[0].subject);
}

static void note(void *self, const struct ta_assess_outcome *outcome)
{
    struct seen *seen = self;
    if (outcome->result == TA_ASSESS_FAILED) {
        seen->failed++;
        (void)snprintf(seen->words, sizeof seen->words, "%s", outcome->error->text);
        return;
    }
    const struct ta_assessment *a = outcome->assessment;
    for (size_t i = 0; i < a->n_findings && seen->n < 16; i++)
        seen->finding[seen->n++] = a->finding[i];
    memcpy(seen->indicative, a->indicative, sizeof seen->indicative);
    for (size_t i = 0; i < a->n_assessed; i++)
        if (strcmp(a->assessed[i].indicator->id, "air_quality_index") == 0)
            note_air(seen, &a->assessed[i]);
}

static void assess_on(struct ta_workspace *w, const char *project, const char *day,
                      struct seen *seen)
{
    *seen = (struct seen){.n = 0};
    const char *only[] = {project};
    const struct ta_assess_request request = {
        .as_of = portfolio_day(day),
        .model = "credit-3",
        .now = ta_time_of(portfolio_day("2026-07-01")),
        .who = "test",
        .n_projects = 1,
        .project = only,
        .self = seen,
        .done = note};
    if (ta_assess(w, &request, &err) != TA_OK) fail_msg("%s", err.text);
    if (seen->failed > 0) fail_msg("%s", seen->words);
}

static void assess(struct ta_workspace *w, const char *project, struct seen *seen)
{
    assess_on(w, project, "2026-06-30", seen);
}

static void fault(void *self, const struct ta_verify_fault *fault)
{
    (void)self;
    fail_msg("%s: wanted %s, found %s", fault->field, fault->expected, fault->found);
}

static void verify(struct ta_workspace *w)
{
    struct ta_verify_counts counts;
    const struct ta_verify_request request = {.fault = fault};
    assert_ok(ta_verify(w, &request, &counts, &err));
}

static const struct ta_finding *found(const struct seen *seen, const char *code,
                                      const char *object)
{
    for (size_t i = 0; i < seen->n; i++)
        if (strcmp(seen->finding[i].code, code) == 0 &&
            strcmp(seen->finding[i].object, object) == 0)
            return &seen->finding[i];
    return NULL;
}

static void assert_says(const struct ta_finding *finding, const char *words)
{
    const char *detail = finding == NULL ? "no such finding" : finding->detail;
    if (strstr(detail, words) == NULL) fail_msg("\"%s\" not in \"%s\"", words, detail);
}

/* --- clocks ----------------------------------------------------------------------------------- */

/* Hourly readings that are received two minutes on; from the 300th on the device's clock is @p jump
 * behind. */
static void a_clock_that_was_set_is_a_finding(void **state)
{
    (void)state;
    static struct ta_reading reading[HOURS];
    const struct ta_datastream stream = stream_named("d", "so2");
    struct ta_reading_run run = {.device = "d",
                                 .name = "so2",
                                 .property = "so2",
                                 .unit = "mg/m3",
                                 .n = HOURS,
                                 .reading = reading};
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    for (int k = 0; k < 2; k++) {
        ta_time_us jump = k == 0 ? 0 : 2 * hour;
        char id[8] = "P0", part[32];
        id[1] = (char)('0' + k);
        (void)snprintf(part, sizeof part, "%s/2026-06", id);
        put_project(&w, id, 1, &stream);
        for (int i = 0; i < HOURS; i++) {
            ta_time_us at = ta_time_of(portfolio_day(DAY)) + i * hour;
            reading[i] = (struct ta_reading){at - (i < 300 ? 0 : jump), at + hour / 30,
                                             50 + i % 37, TA_FLAG_GOOD, 0};
        }
        put_readings(&w, part, &run, 1);
        assess(&w, id, &seen);
        const struct ta_finding *f = found(&seen, "clock_jump", "d");

        assert_int_equal(f != NULL, k == 1);
        if (f != NULL)
            assert_string_equal(f->detail, "set back by 7200 s, received since "
                                           "2026-06-13T12:02:00Z");
    }
    verify(&w);
    ta_workspace_close(&w);
}

/* --- readings that came late -------------------------------------------------------------------- */

/* How hourly readings are received. */
struct receipt {
    int spells, long_h,
        held_h;  /* so many spells of so many hours come so late, the others in time */
    bool bulk;   /* nothing comes while they are late */
    int every_h; /* all of so many hours at once, at their end */
};

static ta_time_us received_at(const struct receipt *r, int i)
{
    int since = (i - 50) % 100, spell = (i - 50) / 100, when = i;
    if (i >= 50 && since < r->long_h && spell < r->spells)
        when = r->bulk ? 50 + 100 * spell + r->long_h : i + r->held_h;
    if (r->every_h > 0) when = i - i % r->every_h + r->every_h;
    return ta_time_of(portfolio_day(DAY)) + when * hour + hour / 30;
}

/* Readings that come after newer ones which came in time; not those of a device that was cut off and then sends all it
 * has, nor of one that never sends more often than once a week. */
static void readings_that_are_held_back_are_a_finding(void **state)
{
    (void)state;
    static const struct {
        struct receipt receipt;
        const char *detail;
    } cases[] = {{{.spells = 0}, NULL},
                 {{.spells = 3, .long_h = 8, .held_h = 48},
                  "24 of 480 readings, in 3 spells from 2026-06-03T02:00:00Z to "
                  "2026-06-11T17:00:00Z"},
                 {{.spells = 3, .long_h = 7, .held_h = 48}, NULL},
                 {{.spells = 2, .long_h = 15, .held_h = 48}, NULL},
                 {{.spells = 3, .long_h = 8, .held_h = 24}, NULL},
                 {{.spells = 3, .long_h = 60, .bulk = true}, NULL},
                 {{.every_h = 168}, NULL}};
    static struct ta_reading reading[HOURS];
    const struct ta_datastream stream = stream_named("d", "so2");
    struct ta_reading_run run = {.device = "d",
                                 .name = "so2",
                                 .property = "so2",
                                 .unit = "mg/m3",
                                 .n = HOURS,
                                 .reading = reading};
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char id[8] = "P0", part[32];
        id[1] = (char)('0' + k);
        (void)snprintf(part, sizeof part, "%s/2026-06", id);
        put_project(&w, id, 1, &stream);
        for (int i = 0; i < HOURS; i++)
            reading[i] = (struct ta_reading){ta_time_of(portfolio_day(DAY)) + i * hour,
                                             received_at(&cases[k].receipt, i),
                                             50 + i % 37, TA_FLAG_GOOD, 0};
        put_readings(&w, part, &run, 1);
        assess(&w, id, &seen);
        const struct ta_finding *f = found(&seen, "held_back", "d/so2");
        assert_int_equal(f != NULL, cases[k].detail != NULL);
        if (f != NULL) assert_string_equal(f->detail, cases[k].detail);
        assert_null(found(&seen, "clock_jump", "d"));
    }
    verify(&w);
    ta_workspace_close(&w);
}

/* --- flags of older rules ---------------------------------------------------------------------- */

/* What a seal flagged by older rules is used and told; without a setting it asked the range alone. */
static void flags_of_older_rules_are_a_finding(void **state)
{
    (void)state;
    static struct ta_reading reading[HOURS];
    struct ta_datastream stream = stream_named("d", "so2");
    struct ta_reading_run run = {.device = "d",
                                 .name = "so2",
                                 .property = "so2",
                                 .unit = "mg/m3",
                                 .n = HOURS,
                                 .reading = reading};
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    for (int i = 0; i < HOURS; i++)
        reading[i] = (struct ta_reading){ta_time_of(portfolio_day(DAY)) + i * hour,
                                         TA_TIME_NONE, 50 + i % 37, TA_FLAG_GOOD, 0};
    for (int k = 0; k < 3; k++) {
        char id[8] = "P0", part[32];
        id[1] = (char)('0' + k);
        (void)snprintf(part, sizeof part, "%s/2026-06", id);
        (void)snprintf(stream.setting, sizeof stream.setting, "%s",
                       k == 0 ? "" : "stack");
        run.flag_rules = k == 2 ? TA_FLAG_RULES : 0;
        put_project(&w, id, 1, &stream);
        put_readings(&w, part, &run, 1);
        assess(&w, id, &seen);
        const struct ta_finding *f = found(&seen, "older_flags", "d/so2");
        assert_int_equal(f != NULL, k == 1);
        if (f != NULL) assert_says(f, "by version 0 of their rules, now 3");
    }
    verify(&w);
    ta_workspace_close(&w);
}

/* --- the same signal elsewhere ---------------------------------------------------------------- */

/* What is new each hour, the same for the same seed and hour. */
static double noise(unsigned seed, int i)
{
    uint32_t x = (uint32_t)i * 2654435761U + seed * 40503U + 12345U;
    x ^= x >> 16;
    x *= 2246822519U;
    x ^= x >> 13;
    x *= 3266489917U;
    x ^= x >> 16;
    return (double)x / 4294967296.0;
}

/* A signal that wanders, by @p seed, @p lag hours late and in another unit. */
static void put_signal(struct ta_workspace *w, const char *id, const char *device,
                       unsigned seed, int lag, double factor)
{
    static struct ta_reading reading[HOURS];
    char part[32];
    const struct ta_datastream stream = stream_named(device, "so2");
    struct ta_reading_run run = {.name = "so2",
                                 .property = "so2",
                                 .unit = "mg/m3",
                                 .n = HOURS,
                                 .reading = reading};
    (void)snprintf(run.device, sizeof run.device, "%s", device);
    for (int i = 0; i < HOURS; i++) {
        double value = 40.0;
        for (int k = 0; k < 8; k++) value += 10.0 * noise(seed, i - lag - k + 100);
        reading[i] = (struct ta_reading){ta_time_of(portfolio_day(DAY)) + i * hour,
                                         TA_TIME_NONE, factor * value, TA_FLAG_GOOD, 0};
    }
    put_project(w, id, 1, &stream);
    (void)snprintf(part, sizeof part, "%s/2026-06", id);
    put_readings(w, part, &run, 1);
}

static void one_signal_behind_two_projects_is_a_finding_of_both(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    put_signal(&w, "P0", "cems", 7, 0, 1.0);
    for (unsigned i = 0; i < 12; i++) { /* others of the same property */
        char id[8];
        (void)snprintf(id, sizeof id, "Q%u", i);
        put_signal(&w, id, "cems", 100 + i, 0, 1.0);
    }
    assess(&w, "P0", &seen);
    assert_null(found(&seen, "same_signal", "cems/so2"));

    put_signal(&w, "P1", "stack", 7, 2, 0.5);
    assess(&w, "P1", &seen);
    const struct ta_finding *f = found(&seen, "same_signal", "stack/so2");
    assert_says(f, "follows P0/cems/so2 by 120 min, 2026-06-01 to ");
    assert_true(f->failed_from > 0); /* they tell nothing of this place */
    assess(&w, "P0", &seen);
    f = found(&seen, "same_signal", "cems/so2");
    assert_says(f, "is followed by P1/stack/so2 by 120 min, ");
    assert_true(f->failed_from == 0);
    assess(&w, "Q3", &seen);
    assert_null(found(&seen, "same_signal", "cems/so2"));
    verify(&w);
    ta_workspace_close(&w);
}

static void at_the_same_time_nobody_can_say_whose_it_is(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    put_signal(&w, "P0", "a", 7, 0, 1.0);
    put_signal(&w, "P1", "b", 7, 0, 1.0);
    for (int k = 0; k < 2; k++) {
        assess(&w, k == 0 ? "P0" : "P1", &seen);
        const struct ta_finding *f =
            found(&seen, "same_signal", k == 0 ? "a/so2" : "b/so2");
        assert_says(f, k == 0 ? "moves as one with P1/b/so2, "
                              : "moves as one with P0/a/so2, ");
        assert_true(f->failed_from > 0);
    }
    verify(&w);
    ta_workspace_close(&w);
}

/* --- air, which has no limit of its own ------------------------------------------------------- */

/* Stations @p device[0], [1], ... of @p id, each with the air of its seed. */
static void put_air(struct ta_workspace *w, const char *id, const char *device,
                    const unsigned *seed)
{
    enum { MOST = 4 };
    static struct ta_reading reading[MOST][HOURS];
    struct ta_datastream stream[MOST];
    struct ta_reading_run run[MOST];
    char part[32];
    size_t n = strlen(device);
    assert_true(n <= MOST);
    for (size_t d = 0; d < n; d++) {
        const char name[2] = {device[d], '\0'};
        run[d] = (struct ta_reading_run){.name = "pm25",
                                         .property = "pm25",
                                         .unit = "ug/m3",
                                         .n = HOURS,
                                         .reading = reading[d]};
        memcpy(run[d].device, name, sizeof name);
        stream[d] = stream_named(name, "pm25");
        stream[d].limit = NAN;
        (void)snprintf(stream[d].property, sizeof stream[d].property, "pm25");
        (void)snprintf(stream[d].unit, sizeof stream[d].unit, "ug/m3");
        for (int i = 0; i < HOURS; i++) {
            double value = 20.0;
            for (int k = 0; k < 8; k++) value += 10.0 * noise(seed[d], i - k + 100);
            reading[d][i] =
                (struct ta_reading){ta_time_of(portfolio_day(DAY)) + i * hour,
                                    TA_TIME_NONE, value, TA_FLAG_GOOD, 0};
        }
    }
    put_project(w, id, n, stream);
    (void)snprintf(part, sizeof part, "%s/2026-06", id);
    put_readings(w, part, run, n);
}

/* Of three stations the first one feeds the index; the others are there to be held against it. */
static void air_is_trusted_as_far_as_its_signal(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    put_air(&w, "P0", "abc", (const unsigned[]){1, 2, 3});
    assess_on(&w, "P0", "2026-06-20", &seen);
    assert_int_equal(seen.n, 0);
    assert_int_equal(seen.air.reason, TA_OBSERVED);
    assert_int_equal(seen.n_trusted, 1);
    assert_string_equal(seen.trusted, "a/pm25");
    assert_int_equal(seen.trust, 5); /* 20 days came, of 90 */
    assert_int_equal(seen.air.grade, 5);
    assert_true(seen.indicative[TA_INDICATIVE_UNCHECKED_TABLE]);
    verify(&w);
    ta_workspace_close(&w);
}

/* One feed under two devices of one project and in a second one: its air is nobody's. */
static void air_that_is_a_copy_is_not_observed(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    put_air(&w, "P0", "abcd", (const unsigned[]){1, 2, 1, 4});
    put_air(&w, "P1", "e", (const unsigned[]){1});
    put_air(&w, "P2", "f", (const unsigned[]){4});
    assess_on(&w, "P0", "2026-06-20", &seen);
    assert_says(found(&seen, "together", "a/pm25"), "c/pm25 by 0 min");
    assert_says(found(&seen, "together", "c/pm25"), "a/pm25 by 0 min");
    assert_says(found(&seen, "same_signal", "a/pm25"), "moves as one with P1/e/pm25");
    assert_says(found(&seen, "same_signal", "c/pm25"), "moves as one with P1/e/pm25");
    assert_says(found(&seen, "same_signal", "d/pm25"), "moves as one with P2/f/pm25");
    assert_int_equal(seen.air.reason, TA_SOURCE_UNAVAILABLE);
    assert_string_equal(seen.air.why, "too few valid hours of the day; "
                                      "pm25: 24 hours failed quality control");
    assert_int_equal(seen.trust, 5);
    for (int k = 1; k < 3; k++) {
        assess_on(&w, k == 1 ? "P1" : "P2", "2026-06-20", &seen);
        assert_says(found(&seen, "same_signal", k == 1 ? "e/pm25" : "f/pm25"),
                    "moves as one with P0/");
        assert_int_equal(seen.air.reason, TA_SOURCE_UNAVAILABLE);
    }
    verify(&w);
    ta_workspace_close(&w);
}

/* A damaged file of one project is no reason to assess no other. */
static void a_damaged_file_elsewhere_is_passed_over(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    portfolio_open(FOLDER, &w);
    put_signal(&w, "P0", "a", 7, 0, 1.0);
    put_signal(&w, "P1", "b", 7, 0, 1.0);
    FILE *file = fopen(FOLDER "/readings/P1/2026-06.v1.h5", "r+");
    assert_non_null(file);
    assert_int_equal(fputs("damaged", file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
    assess(&w, "P0", &seen);
    assert_null(found(&seen, "same_signal", "a/so2"));
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_was_set_is_a_finding),
        cmocka_unit_test(readings_that_are_held_back_are_a_finding),
        cmocka_unit_test(flags_of_older_rules_are_a_finding),
        cmocka_unit_test(one_signal_behind_two_projects_is_a_finding_of_both),
        cmocka_unit_test(at_the_same_time_nobody_can_say_whose_it_is),
        cmocka_unit_test(air_is_trusted_as_far_as_its_signal),
        cmocka_unit_test(air_that_is_a_copy_is_not_observed),
        cmocka_unit_test(a_damaged_file_elsewhere_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

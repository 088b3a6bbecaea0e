/* SPDX-License-Identifier: Apache-2.0 */
/* What an assessment looks at, of each origin, and what it says where something is not there. */
#include "ta_test_portfolio.h"

#include "engine/assess.h"
#include "engine/evidence.h"
#include "engine/verify.h"

#define FOLDER TA_BINARY_DIR "/test-evidence"

/* --- a run and what it came to --------------------------------------------------------- */

struct found {
    enum ta_assess_result result;
    struct ta_result of[16];
    char id[16][TA_NAME_SIZE];
    enum ta_indicator_role role[16];
    size_t n, n_items, n_evidence, n_findings;
    struct ta_finding finding;
    struct ta_score score;
    bool indicative[TA_INDICATIVE_COUNT];
    char record[TA_HEX_SIZE], words[TA_ERROR_TEXT];
};

static void keep(void *self, const struct ta_assess_outcome *outcome)
{
    struct found *f = self;
    f->result = outcome->result;
    if (outcome->error != NULL)
        (void)snprintf(f->words, sizeof f->words, "%s", outcome->error->text);
    if (outcome->assessment == NULL) return;
    const struct ta_assessment *a = outcome->assessment;
    (void)snprintf(f->record, sizeof f->record, "%s", outcome->record);
    f->n = a->n_assessed;
    f->n_items = a->model->n_items;
    f->n_evidence = a->n_evidence;
    f->n_findings = a->n_findings;
    if (a->n_findings > 0) f->finding = a->finding[0];
    f->score = a->score;
    memcpy(f->indicative, a->indicative, sizeof f->indicative);
    for (size_t i = 0; i < f->n; i++) {
        f->of[i] = a->assessed[i].result;
        (void)snprintf(f->id[i], TA_NAME_SIZE, "%s", a->assessed[i].indicator->id);
    }
}

static struct found assess(struct ta_workspace *w, const char *project,
                           const char *as_of, const char *model)
{
    struct found f = {.result = TA_ASSESS_FAILED};
    const struct ta_assess_request request = {.n_projects = 1,
                                              .project = &project,
                                              .as_of = portfolio_day(as_of),
                                              .model = model,
                                              .now = ta_time_of(portfolio_day(as_of)),
                                              .who = "test",
                                              .self = &f,
                                              .done = keep};
    if (ta_assess(w, &request, &err) != TA_OK) fail_msg("%s", err.text);
    return f;
}

static const struct ta_result *of(const struct found *f, const char *indicator)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->id[i], indicator) == 0) return &f->of[i];
    fail_msg("no %s in the record", indicator);
    return NULL;
}

static bool is_scored(const struct found *f, const char *indicator)
{
    for (size_t i = 0; i < f->n_items; i++)
        if (strcmp(f->id[i], indicator) == 0) return true;
    return false;
}

static double detail(const struct ta_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, name) == 0) return r->detail[i].value;
    return NAN;
}

static void assert_verifies(struct ta_workspace *w)
{
    struct ta_verify_counts counts;
    const struct ta_verify_request request = {.n = 0};
    assert_ok(ta_verify(w, &request, &counts, &err));
    assert_int_equal(counts.reproduced, counts.records);
}

static double green(void *self, ta_day day, int row, int col)
{
    (void)self;
    (void)day;
    (void)row;
    (void)col;
    return 0.7;
}

static double bare(void *self, ta_day day, int row, int col)
{
    (void)self;
    (void)day;
    (void)row;
    (void)col;
    return 0.1;
}

static void add_looks(struct ta_workspace *w, const struct ta_project *project,
                      ta_ndvi_fn ndvi)
{
    static const char *const days[] = {"2019-07-01", "2019-07-11", "2019-07-21",
                                       "2020-07-01", "2020-07-11", "2020-07-21"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        portfolio_look(w, project, portfolio_day(days[i]), ndvi, NULL);
}

/* --- imagery -------------------------------------------------------------------------- */

static void looks_after_the_date_do_not_exist_yet(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    add_looks(&w, &p, green);
    struct found before = assess(&w, "p", "2020-07-10", "credit-1");
    assert_int_equal(before.n_evidence,
                     1 + 4); /* the document, three looks of 2019, one */
    struct found day = assess(&w, "p", "2020-07-11", "credit-1");
    assert_int_equal(day.n_evidence, 1 + 5); /* the day itself counts until 24:00 */
    assert_verifies(&w);
    ta_workspace_close(&w);
    ta_project_free(&p);
}

static void a_superseded_look_is_left_out_and_old_records_keep_it(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    add_looks(&w, &p, green);
    struct found with = assess(&w, "p", "2020-07-31", "credit-1");
    struct ta_scene_row row = {.id = "test/2020-07-11",
                               .processing = "1",
                               .datatake = "d",
                               .tile = "t",
                               .state = TA_SCENE_SUPERSEDED};
    assert_ok(w.store.ops->begin(w.store.self, &err));
    assert_ok(w.store.ops->scene_put(w.store.self, &row, &err));
    assert_ok(w.store.ops->commit(w.store.self, &err));
    struct found without = assess(&w, "p", "2020-07-31", "credit-1");
    assert_int_equal(without.result, TA_ASSESS_WRITTEN);
    assert_int_equal(without.n_evidence + 1, with.n_evidence);
    assert_verifies(&w);
    ta_workspace_close(&w);
    ta_project_free(&p);
}

/* Chips were cut for the outline as it was; of the new one they may show only a part. */
static void a_redrawn_site_waits_for_new_looks(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    add_looks(&w, &p, green);
    assert_int_equal(assess(&w, "p", "2020-07-31", "credit-1").result,
                     TA_ASSESS_WRITTEN);
    ta_polygons_free(&p.site[0].shape);
    portfolio_site(&p.site[0], 1, 5, 5, 35, 35);
    portfolio_put(&w, &p);
    struct found f = assess(&w, "p", "2020-07-31", "credit-1");
    assert_int_equal(of(&f, "vegetation_loss")->reason, TA_SOURCE_UNAVAILABLE);
    assert_verifies(&w); /* the first record too: its document is kept */
    ta_workspace_close(&w);
    ta_project_free(&p);
}

static void no_band_for_it_is_said_so(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    add_looks(&w, &p, green); /* an NDVI and nothing else: no water index */
    struct found f = assess(&w, "p", "2020-07-31", "credit-3");
    assert_int_equal(of(&f, "water_extent_change")->reason, TA_OUT_OF_SENSOR);
    assert_non_null(strstr(of(&f, "water_extent_change")->why, "bands"));
    ta_workspace_close(&w);
    ta_project_free(&p);
}

/* --- readings ------------------------------------------------------------------------- */

/* No signal stands still, nor follows another one: below 1, by hour and datastream. */
static double unrest(const struct ta_datastream *stream, ta_time_us hour)
{
    uint32_t seed = (uint32_t)(hour / INT64_C(3600000000)) * 2654435761u +
                    (uint32_t)stream->name[0] * 40503u;
    seed ^= seed >> 15;
    seed *= 2246822519u;
    return (double)(seed >> 8) / (1 << 24);
}

/* 40 hours above from 1 July 2020, on the first datastream alone; the second one silent from *self. */
static double forty_hours(void *self, const struct ta_datastream *stream,
                          ta_time_us hour)
{
    const ta_time_us *silent_from = self;
    bool first = strcmp(stream->name, "a") == 0;
    ta_time_us begin = ta_time_of(portfolio_day("2020-07-01"));
    if (!first && hour >= *silent_from) return NAN;
    bool above = first && hour >= begin && hour < begin + 40 * INT64_C(3600000000);
    return (above ? 50.0 : 20.0) + unrest(stream, hour);
}

static void add_feed(struct ta_workspace *w, const struct ta_project *p,
                     const char *silent_from)
{
    ta_time_us from = ta_time_of(portfolio_day(silent_from));
    portfolio_readings(w, p, "2020-05", 1, portfolio_day("2020-05-01"), 31, forty_hours,
                       &from);
    portfolio_readings(w, p, "2020-06", 1, portfolio_day("2020-06-01"), 30, forty_hours,
                       &from);
    portfolio_readings(w, p, "2020-07", 1, portfolio_day("2020-07-01"), 31, forty_hours,
                       &from);
}

static void each_datastream_with_a_limit_is_judged(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    portfolio_stream(&p, "d", "a", "so2", 35.0);
    portfolio_stream(&p, "d", "b", "nox", 35.0);
    portfolio_stream(&p, "d", "c", "pm10", NAN);
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    add_feed(&w, &p, "2021-01-01");
    struct found f = assess(&w, "p", "2020-07-29", "credit-3");
    const struct ta_result *r = of(&f, "limit_exceedance");
    assert_int_equal(r->reason, TA_OBSERVED);
    assert_true(r->value == 40 && r->lo == 40 && r->hi == 40);
    assert_true(detail(r, "datastreams") == 2 && detail(r, "value_of_d/a") == 40 &&
                detail(r, "value_of_d/b") == 0);
    assert_true(is_scored(&f, "limit_exceedance"));
    assert_verifies(&w);

    ta_project_free(&p);
    ta_workspace_close(&w);
}

/* The second device stops; what the first one saw stands, and the bound takes all hours. */
static void a_device_that_stops_does_not_help(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    portfolio_stream(&p, "d", "a", "so2", 35.0);
    portfolio_stream(&p, "d", "b", "nox", 35.0);
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    add_feed(&w, &p, "2020-05-02");
    struct found f = assess(&w, "p", "2020-07-29", "credit-3");
    const struct ta_result *r = of(&f, "limit_exceedance");
    assert_int_equal(r->reason, TA_OBSERVED);
    assert_true(r->value == 40 && r->hi == 2160);
    assert_int_equal(r->grade, 5);
    assert_non_null(strstr(r->why, "d/b"));
    assert_verifies(&w);
    ta_project_free(&p);
    ta_workspace_close(&w);
}

static void nothing_with_a_limit_is_silence_or_does_not_apply(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p"), q = portfolio_project("q");
    q.sector_scheme = ta_strdup("GB/T 4754-2017");
    q.sector_code = ta_strdup("5920"); /* general storage */
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    portfolio_put(&w, &q);
    struct found silent = assess(&w, "p", "2020-07-31", "credit-3");
    assert_int_equal(of(&silent, "limit_exceedance")->reason, TA_CLIENT_SILENT);
    assert_true(is_scored(&silent, "limit_exceedance"));
    struct found store = assess(&w, "q", "2020-07-31", "credit-3");
    assert_int_equal(of(&store, "limit_exceedance")->reason, TA_NOT_APPLICABLE);
    assert_non_null(strstr(of(&store, "limit_exceedance")->why, "5920"));
    assert_false(is_scored(&store, "limit_exceedance"));
    assert_verifies(&w);
    ta_workspace_close(&w);
    ta_project_free(&p);
    ta_project_free(&q);
}

/* A warehouse with a boiler that has a limit is judged by it, and owes its readings. */
static void a_limit_makes_it_apply_to_any_sector(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project q = portfolio_project("q");
    q.sector_scheme = ta_strdup("GB/T 4754-2017");
    q.sector_code = ta_strdup("5920");
    portfolio_stream(&q, "boiler", "so2", "so2", 35.0);
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &q);
    struct found f = assess(&w, "q", "2020-07-31", "credit-3");
    assert_int_equal(of(&f, "limit_exceedance")->reason, TA_CLIENT_SILENT);
    assert_true(is_scored(&f, "limit_exceedance"));
    assert_non_null(strstr(of(&f, "limit_exceedance")->why, "boiler"));
    ta_workspace_close(&w);
    ta_project_free(&q);
}

static void bare_ground_has_nothing_to_lose(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    add_looks(&w, &p, bare);
    struct found f = assess(&w, "p", "2020-07-31", "credit-3");
    assert_int_equal(of(&f, "vegetation_loss")->reason, TA_NOT_APPLICABLE);
    assert_false(is_scored(&f, "vegetation_loss"));
    assert_verifies(&w);
    ta_workspace_close(&w);
    ta_project_free(&p);
}

/* --- layers and findings --------------------------------------------------------------- */

static enum ta_gate_state gate_with(double left, double error_m, struct found *f)
{
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p"); /* columns 10 to 30, 5 m of error */
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    portfolio_zones(&w, left, 0, left + 40, 40, error_m);
    *f = assess(&w, "p", "2020-07-31", "credit-3");
    enum ta_gate_state gate = of(f, "protected_zone")->gate;
    assert_verifies(&w);
    /* the zones imported again with another error change the next record, not this one */
    portfolio_zones(&w, left, 0, left + 40, 40, error_m + 1.0);
    assert_verifies(&w);
    struct found again = assess(&w, "p", "2020-07-31", "credit-3");
    assert_int_equal(again.result,
                     isnan(error_m) ? TA_ASSESS_UNCHANGED : TA_ASSESS_WRITTEN);
    assert_verifies(&w);
    ta_workspace_close(&w);
    ta_project_free(&p);
    return gate;
}

static void a_zone_fires_passes_or_cannot_be_told(void **state)
{
    (void)state;
    struct found f;
    assert_int_equal(gate_with(20, 5, &f), TA_GATE_FIRES); /* half of the site */
    assert_int_equal(f.score.opinion, TA_OPINION_OBJECTION);
    assert_true(f.score.capped <= 19);
    /* 1 m of the site: the error of 2.15 sqrt(5^2 + 5^2) = 15 m decides */
    assert_int_equal(gate_with(29.9, 5, &f), TA_GATE_NOT_EVALUATED);
    assert_non_null(strstr(of(&f, "protected_zone")->why, "position error"));
    assert_int_equal(gate_with(31, 5, &f), TA_GATE_NOT_EVALUATED); /* 10 m beside it */
    assert_int_equal(gate_with(35, 5, &f), TA_GATE_PASSES);        /* 50 m beside it */
    assert_int_equal(gate_with(35, NAN, &f),
                     TA_GATE_NOT_EVALUATED); /* error not known */
}

static void the_same_land_under_two_loans_is_found_and_stays_found(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p"), q = portfolio_project("q");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    portfolio_put(&w, &q);
    struct found f = assess(&w, "p", "2020-07-31", "credit-1");
    assert_int_equal(f.n_findings, 1);
    assert_string_equal(f.finding.code, "same_parcel");
    assert_string_equal(f.finding.object, "q/1");
    assert_verifies(&w);

    assert_ok(w.store.ops->begin(w.store.self, &err));
    assert_ok(w.store.ops->project_remove(w.store.self, "q", &err));
    assert_ok(w.store.ops->commit(w.store.self, &err));
    assert_verifies(&w); /* the other document is kept */
    f = assess(&w, "p", "2020-07-31", "credit-1");
    assert_int_equal(f.result, TA_ASSESS_WRITTEN);
    assert_int_equal(f.n_findings, 0);
    assert_verifies(&w);
    ta_workspace_close(&w);
    ta_project_free(&p);
    ta_project_free(&q);
}

/* --- simulated ------------------------------------------------------------------------ */

static void a_simulated_project_gives_no_decision(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project p = portfolio_project("p");
    p.simulated = true;
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &p);
    struct found f = assess(&w, "p", "2020-07-31", "credit-1");
    assert_true(f.indicative[TA_INDICATIVE_SIMULATED]);
    assert_true(f.indicative[TA_INDICATIVE_MODEL_NOT_APPROVED]);
    assert_true(f.indicative[TA_INDICATIVE_TOO_LITTLE_OBSERVED]);
    ta_workspace_close(&w);
    ta_project_free(&p);
}

static void paths_stay_below_the_workspace(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "a/b.tif", "imagery/chips/..x", "a/.b/c"};
    static const char *const bad[] = {"",     "/a",  "../a",  "a/../b", "a/..",
                                      "a//b", "./a", "a/./b", "a/",     "a\\b"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(ta_evidence_path_ok(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ta_evidence_path_ok(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_after_the_date_do_not_exist_yet),
        cmocka_unit_test(a_superseded_look_is_left_out_and_old_records_keep_it),
        cmocka_unit_test(a_redrawn_site_waits_for_new_looks),
        cmocka_unit_test(no_band_for_it_is_said_so),
        cmocka_unit_test(each_datastream_with_a_limit_is_judged),
        cmocka_unit_test(a_device_that_stops_does_not_help),
        cmocka_unit_test(nothing_with_a_limit_is_silence_or_does_not_apply),
        cmocka_unit_test(a_limit_makes_it_apply_to_any_sector),
        cmocka_unit_test(bare_ground_has_nothing_to_lose),
        cmocka_unit_test(a_zone_fires_passes_or_cannot_be_told),
        cmocka_unit_test(the_same_land_under_two_loans_is_found_and_stays_found),
        cmocka_unit_test(a_simulated_project_gives_no_decision),
        cmocka_unit_test(paths_stay_below_the_workspace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

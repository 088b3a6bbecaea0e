/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_portfolio.h"

#include "engine/assess.h"
#include "engine/verify.h"
#include "record/seal.h"

#define FOLDER TA_BINARY_DIR "/test-assess"

/* Green at 0.7 in every year; from 2020 the first `cleared` columns of the site are bare. */
static double clearing(void *self, ta_day day, int row, int col)
{
    const int *cleared = self;
    bool after = day >= portfolio_day("2020-01-01");
    (void)row;
    return after && col >= 10 && col < 10 + *cleared ? 0.2 : 0.7;
}

static void add_looks(struct ta_workspace *w, const struct ta_project *project,
                      int cleared)
{
    static const char *const days[] = {"2017-07-01", "2017-07-11", "2017-07-21",
                                       "2018-07-01", "2018-07-11", "2018-07-21",
                                       "2019-07-01", "2019-07-11", "2019-07-21",
                                       "2020-07-01", "2020-07-11", "2020-07-21"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        portfolio_look(w, project, portfolio_day(days[i]), clearing, &cleared);
}

/* What became of the projects of a run. */
struct seen {
    size_t written, unchanged, failed, set_aside;
    enum ta_data_use use;
    ta_day use_until;
    char record[TA_HEX_SIZE];
    char words[TA_ERROR_TEXT];
    double value, lo;
    enum ta_reason reason;
    struct ta_score score;
    enum ta_level level;
    bool indicative[TA_INDICATIVE_COUNT];
    size_t n_evidence, n_looks;
};

static void note(void *self, const struct ta_assess_outcome *outcome)
{
    struct seen *seen = self;
    if (outcome->result == TA_ASSESS_SET_ASIDE) {
        seen->set_aside++;
        seen->use = outcome->use;
        seen->use_until = outcome->use_until;
        assert_null(outcome->assessment);
    }
    if (outcome->result == TA_ASSESS_FAILED || outcome->result == TA_ASSESS_SET_ASIDE) {
        seen->failed += outcome->result == TA_ASSESS_FAILED;
        (void)snprintf(seen->words, sizeof seen->words, "%s", outcome->error->text);
        return;
    }
    if (outcome->result == TA_ASSESS_WRITTEN)
        seen->written++;
    else
        seen->unchanged++;
    const struct ta_assessment *a = outcome->assessment;
    (void)snprintf(seen->record, sizeof seen->record, "%s", outcome->record);
    seen->value = a->assessed[0].result.value;
    seen->reason = a->assessed[0].result.reason;
    seen->score = a->score;
    seen->level = a->score.level;
    seen->n_evidence = a->n_evidence;
    seen->n_looks = a->n_looks;
    memcpy(seen->indicative, a->indicative, sizeof seen->indicative);
}

static enum ta_status assess_at(struct ta_workspace *w, const char *as_of,
                                ta_time_us now, struct seen *seen)
{
    *seen = (struct seen){.value = NAN};
    const struct ta_assess_request request = {.as_of = portfolio_day(as_of),
                                              .model = "credit-1",
                                              .now = now,
                                              .who = "test",
                                              .self = seen,
                                              .done = note};
    return ta_assess(w, &request, &err);
}

static enum ta_status assess(struct ta_workspace *w, const char *as_of,
                             struct seen *seen)
{
    return assess_at(w, as_of, ta_time_of(portfolio_day(as_of)), seen);
}

struct faults {
    size_t n, reproduced;
    char words[16][4 * TA_FAULT_TEXT];
};

static void keep(void *self, const struct ta_verify_fault *fault)
{
    struct faults *faults = self;
    if (faults->n < 16)
        (void)snprintf(faults->words[faults->n], sizeof faults->words[0],
                       "%s: %s, wanted %s, found %s",
                       fault->part == TA_VERIFY_INTACT ? "intact" : "reproduced",
                       fault->field, fault->expected, fault->found);
    if (fault->part == TA_VERIFY_REPRODUCED) faults->reproduced++;
    faults->n++;
}

static enum ta_status verify(struct ta_workspace *w, struct faults *faults,
                             struct ta_verify_counts *counts)
{
    *faults = (struct faults){.n = 0};
    const struct ta_verify_request request = {.self = faults, .fault = keep};
    return ta_verify(w, &request, counts, &err);
}

static void measures_a_clearing_and_verifies(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    struct faults faults;
    struct ta_verify_counts counts;
    struct ta_project project = portfolio_project("p1");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &project);
    add_looks(&w, &project, 5);

    assert_ok(assess(&w, "2020-07-31", &seen));
    assert_int_equal(seen.written, 1);
    assert_int_equal(seen.reason, TA_OBSERVED);
    /* 5 of 20 columns; a pixel or more inside the edge: 4 of 18 */
    assert_near(seen.value, 100.0 * 4 / 18, 1e-6, 1.0);
    assert_int_equal(seen.n_evidence, 13);
    assert_int_equal(seen.n_looks, 12);
    assert_true(seen.indicative[TA_INDICATIVE_MODEL_NOT_APPROVED]);
    assert_false(seen.indicative[TA_INDICATIVE_TOO_LITTLE_OBSERVED]);

    enum ta_status rc = verify(&w, &faults, &counts);
    for (size_t i = 0; i < faults.n && i < 16; i++) printf("%s\n", faults.words[i]);
    assert_int_equal(rc, TA_OK);
    assert_int_equal(counts.records, 1);
    assert_int_equal(counts.intact, 1);
    assert_int_equal(counts.reproduced, 1);
    ta_workspace_close(&w);
    ta_project_free(&project);
}

static void writes_nothing_when_nothing_changed(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen first, again, later;
    struct ta_project project = portfolio_project("p1");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &project);
    add_looks(&w, &project, 5);
    assert_ok(assess(&w, "2020-07-31", &first));
    assert_ok(assess(&w, "2020-07-31", &again));
    assert_int_equal(again.unchanged, 1);
    assert_int_equal(again.written, 0);
    assert_string_equal(again.record, first.record);

    int cleared = 8;
    portfolio_look(&w, &project, portfolio_day("2020-07-25"), clearing, &cleared);
    assert_ok(assess(&w, "2020-07-31", &later));
    assert_int_equal(later.written, 1);
    assert_string_not_equal(later.record, first.record);
    assert_ok(assess(&w, "2020-07-31", &again));
    assert_int_equal(again.unchanged, 1);
    assert_string_equal(again.record, later.record);

    struct faults faults;
    struct ta_verify_counts counts;
    assert_int_equal(verify(&w, &faults, &counts), TA_OK);
    assert_int_equal(counts.reproduced, 2);
    ta_workspace_close(&w);
    ta_project_free(&project);
}

static void a_lost_chip_is_an_error_and_not_a_gap(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    struct ta_project one = portfolio_project("p1"), two = portfolio_project("p2");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &one);
    portfolio_put(&w, &two);
    add_looks(&w, &one, 5);
    add_looks(&w, &two, 5);
    assert_int_equal(remove(FOLDER "/imagery/chips/p1-1-2020-07-01.tif"), 0);

    assert_int_equal(assess(&w, "2020-07-31", &seen), TA_PARTLY);
    assert_int_equal(seen.failed, 1);
    assert_int_equal(seen.written, 1);
    assert_non_null(strstr(seen.words, "p1-1-2020-07-01.tif"));
    ta_workspace_close(&w);
    ta_project_free(&one);
    ta_project_free(&two);
}

/* A farm in China whose data may be used up to two days. */
static struct ta_project farm(const char *id, const char *consent_until,
                              const char *keep_until)
{
    struct ta_project project = portfolio_project(id);
    memcpy(project.country, "CN", sizeof "CN");
    memcpy(project.data_class, "personal", sizeof "personal");
    project.data_purpose = ta_strdup("credit");
    project.consent_on = portfolio_day("2019-01-01");
    project.consent_until = portfolio_day(consent_until);
    project.keep_until = portfolio_day(keep_until);
    return project;
}

static void data_past_their_last_day_are_set_aside(void **state)
{
    (void)state;
    const ta_time_us hour = TA_US_PER_DAY / 24;
    struct ta_workspace w;
    struct seen seen;
    struct ta_project consent = farm("p1", "2020-07-31", "2020-12-31");
    struct ta_project kept = farm("p2", "2020-12-31", "2020-08-01");
    struct ta_project plain = portfolio_project("p3");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &consent);
    add_looks(&w, &consent, 5);
    ta_time_us last = ta_time_of(portfolio_day("2020-07-31"));
    assert_ok(assess_at(&w, "2020-07-31", last + 15 * hour, &seen));
    assert_int_equal(seen.written, 1);

    /* in China the day after begins at 16:00 UTC; no wish for an earlier date helps */
    assert_int_equal(assess_at(&w, "2020-07-30", last + 16 * hour, &seen), TA_PARTLY);
    assert_int_equal(seen.set_aside, 1);
    assert_int_equal(seen.use, TA_DATA_CONSENT_ENDED);
    assert_int_equal(seen.use_until, portfolio_day("2020-07-31"));
    assert_string_equal(seen.words,
                        "the consent to the use of its data ended on 2020-07-31");
    /* nor is a day that the record speaks of past the last one */
    assert_int_equal(assess_at(&w, "2020-08-01", last, &seen), TA_PARTLY);
    assert_int_equal(seen.set_aside, 1);

    portfolio_put(&w, &kept);
    portfolio_put(&w, &plain);
    assert_int_equal(assess(&w, "2020-08-02", &seen), TA_PARTLY);
    assert_int_equal(seen.set_aside, 2);
    assert_int_equal(seen.written, 1);
    assert_int_equal(seen.use, TA_DATA_KEPT_TOO_LONG);
    assert_non_null(strstr(seen.words, "kept and used until 2020-08-01"));

    struct faults faults;
    struct ta_verify_counts counts;
    assert_int_equal(verify(&w, &faults, &counts), TA_OK);
    assert_int_equal(counts.reproduced, 2);
    ta_workspace_close(&w);
    ta_project_free(&consent);
    ta_project_free(&kept);
    ta_project_free(&plain);
}

/* The newest record's body with `from` replaced by `to`, sealed anew by the workspace's own key. */
static void forge(struct ta_workspace *w, const char *id, const char *from,
                  const char *to, const char *path)
{
    struct ta_envelope envelope, sealed;
    struct ta_key_ring ring;
    struct ta_text forged = {0}, file = {0};
    char *body = NULL;
    size_t size = 0;
    assert_ok(
        w->store.ops->record_get(w->store.self, id, &envelope, &body, &size, &err));
    char *at = strstr(body, from);
    assert_non_null(at);
    ta_text_add_bytes(&forged, body, (size_t)(at - body));
    ta_text_add(&forged, to);
    ta_text_add(&forged, at + strlen(from));
    const struct ta_seal_request request = {forged.bytes, forged.size, envelope.seq,
                                            envelope.previous, envelope.created};
    assert_ok(ta_workspace_keys(w, &ring, &err));
    assert_ok(ta_seal(&request, &ring, &sealed, &err));
    assert_ok(ta_seal_export(&sealed, forged.bytes, forged.size, &file, &err));
    assert_ok(ta_file_write(path, file.bytes, file.size, 0666, &err));
    ta_keys_close(&ring);
    ta_text_free(&forged);
    ta_text_free(&file);
    ta_free(body);
}

static void a_score_sealed_anew_does_not_come_out_again(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    struct faults faults = {.n = 0};
    struct ta_verify_counts counts;
    struct ta_project project = portfolio_project("p1");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &project);
    add_looks(&w, &project, 5);
    assert_ok(assess(&w, "2020-07-31", &seen));

    forge(&w, seen.record, "\"opinion\":{\"by_level\":\"objection\"",
          "\"opinion\":{\"by_level\":\"no_objection\"", FOLDER "/forged.json");
    const char *what[] = {FOLDER "/forged.json"};
    const struct ta_verify_request request = {
        .n = 1, .what = what, .self = &faults, .fault = keep};
    assert_int_equal(ta_verify(&w, &request, &counts, &err), TA_FINDING);
    assert_int_equal(faults.n, 2);
    assert_non_null(
        strstr(faults.words[0], "intact: record")); /* it is not kept here */
    assert_string_equal(faults.words[1], "reproduced: opinion.by_level, wanted "
                                         "\"objection\", found \"no_objection\"");
    assert_int_equal(counts.reproduced, 0);
    ta_workspace_close(&w);
    ta_project_free(&project);
}

/* --- one look in two processings ---------------------------------------------------- */

static double green(void *self, ta_day day, int row, int col)
{
    (void)self;
    (void)day;
    (void)row;
    (void)col;
    return 0.7;
}

/* Of the older processing ndvi as clearing() has it, and ndbi; the newer one has all green, no ndbi. */
static void add_take(struct ta_workspace *w, const struct ta_project *project,
                     ta_day day, bool newer)
{
    const int cleared = 5;
    struct ta_scene scene = portfolio_scene(w->folder, day, newer ? green : clearing,
                                            (void *)(uintptr_t)&cleared);
    (void)strncat(scene.id, newer ? "-b" : "-a", 2);
    (void)snprintf(scene.processing, sizeof scene.processing, "%s",
                   newer ? "10.0" : "9.0");
    if (!newer) {
        struct ta_band *band = ta_add_band(&scene, scene.asset[0].path, "ndbi", 1);
        band->quantity = TA_QUANTITY_INDEX;
        band->nodata = INT16_MIN;
    }
    portfolio_chip(w, project, &project->site[0], &scene);
    ta_scene_free(&scene);
}

/* That the two are one look. */
static void add_rows(struct ta_workspace *w, ta_day day)
{
    struct ta_scene_row row = {.tile = "50TMK", .state = TA_SCENE_OBSERVED};
    char date[TA_TIME_TEXT];
    ta_day_format(day, date);
    (void)snprintf(row.datatake, sizeof row.datatake, "TAKE %s", date);
    for (int newer = 0; newer < 2; newer++) {
        (void)snprintf(row.id, sizeof row.id, "test/%s-%s", date, newer ? "b" : "a");
        (void)snprintf(row.processing, sizeof row.processing, "%s",
                       newer ? "10.0" : "9.0");
        assert_ok(w->store.ops->scene_put(w->store.self, &row, &err));
    }
}

static const char *const take_days[] = {"2018-07-01", "2018-07-11", "2018-07-21",
                                        "2019-07-01", "2019-07-11", "2019-07-21",
                                        "2020-07-01", "2020-07-11", "2020-07-21"};
enum { TAKES = sizeof take_days / sizeof *take_days };

/* A record that was made before they were told apart comes out as it was. */
static void layer_by_layer_the_newer_processing_counts(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct seen seen;
    struct faults faults;
    struct ta_verify_counts counts;
    struct ta_project project = portfolio_project("p1");
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &project);
    for (int i = 0; i < TAKES; i++)
        for (int newer = 0; newer < 2; newer++)
            add_take(&w, &project, portfolio_day(take_days[i]), newer > 0);
    assert_ok(assess(&w, "2020-07-31", &seen));
    assert_int_equal(seen.n_looks, 2 * TAKES);
    assert_true(seen.value > 0.01);

    assert_ok(w.store.ops->begin(w.store.self, &err));
    for (int i = 0; i < TAKES; i++) add_rows(&w, portfolio_day(take_days[i]));
    assert_ok(w.store.ops->commit(w.store.self, &err));
    assert_int_equal(verify(&w, &faults, &counts), TA_OK);
    assert_int_equal(counts.reproduced, 1);

    assert_ok(assess(&w, "2020-07-31", &seen));
    assert_int_equal(seen.written, 1);
    assert_int_equal(seen.n_looks, TAKES); /* of ndvi, which alone is asked for */
    assert_near(seen.value, 0.0, 1e-9, 0.0);
    assert_int_equal(verify(&w, &faults, &counts), TA_OK);
    assert_int_equal(counts.reproduced, 2);

    forge(&w, seen.record, "\"behind\":1", "\"behind\":0", FOLDER "/circle.json");
    const char *what[] = {FOLDER "/circle.json"};
    const struct ta_verify_request request = {
        .n = 1, .what = what, .self = &faults, .fault = keep};
    faults.n = 0;
    assert_int_equal(ta_verify(&w, &request, &counts, &err), TA_FINDING);
    assert_non_null(strstr(faults.words[1], "behind each other in a circle"));
    ta_workspace_close(&w);
    ta_project_free(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_a_clearing_and_verifies),
        cmocka_unit_test(writes_nothing_when_nothing_changed),
        cmocka_unit_test(a_lost_chip_is_an_error_and_not_a_gap),
        cmocka_unit_test(data_past_their_last_day_are_set_aside),
        cmocka_unit_test(a_score_sealed_anew_does_not_come_out_again),
        cmocka_unit_test(layer_by_layer_the_newer_processing_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"
#include "ta_test_assessment.h"

#include "base/memory.h"
#include "engine/rerate.h"
#include "record/body.h"
#include "record/found.h"
#include "report/facts.h"

static struct test_assessment made;

static void body_of(bool full, struct ta_text *out)
{
    if (full)
        test_assessment_full(&made);
    else
        test_assessment_plain(&made);
    assert_int_equal(ta_record_body(&made.a, out, NULL), TA_OK);
}

static void a_record_comes_back_member_by_member(void **state)
{
    (void)state;
    struct ta_text body = {0};
    struct ta_facts f;
    struct ta_error err = {0};
    body_of(true, &body);
    if (ta_facts_read(body.bytes, body.size, &f, &err) != TA_OK)
        fail_msg("%s", err.text);
    assert_string_equal(f.record_class, "indicative");
    assert_string_equal(f.project, "eth:kafa.1_a-b");
    assert_string_equal(f.client_name, "某公司");
    assert_string_equal(f.sector_code, "01.27");
    assert_true(f.simulated);
    assert_int_equal(f.as_of, 19800);
    assert_int_equal(f.n_sites, 2);
    assert_string_equal(f.site[0].name, "north");
    assert_true(f.site[0].position_error_m == 12.5 &&
                isnan(f.site[1].position_error_m));
    assert_true(f.site[0].box[0] == 36.25 && f.site[0].box[3] == 7.25);
    assert_int_equal(f.loan[0].outstanding.minor, INT64_MAX);
    assert_string_equal(f.loan[0].total_investment.currency, "");
    assert_int_equal(f.loan[1].as_of, TA_DAY_NONE);
    assert_int_equal(f.n_indicators, TEST_ASSESSED);
    assert_true(f.indicator[0].scored && !f.indicator[0].gating);
    assert_true(f.indicator[0].value == 12.5 && f.indicator[0].grade == 2);
    assert_int_equal(f.indicator[0].n_evidence, 2);
    assert_true(isnan(ta_facts_detail(&f.indicator[0], "loss_ha")->value));
    assert_true(ta_facts_param(&f.indicator[0], "threshold")->value == -0.1);
    assert_true(f.indicator[TEST_ITEMS].gating && !f.indicator[TEST_ITEMS].scored);
    assert_string_equal(f.indicator[TEST_ITEMS].gate, "fires");
    assert_true(f.indicator[TEST_ITEMS].at_gate.score_cap == 20);
    assert_int_equal(f.n_evidence, 4);
    assert_int_equal(f.evidence[0].time, INT64_C(1700000000000001));
    assert_int_equal(f.evidence[1].time, TA_TIME_NONE);
    assert_int_equal(f.n_looks, TEST_LOOKS);
    assert_true(f.look[1].mean == 0.5 && isnan(f.look[0].mean));
    assert_string_equal(f.finding[0].object, "q/1");
    assert_string_equal(f.model.approved_by, "Li Na");
    assert_true(ta_facts_indicator(&f, "indicator_1") == &f.indicator[1]);
    assert_null(ta_facts_indicator(&f, "indicator_9"));
    ta_facts_free(&f);
    ta_text_free(&body);
}

/* Records of before hold a finding once for each indicator that read the signal. */
static void a_finding_of_several_indicators_stands_once(void **state)
{
    (void)state;
    struct ta_text body = {0};
    struct ta_facts f;
    struct ta_finding twice[4] = {
        {.code = "gap", .object = "d/a", .detail = "1"},
        {.code = "gap", .object = "d/b", .detail = "1"},
        {.code = "gap", .object = "d/a", .detail = "1"},
        {.code = "gap", .object = "d/a", .detail = "2"},
    };
    test_assessment_full(&made);
    made.a.finding = twice;
    made.a.n_findings = 4;
    assert_int_equal(ta_record_body(&made.a, &body, NULL), TA_OK);
    assert_int_equal(ta_facts_read(body.bytes, body.size, &f, NULL), TA_OK);
    assert_int_equal(f.n_findings, 3);
    assert_string_equal(f.finding[1].object, "d/b");
    assert_string_equal(f.finding[2].detail, "2");
    ta_facts_free(&f);
    ta_text_free(&body);
}

/* Two indicators with windows of their own found one copied signal: it is asked about once. */
static void a_pair_of_signals_stands_once_with_its_longest_span(void **state)
{
    (void)state;
    struct ta_text body = {0};
    struct ta_facts f;
    struct ta_finding found[4] = {
        {.code = "follows",
         .object = "d/a",
         .detail = "d/b by 30 min, 2026-07-08 to 2026-08-31 (UTC days), correlation 1"},
        {.code = "follows",
         .object = "d/a",
         .detail = "d/b by 30 min, 2026-07-03 to 2026-08-31 (UTC days), correlation 1"},
        {.code = "follows",
         .object = "d/a",
         .detail = "d/c by 30 min, 2026-07-08 to 2026-08-31 (UTC days), correlation 1"},
        {.code = "follows",
         .object = "d/a",
         .detail = "d/b by 30 min, 2026-05-01 to 2026-05-31 (UTC days), correlation 1"},
    };
    test_assessment_full(&made);
    made.a.finding = found;
    made.a.n_findings = 4;
    assert_int_equal(ta_record_body(&made.a, &body, NULL), TA_OK);
    assert_int_equal(ta_facts_read(body.bytes, body.size, &f, NULL), TA_OK);
    assert_int_equal(f.n_findings, 3);
    assert_non_null(strstr(f.finding[0].detail, "2026-07-03"));
    assert_non_null(strstr(f.finding[1].detail, "d/c"));
    assert_non_null(strstr(f.finding[2].detail, "2026-05-01"));
    ta_facts_free(&f);
    ta_text_free(&body);
}

/* Was a level found, by the assessment, its figures and its page? They are of one mind. */
static bool is_found(enum ta_gate_state state, double cap, bool too_little)
{
    struct ta_text body = {0};
    struct ta_facts facts;
    struct ta_figures figures;
    test_assessment_full(&made);
    made.a.score.opinion = TA_OPINION_CANNOT_SAY;
    made.a.indicative[TA_INDICATIVE_TOO_LITTLE_OBSERVED] = too_little;
    for (size_t g = 0; g < TEST_GATES; g++) {
        struct ta_assessed *gate = &made.assessed[TEST_ITEMS + g];
        gate->indicator = ta_indicator_find(g == 0 ? "protected_zone" : "permit_state");
        gate->n_params = 0;
        gate->result.gate = g == 0 ? state : TA_GATE_PASSES;
        assert_true(ta_copy(made.gate[g].indicator, sizeof made.gate[g].indicator,
                            gate->indicator->id));
        made.gate[g].score_cap = cap;
    }
    assert_int_equal(ta_record_body(&made.a, &body, NULL), TA_OK);
    assert_int_equal(ta_facts_read(body.bytes, body.size, &facts, NULL), TA_OK);
    assert_int_equal(ta_record_figures("r", body.bytes, body.size, &figures, NULL),
                     TA_OK);
    struct ta_standing standing = ta_standing_of(&figures);
    bool found = ta_assessment_level_found(&made.a);
    assert_int_equal(ta_facts_level_found(&facts), found);
    assert_int_equal(ta_standing_found(&standing), found);
    assert_string_equal(ta_facts_level(&facts),
                        found ? facts.score.level : "not_found");
    ta_figures_free(&figures);
    ta_facts_free(&facts);
    ta_text_free(&body);
    return found;
}

static void a_level_is_found_or_not_by_one_rule(void **state)
{
    (void)state;
    assert_true(is_found(TA_GATE_NOT_EVALUATED, (double)NAN, false));
    assert_true(is_found(TA_GATE_NOT_EVALUATED, 100, false));
    assert_false(is_found(TA_GATE_NOT_EVALUATED, 0.5, false)); /* caps the score */
    assert_false(is_found(TA_GATE_NOT_EVALUATED, (double)NAN, true));
    assert_false(is_found(TA_GATE_PASSES, (double)NAN, false));
}

static void nothing_observed_is_nan_and_null(void **state)
{
    (void)state;
    struct ta_text body = {0};
    struct ta_facts f;
    body_of(false, &body);
    assert_int_equal(ta_facts_read(body.bytes, body.size, &f, NULL), TA_OK);
    assert_null(f.name);
    assert_null(f.previous_record);
    assert_true(isnan(f.indicator[0].value) && f.indicator[0].grade == 0);
    assert_string_equal(f.indicator[0].reason, "no_clear_look");
    ta_facts_free(&f);
    ta_text_free(&body);
}

static void assert_refused(const char *from, const char *to, const char *words)
{
    struct ta_text body = {0}, spoilt = {0};
    struct ta_facts f;
    struct ta_error err = {0};
    body_of(true, &body);
    char *at = strstr(body.bytes, from);
    assert_non_null(at);
    ta_text_add_bytes(&spoilt, body.bytes, (size_t)(at - body.bytes));
    ta_text_add(&spoilt, to);
    ta_text_add(&spoilt, at + strlen(from));
    assert_int_equal(ta_facts_read(spoilt.bytes, spoilt.size, &f, &err), TA_E_DATA);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" not in \"%s\"", words, err.text);
    ta_text_free(&body);
    ta_text_free(&spoilt);
}

static void what_is_no_record_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_refused("terrassay/record/1", "terrassay/record/2", "schema");
    assert_refused("\"as_of\":\"2024-03-18\"", "\"as_of\":\"soon\"", "as_of");
    assert_refused("\"evidence\":[0,1]", "\"evidence\":[0,4]", "evidence");
    assert_refused("\"evidence\":0", "\"evidence\":17", "looks[0]");
    assert_refused("\"box\":[36.25,7,36.5,7.25]", "\"box\":[36.25,7,36.5]", "box");
    assert_refused("\"simulated\":true", "\"simulated\":1", "simulated");
    assert_refused("\"grade\":2", "\"grade\":-2", "grade");
    assert_refused("\"findings\":[", "\"findings\":[[],", "findings[0]");
}

/* 0 h score 100 and 108 h score 1, so 90 points are 108 x 10/99 = 10.9 h. */
static void the_reference_has_a_value_in_the_indicators_unit(void **state)
{
    (void)state;
    struct ta_fact_indicator i = {
        .id = "limit_exceedance",
        .scoring = {.worst = 108.0, .best = 0.0, .reference = 90.0}};
    assert_near(ta_fact_reference(&i), 108.0 * 10.0 / 99.0, 1e-12, 1);
    i.scoring.reference = 1.0;
    assert_near(ta_fact_reference(&i), 108.0, 1e-12, 1);
}

/* A worst case that is called a 90 % interval claims too much, and the other way round too little. */
static void an_indicator_says_what_its_ends_are(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        enum ta_interval interval;
    } want[] = {
        {"flood_expected_loss", TA_INTERVAL_ERROR},      /* spread of the curve */
        {"radar_backscatter_change", TA_INTERVAL_WIDER}, /* t, two directions */
        {"emissions_reported_claim", TA_INTERVAL_WIDER}, /* hours not measured */
        {"limit_exceedance", TA_INTERVAL_CASES},         /* a Manski bound */
        {"cyclone_expected_loss", TA_INTERVAL_CASES},    /* two fits */
        {"combined_uncertainty", TA_INTERVAL_NONE},
        {"of_another_program", TA_INTERVAL_NONE}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct ta_fact_indicator indicator = {.id = want[i].id};
        assert_int_equal(ta_fact_interval(&indicator), want[i].interval);
    }
}

/* All only of what carries the opinion: a made-up layer that does not reach the place carries none. */
static void all_is_made_up_where_something_was_seen(void **state)
{
    (void)state;
    struct ta_fact_evidence e[] = {{.kind = "layer", .id = "zones", .simulated = true},
                                   {.kind = "layer", .id = "rain"}};
    size_t zones = 0, rain = 1;
    const char *because = "simulated_evidence";
    struct ta_fact_indicator i[] = {
        {.gating = true, .reason = "layer_absent", .n_evidence = 1, .evidence = &zones},
        {.reason = "observed", .n_evidence = 1, .evidence = &rain}};
    const struct ta_facts facts = {.because = &because,
                                   .n_because = 1,
                                   .indicator = i,
                                   .n_indicators = 2,
                                   .evidence = e,
                                   .n_evidence = 2};
    assert_string_equal(ta_facts_because(&facts, 0), "simulated_evidence");
    i[0].reason = "observed";
    assert_string_equal(ta_facts_because(&facts, 0), "simulated_all");
    i[1].scored = true;
    assert_string_equal(ta_facts_because(&facts, 0), "simulated_evidence");
}

static void no_allocation_that_fails_goes_unnoticed(void **state)
{
    (void)state;
    struct ta_text body = {0};
    bool done = false;
    body_of(true, &body);
    for (size_t k = 1; !done && k < 2000; k++) {
        struct ta_facts f;
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_facts_read(body.bytes, body.size, &f, NULL);
        ta_alloc_fail_at(0);
        done = rc == TA_OK;
        if (done) ta_facts_free(&f);
    }
    assert_true(done);
    ta_text_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_comes_back_member_by_member),
        cmocka_unit_test(a_finding_of_several_indicators_stands_once),
        cmocka_unit_test(a_pair_of_signals_stands_once_with_its_longest_span),
        cmocka_unit_test(a_level_is_found_or_not_by_one_rule),
        cmocka_unit_test(nothing_observed_is_nan_and_null),
        cmocka_unit_test(what_is_no_record_is_refused_with_its_place),
        cmocka_unit_test(the_reference_has_a_value_in_the_indicators_unit),
        cmocka_unit_test(an_indicator_says_what_its_ends_are),
        cmocka_unit_test(all_is_made_up_where_something_was_seen),
        cmocka_unit_test(no_allocation_that_fails_goes_unnoticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

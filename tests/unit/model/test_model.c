/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/datasets.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/model.h"

static struct ta_text shipped(void)
{
    struct ta_text text = {0};
    assert_int_equal(
        ta_dataset_read(NULL, "models/credit-1.yaml", &text.bytes, &text.size, NULL),
        TA_OK);
    return text;
}

/** The shipped model with @p from replaced by @p to, once (ta_free). */
static char *changed(const char *from, const char *to)
{
    struct ta_text text = shipped(), out = {0};
    const char *at = strstr(text.bytes, from);
    if (at == NULL) fail_msg("the shipped model has no \"%s\"", from);
    ta_text_add_bytes(&out, text.bytes, (size_t)(at - text.bytes));
    ta_text_add(&out, to);
    ta_text_add(&out, at + strlen(from));
    ta_text_free(&text);
    return ta_text_take(&out);
}

static void refused(const char *from, const char *to, const char *words)
{
    char *text = changed(from, to);
    struct ta_model model = {0};
    struct ta_error err = {0};
    assert_int_equal(ta_model_parse("m.yaml", text, strlen(text), &model, &err),
                     TA_E_DATA);
    if (strstr(err.text, words) == NULL && strstr(err.mend, words) == NULL)
        fail_msg("\"%s\" / \"%s\" does not say \"%s\"", err.text, err.mend, words);
    if (err.mend[0] == '\0') fail_msg("nothing mends \"%s\"", err.text);
    assert_int_equal(strncmp(err.text, "m.yaml:", 7), 0);
    assert_true(err.text[7] >= '1' && err.text[7] <= '9');
    ta_free(text);
}

static struct ta_model parse(const char *text)
{
    struct ta_model model = {0};
    struct ta_error err = {0};
    if (ta_model_parse("m.yaml", text, strlen(text), &model, &err) != TA_OK)
        fail_msg("%s", err.text);
    return model;
}

static void shipped_model_reads_and_is_not_approved(void **state)
{
    (void)state;
    struct ta_text text = shipped();
    struct ta_model model = parse(text.bytes);
    ta_text_free(&text);
    assert_string_equal(model.id, "credit");
    assert_int_equal(model.across_pillars, TA_MEAN_GEOMETRIC);
    assert_true(model.n_items >= 1 && model.n_pillars >= 1);
    assert_int_equal(strlen(model.sha256), 64);
    enum ta_indicative why = TA_INDICATIVE_COUNT;
    assert_false(ta_model_decision_ok(&model, 20000, &why));
    assert_int_equal(why, TA_INDICATIVE_MODEL_NOT_APPROVED);
    ta_model_free(&model);
}

static void faults_are_named_with_their_place(void **state)
{
    (void)state;
    refused("hysteresis: 2", "hysteresys: 2", "hysteresis");
    refused("hysteresis: 2", "hysteresis: two", "wanted a number");
    refused("hysteresis: 2\n", "", "\"hysteresis\" is missing");
    refused("valid_days: 180", "valid_days: 0", "from 1 to 3660");
    refused("id: vegetation_loss", "id: vegetation_los", "vegetation_loss");
    refused("threshold: -0.10", "threshold: -2", "outside -1 to -0.01");
    refused("threshold: -0.10", "treshold: -0.10", "no parameter \"treshold\"");
    refused("threshold: -0.10", "treshold: -0.10", "did you mean \"threshold\"?");
    refused("{worst: 30, best: 0}   #", "{worst: 0, best: 30}   #",
            "worst must be the higher");
    refused("{worst: 30, best: 0}   #", "{worst: 5, best: 5}   #", "are equal");
    refused("plausible: {worst: 30, best: 0}", "plausible: {worst: 0, best: 30}",
            "worst is better");
    refused("plausible: {worst: 30, best: 0}", "plausible: {worst: 130, best: 0}",
            "outside vegetation_loss");
    refused("moderate: 60", "moderate: 30", "must start above");
    refused("opinion: objection", "opinion: no_objection", "better opinion");
    refused("opinion: conditions", "opinion: condition", "conditions");
    refused("use: credit", "use: index", "assesses no project");
    refused("version: 1", "version: 1.5", "whole number");
    refused("across_pillars: geometric", "across_pillars: median", "across_pillars");
    refused("gates: []",
            "gates: [{id: vegetation_loss, opinion_at_best: objection, "
            "not_evaluated: cannot_say}]",
            "not a gate");
    refused("gates: []",
            "gates: [{id: permit_state, opinion_at_best: objection, "
            "not_evaluated: conditions}]",
            "silence would help");
    refused("gates: []",
            "gates: [{id: permit_state, opinion_at_best: objection, "
            "not_evaluated: cannot_say, owed_by: []}]",
            "judges no claim");
}

#define NOTHING "gates: []\n\nreported: []\n"
#define GWP(gate, reported)                                                            \
    "gates:\n  - {id: scope1_claim, opinion_at_best: objection, not_evaluated: "       \
    "cannot_say" gate "}\n\nreported:\n  - {id: financed_emissions" reported "}\n"

static void gases_are_weighed_by_one_set_in_all_of_a_model(void **state)
{
    (void)state;
    refused(NOTHING, GWP("", ", params: {gwp_report: 6}"),
            "gwp_report is 5 of scope1_claim and 6 of financed_emissions");
    refused(NOTHING, GWP(", params: {gwp_report: 4}", ""), "a record has one set");
    static const char *const same[] = {
        GWP("", ""), GWP(", params: {gwp_report: 6}", ", params: {gwp_report: 6}"),
        GWP(", params: {gwp_report: 5}", "")};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char *text = changed(NOTHING, same[i]);
        struct ta_model model = parse(text);
        assert_int_equal(model.n_gates + model.n_reported, 2);
        ta_model_free(&model);
        ta_free(text);
    }
}

#define NOT_FOR "params:\n          threshold: -0.10"
#define SECTORS(list) "not_for: " list "\n        params:\n          threshold: -0.10"

static bool excepts(const struct ta_model *model, const char *scheme, const char *code,
                    const char *technology)
{
    const struct ta_project project = {.sector_scheme = (char *)(uintptr_t)scheme,
                                       .sector_code = (char *)(uintptr_t)code,
                                       .technology = (char *)(uintptr_t)technology};
    return ta_model_excepts(&model->item[0], &project);
}

static void sectors_to_which_an_indicator_does_not_apply(void **state)
{
    (void)state;
    char *text = changed(
        NOT_FOR,
        SECTORS(
            "[{scheme: GB/T 4754-2017, codes: [\"01\", \"59\"]}, {scheme: NACE-2.1, "
            "codes: [\"35.12\"], technologies: [wind, Photovoltaic]}]"));
    struct ta_model model = parse(text);
    ta_free(text);
    assert_int_equal(model.item[0].n_not_for, 4);
    assert_true(excepts(&model, "GB/T 4754-2017", "0111", NULL));
    assert_true(excepts(&model, "GB/T 4754-2017", "G 5920", NULL));
    assert_false(excepts(&model, "GB/T 4754-2017", "1011", NULL));
    assert_false(
        excepts(&model, "GB/T 4754-2011", "0111", NULL)); /* another revision */
    assert_true(excepts(&model, "NACE-2.1", "D35.12", "photovoltaic"));
    assert_false(excepts(&model, "NACE-2.1", "D35.12", "biomass"));
    assert_false(excepts(&model, "NACE-2.1", "D35.12", NULL));
    /* a code whose revision nobody names, or an earlier one's, excuses nobody */
    assert_false(excepts(&model, "NACE", "D35.12", "photovoltaic"));
    assert_false(excepts(&model, "NACE-2", "D35.12", "photovoltaic"));
    assert_false(excepts(&model, NULL, NULL, "wind")); /* not stated: it applies */
    ta_model_free(&model);
    refused(NOT_FOR, SECTORS("[{scheme: X, codes: [\"1\"]}]"), "wanted 2 to 15 digits");
    refused(NOT_FOR, SECTORS("[{scheme: X}]"), "\"codes\" is missing");
    refused(NOT_FOR, SECTORS("[{scheme: X, codes: [\"11\"], code: 2}]"), "codes");
}

static void silence_must_not_score_better_than_the_worst(void **state)
{
    (void)state;
    refused("plausible: {worst: 30", "plausible: {worst: 20", "silence would help");
}

static void the_second_model_reads(void **state)
{
    (void)state;
    struct ta_text text = {0};
    assert_int_equal(
        ta_dataset_read(NULL, "models/credit-3.yaml", &text.bytes, &text.size, NULL),
        TA_OK);
    struct ta_model model = parse(text.bytes);
    ta_text_free(&text);
    assert_int_equal(model.n_pillars, 3);
    assert_int_equal(model.n_items, 4);
    assert_int_equal(model.n_gates, 1);
    assert_int_equal(model.n_reported, 6);
    ta_model_free(&model);
}

static void weights_must_sum_to_one(void **state)
{
    (void)state;
    refused("weight: 1\n    indicators", "weight: 0.9\n    indicators", "sum to 0.9");
    refused("        weight: 1\n", "        weight: 0.5\n", "pillar");
}

static const char approvals[] = "approvals: [{by: B, role: risk, note: n, "
                                "on: 2026-01-10, until: 2027-01-09}]";

static void decision_needs_state_and_an_approval_in_force(void **state)
{
    (void)state;
    char *text = changed("approvals: []", approvals);
    struct ta_model model = parse(text);
    ta_free(text);
    enum ta_indicative why = TA_INDICATIVE_COUNT;
    assert_false(ta_model_decision_ok(&model, 20600, &why)); /* developed only */
    assert_int_equal(why, TA_INDICATIVE_MODEL_NOT_APPROVED);
    model.state = TA_MODEL_IN_USE;
    assert_true(ta_model_decision_ok(&model, 20463, &why)); /* 2026-01-10 */
    assert_true(ta_model_decision_ok(&model, 20827, &why)); /* 2027-01-09 */
    assert_false(ta_model_decision_ok(&model, 20462, &why));
    assert_int_equal(why, TA_INDICATIVE_MODEL_NOT_APPROVED);
    assert_false(ta_model_decision_ok(&model, 20828, &why));
    assert_int_equal(why, TA_INDICATIVE_MODEL_EXPIRED);
    assert_non_null(ta_model_approval(&model, 20600));
    model.state = TA_MODEL_RETIRED;
    assert_false(ta_model_decision_ok(&model, 20600, &why));
    ta_model_free(&model);
}

static void maker_cannot_approve(void **state)
{
    (void)state;
    refused("approvals: []",
            "approvals: [{by: Terrassay, role: risk, note: n, "
            "on: 2026-01-10, until: 2027-01-09}]",
            "cannot approve");
    refused("approvals: []",
            "approvals: [{by: B, role: risk, note: n, "
            "on: 2026-01-10, until: 2026-01-09}]",
            "ends before");
    struct ta_text text = shipped();
    struct ta_model model = parse(text.bytes);
    ta_text_free(&text);
    char maker[] = "Terrassay", other[] = "B", role[] = "risk";
    struct ta_approval given = {maker, role, role, 100, 200};
    assert_int_equal(ta_model_add_approval(&model, &given, NULL), TA_E_PERMISSION);
    given.by = other;
    assert_int_equal(ta_model_add_approval(&model, &given, NULL), TA_OK);
    given.until = 99;
    assert_int_equal(ta_model_add_approval(&model, &given, NULL), TA_E_ARG);
    model.state = TA_MODEL_APPROVED;
    assert_true(ta_model_decision_ok(&model, 150, NULL));
    ta_model_free(&model);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    char *text = changed("approvals: []", approvals);
    enum ta_status rc = TA_E_NOMEM;
    for (size_t k = 1; rc != TA_OK && k < 2000; k++) {
        struct ta_model model = {0};
        ta_alloc_fail_at(k);
        rc = ta_model_parse("m.yaml", text, strlen(text), &model, NULL);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        ta_model_free(&model);
    }
    assert_int_equal(rc, TA_OK);
    ta_free(text);
}

static bool owes(const struct ta_model *model, size_t g, const char *scheme,
                 const char *code, const char *technology)
{
    const struct ta_project project = {.sector_scheme = (char *)(uintptr_t)scheme,
                                       .sector_code = (char *)(uintptr_t)code,
                                       .technology = (char *)(uintptr_t)technology};
    return ta_model_owes(&model->gate[g].owed_by, &project);
}

static void who_owes_a_claim(void **state)
{
    (void)state;
    char *text = changed(
        "gates: []",
        "gates: [{id: area_planted_claim, opinion_at_best: objection, "
        "not_evaluated: cannot_say, owed_by: [{scheme: GB/T 4754-2017, codes: "
        "[\"02\"]},"
        " {scheme: NACE-2.1, codes: [\"35.12\"], technologies: [wind]}]}, "
        "{id: production_stopped_claim, opinion_at_best: objection, "
        "not_evaluated: cannot_say, owed_by: []}, "
        "{id: permit_state, opinion_at_best: objection, not_evaluated: cannot_say}]");
    struct ta_model model = parse(text);
    ta_free(text);
    assert_true(owes(&model, 0, "GB/T 4754-2017", "A 0220", NULL));
    assert_false(owes(&model, 0, "GB/T 4754-2017", "5920", NULL));
    assert_true(owes(&model, 0, "NACE-2.1", "35.12", "Wind"));
    assert_false(owes(&model, 0, "NACE-2.1", "35.12", "photovoltaic"));
    /* what the list cannot tell it does not excuse */
    assert_true(owes(&model, 0, "NACE-2.1", "35.12", NULL));
    assert_true(owes(&model, 0, "NACE", "35.12", "photovoltaic"));
    assert_true(owes(&model, 0, "ISIC-4", "5210", NULL));
    assert_true(owes(&model, 0, NULL, NULL, NULL));
    /* nobody, and everybody */
    assert_false(owes(&model, 1, NULL, NULL, NULL));
    assert_false(owes(&model, 1, "GB/T 4754-2017", "3120", NULL));
    assert_true(owes(&model, 2, "GB/T 4754-2017", "3120", NULL));
    ta_model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_model_reads_and_is_not_approved),
        cmocka_unit_test(faults_are_named_with_their_place),
        cmocka_unit_test(gases_are_weighed_by_one_set_in_all_of_a_model),
        cmocka_unit_test(weights_must_sum_to_one),
        cmocka_unit_test(sectors_to_which_an_indicator_does_not_apply),
        cmocka_unit_test(who_owes_a_claim),
        cmocka_unit_test(silence_must_not_score_better_than_the_worst),
        cmocka_unit_test(the_second_model_reads),
        cmocka_unit_test(decision_needs_state_and_an_approval_in_force),
        cmocka_unit_test(maker_cannot_approve),
        cmocka_unit_test(running_out_of_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

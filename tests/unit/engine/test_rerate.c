/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"
#include "ta_test_rules.h"

#include <math.h>

#include "engine/model_use.h"
#include "engine/rerate.h"

enum { PARTS_MOST = 40, PARAMS_MOST = 20 };

/* A record of a wood under the model that is loaded, all of it observed at its best. */
struct stored {
    struct ta_figures figures;
    struct ta_figures_indicator indicator[PARTS_MOST];
    double param[PARTS_MOST][PARAMS_MOST];
    char scheme[32], code[8], technology[16];
};

static void make_record(struct stored *s)
{
    const struct ta_model *model = &rules.model;
    size_t n = ta_model_parts(model);
    assert_true(n <= PARTS_MOST);
    *s = (struct stored){.scheme = "GB/T 4754-2017", .code = "0220"};
    for (size_t i = 0; i < n; i++) {
        struct ta_model_part part = ta_model_part(model, i);
        struct ta_figures_indicator *to = &s->indicator[i];
        double best = i < model->n_items ? model->item[i].best : 0.0;
        assert_true(part.indicator->n_params <= PARAMS_MOST);
        for (size_t k = 0; k < part.indicator->n_params; k++)
            s->param[i][k] = ta_model_part_param(&part, part.indicator->param[k].name);
        *to = (struct ta_figures_indicator){.indicator = part.indicator,
                                            .param = s->param[i],
                                            .value = best,
                                            .lo = best,
                                            .hi = best,
                                            .reason = TA_OBSERVED,
                                            .gate = TA_GATE_PASSES,
                                            .grade = 1};
    }
    s->figures = (struct ta_figures){.project = "p",
                                     .sector_scheme = s->scheme,
                                     .sector_code = s->code,
                                     .technology = s->technology,
                                     .level = TA_LEVEL_COUNT,
                                     .n_indicators = n,
                                     .indicator = s->indicator};
}

static struct ta_figures_indicator *stored_as(struct stored *s, const char *id)
{
    for (size_t i = 0; i < s->figures.n_indicators; i++)
        if (strcmp(s->indicator[i].indicator->id, id) == 0) return &s->indicator[i];
    fail_msg("the model does not ask for %s", id);
    return NULL;
}

static void answer(struct stored *s, const char *id, enum ta_reason reason,
                   enum ta_gate_state gate)
{
    struct ta_figures_indicator *to = stored_as(s, id);
    to->reason = reason;
    to->gate = gate;
    if (reason != TA_OBSERVED) to->value = to->lo = to->hi = (double)NAN;
}

static struct ta_standing rated(const struct stored *s)
{
    struct ta_error err = {0};
    struct ta_standing out;
    if (ta_rerate(&rules.model, &s->figures, &out, &err) != TA_OK)
        fail_msg("%s", err.text);
    return out;
}

/* --- credit-3: one gate, asked of all ------------------------------------------------ */

static int load_credit(void **state)
{
    (void)state;
    return rules_load("credit-3");
}

static void a_gate_that_passes_leaves_the_score(void **state)
{
    (void)state;
    struct stored s;
    make_record(&s);
    struct ta_standing out = rated(&s);
    assert_int_equal(out.level, TA_LEVEL_LOW);
    assert_int_equal(out.opinion, TA_OPINION_NO_OBJECTION);
    assert_int_equal(out.n_missing, 0);
    assert_true(out.score == 100.0 && out.lo == 100.0);
}

static void a_gate_that_fires_caps_it_and_objects(void **state)
{
    (void)state;
    struct stored s;
    make_record(&s);
    answer(&s, "protected_zone", TA_OBSERVED, TA_GATE_FIRES);
    struct ta_standing out = rated(&s);
    assert_true(out.score == 19.0);
    assert_int_equal(out.level, TA_LEVEL_VERY_HIGH);
    assert_int_equal(out.opinion, TA_OPINION_OBJECTION);
}

static void a_gate_that_nobody_evaluated_cannot_say(void **state)
{
    (void)state;
    struct stored s;
    make_record(&s);
    answer(&s, "protected_zone", TA_SOURCE_UNAVAILABLE, TA_GATE_NOT_EVALUATED);
    struct ta_standing out = rated(&s);
    assert_int_equal(out.opinion, TA_OPINION_CANNOT_SAY);
    assert_int_equal(out.level, TA_LEVEL_VERY_HIGH);
    assert_false(out.gate_open); /* its cap makes the level, which nobody found */
    assert_string_equal(ta_standing_code(&out), "cannot_say");
}

/* Where all that is open is a gate without a cap, the level is what the lower bound gives. */
static void a_level_that_was_found_stays_where_a_gate_is_open(void **state)
{
    (void)state;
    struct ta_standing s = {.level = TA_LEVEL_ELEVATED,
                            .level_hi = TA_LEVEL_LOW,
                            .observed_weight = 0.979,
                            .opinion = TA_OPINION_CANNOT_SAY,
                            .gate_open = true};
    assert_int_equal(ta_standing_basis(&s), TA_BASIS_IN_PART);
    assert_string_equal(ta_standing_code(&s), "elevated");
    s.gate_open = false;
    assert_int_equal(ta_standing_basis(&s), TA_BASIS_NOT_OBSERVED);
    assert_string_equal(ta_standing_code(&s), "cannot_say");
    struct stored stored;
    make_record(&stored);
    struct ta_figures *f = &stored.figures;
    f->score = f->lo = f->hi = 70.0;
    f->opinion = TA_OPINION_CANNOT_SAY;
    stored_as(&stored, "protected_zone")->use = TA_USED_GATE;
    answer(&stored, "protected_zone", TA_SOURCE_UNAVAILABLE, TA_GATE_NOT_EVALUATED);
    stored_as(&stored, "protected_zone")->cap = (double)NAN;
    assert_true(ta_standing_of(f).gate_open);
    stored_as(&stored, "protected_zone")->cap = 19.0; /* it makes the level */
    assert_false(ta_standing_of(f).gate_open);
    stored_as(&stored, "protected_zone")->cap = (double)NAN;
    f->too_little = true;
    assert_false(ta_standing_of(f).gate_open);
}

static void a_gate_of_other_parameters_is_missing(void **state)
{
    (void)state;
    struct stored s;
    make_record(&s);
    stored_as(&s, "protected_zone")->param[0] += 1.0;
    struct ta_standing out = rated(&s);
    assert_int_equal(out.n_missing, 1);
    assert_int_equal(out.opinion, TA_OPINION_CANNOT_SAY);
}

/* A solar plant owes the claim of what it has built; a wood does not. */
static void silence_counts_for_whoever_owes_the_claim(void **state)
{
    (void)state;
    struct stored s;
    make_record(&s);
    answer(&s, "build_gap", TA_NOT_APPLICABLE, TA_GATE_NOT_EVALUATED);
    assert_true(rated(&s).lo == 100.0);
    memcpy(s.code, "4416", 5);
    struct ta_standing silent = rated(&s);
    assert_true(silent.lo < 50.0);
    answer(&s, "build_gap", TA_CLIENT_SILENT, TA_GATE_NOT_EVALUATED);
    assert_true(rated(&s).lo == silent.lo);
}

/* --- claims-2: gates of claims, asked of whoever owes or makes them ------------------ */

static int load_claims(void **state)
{
    (void)state;
    return rules_load("claims-2");
}

static void make_silent_record(struct stored *s)
{
    static const char *const claim[] = {"area_planted_claim", "undisturbed_claim",
                                        "capacity_built_claim"};
    make_record(s);
    memcpy(s->code, "4411", 5);
    for (size_t i = 0; i < sizeof claim / sizeof *claim; i++)
        answer(s, claim[i], TA_NOT_APPLICABLE, TA_GATE_NOT_EVALUATED);
}

static void a_claim_neither_owed_nor_made_is_not_asked(void **state)
{
    (void)state;
    struct stored s;
    make_silent_record(&s);
    assert_int_equal(rated(&s).opinion, TA_OPINION_NO_OBJECTION);
    answer(&s, "capacity_built_claim", TA_CLIENT_SILENT, TA_GATE_NOT_EVALUATED);
    assert_int_equal(rated(&s).opinion, TA_OPINION_NO_OBJECTION);
}

static void a_claim_that_is_owed_is(void **state)
{
    (void)state;
    struct stored s;
    make_silent_record(&s);
    memcpy(s.code, "4416", 5);
    assert_int_equal(rated(&s).opinion, TA_OPINION_CANNOT_SAY);
}

static void whoever_makes_a_claim_is_held_to_it(void **state)
{
    (void)state;
    struct stored s;
    make_silent_record(&s);
    answer(&s, "capacity_built_claim", TA_OBSERVED, TA_GATE_FIRES);
    stored_as(&s, "capacity_built_claim")->value = 41.0;
    assert_int_equal(rated(&s).opinion, TA_OPINION_OBJECTION);
    answer(&s, "capacity_built_claim", TA_NO_CLEAR_LOOK, TA_GATE_NOT_EVALUATED);
    assert_int_equal(rated(&s).opinion, TA_OPINION_CANNOT_SAY);
    assert_true(rated(&s).gate_open); /* no claim's gate has a cap */
}

int main(void)
{
    const struct CMUnitTest credit[] = {
        cmocka_unit_test(a_gate_that_passes_leaves_the_score),
        cmocka_unit_test(a_gate_that_fires_caps_it_and_objects),
        cmocka_unit_test(a_gate_that_nobody_evaluated_cannot_say),
        cmocka_unit_test(a_level_that_was_found_stays_where_a_gate_is_open),
        cmocka_unit_test(a_gate_of_other_parameters_is_missing),
        cmocka_unit_test(silence_counts_for_whoever_owes_the_claim),
    };
    const struct CMUnitTest claims_of[] = {
        cmocka_unit_test(a_claim_neither_owed_nor_made_is_not_asked),
        cmocka_unit_test(a_claim_that_is_owed_is),
        cmocka_unit_test(whoever_makes_a_claim_is_held_to_it),
    };
    return cmocka_run_group_tests(credit, load_credit, rules_drop) |
           cmocka_run_group_tests(claims_of, load_claims, rules_drop);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Missing never helps in losses: a hazard layer that goes missing, or a figure that the client no longer
 * states, never lowers the upper end of what hazards take, the loss given default, or the expected loss
 * that the portfolio leads with; and it never gives capital where a stressed figure is gone.
 *
 * A peril that is known twice, by its layer and by stated losses, is still known without one of them:
 * here it is known once. What an exposure at default beyond the loan adds is not known where it is not
 * stated: here it goes missing only where it is the loan. */
#include "ta_property.h"
#include "ta_test_rules.h"

#include "engine/model_use.h"
#include "engine/portfolio_add.h"

enum { PERIODS = 4, METHODS = 2 };
static const ta_day as_of = 20634; /* 2026-06-30 */

/* What is stated, by the paths of the inputs. */
static const char *const said_path[] = {"declared.assets",
                                        "declared.debt",
                                        "declared.pd",
                                        "declared.environmental_loss",
                                        "declared.exposed_value",
                                        "declared.collateral_value",
                                        "declared.insured_share",
                                        "declared.exposure_at_default",
                                        "declared.lgd",
                                        "declared.environmental_loss_kind"};
enum {
    ASSETS,
    DEBT,
    PD,
    LOSS,
    EXPOSED,
    COLLATERAL,
    INSURED,
    EXPOSURE,
    LGD,
    KIND,
    SAID
};

struct world {
    bool flood, cyclone, losses; /* losses: of floods, where no map has them */
    double depth[PERIODS][2], wind[PERIODS][2], loss[PERIODS][2];
    double said[SAID];
    double loss_from, method, outstanding, drawn; /* drawn: share of the exposure */
};

static void make_curve(struct ta_random_stream *r, double most,
                       double curve[PERIODS][2])
{
    static const double period[PERIODS] = {10, 50, 100, 500};
    double at = ta_random_below(r, 2) == 0 ? 0.0 : ta_random_between(r, 0, most);
    bool none = ta_random_below(r, 4) == 0;
    for (size_t i = 0; i < PERIODS; i++) {
        curve[i][0] = period[i];
        curve[i][1] = none ? 0.0 : at;
        at += ta_random_between(r, 0, most / PERIODS);
    }
}

static void make(struct ta_random_stream *r, struct world *w)
{
    *w = (struct world){.flood = ta_random_below(r, 3) > 0,
                        .cyclone = ta_random_below(r, 4) > 0,
                        .loss_from = 1.0 + (double)ta_random_below(r, 2),
                        .method = 1.0 + (double)ta_random_below(r, METHODS)};
    w->losses = !w->flood && ta_random_below(r, 2) == 0;
    make_curve(r, 3, w->depth);
    make_curve(r, 60, w->wind);
    make_curve(r, 50, w->loss);
    w->said[ASSETS] = ta_random_between(r, 80, 300);
    w->said[DEBT] = ta_random_between(r, 40, 120);
    w->said[PD] = ta_random_between(r, 0.1, 10);
    w->said[LOSS] = ta_random_below(r, 3) == 0 ? 0.0 : ta_random_between(r, 0, 40);
    w->said[EXPOSED] = ta_random_between(r, 0, 200);
    w->said[COLLATERAL] = ta_random_between(r, 0, 200);
    w->said[INSURED] =
        ta_random_below(r, 2) == 0 ? (double)NAN : ta_random_between(r, 0, 100);
    w->said[EXPOSURE] = floor(ta_random_between(r, 20, 100));
    w->said[LGD] = ta_random_between(r, 10, 60);
    w->said[KIND] = 1.0 + (double)ta_random_below(r, 2);
    w->drawn = ta_random_below(r, 2) == 0 ? 1.0 : ta_random_between(r, 0.2, 1.0);
    w->outstanding = floor(100.0 * w->said[EXPOSURE] * w->drawn); /* minor units */
}

static void drop_one(struct ta_random_stream *r, struct world *w)
{
    size_t k = ta_random_below(r, SAID + 3);
    if (k == SAID) w->flood = false;
    if (k == SAID + 1) w->cyclone = false;
    if (k == SAID + 2) w->losses = false;
    if (k < SAID && (k != EXPOSURE || w->drawn == 1.0)) w->said[k] = (double)NAN;
}

/* --- as the loaders would hand it over ------------------------------------------------ */

static void give_rows(const struct world *w, const char *key, struct ta_input *input)
{
    static const char *const column[3][2] = {
        {"period", "depth"}, {"period", "wind"}, {"period", "loss"}};
    static const char *const name[PERIODS] = {"river_flood.a", "river_flood.b",
                                              "river_flood.c", "river_flood.d"};
    static const char *const layer[3] = {"flood_depths", "cyclone_winds",
                                         "peril_losses"};
    const bool there[3] = {w->flood, w->cyclone, w->losses};
    const double *value[3] = {w->depth[0], w->wind[0], w->loss[0]};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(key, layer[i]) != 0 || !there[i]) continue;
        input->reason = TA_OBSERVED;
        input->rows = (struct ta_rows){PERIODS, 2, column[i], name, value[i]};
    }
}

static void give_input(const struct world *w, const struct ta_input_spec *spec,
                       struct ta_input *input)
{
    *input = (struct ta_input){
        .name = spec->name, .reason = TA_SOURCE_UNAVAILABLE, .number = NAN};
    if (spec->kind == TA_INPUT_ROWS) give_rows(w, spec->key, input);
    for (size_t k = 0; k < SAID; k++) {
        if (strcmp(spec->key, said_path[k]) != 0 || isnan(w->said[k])) continue;
        input->reason = TA_OBSERVED;
        input->number = w->said[k];
    }
}

static double param_of(const struct world *w, const struct ta_model_part *part,
                       const char *name)
{
    if (strcmp(name, "loss_from") == 0) return w->loss_from;
    if (strcmp(name, "method") == 0) return w->method;
    return ta_model_part_param(part, name);
}

static void give(const void *world, struct ta_room *room, size_t i,
                 struct ta_gathered *g)
{
    const struct world *w = world;
    const struct ta_model_part part = ta_model_part(&rules.model, i);
    g->indicator = part.indicator;
    g->n_params = part.indicator->n_params;
    g->param = ta_room_take(room, g->n_params, sizeof *g->param);
    for (size_t p = 0; p < g->n_params; p++) {
        memcpy(g->param[p].name, part.indicator->param[p].name,
               strlen(part.indicator->param[p].name) + 1);
        g->param[p].value = param_of(w, &part, g->param[p].name);
    }
    g->n_sets = 1;
    g->set = ta_room_take(room, 1, sizeof *g->set);
    g->set->n_inputs = part.indicator->n_inputs;
    g->set->input = ta_room_take(room, g->set->n_inputs, sizeof *g->set->input);
    for (size_t k = 0; k < g->set->n_inputs; k++)
        give_input(w, &part.indicator->input[k], &g->set->input[k]);
}

/* --- what comes out ------------------------------------------------------------------- */

enum { HAZARDS, DEFAULT, GIVEN_DEFAULT, CAPITAL, ANSWERS };
static const char *const answer_id[ANSWERS] = {"expected_loss", "stressed_pd",
                                               "stressed_lgd", "capital_requirement"};

struct answer {
    struct ta_result of[ANSWERS];
    double lead; /* of the portfolio */
};

/* As record/figures.c reads them. */
static void read_credit(const struct ta_assessed *of, double credit[TA_CREDIT_COUNT])
{
    static const char *const code[][2] = {
#define X(credit, indicator, detail) {indicator, detail},
        TA_CREDIT_LIST(X)
#undef X
    };
    for (int k = 0; k < TA_CREDIT_COUNT; k++)
        for (size_t i = 0; i < of->result.n_details; i++)
            if (strcmp(code[k][0], of->indicator->id) == 0 &&
                strcmp(code[k][1], of->result.detail[i].name) == 0)
                credit[k] = of->result.detail[i].value;
}

/* What a portfolio of this one record leads with. */
static double lead_of(const struct world *w, const struct ta_assessment *a)
{
    static char unsaid[] = "";
    struct ta_figures_indicator row[16] = {{.indicator = NULL}};
    struct ta_figures_loan loan = {.outstanding = {(int64_t)w->outstanding, "CNY"}};
    struct ta_book_entry entry = {.now = {.project = "p",
                                          .client = unsaid,
                                          .sector = unsaid,
                                          .as_of = as_of,
                                          .valid_to = TA_DAY_NONE,
                                          .newest = TA_TIME_NONE,
                                          .n_loans = 1,
                                          .loan = &loan,
                                          .indicator = row},
                                  .revenue = (double)NAN};
    struct ta_adding adding = {.as_of = as_of};
    struct ta_position position = {.entry = &entry};
    struct ta_error err = {0};
    entry.now.n_indicators = a->n_assessed;
    for (int k = 0; k < TA_CREDIT_COUNT; k++) entry.now.credit[k] = (double)NAN;
    for (size_t i = 0; i < a->n_assessed; i++) {
        const struct ta_result *of = &a->assessed[i].result;
        read_credit(&a->assessed[i], entry.now.credit);
        row[i] = (struct ta_figures_indicator){.indicator = a->assessed[i].indicator,
                                               .value = of->value,
                                               .lo = of->lo,
                                               .hi = of->hi,
                                               .reason = of->reason,
                                               .grade = of->grade};
    }
    if (ta_portfolio_take(&adding, &position, &err) != TA_OK) fail_msg("%s", err.text);
    double lead = ta_figure_value(
        ta_figure_at(&adding.figures, TA_FIGURE_expected_loss_most, "CNY", ""), 1.0);
    ta_adding_free(&adding);
    return lead;
}

static struct answer assess(const struct world *w)
{
    static char called[] = "p";
    struct ta_project project = {.id = "p", .name = called};
    struct rules_run run;
    struct answer out = {.lead = 0.0};
    rules_assess(&run, &project, as_of, give, w);
    const struct ta_assessment *a = &run.evaluation.assessment;
    for (size_t i = 0; i < a->n_assessed; i++)
        for (size_t k = 0; k < ANSWERS; k++)
            if (strcmp(a->assessed[i].indicator->id, answer_id[k]) == 0)
                out.of[k] = a->assessed[i].result;
    out.lead = lead_of(w, a);
    rules_end(&run);
    return out;
}

/* --- less of it ----------------------------------------------------------------------- */

static size_t seen[ANSWERS];

static double upper(const struct ta_result *r)
{
    return isnan(r->hi) ? r->value : r->hi;
}

static bool both(const struct answer *more, const struct answer *less, int k)
{
    bool there = more->of[k].reason == TA_OBSERVED && less->of[k].reason == TA_OBSERVED;
    if (there) seen[k]++;
    return there;
}

static void not_better(const struct answer *more, const struct answer *less)
{
    static const double rounding = 1e-9;
    if (both(more, less, HAZARDS))
        assert_true(upper(&less->of[HAZARDS]) >= upper(&more->of[HAZARDS]) - rounding);
    if (both(more, less, DEFAULT))
        assert_true(upper(&less->of[DEFAULT]) >= upper(&more->of[DEFAULT]) - rounding);
    assert_true(less->lead >= more->lead * (1.0 - rounding));
    bool stressed = less->of[DEFAULT].reason == TA_OBSERVED &&
                    less->of[GIVEN_DEFAULT].reason == TA_OBSERVED;
    if (less->of[CAPITAL].reason == TA_OBSERVED) assert_true(stressed);
}

/* Where the default does not take the hazards in, the collateral does: all of what is not known. A
 * stated loss of a kind that is not said counts once in the value, and in both in the upper end. */
static void collateral_not_better(const struct world *w, bool kind_dropped,
                                  const struct answer *more, const struct answer *less)
{
    if (w->loss_from != 1.0 || !both(more, less, GIVEN_DEFAULT)) return;
    assert_true(upper(&less->of[GIVEN_DEFAULT]) >=
                upper(&more->of[GIVEN_DEFAULT]) - 1e-9);
    if (kind_dropped) return;
    assert_true(less->of[GIVEN_DEFAULT].value >= more->of[GIVEN_DEFAULT].value - 1e-9);
}

static void less_never_helps(struct ta_random_stream *r)
{
    struct world world;
    make(r, &world);
    struct answer more = assess(&world);
    for (size_t drops = 1 + ta_random_below(r, 6); drops > 0; drops--) {
        bool kind = !isnan(world.said[KIND]);
        drop_one(r, &world);
        struct answer less = assess(&world);
        not_better(&more, &less);
        collateral_not_better(&world, kind && isnan(world.said[KIND]), &more, &less);
        more = less;
    }
}

static void property(void **state)
{
    (void)state;
    ta_for_seeds(3000, less_never_helps);
    printf("compared: hazards %zu, default %zu, loss given default %zu\n",
           seen[HAZARDS], seen[DEFAULT], seen[GIVEN_DEFAULT]);
    if (getenv("TERRASSAY_SEED") != NULL) return;
    for (int k = 0; k < CAPITAL; k++) assert_true(seen[k] > 500);
}

static int setup(void **state)
{
    (void)state;
    return rules_load(TA_SOURCE_DIR "/tests/property/engine/losses.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, setup, rules_drop);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A silent client never does better than an answering one: of a project about which third parties
 * state something, good or bad, each list may be missing, and no opinion, lower bound or level is
 * better then. Nor does a client that declares no permits do better than one that does. */
#include "ta_property.h"
#include "ta_test_rules.h"

#include "engine/model_use.h"

enum { PARTS_MOST = 16, ROWS_MOST = 6, COLUMNS = 6 };
static const ta_day as_of = 20634; /* 2026-06-30 */

struct statements {
    bool there, declared_there;
    size_t n;
    double value[ROWS_MOST][COLUMNS];
    double declared[1][2];
};
struct world {
    struct statements part[PARTS_MOST];
};

static const char *const column[COLUMNS] = {"day",           "until",       "value",
                                            "complete_from", "complete_to", "grade"};
static const char *const name[ROWS_MOST] = {"city/1",   "city/2",   "agency/1",
                                            "agency/2", "county/3", "county/4"};

static double some_day(struct ta_random_stream *r, int from, int to)
{
    int year = from + (int)ta_random_below(r, (size_t)(to - from + 1));
    return year * 1e4 + (1.0 + (double)ta_random_below(r, 12)) * 100.0 + 1.0 +
           (double)ta_random_below(r, 28);
}

/* A value on the scale of what the indicator is about. */
static double some_value(struct ta_random_stream *r, const struct ta_indicator *about)
{
    bool events = about->hi > 1000.0 && about->role == TA_ROLE_SCORED;
    if (events) return ta_random_below(r, 8) > 0 ? 0.0 : (double)ta_random_below(r, 20);
    if (about->role == TA_ROLE_GATE || about->lo == 0.0)
        return ta_random_below(r, 20) > 0 ? 1.0 : 0.0;
    return ta_random_between(r, ta_random_below(r, 4) == 0 ? 1.0 : 60.0, 100.0);
}

static void make(struct ta_random_stream *r, struct world *w)
{
    for (size_t i = 0; i < ta_model_parts(&rules.model); i++) {
        const struct ta_indicator *about = ta_model_part(&rules.model, i).indicator;
        struct statements *s = &w->part[i];
        *s = (struct statements){.there = ta_random_below(r, 15) > 0,
                                 .declared_there = ta_random_below(r, 2) > 0,
                                 .n = 1 + ta_random_below(r, ROWS_MOST)};
        s->declared[0][0] = 20200101;
        s->declared[0][1] = some_day(r, 2026, 2035);
        for (size_t k = 0; k < s->n; k++) {
            s->value[k][0] = some_day(r, 2024, 2026);
            s->value[k][1] =
                ta_random_below(r, 6) > 0 ? (double)NAN : some_day(r, 2026, 2030);
            s->value[k][2] = some_value(r, about);
            s->value[k][3] = some_day(r, 2018, 2023);
            s->value[k][4] = some_day(r, 2026, 2026);
            s->value[k][5] = 1.0 + (double)ta_random_below(r, 5);
        }
    }
}

static void give(const void *world, struct ta_room *room, size_t i,
                 struct ta_gathered *g)
{
    const struct world *w = world;
    static const char *const permit_column[2] = {"from", "until"};
    const struct ta_model_part part = ta_model_part(&rules.model, i);
    const struct statements *s = &w->part[i];
    g->indicator = part.indicator;
    g->n_params = part.indicator->n_params;
    g->param = ta_room_take(room, g->n_params, sizeof *g->param);
    for (size_t p = 0; p < g->n_params; p++) {
        memcpy(g->param[p].name, part.indicator->param[p].name,
               strlen(part.indicator->param[p].name) + 1);
        g->param[p].value = ta_model_part_param(&part, g->param[p].name);
    }
    g->n_sets = 1;
    g->set = ta_room_take(room, 1, sizeof *g->set);
    g->set->n_inputs = part.indicator->n_inputs;
    g->set->input = ta_room_take(room, g->set->n_inputs, sizeof *g->set->input);
    for (size_t k = 0; k < g->set->n_inputs; k++) {
        struct ta_input *input = &g->set->input[k];
        *input = (struct ta_input){.name = part.indicator->input[k].name,
                                   .reason = TA_SOURCE_UNAVAILABLE,
                                   .number = NAN};
        bool there = k == 0 ? s->there : s->declared_there;
        if (!there) continue;
        input->reason = TA_OBSERVED;
        input->rows = k == 0
                          ? (struct ta_rows){s->n, COLUMNS, column, name, s->value[0]}
                          : (struct ta_rows){1, 2, permit_column, name, s->declared[0]};
    }
}

struct answer {
    enum ta_opinion opinion;
    enum ta_level level, level_lo;
    double lo;
};

static struct answer assess(const struct world *w)
{
    static char called[] = "p";
    struct ta_project project = {.id = "p", .name = called};
    struct rules_run run;
    rules_assess(&run, &project, as_of, give, w);
    const struct ta_score *score = &run.evaluation.assessment.score;
    struct answer out = {score->opinion, score->level, score->level_lo, score->lo};
    rules_end(&run);
    return out;
}

static size_t carried[3];

static void silence_never_helps(struct ta_random_stream *r)
{
    static struct world world;
    make(r, &world);
    struct answer more = assess(&world);
    carried[support(more.opinion)]++;
    for (size_t i = 0; i < ta_model_parts(&rules.model); i++) {
        struct world silent = world;
        silent.part[i].there = false;
        silent.part[i].declared_there = false;
        struct answer less = assess(&silent);
        assert_true(support(less.opinion) <= support(more.opinion));
        assert_true(less.lo <= more.lo + 1e-9);
        assert_true(less.level_lo <= more.level_lo);
        assert_true(less.level <= more.level);
    }
}

static void property(void **state)
{
    (void)state;
    ta_for_seeds(3000, silence_never_helps);
    printf("carried fully %zu, on conditions %zu, not %zu\n", carried[2], carried[1],
           carried[0]);
    if (getenv("TERRASSAY_SEED") == NULL) assert_true(carried[2] + carried[1] > 100);
}

static int setup(void **state)
{
    (void)state;
    return rules_load(TA_SOURCE_DIR "/tests/property/engine/statements.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, setup, rules_drop);
}

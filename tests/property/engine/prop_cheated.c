/* SPDX-License-Identifier: Apache-2.0 */
/* Cheating never helps: readings that were frozen for a while, or replaced by another device's
 * delayed ones, never give a better opinion, a higher lower bound or a better level than the
 * readings themselves, whatever they hide. */
#include "ta_property.h"
#include "ta_test_rules.h"

#include "base/memory.h"
#include "engine/model_use.h"
#include "scoring.h"
#include "terrassay/reading.h"

enum {
    DAYS = 90,
    HOURS = DAYS * 24,
    STREAMS = 3,
    STRETCH = 10 * 24,
    FROZEN_LEAST = 12
};
static const ta_day as_of = 18474; /* 2020-07-31 */
static const ta_time_us us_per_hour = INT64_C(3600000000);
static const double limit = 35.0;

struct world {
    ta_time_us time[HOURS];
    double value[STREAMS][HOURS];
    struct ta_datastream stream[STREAMS];
    struct ta_project project;
};

static size_t hidden, carried;

/* Analysers of 0.1 mg/m3 at stacks of their own, with hours above the limit. */
static void make_stream(struct ta_random_stream *r, double *value)
{
    double above = ta_random_below(r, 2) == 0 ? 0.0 : ta_random_between(r, 0.0, 0.2);
    double slow = 0.0, level = ta_random_between(r, 16.0, 22.0);
    bool high = false;
    for (size_t h = 0; h < HOURS; h++) {
        slow = 0.8 * slow + ta_random_between(r, -1.0, 1.0);
        if (ta_random_below(r, 10) == 0) high = ta_random_between(r, 0.0, 1.0) < above;
        double v = level + slow + ta_random_between(r, -2.0, 2.0) + (high ? 30.0 : 0.0);
        value[h] = floor(v * 10.0 + 0.5) / 10.0;
    }
}

static void make_world(struct ta_random_stream *r, struct world *w)
{
    static const char *const name[STREAMS] = {"a", "b", "c"};
    static char id[] = "p";
    memset(w, 0, sizeof *w);
    for (size_t h = 0; h < HOURS; h++)
        w->time[h] = (ta_time_us)(as_of + 1) * TA_US_PER_DAY -
                     (ta_time_us)(HOURS - h) * us_per_hour;
    for (size_t k = 0; k < STREAMS; k++) {
        make_stream(r, w->value[k]);
        w->stream[k] = (struct ta_datastream){.device = "d",
                                              .property = "so2",
                                              .unit = "mg/m3",
                                              .range_lo = 0,
                                              .range_hi = 500,
                                              .limit = limit,
                                              .interval_s = 3600};
        memcpy(w->stream[k].name, name[k], 2);
    }
    w->project = (struct ta_project){
        .id = "p", .name = id, .n_datastreams = STREAMS, .datastream = w->stream};
}

/* --- what a cheat does --------------------------------------------------------------- */

static void freeze(struct ta_random_stream *r, struct world *w)
{
    double *value = w->value[ta_random_below(r, STREAMS)];
    size_t hours = FROZEN_LEAST + ta_random_below(r, HOURS / 2);
    size_t first = ta_random_below(r, HOURS - hours + 1);
    double at = ta_random_below(r, 2) == 0 ? value[first] : 17.3;
    for (size_t h = first; h < first + hours; h++) {
        hidden += value[h] > limit && at <= limit;
        value[h] = at;
    }
}

/* From the beginning of one of the stretches that signals are compared over. */
static void copy(struct ta_random_stream *r, struct world *w)
{
    size_t to = ta_random_below(r, STREAMS);
    size_t from = (to + 1 + ta_random_below(r, STREAMS - 1)) % STREAMS;
    size_t late = 1 + ta_random_below(r, 5);
    size_t first = STRETCH * ta_random_below(r, HOURS / STRETCH);
    static double before[HOURS];
    memcpy(before, w->value[from], sizeof before);
    for (size_t h = first; h < HOURS; h++) {
        double v = before[h > late ? h - late : 0];
        hidden += w->value[to][h] > limit && v <= limit;
        w->value[to][h] = v;
    }
}

/* --- assessed ------------------------------------------------------------------------ */

static void give_limited(const struct world *w, struct ta_room *room,
                         struct ta_gathered *g)
{
    static const char *const subject[STREAMS] = {"d/a", "d/b", "d/c"};
    g->set = ta_room_take(room, STREAMS, sizeof *g->set);
    g->n_sets = STREAMS;
    for (size_t k = 0; k < STREAMS; k++) {
        struct ta_input_set *set = &g->set[k];
        set->subject = subject[k];
        set->n_inputs = 2;
        set->input = ta_room_take(room, 2, sizeof *set->input);
        set->stream = ta_room_take(room, 2, sizeof *set->stream);
        set->stream[0] = &w->stream[k];
        set->input[0] =
            (struct ta_input){.name = "readings",
                              .reason = TA_OBSERVED,
                              .series = {HOURS, w->time, w->value[k], NULL, 3600.0}};
        set->input[1] =
            (struct ta_input){.name = "limit", .reason = TA_OBSERVED, .number = limit};
    }
}

/* All that is asked but the stacks is silent, in both worlds alike. */
static void give_part(const void *world, struct ta_room *room, size_t i,
                      struct ta_gathered *g)
{
    const struct world *w = world;
    const struct ta_model_part part = ta_model_part(&rules.model, i);
    const struct ta_indicator *indicator = part.indicator;
    g->indicator = indicator;
    g->n_params = indicator->n_params;
    g->param = ta_room_take(room, g->n_params, sizeof *g->param);
    for (size_t p = 0; p < g->n_params; p++) {
        memcpy(g->param[p].name, indicator->param[p].name,
               strlen(indicator->param[p].name) + 1);
        g->param[p].value = ta_model_part_param(&part, indicator->param[p].name);
    }
    if (strcmp(indicator->id, "limit_exceedance") == 0) {
        give_limited(w, room, g);
        return;
    }
    g->n_sets = 1;
    g->set = ta_room_take(room, 1, sizeof *g->set);
    g->set->n_inputs = indicator->n_inputs;
    g->set->input = ta_room_take(room, indicator->n_inputs, sizeof *g->set->input);
    for (size_t k = 0; k < indicator->n_inputs; k++)
        g->set->input[k] = (struct ta_input){.name = indicator->input[k].name,
                                             .reason = TA_CLIENT_SILENT,
                                             .number = NAN};
}

struct answer {
    enum ta_opinion opinion;
    enum ta_level level_lo;
    double lo, hours_hi;
    bool cleared; /* no hour above in any stack, and all are observed */
};

static struct answer answer_of(const struct ta_assessment *a)
{
    struct answer answer = {.opinion = a->score.opinion,
                            .level_lo = a->score.level_lo,
                            .lo = a->score.lo,
                            .hours_hi = HOURS};
    for (size_t i = 0; i < a->n_assessed; i++) {
        const struct ta_result *r = &a->assessed[i].result;
        if (strcmp(a->assessed[i].indicator->id, "limit_exceedance") != 0) continue;
        answer.cleared = r->reason == TA_OBSERVED && r->value == 0.0;
        if (r->reason == TA_OBSERVED) answer.hours_hi = r->hi;
    }
    return answer;
}

static struct answer assess(const struct world *w)
{
    struct rules_run run;
    rules_assess(&run, &w->project, as_of, give_part, w);
    struct answer answer = answer_of(&run.evaluation.assessment);
    rules_end(&run);
    return answer;
}

static void cheating_never_helps(struct ta_random_stream *r)
{
    static struct world world;
    make_world(r, &world);
    struct answer honest = assess(&world);
    carried += honest.cleared;
    if (ta_random_below(r, 2) == 0)
        freeze(r, &world);
    else
        copy(r, &world);
    struct answer cheat = assess(&world);
    assert_true(support(cheat.opinion) <= support(honest.opinion));
    assert_true(cheat.lo <= honest.lo + 1e-9);
    assert_true(cheat.level_lo <= honest.level_lo);
    assert_true(cheat.hours_hi >= honest.hours_hi);
    if (cheat.cleared) assert_true(honest.cleared);
}

static void property(void **state)
{
    (void)state;
    ta_for_seeds(150, cheating_never_helps);
    printf("%zu hours above the limit hidden; %zu honest ones cleared\n", hidden,
           carried);
    if (getenv("TERRASSAY_SEED") == NULL) assert_true(hidden > 500 && carried > 5);
}

static int setup(void **state)
{
    (void)state;
    return rules_load("credit-3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, setup, rules_drop);
}

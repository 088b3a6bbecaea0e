/* SPDX-License-Identifier: Apache-2.0 */
/* Missing never helps, under any model that is shipped: a project of which less is known never gets a
 * better opinion, a higher lower bound or a better level than the same project of which more is known.
 * Evidence is left out as it goes missing: a site no look shows, all imagery, a stretch of readings, a
 * device, layers, the sector, loans and figures, a register's words, and each thing that the client
 * says, true or false, but for a claim that nobody owes: to withdraw that is to claim nothing.
 *
 * Single looks are not left out: a median of fewer looks may lie to either side, and whoever
 * borrows has no hand in which looks there are. */
#include "ta_property.h"
#include "ta_test_rules.h"

#include "base/memory.h"
#include "base/text.h"
#include "engine/model_use.h"
#include "model/model.h"
#include "scoring.h"
#include "terrassay/reading.h"

enum {
    SITES = 3,
    CELLS = 12,
    YEARS = 8,
    LOOKS_A_YEAR = 3,
    LOOKS = YEARS * LOOKS_A_YEAR,
    DAYS = 90,
    HOURS = DAYS * 24,
    STREAMS = 3,
    ZONES = 3,
    SAID = 6,
    STOPPED_DAYS = 20
};
static const ta_day as_of = 18474; /* 2020-07-31 */
static const ta_time_us us_per_hour = INT64_C(3600000000);

/* What the client says, by the paths of the inputs. */
static const char *const said_path[SAID] = {
    "declared.area_planted",   "declared.area_disturbed",
    "declared.capacity_built", "declared.capacity_planned",
    "declared.mass_emitted",   "declared.production_stopped.days"};
enum { PLANTED, DISTURBED, BUILT, PLANNED, EMITTED, STOPPED };

/* Trades that owe nothing, or one claim each; the last is not stated. */
static const char *const trade[] = {"5920", "0220", "4416", "4411",
                                    "3120", "7711", NULL};
enum { TRADES = sizeof trade / sizeof *trade };

/* All that is known of a project. What goes missing is switched off, never changed. */
struct world {
    size_t n_sites, n_streams, n_zones;
    bool fair; /* half of the worlds: there is much to lose */
    struct ta_panel panel[SITES];
    ta_day day[LOOKS];
    double value[SITES][LOOKS][CELLS], fraction[CELLS];
    bool rim[CELLS]; /* the same for every site */
    ta_time_us time[STREAMS][HOURS];
    double reading[STREAMS][HOURS];
    unsigned char flag[STREAMS][HOURS];
    size_t n_readings[STREAMS];
    double zone[ZONES][4];
    double coverage;
    bool site_seen[SITES], zones, extent, loans, activity, permit;
    double said[SAID], figure[2][2], permit_value[1][6];
    double built[SITES][LOOKS][CELLS], flow[HOURS], concentration[HOURS];
    size_t n_flow, trade;
    ta_time_us flow_time[HOURS];
};

/* --- a world ------------------------------------------------------------------------ */

static void make_site(struct ta_random_stream *r, struct world *w, size_t s)
{
    bool bare = !w->fair && ta_random_below(r, 5) == 0;
    double slope = ta_random_between(r, w->fair ? 0.0 : -0.03, 0.02);
    double lost =
        w->fair || ta_random_below(r, 2) == 0 ? 0.0 : ta_random_between(r, 0, 1);
    for (size_t c = 0; c < CELLS; c++) {
        double base = bare ? 0.15 : ta_random_between(r, 0.3, 0.85);
        bool felled = ta_random_between(r, 0.0, 1.0) < lost;
        for (size_t i = 0; i < LOOKS; i++) {
            double years = (double)(i / LOOKS_A_YEAR) - (YEARS - 1);
            bool now = i / LOOKS_A_YEAR == YEARS - 1;
            double v = base + slope * years + ta_random_between(r, -0.01, 0.01);
            if (felled && now) v -= 0.4;
            w->value[s][i][c] = ta_random_below(r, 20) == 0 ? (double)NAN : v;
        }
    }
    static const char *const name[SITES] = {"p/1", "p/2", "p/3"};
    w->panel[s] = (struct ta_panel){.site = name[s],
                                    .n_looks = LOOKS,
                                    .n_cells = CELLS,
                                    .day = w->day,
                                    .value = &w->value[s][0][0],
                                    .fraction = w->fraction,
                                    .cell_area_m2 = ta_random_between(r, 100.0, 1000.0),
                                    .rim = ta_random_below(r, 2) == 0 ? w->rim : NULL};
    w->site_seen[s] = true;
}

static void make_stream(struct ta_random_stream *r, struct world *w, size_t k)
{
    double above =
        w->fair || ta_random_below(r, 2) == 0 ? 0.0 : ta_random_between(r, 0.0, 0.05);
    double hole =
        w->fair || ta_random_below(r, 2) == 0 ? 0.0 : ta_random_between(r, 0.0, 0.15);
    bool high = false;
    w->n_readings[k] = 0;
    for (size_t h = 0; h < HOURS; h++) {
        size_t n = w->n_readings[k];
        if (ta_random_between(r, 0.0, 1.0) < 0.1)
            high = ta_random_between(r, 0.0, 1.0) < above;
        if (ta_random_between(r, 0.0, 1.0) < hole) continue;
        w->time[k][n] = (ta_time_us)(as_of + 1) * TA_US_PER_DAY -
                        (ta_time_us)(HOURS - h) * us_per_hour;
        w->reading[k][n] = high ? 50.0 : 20.0;
        w->flag[k][n] = TA_FLAG_GOOD;
        w->n_readings[k]++;
    }
}

static bool owes(const struct ta_model_owed *owed, const char *code)
{
    static char scheme[] = "GB/T 4754-2017";
    const struct ta_project project = {.sector_scheme = code == NULL ? NULL : scheme,
                                       .sector_code = (char *)(uintptr_t)code};
    return ta_model_owes(owed, &project);
}

/* Does nobody but the client bring it up? Then whoever judges it by that claim asks for it. */
static bool owed_by_all_that_ask(size_t k, const char *code)
{
    for (size_t i = 0; i < ta_model_parts(&rules.model); i++) {
        const struct ta_indicator *about = ta_model_part(&rules.model, i).indicator;
        bool scored = i < rules.model.n_items;
        bool reported = i >= rules.model.n_items + rules.model.n_gates;
        if (reported || about->claim == NULL) continue;
        const struct ta_model_owed *owed =
            scored ? &rules.model.item[i].owed_by
                   : &rules.model.gate[i - rules.model.n_items].owed_by;
        for (size_t n = 0; n < about->n_inputs; n++)
            if (strcmp(about->input[n].key, said_path[k]) == 0 && !owes(owed, code))
                return false;
    }
    return true;
}

/* A share of each site is built over in the last season. */
static void make_ground(struct ta_random_stream *r, struct world *w, double share)
{
    for (size_t s = 0; s < SITES; s++)
        for (size_t c = 0; c < CELLS; c++) {
            bool over = ta_random_between(r, 0.0, 1.0) < share;
            for (size_t i = 0; i < LOOKS; i++) {
                bool now = i / LOOKS_A_YEAR == YEARS - 1;
                w->built[s][i][c] =
                    (over && now ? 0.25 : -0.25) + ta_random_between(r, -0.02, 0.02);
            }
        }
}

/* A stack that runs, or has stood still for so many days. */
static void make_flow(struct ta_random_stream *r, struct world *w, bool stands)
{
    bool gaps = ta_random_below(r, 3) == 0;
    w->n_flow = 0;
    for (size_t h = 0; h < HOURS; h++) {
        bool still = stands && h >= HOURS - STOPPED_DAYS * 24;
        if (gaps && ta_random_below(r, 5) == 0) continue;
        w->flow_time[w->n_flow] = (ta_time_us)(as_of + 1) * TA_US_PER_DAY -
                                  (ta_time_us)(HOURS - h) * us_per_hour;
        w->concentration[w->n_flow] = 50.0;
        w->flow[w->n_flow++] = still ? 20.0 : 1e5;
    }
}

/* Honest, or flattering itself. Tonnes: 50 mg/m3 of 1e5 m3/h for 90 days is 10.8. */
static void make_said(struct ta_random_stream *r, struct world *w)
{
    bool lies = !w->fair && ta_random_below(r, 3) == 0,
         stands = ta_random_below(r, 2) == 0;
    double share = ta_random_between(r, 0.3, 1.0);
    double area = 0.0;
    for (size_t s = 0; s < w->n_sites; s++)
        area += CELLS * w->panel[s].cell_area_m2 / 1e4;
    make_ground(r, w, share);
    make_flow(r, w, stands);
    w->said[PLANTED] = lies ? 3.0 * area : ta_random_between(r, 0.0, 0.8) * area;
    w->said[DISTURBED] = lies ? 0.0 : ta_random_between(r, 0.0, 1.0) * area;
    w->said[PLANNED] = 100.0;
    w->said[BUILT] = lies ? 100.0 : fmax(100.0 * share - 20.0, 0.0);
    w->said[EMITTED] = lies ? 2.0 : 11.0;
    w->said[STOPPED] =
        stands || (lies && ta_random_below(r, 2) == 0) ? STOPPED_DAYS : (double)NAN;
    w->figure[0][0] = (lies ? 0.2 : 1.0) * 0.9e6;
    w->figure[1][0] = 1e6;
    w->figure[0][1] = w->figure[1][1] = (double)NAN;
    const double permit[6] = {
        20200101,    (double)NAN, w->fair || ta_random_below(r, 8) > 0,
        (double)NAN, (double)NAN, 2};
    memcpy(w->permit_value, permit, sizeof permit);
    w->permit = true;
    w->trade = ta_random_below(r, TRADES);
    for (size_t k = 0; k < SAID; k++)
        if (!owed_by_all_that_ask(k, trade[w->trade]) && ta_random_below(r, 5) > 0)
            w->said[k] = (double)NAN;
}

static void make_world(struct ta_random_stream *r, struct world *w)
{
    memset(w, 0, sizeof *w);
    w->fair = ta_random_below(r, 2) == 0;
    w->n_sites = 1 + ta_random_below(r, SITES);
    w->n_streams = ta_random_below(r, STREAMS + 1);
    w->n_zones = ta_random_below(r, ZONES + 1);
    size_t inside = ta_random_below(r, CELLS + 1);
    for (size_t c = 0; c < CELLS; c++) w->fraction[c] = 1.0;
    for (size_t c = 0; c < CELLS; c++) w->rim[c] = c >= inside;
    for (size_t i = 0; i < LOOKS; i++)
        w->day[i] = as_of -
                    (ta_day)(365.2425 * (double)(YEARS - 1 - i / LOOKS_A_YEAR)) -
                    (ta_day)(20 * (LOOKS_A_YEAR - i % LOOKS_A_YEAR));
    for (size_t s = 0; s < w->n_sites; s++) make_site(r, w, s);
    for (size_t k = 0; k < w->n_streams; k++) make_stream(r, w, k);
    for (size_t z = 0; z < w->n_zones; z++) {
        double share =
            w->fair || ta_random_below(r, 2) == 0 ? 0.0 : ta_random_between(r, 0, 0.4);
        double blur =
            w->fair || ta_random_below(r, 2) == 0 ? 0.0 : ta_random_between(r, 0, 0.2);
        w->zone[z][0] = 1.0 + (double)ta_random_below(r, 3);
        w->zone[z][1] = share;
        w->zone[z][2] = fmax(share - blur, 0.0);
        w->zone[z][3] = fmin(share + blur, 1.0);
    }
    w->coverage = !w->fair && ta_random_below(r, 4) == 0 ? 0.7 : 1.0;
    w->zones = w->extent = w->loans = w->activity = true;
    make_said(r, w);
}

/* --- less of it --------------------------------------------------------------------- */

static void drop_stretch(struct ta_random_stream *r, struct world *w)
{
    if (w->n_streams == 0) return;
    size_t k = ta_random_below(r, w->n_streams), n = 0;
    enum { SHORT_GAP = 6 };
    size_t longest = ta_random_below(r, 2) == 0 ? SHORT_GAP : HOURS;
    size_t hours = 1 + ta_random_below(r, longest);
    size_t first = ta_random_below(r, HOURS - hours + 1);
    ta_time_us from = (ta_time_us)(as_of + 1) * TA_US_PER_DAY -
                      (ta_time_us)(HOURS - first) * us_per_hour;
    for (size_t i = 0; i < w->n_readings[k]; i++) {
        ta_time_us at = w->time[k][i];
        if (at >= from && at < from + (ta_time_us)hours * us_per_hour) continue;
        w->time[k][n] = at;
        w->reading[k][n++] = w->reading[k][i];
    }
    w->n_readings[k] = n;
}

static void drop_word(struct ta_random_stream *r, struct world *w)
{
    size_t k = ta_random_below(r, SAID);
    if (owed_by_all_that_ask(k, trade[w->trade])) w->said[k] = (double)NAN;
}

static void drop_flow(struct ta_random_stream *r, struct world *w)
{
    size_t hours = ta_random_below(r, w->n_flow + 1), n = w->n_flow - hours;
    if (ta_random_below(r, 2) == 0) { /* the newest; else the oldest */
        w->n_flow = n;
        return;
    }
    memmove(w->flow, w->flow + hours, n * sizeof *w->flow);
    memmove(w->concentration, w->concentration + hours, n * sizeof *w->concentration);
    memmove(w->flow_time, w->flow_time + hours, n * sizeof *w->flow_time);
    w->n_flow = n;
}

static void drop_one(struct ta_random_stream *r, struct world *w)
{
    switch (ta_random_below(r, 12)) {
    case 8: drop_word(r, w); break;
    case 9: drop_word(r, w); break;
    case 10: drop_flow(r, w); break;
    case 11: w->permit = false; break;
    case 0: w->site_seen[ta_random_below(r, w->n_sites)] = false; break;
    case 1: memset(w->site_seen, 0, sizeof w->site_seen); break;
    case 2: drop_stretch(r, w); break;
    case 3:
        if (w->n_streams > 0) w->n_readings[ta_random_below(r, w->n_streams)] = 0;
        break;
    case 4: w->zones = w->extent = false; break;
    case 5: w->extent = false; break;
    case 6: w->trade = TRADES - 1; break;
    default: w->loans = w->activity = false; break;
    }
}

/* --- as the loaders would hand it over ------------------------------------------------ */

static void give_stack(const struct world *w, struct ta_room *room, bool built,
                       struct ta_input *input)
{
    struct ta_panel *panel = ta_room_take(room, SITES, sizeof *panel);
    double area = 0.0;
    size_t n = 0;
    for (size_t s = 0; s < w->n_sites; s++) {
        area += CELLS * w->panel[s].cell_area_m2;
        if (!w->site_seen[s]) continue;
        panel[n] = w->panel[s];
        if (built) panel[n].value = &w->built[s][0][0];
        n++;
    }
    input->stack = (struct ta_stack){n, panel, area};
    input->reason = n > 0 ? TA_OBSERVED : TA_SOURCE_UNAVAILABLE;
}

static void give_limited(const struct world *w, struct ta_room *room,
                         struct ta_gathered *g)
{
    if (w->n_streams == 0) return;
    struct ta_input_set *set = ta_room_take(room, w->n_streams, sizeof *set);
    for (size_t k = 0; k < w->n_streams; k++) {
        set[k].subject = k == 0 ? "d/a" : k == 1 ? "d/b" : "d/c";
        set[k].n_inputs = 2;
        set[k].input = ta_room_take(room, 2, sizeof *set[k].input);
        set[k].input[0] = (struct ta_input){
            .name = "readings",
            .reason = w->n_readings[k] > 0 ? TA_OBSERVED : TA_CLIENT_SILENT,
            .series = {w->n_readings[k], w->time[k], w->reading[k], w->flag[k],
                       3600.0}};
        set[k].input[1] =
            (struct ta_input){.name = "limit", .reason = TA_OBSERVED, .number = 35.0};
    }
    g->set = set;
    g->n_sets = w->n_streams;
}

static void give_zones(const struct world *w, struct ta_gathered *g)
{
    static const char *const column[] = {"class", "overlap", "overlap_least",
                                         "overlap_most"};
    static const char *const name[ZONES] = {"a", "b", "c"};
    if (w->zones) {
        g->set[0].input[0].reason = TA_OBSERVED;
        g->set[0].input[0].rows =
            (struct ta_rows){w->n_zones, 4, column, name, &w->zone[0][0]};
    }
    if (w->extent) {
        g->set[0].input[1].reason = TA_OBSERVED;
        g->set[0].input[1].number = w->coverage;
    }
}

/* "declared" and "permit"; all of a path that is not known here is silent. */
static void give_rows(const struct world *w, const char *path, struct ta_input *input)
{
    static const char *const activity[] = {"amount", "years"};
    static const char *const figure[] = {"emissions.scope1", "generation.black_coal"};
    static const char *const permit[] = {"day",           "until",       "value",
                                         "complete_from", "complete_to", "grade"};
    static const char *const registered[] = {"register/1"};
    bool declared = strcmp(path, "declared") == 0;
    if (!(declared ? w->activity : strcmp(path, "permit") == 0 && w->permit)) return;
    input->reason = TA_OBSERVED;
    input->rows =
        declared ? (struct ta_rows){2, 2, activity, figure, &w->figure[0][0]}
                 : (struct ta_rows){1, 6, permit, registered, &w->permit_value[0][0]};
}

static void give_input(const struct world *w, const struct ta_input_spec *spec,
                       struct ta_room *room, struct ta_input *input)
{
    *input = (struct ta_input){
        .name = spec->name, .reason = TA_CLIENT_SILENT, .number = NAN};
    if (spec->origin == TA_FROM_IMAGERY)
        give_stack(w, room, strcmp(spec->key, "ndbi") == 0, input);
    if (spec->kind == TA_INPUT_ROWS) give_rows(w, spec->key, input);
    if (spec->kind == TA_INPUT_SERIES && w->n_flow > 0 &&
        (strcmp(spec->key, "flow") == 0 ||
         strcmp(spec->key, "limited.measured") == 0)) {
        input->reason = TA_OBSERVED;
        input->series = (struct ta_series){
            w->n_flow, w->flow_time,
            strcmp(spec->key, "flow") == 0 ? w->flow : w->concentration, NULL, 3600.0};
    }
    for (size_t k = 0; k < SAID; k++) {
        if (strcmp(spec->key, said_path[k]) != 0 || isnan(w->said[k])) continue;
        input->reason = TA_OBSERVED;
        input->number = w->said[k];
    }
}

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
    g->n_sets = 1;
    g->set = ta_room_take(room, 1, sizeof *g->set);
    g->set->n_inputs = indicator->n_inputs;
    g->set->input = ta_room_take(room, indicator->n_inputs, sizeof *g->set->input);
    for (size_t k = 0; k < indicator->n_inputs; k++)
        give_input(w, &indicator->input[k], room, &g->set->input[k]);
    if (strcmp(indicator->id, "limit_exceedance") == 0) give_limited(w, room, g);
    if (strcmp(indicator->id, "protected_zone") == 0) give_zones(w, g);
}

struct answer {
    enum ta_opinion opinion;
    enum ta_level level, level_lo;
    double lo, capped;
};

static struct answer assess(const struct world *w)
{
    static char scheme[] = "GB/T 4754-2017", name[] = "p";
    struct ta_project project = {.id = "p", .name = name};
    struct rules_run run;
    if (trade[w->trade] != NULL) {
        project.sector_scheme = scheme;
        project.sector_code = (char *)(uintptr_t)trade[w->trade];
    }
    rules_assess(&run, &project, as_of, give_part, w);
    const struct ta_score *score = &run.evaluation.assessment.score;
    struct answer answer = {score->opinion, score->level, score->level_lo, score->lo,
                            score->capped};
    rules_end(&run);
    return answer;
}

static size_t carried[3];

static void less_never_helps(struct ta_random_stream *r)
{
    static struct world world;
    make_world(r, &world);
    struct answer more = assess(&world);
    carried[support(more.opinion)]++;
    for (size_t drops = 1 + ta_random_below(r, 4); drops > 0; drops--) {
        drop_one(r, &world);
        struct answer less = assess(&world);
        assert_true(support(less.opinion) <= support(more.opinion));
        assert_true(less.lo <= more.lo + 1e-9);
        assert_true(less.level_lo <= more.level_lo);
        assert_true(less.level <= more.level);
        more = less;
    }
}

/* The property says something only where there was something to lose. */
static void holds(const char *model, uint64_t seeds, size_t fully, size_t on_conditions)
{
    memset(carried, 0, sizeof carried);
    assert_int_equal(rules_load(model), 0);
    ta_for_seeds(seeds, less_never_helps);
    rules_drop(NULL);
    printf("%s: carried fully %zu, on conditions %zu, not %zu\n", model, carried[2],
           carried[1], carried[0]);
    if (getenv("TERRASSAY_SEED") != NULL) return;
    assert_true(carried[2] >= fully && carried[1] >= on_conditions);
}

static void first_model(void **state)
{
    (void)state;
    holds("credit-1", 600, 50, 30);
}

static void model_of_credit(void **state)
{
    (void)state;
    holds("credit-3", 600, 50, 10);
}

static void model_of_claims(void **state)
{
    (void)state;
    holds("claims-2", 150, 10, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(first_model),
                                       cmocka_unit_test(model_of_credit),
                                       cmocka_unit_test(model_of_claims)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

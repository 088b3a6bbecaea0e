/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_claims.c  Claims with a declared, an observed and a true value (simulated, so that the
 *  truth is known): how many false ones are found, how many are missed, and whom it accuses wrongly. */
#include "ta_property.h"

#include "indicators.h"

enum { CELLS = 400, LOOKS = 6, HOURS = 240, CLAIMS = 60 };
static const ta_time_us hour = INT64_C(3600000000);
static const ta_day today = 20330; /* 2025-08-30 */

static double ndvi[LOOKS * CELLS], fraction[CELLS];
static ta_day days[LOOKS];
static struct ta_panel panel;
static ta_time_us at[HOURS];
static double flow[HOURS], concentration[HOURS];
static double scratch[1 << 20];

/** What came of the claims of one kind. */
struct count {
    size_t claims, lies, hits, missed, accused_wrongly, cannot_answer;
};

static double bell(struct ta_random_stream *r)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) sum += ta_random_between(r, 0.0, 1.0);
    return sum;
}

static struct ta_input number_of(const char *name, double value)
{
    return (struct ta_input){.name = name, .reason = TA_OBSERVED, .number = value};
}

static struct ta_input series_of(const char *name, const double *value)
{
    struct ta_input in = {.name = name, .reason = TA_OBSERVED};
    in.series = (struct ta_series){HOURS, at, value, NULL, 3600.0};
    return in;
}

static void judge(const struct ta_indicator *indicator, const struct ta_input *input,
                  size_t n, const struct ta_param_value *param, size_t n_params,
                  bool lie, struct count *count)
{
    struct ta_evidence e = {n, input, n_params, param};
    struct ta_result out;
    assert_true(indicator->scratch_size == NULL ||
                indicator->scratch_size(&e) <= sizeof scratch);
    assert_int_equal(indicator->evaluate(&e, NULL, today, scratch, &out), TA_OK);
    bool fires = out.gate == TA_GATE_FIRES;
    count->claims++;
    count->lies += lie ? 1 : 0;
    count->hits += lie && fires ? 1 : 0;
    count->missed += lie && !fires ? 1 : 0;
    count->accused_wrongly += !lie && fires ? 1 : 0;
    count->cannot_answer += out.gate == TA_GATE_NOT_EVALUATED ? 1 : 0;
}

static void tell(const char *what, const struct count *c)
{
    printf("%s: %zu claims (simulated), %zu false: %zu found, %zu missed; %zu accused "
           "wrongly; %zu cannot answer\n",
           what, c->claims, c->lies, c->hits, c->missed, c->accused_wrongly,
           c->cannot_answer);
}

/* Half of the looks a year before. A cell of state 1 is green in both, 2 only before. */
static void draw(struct ta_random_stream *r, const int *state, size_t cells,
                 double cloud)
{
    static const int ago[LOOKS] = {405, 385, 370, 40, 20, 5};
    for (size_t i = 0; i < LOOKS; i++) {
        days[i] = today - ago[i];
        for (size_t c = 0; c < cells; c++) {
            bool green = state[c] == 1 || (state[c] == 2 && i < LOOKS / 2);
            double v = (green ? 0.72 : 0.18) + 0.05 * bell(r);
            ndvi[i * cells + c] = ta_random_between(r, 0, 1) < cloud ? (double)NAN : v;
        }
    }
    for (size_t c = 0; c < cells; c++) fraction[c] = 1.0;
    panel = (struct ta_panel){"p/1",    LOOKS, cells, days, ndvi,
                              fraction, 900.0, 0.0,   NULL, NULL};
}

static void areas_planted(void **state)
{
    (void)state;
    struct count count = {0};
    for (uint64_t seed = 1; seed <= CLAIMS; seed++) {
        struct ta_random_stream r = {seed};
        int cell[CELLS];
        size_t cells = 150 + ta_random_below(&r, CELLS - 150), green = 0;
        double share = ta_random_between(&r, 0.4, 0.95);
        for (size_t c = 0; c < cells; c++) {
            cell[c] = ta_random_between(&r, 0, 1) < share ? 1 : 0;
            green += (size_t)cell[c];
        }
        bool lie = seed % 2 == 0;
        draw(&r, cell, cells, 0.12);
        double truth = (double)green * 0.09; /* ha */
        struct ta_input input[2] = {
            number_of("declared", truth * (lie ? ta_random_between(&r, 1.35, 2.0)
                                               : ta_random_between(&r, 0.9, 1.05))),
            {.name = "ndvi", .reason = TA_OBSERVED, .stack = {1, &panel, 0.0}}};
        judge(&ta_indicator_area_planted_claim, input, 2, NULL, 0, lie, &count);
    }
    tell("area planted", &count);
    assert_int_equal(count.accused_wrongly, 0);
    assert_true(count.hits * 100 >= count.lies * 95);
}

static void nobody_in_the_reserve(void **state)
{
    (void)state;
    struct count count = {0};
    for (uint64_t seed = 1; seed <= CLAIMS; seed++) {
        struct ta_random_stream r = {seed * 31};
        int cell[CELLS];
        bool lie = seed % 2 == 0;
        size_t cleared = lie ? 20 + ta_random_below(&r, 60) : 0;
        for (size_t c = 0; c < CELLS; c++) cell[c] = c < cleared ? 2 : 1;
        draw(&r, cell, CELLS, 0.0);
        struct ta_input input[2] = {
            number_of("declared", 0.0),
            {.name = "ndvi", .reason = TA_OBSERVED, .stack = {1, &panel, 0.0}}};
        struct ta_param_value param[] = {{"min_clear_looks", 3.0}};
        judge(&ta_indicator_undisturbed_claim, input, 2, param, 1, lie, &count);
    }
    tell("nobody in the reserve", &count);
    assert_int_equal(count.accused_wrongly, 0);
    assert_int_equal(count.missed, 0);
    assert_int_equal(count.cannot_answer, count.claims - count.lies); /* no all-clear */
}

static void feed(struct ta_random_stream *r, double runs_until_h, double lost)
{
    for (size_t i = 0; i < HOURS; i++) {
        at[i] =
            ((ta_time_us)today + 1) * TA_US_PER_DAY - (ta_time_us)(HOURS - i) * hour;
        flow[i] = ((double)i < runs_until_h ? 4e5 : 60.0) * (1.0 + 0.03 * bell(r));
        concentration[i] = 40.0 * (1.0 + 0.1 * bell(r));
        if (ta_random_between(r, 0, 1) < lost) flow[i] = (double)NAN;
    }
}

static void production_stopped(void **state)
{
    (void)state;
    struct count count = {0};
    for (uint64_t seed = 1; seed <= CLAIMS; seed++) {
        struct ta_random_stream r = {seed * 7};
        bool lie = seed % 2 == 0;
        double later =
            lie ? ta_random_between(&r, 10.0, 80.0) : 0.0; /* hours it ran on */
        feed(&r, HOURS - 120.0 + later, 0.1);
        struct ta_input input[2] = {number_of("days_stopped", 5.0),
                                    series_of("signal", flow)};
        judge(&ta_indicator_production_stopped_claim, input, 2, NULL, 0, lie, &count);
    }
    tell("production stopped", &count);
    assert_int_equal(count.accused_wrongly, 0);
    assert_true(count.hits * 100 >= count.lies * 95);
}

static void emissions_reported(void **state)
{
    (void)state;
    struct count count = {0};
    for (uint64_t seed = 1; seed <= CLAIMS; seed++) {
        struct ta_random_stream r = {seed * 13};
        bool lie = seed % 2 == 0;
        feed(&r, HOURS, 0.08);
        double truth = 4e5 * 40.0 * HOURS * 1e-9; /* t */
        struct ta_input input[3] = {
            number_of("declared", truth * (lie ? ta_random_between(&r, 0.3, 0.7)
                                               : ta_random_between(&r, 0.97, 1.1))),
            series_of("concentration", concentration), series_of("flow", flow)};
        struct ta_param_value param[] = {{"window_days", HOURS / 24.0}};
        judge(&ta_indicator_emissions_reported_claim, input, 3, param, 1, lie, &count);
    }
    tell("emissions reported", &count);
    assert_int_equal(count.accused_wrongly, 0);
    assert_true(count.hits * 100 >= count.lies * 95);
}

/* At the zero of the instrument nobody is accused, and nobody cleared. */
static void nothing_to_see(void **state)
{
    (void)state;
    struct count count = {0};
    for (uint64_t seed = 1; seed <= CLAIMS; seed++) {
        struct ta_random_stream r = {seed * 17};
        feed(&r, HOURS, 0.08);
        double drift = ta_random_between(&r, 0.0, 2.5);
        for (size_t i = 0; i < HOURS; i++)
            concentration[i] = fmax(0.0, drift + 0.2 * bell(&r));
        double least = 4e5 * 3.0 * HOURS * 1e-9; /* t */
        struct ta_input input[3] = {
            number_of("declared", ta_random_between(&r, 0.0, 0.9 * least)),
            series_of("concentration", concentration), series_of("flow", flow)};
        struct ta_param_value param[] = {{"window_days", HOURS / 24.0}};
        judge(&ta_indicator_emissions_reported_claim, input, 3, param, 1, false,
              &count);
    }
    tell("emissions at the zero of the instrument", &count);
    assert_int_equal(count.accused_wrongly, 0);
    assert_int_equal(count.cannot_answer, count.claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_planted),      cmocka_unit_test(nobody_in_the_reserve),
        cmocka_unit_test(production_stopped), cmocka_unit_test(emissions_reported),
        cmocka_unit_test(nothing_to_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

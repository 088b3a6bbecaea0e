/* SPDX-License-Identifier: Apache-2.0 */
/* Change at the rim of a site: a square of cells, three looks of one summer and three of the next. */
#include "ta_property.h"

#include "indicators.h"
#include "rim.h"

enum { SIDE = 8, CELLS = SIDE * SIDE, BEFORE = 3, LOOKS = 6, YEAR = 365, DATE = 18474 };

static const double cell_m2 = 900.0, cell_ha = 0.09;

struct field {
    ta_day day[LOOKS];
    double value[LOOKS * CELLS], fraction[CELLS];
    bool rim[CELLS];
    struct ta_panel panel;
};

/** @p before everywhere; the outermost cells are the rim. */
static void lay(struct field *f, double before)
{
    for (size_t i = 0; i < LOOKS; i++)
        f->day[i] = DATE - (i < BEFORE ? YEAR : 0) - 10 * (ta_day)(LOOKS - 1 - i) % 30;
    for (size_t k = 0; k < (size_t)LOOKS * CELLS; k++) f->value[k] = before;
    for (size_t c = 0; c < CELLS; c++) {
        size_t row = c / SIDE, col = c % SIDE;
        f->fraction[c] = 1.0;
        f->rim[c] = row == 0 || row == SIDE - 1 || col == 0 || col == SIDE - 1;
    }
    f->panel = (struct ta_panel){.site = "p/1",
                                 .n_looks = LOOKS,
                                 .n_cells = CELLS,
                                 .day = f->day,
                                 .value = f->value,
                                 .fraction = f->fraction,
                                 .cell_area_m2 = cell_m2,
                                 .rim = f->rim};
}

/** What cell @p c is in the second summer. */
static void becomes(struct field *f, size_t c, double value)
{
    for (size_t i = BEFORE; i < LOOKS; i++) f->value[i * CELLS + c] = value;
}

/** As if all of the second summer had been taken a cell to the east, of land that is @p outside. */
static void shift(struct field *f, double outside)
{
    for (size_t i = BEFORE; i < LOOKS; i++)
        for (size_t c = CELLS; c-- > 0;)
            f->value[i * CELLS + c] =
                c % SIDE == 0 ? outside : f->value[i * CELLS + c - 1];
}

static struct ta_result ask(const struct ta_indicator *indicator, const struct field *f,
                            double leave_out_rim)
{
    const struct ta_input input = {.name = indicator->input[0].name,
                                   .reason = TA_OBSERVED,
                                   .stack = {1, &f->panel, 0.0}};
    const struct ta_param_value param = {"leave_out_rim", leave_out_rim};
    const struct ta_evidence evidence = {1, &input, isnan(leave_out_rim) ? 0u : 1u,
                                         &param};
    void *scratch = malloc(indicator->scratch_size(&evidence));
    struct ta_result out;
    assert_int_equal(indicator->evaluate(&evidence, NULL, DATE, scratch, &out), TA_OK);
    free(scratch);
    return out;
}

static struct ta_result loss(const struct field *f)
{
    return ask(&ta_indicator_vegetation_loss, f, NAN); /* as it comes */
}

static struct ta_result water(const struct field *f)
{
    return ask(&ta_indicator_water_extent_change, f, NAN);
}

static double detail(const struct ta_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, name) == 0) return r->detail[i].value;
    return NAN;
}

static void has(const struct ta_result *r, const char *words)
{
    if (strstr(r->why, words) == NULL) fail_msg("\"%s\" lacks \"%s\"", r->why, words);
}

/* --- vegetation --------------------------------------------------------------------- */

static void a_shift_reads_as_loss_without_the_rule_and_not_with_it(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, 0.8);
    shift(&f, 0.1);
    struct ta_result without = ask(&ta_indicator_vegetation_loss, &f, 0.0);
    assert_near(without.value, 100.0 * 8 / 64, 1e-12, 1);
    assert_near(without.lo, 100.0 * 8 / 64, 1e-12, 1);
    assert_true(isnan(detail(&without, "interior_ha")));
    assert_string_equal(without.why, "");

    struct ta_result with = loss(&f);
    assert_true(with.value == 0.0 && with.lo == 0.0);
    assert_near(with.hi, 100.0 * 8 / 64, 1e-12, 1);
    assert_true(detail(&with, "loss_ha") == 0.0);
    assert_near(detail(&with, "rim_loss_ha"), 8 * cell_ha, 1e-12, 1);
    assert_near(detail(&with, "vegetated_ha"), 36 * cell_ha, 1e-12, 1);
    assert_near(detail(&with, "rim_vegetated_ha"), 28 * cell_ha, 1e-12, 1);
    assert_true(with.unseen_share == 0.0 && detail(&with, "observed_share") == 1.0);
    has(&with, "the rim of a pixel, 2.52 ha, is left out of value and hectares");
    has(&with, "0.72 ha seem lost there, or shifted");
}

static void a_rim_that_shows_nothing_thins_nothing_out(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, 0.8);
    for (size_t c = 3 * SIDE + 1; c < 3 * SIDE + 7; c++) becomes(&f, c, 0.1);
    struct ta_result r = loss(&f);
    assert_near(r.value, 100.0 * 6 / 36, 1e-12, 1);
    assert_near(r.hi, 100.0 * 6 / 36, 1e-12, 1); /* not 6 of 64 */
    assert_near(r.lo, 100.0 * 6 / 64, 1e-12, 1);
    assert_near(detail(&r, "loss_ha"), 6 * cell_ha, 1e-12, 1);
}

static void what_is_not_seen_counts_wherever_it_lies(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, 0.8);
    becomes(&f, 0, NAN);        /* of the rim */
    becomes(&f, SIDE + 1, NAN); /* inside */
    struct ta_result r = loss(&f);
    assert_near(detail(&r, "not_observed_ha"), 2 * cell_ha, 1e-12, 1);
    assert_near(r.unseen_share, 2.0 / 64, 1e-12, 1);
    assert_near(r.hi, 100.0 * 2 / 37, 1e-12, 1); /* 35 inside and the two hidden */
    assert_near(detail(&r, "observed_share"), 62.0 / 64, 1e-12, 1);
}

static void an_inside_that_is_hardly_seen_gives_no_value(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, 0.8);
    for (size_t c = 0, n = 0; c < CELLS; c++)
        if (!f.rim[c] && n++ < 20) becomes(&f, c, NAN); /* 44 of 64 are seen */
    struct ta_result r = loss(&f);
    assert_int_equal(r.reason, TA_NO_CLEAR_LOOK);
    has(&r, "44 %"); /* 16 of the 36 inside */
}

static void a_site_without_an_inside_is_judged_by_all_of_it(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, 0.8);
    for (size_t c = 0; c < CELLS; c++) f.rim[c] = true;
    for (size_t c = 0; c < 16; c++) becomes(&f, c, 0.1);
    struct ta_result r = loss(&f);
    assert_near(r.value, 25.0, 1e-12, 1);
    assert_true(r.lo == 0.0);
    assert_near(r.hi, 25.0, 1e-12, 1);
    assert_int_equal(r.grade, 4);
    assert_near(detail(&r, "loss_ha"), 16 * cell_ha, 1e-12, 1);
    assert_true(detail(&r, "interior_ha") == 0.0);
    has(&r, "on 5.76 ha too little to judge by lies a pixel inside the edge");

    for (size_t c = 27; c < 30; c++) f.rim[c] = false; /* three cells are too few */
    assert_true(loss(&f).lo == 0.0 && loss(&f).value == 25.0);
    f.rim[30] = false;
    assert_true(loss(&f).value == 0.0); /* four are not */
}

/* A works yard in a ring of trees that is felled: only the rim can tell. */
static void where_only_the_rim_is_green_it_is_judged_by(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, 0.1);
    for (size_t c = 0; c < CELLS; c++)
        for (size_t i = 0; i < BEFORE; i++)
            if (f.rim[c]) f.value[i * CELLS + c] = 0.8;
    struct ta_result r = loss(&f);
    assert_int_equal(r.reason, TA_OBSERVED);
    assert_true(r.value == 100.0 && r.lo == 0.0 && r.hi == 100.0);
    assert_int_equal(r.grade, 4);
    has(&r, "too little to judge by");
    lay(&f, 0.1);
    r = loss(&f);
    assert_int_equal(r.reason, TA_NOT_APPLICABLE);
    has(&r, "100 % of the site");
}

/* --- water -------------------------------------------------------------------------- */

static void a_shifted_shore_is_no_change_of_water(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, -0.4);
    for (size_t i = 0; i < LOOKS; i++)
        for (size_t c = 0; c < CELLS; c++)
            if (c % SIDE == SIDE - 1)
                f.value[i * CELLS + c] = 0.4; /* a river in the east */
    shift(&f, 0.4);
    struct ta_result without = ask(&ta_indicator_water_extent_change, &f, 0.0);
    assert_near(detail(&without, "water_gained_ha"), 8 * cell_ha, 1e-12, 1);
    assert_near(detail(&without, "water_lost_ha"), 8 * cell_ha, 1e-12, 1);

    struct ta_result r = water(&f);
    assert_true(r.value == 0.0);
    assert_near(r.lo, -100.0 * 8 / 64, 1e-12, 1);
    assert_near(r.hi, 100.0 * 8 / 64, 1e-12, 1);
    assert_true(detail(&r, "water_gained_ha") == 0.0);
    assert_near(detail(&r, "rim_gained_ha"), 8 * cell_ha, 1e-12, 1);
    assert_near(detail(&r, "rim_lost_ha"), 8 * cell_ha, 1e-12, 1);
    has(&r, "0.72 ha of water seem gained there and 0.72 ha lost, or shifted");
}

static void a_pond_inside_is_found_with_its_hectares(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, -0.4);
    for (size_t c = 3 * SIDE + 2; c < 3 * SIDE + 5; c++) becomes(&f, c, 0.4);
    struct ta_result r = water(&f);
    assert_near(r.value, 100.0 * 3 / 36, 1e-12, 1);
    assert_near(detail(&r, "water_gained_ha"), 3 * cell_ha, 1e-12, 1);
    for (size_t c = 0; c < CELLS; c++) f.rim[c] = true;
    r = water(&f);
    assert_near(r.value, 100.0 * 3 / 64, 1e-12, 1);
    assert_true(r.lo == 0.0); /* it may be no change */
    assert_int_equal(r.grade, 4);
}

/* --- a claim -------------------------------------------------------------------------- */

static struct ta_result claim(const struct field *f, double declared_ha)
{
    const struct ta_indicator *indicator = &ta_indicator_undisturbed_claim;
    const struct ta_input input[] = {
        {.name = "declared", .reason = TA_OBSERVED, .number = declared_ha},
        {.name = "ndvi", .reason = TA_OBSERVED, .stack = {1, &f->panel, 0.0}}};
    const struct ta_evidence evidence = {2, input, 0, NULL};
    void *scratch = malloc(indicator->scratch_size(&evidence));
    struct ta_result out;
    assert_int_equal(indicator->evaluate(&evidence, NULL, DATE, scratch, &out), TA_OK);
    free(scratch);
    return out;
}

static void a_shift_accuses_nobody(void **state)
{
    (void)state;
    static struct field f;
    lay(&f, 0.8);
    shift(&f, 0.1);
    struct ta_result r = claim(&f, 0.0);
    assert_int_equal(r.gate, TA_GATE_NOT_EVALUATED);
    has(&r, "0.72 ha seem disturbed within a pixel of the edge, or shifted");

    for (size_t c = 2 * SIDE + 1; c < 2 * SIDE + 7; c++) becomes(&f, c, 0.1);
    r = claim(&f, 0.0); /* what went inside went */
    assert_int_equal(r.gate, TA_GATE_FIRES);
    assert_near(r.value, 6 * cell_ha, 1e-12, 1);
    assert_near(r.hi, (6 + 8) * cell_ha, 1e-12, 1);

    for (size_t c = 0; c < CELLS; c++) f.rim[c] = true; /* nothing to tell them by */
    assert_int_equal(claim(&f, 0.0).gate, TA_GATE_NOT_EVALUATED);
    f.panel.rim = NULL; /* not known: as it is seen */
    assert_int_equal(claim(&f, 0.0).gate, TA_GATE_FIRES);
}

/* --- any field ------------------------------------------------------------------------ */

static void scatter(struct field *f, struct ta_random_stream *random, double shift_by)
{
    double share = ta_random_between(random, 0.0, 1.0);
    lay(f, 0.0);
    for (size_t c = 0; c < CELLS; c++) {
        double before = ta_random_between(random, -0.3, 0.9) + shift_by, after = before;
        if (ta_random_below(random, 3) == 0)
            after = ta_random_between(random, -0.3, 0.9) + shift_by;
        f->rim[c] = ta_random_between(random, 0.0, 1.0) < share;
        f->fraction[c] = f->rim[c] ? ta_random_between(random, 0.01, 1.0) : 1.0;
        for (size_t i = 0; i < LOOKS; i++)
            f->value[i * CELLS + c] = i < BEFORE ? before : after;
        if (ta_random_below(random, 10) == 0) becomes(f, c, NAN);
    }
}

static double area_of(const struct field *f)
{
    double area = 0.0;
    for (size_t c = 0; c < CELLS; c++) area += f->fraction[c] * cell_m2;
    return area / 1e4;
}

static void same_answer(const struct ta_result *a, const struct ta_result *b)
{
    assert_string_equal(a->why, b->why);
    assert_int_equal(a->reason, b->reason);
    assert_int_equal(a->grade, b->grade);
    assert_int_equal(a->n_details, b->n_details);
    if (a->reason == TA_OBSERVED)
        assert_true(a->value == b->value && a->lo == b->lo && a->hi == b->hi);
}

static size_t shown; /* fields whose rim seems to change */

/* Inside and rim are the site; the value lies in its interval; the rule never makes the worst
 * case better, nor the best one worse; without marks it does nothing. */
static void check_field(const struct ta_indicator *indicator, struct field *f)
{
    struct ta_result with = ask(indicator, f, NAN);
    struct ta_result without = ask(indicator, f, 0.0);
    assert_near(detail(&with, "interior_ha") + detail(&with, "rim_cells_ha"),
                area_of(f), 1e-12, 1);
    if (with.reason == TA_OBSERVED && without.reason == TA_OBSERVED) {
        assert_true(with.lo <= with.value && with.value <= with.hi);
        assert_true(with.hi >= without.hi - 1e-9 && with.lo <= without.lo + 1e-9);
        assert_near(with.unseen_share, without.unseen_share, 1e-12, 1);
        if (strstr(with.why, "or shifted") != NULL) shown++;
    }
    f->panel.rim = NULL;
    struct ta_result unmarked = ask(indicator, f, NAN);
    same_answer(&unmarked, &without);
    f->panel.rim = f->rim;
}

static void loss_of_any_field(struct ta_random_stream *random)
{
    static struct field f;
    scatter(&f, random, 0.2);
    check_field(&ta_indicator_vegetation_loss, &f);
}

static void water_of_any_field(struct ta_random_stream *random)
{
    static struct field f;
    scatter(&f, random, -0.3);
    check_field(&ta_indicator_water_extent_change, &f);
}

/* A cell that goes missing never makes the worst case better. */
static void hidden_cells_never_help(struct ta_random_stream *random)
{
    static struct field f;
    scatter(&f, random, 0.2);
    struct ta_result seen = loss(&f);
    becomes(&f, ta_random_below(random, CELLS), NAN);
    struct ta_result less = loss(&f);
    if (seen.reason != TA_OBSERVED || less.reason != TA_OBSERVED) return;
    assert_true(less.hi >= seen.hi - 1e-9);
}

static void any_field(void **state)
{
    (void)state;
    ta_for_seeds(3000, loss_of_any_field);
    assert_true(shown > 1000); /* not a test of nothing */
    shown = 0;
    ta_for_seeds(3000, water_of_any_field);
    assert_true(shown > 1000);
    ta_for_seeds(3000, hidden_cells_never_help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shift_reads_as_loss_without_the_rule_and_not_with_it),
        cmocka_unit_test(a_rim_that_shows_nothing_thins_nothing_out),
        cmocka_unit_test(what_is_not_seen_counts_wherever_it_lies),
        cmocka_unit_test(an_inside_that_is_hardly_seen_gives_no_value),
        cmocka_unit_test(a_site_without_an_inside_is_judged_by_all_of_it),
        cmocka_unit_test(where_only_the_rim_is_green_it_is_judged_by),
        cmocka_unit_test(a_shifted_shore_is_no_change_of_water),
        cmocka_unit_test(a_pond_inside_is_found_with_its_hectares),
        cmocka_unit_test(a_shift_accuses_nobody),
        cmocka_unit_test(any_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_exposed.c  Where hazards go into the default, to state less as exposed never lowers the loss
 *  given default: it falls with the value exposed from all of the damage, where nothing is exposed, to none
 *  of it, where as much is exposed as the collateral is worth, and stays there. What is counted as lost in
 *  the default and what is counted in the collateral come to all of the damage, and to no more. */
#include "ta_property.h"

#include "indicators.h"

struct world {
    double assets, debt, collateral, exposure, hazard, most, insured, years;
};

static size_t moved, outside_all;

static void make(struct ta_random_stream *r, struct world *w)
{
    *w = (struct world){.assets = ta_random_between(r, 80, 300),
                        .debt = ta_random_between(r, 40, 120),
                        .collateral = ta_random_between(r, 1, 200),
                        .exposure = ta_random_between(r, 20, 100),
                        .hazard = ta_random_between(r, 0.1, 60),
                        .insured = ta_random_below(r, 2) == 0
                                       ? (double)NAN
                                       : ta_random_between(r, 0, 90),
                        .years = 1.0 + (double)ta_random_below(r, 8)};
    w->most = w->hazard + ta_random_between(r, 0, 40);
}

static struct ta_input number(const char *name, double value)
{
    return (struct ta_input){.name = name,
                             .reason = isnan(value) ? TA_CLIENT_SILENT : TA_OBSERVED,
                             .number = value};
}

static double detail(const struct ta_result *r, const char *what)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, what) == 0) return r->detail[i].value;
    return (double)NAN;
}

static struct ta_result ask(const struct ta_indicator *indicator, size_t n,
                            const struct ta_input *input, double years)
{
    bool pd = indicator == &ta_indicator_stressed_pd;
    struct ta_param_value param[] = {{"damage_years", years}, {"loss_from", 2}};
    struct ta_result out;
    if (pd) memcpy(param[0].name, "loss_years", sizeof "loss_years");
    const struct ta_evidence evidence = {n, input, pd ? 2u : 1u, param};
    assert_int_equal(indicator->evaluate(&evidence, NULL, 20330, NULL, &out), TA_OK);
    assert_int_equal(out.reason, TA_OBSERVED);
    return out;
}

/* As the engine hands one's answer to the other. @param exposed NaN: not stated, and no default */
static struct ta_result given_default(const struct world *w, double exposed)
{
    const struct ta_input of_pd[] = {
        number("assets", w->assets), number("debt", w->debt),
        number("hazard", w->hazard), number("hazard_most", w->most),
        number("exposed", exposed),  number("insured", w->insured)};
    double counted = (double)NAN;
    if (!isnan(exposed)) {
        const struct ta_result pd = ask(&ta_indicator_stressed_pd, 6, of_pd, w->years);
        counted = detail(&pd, "hazard_loss_most");
        assert_true(counted > 0.0);
    }
    const struct ta_input of_lgd[] = {
        number("collateral", w->collateral), number("exposure", w->exposure),
        number("damage", w->hazard),         number("damage_most", w->most),
        number("counted", counted),          number("insured", w->insured),
        number("exposed", exposed)};
    return ask(&ta_indicator_stressed_lgd, 7, of_lgd, w->years);
}

static void not_below(const struct ta_result *a, const struct ta_result *b)
{
    static const double rounding = 1e-9;
    assert_true(a->value >= b->value - rounding);
    assert_true(a->hi >= b->hi - rounding);
    assert_near(a->lo, b->lo, 1e-12, 1.0);
}

static void less_exposed_never_lowers_it(struct ta_random_stream *r)
{
    struct world w;
    make(r, &w);
    struct ta_result all = given_default(&w, w.collateral);
    struct ta_result none = given_default(&w, (double)NAN);
    struct ta_result before = given_default(&w, 1.5 * w.collateral);
    assert_near(all.value, detail(&all, "lgd_base"), 1e-12, 1.0);
    assert_near(none.value, detail(&none, "lgd_damaged"), 1e-12, 1.0);
    not_below(&none, &all);
    for (double exposed = 1.5 * w.collateral; exposed > 1e-9;
         exposed *= ta_random_between(r, 0.01, 1.0)) {
        struct ta_result now = given_default(&w, exposed);
        not_below(&now, &before);
        not_below(&now, &all);
        not_below(&none, &now);
        moved += now.value > before.value ? 1 : 0;
        before = now;
    }
    assert_near(before.value, none.value, 1e-6, 1.0);
    outside_all += none.value > all.value + 1.0 ? 1 : 0;
}

static void property(void **state)
{
    (void)state;
    ta_for_seeds(1000, less_exposed_never_lowers_it);
    printf("%zu steps raised it, %zu worlds in which the damage tells\n", moved,
           outside_all);
    if (getenv("TERRASSAY_SEED") == NULL)
        assert_true(moved > 1000 && outside_all > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

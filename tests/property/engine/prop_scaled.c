/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_scaled.c  The same project with every figure in another unit of its dimension, and every
 *  amount of a loan times one number, finances the same emissions. */
#include "ta_property.h"

#include "base/project_input.h"
#include "base/time.h"
#include "indicators.h"
#include "tables/tables.h"

enum { FIGURES = 4, UNITS = 4, INPUTS = 3 };
static const ta_day as_of = 20634; /* 2026-06-30 */
static struct ta_tables *tables;

/** Figures by name, and units of their dimension, of which one is so many of the first. */
static const struct {
    const char *name;
    struct {
        const char *unit;
        double size;
    } in[UNITS];
} kind[FIGURES] = {
    {"fuel.other_bituminous_coal", {{"t", 1}, {"kg", 1e-3}, {"Mt", 1e6}, {"g", 1e-6}}},
    {"electricity.national",
     {{"MWh", 1}, {"kWh", 1e-3}, {"GJ", 1.0 / 3.6}, {"TJ", 1e3 / 3.6}}},
    {"fuel_energy.diesel", {{"GJ", 1}, {"MWh", 3.6}, {"tce", 29.3076}, {"kJ", 1e-6}}},
    {"emissions.scope3",
     {{"tCO2e", 1}, {"kgCO2e", 1e-3}, {"ktCO2e", 1e3}, {"gCO2e", 1e-6}}}};

static struct ta_result ask(const struct ta_project *project)
{
    const struct ta_indicator *about = &ta_indicator_financed_emissions;
    struct ta_project_input memory[INPUTS] = {{0}};
    struct ta_input input[INPUTS];
    struct ta_result out;
    struct ta_error err = {0};
    size_t n = 0;
    for (size_t k = 0; k < about->n_inputs; k++) {
        if (about->input[k].origin != TA_FROM_PROJECT) continue;
        assert_true(n < INPUTS);
        assert_int_equal(ta_project_input(project, as_of, &about->input[k], &memory[n],
                                          &input[n], &err),
                         TA_OK);
        n++;
    }
    const struct ta_evidence evidence = {n, input, 0, NULL};
    assert_int_equal(
        about->evaluate(&evidence, ta_tables_set(tables), as_of, NULL, &out), TA_OK);
    assert_int_equal(out.reason, TA_OBSERVED);
    for (size_t k = 0; k < n; k++) ta_project_input_free(&memory[k]);
    return out;
}

static void state(struct ta_declared *figure, size_t k, size_t unit, double amount)
{
    *figure = (struct ta_declared){.value = amount / kind[k].in[unit].size,
                                   .from = ta_day_from_civil(2025, 1, 1),
                                   .to = ta_day_from_civil(2025, 12, 31)};
    (void)snprintf(figure->name, sizeof figure->name, "%s", kind[k].name);
    (void)snprintf(figure->unit, sizeof figure->unit, "%s", kind[k].in[unit].unit);
}

static size_t changed;

static void units_change_nothing(struct ta_random_stream *r)
{
    struct ta_declared plain[FIGURES], scaled[FIGURES];
    for (size_t k = 0; k < FIGURES; k++) {
        double amount = ta_random_between(r, 1.0, 1e6);
        size_t unit = ta_random_below(r, UNITS);
        state(&plain[k], k, 0, amount);
        state(&scaled[k], k, unit, amount);
        changed += unit > 0 ? 1 : 0;
    }
    int64_t times = 1 + (int64_t)ta_random_below(r, 1000);
    int64_t lent = 1 + (int64_t)ta_random_below(r, 100000),
            equity = 1 + (int64_t)ta_random_below(r, 100000),
            debt = 1 + (int64_t)ta_random_below(r, 100000);
    struct ta_loan loan = {.id = "L",
                           .asset_class = "project_finance",
                           .outstanding = {lent, "CNY"},
                           .equity = {equity, "CNY"},
                           .debt = {debt, "CNY"},
                           .as_of = TA_DAY_NONE,
                           .start = TA_DAY_NONE};
    struct ta_loan larger = loan;
    larger.outstanding.minor *= times;
    larger.equity.minor *= times;
    larger.debt.minor *= times;
    const struct ta_project a = {.id = "p",
                                 .n_loans = 1,
                                 .loan = &loan,
                                 .n_declared = FIGURES,
                                 .declared = plain},
                            b = {.id = "p",
                                 .n_loans = 1,
                                 .loan = &larger,
                                 .n_declared = FIGURES,
                                 .declared = scaled};
    const struct ta_result x = ask(&a), y = ask(&b);
    assert_near(y.value, x.value, 1e-12, 0);
    assert_near(y.lo, x.lo, 1e-12, 0);
    assert_near(y.hi, x.hi, 1e-12, 0);
    assert_int_equal(y.grade, x.grade);
    assert_int_equal(y.n_details, x.n_details);
    for (size_t i = 0; i < x.n_details; i++) {
        assert_string_equal(y.detail[i].name, x.detail[i].name);
        assert_near(y.detail[i].value, x.detail[i].value, 1e-12, 0);
    }
}

static void property(void **given)
{
    (void)given;
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    ta_for_seeds(1000, units_change_nothing);
    ta_tables_free(tables);
    printf("%zu figures in another unit\n", changed);
    if (getenv("TERRASSAY_SEED") == NULL) assert_true(changed > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

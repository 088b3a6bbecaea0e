/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_loans.c  Cutting a loan into several changes nothing in total, in either ledger, also where
 *  the loans come to more than what they finance. */
#include "ta_property.h"

#include "attribution.h"
#include "indicators.h"

enum { CLASS, OUTSTANDING, AVERAGE, EQUITY, DEBT, TOTAL, REVENUE, COLUMNS, MOST = 7 };
static const char *const column[COLUMNS] = {
    "asset_class",      "outstanding", "average_outstanding", "equity", "debt",
    "total_investment", "revenue"};
static const char *const name[MOST] = {"a", "b", "c", "d", "e", "f", "g"};
static size_t above, guided;

static struct ta_result ask(size_t n, const double *loans)
{
    static const char *const figure[] = {"emissions.scope1", "emissions.scope2"};
    static const char *const amount[] = {"amount"};
    static const double tonnes[] = {45000.0, 5000.0};
    const struct ta_input input[] = {{.name = "loans",
                                      .reason = TA_OBSERVED,
                                      .rows = {n, COLUMNS, column, name, loans}},
                                     {.name = "activity",
                                      .reason = TA_OBSERVED,
                                      .rows = {2, 1, amount, figure, tonnes}}};
    const struct ta_evidence evidence = {2, input, 0, NULL};
    struct ta_result out;
    assert_int_equal(
        ta_indicator_financed_emissions.evaluate(&evidence, NULL, 20330, NULL, &out),
        TA_OK);
    assert_int_equal(out.reason, TA_OBSERVED);
    return out;
}

static double detail(const struct ta_result *r, const char *what)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, what) == 0) return r->detail[i].value;
    return (double)NAN;
}

/* One loan in n parts, drawn; its balance and the mean of it are cut apart from each other. */
static void cut(struct ta_random_stream *r, const double *loan, size_t n, double *out)
{
    double left[2] = {loan[OUTSTANDING], loan[AVERAGE]};
    for (size_t i = 0; i < n; i++) {
        double *part = out + i * COLUMNS;
        memcpy(part, loan, COLUMNS * sizeof *part);
        for (size_t k = 0; k < 2; k++) {
            double taken = i + 1 == n ? left[k] : left[k] * ta_random_between(r, 0, 1);
            part[OUTSTANDING + k] = taken;
            left[k] -= taken;
        }
    }
}

static void a_cut_loan_comes_to_the_same(struct ta_random_stream *r)
{
    static const char *const told[] = {"pboc_financed_unchecked", "reconcile_balance",
                                       "reconcile_denominator", "financed_scope1"};
    double loan[COLUMNS], part[MOST * COLUMNS];
    loan[CLASS] = ta_random_below(r, 2) == 0 ? TA_PROJECT_FINANCE : TA_BUSINESS_LOAN;
    for (size_t c = OUTSTANDING; c < COLUMNS; c++)
        loan[c] = ta_random_between(r, 1.0, 1000.0);
    size_t n = 2 + ta_random_below(r, MOST - 1);
    cut(r, loan, n, part);
    struct ta_result whole = ask(1, loan), split = ask(n, part);
    assert_near(split.value, whole.value, 1e-12, 1.0);
    assert_near(split.lo, whole.lo, 1e-12, 1.0);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        assert_near(detail(&split, told[i]), detail(&whole, told[i]), 1e-9, 1.0);
    assert_string_equal(split.why, whole.why);
    above += whole.value > 50000.0 ? 1 : 0;
    guided += detail(&whole, told[0]) > 50000.0 ? 1 : 0;
}

static void property(void **state)
{
    (void)state;
    ta_for_seeds(2000, a_cut_loan_comes_to_the_same);
    printf("%zu shares above 1, %zu of the guide\n", above, guided);
    if (getenv("TERRASSAY_SEED") == NULL) assert_true(above > 200 && guided > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

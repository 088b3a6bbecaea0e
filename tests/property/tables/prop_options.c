/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_options.c  PCAF's options over drawn loans: each is by itself what the standard's equation gives; a
 *  better one wins however the poorer would turn out; what one loan finances comes to the same when it is
 *  cut, and in any unit of the currency; the PBoC's share is reached from it by the two lines that are told; and a
 *  factor of another currency never moves a tonne. */
#include "ta_property.h"

#include "attribution.h"
#include "indicators.h"
#include "tables/tables.h"

enum {
    CLASS,
    OUTSTANDING,
    AVERAGE,
    EQUITY,
    DEBT,
    TOTAL,
    REVENUE,
    CURRENCY,
    YEAR,
    BY_REVENUE1,
    BY_REVENUE2,
    REVENUE_CURRENCY,
    REVENUE_YEAR,
    BY_ASSETS1,
    BY_ASSETS2,
    ASSETS_CURRENCY,
    ASSETS_YEAR,
    TURNOVER,
    TURNOVER_YEAR,
    COLUMNS
};
static const char *const column[COLUMNS] = {"asset_class",
                                            "outstanding",
                                            "average_outstanding",
                                            "equity",
                                            "debt",
                                            "total_investment",
                                            "revenue",
                                            "currency",
                                            "amounts_year",
                                            "sector_revenue_scope1",
                                            "sector_revenue_scope2",
                                            "sector_revenue_currency",
                                            "sector_revenue_year",
                                            "sector_assets_scope1",
                                            "sector_assets_scope2",
                                            "sector_assets_currency",
                                            "sector_assets_year",
                                            "sector_turnover",
                                            "sector_turnover_year"};
enum { SHARE, EMISSIONS, FACTOR_REVENUE, FACTOR_ASSETS, RATIO, KNOWN };
static struct ta_tables *tables;
static size_t by[4], guided;

static struct ta_result ask(size_t n, const double *loans, const double *tonnes)
{
    static const char *const name[] = {"a", "b"};
    static const char *const figure[] = {"emissions.scope1", "emissions.scope2"};
    static const char *const amount[] = {"amount"};
    const struct ta_input input[] = {
        {.name = "loans",
         .reason = TA_OBSERVED,
         .rows = {n, COLUMNS, column, name, loans}},
        {.name = "activity",
         .reason = tonnes != NULL ? TA_OBSERVED : TA_CLIENT_SILENT,
         .rows = {2, 1, amount, figure, tonnes}}};
    const struct ta_evidence evidence = {2, input, 0, NULL};
    struct ta_result out;
    assert_int_equal(ta_indicator_financed_emissions.evaluate(
                         &evidence, ta_tables_set(tables), 20330, NULL, &out),
                     TA_OK);
    return out;
}

static double detail(const struct ta_result *r, const char *what)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, what) == 0) return r->detail[i].value;
    return (double)NAN;
}

static void drop(double *loan, int first, int last)
{
    for (int c = first; c <= last; c++) loan[c] = (double)NAN;
}

/* @param known which of it is there */
static void make(struct ta_random_stream *r, const bool known[KNOWN], double *loan)
{
    loan[CLASS] = 1.0 + (double)ta_random_below(r, 2);
    for (int c = OUTSTANDING; c <= REVENUE; c++)
        loan[c] = ta_random_between(r, 1, 1000);
    loan[CURRENCY] = loan[REVENUE_CURRENCY] = loan[ASSETS_CURRENCY] = 156;
    loan[YEAR] = 2025;
    loan[REVENUE_YEAR] = 2020.0 + (double)ta_random_below(r, 6);
    loan[ASSETS_YEAR] = 2020.0 + (double)ta_random_below(r, 6);
    loan[TURNOVER_YEAR] = 2020.0 + (double)ta_random_below(r, 6);
    loan[BY_REVENUE1] = ta_random_between(r, 0, 10);
    loan[BY_REVENUE2] = ta_random_between(r, 0, 10);
    loan[BY_ASSETS1] = ta_random_between(r, 0, 10);
    loan[BY_ASSETS2] = ta_random_between(r, 0, 10);
    loan[TURNOVER] = ta_random_between(r, 0, 3);
    if (!known[SHARE]) drop(loan, EQUITY, DEBT);
    if (!known[SHARE] && loan[CLASS] == 1.0) loan[TOTAL] = (double)NAN;
    if (!known[FACTOR_REVENUE]) drop(loan, BY_REVENUE1, REVENUE_YEAR);
    if (!known[FACTOR_ASSETS]) drop(loan, BY_ASSETS1, ASSETS_YEAR);
    if (!known[RATIO]) drop(loan, TURNOVER, TURNOVER_YEAR);
}

/* The standard's equations; which of them, 0 for none. */
static int wanted(const bool known[KNOWN], const double *l, const double *tonnes,
                  double *value)
{
    double share = l[OUTSTANDING] / (l[EQUITY] + l[DEBT]);
    double per_revenue = l[BY_REVENUE1] + l[BY_REVENUE2];
    if (known[SHARE] && known[EMISSIONS]) {
        *value = share * (tonnes[0] + tonnes[1]);
        return 1;
    }
    if (known[SHARE] && known[FACTOR_REVENUE]) {
        *value = share * l[REVENUE] * per_revenue;
        return 2;
    }
    if (known[FACTOR_ASSETS]) {
        *value = l[OUTSTANDING] * (l[BY_ASSETS1] + l[BY_ASSETS2]);
        return 3;
    }
    *value = l[OUTSTANDING] * l[TURNOVER] * per_revenue;
    return known[RATIO] && known[FACTOR_REVENUE] ? 4 : 0;
}

static void reconciled(const struct ta_result *r)
{
    double guide = detail(r, "pboc_financed_unchecked");
    if (isnan(guide)) return;
    guided++;
    assert_near(r->value + detail(r, "reconcile_balance") +
                    detail(r, "reconcile_denominator"),
                guide, 1e-9, 1.0);
}

static void cut_or_scaled(struct ta_random_stream *r, const double *loan,
                          const double *tonnes, const struct ta_result *whole)
{
    double part[2 * COLUMNS], scaled[COLUMNS], at = ta_random_between(r, 0.01, 0.99);
    for (int k = 0; k < 2; k++) {
        memcpy(part + k * COLUMNS, loan, COLUMNS * sizeof *loan);
        for (int c = OUTSTANDING; c <= AVERAGE; c++)
            part[k * COLUMNS + c] = loan[c] * (k == 0 ? at : 1.0 - at);
    }
    struct ta_result split = ask(2, part, tonnes);
    assert_near(split.value, whole->value, 1e-9, 1.0);
    assert_int_equal(split.grade, whole->grade);
    for (int c = 0; c < COLUMNS; c++) {
        bool amount = c >= OUTSTANDING && c <= REVENUE;
        bool factor =
            c == BY_REVENUE1 || c == BY_REVENUE2 || c == BY_ASSETS1 || c == BY_ASSETS2;
        scaled[c] = loan[c] * (amount ? 100.0 : factor ? 0.01 : 1.0);
    }
    struct ta_result minor = ask(1, scaled, tonnes);
    assert_near(minor.value, whole->value, 1e-9, 1.0);
}

/* A factor in dollars is as good as none. */
static void foreign(const bool known[KNOWN], const double *loan, const double *tonnes)
{
    double other[COLUMNS], none[COLUMNS];
    memcpy(other, loan, sizeof other);
    memcpy(none, loan, sizeof none);
    if (known[FACTOR_REVENUE]) other[REVENUE_CURRENCY] = 840;
    if (known[FACTOR_ASSETS]) other[ASSETS_CURRENCY] = 840;
    drop(none, BY_REVENUE1, ASSETS_YEAR);
    struct ta_result a = ask(1, other, tonnes), b = ask(1, none, tonnes);
    assert_int_equal(a.reason, b.reason);
    if (a.reason == TA_OBSERVED) assert_true(a.value == b.value);
}

static void the_best_that_is_known(struct ta_random_stream *r)
{
    static const int grade[] = {0, 2, 4, 5, 5};
    static const char *const option[] = {NULL, "option_1b", "option_3a", "option_3b",
                                         "option_3c"};
    bool known[KNOWN];
    double loan[COLUMNS], want;
    double tonnes[2];
    for (int k = 0; k < 2; k++) tonnes[k] = ta_random_between(r, 0, 9999);
    for (int k = 0; k < KNOWN; k++) known[k] = ta_random_below(r, 2) == 0;
    make(r, known, loan);
    const double *stated = known[EMISSIONS] ? tonnes : NULL;
    int way = wanted(known, loan, tonnes, &want);
    struct ta_result out = ask(1, loan, stated);
    if (way == 0) {
        assert_int_equal(out.reason, TA_CLIENT_SILENT);
        return;
    }
    by[way - 1]++;
    assert_int_equal(out.reason, TA_OBSERVED);
    assert_near(out.value, want, 1e-9, 1.0);
    assert_int_equal(out.grade, grade[way]);
    assert_near(detail(&out, option[way]), want, 1e-9, 1.0);
    reconciled(&out);
    cut_or_scaled(r, loan, stated, &out);
    foreign(known, loan, stated);
}

static void property(void **state)
{
    (void)state;
    ta_for_seeds(4000, the_best_that_is_known);
    printf("reported %zu, 3a %zu, 3b %zu, 3c %zu; %zu reconciled\n", by[0], by[1],
           by[2], by[3], guided);
    if (getenv("TERRASSAY_SEED") != NULL) return;
    for (int k = 0; k < 4; k++) assert_true(by[k] > 100);
    assert_true(guided > 500);
}

static int load(void **state)
{
    (void)state;
    return ta_tables_load(NULL, &tables, NULL) == TA_OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    ta_tables_free(tables);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, load, unload);
}

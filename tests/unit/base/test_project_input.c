/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/figure.h"
#include "base/money.h"
#include "base/project_input.h"
#include "base/time.h"

static struct ta_input ask(const struct ta_project *project, const char *key,
                           const char *unit, struct ta_project_input *memory,
                           enum ta_status want)
{
    const struct ta_input_spec spec = {.name = "x", .key = key, .unit = unit};
    struct ta_input out;
    struct ta_error err = {0};
    assert_int_equal(ta_project_input(project, ta_day_from_civil(2026, 6, 30), &spec,
                                      memory, &out, &err),
                     want);
    if (want != TA_OK) assert_true(err.text[0] != '\0');
    return out;
}

static void loans_keep_to_one_currency(void **state)
{
    (void)state;
    struct ta_loan loan[2] = {
        {.id = "L1",
         .asset_class = "project_finance",
         .outstanding = {12000, "CNY"},
         .equity = {10000, "CNY"},
         .debt = {30000, "USD"},
         .as_of = TA_DAY_NONE,
         .start = ta_day_from_civil(2026, 3, 31)},
        {.id = "L2", .asset_class = "sovereign", .start = TA_DAY_NONE}};
    const struct ta_project project = {.id = "p", .n_loans = 2, .loan = loan};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "loans", "1", &memory, TA_OK);
    assert_int_equal(in.reason, TA_OBSERVED);
    assert_int_equal(in.rows.n, 2);
    assert_string_equal(in.rows.column[1], "outstanding");
    assert_string_equal(in.rows.name[1], "L2");
    const double *row = in.rows.value;
    assert_true(row[0] == 1 && row[1] == 12000 && row[2] == 10000);
    assert_true(isnan(row[3]) && isnan(row[4])); /* another currency; not given */
    assert_true(isnan(row[5]) && isnan(row[6]));
    assert_int_equal(in.rows.n_columns, 31);
    assert_true(row[11] == 0);                     /* nothing came by a rate */
    assert_true(row[12] == 156 && isnan(row[13])); /* of no day */
    assert_true(isnan(row[14]) && isnan(row[29]));
    assert_true(row[30] == 20260331);
    assert_true(isnan(row[31])); /* no class of PCAF's */
    assert_true(isnan(row[61]));
    ta_project_input_free(&memory);

    const struct ta_project none = {.id = "p"};
    in = ask(&none, "loans", "1", &memory, TA_OK);
    assert_int_equal(in.reason, TA_CLIENT_SILENT);
    ta_project_input_free(&memory);
}

static void what_is_outstanding_adds_up_in_one_currency(void **state)
{
    (void)state;
    struct ta_loan loan[] = {{.id = "L1", .outstanding = {12050, "CNY"}},
                             {.id = "L2", .outstanding = {90000, "USD"}},
                             {.id = "L3", .outstanding = {100, "CNY"}},
                             {.id = "L4"}};
    const struct ta_project project = {.id = "p", .n_loans = 4, .loan = loan};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "loans.outstanding", "CNY", &memory, TA_OK);
    assert_int_equal(in.reason, TA_OBSERVED);
    assert_near(in.number, 121.5, 1e-12, 1);
    in = ask(&project, "loans.outstanding", "EUR", &memory, TA_OK);
    assert_int_equal(in.reason, TA_CLIENT_SILENT);
    ta_project_input_free(&memory);
}

/* Rates of the loan's own day alone, into the currency of what is lent; the yen has no hundredth. */
static void rates_bring_amounts_together(void **state)
{
    (void)state;
    ta_day day = ta_day_from_civil(2026, 6, 30);
    char usd[] = "USD", jpy[] = "JPY", eur[] = "EUR", cny[] = "CNY", who[] = "parity";
    struct ta_loan loan = {.id = "L1",
                           .asset_class = "listed_equity",
                           .outstanding = {12000, "CNY"},
                           .equity = {500, "JPY"},
                           .debt = {700, "EUR"},
                           .evic = {10000, "USD"},
                           .as_of = day};
    struct ta_rate rate[] = {{usd, cny, 9.0, day - 1, who},
                             {usd, cny, 7.125, day, who},
                             {jpy, cny, 0.05, day, who},
                             {cny, eur, 0.13, day, who}}; /* is not turned round */
    const struct ta_project project = {
        .id = "p", .n_loans = 1, .loan = &loan, .n_rates = 4, .rate = rate};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "loans", "1", &memory, TA_OK);
    assert_near(in.rows.value[6], 71250, 1e-12, 1);
    assert_near(in.rows.value[2], 2500, 1e-12, 1);
    assert_true(isnan(in.rows.value[3]) && in.rows.value[11] == 1);
    ta_project_input_free(&memory);
    char apart[TA_CURRENCIES_SIZE];
    assert_int_equal(ta_loan_currencies(&project, &loan, apart), 2);
    assert_string_equal(apart, "CNY, EUR");
    loan.as_of = day + 1;
    assert_int_equal(ta_loan_currencies(&project, &loan, apart), 4);
    loan.as_of = TA_DAY_NONE;
    assert_int_equal(ta_loan_currencies(&project, &loan, apart), 4);
}

static struct ta_declared figure(const char *name, double value, const char *unit,
                                 int from, int to)
{
    struct ta_declared out = {.value = value,
                              .from = ta_day_from_civil(from, 1, 1),
                              .to = ta_day_from_civil(to, 12, 31)};
    (void)snprintf(out.name, sizeof out.name, "%s", name);
    (void)snprintf(out.unit, sizeof out.unit, "%s", unit);
    return out;
}

static double column(const struct ta_input *in, size_t i, const char *name)
{
    for (size_t c = 0; c < in->rows.n_columns; c++)
        if (strcmp(in->rows.column[c], name) == 0)
            return in->rows.value[i * in->rows.n_columns + c];
    fail_msg("no column %s", name);
    return (double)NAN;
}

static struct ta_declared period(const char *name, double value, ta_day from, ta_day to)
{
    struct ta_declared out = figure(name, value, "MWh", 2025, 2025);
    out.from = from;
    out.to = to;
    return out;
}

/* All certificates that meet the power's period, and of other figures the newest period. */
static void certificates_of_the_powers_period_stand_together(void **state)
{
    (void)state;
    ta_day first = ta_day_from_civil(2025, 1, 1),
           last = ta_day_from_civil(2025, 12, 31),
           april = ta_day_from_civil(2025, 4, 1), july = ta_day_from_civil(2025, 7, 1);
    struct ta_declared declared[] = {
        period("electricity.north", 900, first - 365, first - 1),
        period("electricity.north", 1000, first, last),
        period("electricity_green.north", 40, first - 90, first - 1),
        period("electricity_green.north", 100, first, april - 1),
        period("electricity_green.north", 200, april, july - 1),
        period("electricity_green.north", 300, TA_DAY_NONE, last - 10),
        period("electricity_green.north", 400, july, last),
        period("electricity_green.east", 50, first - 90, first - 1),
        period("electricity_green.east", 60, first, april - 1)};
    const struct ta_project project = {
        .id = "p", .n_declared = 9, .declared = declared};
    static const double stands[] = {1000, 100, 200, 300, 400, 60};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "declared", "1", &memory, TA_OK);
    assert_int_equal(in.rows.n, 6);
    for (size_t i = 0; i < 6; i++)
        assert_near(column(&in, i, "amount"), stands[i], 1e-12, 1);
    ta_project_input_free(&memory);
}

/* Of two loans in two currencies each takes the factor in its own, by its minor unit; one that has none in
 * its own is told whose it would be, and nothing is converted. */
static void factors_of_the_sector_keep_their_currency_and_year(void **state)
{
    (void)state;
    struct ta_loan loan[3] = {
        {.id = "L1",
         .outstanding = {1, "CNY"},
         .as_of = ta_day_from_civil(2025, 12, 31)},
        {.id = "L2", .outstanding = {1, "JPY"}, .as_of = TA_DAY_NONE},
        {.id = "L3", .outstanding = {1, "EUR"}}};
    struct ta_declared declared[] = {
        figure("sector_revenue.scope1", 90, "tCO2e/million/CNY", 2021, 2021),
        figure("sector_revenue.scope1", 100, "tCO2e/million/CNY", 2023, 2023),
        figure("sector_revenue.scope2", 20, "kgCO2e million-1 CNY-1", 2022, 2022),
        figure("sector_revenue.scope1", 6, "tCO2e/million/JPY", 2024, 2024),
        figure("sector_revenue.scope3", 300, "tCO2e/million/CNY", 2019, 2019),
        figure("sector_assets.scope3", 7, "tCO2e/million/USD", 2020, 2020),
        figure("sector_revenue.scope1", 999, "tCO2e/million/CNY", 2027,
               2027), /* not yet */
        figure("sector_assets.scope2", 5, "t/CNY", 2023,
               2023), /* of another dimension */
        figure("sector_turnover", 80, "%", 2020, 2020)};
    const struct ta_project project = {
        .id = "p", .n_loans = 3, .loan = loan, .n_declared = 9, .declared = declared};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "loans", "1", &memory, TA_OK);
    assert_near(column(&in, 0, "sector_revenue_scope1"), 1e-6, 1e-12, 0);
    assert_near(column(&in, 0, "sector_revenue_scope2"), 2e-10, 1e-12, 0);
    assert_true(column(&in, 0, "sector_revenue_currency") == 156);
    assert_true(column(&in, 0, "sector_revenue_year") == 2022); /* the older one */
    assert_true(column(&in, 0, "amounts_year") == 2025);
    assert_true(isnan(column(&in, 0, "sector_assets_scope2")));
    assert_near(column(&in, 0, "sector_turnover"), 0.8, 1e-12, 0);
    assert_true(column(&in, 0, "sector_turnover_year") == 2020);
    assert_near(column(&in, 1, "sector_revenue_scope1"), 6e-6, 1e-12, 0);
    assert_true(column(&in, 1, "sector_revenue_currency") == 392);
    assert_true(isnan(column(&in, 1, "sector_revenue_scope2")));
    assert_true(isnan(column(&in, 1, "amounts_year")));
    /* scope 3 is of its own year and currency, and ages nothing */
    assert_near(column(&in, 0, "sector_revenue_scope3"), 3e-6, 1e-12, 0);
    assert_true(column(&in, 0, "sector_revenue_scope3_year") == 2019);
    assert_near(column(&in, 0, "sector_assets_scope3"), 7e-8, 1e-12, 0);
    assert_true(column(&in, 0, "sector_assets_scope3_currency") == 840);
    assert_true(column(&in, 2, "currency") == 978);
    assert_true(column(&in, 2, "sector_revenue_currency") == 392); /* the latest */
    ta_project_input_free(&memory);
}

static void days_since_a_figure_holds(void **state)
{
    (void)state;
    struct ta_declared declared[3];
    struct ta_project_input memory = {0};
    declared[0] = figure("production_stopped", 1, "1", 2025, 2025);
    declared[1] = figure("production_stopped", 1, "1", 2027, 2027); /* not yet */
    declared[2] = figure("production_stopped_again", 1, "1", 2026, 2026);
    declared[2].to = declared[2].from;
    const struct ta_project project = {
        .id = "p", .n_declared = 3, .declared = declared};
    struct ta_input in =
        ask(&project, "declared.production_stopped.days", "day", &memory, TA_OK);
    assert_int_equal(in.reason, TA_OBSERVED);
    assert_true(in.number == 545.0); /* 2025-01-01 to 2026-06-30 */
    in = ask(&project, "declared.production_stopped.ended", "day", &memory, TA_OK);
    assert_int_equal(in.reason, TA_OBSERVED);
    assert_true(in.number == 181.0); /* 2025-12-31 to 2026-06-30 */
    in = ask(&project, "declared.production_halted.ended", "day", &memory, TA_OK);
    assert_int_equal(in.reason, TA_CLIENT_SILENT);
    in = ask(&project, "declared.production_halted.days", "day", &memory, TA_OK);
    assert_int_equal(in.reason, TA_CLIENT_SILENT);
    ta_project_input_free(&memory);
}

static void newest_figures_come_in_their_units(void **state)
{
    (void)state;
    struct ta_declared declared[] = {
        figure("fuel.lignite", 5, "Gg", 2024, 2024),
        figure("fuel.lignite", 6, "Gg", 2025, 2025),
        figure("fuel.lignite", 1000, "t", 2025, 2025), /* a second boiler */
        figure("fuel.lignite", 9, "Gg", 2026, 2026),   /* not over yet */
        figure("electricity.north", 2, "GWh", 2024, 2025),
        figure("fuel_energy.lignite", 2, "tce", 2025, 2025),
        figure("area_planted", 50, "ha", 2025, 2025)};
    declared[1].grade = 2;
    const struct ta_project project = {
        .id = "p", .n_declared = 7, .declared = declared};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "declared", "1", &memory, TA_OK);
    assert_int_equal(in.rows.n, 4);
    assert_int_equal(in.rows.n_columns, 4);
    assert_string_equal(in.rows.column[3], "until");
    const double *v = in.rows.value;
    assert_near(v[0], 6000, 1e-12, 1);
    assert_true(v[1] == 1 && v[2] == 2 && v[3] == 20251231);
    assert_near(v[4], 1000, 1e-12, 1);
    assert_true(isnan(v[6]));
    assert_string_equal(in.rows.name[2], "electricity.north");
    assert_near(v[8], 2000, 1e-12, 1);
    assert_true(v[9] == 2); /* whole years, leap day or not */
    assert_string_equal(in.rows.name[3], "fuel_energy.lignite");
    assert_near(v[12], 58.6152, 1e-12, 1); /* GJ */
    ta_project_input_free(&memory);

    in = ask(&project, "declared.area_planted", "m2", &memory, TA_OK);
    assert_int_equal(in.reason, TA_OBSERVED);
    assert_near(in.number, 5e5, 1e-12, 1);
    in = ask(&project, "declared.nothing", "m2", &memory, TA_OK);
    assert_int_equal(in.reason, TA_CLIENT_SILENT);
    in = ask(&project, "no_such_key", "1", &memory, TA_OK);
    assert_int_equal(in.reason, TA_SOURCE_UNAVAILABLE);
}

/* A quarter's amount is not a year's; several of activity add up as they do in rows. */
static void amounts_of_a_period_become_those_of_a_year(void **state)
{
    (void)state;
    struct ta_declared declared[] = {
        figure("emissions.scope1", 40000, "tCO2e", 2024, 2025),
        figure("emissions.scope1", 1, "ktCO2e", 2024, 2025), /* a second site */
        figure("ebitda", 10, "CNY", 2025, 2025),
        figure("tax", 3, "CNY/year", 2024, 2025)};
    declared[0].grade = 2;
    declared[1].grade = 4;
    declared[2].from = ta_day_from_civil(2025, 10, 1);
    const struct ta_project project = {
        .id = "p", .n_declared = 4, .declared = declared};
    struct ta_project_input memory = {0};
    struct ta_input in =
        ask(&project, "declared.emissions.scope1", "tCO2e/year", &memory, TA_OK);
    assert_near(in.number, 20500, 1e-12, 1);
    assert_int_equal(in.grade, 4);
    in = ask(&project, "declared.ebitda", "CNY/year", &memory, TA_OK);
    assert_near(in.number, 10 * 365.2425 / 92, 1e-12, 1);
    in = ask(&project, "declared.tax", "CNY/year", &memory, TA_OK);
    assert_near(in.number, 3, 1e-12, 1);
    (void)ask(&project, "declared.tax", "m3/year", &memory, TA_E_DATA);
    declared[2].from = TA_DAY_NONE;
    in = ask(&project, "declared.ebitda", "CNY/year", &memory, TA_OK);
    assert_true(in.number == 10); /* of no period: of a year */
}

static void of_two_that_go_on_the_later_stands(void **state)
{
    (void)state;
    struct ta_declared declared[] = {figure("capacity_built", 50, "MW", 2024, 2024),
                                     figure("capacity_built", 80, "MW", 2025, 2025),
                                     figure("capacity_built", 90, "MW", 2027, 2027)};
    for (size_t i = 0; i < 3; i++) declared[i].to = TA_DAY_NONE;
    const struct ta_project project = {
        .id = "p", .n_declared = 3, .declared = declared};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "declared.capacity_built", "MW", &memory, TA_OK);
    assert_true(in.number == 80);
}

static void a_unit_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct ta_declared declared[] = {figure("fuel.lignite", 5, "m3", 2024, 2024)};
    const struct ta_project project = {
        .id = "p", .n_declared = 1, .declared = declared};
    struct ta_project_input memory = {0};
    (void)ask(&project, "declared", "1", &memory, TA_E_DATA);
    ta_project_input_free(&memory);
}

static void figures_of_another_dimension_are_named(void **state)
{
    (void)state;
    struct ta_declared good[] = {figure("fuel.lignite", 5, "Gg", 2024, 2024),
                                 figure("electricity.north", 5, "GJ", 2024, 2024),
                                 figure("capacity_built", 5, "kW", 2024, 2024),
                                 figure("assets", 5, "USD", 2024, 2024),
                                 figure("cows", 5, "m3", 2024, 2024)};
    struct ta_project project = {.id = "p", .n_declared = 5, .declared = good};
    assert_int_equal(ta_figures_check(&project, NULL), TA_OK);
    static const struct {
        const char *name, *unit, *words;
    } bad[] = {{"fuel.lignite", "m3",
                "declared[1].unit: fuel.lignite: \"m3\" cannot become t"},
               {"gas_cn.natural_gas", "t", "\"t\" cannot become m3"},
               {"fuel_energy.lignite", "t", "\"t\" cannot become GJ"},
               {"electricity_green.north", "MW", "\"MW\" cannot become MWh"},
               {"generation.gas", "t", "\"t\" cannot become MWh"},
               {"emissions.scope2", "t", "\"t\" cannot become tCO2e"},
               {"area_planted", "MW", "\"MW\" cannot become ha"},
               {"assets", "t", "\"t\" cannot become CNY"},
               {"sector_revenue.scope1", "t/CNY", "\"t/CNY\" cannot become tCO2e/CNY"},
               {"sector_assets.scope2", "tCO2e", "cannot become tCO2e/CNY"},
               {"sector_turnover", "CNY", "\"CNY\" cannot become 1"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ta_error err = {0};
        good[1] = figure(bad[i].name, 5, bad[i].unit, 2024, 2024);
        assert_int_equal(ta_figures_check(&project, &err), TA_E_DATA);
        if (strstr(err.text, bad[i].words) == NULL) fail_msg("%s", err.text);
        assert_non_null(strstr(err.mend, bad[i].name));
    }
}

static void figures_that_may_be_one_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int months; /* of the second, until the same day */
        const char *words;
    } two[] = {
        {"fuel.lignite", 12, NULL}, /* two boilers */
        {"fuel.lignite", 3,
         "declared[1]: fuel.lignite until the same day is also declared[0]"},
        {"capacity_built", 12, "capacity_built of the same period is also declared[0]"},
        {"electricity_green.north", 3, NULL}, /* lots of certificates */
        {"cows", 12, NULL}};
    for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
        struct ta_error err = {0};
        char kind = two[i].name[0];
        const char *unit = kind == 'f' ? "t" : kind == 'e' ? "MWh" : "MW";
        struct ta_declared declared[] = {figure(two[i].name, 5, unit, 2025, 2025),
                                         figure(two[i].name, 2, unit, 2025, 2025),
                                         figure(two[i].name, 9, unit, 2024, 2024)};
        declared[1].from = ta_day_from_civil(2025, 13 - two[i].months, 1);
        const struct ta_project project = {
            .id = "p", .n_declared = 3, .declared = declared};
        assert_int_equal(ta_figures_check(&project, &err),
                         two[i].words == NULL ? TA_OK : TA_E_DATA);
        if (two[i].words == NULL) continue;
        if (strstr(err.text, two[i].words) == NULL) fail_msg("%s", err.text);
        assert_non_null(strstr(err.mend, two[i].name));
    }
}

static void a_factor_of_the_sector_says_whose_and_of_when(void **state)
{
    (void)state;
    char source[] = "national accounts 2023, table 4";
    struct ta_declared one =
        figure("sector_revenue.scope1", 5, "tCO2e/USD", 2023, 2023);
    const struct ta_project project = {.id = "p", .n_declared = 1, .declared = &one};
    struct ta_error err = {0};
    assert_int_equal(ta_figures_check(&project, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "declared[0].source"));
    one.source = source;
    assert_int_equal(ta_figures_check(&project, &err), TA_OK);
    one.to = TA_DAY_NONE;
    assert_int_equal(ta_figures_check(&project, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "declared[0].to"));
    assert_non_null(strstr(err.mend, "period"));
}

static void country_is_a_word_where_it_is_stated(void **state)
{
    (void)state;
    const struct ta_project stated = {.id = "p", .country = "CN"}, silent = {.id = "p"};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&stated, "country", "1", &memory, TA_OK);
    assert_int_equal(in.reason, TA_OBSERVED);
    assert_string_equal(in.text, "CN");
    in = ask(&silent, "country", "1", &memory, TA_OK);
    assert_int_equal(in.reason, TA_CLIENT_SILENT);
}

static void limit_of_the_first_limited_datastream(void **state)
{
    (void)state;
    struct ta_datastream stream[] = {{.name = "flow", .unit = "m3/h", .limit = NAN},
                                     {.name = "so2", .unit = "g/m3", .limit = 0.035}};
    const struct ta_project project = {
        .id = "p", .n_datastreams = 2, .datastream = stream};
    struct ta_project_input memory = {0};
    struct ta_input in = ask(&project, "datastream.limit", "mg/m3", &memory, TA_OK);
    assert_near(in.number, 35, 1e-12, 1);
    assert_ptr_equal(ta_project_limited(&project), &stream[1]);
    (void)ask(&project, "datastream.limit", "h", &memory, TA_E_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loans_keep_to_one_currency),
        cmocka_unit_test(what_is_outstanding_adds_up_in_one_currency),
        cmocka_unit_test(rates_bring_amounts_together),
        cmocka_unit_test(days_since_a_figure_holds),
        cmocka_unit_test(newest_figures_come_in_their_units),
        cmocka_unit_test(amounts_of_a_period_become_those_of_a_year),
        cmocka_unit_test(of_two_that_go_on_the_later_stands),
        cmocka_unit_test(a_unit_that_does_not_fit_is_refused),
        cmocka_unit_test(figures_of_another_dimension_are_named),
        cmocka_unit_test(figures_that_may_be_one_are_named),
        cmocka_unit_test(certificates_of_the_powers_period_stand_together),
        cmocka_unit_test(factors_of_the_sector_keep_their_currency_and_year),
        cmocka_unit_test(a_factor_of_the_sector_says_whose_and_of_when),
        cmocka_unit_test(country_is_a_word_where_it_is_stated),
        cmocka_unit_test(limit_of_the_first_limited_datastream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

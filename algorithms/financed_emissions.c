/* SPDX-License-Identifier: Apache-2.0 */
/** @file financed_emissions.c  Scope 1 and 2 of a year that the lender finances, after PCAF.
 *
 *  Sum of the loans' attribution factors times the project's emissions. A stated scope stands
 *  before one computed from activity. A scope that nobody states is not zero: the client is
 *  asked, and 0 has to be said. Scope 3, removals, avoided emissions and credits are shown
 *  beside the value and never netted with it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "carbon.h"
#include "financed_loans.h"
#include "indicator_result.h"
#include "indicators.h"

enum { SCOPES = TA_SCOPES_FROM_ACTIVITY, GRADE_COUNT = 5 };

/** What of PCAF's options a scope of a class was come by: verified, reported, or computed from
 *  energy used or from production. */
static const char *option_of(const struct ta_carbon *carbon, size_t scope, int class)
{
    bool property = class == TA_COMMERCIAL_REAL_ESTATE || class == TA_MORTGAGE;
    if (scope == TA_SCOPE1 && carbon->produced) return "2b";
    if (isnan(carbon->stated[scope])) return property ? "1b" : "2a";
    return carbon->grade[scope] == 1 ? "1a" : "1b";
}

/** PCAF's score of how a scope was come by, the poorest over the classes of the loans; 0 without
 *  a rule in force. */
static int score_of(const struct ta_table_set *tables, ta_day date,
                    const struct ta_carbon *carbon, size_t scope, unsigned classes,
                    bool *unchecked)
{
    const struct ta_table *table = ta_table_find(tables, "pcaf_data_quality");
    int score = 0;
    for (int class = 1; class < TA_ASSET_CLASS_END; class ++) {
        if ((classes >> class & 1u) == 0) continue;
        const char *const key[] = {ta_asset_class_word(class),
                                   option_of(carbon, scope, class)};
        const struct ta_row *row =
            table == NULL ? NULL : ta_table_row(table, key, date);
        if (row == NULL) return 0;
        if (!row->checked) *unchecked = true;
        score = ta_grade_poorer(score, (int)row->value);
    }
    return ta_grade_poorer(score, carbon->grade[scope]);
}

static void write_accounts(const struct ta_carbon *carbon, double factor,
                           struct ta_result *out)
{
    static const char *const name[TA_ACCOUNT_COUNT] = {
        [TA_SCOPE1] = "scope1",
        [TA_SCOPE2] = "scope2",
        [TA_SCOPE2_MARKET] = "scope2_market",
        [TA_BIOGENIC] = "biogenic",
        [TA_SCOPE3] = "scope3",
        [TA_REMOVALS] = "removals",
        [TA_AVOIDED] = "avoided",
        [TA_CREDITS_RETIRED] = "credits_retired",
        [TA_CREDITS_GENERATED] = "credits_generated"};
    for (size_t a = 0; a < TA_ACCOUNT_COUNT; a++) {
        double amount = ta_carbon_of(carbon, (enum ta_account)a);
        if (isnan(amount)) continue;
        char key[TA_NAME_SIZE];
        (void)snprintf(key, sizeof key, "project_%s", name[a]);
        ta_result_detail(out, key, amount, "tCO2e/year");
        (void)snprintf(key, sizeof key, "financed_%s", name[a]);
        ta_result_detail(out, key, amount * factor, "tCO2e/year");
    }
    for (size_t s = 0; s < SCOPES; s++) {
        if (isnan(carbon->stated[s]) || isnan(carbon->computed[s])) continue;
        char key[TA_NAME_SIZE];
        (void)snprintf(key, sizeof key, "computed_%s", name[s]);
        ta_result_detail(out, key, carbon->computed[s], "tCO2e/year");
    }
}

/** P5 and P95 of a lognormal with the value as its median and the grade's coefficient of
 *  variation. */
static void write_interval(const struct ta_evidence *e, struct ta_result *out)
{
    static const char *const spread[GRADE_COUNT] = {"spread_grade_1", "spread_grade_2",
                                                    "spread_grade_3", "spread_grade_4",
                                                    "spread_grade_5"};
    static const double z_95 = 1.6448536269514722;
    double cv =
        ta_evidence_param(e, &ta_indicator_financed_emissions, spread[out->grade - 1]);
    double sigma = sqrt(log1p(cv * cv));
    out->lo = out->value * exp(-z_95 * sigma);
    out->hi = out->value * exp(z_95 * sigma);
}

static void write_caveats(const struct ta_carbon *carbon,
                          const struct ta_financed_loans *loans, struct ta_result *out)
{
    static const double rounding = 1e-9; /* of a whole that is cut into loans */
    ta_result_why(
        out, "%s%s%s",
        loans->converted ? "amounts of another currency by the rates stated; " : "",
        loans->equity_zeroed ? "negative equity counts as 0; " : "",
        loans->from_total ? "total investment or assets stand for equity and debt; "
                          : "");
    size_t n = strlen(out->why);
    if (n >= 2) out->why[n - 2] = '\0';
    if (loans->factor > 1.0 + rounding)
        ta_result_why_also(
            out, "the loans come to more than what they finance: the share is %.4g",
            loans->factor);
    if (carbon->surplus != NULL)
        ta_result_why_also(out,
                           "more power is certified than used in %.40s: its "
                           "market-based scope 2 is 0, not less",
                           carbon->surplus);
    if (carbon->brief != NULL)
        ta_result_why_also(out, "%.60s is of %.2g years, taken for a whole one",
                           carbon->brief, carbon->brief_years);
    if (carbon->dated != NULL && isnan(carbon->stated[TA_SCOPE2]))
        ta_result_why_also(out, "%.60s of %d by the grid factor of %d", carbon->dated,
                           carbon->activity_year, carbon->factor_year);
}

/** What is not stated, or NULL. */
static const char *silent_about(const struct ta_carbon *carbon)
{
    for (size_t s = 0; s < SCOPES; s++)
        if (isnan(carbon->stated[s]) && isnan(carbon->computed[s]))
            return s == TA_SCOPE1 ? "scope 1" : "scope 2";
    return NULL;
}

/* Of a power plant that states neither scope 1 nor its fuels: what generation_emissions found. */
static void take_production(const struct ta_evidence *e, struct ta_carbon *carbon)
{
    const struct ta_input *fed = ta_evidence_input(e, "generation");
    carbon->produced = fed != NULL && fed->reason == TA_OBSERVED &&
                       isnan(ta_carbon_of(carbon, TA_SCOPE1));
    if (carbon->produced) carbon->computed[TA_SCOPE1] = fed->number;
}

/** Whose figure a scope is, and PCAF's score of how it was come by; 0 without a rule in force. */
static void write_source(const struct ta_carbon *carbon, size_t scope, int score,
                         struct ta_result *out)
{
    static const char *const name[SCOPES][2] = {{"declared_scope1", "grade_scope1"},
                                                {"declared_scope2", "grade_scope2"}};
    if (isfinite(carbon->stated[scope]))
        ta_result_detail(out, name[scope][0], carbon->stated[scope], "tCO2e/year");
    ta_result_detail(out, name[scope][1], (double)score, "1");
}

static void judge(const struct ta_evidence *e, const struct ta_table_set *tables,
                  ta_day date, const struct ta_carbon *carbon,
                  const struct ta_financed_loans *loans, struct ta_result *out)
{
    const char *silent = silent_about(carbon);
    if (carbon->unknown != NULL) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no factor in force for %.80s",
                          carbon->unknown);
    } else if (loans->unknown != NULL) {
        ta_result_missing(out, TA_CLIENT_SILENT,
                          "no balance sheet, amount or asset class of loan %.64s",
                          loans->unknown);
    } else if (silent != NULL) {
        ta_result_missing(out, TA_CLIENT_SILENT, "%s is not stated; 0 has to be said",
                          silent);
    } else {
        bool unchecked = carbon->unchecked;
        int grade = 0;
        double sum = 0.0;
        for (size_t s = 0; s < SCOPES; s++) {
            sum += ta_carbon_of(carbon, (enum ta_account)s);
            int score = score_of(tables, date, carbon, s, loans->classes, &unchecked);
            grade = ta_grade_poorer(grade, score);
            write_source(carbon, s, score, out);
        }
        out->reason = TA_OBSERVED;
        out->value = sum * loans->factor;
        out->grade =
            grade > 0 ? grade : GRADE_COUNT; /* no rule in force: the poorest */
        out->unchecked = unchecked;
        write_interval(e, out);
        write_caveats(carbon, loans, out);
        ta_financed_reconcile(loans, sum, out);
        if (carbon->produced)
            ta_result_why_also(out,
                               "scope 1 by the power fed in and plants of its fuel");
    }
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)scratch;
    ta_result_clear(out);
    const struct ta_input *loan = ta_result_need(out, evidence, "loans");
    if (loan == NULL) return TA_OK;
    const struct ta_input *activity = ta_result_need(out, evidence, "activity");
    if (activity == NULL) return TA_OK;
    if (loan->rows.n == 0) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "no loan");
        return TA_OK;
    }
    struct ta_carbon carbon;
    const char *set = ta_gwp_set(evidence, &ta_indicator_financed_emissions);
    enum ta_status rc = ta_carbon_sum(&activity->rows, tables, date, set, &carbon);
    if (rc != TA_OK) return rc;
    take_production(evidence, &carbon);

    struct ta_financed_loans loans;
    ta_financed_loans(&loan->rows, out, &loans);
    out->n_looks = activity->rows.n;
    judge(evidence, tables, date, &carbon, &loans, out);
    if (out->reason == TA_OBSERVED) write_accounts(&carbon, loans.factor, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input[] = {
    {"loans", TA_INPUT_ROWS, TA_FROM_PROJECT, "loans", "1", -1e18, 1e18, true,
     "one row per loan, amounts of a row in one currency: asset_class (1 project finance, 2 business "
     "loan, 3 listed equity, 4 corporate bond, 5 unlisted equity, 6 commercial real estate, 7 mortgage, "
     "8 motor vehicle, 9 sovereign debt), outstanding, and what its class asks for: equity, debt, "
     "total_investment, total_assets, evic, property_value, gdp_ppp; perhaps accrued_interest (part of "
     "outstanding), converted (1: amounts came by a rate), average_outstanding and revenue for the PBoC's ledger"},
    {"generation", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "generation_emissions", "tCO2e/year", 0, 1e15, false,
     "scope 1 by the power fed in, where neither it nor fuels are stated"},
    {"activity", TA_INPUT_ROWS, TA_FROM_PROJECT, "declared", "1", 0, 1e15, true,
     "amount per row: emissions.scope1, .scope2, .scope2_market, .scope3, .biogenic, .removals, "
     ".avoided, .credits_retired, .credits_generated (tCO2e), fuel.NAME and fuel_cn.NAME (t), "
     "fuel_energy.NAME (GJ), gas_cn.NAME (m3), electricity.REGION and electricity_green.REGION (MWh); perhaps years, until (yyyymmdd, whose factors count) and grade"},
};

/* The spreads are a policy of the model, not a measurement. */
static const struct ta_param_spec param[] = {
    TA_GWP_PARAMS,
    {"spread_grade_1", "1", 0, 2, 0.10, "coefficient of variation at data quality 1"},
    {"spread_grade_2", "1", 0, 2, 0.20, "coefficient of variation at data quality 2"},
    {"spread_grade_3", "1", 0, 2, 0.35, "coefficient of variation at data quality 3"},
    {"spread_grade_4", "1", 0, 2, 0.50, "coefficient of variation at data quality 4"},
    {"spread_grade_5", "1", 0, 2, 0.70, "coefficient of variation at data quality 5"},
};
/* clang-format on */

static const char *const tables_read[] = {
    "combustion_factors", "combustion_factors_china", "grid_factors_china", "gwp100",
    "pcaf_data_quality"};

const struct ta_indicator ta_indicator_financed_emissions = {
    .id = "financed_emissions",
    .unit = "tCO2e/year",
    .cite =
        "PCAF Part A, 2nd edition 2022, chapter 5 (attribution, data quality); IPCC "
        "2006 "
        "Guidelines vol. 2, eq. 2.1 (activity times factor); beside it, unchecked, the "
        "PBoC's technical guide of 2021",
    .version = 6,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e15,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};

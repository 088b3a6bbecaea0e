/* SPDX-License-Identifier: Apache-2.0 */
/** @file financed_emissions.c  Scope 1 and 2 of a year that the lender finances, after PCAF.
 *
 *  Sum of the loans' attribution factors times the project's emissions. A stated scope stands
 *  before one computed from activity, and both before the estimates of option 3 by the sector's factors,
 *  which the lender brings (financed_sector.h). A scope that nobody states or can estimate is not zero:
 *  the client is asked, and 0 has to be said. Scope 3, as stated or by option 3, removals, avoided emissions and credits are shown
 *  beside the value and never netted with it. So is what a project is projected to emit over its life, in
 *  the year in which it is contracted: tonnes of many years, and no part of a year's. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "carbon.h"
#include "currency.h"
#include "financed_parts.h"
#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"

enum { SCOPES = TA_SCOPES_FROM_ACTIVITY, GRADE_COUNT = 5 };

static double of_scope3(const struct ta_financed_scope3 *s)
{
    return s->any ? s->financed : (double)NAN;
}

/* The project's accounts and the lender's part of each; that of scope 1 and 2 as it was added up, and of
 * the others where every loan's share is known. */
static void write_accounts(const struct ta_carbon *carbon,
                           const struct ta_financed_parts *parts,
                           const struct ta_financed_loans *loans, struct ta_result *out)
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
        double part = a < SCOPES       ? parts->scope[a]
                      : a == TA_SCOPE3 ? of_scope3(&parts->scope3)
                      : loans->unknown ? (double)NAN
                                       : amount * loans->factor;
        char key[TA_NAME_SIZE];
        (void)snprintf(key, sizeof key, "project_%s", name[a]);
        if (!isnan(amount)) ta_result_detail(out, key, amount, "tCO2e/year");
        (void)snprintf(key, sizeof key, "financed_%s", name[a]);
        if (!isnan(part)) ta_result_detail(out, key, part, "tCO2e/year");
    }
    /* the guide's third formula: reduction x mean balance / total investment */
    double guide = ta_carbon_of(carbon, TA_AVOIDED) * loans->guide;
    if (!isnan(guide))
        ta_result_detail(out, "pboc_avoided_unchecked", guide, "tCO2e/year");
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

/* Of whose period the certificates are, unless market-based scope 2 is stated. */
static void write_vintage(const struct ta_carbon *carbon, struct ta_result *out)
{
    if (!isnan(carbon->stated[TA_SCOPE2_MARKET])) return;
    if (carbon->other_period != NULL)
        ta_result_why_also(out,
                           "certificates of %.40s are not of the period of its power: "
                           "%.3g %% of them count",
                           carbon->other_period, 100.0 * carbon->shared);
    if (carbon->undated != NULL)
        ta_result_why_also(out,
                           "of certificates or power of %.40s no period is stated: "
                           "they are taken to be of one",
                           carbon->undated);
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
    write_vintage(carbon, out);
    if (carbon->brief != NULL)
        ta_result_why_also(out, "%.60s is of %.2g years, taken for a whole one",
                           carbon->brief, carbon->brief_years);
    if (carbon->dated != NULL && isnan(carbon->stated[TA_SCOPE2]))
        ta_result_why_also(out, "%.60s of %d by the grid factor of %d", carbon->dated,
                           carbon->activity_year, carbon->factor_year);
}

/* Which grid the power is of is the client's word alone, and a country that nobody states an assumption. Beside the value
 * stands scope 2 by the national factor, and the interval holds both. */
static void write_grid(const struct ta_evidence *e, const struct ta_carbon *carbon,
                       const struct ta_financed_loans *loans, struct ta_result *out)
{
    if (!carbon->by_grids || !isnan(carbon->stated[TA_SCOPE2])) return;
    if (ta_grid_assumed(e)) ta_grid_assumed_tell(out);
    if (carbon->own_grid == NULL) return;
    double more = carbon->by_national - carbon->computed[TA_SCOPE2];
    out->lo = fmin(out->lo, out->value + more * loans->factor);
    out->hi = fmax(out->hi, out->value + more * loans->factor);
    ta_result_detail(out, "scope2_by_national", carbon->by_national, "tCO2e/year");
    ta_result_why_also(out,
                       "grid %.40s as stated, its place not checked: by the national "
                       "factor scope 2 is %.6g tCO2e/year",
                       carbon->own_grid, carbon->by_national);
}

/* A scope that is stated well below what the activity stated beside it comes to: whose figure it is stays,
 * but the upper end holds the other, and it is said. Either may be right. */
static void weigh_activity(const struct ta_carbon *carbon,
                           const struct ta_financed_loans *loans, struct ta_result *out)
{
    static const char *const name[SCOPES] = {"scope 1", "scope 2"};
    static const double tolerated = 0.1; /* of what is computed */
    double more = 0.0;
    for (size_t s = 0; s < SCOPES; s++) {
        double stated = carbon->stated[s], computed = carbon->computed[s];
        if (!(stated < computed * (1.0 - tolerated))) continue;
        more += computed - stated;
        ta_result_why_also(out,
                           "%s is stated as %.6g and comes to %.6g tCO2e/year by the "
                           "activity stated",
                           name[s], stated, computed);
    }
    out->hi = fmax(out->hi, out->value + more * loans->factor);
}

static const char *currency_words(double number)
{
    const char *code = ta_currency_code(number);
    return code != NULL ? code : "an unnamed currency";
}

/* Which option, of which year and per which currency: nothing of it is the client's own. */
static void write_notes(const struct ta_financed_parts *parts, struct ta_result *out)
{
    for (size_t i = 0; i < parts->n_notes; i++) {
        const struct ta_financed_note *n = &parts->note[i];
        ta_result_why_also(out,
                           "by PCAF option %s: the sector's factor of %d per %s, "
                           "amounts of %d",
                           n->option, n->year, currency_words(n->currency),
                           n->amounts_year);
    }
}

/* Scope 3 that the sector's factors stand for: a line of its own, whose grade is its own. */
static void write_scope3(const struct ta_financed_parts *parts, struct ta_result *out)
{
    const struct ta_financed_scope3 *s = &parts->scope3;
    if (!s->any) return;
    ta_result_detail(out, "grade_scope3", (double)s->score, "1");
    if (s->lacking != NULL)
        ta_result_why_also(out, "scope 3 of loan %.40s cannot be told: there is no sum",
                           s->lacking);
    if (!s->noted || s->lacking != NULL) return;
    ta_result_detail(out, "estimated_scope3", s->estimated, "tCO2e/year");
    ta_result_why_also(out,
                       "scope 3, beside the value, by PCAF option %s: the sector's "
                       "factor of %d per %s, amounts of %d",
                       s->note.option, s->note.year, currency_words(s->note.currency),
                       s->note.amounts_year);
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

/* Scope 1 and 2 of the whole life, of project finance that began in the year (PCAF Part A, 5.3). Both have to
 * be said. */
static void write_lifetime(const struct ta_rows *activity, double contracted,
                           struct ta_result *out)
{
    static const char *const row[] = {"lifetime.scope1", "lifetime.scope2"};
    double sum = 0.0;
    for (size_t s = 0; s < sizeof row / sizeof *row; s++) {
        bool said = false;
        for (size_t i = 0; i < activity->n; i++) {
            if (strcmp(activity->name[i], row[s]) != 0) continue;
            sum += ta_rows_at(activity, i, "amount");
            said = true;
        }
        if (!said) return;
    }
    if (!(contracted > 0.0)) return;
    ta_result_detail(out, "project_lifetime", sum, "tCO2e");
    ta_result_detail(out, "financed_lifetime", sum * contracted, "tCO2e");
}

/* Why a factor of the sector that is there did not help. */
static void say_refused(const struct ta_financed_case *of,
                        const struct ta_financed_parts *parts, struct ta_result *out)
{
    const struct ta_sector_part *r = &parts->refused;
    size_t i = parts->lacking_row;
    switch (r->refusal) {
    case TA_SECTOR_TAKEN: break;
    case TA_SECTOR_CLASS:
        ta_result_why_also(out,
                           "PCAF has no option by revenue or assets for its class");
        break;
    case TA_SECTOR_CURRENCY:
        ta_result_why_also(out,
                           "the sector's factor is per %s and the loan in %s: it is "
                           "not converted",
                           currency_words(r->refused_currency),
                           currency_words(ta_rows_at(of->loans, i, "currency")));
        break;
    case TA_SECTOR_NO_YEAR:
        ta_result_why_also(out,
                           "the sector's factor or the loan's amounts name no year");
        break;
    case TA_SECTOR_YEARS_APART:
        ta_result_why_also(out,
                           "the sector's factor of %.0f is too far from the amounts of "
                           "%.0f",
                           r->refused_year, ta_rows_at(of->loans, i, "amounts_year"));
        break;
    }
}

static void write_lacking(const struct ta_financed_case *of,
                          const struct ta_financed_parts *parts, struct ta_result *out)
{
    const char *scope = parts->lacking_scope == TA_SCOPE1 ? "scope 1" : "scope 2";
    bool both = parts->silent[TA_SCOPE1] && parts->silent[TA_SCOPE2];
    bool refused = parts->refused.refusal != TA_SECTOR_TAKEN;
    if (parts->lacking_share)
        ta_result_missing(out, TA_CLIENT_SILENT,
                          "no balance sheet, amount or asset class of loan %.64s",
                          parts->lacking);
    else if (both)
        ta_result_missing(
            out, TA_CLIENT_SILENT,
            refused ? "neither scope 1 nor scope 2 is stated"
                    : "neither scope 1 nor scope 2 is stated; 0 has to be said");
    else if (!refused)
        ta_result_missing(out, TA_CLIENT_SILENT, "%s is not stated; 0 has to be said",
                          scope);
    else
        ta_result_missing(out, TA_CLIENT_SILENT, "%s is not stated", scope);
    say_refused(of, parts, out);
}

/* Of it, by each of PCAF's options; and what of a scope is an estimate. */
static void write_options(const struct ta_financed_parts *parts, struct ta_result *out)
{
    static const char *const name[SCOPES] = {"estimated_scope1", "estimated_scope2"};
    char key[TA_NAME_SIZE];
    for (size_t s = 0; s < SCOPES && parts->n_notes > 0; s++)
        ta_result_detail(out, name[s], parts->estimated[s], "tCO2e/year");
    for (size_t k = 0; k < TA_PCAF_OPTIONS; k++) {
        (void)snprintf(key, sizeof key, "option_%s", ta_pcaf_option(k));
        if (parts->used[k]) ta_result_detail(out, key, parts->option[k], "tCO2e/year");
    }
}

static void write_answer(const struct ta_evidence *e, const struct ta_carbon *carbon,
                         const struct ta_financed_parts *parts,
                         const struct ta_financed_loans *loans, struct ta_result *out)
{
    int grade = 0;
    out->reason = TA_OBSERVED;
    out->value = 0.0;
    for (size_t s = 0; s < SCOPES; s++) {
        out->value += parts->scope[s];
        grade = ta_grade_poorer(grade, parts->score[s]);
        write_source(carbon, s, parts->score[s], out);
    }
    out->grade = grade > 0 ? grade : GRADE_COUNT; /* no rule in force: the poorest */
    out->unchecked = carbon->unchecked || parts->unchecked;
    write_interval(e, out);
    write_caveats(carbon, loans, out);
    write_grid(e, carbon, loans, out);
    weigh_activity(carbon, loans, out);
    write_notes(parts, out);
    write_scope3(parts, out);
    ta_ledgers_tell(&parts->both, out);
    if (carbon->produced)
        ta_result_why_also(out, "scope 1 by the power fed in and plants of its fuel");
    write_options(parts, out);
    write_accounts(carbon, parts, loans, out);
}

/* What is stated; nothing where the sector's factors may stand for it. @return false when neither is there */
static bool activity_of(const struct ta_evidence *e, const struct ta_rows *loans,
                        struct ta_rows *rows, struct ta_result *out)
{
    const struct ta_input *activity = ta_evidence_input(e, "activity");
    bool stated = activity != NULL && activity->reason == TA_OBSERVED;
    *rows = (struct ta_rows){.n = 0};
    if (stated) *rows = activity->rows;
    return stated || ta_sector_stated(loans) ||
           ta_result_need(out, e, "activity") != NULL;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)scratch;
    ta_result_clear(out);
    const struct ta_input *loan = ta_result_need(out, evidence, "loans");
    if (loan == NULL) return TA_OK;
    struct ta_rows activity;
    if (!activity_of(evidence, &loan->rows, &activity, out)) return TA_OK;
    if (loan->rows.n == 0) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "no loan");
        return TA_OK;
    }
    struct ta_carbon carbon;
    const struct ta_indicator *self = &ta_indicator_financed_emissions;
    enum ta_status rc =
        ta_carbon_sum(&activity, tables, date, ta_gwp_set(evidence, self),
                      ta_grid_abroad(evidence), &carbon);
    if (rc != TA_OK) return rc;
    take_production(evidence, &carbon);

    struct ta_financed_loans loans;
    struct ta_financed_parts parts;
    const struct ta_financed_case of = {
        &loan->rows, &carbon, tables, date,
        ta_evidence_param(evidence, self, "factor_years")};
    ta_financed_loans(&loan->rows, date, out, &loans);
    ta_financed_parts(&of, &parts);
    out->n_looks = activity.n;
    if (carbon.unknown != NULL)
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no factor in force for %.80s",
                          carbon.unknown);
    else if (parts.lacking != NULL)
        write_lacking(&of, &parts, out);
    else
        write_answer(evidence, &carbon, &parts, &loans, out);
    if (out->reason == TA_OBSERVED) write_lifetime(&activity, loans.contracted, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input[] = {
    {"loans", TA_INPUT_ROWS, TA_FROM_PROJECT, "loans", "1", -1e18, 1e18, true,
     "one row per loan, amounts of a row in one currency: asset_class (1 project finance, 2 business "
     "loan, 3 listed equity, 4 corporate bond, 5 unlisted equity, 6 commercial real estate, 7 mortgage, "
     "8 motor vehicle, 9 sovereign debt), outstanding, and what its class asks for: equity, debt, "
     "total_investment, total_assets, evic, property_value, gdp_ppp; perhaps accrued_interest (part of "
     "outstanding), converted (1: amounts came by a rate), average_outstanding and revenue for the PBoC's ledger, start (yyyymmdd, first drawdown); for PCAF's option 3 "
     "currency (ISO 4217, three digits) and amounts_year of the row, sector_revenue_scope1 and _scope2 (tCO2e per unit of revenue), "
     "sector_revenue_currency and _year, sector_assets_ likewise (per unit of assets), sector_turnover (revenue per assets) and sector_turnover_year, sector_revenue_scope3, _scope3_currency and _scope3_year, and of assets likewise. "
     "A project states the factors as declared figures sector_revenue.scope1, .scope2 and .scope3, sector_assets.scope1, .scope2 and .scope3 (in tCO2e per unit "
     "of a currency) and sector_turnover, each with its period and source"},
    {"generation", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "generation_emissions", "tCO2e/year", 0, 1e15, false,
     "scope 1 by the power fed in, where neither it nor fuels are stated"},
    {"country", TA_INPUT_TEXT, TA_FROM_PROJECT, "country", "1", 0, 0, false,
     "two capitals of ISO 3166-1: power of another country than CN has no factor here; without one it is taken for CN and told"},
    {"activity", TA_INPUT_ROWS, TA_FROM_PROJECT, "declared", "1", 0, 1e15, true,
     "amount per row; may be missing where the sector's factors stand for it: emissions.scope1, .scope2, .scope2_market, .scope3, .biogenic, .removals, "
     ".avoided, .credits_retired, .credits_generated (tCO2e), lifetime.scope1, .scope2 (tCO2e, of a whole life), fuel.NAME and fuel_cn.NAME (t), "
     "fuel_energy.NAME (GJ), gas_cn.NAME (m3), electricity.REGION and electricity_green.REGION (MWh); perhaps years, until (yyyymmdd, whose factors count, and whose power certificates cover) and grade"},
};

/* The spreads are a policy of the model, not a measurement. */
static const struct ta_param_spec param[] = {
    TA_GWP_PARAMS,
    {"factor_years", "year", 0, 100, 5, "most years between a sector's factor and the amounts that it is used on (option 3)"},
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
        "PCAF Part A, 2nd edition 2022, chapter 5 and annex 10.1 (attribution, "
        "options, data quality); IPCC "
        "2006 "
        "Guidelines vol. 2, eq. 2.1 (activity times factor); beside it, unchecked, the "
        "PBoC's technical guide of 2021",
    .version = 11,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_WIDER,
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

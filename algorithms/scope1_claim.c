/* SPDX-License-Identifier: Apache-2.0 */
/** @file scope1_claim.c  Scope 1 that a plant reports, against what it generated and what it burnt.
 *
 *  The counterpart is that of generation_emissions: power fed times the intensity of facilities of
 *  the same fuels in the same country, 5th to 95th percentile. That is an estimate and no measurement:
 *  plants of one fuel differ, and only a report below what nearly all of them emit is contradicted.
 *  Where nobody knows the plants of the country, nobody is accused by those of another.
 *
 *  The fuels that the client states, by their factors, are a floor: a report that leaves one of them out
 *  is contradicted. They clear nobody, since other fuels may not be stated. */
#include <math.h>
#include <string.h>

#include "carbon.h"
#include "claim.h"
#include "indicators.h"
#include "rows.h"

static const double half_interval_in_sigma = 1.645;
enum { GRADE_FUELS = 3 };
static const char reported[] = "emissions.scope1";

/* Tonnes a year of all rows that report it, as financed_emissions sums them; NaN when none does. */
static double declared_of(const struct ta_rows *rows)
{
    double sum = NAN;
    for (size_t i = 0; i < rows->n; i++) {
        double years = ta_rows_at(rows, i, "years");
        if (strcmp(rows->name[i], reported) != 0) continue;
        double amount = ta_rows_at(rows, i, "amount") / (isnan(years) ? 1.0 : years);
        sum = isnan(sum) ? amount : sum + amount;
    }
    return sum;
}

static void judge(const struct ta_evidence *e, double declared,
                  const struct ta_result *estimate, struct ta_result *out)
{
    struct ta_claim claim = {
        .declared = declared,
        .declared_error = (double)NAN,
        .observed = estimate->value,
        .observed_error = (estimate->value - estimate->lo) / half_interval_in_sigma,
        .least_seen = estimate->value - estimate->lo,
        .side = TA_CLAIM_LESS_FLATTERS,
    };
    ta_claim_rule(e, &ta_indicator_scope1_claim, &claim);
    struct ta_claim_answer answer = ta_claim_judge(&claim);
    ta_claim_write(&claim, &answer, "scope 1 for the power generated", "tCO2e/year",
                   out);
    out->unchecked = estimate->unchecked;
    out->n_looks = estimate->n_looks;
    if (out->reason != TA_OBSERVED) return;
    out->lo = estimate->lo - declared;
    out->hi = estimate->hi - declared;
    out->grade = estimate->grade;
}

/* The fuels stated contradict the report: that is the answer. @return whether they do */
static bool contradicted(const struct ta_evidence *e, double declared,
                         const struct ta_carbon *carbon, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_scope1_claim;
    double burnt = carbon->computed[TA_SCOPE1];
    if (isnan(declared) || isnan(burnt)) return false;
    double error = burnt * ta_evidence_param(e, self, "fuel_error");
    struct ta_claim claim = {
        .declared = declared,
        .declared_error = (double)NAN,
        .observed = burnt,
        .observed_error = error,
        .least_seen = 0.0,
        .side = TA_CLAIM_LESS_FLATTERS,
    };
    ta_claim_rule(e, self, &claim);
    struct ta_claim_answer answer = ta_claim_judge(&claim);
    if (answer.verdict != TA_CLAIM_CONTRADICTED) return false;
    ta_claim_write(&claim, &answer, "scope 1 for the fuels stated", "tCO2e/year", out);
    out->lo = answer.excess - half_interval_in_sigma * error;
    out->hi = answer.excess + half_interval_in_sigma * error;
    out->unchecked = carbon->unchecked;
    out->grade = GRADE_FUELS;
    return true;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    struct ta_result estimate;
    ta_result_clear(out);
    const struct ta_input *activity = ta_result_need(out, evidence, "activity");
    if (activity == NULL) return TA_OK;
    double declared = declared_of(&activity->rows);
    if (declared < 0.0 || isinf(declared)) return TA_E_DATA;
    enum ta_status rc = ta_indicator_generation_emissions.evaluate(
        evidence, tables, date, scratch, &estimate);
    if (rc != TA_OK) return rc;
    struct ta_carbon carbon;
    rc = ta_carbon_sum(&activity->rows, tables, date,
                       ta_gwp_set(evidence, &ta_indicator_scope1_claim),
                       ta_grid_abroad(evidence), &carbon);
    if (rc != TA_OK) return rc;
    if (contradicted(evidence, declared, &carbon, out))
        out->n_looks = activity->rows.n;
    else if (isnan(declared))
        ta_result_missing(out, TA_CLIENT_SILENT, "no scope 1 is reported");
    else if (estimate.reason != TA_OBSERVED)
        ta_result_missing(out, estimate.reason, "%s", estimate.why);
    else
        judge(evidence, declared, &estimate, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"activity", TA_INPUT_ROWS, TA_FROM_PROJECT, "declared", "1", 0, 1e15, true,
     "amount per row: emissions.scope1 (tCO2e) as reported and generation.FUEL (MWh fed), fuel.NAME, "
     "fuel_cn.NAME (t), fuel_energy.NAME (GJ), gas_cn.NAME (m3) of the same period; perhaps years; other "
     "rows are left aside"},
    {"country", TA_INPUT_TEXT, TA_FROM_PROJECT, "country", "1", 0, 0, false,
     "two capitals of ISO 3166-1: whose plants the power is held to"},
};

static const struct ta_param_spec param[] = {
    {"fuel_error", "1", 0.001, 1, 0.05, "relative standard error of fuel times factor"},
    TA_GWP_PARAMS,
    TA_CLAIM_PARAMS,
};
/* clang-format on */

static const char *const tables_read[] = {"generation_factors", "combustion_factors",
                                          "combustion_factors_china",
                                          "grid_factors_china", "gwp100"};

const struct ta_indicator ta_indicator_scope1_claim = {
    .id = "scope1_claim",
    .unit = "tCO2e/year",
    .cite = "PCAF Part A, 2nd edition 2022, options 2a and 2b against the report; "
            "claim and gate: "
            "rules of this program, see algorithms/claim.h",
    .version = 4,
    .role = TA_ROLE_GATE,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_ERROR,
    .lo = -1e15,
    .hi = 1e15,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
    .claim = "activity",
};

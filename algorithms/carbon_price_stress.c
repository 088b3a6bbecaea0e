/* SPDX-License-Identifier: Apache-2.0 */
/** @file carbon_price_stress.c  What a carbon price takes from a borrower's earnings.
 *
 *      cost = E (1 - free) (P - P0) (1 - passed on)
 *
 *  The share of EBITDA that it takes is the value, 0 where nothing is taken, and the largest where there are
 *  no earnings to take it from. Debt service cover before and after stands beside it where tax and
 *  capital expenditure are stated (0 has to be said): without them it would be better than it is. Prices are
 *  scenarios: the model names them, none is built in. */
#include <math.h>

#include "credit_overlay.h"
#include "indicators.h"
#include "result_numbers.h"

enum { SCOPE1, EBITDA, TAX, CAPEX, SERVICE, NUMBERS };
static const char *const names[NUMBERS] = {"scope1", "ebitda", "tax", "capex",
                                           "debt_service"};

static const double most_share = 1000.0; /* percent */

static double share_of(double cost, double ebitda)
{
    if (cost == 0.0) return 0.0;
    double share = ebitda > 0.0 ? 100.0 * cost / ebitda : cost * (double)INFINITY;
    return fmax(-most_share, fmin(share, most_share));
}

static void write_cover(const double *v, double cost, double covenant,
                        struct ta_result *out)
{
    if (!(v[SERVICE] > 0.0)) return;
    if (isnan(v[TAX]) || isnan(v[CAPEX])) {
        ta_result_why(out, "no debt service cover: %s is not stated, 0 has to be said",
                      isnan(v[TAX]) ? "tax" : "capex");
        return;
    }
    double before = ta_debt_service_cover(v[EBITDA], v[TAX], v[CAPEX], v[SERVICE]);
    double after =
        ta_debt_service_cover(v[EBITDA] - cost, v[TAX], v[CAPEX], v[SERVICE]);
    ta_result_detail(out, "cover_before", before, "1");
    ta_result_detail(out, "cover_after", after, "1");
    ta_result_detail(out, "covenant", covenant, "1");
    if (after < covenant)
        ta_result_why(out,
                      "debt service cover falls to %.2f, below the covenant of %.2f",
                      after, covenant);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_carbon_price_stress;
    (void)tables;
    (void)date;
    (void)scratch;
    double v[NUMBERS];
    int grade;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << SCOPE1 | 1u << EBITDA,
                           v, &grade))
        return TA_OK;
    double price = ta_evidence_param(evidence, self, "price");
    if (!(price > 0.0)) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "the model names no carbon price");
        return TA_OK;
    }
    double cost =
        ta_carbon_cost(v[SCOPE1], ta_evidence_param(evidence, self, "free_share"),
                       price, ta_evidence_param(evidence, self, "price_now"),
                       ta_evidence_param(evidence, self, "passed_on"));
    out->value = share_of(cost, v[EBITDA]);
    ta_result_stated(out, grade);
    ta_result_detail(out, "cost", cost, "CNY/year");
    write_cover(v, cost, ta_evidence_param(evidence, self, "covenant"), out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"scope1", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.emissions.scope1", "tCO2e/year", 0, 1e12, true,
     "emissions of a year that a price falls on"},
    {"ebitda", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.ebitda", "CNY/year", -1e15, 1e15, true,
     "earnings of a year before interest, taxes, depreciation and amortisation"},
    {"tax", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.tax", "CNY/year", -1e15, 1e15, false, "tax of the year"},
    {"capex", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.capex", "CNY/year", 0, 1e15, false,
     "capital expenditure of the year; like tax without it no debt service cover"},
    {"debt_service", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.debt_service", "CNY/year", 0, 1e15, false,
     "interest and principal due in the year"},
};

static const struct ta_param_spec param[] = {
    {"price", "CNY/t", 0, 1e5, 0, "carbon price of the scenario; 0: none is named"},
    {"price_now", "CNY/t", 0, 1e5, 0, "carbon price that earnings bear already"},
    {"free_share", "1", 0, 1, 0, "share of emissions with free allowances"},
    {"passed_on", "1", 0, 1, 0, "share of the cost that customers bear"},
    {"covenant", "1", 0, 10, 1.2, "least debt service cover that the contract asks for"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_carbon_price_stress = {
    .id = "carbon_price_stress",
    .unit = "%",
    .cite = "Cost of a carbon price on earnings and debt service; rule of this "
            "program, see "
            "the head of algorithms/carbon_price_stress.c",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = -1000.0,
    .hi = 1000.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

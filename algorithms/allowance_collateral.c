/* SPDX-License-Identifier: Apache-2.0 */
/** @file allowance_collateral.c  What pledged carbon allowances are worth.
 *
 *      value = (tonnes - own surrender obligation) min(spot, mean of 20 days, of 60 days) (1 - h)
 *      h     = 1 - exp(-z s sqrt(days / 250))
 *
 *  What the borrower has to surrender for its own emissions secures nothing. */
#include <math.h>

#include "credit_overlay.h"
#include "indicators.h"
#include "result_numbers.h"

enum { TONNES, OBLIGATION, SPOT, MEAN20, MEAN60, NUMBERS };
static const char *const names[NUMBERS] = {"tonnes", "obligation", "spot", "mean_20",
                                           "mean_60"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_allowance_collateral;
    (void)tables;
    (void)date;
    (void)scratch;
    double v[NUMBERS];
    int grade;
    ta_result_clear(out);
    unsigned needs = 1u << TONNES | 1u << OBLIGATION | 1u << SPOT;
    if (!ta_result_numbers(out, evidence, NUMBERS, names, needs, v, &grade))
        return TA_OK;
    double haircut =
        ta_price_haircut(ta_evidence_param(evidence, self, "z"),
                         ta_evidence_param(evidence, self, "volatility"),
                         ta_evidence_param(evidence, self, "days_to_sell"));
    double free = fmax(v[TONNES] - v[OBLIGATION], 0.0);
    double price =
        fmin(v[SPOT], fmin(v[MEAN20], v[MEAN60])); /* fmin() leaves out NaN */
    out->value = free * price * (1.0 - haircut);
    ta_result_stated(out, grade);
    if (isnan(v[MEAN20]) || isnan(v[MEAN60]))
        ta_result_why(out, "no mean price of %s days, which may be lower",
                      !isnan(v[MEAN20])   ? "60"
                      : !isnan(v[MEAN60]) ? "20"
                                          : "20 and of 60");
    ta_result_detail(out, "free_tonnes", free, "t");
    ta_result_detail(out, "price", price, "CNY/t");
    ta_result_detail(out, "haircut", 100.0 * haircut, "%");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"tonnes", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.allowances", "t", 0, 1e12, true,
     "allowances pledged"},
    {"obligation", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.surrender_obligation", "t", 0, 1e12, true,
     "allowances that the client has to surrender itself"},
    {"spot", TA_INPUT_NUMBER, TA_FROM_LAYER, "allowance_price", "CNY/t", 0, 1e5, true, "price of the day"},
    {"mean_20", TA_INPUT_NUMBER, TA_FROM_LAYER, "allowance_price_20", "CNY/t", 0, 1e5, false,
     "mean price of 20 trading days, weighted by volume"},
    {"mean_60", TA_INPUT_NUMBER, TA_FROM_LAYER, "allowance_price_60", "CNY/t", 0, 1e5, false,
     "mean price of 60 trading days, weighted by volume"},
};

static const struct ta_param_spec param[] = {
    {"z", "1", 0, 5, 2.33, "normal deviate of the haircut's confidence"},
    {"volatility", "1", 0, 5, 0.35, "yearly volatility of the price"},
    {"days_to_sell", "day", 0, 250, 20, "trading days that a sale takes"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_allowance_collateral = {
    .id = "allowance_collateral",
    .unit = "CNY",
    .cite = "Haircut by a lognormal price over the time to sell; rule of this program, "
            "see the "
            "head of algorithms/allowance_collateral.c",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_LOWER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e17,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "financed_loans.h"

#include <math.h>
#include <stdio.h>

#include "rows.h"
#include "statements.h"

enum { LOANS_SHOWN = 8 };

static struct ta_attribution_terms terms_of(const struct ta_rows *rows, size_t i)
{
    double class = ta_rows_at(rows, i, "asset_class");
    bool known = class >= 1.0 && class < TA_ASSET_CLASS_END && class == floor(class);
    return (struct ta_attribution_terms){
        .asset_class = known ? (enum ta_asset_class) class : TA_ASSET_CLASS_END,
        .outstanding = ta_rows_at(rows, i, "outstanding"),
        .accrued_interest = ta_rows_at(rows, i, "accrued_interest"),
        .equity = ta_rows_at(rows, i, "equity"),
        .debt = ta_rows_at(rows, i, "debt"),
        .total_investment = ta_rows_at(rows, i, "total_investment"),
        .total_assets = ta_rows_at(rows, i, "total_assets"),
        .evic = ta_rows_at(rows, i, "evic"),
        .property_value = ta_rows_at(rows, i, "property_value"),
        .gdp_ppp = ta_rows_at(rows, i, "gdp_ppp"),
        .average_outstanding = ta_rows_at(rows, i, "average_outstanding"),
        .revenue = ta_rows_at(rows, i, "revenue")};
}

struct ta_financed_loan ta_financed_loan_at(const struct ta_rows *rows, size_t i)
{
    struct ta_attribution_terms terms = terms_of(rows, i);
    return (struct ta_financed_loan){rows->name[i], terms.asset_class,
                                     ta_attribution_of(&terms),
                                     ta_pboc_share_of(&terms)};
}

/* Project finance whose first drawdown lies in the year; a day that is none begins nothing. */
static bool is_contracted(const struct ta_rows *rows, size_t i,
                          enum ta_asset_class class, ta_day date)
{
    bool ok = true;
    ta_day start = ta_day_of_number(ta_rows_at(rows, i, "start"), &ok);
    return class == TA_PROJECT_FINANCE && start != TA_DAY_NONE &&
           ta_year_of_day(start) == ta_year_of_day(date);
}

void ta_financed_loans(const struct ta_rows *rows, ta_day date, struct ta_result *out,
                       struct ta_financed_loans *sum)
{
    *sum = (struct ta_financed_loans){.factor = 0.0};
    for (size_t i = 0; i < rows->n; i++) {
        const struct ta_financed_loan loan = ta_financed_loan_at(rows, i);
        sum->converted = sum->converted || ta_rows_at(rows, i, "converted") > 0.0;
        sum->guide +=
            loan.asset_class == TA_PROJECT_FINANCE ? loan.pboc.factor : (double)NAN;
        if (isnan(loan.pcaf.factor)) {
            sum->unknown = true;
            continue;
        }
        sum->factor += loan.pcaf.factor;
        if (is_contracted(rows, i, loan.asset_class, date))
            sum->contracted += loan.pcaf.factor;
        sum->from_total = sum->from_total || loan.pcaf.from_total;
        sum->equity_zeroed = sum->equity_zeroed || loan.pcaf.equity_zeroed;
        if (i >= LOANS_SHOWN) continue;
        char name[TA_NAME_SIZE];
        (void)snprintf(name, sizeof name, "attribution_%.40s", rows->name[i]);
        ta_result_detail(out, name, loan.pcaf.factor, "1");
    }
}

void ta_ledgers_add(struct ta_both_ledgers *sum, const struct ta_financed_loan *loan,
                    double financed, double per_unit, double whole)
{
    double guide = whole * loan->pboc.factor, mean = loan->pboc.principal * per_unit;
    sum->pcaf += financed;
    sum->pboc += guide;
    sum->by_balance += mean - loan->pcaf.principal * per_unit;
    sum->by_denominator += guide - mean;
}

void ta_ledgers_tell(const struct ta_both_ledgers *sum, struct ta_result *out)
{
    if (isnan(sum->pboc)) return;
    ta_result_detail(out, "pboc_financed_unchecked", sum->pboc, "tCO2e/year");
    ta_result_detail(out, "reconcile_balance", sum->by_balance, "tCO2e/year");
    ta_result_detail(out, "reconcile_denominator", sum->by_denominator, "tCO2e/year");
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "financed_loans.h"

#include <math.h>
#include <stdio.h>

#include "rows.h"

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

static void add_other_ledger(const struct ta_attribution_terms *terms,
                             const struct ta_attribution *pcaf,
                             struct ta_financed_loans *sum)
{
    struct ta_attribution pboc = ta_pboc_share_of(terms);
    struct ta_reconciliation r = ta_reconcile(pcaf, &pboc);
    sum->pboc += pboc.factor;
    sum->by_balance += r.balance;
    sum->by_denominator += r.denominator;
}

void ta_financed_loans(const struct ta_rows *rows, struct ta_result *out,
                       struct ta_financed_loans *sum)
{
    *sum = (struct ta_financed_loans){.factor = 0.0};
    for (size_t i = 0; i < rows->n; i++) {
        struct ta_attribution_terms terms = terms_of(rows, i);
        struct ta_attribution a = ta_attribution_of(&terms);
        if (isnan(a.factor)) {
            if (sum->unknown == NULL) sum->unknown = rows->name[i];
            continue;
        }
        sum->factor += a.factor;
        sum->from_total = sum->from_total || a.from_total;
        sum->equity_zeroed = sum->equity_zeroed || a.equity_zeroed;
        sum->converted = sum->converted || ta_rows_at(rows, i, "converted") > 0.0;
        sum->classes |= 1u << terms.asset_class;
        add_other_ledger(&terms, &a, sum);
        if (i >= LOANS_SHOWN) continue;
        char name[TA_NAME_SIZE];
        (void)snprintf(name, sizeof name, "attribution_%.40s", rows->name[i]);
        ta_result_detail(out, name, a.factor, "1");
    }
}

void ta_financed_reconcile(const struct ta_financed_loans *loans, double emissions,
                           struct ta_result *out)
{
    if (isnan(loans->pboc)) return;
    ta_result_detail(out, "pboc_financed_unchecked", emissions * loans->pboc,
                     "tCO2e/year");
    ta_result_detail(out, "reconcile_balance", emissions * loans->by_balance,
                     "tCO2e/year");
    ta_result_detail(out, "reconcile_denominator", emissions * loans->by_denominator,
                     "tCO2e/year");
}

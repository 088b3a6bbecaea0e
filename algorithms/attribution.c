/* SPDX-License-Identifier: Apache-2.0 */
#include "attribution.h"

#include <math.h>
#include <string.h>

static const struct {
    int code;
    const char *word;
} classes[] = {
#define X(name, number, text) {number, text},
    TA_ASSET_CLASS_LIST(X)
#undef X
};

int ta_asset_class_code(const char *word)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strcmp(classes[i].word, word) == 0) return classes[i].code;
    return 0;
}

const char *ta_asset_class_word(int code)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (classes[i].code == code) return classes[i].word;
    return NULL;
}

/* Equity and debt, equity not below 0; NaN when either is not known. */
static double equity_and_debt(const struct ta_attribution_terms *t,
                              struct ta_attribution *out)
{
    out->equity_zeroed = t->equity < 0.0;
    return out->equity_zeroed ? t->debt : t->equity + t->debt;
}

static double stand_in(double value, struct ta_attribution *out)
{
    out->from_total = value > 0.0;
    return value;
}

static double of_company(const struct ta_attribution_terms *t,
                         struct ta_attribution *out)
{
    if (t->evic > 0.0) return t->evic;
    double own = equity_and_debt(t, out);
    return isnan(own) ? stand_in(t->total_assets, out) : own;
}

static double of_project(const struct ta_attribution_terms *t,
                         struct ta_attribution *out)
{
    double own = equity_and_debt(t, out);
    return isnan(own) ? stand_in(t->total_investment, out) : own;
}

static double denominator(const struct ta_attribution_terms *t,
                          struct ta_attribution *out)
{
    switch (t->asset_class) {
    case TA_PROJECT_FINANCE: return of_project(t, out);
    case TA_BUSINESS_LOAN:
    case TA_CORPORATE_BOND: return of_company(t, out);
    case TA_LISTED_EQUITY: return t->evic;
    case TA_UNLISTED_EQUITY: {
        double own = equity_and_debt(t, out);
        return isnan(own) ? stand_in(t->total_assets, out) : own;
    }
    case TA_COMMERCIAL_REAL_ESTATE:
    case TA_MORTGAGE:
    case TA_MOTOR_VEHICLE: return t->property_value;
    case TA_SOVEREIGN_DEBT: return t->gdp_ppp;
    case TA_ASSET_CLASS_END: break;
    }
    return (double)NAN;
}

/* No cap: the standard's text has none for these classes, and one for each loan would let the total
 * hang on how loans are cut. */
static void finish(struct ta_attribution *out)
{
    out->factor = (double)NAN;
    if (!(out->principal >= 0.0) || !(out->of > 0.0)) return;
    out->factor = out->principal / out->of;
}

struct ta_attribution ta_attribution_of(const struct ta_attribution_terms *terms)
{
    struct ta_attribution out = {.factor = (double)NAN};
    double interest = isnan(terms->accrued_interest) ? 0.0 : terms->accrued_interest;
    out.principal = terms->outstanding - interest;
    out.of = denominator(terms, &out);
    finish(&out);
    return out;
}

struct ta_attribution ta_pboc_share_of(const struct ta_attribution_terms *terms)
{
    struct ta_attribution out = {.factor = (double)NAN,
                                 .principal = terms->average_outstanding,
                                 .of = (double)NAN};
    if (terms->asset_class == TA_PROJECT_FINANCE) out.of = terms->total_investment;
    if (terms->asset_class == TA_BUSINESS_LOAN) out.of = terms->revenue;
    finish(&out);
    return out;
}

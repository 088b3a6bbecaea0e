/* SPDX-License-Identifier: Apache-2.0 */
#include "attribution.h"

#include <math.h>

static double denominator(const struct ta_attribution_terms *t,
                          struct ta_attribution *out)
{
    if (t->asset_class == TA_BUSINESS_LOAN && t->evic > 0.0) return t->evic;

    double own = t->equity + t->debt; /* NaN when either is not known */
    if (t->equity < 0.0) {
        out->equity_zeroed = true;
        own = t->debt;
    }
    if (!isnan(own)) return own;
    if (t->asset_class != TA_PROJECT_FINANCE) return NAN;
    out->from_total = t->total_investment > 0.0;
    return t->total_investment;
}

struct ta_attribution ta_attribution_of(const struct ta_attribution_terms *terms)
{
    struct ta_attribution out = {.factor = NAN};
    double interest = isnan(terms->accrued_interest) ? 0.0 : terms->accrued_interest;
    double principal = terms->outstanding - interest;
    double of = denominator(terms, &out);
    if (!(principal >= 0.0) || !(of > 0.0)) return out;

    out.capped = principal > of;
    out.factor = out.capped ? 1.0 : principal / of;
    return out;
}

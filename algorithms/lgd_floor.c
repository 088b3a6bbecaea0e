/* SPDX-License-Identifier: Apache-2.0 */
#include "lgd_floor.h"

#include <math.h>

/* By enum ta_security, as the table calls it. */
static const char *const words[TA_SECURITY_END] = {
    "unsecured", "financial", "receivables", "real_estate", "other_physical"};

/* In %; NaN when no row is in force. */
static double row_of(const struct ta_table_set *tables, ta_day date,
                     enum ta_security security, const char *quantity,
                     struct ta_lgd_floor *out)
{
    const char *const key[] = {words[security], quantity};
    const struct ta_table *table = ta_table_find(tables, "irb_lgd_floor");
    const struct ta_row *row = table == NULL ? NULL : ta_table_row(table, key, date);
    if (row == NULL) return (double)NAN;
    if (!row->checked) out->unchecked = true;
    return row->value;
}

static bool is_stated(const struct ta_security_terms *t)
{
    return t->kind >= TA_SECURED_FINANCIAL && t->kind < TA_SECURITY_END &&
           t->kind == floor(t->kind) && t->collateral > 0.0 && t->exposure > 0.0;
}

struct ta_lgd_floor ta_lgd_floor_of(const struct ta_table_set *tables, ta_day date,
                                    const struct ta_security_terms *terms)
{
    struct ta_lgd_floor out = {.value = (double)NAN};
    out.value = row_of(tables, date, TA_UNSECURED, "floor", &out);
    if (isnan(out.value) || !is_stated(terms)) return out;
    enum ta_security security = (enum ta_security)terms->kind;
    double haircut = security == TA_SECURED_FINANCIAL
                         ? terms->financial_haircut
                         : row_of(tables, date, security, "haircut", &out) / 100.0;
    double secured = row_of(tables, date, security, "floor", &out);
    if (isnan(haircut) || isnan(secured)) return out; /* no rule: nothing is secured */
    out.secured = fmin(1.0, terms->collateral * (1.0 - haircut) / terms->exposure);
    out.value = out.value * (1.0 - out.secured) + secured * out.secured;
    return out;
}

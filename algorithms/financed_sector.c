/* SPDX-License-Identifier: Apache-2.0 */
#include "financed_sector.h"

#include <math.h>
#include <stdio.h>

#include "currency.h"
#include "rows.h"

/** A factor of the sector as its row has it. */
struct factor {
    double value, currency, year; /**< NaN where it is not there */
};

static double at(const struct ta_rows *rows, size_t i, const char *kind,
                 const char *what)
{
    char name[TA_NAME_SIZE];
    (void)snprintf(name, sizeof name, "sector_%s_%s", kind, what);
    return ta_rows_at(rows, i, name);
}

/* Emissions per revenue or assets. */
static struct factor factor_of(const struct ta_rows *rows, size_t i, const char *kind,
                               size_t scope)
{
    if (scope == TA_SECTOR_SCOPE3)
        return (struct factor){at(rows, i, kind, "scope3"),
                               at(rows, i, kind, "scope3_currency"),
                               at(rows, i, kind, "scope3_year")};
    return (struct factor){at(rows, i, kind, scope == 0 ? "scope1" : "scope2"),
                           at(rows, i, kind, "currency"), at(rows, i, kind, "year")};
}

/* A ratio of two amounts of one currency: it has none. */
static struct factor turnover_of(const struct ta_rows *rows, size_t i)
{
    return (struct factor){ta_rows_at(rows, i, "sector_turnover"),
                           ta_rows_at(rows, i, "currency"),
                           ta_rows_at(rows, i, "sector_turnover_year")};
}

/** The row that a factor is used on. */
struct use {
    double currency, year, years_most;
};

/* Notes the first refusal: that of the best option. */
static bool refuse(struct ta_sector_part *out, enum ta_sector_refusal why,
                   const struct factor *f)
{
    if (out->refusal == TA_SECTOR_TAKEN) {
        out->refusal = why;
        out->refused_year = f->year;
        out->refused_currency = f->currency;
    }
    return false;
}

/* Four digits; what is not stated is none. */
static bool is_year(double year)
{
    return year >= 1000.0 && year <= 9999.0;
}

static bool usable(const struct factor *f, const struct use *use,
                   struct ta_sector_part *out)
{
    if (!(f->value >= 0.0)) return false;
    if (f->currency != use->currency || ta_currency_code(f->currency) == NULL)
        return refuse(out, TA_SECTOR_CURRENCY, f); /* NaN is none either */
    if (!is_year(f->year) || !is_year(use->year))
        return refuse(out, TA_SECTOR_NO_YEAR, f);
    if (fabs(f->year - use->year) > use->years_most)
        return refuse(out, TA_SECTOR_YEARS_APART, f);
    return true;
}

static void take(struct ta_sector_part *out, const char *option, double principal,
                 double per_unit, const struct factor *f)
{
    out->option = option;
    out->financed = principal * per_unit;
    out->per_unit = per_unit;
    out->year = (int)f->year;
    out->currency = f->currency;
}

static bool has_option(const struct ta_rows *rows, size_t i)
{
    double class = ta_rows_at(rows, i, "asset_class");
    return class >= TA_PROJECT_FINANCE && class <= TA_UNLISTED_EQUITY;
}

struct ta_sector_part ta_sector_part_of(const struct ta_rows *rows, size_t i,
                                        size_t scope, const struct ta_attribution *a,
                                        double years_most)
{
    struct ta_sector_part out = {.financed = (double)NAN, .whole = (double)NAN};
    const struct use use = {ta_rows_at(rows, i, "currency"),
                            ta_rows_at(rows, i, "amounts_year"), years_most};
    struct factor revenue = factor_of(rows, i, "revenue", scope);
    const struct factor assets = factor_of(rows, i, "assets", scope);
    const struct factor turnover = turnover_of(rows, i);
    if (!has_option(rows, i)) {
        if (revenue.value >= 0.0 || assets.value >= 0.0)
            (void)refuse(&out, TA_SECTOR_CLASS, &revenue);
        return out;
    }
    double earned = ta_rows_at(rows, i, "revenue");
    bool by_revenue = usable(&revenue, &use, &out);
    if (by_revenue && earned >= 0.0) out.whole = earned * revenue.value;
    if (a->factor >= 0.0 && out.whole >= 0.0) {
        take(&out, "3a", a->principal, out.whole / a->of, &revenue);
    } else if (a->principal >= 0.0 && usable(&assets, &use, &out)) {
        take(&out, "3b", a->principal, assets.value, &assets);
    } else if (a->principal >= 0.0 && by_revenue && usable(&turnover, &use, &out)) {
        revenue.year = fmin(revenue.year, turnover.year);
        take(&out, "3c", a->principal, turnover.value * revenue.value, &revenue);
    }
    return out;
}

bool ta_sector_stated(const struct ta_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        for (size_t scope = 0; scope < 2; scope++)
            if (factor_of(rows, i, "revenue", scope).value >= 0.0 ||
                factor_of(rows, i, "assets", scope).value >= 0.0)
                return true;
    return false;
}

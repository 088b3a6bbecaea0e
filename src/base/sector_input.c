/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sector_input.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/time.h"
#include "currency.h"
#include "units.h"

enum { SCOPE1, SCOPE2, CURRENCY, YEAR, KIND_COLUMNS };
enum { REVENUE = 0, ASSETS = KIND_COLUMNS, TURNOVER = 2 * KIND_COLUMNS, TURNOVER_YEAR };
/* Scope 3 stands beside the others, and its factors beside theirs: an older one ages none of them. */
enum { REVENUE3 = TURNOVER_YEAR + 1, ASSETS3 = REVENUE3 + 3 };

/** A factor that is stated, and the columns that it fills. */
struct place {
    const char *name;
    int value, currency, year;
};

static const struct place factors[] = {
    {"sector_revenue.scope1", REVENUE + SCOPE1, REVENUE + CURRENCY, REVENUE + YEAR},
    {"sector_revenue.scope2", REVENUE + SCOPE2, REVENUE + CURRENCY, REVENUE + YEAR},
    {"sector_assets.scope1", ASSETS + SCOPE1, ASSETS + CURRENCY, ASSETS + YEAR},
    {"sector_assets.scope2", ASSETS + SCOPE2, ASSETS + CURRENCY, ASSETS + YEAR},
    {"sector_revenue.scope3", REVENUE3, REVENUE3 + 1, REVENUE3 + 2},
    {"sector_assets.scope3", ASSETS3, ASSETS3 + 1, ASSETS3 + 2}};
static const char turnover[] = "sector_turnover";

const char *ta_sector_unit(const char *name)
{
    for (size_t k = 0; k < sizeof factors / sizeof *factors; k++)
        if (strcmp(factors[k].name, name) == 0) return "tCO2e/CNY";
    return strcmp(name, turnover) == 0 ? "1" : NULL;
}

double ta_year_number(ta_day day)
{
    int year, month, of_month;
    if (day == TA_DAY_NONE || day == TA_DAY_OPEN) return (double)NAN;
    ta_day_to_civil(day, &year, &month, &of_month);
    return year;
}

/* The currency that a factor is per; NULL when its unit names none. */
static const char *currency_of(const struct ta_declared *figure)
{
    struct ta_unit unit;
    if (ta_unit_parse(figure->unit, &unit) != TA_OK) return NULL;
    return unit.money;
}

/* One before another: in the loan's currency, then of the later period. */
static bool goes_before(const struct ta_declared *a, const struct ta_declared *b,
                        const char *currency)
{
    const char *of_a = currency_of(a), *of_b = currency_of(b);
    bool own_a = of_a != NULL && strcmp(of_a, currency) == 0;
    bool own_b = of_b != NULL && strcmp(of_b, currency) == 0;
    return own_a != own_b ? own_a : a->to > b->to;
}

static const struct ta_declared *figure_of(const struct ta_project *project,
                                           const char *name, const char *currency,
                                           ta_day date)
{
    const struct ta_declared *found = NULL;
    for (size_t i = 0; i < project->n_declared; i++) {
        const struct ta_declared *figure = &project->declared[i];
        if (strcmp(figure->name, name) != 0 ||
            (figure->to != TA_DAY_NONE && figure->to > date))
            continue;
        if (found == NULL || goes_before(figure, found, currency)) found = figure;
    }
    return found;
}

/* tCO2e per minor unit of the currency that the figure is per; NaN when it is none of that kind. */
static double per_minor(const struct ta_declared *figure, const char *currency)
{
    char unit[TA_UNIT_SIZE];
    double value;
    if (currency == NULL) return (double)NAN;
    (void)snprintf(unit, sizeof unit, "tCO2e/%.3s", currency);
    if (ta_unit_convert(figure->value, figure->unit, unit, &value) != TA_OK)
        return (double)NAN;
    return value / pow(10.0, (double)ta_money_digits(currency));
}

/* Two scopes of one kind have one currency, that of the first, and the older year. */
static void put_factor(const struct ta_declared *figure, const struct place *to,
                       double *out)
{
    const char *currency = currency_of(figure);
    double number = currency == NULL ? (double)NAN : ta_currency_number(currency);
    if (!isnan(out[to->currency]) && out[to->currency] != number) return;
    out[to->value] = per_minor(figure, currency);
    out[to->currency] = number;
    double year = ta_year_number(figure->to);
    out[to->year] = isnan(out[to->year]) ? year : fmin(out[to->year], year);
}

void ta_sector_input(const struct ta_project *project, const struct ta_loan *loan,
                     ta_day date, double out[TA_SECTOR_COLUMNS])
{
    const char *currency = loan->outstanding.currency;
    for (int c = 0; c < TA_SECTOR_COLUMNS; c++) out[c] = (double)NAN;
    for (size_t k = 0; k < sizeof factors / sizeof *factors; k++) {
        const struct ta_declared *figure =
            figure_of(project, factors[k].name, currency, date);
        if (figure != NULL) put_factor(figure, &factors[k], out);
    }
    const struct ta_declared *ratio = figure_of(project, turnover, currency, date);
    if (ratio == NULL) return;
    if (ta_unit_convert(ratio->value, ratio->unit, "1", &out[TURNOVER]) != TA_OK)
        out[TURNOVER] = (double)NAN;
    out[TURNOVER_YEAR] = ta_year_number(ratio->to);
}

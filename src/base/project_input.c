/* SPDX-License-Identifier: Apache-2.0 */
#include "base/project_input.h"

#include <math.h>
#include <string.h>

#include "attribution.h"
#include "base/figure.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/permit.h"
#include "base/sector_input.h"
#include "base/time.h"
#include "currency.h"
#include "units.h"

static const double no_number = NAN;

void ta_project_input_free(struct ta_project_input *memory)
{
    ta_free(memory->value);
    ta_free((void *)memory->name);
    *memory = (struct ta_project_input){0};
}

static enum ta_status allocate(struct ta_project_input *memory, size_t rows,
                               size_t columns, struct ta_error *err)
{
    memory->value = ta_alloc(rows * columns, sizeof *memory->value);
    memory->name = ta_alloc(rows, sizeof(*memory->name));
    if (memory->value == NULL || memory->name == NULL)
        return ta_fail(err, TA_E_NOMEM, "inputs of the project: out of memory");
    return TA_OK;
}

/* --- loans ------------------------------------------------------------------------ */

enum loan_column {
    CLASS,
    OUTSTANDING,
    EQUITY,
    DEBT,
    TOTAL,
    AVERAGE,
    EVIC,
    ASSETS,
    REVENUE,
    PROPERTY,
    GDP,
    CONVERTED,
    LOAN_CURRENCY,
    AMOUNTS_YEAR,
    SECTOR, /* those of sector_input.h */
    START = SECTOR + TA_SECTOR_COLUMNS,
    LOAN_COLUMNS
};
static const char *const loan_column[LOAN_COLUMNS] = {
    "asset_class",    "outstanding",      "equity",
    "debt",           "total_investment", "average_outstanding",
    "evic",           "total_assets",     "revenue",
    "property_value", "gdp_ppp",          "converted",
    "currency",       "amounts_year",     TA_SECTOR_COLUMN_NAMES,
    "start"};

/* yyyymmdd */
static double day_number(ta_day day)
{
    int year, month, of_month;
    if (day == TA_DAY_NONE || day == TA_DAY_OPEN) return no_number;
    ta_day_to_civil(day, &year, &month, &of_month);
    return year * 10000.0 + month * 100.0 + of_month;
}

static double class_code(const char *asset_class)
{
    int code = ta_asset_class_code(asset_class);
    return code > 0 ? (double)code : no_number;
}

static enum ta_status loan_rows(const struct ta_project *project, ta_day date,
                                struct ta_project_input *memory, struct ta_input *out,
                                struct ta_error *err)
{
    enum ta_status rc = allocate(memory, project->n_loans, LOAN_COLUMNS, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < project->n_loans; i++) {
        const struct ta_loan *loan = &project->loan[i];
        bool converted = false;
        double *row = memory->value + i * LOAN_COLUMNS;
        memory->name[i] = loan->id;
        row[CLASS] = class_code(loan->asset_class);
        row[OUTSTANDING] =
            ta_loan_amount(project, loan, &loan->outstanding, &converted);
        row[EQUITY] = ta_loan_amount(project, loan, &loan->equity, &converted);
        row[DEBT] = ta_loan_amount(project, loan, &loan->debt, &converted);
        row[TOTAL] = ta_loan_amount(project, loan, &loan->total_investment, &converted);
        row[AVERAGE] =
            ta_loan_amount(project, loan, &loan->average_outstanding, &converted);
        row[EVIC] = ta_loan_amount(project, loan, &loan->evic, &converted);
        row[ASSETS] = ta_loan_amount(project, loan, &loan->total_assets, &converted);
        row[REVENUE] = ta_loan_amount(project, loan, &loan->revenue, &converted);
        row[PROPERTY] =
            ta_loan_amount(project, loan, &loan->property_value, &converted);
        row[GDP] = ta_loan_amount(project, loan, &loan->gdp_ppp, &converted);
        row[CONVERTED] = converted ? 1.0 : 0.0;
        row[LOAN_CURRENCY] = ta_currency_number(loan->outstanding.currency);
        row[AMOUNTS_YEAR] = ta_year_number(loan->as_of);
        ta_sector_input(project, loan, date, row + SECTOR);
        row[START] = day_number(loan->start);
    }
    out->rows = (struct ta_rows){project->n_loans, LOAN_COLUMNS, loan_column,
                                 memory->name, memory->value};
    out->reason = project->n_loans > 0 ? TA_OBSERVED : TA_CLIENT_SILENT;
    return TA_OK;
}

/* Outstanding under the loans in the unit's currency; those in others are left aside, not converted. */
static void outstanding_number(const struct ta_project *project, const char *unit,
                               struct ta_input *out)
{
    for (size_t i = 0; i < project->n_loans; i++) {
        const struct ta_money *money = &project->loan[i].outstanding;
        if (strcmp(money->currency, unit) != 0) continue;
        bool another = out->reason == TA_OBSERVED;
        double amount = (double)money->minor / pow(10.0, ta_money_digits(unit));
        out->number = another ? out->number + amount : amount;
        out->reason = TA_OBSERVED;
    }
}

/* --- declared figures --------------------------------------------------------------- */

enum figure_column { AMOUNT, YEARS, GRADE, UNTIL, FIGURE_COLUMNS };
static const char *const figure_column[FIGURE_COLUMNS] = {"amount", "years", "grade",
                                                          "until"};

static bool known_on(const struct ta_declared *figure, ta_day date)
{
    return figure->to == TA_DAY_NONE || figure->to <= date;
}

/** Is @p a about a later period than @p b? Of two without an end, the one that began later by then. */
static bool supersedes(const struct ta_declared *a, const struct ta_declared *b,
                       ta_day date)
{
    if (a->to != b->to) return a->to > b->to;
    return a->to == TA_DAY_NONE && a->from > b->from && a->from <= date;
}

/** Is there a figure of the same name that stands before it? */
static bool outdated(const struct ta_project *project, const struct ta_declared *figure,
                     ta_day date)
{
    for (size_t i = 0; i < project->n_declared; i++) {
        const struct ta_declared *other = &project->declared[i];
        if (strcmp(other->name, figure->name) == 0 && known_on(other, date) &&
            supersedes(other, figure, date))
            return true;
    }
    return false;
}

/** What stands behind a prefix of a name, else NULL. */
static const char *behind(const char *name, const char *prefix)
{
    size_t size = strlen(prefix);
    return strncmp(name, prefix, size) == 0 ? name + size : NULL;
}

/* Do two periods meet? A figure whose first day is not stated speaks of a year. */
static bool meet(const struct ta_declared *a, const struct ta_declared *b)
{
    enum { YEAR_LESS_A_DAY = 364 };
    if (a->to == TA_DAY_NONE || b->to == TA_DAY_NONE) return false;
    ta_day a_from = a->from != TA_DAY_NONE ? a->from : a->to - YEAR_LESS_A_DAY;
    ta_day b_from = b->from != TA_DAY_NONE ? b->from : b->to - YEAR_LESS_A_DAY;
    return a_from <= b->to && b_from <= a->to;
}

/* Certificates come by month or quarter: all that meet the period of the power that they are for stand, and
 * carbon.h takes of them what is of it. @param newest of every figure whether it is of its name's newest period */
static bool certifies(const struct ta_project *project,
                      const struct ta_declared *figure, const bool *newest)
{
    const char *grid = behind(figure->name, "electricity_green.");
    for (size_t i = 0; grid != NULL && i < project->n_declared; i++) {
        const struct ta_declared *power = &project->declared[i];
        const char *of = newest[i] ? behind(power->name, "electricity.") : NULL;
        if (of != NULL && strcmp(of, grid) == 0 && meet(figure, power)) return true;
    }
    return false;
}

static enum ta_status convert(const struct ta_declared *figure, const char *unit,
                              double *out, struct ta_error *err)
{
    char amount[TA_UNIT_SIZE];
    if (ta_unit_convert(figure->value, figure->unit, unit, out) == TA_OK) return TA_OK;
    if (ta_figure_a_year(unit, amount) &&
        ta_unit_convert(figure->value, figure->unit, amount, out) == TA_OK) {
        double years = ta_figure_years(figure);
        if (!isnan(years)) *out /= years;
        return TA_OK;
    }
    (void)ta_fail(err, TA_E_DATA, "declared %s: \"%s\" cannot become %s", figure->name,
                  figure->unit, unit);
    ta_error_mend(err, "state it in %s or a multiple of it", unit);
    return TA_E_DATA;
}

/* Of every figure whether it is known and of its name's newest period; owned, NULL when out of memory. */
static bool *newest_of(const struct ta_project *project, ta_day date)
{
    bool *newest = ta_alloc(project->n_declared, sizeof *newest);
    for (size_t i = 0; newest != NULL && i < project->n_declared; i++)
        newest[i] = known_on(&project->declared[i], date) &&
                    !outdated(project, &project->declared[i], date);
    return newest;
}

static enum ta_status figure_rows(const struct ta_project *project, ta_day date,
                                  struct ta_project_input *memory, struct ta_input *out,
                                  struct ta_error *err)
{
    size_t n = 0;
    bool *newest = newest_of(project, date);
    enum ta_status rc =
        newest == NULL ? ta_fail(err, TA_E_NOMEM, "figures: out of memory")
                       : allocate(memory, project->n_declared, FIGURE_COLUMNS, err);
    for (size_t i = 0; rc == TA_OK && i < project->n_declared; i++) {
        const struct ta_declared *figure = &project->declared[i];
        const char *unit = ta_activity_unit(figure->name);
        if (unit == NULL || !known_on(figure, date) ||
            !(newest[i] || certifies(project, figure, newest)))
            continue;
        double *row = memory->value + n * FIGURE_COLUMNS;
        memory->name[n++] = figure->name;
        rc = convert(figure, unit, &row[AMOUNT], err);
        row[YEARS] = ta_figure_years(figure);
        row[GRADE] = figure->grade > 0 ? (double)figure->grade : no_number;
        row[UNTIL] = day_number(figure->to);
    }
    ta_free(newest);
    if (rc != TA_OK) return rc;
    out->rows =
        (struct ta_rows){n, FIGURE_COLUMNS, figure_column, memory->name, memory->value};
    out->reason = n > 0 ? TA_OBSERVED : TA_CLIENT_SILENT;
    return TA_OK;
}

/* What follows "declared." and stands before the ending; 0 without either. */
static size_t dated_name(const char *key, const char *ending)
{
    static const char prefix[] = "declared.";
    size_t n = strlen(key), e = strlen(ending), p = sizeof prefix - 1;
    bool fits =
        n > p + e && strncmp(key, prefix, p) == 0 && strcmp(key + n - e, ending) == 0;
    return fits ? n - p - e : 0;
}

/* Days since the newest figure of that name began to hold, or since its period ended. */
static void figure_days(const struct ta_project *project, ta_day date, const char *name,
                        size_t size, bool ended, struct ta_input *out)
{
    for (size_t i = 0; i < project->n_declared; i++) {
        const struct ta_declared *figure = &project->declared[i];
        if (strlen(figure->name) != size || strncmp(figure->name, name, size) != 0 ||
            !known_on(figure, date) || outdated(project, figure, date))
            continue;
        ta_day day = ended ? figure->to : figure->from;
        if (day == TA_DAY_NONE || day > date) continue;
        out->reason = TA_OBSERVED;
        out->grade = figure->grade;
        out->number = (double)date - (double)day;
        return;
    }
}

/* The figure of that name that stands; of activity all of one period, which add up, as in figure_rows(). */
static enum ta_status figure_number(const struct ta_project *project, ta_day date,
                                    const char *name, const char *unit,
                                    struct ta_input *out, struct ta_error *err)
{
    bool adds_up = ta_activity_unit(name) != NULL;
    for (size_t i = 0; i < project->n_declared; i++) {
        const struct ta_declared *figure = &project->declared[i];
        double value;
        if (strcmp(figure->name, name) != 0 || !known_on(figure, date) ||
            outdated(project, figure, date))
            continue;
        enum ta_status rc = convert(figure, unit, &value, err);
        if (rc != TA_OK) return rc;
        bool another = out->reason == TA_OBSERVED;
        out->number = another ? out->number + value : value;
        if (!another || figure->grade > out->grade) out->grade = figure->grade;
        out->reason = TA_OBSERVED;
        if (!adds_up) break;
    }
    return TA_OK;
}

/* --- permits ------------------------------------------------------------------------ */

/* One that was renewed says nothing that the one in force does not. */
static enum ta_status permit_rows(const struct ta_project *project, ta_day date,
                                  struct ta_project_input *memory, struct ta_input *out,
                                  struct ta_error *err)
{
    static const char *const column[] = {"from", "until"};
    enum ta_status rc = allocate(memory, project->n_permits, 2, err);
    if (rc != TA_OK) return rc;
    size_t n = 0;
    for (size_t i = 0; i < project->n_permits; i++) {
        const struct ta_permit *permit = &project->permit[i];
        if (ta_permit_renewed(project, i, date)) continue;
        memory->name[n] = permit->number != NULL ? permit->number : permit->kind;
        memory->value[2 * n] = day_number(permit->from);
        memory->value[2 * n + 1] = day_number(permit->to);
        n++;
    }
    out->rows = (struct ta_rows){n, 2, column, memory->name, memory->value};
    out->reason = project->n_permits > 0 ? TA_OBSERVED : TA_CLIENT_SILENT;
    return TA_OK;
}

static void country_text(const struct ta_project *project, struct ta_input *out)
{
    if (project->country[0] == '\0') return;
    out->reason = TA_OBSERVED;
    out->text = project->country;
}

/* --- limits ----------------------------------------------------------------------- */

const struct ta_datastream *ta_project_limited(const struct ta_project *project)
{
    for (size_t i = 0; i < project->n_datastreams; i++)
        if (isfinite(project->datastream[i].limit)) return &project->datastream[i];
    return NULL;
}

static enum ta_status limit_number(const struct ta_project *project, const char *unit,
                                   struct ta_input *out, struct ta_error *err)
{
    const struct ta_datastream *stream = ta_project_limited(project);
    if (stream == NULL) return TA_OK;
    out->reason = TA_OBSERVED;
    if (ta_unit_convert(stream->limit, stream->unit, unit, &out->number) == TA_OK)
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: datastream %s: \"%s\" cannot become %s",
                   project->id, stream->name, stream->unit, unit);
}

enum ta_status ta_project_input(const struct ta_project *project, ta_day date,
                                const struct ta_input_spec *spec,
                                struct ta_project_input *memory, struct ta_input *out,
                                struct ta_error *err)
{
    static const char prefix[] = "declared.";
    *out = (struct ta_input){
        .name = spec->name, .reason = TA_CLIENT_SILENT, .number = no_number};
    if (strcmp(spec->key, "loans") == 0)
        return loan_rows(project, date, memory, out, err);
    if (strcmp(spec->key, "loans.outstanding") == 0) {
        outstanding_number(project, spec->unit, out);
        return TA_OK;
    }
    if (strcmp(spec->key, "permits") == 0)
        return permit_rows(project, date, memory, out, err);
    if (strcmp(spec->key, "declared") == 0)
        return figure_rows(project, date, memory, out, err);
    size_t began = dated_name(spec->key, ".days");
    size_t ended = dated_name(spec->key, ".ended");
    if (began > 0 || ended > 0) {
        figure_days(project, date, spec->key + sizeof prefix - 1,
                    began > 0 ? began : ended, ended > 0, out);
        return TA_OK;
    }
    if (strncmp(spec->key, prefix, sizeof prefix - 1) == 0)
        return figure_number(project, date, spec->key + sizeof prefix - 1, spec->unit,
                             out, err);
    if (strcmp(spec->key, "country") == 0) {
        country_text(project, out);
        return TA_OK;
    }
    if (strcmp(spec->key, "datastream.limit") == 0)
        return limit_number(project, spec->unit, out, err);
    if (strncmp(spec->key, "datastream.", 11) == 0) return TA_OK; /* of one alone */
    out->reason = TA_SOURCE_UNAVAILABLE;
    return TA_OK;
}

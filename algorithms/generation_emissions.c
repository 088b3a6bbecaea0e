/* SPDX-License-Identifier: Apache-2.0 */
/** @file generation_emissions.c  Scope 1 of a power plant that states only what it generates.
 *
 *  Power fed times the intensity of facilities of the same fuel and country (PCAF's option 2b): the
 *  median, and from the 5th to the 95th percentile, which is what plants of one fuel differ by there.
 *  Coal and efficiency are others elsewhere: the plants of one country say nothing of another's.
 *  Several fuels in one plant are taken as all low or all high. */
#include <math.h>
#include <string.h>

#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"
#include "units.h"

enum { GRADE_PRODUCTION = 3 };
static const char prefix[] = "generation.";

/** Sums over the fuels. */
struct sums {
    const char *country; /**< NULL when it is not stated */
    double low, mid, high;
    const char *unknown;
    bool any, unchecked, broken;
};

static double factor_of(const struct ta_table_set *tables, const char *fuel,
                        const char *quantity, ta_day date, struct sums *s)
{
    const char *const key[] = {s->country, fuel, quantity};
    const struct ta_table *table = ta_table_find(tables, "generation_factors");
    const struct ta_row *row =
        table == NULL || s->country == NULL ? NULL : ta_table_row(table, key, date);
    double value = 0.0;
    if (row == NULL) {
        s->unknown = fuel;
        return 0.0;
    }
    if (ta_unit_convert(row->value, row->unit, "tCO2e/MWh", &value) != TA_OK)
        s->broken = true;
    s->unchecked = s->unchecked || !row->checked;
    return value;
}

static void add_row(const struct ta_rows *rows, size_t i,
                    const struct ta_table_set *tables, ta_day date, struct sums *s,
                    struct ta_result *out)
{
    const char *fuel = rows->name[i] + sizeof prefix - 1;
    double amount = ta_rows_at(rows, i, "amount"), years = ta_rows_at(rows, i, "years");
    if (isnan(years)) years = 1.0;
    if (!(amount >= 0.0) || !(years > 0.0)) s->broken = true;
    amount /= years;
    double mid = amount * factor_of(tables, fuel, "median", date, s);
    s->mid += mid;
    s->low += amount * factor_of(tables, fuel, "p5", date, s);
    s->high += amount * factor_of(tables, fuel, "p95", date, s);
    s->any = true;
    ta_result_detail(out, fuel, mid, "tCO2e/year");
}

/* Has the table a row of the country, of whatever fuel and day? */
static bool is_known(const struct ta_table_set *tables, const char *country)
{
    const struct ta_table *table = ta_table_find(tables, "generation_factors");
    for (size_t i = 0; table != NULL && i < table->n_rows; i++)
        if (strcmp(table->row[i].key[0], country) == 0) return true;
    return false;
}

/* @return whether something is missing, which is then the answer */
static bool lacks(const struct sums *s, const struct ta_table_set *tables,
                  struct ta_result *out)
{
    if (!s->any)
        ta_result_missing(out, TA_NOT_APPLICABLE, "no generation");
    else if (s->country == NULL)
        ta_result_missing(out, TA_CLIENT_SILENT, "the country is not stated");
    else if (!is_known(tables, s->country))
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no intensities of this country: %.8s", s->country);
    else if (s->unknown != NULL)
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no factor in force for %.60s",
                          s->unknown);
    return out->why[0] != '\0';
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_input *country = ta_evidence_input(evidence, "country");
    bool stated = country != NULL && country->reason == TA_OBSERVED;
    struct sums s = {.country = stated ? country->text : NULL};
    (void)scratch;
    ta_result_clear(out);
    const struct ta_input *activity = ta_result_need(out, evidence, "activity");
    if (activity == NULL) return TA_OK;
    for (size_t i = 0; i < activity->rows.n; i++)
        if (strncmp(activity->rows.name[i], prefix, sizeof prefix - 1) == 0)
            add_row(&activity->rows, i, tables, date, &s, out);
    if (s.broken) return TA_E_DATA;
    if (lacks(&s, tables, out)) {
        out->n_details = 0;
        return TA_OK;
    }
    out->reason = TA_OBSERVED;
    out->value = s.mid;
    out->lo = s.low;
    out->hi = s.high;
    out->grade = ta_grade_poorer(GRADE_PRODUCTION, activity->grade);
    out->unchecked = s.unchecked;
    out->n_looks = activity->rows.n;
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"activity", TA_INPUT_ROWS, TA_FROM_PROJECT, "declared", "1", 0, 1e15, true,
     "amount per row: generation.FUEL (MWh fed in the period) with a fuel of the table generation_factors; "
     "perhaps years; other rows are left aside"},
    {"country", TA_INPUT_TEXT, TA_FROM_PROJECT, "country", "1", 0, 0, false,
     "two capitals of ISO 3166-1: whose plants it is held to"},
};
/* clang-format on */

static const char *const tables_read[] = {"generation_factors"};

const struct ta_indicator ta_indicator_generation_emissions = {
    .id = "generation_emissions",
    .unit = "tCO2e/year",
    .cite = "PCAF Part A, 2nd edition 2022, option 2b (production times factor); "
            "factors of the "
            "table generation_factors",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_ERROR,
    .lo = 0.0,
    .hi = 1e15,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};

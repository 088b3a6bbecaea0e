/* SPDX-License-Identifier: Apache-2.0 */
/** @file generation_emissions.c  Scope 1 of a power plant that states only what it generates.
 *
 *  Power fed times the intensity of facilities of the same fuel (PCAF's option 2b): the median, and
 *  from the 5th to the 95th percentile, which is what plants of one fuel differ by. Several fuels in
 *  one plant are taken as all low or all high. */
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
    double low, mid, high;
    const char *unknown;
    bool any, unchecked, broken;
};

static double factor_of(const struct ta_table_set *tables, const char *fuel,
                        const char *quantity, ta_day date, struct sums *s)
{
    const char *const key[] = {fuel, quantity};
    const struct ta_table *table = ta_table_find(tables, "generation_factors");
    const struct ta_row *row = table == NULL ? NULL : ta_table_row(table, key, date);
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

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    struct sums s = {0};
    (void)scratch;
    ta_result_clear(out);
    const struct ta_input *activity = ta_result_need(out, evidence, "activity");
    if (activity == NULL) return TA_OK;
    for (size_t i = 0; i < activity->rows.n; i++)
        if (strncmp(activity->rows.name[i], prefix, sizeof prefix - 1) == 0)
            add_row(&activity->rows, i, tables, date, &s, out);
    if (s.broken) return TA_E_DATA;
    if (!s.any || s.unknown != NULL) {
        ta_result_missing(out, s.any ? TA_SOURCE_UNAVAILABLE : TA_NOT_APPLICABLE,
                          "%s%.60s",
                          s.any ? "no factor in force for " : "no generation",
                          s.any ? s.unknown : "");
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
};
/* clang-format on */

static const char *const tables_read[] = {"generation_factors"};

const struct ta_indicator ta_indicator_generation_emissions = {
    .id = "generation_emissions",
    .unit = "tCO2e/year",
    .cite = "PCAF Part A, 2nd edition 2022, option 2b (production times factor); "
            "factors of the "
            "table generation_factors",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e15,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};

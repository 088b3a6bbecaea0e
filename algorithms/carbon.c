/* SPDX-License-Identifier: Apache-2.0 */
#include "carbon.h"

#include <math.h>
#include <string.h>

#include "rows.h"
#include "units.h"

static const char fuel_prefix[] = "fuel.";
static const char power_prefix[] = "electricity.";

/** One look-up after another; the first failure stays. */
struct factors {
    const struct ta_table_set *tables;
    ta_day date;
    const char *gwp_set;
    bool unchecked, absent;
    enum ta_status rc;
};

/** The row's value in @p unit; 0 and `absent` when no row is in force. */
static double factor(struct factors *f, const char *table_id, const char *const *key,
                     const char *unit)
{
    const struct ta_table *table = ta_table_find(f->tables, table_id);
    const struct ta_row *row = table == NULL ? NULL : ta_table_row(table, key, f->date);
    if (row == NULL) {
        f->absent = true;
        return 0.0;
    }
    double value = 0.0;
    if (ta_unit_convert(row->value, row->unit, unit, &value) != TA_OK)
        f->rc = TA_E_DATA;
    if (!row->checked) f->unchecked = true;
    return value;
}

/** tCO2e of a tonne of @p fuel. */
static double fuel_factor(struct factors *f, const char *fuel)
{
    static const struct {
        const char *gas, *per_energy, *potential;
    } gas[] = {{"CO2", "tCO2/TJ", "tCO2e/tCO2"},
               {"CH4", "tCH4/TJ", "tCO2e/tCH4"},
               {"N2O", "tN2O/TJ", "tCO2e/tN2O"}};
    const char *const ncv[] = {fuel, "ncv"};
    double energy = factor(f, "combustion_factors", ncv, "TJ/t"), sum = 0.0;
    for (size_t g = 0; g < sizeof gas / sizeof *gas; g++) {
        const char *const emission[] = {fuel, gas[g].gas};
        const char *const gwp[] = {f->gwp_set, gas[g].gas};
        sum += factor(f, "combustion_factors", emission, gas[g].per_energy) *
               factor(f, "gwp100", gwp, gas[g].potential);
    }
    return energy * sum;
}

static double power_factor(struct factors *f, const char *region)
{
    const char *const key[] = {region};
    return factor(f, "grid_factors_china", key, "tCO2/MWh");
}

static int poorer(int a, double b)
{
    return !isnan(b) && (int)b > a ? (int)b : a;
}

static void add(double *sum, double value)
{
    *sum = isnan(*sum) ? value : *sum + value;
}

static bool add_stated(const char *name, double amount, double grade,
                       struct ta_carbon *out)
{
    static const char *const account[TA_ACCOUNT_COUNT] = {
#define X(value, text) [value] = (text),
        TA_ACCOUNT_LIST(X)
#undef X
    };
    for (size_t a = 0; a < TA_ACCOUNT_COUNT; a++)
        if (strcmp(account[a], name) == 0) {
            add(&out->stated[a], amount);
            out->grade[a] = poorer(out->grade[a], grade);
            return true;
        }
    return false;
}

static void add_activity(struct factors *f, const char *name, double amount,
                         struct ta_carbon *out)
{
    f->absent = false;
    if (strncmp(name, fuel_prefix, sizeof fuel_prefix - 1) == 0) {
        double per_tonne = fuel_factor(f, name + sizeof fuel_prefix - 1);
        if (!f->absent) add(&out->computed[TA_SCOPE1], amount * per_tonne);
    } else if (strncmp(name, power_prefix, sizeof power_prefix - 1) == 0) {
        double per_mwh = power_factor(f, name + sizeof power_prefix - 1);
        if (!f->absent) add(&out->computed[TA_SCOPE2], amount * per_mwh);
    } else {
        f->absent = true;
    }
    if (f->absent && out->unknown == NULL) out->unknown = name;
}

enum ta_status ta_carbon_sum(const struct ta_rows *rows,
                             const struct ta_table_set *tables, ta_day date,
                             const char *gwp_set, struct ta_carbon *out)
{
    *out = (struct ta_carbon){.unknown = NULL};
    for (size_t a = 0; a < TA_ACCOUNT_COUNT; a++) out->stated[a] = NAN;
    for (size_t s = 0; s < TA_SCOPES_FROM_ACTIVITY; s++) out->computed[s] = NAN;

    struct factors f = {.tables = tables, .date = date, .gwp_set = gwp_set};
    for (size_t i = 0; i < rows->n; i++) {
        double amount = ta_rows_at(rows, i, "amount");
        double years = ta_rows_at(rows, i, "years");
        if (isnan(years)) years = 1.0;
        if (!(amount >= 0.0) || !(years > 0.0)) return TA_E_DATA;
        amount /= years;
        if (!add_stated(rows->name[i], amount, ta_rows_at(rows, i, "grade"), out))
            add_activity(&f, rows->name[i], amount, out);
    }
    out->unchecked = f.unchecked;
    return f.rc;
}

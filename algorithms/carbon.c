/* SPDX-License-Identifier: Apache-2.0 */
#include "carbon.h"

#include <math.h>
#include <string.h>

#include "indicator_result.h"
#include "rows.h"
#include "statements.h"
#include "units.h"

static const double co2_per_carbon = 44.0 / 12.0, tj_per_gj = 1e-3;
static const char used[] = "electricity.", green[] = "electricity_green.";

const char *ta_gwp_of(double report)
{
    static const char *const set[] = {"AR4", "AR5", "AR6"};
    return set[report >= 6.0 ? 2 : report >= 5.0 ? 1 : 0];
}

const char *ta_gwp_set(const struct ta_evidence *evidence,
                       const struct ta_indicator *self)
{
    return ta_gwp_of(ta_evidence_param(evidence, self, TA_GWP_PARAM));
}

const char *ta_grid_abroad(const struct ta_evidence *evidence)
{
    const struct ta_input *country = ta_evidence_input(evidence, "country");
    bool stated = country != NULL && country->reason == TA_OBSERVED;
    return stated && strcmp(country->text, "CN") != 0 ? country->text : NULL;
}

bool ta_grid_assumed(const struct ta_evidence *evidence)
{
    const struct ta_input *country = ta_evidence_input(evidence, "country");
    return country == NULL || country->reason != TA_OBSERVED;
}

void ta_grid_assumed_tell(struct ta_result *out)
{
    ta_result_why_also(out, "no country is stated: its power is taken for China's");
}

/** One look-up after another; the first failure stays. */
struct factors {
    const struct ta_table_set *tables;
    ta_day date; /**< of the evaluation: potentials, one set in a record */
    ta_day day;  /**< of the row at hand: every other factor */
    const char *gwp_set, *abroad;
    bool unchecked, absent;
    enum ta_status rc;
};

static const struct ta_row *row_on(const struct factors *f, const char *table_id,
                                   const char *const *key, ta_day day)
{
    const struct ta_table *table = ta_table_find(f->tables, table_id);
    return table == NULL ? NULL : ta_table_row(table, key, day);
}

/* The value in @p unit; 0 and `absent` when no row is in force. */
static double value_of(struct factors *f, const struct ta_row *row, const char *unit)
{
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

static double factor(struct factors *f, const char *table_id, const char *const *key,
                     const char *unit)
{
    return value_of(f, row_on(f, table_id, key, f->day), unit);
}

static double potential(struct factors *f, const char *const *key, const char *unit)
{
    return value_of(f, row_on(f, "gwp100", key, f->date), unit);
}

/** tCO2e of a unit of a fuel. */
struct per_unit {
    double counted, biogenic;
};

/* The set's methane: a set that tells it apart by origin (AR6, Table 7.15) has it so. */
static double methane(struct factors *f, bool biomass)
{
    const char *const by_origin[] = {f->gwp_set,
                                     biomass ? "CH4_nonfossil" : "CH4_fossil"};
    const char *const any[] = {f->gwp_set, "CH4"};
    bool apart = row_on(f, "gwp100", by_origin, f->date) != NULL;
    return potential(f, apart ? by_origin : any, "tCO2e/tCH4");
}

/* @param energy TJ of a unit of the fuel */
static struct per_unit fuel_factor(struct factors *f, const char *fuel, double energy)
{
    static const struct {
        const char *gas, *per_energy, *potential;
    } gas[] = {{"CO2", "tCO2/TJ", "tCO2e/tCO2"},
               {"CH4", "tCH4/TJ", NULL},
               {"N2O", "tN2O/TJ", "tCO2e/tN2O"}};
    const char *const living[] = {fuel, "CO2_biogenic"};
    bool biomass = row_on(f, "combustion_factors", living, f->day) != NULL;
    struct per_unit out = {0};
    if (biomass)
        out.biogenic = energy * factor(f, "combustion_factors", living, "tCO2/TJ");
    for (size_t g = biomass ? 1 : 0; g < sizeof gas / sizeof *gas; g++) {
        const char *const emission[] = {fuel, gas[g].gas};
        const char *const gwp[] = {f->gwp_set, gas[g].gas};
        double weight = gas[g].potential == NULL ? methane(f, biomass)
                                                 : potential(f, gwp, gas[g].potential);
        out.counted += energy * weight *
                       factor(f, "combustion_factors", emission, gas[g].per_energy);
    }
    return out;
}

double ta_carbon_china(double ncv, double carbon, double oxidised)
{
    return ncv * carbon * oxidised * co2_per_carbon;
}

/* tCO2 of a tonne, or of a cubic metre. */
static double china_factor(struct factors *f, const char *fuel, const char *ncv_unit)
{
    static const char table[] = "combustion_factors_china";
    const char *const ncv[] = {fuel, "ncv"}, *const carbon[] = {fuel, "carbon"};
    const char *const oxidation[] = {fuel, "oxidation"};
    return ta_carbon_china(factor(f, table, ncv, ncv_unit),
                           factor(f, table, carbon, "t/GJ"),
                           factor(f, table, oxidation, "1"));
}

/* @param kind "average" of all that a grid feeds, "fossil", "residual": of what is left without traded
 *  non-fossil power. Scope 2 by location is of the average alone. */
static double power_factor(struct factors *f, const char *region, const char *kind)
{
    const char *const key[] = {region, kind};
    if (f->abroad != NULL) {
        f->absent = true;
        return 0.0;
    }
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

/* What follows @p prefix in @p name; NULL when it does not begin so. */
static const char *after(const char *name, const char *prefix)
{
    size_t size = strlen(prefix);
    return strncmp(name, prefix, size) == 0 ? name + size : NULL;
}

/* @param energy TJ of a unit of @p amount */
static void add_fuel(struct factors *f, const char *fuel, double energy, double amount,
                     struct ta_carbon *out)
{
    struct per_unit per = fuel_factor(f, fuel, energy);
    if (f->absent) return;
    add(&out->computed[TA_SCOPE1], amount * per.counted);
    if (per.biogenic > 0.0) add(&out->computed[TA_BIOGENIC], amount * per.biogenic);
}

/* Beside it by the national factor: which grid it is, nobody but the client says. */
static void add_power(struct factors *f, const char *region, double amount,
                      struct ta_carbon *out)
{
    static const char whole[] = "national";
    double per_mwh = power_factor(f, region, "average");
    if (f->absent) return;
    add(&out->computed[TA_SCOPE2], amount * per_mwh);
    out->by_grids = true;
    const char *const key[] = {whole, "average"};
    if (row_on(f, "grid_factors_china", key, f->day) == NULL) return;
    add(&out->by_national, amount * power_factor(f, whole, "average"));
    if (strcmp(region, whole) != 0 && out->own_grid == NULL) out->own_grid = region;
}

/* The last day that a row speaks of, that of the evaluation where it says none or a later one.
 * @param ok becomes false for a day that is none */
static ta_day day_of(const struct factors *f, const struct ta_rows *rows, size_t i,
                     bool *ok)
{
    ta_day until = ta_day_of_number(ta_rows_at(rows, i, "until"), ok);
    return until == TA_DAY_NONE || until > f->date ? f->date : until;
}

/* Is the region's factor, which holds until a newer one is known, far behind what it is used on? A row
 * comes into force with the year it was measured in; one without a first day tells nothing. */
static void date_power(const struct factors *f, const char *name, struct ta_carbon *out)
{
    enum { YEARS_BEHIND = 2 };
    const char *const key[] = {after(name, used), "average"};
    if (out->dated != NULL || key[0] == NULL || f->abroad != NULL) return;
    const struct ta_row *row = row_on(f, "grid_factors_china", key, f->day);
    if (row == NULL || row->from == TA_DAY_NONE) return;
    int year = ta_year_of_day(f->day), measured = ta_year_of_day(row->from);
    if (year - measured <= YEARS_BEHIND) return;
    out->dated = name;
    out->factor_year = measured;
    out->activity_year = year;
}

static double energy_of_tonne(struct factors *f, const char *fuel)
{
    const char *const ncv[] = {fuel, "ncv"};
    return factor(f, "combustion_factors", ncv, "TJ/t");
}

static void add_activity(struct factors *f, const char *name, double amount,
                         struct ta_carbon *out)
{
    const char *rest;
    f->absent = false;
    if ((rest = after(name, "fuel.")) != NULL)
        add_fuel(f, rest, energy_of_tonne(f, rest), amount, out);
    else if ((rest = after(name, "fuel_energy.")) != NULL)
        add_fuel(f, rest, tj_per_gj, amount, out);
    else if ((rest = after(name, "fuel_cn.")) != NULL)
        add(&out->computed[TA_SCOPE1], amount * china_factor(f, rest, "GJ/t"));
    else if ((rest = after(name, "gas_cn.")) != NULL)
        add(&out->computed[TA_SCOPE1], amount * china_factor(f, rest, "GJ/m3"));
    else if ((rest = after(name, used)) != NULL)
        add_power(f, rest, amount, out);
    else if (after(name, green) == NULL &&       /* of add_markets() */
             after(name, "lifetime.") == NULL && /* of financed_emissions.c */
             after(name, "generation.") == NULL) /* of generation_emissions.c */
        f->absent = true;
    if (f->absent && out->unknown == NULL) out->unknown = name;
}

/* A short period taken for a year says little of the year: whoever chooses it chooses the season. */
static void note_brief(const struct ta_rows *rows, size_t i, struct ta_carbon *out)
{
    static const double brief = 0.9;
    double years = ta_rows_at(rows, i, "years");
    if (out->brief != NULL || !(years < brief) || after(rows->name[i], green) != NULL ||
        after(rows->name[i], "lifetime.") != NULL ||
        after(rows->name[i], "generation.") != NULL)
        return;
    out->brief = rows->name[i];
    out->brief_years = years;
}

/* Of a year. */
static double yearly(const struct ta_rows *rows, size_t i)
{
    double years = ta_rows_at(rows, i, "years");
    return ta_rows_at(rows, i, "amount") / (isnan(years) ? 1.0 : years);
}

/* The region of a row of power, used or certified; NULL of others. */
static const char *region_of(const char *name)
{
    const char *region = after(name, used);
    return region != NULL ? region : after(name, green);
}

static bool is_first(const struct ta_rows *rows, size_t n, const char *region)
{
    for (size_t i = 0; i < n; i++) {
        const char *other = region_of(rows->name[i]);
        if (other != NULL && strcmp(other, region) == 0) return false;
    }
    return true;
}

static bool is_of(const struct ta_rows *rows, size_t i, const char *prefix,
                  const char *region)
{
    const char *of = after(rows->name[i], prefix);
    return of != NULL && strcmp(of, region) == 0;
}

static double sum_of(const struct ta_rows *rows, const char *prefix, const char *region)
{
    double sum = 0.0;
    for (size_t i = 0; i < rows->n; i++)
        if (is_of(rows, i, prefix, region)) sum += yearly(rows, i);
    return sum;
}

/** Days, the last included, and how many years they are counted for. */
struct period {
    bool stated;
    double from, to, years;
};

/* Of a row that says its last day; the length is a year where it says none, in whole days, and never a day
 * more: of a leap year the first is left out, so that no period reaches into the one before. */
static struct period period_of(const struct ta_rows *rows, size_t i)
{
    static const double days_per_year = 365.2425, rounding = 1e-6;
    bool ok = true;
    ta_day until = ta_day_of_number(ta_rows_at(rows, i, "until"), &ok);
    double years = ta_rows_at(rows, i, "years");
    if (isnan(years)) years = 1.0;
    if (!ok || until == TA_DAY_NONE) return (struct period){.years = years};
    double length = fmax(floor(years * days_per_year + rounding), 1.0);
    return (struct period){true, (double)until + 1.0 - length, (double)until + 1.0,
                           years};
}

/* How much of a period lies in that of the power; a day more or less is rounding of its length. */
static double share_within(struct period own, struct period power)
{
    static const double as_good_as_whole = 0.98; /* a quarter has 90 to 92 days */
    double both = fmin(own.to, power.to) - fmax(own.from, power.from);
    double length = own.to - own.from, share = both / length;
    bool whole = share > as_good_as_whole || length - both <= 1.0;
    return whole ? 1.0 : fmax(share, 0.0);
}

static struct period power_period(const struct ta_rows *rows, const char *region)
{
    struct period power = {.years = 1.0};
    for (size_t i = 0; i < rows->n && !power.stated; i++)
        if (is_of(rows, i, used, region)) power = period_of(rows, i);
    return power;
}

/* Certificates of a region, all that there are, each as far as its power was generated while the region's was used, a
 * year: an instrument is to be of the period that it is applied to, or as close to it as possible (GHG Protocol Scope 2
 * Guidance, 2015, table 7.1, criterion 4, read as others quote it). The Guidance has no number of days; the strictest
 * reading, the period itself, is taken, and programs that let a quarter pass are not followed. What is certified is an
 * amount and no rate: a quarter's covers no other quarter. Where nobody states a period they count. */
static double certified_of(const struct ta_rows *rows, const char *region,
                           struct ta_carbon *out)
{
    struct period power = power_period(rows, region);
    double stated = 0.0, counted = 0.0, undated = 0.0;
    for (size_t i = 0; i < rows->n; i++) {
        if (!is_of(rows, i, green, region)) continue;
        struct period own = period_of(rows, i);
        bool known = own.stated && power.stated;
        double amount = ta_rows_at(rows, i, "amount");
        if (known) stated += amount;
        if (known) counted += amount * share_within(own, power);
        if (known) continue;
        undated += yearly(rows, i);
        if (out->undated == NULL) out->undated = region;
    }
    if (counted < stated && out->other_period == NULL) {
        out->other_period = region;
        out->shared = counted / stated;
    }
    return undated + counted / power.years;
}

/* The last day of the power used in a region. */
static ta_day day_used(const struct factors *f, const struct ta_rows *rows,
                       const char *region)
{
    bool ok = true;
    for (size_t i = 0; i < rows->n; i++)
        if (is_of(rows, i, used, region)) return day_of(f, rows, i, &ok);
    return f->date;
}

/* Power by the market, grid by grid: what no certificate covers, times the mix that is left. Certificates
 * cover no power of another grid or period, and none that was not used: less than 0 would be a credit, and none
 * is netted. */
static void add_markets(struct factors *f, const struct ta_rows *rows,
                        struct ta_carbon *out)
{
    static const char *const left[] = {"national", "residual"};
    static const double rounding = 1e-9;
    for (size_t i = 0; i < rows->n; i++) {
        const char *region = region_of(rows->name[i]);
        if (region == NULL || !is_first(rows, i, region)) continue;
        f->day = day_used(f, rows, region);
        bool known =
            f->abroad == NULL && row_on(f, "grid_factors_china", left, f->day) != NULL;
        double amount = sum_of(rows, used, region);
        double certified = certified_of(rows, region, out);
        if (certified > amount * (1.0 + rounding) && out->surplus == NULL)
            out->surplus = region;
        if (known)
            add(&out->computed[TA_SCOPE2_MARKET],
                fmax(amount - certified, 0.0) * power_factor(f, left[0], left[1]));
    }
}

double ta_carbon_of(const struct ta_carbon *carbon, enum ta_account account)
{
    double stated = carbon->stated[account];
    if (!isnan(stated) || (int)account >= TA_ACCOUNTS_COMPUTED) return stated;
    return carbon->computed[account];
}

enum ta_status ta_carbon_sum(const struct ta_rows *rows,
                             const struct ta_table_set *tables, ta_day date,
                             const char *gwp_set, const char *abroad,
                             struct ta_carbon *out)
{
    *out = (struct ta_carbon){.unknown = NULL};
    for (size_t a = 0; a < TA_ACCOUNT_COUNT; a++) out->stated[a] = NAN;
    for (size_t s = 0; s < TA_ACCOUNTS_COMPUTED; s++) out->computed[s] = NAN;
    out->by_national = NAN;

    struct factors f = {
        .tables = tables, .date = date, .gwp_set = gwp_set, .abroad = abroad};
    for (size_t i = 0; i < rows->n; i++) {
        bool ok = true;
        double amount = ta_rows_at(rows, i, "amount");
        f.day = day_of(&f, rows, i, &ok);
        if (!ok || !(amount >= 0.0) || ta_rows_at(rows, i, "years") <= 0.0)
            return TA_E_DATA;
        amount = yearly(rows, i);
        if (!add_stated(rows->name[i], amount, ta_rows_at(rows, i, "grade"), out))
            add_activity(&f, rows->name[i], amount, out);
        date_power(&f, rows->name[i], out);
        note_brief(rows, i, out);
    }
    add_markets(&f, rows, out);
    out->unchecked = f.unchecked;
    return f.rc;
}

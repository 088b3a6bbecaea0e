/* SPDX-License-Identifier: Apache-2.0 */
/** @file carbon.h  Emissions of a year from stated figures and from activity times factor.
 *
 *  Rows are named after what they are; `amount` is in the unit beside:
 *
 *      emissions.scope1, .scope2, .scope2_market, .scope3     tCO2e, as reported
 *      emissions.biogenic  tCO2e  CO2 of biomass, outside the scopes
 *      emissions.removals, .avoided, .credits_retired, .credits_generated    tCO2e
 *      fuel.NAME           t      NAME is a fuel of the table combustion_factors
 *      fuel_energy.NAME    GJ     the same by its energy (net), as standard coal is stated
 *      fuel_cn.NAME, gas_cn.NAME  t, m3  NAME is a fuel of the table combustion_factors_china
 *      electricity.REGION  MWh    REGION is a region of the table grid_factors_china, of which
 *                                 the kind "average" counts
 *      electricity_green.REGION   MWh of it under certificates that the market counts as 0; all rows of the
 *                                 power's period add up
 *
 *      lifetime.scope1, .scope2  tCO2e  of a project's whole life, as projected; in no account of a year
 *
 *  Scope 2 is by location, from the grid's mean, and beside it by market: what no certificate of the
 *  same grid and period covers, times the mix that is left without traded non-fossil power; certificates
 *  beyond what was used count for nothing. Scopes are never added
 *  twice: a figure that is stated stands before one that is computed.
 *
 *  Removals, avoided emissions and credits are kept apart and never netted. */
#ifndef TA_ALGORITHMS_CARBON_H
#define TA_ALGORITHMS_CARBON_H

#include "terrassay/indicator.h"

/** X(account, row name) */
/* clang-format off */
#define TA_ACCOUNT_LIST(X)                                          \
    X(TA_SCOPE1,            "emissions.scope1")                     \
    X(TA_SCOPE2,            "emissions.scope2")                     \
    X(TA_SCOPE2_MARKET,     "emissions.scope2_market")              \
    X(TA_BIOGENIC,          "emissions.biogenic")                   \
    X(TA_SCOPE3,            "emissions.scope3")                     \
    X(TA_REMOVALS,          "emissions.removals")                   \
    X(TA_AVOIDED,           "emissions.avoided")                    \
    X(TA_CREDITS_RETIRED,   "emissions.credits_retired")            \
    X(TA_CREDITS_GENERATED, "emissions.credits_generated")
/* clang-format on */
enum ta_account {
#define X(account, name) account,
    TA_ACCOUNT_LIST(X)
#undef X
        TA_ACCOUNT_COUNT
};
enum { TA_SCOPES_FROM_ACTIVITY = 2, TA_ACCOUNTS_COMPUTED = 4 };

struct ta_carbon {
    double stated[TA_ACCOUNT_COUNT]; /**< tCO2e a year; NaN when not stated */
    int grade[TA_ACCOUNT_COUNT];     /**< poorest of the rows, 0 unknown */
    bool
        produced; /**< scope 1 is computed of the power fed in, for lack of anything better */
    double computed[TA_ACCOUNTS_COMPUTED]; /**< from activity, tCO2e a year; NaN */
    bool unchecked;                        /**< a factor row without `checked` */
    bool by_grids;      /**< scope 2 is computed by factors of China's grids */
    double by_national; /**< the same by the national factor; NaN */
    const char *
        own_grid; /**< the first grid that the client names, else NULL; "national" is none */
    /** Power whose grid factor is of more than two years before it, and both years; NULL when none is. */
    const char *dated;
    int factor_year, activity_year;
    const char *brief; /**< a row of less than nine tenths of a year, else NULL */
    double brief_years;
    const char
        *surplus; /**< a region of which more power is certified than used; else NULL */
    const char
        *other_period;   /**< whose certificates are not all of the power's period */
    double shared;       /**< the share of these that is, and counts */
    const char *undated; /**< whose certificates or power state no period; else NULL */
    const char *
        unknown; /**< a row that no factor in force and no account answers; else NULL */
};

/** Stated, else computed; NaN when neither. */
double ta_carbon_of(const struct ta_carbon *carbon, enum ta_account account);

/** tCO2 of a unit of fuel by China's enterprise guide: NCV (GJ) x carbon (t/GJ) x oxidised share
 *  x 44/12. */
double ta_carbon_china(double ncv, double carbon, double oxidised);

/** The parameter of whoever weighs gases, and the set it stands for ("AR5"). A record has one set: a
 *  model in which two indicators differ is refused. */
/* clang-format off */
#define TA_GWP_PARAM "gwp_report"
#define TA_GWP_PARAMS \
    {TA_GWP_PARAM, "1", 4, 6, 5, "IPCC report whose GWP 100 is used, the same in all of a model"}
/* clang-format on */
const char *ta_gwp_of(double report);
const char *ta_gwp_set(const struct ta_evidence *evidence,
                       const struct ta_indicator *self);

/** Is the country that input "country" states another one than China? Its grids are none of
 *  grid_factors_china; a country that is not stated is taken for China. @return its code, else NULL */
const char *ta_grid_abroad(const struct ta_evidence *evidence);
/** Is it not stated? Whoever then uses grid_factors_china says so: ta_grid_assumed_tell(). */
bool ta_grid_assumed(const struct ta_evidence *evidence);
void ta_grid_assumed_tell(struct ta_result *out);

/** Sum the rows. @param abroad as of ta_grid_abroad(): power then has no factor. Columns: amount, and perhaps years (the period it speaks of, 1 when empty), until
 *  (its last day, yyyymmdd; @p date when empty or later) and grade. Factors are those in force on the last
 *  day of what they are used on, potentials those of @p date. Fuel: t * NCV (TJ/Gg) * factor (kg/TJ), gases weighted by the GWP 100 of @p gwp_set
 *  ("AR5"; methane by its origin where the set tells it apart, as AR6 does); IPCC 2006 Guidelines vol. 2, eq. 2.1, Tier 1. Electricity: MWh * factor.
 *  @return TA_OK; TA_E_DATA for a negative or missing amount, a period that is none, or a
 *  factor whose unit does not fit. */
enum ta_status ta_carbon_sum(const struct ta_rows *rows,
                             const struct ta_table_set *tables, ta_day date,
                             const char *gwp_set, const char *abroad,
                             struct ta_carbon *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "land_carbon.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const double co2_per_carbon = 44.0 / 12.0;

double ta_forest_co2(double above_ground, double root_shoot, double carbon_fraction)
{
    return above_ground * (1.0 + root_shoot) * carbon_fraction * co2_per_carbon;
}

double ta_forest_co2_gfw(double above_ground, double carbon_fraction)
{
    double below = 0.489 * pow(above_ground, 0.89);
    return (above_ground + below) * carbon_fraction * co2_per_carbon;
}

double ta_forest_growth_co2(double area, double growth, double root_shoot,
                            double carbon_fraction)
{
    return area * ta_forest_co2(growth, root_shoot, carbon_fraction);
}

double ta_stand_biomass(double volume, double expansion, double density)
{
    return volume * expansion * density;
}

/** Words of biomass ranges, the ones that hold most first. */
static const struct {
    const char *word;
    double from, below;
} range[] = {
    {"from_150", 150.0, INFINITY}, {"from_125", 125.0, INFINITY},
    {"from_75", 75.0, INFINITY},   {"from_70", 70.0, INFINITY},
    {"from_50", 50.0, INFINITY},   {"from_20", 20.0, INFINITY},
    {"below_20", 0.0, 20.0},       {"below_50", 0.0, 50.0},
    {"below_75", 0.0, 75.0},       {"below_125", 0.0, 125.0},
    {"any", 0.0, INFINITY},
};

static const struct ta_row *ratio_of(const struct ta_table *table, const char *forest,
                                     double above_ground, ta_day date)
{
    for (size_t k = 0; k < sizeof range / sizeof *range; k++) {
        const char *const key[] = {forest, "root_shoot", range[k].word};
        const struct ta_row *row = ta_table_row(table, key, date);
        if (row != NULL && above_ground >= range[k].from &&
            above_ground < range[k].below)
            return row;
    }
    return NULL;
}

static const struct ta_row *fraction_of(const struct ta_table *table,
                                        const char *forest, ta_day date)
{
    const char *const own[] = {forest, "carbon_fraction", "any"};
    const char *const common[] = {"default", "carbon_fraction", "any"};
    const struct ta_row *row = ta_table_row(table, own, date);
    return row != NULL ? row : ta_table_row(table, common, date);
}

struct ta_forest_factors ta_forest_factors_of(const struct ta_table_set *tables,
                                              const char *forest, double above_ground,
                                              ta_day date)
{
    const struct ta_table *table = ta_table_find(tables, "forest_carbon");
    struct ta_forest_factors out = {0};
    if (table == NULL) return out;
    const struct ta_row *ratio = ratio_of(table, forest, above_ground, date);
    const struct ta_row *fraction = fraction_of(table, forest, date);
    if (ratio == NULL || fraction == NULL) return out;
    return (struct ta_forest_factors){ratio->value, fraction->value, true,
                                      !ratio->checked || !fraction->checked};
}

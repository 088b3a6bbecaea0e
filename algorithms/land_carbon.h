/* SPDX-License-Identifier: Apache-2.0 */
/** @file land_carbon.h  Carbon of forests: what stands, what a clearing lets go, what growth takes in.
 *  IPCC 2006 Guidelines vol. 4, chapter 2 (equations 2.7 to 2.12). */
#ifndef TA_LAND_CARBON_H
#define TA_LAND_CARBON_H

#include <stdbool.h>

#include "terrassay/table.h"

/** tCO2/ha of a stand: above-ground biomass (t/ha of dry matter) x (1 + root to shoot ratio) x
 *  carbon fraction x 44/12. */
double ta_forest_co2(double above_ground, double root_shoot, double carbon_fraction);

/** The same after Global Forest Watch: below-ground biomass 0.489 AGB^0.89 (Mokany et al. 2006), at
 *  a carbon fraction. */
double ta_forest_co2_gfw(double above_ground, double carbon_fraction);

/** tCO2 a year taken in by growth: area (ha) x growth (t/ha a year) x (1 + R) x CF x 44/12. */
double ta_forest_growth_co2(double area, double growth, double root_shoot,
                            double carbon_fraction);

/** Above-ground biomass of a stand from its volume: V x expansion factor x wood density. */
double ta_stand_biomass(double volume, double expansion, double density);

struct ta_forest_factors {
    double root_shoot, carbon_fraction;
    bool known, unchecked;
};
/** Factors of a kind of forest in table forest_carbon at a biomass (t/ha). */
struct ta_forest_factors ta_forest_factors_of(const struct ta_table_set *tables,
                                              const char *forest, double above_ground,
                                              ta_day date);

#endif

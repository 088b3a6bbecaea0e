/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_damage.h  From a hazard's intensity to the share of a value that it destroys. */
#ifndef TA_HAZARD_DAMAGE_H
#define TA_HAZARD_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"
#include "terrassay/table.h"

enum { TA_DAMAGE_POINTS = 12 };

/** A flood depth-damage curve of the JRC (Huizinga et al. 2017), with its spread. */
struct ta_damage_curve {
    size_t n;
    double depth[TA_DAMAGE_POINTS]; /**< m, ascending */
    double mean[TA_DAMAGE_POINTS];  /**< share of the maximum damage */
    double stdev[TA_DAMAGE_POINTS]; /**< NaN when the report has none */
    bool fell_back;                 /**< the region has no curve: global */
    bool unchecked;
};

/** Read one of table flood_depth_damage.
 *  @param sector "residential", "commercial", "industrial", "transport", "roads", "agriculture"
 *  @param region "europe", "north_america", "south_america", "asia", "africa", "oceania", "global"
 *  @return TA_OK; TA_E_NOTFOUND when the table has neither region nor global for it. */
TA_NODISCARD enum ta_status ta_damage_curve_find(const struct ta_table_set *tables,
                                                 const char *sector, const char *region,
                                                 ta_day date,
                                                 struct ta_damage_curve *out);

/** Mean share at a depth: 0 on dry ground, whatever a curve with cellars says at 0 m; linear
 *  between points; the last beyond. */
double ta_damage_at(const struct ta_damage_curve *curve, double depth);
/** Standard deviation at a depth, linear; NaN where the curve has none. */
double ta_damage_spread_at(const struct ta_damage_curve *curve, double depth);

/** Chances that the share lies between successive @p edge, for a beta distribution of mean and
 *  standard deviation: a = m^2 ((1 - m) / s^2 - 1 / m), b = a (1 / m - 1). Without spread all in
 *  one bin; a spread too wide for a beta, m (1 - m) <= s^2, is drawn in to the widest.
 *  @param edge [n + 1] ascending, first at most 0, last at least 1
 *  @param out  [n] */
void ta_damage_chances(double mean, double stdev, size_t n, const double *edge,
                       double *out);

/** Share destroyed by a tropical cyclone's wind (m/s): v = max(w - threshold, 0) / (half -
 *  threshold), v^3 / (1 + v^3). Emanuel (2011), doi 10.1175/WCAS-D-11-00007.1. */
double ta_cyclone_damage(double wind, double threshold, double half);

/** Regularised incomplete beta function I_x(a, b) by Lentz's continued fraction (Press et al.,
 *  Numerical Recipes, 3rd ed., 6.4); NaN outside 0 <= x <= 1, a, b > 0. */
double ta_beta_below(double x, double a, double b);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file figure.h  Declared figures that the program reads, and the dimension each has to have. */
#ifndef TA_BASE_FIGURE_H
#define TA_BASE_FIGURE_H

#include "terrassay/project.h"
#include "terrassay/status.h"

/** Unit of the activity that is called so (`fuel.NAME`, `electricity.REGION`, `emissions.scope1` ...);
 *  NULL for other figures. */
const char *ta_activity_unit(const char *name);

/** The unit of an amount, where @p unit is that of an amount a year ("CNY/year" gives "CNY"): a figure of a
 *  period is stated in it, and is divided by the years of its period. @return false when it is none */
bool ta_figure_a_year(const char *unit, char amount[TA_UNIT_SIZE]);

/** Years of the figure's period: whole ones when it ends the day before an anniversary of its start; NaN
 *  where it is of no period. */
double ta_figure_years(const struct ta_declared *figure);

/** A figure that no indicator could take, because its unit is of another dimension than the indicator
 *  reads it in, is refused by its place in the document. So is a second one of the same name and period,
 *  unless it is activity, of which several add up; and one whose period ends with a longer one of the same
 *  name, for nobody could tell whether it is a part of it. Figures that nobody reads are the bank's own, and
 *  money is of any currency. @return TA_OK or TA_E_DATA */
TA_NODISCARD enum ta_status ta_figures_check(const struct ta_project *project,
                                             struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file figure.h  Declared figures that the program reads, and the dimension each has to have. */
#ifndef TA_BASE_FIGURE_H
#define TA_BASE_FIGURE_H

#include "terrassay/project.h"
#include "terrassay/status.h"

/** Unit of the activity that is called so (`fuel.NAME`, `electricity.REGION`, `emissions.scope1` ...);
 *  NULL for other figures. */
const char *ta_activity_unit(const char *name);

/** A figure that no indicator could take, because its unit is of another dimension than the indicator
 *  reads it in, is refused by its place in the document. Figures that nobody reads are the bank's own, and
 *  money is of any currency. @return TA_OK or TA_E_DATA */
TA_NODISCARD enum ta_status ta_figures_check(const struct ta_project *project,
                                             struct ta_error *err);

#endif

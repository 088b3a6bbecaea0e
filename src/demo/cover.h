/* SPDX-License-Identifier: Apache-2.0 */
/** @file cover.h  What covers of the land reflect through the year.
 *
 *  A cover is bare ground and closed canopy, mixed by its green part, which follows the season.
 *  The spectra are typical ones for showing, not measurements. */
#ifndef TA_DEMO_COVER_H
#define TA_DEMO_COVER_H

#include "demo/scene_set.h"

/** Green part [0, 1] of a cover on a day of the year. */
double ta_cover_green(enum ta_cover cover, ta_day day);
/** Reflectance by band. @param texture about 1: denser or sparser leaves */
void ta_cover_reflect(enum ta_cover cover, double texture, ta_day day,
                      double out[TA_SIM_BANDS]);

#endif

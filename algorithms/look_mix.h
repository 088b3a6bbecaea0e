/* SPDX-License-Identifier: Apache-2.0 */
/** @file look_mix.h  What does not match among looks that are held against each other: sensors and orbits.
 *
 *  Sensors have bands of their own, so that the same leaf has another index for each (Roy et al. 2016,
 *  Remote Sensing of Environment 185, 57-70: ETM+ against OLI); seen from another orbit the same ground
 *  is brighter or darker (Roy et al. 2016, same journal 176, 255-271). Orbits are not adjusted for, nor
 *  sensors unless the model asks for it and a table covers their bands (ta_look_source.sensor): a
 *  comparison that mixes what is not adjusted is graded one poorer and says what it mixed.
 *
 *  One sensor: Landsat 4 and 5; Landsat 8 and 9; platforms whose names differ in a last letter only
 *  (Sentinel-2A, 2B, 2C). A look of which nothing is stated matches those alone of which nothing is
 *  stated either. */
#ifndef TA_ALGORITHMS_LOOK_MIX_H
#define TA_ALGORITHMS_LOOK_MIX_H

#include "terrassay/indicator.h"

enum { TA_LOOK_MIX_NAMES = 4 };

/** All zero: nothing was compared yet. Names are borrowed from the looks. */
struct ta_look_mix {
    size_t n_sensors, n_orbits; /**< of the panel that mixes most of each */
    const char *sensor[TA_LOOK_MIX_NAMES], *orbit[TA_LOOK_MIX_NAMES];
    const char
        *adjusted_to; /**< sensor that bands of some look were adjusted to; or NULL */
    bool unchecked;   /**< by a table row that nobody has read in its source */
};

/** One panel's looks; those with used(context, panel, i) are compared with each other, and with
 *  those of no other panel. */
void ta_look_mix_add(struct ta_look_mix *mix, const struct ta_panel *panel,
                     bool (*used)(const void *context, const struct ta_panel *panel,
                                  size_t i),
                     const void *context);

/** Where something was observed: by a mix, one grade poorer, and the mix added to `why`; by adjusted
 *  bands, what to, and unchecked where the adjustment is. */
void ta_look_mix_tell(const struct ta_look_mix *mix, struct ta_result *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file sky.h  Clouds of one simulated look and the shadows they throw. */
#ifndef TA_DEMO_SKY_H
#define TA_DEMO_SKY_H

#include "demo/field.h"
#include "demo/scene_set.h"
#include "terrassay/status.h"

struct ta_sky {
    const struct ta_sim_set *set;
    ta_day day;
    struct ta_field cloud;
    double threshold; /**< the field's value from which there is cloud */
    double gain;      /**< of the sensor and the air on this day */
};

/** What stands between sensor and ground at a cell. */
struct ta_sky_cell {
    double cloud;  /**< opacity, [0, 1] */
    double shadow; /**< [0, 1] */
};

/** The sky of the look: cloudy over the asked share of the scene, banks on top of that.
 *  @return TA_OK, TA_E_NOMEM, TA_E_DATA for a day that is none. */
TA_NODISCARD enum ta_status ta_sky_make(const struct ta_sim_set *set, size_t look,
                                        struct ta_sky *out, struct ta_error *err);
struct ta_sky_cell ta_sky_at(const struct ta_sky *sky, double col, double row);

/** Code of a cell in the QA_PIXEL layer (USGS LSDS-1619, table 6-3: the usual values of clear
 *  land, clear water, dilated cloud, cloud of high confidence, cloud shadow). */
uint16_t ta_sky_code(const struct ta_sky_cell *cell, bool water);

#endif

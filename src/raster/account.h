/* SPDX-License-Identifier: Apache-2.0 */
/** @file account.h  From sums over a zone to an observation; the one place where that is
 *  done, for scenes and for chips. */
#ifndef TA_RASTER_ACCOUNT_H
#define TA_RASTER_ACCOUNT_H

#include "raster/state.h"
#include "statistics.h"
#include "terrassay/observation.h"
#include "terrassay/scene.h"
#include "zonal_classes.h"

/** States of a zone's cells, by weight. */
struct ta_state_weights {
    ta_uint128 of[TA_ZONAL_CLASSES];
};

/** Everything a zone's numbers come from. */
struct ta_account {
    double area;       /**< of the whole zone (cells) */
    ta_uint128 weight; /**< of its part on the grid */
    const struct ta_state_weights *states;
    const struct ta_tally *tally;
    double scale, offset;
    bool masked; /**< does the scene know what is clear? Else the shares are NaN */
};

/** Fill inside, the state shares and the statistics. clear_fraction is the share of the
 *  site that is clear and has a value. */
void ta_account_fill(const struct ta_account *account, struct ta_observation *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file handles.h  A thread's open rasters, so that a file is opened once while it is in
 *  use. */
#ifndef TA_RASTER_HANDLES_H
#define TA_RASTER_HANDLES_H

#include "raster/open.h"

enum { TA_HANDLES_MAX = 32 };

/** One thread's. All zero at the start; ended by ta_handles_close(). */
struct ta_handles {
    struct ta_raster *raster[TA_HANDLES_MAX];
    unsigned long used[TA_HANDLES_MAX]; /**< when it was asked for last */
    unsigned long now;
};

/** The raster of an asset's file, opened if it is not; borrowed until TA_HANDLES_MAX others were
 *  asked for. Returns as ta_raster_open_asset(). */
TA_NODISCARD enum ta_status ta_handles_get(struct ta_handles *handles,
                                           const struct ta_asset *asset,
                                           struct ta_raster **out,
                                           struct ta_error *err);
void ta_handles_close(struct ta_handles *handles);

#endif

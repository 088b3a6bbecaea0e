/* SPDX-License-Identifier: Apache-2.0 */
/** @file frame.h  One simulated look as digital numbers: bands and the quality layer. */
#ifndef TA_DEMO_FRAME_H
#define TA_DEMO_FRAME_H

#include "demo/ground.h"
#include "demo/sky.h"
#include "raster/open.h"

/** Landsat Collection 2 level 2: reflectance = number * scale + offset; 0 is fill. */
#define TA_SIM_SCALE 2.75e-5
#define TA_SIM_OFFSET (-0.2)

/** Layers 0 .. n_bands - 1 are bands, layer n_bands is QA_PIXEL. */
enum { TA_SIM_LAYERS = TA_SIM_BANDS + 1 };

struct ta_frame {
    const struct ta_ground *ground;
    struct ta_sky sky;
    uint16_t *coarse[TA_SIM_LAYERS];  /**< [squares] */
    uint16_t **window[TA_SIM_LAYERS]; /**< [n_windows][cells of the window] */
    double cloud_percent;             /**< of the squares that are not fill */
};

/** Look at the ground. @param look of the ground's set. @p out is ended by ta_frame_free() also
 *  when this fails. */
TA_NODISCARD enum ta_status ta_frame_make(const struct ta_ground *ground, size_t look,
                                          struct ta_frame *out, struct ta_error *err);
void ta_frame_free(struct ta_frame *frame);

/** Copy a window of a layer; cells of @p pixels are uint16.
 *  @return false when all of it is fill. */
bool ta_frame_copy(const struct ta_frame *frame, size_t layer,
                   const struct ta_window *window, const struct ta_pixel_room *pixels);

#endif

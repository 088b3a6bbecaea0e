/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_scenes.h  The scenes that the rasters of a zonal job are. */
#ifndef TA_ENGINE_ZONAL_SCENES_H
#define TA_ENGINE_ZONAL_SCENES_H

#include "engine/zonal.h"
#include "engine/zonal_dates.h"
#include "engine/zonal_mask.h"
#include "terrassay/scene.h"

/** All owned; ended by ta_zonal_scenes_free(). All zero is empty. */
struct ta_zonal_scenes {
    size_t n, capacity, name_capacity;
    struct ta_scene *scene;
    char **name; /**< [n] what the table calls each */
    size_t n_layers, layer_capacity;
    char **layer;          /**< [n_layers] bands in the order met, then indices */
    size_t n_failed;       /**< rasters that could not be opened; told */
    struct ta_error first; /**< why the first of them could not */
    bool quiet; /**< it is the only raster: its failure is returned, not told */
    struct ta_zonal_mask mask;
    struct ta_mask_rule rule; /**< of the mask, when it goes by codes */
    struct ta_zonal_dates dates;
};

/** Open the job's rasters as far as their headers, and name layers.
 *  @return TA_OK also when rasters failed; TA_E_USAGE; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_zonal_scenes_new(const struct ta_zonal_job *job,
                                                struct ta_zonal_scenes *out,
                                                struct ta_error *err);
void ta_zonal_scenes_free(struct ta_zonal_scenes *scenes);

#endif

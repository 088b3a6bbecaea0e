/* SPDX-License-Identifier: Apache-2.0 */
/** @file source.h  The bands of a scene that stand on one grid, ready to be read. */
#ifndef TA_RASTER_SOURCE_H
#define TA_RASTER_SOURCE_H

#include "raster/handles.h"
#include "raster/pixel.h"
#include "terrassay/scene.h"

/** Where the pixels of a plane come from. */
struct ta_source {
    size_t asset;
    int number;
    bool far; /**< read by ranges */
    struct ta_raster_band header;
    bool mapped; /**< its grid is not the group's; `map` finds its cells */
    struct ta_grid_map map;
    const struct ta_band *band; /**< NULL for quality layers; borrowed from the scene */
    struct ta_pixel_rule rule;  /**< which numbers count: file's and product's no-data,
                                     legal range */
};

/** Bands on one grid: that of the finest of them, in which the cells of the others hold
 *  whole numbers of cells; their pixels are repeated, never mixed. */
struct ta_group {
    struct ta_grid grid; /**< crs owned */
    size_t n;
    struct ta_source *source;
    bool has_mask, has_saturation;
    struct ta_source mask, saturation;
};

/** A band by place. */
struct ta_band_place {
    size_t asset, band;
};

/** Places of all bands of a scene. *out is owned (ta_free). */
TA_NODISCARD enum ta_status ta_scene_bands(const struct ta_scene *scene,
                                           struct ta_band_place **out, size_t *n);

/** Spread bands over groups: the first is the grid that takes most of them, and so on.
 *  @param place  [n] bands wanted
 *  @param out    owned, each ended by ta_group_free(); ta_free(*out)
 *  @return TA_OK; why a file does not open; TA_E_DATA when a grid is not placed, or the
 * quality layer does not lie on it. */
TA_NODISCARD enum ta_status ta_groups_new(const struct ta_scene *scene,
                                          struct ta_handles *handles,
                                          const struct ta_band_place *place, size_t n,
                                          struct ta_group **out, size_t *n_groups,
                                          struct ta_error *err);
void ta_groups_free(struct ta_group *group, size_t n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file item_grid.h  Does a file lie where its catalogue item says that it does?
 *
 *  An item that contradicts its file is of another file, or the file is of another item: nobody can
 *  know which of the two is right, and what is read would stand at the wrong place or date. */
#ifndef TA_ENGINE_ITEM_GRID_H
#define TA_ENGINE_ITEM_GRID_H

#include <stdbool.h>

#include "terrassay/scene.h"
#include "terrassay/status.h"

/** Does the item state anything of the file's place? */
bool ta_item_states(const struct ta_asset *asset);

/** Hold @p file, the grid of @p asset's file, against what the item states of it. A CRS that puts it elsewhere by
 *  more than a cell is another one. What is stated of this very file must be its size; a corner may be off by a cell, since some count from the middle of a
 *  cell. What is stated of the whole item must cover the same ground, in cells of whatever size.
 *  A file that lies nowhere contradicts nothing: ta_raster_need_place().
 *  @return TA_OK, also where nothing is stated; TA_E_DATA with what contradicts what */
TA_NODISCARD enum ta_status ta_item_grid_check(const struct ta_grid *file,
                                               const struct ta_asset *asset,
                                               struct ta_error *err);

/** The same of all files of a scene, which are opened for it. */
TA_NODISCARD enum ta_status ta_item_scene_check(const struct ta_scene *scene,
                                                struct ta_error *err);

#endif

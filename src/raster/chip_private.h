/* SPDX-License-Identifier: Apache-2.0 */
/** @file chip_private.h  What the files of the chip share. */
#ifndef TA_RASTER_CHIP_PRIVATE_H
#define TA_RASTER_CHIP_PRIVATE_H

#include "raster/chip.h"

/** Have the cutter's way lead to the CRS of @p grid. */
TA_NODISCARD enum ta_status ta_cutter_way(struct ta_cutter *cutter,
                                          const struct ta_grid *grid,
                                          struct ta_error *err);
/** A window of a grid as a grid of its own; crs is still the grid's. */
struct ta_grid ta_grid_part(const struct ta_grid *grid, const struct ta_window *window);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file growth.h  Clouds and their shadows made larger than a quality layer says.
 *
 *  Sen2Cor's scene classification misses the thin rims of clouds; Landsat's QA_PIXEL carries its
 *  own dilated clouds (bit 1) and is taken as it is. A cell of the quality layer is cloud when the
 *  centre of a cloud lies within a distance of its own, on the layer's grid and on the ground: the
 *  answer knows nothing of blocks, nor of the bands' cells. */
#ifndef TA_RASTER_GROWTH_H
#define TA_RASTER_GROWTH_H

#include "raster/grid.h"
#include "raster/state.h"

enum { TA_DISC_CELLS_MOST = 256 };

/** The cells whose centres lie within a radius of a cell's own: in the row @p i away, those up to
 *  half[i] columns away. */
struct ta_disc {
    int rows; /**< the last row that has any */
    int half[TA_DISC_CELLS_MOST + 1];
};

/** @param cell width and height (m), above 0
 *  @return TA_OK; TA_E_LIMIT when the radius is above TA_DISC_CELLS_MOST cells. */
TA_NODISCARD enum ta_status ta_disc_make(double radius_m, const double cell[2],
                                         struct ta_disc *out);

/** What grows and how far. */
struct ta_growth {
    struct ta_disc cloud, shadow;
    int cols, rows; /**< cells around a window that its states depend on */
};

/** @param grid of the quality layer. @return TA_OK, TA_E_LIMIT; TA_E_DATA when nothing says how long
 *  a cell is on the ground. */
TA_NODISCARD enum ta_status ta_growth_make(const struct ta_mask_policy *policy,
                                           const struct ta_grid *grid,
                                           struct ta_growth *out, struct ta_error *err);
/** The window and what its states depend on. */
struct ta_window ta_growth_around(const struct ta_growth *growth,
                                  const struct ta_grid *grid, struct ta_window window);

/** Bytes of `room` that ta_growth_apply() needs. */
size_t ta_growth_bytes(size_t cols, size_t rows);
/** Grow, in place, in states [rows][cols] of Sentinel-2's classes. What is fill stays fill; of a
 *  cloud and a shadow the cloud stands.
 *  @param code the classes of type @p type, same shape
 *  @param room of ta_growth_bytes() bytes, as aligned as any */
void ta_growth_apply(const struct ta_growth *growth, enum ta_pixel_type type,
                     const void *code, size_t cols, size_t rows, uint8_t *state,
                     void *room);

#endif

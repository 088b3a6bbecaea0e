/* SPDX-License-Identifier: Apache-2.0 */
/** @file zone_plan.h  Zones compiled for one grid: what they cover in which block. */
#ifndef TA_RASTER_ZONE_PLAN_H
#define TA_RASTER_ZONE_PLAN_H

#include "raster/grid.h"
#include "raster/pass.h"
#include "zonal.h"

/** One block of work. */
struct ta_zone_block {
    int64_t col, row;           /**< which block of the grid */
    int64_t rows;               /**< rows of it that are needed */
    size_t first_part, n_parts; /**< its cuts: places in ta_zone_plan.part */
    size_t first_chip, n_chips; /**< zones whose chips have pixels in it */
};

/** A block of one of the plans. */
struct ta_zone_part {
    size_t shard;
    const struct ta_zonal_block *block;
};

/** A zone that lies on the grid. */
struct ta_zone_slot {
    size_t zone;
    double area;           /**< of the whole zone (cells) */
    ta_uint128 weight;     /**< of the part on the grid */
    uint64_t cells;        /**< of the part on the grid, touched at all */
    uint32_t cuts;         /**< pieces that the blocks cut it into */
    double cell_area_m2;   /**< NaN when not known */
    struct ta_window chip; /**< the zone's window and a rim around it */
    size_t chip_blocks;    /**< blocks the chip has pixels in */
};

/** A zone that cannot be put on the grid. */
struct ta_zone_miss {
    size_t zone;
    struct ta_error error;
};

/** Zones are spread over shards so that two threads can compile them, neighbours to one
 * shard. A zone's place is its number in its shard, counted on from the shards before.
 * Read-only once made. */
struct ta_zone_plan {
    struct ta_grid grid; /**< crs owned */
    int64_t block_cols, block_rows;
    size_t n_shards;
    struct ta_zonal_plan *shard[TA_PASS_THREADS_MAX];
    size_t shard_place[TA_PASS_THREADS_MAX + 1]; /**< of the first zone of each */
    size_t n_slots;
    struct ta_zone_slot *slot; /**< by zone */
    uint32_t *slot_of;         /**< [zones] UINT32_MAX: not on the grid */
    uint32_t *place_of;        /**< [zones] */
    uint32_t *slot_at;         /**< [places] as slot_of */
    size_t n_blocks;
    struct ta_zone_block *block; /**< by row, then column */
    struct ta_zone_part *part;
    uint32_t *chip; /**< slots */
    size_t n_misses;
    struct ta_zone_miss *miss; /**< by zone */
};

struct ta_zone_plan_options {
    int64_t block_cols, block_rows;
    unsigned threads;
    int rim; /**< of chips; below 0: no chips */
};

/** @param zones borrowed for the call. @return TA_OK, TA_E_DATA when no way leads to the
 * grid's CRS or the grid has none, TA_E_NOMEM, TA_E_LIMIT. */
TA_NODISCARD enum ta_status ta_zone_plan_new(const struct ta_zone_set *zones,
                                             const struct ta_grid *grid,
                                             const struct ta_zone_plan_options *options,
                                             struct ta_zone_plan **out,
                                             struct ta_error *err);
void ta_zone_plan_free(struct ta_zone_plan *plan);

/** Pixel coordinates of one zone: moved to the grid's CRS by @p way (self NULL: it is
 *  there), then to columns and rows. *out is owned. */
TA_NODISCARD enum ta_status ta_zone_place(const struct ta_polygons *shape,
                                          const struct ta_transform *way,
                                          const struct ta_grid *grid,
                                          struct ta_polygons *out,
                                          struct ta_error *err);
/** Open the way from @p crs to the grid's; out->self stays NULL when both are one. */
TA_NODISCARD enum ta_status ta_zone_way(const struct ta_zone_set *zones,
                                        const struct ta_grid *grid,
                                        struct ta_transform *out, struct ta_error *err);
void ta_zone_way_close(struct ta_transform *way);

/** The cells a zone covers and a rim around them, on the grid; no columns when it covers
 *  none. */
struct ta_window ta_chip_window(const struct ta_grid *grid,
                                const struct ta_zonal_zone *zone, int rim);

/** Size of the blocks that work goes by, from how a band is stored: whole stored blocks,
 *  several of them when they are small. */
void ta_zone_block_size(const struct ta_grid *grid, const struct ta_raster_band *band,
                        int64_t *cols, int64_t *rows);

#endif

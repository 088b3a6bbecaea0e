/* SPDX-License-Identifier: Apache-2.0 */
/** @file open_private.h  What an open raster is, for the two files that read it. */
#ifndef TA_RASTER_OPEN_PRIVATE_H
#define TA_RASTER_OPEN_PRIVATE_H

#include <sys/stat.h>

#include <gdal.h>

#include "raster/far_vsi.h"
#include "raster/open.h"
#include "raster/unpack.h"

/** Blocks that are read and unpacked past GDAL. */
struct ta_raster_blocks {
    bool asked, plain; /**< may they be, and was that asked? */
    bool differences;
    bool known;       /**< of a local file: what it was before GDAL opened it */
    struct stat seen; /**< the same */
    int file;         /**< of a local one, -1 until it is read */
    size_t n;         /**< blocks that were unpacked here */
    struct ta_unpacker unpacker;
};

struct ta_raster {
    GDALDatasetH dataset;
    char *path, *crs;
    struct ta_grid grid;
    struct ta_far_view view; /**< of a far file */
    struct ta_raster_blocks blocks;
};

/** Before GDAL opens the file. */
void ta_raster_blocks_start(struct ta_raster *raster);
void ta_raster_blocks_end(struct ta_raster *raster);
/** Read whole blocks below each other straight into the room, past GDAL's cache.
 *  @return false when the window is not cut that way, or a read failed: *failed */
bool ta_raster_blocks_read(struct ta_raster *raster, GDALRasterBandH band,
                           const struct ta_window *window,
                           const struct ta_pixel_room *room, bool *failed);

#endif

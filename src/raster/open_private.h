/* SPDX-License-Identifier: Apache-2.0 */
/** @file open_private.h  What an open raster is, for the two files that read it. */
#ifndef TA_RASTER_OPEN_PRIVATE_H
#define TA_RASTER_OPEN_PRIVATE_H

#include <sys/stat.h>

#include <gdal.h>

#include "raster/far_vsi.h"
#include "raster/open.h"
#include "raster/tiff_head.h"
#include "raster/unpack.h"

/** Blocks that are read and unpacked past GDAL. */
struct ta_raster_blocks {
    bool asked, plain; /**< may they be, and was that asked? */
    bool differences;
    bool known;       /**< of a local file: what it was before GDAL opened it */
    struct stat seen; /**< the same */
    int file;         /**< of a local one, -1 until it is read */
    bool headed;      /**< of a local one: `head` is what it says; else GDAL is asked */
    struct ta_tiff_head head;
    size_t n; /**< blocks that were unpacked here */
    struct ta_unpacker unpacker;
};

struct ta_raster {
    GDALDatasetH dataset;
    char *path, *crs;
    char *address; /* of a far file, read by ranges or here whole; else NULL */
    struct ta_grid grid;
    bool placed; /**< does the file itself say where its corners are? */
    bool lost;   /**< it does not say that, or no CRS: its item may */
    struct ta_stated_grid
        stated; /**< of a lost one: what its item said when it was opened */
    char stated_crs[TA_NAME_SIZE]; /**< the same */
    struct ta_far_view view;       /**< of a far file */
    struct ta_raster_blocks blocks;
};

/** Give a file without place or CRS the one that its item states, when the item states size and place in
 *  full and they do not contradict the file. */
TA_NODISCARD enum ta_status ta_raster_take_stated(struct ta_raster *raster,
                                                  const struct ta_asset *asset,
                                                  struct ta_error *err);

/** Before GDAL opens the file. */
void ta_raster_blocks_start(struct ta_raster *raster);
/** Read the head of a local file that GDAL opened as a GeoTIFF.
 *  @return TA_OK, also when GDAL has to be asked instead; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_raster_head_read(struct ta_raster *raster);
void ta_raster_blocks_end(struct ta_raster *raster);
/** Read whole blocks below each other straight into the room, past GDAL's cache.
 *  @return false when the window is not cut that way, or a read failed: *failed */
bool ta_raster_blocks_read(struct ta_raster *raster, GDALRasterBandH band,
                           const struct ta_window *window,
                           const struct ta_pixel_room *room, bool *failed);

#endif

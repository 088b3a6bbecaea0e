/* SPDX-License-Identifier: Apache-2.0 */
/** @file write.h  Writing GeoTIFFs: block by block, deflated, durable, and the same
 * bytes for the same pixels. */
#ifndef TA_RASTER_WRITE_H
#define TA_RASTER_WRITE_H

#include "raster/grid.h"
#include "raster/open.h"

/** A line of metadata. */
struct ta_write_item {
    size_t band;        /**< from 0; SIZE_MAX: of the file */
    const char *domain; /**< NULL: the ordinary one */
    const char *key, *value;
};

/** What GIS programs show of a band. */
struct ta_write_band {
    const char *name; /**< NULL: none */
    const char *unit; /**< NULL: none */
    double scale, offset;
};

/** How pixels are compressed, without loss. */
enum ta_pack {
    TA_PACK_SMALL, /**< differences of neighbours, Deflate: what is kept for long */
    TA_PACK_FAST, /**< Zstandard at its quickest: a tenth of the time, twice the bytes */
    TA_PACK_NONE
};

/** A raster to write. Everything is borrowed for the call. */
struct ta_write {
    const char *path;    /**< replaced when all is written and on the disk */
    struct ta_grid grid; /**< crs: WKT or AUTHORITY:CODE */
    enum ta_pixel_type type;
    size_t n_bands;
    const struct ta_write_band *band; /**< [n_bands], or NULL */
    bool has_nodata;                  /**< of all bands */
    struct ta_pixel_value nodata;
    int64_t tile; /**< side of a tile (a multiple of 16); 0: strips of full width */
    bool loose;   /**< durable only once the caller settles it (base/file.h) */
    enum ta_pack pack;
    bool by_gdal;           /**< never by raster/plain.h, which gives the same bytes */
    struct ta_plain *plain; /**< the thread's, kept from file to file; NULL: none is */
    size_t n_items;
    const struct ta_write_item *item; /**< keys of one band and domain differ */
    void *self;
    /** Give the pixels of a window of band @p band, from 0: a tile or strip, clipped to
     *  the raster. Windows come by band, then row, then column.
     *  @param pixels zeroed; rows of @p stride cells
     *  @param leave_out set to leave the block out of the file, which then reads as
     *                no-data, or as 0 where there is no such value */
    enum ta_status (*fill)(void *self, size_t band, const struct ta_window *window,
                           const struct ta_pixel_room *pixels, bool *leave_out);
};

/** Write it.
 *  @return TA_OK; TA_E_ARG; TA_E_IO with GDAL's words; what fill() returned. Where it
 * fails, @p path stands as it stood. */
TA_NODISCARD enum ta_status ta_raster_write(const struct ta_write *spec,
                                            struct ta_error *err);

#endif

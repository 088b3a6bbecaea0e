/* SPDX-License-Identifier: Apache-2.0 */
/** @file open.h  Raster files, opened with suspicion: local, read-only, four drivers,
 *  no sidecars, sizes checked before anything is allocated.
 *
 *  Threads: ta_raster_start() may be called by any thread at any time. An open raster
 *  belongs to one thread at a time; open the file once per thread. */
#ifndef TA_RASTER_OPEN_H
#define TA_RASTER_OPEN_H

#include "raster/grid.h"
#include "statistics.h"
#include "terrassay/scene.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

enum {
    TA_RASTER_BANDS_MAX = 65535,
    TA_RASTER_BLOCK_CELLS_MAX = 1 << 26, /**< a block is decoded whole */
    TA_RASTER_BLOCK_BYTES_MAX = 1 << 29  /**< of all bands when they are interleaved */
};

/** A pixel value of one type: integers in `whole` (uint64 by its bits), floats in
 *  `real`. */
struct ta_pixel_value {
    int64_t whole;
    double real;
};

/** What a file says of one of its bands. */
struct ta_raster_band {
    enum ta_pixel_type type;
    int64_t block_cols, block_rows; /**< as it is stored */
    bool has_nodata;
    struct ta_pixel_value nodata;
    bool has_mask;        /**< a mask band or alpha says which pixels count */
    double scale, offset; /**< 1 and 0 when the file states none */
};

/** Memory for pixels: `rows` rows of `stride` cells of the band's type. */
struct ta_pixel_room {
    void *pixels;
    size_t stride, rows;
};

struct ta_raster;

/** Set GDAL up: drivers GTiff, JP2OpenJPEG, netCDF, HDF5; PROJ without network; a block
 * cache of 64 MB unless GDAL_CACHEMAX says otherwise. Done once, cheap afterwards; each
 * call here that needs it does it. @return TA_OK or TA_E_INTERNAL. */
TA_NODISCARD enum ta_status ta_raster_start(struct ta_error *err);

/** Open a file by the path of an ordinary local file; GDAL's own ways of naming things
 *  (/vsi..., NETCDF:...) are not paths.
 *  @param out owned; ended by ta_raster_close()
 *  @return TA_OK; TA_E_NOTFOUND; TA_E_DATA with GDAL's words when it is no raster of the
 * four kinds or is broken; TA_E_LIMIT; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_raster_open(const char *path, struct ta_raster **out,
                                           struct ta_error *err);
/** Open an asset's file: a local one, or a far GeoTIFF that is read by ranges. What its host fails
 *  with is what opening and reading fail with. The far file lives as long as the raster. A file that
 *  says not where it lies, or in no CRS, has what the asset's item states of it, where that is of its size and,
 *  as far as the file says anything, at its place.
 *  Returns as ta_raster_open() and ta_far_file_ops.read. */
TA_NODISCARD enum ta_status ta_raster_open_asset(const struct ta_asset *asset,
                                                 struct ta_raster **out,
                                                 struct ta_error *err);
/** The same for whoever asks about bands alone: the CRS, which costs as much as all the rest, is
 *  not read, and the grid has none. */
TA_NODISCARD enum ta_status
ta_raster_open_bands(const char *path, struct ta_raster **out, struct ta_error *err);
/** NULL is allowed. */
void ta_raster_close(struct ta_raster *raster);

const char *ta_raster_path(const struct ta_raster *raster);
/** What it is called when something is told of it: the address of a far file, else its path. */
const char *ta_raster_shown(const struct ta_raster *raster);
/** The far file that it reads, borrowed; NULL for a local one. */
const struct ta_far_file *ta_raster_far(const struct ta_raster *raster);
/** The grid; its CRS is AUTHORITY:CODE or WKT, or NULL when the file declares none. Lives as long as the
 *  raster. */
const struct ta_grid *ta_raster_grid(const struct ta_raster *raster);
/** @return TA_OK; TA_E_DATA, with the mend, for a grid without a CRS: nobody can say where it lies */
TA_NODISCARD enum ta_status ta_raster_need_place(const struct ta_raster *raster,
                                                 struct ta_error *err);
/** Would opening @p asset, which names the file of @p raster, give the same grid? */
bool ta_raster_stated_alike(const struct ta_raster *raster,
                            const struct ta_asset *asset);
/** Has it its place or its CRS from the item, since the file declares none? */
bool ta_raster_by_item(const struct ta_raster *raster);
int ta_raster_bands(const struct ta_raster *raster);
/** What stands in the header about band @p number, from 1.
 *  @return TA_OK; TA_E_DATA for a number out of range or a type that is no plain number;
 * TA_E_LIMIT for absurd blocks. */
TA_NODISCARD enum ta_status ta_raster_band(const struct ta_raster *raster, int number,
                                           struct ta_raster_band *out,
                                           struct ta_error *err);
/** Scale and offset of a band as the header states them, 1 and 0 when it does not. Quick: what else
 *  the file holds is not looked for. Returns as ta_raster_band(). */
TA_NODISCARD enum ta_status ta_raster_line(const struct ta_raster *raster, int number,
                                           double line[2], struct ta_error *err);
/** Places in the file of the stored blocks of a band, and of its mask, that hold a window; blocks that
 *  the file leaves out have none. Of a GeoTIFF.
 *  @param out owned (ta_free), NULL when *n is 0. @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_raster_ranges(struct ta_raster *raster, int number,
                                             const struct ta_window *window,
                                             struct ta_byte_range **out, size_t *n,
                                             struct ta_error *err);
/** Read a window of a band in its own type, at full resolution. A block that the file
 *  leaves out holds the no-data value, or 0.
 *  @param window inside the raster
 *  @param room   at least window rows and cols; cells beside the window may be written
 *  @return TA_OK; TA_E_DATA with GDAL's words: a truncated or corrupt block is an
 * error, never zeros. */
TA_NODISCARD enum ta_status ta_raster_read(struct ta_raster *raster, int number,
                                           const struct ta_window *window,
                                           const struct ta_pixel_room *room,
                                           struct ta_error *err);
/** For tests: how many blocks were unpacked here, past GDAL's decoder. */
size_t ta_raster_unpacked(const struct ta_raster *raster);
/** Read the file's mask of a band: 0 where a pixel does not count. Same terms. */
TA_NODISCARD enum ta_status ta_raster_read_mask(struct ta_raster *raster, int number,
                                                const struct ta_window *window,
                                                const struct ta_pixel_room *room,
                                                struct ta_error *err);

#endif

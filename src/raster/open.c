/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/open.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gdal_frmts.h>
#include <ogr_srs_api.h>

#include "base/memory.h"
#include "base/text.h"
#include "raster/gdal_words.h"
#include "raster/open_meta.h"
#include "raster/pixel.h"

static const char *const drivers[] = {"GTiff", "JP2OpenJPEG", "netCDF", "HDF5", NULL};
enum { CACHE_BYTES = 64 << 20 };

struct ta_raster {
    GDALDatasetH dataset;
    char *path, *crs;
    struct ta_grid grid;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started;

static void start(void)
{
    GDALRegister_GTiff();
    GDALRegister_JP2OpenJPEG();
    GDALRegister_netCDF();
    GDALRegister_HDF5();
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    OSRSetPROJEnableNetwork(0);
    if (CPLGetConfigOption("GDAL_CACHEMAX", NULL) == NULL)
        GDALSetCacheMax64(CACHE_BYTES);
    started = GDALGetDriverByName("GTiff") != NULL;
}

enum ta_status ta_raster_start(struct ta_error *err)
{
    if (pthread_once(&once, start) == 0 && started) return TA_OK;
    return ta_fail(err, TA_E_INTERNAL, "GDAL has no GeoTIFF driver");
}

/* An ordinary file, by a path that no driver takes for a prefix of its own. */
static enum ta_status check_path(const char *path, char **out, struct ta_error *err)
{
    struct stat found;
    if (strncmp(path, "/vsi", 4) == 0)
        return ta_fail(err, TA_E_DATA, "%s: not a path of a local file", path);
    if (stat(path, &found) != 0) {
        enum ta_status rc = errno == ENOENT ? TA_E_NOTFOUND : TA_E_IO;
        return ta_fail(err, rc, "%s: %s", path, strerror(errno));
    }
    if (!S_ISREG(found.st_mode))
        return ta_fail(err, TA_E_DATA, "%s: not an ordinary file", path);

    struct ta_text plain = {0};
    ta_text_addf(&plain, "%s%s", path[0] == '/' ? "" : "./", path);
    *out = ta_text_take(&plain);
    return *out != NULL ? TA_OK : ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
}

static enum ta_status open_dataset(struct ta_raster *r, struct ta_error *err)
{
    struct ta_gdal_words words;
    char *alone[] = {(char *)CPLGetFilename(r->path), NULL}; /* no sidecars */
    ta_gdal_words_start(&words);
    r->dataset = GDALOpenEx(r->path, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL,
                            (const char *const *)alone);
    ta_gdal_words_end();
    if (r->dataset != NULL) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: %s", r->path,
                  words.text[0] != '\0'
                      ? words.text
                      : "neither GeoTIFF, JPEG 2000, netCDF nor HDF5");
    ta_error_mend(err, "fetch the file again, or convert it to GeoTIFF");
    return TA_E_DATA;
}

/* The CRS as WKT, NULL when there is none. */
static enum ta_status read_crs(struct ta_raster *r)
{
    static const char *const options[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", NULL};
    OGRSpatialReferenceH srs = GDALGetSpatialRef(r->dataset);
    char *wkt = NULL;
    if (srs == NULL) return TA_OK;
    if (OSRExportToWktEx(srs, &wkt, options) != OGRERR_NONE || wkt == NULL) {
        CPLFree(wkt);
        return TA_OK;
    }
    r->crs = ta_strdup(wkt);
    CPLFree(wkt);
    return r->crs != NULL ? TA_OK : TA_E_NOMEM;
}

static enum ta_status read_grid(struct ta_raster *r, struct ta_error *err)
{
    struct ta_gdal_words words;
    ta_gdal_words_start(&words);
    enum ta_status rc = read_crs(r);
    bool placed = GDALGetGeoTransform(r->dataset, r->grid.affine) == CE_None;
    ta_gdal_words_end();
    if (rc != TA_OK) return ta_fail(err, rc, "%s: out of memory", r->path);

    r->grid.cols = GDALGetRasterXSize(r->dataset);
    r->grid.rows = GDALGetRasterYSize(r->dataset);
    if (placed) r->grid.crs = r->crs;
    rc = ta_grid_check(&r->grid, err);
    if (rc != TA_OK) ta_error_context(err, "%s", r->path);
    return rc;
}

static enum ta_status check_bands(const struct ta_raster *r, struct ta_error *err)
{
    int n = GDALGetRasterCount(r->dataset);
    if (n > TA_RASTER_BANDS_MAX)
        return ta_fail(err, TA_E_LIMIT, "%s: %d bands", r->path, n);
    if (n >= 1) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: holds several arrays, or none", r->path);
    ta_error_mend(err, "extract one array into a GeoTIFF with gdal_translate");
    return TA_E_DATA;
}

enum ta_status ta_raster_open(const char *path, struct ta_raster **out,
                              struct ta_error *err)
{
    enum ta_status rc = ta_raster_start(err);
    if (rc != TA_OK) return rc;

    struct ta_raster *r = ta_alloc(1, sizeof *r);
    if (r == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    rc = check_path(path, &r->path, err);
    if (rc == TA_OK) rc = open_dataset(r, err);
    if (rc == TA_OK) rc = read_grid(r, err);
    if (rc == TA_OK) rc = check_bands(r, err);
    if (rc != TA_OK) {
        ta_raster_close(r);
        return rc;
    }
    *out = r;
    return TA_OK;
}

void ta_raster_close(struct ta_raster *raster)
{
    if (raster == NULL) return;
    struct ta_gdal_words words;
    ta_gdal_words_start(&words);
    if (raster->dataset != NULL) GDALClose(raster->dataset);
    ta_gdal_words_end();
    ta_free(raster->crs);
    ta_free(raster->path);
    ta_free(raster);
}

const char *ta_raster_path(const struct ta_raster *raster)
{
    return raster->path;
}

const struct ta_grid *ta_raster_grid(const struct ta_raster *raster)
{
    return &raster->grid;
}

int ta_raster_bands(const struct ta_raster *raster)
{
    return GDALGetRasterCount(raster->dataset);
}

static bool type_of(GDALRasterBandH band, enum ta_pixel_type *out)
{
    static const struct {
        GDALDataType gdal;
        enum ta_pixel_type ours;
    } pairs[] = {
        {GDT_Byte, TA_PIXEL_UINT8},      {GDT_UInt16, TA_PIXEL_UINT16},
        {GDT_Int16, TA_PIXEL_INT16},     {GDT_UInt32, TA_PIXEL_UINT32},
        {GDT_Int32, TA_PIXEL_INT32},     {GDT_UInt64, TA_PIXEL_UINT64},
        {GDT_Int64, TA_PIXEL_INT64},     {GDT_Float32, TA_PIXEL_FLOAT32},
        {GDT_Float64, TA_PIXEL_FLOAT64},
    };
    GDALDataType type = GDALGetRasterDataType(band);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].gdal == type) {
            *out = pairs[i].ours;
            const char *sign =
                GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE");
            if (type == GDT_Byte && sign != NULL && strcmp(sign, "SIGNEDBYTE") == 0)
                *out = TA_PIXEL_INT8;
            return true;
        }
    return false;
}

/* The no-data value, where the type has such a value at all. */
static void read_nodata(GDALRasterBandH band, struct ta_raster_band *out)
{
    int has = 0;
    if (out->type == TA_PIXEL_INT64) {
        out->nodata.whole = GDALGetRasterNoDataValueAsInt64(band, &has);
        out->has_nodata = has != 0;
    } else if (out->type == TA_PIXEL_UINT64) {
        out->nodata.whole = (int64_t)GDALGetRasterNoDataValueAsUInt64(band, &has);
        out->has_nodata = has != 0;
    } else {
        double value = GDALGetRasterNoDataValue(band, &has);
        out->has_nodata =
            has != 0 && ta_pixel_from_real(out->type, value, &out->nodata);
    }
}

static void read_words(GDALRasterBandH band, struct ta_raster_band *out)
{
    int has = 0;
    out->scale = GDALGetRasterScale(band, &has);
    if (!has) out->scale = 1.0;
    out->offset = GDALGetRasterOffset(band, &has);
    if (!has) out->offset = 0.0;
    (void)snprintf(out->name, sizeof out->name, "%s", GDALGetDescription(band));
    (void)snprintf(out->unit, sizeof out->unit, "%s", GDALGetRasterUnitType(band));
    int flags = GDALGetMaskFlags(band);
    out->has_mask = (flags & GMF_ALL_VALID) == 0 && flags != GMF_NODATA;
}

static enum ta_status check_blocks(const struct ta_raster *r,
                                   const struct ta_raster_band *band,
                                   struct ta_error *err)
{
    const char *layout =
        GDALGetMetadataItem(r->dataset, "INTERLEAVE", "IMAGE_STRUCTURE");
    bool interleaved = layout != NULL && strcmp(layout, "PIXEL") == 0;
    int64_t cells = band->block_cols * band->block_rows; /* both below 2^31 */
    int64_t bytes = cells * (int64_t)ta_pixel_size(band->type);
    if (interleaved && cells <= TA_RASTER_BLOCK_CELLS_MAX)
        bytes *= GDALGetRasterCount(r->dataset);
    if (band->block_cols >= 1 && band->block_rows >= 1 &&
        cells <= TA_RASTER_BLOCK_CELLS_MAX && bytes <= TA_RASTER_BLOCK_BYTES_MAX)
        return TA_OK;
    (void)ta_fail(err, TA_E_LIMIT, "%s: blocks of %lld x %lld pixels", r->path,
                  (long long)band->block_cols, (long long)band->block_rows);
    ta_error_mend(err, "tile it: gdal_translate -co TILED=YES");
    return TA_E_LIMIT;
}

enum ta_status ta_raster_band(const struct ta_raster *raster, int number,
                              struct ta_raster_band *out, struct ta_error *err)
{
    int cols = 0, rows = 0, n = ta_raster_bands(raster);
    if (number < 1 || number > n)
        return ta_fail(err, TA_E_DATA, "%s: no band %d, it has %d", raster->path,
                       number, n);

    GDALRasterBandH band = GDALGetRasterBand(raster->dataset, number);
    struct ta_raster_band found = {0};
    struct ta_gdal_words words;
    ta_gdal_words_start(&words);
    bool plain = type_of(band, &found.type);
    if (plain) read_nodata(band, &found);
    read_words(band, &found);
    GDALGetBlockSize(band, &cols, &rows);
    ta_gdal_words_end();
    if (!plain)
        return ta_fail(err, TA_E_DATA, "%s: band %d holds %s", raster->path, number,
                       GDALGetDataTypeName(GDALGetRasterDataType(band)));
    found.block_cols = cols;
    found.block_rows = rows;
    enum ta_status rc = check_blocks(raster, &found, err);
    if (rc == TA_OK) *out = found;
    return rc;
}

static enum ta_status fail_read(const struct ta_raster *r, int number,
                                const struct ta_window *w,
                                const struct ta_gdal_words *words, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "%s: band %d, rows %lld to %lld: %s", r->path, number,
                  (long long)w->row, (long long)(w->row + w->rows - 1),
                  ta_gdal_words_text(words));
    ta_error_mend(err, "the file is cut short or damaged: fetch it again");
    return TA_E_DATA;
}

static char *room_at(const struct ta_pixel_room *room, int64_t row, size_t size)
{
    return (char *)room->pixels + (size_t)row * room->stride * size;
}

/* Read whole blocks below each other straight into the room, past GDAL's cache.
 * @return false when the window is not cut that way, or a read failed: *failed. */
static bool read_blocks(const struct ta_raster *r, GDALRasterBandH band,
                        const struct ta_window *w, const struct ta_pixel_room *room,
                        bool *failed)
{
    int cols = 0, rows = 0;
    GDALGetBlockSize(band, &cols, &rows);
    int64_t right = r->grid.cols - w->col < cols ? r->grid.cols - w->col : cols;
    int64_t high = (w->rows + rows - 1) / rows * rows;
    if (room->stride != (size_t)cols || w->col % cols != 0 || w->cols != right ||
        w->row % rows != 0 || high > (int64_t)room->rows)
        return false;

    size_t size = (size_t)GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band));
    for (int64_t row = 0; row < w->rows; row += rows)
        if (GDALReadBlock(band, (int)(w->col / cols), (int)((w->row + row) / rows),
                          room_at(room, row, size)) != CE_None) {
            *failed = true;
            return false;
        }
    return true;
}

static bool read_window(GDALRasterBandH band, GDALDataType type,
                        const struct ta_window *w, const struct ta_pixel_room *room)
{
    GSpacing size = GDALGetDataTypeSizeBytes(type);
    return GDALRasterIOEx(band, GF_Read, (int)w->col, (int)w->row, (int)w->cols,
                          (int)w->rows, room->pixels, (int)w->cols, (int)w->rows, type,
                          size, size * (GSpacing)room->stride, NULL) == CE_None;
}

enum ta_status ta_raster_read(struct ta_raster *raster, int number,
                              const struct ta_window *window,
                              const struct ta_pixel_room *room, struct ta_error *err)
{
    struct ta_gdal_words words;
    bool failed = false;
    GDALRasterBandH band = GDALGetRasterBand(raster->dataset, number);
    ta_gdal_words_start(&words);
    if (!read_blocks(raster, band, window, room, &failed) && !failed)
        failed = !read_window(band, GDALGetRasterDataType(band), window, room);
    ta_gdal_words_end();
    return failed ? fail_read(raster, number, window, &words, err) : TA_OK;
}

enum ta_status ta_raster_read_mask(struct ta_raster *raster, int number,
                                   const struct ta_window *window,
                                   const struct ta_pixel_room *room,
                                   struct ta_error *err)
{
    struct ta_gdal_words words;
    GDALRasterBandH band = GDALGetRasterBand(raster->dataset, number);
    ta_gdal_words_start(&words);
    bool done = read_window(GDALGetMaskBand(band), GDT_Byte, window, room);
    ta_gdal_words_end();
    return done ? TA_OK : fail_read(raster, number, window, &words, err);
}

const char *ta_raster_item(const struct ta_raster *raster, int number,
                           const char *domain, const char *key)
{
    GDALMajorObjectH on =
        number == 0 ? raster->dataset : GDALGetRasterBand(raster->dataset, number);
    return GDALGetMetadataItem(on, key, domain);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/open_private.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal_frmts.h>
#include <ogr_srs_api.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "raster/gdal_words.h"
#include "raster/open_meta.h"
#include "raster/pixel.h"
#include "raster/srs.h"

static const char *const drivers[] = {"GTiff", "JP2OpenJPEG", "netCDF", "HDF5", NULL};
enum { CACHE_BYTES = 64 << 20 };

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
    ta_far_vsi_install();
    if (CPLGetConfigOption("GDAL_CACHEMAX", NULL) == NULL)
        GDALSetCacheMax64(CACHE_BYTES);
    started = GDALGetDriverByName("GTiff") != NULL;
}

enum ta_status ta_raster_start(struct ta_error *err)
{
    if (pthread_once(&once, start) == 0 && started) return TA_OK;
    return ta_fail(err, TA_E_INTERNAL, "GDAL has no GeoTIFF driver");
}

enum ta_status ta_raster_local_path(const char *path, char **out, struct ta_error *err)
{
    struct stat found;
    if (strncmp(path, "/vsi", 4) == 0)
        return ta_fail(err, TA_E_DATA, "%s: not a path of a local file", path);
    if (stat(path, &found) != 0) return ta_fail_errno(err, errno, path, "cannot open");
    if (!S_ISREG(found.st_mode))
        return ta_fail(err, TA_E_DATA, "%s: not an ordinary file", path);
    if (access(path, R_OK) != 0) return ta_fail_errno(err, errno, path, "cannot open");

    struct ta_text plain = {0};
    ta_text_addf(&plain, "%s%s", path[0] == '/' ? "" : "./", path);
    *out = ta_text_take(&plain);
    return *out != NULL ? TA_OK : ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
}

const char *ta_raster_shown(const struct ta_raster *raster)
{
    return raster->address != NULL ? raster->address : raster->path;
}

/* What the far host failed with, rather than what GDAL makes of it; most of that names the file. */
static enum ta_status fail_far(const struct ta_raster *r, struct ta_error *err)
{
    const char *shown = ta_raster_shown(r);
    enum ta_status rc = ta_fail_as(err, &r->view.failure);
    if (err != NULL && strstr(err->text, shown) == NULL)
        ta_error_context(err, "%s", shown);
    return rc;
}

/* Nobody here can mend what a far host has: a copy of it is fetched anew as it is. */
static void mend_file(const struct ta_raster *r, const char *mend, struct ta_error *err)
{
    if (r->address == NULL)
        ta_error_mend(err, "%s", mend);
    else
        ta_error_mend(err, "it is cut short or damaged at its host: the next run asks "
                           "again; if it stays so, tell the catalogue's host");
}

/* GDAL says where a copy of a far file lies: its name there is enough. */
static void shorten(char *words, const char *path)
{
    const char *name = CPLGetFilename(path);
    size_t more = (size_t)(name - path);
    for (char *at = words; more > 0 && (at = strstr(at, path)) != NULL;)
        memmove(at, at + more, strlen(at + more) + 1);
}

static enum ta_status open_dataset(struct ta_raster *r, struct ta_error *err)
{
    struct ta_gdal_words words;
    static const char *const geotiff[] = {"GTiff", NULL};
    bool far = r->view.file != NULL;
    const char *name = far ? TA_FAR_VSI_NAME : r->path;
    char *alone[] = {(char *)CPLGetFilename(name), NULL}; /* no sidecars */
    ta_gdal_words_start(&words);
    if (far) ta_far_vsi_opening(&r->view);
    r->dataset = GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY,
                            far ? geotiff : drivers, NULL, (const char *const *)alone);
    ta_far_vsi_opening(NULL);
    ta_gdal_words_end();
    if (r->view.failure.status != TA_OK) return fail_far(r, err);
    if (r->dataset != NULL) return TA_OK;
    if (r->address != NULL) shorten(words.text, name);
    if (words.text[0] != '\0')
        (void)ta_fail(err, TA_E_DATA, "%s: GDAL cannot open it: %s", ta_raster_shown(r),
                      words.text);
    else
        (void)ta_fail(err, TA_E_DATA, "%s: neither GeoTIFF, JPEG 2000, netCDF nor HDF5",
                      ta_raster_shown(r));
    mend_file(r, "fetch the file again, or convert it to GeoTIFF", err);
    return TA_E_DATA;
}

static enum ta_status ask_crs(struct ta_raster *r)
{
    bool failed = false;
    OGRSpatialReferenceH srs = GDALGetSpatialRef(r->dataset);
    if (srs == NULL) return TA_OK;
    r->crs = ta_srs_text(srs, &failed);
    return failed ? TA_E_NOMEM : TA_OK;
}

/* The CRS as a text, NULL when there is none. GDAL gives a file with control points none, whatever its
 * tags say. */
static enum ta_status read_crs(struct ta_raster *r)
{
    struct ta_tiff_head *head = &r->blocks.head;
    bool headed =
        r->blocks.headed && head->geo[0].count > 0 && GDALGetGCPCount(r->dataset) == 0;
    if (headed) r->crs = ta_tiff_crs_known(head);
    if (r->crs != NULL) return TA_OK;
    enum ta_status rc = ask_crs(r);
    if (rc == TA_OK && headed && r->crs != NULL) ta_tiff_crs_keep(head, r->crs);
    return rc;
}

static enum ta_status read_grid(struct ta_raster *r, bool crs, struct ta_error *err)
{
    struct ta_gdal_words words;
    ta_gdal_words_start(&words);
    enum ta_status rc = ta_raster_head_read(r);
    if (rc == TA_OK && crs) rc = read_crs(r);
    r->placed = GDALGetGeoTransform(r->dataset, r->grid.affine) == CE_None;
    ta_gdal_words_end();
    if (rc != TA_OK) return ta_fail(err, rc, "%s: out of memory", r->path);

    r->grid.cols = GDALGetRasterXSize(r->dataset);
    r->grid.rows = GDALGetRasterYSize(r->dataset);
    if (r->placed) r->grid.crs = r->crs;
    rc = ta_grid_check(&r->grid, err);
    if (rc != TA_OK) ta_error_context(err, "%s", ta_raster_shown(r));
    return rc;
}

static enum ta_status check_bands(const struct ta_raster *r, struct ta_error *err)
{
    int n = GDALGetRasterCount(r->dataset);
    if (n > TA_RASTER_BANDS_MAX)
        return ta_fail(err, TA_E_LIMIT, "%s: %d bands", ta_raster_shown(r), n);
    if (n >= 1) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: holds several arrays, or none",
                  ta_raster_shown(r));
    ta_error_mend(
        err, "straight axes: gdal_translate NETCDF:FILE:ARRAY out.tif; 2-D longitudes "
             "and latitudes: gdalwarp -geoloc -t_srs EPSG:4326 NETCDF:FILE:ARRAY "
             "out.tif; hazard grids: `terrassay layer import` reads both");
    return TA_E_DATA;
}

/* Which file it reads, and what that is called. */
static enum ta_status take_names(struct ta_raster *r, const struct ta_asset *asset,
                                 struct ta_error *err)
{
    const char *path = asset->path;
    if (asset->address != NULL) r->address = ta_strdup(asset->address);
    if (asset->address != NULL && r->address == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    if (asset->far == NULL) return ta_raster_local_path(path, &r->path, err);
    r->view.file = asset->far;
    r->path = ta_strdup(path);
    return r->path != NULL ? TA_OK
                           : ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
}

static enum ta_status open_raster(const struct ta_asset *asset, bool crs,
                                  struct ta_raster **out, struct ta_error *err)
{
    enum ta_status rc = ta_raster_start(err);
    if (rc != TA_OK) return rc;

    struct ta_raster *r = ta_alloc(1, sizeof *r);
    if (r == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", asset->path);
    rc = take_names(r, asset, err);
    if (rc == TA_OK) ta_raster_blocks_start(r);
    if (rc == TA_OK) rc = open_dataset(r, err);
    if (rc == TA_OK) rc = read_grid(r, crs, err);
    if (rc == TA_OK) rc = check_bands(r, err);
    if (rc != TA_OK) {
        ta_raster_close(r);
        return rc;
    }
    *out = r;
    return TA_OK;
}

enum ta_status ta_raster_open(const char *path, struct ta_raster **out,
                              struct ta_error *err)
{
    return open_raster(&(struct ta_asset){.path = (char *)path}, true, out, err);
}

enum ta_status ta_raster_open_asset(const struct ta_asset *asset,
                                    struct ta_raster **out, struct ta_error *err)
{
    enum ta_status rc = open_raster(asset, true, out, err);
    if (rc != TA_OK) return rc;
    rc = ta_raster_take_stated(*out, asset, err);
    if (rc == TA_OK) return TA_OK;
    ta_raster_close(*out);
    *out = NULL;
    return rc;
}

enum ta_status ta_raster_open_bands(const char *path, struct ta_raster **out,
                                    struct ta_error *err)
{
    return open_raster(&(struct ta_asset){.path = (char *)path}, false, out, err);
}

void ta_raster_close(struct ta_raster *raster)
{
    if (raster == NULL) return;
    struct ta_gdal_words words;
    ta_gdal_words_start(&words);
    if (raster->dataset != NULL) GDALClose(raster->dataset);
    ta_gdal_words_end();
    ta_raster_blocks_end(raster);
    ta_free(raster->crs);
    ta_free(raster->path);
    ta_free(raster->address);
    ta_free(raster);
}

const char *ta_raster_path(const struct ta_raster *raster)
{
    return raster->path;
}

const struct ta_far_file *ta_raster_far(const struct ta_raster *raster)
{
    return raster->view.file;
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

static void read_line(GDALRasterBandH band, double line[2])
{
    int has = 0;
    line[0] = GDALGetRasterScale(band, &has);
    if (!has) line[0] = 1.0;
    line[1] = GDALGetRasterOffset(band, &has);
    if (!has) line[1] = 0.0;
}

/* Mask or alpha. GDAL looks through all directories of a file for it; where one band is alone and none
 * of them is a mask, only a list of no-data values can be one. */
static bool has_mask(const struct ta_raster *r, GDALRasterBandH band)
{
    if (r->blocks.headed && !r->blocks.head.masked && ta_raster_bands(r) == 1 &&
        GDALGetMetadataItem(r->dataset, "NODATA_VALUES", NULL) == NULL)
        return false;
    int flags = GDALGetMaskFlags(band);
    return (flags & GMF_ALL_VALID) == 0 && flags != GMF_NODATA;
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
    (void)ta_fail(err, TA_E_LIMIT, "%s: blocks of %lld x %lld pixels",
                  ta_raster_shown(r), (long long)band->block_cols,
                  (long long)band->block_rows);
    ta_error_mend(err, "tile it: gdal_translate -co TILED=YES");
    return TA_E_LIMIT;
}

static enum ta_status check_number(const struct ta_raster *raster, int number,
                                   struct ta_error *err)
{
    int n = ta_raster_bands(raster);
    if (number >= 1 && number <= n) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: no band %d, it has %d", ta_raster_shown(raster),
                   number, n);
}

enum ta_status ta_raster_line(const struct ta_raster *raster, int number,
                              double line[2], struct ta_error *err)
{
    struct ta_gdal_words words;
    enum ta_status rc = check_number(raster, number, err);
    if (rc != TA_OK) return rc;
    ta_gdal_words_start(&words);
    read_line(GDALGetRasterBand(raster->dataset, number), line);
    ta_gdal_words_end();
    return TA_OK;
}

enum ta_status ta_raster_band(const struct ta_raster *raster, int number,
                              struct ta_raster_band *out, struct ta_error *err)
{
    int cols = 0, rows = 0;
    enum ta_status rc = check_number(raster, number, err);
    if (rc != TA_OK) return rc;

    GDALRasterBandH band = GDALGetRasterBand(raster->dataset, number);
    struct ta_raster_band found = {0};
    struct ta_gdal_words words;
    double line[2];
    ta_gdal_words_start(&words);
    bool plain = type_of(band, &found.type);
    if (plain) read_nodata(band, &found);
    read_line(band, line);
    found.scale = line[0];
    found.offset = line[1];
    found.has_mask = has_mask(raster, band);
    GDALGetBlockSize(band, &cols, &rows);
    ta_gdal_words_end();
    if (!plain)
        return ta_fail(err, TA_E_DATA, "%s: band %d holds %s", ta_raster_shown(raster),
                       number, GDALGetDataTypeName(GDALGetRasterDataType(band)));
    found.block_cols = cols;
    found.block_rows = rows;
    rc = check_blocks(raster, &found, err);
    if (rc == TA_OK) *out = found;
    return rc;
}

static enum ta_status fail_read(const struct ta_raster *r, int number,
                                const struct ta_window *w,
                                const struct ta_gdal_words *words, struct ta_error *err)
{
    if (r->view.failure.status != TA_OK) return fail_far(r, err);
    (void)ta_fail(err, TA_E_DATA,
                  "%s: band %d, rows %lld to %lld cannot be read, GDAL says: %s",
                  ta_raster_shown(r), number, (long long)w->row,
                  (long long)(w->row + w->rows - 1), ta_gdal_words_text(words));
    mend_file(r, "the file is cut short or damaged: fetch it again", err);
    return TA_E_DATA;
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
    raster->view.failure.status = TA_OK;
    ta_gdal_words_start(&words);
    if (!ta_raster_blocks_read(raster, band, window, room, &failed) && !failed)
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
    raster->view.failure.status = TA_OK;
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

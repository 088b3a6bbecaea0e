/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/write.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <cpl_string.h>
#include <gdal.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "raster/gdal_words.h"
#include "raster/pixel.h"
#include "raster/plain.h"
#include "raster/srs.h"

static GDALDataType gdal_type(enum ta_pixel_type type)
{
    static const GDALDataType types[TA_PIXEL_TYPE_COUNT] = {
        GDT_Byte,  GDT_Byte,   GDT_UInt16, GDT_Int16,   GDT_UInt32,
        GDT_Int32, GDT_UInt64, GDT_Int64,  GDT_Float32, GDT_Float64};
    return types[type];
}

static int64_t block_cols(const struct ta_write *spec)
{
    return spec->tile > 0 ? spec->tile : spec->grid.cols;
}

static int64_t block_rows(const struct ta_write *spec)
{
    return spec->tile > 0 ? spec->tile : ta_plain_strip_rows(&spec->grid);
}

static char **creation_options(const struct ta_write *spec)
{
    char **o = CSLSetNameValue(NULL, "TILED", spec->tile > 0 ? "YES" : "NO");
    if (spec->tile > 0)
        o = CSLSetNameValue(o, "BLOCKXSIZE", CPLSPrintf("%d", (int)spec->tile));
    o = CSLSetNameValue(o, "BLOCKYSIZE", CPLSPrintf("%d", (int)block_rows(spec)));
    o = CSLSetNameValue(o, "INTERLEAVE", "BAND");
    o = CSLSetNameValue(o, "SPARSE_OK", "YES");
    o = CSLSetNameValue(o, "BIGTIFF", "IF_SAFER");
    if (spec->type == TA_PIXEL_INT8) o = CSLSetNameValue(o, "PIXELTYPE", "SIGNEDBYTE");
    if (spec->pack == TA_PACK_NONE) return o;
    if (spec->pack == TA_PACK_FAST) {
        o = CSLSetNameValue(o, "COMPRESS", "ZSTD");
        return CSLSetNameValue(o, "ZSTD_LEVEL", "1");
    }
    o = CSLSetNameValue(o, "COMPRESS", "DEFLATE");
    return CSLSetNameValue(o, "PREDICTOR",
                           CPLSPrintf("%d", (int)ta_pack_predictor(spec->type)));
}

static void set_nodata(GDALRasterBandH band, const struct ta_write *spec)
{
    if (!spec->has_nodata) return;
    if (spec->type == TA_PIXEL_INT64)
        (void)GDALSetRasterNoDataValueAsInt64(band, spec->nodata.whole);
    else if (spec->type == TA_PIXEL_UINT64)
        (void)GDALSetRasterNoDataValueAsUInt64(band, (uint64_t)spec->nodata.whole);
    else
        (void)GDALSetRasterNoDataValue(band,
                                       ta_pixel_to_real(spec->type, spec->nodata));
}

static void describe_band(GDALRasterBandH band, const struct ta_write *spec, size_t i)
{
    set_nodata(band, spec);
    if (spec->band == NULL) return;
    const struct ta_write_band *words = &spec->band[i];
    if (words->name != NULL) GDALSetDescription(band, words->name);
    if (words->unit != NULL) (void)GDALSetRasterUnitType(band, words->unit);
    if (words->scale != 1.0) (void)GDALSetRasterScale(band, words->scale);
    if (words->offset != 0.0) (void)GDALSetRasterOffset(band, words->offset);
}

/* Everything but the pixels; failures leave words behind. */
static enum ta_status describe(GDALDatasetH file, const struct ta_write *spec,
                               struct ta_error *err)
{
    double affine[6];
    memcpy(affine, spec->grid.affine, sizeof affine);
    if (spec->grid.crs != NULL) {
        OGRSpatialReferenceH srs = ta_srs_new(spec->grid.crs);
        if (srs == NULL)
            return ta_fail(err, TA_E_ARG, "%s: CRS not understood", spec->path);
        (void)GDALSetSpatialRef(file, srs);
        OSRDestroySpatialReference(srs);
    }
    (void)GDALSetGeoTransform(file, affine);
    for (size_t i = 0; i < spec->n_bands; i++)
        describe_band(GDALGetRasterBand(file, (int)i + 1), spec, i);
    for (size_t i = 0; i < spec->n_items; i++) {
        const struct ta_write_item *item = &spec->item[i];
        GDALMajorObjectH on = item->band == SIZE_MAX
                                  ? file
                                  : GDALGetRasterBand(file, (int)item->band + 1);
        (void)GDALSetMetadataItem(on, item->key, item->value, item->domain);
    }
    return TA_OK;
}

/* One block: asked for, then written past GDAL's cache, whose order of flushing would
 * change the file's bytes. */
static enum ta_status write_block(GDALDatasetH file, const struct ta_write *spec,
                                  size_t band, int64_t at[2], void *pixels)
{
    int64_t cols = block_cols(spec), rows = block_rows(spec);
    struct ta_window window = ta_grid_clip(
        &spec->grid, (struct ta_window){at[0] * cols, at[1] * rows, cols, rows});
    struct ta_pixel_room room = {pixels, (size_t)cols, (size_t)rows};
    bool leave_out = false;
    memset(pixels, 0, (size_t)(cols * rows) * ta_pixel_size(spec->type));
    enum ta_status rc = spec->fill(spec->self, band, &window, &room, &leave_out);
    if (rc != TA_OK || leave_out) return rc;

    GDALRasterBandH to = GDALGetRasterBand(file, (int)band + 1);
    return GDALWriteBlock(to, (int)at[0], (int)at[1], pixels) == CE_None ? TA_OK
                                                                         : TA_E_IO;
}

static enum ta_status write_pixels(GDALDatasetH file, const struct ta_write *spec)
{
    int64_t cols = block_cols(spec), rows = block_rows(spec);
    void *pixels = ta_alloc((size_t)(cols * rows), ta_pixel_size(spec->type));
    enum ta_status rc = pixels != NULL ? TA_OK : TA_E_NOMEM;
    for (size_t band = 0; band < spec->n_bands && rc == TA_OK; band++)
        for (int64_t row = 0; row * rows < spec->grid.rows && rc == TA_OK; row++)
            for (int64_t col = 0; col * cols < spec->grid.cols && rc == TA_OK; col++)
                rc = write_block(file, spec, band, (int64_t[2]){col, row}, pixels);
    ta_free(pixels);
    return rc;
}

static GDALDatasetH create(const struct ta_write *spec, const char *part)
{
    char **options = creation_options(spec);
    GDALDatasetH file = GDALCreate(
        GDALGetDriverByName("GTiff"), part, (int)spec->grid.cols, (int)spec->grid.rows,
        (int)spec->n_bands, gdal_type(spec->type), (CSLConstList)options);
    CSLDestroy(options);
    return file;
}

static enum ta_status write_part(const struct ta_write *spec, const char *part,
                                 struct ta_error *err)
{
    struct ta_gdal_words words;
    enum ta_status rc = TA_E_IO, described = TA_OK;
    ta_gdal_words_start(&words);
    GDALDatasetH file = create(spec, part);
    if (file != NULL) {
        rc = described = describe(file, spec, err);
        if (rc == TA_OK) rc = write_pixels(file, spec);
        GDALClose(file);
    }
    ta_gdal_words_end();
    if (rc == TA_OK && words.text[0] != '\0') rc = TA_E_IO; /* said while closing */
    if (rc != TA_OK && described == TA_OK)
        (void)ta_fail(err, rc, "%s: cannot write: %s", spec->path,
                      words.text[0] != '\0' ? words.text : ta_status_text(rc));
    return rc;
}

static enum ta_status check(const struct ta_write *spec, struct ta_error *err)
{
    enum ta_status rc = ta_grid_check(&spec->grid, err);
    if (rc != TA_OK) return rc;
    bool tiled = spec->tile >= 0 && spec->tile <= 8192 && spec->tile % 16 == 0;
    if (!tiled || spec->n_bands < 1 || spec->n_bands > TA_RASTER_BANDS_MAX)
        return ta_fail(err, TA_E_ARG, "%s: %zu bands, tiles of %lld", spec->path,
                       spec->n_bands, (long long)spec->tile);
    return ta_raster_start(err);
}

static enum ta_status write_by_gdal(const struct ta_write *spec, struct ta_error *err)
{
    static atomic_uint serial;
    struct ta_text name = {0};
    ta_text_addf(&name, "%s%s.part-%ld-%u", spec->path[0] == '/' ? "" : "./",
                 spec->path, (long)getpid(), atomic_fetch_add(&serial, 1U));
    char *part = ta_text_take(&name);
    if (part == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", spec->path);
    enum ta_status rc = write_part(spec, part, err);
    if (rc == TA_OK)
        rc = spec->loose ? ta_file_place(part, spec->path, err)
                         : ta_file_publish(part, spec->path, err);
    if (rc != TA_OK) (void)unlink(part); /* perhaps it was never made */
    ta_free(part);
    return rc;
}

/* Whatever keeps the file from the disk is TA_E_IO, as where GDAL writes it. */
static enum ta_status put_plain(const struct ta_plain *plain,
                                const struct ta_write *spec, struct ta_error *err)
{
    enum ta_status rc =
        spec->loose
            ? ta_file_write_loose(spec->path, plain->bytes, plain->size, 0666, err)
            : ta_file_write(spec->path, plain->bytes, plain->size, 0666, err);
    if (rc == TA_OK || rc == TA_E_NOMEM) return rc;
    if (err != NULL) err->status = TA_E_IO;
    return TA_E_IO;
}

/* @return TA_FINDING when it is for GDAL after all */
static enum ta_status write_plain(const struct ta_write *spec, struct ta_error *err)
{
    struct ta_plain own = {.size = 0};
    struct ta_plain *plain = spec->plain != NULL ? spec->plain : &own;
    enum ta_status rc = ta_plain_build(plain, spec);
    if (rc == TA_OK)
        rc = put_plain(plain, spec, err);
    else if (rc != TA_FINDING)
        (void)ta_fail(err, rc, "%s: cannot write: %s", spec->path, ta_status_text(rc));
    ta_plain_free(&own);
    return rc;
}

enum ta_status ta_raster_write(const struct ta_write *spec, struct ta_error *err)
{
    enum ta_status rc = check(spec, err);
    if (rc != TA_OK) return rc;
    rc = !spec->by_gdal && ta_plain_fits(spec) ? write_plain(spec, err) : TA_FINDING;
    return rc == TA_FINDING ? write_by_gdal(spec, err) : rc;
}

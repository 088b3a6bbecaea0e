/* SPDX-License-Identifier: Apache-2.0 */
/** @file open_blocks.c  Stored blocks of open rasters: where they lie; read whole, and those of plain
 *  GeoTIFFs without GDAL's decoder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "raster/gdal_words.h"
#include "raster/open_private.h"

/* --- where they lie ---------------------------------------------------------------- */

/* Ranges of stored blocks as they are found. */
struct found {
    struct ta_byte_range *range;
    size_t n, capacity;
};

static bool block_number(GDALRasterBandH band, const char *what, int64_t col,
                         int64_t row, int64_t *out)
{
    char key[64];
    (void)snprintf(key, sizeof key, "BLOCK_%s_%lld_%lld", what, (long long)col,
                   (long long)row);
    const char *text = GDALGetMetadataItem(band, key, "TIFF");
    return text != NULL && ta_parse_i64(text, out) == TA_OK;
}

/* @return false for a block that the file leaves out */
static bool place_of(GDALRasterBandH band, int64_t col, int64_t row,
                     struct ta_byte_range *out)
{
    return block_number(band, "OFFSET", col, row, &out->from) &&
           block_number(band, "SIZE", col, row, &out->size) && out->from >= 4 &&
           out->size > 0 && out->size <= INT64_MAX - 8;
}

/* A block of a GeoTIFF made for the cloud has its length before it and its end repeated behind:
 * four bytes each, which GDAL may look at. */
static enum ta_status find_block(GDALRasterBandH band, int64_t col, int64_t row,
                                 struct found *found)
{
    struct ta_byte_range place;
    void *grown = found->range;
    if (!place_of(band, col, row, &place)) return TA_OK;
    if (ta_grow(&grown, &found->capacity, found->n, sizeof *found->range) != 0)
        return TA_E_NOMEM;
    found->range = grown;
    found->range[found->n++] = (struct ta_byte_range){place.from - 4, place.size + 8};
    return TA_OK;
}

static enum ta_status find_blocks(GDALRasterBandH band, const struct ta_window *w,
                                  struct found *found)
{
    int cols = 0, rows = 0;
    enum ta_status rc = TA_OK;
    GDALGetBlockSize(band, &cols, &rows);
    if (cols < 1 || rows < 1 || w->cols < 1 || w->rows < 1) return TA_OK;
    for (int64_t y = w->row / rows; y <= (w->row + w->rows - 1) / rows; y++)
        for (int64_t x = w->col / cols;
             rc == TA_OK && x <= (w->col + w->cols - 1) / cols; x++)
            rc = find_block(band, x, y, found);
    return rc;
}

enum ta_status ta_raster_ranges(struct ta_raster *raster, int number,
                                const struct ta_window *window,
                                struct ta_byte_range **out, size_t *n,
                                struct ta_error *err)
{
    struct found found = {.n = 0};
    struct ta_gdal_words words;
    GDALRasterBandH band = GDALGetRasterBand(raster->dataset, number);
    ta_gdal_words_start(&words);
    enum ta_status rc = find_blocks(band, window, &found);
    if (rc == TA_OK && (GDALGetMaskFlags(band) & GMF_PER_DATASET) != 0)
        rc = find_blocks(GDALGetMaskBand(band), window, &found);
    ta_gdal_words_end();
    if (rc == TA_OK) {
        *out = found.range;
        *n = found.n;
        return TA_OK;
    }
    ta_free(found.range);
    return ta_fail(err, rc, "%s: out of memory", raster->path);
}

/* --- plain files ------------------------------------------------------------------- */

void ta_raster_blocks_start(struct ta_raster *raster)
{
    struct ta_raster_blocks *blocks = &raster->blocks;
    blocks->file = -1;
    if (raster->view.file == NULL)
        blocks->known = stat(raster->path, &blocks->seen) == 0;
}

void ta_raster_blocks_end(struct ta_raster *raster)
{
    if (raster->blocks.file >= 0) (void)close(raster->blocks.file); /* read from */
    ta_tiff_head_free(&raster->blocks.head);
    ta_unpacker_free(&raster->blocks.unpacker);
}

size_t ta_raster_unpacked(const struct ta_raster *raster)
{
    return raster->blocks.n;
}

/* The file that GDAL has open, and no other that was put in its place meanwhile. */
static bool open_same(struct ta_raster *raster)
{
    struct ta_raster_blocks *blocks = &raster->blocks;
    struct stat now;
    if (raster->view.file != NULL) return true;
    if (blocks->known && blocks->file < 0)
        blocks->file = open(raster->path, O_RDONLY | O_CLOEXEC);
    return blocks->file >= 0 && fstat(blocks->file, &now) == 0 &&
           now.st_dev == blocks->seen.st_dev && now.st_ino == blocks->seen.st_ino &&
           now.st_size == blocks->seen.st_size &&
           now.st_mtim.tv_sec == blocks->seen.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == blocks->seen.st_mtim.tv_nsec;
}

/* @return TA_OK; TA_FINDING when a local file has not so many bytes; what a far host failed with */
static enum ta_status read_bytes(struct ta_raster *raster, int64_t from, size_t n,
                                 char *out)
{
    struct ta_far_file *far = raster->view.file;
    if (far != NULL) return far->ops->read(far, from, n, out, &raster->view.failure);
    while (n > 0) {
        ssize_t done = pread(raster->blocks.file, out, n, (off_t)from);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return TA_FINDING;
        out += done;
        from += done;
        n -= (size_t)done;
    }
    return TA_OK;
}

static bool read_head(void *self, uint64_t from, size_t n, void *out)
{
    return read_bytes(self, (int64_t)from, n, out) == TA_OK;
}

static bool is_geotiff(const struct ta_raster *raster)
{
    GDALDriverH driver = GDALGetDatasetDriver(raster->dataset);
    return strcmp(GDALGetDriverShortName(driver), "GTiff") == 0;
}

enum ta_status ta_raster_head_read(struct ta_raster *raster)
{
    struct ta_raster_blocks *blocks = &raster->blocks;
    if (raster->view.file != NULL || !is_geotiff(raster) || !open_same(raster))
        return TA_OK;
    enum ta_status rc = ta_tiff_head_read(read_head, raster, &blocks->head);
    blocks->headed = rc == TA_OK;
    return rc == TA_FINDING ? TA_OK : rc;
}

static bool says(GDALMajorObjectH on, const char *key, const char *value)
{
    const char *text = GDALGetMetadataItem(on, key, "IMAGE_STRUCTURE");
    return text != NULL && strcmp(text, value) == 0;
}

/* A GeoTIFF of this machine's order of bytes, deflated, band by band, in one of the forms that
 * ta_unpack() knows. That a much older GDAL tells of differences is not known. */
static bool is_plain(struct ta_raster *raster)
{
    GDALDatasetH file = raster->dataset;
    char head[2];
    bool ours = GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 6, 0) &&
                __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    raster->blocks.differences = says(file, "PREDICTOR", "2");
    if (!ours || !says(file, "COMPRESSION", "DEFLATE") || !is_geotiff(raster))
        return false;
    if (!raster->blocks.differences && !says(file, "PREDICTOR", "1") &&
        GDALGetMetadataItem(file, "PREDICTOR", "IMAGE_STRUCTURE") != NULL)
        return false;
    if (GDALGetRasterCount(file) > 1 && !says(file, "INTERLEAVE", "BAND")) return false;
    return open_same(raster) && read_bytes(raster, 0, sizeof head, head) == TA_OK &&
           memcmp(head, "II", sizeof head) == 0;
}

static struct ta_packed packed_of(const struct ta_raster *raster, GDALRasterBandH band,
                                  int64_t row)
{
    int cols = 0, rows = 0;
    GDALGetBlockSize(band, &cols, &rows);
    int64_t left = raster->grid.rows - row * rows;
    bool short_strip = cols == raster->grid.cols && left < rows;
    return (struct ta_packed){
        (size_t)GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band)), (size_t)cols,
        (size_t)rows, (size_t)(short_strip ? left : rows), raster->blocks.differences};
}

/* Whatever is out of the ordinary is left to GDAL, and so is what does not unpack: it says why.
 * @return TA_OK; TA_FINDING when it is left; what a far host failed with */
static enum ta_status read_plain(struct ta_raster *raster, GDALRasterBandH band,
                                 int64_t col, int64_t row, void *out)
{
    struct ta_raster_blocks *blocks = &raster->blocks;
    struct ta_byte_range place;
    if (!blocks->asked) blocks->plain = is_plain(raster);
    blocks->asked = true;
    if (!blocks->plain ||
        GDALGetMetadataItem(band, "NBITS", "IMAGE_STRUCTURE") != NULL ||
        !place_of(band, col, row, &place))
        return TA_FINDING;
    const struct ta_packed how = packed_of(raster, band, row);
    int64_t most = 2 * (int64_t)(how.cols * how.rows * how.element) + 1024;
    if (place.size > most) return TA_FINDING;
    void *stored = ta_unpacker_room(&blocks->unpacker, (size_t)place.size);
    if (stored == NULL) return TA_FINDING;
    enum ta_status rc = read_bytes(raster, place.from, (size_t)place.size, stored);
    if (rc != TA_OK) return rc;
    if (!ta_unpack(&blocks->unpacker, (size_t)place.size, &how, out)) return TA_FINDING;
    blocks->n++;
    return TA_OK;
}

/* --- reading ----------------------------------------------------------------------- */

static char *room_at(const struct ta_pixel_room *room, int64_t row, size_t size)
{
    return (char *)room->pixels + (size_t)row * room->stride * size;
}

bool ta_raster_blocks_read(struct ta_raster *raster, GDALRasterBandH band,
                           const struct ta_window *w, const struct ta_pixel_room *room,
                           bool *failed)
{
    int cols = 0, rows = 0;
    GDALGetBlockSize(band, &cols, &rows);
    int64_t right =
        raster->grid.cols - w->col < cols ? raster->grid.cols - w->col : cols;
    int64_t high = (w->rows + rows - 1) / rows * rows;
    if (room->stride != (size_t)cols || w->col % cols != 0 || w->cols != right ||
        w->row % rows != 0 || high > (int64_t)room->rows)
        return false;

    size_t size = (size_t)GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band));
    for (int64_t row = 0; row < w->rows && !*failed; row += rows) {
        int64_t at[2] = {w->col / cols, (w->row + row) / rows};
        void *out = room_at(room, row, size);
        enum ta_status rc = read_plain(raster, band, at[0], at[1], out);
        *failed = rc == TA_FINDING
                      ? GDALReadBlock(band, (int)at[0], (int)at[1], out) != CE_None
                      : rc != TA_OK;
    }
    return !*failed;
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file decode_floor.c  The floor under a scene pass: GDAL's decoder and nothing else.
 *
 *  decode_floor THREADS ZONES|- RASTER...
 *
 *  Decodes once each block of the first band of each raster that the box of a zone
 * meets (every block with "-"), each thread with a handle of its own on one shared
 * queue. Zones stand in the CRS of the rasters. Prints `blocks=N bytes=N wall=SECONDS
 * sum=N`, the bytes as they stand in TIFF files.
 */
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>

enum { THREADS_MOST = 64 };

struct tile {
    size_t raster;
    int column, row;
};

/* Written before the threads start, then only read, but for `next` and `sum`. */
struct work {
    char **path;
    size_t n_tiles;
    struct tile *tile;
    atomic_size_t next;
    atomic_uint_fast64_t sum;
    unsigned long long bytes; /* of the tiles, compressed */
};

static void stop(const char *what, const char *on)
{
    fprintf(stderr, "decode_floor: %s: %s\n", what, on);
    exit(1);
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static GDALDatasetH open_raster(const char *path)
{
    GDALDatasetH file = GDALOpenEx(path, GDAL_OF_RASTER, NULL, NULL, NULL);
    if (file == NULL) stop("cannot open", path);
    return file;
}

/* Blocks between two places along one axis, kept inside the raster. */
static void span(double from, double to, int block, int n_blocks, int *first, int *last)
{
    double lo = floor(fmin(from, to) / block), hi = floor(fmax(from, to) / block);
    *first = (int)fmax(lo, 0.0);
    *last = (int)fmin(hi, n_blocks - 1);
}

struct layout {
    double left, top, width, height; /* of one cell, height negative */
    int block_width, block_height, columns, rows;
};

static struct layout layout_of(GDALRasterBandH band, GDALDatasetH file)
{
    double affine[6] = {0};
    struct layout at = {0};
    if (GDALGetGeoTransform(file, affine) != CE_None) stop("no grid", "raster");
    GDALGetBlockSize(band, &at.block_width, &at.block_height);
    at.left = affine[0], at.width = affine[1];
    at.top = affine[3], at.height = affine[5];
    at.columns = (GDALGetRasterBandXSize(band) + at.block_width - 1) / at.block_width;
    at.rows = (GDALGetRasterBandYSize(band) + at.block_height - 1) / at.block_height;
    return at;
}

static void mark_box(const struct layout *at, const OGREnvelope *box, char *touched)
{
    int c0, c1, r0, r1;
    span((box->MinX - at->left) / at->width, (box->MaxX - at->left) / at->width,
         at->block_width, at->columns, &c0, &c1);
    span((box->MinY - at->top) / at->height, (box->MaxY - at->top) / at->height,
         at->block_height, at->rows, &r0, &r1);
    for (int r = r0; r <= r1; r++)
        for (int c = c0; c <= c1; c++)
            touched[(size_t)r * (size_t)at->columns + (size_t)c] = 1;
}

static void mark_zones(const struct layout *at, const char *zones, char *touched)
{
    GDALDatasetH file = GDALOpenEx(zones, GDAL_OF_VECTOR, NULL, NULL, NULL);
    if (file == NULL) stop("cannot open", zones);
    OGRLayerH layer = GDALDatasetGetLayer(file, 0);
    for (OGRFeatureH f = OGR_L_GetNextFeature(layer); f != NULL;
         f = OGR_L_GetNextFeature(layer)) {
        OGREnvelope box;
        OGR_G_GetEnvelope(OGR_F_GetGeometryRef(f), &box);
        mark_box(at, &box, touched);
        OGR_F_Destroy(f);
    }
    GDALClose(file);
}

static unsigned long long stored_bytes(GDALRasterBandH band, const struct tile *tile)
{
    char key[64];
    (void)snprintf(key, sizeof key, "BLOCK_SIZE_%d_%d", tile->column, tile->row);
    const char *size = GDALGetMetadataItem(band, key, "TIFF");
    return size == NULL ? 0 : strtoull(size, NULL, 10);
}

/* Adds the touched blocks of one raster in the order in which they lie in the file. */
static void list_tiles(struct work *work, size_t raster, const char *zones)
{
    GDALDatasetH file = open_raster(work->path[raster]);
    GDALRasterBandH band = GDALGetRasterBand(file, 1);
    struct layout at = layout_of(band, file);

    size_t n = (size_t)at.columns * (size_t)at.rows;
    char *touched = malloc(n);
    work->tile = realloc(work->tile, (work->n_tiles + n) * sizeof *work->tile);
    if (touched == NULL || work->tile == NULL)
        stop("out of memory", work->path[raster]);

    memset(touched, zones == NULL, n);
    if (zones != NULL) mark_zones(&at, zones, touched);
    for (size_t i = 0; i < n; i++) {
        struct tile tile = {raster, (int)(i % (size_t)at.columns),
                            (int)(i / (size_t)at.columns)};
        if (!touched[i]) continue;
        work->bytes += stored_bytes(band, &tile);
        work->tile[work->n_tiles++] = tile;
    }
    GDALClose(file);
    free(touched);
}

static void *decode(void *argument)
{
    struct work *work = argument;
    GDALDatasetH file = NULL;
    size_t open = SIZE_MAX;
    unsigned char *pixels = NULL;

    for (size_t i = atomic_fetch_add(&work->next, 1); i < work->n_tiles;
         i = atomic_fetch_add(&work->next, 1)) {
        const struct tile *tile = &work->tile[i];
        if (tile->raster != open) {
            int width, height;
            if (file != NULL) GDALClose(file);
            file = open_raster(work->path[tile->raster]);
            open = tile->raster;
            GDALGetBlockSize(GDALGetRasterBand(file, 1), &width, &height);
            free(pixels);
            pixels = malloc((size_t)width * (size_t)height * sizeof(double));
            if (pixels == NULL) stop("out of memory", work->path[open]);
        }
        if (GDALReadBlock(GDALGetRasterBand(file, 1), tile->column, tile->row,
                          pixels) != CE_None)
            stop("cannot read", work->path[open]);
        atomic_fetch_add(&work->sum, pixels[0]);
    }
    if (file != NULL) GDALClose(file);
    free(pixels);
    return NULL;
}

static void run(struct work *work, int threads)
{
    pthread_t thread[THREADS_MOST];
    for (int t = 0; t < threads; t++)
        if (pthread_create(&thread[t], NULL, decode, work) != 0)
            stop("no thread", "decode");
    for (int t = 0; t < threads; t++)
        (void)pthread_join(thread[t], NULL); /* all were made */
}

int main(int argc, char **argv)
{
    long threads = argc > 3 ? strtol(argv[1], NULL, 10) : 0;
    if (threads < 1 || threads > THREADS_MOST)
        stop("usage", "THREADS ZONES|- RASTER...");

    GDALAllRegister();
    CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR");
    struct work work = {.path = argv + 3};
    const char *zones = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
    for (size_t i = 0; i < (size_t)(argc - 3); i++) list_tiles(&work, i, zones);

    double begin = seconds();
    run(&work, (int)threads);
    printf("blocks=%zu bytes=%llu wall=%.4f sum=%" PRIuFAST64 "\n", work.n_tiles,
           work.bytes, seconds() - begin, atomic_load(&work.sum));
    free(work.tile);
    return 0;
}

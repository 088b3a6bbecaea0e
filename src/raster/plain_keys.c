/* SPDX-License-Identifier: Apache-2.0 */
/** @file plain_keys.c  How a GeoTIFF says its CRS: asked of GDAL once, by a file of one cell in memory,
 *  for all files on that CRS. */
#include <stdio.h>
#include <string.h>

#include <cpl_vsi.h>
#include <gdal.h>

#include "base/memory.h"
#include "raster/gdal_words.h"
#include "raster/plain.h"
#include "raster/srs.h"

static void forget(struct ta_plain *plain)
{
    ta_tiff_head_free(&plain->head);
    ta_free(plain->crs);
    plain->crs = NULL;
}

/* The file of one cell; owned by GDAL under its name. */
static enum ta_status make_sample(const char *crs, const char *name)
{
    double affine[6] = {0.0, 1.0, 0.0, 1.0, 0.0, -1.0};
    OGRSpatialReferenceH srs = ta_srs_new(crs);
    if (srs == NULL) return TA_FINDING;
    GDALDatasetH file =
        GDALCreate(GDALGetDriverByName("GTiff"), name, 1, 1, 1, GDT_Byte, NULL);
    bool made = file != NULL && GDALSetSpatialRef(file, srs) == CE_None &&
                GDALSetGeoTransform(file, affine) == CE_None;
    if (file != NULL) GDALClose(file);
    OSRDestroySpatialReference(srs);
    return made ? TA_OK : TA_FINDING;
}

/* A file in memory. */
struct in_memory {
    const uint8_t *bytes;
    size_t size;
};

static bool read_memory(void *self, uint64_t from, size_t n, void *out)
{
    const struct in_memory *file = self;
    if (from > file->size || n > file->size - from) return false;
    memcpy(out, file->bytes + from, n);
    return true;
}

static enum ta_status read_keys(const uint8_t *bytes, size_t size,
                                struct ta_plain *plain)
{
    struct in_memory file = {bytes, bytes != NULL ? size : 0};
    enum ta_status rc = ta_tiff_head_read(read_memory, &file, &plain->head);
    return rc == TA_OK && plain->head.geo[0].count == 0 ? TA_FINDING : rc;
}

static enum ta_status ask(struct ta_plain *plain, const char *crs)
{
    char name[64];
    struct ta_gdal_words words;
    vsi_l_offset size = 0;
    (void)snprintf(name, sizeof name, "/vsimem/terrassay-crs-%p.tif", (void *)plain);
    ta_gdal_words_start(&words);
    enum ta_status rc = make_sample(crs, name);
    if (rc == TA_OK && words.text[0] != '\0') rc = TA_FINDING;
    const uint8_t *bytes = rc == TA_OK ? VSIGetMemFileBuffer(name, &size, FALSE) : NULL;
    if (rc == TA_OK) rc = read_keys(bytes, (size_t)size, plain);
    (void)VSIUnlink(name); /* perhaps it was never made */
    ta_gdal_words_end();
    return rc;
}

enum ta_status ta_plain_crs(struct ta_plain *plain, const char *crs)
{
    if (plain->crs != NULL && strcmp(plain->crs, crs) == 0) return TA_OK;
    forget(plain);
    enum ta_status rc = ask(plain, crs);
    if (rc == TA_OK) plain->crs = ta_strdup(crs);
    if (rc == TA_OK && plain->crs == NULL) rc = TA_E_NOMEM;
    if (rc != TA_OK) forget(plain);
    return rc;
}

void ta_plain_free(struct ta_plain *plain)
{
    forget(plain);
    ta_packer_free(&plain->packer);
    ta_free(plain->bytes);
    ta_free(plain->block);
    *plain = (struct ta_plain){.size = 0};
}

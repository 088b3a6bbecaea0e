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

/* GeoKeyDirectory, GeoDoubleParams, GeoAsciiParams; SHORT, DOUBLE, ASCII (GeoTIFF 1.1, 7.1.1). */
static const struct {
    uint16_t tag, type;
    size_t element;
} kinds[TA_PLAIN_KEY_TAGS] = {{34735, 3, 2}, {34736, 12, 8}, {34737, 2, 1}};

enum { ENTRY = 12, HEAD = 8, COUNT_MOST = 1 << 16 };

static void forget(struct ta_plain *plain)
{
    for (size_t i = 0; i < TA_PLAIN_KEY_TAGS; i++) ta_free(plain->key[i].bytes);
    memset(plain->key, 0, sizeof plain->key);
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

/* An entry of the file's directory, when it is one of the three. */
static enum ta_status take(const uint8_t *bytes, size_t size, const uint8_t *entry,
                           struct ta_plain *plain)
{
    uint16_t tag, type;
    uint32_t count, at;
    memcpy(&tag, entry, sizeof tag);
    memcpy(&type, entry + 2, sizeof type);
    memcpy(&count, entry + 4, sizeof count);
    memcpy(&at, entry + 8, sizeof at);
    size_t i = 0;
    while (i < TA_PLAIN_KEY_TAGS && tag != kinds[i].tag) i++;
    if (i == TA_PLAIN_KEY_TAGS) return TA_OK;
    size_t length = count * kinds[i].element;
    if (type != kinds[i].type || count > COUNT_MOST || plain->key[i].bytes != NULL)
        return TA_FINDING;
    if (length > 4 && (at > size || length > size - at)) return TA_FINDING;
    uint8_t *copy = ta_alloc(length, 1);
    if (copy == NULL) return TA_E_NOMEM;
    memcpy(copy, length > 4 ? bytes + at : entry + 8, length);
    plain->key[i] = (struct ta_plain_key){tag, type, count, length, copy};
    return TA_OK;
}

static enum ta_status read_keys(const uint8_t *bytes, size_t size,
                                struct ta_plain *plain)
{
    static const uint8_t head[4] = {'I', 'I', 42, 0};
    uint32_t at;
    uint16_t n;
    if (bytes == NULL || size < HEAD || memcmp(bytes, head, sizeof head) != 0)
        return TA_FINDING;
    memcpy(&at, bytes + 4, sizeof at);
    if (at > size || size - at < sizeof n) return TA_FINDING;
    memcpy(&n, bytes + at, sizeof n);
    if ((size - at - sizeof n) / ENTRY < n) return TA_FINDING;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = take(bytes, size, bytes + at + sizeof n + i * ENTRY, plain);
    return rc == TA_OK && plain->key[0].count == 0 ? TA_FINDING : rc;
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

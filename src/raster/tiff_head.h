/* SPDX-License-Identifier: Apache-2.0 */
/** @file tiff_head.h  What the directories of a GeoTIFF say of its CRS and of masks, as it stands in the
 *  file. GDAL makes a CRS of these tags anew for each file and looks through its overviews for a mask,
 *  which takes longer than reading three sites of it; files whose tags are equal have the same CRS. */
#ifndef TA_RASTER_TIFF_HEAD_H
#define TA_RASTER_TIFF_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"

/** GeoKeyDirectory, GeoDoubleParams, GeoAsciiParams (GeoTIFF 1.1, 7.1.1). */
enum { TA_GEO_TAGS = 3 };

/** A tag that says a part of a CRS. */
struct ta_geo_tag {
    uint16_t tag, type;
    uint32_t count; /**< 0: the CRS needs no such tag */
    size_t size;
    uint8_t *bytes; /**< owned; NULL for none */
};

struct ta_tiff_head {
    struct ta_geo_tag geo[TA_GEO_TAGS]; /**< of the first directory */
    bool
        masked; /**< one of the directories is a mask, or points at others that may be */
};

/** Read @p n bytes of a file from @p from on. @return false when it has not so many, or cannot be read */
typedef bool ta_tiff_bytes(void *self, uint64_t from, size_t n, void *out);

/** Read the head of a TIFF or BigTIFF whose numbers lie as in memory.
 *  @param[out] out owned by the caller on TA_OK; else empty
 *  @return TA_OK; TA_FINDING when it is no such file, or out of the ordinary; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_tiff_head_read(ta_tiff_bytes *read, void *self,
                                              struct ta_tiff_head *out);
void ta_tiff_head_free(struct ta_tiff_head *head);

/** The CRS that an earlier file with the same tags had: a copy, owned by the caller; NULL when there was
 *  none, or no memory. Any thread may ask. */
char *ta_tiff_crs_known(const struct ta_tiff_head *head);
/** Keep what GDAL made of these tags, for the files to come. Takes the tags. */
void ta_tiff_crs_keep(struct ta_tiff_head *head, const char *crs);

#endif

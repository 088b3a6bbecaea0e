/* SPDX-License-Identifier: Apache-2.0 */
/** @file sentinel2_mtd.h  What MTD_MSIL2A.xml says of a Sentinel-2 level 2A product. */
#ifndef TA_CATALOG_SENTINEL2_MTD_H
#define TA_CATALOG_SENTINEL2_MTD_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_S2_BANDS = 13, TA_S2_TEXT = 128 };

/** The fields of use. Ended by ta_s2_mtd_free(). */
struct ta_s2_mtd {
    char uri[TA_S2_TEXT];          /**< "S2A_MSIL2A_....SAFE" */
    char level[TA_S2_TEXT];        /**< "Level-2A" */
    char baseline[TA_S2_TEXT];     /**< "05.09" */
    char generated[TA_S2_TEXT];    /**< RFC 3339 */
    char spacecraft[TA_S2_TEXT];   /**< "Sentinel-2A" */
    char datatake[TA_S2_TEXT];     /**< with the baseline behind */
    ta_time_us start;              /**< TA_TIME_NONE when not stated */
    double cloud_cover;            /**< percent; NaN when not stated */
    double quantification;         /**< NaN when not stated */
    bool has_offsets;              /**< the product lists BOA_ADD_OFFSET */
    double offset[TA_S2_BANDS];    /**< by band id; NaN when not stated */
    char physical[TA_S2_BANDS][4]; /**< "B1", ..., "B8A", by band id */
    size_t n_images, image_capacity;
    char **image; /**< IMAGE_FILE: relative path without extension */
};

/** Parse it. @return TA_OK, or as ta_xml_read(); TA_E_DATA also for values that are no numbers or
 *  stand twice, TA_E_LIMIT above 10000 images */
TA_NODISCARD enum ta_status ta_s2_mtd_parse(const char *name, const char *bytes,
                                            size_t size, struct ta_s2_mtd *out,
                                            struct ta_error *err);
void ta_s2_mtd_free(struct ta_s2_mtd *mtd);

/** Offset of the band that image files call @p file_band ("B02", "B8A"); NaN when the product
 *  does not state it. */
double ta_s2_offset(const struct ta_s2_mtd *mtd, const char *file_band);

/** Mean zenith angle of the sun (degree) in a granule's MTD_TL.xml, NaN when not stated. */
TA_NODISCARD enum ta_status ta_s2_sun_zenith(const char *name, const char *bytes,
                                             size_t size, double *out,
                                             struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file scene.h  One acquisition of one sensor, its files and bands, and what masks
 * it. */
#ifndef TERRASSAY_SCENE_H
#define TERRASSAY_SCENE_H

#include "terrassay/far_file.h"
#include "terrassay/geometry.h"
#include "terrassay/types.h"

/** What a band's physical values are. Indices need reflectance of one kind, or an
 * index. */
enum ta_quantity {
    TA_QUANTITY_DN, /**< uncalibrated counts: no index may use them */
    TA_QUANTITY_RADIANCE,
    TA_QUANTITY_REFLECTANCE_TOA,
    TA_QUANTITY_REFLECTANCE_SURFACE,
    TA_QUANTITY_TEMPERATURE, /**< kelvin */
    TA_QUANTITY_INDEX,       /**< the band already is an index, named by `name` */
    TA_QUANTITY_BACKSCATTER, /**< gamma0, linear power */
    TA_QUANTITY_COUNT
};

/** One band of one file. Physical value = DN * scale + offset, no-data tested on the
 * DN. */
struct ta_band {
    char name[TA_NAME_SIZE]; /**< STAC common name: "red", "nir", "swir16", ...; or an
                                index's id */
    enum ta_quantity quantity;
    int number; /**< 1-based band of the file */
    double scale, offset;
    double nodata; /**< as DN; NaN when the file alone says it */
    double valid_lo,
        valid_hi; /**< closed range of legal DN; NaN when none is declared */
    char unit[TA_UNIT_SIZE];
};

/** The grid of a file as its catalogue states it. */
struct ta_stated_grid {
    int64_t rows, cols; /**< 0: not stated */
    bool placed;        /**< is `affine` stated? */
    double affine[6];   /**< as in struct ta_grid */
    bool own;           /**< of this very file; else of the item as a whole */
};

struct ta_asset {
    char *path;    /**< a local file; owned */
    char *address; /**< of a far one, fit to be told; owned, else NULL */
    struct ta_far_file
        *far; /**< when it is read by ranges: there is no file at `path`, which
                                 names it; shared, NULL for a local file */
    char sha256[TA_HEX_SIZE]; /**< of the whole file when known, else empty */
    char crs[TA_NAME_SIZE];   /**< as the catalogue says, "EPSG:32637"; else empty */
    struct ta_stated_grid grid;
    size_t n_bands;
    struct ta_band *band;
};

/** How the quality layer is read. X(name, text) */
/* clang-format off */
#define TA_MASK_LIST(X)                                                                   \
    X(TA_MASK_NONE,     "none")      /* no quality layer: clear is not known */           \
    X(TA_MASK_QA_PIXEL, "qa_pixel")  /* Landsat Collection 2 */                           \
    X(TA_MASK_BQA_C1,   "bqa_c1")    /* Landsat Collection 1 */                           \
    X(TA_MASK_SCL,      "scl")       /* Sentinel-2 scene classification */                \
    X(TA_MASK_APPLIED,  "applied")   /* the producer has set masked pixels to no-data */  \
    X(TA_MASK_CLOUD_PROBABILITY, "cloud_probability") /* percent */
/* clang-format on */
enum ta_mask_kind {
#define X(name, text) name,
    TA_MASK_LIST(X)
#undef X
        TA_MASK_COUNT
};

/** State of one pixel after the mask; stored in chips, so the numbers are a file
 * format. */
enum ta_pixel_state {
    TA_PIXEL_FILL = 0, /**< no data */
    TA_PIXEL_CLEAR = 1,
    TA_PIXEL_CLOUD = 2, /**< cloud, dilated cloud or cirrus */
    TA_PIXEL_SHADOW = 3,
    TA_PIXEL_SNOW = 4,
    TA_PIXEL_SATURATED = 5,
    TA_PIXEL_UNKNOWN = 6, /**< readable, but nothing says whether it is clear */
    TA_PIXEL_STATE_COUNT
};

struct ta_scene {
    char id[TA_SCENE_SIZE];        /**< "collection/item" */
    char collection[TA_NAME_SIZE]; /**< "landsat-c1-l1", "landsat-c2-l2", ... */
    char processing[TA_NAME_SIZE]; /**< version that tells reprocessings apart */
    bool
        by_record; /**< its date is of the catalogue's record, which may change without another
                       processing */
    char datatake[TA_SCENE_SIZE]; /**< same for all granules and reprocessings of one
                                      look */
    char platform[TA_NAME_SIZE];  /**< "landsat-5", "sentinel-2a", ... */
    char
        tile[TA_NAME_SIZE]; /**< "167055", "T37NBG", ..., or a swath's "frame 100025" */
    char orbit[TA_NAME_SIZE]; /**< relative orbit or path, and the direction where it is
                                      stated: "122", "122 descending"; looks from one orbit have
                                      one view of the ground; empty when not stated */
    ta_time_us time;          /**< start of acquisition */
    double cloud_cover; /**< percent, as the producer states it; NaN when not stated */
    double sun_elevation;         /**< degree; NaN when not stated */
    double position_error_m;      /**< 1 sigma geolocation error; NaN when not stated */
    char offset_by[TA_NAME_SIZE]; /**< who says which offset applies, e.g.
                                     "MTD_MSIL2A.xml" */
    char unchecked
        [TA_NAME_SIZE]; /**< why a promised checksum of its files was not checked:
                                     "multihash 0x1e"; empty when all were, or none promised */
    enum ta_mask_kind mask;
    size_t mask_asset; /**< asset that holds the quality layer (band 1); SIZE_MAX when
                          none */
    char unread_mask
        [TA_NAME_SIZE]; /**< with no mask: the quality layer that it names and nobody here
                             knows the coding of, "Fmask"; empty when there is none */
    size_t saturation_asset; /**< QA_RADSAT; SIZE_MAX when none */
    bool simulated;
    size_t n_assets;
    struct ta_asset
        *asset; /**< owned; the quality layers are assets too, with 0 bands */
};

#endif

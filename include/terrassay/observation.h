/* SPDX-License-Identifier: Apache-2.0 */
/** @file observation.h  What one scene says of one site. */
#ifndef TERRASSAY_OBSERVATION_H
#define TERRASSAY_OBSERVATION_H

#include "terrassay/types.h"

/** Coverage-weighted statistics over the valid cells of a zone. With count 0 the others
 * are NaN. */
struct ta_stats {
    double count;    /**< sum of coverage fractions of valid cells (cells) */
    double sum;      /**< sum of fraction * value */
    double mean;     /**< sum / count */
    double variance; /**< weighted, population */
    double min, max; /**< over cells with a fraction above 0 */
};

/** One value layer (a band or an index) of one scene over one site. The key is
 *  (project, site, scene, processing, layer, mask). */
struct ta_observation {
    char project[TA_ID_SIZE];
    int site;
    char scene[TA_SCENE_SIZE];
    char processing[TA_NAME_SIZE];
    char layer[TA_NAME_SIZE]; /**< "red", ..., or an index's id, "ndvi" */
    char mask[TA_NAME_SIZE];  /**< mask policy that was applied, e.g. "qa_pixel" */
    char tile[TA_NAME_SIZE];
    ta_time_us time;
    double inside;         /**< share of the site inside the raster [0, 1] */
    double clear_fraction; /**< share of the site that is clear [0, 1] */
    double cloud_fraction, shadow_fraction, snow_fraction; /**< of the site [0, 1] */
    struct ta_stats stats;                                 /**< over the clear cells */
    char unit
        [TA_UNIT_SIZE]; /**< of sum, mean, min and max, and its square that of the variance: "1",
                                "K", "count" of what is not calibrated; "" when it was stored before
                                units were */
    double cell_area_m2;
    char chip_sha256[TA_HEX_SIZE]; /**< the evidence */
    char offset_by[TA_NAME_SIZE];
    bool simulated;
};

#endif

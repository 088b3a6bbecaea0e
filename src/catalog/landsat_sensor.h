/* SPDX-License-Identifier: Apache-2.0 */
/** @file landsat_sensor.h  Sensors of Landsat 4 to 9: bands, their names, solar
 * irradiance. */
#ifndef TA_CATALOG_LANDSAT_SENSOR_H
#define TA_CATALOG_LANDSAT_SENSOR_H

#include "terrassay/scene.h"
#include "terrassay/status.h"

struct ta_landsat_band {
    const char *key;  /**< as in FILE_NAME_BAND_<key> and in "..._B<key>.TIF" */
    const char *name; /**< STAC common name */
    double esun;      /**< mean exoatmospheric irradiance (W m-2 um-1); NaN when not
                         published */
};

/** One sensor on one satellite; constant. */
struct ta_landsat_sensor {
    int satellite;
    char letter;          /**< of product ids: LT05, LE07, LC08 */
    const char *id;       /**< SENSOR_ID */
    const char *platform; /**< "landsat-5" */
    size_t n_bands;
    const struct ta_landsat_band *band;
};

/** By SPACECRAFT_ID ("LANDSAT_5") and SENSOR_ID ("TM"), or by "LT05"; NULL when not
 * read by us (the multispectral scanner MSS, Landsat 1 to 3). */
const struct ta_landsat_sensor *ta_landsat_sensor(const char *spacecraft,
                                                  const char *sensor);
const struct ta_landsat_sensor *ta_landsat_sensor_of_id(const char *product_id);

/** Fill platform, tile and datatake. The datatake leaves the row out: neighbouring rows
 * of one pass share pixels, and what they share is one look.
 *  @param day  "2000-03-09"
 *  @return TA_OK, or TA_E_DATA when path or row is none of the Worldwide Reference
 * System 2 */
TA_NODISCARD enum ta_status ta_landsat_place(struct ta_scene *scene,
                                             const char *platform, const char *path,
                                             const char *row, const char *day,
                                             struct ta_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file landsat_calibrate.h  Scale and offset of a Landsat band from what its MTL
 * states. */
#ifndef TA_CATALOG_LANDSAT_CALIBRATE_H
#define TA_CATALOG_LANDSAT_CALIBRATE_H

#include "catalog/landsat_sensor.h"
#include "catalog/mtl.h"

/** Which group of the MTL holds what; the names changed with the collections. */
struct ta_landsat_layout {
    const char *collection; /**< of the scenes */
    const char *product;    /**< product id, collection number, file names of bands */
    const char *files;
    const char *where;     /**< spacecraft, sensor, path, row, date */
    const char *image;     /**< cloud cover, sun, geometry */
    const char *processed; /**< when and by which software */
    const char *date_key;
    const char *rescaling;   /**< REFLECTANCE_MULT_BAND_n, RADIANCE_MULT_BAND_n, ... */
    const char *pixels;      /**< QUANTIZE_CAL_MIN_BAND_n */
    const char *radiance;    /**< RADIANCE_MINIMUM_BAND_n; NULL at level 2 */
    const char *temperature; /**< TEMPERATURE_MULT_BAND_ST_n; NULL at level 1 */
};

/** What all bands of one product share. */
struct ta_landsat_frame {
    const struct ta_mtl *mtl;
    const struct ta_landsat_layout *layout;
    double sun_elevation; /**< degree; NaN when not stated */
    double distance;      /**< earth to sun (astronomical unit) */
};

/** Fill quantity, scale, offset, no-data, legal range and unit of @p out.
 *  Level 1: reflectance at the top of the atmosphere, the sun's elevation at the scene
 * centre folded in; where only radiance is stated, by the band's solar irradiance;
 * thermal bands, and scenes with the sun below 1 degree, stay radiance. Level 2: as the
 * MTL says.
 *  @return TA_OK (quantity DN when the MTL states nothing for the band), or TA_E_DATA
 */
TA_NODISCARD enum ta_status ta_landsat_calibrate(const struct ta_landsat_frame *frame,
                                                 const struct ta_landsat_band *band,
                                                 struct ta_band *out,
                                                 struct ta_error *err);

/** Distance from earth to sun (astronomical unit), within 2e-4: Astronomical Almanac,
 * low precision formulas for the sun's coordinates (page C5), R = 1.00014 - 0.01671 cos
 * g - 0.00014 cos 2g with g = 357.528 + 0.9856003 n degrees, n days since 2000-01-01
 * 12:00. */
double ta_sun_distance(ta_time_us time);

#endif

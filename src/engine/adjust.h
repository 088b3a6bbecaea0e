/* SPDX-License-Identifier: Apache-2.0 */
/** @file adjust.h  Bands of one sensor as another would see them, after the table band_adjustments.
 *
 *  Only surface reflectance, and only where the table has a row for every band that a layer needs:
 *  an index of which one band were adjusted and another not would be of no sensor at all. Landsat 8
 *  and 9 are what is adjusted to. */
#ifndef TA_ENGINE_ADJUST_H
#define TA_ENGINE_ADJUST_H

#include "raster/chip.h"
#include "terrassay/table.h"

#define TA_ADJUST_TABLE "band_adjustments"
#define TA_ADJUST_PARAM "adjust_bands"

/** What became of a chip's bands. */
struct ta_adjusted {
    const char *sensor; /**< whose bands they are now as; "" : their own */
    bool unchecked;     /**< by a row that nobody has read in its source */
};

/** Change scale and offset of the bands of @p layer in place; nothing is changed where the table does
 *  not cover all of them.
 *  @param tables may lack the table @return TA_OK */
struct ta_adjusted ta_adjust_chip(const struct ta_table_set *tables, const char *layer,
                                  struct ta_chip *chip);

#endif

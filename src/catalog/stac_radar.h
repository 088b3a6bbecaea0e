/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_radar.h  Terrain-corrected radar backscatter (gamma0) in STAC items with the sar and sat
 *  extensions: Sentinel-1, and whoever states the same.
 *
 *  A band is called by polarisation and by the direction of the orbit, "vv_asc", "vh_desc": slopes
 *  and walls look otherwise from the other side, so that nothing may mix the two. Values are taken
 *  only as power (linear), which is what may be averaged; who states that stands in offset_by:
 *  card4l:measurement_type gamma0 with card4l:measurement_convention "linear power" (CARD4L SAR
 *  extension 0.1.0), or terrassay:quantity. The collection sentinel-1-rtc states gamma nought of its
 *  floating-point bands; that they are power is assumed, and said so. */
#ifndef TA_CATALOG_STAC_RADAR_H
#define TA_CATALOG_STAC_RADAR_H

#include "catalog/stac_item.h"

/** Find out whether the item is one of radar, and how its orbit ran.
 *  @return TA_OK; TA_E_DATA when it is and states no direction */
TA_NODISCARD enum ta_status ta_stac_radar_item(struct ta_stac_item *item,
                                               struct ta_error *err);

/** The band's name for a polarisation called @p word ("VV"); false when it is none. */
bool ta_stac_radar_name(const struct ta_stac_item *item, const char *word,
                        char out[TA_NAME_SIZE]);

/** Least power that counts (-60 dB): zero and below are fill, or noise taken off. */
#define TA_RADAR_POWER_LEAST 1e-6

#endif

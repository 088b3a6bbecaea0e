/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_band.h  One band of an asset, as STAC 1.0 or 1.1 describes it. */
#ifndef TA_CATALOG_STAC_BAND_H
#define TA_CATALOG_STAC_BAND_H

#include "catalog/stac_item.h"

/** A band and the look it belongs to. */
struct ta_stac_band {
    struct ta_band band; /**< name is empty when nothing names it: not used then */
    ta_time_us time;     /**< of its own; TA_TIME_NONE: the item's */
    char platform[TA_NAME_SIZE]; /**< of its own; empty: the item's */
    const char *why; /**< where scale and offset come from, or why there are none */
};

/** How many bands @p asset describes, at least 1. @return TA_OK, TA_E_DATA for lists that are
 *  none or of unequal length, TA_E_LIMIT above 4096 */
TA_NODISCARD enum ta_status ta_stac_band_count(const json_t *asset,
                                               const struct ta_json_path *path,
                                               size_t *out, struct ta_error *err);

/** Read band @p index of @p asset, whose key in the item is @p path->key. */
TA_NODISCARD enum ta_status ta_stac_band_read(const struct ta_stac_item *item,
                                              const json_t *asset,
                                              const struct ta_json_path *path,
                                              size_t index, struct ta_stac_band *out,
                                              struct ta_error *err);

/** Has @p asset this role? */
bool ta_stac_has_role(const json_t *asset, const char *role);

#endif

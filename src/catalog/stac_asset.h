/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_asset.h  The assets of a STAC item that are of use: bands and quality layers. */
#ifndef TA_CATALOG_STAC_ASSET_H
#define TA_CATALOG_STAC_ASSET_H

#include "catalog/href.h"
#include "catalog/stac_item.h"

enum ta_stac_role { TA_STAC_SKIP, TA_STAC_DATA, TA_STAC_MASK, TA_STAC_SATURATION };

/** One asset. JSON and texts are borrowed from the item. */
struct ta_stac_asset {
    const char *key;
    const json_t *object;
    enum ta_stac_role role;
    enum ta_mask_kind mask; /**< how a quality layer is read */
    bool scaled;  /**< states a scale: its numbers are more than a picture's */
    double gsd;   /**< ground sampling (m); NaN when not stated */
    size_t order; /**< in the item */
};

/** List the rasters among the item's assets, bands with a scale first, then the finest, then in the item's order: of
 *  two files of one band the first is used.
 *  @param out  owned (ta_free), NULL when *n is 0
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT (more than 4096 assets), TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_stac_assets(const struct ta_stac_item *item,
                                           struct ta_stac_asset **out, size_t *n,
                                           struct ta_error *err);

/** The key of a quality layer that says what is cloud in a coding that is not known here: "" where there is none. */
void ta_stac_unread_mask(const struct ta_stac_item *item, char out[TA_NAME_SIZE]);

/** Does any of these assets name a band so? What is broken in an asset names none here. */
bool ta_stac_names_band(const struct ta_stac_item *item,
                        const struct ta_stac_asset *asset, size_t n, const char *name);
/** The band as its scene has it: Landsat's only near infrared is called nir08 in STAC; in an item that names
 *  no band nir it is nir. */
struct ta_band ta_stac_scene_band(const struct ta_band *band, bool has_nir);

/** What the item says of the asset's file: addresses, file:size, file:checksum (multihash).
 *  @return TA_OK or TA_E_DATA */
TA_NODISCARD enum ta_status ta_stac_asset_ref(const struct ta_stac_asset *asset,
                                              struct ta_file_ref *out,
                                              struct ta_error *err);

/** Find the asset's file and hold it against file:size and file:checksum (not that of a file read
 *  by ranges, which nobody has whole, nor one of an unknown function: `unchecked` says so).
 *  @param out owned: ta_found_free()
 *  @return as ta_files.find; TA_E_DATA when the file is not the one that the item means */
TA_NODISCARD enum ta_status ta_stac_asset_file(const struct ta_stac_asset *asset,
                                               const struct ta_files *files,
                                               struct ta_found *out,
                                               struct ta_error *err);

#endif

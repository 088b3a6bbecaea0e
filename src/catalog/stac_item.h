/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_item.h  What a STAC item says of its scene as a whole. */
#ifndef TA_CATALOG_STAC_ITEM_H
#define TA_CATALOG_STAC_ITEM_H

#include "base/json.h"
#include "terrassay/scene.h"

/** An item's head. The JSON is borrowed. */
struct ta_stac_item {
    const json_t *document;
    const json_t *properties;
    ta_time_us span; /**< from its start to its end, where it states no datetime; 0 */
    int level;    /**< processing level of its reflectance: 1 or 2, 0 when not stated */
    bool landsat; /**< made by the landsat extension */
    bool radar;   /**< made by the sar extension */
    const char *radar_way; /**< "asc" or "desc" */
    const char
        *radar_by; /**< who says that its values are gamma0 in power; NULL: nobody */
    bool
        offset_applied; /**< the producer has taken the offset off the counts already */
    const char *offset_flag; /**< the property that says so, or that it has not; NULL */
    bool
        sentinel2; /**< of that mission, whose products have an offset from baseline 4 on */
    bool baseline_stated;
    double baseline;        /**< NaN where it is not stated, or cannot be read */
    const char *quantity;   /**< terrassay:quantity of all bands; NULL */
    enum ta_mask_kind mask; /**< terrassay:mask; TA_MASK_COUNT when not stated */
    char crs[TA_NAME_SIZE]; /**< "EPSG:32637"; empty when not stated */
    struct ta_scene scene;  /**< all but assets, mask and offset_by */
};

/** Is @p document a STAC item of any version? */
bool ta_stac_is_item(const json_t *document);

/** Put id and collection of the item into the scene.
 *  @return TA_OK; TA_E_DATA, TA_E_LIMIT when it has no fit id */
TA_NODISCARD enum ta_status
ta_stac_item_name(const json_t *document, struct ta_scene *scene, struct ta_error *err);

/** Read the head: STAC 1.0 and 1.1.
 *  @return TA_OK; TA_E_DATA for another version, wrong types, no time, a deprecated item;
 *          TA_E_LIMIT when an id does not fit */
TA_NODISCARD enum ta_status ta_stac_item_read(const json_t *document,
                                              struct ta_stac_item *out,
                                              struct ta_error *err);

/** Can a band without a date of its own be a look of the item's? Not when it is of many days.
 *  @return TA_OK, TA_E_DATA */
TA_NODISCARD enum ta_status ta_stac_item_is_look(const struct ta_stac_item *item,
                                                 struct ta_error *err);

/** How to mend what an item was refused with, by the words of its reason, when it is of many days; else NULL. */
const char *ta_stac_composite_mend(const char *reason);
/** Are these the words with which an item is refused because its catalogue has withdrawn it? */
bool ta_stac_says_deprecated(const char *reason);

/** The mask called @p word in TA_MASK_LIST, or TA_MASK_COUNT. */
enum ta_mask_kind ta_mask_called(const char *word);

/** "EPSG:n" from proj:code (extension version 2) or proj:epsg (version 1) of @p object, empty
 *  when it has neither. @return TA_OK or TA_E_DATA */
TA_NODISCARD enum ta_status ta_stac_crs(const json_t *object,
                                        const struct ta_json_path *path,
                                        char out[TA_NAME_SIZE], struct ta_error *err);

#endif

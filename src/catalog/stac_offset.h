/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_offset.h  Whether the radiometric offset of Sentinel-2 is in the counts of an item. */
#ifndef TA_CATALOG_STAC_OFFSET_H
#define TA_CATALOG_STAC_OFFSET_H

#include "catalog/stac_item.h"

/** Read what the item says of it: mission, baseline, and who has taken it off. An item that states no platform is
 *  of "sentinel-2" where all else says so. @return TA_OK, TA_E_DATA */
TA_NODISCARD enum ta_status ta_stac_offset_item(struct ta_stac_item *item,
                                                struct ta_error *err);

/** A baseline as text: that of @p key, NULL without one. Some write a number and lose zeros by that: of two digits
 *  and two decimals 5.1 can be none but "05.10". What no baseline gives as a number stays a wrong type.
 *  @param room for a number's text. @return TA_OK, TA_E_DATA */
TA_NODISCARD enum ta_status ta_stac_baseline(const struct ta_stac_item *item,
                                             const char *key, char room[TA_NAME_SIZE],
                                             const char **out, struct ta_error *err);

/** Why nobody can tell whether @p offset, as stated of a band (NaN: it is not), is what its counts need; NULL when
 *  there is no doubt. */
const char *ta_stac_offset_doubt(const struct ta_stac_item *item, double offset);

#endif

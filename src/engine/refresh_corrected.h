/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_corrected.h  Items that were corrected after their look was observed. */
#ifndef TA_ENGINE_REFRESH_CORRECTED_H
#define TA_ENGINE_REFRESH_CORRECTED_H

#include "catalog/far.h"
#include "engine/refresh_private.h"

/** Does the item state other sizes, checksums or names of files than the look @p row was observed by, or another
 *  scale, offset, no-data value or quantity of a band, another mask, or a band or layer that the look lacks?
 *  What neither states is not compared; false also where nobody knows.
 *  @param its was the look read from files of this item? */
bool ta_offer_differs(const struct ta_store *store, const struct ta_far_offer *offer,
                      const struct ta_scene_row *row, bool *its);

#endif

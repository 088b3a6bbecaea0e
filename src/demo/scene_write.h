/* SPDX-License-Identifier: Apache-2.0 */
/** @file scene_write.h  Simulated looks as products on disk: GeoTIFFs and a STAC item, labelled
 *  as simulated, read by the same readers as real ones.
 *
 *      FOLDER/SET/ITEM/ITEM_B4.TIF ... ITEM_QA_PIXEL.TIF, ITEM.json
 *
 *  The item comes last: a look with its item is whole, and a second run leaves it alone. */
#ifndef TA_DEMO_SCENE_WRITE_H
#define TA_DEMO_SCENE_WRITE_H

#include "base/text.h"
#include "demo/frame.h"
#include "demo/scene_set.h"

enum { TA_SIM_ITEM = 64 };

/** "SIM-A-126044-20260613". */
void ta_sim_item_id(const struct ta_sim_set *set, size_t look, char out[TA_SIM_ITEM]);
/** Name of a layer's file: "B4", "QA_PIXEL". */
const char *ta_sim_layer_name(const struct ta_sim_set *set, size_t layer);
/** Canonical JSON of the item. @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_sim_item(const struct ta_sim_set *set, size_t look,
                                        double cloud_percent, struct ta_text *out,
                                        struct ta_error *err);

/** Write the looks of all sets that are not there yet, by as many threads as there are
 *  processors (4 at most).
 *  @param on_look hears of each look that stands, under a lock; may be NULL
 *  @return TA_OK; TA_E_IO and the like of the first look that failed. */
TA_NODISCARD enum ta_status ta_sim_scenes_write(const char *folder,
                                                void (*on_look)(void *self, size_t done,
                                                                size_t of),
                                                void *self, struct ta_error *err);

#endif

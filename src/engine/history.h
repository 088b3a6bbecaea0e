/* SPDX-License-Identifier: Apache-2.0 */
/** @file history.h  What scenes said of one site over time, out of the partitions. */
#ifndef TA_ENGINE_HISTORY_H
#define TA_ENGINE_HISTORY_H

#include "engine/workspace.h"
#include "terrassay/observation.h"

struct ta_history_query {
    const char *project;
    int site;
    const char *layer;   /**< band or index; NULL: all */
    ta_time_us from, to; /**< from <= time < to */
};

/** Rows by time, scene and layer, clouded looks too (count 0, statistics NaN). Only the
 *  partitions that hold the site are opened, and of each only its rows are read: other sites and
 *  scenes cost nothing. Rows of an outline that the site no longer has and of superseded
 *  scenes are not there, nor are those of a layer that a newer processing of the scene, or of the datatake
 *  and tile, has too, fill excepted; of neighbouring tiles of one datatake in one collection, which hold the
 *  same pixels, only the row with the larger share inside (then clear) comes.
 *  @param rows owned (ta_free). @return TA_OK, also when there is none; as the store and
 *  ta_observations_read_site() */
TA_NODISCARD enum ta_status ta_engine_history(const struct ta_workspace *workspace,
                                              const struct ta_history_query *query,
                                              struct ta_observation **rows, size_t *n,
                                              struct ta_error *err);

#endif

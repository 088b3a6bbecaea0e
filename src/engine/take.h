/* SPDX-License-Identifier: Apache-2.0 */
/** @file take.h  A scene among the others of its look: one datatake and tile, processed more than once, and of one
 *  collection the neighbouring tiles, which hold the same pixels.
 *
 *  Where none has all layers of the others they stand beside each other, and each layer is that of
 *  the first which has it: one with a quality layer, then by what the values are, then the newer processing. One that has nothing but
 *  fill of a site does not have it there. */
#ifndef TA_ENGINE_TAKE_H
#define TA_ENGINE_TAKE_H

#include "engine/evidence.h"
#include "terrassay/observation.h"

struct ta_take {
    char id[TA_SCENE_SIZE], processing[TA_NAME_SIZE];
    char datatake[TA_SCENE_SIZE], tile[TA_NAME_SIZE]; /**< "": not known */
    ta_time_us time;
    char document[TA_HEX_SIZE]; /**< that names its bands; "": none */
    bool ranked;
    int rank; /**< by its mask and what its values are, once it is ranked */
};

/** What the store knows of the scene. @return TA_OK; TA_E_NOTFOUND, with the names in @p out alone; as the store */
TA_NODISCARD enum ta_status ta_take_read(const struct ta_store *store, const char *id,
                                         const char *processing, struct ta_take *out,
                                         struct ta_error *err);
/** Are they of one scene, whatever its datatake and tile were called? It is one look. */
bool ta_take_same_scene(const struct ta_take *a, const struct ta_take *b);
/** Are they two scenes of one look, or two processings of one scene? */
bool ta_take_beside(const struct ta_take *a, const struct ta_take *b);
/** Find out the rank, out of its document; once. */
TA_NODISCARD enum ta_status ta_take_rank(const struct ta_store *store,
                                         struct ta_take *take, struct ta_error *err);
/** Of two that are ranked: below zero where @p a comes first. */
int ta_take_order(const struct ta_take *a, const struct ta_take *b);

/** Has it no value, and neither cloud, shadow nor snow? */
bool ta_take_is_bare(const struct ta_observation *row);
/** Has the look nothing of the site in the layer of row @p i but fill? Cloud, shadow and snow were seen: what was clear
 *  before is older than they are. So it then gives no layer, and one that comes behind it does. An index that has no value
 *  where its bands have some (of dark water, say) was seen, too.
 *  @param rows [n] those of one look of a site stand together */
bool ta_take_is_fill(const struct ta_observation *rows, size_t n, size_t i);

/** Mark the chips of each look that is there in several processings, or on neighbouring tiles: `behind` of one is
 *  the place, from 1, of the one next before it. Of tiles the one with the larger share of the site, then the
 *  clearer one, comes first.
 *  @param list sorted; chips of one look are of one site and less than a day apart */
TA_NODISCARD enum ta_status ta_takes_mark(const struct ta_store *store,
                                          struct ta_evidence_list *list,
                                          struct ta_error *err);

#endif

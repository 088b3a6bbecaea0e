/* SPDX-License-Identifier: Apache-2.0 */
/** @file state.h  What a quality layer's codes say of a pixel.
 *
 *  Of several conditions the first in this order is the state: fill, cloud, shadow,
 * snow, saturated. */
#ifndef TA_RASTER_STATE_H
#define TA_RASTER_STATE_H

#include "raster/pixel.h"
#include "terrassay/scene.h"

/** Codes or bits that mask, for rasters whose quality layer is none of the known ones.
 */
struct ta_mask_rule {
    bool bits;      /**< any bit of any code masks; else equality does */
    size_t n_codes; /**< at most 64 */
    const int64_t *code;
};

/** The state of one code of a known quality layer. */
enum ta_pixel_state ta_state_of(enum ta_mask_kind kind, uint64_t code);

/** States by code, so that a pixel costs a look-up. Read-only once made. */
struct ta_state_table {
    enum ta_mask_kind kind;
    const struct ta_mask_rule *rule; /**< borrowed; NULL: by kind */
    uint8_t state[65536];            /**< of the codes that fit */
};

/** Fill in a table for a kind of quality layer, or for @p rule when it is not NULL: what it
 *  masks is cloud, the rest clear. */
void ta_state_table_make(struct ta_state_table *table, enum ta_mask_kind kind,
                         const struct ta_mask_rule *rule);
/** States of @p n codes.
 *  @return false when codes of that type make no sense (floats). */
bool ta_states_read(const struct ta_state_table *table, enum ta_pixel_type type,
                    size_t n, const void *code, uint8_t *state);
/** Clear pixels whose QA_RADSAT code is not 0 become saturated. Same return. */
bool ta_states_saturate(enum ta_pixel_type type, size_t n, const void *code,
                        uint8_t *state);

/** How far clouds and their shadows grow unless said otherwise (m). */
enum { TA_GROW_CLOUD_M = 150, TA_GROW_SHADOW_M = 50, TA_GROW_M_MOST = 1000 };

/** Which states the statistics of a layer count: clear pixels always, and pixels of which
 *  nothing is known where the scene has no quality layer at all. */
struct ta_mask_policy {
    bool snow;                       /**< snow is a surface like others here */
    bool only_known;                 /**< without a quality layer nothing counts */
    int cloud_m, shadow_m;           /**< clouds and cloud shadows of Sentinel-2's scene
                                        classification, and clouds by probability, grow by
                                        so much (growth.h); 0: not */
    const struct ta_mask_rule *rule; /**< reads the mask asset in place of the scene's
                                        kind; NULL: by its kind */
};

/** What a policy's name says: which states count. @return false when nothing is known to
 *  be clear. */
bool ta_mask_policy_usable(const char *name, bool usable[TA_PIXEL_STATE_COUNT]);
/** Does the policy let something grow in this kind of quality layer? */
bool ta_mask_grows(const struct ta_mask_policy *policy, enum ta_mask_kind kind);
/** The kind of quality layer that a scene really has: none without its file. */
enum ta_mask_kind ta_scene_mask(const struct ta_scene *scene);
/** "qa_pixel", "scl+snow", "scl+cloud150m+shadow50m", "none", "codes": what observations call the policy. */
void ta_mask_policy_name(const struct ta_mask_policy *policy, enum ta_mask_kind kind,
                         char out[TA_NAME_SIZE]);

#endif

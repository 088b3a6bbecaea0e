/* SPDX-License-Identifier: Apache-2.0 */
/** @file layer_pin.h  Layers as evidence: the file by its hash, and a document of how it is read.
 *
 *  The same file may be imported again with another position error, so a record names both: the
 *  layer under its name, and documents "layers/NAME" and, where it has one, "extents/NAME". */
#ifndef TA_ENGINE_LAYER_PIN_H
#define TA_ENGINE_LAYER_PIN_H

#include "engine/evidence.h"
#include "engine/inputs_hazard.h"
#include "engine/workspace.h"
#include "geo/layer.h"
#include "raster/cube.h"

#define TA_LAYER_PREFIX "layers/"
#define TA_EXTENT_PREFIX "extents/"

/** Pin the layer called @p name when it is in force on @p day; nothing when there is none. */
TA_NODISCARD enum ta_status ta_layer_pin(const struct ta_store *store, const char *name,
                                         ta_day day, struct ta_evidence_list *list,
                                         struct ta_error *err);
/** Keep the documents that ta_layer_pin() names, within begin and commit: of the layers in @p list.
 */
TA_NODISCARD enum ta_status ta_layer_keep(const struct ta_store *store,
                                          const struct ta_evidence_list *list,
                                          struct ta_error *err);

/** A pinned layer, opened. */
struct ta_layer_opened {
    char document[TA_HEX_SIZE]; /**< hash of "layers/NAME" */
    struct ta_layer_row row;
    struct ta_layer zones;          /**< of kind "zones" */
    struct ta_polygons extent;      /**< empty when nobody said */
    struct ta_cube *cube;           /**< of kind "grid" */
    struct ta_hazard_layer *hazard; /**< of kind "grid" that is a hazard set */
};

/** Layers that were opened in one run; all zero is empty. One thread. */
struct ta_layer_cache {
    size_t n, capacity;
    struct ta_layer_opened **opened;
};
void ta_layer_cache_free(struct ta_layer_cache *cache);

/** Open the layer that @p list pins under @p name; *out is NULL when it pins none. Borrowed from
 *  @p cache. @return TA_OK; TA_E_DATA when file or documents are not what was pinned. */
TA_NODISCARD enum ta_status
ta_layer_open(struct ta_layer_cache *cache, const struct ta_workspace *workspace,
              const struct ta_evidence_list *list, const char *name,
              const struct ta_layer_opened **out, struct ta_error *err);

#endif

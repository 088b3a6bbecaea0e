/* SPDX-License-Identifier: Apache-2.0 */
/** @file layers.h  Layers into the workspace: zones that matter, and gridded hazards.
 *
 *  The file is copied to layers/SHA256.SUFFIX and never changed there; a name points at its
 *  current version. Records name the file by its hash. */
#ifndef TA_ENGINE_LAYERS_H
#define TA_ENGINE_LAYERS_H

#include "engine/workspace.h"
#include "geo/layer.h"

struct ta_layer_import {
    const char *path, *name;
    const char *kind;                     /**< "zones" or "grid" */
    const char *crs, *part;               /**< CRS and layer of the file; may be NULL */
    const char *name_field, *class_field; /**< of zones; may be NULL */
    const char *extent,
        *extent_crs;    /**< file with one shape: where the layer is complete */
    const char *source; /**< who publishes it; may be NULL */
    const char *variable, *unit; /**< of a grid; may be NULL */
    double position_error_m;     /**< 1 sigma; NaN when not known */
    ta_day from, to;             /**< TA_DAY_NONE when not said */
    bool simulated;
    const char *who;
    ta_time_us now;
    void *self;
    void (*problem)(void *self,
                    const struct ta_import_problem *problem); /**< may be NULL */
};

/** Import a layer. Zones are read whole first: one bad row refuses the file, since a zone that is
 *  left out would make sites beside it look safe.
 *  @param out the row as it stands then
 *  @return TA_OK; TA_E_DATA (not readable, CRS not declared, a bad row, a name that is none);
 *  TA_E_AGAIN while another program imports; as ta_layer_read(), the store and the disk. */
TA_NODISCARD enum ta_status ta_engine_layer_import(struct ta_workspace *workspace,
                                                   const struct ta_layer_import *import,
                                                   struct ta_layer_row *out,
                                                   enum ta_put *how,
                                                   struct ta_error *err);
/** Offer a layer no more; its files stay for the records that used them. */
TA_NODISCARD enum ta_status ta_engine_layer_remove(struct ta_workspace *workspace,
                                                   const char *name, const char *who,
                                                   ta_time_us now,
                                                   struct ta_error *err);

/** Full path of a layer's file, once its bytes were found to be those of its hash; owned.
 *  @return TA_OK; TA_E_DATA when they are not; TA_E_NOTFOUND. */
TA_NODISCARD enum ta_status ta_engine_layer_file(const struct ta_workspace *workspace,
                                                 const struct ta_layer_row *row,
                                                 char **path, struct ta_error *err);
/** The zones of a layer (of kind "zones"), its file checked. @p out ended by ta_layer_free(). */
TA_NODISCARD enum ta_status ta_engine_layer_zones(const struct ta_workspace *workspace,
                                                  const struct ta_layer_row *row,
                                                  struct ta_layer *out,
                                                  struct ta_error *err);

#endif

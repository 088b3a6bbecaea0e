/* SPDX-License-Identifier: Apache-2.0 */
/** @file layers_private.h  A layer's file on its way into the workspace. */
#ifndef TA_ENGINE_LAYERS_PRIVATE_H
#define TA_ENGINE_LAYERS_PRIVATE_H

#include "engine/layers.h"

/** A copy beside the others, not yet under its hash. */
struct ta_layer_copy {
    char *path; /**< owned; NULL once it was put in place or dropped */
    char suffix[12];
    char sha256[TA_HEX_SIZE];
    bool moved;        /**< it was converted: WGS 84, whatever CRS was given */
    double accuracy_m; /**< of that move */
};

/** Copy the file as it is into layers/. */
TA_NODISCARD enum ta_status ta_layer_copy_file(const struct ta_workspace *workspace,
                                               const char *path,
                                               struct ta_layer_copy *out,
                                               struct ta_error *err);
/** Keep the files that a hazard sheet names, each under its hash, and make of the sheet a copy that
 *  names them there. All of it is read first, as it stands.
 *  @param unit becomes the sheet's
 *  @return TA_OK; TA_E_DATA when a file is none or the unit does not fit the layer's name; TA_E_LIMIT
 *          for more periods than an indicator reads; the disk's. */
TA_NODISCARD enum ta_status ta_layer_copy_sheet(const struct ta_workspace *workspace,
                                                const struct ta_layer_import *import,
                                                struct ta_layer_copy *out,
                                                char unit[TA_UNIT_SIZE],
                                                struct ta_error *err);
/** Copy @p from into layers/. A Shapefile, which is several files, becomes one GeoJSON. */
TA_NODISCARD enum ta_status ta_layer_copy_make(const struct ta_workspace *workspace,
                                               const struct ta_layer_import *import,
                                               struct ta_layer_copy *out,
                                               struct ta_error *err);
/** Put it in place, durably; @p below becomes its path below the workspace. */
TA_NODISCARD enum ta_status ta_layer_copy_keep(const struct ta_workspace *workspace,
                                               struct ta_layer_copy *copy,
                                               char below[256], struct ta_error *err);
/** In the words of @p err put the path that was given where that of the copy stands, which nobody gave and
 *  which goes again. @return whether it stood there */
bool ta_layer_copy_speak(const struct ta_layer_copy *copy, const char *given,
                         struct ta_error *err);
/** Say that rows of a layer are bad. @return TA_E_DATA */
enum ta_status ta_layer_refuse(const char *path, const struct ta_layer *layer,
                               struct ta_error *err);
void ta_layer_copy_drop(struct ta_layer_copy *copy);

#endif

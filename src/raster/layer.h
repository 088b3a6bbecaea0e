/* SPDX-License-Identifier: Apache-2.0 */
/** @file layer.h  A value layer by name: a band as it is, or an index computed from
 * bands. */
#ifndef TA_RASTER_LAYER_H
#define TA_RASTER_LAYER_H

#include "spectral.h"
#include "terrassay/scene.h"
#include "terrassay/status.h"

struct ta_value_layer {
    const struct ta_index *index; /**< NULL: the layer is band input[0] itself */
    size_t n_inputs;
    size_t input[TA_INDEX_INPUTS]; /**< which of the bands */
};

/** Find layer @p name among bands: a band of that name (which may already be an index),
 * else the index of that id, computed per pixel; and never from anything but
 * reflectances of one kind, since an index of counts is no index.
 *  @return TA_OK; TA_E_NOTFOUND when a band is missing or nobody knows the name;
 * TA_E_DATA when the bands are not reflectances of one kind. */
TA_NODISCARD enum ta_status ta_layer_find(size_t n, const struct ta_band *const *band,
                                          const char *name, struct ta_value_layer *out,
                                          struct ta_error *err);

/** Unit of the layer's values: an index has none ("1"); counts that nobody calibrated are "count". */
const char *ta_layer_unit(const struct ta_value_layer *layer,
                          const struct ta_band *first);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file layer.h  Named polygons that stand for something: protected zones, red lines, zones of any
 *  statistic. */
#ifndef TA_GEO_LAYER_H
#define TA_GEO_LAYER_H

#include <jansson.h>

#include "geo/import.h"
#include "terrassay/geometry.h"
#include "terrassay/status.h"

struct ta_zone {
    char *name;               /**< "#row" where the file has none */
    char *zone_class;         /**< "" where the file has none */
    json_t *fields;           /**< all attributes, as ta_feature.fields */
    struct ta_polygons shape; /**< as ta_shape_settle() makes it */
    struct ta_box box;
    double area_m2;
    size_t row;
};

/** All zones of a file, in its order. Read-only once made. */
struct ta_layer {
    char *crs; /**< the file's, as given or by its short name */
    double
        accuracy_m; /**< worst of the operations that moved the zones; NaN when one is unknown */
    size_t n, n_set_aside, n_mended;
    struct ta_zone *zone;
};

struct ta_layer_options {
    const char *crs, *layer; /**< as ta_vector_options */
    const char *name_field;  /**< NULL: "name", in any case of letters */
    const char *class_field; /**< NULL: "class", in any case of letters */
    void *self;              /**< handed to on_problem */
    void (*on_problem)(void *self,
                       const struct ta_import_problem *problem); /**< may be NULL */
};

/** Read a layer. Points become zones only with a `radius_m`.
 *  @return TA_OK; TA_PARTLY when some rows were set aside (the rest is in @p out); TA_E_DATA when
 *  the file was refused, no row was good, or a field was named that no row has; others as
 *  ta_vector_open(). */
TA_NODISCARD enum ta_status ta_layer_read(const char *path,
                                          const struct ta_layer_options *options,
                                          struct ta_layer *out, struct ta_error *err);
void ta_layer_free(struct ta_layer *layer);

#endif

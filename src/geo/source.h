/* SPDX-License-Identifier: Apache-2.0 */
/** @file source.h  What a vector format is behind vector.h: one row per format, below. */
#ifndef TA_GEO_SOURCE_H
#define TA_GEO_SOURCE_H

#include "geo/vector.h"

struct ta_source_format {
    const char *name;
    bool flat; /**< columns, not documents */
    /** @p crs: what the file declares, owned (ta_free); left NULL when it declares none. */
    enum ta_status (*open)(const char *path, const struct ta_vector_options *options,
                           void **self, char **crs, struct ta_error *err);
    enum ta_status (*each)(void *self, ta_feature_fn each, void *to,
                           struct ta_error *err);
    void (*close)(void *self);
};

extern const struct ta_source_format ta_source_geojson;
extern const struct ta_source_format ta_source_csv;
extern const struct ta_source_format ta_source_ogr;

#endif

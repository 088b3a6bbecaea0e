/* SPDX-License-Identifier: Apache-2.0 */
/** @file trace.h  What a product that gave no scene leaves to tell where it lies. */
#ifndef TA_CATALOG_TRACE_H
#define TA_CATALOG_TRACE_H

#include <stddef.h>

#include "terrassay/geometry.h"

enum { TA_TRACES_MOST = 32, TA_TRACE_BOXES = 2 };

struct ta_traces {
    size_t n;
    char *raster[TA_TRACES_MOST]; /**< paths; owned */
    size_t n_boxes; /**< of the item's bbox: two where it crosses the antimeridian */
    struct ta_box box[TA_TRACE_BOXES];
};

/** Of the product that file @p path announces: the rasters that belong to it, the first of them,
 *  and what a STAC item says of its place. Whatever cannot be read is left out.
 *  @param out ended by ta_traces_free() */
void ta_catalog_traces(const char *path, struct ta_traces *out);
void ta_traces_free(struct ta_traces *traces);

#endif

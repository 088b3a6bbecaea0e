/* SPDX-License-Identifier: Apache-2.0 */
/** @file outlines.h  Zones of a file where they were drawn: valid, but in the file's own CRS as far as
 *  that can be, so that zones and rasters in one CRS meet without a detour. */
#ifndef TA_GEO_OUTLINES_H
#define TA_GEO_OUTLINES_H

#include "geo/import.h"
#include "terrassay/geometry.h"
#include "terrassay/status.h"

struct ta_outline {
    char *id; /**< the row's number where the file has none */
    struct ta_polygons shape;
};

/** All zones of a file, in its order. Read-only once made. */
struct ta_outlines {
    char *
        crs; /**< of all shapes: the file's if it is projected, also on a datum from which no
                    way leads on; else "OGC:CRS84" */
    size_t n, n_set_aside, n_mended;
    struct ta_outline *item;
};

struct ta_outlines_options {
    const char *crs, *layer; /**< as ta_vector_options */
    const char *id_field;    /**< NULL: "id", in any case of letters */
    void *self;              /**< handed to on_problem */
    void (*on_problem)(void *self,
                       const struct ta_import_problem *problem); /**< may be NULL */
};

/** Read them. Points become zones only with a `radius_m`, and only in longitude and latitude.
 *  @param out ended by ta_outlines_free()
 *  @return TA_OK; TA_PARTLY when some rows were set aside (the rest is in @p out); TA_E_DATA when
 *  the file was refused, no row was good, or no row has the field that was named; others as
 *  ta_vector_open(). */
TA_NODISCARD enum ta_status ta_outlines_read(const char *path,
                                             const struct ta_outlines_options *options,
                                             struct ta_outlines *out,
                                             struct ta_error *err);
/** All zero is allowed. */
void ta_outlines_free(struct ta_outlines *outlines);

/** A zone in WGS 84 longitude and latitude, as ta_shape_settle() makes it, to be written to a file.
 *  *out is owned. */
TA_NODISCARD enum ta_status ta_outline_settle(const struct ta_outlines *outlines,
                                              size_t i, struct ta_polygons *out,
                                              struct ta_error *err);

#endif

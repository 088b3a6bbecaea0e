/* SPDX-License-Identifier: Apache-2.0 */
/** @file vector.h  Features of a vector file, one after another, as they were drawn.
 *
 *  GeoJSON, CSV, GeoPackage and Shapefile, told apart by their first bytes (CSV by its
 *  suffix). Nothing else is opened, whatever a file's name says. */
#ifndef TA_GEO_VECTOR_H
#define TA_GEO_VECTOR_H

#include <jansson.h>

#include "terrassay/geometry.h"
#include "terrassay/status.h"

enum ta_drawn { TA_DRAWN_NOTHING, TA_DRAWN_POINT, TA_DRAWN_POLYGONS };

/** One row of a file. All of it is borrowed for the call that hands it on. */
struct ta_feature {
    size_t row;           /**< 1, 2, ... in the file's order */
    size_t line;          /**< where it begins; 0 where the format has no lines */
    const json_t *fields; /**< object; text only where the format knows no types */
    enum ta_drawn drawn;
    double point[2]; /**< x, y in the file's CRS */
    struct ta_polygons
        outline; /**< x, y in the file's CRS; as drawn, maybe not valid */
    const struct ta_error *bad; /**< why the row could not be read; NULL when it was */
};

/** Called for each feature in order; any status but TA_OK ends the reading with it. */
typedef enum ta_status (*ta_feature_fn)(void *self, const struct ta_feature *feature,
                                        struct ta_error *err);

struct ta_vector_options {
    const char
        *crs; /**< what the user says the coordinates are in; NULL: as the file says */
    const char *layer; /**< NULL: the only one */
    size_t bytes_max;  /**< of a text file; 0: 256 MiB */
};

/** An open file. Belongs to one thread. */
struct ta_vector;

/** @return TA_OK; TA_E_DATA (format, syntax, several layers, CRS neither declared nor given);
 *  TA_E_LIMIT; TA_E_NOTFOUND; TA_E_PERMISSION; TA_E_IO. */
TA_NODISCARD enum ta_status ta_vector_open(const char *path,
                                           const struct ta_vector_options *options,
                                           struct ta_vector **out,
                                           struct ta_error *err);
/** The CRS the coordinates are to be taken in: the user's, else the file's. Borrowed. */
const char *ta_vector_crs(const struct ta_vector *vector);
/** Words to show when the user's CRS stands against another one the file declares; else "". */
const char *ta_vector_note(const struct ta_vector *vector);
/** Are fields flat columns (CSV, GeoPackage, Shapefile), not a document (GeoJSON)? */
bool ta_vector_is_flat(const struct ta_vector *vector);
/** Hand on every feature. May be called again: the file is read again. */
TA_NODISCARD enum ta_status ta_vector_each(struct ta_vector *vector, ta_feature_fn each,
                                           void *self, struct ta_error *err);
/** NULL is allowed. */
void ta_vector_close(struct ta_vector *vector);

#endif

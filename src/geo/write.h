/* SPDX-License-Identifier: Apache-2.0 */
/** @file write.h  Shapes with columns to GeoJSON (RFC 7946) or GeoPackage, whole or not at all. */
#ifndef TA_GEO_WRITE_H
#define TA_GEO_WRITE_H

#include "terrassay/geometry.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

enum ta_column_kind {
    TA_COLUMN_TEXT,
    TA_COLUMN_WHOLE,
    TA_COLUMN_NUMBER,
    TA_COLUMN_DAY
};

struct ta_column {
    const char *name; /**< UTF-8, 1 to 63 bytes, distinct in any case of letters */
    enum ta_column_kind kind;
};

/** A value; the member of its column's kind is read. Absent: NULL, NaN or infinite, TA_DAY_NONE, or
 *  `absent`. */
struct ta_cell {
    bool absent;
    const char *text; /**< UTF-8 */
    int64_t whole;
    double number;
    ta_day day;
};

struct ta_writer_options {
    const char *layer; /**< name of the layer */
    size_t n_columns;
    const struct ta_column *column;
    ta_time_us now; /**< stands in a GeoPackage as its last change */
};

/** An open file. Belongs to one thread. The same rows make the same bytes. */
struct ta_writer;

/** Can this name be written: does it end in .geojson, .json or .gpkg? */
bool ta_writer_knows(const char *path);

/** Begin a file beside @p path. @return TA_OK, TA_E_USAGE (suffix), TA_E_ARG (columns), TA_E_IO or
 *  TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_writer_open(const char *path,
                                           const struct ta_writer_options *options,
                                           struct ta_writer **out,
                                           struct ta_error *err);
/** Add a row. @p shape as ta_shape_settle() makes it, or NULL; @p cell [n_columns].
 *  @return TA_OK, TA_E_ARG (text that is not UTF-8), TA_E_IO or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_writer_add(struct ta_writer *writer,
                                          const struct ta_polygons *shape,
                                          const struct ta_cell *cell,
                                          struct ta_error *err);
/** Put the file in place, durably. The writer is ended either way. @return TA_OK or TA_E_IO. */
TA_NODISCARD enum ta_status ta_writer_finish(struct ta_writer *writer,
                                             struct ta_error *err);
/** End without a file; what stood at the path still does. NULL is allowed. */
void ta_writer_abandon(struct ta_writer *writer);

#endif

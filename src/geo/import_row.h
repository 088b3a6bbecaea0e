/* SPDX-License-Identifier: Apache-2.0 */
/** @file import_row.h  One feature as what it says of a project and of one site. */
#ifndef TA_GEO_IMPORT_ROW_H
#define TA_GEO_IMPORT_ROW_H

#include "geo/crs.h"
#include "geo/fields.h"
#include "geo/shape.h"
#include "geo/vector.h"
#include "terrassay/project.h"

enum { TA_ROW_CRS = 512 };

/** A site below this is a slip of units, not land that is financed. */
#define TA_ROW_AREA_LEAST_M2 1.0

/** How rows of a file are to be read. */
struct ta_row_reader {
    struct ta_transform to_wgs84;
    char crs[TA_ROW_CRS]; /**< as it will stand in the site */
    bool flat;            /**< fields are columns, not a document */
};

/** Owned by whoever called ta_row_read(), also when that failed: ta_row_free(). */
struct ta_row {
    struct ta_row_fields fields;
    struct ta_site site;
    bool has_id; /**< the document's id can be trusted, also of a bad row */
    bool has_site;
    struct ta_mended mended;
};

/** @return TA_OK; TA_E_DATA with "field: why"; TA_E_LIMIT; TA_E_NOMEM; TA_E_INTERNAL. */
TA_NODISCARD enum ta_status ta_row_read(const struct ta_row_reader *reader,
                                        const struct ta_feature *feature,
                                        struct ta_row *row, struct ta_error *err);
void ta_row_free(struct ta_row *row);
/** Is a column of that name about what the coordinates are in ("crs", "坐标系")? It is no declaration: it may
 *  differ from row to row. */
bool ta_row_names_crs(const char *column);
/** The project's id, "" when the row has none. */
const char *ta_row_id(const struct ta_row *row);

#endif

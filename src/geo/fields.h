/* SPDX-License-Identifier: Apache-2.0 */
/** @file fields.h  From the fields of one row to a project document and what they say of its site. */
#ifndef TA_GEO_FIELDS_H
#define TA_GEO_FIELDS_H

#include <jansson.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

/** What one row says, in the members of datasets/schema/project.schema.json. */
struct ta_row_fields {
    json_t *document; /**< object: a project without `sites` */
    json_t
        *site; /**< object: n, name, radius_m, position_error_m, drawn_by, drawn_on */
};

/** Properties of a GeoJSON feature: members of the document as they are; the site's are `site` (its
 *  number), `site_name`, `radius_m`, `position_error_m`, `drawn_by`, `drawn_on`.
 *  @return TA_OK; TA_E_NOMEM; TA_E_DATA with "property: why" for one that is neither, its mend the
 *  nearest or the list. *out is owned (ta_row_fields_free), also after TA_E_DATA. */
TA_NODISCARD enum ta_status ta_fields_of_document(const json_t *properties,
                                                  struct ta_row_fields *out,
                                                  struct ta_error *err);

/** Columns of a flat row, by the names in fields.def; others are left alone. Numbers may be text.
 *  @return TA_OK; TA_E_DATA with "column: why" for the first cell that cannot be what its column
 *  means; TA_E_NOMEM. *out is owned in every case: the other cells may still tell whose row it
 *  is. */
TA_NODISCARD enum ta_status ta_fields_of_columns(const json_t *row,
                                                 struct ta_row_fields *out,
                                                 struct ta_error *err);

void ta_row_fields_free(struct ta_row_fields *fields);

/** Does fields.def know the column? A Shapefile's ten letters of a longer name are enough. */
bool ta_column_is_known(const char *column);

/** The column of fields.def that unknown @p column is a slip of the pen from: one edit away from 5
 *  letters on, two from 8 on, spaces and hyphens read as underscores. None when @p row (of which only the names count) has that
 *  column too. @return static text, or NULL */
const char *ta_column_meant(const json_t *row, const char *column);

/** Where @p column goes in a document, as "loan_id" to "id" of "loans". @return false when it is unknown,
 *  or speaks of the project itself or of its site */
bool ta_column_place(const char *column, const char **object, const char **member);

/** Which column says @p member of the document, as "loan_id" says "loans[0].id": of the columns that
 *  @p row has (of which only the names count), else the first of fields.def. @return text of @p row or
 *  static text; NULL when no column says it */
const char *ta_column_saying(const json_t *row, const char *member);

/** Add to @p into what @p from says besides: lists are joined, equal elements once.
 *  @return TA_OK; TA_E_DATA when the two contradict each other; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_document_merge(json_t *into, const json_t *from,
                                              struct ta_error *err);

/** "12500.10" in the minor units of @p currency (ISO 4217): exactly, or refused.
 *  @return TA_OK or TA_E_DATA. */
TA_NODISCARD enum ta_status ta_money_parse(const char *text, const char *currency,
                                           struct ta_money *out, struct ta_error *err);

#endif

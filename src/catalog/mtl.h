/* SPDX-License-Identifier: Apache-2.0 */
/** @file mtl.h  Landsat's MTL file, as text (ODL) or as JSON: rows of group, key and
 * value. */
#ifndef TA_CATALOG_MTL_H
#define TA_CATALOG_MTL_H

#include <jansson.h>

#include "terrassay/status.h"

/** One line of the file; the texts belong to the struct ta_mtl. */
struct ta_mtl_row {
    const char *group; /**< the innermost group it stands in */
    const char *key;
    const char *value; /**< without quotes */
};

/** A parsed file. Ended by ta_mtl_free(). */
struct ta_mtl {
    char *bytes;  /**< of the text form; rows point into it */
    json_t *json; /**< of the JSON form; rows point into it */
    size_t n, capacity;
    struct ta_mtl_row *row;
};

/** Parse @p bytes[@p size], which must end with a NUL behind its last byte and are
 * taken over (ta_free) also on failure. JSON when it begins with a brace.
 *  @param name goes into errors, with the line
 *  @return TA_OK, TA_E_DATA (not an MTL, cut off before END, a group or key given
 * twice), TA_E_LIMIT (a line above 4096 bytes, above 4096 rows, groups above 8 deep) or
 *          TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_mtl_parse(const char *name, char *bytes, size_t size,
                                         struct ta_mtl *out, struct ta_error *err);
/** Read the file, at most 1 MiB, and parse it. */
TA_NODISCARD enum ta_status ta_mtl_load(const char *path, struct ta_mtl *out,
                                        struct ta_error *err);
void ta_mtl_free(struct ta_mtl *mtl);

/** Value of @p key in @p group, or NULL. */
const char *ta_mtl_text(const struct ta_mtl *mtl, const char *group, const char *key);
/** As number. @return TA_OK; TA_E_NOTFOUND when it is not there (silently, @p out is
 * left alone); TA_E_DATA when it is no finite number */
TA_NODISCARD enum ta_status ta_mtl_number(const struct ta_mtl *mtl, const char *group,
                                          const char *key, double *out,
                                          struct ta_error *err);

#endif

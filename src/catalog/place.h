/* SPDX-License-Identifier: Apache-2.0 */
/** @file place.h  One folder of a catalogue: its names, and its files without leaving
 * the root. */
#ifndef TA_CATALOG_PLACE_H
#define TA_CATALOG_PLACE_H

#include <stdbool.h>

#include "terrassay/status.h"

/** A folder that was listed. Opened by ta_place_open(), ended by ta_place_close(). */
struct ta_place {
    const char *root; /**< resolved path that nothing may lead out of; borrowed */
    char *folder;     /**< resolved path of this folder; owned */
    char **name;      /**< [n_names] sorted; owned, one block */
    size_t n_names;
};

/** List @p folder. @return TA_OK, TA_E_NOTFOUND, TA_E_IO, TA_E_NOMEM, or
 * TA_E_PERMISSION when it lies outside @p root (NULL: the folder itself is the root).
 */
TA_NODISCARD enum ta_status ta_place_open(const char *root, const char *folder,
                                          struct ta_place *out, struct ta_error *err);
void ta_place_close(struct ta_place *place);

/** Index of the first name that is not below the first @p n bytes of @p head: names that begin
 *  so stand there side by side. */
size_t ta_place_first(const struct ta_place *place, const char *head, size_t n);
/** Is there a name that is @p head's first @p n bytes with @p end behind? */
bool ta_place_has(const struct ta_place *place, const char *head, size_t n,
                  const char *end);

/** "folder/name", owned (ta_free); NULL when out of memory. */
char *ta_place_join(const struct ta_place *place, const char *name);

/** Resolved path (ta_free) of the regular file @p name, which must be a bare file name.
 * Where no name is equal, one that differs only in the case of ASCII letters is taken.
 *  @return TA_OK, TA_E_NOTFOUND, TA_E_NOMEM, or TA_E_PERMISSION for a name with a
 * separator, a file outside the root or no regular file */
TA_NODISCARD enum ta_status ta_place_find(const struct ta_place *place,
                                          const char *name, char **path,
                                          struct ta_error *err);

/** As ta_place_find() for a relative path "sub/file.tif" without ".." below the folder.
 */
TA_NODISCARD enum ta_status ta_place_below(const struct ta_place *place,
                                           const char *relative, char **path,
                                           struct ta_error *err);

/** Does @p name end with @p end, ASCII letters compared without case? */
bool ta_name_ends(const char *name, const char *end);
/** Does it look like a raster by its name: .tif, .tiff or .jp2? */
bool ta_name_is_raster(const char *name);
/** Are both equal, ASCII letters compared without case? */
bool ta_name_same(const char *a, const char *b);

#endif

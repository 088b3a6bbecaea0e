/* SPDX-License-Identifier: Apache-2.0 */
/** @file far_files.h  Files of one far item: where they lie here, whether they still are what the host
 *  has, and how they come. */
#ifndef TA_CATALOG_FAR_FILES_H
#define TA_CATALOG_FAR_FILES_H

#include <jansson.h>

#include "catalog/far_session.h"
#include "catalog/href.h"

/** Finds files of one item. */
struct ta_far_files {
    struct ta_far_session *session;
    const char *base;   /**< address of the item */
    const char *folder; /**< full path of the item's own folder */
    json_t *taken;      /**< names of this item's files, each with its whole address */
    bool doubted; /**< what is here may be damaged: it is read, and no size trusted */
    json_t *came; /**< paths of what was fetched whole */
};

/** A ta_files.find: self is a struct ta_far_files. A file that is not there (yet) is
 *  TA_E_SOURCE, so that its whole look comes again. */
enum ta_status ta_far_find(void *self, const struct ta_file_ref *ref,
                           struct ta_found *out, struct ta_error *err);

/** Name of the file at @p href here: a hash of its address without the query, TA_FAR_HASH bytes, '-', and the
 *  last part of its path. @return false when it is no address or does not fit */
TA_NODISCARD bool ta_far_name(const char *base, const char *href,
                              char out[TA_SCENE_SIZE]);
enum { TA_FAR_HASH = 8 };

/** Remove what was fetched for an item that the disk has no room for. */
void ta_far_give_back(const struct ta_far_files *files);

/** Remove what a killed run left half written in an item's folder; the part of a file that comes whole
 *  stays, to be gone on with. Nobody else may be at work there. */
void ta_far_sweep(const char *folder);

/** Files that are smaller than this are fetched whole: there is little to leave out. */
enum { TA_FAR_SMALL = 1 << 18 };
/** Can this file be read by ranges, as far as its name says? JPEG 2000 cannot. */
bool ta_far_by_ranges(const struct ta_source *source, const struct ta_file_ref *ref);

#endif

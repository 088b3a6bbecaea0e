/* SPDX-License-Identifier: Apache-2.0 */
/** @file href.h  References between files of a catalogue, and ids made of outside text. */
#ifndef TA_CATALOG_HREF_H
#define TA_CATALOG_HREF_H

#include <stdbool.h>
#include <stddef.h>

#include "catalog/checksum.h"
#include "terrassay/scene.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_ALTERNATES_MOST = 8 };

/** A file as an item refers to it, and what the item promises of it. Borrowed. */
struct ta_file_ref {
    const char *href;
    size_t n_alternates;
    const char *alternate[TA_ALTERNATES_MOST]; /**< the same file elsewhere */
    int64_t size;                              /**< bytes; -1 when not stated */
    char sha256[TA_HEX_SIZE];                  /**< empty when not stated */
    struct ta_checksum sum;                    /**< of another function than SHA-256 */
};

/** Where a file is. Owned: ta_found_free(). */
struct ta_found {
    char *path;               /**< a local file, or what names a far one */
    char *address;            /**< of a far one, fit to be told; else NULL */
    struct ta_far_file *far;  /**< when it is read by ranges, else NULL */
    char sha256[TA_HEX_SIZE]; /**< of the whole file when known, else empty */
    char unchecked
        [TA_NAME_SIZE]; /**< why its promised checksum was not checked; or empty */
};
void ta_found_free(struct ta_found *found);

/** Finds the local file of a reference; handed to the readers of items, so that files may
 *  come from elsewhere than a folder. */
struct ta_files {
    void *self;
    /** @return TA_OK; TA_E_NOTFOUND, TA_E_PERMISSION, TA_E_DATA or
     *  TA_E_LIMIT when this reference yields no file; anything else is about more than it */
    enum ta_status (*find)(void *self, const struct ta_file_ref *ref,
                           struct ta_found *out, struct ta_error *err);
    /** Is this band of use? Files with no such band are not looked for. NULL: all are. */
    bool (*wants)(void *self, const struct ta_band *band);
};

/** Does @p href begin with a scheme ("https:", "s3:", "file:")? */
bool ta_href_is_far(const char *href);

/** Decode the percent signs of a relative reference into a path of @p size bytes.
 *  @return TA_OK, or TA_E_PERMISSION for a far or absolute one, TA_E_DATA for a bad escape,
 *          TA_E_LIMIT */
TA_NODISCARD enum ta_status ta_href_path(const char *href, char *out, size_t size,
                                         struct ta_error *err);

/** Write @p text so that only [A-Za-z0-9_-.:@+~] remain, everything else (and a dot at the
 *  beginning) as %XX. @return false when it is empty or does not fit */
TA_NODISCARD bool ta_id_escape(const char *text, char *out, size_t size);

#endif

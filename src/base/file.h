/* SPDX-License-Identifier: Apache-2.0 */
/** @file file.h  Files that are whole or not there: write beside, fsync, rename, fsync
 * the folder. */
#ifndef TA_BASE_FILE_H
#define TA_BASE_FILE_H

#include <stddef.h>

#include "terrassay/status.h"

/** Whole file into memory (ta_free), NUL added; refused above @p limit bytes. */
TA_NODISCARD enum ta_status ta_file_read(const char *path, size_t limit, char **bytes,
                                         size_t *size, struct ta_error *err);
/** Replace @p path by these bytes, durably. @p mode as for open(2). */
TA_NODISCARD enum ta_status ta_file_write(const char *path, const void *bytes,
                                          size_t size, int mode, struct ta_error *err);
/** fsync @p from (written by a library), rename it to @p to, fsync the folder. */
TA_NODISCARD enum ta_status ta_file_publish(const char *from, const char *to,
                                            struct ta_error *err);
/** Make the folder and those above it. */
TA_NODISCARD enum ta_status ta_folder_make(const char *path, struct ta_error *err);
/** Sorted names in @p path (without . and ..), owned: one block, ta_free(names). */
TA_NODISCARD enum ta_status ta_folder_list(const char *path, char ***names, size_t *n,
                                           struct ta_error *err);

#endif

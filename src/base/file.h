/* SPDX-License-Identifier: Apache-2.0 */
/** @file file.h  Files that are whole or not there: write beside, fsync, rename, fsync
 * the folder. */
#ifndef TA_BASE_FILE_H
#define TA_BASE_FILE_H

#include <stddef.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

/** What a failed call of the system means: TA_E_NOTFOUND, TA_E_PERMISSION (this user may not, or the
 *  file system may not be written), else TA_E_IO. */
enum ta_status ta_errno_status(int cause);
/** Fail with it, in words with its cause: "PATH: WHAT: Permission denied", and a mend where one is
 *  known. */
enum ta_status ta_fail_errno(struct ta_error *err, int cause, const char *path,
                             const char *what);
/** The same of a file that the program itself made, or is to make: that it or its folder is gone is no
 *  answer. @return TA_E_PERMISSION, TA_E_NOMEM, else TA_E_IO */
enum ta_status ta_fail_own(struct ta_error *err, int cause, const char *path,
                           const char *what);
/** Whole file into memory (ta_free), NUL added; refused above @p limit bytes. */
TA_NODISCARD enum ta_status ta_file_read(const char *path, size_t limit, char **bytes,
                                         size_t *size, struct ta_error *err);
/** Is it a file with bytes of its own? A pipe or a device in its place would be waited for, or read
 *  for ever.
 *  @return TA_OK; TA_E_DATA for anything else, TA_E_NOTFOUND, TA_E_PERMISSION, TA_E_IO */
TA_NODISCARD enum ta_status ta_file_plain(const char *path, struct ta_error *err);
/** Replace @p path by these bytes, durably. @p mode as for open(2). */
TA_NODISCARD enum ta_status ta_file_write(const char *path, const void *bytes,
                                          size_t size, int mode, struct ta_error *err);
/** The same, durable only once the caller settles it (ta_files_settle()). */
TA_NODISCARD enum ta_status ta_file_write_loose(const char *path, const void *bytes,
                                                size_t size, int mode,
                                                struct ta_error *err);
/** Begin "PATH.part-PID-N", a new file that ta_file_publish() puts in place of @p path.
 *  @param file, part  owned: to be written, and its name; -1 and NULL where it fails */
TA_NODISCARD enum ta_status ta_file_begin(const char *path, int mode, int *file,
                                          char **part, struct ta_error *err);
/** fsync @p from (written by a library), rename it to @p to, fsync the folder. */
TA_NODISCARD enum ta_status ta_file_publish(const char *from, const char *to,
                                            struct ta_error *err);
/** Rename @p from to @p to and no more: durable once it was settled. */
TA_NODISCARD enum ta_status ta_file_place(const char *from, const char *to,
                                          struct ta_error *err);
/** Make files and their names durable, all together: for many it costs about what one does.
 *  @return TA_OK, TA_E_IO */
TA_NODISCARD enum ta_status ta_files_settle(const char *const *path, size_t n,
                                            struct ta_error *err);
/** Copy an ordinary file to @p to, with the SHA-256 of the bytes that went over; to be made durable
 *  and put in place by ta_file_publish(). @p to is gone when that fails. */
TA_NODISCARD enum ta_status ta_file_copy(const char *from, const char *to,
                                         char hex[TA_HEX_SIZE], struct ta_error *err);
/** fsync what stands in the file @p path, not its name. @return TA_OK, TA_E_IO */
TA_NODISCARD enum ta_status ta_file_bytes_settle(const char *path,
                                                 struct ta_error *err);
/** fsync the folder that @p path stands in: only then is its name durable. */
TA_NODISCARD enum ta_status ta_file_name_settle(const char *path, struct ta_error *err);
/** Make the folder and those above it, durably. */
TA_NODISCARD enum ta_status ta_folder_make(const char *path, struct ta_error *err);
/** The same; the folder itself, where it is not there yet, for its owner alone. */
TA_NODISCARD enum ta_status ta_folder_make_private(const char *path,
                                                   struct ta_error *err);
/** As ta_folder_make(), durable once files in it were settled (ta_files_settle()). */
TA_NODISCARD enum ta_status ta_folder_make_loose(const char *path,
                                                 struct ta_error *err);
/** Remove what processes that have ended left half made in the folder: plain files called
 *  "...@p before.part-PID" or "...@p before.part-PID-N". Those of processes that live stay, and a folder that
 *  is not there is none to clear. @return how many were removed */
size_t ta_folder_clear(const char *path, const char *before);
/** The same of one file: what was begun beside @p path, of which nothing else is known (ta_file_begin()). */
size_t ta_file_clear(const char *path);
/** Sorted names in @p path (without . and ..), owned: one block, ta_free(names). */
TA_NODISCARD enum ta_status ta_folder_list(const char *path, char ***names, size_t *n,
                                           struct ta_error *err);

#endif

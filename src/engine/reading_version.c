/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_version.h"

#include <string.h>
#include <sys/statvfs.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "engine/reading_parts.h"

enum { VERSIONS_MOST = 1000000 }; /* of one part */

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
}

/* Its full path, owned whatever comes of it. */
static enum ta_status check(const struct ta_workspace *workspace,
                            const struct ta_partition_row *row, char **path,
                            struct ta_error *err)
{
    char hash[TA_HEX_SIZE];
    *path = ta_workspace_path(workspace, row->path);
    if (*path == NULL) return fail_memory(err);
    enum ta_status rc = ta_sha256_file(*path, hash, err);
    if (rc == TA_OK && strcmp(hash, row->sha256) != 0) {
        rc = ta_fail(err, TA_E_DATA, "%s: is not the file that was sealed", *path);
        ta_error_mend(err, "restore it from a backup; `terrassay verify` tells more");
    }
    if (rc == TA_E_IO)
        ta_error_mend(err, "see what ails that disk, then put the file back from a "
                           "backup where it cannot be read any more");
    return rc;
}

enum ta_status ta_version_read(const struct ta_workspace *workspace,
                               const struct ta_partition_row *row,
                               struct ta_reading_run **runs, size_t *n,
                               struct ta_error *err)
{
    char *path = NULL;
    enum ta_status rc = check(workspace, row, &path, err);
    if (rc == TA_OK) rc = ta_readings_read(path, runs, n, err);
    ta_free(path);
    return rc;
}

enum ta_status ta_version_open(const struct ta_workspace *workspace,
                               const struct ta_partition_row *row,
                               struct ta_readings_source **out, struct ta_error *err)
{
    char *path = NULL;
    enum ta_status rc = check(workspace, row, &path, err);
    if (rc == TA_OK) rc = ta_readings_open(path, out, err);
    ta_free(path);
    return rc;
}

enum ta_status ta_version_open_window(const struct ta_workspace *workspace,
                                      const struct ta_partition_row *row,
                                      ta_time_us from, ta_time_us to,
                                      struct ta_readings_source **out,
                                      struct ta_error *err)
{
    char *path = NULL;
    enum ta_status rc = check(workspace, row, &path, err);
    if (rc == TA_OK) rc = ta_readings_open_window(path, from, to, out, err);
    ta_free(path);
    return rc;
}

enum ta_status ta_version_gather(const struct ta_workspace *workspace,
                                 struct ta_readings_gather **out, struct ta_error *err)
{
    char *folder = ta_workspace_path(workspace, "journal");
    if (folder == NULL) return fail_memory(err);
    enum ta_status rc = ta_folder_make(folder, err);
    if (rc == TA_OK) rc = ta_readings_gather_new(folder, out, err);
    ta_free(folder);
    return rc;
}

/* Write the next version that is free. */
static enum ta_status write_free(const struct ta_workspace *workspace,
                                 const struct ta_readings_gather *gather,
                                 struct ta_partition_row *row, struct ta_error *err)
{
    enum ta_status rc = TA_E_AGAIN;
    char *path = NULL;
    for (; rc == TA_E_AGAIN && row->version < VERSIONS_MOST; row->version++) {
        ta_free(path);
        ta_part_path(row->part, row->version, row->path);
        path = ta_workspace_path(workspace, row->path);
        if (path == NULL) return fail_memory(err);
        rc = ta_workspace_make_above(path, err);
        if (rc == TA_OK) rc = ta_readings_gather_seal(gather, path, err);
    }
    row->version--;
    if (rc == TA_OK) rc = ta_sha256_file(path, row->sha256, err);
    ta_free(path);
    return rc;
}

enum ta_status ta_version_seal(const struct ta_workspace *workspace, const char *part,
                               int least, const struct ta_readings_gather *gather,
                               struct ta_partition_row *out, struct ta_error *err)
{
    *out = (struct ta_partition_row){.kind = "readings", .version = least};
    if (!ta_copy(out->part, sizeof out->part, part)) return fail_memory(err);
    out->rows = (int64_t)ta_readings_gather_rows(gather);
    return write_free(workspace, gather, out, err);
}

/* --- whose fault ---------------------------------------------------------------------------- */

/* A library seldom says that a disk is full; and a file that did not fit is gone again by now. */
static bool is_full(const struct ta_workspace *workspace, uint64_t rows)
{
    enum { LITTLE = 1 << 20, ROW = 64 };
    struct statvfs disk;
    char *folder = ta_workspace_path(workspace, "readings");
    bool asked = folder != NULL && statvfs(folder, &disk) == 0;
    ta_free(folder);
    return !asked ||
           (double)disk.f_bavail * (double)disk.f_frsize < LITTLE + (double)rows * ROW;
}

bool ta_version_bears(const struct ta_workspace *workspace, enum ta_status rc,
                      uint64_t rows)
{
    if (rc == TA_E_IO) return !is_full(workspace, rows);
    return rc != TA_OK && rc != TA_E_NOMEM && rc != TA_E_AGAIN;
}

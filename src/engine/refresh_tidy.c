/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_tidy.c  Versions of observations that the store names no more.
 *
 *  No record rests on them: its evidence of imagery is chips. The newest and the one before it stay, the latter
 *  for who has just asked the store and is about to read. Done after the change stands in the store, so that a
 *  kill or a power cut leaves too many files and never too few; what it left goes with the next run. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "engine/refresh_private.h"

/* The version in "YYYY-MM.vN.h5" of @p base, 0 for any other name. */
static int version_in(const char *name, const char *base)
{
    char number[12];
    int64_t version = 0;
    size_t n = strlen(base);
    if (strncmp(name, base, n) != 0 || strncmp(name + n, ".v", 2) != 0) return 0;
    size_t digits = strspn(name + n + 2, "0123456789");
    if (digits == 0 || digits > 9 || strcmp(name + n + 2 + digits, ".h5") != 0)
        return 0;
    (void)snprintf(number, sizeof number, "%.*s", (int)digits, name + n + 2);
    return ta_parse_i64(number, &version) == TA_OK ? (int)version : 0;
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static void drop(const char *folder, const char *name)
{
    struct ta_text path = {0};
    ta_text_addf(&path, "%s/%s", folder, name);
    if (!path.failed && unlink(path.bytes) != 0 && errno != ENOENT)
        ta_log(TA_LOG_WARNING, "refresh.tidy", "%s: cannot remove: %s", path.bytes,
               strerror(errno));
    ta_text_free(&path);
}

/* @param names of the part's folder */
static void tidy_part(const char *folder, char *const *names, size_t n,
                      const struct ta_partition_row *row)
{
    const char *base = base_of(row->part);
    int before = 0;
    bool there = false;
    for (size_t i = 0; i < n; i++) {
        int version = version_in(names[i], base);
        there = there || version == row->version;
        if (version < row->version && version > before) before = version;
    }
    for (size_t i = 0; there && i < n; i++) {
        int version = version_in(names[i], base);
        if (version > 0 && version < before) drop(folder, names[i]);
    }
}

/* As many characters of its path as the folder has. */
static size_t folder_size(const struct ta_partition_row *row)
{
    return (size_t)(base_of(row->path) - row->path);
}

static bool same_folder(const struct ta_partition_row *a,
                        const struct ta_partition_row *b)
{
    size_t n = folder_size(a);
    return n == folder_size(b) && memcmp(a->path, b->path, n) == 0;
}

/* The rows of one folder. */
static void tidy_folder(const struct ta_workspace *workspace,
                        const struct ta_partition_row *row, size_t n)
{
    char below[sizeof row->path], **names = NULL;
    size_t n_names = 0;
    (void)snprintf(below, sizeof below, "%.*s", (int)folder_size(row), row->path);
    char *folder = ta_workspace_path(workspace, below);
    if (folder != NULL && ta_folder_list(folder, &names, &n_names, NULL) == TA_OK)
        for (size_t i = 0; i < n; i++) tidy_part(folder, names, n_names, &row[i]);
    ta_free(names);
    ta_free(folder);
}

void ta_parts_tidy(const struct ta_workspace *workspace,
                   const struct ta_partition_row *row, size_t n)
{
    for (size_t i = 0, size; i < n; i += size) {
        for (size = 1; i + size < n && same_folder(&row[i], &row[i + size]);) size++;
        tidy_folder(workspace, &row[i], size);
    }
}

enum ta_status ta_refresh_tidy(struct ta_refresh_work *work, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    enum ta_status rc =
        store->ops->partitions(store->self, "observations", "", &row, &n, err);
    if (rc == TA_OK) ta_parts_tidy(work->workspace, row, n);
    ta_free(row);
    return rc;
}

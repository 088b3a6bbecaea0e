/* SPDX-License-Identifier: Apache-2.0 */
/** @file file_settle.c  Many files made durable together. */
#ifdef __linux__
#define _GNU_SOURCE /* syncfs */
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static enum ta_status fail_at(const char *path, const char *what, struct ta_error *err)
{
    return ta_fail_own(err, errno, path, what);
}

enum ta_status ta_file_place(const char *from, const char *to, struct ta_error *err)
{
    return rename(from, to) == 0 ? TA_OK : fail_at(to, "cannot rename onto it", err);
}

#ifdef __linux__

/* One call writes out a whole file system; mostly all files lie on one. */
enum ta_status ta_files_settle(const char *const *path, size_t n, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    dev_t last = 0;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct stat about;
        if (stat(path[i], &about) != 0) return fail_at(path[i], "is not there", err);
        if (i > 0 && about.st_dev == last) continue;
        last = about.st_dev;
        int file = open(path[i], O_RDONLY | O_CLOEXEC);
        if (file < 0) return fail_at(path[i], "cannot open", err);
        if (syncfs(file) != 0) rc = fail_at(path[i], "cannot write out its disk", err);
        (void)close(file); /* only opened */
    }
    return rc;
}

#else

static enum ta_status sync_one(const char *path, int flags, struct ta_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (file < 0) return fail_at(path, "cannot open", err);
    enum ta_status rc = TA_OK;
    if (fsync(file) != 0 &&
        !(flags != 0 && errno == EINVAL)) /* folders may have none */
        rc = fail_at(path, "cannot fsync", err);
    (void)close(file); /* only fsynced */
    return rc;
}

/* A folder is written out once for its files that stand together. */
enum ta_status ta_files_settle(const char *const *path, size_t n, struct ta_error *err)
{
    char folder[4096], last[4096] = "";
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        const char *slash = strrchr(path[i], '/');
        size_t length = slash == NULL      ? 1
                        : slash == path[i] ? 1
                                           : (size_t)(slash - path[i]);
        if (length >= sizeof folder)
            return ta_fail(err, TA_E_LIMIT, "%s: its path is too long", path[i]);
        memcpy(folder, slash == NULL ? "." : path[i], length);
        folder[length] = '\0';
        rc = sync_one(path[i], 0, err);
        if (rc == TA_OK && strcmp(folder, last) != 0)
            rc = sync_one(folder, O_DIRECTORY, err);
        memcpy(last, folder, length + 1);
    }
    return rc;
}

#endif

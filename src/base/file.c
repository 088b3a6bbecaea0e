/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

enum ta_status ta_errno_status(int cause)
{
    if (cause == ENOENT) return TA_E_NOTFOUND;
    if (cause == ENOMEM) return TA_E_NOMEM;
    if (cause == EACCES || cause == EPERM || cause == EROFS) return TA_E_PERMISSION;
    return TA_E_IO;
}

enum ta_status ta_fail_errno(struct ta_error *err, int cause, const char *path,
                             const char *what)
{
    enum ta_status status = cause == EISDIR ? TA_E_DATA : ta_errno_status(cause);
    (void)ta_fail(err, status, "%s: %s: %s", path, what, strerror(cause));
    if (status == TA_E_PERMISSION)
        ta_error_mend(err, "give this user the right to it, or name another path");
    if (cause == EROFS)
        ta_error_mend(err, "its file system is mounted for reading only: mount it anew "
                           "for writing, or name another path");
    if (cause == ENOTDIR)
        ta_error_mend(err, "a file stands where a folder has to be: move it away, or "
                           "name another path");
    if (cause == EISDIR) ta_error_mend(err, "name a file in that folder");
    if (cause == ENOSPC || cause == EDQUOT)
        ta_error_mend(err, "make room on that disk, then run again");
    return status;
}

enum ta_status ta_fail_own(struct ta_error *err, int cause, const char *path,
                           const char *what)
{
    enum ta_status rc = ta_fail_errno(err, cause, path, what);
    if (rc != TA_E_NOTFOUND && rc != TA_E_DATA) return rc;
    if (err != NULL) err->status = TA_E_IO;
    return TA_E_IO;
}

static enum ta_status fail_errno(struct ta_error *err, const char *path,
                                 const char *what)
{
    return ta_fail_errno(err, errno, path, what);
}

/* Reads to the end or to one byte past the limit. */
static enum ta_status read_all(int file, size_t limit, struct ta_text *text)
{
    char block[65536];
    while (text->size <= limit) {
        ssize_t got = read(file, block, sizeof block);
        if (got == 0) break;
        if (got < 0 && errno != EINTR) return TA_E_IO;
        if (got > 0) ta_text_add_bytes(text, block, (size_t)got);
        if (text->failed) return TA_E_NOMEM;
    }
    return text->size > limit ? TA_E_LIMIT : TA_OK;
}

static enum ta_status fail_read(struct ta_error *err, enum ta_status rc,
                                const char *path, size_t limit)
{
    if (rc == TA_E_IO) return fail_errno(err, path, "cannot read");
    if (rc == TA_E_NOMEM) return ta_fail(err, rc, "%s: out of memory", path);
    (void)ta_fail(err, rc, "%s: larger than the limit of %zu bytes", path, limit);
    ta_error_mend(err, "split the file");
    return rc;
}

enum ta_status ta_file_read(const char *path, size_t limit, char **bytes, size_t *size,
                            struct ta_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail_errno(err, path, "cannot open");

    struct ta_text text = {0};
    enum ta_status rc = read_all(file, limit, &text);
    if (rc != TA_OK) rc = fail_read(err, rc, path, limit);
    (void)close(file); /* only read from */
    if (rc != TA_OK) {
        ta_text_free(&text);
        return rc;
    }
    size_t length = text.size;
    char *taken = ta_text_take(&text);
    if (taken == NULL) return fail_read(err, TA_E_NOMEM, path, limit);
    *bytes = taken;
    *size = length;
    return TA_OK;
}

enum ta_status ta_file_plain(const char *path, struct ta_error *err)
{
    struct stat about;
    if (stat(path, &about) != 0) return fail_errno(err, path, "cannot open");
    if (S_ISREG(about.st_mode)) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: is no plain file", path);
    ta_error_mend(err, "put the file back from a copy");
    return TA_E_DATA;
}

/* The folder that `path` stands in, "." when it names none; owned. A folder's own name may end
 * in slashes. */
static char *folder_of(const char *path)
{
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/') size--;
    while (size > 0 && path[size - 1] != '/') size--;
    char *folder = ta_strdup(size == 0 ? "." : path);
    if (folder != NULL && size > 0) folder[size == 1 ? 1 : size - 1] = '\0';
    return folder;
}

/* A rename or a new name is on the disk only once its folder is. */
enum ta_status ta_file_name_settle(const char *path, struct ta_error *err)
{
    char *folder = folder_of(path);
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);

    enum ta_status rc = TA_OK;
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) rc = fail_errno(err, folder, "cannot open the folder");
    if (file >= 0 && fsync(file) != 0 && errno != EINVAL) /* EINVAL: it has no fsync */
        rc = fail_errno(err, folder, "cannot fsync the folder");
    if (file >= 0) (void)close(file); /* only fsynced */
    ta_free(folder);
    return rc;
}

static enum ta_status write_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(file, bytes, size);
        if (done < 0 && errno != EINTR) return TA_E_IO;
        if (done <= 0) continue;
        bytes += done;
        size -= (size_t)done;
    }
    return TA_OK;
}

/* Opens "path.part-PID-N", new. One of that name was left by a process killed long ago.
 */
static int open_part(const char *path, int mode, char **part)
{
    static atomic_uint serial;
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.part-%ld-%u", path, (long)getpid(),
                 atomic_fetch_add(&serial, 1U));
    *part = ta_text_take(&name);
    errno = ENOMEM;
    if (*part == NULL) return -1;
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    int file = open(*part, flags, (mode_t)mode);
    if (file < 0 && errno == EEXIST && unlink(*part) == 0)
        file = open(*part, flags, (mode_t)mode);
    return file;
}

enum ta_status ta_file_begin(const char *path, int mode, int *file, char **part,
                             struct ta_error *err)
{
    *file = open_part(path, mode, part);
    if (*file >= 0) return TA_OK;
    enum ta_status rc = fail_errno(err, path, "cannot write beside it");
    if (rc == TA_E_NOTFOUND)
        ta_error_mend(err, "make its folder first, or name another path");
    ta_free(*part);
    *part = NULL;
    return rc;
}

static enum ta_status write_file(const char *path, const void *bytes, size_t size,
                                 int mode, bool loose, struct ta_error *err)
{
    int file = -1;
    char *part = NULL;
    enum ta_status rc = ta_file_begin(path, mode, &file, &part, err);
    if (rc != TA_OK) return rc;
    rc = write_all(file, bytes, size);
    if (rc != TA_OK) rc = fail_errno(err, path, "cannot write");
    if (close(file) != 0 && rc == TA_OK) rc = fail_errno(err, path, "cannot write");
    if (rc == TA_OK)
        rc = loose ? ta_file_place(part, path, err) : ta_file_publish(part, path, err);
    if (rc != TA_OK) (void)unlink(part); /* gone already when only the folder failed */
    ta_free(part);
    return rc;
}

enum ta_status ta_file_write(const char *path, const void *bytes, size_t size, int mode,
                             struct ta_error *err)
{
    return write_file(path, bytes, size, mode, false, err);
}

enum ta_status ta_file_write_loose(const char *path, const void *bytes, size_t size,
                                   int mode, struct ta_error *err)
{
    return write_file(path, bytes, size, mode, true, err);
}

enum ta_status ta_file_bytes_settle(const char *path, struct ta_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail_errno(err, path, "cannot open");

    enum ta_status rc = TA_OK;
    if (fsync(file) != 0) rc = fail_errno(err, path, "cannot fsync");
    if (close(file) != 0 && rc == TA_OK) rc = fail_errno(err, path, "cannot close");
    return rc;
}

enum ta_status ta_file_publish(const char *from, const char *to, struct ta_error *err)
{
    enum ta_status rc = ta_file_bytes_settle(from, err);
    if (rc != TA_OK) return rc;
    if (rename(from, to) != 0) return fail_errno(err, to, "cannot rename onto it");
    return ta_file_name_settle(to, err);
}

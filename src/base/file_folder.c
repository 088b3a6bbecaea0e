/* SPDX-License-Identifier: Apache-2.0 */
/** @file file_folder.c  Making and listing folders. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static enum ta_status make_one(const char *path, mode_t mode, bool loose,
                               struct ta_error *err)
{
    if (mkdir(path, mode) == 0) return loose ? TA_OK : ta_file_name_settle(path, err);
    int cause = errno;
    if (is_folder(path)) return TA_OK;
    return cause == ENOENT ? ta_fail(err, TA_E_IO, "%s: cannot make the folder: %s",
                                     path, strerror(cause))
                           : ta_fail_errno(err, cause, path, "cannot make the folder");
}

/* Makes each folder on the way; `path` is cut and mended while it goes.
 * @param mode of the last */
static enum ta_status make_each(char *path, mode_t mode, bool loose,
                                struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t size = strlen(path); size > 1 && path[size - 1] == '/'; size--)
        path[size - 1] = '\0';
    for (char *slash = strchr(path + 1, '/'); rc == TA_OK && slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        rc = make_one(path, 0777, loose, err);
        *slash = '/';
    }
    return rc == TA_OK ? make_one(path, mode, loose, err) : rc;
}

static enum ta_status make(const char *path, mode_t mode, bool loose,
                           struct ta_error *err)
{
    if (path[0] == '\0') return ta_fail(err, TA_E_ARG, "a folder's name is empty");
    char *copy = ta_strdup(path);
    if (copy == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    enum ta_status rc = make_each(copy, mode, loose, err);
    ta_free(copy);
    return rc;
}

enum ta_status ta_folder_make(const char *path, struct ta_error *err)
{
    return make(path, 0777, false, err);
}

enum ta_status ta_folder_make_private(const char *path, struct ta_error *err)
{
    return make(path, 0700, false, err);
}

/* On Linux settling writes out the whole file system; elsewhere a file and its folder only. */
enum ta_status ta_folder_make_loose(const char *path, struct ta_error *err)
{
#ifdef __linux__
    return make(path, 0777, true, err);
#else
    return make(path, 0777, false, err);
#endif
}

/* Names one after the other, each with its NUL. */
static enum ta_status read_names(DIR *folder, struct ta_text *names, size_t *count)
{
    *count = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (entry == NULL) return errno == 0 ? TA_OK : TA_E_IO;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        ta_text_add_bytes(names, entry->d_name, strlen(entry->d_name) + 1);
        if (names->failed) return TA_E_NOMEM;
        (*count)++;
    }
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One block: the pointers, then the texts they point at. */
static char **pack(const struct ta_text *names, size_t count)
{
    size_t table = count * sizeof(char *);
    char **out = ta_alloc(table + names->size, 1);
    if (out == NULL) return NULL;
    char *text = (char *)out + table;
    if (names->size > 0) memcpy(text, names->bytes, names->size);
    for (size_t i = 0; i < count; i++) {
        out[i] = text;
        text += strlen(text) + 1;
    }
    if (count > 1) qsort(out, count, sizeof *out, by_bytes);
    return out;
}

enum ta_status ta_folder_list(const char *path, char ***names, size_t *n,
                              struct ta_error *err)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return ta_fail_errno(err, errno, path, "cannot open the folder");

    struct ta_text all = {0};
    size_t count = 0;
    enum ta_status rc = read_names(folder, &all, &count);
    char **packed = rc == TA_OK ? pack(&all, count) : NULL;
    if (rc == TA_OK && packed == NULL) rc = TA_E_NOMEM;
    if (rc != TA_OK) (void)ta_fail(err, rc, "%s: cannot list the folder", path);
    ta_text_free(&all);
    (void)closedir(folder); /* only read from */
    if (rc != TA_OK) return rc;
    *names = packed;
    *n = count;
    return TA_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath(), which glibc counts to XSI */
#include "catalog/place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum { PATH_SIZE = PATH_MAX + 1 };

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool ta_name_is_raster(const char *name)
{
    return ta_name_ends(name, ".tif") || ta_name_ends(name, ".tiff") ||
           ta_name_ends(name, ".jp2");
}

bool ta_name_same(const char *a, const char *b)
{
    while (*a != '\0' && fold(*a) == fold(*b)) {
        a++;
        b++;
    }
    return fold(*a) == fold(*b);
}

bool ta_name_ends(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && ta_name_same(name + (n - m), end);
}

/* Is the resolved path @p path the resolved folder @p root or below it? */
static bool is_within(const char *root, const char *path)
{
    size_t n = strlen(root);
    if (strncmp(root, path, n) != 0) return false;
    return path[n] == '\0' || path[n] == '/' || (n > 0 && root[n - 1] == '/');
}

/* realpath() into the caller's PATH_SIZE bytes. */
static enum ta_status resolve(const char *path, char *out, struct ta_error *err)
{
    if (realpath(path, out) != NULL) return TA_OK;
    int cause = errno;
    enum ta_status rc = cause == ENOTDIR ? TA_E_NOTFOUND : ta_errno_status(cause);
    return rc == TA_E_PERMISSION ? ta_fail_errno(err, cause, path, "cannot open")
                                 : ta_fail(err, rc, "%s: %s", path, strerror(cause));
}

enum ta_status ta_place_open(const char *root, const char *folder, struct ta_place *out,
                             struct ta_error *err)
{
    char real[PATH_SIZE];
    enum ta_status rc = resolve(folder, real, err);
    if (rc != TA_OK) return rc;
    if (root != NULL && !is_within(root, real))
        return ta_fail(err, TA_E_PERMISSION, "%s: leads out of %s", folder, root);

    struct ta_place place = {.folder = ta_strdup(real)};
    if (place.folder == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    place.root = root != NULL ? root : place.folder;
    rc = ta_folder_list(place.folder, &place.name, &place.n_names, err);
    if (rc != TA_OK) {
        ta_free(place.folder);
        return rc;
    }
    *out = place;
    return TA_OK;
}

void ta_place_close(struct ta_place *place)
{
    ta_free(place->folder);
    ta_free(place->name);
    *place = (struct ta_place){0};
}

char *ta_place_join(const struct ta_place *place, const char *name)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", place->folder, name);
    return ta_text_take(&text);
}

static enum ta_status refuse_name(const char *name, struct ta_error *err)
{
    enum ta_status rc =
        ta_fail(err, TA_E_PERMISSION, "\"%.200s\" is not a plain file name", name);
    ta_error_mend(err, "name a file that lies in the same folder");
    return rc;
}

/* Resolve a joined path and let it through when it is a regular file below the root. */
static enum ta_status admit(const struct ta_place *place, const char *joined,
                            char **path, struct ta_error *err)
{
    char real[PATH_SIZE];
    enum ta_status rc = resolve(joined, real, err);
    if (rc != TA_OK) return rc;
    if (!is_within(place->root, real))
        return ta_fail(err, TA_E_PERMISSION, "%s: leads out of %s", joined,
                       place->root);

    struct stat st;
    if (stat(real, &st) != 0) return ta_fail_errno(err, errno, real, "cannot open");
    if (!S_ISREG(st.st_mode))
        return ta_fail(err, TA_E_PERMISSION, "%s: not a regular file", real);

    *path = ta_strdup(real);
    return *path != NULL ? TA_OK : ta_fail(err, TA_E_NOMEM, "out of memory");
}

size_t ta_place_first(const struct ta_place *place, const char *head, size_t n)
{
    size_t from = 0, to = place->n_names;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (strncmp(place->name[middle], head, n) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

bool ta_place_has(const struct ta_place *place, const char *head, size_t n,
                  const char *end)
{
    char name[512]; /* twice what a file system takes */
    if (n + strlen(end) >= sizeof name) return false;
    (void)snprintf(name, sizeof name, "%.*s%s", (int)n, head, end);
    size_t at = ta_place_first(place, name, strlen(name) + 1);
    return at < place->n_names && strcmp(place->name[at], name) == 0;
}

static const char *match(const struct ta_place *place, const char *name)
{
    size_t at = ta_place_first(place, name, strlen(name) + 1);
    if (at < place->n_names && strcmp(place->name[at], name) == 0)
        return place->name[at];
    for (size_t i = 0; i < place->n_names; i++)
        if (ta_name_same(place->name[i], name)) return place->name[i];
    return NULL;
}

enum ta_status ta_place_find(const struct ta_place *place, const char *name,
                             char **path, struct ta_error *err)
{
    if (name[0] == '\0' || name[0] == '.' || strpbrk(name, "/\\") != NULL)
        return refuse_name(name, err);

    const char *found = match(place, name);
    if (found == NULL)
        return ta_fail(err, TA_E_NOTFOUND, "%s/%.200s: no such file", place->folder,
                       name);
    char *joined = ta_place_join(place, found);
    if (joined == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    enum ta_status rc = admit(place, joined, path, err);
    ta_free(joined);
    return rc;
}

/* Every component is a plain name: not empty, not "..", without a backslash. "." is
 * skipped by realpath(). */
static bool is_plain_path(const char *relative)
{
    const char *part = relative;
    while (true) {
        size_t n = strcspn(part, "/");
        if (n == 0 || (n == 2 && part[0] == '.' && part[1] == '.')) return false;
        if (memchr(part, '\\', n) != NULL) return false;
        if (part[n] == '\0') return true;
        part += n + 1;
    }
}

enum ta_status ta_place_below(const struct ta_place *place, const char *relative,
                              char **path, struct ta_error *err)
{
    if (!is_plain_path(relative))
        return ta_fail(err, TA_E_PERMISSION, "\"%.300s\" is no path below %s", relative,
                       place->folder);

    char *joined = ta_place_join(place, relative);
    if (joined == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    enum ta_status rc = admit(place, joined, path, err);
    ta_free(joined);
    return rc;
}

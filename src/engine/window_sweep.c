/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/window_sweep.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

static const char top[] = "windows";

struct kept {
    char *path; /* owned */
    int64_t bytes;
    struct timespec written;
};

struct sweep {
    const struct ta_workspace *workspace;
    struct kept *kept;
    size_t n, capacity;
    int64_t bytes;
};

char *ta_windows_folder(const struct ta_workspace *workspace, const char *project)
{
    struct ta_text below = {0};
    ta_text_addf(&below, "%s/%s%s", top, project[0] == '.' ? "%" : "", project);
    char *folder = below.failed ? NULL : ta_workspace_path(workspace, below.bytes);
    ta_text_free(&below);
    return folder;
}

static char *join(const char *folder, const char *name)
{
    struct ta_text path = {0};
    ta_text_addf(&path, "%s/%s", folder, name);
    return ta_text_take(&path);
}

static bool is_kept(const char *name)
{
    const size_t end = sizeof TA_WINDOWS_END - 1;
    size_t n = strlen(name);
    return n > end && strcmp(name + n - end, TA_WINDOWS_END) == 0;
}

/* Each file of the folder; @p path of @p each may be taken by putting NULL in its place. */
static void each_file(const char *folder, void *self,
                      void (*each)(void *self, char **path, const struct stat *about))
{
    char **name = NULL;
    size_t n = 0;
    struct stat about;
    if (ta_folder_list(folder, &name, &n, NULL) != TA_OK) return;
    for (size_t i = 0; i < n; i++) {
        char *path = is_kept(name[i]) ? join(folder, name[i]) : NULL;
        if (path != NULL && lstat(path, &about) == 0 && S_ISREG(about.st_mode))
            each(self, &path, &about);
        ta_free(path);
    }
    ta_free(name);
}

/* --- one project ------------------------------------------------------------------------------- */

struct counted {
    bool away;
    size_t files;
    int64_t bytes;
};

static void count(void *self, char **path, const struct stat *about)
{
    struct counted *counted = self;
    counted->files++;
    counted->bytes += (int64_t)about->st_size;
    if (counted->away) (void)unlink(*path); /* else the next time */
}

void ta_windows_of_project(const struct ta_workspace *workspace, const char *project,
                           bool away, size_t *files, int64_t *bytes)
{
    struct counted counted = {.away = away};
    char *folder = ta_windows_folder(workspace, project);
    if (folder != NULL) each_file(folder, &counted, count);
    if (folder != NULL && away) (void)rmdir(folder); /* unless something is left */
    ta_free(folder);
    *files = counted.files;
    *bytes = counted.bytes;
}

/* --- all of them ------------------------------------------------------------------------------- */

static void gather(void *self, char **path, const struct stat *about)
{
    struct sweep *s = self;
    if (ta_grow((void **)&s->kept, &s->capacity, s->n, sizeof *s->kept) != 0) return;
    s->kept[s->n++] = (struct kept){*path, (int64_t)about->st_size, about->st_mtim};
    s->bytes += (int64_t)about->st_size;
    *path = NULL;
}

static void remove_file(void *self, char **path, const struct stat *about)
{
    (void)self, (void)about;
    (void)unlink(*path);
}

static bool has_readings(const struct ta_workspace *workspace, const char *name)
{
    struct stat about;
    char *readings = ta_workspace_path(workspace, "readings");
    char *folder = readings == NULL ? NULL : join(readings, name);
    bool has = folder == NULL || stat(folder, &about) == 0;
    ta_free(readings);
    ta_free(folder);
    return has;
}

static void sweep_project(struct sweep *s, const char *above, const char *name)
{
    char *folder = join(above, name);
    if (folder == NULL) return;
    (void)ta_folder_clear(folder, TA_WINDOWS_END);
    if (has_readings(s->workspace, name)) {
        each_file(folder, s, gather);
    } else {
        each_file(folder, NULL, remove_file);
        (void)rmdir(folder); /* unless something is left */
    }
    ta_free(folder);
}

static int by_age(const void *a, const void *b)
{
    const struct timespec *x = &((const struct kept *)a)->written;
    const struct timespec *y = &((const struct kept *)b)->written;
    if (x->tv_sec != y->tv_sec) return x->tv_sec < y->tv_sec ? -1 : 1;
    return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

static void remove_oldest(struct sweep *s, int64_t most)
{
    if (s->bytes <= most) return;
    qsort(s->kept, s->n, sizeof *s->kept, by_age);
    for (size_t i = 0; i < s->n && s->bytes > most - most / 4; i++) {
        (void)unlink(s->kept[i].path);
        s->bytes -= s->kept[i].bytes;
    }
}

void ta_windows_sweep(const struct ta_workspace *workspace, int64_t most)
{
    struct sweep s = {.workspace = workspace};
    char **name = NULL, *above = ta_workspace_path(workspace, top);
    size_t n = 0;
    if (above != NULL && ta_folder_list(above, &name, &n, NULL) != TA_OK) n = 0;
    for (size_t i = 0; i < n; i++) sweep_project(&s, above, name[i]);
    remove_oldest(&s, most);
    for (size_t i = 0; i < s.n; i++) ta_free(s.kept[i].path);
    ta_free(s.kept);
    ta_free(name);
    ta_free(above);
}

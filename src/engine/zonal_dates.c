/* SPDX-License-Identifier: Apache-2.0 */
/* realpath() */
#define _XOPEN_SOURCE 700
#include "engine/zonal_dates.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/folder.h"

void ta_zonal_dates_free(struct ta_zonal_dates *dates)
{
    for (size_t i = 0; i < dates->n_folders; i++) ta_free(dates->folder[i]);
    for (size_t i = 0; i < dates->n; i++) ta_free(dates->file[i].path);
    ta_free(dates->folder);
    ta_free(dates->file);
    *dates = (struct ta_zonal_dates){0};
}

/* --- products beside -------------------------------------------------------------- */

static enum ta_status note_asset(struct ta_zonal_dates *dates, const char *path,
                                 ta_time_us time)
{
    if (ta_grow((void **)&dates->file, &dates->capacity, dates->n,
                sizeof *dates->file) != 0)
        return TA_E_NOMEM;
    struct ta_zonal_date file = {ta_strdup(path), time};
    if (file.path == NULL) return TA_E_NOMEM;
    dates->file[dates->n++] = file;
    return TA_OK;
}

static enum ta_status on_scene(void *self, struct ta_scene *scene, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < scene->n_assets && rc == TA_OK; i++)
        rc = note_asset(self, scene->asset[i].path, scene->time);
    ta_scene_free(scene);
    return rc == TA_OK ? rc : ta_fail(err, rc, "dates: out of memory");
}

/* Look through a folder once. What cannot be read there has no date to give. */
static enum ta_status visit(struct ta_zonal_dates *dates, const char *folder,
                            struct ta_error *err)
{
    for (size_t i = 0; i < dates->n_folders; i++)
        if (strcmp(dates->folder[i], folder) == 0) return TA_OK;
    if (ta_grow((void **)&dates->folder, &dates->folder_capacity, dates->n_folders,
                sizeof(*dates->folder)) != 0)
        return ta_fail(err, TA_E_NOMEM, "dates: out of memory");
    dates->folder[dates->n_folders] = ta_strdup(folder);
    if (dates->folder[dates->n_folders] == NULL)
        return ta_fail(err, TA_E_NOMEM, "dates: out of memory");
    dates->n_folders++;
    enum ta_status rc = ta_catalog_folder_alone(folder, on_scene, NULL, dates, err);
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

/* The first time stated for the file; of the dates of a stack none is the file's. */
static ta_time_us time_in(const struct ta_zonal_dates *dates, const char *path)
{
    ta_time_us time = TA_TIME_NONE;
    for (size_t i = 0; i < dates->n; i++) {
        if (strcmp(dates->file[i].path, path) != 0) continue;
        if (time != TA_TIME_NONE && time != dates->file[i].time) return TA_TIME_NONE;
        time = dates->file[i].time;
    }
    return time;
}

/* --- names ------------------------------------------------------------------------ */

static bool are_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)text[i])) return false;
    return true;
}

/* "20200131", with "T031131" behind it or not, between underscores or dots: so names of
 * Sentinel-2 and Landsat files state the day. */
static ta_time_us time_of_name(const char *name)
{
    for (const char *at = name; *at != '\0'; at++) {
        bool begins = at == name || at[-1] == '_' || at[-1] == '.';
        if (!begins || strlen(at) < 8 || !are_digits(at, 8)) continue;
        bool day_ends = strchr("_.T", at[8]) != NULL;
        char text[16];
        ta_day day;
        (void)snprintf(text, sizeof text, "%.4s-%.2s-%.2s", at, at + 4, at + 6);
        if (day_ends && ta_day_parse(text, &day) == TA_OK) return ta_time_of(day);
    }
    return TA_TIME_NONE;
}

enum ta_status ta_zonal_date_of(struct ta_zonal_dates *dates, const char *path,
                                ta_time_us *out, struct ta_error *err)
{
    char *real = realpath(path, NULL);
    *out = TA_TIME_NONE;
    if (real == NULL) return TA_OK; /* opening it will say why */
    char *slash = strrchr(real, '/');
    *slash = '\0';
    enum ta_status rc = visit(dates, slash == real ? "/" : real, err);
    *slash = '/';
    if (rc == TA_OK) *out = time_in(dates, real);
    if (rc == TA_OK && *out == TA_TIME_NONE) *out = time_of_name(slash + 1);
    free(real); /* allow(free): realpath() allocated it */
    return rc;
}

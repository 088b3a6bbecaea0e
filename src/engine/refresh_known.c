/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_known.c  What the store knows of a scene.
 *
 *  Some items state no date of their processing. That of their record stands for it, and each touch of the record
 *  would be another processing, read again and put before the look that is kept. So the look stands that was
 *  observed under another such date: whether its files are others is told by these.
 *
 *  Former programs called looks otherwise, by datatake, tile and date of the record: the id tells which they are. */
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "engine/processing.h"
#include "engine/refresh_private.h"

/* "05.09 2024-01-01T00:00:00Z" up to the date: "05.09 ". */
static size_t version_size(const char *processing)
{
    if (strcmp(processing, "unversioned") == 0) return 0;
    return (size_t)(ta_processing_date(processing) - processing);
}

/* Without a date no space stands behind it. */
static bool same_version(const char *a, const char *b)
{
    size_t n = version_size(a), m = version_size(b);
    if (n > 0 && a[n - 1] == ' ') n--;
    if (m > 0 && b[m - 1] == ' ') m--;
    return n == m && memcmp(a, b, n) == 0;
}

static bool is_kept(const struct ta_scene_row *row)
{
    return row->state != TA_SCENE_SUPERSEDED && row->assets_sha256[0] != '\0';
}

/* The last processing of the scene that is kept. */
static enum ta_status find_kept(const struct ta_store *store,
                                const struct ta_scene *scene, struct ta_scene_row *out,
                                struct ta_error *err)
{
    struct ta_scene_row *row = NULL;
    const struct ta_scene_row *last = NULL;
    size_t n = 0;
    enum ta_status rc =
        store->ops->scenes_called(store->self, scene->id, &row, &n, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < n; i++)
        if (is_kept(&row[i]) && same_version(row[i].processing, scene->processing) &&
            (last == NULL ||
             ta_processing_compare(row[i].processing, last->processing) > 0))
            last = &row[i];
    rc = last != NULL ? TA_OK : TA_E_NOTFOUND;
    if (last != NULL) *out = *last;
    ta_free(row);
    return rc;
}

enum ta_status ta_scene_known(const struct ta_store *store,
                              const struct ta_scene *scene, struct ta_scene_row *out,
                              struct ta_error *err)
{
    enum ta_status rc =
        scene->by_record ? find_kept(store, scene, out, err) : TA_E_NOTFOUND;
    if (rc != TA_E_NOTFOUND) return rc;
    return store->ops->scene_get(store->self, scene->id, scene->processing, out, err);
}

/* --- one look ------------------------------------------------------------------------ */

static bool same_look(const struct ta_scene_row *a, const struct ta_scene_row *b)
{
    return strcmp(a->datatake, b->datatake) == 0 && strcmp(a->tile, b->tile) == 0;
}

/* Of one id: another day or tile is another look, of a source that numbers its items alike. */
static bool same_scene(const struct ta_scene_row *a, const struct ta_scene_row *b)
{
    return a->time != TA_TIME_NONE && b->time != TA_TIME_NONE &&
           ta_day_of(a->time) == ta_day_of(b->time) && ta_tiles_alike(a->tile, b->tile);
}

enum ta_status ta_look_rows(const struct ta_store *store,
                            const struct ta_scene_row *row, struct ta_scene_row **rows,
                            size_t *n, struct ta_error *err)
{
    struct ta_scene_row *look = NULL, *called = NULL;
    size_t n_look = 0, n_called = 0;
    enum ta_status rc = store->ops->scenes_of(store->self, row->datatake, row->tile,
                                              &look, &n_look, err);
    if (rc == TA_OK)
        rc = store->ops->scenes_called(store->self, row->id, &called, &n_called, err);
    void *grown =
        rc == TA_OK ? ta_realloc(look, n_look + n_called + 1, sizeof *look) : NULL;
    if (rc == TA_OK && grown == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", row->id);
    if (grown != NULL) look = grown;
    for (size_t i = 0; rc == TA_OK && i < n_called; i++)
        if (!same_look(&called[i], row) && same_scene(&called[i], row))
            look[n_look++] = called[i];
    ta_free(called);
    if (rc != TA_OK) {
        ta_free(look);
        return rc;
    }
    *rows = look;
    *n = n_look;
    return TA_OK;
}

enum ta_status ta_scene_forget_aside(const struct ta_store *store,
                                     const struct ta_scene_row *row,
                                     struct ta_error *err)
{
    struct ta_scene_row *called = NULL;
    size_t n = 0;
    enum ta_status rc =
        store->ops->scenes_called(store->self, row->id, &called, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (called[i].state == TA_SCENE_SET_ASIDE &&
            called[i].assets_sha256[0] == '\0' && same_scene(&called[i], row) &&
            strcmp(called[i].processing, row->processing) != 0)
            rc = store->ops->scene_forget(store->self, row->id, called[i].processing,
                                          err);
    ta_free(called);
    return rc;
}

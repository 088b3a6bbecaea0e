/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_known.c  What the store knows of a scene.
 *
 *  Some items state no date of their processing. That of their record stands for it, and each touch of the record
 *  would be another processing, read again and put before the look that is kept. So the look stands that was
 *  observed under another such date: whether its files are others is told by these. */
#include <string.h>

#include "base/memory.h"
#include "engine/processing.h"
#include "engine/refresh_private.h"

/* "05.09 2024-01-01T00:00:00Z" up to the date. */
static size_t version_size(const char *processing)
{
    const char *last = strrchr(processing, ' ');
    return last != NULL ? (size_t)(last - processing) : 0;
}

static bool same_version(const char *a, const char *b)
{
    size_t n = version_size(a);
    return n == version_size(b) && memcmp(a, b, n) == 0;
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
        store->ops->scenes_of(store->self, scene->datatake, scene->tile, &row, &n, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < n; i++)
        if (strcmp(row[i].id, scene->id) == 0 && is_kept(&row[i]) &&
            same_version(row[i].processing, scene->processing) &&
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
        store->ops->scene_get(store->self, scene->id, scene->processing, out, err);
    if (rc != TA_E_NOTFOUND || !scene->by_record) return rc;
    return find_kept(store, scene, out, err);
}

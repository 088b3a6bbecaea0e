/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_lost.c  Files of observations that are gone: their scenes are looked at anew.
 *
 *  What is written down first is the wish to look again, so that a run that is killed half way is
 *  made up for by the next one. A scene that is gone too stays wished for. */
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "engine/refresh_private.h"

bool ta_part_is_lost(const struct ta_workspace *workspace,
                     const struct ta_partition_row *row)
{
    char *path = ta_workspace_path(workspace, row->path);
    bool lost = path != NULL && access(path, F_OK) != 0;
    ta_free(path);
    return lost;
}

static bool is_of(const struct ta_scene_row *scene, const struct ta_partition_row *lost,
                  size_t n)
{
    char part[128];
    if (scene->time == TA_TIME_NONE) return false;
    ta_part_name(scene, part);
    for (size_t i = 0; i < n; i++)
        if (strcmp(lost[i].part, part) == 0) return true;
    return false;
}

/* Another recipe than any. */
void ta_row_wish(struct ta_scene_row *row)
{
    row->recipe[0] = '\0';
}

bool ta_row_is_wished(const struct ta_scene_row *row)
{
    return row->recipe[0] == '\0';
}

static enum ta_status wish_all(const struct ta_store *store,
                               const struct ta_partition_row *lost, size_t n,
                               struct ta_error *err)
{
    struct ta_scene_row *scene = NULL;
    size_t n_scenes = 0;
    enum ta_status rc =
        store->ops->scenes_in(store->self, TA_SCENE_OBSERVED, &scene, &n_scenes, err);
    if (rc == TA_OK) rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) {
        ta_free(scene);
        return rc;
    }
    for (size_t i = 0; rc == TA_OK && i < n_scenes; i++) {
        if (!is_of(&scene[i], lost, n)) continue;
        ta_row_wish(&scene[i]);
        rc = store->ops->scene_put(store->self, &scene[i], err);
    }
    ta_free(scene);
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

enum ta_status ta_refresh_find_lost(struct ta_refresh_work *work, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_partition_row *row = NULL;
    size_t n = 0, lost = 0;
    enum ta_status rc =
        store->ops->partitions(store->self, "observations", "", &row, &n, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < n; i++)
        if (ta_part_is_lost(work->workspace, &row[i])) row[lost++] = row[i];
    work->result->lost_parts = lost;
    if (lost > 0 && !work->ask->dry_run) rc = wish_all(store, row, lost, err);
    ta_free(row);
    return rc;
}

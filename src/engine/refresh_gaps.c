/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_gaps.c  Sites in the fill of a scene: there an older processing of its look still stands.
 *
 *  A processing may be cut out otherwise than the one before it, and has nothing of some sites: it does not take
 *  away what the other saw of them. Both stand then, and each site and layer is of the first that has it
 *  (engine/take.h). What is all cloud was seen, and is the newest that is known. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/refresh_private.h"
#include "engine/take.h"

static const char gaps[] = "some of its sites lie in its fill";

bool ta_row_has_gaps(const struct ta_scene_row *row)
{
    return row->state == TA_SCENE_OBSERVED && row->assets_sha256[0] != '\0' &&
           strcmp(row->reason, gaps) == 0;
}

void ta_row_note_gaps(struct ta_scene_row *row)
{
    (void)snprintf(row->reason, sizeof row->reason, "%s", gaps);
}

static bool is_of(const struct ta_observation *row, const struct ta_scene_row *scene)
{
    return strcmp(row->scene, scene->id) == 0 &&
           strcmp(row->processing, scene->processing) == 0;
}

static void note_of(struct ta_batch *batch, const struct ta_observation *row)
{
    for (size_t s = 0; s < batch->n_scenes; s++) {
        struct ta_pending *pending = batch->scene[s];
        if (pending->state == TA_PENDING_DONE && is_of(row, &pending->row))
            ta_row_note_gaps(&pending->row);
    }
}

void ta_gaps_note(struct ta_batch *batch)
{
    for (size_t i = 0; i < batch->n_rows; i++)
        if (ta_take_is_fill(batch->row, batch->n_rows, i))
            note_of(batch, &batch->row[i]);
}

/* --- what was seen ------------------------------------------------------------------ */

/* Rows with more than fill. */
struct sight {
    size_t n, capacity;
    const struct ta_observation **row;
};

static int by_layer(const void *a, const void *b)
{
    const struct ta_observation *left = *(const struct ta_observation *const *)a;
    const struct ta_observation *right = *(const struct ta_observation *const *)b;
    int order = strcmp(left->project, right->project);
    if (order == 0) order = (left->site > right->site) - (left->site < right->site);
    return order != 0 ? order : strcmp(left->layer, right->layer);
}

static enum ta_status add(struct sight *sight, const struct ta_observation *row,
                          size_t n, const struct ta_scene_row *scene,
                          struct ta_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_of(&row[i], scene) || ta_take_is_fill(row, n, i)) continue;
        if (ta_grow((void **)&sight->row, &sight->capacity, sight->n,
                    sizeof(*sight->row)) != 0)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", scene->id);
        sight->row[sight->n++] = &row[i];
    }
    return TA_OK;
}

static void sort(struct sight *sight)
{
    if (sight->n > 1)
        qsort((void *)sight->row, sight->n, sizeof(*sight->row), by_layer);
}

/* Has the scene more than @p sorted has? */
static bool has_more(const struct ta_observation *row, size_t n,
                     const struct ta_scene_row *scene, const struct sight *sorted)
{
    for (size_t i = 0; i < n; i++) {
        const struct ta_observation *one = &row[i];
        if (is_of(one, scene) && !ta_take_is_fill(row, n, i) &&
            (sorted->n == 0 || bsearch(&one, (const void *)sorted->row, sorted->n,
                                       sizeof(*sorted->row), by_layer) == NULL))
            return true;
    }
    return false;
}

static enum ta_status hold(const struct ta_refresh_work *work,
                           const struct ta_scene_row *scene, struct ta_part_rows *held,
                           struct ta_error *err)
{
    char part[sizeof held->part];
    ta_part_name(scene, part);
    if (strcmp(held->part, part) == 0) return TA_OK;
    ta_free(held->row);
    *held = (struct ta_part_rows){.n = 0};
    enum ta_status rc = ta_part_read(work->workspace, part, &held->row, &held->n, err);
    if (rc == TA_OK) memcpy(held->part, part, sizeof part);
    return rc;
}

enum ta_status ta_gaps_needs(const struct ta_batch *batch,
                             const struct ta_pending *winner,
                             const struct ta_scene_row *loser,
                             struct ta_part_rows *held, bool *needs,
                             struct ta_error *err)
{
    struct sight sight = {.n = 0};
    struct ta_part_rows before = {.n = 0}; /* sites that it answered in other runs */
    enum ta_status rc = add(&sight, batch->row, batch->n_rows, &winner->row, err);
    if (rc == TA_OK && winner->after > 0)
        rc = hold(batch->work, &winner->row, &before, err);
    if (rc == TA_OK) rc = add(&sight, before.row, before.n, &winner->row, err);
    if (rc == TA_OK) rc = hold(batch->work, loser, held, err);
    if (rc == TA_OK) {
        sort(&sight);
        *needs = has_more(held->row, held->n, loser, &sight);
    }
    ta_free(before.row);
    ta_free((void *)sight.row);
    return rc;
}

/* All that those see which beat it. */
static enum ta_status see_all(const struct ta_batch *batch,
                              const struct ta_scene_row *scene, size_t n,
                              struct ta_part_rows *held, struct sight *sight,
                              struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        rc = hold(batch->work, &scene[i], &held[i], err);
        if (rc == TA_OK) rc = add(sight, held[i].row, held[i].n, &scene[i], err);
    }
    sort(sight);
    return rc;
}

enum ta_status ta_gaps_beaten(const struct ta_batch *batch,
                              const struct ta_pending *spare, char by[TA_SCENE_SIZE],
                              struct ta_error *err)
{
    struct ta_scene_row *scene = NULL;
    struct sight sight = {.n = 0};
    size_t n = 0;
    by[0] = '\0';
    enum ta_status rc = ta_refresh_beating(batch->work, spare, &scene, &n, err);
    if (rc != TA_OK) return rc;
    struct ta_part_rows *held = ta_alloc(n, sizeof *held);
    rc = held != NULL ? see_all(batch, scene, n, held, &sight, err)
                      : ta_fail(err, TA_E_NOMEM, "%s: out of memory", spare->row.id);
    if (rc == TA_OK && n > 0 &&
        !has_more(batch->row, batch->n_rows, &spare->row, &sight))
        memcpy(by, scene[0].id, TA_SCENE_SIZE);
    for (size_t i = 0; held != NULL && i < n; i++) ta_free(held[i].row);
    ta_free(held);
    ta_free((void *)sight.row);
    ta_free(scene);
    return rc;
}

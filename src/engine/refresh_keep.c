/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_keep.c  What a batch saw: chips to the disk, then partitions, then all that points
 *  at them into the store, in one change. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/refresh_private.h"

enum { LEFT_AT_ONCE = 64 };

/* A batch on its way into the store. */
struct keeping {
    struct ta_batch *batch;
    const struct ta_store *store;
    size_t n_gone;
    struct ta_scene_row *gone; /* scenes that those of the batch beat */
    size_t n_again;
    struct ta_pending **again;         /* [n_again] looked at anew, and whole */
    const struct ta_observation **row; /* [n_rows] by part */
    const struct ta_observation **all; /* [n_rows] by look; where one may have moved */
    size_t n_parts;
    struct ta_part_change *part;
};

void ta_batch_free(struct ta_batch *batch)
{
    for (size_t i = 0; i < batch->n_chips; i++) {
        ta_free(batch->chip[i].fresh);
        ta_free(batch->chip[i].placed);
    }
    ta_free(batch->chip);
    ta_free(batch->row);
    *batch = (struct ta_batch){.n_scenes = 0};
}

/* --- chips ------------------------------------------------------------------------- */

/* A name that only these bytes have, so that what a record saw is never written over. */
static void name_chip(struct ta_chip_row *row)
{
    char project[3 * TA_ID_SIZE];
    int year = 0, month = 0, day = 0;
    ta_safe_name(row->project, project, sizeof project);
    ta_day_to_civil(ta_day_of(row->time), &year, &month, &day);
    (void)snprintf(row->path, sizeof row->path,
                   "imagery/chips/%s/%d/%04d%02d%02d-%.24s.tif", project, row->site,
                   year, month, day, row->sha256);
}

static enum ta_status place_chip(const struct ta_workspace *workspace,
                                 struct ta_kept_chip *chip, struct ta_error *err)
{
    name_chip(&chip->row);
    chip->placed = ta_workspace_path(workspace, chip->row.path);
    if (chip->placed == NULL) return ta_fail(err, TA_E_NOMEM, "chip: out of memory");
    enum ta_status rc = ta_workspace_make_above_loose(chip->placed, err);
    return rc == TA_OK ? ta_file_place(chip->fresh, chip->placed, err) : rc;
}

static enum ta_status place_chips(const struct keeping *k, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    struct ta_batch *batch = k->batch;
    for (size_t i = 0; rc == TA_OK && i < batch->n_chips; i++)
        rc = place_chip(batch->work->workspace, &batch->chip[i], err);
    return rc;
}

void ta_refresh_clear_fresh(const struct ta_workspace *workspace)
{
    char **names = NULL;
    size_t n = 0;
    char *folder = ta_workspace_path(workspace, TA_FRESH_CHIPS);
    if (folder == NULL || ta_folder_list(folder, &names, &n, NULL) != TA_OK) n = 0;
    for (size_t i = 0; i < n; i++) {
        struct ta_text path = {0};
        ta_text_addf(&path, "%s/%s", folder, names[i]);
        if (!path.failed) (void)unlink(path.bytes); /* else the next run does it */
        ta_text_free(&path);
    }
    ta_free(names);
    ta_free(folder);
}

/* --- scenes that are beaten -------------------------------------------------------- */

/* Of those that it beats, which have nothing that it lacks? */
static enum ta_status list_beaten(const struct keeping *k, struct ta_pending *winner,
                                  struct ta_part_rows *held, struct ta_scene_row **rows,
                                  size_t *n, struct ta_error *err)
{
    size_t kept = 0;
    enum ta_status rc = ta_refresh_beaten_by(k->batch->work, winner, rows, n, err);
    for (size_t i = 0; rc == TA_OK && i < *n; i++) {
        bool needs = false;
        rc = ta_gaps_needs(k->batch, winner, &(*rows)[i], held, &needs, err);
        if (needs)
            ta_row_note_gaps(&winner->row);
        else
            (*rows)[kept++] = (*rows)[i];
    }
    *n = kept;
    return rc;
}

static enum ta_status add_gone(struct keeping *k, struct ta_pending *winner,
                               struct ta_part_rows *held, struct ta_error *err)
{
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    enum ta_status rc = list_beaten(k, winner, held, &rows, &n, err);
    void *grown = rc == TA_OK && n > 0
                      ? ta_realloc(k->gone, k->n_gone + n, sizeof *k->gone)
                      : k->gone;
    if (rc == TA_OK && n > 0 && grown == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", winner->row.id);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        k->gone = grown;
        rows[i].state = TA_SCENE_SUPERSEDED;
        (void)snprintf(rows[i].reason, sizeof rows[i].reason, "%s stands",
                       winner->row.id);
        k->gone[k->n_gone++] = rows[i];
    }
    ta_free(rows);
    return rc;
}

static enum ta_status list_gone(struct keeping *k, struct ta_error *err)
{
    struct ta_part_rows held = {.n = 0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < k->batch->n_scenes; i++)
        if (k->batch->scene[i]->state == TA_PENDING_DONE && !k->batch->scene[i]->left)
            rc = add_gone(k, k->batch->scene[i], &held, err);
    ta_free(held.row);
    return rc;
}

/* Looks that they gave before and do not give now are of another place, or of other files. */
static enum ta_status list_again(struct keeping *k, struct ta_error *err)
{
    const struct ta_batch *batch = k->batch;
    k->again = ta_alloc(batch->n_scenes, sizeof(*k->again));
    if (k->again == NULL) return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    for (size_t i = 0; i < batch->n_scenes; i++) {
        struct ta_pending *scene = batch->scene[i];
        if (scene->state == TA_PENDING_DONE && scene->after == 0 &&
            scene->kept_part[0] != '\0')
            k->again[k->n_again++] = scene;
    }
    return TA_OK;
}

/* --- partitions -------------------------------------------------------------------- */

static int by_part(const void *a, const void *b)
{
    char left[128], right[128];
    const struct ta_observation *x = *(const struct ta_observation *const *)a;
    const struct ta_observation *y = *(const struct ta_observation *const *)b;
    ta_part_called("", x->time, left); /* all of one folder */
    ta_part_called("", y->time, right);
    int order = strcmp(left, right);
    return order != 0 ? order : (x > y) - (x < y); /* both of one array */
}

static struct ta_part_change *part_called(struct keeping *k, const char *name)
{
    for (size_t i = 0; i < k->n_parts; i++)
        if (strcmp(k->part[i].part, name) == 0) return &k->part[i];
    struct ta_part_change *part = &k->part[k->n_parts++]; /* room for all was made */
    *part = (struct ta_part_change){.gone = k->gone,
                                    .n_gone = k->n_gone,
                                    .again = k->again,
                                    .n_again = k->n_again,
                                    .all = k->all,
                                    .n_all = k->all != NULL ? k->batch->n_rows : 0};
    memcpy(part->part, name, sizeof part->part);
    return part;
}

static void spread_rows(struct keeping *k)
{
    char name[128];
    for (size_t i = 0; i < k->batch->n_rows; i++) {
        ta_part_called(k->batch->scene[0]->folder, k->row[i]->time, name);
        struct ta_part_change *part = part_called(k, name);
        if (part->n_late++ == 0) part->late = &k->row[i];
    }
    for (size_t i = 0; i < k->n_gone; i++) {
        ta_part_name(&k->gone[i], name);
        (void)part_called(k, name);
    }
    for (size_t i = 0; i < k->n_again; i++)
        (void)part_called(k, k->again[i]->kept_part);
}

static enum ta_status seal_parts(struct keeping *k, struct ta_error *err)
{
    struct ta_batch *batch = k->batch;
    k->row = ta_alloc(batch->n_rows, sizeof(*k->row));
    k->part = ta_alloc(batch->n_scenes + k->n_gone + k->n_again, sizeof *k->part);
    if (k->n_again > 0) k->all = ta_rows_by_look(batch->row, batch->n_rows);
    if (k->row == NULL || k->part == NULL || (k->n_again > 0 && k->all == NULL))
        return ta_fail(err, TA_E_NOMEM, "partitions: out of memory");
    for (size_t i = 0; i < batch->n_rows; i++) k->row[i] = &batch->row[i];
    if (batch->n_rows > 1) qsort(k->row, batch->n_rows, sizeof(*k->row), by_part);
    spread_rows(k);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < k->n_parts; i++)
        rc = ta_part_seal(batch->work->workspace, &k->part[i], err);
    return rc;
}

/* A scene that came off sites leaves them to others. */
static void note_off(const struct keeping *k)
{
    for (size_t a = 0; a < k->n_again; a++)
        for (size_t p = 0; p < k->n_parts && !k->again[a]->left; p++)
            for (size_t i = 0; i < k->part[p].n_off; i++)
                if (k->part[p].off[i].scene == &k->again[a]->row &&
                    !k->part[p].off[i].given)
                    ta_row_note_gaps(&k->again[a]->row);
}

/* --- the disk ---------------------------------------------------------------------- */

static void free_texts(char **text, size_t n)
{
    for (size_t i = 0; text != NULL && i < n; i++) ta_free(text[i]);
    ta_free(text);
}

/* Full paths of the partitions that were written; as many as there are parts, some NULL. */
static char **part_paths(const struct keeping *k)
{
    char **path = ta_alloc(k->n_parts, sizeof(*path));
    for (size_t i = 0; path != NULL && i < k->n_parts; i++) {
        if (k->part[i].row.version == 0) continue;
        path[i] = ta_workspace_path(k->batch->work->workspace, k->part[i].row.path);
        if (path[i] != NULL) continue;
        free_texts(path, k->n_parts);
        return NULL;
    }
    return path;
}

/* Chips and partitions are on the disk before the store points at them. */
static enum ta_status settle(const struct keeping *k, struct ta_error *err)
{
    size_t n = 0;
    const struct ta_batch *batch = k->batch;
    char **part = part_paths(k);
    const char **all = ta_alloc(batch->n_chips + k->n_parts, sizeof(*all));
    enum ta_status rc = TA_OK;
    if (part == NULL || all == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    for (size_t i = 0; rc == TA_OK && i < batch->n_chips; i++)
        all[n++] = batch->chip[i].placed;
    for (size_t i = 0; rc == TA_OK && i < k->n_parts; i++)
        if (part[i] != NULL) all[n++] = part[i];
    if (rc == TA_OK) rc = ta_files_settle(all, n, err);
    free_texts(part, k->n_parts);
    ta_free(all);
    return rc;
}

/* --- store ------------------------------------------------------------------------- */

static enum ta_status put_part(const struct keeping *k,
                               const struct ta_part_change *part, struct ta_error *err)
{
    const struct ta_store_ops *ops = k->store->ops;
    void *self = k->store->self;
    enum ta_status rc = TA_OK;
    if (part->row.version > 0) rc = ops->partition_put(self, &part->row, err);
    for (size_t i = 0; rc == TA_OK && i < part->n_stale; i++)
        rc = ops->part_forget(self, &part->stale[i], err);
    struct ta_part_site held = {.site = 0};
    memcpy(held.part, part->part, sizeof held.part);
    for (size_t i = 0; rc == TA_OK && i < part->n_late; i++) {
        const struct ta_observation *row = part->late[i];
        if (row->site == held.site && strcmp(row->project, held.project) == 0) continue;
        memcpy(held.project, row->project, sizeof held.project);
        held.site = row->site;
        rc = ops->part_holds(self, &held, err);
    }
    return rc;
}

/* Chips of the same look as it was seen before go out of sight. */
static enum ta_status forget_chips(const struct keeping *k,
                                   const struct ta_pending *scene, struct ta_error *err)
{
    struct ta_chip_row look = {.site = 0};
    enum ta_status rc = TA_OK;
    memcpy(look.scene, scene->row.id, sizeof look.scene);
    memcpy(look.processing, scene->row.processing, sizeof look.processing);
    for (size_t i = 0; rc == TA_OK && i < k->batch->n_rows; i++) {
        const struct ta_observation *row = &k->batch->row[i];
        if (strcmp(row->scene, look.scene) != 0 ||
            strcmp(row->processing, look.processing) != 0 ||
            (row->site == look.site && strcmp(row->project, look.project) == 0))
            continue;
        memcpy(look.project, row->project, sizeof look.project);
        look.site = row->site;
        rc = k->store->ops->chip_forget(k->store->self, &look, err);
    }
    return rc;
}

static enum ta_status put_scene(const struct keeping *k, struct ta_pending *scene,
                                struct ta_error *err)
{
    const struct ta_store_ops *ops = k->store->ops;
    void *self = k->store->self;
    enum ta_status rc = TA_OK;
    if (!scene->left) ta_row_set_folder(&scene->row, scene->folder);
    if (!scene->left) /* of those nothing was read */
        rc = ops->document_put(self, "scene", scene->row.assets_sha256,
                               scene->document.bytes, scene->document.size, err);
    if (rc == TA_OK && scene->known) rc = forget_chips(k, scene, err);
    if (rc == TA_OK) rc = ops->scene_put(self, &scene->row, err);
    if (rc == TA_OK) rc = ta_scene_forget_aside(k->store, &scene->row, err);
    for (size_t i = 0; rc == TA_OK && i < scene->n_files; i++)
        if (scene->file[i].path != NULL && scene->scene.asset[i].far == NULL)
            rc = ops->asset_put(self, &scene->file[i], err);
    return rc;
}

/* Those that were superseded may have what it has left: they are considered again by the next run. */
static enum ta_status wish_beaten(const struct keeping *k,
                                  const struct ta_pending *scene, struct ta_error *err)
{
    const struct ta_store_ops *ops = k->store->ops;
    struct ta_scene_row *row = NULL;
    size_t n = 0;
    if (scene->kept_datatake[0] == '\0') return TA_OK; /* nobody knows its look */
    enum ta_status rc = ops->scenes_of(k->store->self, scene->kept_datatake,
                                       scene->kept_tile, &row, &n, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (row[i].state != TA_SCENE_SUPERSEDED || ta_row_is_wished(&row[i])) continue;
        ta_row_wish(&row[i]);
        rc = ops->scene_put(k->store->self, &row[i], err);
    }
    ta_free(row);
    return rc;
}

/* Of scenes that were looked at anew: what they gave before may be another's now. */
static enum ta_status wish_all_beaten(const struct keeping *k, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < k->n_again; i++)
        if (k->again[i]->left || ta_row_has_gaps(&k->again[i]->row))
            rc = wish_beaten(k, k->again[i], err);
    return rc;
}

static enum ta_status put_scenes(const struct keeping *k, struct ta_error *err)
{
    enum ta_status rc = wish_all_beaten(k, err); /* those of this change are not yet */
    for (size_t i = 0; rc == TA_OK && i < k->batch->n_scenes; i++)
        if (k->batch->scene[i]->state == TA_PENDING_DONE)
            rc = put_scene(k, k->batch->scene[i], err);
    for (size_t i = 0; rc == TA_OK && i < k->n_gone; i++)
        rc = k->store->ops->scene_put(k->store->self, &k->gone[i], err);
    for (size_t i = 0; rc == TA_OK && i < k->n_parts; i++)
        rc = ta_part_take_off(k->store, &k->part[i], err);
    return rc;
}

/* Looks that nothing stands for any more: of the scene, or of all that were looked at anew. */
static size_t count_off(const struct ta_part_change *part,
                        const struct ta_scene_row *scene)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n_off; i++)
        n += !part->off[i].given &&
             (scene != NULL ? part->off[i].scene == scene
                            : part->off[i].scene->state != TA_SCENE_SUPERSEDED);
    return n;
}

static enum ta_status put_audit(const struct keeping *k, struct ta_error *err)
{
    char detail[140];
    size_t done = 0, off = 0;
    const struct ta_batch *batch = k->batch;
    const struct ta_refresh *ask = batch->work->ask;
    for (size_t i = 0; i < batch->n_scenes; i++)
        done += batch->scene[i]->state == TA_PENDING_DONE && !batch->scene[i]->left;
    for (size_t i = 0; i < k->n_parts; i++) off += count_off(&k->part[i], NULL);
    if (done + off == 0) return TA_OK;
    int n =
        snprintf(detail, sizeof detail, "scenes=%zu rows=%zu chips=%zu superseded=%zu",
                 done, batch->n_rows, batch->n_chips, k->n_gone);
    if (off > 0)
        (void)snprintf(detail + n, sizeof detail - (size_t)n, " taken_off=%zu", off);
    return k->store->ops->audit(k->store->self, ask->now, ask->who, "refresh",
                                ta_row_folder(&batch->scene[0]->row), detail, err);
}

static enum ta_status put_all(const struct keeping *k, struct ta_error *err)
{
    enum ta_status rc = put_scenes(k, err);
    for (size_t i = 0; rc == TA_OK && i < k->batch->n_chips; i++)
        rc = k->store->ops->chip_put(k->store->self, &k->batch->chip[i].row, err);
    for (size_t i = 0; rc == TA_OK && i < k->n_parts; i++)
        rc = put_part(k, &k->part[i], err);
    return rc == TA_OK ? put_audit(k, err) : rc;
}

static enum ta_status commit(const struct keeping *k, struct ta_error *err)
{
    enum ta_status rc = k->store->ops->begin(k->store->self, err);
    if (rc != TA_OK) return rc;
    rc = put_all(k, err);
    if (rc == TA_OK) return k->store->ops->commit(k->store->self, err);
    k->store->ops->rollback(k->store->self);
    return rc;
}

/* A look that is gone from a site is said, once a scene. */
static void tell_off(const struct keeping *k, const struct ta_part_change *part)
{
    for (size_t a = 0; a < k->n_again; a++) {
        const struct ta_scene_row *scene = &k->again[a]->row;
        if (count_off(part, scene) == 0) continue;
        ta_refresh_tell(k->batch->work,
                        &(struct ta_refresh_event){
                            .word = TA_REFRESH_NOTE,
                            .scene = scene->id,
                            .reason = "its place, time or files changed: its look is "
                                      "taken off sites that it no longer shows",
                            .mend = ""});
    }
}

static void count(const struct keeping *k)
{
    const struct ta_batch *batch = k->batch;
    struct ta_refreshed *result = batch->work->result;
    for (size_t i = 0; i < batch->n_scenes; i++) {
        if (batch->scene[i]->state != TA_PENDING_DONE) continue;
        batch->scene[i]->stored = true;
        result->observed += !batch->scene[i]->left;
    }
    for (size_t i = 0; i < k->n_parts; i++) tell_off(k, &k->part[i]);
    for (size_t i = 0; i < k->n_gone; i++) {
        result->superseded++;
        ta_refresh_tell(batch->work,
                        &(struct ta_refresh_event){.word = TA_REFRESH_SUPERSEDED,
                                                   .scene = k->gone[i].id,
                                                   .reason = k->gone[i].reason,
                                                   .mend = ""});
    }
    for (size_t i = 0; i < k->n_parts; i++)
        result->partitions += k->part[i].row.version > 0;
    result->chips += batch->n_chips;
}

static void keeping_free(struct keeping *k)
{
    for (size_t i = 0; i < k->n_parts; i++) {
        ta_free(k->part[i].stale);
        ta_free(k->part[i].off);
    }
    ta_free(k->part);
    ta_free(k->again);
    ta_free(k->row);
    ta_free(k->all);
    ta_free(k->gone);
}

enum ta_status ta_batch_keep(struct ta_batch *batch, struct ta_error *err)
{
    struct keeping k = {.batch = batch, .store = &batch->work->workspace->store};
    enum ta_status rc = place_chips(&k, err);
    if (rc == TA_OK) rc = list_gone(&k, err);
    if (rc == TA_OK) rc = list_again(&k, err);
    if (rc == TA_OK) rc = seal_parts(&k, err);
    if (rc == TA_OK) note_off(&k);
    if (rc == TA_OK) rc = settle(&k, err);
    if (rc == TA_OK) rc = commit(&k, err);
    if (rc == TA_OK) count(&k);
    for (size_t i = 0; rc == TA_OK && i < k.n_parts; i++)
        if (k.part[i].row.version > 0)
            ta_parts_tidy(batch->work->workspace, &k.part[i].row, 1);
    keeping_free(&k);
    return rc;
}

enum ta_status ta_refresh_keep_left(struct ta_refresh_work *work, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < work->n;) {
        struct ta_pending *some[LEFT_AT_ONCE];
        struct ta_batch batch = {.work = work, .scene = some};
        for (; i < work->n && batch.n_scenes < LEFT_AT_ONCE; i++)
            if (work->pending[i].left) some[batch.n_scenes++] = &work->pending[i];
        if (batch.n_scenes > 0) rc = ta_batch_keep(&batch, err);
    }
    return rc;
}

/* --- rows alone -------------------------------------------------------------------- */

static bool same_row(const struct ta_scene_row *a, const struct ta_scene_row *b)
{
    return a->state == b->state && a->sites_seq == b->sites_seq &&
           strcmp(a->reason, b->reason) == 0 && strcmp(a->recipe, b->recipe) == 0 &&
           strcmp(a->place, b->place) == 0 &&
           strcmp(a->assets_sha256, b->assets_sha256) == 0 && a->time == b->time &&
           strcmp(a->datatake, b->datatake) == 0 && strcmp(a->tile, b->tile) == 0 &&
           strcmp(a->part, b->part) == 0;
}

/* Is there something to write? A scene set aside for the same reason again is no news. */
static enum ta_status is_news(const struct ta_store *store,
                              const struct ta_pending *pending, bool *news,
                              struct ta_error *err)
{
    struct ta_scene_row now;
    struct ta_error unknown;
    *news = false;
    if (pending->stored || pending->state == TA_PENDING ||
        pending->state == TA_PENDING_TWICE)
        return TA_OK;
    enum ta_status rc = store->ops->scene_get(store->self, pending->row.id,
                                              pending->row.processing, &now, &unknown);
    /* it broke, and another has taken its place meanwhile */
    bool over = rc == TA_OK && now.state == TA_SCENE_SUPERSEDED && !pending->back;
    *news =
        rc == TA_E_NOTFOUND || (rc == TA_OK && !over && !same_row(&now, &pending->row));
    if (rc == TA_E_NOTFOUND) rc = TA_OK;
    if (rc != TA_OK && err != NULL) *err = unknown;
    return rc;
}

static enum ta_status put_news(struct ta_refresh_work *work, bool *begun,
                               struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < work->n; i++) {
        struct ta_pending *pending = &work->pending[i];
        bool news = false;
        rc = is_news(store, pending, &news, err);
        if (rc == TA_OK && news && !*begun) {
            rc = store->ops->begin(store->self, err);
            *begun = rc == TA_OK;
        }
        if (rc == TA_OK && news) rc = ta_source_keep(work, &pending->row, err);
        if (rc == TA_OK && news)
            rc = store->ops->scene_put(store->self, &pending->row, err);
    }
    return rc;
}

enum ta_status ta_refresh_put_rows(struct ta_refresh_work *work, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    bool begun = false;
    enum ta_status rc = put_news(work, &begun, err);
    if (!begun) return rc;
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_parts.c  The next version of a partition of observations. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/refresh_private.h"
#include "series/observations.h"

enum { VERSIONS_TRIED = 1000 };

void ta_safe_name(const char *from, char *to, size_t size)
{
    size_t n = 0;
    if (from[0] == '\0') from = "none";
    for (const char *at = from; *at != '\0' && n + 4 < size; at++) {
        unsigned char c = (unsigned char)*at;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                     (c == '.' && at != from);
        if (plain)
            to[n++] = (char)c;
        else
            n += (size_t)snprintf(to + n, size - n, "%%%02X", c);
    }
    to[n] = '\0';
}

const char *ta_row_folder(const struct ta_scene_row *row)
{
    const char *folder = row->part[0] != '\0' ? row->part : row->tile;
    return folder[0] != '\0' ? folder : "none";
}

void ta_row_set_folder(struct ta_scene_row *row, const char *folder)
{
    char name[sizeof row->part];
    ta_copy_cut(name, sizeof name, folder); /* it may be its own */
    row->part[0] = '\0';
    if (strcmp(ta_row_folder(row), name) != 0) memcpy(row->part, name, sizeof name);
}

void ta_scene_folder(const struct ta_scene *scene,
                     const struct ta_place_of_scene *place, char out[TA_NAME_SIZE])
{
    double x = 0.0, y = 0.0;
    if (scene->tile[0] != '\0' && !ta_tile_is_frame(scene->tile)) {
        memcpy(out, scene->tile, TA_NAME_SIZE);
    } else if (ta_place_middle(place, &x, &y)) {
        int east = (int)floor(x), north = (int)floor(y);
        (void)snprintf(out, TA_NAME_SIZE, "%c%02d%c%03d", north < 0 ? 's' : 'n',
                       abs(north), east < 0 ? 'w' : 'e', abs(east));
    } else {
        (void)snprintf(out, TA_NAME_SIZE, "none");
    }
}

void ta_part_name(const struct ta_scene_row *row, char out[128])
{
    ta_part_called(ta_row_folder(row), row->time, out);
}

void ta_part_called(const char *folder, ta_time_us time, char out[128])
{
    char name[100];
    int year = 0, month = 0, day = 0;
    ta_safe_name(folder, name, sizeof name);
    ta_day_to_civil(ta_day_of(time), &year, &month, &day);
    (void)snprintf(out, 128, "%s/%04d-%02d", name, year, month);
}

/* --- what stays of the old rows ---------------------------------------------------- */

static bool is_stale(const struct ta_part_change *change,
                     const struct ta_observation *row)
{
    for (size_t i = 0; i < change->n_stale; i++)
        if (change->stale[i].site == row->site &&
            strcmp(change->stale[i].project, row->project) == 0)
            return true;
    return false;
}

/* The scene that is gone and whose row this was; NULL: of none. */
static const struct ta_scene_row *gone_of(const struct ta_part_change *change,
                                          const struct ta_observation *row)
{
    for (size_t i = 0; i < change->n_gone; i++)
        if (strcmp(change->gone[i].id, row->scene) == 0 &&
            strcmp(change->gone[i].processing, row->processing) == 0)
            return &change->gone[i];
    return NULL;
}

/* A look is replaced whole: layers that are no longer made would else stay for ever. */
static int by_look(const void *a, const void *b)
{
    const struct ta_observation *left = *(const struct ta_observation *const *)a;
    const struct ta_observation *right = *(const struct ta_observation *const *)b;
    int order = strcmp(left->project, right->project);
    if (order == 0) order = (left->site > right->site) - (left->site < right->site);
    if (order == 0) order = strcmp(left->scene, right->scene);
    return order != 0 ? order : strcmp(left->processing, right->processing);
}

const struct ta_observation **ta_rows_by_look(const struct ta_observation *row,
                                              size_t n)
{
    const struct ta_observation **sorted = ta_alloc(n, sizeof(*sorted));
    for (size_t i = 0; sorted != NULL && i < n; i++) sorted[i] = &row[i];
    if (sorted != NULL && n > 1) qsort(sorted, n, sizeof(*sorted), by_look);
    return sorted;
}

static bool is_replaced(const struct ta_observation *const *late, size_t n,
                        const struct ta_observation *row)
{
    return n > 0 && bsearch(&row, late, n, sizeof(*late), by_look) != NULL;
}

/* The scene that was looked at anew and whose look of the site this was; NULL: of none. */
static const struct ta_scene_row *seen_again(const struct ta_part_change *change,
                                             const struct ta_observation *row)
{
    for (size_t i = 0; i < change->n_again; i++) {
        const struct ta_scene_row *scene = &change->again[i]->row;
        if (strcmp(scene->id, row->scene) == 0 &&
            strcmp(scene->processing, row->processing) == 0)
            return scene;
    }
    return NULL;
}

/* Rows of one look mostly stand together. */
static enum ta_status take_off(struct ta_part_change *change,
                               const struct ta_observation *row,
                               const struct ta_scene_row *scene, struct ta_error *err)
{
    const struct ta_part_off *last =
        change->n_off > 0 ? &change->off[change->n_off - 1] : NULL;
    if (last != NULL && last->scene == scene && last->site == row->site &&
        strcmp(last->project, row->project) == 0)
        return TA_OK;
    void *list = change->off;
    if (ta_grow(&list, &change->off_capacity, change->n_off, sizeof *change->off) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", change->part);
    change->off = list;
    struct ta_part_off *off = &change->off[change->n_off++];
    *off = (struct ta_part_off){.site = row->site,
                                .scene = scene,
                                .given = is_replaced(change->all, change->n_all, row)};
    memcpy(off->project, row->project, sizeof off->project);
    return TA_OK;
}

static enum ta_status keep_old(struct ta_part_change *change,
                               const struct ta_observation *const *late,
                               struct ta_observation *old, size_t *n,
                               struct ta_error *err)
{
    size_t kept = 0;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < *n; i++) {
        if (is_stale(change, &old[i]) || is_replaced(late, change->n_late, &old[i]))
            continue;
        const struct ta_scene_row *scene = gone_of(change, &old[i]);
        if (scene == NULL) scene = seen_again(change, &old[i]);
        if (scene != NULL) {
            rc = take_off(change, &old[i], scene, err);
            continue;
        }
        if (kept != i) old[kept] = old[i];
        kept++;
    }
    *n = kept;
    return rc;
}

/* --- the current version ----------------------------------------------------------- */

static enum ta_status current(const struct ta_store *store, const char *part,
                              struct ta_partition_row *out, struct ta_error *err)
{
    struct ta_partition_row *rows = NULL;
    size_t n = 0;
    enum ta_status rc =
        store->ops->partitions(store->self, "observations", part, &rows, &n, err);
    *out = (struct ta_partition_row){.version = 0};
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (strcmp(rows[i].part, part) == 0) *out = rows[i];
    if (rc == TA_OK) ta_free(rows);
    return rc;
}

static enum ta_status read_current(const struct ta_workspace *workspace,
                                   const struct ta_partition_row *row,
                                   struct ta_observation **rows, size_t *n,
                                   struct ta_error *err)
{
    *rows = NULL;
    *n = 0;
    if (row->version == 0) return TA_OK;
    if (ta_part_is_lost(workspace, row)) return TA_OK; /* its scenes are read anew */
    char *path = ta_workspace_path(workspace, row->path);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", row->path);
    enum ta_status rc = ta_observations_read(path, rows, n, err);
    ta_free(path);
    return rc;
}

enum ta_status ta_part_read(const struct ta_workspace *workspace, const char *part,
                            struct ta_observation **rows, size_t *n,
                            struct ta_error *err)
{
    struct ta_partition_row now;
    enum ta_status rc = current(&workspace->store, part, &now, err);
    return rc == TA_OK ? read_current(workspace, &now, rows, n, err) : rc;
}

/* --- the next version -------------------------------------------------------------- */

static enum ta_status seal_as(const struct ta_workspace *workspace,
                              const struct ta_observation *rows, size_t n,
                              struct ta_partition_row *row, struct ta_error *err)
{
    (void)snprintf(row->path, sizeof row->path, "observations/%s.v%d.h5", row->part,
                   row->version);
    char *path = ta_workspace_path(workspace, row->path);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", row->path);
    enum ta_status rc = ta_workspace_make_above_loose(path, err);
    if (rc == TA_OK) rc = ta_observations_write_loose(path, rows, n, err);
    if (rc == TA_OK) rc = ta_sha256_file(path, row->sha256, err);
    ta_free(path);
    return rc;
}

/* A version that nobody points at was left by a run that was killed; it may hold these rows or
 * others. */
static enum ta_status seal_next(const struct ta_workspace *workspace,
                                const struct ta_observation *rows, size_t n, int last,
                                struct ta_part_change *change, struct ta_error *err)
{
    struct ta_partition_row row = {.kind = "observations", .rows = (int64_t)n};
    enum ta_status rc = TA_E_AGAIN;
    memcpy(row.part, change->part, sizeof row.part);
    for (int i = 1; rc == TA_E_AGAIN && i <= VERSIONS_TRIED; i++) {
        row.version = last + i;
        rc = seal_as(workspace, rows, n, &row, err);
    }
    if (rc == TA_OK) change->row = row;
    return rc;
}

/* The late rows behind those that stay. */
static enum ta_status append(const struct ta_part_change *change,
                             const struct ta_observation *const *late,
                             struct ta_observation **rows, size_t *n,
                             struct ta_error *err)
{
    struct ta_observation *grown =
        ta_realloc(*rows, *n + change->n_late, sizeof **rows);
    if (grown != NULL) *rows = grown;
    if (grown == NULL && *n + change->n_late > 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", change->part);
    for (size_t i = 0; i < change->n_late; i++) (*rows)[*n + i] = *late[i];
    *n += change->n_late;
    return TA_OK;
}

static enum ta_status merge(const struct ta_workspace *workspace,
                            struct ta_part_change *change,
                            const struct ta_observation *const *late,
                            struct ta_error *err)
{
    struct ta_partition_row now;
    struct ta_observation *rows = NULL;
    size_t n = 0;
    enum ta_status rc = current(&workspace->store, change->part, &now, err);
    if (rc == TA_OK) rc = read_current(workspace, &now, &rows, &n, err);
    if (rc != TA_OK) return rc;
    const size_t before = n;
    rc = keep_old(change, late, rows, &n, err);
    const bool lost = now.version > 0 && before == 0;
    const bool touched = n != before || change->n_late > 0;
    if (rc == TA_OK) rc = append(change, late, &rows, &n, err);
    if (rc == TA_OK && touched && n > 0)
        rc = seal_next(workspace, rows, n, now.version, change, err);
    else if (touched || lost)
        change->n_stale = 0; /* the file still has their rows: they stay marked */
    change->emptied = n == 0;
    ta_free(rows);
    return rc;
}

enum ta_status ta_part_seal(const struct ta_workspace *workspace,
                            struct ta_part_change *change, struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    const struct ta_observation **late = NULL;
    change->row = (struct ta_partition_row){.version = 0};
    enum ta_status rc = store->ops->parts_stale(store->self, change->part,
                                                &change->stale, &change->n_stale, err);
    if (rc != TA_OK) return rc;
    if (change->n_late > 0) {
        late = ta_alloc(change->n_late, sizeof(*late));
        if (late == NULL)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", change->part);
        memcpy(late, change->late, change->n_late * sizeof(*late));
        qsort(late, change->n_late, sizeof(*late), by_look);
    }
    rc = merge(workspace, change, late, err);
    ta_free(late);
    return rc;
}

enum ta_status ta_part_take_off(const struct ta_store *store,
                                const struct ta_part_change *change,
                                struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < change->n_off; i++) {
        const struct ta_part_off *off = &change->off[i];
        struct ta_chip_row look = {.site = off->site};
        struct ta_part_site held = {.site = off->site};
        memcpy(look.project, off->project, sizeof look.project);
        memcpy(look.scene, off->scene->id, sizeof look.scene);
        memcpy(look.processing, off->scene->processing, sizeof look.processing);
        memcpy(held.project, off->project, sizeof held.project);
        memcpy(held.part, change->part, sizeof held.part);
        if (off->scene->state != TA_SCENE_SUPERSEDED) /* its chips are not offered */
            rc = store->ops->chip_forget(store->self, &look, err);
        if (rc == TA_OK && change->emptied)
            rc = store->ops->part_stale(store->self, &held, err);
    }
    return rc;
}

/* --- stale rows that nothing else touched ------------------------------------------ */

static enum ta_status put_swept(const struct ta_store *store,
                                const struct ta_part_change *change,
                                struct ta_error *err)
{
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    if (change->row.version > 0)
        rc = store->ops->partition_put(store->self, &change->row, err);
    for (size_t i = 0; rc == TA_OK && i < change->n_stale; i++)
        rc = store->ops->part_forget(store->self, &change->stale[i], err);
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

static enum ta_status settle(const struct ta_workspace *workspace, const char *below,
                             struct ta_error *err)
{
    char *path = ta_workspace_path(workspace, below);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", below);
    const char *const one[1] = {path};
    enum ta_status rc = ta_files_settle(one, 1, err);
    ta_free(path);
    return rc;
}

static enum ta_status sweep_part(struct ta_refresh_work *work, const char *part,
                                 struct ta_error *err)
{
    struct ta_part_change change = {.n_late = 0};
    (void)snprintf(change.part, sizeof change.part, "%s", part);
    enum ta_status rc = ta_part_seal(work->workspace, &change, err);
    if (rc == TA_OK && change.row.version > 0)
        rc = settle(work->workspace, change.row.path, err);
    if (rc == TA_OK) rc = put_swept(&work->workspace->store, &change, err);
    if (rc == TA_OK && change.row.version > 0) {
        work->result->partitions++;
        ta_parts_tidy(work->workspace, &change.row, 1);
    }
    ta_free(change.stale);
    return rc;
}

enum ta_status ta_refresh_sweep(struct ta_refresh_work *work, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_part_site *stale = NULL;
    size_t n = 0;
    enum ta_status rc = store->ops->parts_stale(store->self, "", &stale, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (i == 0 || strcmp(stale[i - 1].part, stale[i].part) != 0)
            rc = sweep_part(work, stale[i].part, err);
    if (rc == TA_OK) ta_free(stale);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/refresh_private.h"
#include "engine/take.h"
#include "series/observations.h"

enum { TRIES_MOST = 5 };

/* A row with what makes it one look with others. */
struct seen {
    struct ta_observation row;
    bool fill; /* it has nothing of the site */
    struct ta_take take;
};

struct history {
    const struct ta_workspace *workspace;
    const struct ta_history_query *query;
    size_t n, capacity;
    struct seen *seen;
};

/* "TILE/YYYY-MM": can it hold rows of the time asked for? */
static bool part_in_time(const char *part, const struct ta_history_query *query)
{
    const char *month = strrchr(part, '/');
    int year = 0, number = 0, day = 0, at;
    if (month == NULL || strlen(month) != 8) return true;
    at = (month[1] - '0') * 12000 + (month[2] - '0') * 1200 + (month[3] - '0') * 120 +
         (month[4] - '0') * 12 + (month[6] - '0') * 10 + (month[7] - '0');
    ta_day_to_civil(ta_day_of(query->from), &year, &number, &day);
    if (query->from != TA_TIME_NONE && at < year * 12 + number) return false;
    if (query->to == INT64_MAX) return true;
    ta_day_to_civil(ta_day_of(query->to), &year, &number, &day);
    return at <= year * 12 + number;
}

static bool is_asked(const struct ta_history_query *query,
                     const struct ta_observation *row)
{
    return row->time >= query->from && row->time < query->to &&
           (query->layer == NULL || strcmp(query->layer, row->layer) == 0);
}

/* The scene of the row before is mostly the same: it is asked for once. */
static enum ta_status add(struct history *h, const struct ta_observation *row,
                          bool fill, struct ta_error *err)
{
    const struct ta_store *store = &h->workspace->store;
    void *list = h->seen;
    if (ta_grow(&list, &h->capacity, h->n, sizeof *h->seen) != 0)
        return ta_fail(err, TA_E_NOMEM, "history: out of memory");
    h->seen = list;
    struct seen *seen = &h->seen[h->n], *before = h->n > 0 ? seen - 1 : NULL;
    seen->row = *row;
    seen->fill = fill;
    if (before != NULL && strcmp(before->row.scene, row->scene) == 0 &&
        strcmp(before->row.processing, row->processing) == 0) {
        seen->take = before->take;
        h->n++;
        return TA_OK;
    }
    enum ta_status rc =
        ta_take_read(store, row->scene, row->processing, &seen->take, err);
    if (rc == TA_OK) h->n++;
    return rc;
}

static enum ta_status read_part(struct history *h, const struct ta_partition_row *part,
                                struct ta_error *err)
{
    struct ta_observation *rows = NULL;
    size_t n = 0;
    char *path = ta_workspace_path(h->workspace, part->path);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "history: out of memory");
    enum ta_status rc = ta_observations_read_site(path, h->query->project,
                                                  h->query->site, &rows, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (is_asked(h->query, &rows[i]))
            rc = add(h, &rows[i], ta_take_is_fill(rows, n, i), err);
    ta_free(rows);
    ta_free(path);
    return rc;
}

static int order_collections(const char *a, const char *b)
{
    size_t left = strcspn(a, "/"), right = strcspn(b, "/");
    int order = strncmp(a, b, left < right ? left : right);
    return order != 0 ? order : (left > right) - (left < right);
}

/* What has nothing of the site stands last. */
static int by_fill(const struct seen *a, const struct seen *b)
{
    return a->fill - b->fill;
}

/* Of one look the best comes first. */
static int by_look(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    int order = strcmp(x->take.datatake, y->take.datatake);
    if (order == 0) order = order_collections(x->row.scene, y->row.scene);
    if (order == 0) order = strcmp(x->row.layer, y->row.layer);
    if (order == 0) order = by_fill(x, y);
    if (order == 0)
        order = (x->row.inside < y->row.inside) - (x->row.inside > y->row.inside);
    double left = isnan(x->row.clear_fraction) ? -1.0 : x->row.clear_fraction;
    double right = isnan(y->row.clear_fraction) ? -1.0 : y->row.clear_fraction;
    if (order == 0) order = (left < right) - (left > right);
    if (order == 0) order = strcmp(x->row.scene, y->row.scene);
    return order != 0 ? order : strcmp(x->row.processing, y->row.processing);
}

static int by_time(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    int order = (x->row.time > y->row.time) - (x->row.time < y->row.time);
    if (order == 0) order = strcmp(x->row.scene, y->row.scene);
    if (order == 0) order = strcmp(x->row.processing, y->row.processing);
    return order != 0 ? order : strcmp(x->row.layer, y->row.layer);
}

/* --- several processings of one look ------------------------------------------------ */

static int by_scene(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    int order = strcmp(x->take.id, y->take.id);
    if (order == 0)
        order = (x->take.time > y->take.time) - (x->take.time < y->take.time);
    return order != 0 ? order : strcmp(x->take.processing, y->take.processing);
}

/* A scene is one look. Its first row here says what all its processings are called: former programs called
 * datatakes and tiles otherwise. */
static void name_alike(struct history *h)
{
    if (h->n > 1) qsort(h->seen, h->n, sizeof *h->seen, by_scene);
    for (size_t i = 1; i < h->n; i++) {
        const struct ta_take *first = &h->seen[i - 1].take;
        struct ta_take *take = &h->seen[i].take;
        if (!ta_take_same_scene(first, take)) continue;
        memcpy(take->datatake, first->datatake, sizeof take->datatake);
        memcpy(take->tile, first->tile, sizeof take->tile);
    }
}

/* Rows that may be one layer of one look lie together. */
static int by_layer(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    int order = strcmp(x->take.datatake, y->take.datatake);
    if (order == 0) order = strcmp(x->take.tile, y->take.tile);
    if (order == 0) order = strcmp(x->row.layer, y->row.layer);
    if (order == 0) order = by_fill(x, y);
    return order != 0 ? order : ta_take_order(&x->take, &y->take);
}

static bool is_beside(const struct seen *a, const struct seen *b)
{
    return strcmp(a->row.layer, b->row.layer) == 0 &&
           ta_take_beside(&a->take, &b->take);
}

/* Only those are ranked that stand beside another. */
static enum ta_status rank_those_beside(struct history *h, struct ta_error *err)
{
    const struct ta_store *store = &h->workspace->store;
    enum ta_status rc = TA_OK;
    for (size_t i = 1; rc == TA_OK && i < h->n; i++) {
        if (!is_beside(&h->seen[i - 1], &h->seen[i])) continue;
        rc = ta_take_rank(store, &h->seen[i - 1].take, err);
        if (rc == TA_OK) rc = ta_take_rank(store, &h->seen[i].take, err);
    }
    return rc;
}

static enum ta_status drop_older(struct history *h, struct ta_error *err)
{
    size_t kept = 0;
    if (h->n > 1) qsort(h->seen, h->n, sizeof *h->seen, by_layer);
    enum ta_status rc = rank_those_beside(h, err);
    if (rc != TA_OK) return rc;
    if (h->n > 1) qsort(h->seen, h->n, sizeof *h->seen, by_layer);
    for (size_t i = 0; i < h->n; i++) {
        if (kept > 0 && is_beside(&h->seen[kept - 1], &h->seen[i])) continue;
        if (kept != i) h->seen[kept] = h->seen[i];
        kept++;
    }
    h->n = kept;
    return TA_OK;
}

/* --- neighbouring tiles ------------------------------------------------------------- */

static bool is_neighbour(const struct seen *best, const struct seen *other)
{
    return strcmp(best->take.datatake, other->take.datatake) == 0 &&
           order_collections(best->row.scene, other->row.scene) == 0 &&
           strcmp(best->row.layer, other->row.layer) == 0 &&
           strcmp(best->take.tile, other->take.tile) != 0;
}

static void drop_neighbours(struct history *h)
{
    size_t kept = 0;
    if (h->n > 1) qsort(h->seen, h->n, sizeof *h->seen, by_look);
    for (size_t i = 0; i < h->n; i++) {
        if (kept > 0 && is_neighbour(&h->seen[kept - 1], &h->seen[i])) continue;
        if (kept != i) h->seen[kept] = h->seen[i];
        kept++;
    }
    h->n = kept;
    if (h->n > 1) qsort(h->seen, h->n, sizeof *h->seen, by_time);
}

static enum ta_status hand_out(const struct history *h, struct ta_observation **rows,
                               size_t *n, struct ta_error *err)
{
    struct ta_observation *out = ta_alloc(h->n, sizeof *out);
    if (out == NULL) return ta_fail(err, TA_E_NOMEM, "history: out of memory");
    for (size_t i = 0; i < h->n; i++) out[i] = h->seen[i].row;
    *rows = out;
    *n = h->n;
    return TA_OK;
}

/* --- parts --------------------------------------------------------------------------- */

struct parts {
    size_t n;
    struct ta_partition_row *row;
};

static enum ta_status list_parts(const struct history *h, struct parts *out,
                                 struct ta_error *err)
{
    const struct ta_store *store = &h->workspace->store;
    *out = (struct parts){.n = 0};
    return store->ops->parts_of(store->self, h->query->project, h->query->site,
                                &out->row, &out->n, err);
}

/* *missing: the one whose file is not there; as many as there are when it is none. */
static enum ta_status read_parts(struct history *h, const struct parts *parts,
                                 size_t *missing, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    h->n = 0;
    for (*missing = 0; rc == TA_OK && *missing < parts->n; ++*missing)
        if (part_in_time(parts->row[*missing].part, h->query))
            rc = read_part(h, &parts->row[*missing], err);
    if (rc == TA_OK) return rc;
    --*missing;
    if (!ta_part_is_lost(h->workspace, &parts->row[*missing])) *missing = parts->n;
    return rc;
}

/* Does the store name another file, or none, in its place by now? */
static bool is_outdated(const struct parts *now, const struct ta_partition_row *missing)
{
    for (size_t i = 0; i < now->n; i++)
        if (strcmp(now->row[i].path, missing->path) == 0) return false;
    return true;
}

/* A refresh may write the next versions of a part, and remove the one that was listed, before it is read. */
static enum ta_status read_all(struct history *h, struct ta_error *err)
{
    struct parts parts, now;
    enum ta_status rc = list_parts(h, &parts, err);
    for (int tries = 0; rc == TA_OK; tries++) {
        struct ta_error why = {.status = TA_OK};
        size_t missing = 0;
        rc = read_parts(h, &parts, &missing, &why);
        if (rc == TA_OK) break;
        if (missing == parts.n || tries == TRIES_MOST) {
            rc = ta_fail_as(err, &why);
            break;
        }
        rc = list_parts(h, &now, err);
        if (rc != TA_OK) break;
        if (!is_outdated(&now, &parts.row[missing])) rc = ta_fail_as(err, &why);
        ta_free(parts.row);
        parts = now;
    }
    ta_free(parts.row);
    return rc;
}

enum ta_status ta_engine_history(const struct ta_workspace *workspace,
                                 const struct ta_history_query *query,
                                 struct ta_observation **rows, size_t *n,
                                 struct ta_error *err)
{
    struct history h = {.workspace = workspace, .query = query};
    enum ta_status rc = read_all(&h, err);
    if (rc == TA_OK) name_alike(&h);
    if (rc == TA_OK) rc = drop_older(&h, err);
    if (rc == TA_OK) {
        drop_neighbours(&h);
        rc = hand_out(&h, rows, n, err);
    }
    ta_free(h.seen);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/take.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "engine/refresh_private.h"
#include "spectral.h"

enum ta_status ta_take_read(const struct ta_store *store, const char *id,
                            const char *processing, struct ta_take *out,
                            struct ta_error *err)
{
    struct ta_scene_row row = {.time = 0};
    *out = (struct ta_take){.rank = 0};
    bool fits = ta_copy(out->id, sizeof out->id, id) &&
                ta_copy(out->processing, sizeof out->processing, processing);
    if (!fits) return ta_fail(err, TA_E_INTERNAL, "%s: a name too long", id);
    enum ta_status rc = store->ops->scene_get(store->self, id, processing, &row, err);
    if (rc != TA_OK) return rc;
    memcpy(out->datatake, row.datatake, sizeof out->datatake);
    memcpy(out->tile, row.tile, sizeof out->tile);
    out->time = row.time;
    memcpy(out->document, row.assets_sha256, sizeof out->document);
    return TA_OK;
}

bool ta_take_same_scene(const struct ta_take *a, const struct ta_take *b)
{
    return strcmp(a->id, b->id) == 0 && ta_day_of(a->time) == ta_day_of(b->time) &&
           ta_tiles_alike(a->tile, b->tile);
}

bool ta_take_beside(const struct ta_take *a, const struct ta_take *b)
{
    bool one_look = a->datatake[0] != '\0' && strcmp(a->datatake, b->datatake) == 0 &&
                    strcmp(a->tile, b->tile) == 0;
    return (one_look || ta_take_same_scene(a, b)) &&
           (strcmp(a->id, b->id) != 0 || strcmp(a->processing, b->processing) != 0);
}

enum ta_status ta_take_rank(const struct ta_store *store, struct ta_take *take,
                            struct ta_error *err)
{
    struct ta_scene_brief brief = {.n_layers = 0};
    if (take->ranked) return TA_OK;
    enum ta_status rc = ta_scene_brief_of(store, take->document, &brief, err);
    take->rank = ta_scene_rank(&brief);
    take->ranked = rc == TA_OK;
    ta_scene_brief_free(&brief);
    return rc;
}

int ta_take_order(const struct ta_take *a, const struct ta_take *b)
{
    return ta_scene_order(a->rank, a->processing, a->id, b->rank, b->processing, b->id);
}

bool ta_take_is_bare(const struct ta_observation *row)
{
    return !(row->stats.count > 0.0) && !(row->cloud_fraction > 0.0) &&
           !(row->shadow_fraction > 0.0) && !(row->snow_fraction > 0.0);
}

static bool of_one_look(const struct ta_observation *a, const struct ta_observation *b)
{
    return a->site == b->site && strcmp(a->scene, b->scene) == 0 &&
           strcmp(a->processing, b->processing) == 0 &&
           strcmp(a->project, b->project) == 0;
}

static const struct ta_observation *row_called(const struct ta_observation *rows,
                                               size_t n, const char *layer)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].layer, layer) == 0) return &rows[i];
    return NULL;
}

bool ta_take_is_fill(const struct ta_observation *rows, size_t n, size_t i)
{
    const struct ta_index *index = ta_index_find(rows[i].layer);
    size_t from = i, to = i + 1;
    bool bare = false;
    if (!ta_take_is_bare(&rows[i])) return false;
    if (index == NULL) return true;
    while (from > 0 && of_one_look(&rows[from - 1], &rows[i])) from--;
    while (to < n && of_one_look(&rows[i], &rows[to])) to++;
    for (size_t k = 0; k < index->n_inputs; k++) {
        const struct ta_observation *band =
            row_called(&rows[from], to - from, index->input[k]);
        if (band == NULL) return true; /* it came as a file of its own */
        bare = bare || ta_take_is_bare(band);
    }
    return bare;
}

/* --- chips -------------------------------------------------------------------------- */

/* Chips of one list, and what is known of their scenes so far. */
struct marking {
    const struct ta_store *store;
    struct ta_evidence_list *list;
    struct ta_take *take; /* [list->n]; without an id where nobody asked yet */
};

/* Of a scene that the store does not know nothing stands beside. */
static enum ta_status know(struct marking *m, size_t i, struct ta_error *err)
{
    const struct ta_evidence_item *item = &m->list->item[i];
    struct ta_error words = {0};
    if (m->take[i].id[0] != '\0') return TA_OK;
    enum ta_status rc =
        ta_take_read(m->store, item->id, item->processing, &m->take[i], &words);
    return rc == TA_OK || rc == TA_E_NOTFOUND ? TA_OK : ta_fail_as(err, &words);
}

/* May they be one look of one site, as far as their times say? */
static bool are_near(const struct ta_evidence_item *a, const struct ta_evidence_item *b)
{
    return a->kind == TA_EVIDENCE_CHIP && b->kind == TA_EVIDENCE_CHIP &&
           a->site == b->site && b->time - a->time < TA_US_PER_DAY;
}

static bool has_near(const struct ta_evidence_list *list, size_t i)
{
    return (i > 0 && are_near(&list->item[i - 1], &list->item[i])) ||
           (i + 1 < list->n && are_near(&list->item[i], &list->item[i + 1]));
}

static bool same_collection(const struct ta_take *a, const struct ta_take *b)
{
    size_t n = strcspn(a->id, "/") + 1;
    return strncmp(a->id, b->id, n) == 0;
}

static bool are_neighbours(const struct ta_take *a, const struct ta_take *b)
{
    return a->datatake[0] != '\0' && strcmp(a->datatake, b->datatake) == 0 &&
           strcmp(a->tile, b->tile) != 0 && same_collection(a, b) &&
           !ta_take_same_scene(a, b);
}

/* As chips_of has it. Below zero where the first is the better look. */
static int order_looks(const struct ta_evidence_item *a,
                       const struct ta_evidence_item *b)
{
    double left = isnan(a->clear_fraction) ? -1.0 : a->clear_fraction;
    double right = isnan(b->clear_fraction) ? -1.0 : b->clear_fraction;
    if (a->inside != b->inside) return a->inside > b->inside ? -1 : 1;
    if (left != right) return left > right ? -1 : 1;
    return strcmp(a->id, b->id);
}

/* The best look on the tile of @p i: all of a tile come before all of the next. */
static const struct ta_evidence_item *best_on_tile(const struct marking *m, size_t i)
{
    const struct ta_evidence_item *best = &m->list->item[i];
    size_t from = i, to = i + 1;
    while (from > 0 && are_near(&m->list->item[from - 1], &m->list->item[i])) from--;
    while (to < m->list->n && are_near(&m->list->item[i], &m->list->item[to])) to++;
    for (size_t k = from; k < to; k++)
        if (ta_take_beside(&m->take[k], &m->take[i]) &&
            same_collection(&m->take[k], &m->take[i]) &&
            order_looks(&m->list->item[k], best) < 0)
            best = &m->list->item[k];
    return best;
}

static int order_takes(const struct marking *m, size_t a, size_t b)
{
    if (strcmp(m->take[a].tile, m->take[b].tile) == 0 ||
        ta_take_same_scene(&m->take[a], &m->take[b]))
        return ta_take_order(&m->take[a], &m->take[b]);
    return order_looks(best_on_tile(m, a), best_on_tile(m, b));
}

/* Of those before @p i the last one is the one it stands behind. */
static void put_behind(struct marking *m, size_t i, size_t before)
{
    size_t *behind = &m->list->item[i].behind;
    if (*behind == 0 || order_takes(m, *behind - 1, before) < 0) *behind = before + 1;
}

static enum ta_status hold_together(struct marking *m, size_t a, size_t b,
                                    struct ta_error *err)
{
    if (!ta_take_beside(&m->take[a], &m->take[b]) &&
        !are_neighbours(&m->take[a], &m->take[b]))
        return TA_OK;
    enum ta_status rc = ta_take_rank(m->store, &m->take[a], err);
    if (rc == TA_OK) rc = ta_take_rank(m->store, &m->take[b], err);
    if (rc != TA_OK) return rc;
    if (order_takes(m, a, b) < 0)
        put_behind(m, b, a);
    else
        put_behind(m, a, b);
    return TA_OK;
}

enum ta_status ta_takes_mark(const struct ta_store *store,
                             struct ta_evidence_list *list, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    struct marking m = {store, list, ta_alloc(list->n, sizeof *m.take)};
    if (m.take == NULL) return ta_fail(err, TA_E_NOMEM, "evidence: out of memory");
    for (size_t i = 0; rc == TA_OK && i < list->n; i++)
        if (has_near(list, i)) rc = know(&m, i, err);
    for (size_t i = 0; rc == TA_OK && i < list->n; i++)
        for (size_t k = i + 1;
             rc == TA_OK && k < list->n && are_near(&list->item[i], &list->item[k]);
             k++)
            rc = hold_together(&m, i, k, err);
    ta_free(m.take);
    return rc;
}

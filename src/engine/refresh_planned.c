/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_planned.c  A dry run writes nothing, so it keeps in mind what it would have read: the next
 *  catalogue may have the same looks. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/refresh_private.h"

static int by_look(const struct ta_scene_row *a, const struct ta_scene_row *b)
{
    int order = strcmp(a->datatake, b->datatake);
    return order != 0 ? order : strcmp(a->tile, b->tile);
}

static int by_look_and_id(const void *a, const void *b)
{
    const struct ta_planned *left = a, *right = b;
    int order = by_look(&left->row, &right->row);
    return order != 0 ? order : strcmp(left->row.id, right->row.id);
}

static bool is_same(const struct ta_planned *planned, const struct ta_scene_row *row)
{
    return strcmp(planned->row.id, row->id) == 0 &&
           strcmp(planned->row.processing, row->processing) == 0;
}

static bool is_gone(const struct ta_planned *planned)
{
    return planned->row.state == TA_SCENE_SUPERSEDED;
}

/* The first of the look of @p row among the first @p n. */
static size_t first_of(const struct ta_refresh_work *work, size_t n,
                       const struct ta_scene_row *row)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_look(&work->planned[middle].row, row) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum ta_status add(struct ta_refresh_work *work, const struct ta_scene_row *row,
                          struct ta_error *err)
{
    void *list = work->planned;
    if (ta_grow(&list, &work->planned_capacity, work->n_planned,
                sizeof *work->planned) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", row->id);
    work->planned = list;
    work->planned[work->n_planned++] =
        (struct ta_planned){.row = *row, .source = work->source};
    return TA_OK;
}

static void sort(struct ta_refresh_work *work)
{
    if (work->n_planned > 1)
        qsort(work->planned, work->n_planned, sizeof *work->planned, by_look_and_id);
}

static enum ta_status take(struct ta_refresh_work *work, struct ta_pending *pending,
                           struct ta_error *err)
{
    enum ta_status rc = add(work, &pending->row, err);
    if (rc != TA_OK) return rc;
    work->planned[work->n_planned - 1].brief = pending->brief;
    pending->brief = (struct ta_scene_brief){.n_layers = 0};
    return TA_OK;
}

enum ta_status ta_planned_take(struct ta_refresh_work *work, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < work->n; i++) {
        struct ta_pending *pending = &work->pending[i];
        bool read = pending->state == TA_PENDING_DONE && pending->brief.n_layers > 0;
        if (read || pending->state == TA_PENDING_BEATEN) rc = take(work, pending, err);
    }
    sort(work);
    return rc;
}

static bool gone_among(const struct ta_refresh_work *work, size_t n,
                       const struct ta_scene_row *row)
{
    for (size_t i = first_of(work, n, row);
         i < n && by_look(&work->planned[i].row, row) == 0; i++)
        if (is_gone(&work->planned[i]) && is_same(&work->planned[i], row)) return true;
    return false;
}

bool ta_planned_gone(const struct ta_refresh_work *work, const struct ta_scene_row *row)
{
    return gone_among(work, work->n_planned, row);
}

/* Has another winner of the look beaten it just now? Those are behind the first @p n, look by look. */
static bool gone_now(const struct ta_refresh_work *work, size_t n,
                     const struct ta_scene_row *row)
{
    for (size_t i = work->n_planned;
         i > n && by_look(&work->planned[i - 1].row, row) == 0; i--)
        if (is_same(&work->planned[i - 1], row)) return true;
    return false;
}

/* What the rounds before would have kept. */
static void mark_planned(struct ta_refresh_work *work, size_t n,
                         const struct ta_pending *winner)
{
    for (size_t i = first_of(work, n, &winner->row);
         i < n && by_look(&work->planned[i].row, &winner->row) == 0; i++) {
        struct ta_planned *planned = &work->planned[i];
        if (!is_gone(planned) && !is_same(planned, &winner->row) &&
            ta_scene_beats(&winner->brief, &planned->brief))
            ta_row_beaten(work, &planned->row, winner->row.id);
    }
}

static enum ta_status take_beaten(struct ta_refresh_work *work, size_t before,
                                  const struct ta_pending *winner, struct ta_error *err)
{
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    mark_planned(work, before, winner);
    enum ta_status rc = ta_refresh_beaten_by(work, winner, &rows, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (gone_among(work, before, &rows[i]) || gone_now(work, before, &rows[i]))
            continue;
        ta_row_beaten(work, &rows[i], winner->row.id);
        rc = add(work, &rows[i], err);
    }
    ta_free(rows);
    return rc;
}

enum ta_status ta_planned_beaten(struct ta_refresh_work *work,
                                 struct ta_pending *const *ready, size_t n,
                                 struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    const size_t before = work->n_planned;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = take_beaten(work, before, ready[i], err);
    sort(work);
    return rc;
}

enum ta_plan ta_planned(const struct ta_refresh_work *work,
                        const struct ta_pending *pending, const char **better)
{
    enum ta_plan plan = TA_PLAN_NEW;
    for (size_t i = first_of(work, work->n_planned, &pending->row);
         i < work->n_planned && by_look(&work->planned[i].row, &pending->row) == 0;
         i++) {
        const struct ta_planned *planned = &work->planned[i];
        if (is_gone(planned)) continue;
        if (!is_same(planned, &pending->row)) {
            if (!ta_scene_beats(&planned->brief, &pending->brief)) continue;
            *better = planned->row.id;
            return TA_PLAN_BEATEN;
        }
        if (strcmp(planned->source, work->source) == 0) continue;
        if (ta_scene_lacks(&pending->brief, &planned->brief) == NULL)
            return TA_PLAN_TWICE;
        plan = TA_PLAN_AGAIN;
    }
    return plan;
}

void ta_planned_free(struct ta_refresh_work *work)
{
    for (size_t i = 0; i < work->n_planned; i++)
        ta_scene_brief_free(&work->planned[i].brief);
    ta_free(work->planned);
    work->planned = NULL;
    work->n_planned = work->planned_capacity = 0;
}

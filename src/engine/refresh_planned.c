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

static bool is_same(const struct ta_planned *planned, const struct ta_pending *pending)
{
    return strcmp(planned->row.id, pending->row.id) == 0 &&
           strcmp(planned->row.processing, pending->row.processing) == 0;
}

/* The first of the look of @p row. */
static size_t first_of(const struct ta_refresh_work *work,
                       const struct ta_scene_row *row)
{
    size_t low = 0, high = work->n_planned;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_look(&work->planned[middle].row, row) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum ta_status take(struct ta_refresh_work *work, struct ta_pending *pending,
                           struct ta_error *err)
{
    void *list = work->planned;
    if (ta_grow(&list, &work->planned_capacity, work->n_planned,
                sizeof *work->planned) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", pending->row.id);
    work->planned = list;
    work->planned[work->n_planned++] = (struct ta_planned){
        .row = pending->row, .brief = pending->brief, .source = work->source};
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
    if (work->n_planned > 1)
        qsort(work->planned, work->n_planned, sizeof *work->planned, by_look_and_id);
    return rc;
}

enum ta_plan ta_planned(const struct ta_refresh_work *work,
                        const struct ta_pending *pending, const char **better)
{
    enum ta_plan plan = TA_PLAN_NEW;
    for (size_t i = first_of(work, &pending->row);
         i < work->n_planned && by_look(&work->planned[i].row, &pending->row) == 0;
         i++) {
        const struct ta_planned *planned = &work->planned[i];
        bool gone = planned->row.state == TA_SCENE_SUPERSEDED;
        if (!is_same(planned, pending)) {
            if (gone || !ta_scene_beats(&planned->brief, &pending->brief)) continue;
            *better = planned->row.id;
            return TA_PLAN_BEATEN;
        }
        if (gone) return TA_PLAN_TWICE;
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

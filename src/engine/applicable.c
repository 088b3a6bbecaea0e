/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/applicable.h"

#include <math.h>
#include <string.h>

#include "engine/model_use.h"

/* Weight that is left of pillar @p p. */
static double pillar_left(const struct ta_model *model, const bool *applies, size_t p)
{
    double sum = 0.0;
    for (size_t i = 0; i < model->n_items; i++)
        if (applies[i] && model->item[i].pillar == p) sum += model->item[i].weight;
    return sum;
}

static bool none_applies(const struct ta_model *model, const bool *applies)
{
    for (size_t i = 0; i < model->n_items; i++)
        if (applies[i]) return false;
    return true;
}

static bool make_room(const struct ta_model *model, struct ta_room *room,
                      struct ta_model *out)
{
    *out = *model;
    out->pillar = ta_room_take(room, model->n_pillars, sizeof *out->pillar);
    out->item = ta_room_take(room, model->n_items, sizeof *out->item);
    out->gate = ta_room_take(room, model->n_gates, sizeof *out->gate);
    out->reported = ta_room_take(room, ta_model_parts(model), sizeof *out->reported);
    out->n_pillars = out->n_items = out->n_gates = out->n_reported = 0;
    return out->pillar != NULL && out->item != NULL && out->gate != NULL &&
           out->reported != NULL;
}

static bool all_apply(const struct ta_model *model, const bool *applies)
{
    for (size_t i = 0; i < model->n_items; i++)
        if (!applies[i]) return false;
    return true;
}

static void keep_all_items(const struct ta_model *model, struct ta_model *out,
                           size_t *order)
{
    out->n_pillars = model->n_pillars;
    out->pillar = model->pillar;
    out->n_items = model->n_items;
    out->item = model->item;
    for (size_t i = 0; i < model->n_items; i++) order[i] = i;
}

/* Pillars of which something is left, each with its items; weights sum to 1 again. */
static void keep_items(const struct ta_model *model, const bool *applies,
                       struct ta_model *out, size_t *order)
{
    double all = 0.0;
    for (size_t p = 0; p < model->n_pillars; p++)
        if (pillar_left(model, applies, p) > 0.0) all += model->pillar[p].weight;
    for (size_t p = 0; p < model->n_pillars; p++) {
        double left = pillar_left(model, applies, p);
        if (!(left > 0.0)) continue;
        struct ta_model_pillar *pillar = &out->pillar[out->n_pillars++];
        *pillar = model->pillar[p];
        pillar->weight /= all;
        for (size_t i = 0; i < model->n_items; i++) {
            if (!applies[i] || model->item[i].pillar != p) continue;
            struct ta_model_item *item = &out->item[out->n_items];
            order[out->n_items++] = i;
            *item = model->item[i];
            item->pillar = out->n_pillars - 1;
            item->weight /= left;
        }
    }
}

static size_t keep_gates(const struct ta_model *model, const bool *asked,
                         struct ta_model *out, size_t *order)
{
    for (size_t g = 0; g < model->n_gates; g++) {
        if (!asked[g]) continue;
        order[out->n_items + out->n_gates] = model->n_items + g;
        out->gate[out->n_gates++] = model->gate[g];
    }
    return out->n_items + out->n_gates;
}

/* A gate as something that is only shown. */
static struct ta_model_item shown_gate(const struct ta_model_gate *gate)
{
    struct ta_model_item item = {.weight = NAN,
                                 .worst = NAN,
                                 .best = NAN,
                                 .plausible_worst = NAN,
                                 .plausible_best = NAN,
                                 .reference = NAN,
                                 .n_params = gate->n_params,
                                 .param = gate->param};
    memcpy(item.indicator, gate->indicator, sizeof item.indicator);
    return item;
}

static void keep_shown(const struct ta_model *model, const bool *applies, size_t n,
                       struct ta_model *out, size_t *order)
{
    size_t gates = model->n_items, reported = gates + model->n_gates;
    for (size_t r = 0; r < model->n_reported; r++) {
        out->reported[out->n_reported++] = model->reported[r];
        order[n++] = reported + r;
    }
    for (size_t i = 0; i < reported; i++) {
        if (applies[i]) continue;
        out->reported[out->n_reported++] =
            i < gates ? model->item[i] : shown_gate(&model->gate[i - gates]);
        order[n++] = i;
    }
}

bool ta_model_narrow(const struct ta_model *model, const bool *applies,
                     struct ta_room *room, struct ta_model *out, size_t *order)
{
    size_t n = model->n_items + model->n_gates;
    bool *kept = ta_room_take(room, n, sizeof *kept);
    if (kept == NULL || !make_room(model, room, out)) return false;
    bool none = none_applies(model, applies);
    for (size_t i = 0; i < n; i++) kept[i] = applies[i] || (none && i < model->n_items);
    if (all_apply(model, kept))
        keep_all_items(model, out, order);
    else
        keep_items(model, kept, out, order);
    size_t so_far = keep_gates(model, kept + model->n_items, out, order);
    keep_shown(model, kept, so_far, out, order);
    return true;
}

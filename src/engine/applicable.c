/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/applicable.h"

#include "engine/model_use.h"

/* Weight that is left of pillar @p p. */
static double pillar_left(const struct ta_model *model, const bool *applies, size_t p)
{
    double sum = 0.0;
    for (size_t i = 0; i < model->n_items; i++)
        if (applies[i] && model->item[i].pillar == p) sum += model->item[i].weight;
    return sum;
}

static bool all_apply(const struct ta_model *model, const bool *applies)
{
    for (size_t i = 0; i < model->n_items; i++)
        if (!applies[i]) return false;
    return true;
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
    out->reported =
        ta_room_take(room, model->n_reported + model->n_items, sizeof *out->reported);
    out->n_pillars = out->n_items = out->n_reported = 0;
    return out->pillar != NULL && out->item != NULL && out->reported != NULL;
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

bool ta_model_narrow(const struct ta_model *model, const bool *applies,
                     struct ta_room *room, struct ta_model *out, size_t *order)
{
    if (all_apply(model, applies) || none_applies(model, applies)) {
        *out = *model;
        for (size_t i = 0; i < ta_model_parts(model); i++) order[i] = i;
        return true;
    }
    if (!make_room(model, room, out)) return false;
    keep_items(model, applies, out, order);
    size_t n = out->n_items;
    for (size_t g = 0; g < model->n_gates; g++) order[n++] = model->n_items + g;
    for (size_t r = 0; r < model->n_reported; r++) {
        out->reported[out->n_reported++] = model->reported[r];
        order[n++] = model->n_items + model->n_gates + r;
    }
    for (size_t i = 0; i < model->n_items; i++) {
        if (applies[i]) continue;
        out->reported[out->n_reported++] = model->item[i];
        order[n++] = i;
    }
    return true;
}

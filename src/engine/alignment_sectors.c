/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/alignment_sectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alignment.h"
#include "base/json.h"
#include "base/memory.h"

enum { CURRENCY, SECTOR, TECHNOLOGY, METHOD, KEYS };
static const char *const key_name[KEYS] = {"currency", "sector", "technology",
                                           "method"};

/* Sums over the loans of one group. Texts are those of the loans. */
struct group {
    const char *key[KEYS];
    size_t loans, without_target;
    double outstanding, start, planned, target, on_path;
};

struct groups {
    size_t n, capacity;
    struct group *group;
};

static int by_key(const void *a, const void *b)
{
    const struct group *p = a, *q = b;
    int order = 0;
    for (int k = 0; order == 0 && k < KEYS; k++) order = strcmp(p->key[k], q->key[k]);
    return order;
}

static struct group *group_of(struct groups *all, const json_t *loan,
                              const json_t *plan)
{
    struct group wanted = {.key = {ta_json_text(loan, key_name[CURRENCY])}};
    for (int k = SECTOR; k < KEYS; k++) wanted.key[k] = ta_json_text(plan, key_name[k]);
    for (size_t i = 0; i < all->n; i++)
        if (by_key(&all->group[i], &wanted) == 0) return &all->group[i];
    if (ta_grow((void **)&all->group, &all->capacity, all->n, sizeof *all->group) != 0)
        return NULL;
    all->group[all->n] = wanted;
    return &all->group[all->n++];
}

const char ta_alignment_sda[] = "sectoral_decarbonisation";

void ta_alignment_assumed(json_t *row, bool *ok)
{
    if (strcmp(ta_json_text(row, "method"), ta_alignment_sda) == 0)
        ta_json_set_int(row, "market_share_term", TA_SDA_MARKET_SHARE_TERM, ok);
}

bool ta_alignment_assumes(const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (json_object_get(json_array_get(rows, i), "market_share_term") != NULL)
            return true;
    return false;
}

static double number_of(const json_t *row, const char *name)
{
    const json_t *value = json_object_get(row, name);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static void add(struct group *g, double outstanding, const json_t *plan)
{
    g->loans++;
    if (isnan(number_of(plan, "gap"))) {
        g->without_target++;
        return;
    }
    g->outstanding += outstanding;
    g->start += outstanding * number_of(plan, "start");
    g->planned += outstanding * number_of(plan, "planned");
    g->target += outstanding * number_of(plan, "target");
    if (json_is_true(json_object_get(plan, "aligned"))) g->on_path += outstanding;
}

static json_t *group_json(const struct group *g, bool *ok)
{
    json_t *row = json_object();
    double of = g->outstanding;
    bool any = of > 0.0;
    for (int k = 0; k < KEYS; k++) ta_json_set_text(row, key_name[k], g->key[k], ok);
    ta_alignment_assumed(row, ok);
    ta_json_set_number(row, "loans", (double)g->loans, ok);
    ta_json_set_number(row, "outstanding", of, ok);
    ta_json_set_number(row, "start", any ? g->start / of : (double)NAN, ok);
    ta_json_set_number(row, "planned", any ? g->planned / of : (double)NAN, ok);
    ta_json_set_number(row, "target", any ? g->target / of : (double)NAN, ok);
    ta_json_set_number(row, "gap",
                       any ? ta_alignment_gap(g->planned, g->target) : (double)NAN, ok);
    ta_json_set_number(row, "on_path", any ? g->on_path / of : (double)NAN, ok);
    ta_json_set_number(row, "without_target", (double)g->without_target, ok);
    return row;
}

enum ta_status ta_alignment_sectors(const json_t *loans, json_t **out,
                                    struct ta_error *err)
{
    struct groups all = {.n = 0};
    json_t *list = json_array();
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < json_array_size(loans); i++) {
        const json_t *loan = json_array_get(loans, i);
        const json_t *plans = json_object_get(loan, "plans");
        for (size_t k = 0; ok && k < json_array_size(plans); k++) {
            const json_t *plan = json_array_get(plans, k);
            struct group *g = group_of(&all, loan, plan);
            ok = g != NULL;
            if (ok) add(g, number_of(loan, "outstanding"), plan);
        }
    }
    if (all.n > 0) qsort(all.group, all.n, sizeof *all.group, by_key);
    for (size_t i = 0; ok && i < all.n; i++)
        if (json_array_append_new(list, group_json(&all.group[i], &ok)) != 0)
            ok = false;
    ta_free(all.group);
    if (ok) {
        *out = list;
        return TA_OK;
    }
    json_decref(list);
    return ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
}

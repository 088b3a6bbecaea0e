/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/portfolio_figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"

static const struct ta_figure_spec specs[] = {
#define FIGURE(id, section, kind, unit) {#id, #section, unit, TA_KIND_##kind},
#include "engine/portfolio.def"
#undef FIGURE
};

const struct ta_figure_spec *ta_figure_spec(enum ta_figure_id id)
{
    return &specs[id];
}

const struct ta_figure_spec *ta_figure_spec_of(const char *id)
{
    for (size_t i = 0; i < TA_FIGURE_COUNT; i++)
        if (strcmp(specs[i].id, id) == 0) return &specs[i];
    return NULL;
}

void ta_figures_set_free(struct ta_figures_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        ta_free(set->figure[i].key);
        ta_free(set->figure[i].tally.run);
    }
    ta_free(set->figure);
    ta_free(set->slot);
    *set = (struct ta_figures_set){.n = 0};
}

/* --- finding ------------------------------------------------------------------------ */

/* FNV-1a. */
static size_t hash_of(enum ta_figure_id id, const char *currency, const char *key,
                      const char *gwp)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)id;
    const char *const part[] = {currency, key, gwp};
    for (size_t p = 0; p < sizeof part / sizeof *part; p++) {
        for (const char *c = part[p]; *c != '\0'; c++)
            hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
        hash = (hash ^ 0xffU) * UINT64_C(1099511628211);
    }
    return (size_t)hash;
}

static bool is_it(const struct ta_figure *f, enum ta_figure_id id, const char *currency,
                  const char *key, const char *gwp)
{
    return f->id == id && strcmp(f->currency, currency) == 0 &&
           strcmp(f->key, key) == 0 && strcmp(f->gwp, gwp) == 0;
}

static bool grow_slots(struct ta_figures_set *set)
{
    size_t n = set->n_slots == 0 ? 256 : set->n_slots * 2;
    uint32_t *slot = ta_alloc(n, sizeof *slot);
    if (slot == NULL) return false;
    for (size_t i = 0; i < set->n; i++) {
        const struct ta_figure *f = &set->figure[i];
        size_t at = hash_of(f->id, f->currency, f->key, f->gwp) & (n - 1);
        while (slot[at] != 0) at = (at + 1) & (n - 1);
        slot[at] = (uint32_t)i + 1;
    }
    ta_free(set->slot);
    set->slot = slot;
    set->n_slots = n;
    return true;
}

static struct ta_figure *make(struct ta_figures_set *set, enum ta_figure_id id,
                              const char *currency, const char *key, const char *gwp)
{
    char *copy = ta_strdup(key);
    if (copy == NULL || ta_grow((void **)&set->figure, &set->capacity, set->n,
                                sizeof *set->figure) != 0) {
        ta_free(copy);
        return NULL;
    }
    struct ta_figure *f = &set->figure[set->n++];
    *f = (struct ta_figure){.id = id, .key = copy, .gwp = gwp, .given = (double)NAN};
    memcpy(f->currency, currency, strlen(currency) + 1);
    ta_tally_start(&f->tally);
    return f;
}

bool ta_figure_weighs(enum ta_figure_id id)
{
    static const char tonnes[] = "tCO2e";
    return strncmp(specs[id].unit, tonnes, sizeof tonnes - 1) == 0;
}

struct ta_figure *ta_figure_at(struct ta_figures_set *set, enum ta_figure_id id,
                               const char *currency, const char *key)
{
    const char *gwp = set->gwp != NULL && ta_figure_weighs(id) ? set->gwp : "";
    if (set->failed || strlen(currency) >= sizeof set->figure->currency ||
        (2 * set->n >= set->n_slots && !grow_slots(set))) {
        set->failed = true;
        return NULL;
    }
    size_t at = hash_of(id, currency, key, gwp) & (set->n_slots - 1);
    for (; set->slot[at] != 0; at = (at + 1) & (set->n_slots - 1)) {
        struct ta_figure *f = &set->figure[set->slot[at] - 1];
        if (is_it(f, id, currency, key, gwp)) return f;
    }
    struct ta_figure *f = make(set, id, currency, key, gwp);
    if (f == NULL)
        set->failed = true;
    else
        set->slot[at] = (uint32_t)set->n;
    return f;
}

bool ta_tally_make_room(struct ta_tally *tally, uint32_t who)
{
    if (!ta_tally_full(tally, who)) return true;
    uint32_t capacity = tally->capacity == 0 ? 4 : tally->capacity * 2;
    struct ta_tally_run *run = ta_realloc(tally->run, capacity, sizeof *run);
    if (run == NULL) return false;
    tally->run = run;
    tally->capacity = capacity;
    return true;
}

void ta_figure_add(struct ta_figures_set *set, enum ta_figure_id id,
                   const char *currency, const char *key, uint32_t who, double value,
                   double weight)
{
    struct ta_figure *f = ta_figure_at(set, id, currency, key);
    if (f == NULL || !ta_tally_make_room(&f->tally, who)) {
        set->failed = true;
        return;
    }
    ta_tally_add(&f->tally, who, value, weight);
}

/* --- values ------------------------------------------------------------------------- */

double ta_figure_value(const struct ta_figure *f, double total)
{
    switch (specs[f->id].kind) {
    case TA_KIND_COUNT: return (double)f->tally.n;
    case TA_KIND_SUM:
    case TA_KIND_MONEY: return ta_tally_sum(&f->tally);
    case TA_KIND_MEAN: return ta_tally_mean(&f->tally);
    case TA_KIND_SHARE:
        return total > 0.0 ? ta_tally_sum(&f->tally) / total : (double)NAN;
    case TA_KIND_GIVEN: break;
    }
    return f->given;
}

static int by_place(const void *a, const void *b)
{
    const struct ta_figure *f = a, *g = b;
    if (f->id != g->id) return f->id < g->id ? -1 : 1;
    int order = strcmp(f->currency, g->currency);
    if (order == 0) order = strcmp(f->gwp, g->gwp);
    if (order != 0) return order;
    bool groups = f->id == TA_FIGURE_client || f->id == TA_FIGURE_sector ||
                  f->id == TA_FIGURE_country;
    double x = groups ? ta_tally_sum(&f->tally) : 0.0;
    double y = groups ? ta_tally_sum(&g->tally) : 0.0;
    if (x != y) return x > y ? -1 : 1;
    return strcmp(f->key, g->key);
}

void ta_figures_sort(struct ta_figures_set *set)
{
    qsort(set->figure, set->n, sizeof *set->figure, by_place);
    ta_free(set->slot); /* numbers have moved */
    set->slot = NULL;
    set->n_slots = 0;
}

/* --- out ---------------------------------------------------------------------------- */

json_t *ta_tally_runs(const struct ta_tally *tally, bool *ok)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < tally->n_runs; i++) {
        json_t *run = json_array(); /* json_pack() would read a format for each */
        if (json_array_append_new(
                run, json_integer(tally->run[i].first + INT64_C(1))) != 0 ||
            json_array_append_new(run, json_integer(tally->run[i].last + INT64_C(1))) !=
                0)
            *ok = false;
        if (json_array_append_new(list, run) != 0) *ok = false;
    }
    return list;
}

static void set_value(json_t *row, const struct ta_figure *f, double total, bool *ok)
{
    double value = ta_figure_value(f, total);
    switch (specs[f->id].kind) {
    case TA_KIND_COUNT: ta_json_set_int(row, "value", (int64_t)f->tally.n, ok); break;
    case TA_KIND_MONEY: {
        struct ta_double_double sum = ta_exact_sum_value(&f->tally.value);
        struct ta_money money = {0, ""};
        if (fabs(value) < 0x1p62) {
            money.minor = (int64_t)llrint(sum.hi) + (int64_t)llrint(sum.lo);
            memcpy(money.currency, f->currency, sizeof money.currency);
        }
        ta_json_set_money(row, "value", &money, ok);
        break;
    }
    case TA_KIND_SUM:
    case TA_KIND_MEAN:
    case TA_KIND_SHARE:
    case TA_KIND_GIVEN: ta_json_set_number(row, "value", value, ok); break;
    }
}

json_t *ta_figure_json(const struct ta_figure *f, double total, bool *ok)
{
    const struct ta_figure_spec *spec = &specs[f->id];
    json_t *row = json_object();
    ta_json_set_text(row, "section", spec->section, ok);
    ta_json_set_text(row, "figure", spec->id, ok);
    ta_json_set_text(row, "key", f->key[0] != '\0' ? f->key : NULL, ok);
    ta_json_set_text(row, "currency", f->currency[0] != '\0' ? f->currency : NULL, ok);
    ta_json_set_text(row, "gwp", f->gwp[0] != '\0' ? f->gwp : NULL, ok);
    set_value(row, f, total, ok);
    ta_json_set_text(row, "unit", spec->unit, ok);
    ta_json_set_int(row, "n", (int64_t)f->tally.n, ok);
    ta_json_set(row, "records", ta_tally_runs(&f->tally, ok), ok);
    return row;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/figure_names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "carbon.h"
#include "terrassay/indicator.h"

/** A group of names, each ended by a key of a table. */
struct group {
    const char *prefix, *table;
    size_t key;           /**< which of the table's keys is the name */
    const char *tail;     /**< of which unit it has a row, "" for any */
    const char *last_key; /**< and of which last key; NULL for any */
};

static const struct group groups[] = {
    {"fuel.", "combustion_factors", 0, "", "ncv"},
    {"fuel_energy.", "combustion_factors", 0, "", "ncv"},
    {"fuel_cn.", "combustion_factors_china", 0, "/t", "ncv"},
    {"gas_cn.", "combustion_factors_china", 0, "m3", "ncv"},
    {"electricity.", "grid_factors_china", 0, "", "average"},
    {"electricity_green.", "grid_factors_china", 0, "", "average"},
    {"generation.", "generation_factors", 1, "", NULL}};

/** What is done with each name that is read. */
struct visit {
    const char *name;
    bool found;
    size_t n, rank[3];
    char near[3][TA_NAME_SIZE];
};

typedef void visitor(struct visit *visit, const char *known);

static bool ends(const char *text, const char *tail)
{
    size_t n = strlen(text), t = strlen(tail);
    return n >= t && strcmp(text + n - t, tail) == 0;
}

static void each_of_group(const struct group *group, const struct ta_table *table,
                          visitor *each, struct visit *visit)
{
    char name[TA_NAME_SIZE];
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ta_row *row = &table->row[i];
        const char *last = row->key[table->n_keys - 1];
        if (group->last_key != NULL && strcmp(last, group->last_key) != 0) continue;
        if (!ends(row->unit, group->tail)) continue;
        (void)snprintf(name, sizeof name, "%.20s%.40s", group->prefix,
                       row->key[group->key]);
        each(visit, name);
    }
}

/* "declared.area_planted" is area_planted; "declared.production_stopped.days" production_stopped. */
static void each_of_indicators(visitor *each, struct visit *visit)
{
    static const char prefix[] = "declared.", *const tail[] = {".days", ".ended"};
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *indicator = ta_indicator_at(i);
        for (size_t k = 0; k < indicator->n_inputs; k++) {
            const struct ta_input_spec *spec = &indicator->input[k];
            char name[TA_NAME_SIZE];
            if (spec->origin != TA_FROM_PROJECT ||
                strncmp(spec->key, prefix, sizeof prefix - 1) != 0)
                continue;
            (void)snprintf(name, sizeof name, "%s", spec->key + sizeof prefix - 1);
            for (size_t t = 0; t < sizeof tail / sizeof *tail; t++)
                if (ends(name, tail[t])) name[strlen(name) - strlen(tail[t])] = '\0';
            each(visit, name);
        }
    }
}

static void each_name(const struct ta_table_set *tables, visitor *each,
                      struct visit *visit)
{
    static const char *const single[] = {
#define X(account, name) name,
        TA_ACCOUNT_LIST(X)
#undef X
            "lifetime.scope1",
        "lifetime.scope2",
        "sector_revenue.scope1",
        "sector_revenue.scope2",
        "sector_revenue.scope3",
        "sector_assets.scope1",
        "sector_assets.scope2",
        "sector_assets.scope3",
        "sector_turnover"};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) each(visit, single[i]);
    each_of_indicators(each, visit);
    for (size_t g = 0; tables != NULL && g < sizeof groups / sizeof *groups; g++) {
        const struct ta_table *table = ta_table_find(tables, groups[g].table);
        if (table != NULL) each_of_group(&groups[g], table, each, visit);
    }
}

static void is_it(struct visit *visit, const char *known)
{
    visit->found = visit->found || strcmp(visit->name, known) == 0;
}

bool ta_figure_is_read(const struct ta_table_set *tables, const char *name)
{
    struct visit visit = {.name = name};
    for (size_t g = 0; tables == NULL && g < sizeof groups / sizeof *groups; g++)
        if (strncmp(name, groups[g].prefix, strlen(groups[g].prefix)) == 0) return true;
    each_name(tables, is_it, &visit);
    return visit.found;
}

/* Is a word of @p name, of four letters or more, one of @p known? */
static bool share_a_word(const char *name, const char *known)
{
    static const char between[] = "._:-";
    for (; *name != '\0'; name += strspn(name, between)) {
        size_t n = strcspn(name, between);
        const char *at = n < 4 ? NULL : known;
        while (at != NULL && *at != '\0') {
            size_t k = strcspn(at, between);
            if (k == n && strncmp(at, name, n) == 0) return true;
            at += k;
            at += strspn(at, between);
        }
        name += n;
    }
    return false;
}

/* 0 for the nearest; SIZE_MAX for one that is not near. */
static size_t rank_of(const char *name, const char *known)
{
    enum { FEW = 2, SHARED = 10 };
    const char *dot = strchr(known, '.');
    size_t whole = ta_word_edits(name, known);
    size_t behind = dot == NULL ? SIZE_MAX : ta_word_edits(name, dot + 1);
    size_t edits = whole < behind ? whole : behind;
    if (edits <= FEW && edits < strlen(name)) return edits;
    return share_a_word(name, known) ? SHARED : SIZE_MAX;
}

static void keep_near(struct visit *visit, const char *known)
{
    enum { KEPT = 3 };
    size_t rank = rank_of(visit->name, known), at = visit->n;
    for (size_t i = 0; i < visit->n; i++)
        if (strcmp(visit->near[i], known) == 0) return;
    if (rank == SIZE_MAX) return;
    while (at > 0 && visit->rank[at - 1] > rank) at--;
    if (at == KEPT) return;
    for (size_t i = visit->n < KEPT ? visit->n : KEPT - 1; i > at; i--) {
        visit->rank[i] = visit->rank[i - 1];
        memcpy(visit->near[i], visit->near[i - 1], TA_NAME_SIZE);
    }
    visit->rank[at] = rank;
    (void)snprintf(visit->near[at], TA_NAME_SIZE, "%s", known);
    if (visit->n < KEPT) visit->n++;
}

void ta_figures_near(const struct ta_table_set *tables, const char *name,
                     char out[TA_FIGURES_NEAR])
{
    struct visit visit = {.name = name};
    each_name(tables, keep_near, &visit);
    out[0] = '\0';
    for (size_t i = 0; i < visit.n; i++) {
        size_t n = strlen(out);
        (void)snprintf(out + n, TA_FIGURES_NEAR - n, "%s%s", i > 0 ? ", " : "",
                       visit.near[i]);
    }
}

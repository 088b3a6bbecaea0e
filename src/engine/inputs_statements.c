/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_statements.c  What third parties state, out of the documents that are pinned. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/inputs_private.h"
#include "engine/rules.h"
#include "engine/statement_list.h"

enum column { DAY, UNTIL, VALUE, COMPLETE_FROM, COMPLETE_TO, GRADE, COLUMNS };
static const char *const column[COLUMNS] = {"day",           "until",       "value",
                                            "complete_from", "complete_to", "grade"};

struct gathering {
    const struct ta_loading *loading;
    struct ta_inputs *out;
    size_t n;
    struct ta_statement_list *list; /* [n] */
    size_t *evidence;               /* [n] where each is pinned */
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "inputs: out of memory");
}

static bool is_statements(const struct ta_evidence_item *item)
{
    static const char prefix[] = TA_STATEMENTS_PREFIX;
    return item->kind == TA_EVIDENCE_DOCUMENT &&
           strncmp(item->id, prefix, sizeof prefix - 1) == 0;
}

/* The pin names project, matter and list; the document has to be of those. */
static enum ta_status check_part(const struct ta_loading *loading,
                                 const struct ta_evidence_item *item,
                                 const struct ta_statement_list *list,
                                 struct ta_error *err)
{
    char part[128];
    ta_statement_part(list->project, list->about, list->list, part);
    if (strcmp(list->project, loading->project->id) == 0 &&
        strcmp(item->id + sizeof TA_STATEMENTS_PREFIX - 1, part) == 0)
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "evidence %s: the document is of %s", item->id,
                   part);
}

static enum ta_status load_one(struct gathering *g, size_t i, struct ta_error *err)
{
    struct ta_evidence_item *item = &g->loading->evidence->item[i];
    struct ta_statement_list *list = &g->list[g->n];
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc =
        ta_document_recall(&g->loading->workspace->store, TA_STATEMENTS_KIND,
                           item->sha256, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    g->evidence[g->n++] = i;
    rc = ta_statement_list_read(item->id, bytes, size, list, err);
    ta_free(bytes);
    if (rc == TA_OK) rc = check_part(g->loading, item, list, err);
    if (rc == TA_OK) item->simulated = list->simulated;
    return rc;
}

static enum ta_status load_all(struct gathering *g, struct ta_error *err)
{
    const struct ta_evidence_list *list = g->loading->evidence;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (is_statements(&list->item[i])) n++;
    if (n == 0) return TA_OK;
    g->list = ta_alloc(n, sizeof *g->list);
    g->evidence = ta_alloc(n, sizeof *g->evidence);
    if (g->list == NULL || g->evidence == NULL) return out_of_memory(err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < list->n; i++)
        if (is_statements(&list->item[i])) rc = load_one(g, i, err);
    return rc;
}

static void free_all(struct gathering *g)
{
    for (size_t i = 0; i < g->n; i++) ta_statement_list_free(&g->list[i]);
    ta_free(g->list);
    ta_free(g->evidence);
}

static double number_of(ta_day day)
{
    int year, month, of_month;
    if (day == TA_DAY_NONE || day == TA_DAY_OPEN) return (double)NAN;
    ta_day_to_civil(day, &year, &month, &of_month);
    return year * 10000.0 + month * 100.0 + of_month;
}

static const char *name_of(struct gathering *g, const struct ta_statement_list *list,
                           const struct ta_stated *stated)
{
    enum { SIZE = TA_STATEMENT_PROVIDER + TA_ID_SIZE };
    char *name = ta_room_take(&g->out->room, SIZE, 1);
    if (name == NULL) return NULL;
    (void)snprintf(name, SIZE, "%s%s%s", list->provider,
                   stated->number[0] != '\0' ? "/" : "", stated->number);
    return name;
}

static enum ta_status add_list(struct gathering *g,
                               const struct ta_statement_list *list, const char **name,
                               double *value, struct ta_error *err)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct ta_stated *stated = &list->stated[i];
        double *row = value + i * COLUMNS;
        name[i] = name_of(g, list, stated);
        if (name[i] == NULL) return out_of_memory(err);
        row[DAY] = number_of(stated->day);
        row[UNTIL] = number_of(stated->until);
        row[VALUE] = stated->value;
        row[COMPLETE_FROM] = number_of(list->complete_from);
        row[COMPLETE_TO] = number_of(list->complete_to);
        row[GRADE] = list->grade;
    }
    return TA_OK;
}

static enum ta_status fill(struct gathering *g, struct ta_gathered *gathered, size_t k,
                           struct ta_error *err)
{
    const char *about = gathered->indicator->input[k].key;
    struct ta_input *input = &gathered->set[0].input[k];
    size_t rows = 0, at = 0;
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->list[i].about, about) == 0) rows += g->list[i].n;
    if (rows == 0) {
        input->reason = TA_CLIENT_SILENT;
        gathered->set[0].why = "no statement of a third party was imported";
        return TA_OK;
    }
    double *value = ta_room_take(&g->out->room, rows * COLUMNS, sizeof *value);
    const char **name = ta_room_take(&g->out->room, rows, sizeof *name);
    if (value == NULL || name == NULL) return out_of_memory(err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < g->n; i++) {
        if (strcmp(g->list[i].about, about) != 0) continue;
        rc = add_list(g, &g->list[i], name + at, value + at * COLUMNS, err);
        at += g->list[i].n;
        if (rc == TA_OK)
            rc = ta_gathered_rests_on(g->out, gathered, g->evidence[i], err);
    }
    input->rows = (struct ta_rows){rows, COLUMNS, column, name, value};
    input->reason = TA_OBSERVED;
    return rc;
}

enum ta_status ta_inputs_statements(const struct ta_loading *loading,
                                    struct ta_inputs *out, struct ta_error *err)
{
    struct gathering g = {.loading = loading, .out = out};
    enum ta_status rc = load_all(&g, err);
    for (size_t i = 0; rc == TA_OK && i < out->n; i++)
        for (size_t k = 0; rc == TA_OK && k < out->gathered[i].indicator->n_inputs; k++)
            if (out->gathered[i].indicator->input[k].origin == TA_FROM_STATEMENTS)
                rc = fill(&g, &out->gathered[i], k, err);
    free_all(&g);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file uses.c  Projects that name the same instruments and pledges. */
#include "base/holding.h"
#include "store/ops.h"

enum { CLEAR, ADD, SHARED };
static const struct ta_sql sql[] = {
    [CLEAR] = {"put a project", "DELETE FROM ta_use WHERE project = ?"},
    [ADD] = {"put a project",
             "INSERT OR IGNORE INTO ta_use (key, project) VALUES (?, ?)"},
    [SHARED] =
        {"look for the same pledges",
         "SELECT DISTINCT o.project FROM ta_use m JOIN ta_use o ON o.key = m.key\n"
         "  WHERE m.project = ?1 AND o.project <> ?1 ORDER BY o.project"},
};

static enum ta_status add(struct ta_db *db, const char *project,
                          const struct ta_holding *holding, struct ta_error *err)
{
    char key[TA_HOLDING_KEY];
    struct ta_query q = ta_query_start(db, &sql[ADD]);
    ta_holding_key(holding, key);
    ta_bind_text(&q, key);
    ta_bind_text(&q, project);
    return ta_query_run(&q, err);
}

enum ta_status ta_uses_put(struct ta_db *db, const struct ta_project *project,
                           struct ta_error *err)
{
    struct ta_holdings holdings = {.n = 0};
    struct ta_query q = ta_query_start(db, &sql[CLEAR]);
    ta_bind_text(&q, project->id);
    enum ta_status rc = ta_query_run(&q, err);
    if (rc == TA_OK) rc = ta_holdings_of(project, &holdings, err);
    for (size_t i = 0; rc == TA_OK && i < holdings.n; i++)
        rc = add(db, project->id, &holdings.holding[i], err);
    ta_holdings_free(&holdings);
    return rc;
}

static void fill_id(struct ta_query *q, void *element)
{
    ta_column_copy(q, 0, element, TA_ID_SIZE);
}

enum ta_status ta_op_uses_shared(void *self, const char *project,
                                 char (**ids)[TA_ID_SIZE], size_t *n,
                                 struct ta_error *err)
{
    static const struct ta_rows_of rows = {TA_ID_SIZE, fill_id};
    struct ta_query q = ta_query_start(self, &sql[SHARED]);
    void *list = NULL;
    ta_bind_text(&q, project);
    enum ta_status rc = ta_query_list(&q, &rows, &list, n, err);
    if (rc == TA_OK) *ids = list;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file projects.c  Projects as their current document; sites go to the map layer. */
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/ops.h"

enum { NOW, GET, ADD, MOVE, IDS, REMOVE, MARK, BACK, KEEP };
static const struct ta_sql sql[] = {
    [NOW] = {"look for a project", "SELECT document FROM ta_project WHERE id = ?"},
    [GET] = {"read a project", "SELECT d.bytes FROM ta_project p JOIN ta_document d\n"
                               "  ON d.sha256 = p.document WHERE p.id = ?"},
    [ADD] = {"add a project", "INSERT INTO ta_project (id, document) VALUES (?, ?)"},
    [MOVE] = {"update a project", "UPDATE ta_project SET document = ?2 WHERE id = ?1"},
    [IDS] = {"list the projects", "SELECT id FROM ta_project ORDER BY id"},
    [REMOVE] = {"remove a project", "DELETE FROM ta_project WHERE id = ?"},
    [MARK] = {"put a project", "SAVEPOINT project"},
    [BACK] = {"put a project", "ROLLBACK TO project"},
    [KEEP] = {"put a project", "RELEASE project"},
};

/* Hash of the project's document in the store, "" when it is new. */
static enum ta_status hash_now(struct ta_db *db, const char *id, char hash[TA_HEX_SIZE],
                               struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[NOW]);
    ta_bind_text(&q, id);
    hash[0] = '\0';
    if (ta_query_next(&q)) ta_column_copy(&q, 0, hash, TA_HEX_SIZE);
    return ta_query_end(&q, err);
}

static enum ta_status point_at(struct ta_db *db, const struct ta_sql *how,
                               const char *id, const char *hash, struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, how);
    ta_bind_text(&q, id);
    ta_bind_text(&q, hash);
    return ta_query_run(&q, err);
}

static enum ta_status put_parts(struct ta_db *db, const struct ta_project *project,
                                const char *document, bool added, struct ta_error *err)
{
    char hash[TA_HEX_SIZE];
    size_t size = strlen(document);
    ta_sha256(document, size, hash);
    enum ta_status rc = ta_op_document_put(db, "project", hash, document, size, err);
    if (rc == TA_OK)
        rc = point_at(db, &sql[added ? ADD : MOVE], project->id, hash, err);
    if (rc == TA_OK) rc = ta_uses_put(db, project, err);
    return rc == TA_OK ? ta_sites_put(db, project, err) : rc;
}

static enum ta_status run(struct ta_db *db, const struct ta_sql *what,
                          struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, what);
    return ta_query_run(&q, err);
}

/* Whole or not at all: a bad project in a file of many leaves the others be. */
static enum ta_status put_whole(struct ta_db *db, const struct ta_project *project,
                                const char *document, bool added, struct ta_error *err)
{
    if (sqlite3_get_autocommit(db->handle)) /* SAVEPOINT would begin a change itself */
        return ta_fail(err, TA_E_ARG, "%s: cannot put a project: %s", db->path,
                       "nobody has begun a change");
    enum ta_status rc = run(db, &sql[MARK], err);
    if (rc != TA_OK) return rc;
    rc = put_parts(db, project, document, added, err);
    if (rc == TA_OK) return run(db, &sql[KEEP], err);

    struct ta_error second; /* the first says why */
    if (!sqlite3_get_autocommit(db->handle) && (run(db, &sql[BACK], &second) != TA_OK ||
                                                run(db, &sql[KEEP], &second) != TA_OK))
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

enum ta_status ta_op_project_put(void *self, const struct ta_project *project,
                                 const char *document, enum ta_put *out,
                                 struct ta_error *err)
{
    struct ta_db *db = self;
    char before[TA_HEX_SIZE], hash[TA_HEX_SIZE];
    if (!ta_id_ok(project->id))
        return ta_fail(err, TA_E_ARG, "\"%s\" is no project id", project->id);
    ta_sha256(document, strlen(document), hash);
    enum ta_status rc = hash_now(db, project->id, before, err);
    if (rc != TA_OK) return rc;
    if (strcmp(before, hash) == 0) {
        *out = TA_PUT_UNCHANGED;
        return TA_OK;
    }
    bool added = before[0] == '\0';
    rc = put_whole(db, project, document, added, err);
    if (rc == TA_OK) *out = added ? TA_PUT_ADDED : TA_PUT_UPDATED;
    return rc;
}

static enum ta_status no_project(const char *id, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_NOTFOUND, "no project %s", id);
    ta_error_mend(err, "see `terrassay project list`");
    return TA_E_NOTFOUND;
}

enum ta_status ta_op_project_get(void *self, const char *id, char **document,
                                 struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[GET]);
    ta_bind_text(&q, id);
    char *copy = NULL;
    if (ta_query_next(&q)) copy = ta_column_bytes(&q, 0, NULL);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0) rc = no_project(id, err);
    if (rc == TA_OK)
        *document = copy;
    else
        ta_free(copy);
    return rc;
}

static void fill_id(struct ta_query *q, void *element)
{
    ta_column_copy(q, 0, element, TA_ID_SIZE);
}

enum ta_status ta_op_project_ids(void *self, char (**ids)[TA_ID_SIZE], size_t *n,
                                 struct ta_error *err)
{
    static const struct ta_rows_of rows = {TA_ID_SIZE, fill_id};
    struct ta_query q = ta_query_start(self, &sql[IDS]);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &rows, &list, n, err);
    if (rc == TA_OK) *ids = list;
    return rc;
}

enum ta_status ta_op_project_remove(void *self, const char *id, struct ta_error *err)
{
    struct ta_db *db = self;
    struct ta_query q = ta_query_start(db, &sql[REMOVE]); /* its sites go with it */
    ta_bind_text(&q, id);
    enum ta_status rc = ta_query_run(&q, err);
    if (rc == TA_OK && sqlite3_changes(db->handle) == 0) rc = no_project(id, err);
    return rc;
}

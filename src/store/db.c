/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* Borrowed from the connection's list; the list is as long as there are statements in
 * this folder. */
static sqlite3_stmt *prepared(struct ta_db *db, const struct ta_sql *sql, int *code)
{
    *code = SQLITE_OK;
    for (size_t i = 0; i < db->n_prepared; i++)
        if (db->prepared[i].sql == sql) return db->prepared[i].statement;
    *code = SQLITE_INTERNAL;
    if (db->n_prepared == TA_STATEMENTS_MAX) return NULL;

    sqlite3_stmt *statement = NULL;
    *code = sqlite3_prepare_v3(db->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT,
                               &statement, NULL);
    if (*code != SQLITE_OK) return NULL;
    db->prepared[db->n_prepared].sql = sql;
    db->prepared[db->n_prepared++].statement = statement;
    return statement;
}

struct ta_query ta_query_start(struct ta_db *db, const struct ta_sql *sql)
{
    struct ta_query q = {.db = db, .sql = sql};
    q.statement = prepared(db, sql, &q.code);
    if (q.code == SQLITE_OK && !sqlite3_stmt_readonly(q.statement) &&
        sqlite3_get_autocommit(db->handle))
        q.refused = TA_E_ARG;
    return q;
}

static bool well(const struct ta_query *q)
{
    return q->refused == TA_OK &&
           (q->code == SQLITE_OK || q->code == SQLITE_ROW || q->code == SQLITE_DONE);
}

void ta_bind_text(struct ta_query *q, const char *text)
{
    q->bound++;
    if (well(q))
        q->code = sqlite3_bind_text(q->statement, q->bound, text, -1, SQLITE_STATIC);
}

void ta_bind_int(struct ta_query *q, int64_t value)
{
    q->bound++;
    if (well(q)) q->code = sqlite3_bind_int64(q->statement, q->bound, value);
}

void ta_bind_real(struct ta_query *q, double value)
{
    q->bound++;
    if (well(q)) q->code = sqlite3_bind_double(q->statement, q->bound, value);
}

void ta_bind_bytes(struct ta_query *q, const void *bytes, size_t size)
{
    q->bound++;
    if (well(q)) /* of NULL it would make NULL, and not no bytes */
        q->code = sqlite3_bind_blob64(q->statement, q->bound, size > 0 ? bytes : "",
                                      size, SQLITE_STATIC);
}

bool ta_query_next(struct ta_query *q)
{
    if (!well(q) || q->code == SQLITE_DONE) return false;
    q->code = sqlite3_step(q->statement);
    if (q->code != SQLITE_ROW) return false;
    q->rows++;
    return true;
}

int64_t ta_column_int(const struct ta_query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double ta_column_real(const struct ta_query *q, int column)
{
    if (sqlite3_column_type(q->statement, column) == SQLITE_NULL) return NAN;
    return sqlite3_column_double(q->statement, column);
}

void ta_query_refuse(struct ta_query *q, enum ta_status status)
{
    if (well(q)) q->refused = status;
}

void ta_column_copy(struct ta_query *q, int column, char *to, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(q->statement, column);
    if (!ta_copy(to, size, text == NULL ? "" : text)) ta_query_refuse(q, TA_E_DATA);
}

char *ta_column_bytes(struct ta_query *q, int column, size_t *size)
{
    const void *bytes = sqlite3_column_blob(q->statement, column);
    size_t n = (size_t)sqlite3_column_bytes(q->statement, column);
    char *copy = ta_alloc(n + 1, 1);
    if (copy == NULL) ta_query_refuse(q, TA_E_NOMEM);
    if (copy != NULL && n > 0) memcpy(copy, bytes, n);
    if (size != NULL) *size = n;
    return copy;
}

static enum ta_status refuse(const struct ta_query *q, struct ta_error *err)
{
    const char *why = "out of memory";
    if (q->refused == TA_E_DATA) why = "a field is longer than it may be";
    if (q->refused == TA_E_ARG) why = "nobody has begun a change";
    return ta_fail(err, q->refused, "%s: cannot %s: %s", q->db->path, q->sql->what,
                   why);
}

enum ta_status ta_query_end(struct ta_query *q, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (q->refused != TA_OK) rc = refuse(q, err);
    if (rc == TA_OK && !well(q)) rc = ta_db_fail(q->db, q->code, q->sql->what, err);
    if (q->statement != NULL) { /* reset says again what the step said */
        (void)sqlite3_reset(q->statement);
        (void)sqlite3_clear_bindings(q->statement);
    }
    return rc;
}

enum ta_status ta_query_run(struct ta_query *q, struct ta_error *err)
{
    while (ta_query_next(q)) continue;
    return ta_query_end(q, err);
}

enum ta_status ta_query_list(struct ta_query *q, const struct ta_rows_of *rows,
                             void **out, size_t *n, struct ta_error *err)
{
    void *list = NULL;
    size_t capacity = 0, count = 0;
    while (ta_query_next(q)) {
        if (ta_grow(&list, &capacity, count, rows->size) == 0)
            rows->fill(q, (char *)list + rows->size * count++);
        else
            ta_query_refuse(q, TA_E_NOMEM);
    }
    enum ta_status rc = ta_query_end(q, err);
    if (rc != TA_OK) {
        ta_free(list);
        return rc;
    }
    *out = list;
    *n = count;
    return TA_OK;
}

enum ta_status ta_db_run(struct ta_db *db, const char *what, const char *text,
                         struct ta_error *err)
{
    int code = sqlite3_exec(db->handle, text, NULL, NULL, NULL);
    if (code == SQLITE_OK) return TA_OK;
    return ta_db_fail(db, sqlite3_extended_errcode(db->handle), what, err);
}

void ta_db_close(struct ta_db *db)
{
    for (size_t i = 0; i < db->n_prepared; i++) /* repeats an old failure */
        (void)sqlite3_finalize(db->prepared[i].statement);
    db->n_prepared = 0;
    (void)sqlite3_close(db->handle); /* nothing of it is open any more */
    db->handle = NULL;
}

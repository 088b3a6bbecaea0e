/* SPDX-License-Identifier: Apache-2.0 */
/** @file db.h  One SQLite connection: prepared statements by their text, words for its
 * failures. */
#ifndef TA_STORE_DB_H
#define TA_STORE_DB_H

#include <sqlite3.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

/** A statement: what it does, for words like "cannot read a project", and its text.
 * Lives in one const array per table; the connection keeps the prepared form. */
struct ta_sql {
    const char *what, *text;
};

enum { TA_STATEMENTS_MAX = 96 };

struct ta_db {
    sqlite3 *handle;
    char *path;
    int64_t wait_ms;
    size_t n_prepared;
    struct {
        const struct ta_sql *sql;
        sqlite3_stmt *statement;
    } prepared[TA_STATEMENTS_MAX];
};

/** One run of a statement, with at most one run of the same statement at a time:
 *
 *      struct ta_query q = ta_query_start(db, &sql[GET]);
 *      ta_bind_text(&q, id);
 *      while (ta_query_next(&q)) ...ta_column_...(&q, ...)
 *      return ta_query_end(&q, err);
 *
 *  A failure on the way makes every later step do nothing and comes out of the end. A
 * statement that writes fails outside a transaction. */
struct ta_query {
    struct ta_db *db;
    const struct ta_sql *sql;
    sqlite3_stmt *statement;
    int code; /**< of SQLite, extended; SQLITE_OK, _ROW or _DONE while all is well */
    int bound;
    size_t rows;            /**< seen by ta_query_next() */
    enum ta_status refused; /**< by us and not by SQLite */
};

struct ta_query ta_query_start(struct ta_db *db, const struct ta_sql *sql);
/** Values go to the parameters in order; text and bytes must live until the end. */
void ta_bind_text(struct ta_query *q, const char *text); /**< NULL is NULL */
void ta_bind_int(struct ta_query *q, int64_t value);
void ta_bind_real(struct ta_query *q, double value); /**< NaN is NULL */
void ta_bind_bytes(struct ta_query *q, const void *bytes, size_t size);
/** @return true when there is a (next) row. */
bool ta_query_next(struct ta_query *q);

int64_t ta_column_int(const struct ta_query *q, int column);
double ta_column_real(const struct ta_query *q, int column); /**< NULL is NaN */
/** Copy into a fixed field; what does not fit is TA_E_DATA at the end. NULL is "". */
void ta_column_copy(struct ta_query *q, int column, char *to, size_t size);
/** Owned copy with a NUL after its bytes; @p size may be NULL. */
char *ta_column_bytes(struct ta_query *q, int column, size_t *size);
/** Make the next step and the end fail with @p status. */
void ta_query_refuse(struct ta_query *q, enum ta_status status);

TA_NODISCARD enum ta_status ta_query_end(struct ta_query *q, struct ta_error *err);
/** Step to the end and end. */
TA_NODISCARD enum ta_status ta_query_run(struct ta_query *q, struct ta_error *err);

/** All rows into one owned array (NULL when there is none) of elements of @p size bytes,
 * each filled from its row; then end. Results are written only on success. */
struct ta_rows_of {
    size_t size;
    void (*fill)(struct ta_query *q, void *element);
};
TA_NODISCARD enum ta_status ta_query_list(struct ta_query *q,
                                          const struct ta_rows_of *rows, void **out,
                                          size_t *n, struct ta_error *err);

/** Words and status for @p code (extended) at the moment it happened. */
enum ta_status ta_db_fail(const struct ta_db *db, int code, const char *what,
                          struct ta_error *err);
/** Run SQL without parameters or rows. */
TA_NODISCARD enum ta_status ta_db_run(struct ta_db *db, const char *what,
                                      const char *text, struct ta_error *err);

/** Let go of the statements and the connection; not of the struct itself. */
void ta_db_close(struct ta_db *db);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include "store/functions.h"
#include "store/schema.h"

enum { GEOPACKAGE = 0x47504B47 };

/* The table that counts the steps; user_version belongs to GeoPackage. */
static const char count_table[] = "CREATE TABLE ta_migration (\n"
                                  "  number INTEGER PRIMARY KEY,\n"
                                  "  name TEXT NOT NULL\n"
                                  ") STRICT";

/* One whole number out of a query that has one row. These run before there is a table
 * and so are not kept prepared. */
static enum ta_status number_of(struct ta_db *db, const char *text, int64_t *out,
                                struct ta_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db->handle, text, -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    enum ta_status rc = TA_OK;
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        rc = ta_db_fail(db, sqlite3_extended_errcode(db->handle), "read it", err);
    (void)sqlite3_finalize(statement); /* the step has said it */
    return rc;
}

static enum ta_status step_run(struct ta_db *db, int number, struct ta_error *err)
{
    const struct ta_migration *step = &ta_migrations[number - 1];
    enum ta_status rc = TA_OK;
    for (const char *const *sql = step->sql; *sql != NULL && rc == TA_OK; sql++)
        rc = ta_db_run(db, "bring it up to date", *sql, err);
    if (rc != TA_OK) return rc;

    static const struct ta_sql count = {"bring it up to date",
                                        "INSERT INTO ta_migration VALUES (?, ?)"};
    struct ta_query q = ta_query_start(db, &count);
    ta_bind_int(&q, number);
    ta_bind_text(&q, step->name);
    return ta_query_run(&q, err);
}

static enum ta_status steps_run(struct ta_db *db, int64_t done, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (done == 0) rc = ta_db_run(db, "make it", count_table, err);
    for (int i = (int)done + 1; i <= ta_migration_count && rc == TA_OK; i++)
        rc = step_run(db, i, err);
    return rc;
}

static enum ta_status refuse_foreign(const struct ta_db *db, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "%s: a database, but no store of terrassay",
                  db->path);
    ta_error_mend(err, "name a store.gpkg that terrassay has made, or a new path");
    return TA_E_DATA;
}

static enum ta_status refuse_newer(const struct ta_db *db, int64_t done,
                                   struct ta_error *err)
{
    (void)ta_fail(err, TA_E_CONFIG,
                  "%s: written by a newer terrassay (step %lld of its form; this "
                  "program knows %d)",
                  db->path, (long long)done, ta_migration_count);
    ta_error_mend(err, "use the newer program");
    return TA_E_CONFIG;
}

/* How many steps the file has; 0 for an empty one. */
static enum ta_status steps_done(struct ta_db *db, int64_t *done, struct ta_error *err)
{
    int64_t things = 0, application = 0, counted = 0, rows = 0;
    enum ta_status rc =
        number_of(db, "SELECT count(*) FROM sqlite_schema", &things, err);
    if (rc == TA_OK) rc = number_of(db, "PRAGMA application_id", &application, err);
    if (rc == TA_OK)
        rc = number_of(db,
                       "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND "
                       "name = 'ta_migration'",
                       &counted, err);
    if (rc != TA_OK) return rc;

    *done = 0;
    if (things == 0 && application == 0) return TA_OK;
    if (application != GEOPACKAGE || counted != 1) return refuse_foreign(db, err);
    rc = number_of(db, "SELECT coalesce(max(number), 0) FROM ta_migration", done, err);
    if (rc == TA_OK)
        rc = number_of(db, "SELECT count(*) FROM ta_migration", &rows, err);
    if (rc != TA_OK) return rc;
    if (*done > ta_migration_count) return refuse_newer(db, *done, err);
    if (*done < 1 || rows != *done)
        return ta_fail(err, TA_E_DATA,
                       "%s: its count of steps has a gap (%lld of %lld)", db->path,
                       (long long)rows, (long long)*done);
    return TA_OK;
}

static enum ta_status refuse_older(const struct ta_db *db, int64_t done,
                                   struct ta_error *err)
{
    if (done == 0) return refuse_foreign(db, err);
    (void)ta_fail(err, TA_E_CONFIG,
                  "%s: written by an older terrassay (step %lld of %d)", db->path,
                  (long long)done, ta_migration_count);
    ta_error_mend(err, "open it once for writing: that brings it up to date");
    return TA_E_CONFIG;
}

enum ta_status ta_migrate(struct ta_db *db, bool read_only, struct ta_error *err)
{
    int64_t done = 0;
    enum ta_status rc = steps_done(db, &done, err);
    if (rc != TA_OK || done == ta_migration_count) return rc;
    if (read_only) return refuse_older(db, done, err);

    rc = ta_db_run(db, "begin to bring it up to date", "BEGIN IMMEDIATE", err);
    if (rc != TA_OK) return rc;
    rc = steps_done(db, &done, err); /* another program may have been faster */
    if (rc == TA_OK) rc = steps_run(db, done, err);
    if (rc == TA_OK) rc = ta_db_run(db, "bring it up to date", "COMMIT", err);
    if (rc != TA_OK && !sqlite3_get_autocommit(db->handle))
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL); /* rc says why */
    return rc;
}

enum ta_status ta_migrate_model(struct ta_db *out, struct ta_error *err)
{
    int code = sqlite3_open(":memory:", &out->handle);
    if (code == SQLITE_OK) code = ta_functions_add(out->handle);
    if (code != SQLITE_OK) return ta_db_fail(out, code, "make a pattern", err);
    enum ta_status rc = ta_db_run(out, "make a pattern", "BEGIN", err);
    if (rc == TA_OK) rc = steps_run(out, 0, err);
    return rc;
}

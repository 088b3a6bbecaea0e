/* SPDX-License-Identifier: Apache-2.0 */
/** @file layers.c  Imported layers and hazard grids: names, and their versions.
 */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "store/ops.h"

#define COLUMNS                                                                        \
    "name, version, kind, path, sha256, source, crs, part, name_field, class_field,\n" \
    "  position_error_m, accuracy_m, valid_from, valid_to, simulated, variable, "      \
    "unit,\n"                                                                          \
    "  coalesce(extent, '')"

enum { LAST, NOW, OF, LIST, PUT, REMOVE };
static const struct ta_sql sql[] = {
    [LAST] = {"look for a layer", "SELECT max(version) FROM ta_layer WHERE name = ?"},
    [NOW] = {"read a layer",
             "SELECT " COLUMNS " FROM ta_layer WHERE name = ?1 AND removed = 0\n"
             "  AND version = (SELECT max(version) FROM ta_layer WHERE name = ?1)"},
    [OF] = {"look for a layer", "SELECT " COLUMNS " FROM ta_layer WHERE sha256 = ?\n"
                                "  ORDER BY version DESC, name LIMIT 1"},
    [LIST] =
        {"list the layers",
         "SELECT " COLUMNS " FROM ta_layer l WHERE removed = 0 AND version =\n"
         "  (SELECT max(version) FROM ta_layer WHERE name = l.name) ORDER BY name"},
    [PUT] = {"keep a layer",
             "INSERT INTO ta_layer (name, version, kind, path, sha256, source, crs,\n"
             "  part, name_field, class_field, position_error_m, accuracy_m,\n"
             "  valid_from, valid_to, simulated, variable, unit, extent)\n"
             "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, -2147483648),\n"
             "  nullif(?, -2147483648), ?, ?, ?, nullif(?, ''))"},
    [REMOVE] = {"remove a layer",
                "UPDATE ta_layer SET removed = 1 WHERE name = ?1 AND removed = 0\n"
                "  AND version = (SELECT max(version) FROM ta_layer WHERE name = ?1)"},
};

static ta_day column_day(const struct ta_query *q, int column)
{
    if (sqlite3_column_type(q->statement, column) == SQLITE_NULL) return TA_DAY_NONE;
    return (ta_day)ta_column_int(q, column);
}

static void fill_layer(struct ta_query *q, void *element)
{
    struct ta_layer_row *row = element;
    ta_column_copy(q, 0, row->name, sizeof row->name);
    row->version = (int)ta_column_int(q, 1);
    ta_column_copy(q, 2, row->kind, sizeof row->kind);
    ta_column_copy(q, 3, row->path, sizeof row->path);
    ta_column_copy(q, 4, row->sha256, sizeof row->sha256);
    ta_column_copy(q, 5, row->source, sizeof row->source);
    ta_column_copy(q, 6, row->crs, sizeof row->crs);
    ta_column_copy(q, 7, row->part, sizeof row->part);
    ta_column_copy(q, 8, row->name_field, sizeof row->name_field);
    ta_column_copy(q, 9, row->class_field, sizeof row->class_field);
    row->position_error_m = ta_column_real(q, 10);
    row->accuracy_m = ta_column_real(q, 11);
    row->from = column_day(q, 12);
    row->to = column_day(q, 13);
    row->simulated = ta_column_int(q, 14) != 0;
    ta_column_copy(q, 15, row->variable, sizeof row->variable);
    ta_column_copy(q, 16, row->unit, sizeof row->unit);
    ta_column_copy(q, 17, row->extent_sha256, sizeof row->extent_sha256);
}

/* One row of a query whose only parameter is @p value. */
static enum ta_status one(struct ta_db *db, const struct ta_sql *what,
                          const char *value, struct ta_layer_row *out, bool *found,
                          struct ta_error *err)
{
    struct ta_layer_row row = {.version = 0};
    struct ta_query q = ta_query_start(db, what);
    ta_bind_text(&q, value);
    if (ta_query_next(&q)) fill_layer(&q, &row);
    enum ta_status rc = ta_query_end(&q, err);
    *found = rc == TA_OK && q.rows > 0;
    if (*found) *out = row;
    return rc;
}

static enum ta_status no_layer(const char *name, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_NOTFOUND, "no layer %s", name);
    ta_error_mend(err, "see `terrassay layer list`");
    return TA_E_NOTFOUND;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_texts(const struct ta_layer_row *a, const struct ta_layer_row *b)
{
    return strcmp(a->kind, b->kind) == 0 && strcmp(a->path, b->path) == 0 &&
           strcmp(a->sha256, b->sha256) == 0 && strcmp(a->source, b->source) == 0 &&
           strcmp(a->crs, b->crs) == 0 && strcmp(a->part, b->part) == 0 &&
           strcmp(a->name_field, b->name_field) == 0 &&
           strcmp(a->class_field, b->class_field) == 0 &&
           strcmp(a->variable, b->variable) == 0 && strcmp(a->unit, b->unit) == 0 &&
           strcmp(a->extent_sha256, b->extent_sha256) == 0;
}

static bool same(const struct ta_layer_row *a, const struct ta_layer_row *b)
{
    return same_texts(a, b) && same_number(a->position_error_m, b->position_error_m) &&
           same_number(a->accuracy_m, b->accuracy_m) && a->from == b->from &&
           a->to == b->to && a->simulated == b->simulated;
}

static enum ta_status last_version(struct ta_db *db, const char *name, int *out,
                                   struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[LAST]);
    ta_bind_text(&q, name);
    *out = ta_query_next(&q) ? (int)ta_column_int(&q, 0) : 0;
    return ta_query_end(&q, err);
}

static enum ta_status insert(struct ta_db *db, const struct ta_layer_row *row,
                             struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[PUT]);
    ta_bind_text(&q, row->name);
    ta_bind_int(&q, row->version);
    ta_bind_text(&q, row->kind);
    ta_bind_text(&q, row->path);
    ta_bind_text(&q, row->sha256);
    ta_bind_text(&q, row->source);
    ta_bind_text(&q, row->crs);
    ta_bind_text(&q, row->part);
    ta_bind_text(&q, row->name_field);
    ta_bind_text(&q, row->class_field);
    ta_bind_real(&q, row->position_error_m);
    ta_bind_real(&q, row->accuracy_m);
    ta_bind_int(&q, row->from);
    ta_bind_int(&q, row->to);
    ta_bind_int(&q, row->simulated);
    ta_bind_text(&q, row->variable);
    ta_bind_text(&q, row->unit);
    ta_bind_text(&q, row->extent_sha256);
    return ta_query_run(&q, err);
}

enum ta_status ta_op_layer_put(void *self, struct ta_layer_row *row, enum ta_put *out,
                               struct ta_error *err)
{
    struct ta_layer_row now;
    bool found = false;
    if (!ta_id_ok(row->name))
        return ta_fail(err, TA_E_ARG, "\"%s\" is no name for a layer", row->name);
    enum ta_status rc = one(self, &sql[NOW], row->name, &now, &found, err);
    if (rc != TA_OK) return rc;
    if (found && same(&now, row)) {
        row->version = now.version;
        *out = TA_PUT_UNCHANGED;
        return TA_OK;
    }
    int last = 0;
    rc = last_version(self, row->name, &last, err);
    if (rc != TA_OK) return rc;
    row->version = last + 1;
    rc = insert(self, row, err);
    if (rc == TA_OK) *out = found ? TA_PUT_UPDATED : TA_PUT_ADDED;
    return rc;
}

enum ta_status ta_op_layer_get(void *self, const char *name, struct ta_layer_row *out,
                               struct ta_error *err)
{
    bool found = false;
    enum ta_status rc = one(self, &sql[NOW], name, out, &found, err);
    return rc == TA_OK && !found ? no_layer(name, err) : rc;
}

enum ta_status ta_op_layer_of(void *self, const char *sha256, struct ta_layer_row *out,
                              struct ta_error *err)
{
    bool found = false;
    enum ta_status rc = one(self, &sql[OF], sha256, out, &found, err);
    if (rc == TA_OK && !found)
        rc = ta_fail(err, TA_E_NOTFOUND, "no layer with the file %s", sha256);
    return rc;
}

enum ta_status ta_op_layer_list(void *self, struct ta_layer_row **rows, size_t *n,
                                struct ta_error *err)
{
    static const struct ta_rows_of layers = {sizeof(struct ta_layer_row), fill_layer};
    struct ta_query q = ta_query_start(self, &sql[LIST]);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &layers, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}

enum ta_status ta_op_layer_remove(void *self, const char *name, struct ta_error *err)
{
    struct ta_db *db = self;
    struct ta_query q = ta_query_start(db, &sql[REMOVE]);
    ta_bind_text(&q, name);
    enum ta_status rc = ta_query_run(&q, err);
    if (rc == TA_OK && sqlite3_changes(db->handle) == 0) rc = no_layer(name, err);
    return rc;
}

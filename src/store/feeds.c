/* SPDX-License-Identifier: Apache-2.0 */
/** @file feeds.c  Days of datastreams in a few figures. */
#include "store/ops.h"

enum { MISSING, MARK, PUT, DAYS };
static const struct ta_sql sql[] = {
    [MISSING] = {"look for files without figures of their days",
                 "SELECT kind, part, version, path, sha256, rows FROM ta_partition p\n"
                 "  WHERE kind = 'readings'\n"
                 "    AND version = (SELECT max(version) FROM ta_partition\n"
                 "      WHERE kind = p.kind AND part = p.part)\n"
                 "    AND NOT EXISTS (SELECT 1 FROM ta_feed_part f\n"
                 "      WHERE f.part = p.part AND f.version = p.version)\n"
                 "  ORDER BY part"},
    [MARK] = {"note figures of days",
              "INSERT INTO ta_feed_part (part, version) VALUES (?, ?)\n"
              "  ON CONFLICT (part) DO UPDATE SET version = excluded.version"},
    [PUT] = {"note figures of a day",
             "INSERT OR REPLACE INTO ta_feed_day\n"
             "  (property, project, device, name, day, n, mean, spread)\n"
             "  VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
    [DAYS] = {"read figures of days",
              "SELECT property, project, device, name, day, n, mean, spread\n"
              "  FROM ta_feed_day d WHERE property = ? AND day >= ? AND day < ?\n"
              "    AND EXISTS (SELECT 1 FROM ta_project p WHERE p.id = d.project)\n"
              "  ORDER BY project, device, name, day"},
};

enum ta_status ta_op_feeds_missing(void *self, struct ta_partition_row **rows,
                                   size_t *n, struct ta_error *err)
{
    static const struct ta_rows_of parts = {sizeof(struct ta_partition_row),
                                            ta_partition_fill};
    struct ta_query q = ta_query_start(self, &sql[MISSING]);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &parts, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}

static enum ta_status put_day(struct ta_db *db, const struct ta_feed_day *day,
                              struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[PUT]);
    ta_bind_text(&q, day->property);
    ta_bind_text(&q, day->project);
    ta_bind_text(&q, day->device);
    ta_bind_text(&q, day->name);
    ta_bind_int(&q, day->day);
    ta_bind_int(&q, day->n);
    ta_bind_real(&q, day->mean);
    ta_bind_real(&q, day->spread);
    return ta_query_run(&q, err);
}

enum ta_status ta_op_feeds_put(void *self, const struct ta_partition_row *part,
                               const struct ta_feed_day *days, size_t n,
                               struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = put_day(self, &days[i], err);
    if (rc != TA_OK) return rc;
    struct ta_query q = ta_query_start(self, &sql[MARK]);
    ta_bind_text(&q, part->part);
    ta_bind_int(&q, part->version);
    return ta_query_run(&q, err);
}

static void fill_day(struct ta_query *q, void *element)
{
    struct ta_feed_day *day = element;
    ta_column_copy(q, 0, day->property, sizeof day->property);
    ta_column_copy(q, 1, day->project, sizeof day->project);
    ta_column_copy(q, 2, day->device, sizeof day->device);
    ta_column_copy(q, 3, day->name, sizeof day->name);
    day->day = (ta_day)ta_column_int(q, 4);
    day->n = ta_column_int(q, 5);
    day->mean = ta_column_real(q, 6);
    day->spread = ta_column_real(q, 7);
}

enum ta_status ta_op_feeds_of(void *self, const char *property, ta_day from,
                              ta_day after, struct ta_feed_day **days, size_t *n,
                              struct ta_error *err)
{
    static const struct ta_rows_of rows = {sizeof(struct ta_feed_day), fill_day};
    struct ta_query q = ta_query_start(self, &sql[DAYS]);
    void *list = NULL;
    ta_bind_text(&q, property);
    ta_bind_int(&q, from);
    ta_bind_int(&q, after);
    enum ta_status rc = ta_query_list(&q, &rows, &list, n, err);
    if (rc == TA_OK) *days = list;
    return rc;
}

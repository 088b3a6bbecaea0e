/* SPDX-License-Identifier: Apache-2.0 */
/** @file evidence.c  Scenes, chips and partitions: what was seen and where it is kept.
 */
#include <string.h>

#include "store/ops.h"

enum { SCENE_PUT, SCENE_GET, CHIP_PUT, CHIPS_OF, PART_PUT, PART_GET, PARTS };
static const struct ta_sql sql[] = {
    [SCENE_PUT] =
        {"keep a scene",
         "INSERT INTO ta_scene (id, processing, datatake, tile, time, state,\n"
         "  reason, assets_sha256, sites_sha256)\n"
         "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\n"
         "  ON CONFLICT (id, processing) DO UPDATE SET\n"
         "  datatake = excluded.datatake, tile = excluded.tile,\n"
         "  time = excluded.time, state = excluded.state,\n"
         "  reason = excluded.reason,\n"
         "  assets_sha256 = excluded.assets_sha256,\n"
         "  sites_sha256 = excluded.sites_sha256"},
    [SCENE_GET] = {"read a scene",
                   "SELECT id, processing, datatake, tile, time, state, reason,\n"
                   "  assets_sha256, sites_sha256 FROM ta_scene\n"
                   "  WHERE id = ? AND processing = ?"},
    [CHIP_PUT] = {"keep a chip",
                  "INSERT INTO ta_chip (project, site, scene, processing, time, path,\n"
                  "  sha256, shape_sha256, clear_fraction)\n"
                  "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\n"
                  "  ON CONFLICT (project, site, scene, processing) DO UPDATE SET\n"
                  "  time = excluded.time, path = excluded.path,\n"
                  "  sha256 = excluded.sha256, shape_sha256 = excluded.shape_sha256,\n"
                  "  clear_fraction = excluded.clear_fraction"},
    [CHIPS_OF] =
        {"list chips",
         "SELECT c.project, c.site, c.scene, c.processing, c.time, c.path,\n"
         "  c.sha256, c.shape_sha256, c.clear_fraction\n"
         "  FROM ta_chip c LEFT JOIN ta_scene s\n"
         "    ON s.id = c.scene AND s.processing = c.processing\n"
         "  WHERE c.project = ? AND c.site = ? AND c.time >= ? AND c.time < ?\n"
         "    AND s.state IS NOT 'superseded'\n"
         "  ORDER BY c.time, c.scene, c.processing"},
    [PART_PUT] = {"keep a partition",
                  "INSERT INTO ta_partition (kind, part, version, path, sha256, rows)\n"
                  "  VALUES (?, ?, ?, ?, ?, ?)"},
    [PART_GET] = {"look for a partition",
                  "SELECT path, sha256, rows FROM ta_partition\n"
                  "  WHERE kind = ? AND part = ? AND version = ?"},
    /* No text stands between a prefix and the prefix with the last character behind. */
    [PARTS] = {"list partitions",
               "SELECT kind, part, version, path, sha256, rows FROM ta_partition p\n"
               "  WHERE kind = ?1 AND part >= ?2 AND part < ?2 || char(1114111)\n"
               "    AND version = (SELECT max(version) FROM ta_partition\n"
               "      WHERE kind = p.kind AND part = p.part)\n"
               "  ORDER BY part"},
};

static const char *const state_words[] = {[TA_SCENE_OBSERVED] = "observed",
                                          [TA_SCENE_SET_ASIDE] = "set_aside",
                                          [TA_SCENE_SUPERSEDED] = "superseded"};
enum { STATES = sizeof state_words / sizeof *state_words };

enum ta_status ta_op_scene_put(void *self, const struct ta_scene_row *row,
                               struct ta_error *err)
{
    if ((unsigned)row->state >= STATES)
        return ta_fail(err, TA_E_ARG, "scene %s: state %d", row->id, (int)row->state);
    if (row->state == TA_SCENE_SET_ASIDE && row->reason[0] == '\0')
        return ta_fail(err, TA_E_ARG, "scene %s: set aside without a reason", row->id);
    struct ta_query q = ta_query_start(self, &sql[SCENE_PUT]);
    ta_bind_text(&q, row->id);
    ta_bind_text(&q, row->processing);
    ta_bind_text(&q, row->datatake);
    ta_bind_text(&q, row->tile);
    ta_bind_int(&q, row->time);
    ta_bind_text(&q, state_words[row->state]);
    ta_bind_text(&q, row->reason);
    ta_bind_text(&q, row->assets_sha256);
    ta_bind_text(&q, row->sites_sha256);
    return ta_query_run(&q, err);
}

static void column_state(struct ta_query *q, int column, enum ta_scene_state *out)
{
    char word[16];
    ta_column_copy(q, column, word, sizeof word);
    for (int i = 0; i < STATES; i++)
        if (strcmp(word, state_words[i]) == 0) *out = (enum ta_scene_state)i;
}

enum ta_status ta_op_scene_get(void *self, const char *id, const char *processing,
                               struct ta_scene_row *out, struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[SCENE_GET]);
    ta_bind_text(&q, id);
    ta_bind_text(&q, processing);
    struct ta_scene_row row = {.time = TA_TIME_NONE};
    if (ta_query_next(&q)) {
        ta_column_copy(&q, 0, row.id, sizeof row.id);
        ta_column_copy(&q, 1, row.processing, sizeof row.processing);
        ta_column_copy(&q, 2, row.datatake, sizeof row.datatake);
        ta_column_copy(&q, 3, row.tile, sizeof row.tile);
        row.time = ta_column_int(&q, 4);
        column_state(&q, 5, &row.state);
        ta_column_copy(&q, 6, row.reason, sizeof row.reason);
        ta_column_copy(&q, 7, row.assets_sha256, sizeof row.assets_sha256);
        ta_column_copy(&q, 8, row.sites_sha256, sizeof row.sites_sha256);
    }
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_fail(err, TA_E_NOTFOUND, "no scene %s (%s)", id, processing);
    if (rc == TA_OK) *out = row;
    return rc;
}

enum ta_status ta_op_chip_put(void *self, const struct ta_chip_row *row,
                              struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[CHIP_PUT]);
    ta_bind_text(&q, row->project);
    ta_bind_int(&q, row->site);
    ta_bind_text(&q, row->scene);
    ta_bind_text(&q, row->processing);
    ta_bind_int(&q, row->time);
    ta_bind_text(&q, row->path);
    ta_bind_text(&q, row->sha256);
    ta_bind_text(&q, row->shape_sha256);
    ta_bind_real(&q, row->clear_fraction);
    return ta_query_run(&q, err);
}

static void fill_chip(struct ta_query *q, void *element)
{
    struct ta_chip_row *row = element;
    ta_column_copy(q, 0, row->project, sizeof row->project);
    row->site = (int)ta_column_int(q, 1);
    ta_column_copy(q, 2, row->scene, sizeof row->scene);
    ta_column_copy(q, 3, row->processing, sizeof row->processing);
    row->time = ta_column_int(q, 4);
    ta_column_copy(q, 5, row->path, sizeof row->path);
    ta_column_copy(q, 6, row->sha256, sizeof row->sha256);
    ta_column_copy(q, 7, row->shape_sha256, sizeof row->shape_sha256);
    row->clear_fraction = ta_column_real(q, 8);
}

enum ta_status ta_op_chips_of(void *self, const char *project, int site,
                              ta_time_us from, ta_time_us to, struct ta_chip_row **rows,
                              size_t *n, struct ta_error *err)
{
    static const struct ta_rows_of chips = {sizeof(struct ta_chip_row), fill_chip};
    struct ta_query q = ta_query_start(self, &sql[CHIPS_OF]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, site);
    ta_bind_int(&q, from);
    ta_bind_int(&q, to);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &chips, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}

/* A version is sealed: the same again is fine, another is not. */
static enum ta_status partition_is_same(void *self, const struct ta_partition_row *row,
                                        bool *there, struct ta_error *err)
{
    char path[sizeof row->path] = "", hash[TA_HEX_SIZE] = "";
    int64_t rows = 0;
    struct ta_query q = ta_query_start(self, &sql[PART_GET]);
    ta_bind_text(&q, row->kind);
    ta_bind_text(&q, row->part);
    ta_bind_int(&q, row->version);
    if (ta_query_next(&q)) {
        ta_column_copy(&q, 0, path, sizeof path);
        ta_column_copy(&q, 1, hash, sizeof hash);
        rows = ta_column_int(&q, 2);
    }
    enum ta_status rc = ta_query_end(&q, err);
    *there = q.rows > 0;
    if (rc != TA_OK || !*there) return rc;
    if (strcmp(hash, row->sha256) == 0 && strcmp(path, row->path) == 0 &&
        rows == row->rows)
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s %s version %d is there already, as %s",
                   row->kind, row->part, row->version, path);
}

enum ta_status ta_op_partition_put(void *self, const struct ta_partition_row *row,
                                   struct ta_error *err)
{
    bool there = false;
    enum ta_status rc = partition_is_same(self, row, &there, err);
    if (rc != TA_OK || there) return rc;
    struct ta_query q = ta_query_start(self, &sql[PART_PUT]);
    ta_bind_text(&q, row->kind);
    ta_bind_text(&q, row->part);
    ta_bind_int(&q, row->version);
    ta_bind_text(&q, row->path);
    ta_bind_text(&q, row->sha256);
    ta_bind_int(&q, row->rows);
    return ta_query_run(&q, err);
}

static void fill_partition(struct ta_query *q, void *element)
{
    struct ta_partition_row *row = element;
    ta_column_copy(q, 0, row->kind, sizeof row->kind);
    ta_column_copy(q, 1, row->part, sizeof row->part);
    row->version = (int)ta_column_int(q, 2);
    ta_column_copy(q, 3, row->path, sizeof row->path);
    ta_column_copy(q, 4, row->sha256, sizeof row->sha256);
    row->rows = ta_column_int(q, 5);
}

enum ta_status ta_op_partitions(void *self, const char *kind, const char *prefix,
                                struct ta_partition_row **rows, size_t *n,
                                struct ta_error *err)
{
    static const struct ta_rows_of parts = {sizeof(struct ta_partition_row),
                                            fill_partition};
    struct ta_query q = ta_query_start(self, &sql[PARTS]);
    ta_bind_text(&q, kind);
    ta_bind_text(&q, prefix);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &parts, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file evidence.c  Chips and partitions: what was seen and where it is kept. */
#include <string.h>

#include "store/ops.h"

enum {
    CHIP_PUT,
    CHIPS_OF,
    PART_PUT,
    PART_GET,
    PARTS,
    HOLDS,
    PARTS_OF,
    STALE,
    OUT,
    FORGET,
    CHIP_FORGET
};
static const struct ta_sql sql[] = {
    [CHIP_PUT] =
        {"keep a chip",
         "INSERT INTO ta_chip (project, site, scene, processing, grid, time,\n"
         "  path, sha256, shape_sha256, inside, clear_fraction)\n"
         "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\n"
         "  ON CONFLICT (project, site, scene, processing, grid) DO UPDATE SET\n"
         "  time = excluded.time, path = excluded.path,\n"
         "  sha256 = excluded.sha256, shape_sha256 = excluded.shape_sha256,\n"
         "  inside = excluded.inside,\n"
         "  clear_fraction = excluded.clear_fraction"},
    [CHIP_FORGET] = {"forget a chip",
                     "DELETE FROM ta_chip WHERE project = ? AND site = ?\n"
                     "  AND scene = ? AND processing = ?"},
    /* The inner query finds a better look of the same datatake on a neighbouring tile, of a scene that has all bands
     * of this one. CROSS JOIN has it begin with the datatake: it would else go through all chips of the site for
     * each of them. */
    [CHIPS_OF] =
        {"list chips",
         "SELECT c.project, c.site, c.scene, c.processing, c.grid, c.time, c.path,\n"
         "  c.sha256, c.shape_sha256, c.inside, c.clear_fraction\n"
         "  FROM ta_chip c LEFT JOIN ta_scene s\n"
         "    ON s.id = c.scene AND s.processing = c.processing\n"
         "  LEFT JOIN ta_site_shape n ON n.project = c.project AND n.site = c.site\n"
         "  WHERE c.project = ? AND c.site = ? AND c.time >= ? AND c.time < ?\n"
         "    AND s.state IS NOT 'superseded'\n"
         "    AND (n.seq IS NULL OR n.shape_sha256 IN ('', c.shape_sha256))\n"
         "    AND NOT EXISTS (SELECT 1 FROM ta_scene t\n"
         "      CROSS JOIN ta_chip d ON d.project = c.project AND d.site = c.site\n"
         "        AND d.scene = t.id AND d.processing = t.processing\n"
         "      WHERE t.datatake = s.datatake AND t.tile <> s.tile\n"
         "        AND t.id <> s.id\n"
         "        AND t.state IS NOT 'superseded'\n"
         "        AND d.shape_sha256 = c.shape_sha256\n"
         "        AND substr(t.id, 1, instr(t.id, '/')) =\n"
         "          substr(s.id, 1, instr(s.id, '/'))\n"
         "        AND (d.inside, coalesce(d.clear_fraction, -1), c.scene) >\n"
         "          (c.inside, coalesce(c.clear_fraction, -1), d.scene)\n"
         "        AND NOT EXISTS (SELECT json_extract(b.value, '$.name')\n"
         "          FROM ta_document x, json_each(CAST(x.bytes AS TEXT), '$.assets') "
         "a,\n"
         "            json_each(a.value, '$.bands') b WHERE x.sha256 = "
         "s.assets_sha256\n"
         "          EXCEPT SELECT json_extract(b.value, '$.name')\n"
         "          FROM ta_document x, json_each(CAST(x.bytes AS TEXT), '$.assets') "
         "a,\n"
         "            json_each(a.value, '$.bands') b\n"
         "          WHERE x.sha256 = t.assets_sha256))\n"
         "  ORDER BY c.time, c.scene, c.processing, c.grid"},
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
    [HOLDS] = {"note a partition of a site",
               "INSERT INTO ta_part_site (project, site, part) VALUES (?, ?, ?)\n"
               "  ON CONFLICT DO UPDATE SET stale = 0"},
    [STALE] = {"list stale rows", "SELECT part, project, site FROM ta_part_site\n"
                                  "  WHERE stale = 1 AND (?1 = '' OR part = ?1)\n"
                                  "  ORDER BY part, project, site"},
    [OUT] = {"put rows of a site out of sight",
             "UPDATE ta_part_site SET stale = 1\n"
             "  WHERE project = ? AND site = ? AND part = ?"},
    [FORGET] = {"forget stale rows",
                "DELETE FROM ta_part_site WHERE project = ? AND site = ? AND part = ?\n"
                "  AND stale = 1"},
    [PARTS_OF] = {"list the partitions of a site",
                  "SELECT p.kind, p.part, p.version, p.path, p.sha256, p.rows\n"
                  "  FROM ta_part_site h JOIN ta_partition p\n"
                  "    ON p.kind = 'observations' AND p.part = h.part\n"
                  "  WHERE h.project = ? AND h.site = ? AND h.stale = 0\n"
                  "    AND p.version = (SELECT max(version) FROM ta_partition\n"
                  "      WHERE kind = p.kind AND part = p.part)\n"
                  "  ORDER BY h.part"},
};

enum ta_status ta_op_chip_put(void *self, const struct ta_chip_row *row,
                              struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[CHIP_PUT]);
    ta_bind_text(&q, row->project);
    ta_bind_int(&q, row->site);
    ta_bind_text(&q, row->scene);
    ta_bind_text(&q, row->processing);
    ta_bind_int(&q, row->grid);
    ta_bind_int(&q, row->time);
    ta_bind_text(&q, row->path);
    ta_bind_text(&q, row->sha256);
    ta_bind_text(&q, row->shape_sha256);
    ta_bind_real(&q, row->inside);
    ta_bind_real(&q, row->clear_fraction);
    return ta_query_run(&q, err);
}

enum ta_status ta_op_chip_forget(void *self, const struct ta_chip_row *look,
                                 struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[CHIP_FORGET]);
    ta_bind_text(&q, look->project);
    ta_bind_int(&q, look->site);
    ta_bind_text(&q, look->scene);
    ta_bind_text(&q, look->processing);
    return ta_query_run(&q, err);
}

static void fill_chip(struct ta_query *q, void *element)
{
    struct ta_chip_row *row = element;
    ta_column_copy(q, 0, row->project, sizeof row->project);
    row->site = (int)ta_column_int(q, 1);
    ta_column_copy(q, 2, row->scene, sizeof row->scene);
    ta_column_copy(q, 3, row->processing, sizeof row->processing);
    row->grid = (int)ta_column_int(q, 4);
    row->time = ta_column_int(q, 5);
    ta_column_copy(q, 6, row->path, sizeof row->path);
    ta_column_copy(q, 7, row->sha256, sizeof row->sha256);
    ta_column_copy(q, 8, row->shape_sha256, sizeof row->shape_sha256);
    row->inside = ta_column_real(q, 9);
    row->clear_fraction = ta_column_real(q, 10);
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

void ta_partition_fill(struct ta_query *q, void *element)
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
                                            ta_partition_fill};
    struct ta_query q = ta_query_start(self, &sql[PARTS]);
    ta_bind_text(&q, kind);
    ta_bind_text(&q, prefix);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &parts, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}

static enum ta_status part_site(struct ta_db *db, const struct ta_sql *what,
                                const struct ta_part_site *held, struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, what);
    ta_bind_text(&q, held->project);
    ta_bind_int(&q, held->site);
    ta_bind_text(&q, held->part);
    return ta_query_run(&q, err);
}

enum ta_status ta_op_part_holds(void *self, const struct ta_part_site *held,
                                struct ta_error *err)
{
    return part_site(self, &sql[HOLDS], held, err);
}

enum ta_status ta_op_part_stale(void *self, const struct ta_part_site *held,
                                struct ta_error *err)
{
    return part_site(self, &sql[OUT], held, err);
}

enum ta_status ta_op_part_forget(void *self, const struct ta_part_site *held,
                                 struct ta_error *err)
{
    return part_site(self, &sql[FORGET], held, err);
}

static void fill_part_site(struct ta_query *q, void *element)
{
    struct ta_part_site *row = element;
    ta_column_copy(q, 0, row->part, sizeof row->part);
    ta_column_copy(q, 1, row->project, sizeof row->project);
    row->site = (int)ta_column_int(q, 2);
}

enum ta_status ta_op_parts_stale(void *self, const char *part,
                                 struct ta_part_site **rows, size_t *n,
                                 struct ta_error *err)
{
    static const struct ta_rows_of sites = {sizeof(struct ta_part_site),
                                            fill_part_site};
    struct ta_query q = ta_query_start(self, &sql[STALE]);
    ta_bind_text(&q, part);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &sites, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}

enum ta_status ta_op_parts_of(void *self, const char *project, int site,
                              struct ta_partition_row **rows, size_t *n,
                              struct ta_error *err)
{
    static const struct ta_rows_of parts = {sizeof(struct ta_partition_row),
                                            ta_partition_fill};
    struct ta_query q = ta_query_start(self, &sql[PARTS_OF]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, site);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &parts, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}

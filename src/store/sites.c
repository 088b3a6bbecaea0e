/* SPDX-License-Identifier: Apache-2.0 */
/** @file sites.c  The map layer: one row per site, with the latest level. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/blob.h"
#include "store/ops.h"
#include "store/schema.h"

enum { MOVE, ADD, MARK, SWEEP, TOUCH, WITHIN, LEVEL, HAS, SHOWN };
static const struct ta_sql sql[] = {
    [MOVE] = {"update a site", "UPDATE sites SET geom = ?3, name = ?4, area_m2 = ?5,\n"
                               "  position_error_m = ?6, simulated = ?7\n"
                               "  WHERE project = ?1 AND site = ?2"},
    [ADD] = {"add a site",
             "INSERT INTO sites (project, site, geom, name, area_m2,\n"
             "  position_error_m, simulated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    [MARK] = {"list the sites of a project",
              "SELECT site FROM sites WHERE project = ?"},
    [SWEEP] = {"remove a site", "DELETE FROM sites WHERE project = ? AND site = ?"},
    [TOUCH] = {"date the layer",
               "UPDATE gpkg_contents SET last_change =\n"
               "  strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = 'sites'"},
    /* The index rounds boxes outwards to single precision; the shapes decide. */
    [WITHIN] = {"find sites",
                "SELECT s.project || '/' || s.site AS id\n"
                "  FROM rtree_sites_geom r JOIN sites s ON s.fid = r.id\n"
                "  WHERE r.minx <= ?3 AND r.maxx >= ?1\n"
                "    AND r.miny <= ?4 AND r.maxy >= ?2\n"
                "    AND ST_MinX(s.geom) <= ?3 AND ST_MaxX(s.geom) >= ?1\n"
                "    AND ST_MinY(s.geom) <= ?4 AND ST_MaxY(s.geom) >= ?2\n"
                "  ORDER BY id"},
    [LEVEL] = {"show a level on the map",
               "UPDATE sites SET level = ?2, score = ?3, record_id = ?4,\n"
               "  (model, opinion) = " TA_SHOWN_OF("?4") "\n"
                                                         "  WHERE project = ?1"},
    [SHOWN] = {"read a level",
               "SELECT level, score, record_id FROM sites WHERE project = ?\n"
               "  ORDER BY record_id IS NULL, site LIMIT 1"},
    [HAS] = {"look for a project", "SELECT 1 FROM ta_project WHERE id = ?"},
};

static enum ta_status site_write(struct ta_db *db, const struct ta_sql *how,
                                 const struct ta_project *project, size_t i,
                                 struct ta_error *err)
{
    const struct ta_site *site = &project->site[i];
    unsigned char *blob = NULL;
    size_t size = 0;
    enum ta_status rc = ta_blob_from_polygons(&site->shape, &blob, &size, err);
    if (rc != TA_OK) {
        ta_error_context(err, "site %s/%d", project->id, site->n);
        return rc;
    }
    struct ta_query q = ta_query_start(db, how);
    ta_bind_text(&q, project->id);
    ta_bind_int(&q, site->n);
    ta_bind_bytes(&q, blob, size);
    ta_bind_text(&q, site->name);
    ta_bind_real(&q, site->area_m2);
    ta_bind_real(&q, site->position_error_m);
    ta_bind_int(&q, project->simulated);
    rc = ta_query_run(&q, err);
    ta_free(blob);
    return rc;
}

/* An upsert would hand its conflict rule down to the index's triggers. */
static enum ta_status site_put(struct ta_db *db, const struct ta_project *project,
                               size_t i, struct ta_error *err)
{
    enum ta_status rc = site_write(db, &sql[MOVE], project, i, err);
    if (rc != TA_OK || sqlite3_changes(db->handle) > 0) return rc;
    return site_write(db, &sql[ADD], project, i, err);
}

static bool has_site(const struct ta_project *project, int64_t n)
{
    for (size_t i = 0; i < project->n_sites; i++)
        if (project->site[i].n == n) return true;
    return false;
}

/* One site of the layer that the project no longer has; 0 when there is none. */
static enum ta_status find_left_over(struct ta_db *db, const struct ta_project *project,
                                     int64_t *n, struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[MARK]);
    ta_bind_text(&q, project->id);
    *n = 0;
    while (ta_query_next(&q) && *n == 0) {
        int64_t site = ta_column_int(&q, 0);
        if (!has_site(project, site)) *n = site;
    }
    return ta_query_end(&q, err);
}

static enum ta_status sweep(struct ta_db *db, const struct ta_project *project,
                            struct ta_error *err)
{
    for (;;) {
        int64_t n = 0;
        enum ta_status rc = find_left_over(db, project, &n, err);
        if (rc != TA_OK || n == 0) return rc;
        struct ta_query q = ta_query_start(db, &sql[SWEEP]);
        ta_bind_text(&q, project->id);
        ta_bind_int(&q, n);
        rc = ta_query_run(&q, err);
        if (rc == TA_OK) rc = ta_shape_drop(db, project->id, n, err);
        if (rc != TA_OK) return rc;
    }
}

static enum ta_status touch(struct ta_db *db, struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[TOUCH]);
    return ta_query_run(&q, err);
}

enum ta_status ta_sites_put(struct ta_db *db, const struct ta_project *project,
                            struct ta_error *err)
{
    for (size_t i = 0; i < project->n_sites; i++) {
        if (project->site[i].n < 1)
            return ta_fail(err, TA_E_ARG, "%s: site number %d", project->id,
                           project->site[i].n);
        enum ta_status rc = site_put(db, project, i, err);
        if (rc == TA_OK) rc = ta_shape_note(db, project->id, &project->site[i], err);
        if (rc != TA_OK) return rc;
    }
    enum ta_status rc = sweep(db, project, err);
    return rc == TA_OK ? touch(db, err) : rc;
}

bool ta_box_whole(const struct ta_box *box)
{
    return isfinite(box->x_min) && isfinite(box->x_max) && isfinite(box->y_min) &&
           isfinite(box->y_max) && box->x_min <= box->x_max && box->y_min <= box->y_max;
}

static void fill_id(struct ta_query *q, void *element)
{
    ta_column_copy(q, 0, element, TA_SCENE_SIZE);
}

enum ta_status ta_op_sites_in(void *self, const struct ta_box *box,
                              char (**sites)[TA_SCENE_SIZE], size_t *n,
                              struct ta_error *err)
{
    static const struct ta_rows_of rows = {TA_SCENE_SIZE, fill_id};
    if (!ta_box_whole(box))
        return ta_fail(err, TA_E_ARG, "no box: %g %g %g %g", box->x_min, box->y_min,
                       box->x_max, box->y_max);
    struct ta_query q = ta_query_start(self, &sql[WITHIN]);
    ta_bind_real(&q, box->x_min);
    ta_bind_real(&q, box->y_min);
    ta_bind_real(&q, box->x_max);
    ta_bind_real(&q, box->y_max);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &rows, &list, n, err);
    if (rc == TA_OK) *sites = list;
    return rc;
}

enum ta_status ta_op_level_set(void *self, const char *project, const char *level,
                               double score, const char *record_id,
                               struct ta_error *err)
{
    static const char *const levels[] = {"very_high", "high", "elevated",
                                         "moderate",  "low",  NULL};
    if (!ta_word_known(level, levels))
        return ta_fail(err, TA_E_ARG, "\"%s\" is no level", level);
    struct ta_query q = ta_query_start(self, &sql[HAS]);
    ta_bind_text(&q, project);
    enum ta_status rc = ta_query_run(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_fail(err, TA_E_NOTFOUND, "no project %s", project);
    if (rc != TA_OK) return rc;

    q = ta_query_start(self, &sql[LEVEL]);
    ta_bind_text(&q, project);
    ta_bind_text(&q, level);
    ta_bind_real(&q, score);
    ta_bind_text(&q, record_id);
    rc = ta_query_run(&q, err);
    return rc == TA_OK ? touch(self, err) : rc;
}

enum ta_status ta_op_level_get(void *self, const char *project,
                               char level[TA_NAME_SIZE], double *score,
                               char record_id[TA_HEX_SIZE], struct ta_error *err)
{
    char word[TA_NAME_SIZE] = "", id[TA_HEX_SIZE] = "";
    double number = NAN;
    struct ta_query q = ta_query_start(self, &sql[SHOWN]);
    ta_bind_text(&q, project);
    if (ta_query_next(&q)) {
        ta_column_copy(&q, 0, word, sizeof word);
        number = ta_column_real(&q, 1);
        ta_column_copy(&q, 2, id, sizeof id);
    }
    enum ta_status rc = ta_query_end(&q, err);
    if (rc != TA_OK) return rc;
    memcpy(level, word, sizeof word);
    memcpy(record_id, id, sizeof id);
    *score = number;
    return TA_OK;
}

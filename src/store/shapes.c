/* SPDX-License-Identifier: Apache-2.0 */
/** @file shapes.c  Numbers of site shapes: what a scene has answered and what it has not.
 */
#include <string.h>

#include "base/project.h"
#include "store/ops.h"

enum { LAST, SINCE, SINCE_FEW, COUNT, COUNT_FEW, NOW, DROP, ADD };

/* So many numbers are gone through one by one; of more the index finds those in the box. */
enum { FEW = 1000 };

/* CROSS JOIN holds the order: SQLite would begin with the numbers, that is with all sites. */
#define FROM_BOX                                                                       \
    "  FROM rtree_sites_geom r CROSS JOIN sites s ON s.fid = r.id\n"                   \
    "  CROSS JOIN ta_site_shape n\n"                                                   \
    "    ON n.project = s.project AND n.site = s.site\n"                               \
    "  WHERE r.minx <= ?3 AND r.maxx >= ?1\n"                                          \
    "    AND r.miny <= ?4 AND r.maxy >= ?2\n"                                          \
    "    AND n.seq > ?5 AND n.seq <= ?6\n"                                             \
    "    AND TA_Meets(s.geom, ?1, ?2, ?3, ?4)\n"
#define FROM_NUMBERS                                                                   \
    "  FROM ta_site_shape n CROSS JOIN sites s\n"                                      \
    "    ON s.project = n.project AND s.site = n.site\n"                               \
    "  WHERE n.seq > ?5 AND n.seq <= ?6\n"                                             \
    "    AND TA_Meets(s.geom, ?1, ?2, ?3, ?4)\n"
static const struct ta_sql sql[] = {
    [LAST] = {"count the sites", "SELECT coalesce(max(seq), 0) FROM ta_site_shape"},
    [SINCE] = {"find sites",
               "SELECT s.project || '/' || s.site AS id\n" FROM_BOX "  ORDER BY id"},
    /* After a site was added every scene is asked for it: not for all that lie beside it. */
    [SINCE_FEW] = {"find sites",
                   "SELECT s.project || '/' || s.site AS id\n" FROM_NUMBERS
                   "  ORDER BY id"},
    [COUNT] = {"count sites",
               "SELECT count(*) FROM (SELECT 1\n" FROM_BOX "  LIMIT ?7)"},
    [COUNT_FEW] = {"count sites",
                   "SELECT count(*) FROM (SELECT 1\n" FROM_NUMBERS "  LIMIT ?7)"},
    [NOW] = {"look for a site",
             "SELECT shape_sha256 FROM ta_site_shape WHERE project = ? AND site = ?"},
    [DROP] = {"number a site",
              "DELETE FROM ta_site_shape WHERE project = ? AND site = ?"},
    [ADD] =
        {"number a site",
         "INSERT INTO ta_site_shape (project, site, shape_sha256) VALUES (?, ?, ?)"},
};

enum ta_status ta_op_sites_last(void *self, int64_t *seq, struct ta_error *err)
{
    int64_t last = 0;
    struct ta_query q = ta_query_start(self, &sql[LAST]);
    if (ta_query_next(&q)) last = ta_column_int(&q, 0);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK) *seq = last;
    return rc;
}

static void fill_id(struct ta_query *q, void *element)
{
    ta_column_copy(q, 0, element, TA_SCENE_SIZE);
}

static enum ta_status check_box(const struct ta_box *box, struct ta_error *err)
{
    if (ta_box_whole(box)) return TA_OK;
    return ta_fail(err, TA_E_ARG, "no box: %g %g %g %g", box->x_min, box->y_min,
                   box->x_max, box->y_max);
}

/* @param many, few  what is asked, from the box or from the numbers */
static struct ta_query since(struct ta_db *db, int many, int few,
                             const struct ta_box *box, int64_t after, int64_t upto)
{
    bool is_few = after > 0 && upto - after <= FEW;
    struct ta_query q = ta_query_start(db, &sql[is_few ? few : many]);
    ta_bind_real(&q, box->x_min);
    ta_bind_real(&q, box->y_min);
    ta_bind_real(&q, box->x_max);
    ta_bind_real(&q, box->y_max);
    ta_bind_int(&q, after);
    ta_bind_int(&q, upto);
    return q;
}

enum ta_status ta_op_sites_since(void *self, const struct ta_box *box, int64_t after,
                                 int64_t upto, char (**sites)[TA_SCENE_SIZE], size_t *n,
                                 struct ta_error *err)
{
    static const struct ta_rows_of rows = {TA_SCENE_SIZE, fill_id};
    enum ta_status rc = check_box(box, err);
    if (rc != TA_OK) return rc;
    struct ta_query q = since(self, SINCE, SINCE_FEW, box, after, upto);
    void *list = NULL;
    rc = ta_query_list(&q, &rows, &list, n, err);
    if (rc == TA_OK) *sites = list;
    return rc;
}

enum ta_status ta_op_sites_count(void *self, const struct ta_box *box, int64_t after,
                                 int64_t upto, size_t most, size_t *n,
                                 struct ta_error *err)
{
    int64_t count = 0;
    enum ta_status rc = check_box(box, err);
    if (rc != TA_OK) return rc;
    struct ta_query q = since(self, COUNT, COUNT_FEW, box, after, upto);
    ta_bind_int(&q, most < INT64_MAX ? (int64_t)most : -1); /* below zero: all */
    if (ta_query_next(&q)) count = ta_column_int(&q, 0);
    rc = ta_query_end(&q, err);
    if (rc == TA_OK) *n = (size_t)count;
    return rc;
}

enum ta_status ta_shape_drop(struct ta_db *db, const char *project, int64_t site,
                             struct ta_error *err)
{
    struct ta_query q = ta_query_start(db, &sql[DROP]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, site);
    return ta_query_run(&q, err);
}

enum ta_status ta_shape_note(struct ta_db *db, const char *project,
                             const struct ta_site *site, struct ta_error *err)
{
    char now[TA_HEX_SIZE] = "", hash[TA_HEX_SIZE];
    struct ta_query q = ta_query_start(db, &sql[NOW]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, site->n);
    if (ta_query_next(&q)) ta_column_copy(&q, 0, now, sizeof now);
    enum ta_status rc = ta_query_end(&q, err);
    ta_polygons_sha256(&site->shape, hash);
    if (rc != TA_OK || strcmp(now, hash) == 0) return rc;

    rc = ta_shape_drop(db, project, site->n, err);
    if (rc != TA_OK) return rc;
    q = ta_query_start(db, &sql[ADD]);
    ta_bind_text(&q, project);
    ta_bind_int(&q, site->n);
    ta_bind_text(&q, hash);
    return ta_query_run(&q, err);
}

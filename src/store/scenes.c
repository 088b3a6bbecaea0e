/* SPDX-License-Identifier: Apache-2.0 */
/** @file scenes.c  Scenes and what their files were when they were read. */
#include <string.h>

#include "store/ops.h"

#define COLUMNS                                                                        \
    "id, processing, datatake, tile, time, state, reason, assets_sha256,\n"            \
    "  recipe, sites_seq, place, part"

enum { PUT, GET, IN, OF, CALLED, ASIDE, NOWHERE, FORGET, ASSET_GET, ASSET_PUT };
static const struct ta_sql sql[] = {
    [PUT] = {"keep a scene", "INSERT INTO ta_scene (" COLUMNS ")\n"
                             "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\n"
                             "  ON CONFLICT (id, processing) DO UPDATE SET\n"
                             "  datatake = excluded.datatake, tile = excluded.tile,\n"
                             "  time = excluded.time, state = excluded.state,\n"
                             "  reason = excluded.reason,\n"
                             "  assets_sha256 = excluded.assets_sha256,\n"
                             "  recipe = excluded.recipe,\n"
                             "  sites_seq = excluded.sites_seq,\n"
                             "  place = excluded.place, part = excluded.part"},
    [GET] = {"read a scene", "SELECT " COLUMNS " FROM ta_scene\n"
                             "  WHERE id = ? AND processing = ?"},
    [IN] = {"list scenes", "SELECT " COLUMNS " FROM ta_scene WHERE state = ?\n"
                           "  ORDER BY id, processing"},
    [OF] = {"list scenes", "SELECT " COLUMNS " FROM ta_scene\n"
                           "  WHERE datatake = ? AND tile = ? ORDER BY id, processing"},
    [CALLED] = {"list scenes", "SELECT " COLUMNS " FROM ta_scene WHERE id = ?\n"
                               "  ORDER BY processing"},
    [ASIDE] =
        {"list scenes",
         "SELECT " COLUMNS " FROM ta_scene WHERE state = 'set_aside'\n"
         "  AND EXISTS (SELECT 1 FROM json_each(place) WHERE\n"
         "  json_extract(value, '$[0]') <= ? AND json_extract(value, '$[2]') >= ?\n"
         "  AND json_extract(value, '$[1]') <= ?\n"
         "  AND json_extract(value, '$[3]') >= ?) ORDER BY id, processing"},
    [NOWHERE] = {"list scenes",
                 "SELECT " COLUMNS " FROM ta_scene WHERE state = 'set_aside'\n"
                 "  AND place IS NULL ORDER BY id, processing"},
    [FORGET] = {"forget a scene", "DELETE FROM ta_scene WHERE id = ?\n"
                                  "  AND processing = ? AND state = 'set_aside'"},
    [ASSET_GET] = {"look for a file", "SELECT sha256 FROM ta_asset WHERE path = ?\n"
                                      "  AND size = ? AND modified_ns = ?"},
    [ASSET_PUT] = {"keep a file's hash",
                   "INSERT INTO ta_asset (path, size, modified_ns, sha256)\n"
                   "  VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET\n"
                   "  size = excluded.size, modified_ns = excluded.modified_ns,\n"
                   "  sha256 = excluded.sha256"},
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
    struct ta_query q = ta_query_start(self, &sql[PUT]);
    ta_bind_text(&q, row->id);
    ta_bind_text(&q, row->processing);
    ta_bind_text(&q, row->datatake);
    ta_bind_text(&q, row->tile);
    ta_bind_int(&q, row->time);
    ta_bind_text(&q, state_words[row->state]);
    ta_bind_text(&q, row->reason);
    ta_bind_text(&q, row->assets_sha256);
    ta_bind_text(&q, row->recipe);
    ta_bind_int(&q, row->sites_seq);
    ta_bind_text(&q, row->place[0] != '\0' ? row->place : NULL);
    ta_bind_text(&q, row->part);
    return ta_query_run(&q, err);
}

static void column_state(struct ta_query *q, int column, enum ta_scene_state *out)
{
    char word[16];
    ta_column_copy(q, column, word, sizeof word);
    for (int i = 0; i < STATES; i++)
        if (strcmp(word, state_words[i]) == 0) *out = (enum ta_scene_state)i;
}

static void fill_scene(struct ta_query *q, void *element)
{
    struct ta_scene_row *row = element;
    ta_column_copy(q, 0, row->id, sizeof row->id);
    ta_column_copy(q, 1, row->processing, sizeof row->processing);
    ta_column_copy(q, 2, row->datatake, sizeof row->datatake);
    ta_column_copy(q, 3, row->tile, sizeof row->tile);
    row->time = ta_column_int(q, 4);
    column_state(q, 5, &row->state);
    ta_column_copy(q, 6, row->reason, sizeof row->reason);
    ta_column_copy(q, 7, row->assets_sha256, sizeof row->assets_sha256);
    ta_column_copy(q, 8, row->recipe, sizeof row->recipe);
    row->sites_seq = ta_column_int(q, 9);
    ta_column_copy(q, 10, row->place, sizeof row->place);
    ta_column_copy(q, 11, row->part, sizeof row->part);
}

enum ta_status ta_op_scene_get(void *self, const char *id, const char *processing,
                               struct ta_scene_row *out, struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[GET]);
    ta_bind_text(&q, id);
    ta_bind_text(&q, processing);
    struct ta_scene_row row = {.time = TA_TIME_NONE};
    if (ta_query_next(&q)) fill_scene(&q, &row);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_fail(err, TA_E_NOTFOUND, "no scene %s (%s)", id, processing);
    if (rc == TA_OK) *out = row;
    return rc;
}

static enum ta_status list(struct ta_query *q, struct ta_scene_row **rows, size_t *n,
                           struct ta_error *err)
{
    static const struct ta_rows_of scenes = {sizeof(struct ta_scene_row), fill_scene};
    void *all = NULL;
    enum ta_status rc = ta_query_list(q, &scenes, &all, n, err);
    if (rc == TA_OK) *rows = all;
    return rc;
}

enum ta_status ta_op_scenes_in(void *self, enum ta_scene_state state,
                               struct ta_scene_row **rows, size_t *n,
                               struct ta_error *err)
{
    if ((unsigned)state >= STATES)
        return ta_fail(err, TA_E_ARG, "scenes: state %d", (int)state);
    struct ta_query q = ta_query_start(self, &sql[IN]);
    ta_bind_text(&q, state_words[state]);
    return list(&q, rows, n, err);
}

enum ta_status ta_op_scenes_of(void *self, const char *datatake, const char *tile,
                               struct ta_scene_row **rows, size_t *n,
                               struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[OF]);
    ta_bind_text(&q, datatake);
    ta_bind_text(&q, tile);
    return list(&q, rows, n, err);
}

enum ta_status ta_op_scenes_called(void *self, const char *id,
                                   struct ta_scene_row **rows, size_t *n,
                                   struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[CALLED]);
    ta_bind_text(&q, id);
    return list(&q, rows, n, err);
}

enum ta_status ta_op_scenes_aside(void *self, const struct ta_box *box,
                                  struct ta_scene_row **rows, size_t *n,
                                  struct ta_error *err)
{
    if (box != NULL && !ta_box_whole(box))
        return ta_fail(err, TA_E_ARG, "scenes: a box that is none");
    struct ta_query q = ta_query_start(self, &sql[box == NULL ? NOWHERE : ASIDE]);
    if (box != NULL) {
        ta_bind_real(&q, box->x_max);
        ta_bind_real(&q, box->x_min);
        ta_bind_real(&q, box->y_max);
        ta_bind_real(&q, box->y_min);
    }
    return list(&q, rows, n, err);
}

enum ta_status ta_op_scene_forget(void *self, const char *id, const char *processing,
                                  struct ta_error *err)
{
    struct ta_db *db = self;
    struct ta_query q = ta_query_start(db, &sql[FORGET]);
    ta_bind_text(&q, id);
    ta_bind_text(&q, processing);
    enum ta_status rc = ta_query_run(&q, err);
    if (rc == TA_OK && sqlite3_changes(db->handle) == 0)
        rc = ta_fail(err, TA_E_NOTFOUND, "no scene %s (%s) was set aside", id,
                     processing);
    return rc;
}

enum ta_status ta_op_asset_get(void *self, struct ta_asset_row *row,
                               struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[ASSET_GET]);
    ta_bind_text(&q, row->path);
    ta_bind_int(&q, row->size);
    ta_bind_int(&q, row->modified_ns);
    char hash[TA_HEX_SIZE] = "";
    if (ta_query_next(&q)) ta_column_copy(&q, 0, hash, sizeof hash);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_fail(err, TA_E_NOTFOUND, "%s: was not read as it now is", row->path);
    if (rc == TA_OK) memcpy(row->sha256, hash, sizeof hash);
    return rc;
}

enum ta_status ta_op_asset_put(void *self, const struct ta_asset_row *row,
                               struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[ASSET_PUT]);
    ta_bind_text(&q, row->path);
    ta_bind_int(&q, row->size);
    ta_bind_int(&q, row->modified_ns);
    ta_bind_text(&q, row->sha256);
    return ta_query_run(&q, err);
}

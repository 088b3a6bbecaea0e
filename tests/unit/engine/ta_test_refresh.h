/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_refresh.h  Made scenes in a folder, sites on them, and what a refresh leaves. */
#ifndef TA_TEST_REFRESH_H
#define TA_TEST_REFRESH_H

#include "ta_raster.h" /* first: its parameters are called like our globals */

#include "ta_test_engine.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/project.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/import.h"
#include "engine/refresh.h"
#include "raster/chip.h"
#include "raster/write.h"
#include "series/observations.h"

#define SCENES FOLDER "/scenes"
enum { SIDE = 64 }; /* cells of 10 m */

/** A scene to make: red and nir of one value each over an SCL of one code. */
struct made {
    const char *item, *tile, *datatake, *date, *version;
    const char *collection; /* NULL: "s2" */
    int red, nir, scl;
    double east; /* m that the grid lies further east */
    bool only_red, simulated;
    bool no_mask;                                /* it names no quality layer */
    const char *crs;                             /* that the item says; NULL: none */
    const char *item_says, *red_says, *scl_says; /* more members, ",..." each; NULL */
    const char *scl_crs; /* of the quality layer's file; NULL: as the bands */
};

static inline void make_band(const char *name, const struct made *m, const char *key,
                             int value, bool quality)
{
    static uint16_t cell[SIDE * SIDE];
    static uint8_t code[SIDE * SIDE];
    char path[600];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    grid.affine[0] += m->east;
    if (quality && m->scl_crs != NULL) grid.crs = m->scl_crs;
    for (int i = 0; i < SIDE * SIDE; i++) {
        cell[i] = (uint16_t)(value + i % 7);
        code[i] = (uint8_t)value;
    }
    const void *band[1] = {quality ? (const void *)code : cell};
    snprintf(path, sizeof path, SCENES "/%s_%s.tif", name, key);
    ta_make_raster(path, &grid, quality ? TA_PIXEL_UINT8 : TA_PIXEL_UINT16, 1, band,
                   16);
}

static inline void make_item(const char *name, const struct made *m)
{
    struct ta_text item = {0};
    char path[600];
    ta_text_addf(&item,
                 "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"%s\","
                 "\"collection\":\"%s\",\"geometry\":null,\"links\":[],\"properties\":{"
                 "\"datetime\":\"%sT03:00:00Z\",\"platform\":\"sentinel-2a\","
                 "\"processing:level\":\"L2A\",\"s2:datatake_id\":\"%s\","
                 "\"grid:code\":\"MGRS-%s\",\"s2:processing_baseline\":\"%s\","
                 "\"terrassay:simulated\":%s%s%s%s%s},\"assets\":{",
                 m->item, m->collection == NULL ? "s2" : m->collection, m->date,
                 m->datatake, m->tile, m->version, m->simulated ? "true" : "false",
                 m->crs != NULL ? ",\"proj:code\":\"" : "",
                 m->crs != NULL ? m->crs : "", m->crs != NULL ? "\"" : "",
                 m->item_says != NULL ? m->item_says : "");
    static const char *const bands[] = {"red", "nir"};
    for (int b = 0; b < (m->only_red ? 1 : 2); b++)
        ta_text_addf(&item,
                     "\"%s\":{\"href\":\"%s_%s.tif\",\"eo:bands\":[{\"name\":\"%s\","
                     "\"common_name\":\"%s\"}],\"raster:bands\":[{\"scale\":0.0001,"
                     "\"offset\":0,\"nodata\":0}]%s},",
                     bands[b], name, bands[b], bands[b], bands[b],
                     b == 0 && m->red_says != NULL ? m->red_says : "");
    if (m->no_mask)
        item.size--; /* the comma */
    else
        ta_text_addf(&item, "\"scl\":{\"href\":\"%s_scl.tif\"%s}", name,
                     m->scl_says != NULL ? m->scl_says : "");
    ta_text_add(&item, "}}");
    assert_false(item.failed);
    snprintf(path, sizeof path, SCENES "/%s.json", name);
    assert_ok(ta_file_write(path, item.bytes, item.size, 0666, &err));
    ta_text_free(&item);
}

/** Make (or make again) a scene under SCENES; files are called after the item. */
static inline void make_scene(const struct made *m)
{
    char name[200];
    snprintf(name, sizeof name, "%s", m->item);
    assert_ok(ta_folder_make(SCENES, &err));
    make_band(name, m, "red", m->red, false);
    if (!m->only_red) make_band(name, m, "nir", m->nir, false);
    make_band(name, m, "scl", m->scl, true);
    make_item(name, m);
}

enum { CLEAR = 4, CLOUD = 9 };

/** A plain scene of tile 50TMK: day "2020-05-DD", NDVI about 0.6. */
static inline struct made scene_of(const char *item, const char *date)
{
    return (struct made){.item = item,
                         .tile = "50TMK",
                         .datatake = item,
                         .date = date,
                         .version = "03.00",
                         .red = 1000,
                         .nir = 4000,
                         .scl = CLEAR};
}

/** Import squares of 100 m whose corners are cells (col, row) of the grid. */
struct square_site {
    const char *id;
    int col, row;
};

static inline void import_squares(struct ta_workspace *w,
                                  const struct square_site *site, size_t n)
{
    struct ta_text csv = {0};
    ta_text_add(&csv, "id,name,wkt\n");
    for (size_t i = 0; i < n; i++) {
        double x = 300000 + 10.0 * site[i].col, y = 4500000 - 10.0 * site[i].row;
        ta_text_addf(&csv,
                     "%s,S,\"POLYGON((%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f "
                     "%.1f))\"\n",
                     site[i].id, x, y, x + 100, y, x + 100, y - 100, x, y - 100, x, y);
    }
    const struct ta_project_import job = {.path = file_with("sites.csv", csv.bytes),
                                          .crs = TA_UTM,
                                          .who = "li",
                                          .now = NOW};
    struct ta_project_imported in;
    assert_ok(ta_engine_import(w, &job, &in, &err));
    ta_free(in.finding);
    ta_text_free(&csv);
}

/* --- a refresh and what it told ---------------------------------------------------- */

static char events[8000];

static inline void note_event(void *self, const struct ta_refresh_event *event)
{
    static const char *const words[] = {
        "observed", "set_aside", "superseded", "refused", "problem", "note", "empty"};
    (void)self;
    size_t n = strlen(events);
    snprintf(events + n, sizeof events - n, "%s %s %s\n", words[event->word],
             event->scene, event->reason);
}

static inline void assert_event(const char *words)
{
    if (strstr(events, words) == NULL) fail_msg("\"%s\" not in:\n%s", words, events);
}

static inline struct ta_refresh refresh_of(const struct ta_scene_source *source)
{
    events[0] = '\0';
    return (struct ta_refresh){.n_sources = 1,
                               .source = source,
                               .from = TA_DAY_NONE,
                               .to = TA_DAY_NONE,
                               .threads = 1,
                               .who = "job",
                               .now = ta_time_of(20000), /* later than its scenes */
                               .tell = note_event};
}

static inline enum ta_status refresh(struct ta_workspace *w, struct ta_refreshed *done)
{
    const struct ta_scene_source source = ta_scene_source_folder(SCENES);
    const struct ta_refresh ask = refresh_of(&source);
    return ta_engine_refresh(w, &ask, done, &err);
}

/* --- what stands in the store ------------------------------------------------------ */

static inline struct ta_chip_row *chips_of(struct ta_workspace *w, const char *project,
                                           size_t *n)
{
    struct ta_chip_row *rows = NULL;
    assert_ok(w->store.ops->chips_of(w->store.self, project, 1, INT64_MIN, INT64_MAX,
                                     &rows, n, &err));
    return rows;
}

static inline size_t count_chips(struct ta_workspace *w, const char *project)
{
    size_t n = 0;
    ta_free(chips_of(w, project, &n));
    return n;
}

/** All current rows of a site, part by part; owned. */
static inline struct ta_observation *rows_of(struct ta_workspace *w,
                                             const char *project, size_t *n)
{
    struct ta_partition_row *parts = NULL;
    struct ta_observation *all = NULL;
    size_t n_parts = 0;
    *n = 0;
    assert_ok(
        w->store.ops->parts_of(w->store.self, project, 1, &parts, &n_parts, &err));
    for (size_t i = 0; i < n_parts; i++) {
        struct ta_observation *some = NULL;
        size_t more = 0;
        char *path = ta_workspace_path(w, parts[i].path);
        assert_ok(ta_observations_read_site(path, project, 1, &some, &more, &err));
        ta_free(path);
        all = ta_realloc(all, *n + more + 1, sizeof *all);
        memcpy(all + *n, some, more * sizeof *all);
        *n += more;
        ta_free(some);
    }
    ta_free(parts);
    return all;
}

/** The row of a layer; fails when it is not there just @p times times (0: NULL). */
static inline double mean_of(struct ta_workspace *w, const char *project,
                             const char *layer, size_t times)
{
    size_t n = 0, found = 0;
    double mean = NAN;
    struct ta_observation *rows = rows_of(w, project, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].layer, layer) == 0) {
            mean = rows[i].stats.mean;
            found++;
        }
    ta_free(rows);
    if (found != times)
        fail_msg("%s %s: %zu rows, wanted %zu", project, layer, found, times);
    return mean;
}

/** Everything that counts about observations, chips and scenes, as text in a fixed order: two
 *  workspaces with equal texts know the same. Owned. */
static inline char *knowledge_of(struct ta_workspace *w)
{
    struct ta_text text = {0};
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n_ids = 0;
    assert_ok(w->store.ops->project_ids(w->store.self, &ids, &n_ids, &err));
    for (size_t p = 0; p < n_ids; p++) {
        size_t n = 0;
        struct ta_observation *rows = rows_of(w, ids[p], &n);
        for (size_t i = 0; i < n; i++)
            ta_text_addf(&text, "%s %s %s %s %.17g %.17g %.17g %s\n", rows[i].project,
                         rows[i].scene, rows[i].processing, rows[i].layer,
                         rows[i].stats.mean, rows[i].stats.count, rows[i].inside,
                         rows[i].chip_sha256);
        ta_free(rows);
        struct ta_chip_row *chips = chips_of(w, ids[p], &n);
        for (size_t i = 0; i < n; i++) {
            char hash[TA_HEX_SIZE], *path = ta_workspace_path(w, chips[i].path);
            assert_ok(ta_sha256_file(path, hash, &err));
            assert_string_equal(hash, chips[i].sha256);
            ta_free(path);
            ta_text_addf(&text, "chip %s %s %s\n", chips[i].project, chips[i].scene,
                         hash);
        }
        ta_free(chips);
    }
    ta_free(ids);
    for (int state = TA_SCENE_OBSERVED; state <= TA_SCENE_SUPERSEDED; state++) {
        struct ta_scene_row *rows = NULL;
        size_t n = 0;
        assert_ok(w->store.ops->scenes_in(w->store.self, (enum ta_scene_state)state,
                                          &rows, &n, &err));
        for (size_t i = 0; i < n; i++)
            ta_text_addf(&text, "scene %d %s %s %s\n", state, rows[i].id,
                         rows[i].assets_sha256, rows[i].reason);
        ta_free(rows);
    }
    ta_text_add(&text, "");
    return ta_text_take(&text);
}

/** Rows of a part of project "a", as a former program kept them under another name. */
static inline void move_part(struct ta_workspace *w, const char *from, const char *to)
{
    struct ta_partition_row *part = NULL;
    struct ta_part_site held = {.project = "a", .site = 1};
    size_t n = 0;
    assert_ok(
        w->store.ops->partitions(w->store.self, "observations", from, &part, &n, &err));
    assert_int_equal(n, 1);
    assert_ok(w->store.ops->begin(w->store.self, &err));
    snprintf(held.part, sizeof held.part, "%s", from);
    assert_ok(w->store.ops->part_stale(w->store.self, &held, &err));
    assert_ok(w->store.ops->part_forget(w->store.self, &held, &err));
    snprintf(held.part, sizeof held.part, "%s", to);
    snprintf(part->part, sizeof part->part, "%s", to);
    assert_ok(w->store.ops->partition_put(w->store.self, part, &err));
    assert_ok(w->store.ops->part_holds(w->store.self, &held, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
    ta_free(part);
}

#endif

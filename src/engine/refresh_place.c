/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_place.c  Where a scene lies, and which sites lie on it. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "engine/item_grid.h"
#include "engine/refresh_private.h"
#include "geo/crs.h"
#include "geo/shape.h"
#include "raster/open.h"

/* Sites that touch the edge by less than rounding are asked for too. */
#define MARGIN_DEG 1e-4

static const struct ta_box everywhere = {-180.0, -90.0, 180.0, 90.0};

static void add_box(struct ta_place_of_scene *place, const struct ta_box *box)
{
    if (place->n == TA_BOXES_MOST) {
        *place = (struct ta_place_of_scene){1, {everywhere}, place->by_item};
        return;
    }
    place->box[place->n++] = *box;
}

static void corner(const struct ta_grid *grid, int64_t col, int64_t row, double *xy)
{
    const double *a = grid->affine;
    xy[0] = a[0] + (double)col * a[1] + (double)row * a[2];
    xy[1] = a[3] + (double)col * a[4] + (double)row * a[5];
}

/* The grid's corners in turn. */
static void corners(const struct ta_grid *grid, double xy[8])
{
    corner(grid, 0, 0, xy);
    corner(grid, grid->cols, 0, xy + 2);
    corner(grid, grid->cols, grid->rows, xy + 4);
    corner(grid, 0, grid->rows, xy + 6);
}

/* The grid's outline as a shape in longitude and latitude. */
static enum ta_status settle(const struct ta_grid *grid, struct ta_polygons *out)
{
    double xy[10];
    size_t part_ring[2] = {0, 1}, ring_point[2] = {0, 5};
    const struct ta_polygons outline = {1, part_ring, 1, ring_point, 5, xy};
    struct ta_transform way;
    struct ta_shape_report report;
    struct ta_error quiet;
    corners(grid, xy);
    corner(grid, 0, 0, xy + 8);
    enum ta_status rc = ta_crs_open(grid->crs, TA_CRS_WGS84, &way, &quiet);
    if (rc != TA_OK) return rc;
    rc = ta_shape_settle(&outline, &way, out, &report, &quiet);
    way.free(way.self);
    return rc;
}

static struct ta_box box_of_part(const struct ta_polygons *shape, size_t part)
{
    struct ta_box box = ta_polygons_part_box(shape, part);
    box.x_min -= MARGIN_DEG;
    box.x_max += MARGIN_DEG;
    box.y_min -= MARGIN_DEG;
    box.y_max += MARGIN_DEG;
    return box;
}

/* Where nobody can say where it lies it may be everywhere. */
static enum ta_status place_grid(const struct ta_grid *grid,
                                 struct ta_place_of_scene *place)
{
    struct ta_polygons shape = {.n_parts = 0};
    enum ta_status rc = grid->crs == NULL ? TA_E_DATA : settle(grid, &shape);
    if (rc == TA_E_NOMEM) return rc;
    for (size_t p = 0; rc == TA_OK && p < shape.n_parts; p++) {
        const struct ta_box box = box_of_part(&shape, p);
        add_box(place, &box);
    }
    if (rc != TA_OK) add_box(place, &everywhere);
    ta_polygons_free(&shape);
    return TA_OK;
}

static bool same_grid(const struct ta_grid *a, const struct ta_grid *b)
{
    return a->cols == b->cols && a->rows == b->rows &&
           memcmp(a->affine, b->affine, sizeof a->affine) == 0;
}

/* An item that contradicts its file: the scene lies here or there, where the item puts it. */
static enum ta_status hold_to_item(const struct ta_grid *grid,
                                   const struct ta_asset *asset,
                                   struct ta_place_of_scene *place,
                                   struct ta_error *err)
{
    const struct ta_stated_grid *said = &asset->grid;
    struct ta_grid there = *grid;
    enum ta_status rc = ta_item_grid_check(grid, asset, err);
    if (rc == TA_OK) return rc;
    if (said->placed) memcpy(there.affine, said->affine, sizeof there.affine);
    if (said->placed && said->rows > 0) {
        there.rows = said->rows;
        there.cols = said->cols;
    }
    if (asset->crs[0] != '\0') there.crs = asset->crs;
    return place_grid(&there, place) == TA_E_NOMEM ? TA_E_NOMEM : rc;
}

/* Most scenes have one grid: it is placed once. */
static enum ta_status place_file(const struct ta_asset *asset, struct ta_grid *last,
                                 struct ta_place_of_scene *place, struct ta_error *err)
{
    struct ta_raster *raster = NULL;
    enum ta_status rc = ta_raster_open_asset(asset, &raster, err);
    if (rc != TA_OK) return rc;
    const struct ta_grid *grid = ta_raster_grid(raster);
    if (place->n == 0 || !same_grid(grid, last)) rc = place_grid(grid, place);
    if (rc == TA_OK) rc = hold_to_item(grid, asset, place, err);
    if (rc == TA_OK) rc = ta_raster_need_place(raster, err);
    place->by_item |= ta_raster_by_item(raster);
    *last = *grid;
    last->crs = NULL;
    ta_raster_close(raster);
    return rc == TA_E_NOMEM ? ta_fail(err, rc, "%s: out of memory", asset->path) : rc;
}

void ta_files_place(const char *const *path, size_t n, struct ta_place_of_scene *out)
{
    struct ta_grid last = {.cols = 0};
    *out = (struct ta_place_of_scene){.n = 0};
    for (size_t i = 0; i < n; i++) {
        struct ta_error quiet;
        const struct ta_asset asset = {.path = (char *)(uintptr_t)path[i]};
        if (place_file(&asset, &last, out, &quiet) == TA_E_NOMEM) return;
    }
}

void ta_scene_place_left(const struct ta_scene *scene, struct ta_place_of_scene *out)
{
    struct ta_grid last = {.cols = 0};
    *out = (struct ta_place_of_scene){.n = 0};
    for (size_t i = 0; i < scene->n_assets; i++) {
        struct ta_error quiet;
        if (scene->asset[i].far != NULL) continue; /* not asked again for this */
        if (place_file(&scene->asset[i], &last, out, &quiet) == TA_E_NOMEM) return;
    }
}

static bool boxes_meet(const struct ta_box *a, const struct ta_box *b)
{
    return a->x_min <= b->x_max && b->x_min <= a->x_max && a->y_min <= b->y_max &&
           b->y_min <= a->y_max;
}

static void take_in(struct ta_box *box, const struct ta_box *more)
{
    box->x_min = fmin(box->x_min, more->x_min);
    box->y_min = fmin(box->y_min, more->y_min);
    box->x_max = fmax(box->x_max, more->x_max);
    box->y_max = fmax(box->y_max, more->y_max);
}

/* Boxes that meet become one: bands of several sizes of cells lie on the same ground. */
static void join_boxes(struct ta_place_of_scene *place)
{
    for (size_t i = 0; i < place->n; i++)
        for (size_t k = i + 1; k < place->n; k++) {
            if (!boxes_meet(&place->box[i], &place->box[k])) continue;
            take_in(&place->box[i], &place->box[k]);
            place->box[k] = place->box[--place->n];
            k = i; /* what grew may meet others */
        }
}

bool ta_place_middle(const struct ta_place_of_scene *place, double *x, double *y)
{
    struct ta_place_of_scene joined = *place;
    double most = -1.0;
    join_boxes(&joined);
    for (size_t i = 0; i < joined.n; i++) {
        const struct ta_box *b = &joined.box[i];
        double size = (b->x_max - b->x_min) * (b->y_max - b->y_min);
        if (memcmp(b, &everywhere, sizeof *b) == 0) return false;
        if (!(size > most)) continue;
        most = size;
        *x = 0.5 * (b->x_min + b->x_max);
        *y = 0.5 * (b->y_min + b->y_max);
    }
    return joined.n > 0 && isfinite(*x) && isfinite(*y);
}

void ta_place_words(const struct ta_place_of_scene *place, char out[TA_SCENE_PLACE])
{
    struct ta_place_of_scene joined = *place;
    struct ta_text words = {0};
    out[0] = '\0';
    join_boxes(&joined);
    for (size_t i = 0; i < joined.n; i++) {
        const struct ta_box *b = &joined.box[i];
        if (memcmp(b, &everywhere, sizeof *b) == 0) joined.n = 0; /* nobody can tell */
        ta_text_addf(&words, "%s[%.4f,%.4f,%.4f,%.4f]", i == 0 ? "[" : ",", b->x_min,
                     b->y_min, b->x_max, b->y_max);
    }
    ta_text_add(&words, "]");
    if (joined.n > 0 && !words.failed && words.size < TA_SCENE_PLACE)
        memcpy(out, words.bytes, words.size + 1);
    ta_text_free(&words);
}

static bool read_box(const json_t *row, struct ta_box *box)
{
    double *side[4] = {&box->x_min, &box->y_min, &box->x_max, &box->y_max};
    for (size_t i = 0; i < 4; i++) {
        const json_t *number = json_array_get(row, i);
        if (!json_is_number(number)) return false;
        *side[i] = json_number_value(number);
    }
    return true;
}

enum ta_status ta_place_read(const char *words, struct ta_place_of_scene *out)
{
    json_t *list = NULL;
    size_t size = strlen(words);
    *out = (struct ta_place_of_scene){.n = 0};
    if (size == 0) return TA_E_NOTFOUND;
    enum ta_status rc = ta_json_parse("place", words, size, size, &list, NULL);
    if (rc == TA_OK && json_array_size(list) > TA_BOXES_MOST) rc = TA_E_DATA;
    for (size_t i = 0; rc == TA_OK && i < json_array_size(list); i++)
        rc = read_box(json_array_get(list, i), &out->box[out->n++]) ? TA_OK : TA_E_DATA;
    json_decref(list);
    return rc;
}

enum ta_status ta_scene_place(const struct ta_scene *scene,
                              struct ta_place_of_scene *out, struct ta_error *err)
{
    struct ta_place_of_scene place = {.n = 0}, quality = {.n = 0};
    struct ta_grid last = {.cols = 0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < scene->n_assets; i++) {
        const struct ta_asset *asset = &scene->asset[i];
        /* a quality layer places nothing, but its item may be wrong of it too */
        if (ta_asset_wanted(scene, i) && (asset->n_bands > 0 || ta_item_states(asset)))
            rc = place_file(asset, &last, asset->n_bands > 0 ? &place : &quality, err);
    }
    place.by_item |= quality.by_item;
    if (rc == TA_OK) *out = place;
    return rc;
}

bool ta_place_meets(const struct ta_place_of_scene *place, const struct ta_box *box)
{
    for (size_t i = 0; i < place->n; i++)
        if (boxes_meet(&place->box[i], box)) return true;
    return false;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static size_t once(char (*ids)[TA_SCENE_SIZE], size_t n)
{
    size_t kept = 0;
    if (n > 1) qsort(ids, n, sizeof *ids, by_text);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(ids[kept - 1], ids[i]) != 0)
            memmove(ids[kept++], ids[i], sizeof *ids);
    return kept;
}

enum ta_status ta_place_has_sites(const struct ta_store *store,
                                  const struct ta_place_of_scene *place, int64_t after,
                                  int64_t upto, bool *has, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    size_t n = 0;
    for (size_t i = 0; rc == TA_OK && n == 0 && i < place->n; i++)
        rc = store->ops->sites_count(store->self, &place->box[i], after, upto, 1, &n,
                                     err);
    *has = n > 0;
    return rc;
}

enum ta_status ta_place_sites(const struct ta_store *store,
                              const struct ta_place_of_scene *place, int64_t after,
                              int64_t upto, char (**ids)[TA_SCENE_SIZE], size_t *n,
                              struct ta_error *err)
{
    char(*all)[TA_SCENE_SIZE] = NULL;
    size_t count = 0;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < place->n; i++) {
        char(*some)[TA_SCENE_SIZE] = NULL;
        size_t more = 0;
        rc = store->ops->sites_since(store->self, &place->box[i], after, upto, &some,
                                     &more, err);
        void *grown =
            rc == TA_OK && more > 0 ? ta_realloc(all, count + more, sizeof *all) : all;
        if (rc == TA_OK && more > 0 && grown == NULL)
            rc = ta_fail(err, TA_E_NOMEM, "sites: out of memory");
        if (rc == TA_OK && more > 0) {
            all = grown;
            memcpy(all + count, some, more * sizeof *all);
            count += more;
        }
        ta_free(some);
    }
    if (rc != TA_OK) {
        ta_free(all);
        return rc;
    }
    *ids = all;
    *n = once(all, count);
    return TA_OK;
}

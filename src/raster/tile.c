/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/tile.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* --- room ------------------------------------------------------------------------- */

void *ta_tile_room_take(struct ta_tile_room *room, size_t bytes)
{
    if (room->used == room->n) {
        if (ta_grow((void **)&room->slot, &room->slot_capacity, room->n,
                    sizeof *room->slot) != 0 ||
            ta_grow((void **)&room->bytes, &room->bytes_capacity, room->n,
                    sizeof *room->bytes) != 0)
            return NULL;
        room->slot[room->n] = NULL;
        room->bytes[room->n++] = 0;
    }
    size_t i = room->used;
    if (room->bytes[i] < bytes) {
        void *larger = ta_alloc(bytes, 1);
        if (larger == NULL) return NULL;
        ta_free(room->slot[i]);
        room->slot[i] = larger;
        room->bytes[i] = bytes;
    }
    room->used++;
    return room->slot[i];
}

void ta_tile_room_reset(struct ta_tile_room *room)
{
    room->used = 0;
}

void ta_tile_room_free(struct ta_tile_room *room)
{
    for (size_t i = 0; i < room->n; i++) ta_free(room->slot[i]);
    ta_free(room->slot);
    ta_free(room->bytes);
    *room = (struct ta_tile_room){0};
}

/* --- reading ---------------------------------------------------------------------- */

/* One call of ta_tile_read(). */
struct reading {
    const struct ta_tile_reader *reader;
    const struct ta_window *window;
    size_t stride, rows_room;
};

/* Numbers of a plane and, where the file has a mask, the mask; `missing` where the plane
 * does not reach. NULL planes were not needed. */
struct raw {
    void *value;
    uint8_t *mask, *missing;
};

static void *take(const struct reading *r, size_t size)
{
    return ta_tile_room_take(r->reader->room, r->stride * r->rows_room * size);
}

static enum ta_status read_same(const struct reading *r, struct ta_raster *raster,
                                const struct ta_source *source, struct raw *out,
                                struct ta_error *err)
{
    struct ta_pixel_room room = {take(r, ta_pixel_size(source->header.type)), r->stride,
                                 r->rows_room};
    if (room.pixels == NULL) return TA_E_NOMEM;
    out->value = room.pixels;
    enum ta_status rc = ta_raster_read(raster, source->number, r->window, &room, err);
    if (rc != TA_OK || !source->header.has_mask) return rc;
    room.pixels = out->mask = take(r, 1);
    if (room.pixels == NULL) return TA_E_NOMEM;
    return ta_raster_read_mask(raster, source->number, r->window, &room, err);
}

/* For each of n columns or rows from @p first on the cell under its centre, less than 0
 * where there is none. @return the span [least, most] of those there are. */
static void map_cells(const double line[2], int64_t first, size_t n, int64_t cells,
                      int64_t *cell, int64_t span[2])
{
    span[0] = INT64_MAX;
    span[1] = -1;
    for (size_t i = 0; i < n; i++) {
        cell[i] = ta_grid_map_cell(line[0], line[1], first + (int64_t)i);
        if (cell[i] < 0 || cell[i] >= cells) {
            cell[i] = -1;
            continue;
        }
        if (cell[i] < span[0]) span[0] = cell[i];
        if (cell[i] > span[1]) span[1] = cell[i];
    }
}

/* Where the cells of the window lie on the plane's own grid. */
struct mapping {
    int64_t *col, *row;
    struct ta_window there; /* cols 0: nowhere */
};

static enum ta_status make_mapping(const struct reading *r,
                                   const struct ta_source *source,
                                   const struct ta_grid *grid, struct mapping *out)
{
    const struct ta_window *w = r->window;
    const double cols[2] = {source->map.col0, source->map.per_col};
    const double rows[2] = {source->map.row0, source->map.per_row};
    int64_t across[2], down[2];
    out->col = ta_tile_room_take(r->reader->room, (size_t)w->cols * sizeof *out->col);
    out->row = ta_tile_room_take(r->reader->room, (size_t)w->rows * sizeof *out->row);
    if (out->col == NULL || out->row == NULL) return TA_E_NOMEM;
    map_cells(cols, w->col, (size_t)w->cols, grid->cols, out->col, across);
    map_cells(rows, w->row, (size_t)w->rows, grid->rows, out->row, down);
    out->there = (struct ta_window){0};
    if (across[1] < 0 || down[1] < 0) return TA_OK;
    out->there = (struct ta_window){across[0], down[0], across[1] - across[0] + 1,
                                    down[1] - down[0] + 1};
    return TA_OK;
}

/* Repeat cells of `there` under the window. Cells without one are left alone. */
static void spread_cells(const struct reading *r, const struct mapping *m, size_t size,
                         const void *from, void *to)
{
    for (size_t row = 0; row < (size_t)r->window->rows; row++) {
        char *line = (char *)to + row * r->stride * size;
        if (m->row[row] < 0) continue;
        const char *base = (const char *)from + (size_t)(m->row[row] - m->there.row) *
                                                    (size_t)m->there.cols * size;
        for (size_t col = 0; col < (size_t)r->window->cols; col++)
            if (m->col[col] >= 0)
                memcpy(line + col * size,
                       base + (size_t)(m->col[col] - m->there.col) * size, size);
    }
}

static void mark_missing(const struct reading *r, const struct mapping *m,
                         uint8_t *missing)
{
    for (size_t row = 0; row < (size_t)r->window->rows; row++)
        for (size_t col = 0; col < (size_t)r->window->cols; col++)
            missing[row * r->stride + col] =
                m->there.cols == 0 || m->row[row] < 0 || m->col[col] < 0;
}

static enum ta_status read_mapped(const struct reading *r, struct ta_raster *raster,
                                  const struct ta_source *source, struct raw *out,
                                  struct ta_error *err)
{
    struct mapping m;
    size_t size = ta_pixel_size(source->header.type);
    enum ta_status rc = make_mapping(r, source, ta_raster_grid(raster), &m);
    if (rc != TA_OK) return rc;
    out->value = take(r, size);
    out->missing = take(r, 1);
    if (out->value == NULL || out->missing == NULL) return TA_E_NOMEM;
    memset(out->value, 0, r->stride * r->rows_room * size);
    mark_missing(r, &m, out->missing);
    if (m.there.cols == 0) return TA_OK;

    size_t cells = (size_t)m.there.cols * (size_t)m.there.rows;
    struct ta_pixel_room room = {ta_tile_room_take(r->reader->room, cells * size),
                                 (size_t)m.there.cols, (size_t)m.there.rows};
    if (room.pixels == NULL) return TA_E_NOMEM;
    rc = ta_raster_read(raster, source->number, &m.there, &room, err);
    if (rc != TA_OK) return rc;
    spread_cells(r, &m, size, room.pixels, out->value);
    if (!source->header.has_mask) return TA_OK;

    out->mask = take(r, 1);
    if (out->mask == NULL) return TA_E_NOMEM;
    rc = ta_raster_read_mask(raster, source->number, &m.there, &room, err);
    if (rc == TA_OK) spread_cells(r, &m, 1, room.pixels, out->mask);
    return rc;
}

static enum ta_status read_raw(const struct reading *r, const struct ta_source *source,
                               struct raw *out, struct ta_error *err)
{
    struct ta_raster *raster = NULL;
    const struct ta_asset *asset = &r->reader->scene->asset[source->asset];
    *out = (struct raw){0};
    enum ta_status rc = ta_handles_get(r->reader->handles, asset->path, &raster, err);
    if (rc != TA_OK) return rc;
    return source->mapped ? read_mapped(r, raster, source, out, err)
                          : read_same(r, raster, source, out, err);
}

/* Which numbers count, in a plane of their own where some may not. */
static enum ta_status judge(const struct reading *r, const struct ta_source *source,
                            const struct raw *raw, uint8_t **valid)
{
    enum ta_pixel_type type = source->header.type;
    size_t n = r->stride * (size_t)r->window->rows;
    *valid = NULL;
    if (ta_pixel_rule_is_void(&source->rule, type) && raw->mask == NULL &&
        raw->missing == NULL)
        return TA_OK;
    uint8_t *v = *valid = take(r, 1);
    if (v == NULL) return TA_E_NOMEM;
    ta_pixels_valid(type, &source->rule, n, raw->value, v);
    for (size_t i = 0; raw->mask != NULL && i < n; i++) v[i] &= raw->mask[i] != 0;
    for (size_t i = 0; raw->missing != NULL && i < n; i++) v[i] &= !raw->missing[i];
    return TA_OK;
}

static enum ta_status read_bands(const struct reading *r, struct ta_tile *tile,
                                 struct ta_error *err)
{
    const struct ta_group *group = r->reader->group;
    tile->n = group->n;
    tile->plane =
        ta_tile_room_take(r->reader->room, (group->n + 1) * sizeof *tile->plane);
    if (tile->plane == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < group->n; i++) {
        struct raw raw;
        enum ta_status rc = read_raw(r, &group->source[i], &raw, err);
        tile->plane[i].type = group->source[i].header.type;
        tile->plane[i].value = raw.value;
        if (rc == TA_OK) rc = judge(r, &group->source[i], &raw, &tile->plane[i].valid);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static enum ta_status fail_codes(const struct reading *r,
                                 const struct ta_source *source, struct ta_error *err)
{
    return ta_fail(err, TA_E_DATA, "%s: a quality layer cannot hold fractions",
                   r->reader->scene->asset[source->asset].path);
}

static enum ta_status read_states(const struct reading *r, struct ta_tile *tile,
                                  struct ta_error *err)
{
    struct raw raw;
    const struct ta_source *mask = &r->reader->group->mask;
    size_t n = r->stride * (size_t)r->window->rows;
    enum ta_status rc = read_raw(r, mask, &raw, err);
    if (rc != TA_OK) return rc;
    uint8_t *valid = NULL, *state = take(r, 1);
    if (state == NULL) return TA_E_NOMEM;
    if (!ta_states_read(r->reader->table, mask->header.type, n, raw.value, state))
        return fail_codes(r, mask, err);
    rc = judge(r, mask, &raw, &valid);
    for (size_t i = 0; rc == TA_OK && valid != NULL && i < n; i++)
        if (!valid[i]) state[i] = TA_PIXEL_FILL;
    tile->state = state;
    return rc;
}

static enum ta_status read_saturation(const struct reading *r, struct ta_tile *tile,
                                      struct ta_error *err)
{
    struct raw raw;
    const struct ta_source *source = &r->reader->group->saturation;
    enum ta_status rc = read_raw(r, source, &raw, err);
    if (rc != TA_OK) return rc;
    size_t n = r->stride * (size_t)r->window->rows;
    if (ta_states_saturate(source->header.type, n, raw.value, tile->state))
        return TA_OK;
    return fail_codes(r, source, err);
}

enum ta_status ta_tile_read(const struct ta_tile_reader *reader,
                            const struct ta_window *window, const size_t size[2],
                            struct ta_tile *out, struct ta_error *err)
{
    struct reading r = {reader, window, size[0], size[1]};
    struct ta_tile tile = {.rows = (size_t)window->rows,
                           .cols = (size_t)window->cols,
                           .stride = size[0],
                           .constant = ta_state_of(ta_scene_mask(reader->scene), 0)};
    enum ta_status rc = read_bands(&r, &tile, err);
    if (rc == TA_OK && reader->table != NULL) rc = read_states(&r, &tile, err);
    if (rc == TA_OK && tile.state != NULL && reader->group->has_saturation)
        rc = read_saturation(&r, &tile, err);
    if (rc == TA_E_NOMEM)
        return ta_fail(err, rc, "%s: out of memory", reader->scene->id);
    if (rc == TA_OK) *out = tile;
    return rc;
}

enum ta_status ta_tile_mark_fill(struct ta_tile *tile, struct ta_tile_room *room)
{
    size_t n = tile->stride * tile->rows;
    for (size_t b = 0; b < tile->n; b++)
        if (tile->plane[b].valid == NULL) return TA_OK; /* it counts everywhere */
    if (tile->state == NULL) {
        tile->state = ta_tile_room_take(room, n);
        if (tile->state == NULL) return TA_E_NOMEM;
        memset(tile->state, (int)tile->constant, n);
    }
    uint8_t *any = ta_tile_room_take(room, n);
    if (any == NULL) return TA_E_NOMEM;
    memset(any, 0, n);
    for (size_t b = 0; b < tile->n; b++)
        for (size_t i = 0; i < n; i++) any[i] |= tile->plane[b].valid[i];
    for (size_t i = 0; i < n; i++) tile->state[i] = any[i] ? tile->state[i] : 0;
    return TA_OK;
}

/* --- layers ----------------------------------------------------------------------- */

enum ta_pixel_type ta_tile_layer_type(const struct ta_tile_layer *layer,
                                      const struct ta_plane *plane)
{
    return layer->layer.index != NULL ? TA_PIXEL_FLOAT64
                                      : plane[layer->layer.input[0]].type;
}

/* 1 where the state lets the layer be used; NULL when it does everywhere. */
static enum ta_status usable_cells(const struct ta_tile *tile,
                                   const struct ta_tile_layer *layer,
                                   struct ta_tile_room *room, uint8_t **out)
{
    size_t n = tile->stride * tile->rows;
    uint8_t table[TA_PIXEL_STATE_COUNT];
    for (int s = 0; s < TA_PIXEL_STATE_COUNT; s++) table[s] = layer->usable[s];
    *out = NULL;
    if (tile->state == NULL && layer->usable[tile->constant]) return TA_OK;
    *out = ta_tile_room_take(room, n);
    if (*out == NULL) return TA_E_NOMEM;
    if (tile->state == NULL)
        memset(*out, 0, n);
    else
        for (size_t i = 0; i < n; i++) (*out)[i] = table[tile->state[i]];
    return TA_OK;
}

static enum ta_status band_pixels(const struct ta_tile *tile,
                                  const struct ta_tile_layer *layer,
                                  struct ta_tile_room *room,
                                  struct ta_zonal_pixels *out)
{
    const struct ta_plane *plane = &tile->plane[layer->layer.input[0]];
    uint8_t *usable = NULL;
    enum ta_status rc = usable_cells(tile, layer, room, &usable);
    if (rc != TA_OK) return rc;
    *out = (struct ta_zonal_pixels){plane->type, tile->stride, plane->value, usable};
    if (plane->valid == NULL) return TA_OK;
    out->valid = plane->valid;
    size_t n = tile->stride * tile->rows;
    for (size_t i = 0; usable != NULL && i < n; i++) usable[i] &= plane->valid[i];
    if (usable != NULL) out->valid = usable;
    return TA_OK;
}

/* Physical values of an input, NaN where its number does not count. */
static enum ta_status input_values(const struct ta_tile *tile,
                                   const struct ta_plane *plane, const double line[2],
                                   struct ta_tile_room *room, double **out)
{
    size_t n = tile->stride * tile->rows;
    double *value = *out = ta_tile_room_take(room, n * sizeof *value);
    if (value == NULL) return TA_E_NOMEM;
    ta_pixels_to_real(plane->type, n, plane->value, line, value);
    for (size_t i = 0; plane->valid != NULL && i < n; i++)
        value[i] = plane->valid[i] ? value[i] : (double)NAN;
    return TA_OK;
}

static enum ta_status index_pixels(const struct ta_tile *tile,
                                   const struct ta_tile_layer *layer,
                                   struct ta_tile_room *room,
                                   struct ta_zonal_pixels *out)
{
    size_t n = tile->stride * tile->rows;
    const double *in[TA_INDEX_INPUTS] = {NULL};
    uint8_t *usable = NULL;
    enum ta_status rc = TA_OK;
    double *value = ta_tile_room_take(room, n * sizeof *value);
    if (value == NULL) return TA_E_NOMEM;
    for (size_t k = 0; k < layer->layer.n_inputs && rc == TA_OK; k++) {
        double *input = NULL;
        rc = input_values(tile, &tile->plane[layer->layer.input[k]], layer->line[k],
                          room, &input);
        in[k] = input;
    }
    if (rc == TA_OK) rc = usable_cells(tile, layer, room, &usable);
    if (rc != TA_OK) return rc;
    layer->layer.index->compute(n, in, value);
    *out = (struct ta_zonal_pixels){TA_PIXEL_FLOAT64, tile->stride, value, usable};
    return TA_OK;
}

enum ta_status ta_tile_layer_pixels(const struct ta_tile *tile,
                                    const struct ta_tile_layer *layer,
                                    struct ta_tile_room *room,
                                    struct ta_zonal_pixels *out)
{
    return layer->layer.index != NULL ? index_pixels(tile, layer, room, out)
                                      : band_pixels(tile, layer, room, out);
}

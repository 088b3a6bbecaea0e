/* SPDX-License-Identifier: Apache-2.0 */
/* From files to tiles: numbers are loaded by the block, and looked at where somebody asks. */
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "raster/tile.h"

/* Numbers of one source, and the file's mask where it has one. */
struct ta_raw_plane {
    const struct ta_source *source;
    const uint8_t *value, *mask;
    size_t stride; /* cells between rows of both */
    /* Of a source on another grid: for each column and row of the window the cell under its
     * centre, less than 0 where there is none, and the cells that were read. NULL: none was. */
    const int64_t *col, *row;
    struct ta_window there; /* cols 0: the plane lies nowhere under the window */
    const uint8_t
        *state; /* where clouds have grown: beside the values, like them; else NULL */
};

/* --- loading ---------------------------------------------------------------------- */

/* One call of ta_tile_load(). */
struct loading {
    const struct ta_tile_reader *reader;
    const struct ta_window *window;
    const size_t *size;
    struct ta_error *err;
};

/* Read a window of values and of the mask. */
static enum ta_status load_window(const struct loading *l, struct ta_raster *raster,
                                  const struct ta_window *window, const size_t size[2],
                                  struct ta_raw_plane *out)
{
    const struct ta_source *source = out->source;
    size_t cells = size[0] * size[1];
    struct ta_pixel_room room = {
        ta_tile_room_take(l->reader->room, cells * ta_pixel_size(source->header.type)),
        size[0], size[1]};
    if (room.pixels == NULL) return TA_E_NOMEM;
    out->value = room.pixels;
    out->stride = size[0];
    enum ta_status rc = ta_raster_read(raster, source->number, window, &room, l->err);
    if (rc != TA_OK || !source->header.has_mask) return rc;
    room.pixels = ta_tile_room_take(l->reader->room, cells);
    if (room.pixels == NULL) return TA_E_NOMEM;
    out->mask = room.pixels;
    return ta_raster_read_mask(raster, source->number, window, &room, l->err);
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

static enum ta_status make_mapping(const struct loading *l, const struct ta_grid *grid,
                                   struct ta_raw_plane *out)
{
    const struct ta_window *w = l->window;
    const struct ta_grid_map *map = &out->source->map;
    const double cols[2] = {map->col0, map->per_col};
    const double rows[2] = {map->row0, map->per_row};
    int64_t across[2], down[2];
    int64_t *col = ta_tile_room_take(l->reader->room, (size_t)w->cols * sizeof *col);
    int64_t *row = ta_tile_room_take(l->reader->room, (size_t)w->rows * sizeof *row);
    if (col == NULL || row == NULL) return TA_E_NOMEM;
    map_cells(cols, w->col, (size_t)w->cols, grid->cols, col, across);
    map_cells(rows, w->row, (size_t)w->rows, grid->rows, row, down);
    out->col = col;
    out->row = row;
    if (across[1] >= 0 && down[1] >= 0)
        out->there = (struct ta_window){across[0], down[0], across[1] - across[0] + 1,
                                        down[1] - down[0] + 1};
    return TA_OK;
}

static enum ta_status load_plane(const struct loading *l,
                                 const struct ta_source *source,
                                 struct ta_raw_plane *out)
{
    struct ta_raster *raster = NULL;
    const struct ta_asset *asset = &l->reader->scene->asset[source->asset];
    *out = (struct ta_raw_plane){.source = source};
    enum ta_status rc = ta_handles_get(l->reader->handles, asset, &raster, l->err);
    if (rc != TA_OK) return rc;
    if (!source->mapped) return load_window(l, raster, l->window, l->size, out);
    rc = make_mapping(l, ta_raster_grid(raster), out);
    if (rc != TA_OK || out->there.cols == 0) return rc;
    const size_t size[2] = {(size_t)out->there.cols, (size_t)out->there.rows};
    return load_window(l, raster, &out->there, size, out);
}

/* The states of what was loaded, @p around the cells that are wanted; values and states then
 * begin at the first of those. */
static enum ta_status grow_states(const struct loading *l,
                                  const struct ta_window *wanted,
                                  const struct ta_window *around,
                                  struct ta_raw_plane *out)
{
    size_t cols = (size_t)around->cols, rows = (size_t)around->rows;
    enum ta_pixel_type type = out->source->header.type;
    const struct ta_growth *growth = l->reader->growth;
    uint8_t *state = ta_tile_room_take(l->reader->room, cols * rows);
    void *room = ta_tile_room_take(l->reader->room, ta_growth_bytes(cols, rows));
    if (state == NULL || room == NULL) return TA_E_NOMEM;
    size_t first = (size_t)(wanted->row - around->row) * cols +
                   (size_t)(wanted->col - around->col);
    if (ta_states_read(l->reader->table, type, cols * rows, out->value, state)) {
        ta_growth_apply(growth, type, out->value, cols, rows, state, room);
        out->state = state + first;
    }
    out->value += first * ta_pixel_size(type);
    if (out->mask != NULL) out->mask += first;
    return TA_OK;
}

/* The quality layer with what its clouds grow from, however many stored blocks that lies in. */
static enum ta_status load_grown(const struct loading *l,
                                 const struct ta_source *source,
                                 struct ta_raw_plane *out)
{
    struct ta_raster *raster = NULL;
    const struct ta_asset *asset = &l->reader->scene->asset[source->asset];
    *out = (struct ta_raw_plane){.source = source};
    enum ta_status rc = ta_handles_get(l->reader->handles, asset, &raster, l->err);
    if (rc == TA_OK && source->mapped)
        rc = make_mapping(l, ta_raster_grid(raster), out);
    struct ta_window wanted = source->mapped ? out->there : *l->window;
    if (rc != TA_OK || wanted.cols == 0) return rc;
    struct ta_window around =
        ta_growth_around(l->reader->growth, ta_raster_grid(raster), wanted);
    const size_t size[2] = {(size_t)around.cols, (size_t)around.rows};
    rc = load_window(l, raster, &around, size, out);
    return rc == TA_OK ? grow_states(l, &wanted, &around, out) : rc;
}

static enum ta_status load_quality(const struct loading *l,
                                   const struct ta_source *source,
                                   struct ta_raw_plane *out)
{
    return l->reader->growth != NULL ? load_grown(l, source, out)
                                     : load_plane(l, source, out);
}

enum ta_status ta_tile_load(const struct ta_tile_reader *reader,
                            const struct ta_window *window, const size_t size[2],
                            struct ta_tile_raw *out, struct ta_error *err)
{
    const struct loading l = {reader, window, size, err};
    const struct ta_group *group = reader->group;
    struct ta_raw_plane *plane =
        ta_tile_room_take(reader->room, (group->n + 2) * sizeof *plane);
    enum ta_status rc = plane != NULL ? TA_OK : TA_E_NOMEM;
    for (size_t i = 0; i < group->n && rc == TA_OK; i++)
        rc = load_plane(&l, &group->source[i], &plane[i]);
    if (rc == TA_OK && reader->table != NULL)
        rc = load_quality(&l, &group->mask, &plane[group->n]);
    if (rc == TA_OK && reader->table != NULL && group->has_saturation)
        rc = load_plane(&l, &group->saturation, &plane[group->n + 1]);
    if (rc == TA_E_NOMEM)
        return ta_fail(err, rc, "%s: out of memory", reader->scene->id);
    if (rc == TA_OK) *out = (struct ta_tile_raw){reader, *window, size[0], plane};
    return rc;
}

/* --- a part ----------------------------------------------------------------------- */

/* One call of ta_tile_make(). */
struct making {
    const struct ta_tile_raw *raw;
    struct ta_zonal_box part;
    size_t stride; /* of the tile's planes */
};

static void *take(const struct making *m, size_t size)
{
    return ta_tile_room_take(m->raw->reader->room, m->stride * m->part.rows * size);
}

/* A source on the group's grid, taken whole, need not be copied. */
static bool is_as_loaded(const struct making *m, const struct ta_raw_plane *plane)
{
    return plane->col == NULL && plane->state == NULL && plane->stride == m->stride &&
           m->part.row == 0 && m->part.col == 0;
}

static void copy_part(const struct making *m, const struct ta_raw_plane *plane,
                      size_t size, const uint8_t *from, uint8_t *to)
{
    from += (m->part.row * plane->stride + m->part.col) * size;
    for (size_t r = 0; r < m->part.rows; r++)
        memcpy(to + r * m->stride * size, from + r * plane->stride * size,
               m->part.cols * size);
}

#define SPREAD(type)                                                                   \
    static void spread_##type(const int64_t *col, int64_t first, size_t n,             \
                              const void *from, void *to)                              \
    {                                                                                  \
        const type *cell = from;                                                       \
        type *out = to;                                                                \
        for (size_t i = 0; i < n; i++)                                                 \
            if (col[i] >= 0) out[i] = cell[col[i] - first];                            \
    }
SPREAD(uint8_t)
SPREAD(uint16_t)
SPREAD(uint32_t)
SPREAD(uint64_t)
#undef SPREAD

static void spread_line(size_t size, const int64_t *col, int64_t first, size_t n,
                        const void *from, void *to)
{
    if (size == 1)
        spread_uint8_t(col, first, n, from, to);
    else if (size == 2)
        spread_uint16_t(col, first, n, from, to);
    else if (size == 4)
        spread_uint32_t(col, first, n, from, to);
    else
        spread_uint64_t(col, first, n, from, to);
}

/* Repeat the plane's cells under the part; cells with none under them become 0. Rows over the
 * same row of the plane are alike. */
static void spread_part(const struct making *m, const struct ta_raw_plane *plane,
                        size_t size, const uint8_t *from, uint8_t *to)
{
    const int64_t *row = plane->row + m->part.row, *col = plane->col + m->part.col;
    size_t line = m->stride * size, across = plane->stride * size;
    for (size_t r = 0; r < m->part.rows; r++, to += line) {
        if (r > 0 && row[r] == row[r - 1]) {
            memcpy(to, to - line, line);
            continue;
        }
        memset(to, 0, line);
        if (row[r] >= 0 && from != NULL)
            spread_line(size, col, plane->there.col, m->part.cols,
                        from + (size_t)(row[r] - plane->there.row) * across, to);
    }
}

/* Values or mask of a plane over the part. NULL when out of memory. */
static const void *over_part(const struct making *m, const struct ta_raw_plane *plane,
                             size_t size, const uint8_t *from)
{
    if (is_as_loaded(m, plane)) return from;
    uint8_t *to = take(m, size);
    if (to != NULL && plane->col != NULL)
        spread_part(m, plane, size, from, to);
    else if (to != NULL)
        copy_part(m, plane, size, from, to);
    return to;
}

/* Where the part has no cell of the plane under it, nothing counts. */
static void clear_missing(const struct making *m, const struct ta_raw_plane *plane,
                          uint8_t *valid)
{
    const int64_t *row = plane->row + m->part.row, *col = plane->col + m->part.col;
    for (size_t r = 0; r < m->part.rows; r++, valid += m->stride)
        for (size_t c = 0; c < m->part.cols; c++)
            valid[c] &= plane->there.cols > 0 && row[r] >= 0 && col[c] >= 0;
}

/* Which numbers count, in a plane of their own where some do not: sums over cells that all count are
 * plain loops. */
static enum ta_status judge(const struct making *m, const struct ta_raw_plane *plane,
                            const void *value, uint8_t **valid)
{
    const struct ta_source *source = plane->source;
    enum ta_pixel_type type = source->header.type;
    size_t n = m->stride * m->part.rows;
    *valid = NULL;
    if (ta_pixel_rule_is_void(&source->rule, type) && !source->header.has_mask &&
        plane->col == NULL)
        return TA_OK;
    uint8_t *v = *valid = take(m, 1);
    if (v == NULL) return TA_E_NOMEM;
    ta_pixels_valid(type, &source->rule, n, value, v);
    if (source->header.has_mask) {
        const uint8_t *mask = over_part(m, plane, 1, plane->mask);
        if (mask == NULL) return TA_E_NOMEM;
        for (size_t i = 0; i < n; i++) v[i] &= mask[i] != 0;
    }
    if (plane->col != NULL) clear_missing(m, plane, v);
    if (memchr(v, 0, n) == NULL) *valid = NULL;
    return TA_OK;
}

static enum ta_status make_bands(const struct making *m, struct ta_tile *tile)
{
    const struct ta_group *group = m->raw->reader->group;
    tile->n = group->n;
    tile->plane =
        ta_tile_room_take(m->raw->reader->room, (group->n + 1) * sizeof *tile->plane);
    if (tile->plane == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < group->n; i++) {
        const struct ta_raw_plane *raw = &m->raw->band[i];
        struct ta_plane *plane = &tile->plane[i];
        plane->type = raw->source->header.type;
        const void *value = over_part(m, raw, ta_pixel_size(plane->type), raw->value);
        if (value == NULL) return TA_E_NOMEM;
        plane->value = (void *)(uintptr_t)value; /* read by all, written by none */
        if (judge(m, raw, value, &plane->valid) != TA_OK) return TA_E_NOMEM;
    }
    return TA_OK;
}

static enum ta_status fail_codes(const struct making *m,
                                 const struct ta_raw_plane *plane, struct ta_error *err)
{
    const struct ta_scene *scene = m->raw->reader->scene;
    return ta_fail(err, TA_E_DATA, "%s: a quality layer cannot hold fractions",
                   ta_asset_shown(&scene->asset[plane->source->asset]));
}

static void fill_missing(size_t n, const uint8_t *valid, uint8_t *state)
{
    for (size_t i = 0; i < n; i++)
        state[i] = valid[i] ? state[i] : (uint8_t)TA_PIXEL_FILL;
}

static enum ta_status make_states(const struct making *m, struct ta_tile *tile,
                                  struct ta_error *err)
{
    const struct ta_raw_plane *plane = &m->raw->band[m->raw->reader->group->n];
    enum ta_pixel_type type = plane->source->header.type;
    size_t n = m->stride * m->part.rows;
    const void *grown =
        plane->state != NULL ? over_part(m, plane, 1, plane->state) : NULL;
    uint8_t *valid = NULL, *state = take(m, 1);
    const void *code = over_part(m, plane, ta_pixel_size(type), plane->value);
    if (state == NULL || code == NULL || (plane->state != NULL && grown == NULL))
        return TA_E_NOMEM;
    if (grown != NULL)
        memcpy(state, grown, n);
    else if (!ta_states_read(m->raw->reader->table, type, n, code, state))
        return fail_codes(m, plane, err);
    enum ta_status rc = judge(m, plane, code, &valid);
    if (rc == TA_OK && valid != NULL) fill_missing(n, valid, state);
    tile->state = state;
    return rc;
}

static enum ta_status add_saturation(const struct making *m, struct ta_tile *tile,
                                     struct ta_error *err)
{
    const struct ta_raw_plane *plane = &m->raw->band[m->raw->reader->group->n + 1];
    enum ta_pixel_type type = plane->source->header.type;
    const void *code = over_part(m, plane, ta_pixel_size(type), plane->value);
    if (code == NULL) return TA_E_NOMEM;
    if (ta_states_saturate(type, m->stride * m->part.rows, code, tile->state))
        return TA_OK;
    return fail_codes(m, plane, err);
}

enum ta_status ta_tile_make(const struct ta_tile_raw *raw,
                            const struct ta_zonal_box *part, struct ta_tile *out,
                            struct ta_error *err)
{
    const struct ta_tile_reader *reader = raw->reader;
    struct making m = {
        raw, {0, 0, (size_t)raw->window.rows, (size_t)raw->window.cols}, raw->stride};
    if (part != NULL) m.part = *part;
    if (part != NULL) m.stride = part->cols;
    struct ta_tile tile = {.row = m.part.row,
                           .col = m.part.col,
                           .rows = m.part.rows,
                           .cols = m.part.cols,
                           .stride = m.stride,
                           .constant = ta_state_of(ta_scene_mask(reader->scene), 0)};
    enum ta_status rc = make_bands(&m, &tile);
    if (rc == TA_OK && reader->table != NULL) rc = make_states(&m, &tile, err);
    if (rc == TA_OK && tile.state != NULL && reader->group->has_saturation)
        rc = add_saturation(&m, &tile, err);
    if (rc == TA_E_NOMEM)
        return ta_fail(err, rc, "%s: out of memory", reader->scene->id);
    if (rc == TA_OK) *out = tile;
    return rc;
}

enum ta_status ta_tile_read(const struct ta_tile_reader *reader,
                            const struct ta_window *window, const size_t size[2],
                            struct ta_tile *out, struct ta_error *err)
{
    struct ta_tile_raw raw;
    enum ta_status rc = ta_tile_load(reader, window, size, &raw, err);
    return rc == TA_OK ? ta_tile_make(&raw, NULL, out, err) : rc;
}

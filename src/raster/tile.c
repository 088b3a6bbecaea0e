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

size_t ta_tile_room_mark(const struct ta_tile_room *room)
{
    return room->used;
}

void ta_tile_room_rewind(struct ta_tile_room *room, size_t mark)
{
    room->used = mark;
}

void ta_tile_room_free(struct ta_tile_room *room)
{
    for (size_t i = 0; i < room->n; i++) ta_free(room->slot[i]);
    ta_free(room->slot);
    ta_free(room->bytes);
    *room = (struct ta_tile_room){0};
}

/* --- states of the whole tile ------------------------------------------------------ */

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
    for (size_t b = 0; b < tile->n; b++) {
        const uint8_t *valid = tile->plane[b].valid;
        for (size_t i = 0; i < n; i++) any[i] |= valid[i];
    }
    uint8_t *state = tile->state;
    for (size_t i = 0; i < n; i++) state[i] = any[i] ? state[i] : 0;
    return TA_OK;
}

/* --- layers ----------------------------------------------------------------------- */

/* 1 where the state lets the layer be used; NULL when it does everywhere. */
static enum ta_status usable_cells(const struct ta_tile *tile,
                                   const struct ta_tile_layer *layer,
                                   struct ta_tile_room *room, uint8_t **out)
{
    size_t n = tile->stride * tile->rows;
    uint8_t table[TA_PIXEL_STATE_COUNT];
    for (int s = 0; s < TA_PIXEL_STATE_COUNT; s++) table[s] = layer->usable[s];
    const uint8_t *state = tile->state;
    *out = NULL;
    if (state == NULL && layer->usable[tile->constant]) return TA_OK;
    uint8_t *usable = *out = ta_tile_room_take(room, n);
    if (usable == NULL) return TA_E_NOMEM;
    if (state == NULL)
        memset(usable, 0, n);
    else
        for (size_t i = 0; i < n; i++) usable[i] = table[state[i]];
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
    size_t n = tile->stride * tile->rows;
    const uint8_t *valid = plane->valid;
    if (usable != NULL) {
        for (size_t i = 0; valid != NULL && i < n; i++) usable[i] &= valid[i];
        valid = memchr(usable, 0, n) != NULL ? usable : NULL;
    }
    *out = (struct ta_zonal_pixels){plane->type, tile->stride, plane->value,
                                    valid,       tile->row,    tile->col};
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
    const uint8_t *valid = plane->valid;
    for (size_t i = 0; valid != NULL && i < n; i++)
        value[i] = valid[i] ? value[i] : (double)NAN;
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
    *out = (struct ta_zonal_pixels){TA_PIXEL_FLOAT64, tile->stride, value,
                                    usable,           tile->row,    tile->col};
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

/* SPDX-License-Identifier: Apache-2.0 */
/** @file tile.h  A rectangle of pixels of one group: digital numbers, which of them
 *  count, states; and layers computed on it. Whether it was read from a scene or from a
 *  chip, the same pixels give the same layer. */
#ifndef TA_RASTER_TILE_H
#define TA_RASTER_TILE_H

#include "raster/growth.h"
#include "raster/layer.h"
#include "raster/source.h"
#include "raster/state.h"
#include "zonal.h"

/** One band. */
struct ta_plane {
    enum ta_pixel_type type;
    void *value;    /**< [rows][stride] */
    uint8_t *valid; /**< same shape, 1 where the number counts; NULL: all do */
};

struct ta_tile {
    size_t row, col; /**< of its first cell in what was read; 0 for the whole */
    size_t rows, cols, stride;
    size_t n;
    struct ta_plane *plane; /**< [n] */
    /** Same shape; NULL: each pixel is in state `constant`, or fill where no band counts.
     */
    uint8_t *state;
    enum ta_pixel_state constant;
};

/** Memory that tiles are read into; grows, one per thread. All zero at the start. */
struct ta_tile_room {
    void **slot; /**< blocks of memory, in the order they are asked for */
    size_t *bytes;
    size_t n, used;
    size_t slot_capacity, bytes_capacity;
};
/** A block of at least @p bytes, not zeroed; lasts until the next ta_tile_room_reset(). NULL when
 *  out of memory. */
void *ta_tile_room_take(struct ta_tile_room *room, size_t bytes);
void ta_tile_room_reset(struct ta_tile_room *room);
/** What is taken after a mark ends at a rewind to it. */
size_t ta_tile_room_mark(const struct ta_tile_room *room);
void ta_tile_room_rewind(struct ta_tile_room *room, size_t mark);
void ta_tile_room_free(struct ta_tile_room *room);

/** What reading needs beside the group. */
struct ta_tile_reader {
    const struct ta_scene *scene;
    const struct ta_group *group;
    const struct ta_state_table *table; /**< of the quality layer; NULL without one */
    struct ta_handles *handles;
    struct ta_tile_room *room;      /**< what it hands out lasts until it is reset */
    const struct ta_growth *growth; /**< of the quality layer's clouds; NULL: none */
};

/** Numbers of a window as the files have them, before anything is asked of them. */
struct ta_tile_raw {
    const struct ta_tile_reader *reader; /**< borrowed */
    struct ta_window window;
    size_t stride;             /**< of planes on the group's grid */
    struct ta_raw_plane *band; /**< [reader->group->n], then mask and saturation */
};

/** Read a window of all bands and the quality layers.
 *  @param window inside the grid
 *  @param size   cells between rows and rows of memory, at least the window's; the size of a
 *                stored block lets it be read without a copy
 *  @return TA_OK; TA_E_DATA when a file cannot be read; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_tile_load(const struct ta_tile_reader *reader,
                                         const struct ta_window *window,
                                         const size_t size[2], struct ta_tile_raw *out,
                                         struct ta_error *err);
/** The tile of all that was loaded, or of a part of it: which numbers count, states, coarser cells
 *  repeated. A cell's answer does not depend on the part.
 *  @param part within the window, from its first cell; NULL: the whole */
TA_NODISCARD enum ta_status ta_tile_make(const struct ta_tile_raw *raw,
                                         const struct ta_zonal_box *part,
                                         struct ta_tile *out, struct ta_error *err);
/** Load and make the whole. */
TA_NODISCARD enum ta_status ta_tile_read(const struct ta_tile_reader *reader,
                                         const struct ta_window *window,
                                         const size_t size[2], struct ta_tile *out,
                                         struct ta_error *err);

/** How a layer comes from planes. */
struct ta_tile_layer {
    struct ta_value_layer layer;       /**< inputs are places in the tile */
    double line[TA_INDEX_INPUTS][2];   /**< scale and offset of each input */
    bool usable[TA_PIXEL_STATE_COUNT]; /**< states that count */
};
/** Its pixels, with what may not be used marked as missing: digital numbers of a band,
 *  values of an index. Memory is of @p room or of the tile.
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_tile_layer_pixels(const struct ta_tile *tile,
                                                 const struct ta_tile_layer *layer,
                                                 struct ta_tile_room *room,
                                                 struct ta_zonal_pixels *out);
/** Is some band's number counted at each pixel? Fill states where none is.
 *  Makes `state` a plane when it has to. @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_tile_mark_fill(struct ta_tile *tile,
                                              struct ta_tile_room *room);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/** @file room.h  Memory that ends all at once: what one assessment loads and makes. */
#ifndef TA_ENGINE_ROOM_H
#define TA_ENGINE_ROOM_H

#include <stddef.h>

/** A room that is all zero is empty. Not thread-safe. */
struct ta_room {
    void **block;
    size_t n, capacity;
};

/** Zeroed memory that lives as long as the room; NULL when there is none. */
void *ta_room_take(struct ta_room *room, size_t count, size_t size);
/** The room frees @p memory in the end. @return @p memory, or NULL (and freed) when the room
 *  cannot note it. */
void *ta_room_keep(struct ta_room *room, void *memory);
void ta_room_free(struct ta_room *room);

#endif

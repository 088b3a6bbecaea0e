/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/room.h"

#include "base/memory.h"

void *ta_room_keep(struct ta_room *room, void *memory)
{
    if (memory == NULL) return NULL;
    if (ta_grow((void **)&room->block, &room->capacity, room->n,
                sizeof(*room->block)) != 0) {
        ta_free(memory);
        return NULL;
    }
    room->block[room->n++] = memory;
    return memory;
}

void *ta_room_take(struct ta_room *room, size_t count, size_t size)
{
    return ta_room_keep(room, ta_alloc(count, size));
}

void ta_room_free(struct ta_room *room)
{
    for (size_t i = 0; i < room->n; i++) ta_free(room->block[i]);
    ta_free(room->block);
    *room = (struct ta_room){0};
}

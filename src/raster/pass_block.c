/* SPDX-License-Identifier: Apache-2.0 */
/* One block: read, add up, cut out. */
#include "base/memory.h"
#include "raster/pass_private.h"

/* The group and block that the scene's @p block -th is. */
static void find_block(const struct ta_pass_scene *scene, size_t block,
                       struct ta_pass_block *out)
{
    for (size_t g = 0; g < scene->n_groups; g++) {
        struct ta_pass_group *group = &scene->group[g];
        if (group->plan == NULL) continue;
        if (block < group->plan->n_blocks) {
            out->group = group;
            out->block = &group->plan->block[block];
            return;
        }
        block -= group->plan->n_blocks;
    }
}

struct ta_window ta_pass_block_window(const struct ta_zone_plan *plan,
                                      const struct ta_zone_block *block)
{
    struct ta_window w = {block->col * plan->block_cols, block->row * plan->block_rows,
                          plan->block_cols, block->rows};
    return ta_grid_clip(&plan->grid, w);
}

enum ta_status ta_pass_block_tile(struct ta_pass_block *b,
                                  const struct ta_zonal_box *part, struct ta_error *err)
{
    bool states = b->group->states != NULL || b->group->chip != NULL;
    enum ta_status rc = ta_tile_make(&b->raw, part, &b->tile, err);
    return rc == TA_OK && states ? ta_tile_mark_fill(&b->tile, &b->reader->room) : rc;
}

static enum ta_status load_block(struct ta_pass_block *b, struct ta_error *err)
{
    const struct ta_zone_plan *plan = b->group->plan;
    const size_t size[2] = {(size_t)plan->block_cols, (size_t)plan->block_rows};
    b->from = (struct ta_tile_reader){
        b->scene->scene,  b->group->bands,
        b->scene->table,  &b->reader->handles,
        &b->reader->room, b->scene->grows ? &b->scene->growth : NULL};
    ta_tile_room_reset(&b->reader->room);
    return ta_tile_load(&b->from, &b->window, size, &b->raw, err);
}

enum ta_status ta_pass_block_run(struct ta_pass_reader *reader,
                                 struct ta_pass_scene *scene, size_t block,
                                 size_t *zone, struct ta_error *err)
{
    struct ta_pass_block b = {.reader = reader, .scene = scene};
    *zone = SIZE_MAX;
    find_block(scene, block, &b);
    if (!ta_pass_block_needed(b.group, b.block)) return TA_OK;
    b.window = ta_pass_block_window(b.group->plan, b.block);
    bool chips = b.group->chip != NULL && b.block->n_chips > 0;
    enum ta_status rc = load_block(&b, err);
    size_t mark = ta_tile_room_mark(&reader->room);
    bool whole = !ta_pass_slots_are_few(&b);
    if (rc == TA_OK && whole) rc = ta_pass_block_tile(&b, NULL, err);
    if (rc == TA_OK) rc = ta_pass_slots_add(&b, whole, err);
    if (rc == TA_OK && chips && !whole) {
        ta_tile_room_rewind(&reader->room, mark);
        rc = ta_pass_block_tile(&b, NULL, err);
    }
    if (rc == TA_OK && chips) rc = ta_pass_chips_add(&b, zone, err);
    if (rc == TA_E_NOMEM) (void)ta_fail(err, rc, "%s: out of memory", scene->scene->id);
    return rc;
}

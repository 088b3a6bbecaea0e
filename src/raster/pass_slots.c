/* SPDX-License-Identifier: Apache-2.0 */
/* A block's cuts added to the slots of its group. */
#include <string.h>

#include "base/memory.h"
#include "raster/pass_private.h"

/* --- room ------------------------------------------------------------------------- */

static enum ta_pixel_type type_of(const struct ta_pass_group *group, size_t layer)
{
    const struct ta_value_layer *l = &group->layer[layer].how.layer;
    return l->index != NULL ? TA_PIXEL_FLOAT64
                            : group->bands->source[l->input[0]].header.type;
}

static enum ta_status make_values(struct ta_pass_group *group)
{
    const struct ta_zone_plan *plan = group->plan;
    group->values = ta_alloc(plan->n_slots * group->n_layers, sizeof *group->values);
    group->cuts_left = ta_alloc(plan->n_slots, sizeof *group->cuts_left);
    if (group->values == NULL || group->cuts_left == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < plan->n_slots; i++) group->cuts_left[i] = plan->slot[i].cuts;
    return TA_OK;
}

static enum ta_status make_chips(struct ta_pass_group *group,
                                 const struct ta_pass_chips *chips)
{
    const struct ta_zone_plan *plan = group->plan;
    group->chip = ta_alloc(plan->n_slots, sizeof(*group->chip));
    group->chip_blocks_left = ta_alloc(plan->n_slots, sizeof *group->chip_blocks_left);
    if (group->chip == NULL || group->chip_blocks_left == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < plan->n_slots; i++)
        group->chip_blocks_left[i] = plan->slot[i].chip_blocks;
    return ta_pass_room_share(group, chips);
}

enum ta_status ta_pass_slots_new(struct ta_pass_group *group,
                                 const struct ta_pass *pass, bool masked)
{
    size_t slots = group->plan->n_slots, n = group->n_layers;
    group->tally = ta_alloc(slots * n, sizeof *group->tally);
    if (group->tally == NULL) return TA_E_NOMEM;
    for (size_t l = 0; l < n; l++) {
        struct ta_tally empty = ta_tally_new(type_of(group, l));
        for (size_t i = 0; i < slots; i++) group->tally[i * n + l] = empty;
    }
    if (masked) {
        group->states = ta_alloc(slots, sizeof *group->states);
        if (group->states == NULL) return TA_E_NOMEM;
    }
    enum ta_status rc = pass->order ? make_values(group) : TA_OK;
    return rc == TA_OK && pass->chips != NULL ? make_chips(group, pass->chips) : rc;
}

void ta_pass_slots_free(struct ta_pass_group *group)
{
    size_t slots = group->plan != NULL ? group->plan->n_slots : 0;
    for (size_t i = 0; group->values != NULL && i < slots * group->n_layers; i++) {
        ta_free(group->values[i].cell);
        ta_free(group->values[i].bin);
    }
    for (size_t i = 0; group->chip != NULL && i < slots; i++)
        ta_pass_chip_free(group->chip[i]);
    ta_free(group->tally);
    ta_free(group->states);
    ta_free(group->values);
    ta_free(group->cuts_left);
    ta_free(group->chip);
    ta_free(group->chip_blocks_left);
    ta_free(group->room);
}

/* --- walking over the block's cuts ------------------------------------------------ */

/* One cut and the slot it belongs to. */
struct piece {
    const struct ta_zonal_plan *plan;
    const struct ta_zonal_cut *cut;
    size_t slot;
};

struct walk {
    const struct ta_pass_group *group;
    const struct ta_zone_plan *plan;
    size_t part, end, cut;
};

static struct walk walk_block(const struct ta_pass_block *b)
{
    size_t first = b->block->first_part;
    return (struct walk){b->group, b->group->plan, first, first + b->block->n_parts, 0};
}

static size_t slot_of(const struct walk *w, const struct ta_zonal_cut *cut)
{
    return w->plan
        ->slot_at[w->plan->shard_place[w->plan->part[w->part].shard] + cut->zone];
}

/* Slots lie in the order of zones, cuts in that of blocks: have the next one's slot on the way. */
static void fetch_slot(const struct walk *w, size_t slot)
{
    const char *sums = (const char *)&w->group->tally[slot * w->group->n_layers];
    __builtin_prefetch(&w->plan->slot[slot].cuts);
    __builtin_prefetch(sums);
    __builtin_prefetch(sums + 64);
}

static bool next_cut(struct walk *w, struct piece *out)
{
    while (w->part < w->end && w->cut == w->plan->part[w->part].block->n_cuts) {
        w->part++;
        w->cut = 0;
    }
    if (w->part == w->end) return false;
    const struct ta_zone_part *part = &w->plan->part[w->part];
    out->plan = w->plan->shard[part->shard];
    out->cut = ta_zonal_plan_cut(out->plan, part->block->first_cut + w->cut++);
    out->slot = slot_of(w, out->cut);
    if (w->cut < part->block->n_cuts) fetch_slot(w, slot_of(w, out->cut + 1));
    return true;
}

/* --- sums ------------------------------------------------------------------------- */

/* Is the slot wholly in this block? Then no other reader touches it. */
static bool is_alone(const struct ta_pass_block *b, size_t slot)
{
    return b->group->plan->slot[slot].cuts == 1;
}

static void add_tally(const struct ta_pass_block *b, const struct piece *p,
                      size_t layer, const struct ta_zonal_pixels *pixels)
{
    struct ta_tally *sum = &b->group->tally[p->slot * b->group->n_layers + layer];
    if (is_alone(b, p->slot)) {
        ta_zonal_tally(p->plan, p->cut, pixels, sum);
        return;
    }
    struct ta_tally tally = ta_tally_new(pixels->type);
    ta_zonal_tally(p->plan, p->cut, pixels, &tally);
    (void)pthread_mutex_lock(&b->scene->lock);
    ta_tally_merge(sum, &tally);
    (void)pthread_mutex_unlock(&b->scene->lock);
}

static void add_states(const struct ta_pass_block *b, const struct piece *p)
{
    struct ta_state_weights here = {{0}};
    struct ta_state_weights *sum = &b->group->states[p->slot];
    const struct ta_zonal_pixels cls = {.type = TA_PIXEL_UINT8,
                                        .stride = b->tile.stride,
                                        .value = b->tile.state,
                                        .row = b->tile.row,
                                        .col = b->tile.col};
    ta_zonal_classes(p->plan, p->cut, &cls, here.of);
    (void)pthread_mutex_lock(&b->scene->lock);
    for (int k = 0; k < TA_ZONAL_CLASSES; k++) sum->of[k] += here.of[k];
    (void)pthread_mutex_unlock(&b->scene->lock);
}

/* --- values in order -------------------------------------------------------------- */

/* Room for the slot's values: a histogram where it is smaller than the cells. */
static enum ta_status begin_values(struct ta_pass_values *v, uint64_t cells,
                                   enum ta_pixel_type type)
{
    size_t bins = ta_bins_histogram_size(type);
    if (bins > 0 && cells * sizeof *v->cell > bins * sizeof *v->bin) {
        v->bin = ta_alloc(bins, sizeof *v->bin);
        if (v->bin == NULL) return TA_E_NOMEM;
        ta_bins_histogram(type, v->bin);
        v->n_bins = bins;
        return TA_OK;
    }
    v->cell = ta_alloc(cells, sizeof *v->cell);
    return v->cell != NULL ? TA_OK : TA_E_NOMEM;
}

static enum ta_status put_values(struct ta_pass_values *v, uint64_t cells,
                                 enum ta_pixel_type type, size_t n,
                                 const struct ta_weighed *cell)
{
    enum ta_status rc = TA_OK;
    if (v->cell == NULL && v->bin == NULL) rc = begin_values(v, cells, type);
    if (rc != TA_OK) return rc;
    if (v->cell != NULL) {
        memcpy(&v->cell[v->n_cells], cell, n * sizeof *cell);
        v->n_cells += n;
        return TA_OK;
    }
    ta_pixel_key least = ta_bins_histogram_least(type);
    for (size_t i = 0; i < n; i++)
        ta_bin_add(&v->bin[cell[i].key - least], cell[i].weight, 1);
    return TA_OK;
}

static enum ta_status reserve_cells(struct ta_pass_reader *reader, uint64_t n)
{
    if (n <= reader->cell_capacity) return TA_OK;
    struct ta_weighed *larger = ta_alloc(n, sizeof *larger);
    if (larger == NULL) return TA_E_NOMEM;
    ta_free(reader->cell);
    reader->cell = larger;
    reader->cell_capacity = n;
    return TA_OK;
}

static enum ta_status add_values(const struct ta_pass_block *b, const struct piece *p,
                                 size_t layer, const struct ta_zonal_pixels *pixels)
{
    struct ta_pass_reader *reader = b->reader;
    struct ta_pass_values *v = &b->group->values[p->slot * b->group->n_layers + layer];
    enum ta_status rc = reserve_cells(reader, p->cut->cells);
    if (rc != TA_OK) return rc;
    size_t n = ta_zonal_cells(p->plan, p->cut, pixels, reader->cell);
    (void)pthread_mutex_lock(&b->scene->lock);
    rc = put_values(v, b->group->plan->slot[p->slot].cells, pixels->type, n,
                    reader->cell);
    (void)pthread_mutex_unlock(&b->scene->lock);
    return rc;
}

/* All cells are there: to bins, and no more room than they need. */
static enum ta_status finish_values(struct ta_pass_values *v)
{
    if (v->cell != NULL && v->n_cells > 0) {
        v->bin = ta_alloc(v->n_cells, sizeof *v->bin);
        if (v->bin == NULL) return TA_E_NOMEM;
        v->n_bins = ta_bins_from_cells(v->n_cells, v->cell, v->bin);
    } else if (v->cell == NULL) {
        v->n_bins = ta_bins_compact(v->n_bins, v->bin);
    }
    ta_free(v->cell);
    v->cell = NULL;
    struct ta_bin *fitting = ta_realloc(v->bin, v->n_bins, sizeof *v->bin);
    if (fitting != NULL) v->bin = fitting;
    return TA_OK;
}

static enum ta_status finish_slots(const struct ta_pass_block *b)
{
    struct walk walk = walk_block(b);
    struct piece p;
    size_t n = b->group->n_layers;
    while (next_cut(&walk, &p)) {
        (void)pthread_mutex_lock(&b->scene->lock);
        bool last = --b->group->cuts_left[p.slot] == 0;
        (void)pthread_mutex_unlock(&b->scene->lock);
        for (size_t l = 0; last && l < n; l++)
            if (finish_values(&b->group->values[p.slot * n + l]) != TA_OK)
                return TA_E_NOMEM;
    }
    return TA_OK;
}

/* --- a block ---------------------------------------------------------------------- */

static enum ta_status add_piece(const struct ta_pass_block *b, const struct piece *p,
                                size_t layer, const struct ta_zonal_pixels *pixels)
{
    add_tally(b, p, layer, pixels);
    return b->group->values != NULL ? add_values(b, p, layer, pixels) : TA_OK;
}

static enum ta_status layer_pixels(const struct ta_pass_block *b, size_t layer,
                                   struct ta_zonal_pixels *out)
{
    return ta_tile_layer_pixels(&b->tile, &b->group->layer[layer].how, &b->reader->room,
                                out);
}

/* Layer by layer over the whole block. */
static enum ta_status add_whole(const struct ta_pass_block *b)
{
    struct ta_zonal_pixels pixels;
    struct piece p;
    enum ta_status rc = TA_OK;
    for (size_t l = 0; l < b->group->n_layers && rc == TA_OK; l++) {
        struct walk walk = walk_block(b);
        rc = layer_pixels(b, l, &pixels);
        while (rc == TA_OK && next_cut(&walk, &p)) rc = add_piece(b, &p, l, &pixels);
    }
    struct walk walk = walk_block(b);
    while (rc == TA_OK && b->group->states != NULL && next_cut(&walk, &p))
        add_states(b, &p);
    return rc;
}

/* Cut by cut: all layers over the box of each. */
static enum ta_status add_cuts(struct ta_pass_block *b, struct ta_error *err)
{
    struct walk walk = walk_block(b);
    struct piece p;
    enum ta_status rc = TA_OK;
    size_t mark = ta_tile_room_mark(&b->reader->room);
    while (rc == TA_OK && next_cut(&walk, &p)) {
        struct ta_zonal_pixels pixels;
        struct ta_zonal_box box = ta_zonal_cut_box(p.plan, p.cut);
        ta_tile_room_rewind(&b->reader->room, mark);
        rc = ta_pass_block_tile(b, &box, err);
        for (size_t l = 0; l < b->group->n_layers && rc == TA_OK; l++) {
            rc = layer_pixels(b, l, &pixels);
            if (rc == TA_OK) rc = add_piece(b, &p, l, &pixels);
        }
        if (rc == TA_OK && b->group->states != NULL) add_states(b, &p);
    }
    return rc;
}

/* A zone's box holds perhaps half as many cells again as the zone. */
bool ta_pass_slots_are_few(const struct ta_pass_block *b)
{
    uint64_t block = (uint64_t)(b->window.rows * b->window.cols), cells = 0;
    struct walk walk = walk_block(b);
    struct piece p;
    while (3 * cells < block && next_cut(&walk, &p)) cells += p.cut->cells;
    return 3 * cells < block;
}

enum ta_status ta_pass_slots_add(struct ta_pass_block *b, bool whole,
                                 struct ta_error *err)
{
    if (b->block->n_parts == 0) return TA_OK; /* only a chip's rim lies in it */
    enum ta_status rc = whole ? add_whole(b) : add_cuts(b, err);
    return rc == TA_OK && b->group->values != NULL ? finish_slots(b) : rc;
}

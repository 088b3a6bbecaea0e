/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "zonal_private.h"

/* Merge the sorted halves [0, half) and [half, n) of @p from. */
static void merge(size_t half, size_t n, const struct ta_zonal_place *from,
                  struct ta_zonal_place *to)
{
    size_t a = 0, b = half;
    for (size_t i = 0; i < n; i++) {
        bool left = b == n || (a < half && from[a].block <= from[b].block);
        to[i] = left ? from[a++] : from[b++];
    }
}

/* Stable merge sort by block: cuts of one block stay in order of zones. @return the
 * sorted one of the two arrays. */
static struct ta_zonal_place *sort_places(size_t n, struct ta_zonal_place *place,
                                          struct ta_zonal_place *scratch)
{
    struct ta_zonal_place *from = place, *to = scratch;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t length = n - i < 2 * width ? n - i : 2 * width;
            merge(length < width ? length : width, length, &from[i], &to[i]);
        }
        struct ta_zonal_place *sorted = to;
        to = from;
        from = sorted;
    }
    return from;
}

/* Rows from the block's first to the last one the cut touches. */
static int64_t used_rows(const struct ta_zonal_plan *plan,
                         const struct ta_zonal_cut *cut)
{
    const struct ta_zonal_span *span = plan->span.item;
    return (int64_t)span[cut->first_span + cut->n_spans - 1].row + 1;
}

static enum ta_status list_blocks(struct ta_zonal_plan *plan,
                                  const struct ta_zonal_place *place)
{
    uint64_t across = (uint64_t)((plan->grid.cols - 1) / plan->grid.block_cols + 1);
    const struct ta_zonal_cut *cut = plan->cut.item;
    struct ta_zonal_block *block = NULL;
    for (size_t i = 0; i < plan->cut.count; i++) {
        if (i == 0 || place[i].block != place[i - 1].block) {
            enum ta_status rc = ta_zonal_reserve(plan, &plan->block, 1);
            if (rc != TA_OK) return rc;
            block = (struct ta_zonal_block *)plan->block.item + plan->block.count++;
            *block = (struct ta_zonal_block){.col = (int64_t)(place[i].block % across),
                                             .row = (int64_t)(place[i].block / across),
                                             .first_cut = i};
        }
        int64_t rows = used_rows(plan, &cut[i]);
        if (rows > block->used_rows) block->used_rows = rows;
        block->n_cuts++;
    }
    return TA_OK;
}

/* Give back what growth left over; failing to is harmless. */
static void trim(struct ta_zonal_plan *plan, struct ta_zonal_array *array)
{
    if (array->count == 0 || array->count == array->capacity) return;
    void *item = plan->memory.resize(array->item, array->count, array->size);
    if (item == NULL) return;
    array->item = item;
    array->capacity = array->count;
}

static void trim_all(struct ta_zonal_plan *plan)
{
    trim(plan, &plan->zone);
    trim(plan, &plan->block);
    trim(plan, &plan->cut);
    trim(plan, &plan->span);
    trim(plan, &plan->weight);
    plan->memory.free(plan->place.item);
    plan->place.item = NULL;
    plan->place.count = plan->place.capacity = 0;
    ta_zonal_drop_band(plan);
}

enum ta_status ta_zonal_plan_seal(struct ta_zonal_plan *plan)
{
    size_t n = plan->cut.count;
    struct ta_zonal_place *scratch = NULL;
    struct ta_zonal_cut *ordered = NULL;
    enum ta_status rc = TA_OK;
    if (plan->sealed || n == 0) goto done;

    scratch = plan->memory.alloc(n, sizeof *scratch);
    ordered = plan->memory.alloc(plan->cut.capacity, sizeof *ordered);
    if (scratch == NULL || ordered == NULL) {
        rc = TA_E_NOMEM;
        goto done;
    }
    struct ta_zonal_place *place = sort_places(n, plan->place.item, scratch);
    for (size_t i = 0; i < n; i++)
        ordered[i] = ((struct ta_zonal_cut *)plan->cut.item)[place[i].cut];
    struct ta_zonal_cut *unordered = plan->cut.item;
    plan->cut.item = ordered;
    ordered = NULL;
    plan->memory.free(unordered);
    rc = list_blocks(plan, place);

done:
    plan->memory.free(scratch);
    plan->memory.free(ordered);
    if (rc == TA_OK && !plan->sealed) trim_all(plan);
    if (rc == TA_OK) plan->sealed = true;
    return rc;
}

const struct ta_zonal_grid *ta_zonal_plan_grid(const struct ta_zonal_plan *plan)
{
    return &plan->grid;
}

size_t ta_zonal_plan_zones(const struct ta_zonal_plan *plan)
{
    return plan->zone.count;
}

const struct ta_zonal_zone *ta_zonal_plan_zone(const struct ta_zonal_plan *plan,
                                               size_t zone)
{
    return (const struct ta_zonal_zone *)plan->zone.item + zone;
}

size_t ta_zonal_plan_blocks(const struct ta_zonal_plan *plan)
{
    return plan->block.count;
}

const struct ta_zonal_block *ta_zonal_plan_block(const struct ta_zonal_plan *plan,
                                                 size_t block)
{
    return (const struct ta_zonal_block *)plan->block.item + block;
}

const struct ta_zonal_cut *ta_zonal_plan_cut(const struct ta_zonal_plan *plan,
                                             size_t cut)
{
    return (const struct ta_zonal_cut *)plan->cut.item + cut;
}

static size_t bytes_of(const struct ta_zonal_array *array)
{
    return array->capacity * array->size;
}

size_t ta_zonal_plan_bytes(const struct ta_zonal_plan *plan)
{
    return sizeof *plan + bytes_of(&plan->zone) + bytes_of(&plan->block) +
           bytes_of(&plan->cut) + bytes_of(&plan->span) + bytes_of(&plan->weight) +
           bytes_of(&plan->place) + plan->band_cells * sizeof(struct ta_cover) +
           (plan->band_words + plan->band_rows) * sizeof(uint64_t);
}

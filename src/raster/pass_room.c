/* SPDX-License-Identifier: Apache-2.0 */
/* Chips that get no room: one long or scattered site must not cost the memory of a whole scene. Decided
 * before a block is read, by the order of blocks, so that threads do not show. */
#include "base/memory.h"
#include "raster/pass_private.h"

/* Chips of a group as its blocks come by. */
struct holding {
    const struct ta_pass_group *group;
    uint64_t cell_bytes, most, held;
    size_t *left; /* [slots] blocks until the chip is written; 0: it is not begun */
    size_t n_open, *open; /* [slots] those begun and not written */
};

static uint64_t bytes_of(const struct ta_pass_group *group, size_t slot,
                         uint64_t cell_bytes)
{
    const struct ta_window *w = &group->plan->slot[slot].chip;
    return (uint64_t)w->cols * (uint64_t)w->rows * cell_bytes;
}

static enum ta_status leave_out(struct ta_pass_group *group, size_t slot,
                                enum ta_chip_room room)
{
    if (group->room == NULL)
        group->room = ta_alloc(group->plan->n_slots, sizeof *group->room);
    if (group->room == NULL) return TA_E_NOMEM;
    group->room[slot] = room;
    return TA_OK;
}

enum ta_chip_room ta_pass_room_of(const struct ta_pass_group *group, size_t slot)
{
    return group->room != NULL ? group->room[slot] : TA_CHIP_HAS_ROOM;
}

static bool is_out(const struct ta_pass_group *group, size_t slot)
{
    return ta_pass_room_of(group, slot) != TA_CHIP_HAS_ROOM;
}

/* Those too large by themselves. @param sum of the bytes of the others */
static enum ta_status leave_out_large(struct ta_pass_group *group,
                                      const struct ta_pass_chips *chips,
                                      uint64_t cell_bytes, uint64_t *sum)
{
    enum ta_status rc = TA_OK;
    *sum = 0;
    for (size_t i = 0; rc == TA_OK && i < group->plan->n_slots; i++) {
        const struct ta_window *w = &group->plan->slot[i].chip;
        uint64_t bytes = bytes_of(group, i, cell_bytes);
        if (w->cols > 0 && (w->rows > TA_CHIP_CELLS_MOST / w->cols ||
                            (chips->bytes_most > 0 && bytes > chips->bytes_most)))
            rc = leave_out(group, i, TA_CHIP_TOO_LARGE);
        else
            *sum += bytes;
    }
    return rc;
}

static void close_chip(struct holding *h, size_t at)
{
    h->held -= bytes_of(h->group, h->open[at], h->cell_bytes);
    h->open[at] = h->open[--h->n_open];
}

/* The largest of those that are open; of equals the first zone's. */
static size_t largest(const struct holding *h)
{
    size_t best = 0;
    for (size_t i = 1; i < h->n_open; i++) {
        uint64_t a = bytes_of(h->group, h->open[i], 1);
        uint64_t b = bytes_of(h->group, h->open[best], 1);
        if (a > b || (a == b && h->open[i] < h->open[best])) best = i;
    }
    return best;
}

static enum ta_status come_by(struct holding *h, struct ta_pass_group *group,
                              size_t slot)
{
    enum ta_status rc = TA_OK;
    if (is_out(group, slot)) return TA_OK;
    if (h->left[slot] == 0) {
        h->left[slot] = group->plan->slot[slot].chip_blocks;
        h->open[h->n_open++] = slot;
        h->held += bytes_of(group, slot, h->cell_bytes);
    }
    while (rc == TA_OK && h->held > h->most) {
        size_t at = largest(h);
        rc = leave_out(group, h->open[at], TA_CHIP_TOO_MANY);
        close_chip(h, at);
    }
    if (rc != TA_OK || is_out(group, slot) || --h->left[slot] > 0) return rc;
    size_t at = 0;
    while (h->open[at] != slot) at++;
    close_chip(h, at);
    return TA_OK;
}

/* Those too many at once. */
static enum ta_status leave_out_many(struct ta_pass_group *group, uint64_t most,
                                     uint64_t cell_bytes)
{
    const struct ta_zone_plan *plan = group->plan;
    struct holding h = {.group = group, .cell_bytes = cell_bytes, .most = most};
    h.left = ta_alloc(plan->n_slots, sizeof *h.left);
    h.open = ta_alloc(plan->n_slots, sizeof *h.open);
    enum ta_status rc = h.left != NULL && h.open != NULL ? TA_OK : TA_E_NOMEM;
    for (size_t b = 0; rc == TA_OK && b < plan->n_blocks; b++)
        for (size_t i = 0; rc == TA_OK && i < plan->block[b].n_chips; i++)
            rc = come_by(&h, group, plan->chip[plan->block[b].first_chip + i]);
    ta_free(h.left);
    ta_free(h.open);
    return rc;
}

enum ta_status ta_pass_room_share(struct ta_pass_group *group,
                                  const struct ta_pass_chips *chips)
{
    uint64_t sum = 0, cell_bytes = ta_chip_cell_bytes(group->bands);
    enum ta_status rc = leave_out_large(group, chips, cell_bytes, &sum);
    if (rc != TA_OK || chips->held_most == 0 || sum <= chips->held_most) return rc;
    return leave_out_many(group, chips->held_most, cell_bytes);
}

bool ta_pass_block_needed(const struct ta_pass_group *group,
                          const struct ta_zone_block *block)
{
    if (block->n_parts > 0 || group->room == NULL) return true;
    for (size_t i = 0; i < block->n_chips; i++)
        if (!is_out(group, group->plan->chip[block->first_chip + i])) return true;
    return false;
}

void ta_pass_room_words(const struct ta_pass *pass, const struct ta_pass_group *group,
                        size_t slot, struct ta_error *out)
{
    const struct ta_zone_slot *s = &group->plan->slot[slot];
    const struct ta_pass_zone *zone = &pass->zones.zone[s->zone];
    double cells = (double)s->chip.cols * (double)s->chip.rows;
    double mb = cells * (double)ta_chip_cell_bytes(group->bands) / 1e6;
    bool large = group->room[slot] == TA_CHIP_TOO_LARGE;
    (void)ta_fail(
        out, TA_E_LIMIT,
        "no picture of it is kept, its figures are: %lld x %lld cells take %.0f MB, "
        "too large%s",
        (long long)s->chip.cols, (long long)s->chip.rows, mb,
        large ? "" : " beside those of the sites around it");
    if (zone->site >= 0)
        ta_error_context(out, "%s/%d", zone->project, zone->site);
    else
        ta_error_context(out, "%s", zone->project);
    ta_error_mend(out,
                  "split the site into parts: a long or scattered outline is kept as "
                  "the box around it");
}

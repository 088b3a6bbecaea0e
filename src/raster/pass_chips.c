/* SPDX-License-Identifier: Apache-2.0 */
/* Chips: begun by the first of their blocks, pasted block by block, written by the reader of
 * the last. */
#include "base/hash.h"
#include "base/memory.h"
#include "raster/pass_private.h"

void ta_pass_chip_free(struct ta_pass_chip *chip)
{
    if (chip == NULL) return;
    ta_chip_free(&chip->chip);
    ta_free(chip->path);
    ta_free(chip);
}

/* Ask for the path; none means no chip. */
static enum ta_status ask_path(const struct ta_pass_block *b, size_t slot, char **out,
                               struct ta_error *err)
{
    const struct ta_pass_chips *chips = b->reader->work->pass->chips;
    struct ta_text path = {0};
    size_t grid = (size_t)(b->group - b->scene->group);
    size_t zone = b->group->plan->slot[slot].zone;
    enum ta_status rc = chips->path(chips->self, b->scene->index, zone, grid, &path);
    if (rc == TA_OK && path.failed) rc = TA_E_NOMEM;
    if (rc == TA_OK && path.size > 0) *out = ta_text_take(&path);
    ta_text_free(&path);
    return rc == TA_OK ? rc
                       : ta_fail(err, rc, "%s: no path for a chip: %s",
                                 b->scene->scene->id, ta_status_text(rc));
}

static enum ta_status begin(const struct ta_pass_block *b, size_t slot,
                            struct ta_error *err)
{
    struct ta_pass_chip *chip = ta_alloc(1, sizeof *chip);
    if (chip == NULL) return TA_E_NOMEM;
    b->group->chip[slot] = chip;
    enum ta_status rc = ask_path(b, slot, &chip->path, err);
    if (rc != TA_OK || chip->path == NULL) return rc;
    rc = ta_chip_begin(b->scene->scene, b->group->bands, &b->reader->work->pass->mask,
                       &b->group->plan->slot[slot].chip, &chip->chip, err);
    if (rc == TA_OK) return TA_OK;
    ta_free(chip->path); /* nobody pastes into it */
    chip->path = NULL;
    return rc;
}

/* Has some layer a usable pixel? */
static bool has_look(const struct ta_pass_group *group, size_t slot)
{
    const struct ta_tally *tally = &group->tally[slot * group->n_layers];
    for (size_t l = 0; l < group->n_layers; l++)
        if (tally[l].cells > 0) return true;
    return false;
}

/* Is there anything but fill, under whatever clouds? */
static bool has_ground(const struct ta_pass_group *group, size_t slot)
{
    if (group->states == NULL) return false;
    for (size_t s = 0; s < TA_PIXEL_STATE_COUNT; s++)
        if (s != TA_PIXEL_FILL && group->states[slot].of[s] > 0) return true;
    return false;
}

/* All blocks are in: write it, unless the scene has nothing of the zone. */
static enum ta_status finish(const struct ta_pass_block *b, size_t slot,
                             struct ta_error *err)
{
    struct ta_pass_chip *chip = b->group->chip[slot];
    enum ta_status rc = TA_OK;
    bool clouded = b->reader->work->pass->chips->clouded && has_ground(b->group, slot);
    if (clouded || has_look(b->group, slot)) {
        rc = b->reader->work->pass->chips->loose
                 ? ta_chip_write_loose(&chip->chip, &b->reader->plain, chip->path, err)
                 : ta_chip_write(&chip->chip, chip->path, err);
        if (rc == TA_OK) rc = ta_sha256_file(chip->path, chip->sha256, err);
    } else {
        ta_free(chip->path);
        chip->path = NULL;
    }
    ta_chip_free(&chip->chip);
    return rc;
}

static enum ta_status add(const struct ta_pass_block *b, size_t slot,
                          struct ta_error *err)
{
    struct ta_pass_group *group = b->group;
    enum ta_status rc = TA_OK;
    (void)pthread_mutex_lock(&b->scene->lock);
    if (group->chip[slot] == NULL) rc = begin(b, slot, err);
    struct ta_pass_chip *chip = group->chip[slot];
    (void)pthread_mutex_unlock(&b->scene->lock);
    if (rc != TA_OK || chip->path == NULL) return rc;

    ta_chip_paste(&chip->chip, &b->tile, &b->window);
    (void)pthread_mutex_lock(&b->scene->lock);
    bool last = --group->chip_blocks_left[slot] == 0;
    (void)pthread_mutex_unlock(&b->scene->lock);
    return last ? finish(b, slot, err) : TA_OK;
}

enum ta_status ta_pass_chips_add(const struct ta_pass_block *b, size_t *zone,
                                 struct ta_error *err)
{
    const struct ta_zone_plan *plan = b->group->plan;
    for (size_t i = 0; i < b->block->n_chips; i++) {
        size_t slot = plan->chip[b->block->first_chip + i];
        if (ta_pass_room_of(b->group, slot) != TA_CHIP_HAS_ROOM) continue;
        enum ta_status rc = add(b, slot, err);
        if (rc == TA_OK) continue;
        *zone = plan->slot[slot].zone;
        return rc;
    }
    return TA_OK;
}

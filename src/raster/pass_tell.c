/* SPDX-License-Identifier: Apache-2.0 */
/* What came out of a scene, told in order: problems, looks by zone and layer, done. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "raster/pass_private.h"

static void tell_problem(const struct ta_pass *pass, const struct ta_pass_scene *s,
                         size_t layer, size_t zone, const struct ta_error *why)
{
    struct ta_pass_problem problem = {s->index, layer, zone, why};
    if (pass->problem != NULL) pass->problem(pass->self, &problem);
}

static const struct ta_zone_miss *first_miss(const struct ta_pass_group *group)
{
    return group->plan != NULL ? group->plan->miss : NULL;
}

/* Zones that cannot be put on a grid, once each though several grids refuse them. */
static void tell_misses(const struct ta_pass *pass, const struct ta_pass_scene *s)
{
    for (size_t g = 0; g < s->n_groups; g++) {
        const struct ta_zone_miss *miss = first_miss(&s->group[g]);
        if (miss == NULL) continue;
        for (size_t i = 0; i < s->group[g].plan->n_misses; i++)
            tell_problem(pass, s, SIZE_MAX, miss[i].zone, &miss[i].error);
        return;
    }
}

/* Chips that got no room, of each grid. */
static void tell_room(const struct ta_pass *pass, const struct ta_pass_scene *s)
{
    for (size_t g = 0; g < s->n_groups; g++) {
        const struct ta_pass_group *group = &s->group[g];
        for (size_t i = 0; group->room != NULL && i < group->plan->n_slots; i++) {
            struct ta_error why = {0};
            if (group->room[i] == TA_CHIP_HAS_ROOM) continue;
            ta_pass_room_words(pass, group, i, &why);
            tell_problem(pass, s, SIZE_MAX, group->plan->slot[i].zone, &why);
        }
    }
}

static void tell_problems(const struct ta_pass *pass, const struct ta_pass_scene *s)
{
    for (size_t l = 0; l < pass->n_layers; l++)
        if (s->absent[l] != NULL) tell_problem(pass, s, l, SIZE_MAX, s->absent[l]);
    tell_misses(pass, s);
    tell_room(pass, s);
}

/* --- looks ------------------------------------------------------------------------ */

/* One zone on one grid. */
struct spot {
    const struct ta_pass_group *group;
    size_t slot;
};

static void describe(const struct ta_pass *pass, const struct ta_pass_scene *s,
                     const struct ta_pass_layer *layer, const struct ta_zone_slot *slot,
                     struct ta_observation *out)
{
    const struct ta_pass_zone *zone = &pass->zones.zone[slot->zone];
    const struct ta_scene *scene = s->scene;
    *out = (struct ta_observation){.site = zone->site,
                                   .time = scene->time,
                                   .cell_area_m2 = slot->cell_area_m2,
                                   .simulated = scene->simulated};
    ta_copy_cut(out->project, sizeof out->project, zone->project);
    ta_copy_cut(out->layer, sizeof out->layer, pass->layer[layer->request]);
    memcpy(out->scene, scene->id, sizeof out->scene);
    memcpy(out->processing, scene->processing, sizeof out->processing);
    memcpy(out->mask, s->mask, sizeof out->mask);
    memcpy(out->tile, scene->tile, sizeof out->tile);
    memcpy(out->offset_by, scene->offset_by, sizeof out->offset_by);
}

static enum ta_status tell_look(const struct ta_pass *pass,
                                const struct ta_pass_scene *s, const struct spot *spot,
                                size_t l, struct ta_error *err)
{
    static const struct ta_state_weights nothing;
    const struct ta_pass_group *group = spot->group;
    const struct ta_zone_slot *slot = &group->plan->slot[spot->slot];
    const struct ta_pass_layer *layer = &group->layer[l];
    bool is_index = layer->how.layer.index != NULL;
    struct ta_account account = {
        .area = slot->area,
        .weight = slot->weight,
        .states = group->states != NULL ? &group->states[spot->slot] : &nothing,
        .tally = &group->tally[spot->slot * group->n_layers + l],
        .scale = is_index ? 1.0 : layer->how.line[0][0],
        .offset = is_index ? 0.0 : layer->how.line[0][1],
        .masked = s->masked};
    const struct ta_pass_chip *chip =
        group->chip != NULL ? group->chip[spot->slot] : NULL;
    struct ta_observation observation;
    describe(pass, s, layer, slot, &observation);
    ta_copy_cut(observation.unit, sizeof observation.unit,
                ta_layer_unit(&layer->how.layer,
                              group->bands->source[layer->how.layer.input[0]].band));
    ta_account_fill(&account, &observation);
    if (chip != NULL)
        memcpy(observation.chip_sha256, chip->sha256, sizeof chip->sha256);
    struct ta_look look = {.scene = s->index,
                           .zone = slot->zone,
                           .layer = layer->request,
                           .observation = &observation,
                           .chip = chip != NULL ? chip->path : NULL,
                           .tally = account.tally,
                           .area = slot->area,
                           .scale = account.scale,
                           .offset = account.offset};
    if (group->values != NULL) {
        look.n_bins = group->values[spot->slot * group->n_layers + l].n_bins;
        look.bin = group->values[spot->slot * group->n_layers + l].bin;
    }
    return pass->observed(pass->self, &look, err);
}

/* The lowest zone of all groups from their @p next slots on; SIZE_MAX after the last. */
static size_t next_zone(const struct ta_pass_scene *s, const size_t *next)
{
    size_t zone = SIZE_MAX;
    for (size_t g = 0; g < s->n_groups; g++) {
        const struct ta_zone_plan *plan = s->group[g].plan;
        if (plan != NULL && next[g] < plan->n_slots && plan->slot[next[g]].zone < zone)
            zone = plan->slot[next[g]].zone;
    }
    return zone;
}

/* The layer of the request in the one group that has it, if the zone lies there. */
static enum ta_status tell_layer(const struct ta_pass *pass,
                                 const struct ta_pass_scene *s, size_t zone,
                                 size_t layer, struct ta_error *err)
{
    for (size_t g = 0; g < s->n_groups; g++) {
        const struct ta_pass_group *group = &s->group[g];
        for (size_t l = 0; l < group->n_layers; l++) {
            if (group->layer[l].request != layer) continue;
            uint32_t slot = group->plan->slot_of[zone];
            struct spot spot = {group, slot};
            return slot != UINT32_MAX ? tell_look(pass, s, &spot, l, err) : TA_OK;
        }
    }
    return TA_OK;
}

static enum ta_status tell_zones(const struct ta_pass *pass,
                                 const struct ta_pass_scene *s, size_t *next,
                                 size_t *zones, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t zone = next_zone(s, next); zone != SIZE_MAX && rc == TA_OK;
         zone = next_zone(s, next)) {
        for (size_t l = 0; l < pass->n_layers && rc == TA_OK; l++)
            rc = tell_layer(pass, s, zone, l, err);
        for (size_t g = 0; g < s->n_groups; g++)
            if (s->group[g].plan != NULL &&
                s->group[g].plan->slot_of[zone] != UINT32_MAX)
                next[g]++;
        ++*zones;
    }
    return rc;
}

enum ta_status ta_pass_tell(const struct ta_pass *pass, const struct ta_pass_scene *s,
                            struct ta_error *err)
{
    size_t zones = 0;
    enum ta_status rc = TA_OK;
    if (s->failed && s->failure.error.status == TA_E_NOMEM) {
        if (err != NULL) *err = s->failure.error;
        return TA_E_NOMEM;
    }
    if (s->failed) {
        tell_problem(pass, s, SIZE_MAX, s->failure.zone, &s->failure.error);
        rc = TA_PARTLY;
    } else {
        size_t *next = ta_alloc(s->n_groups, sizeof *next);
        if (next == NULL)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", s->scene->id);
        tell_problems(pass, s);
        rc = tell_zones(pass, s, next, &zones, err);
        ta_free(next);
    }
    if ((rc == TA_OK || rc == TA_PARTLY) && pass->scene_done != NULL)
        pass->scene_done(pass->self, s->index, zones);
    return rc;
}

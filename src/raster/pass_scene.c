/* SPDX-License-Identifier: Apache-2.0 */
/* From a scene of the request to groups with plans and room for sums. */
#include <string.h>

#include "base/memory.h"
#include "raster/pass_private.h"

/* How the request's layers are found among the scene's bands. */
struct finding {
    const struct ta_pass *pass;
    struct ta_pass_scene *s;
    struct ta_band_place *place; /* [n] all bands */
    size_t n;
    const struct ta_band **band;  /* [n] */
    struct ta_value_layer *layer; /* [n_layers] inputs are places among all bands */
};

static void free_finding(struct finding *f)
{
    ta_free(f->place);
    ta_free(f->band);
    ta_free(f->layer);
}

static enum ta_status list_bands(struct finding *f)
{
    const struct ta_scene *scene = f->s->scene;
    enum ta_status rc = ta_scene_bands(scene, &f->place, &f->n);
    if (rc != TA_OK) return rc;
    f->band = ta_alloc(f->n, sizeof(*f->band));
    f->layer = ta_alloc(f->pass->n_layers, sizeof *f->layer);
    f->s->absent = ta_alloc(f->pass->n_layers, sizeof(*f->s->absent));
    if (f->band == NULL || f->layer == NULL || f->s->absent == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < f->n; i++)
        f->band[i] = &scene->asset[f->place[i].asset].band[f->place[i].band];
    return TA_OK;
}

static enum ta_status set_absent(struct ta_pass_scene *s, size_t layer,
                                 const struct ta_error *why)
{
    s->absent[layer] = ta_alloc(1, sizeof *why);
    if (s->absent[layer] == NULL) return TA_E_NOMEM;
    *s->absent[layer] = *why;
    ta_error_context(s->absent[layer], "%s", s->scene->id);
    return TA_OK;
}

/* Find the layers; those that are not there keep the reason. */
static enum ta_status find_layers(struct finding *f)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < f->pass->n_layers && rc == TA_OK; i++) {
        struct ta_error why = {0};
        if (ta_layer_find(f->n, f->band, f->pass->layer[i], &f->layer[i], &why) !=
            TA_OK)
            rc = set_absent(f->s, i, &why);
    }
    return rc;
}

static bool is_wanted(const struct finding *f, size_t band)
{
    for (size_t i = 0; i < f->pass->n_layers; i++)
        for (size_t k = 0; f->s->absent[i] == NULL && k < f->layer[i].n_inputs; k++)
            if (f->layer[i].input[k] == band) return true;
    return false;
}

/* Open the bands that the layers need, and no others. */
static enum ta_status open_bands(struct finding *f, struct ta_handles *handles,
                                 struct ta_error *err)
{
    size_t n = 0;
    struct ta_band_place *wanted = ta_alloc(f->n, sizeof *wanted);
    if (wanted == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < f->n; i++)
        if (is_wanted(f, i)) wanted[n++] = f->place[i];
    enum ta_status rc = TA_OK;
    if (n > 0)
        rc = ta_groups_new(f->s->scene, handles, wanted, n, &f->s->bands,
                           &f->s->n_groups, err);
    ta_free(wanted);
    return rc;
}

/* The place of a band in a group; n when it is not there. */
static size_t place_in(const struct ta_group *group, const struct ta_band *band)
{
    size_t i = 0;
    while (i < group->n && group->source[i].band != band) i++;
    return i;
}

/* The layer with inputs that are places in the group. @return false when one is not there. */
static bool move_layer(const struct finding *f, size_t i, const struct ta_group *group,
                       struct ta_pass_layer *out)
{
    *out = (struct ta_pass_layer){.request = i, .how.layer = f->layer[i]};
    for (size_t k = 0; k < f->layer[i].n_inputs; k++) {
        const struct ta_band *band = f->band[f->layer[i].input[k]];
        out->how.layer.input[k] = place_in(group, band);
        if (out->how.layer.input[k] == group->n) return false;
        out->how.line[k][0] = band->scale;
        out->how.line[k][1] = band->offset;
    }
    (void)ta_mask_policy_usable(f->s->mask, out->how.usable);
    return true;
}

static enum ta_status place_layer(struct finding *f, size_t i)
{
    struct ta_error why = {0};
    struct ta_pass_layer layer;
    for (size_t g = 0; g < f->s->n_groups; g++) {
        struct ta_pass_group *group = &f->s->group[g];
        if (!move_layer(f, i, group->bands, &layer)) continue;
        group->layer[group->n_layers++] = layer;
        return TA_OK;
    }
    (void)ta_fail(&why, TA_E_DATA, "%s needs bands whose grids do not fit each other",
                  f->pass->layer[i]);
    return set_absent(f->s, i, &why);
}

static enum ta_status place_layers(struct finding *f)
{
    enum ta_status rc = TA_OK;
    f->s->group = ta_alloc(f->s->n_groups, sizeof *f->s->group);
    if (f->s->group == NULL) return TA_E_NOMEM;
    for (size_t g = 0; g < f->s->n_groups; g++) {
        struct ta_pass_group *group = &f->s->group[g];
        group->bands = &f->s->bands[g];
        group->layer = ta_alloc(f->pass->n_layers, sizeof *group->layer);
        if (group->layer == NULL) return TA_E_NOMEM;
    }
    for (size_t i = 0; i < f->pass->n_layers && rc == TA_OK; i++)
        if (f->s->absent[i] == NULL) rc = place_layer(f, i);
    return rc;
}

/* States by code of the scene's kind of quality layer; one table serves all scenes. */
static enum ta_status find_table(struct ta_pass_work *work, struct ta_pass_scene *s)
{
    bool quality = s->n_groups > 0 && s->bands[0].has_mask;
    if (!quality) return TA_OK;
    (void)pthread_mutex_lock(&work->lock);
    struct ta_state_table **table = &work->table[s->scene->mask];
    if (*table == NULL) {
        *table = ta_alloc(1, sizeof(**table));
        if (*table != NULL)
            ta_state_table_make(*table, s->scene->mask, work->pass->mask.rule);
    }
    s->table = *table;
    (void)pthread_mutex_unlock(&work->lock);
    return s->table != NULL ? TA_OK : TA_E_NOMEM;
}

static enum ta_status find_growth(struct ta_pass_reader *reader,
                                  struct ta_pass_scene *s, struct ta_error *err)
{
    struct ta_raster *raster = NULL;
    const struct ta_mask_policy *policy = &reader->work->pass->mask;
    s->grows = s->table != NULL && ta_mask_grows(policy, s->scene->mask);
    if (!s->grows) return TA_OK;
    enum ta_status rc = ta_handles_get(
        &reader->handles, &s->scene->asset[s->bands[0].mask.asset], &raster, err);
    if (rc == TA_OK)
        rc = ta_growth_make(policy, ta_raster_grid(raster), &s->growth, err);
    if (rc != TA_OK && rc != TA_E_NOMEM) ta_error_context(err, "%s", s->scene->id);
    return rc;
}

static enum ta_status find_plans(struct ta_pass_work *work, struct ta_pass_scene *s,
                                 struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t g = 0; g < s->n_groups && rc == TA_OK; g++) {
        struct ta_pass_group *group = &s->group[g];
        if (group->n_layers == 0) continue;
        rc =
            ta_pass_plan_get(&work->plans, work->pass, group->bands, &group->plan, err);
        if (rc != TA_OK) {
            ta_error_context(err, "%s", s->scene->id);
            return rc;
        }
        rc = ta_pass_slots_new(group, work->pass, s->table != NULL);
        s->n_blocks += group->plan->n_blocks;
    }
    return rc;
}

static enum ta_status find_bands(struct ta_pass_reader *reader, struct finding *f,
                                 struct ta_error *err)
{
    enum ta_status rc = list_bands(f);
    if (rc == TA_OK) rc = find_layers(f);
    if (rc == TA_OK) rc = open_bands(f, &reader->handles, err);
    return rc == TA_OK ? place_layers(f) : rc;
}

enum ta_status ta_pass_scene_prepare(struct ta_pass_reader *reader,
                                     struct ta_pass_scene *scene, struct ta_error *err)
{
    struct ta_pass_work *work = reader->work;
    struct finding finding = {.pass = work->pass, .s = scene};
    ta_mask_policy_name(&work->pass->mask, ta_scene_mask(scene->scene), scene->mask);
    bool usable[TA_PIXEL_STATE_COUNT];
    scene->masked = ta_mask_policy_usable(scene->mask, usable);

    enum ta_status rc = find_bands(reader, &finding, err);
    free_finding(&finding);
    if (rc == TA_OK) rc = find_table(work, scene);
    if (rc == TA_OK) rc = find_growth(reader, scene, err);
    if (rc == TA_OK) rc = find_plans(work, scene, err);
    if (rc == TA_OK) rc = ta_pass_far_hold(reader, scene, err);
    if (rc == TA_E_NOMEM) (void)ta_fail(err, rc, "%s: out of memory", scene->scene->id);
    return rc;
}

void ta_pass_scene_clear(struct ta_pass_work *work, struct ta_pass_scene *scene)
{
    ta_pass_far_rest(scene);
    for (size_t g = 0; scene->group != NULL && g < scene->n_groups; g++) {
        struct ta_pass_group *group = &scene->group[g];
        ta_pass_slots_free(group);
        ta_pass_plan_put(&work->plans, group->plan);
        ta_free(group->layer);
    }
    for (size_t i = 0; scene->absent != NULL && i < work->pass->n_layers; i++)
        ta_free(scene->absent[i]);
    ta_free(scene->absent);
    ta_free(scene->group);
    ta_groups_free(scene->bands, scene->n_groups);
    (void)pthread_mutex_destroy(&scene->lock);
}

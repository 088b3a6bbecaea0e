/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_imagery.c  Chips to stacks, one per layer that the model's indicators ask for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "engine/adjust.h"
#include "engine/inputs_private.h"
#include "engine/refresh.h"
#include "engine/stack.h"
#include "engine/take.h"
#include "geo/crs.h"
#include "raster/chip.h"
#include "spectral.h"

/* Of looks of which nothing says what is clear. */
enum { GRADE_UNMASKED = 4 };

/* What a chip has of a layer. */
enum {
    HAS_NOTHING,
    HAS_LAYER,
    HAS_FILL, /* of it, and nothing else */
    HAS_SOME  /* of its bands; and behind that, which input is the first it lacks */
};

/* Processings that may stand behind each other. */
enum { BEHIND_ROUNDS = 64 };

/* What was seen in one layer. */
struct seen {
    const char *layer;
    bool adjusted; /* with its bands as the reference sensor would see them */
    size_t n, capacity;
    const struct ta_slice **slice; /* in the room, but for this list */
    size_t n_without;              /* looks with some of its bands and not all */
    const char *without;
    bool laid;
    struct ta_stack stack;
};

struct gathering {
    const struct ta_loading *loading;
    struct ta_inputs *out;
    struct ta_cutter cutter;
    size_t n_seen;
    struct seen *seen;
    struct ta_footprint *last; /* of the slice before: mostly the same cells again */
    bool *loaded;              /* [evidence] */
    unsigned char *has;        /* [evidence][n_seen] HAS_ */
    size_t n_chips, looks_capacity;
    struct ta_look *look;
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "imagery: out of memory");
}

static bool from_imagery(const struct ta_input_spec *spec)
{
    return spec->origin == TA_FROM_IMAGERY && spec->kind == TA_INPUT_STACK;
}

static struct seen *seen_of(const struct gathering *g, const char *layer, bool adjusted)
{
    for (size_t i = 0; i < g->n_seen; i++)
        if (strcmp(g->seen[i].layer, layer) == 0 && g->seen[i].adjusted == adjusted)
            return &g->seen[i];
    return NULL;
}

/* Does the model ask for it? */
static bool wants_adjusted(const struct ta_gathered *gathered)
{
    for (size_t i = 0; i < gathered->n_params; i++)
        if (strcmp(gathered->param[i].name, TA_ADJUST_PARAM) == 0)
            return gathered->param[i].value > 0.0;
    return false;
}

static void want_layer(struct gathering *g, const char *layer, bool adjusted)
{
    if (seen_of(g, layer, adjusted) == NULL)
        g->seen[g->n_seen++] = (struct seen){.layer = layer, .adjusted = adjusted};
}

/* The layers that any indicator asks for, each once. */
static enum ta_status list_layers(struct gathering *g, struct ta_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < g->out->n; i++)
        most += 2 * g->out->gathered[i].indicator->n_inputs;
    g->seen = ta_alloc(most, sizeof *g->seen);
    if (g->seen == NULL) return out_of_memory(err);
    for (size_t i = 0; i < g->out->n; i++) {
        const struct ta_indicator *indicator = g->out->gathered[i].indicator;
        for (size_t k = 0; k < indicator->n_inputs; k++)
            if (from_imagery(&indicator->input[k])) {
                want_layer(g, indicator->input[k].key, false); /* what was observed */
                if (wants_adjusted(&g->out->gathered[i]))
                    want_layer(g, indicator->input[k].key, true);
            }
    }
    return TA_OK;
}

/* --- several processings of one look ------------------------------------------------ */

static bool same_scene(const struct ta_evidence_item *a,
                       const struct ta_evidence_item *b)
{
    return a->kind == b->kind && a->site == b->site && strcmp(a->id, b->id) == 0 &&
           strcmp(a->processing, b->processing) == 0;
}

static unsigned char *what_it_has(const struct gathering *g, size_t evidence,
                                  const struct seen *seen)
{
    return &g->has[evidence * g->n_seen + (size_t)(seen - g->seen)];
}

/* Chips of one scene on several grids lie together, from @p first on. */
static bool scene_has(const struct gathering *g, size_t first, const struct seen *seen,
                      unsigned char what)
{
    const struct ta_evidence_list *list = g->loading->evidence;
    for (size_t k = first;
         k < list->n && same_scene(&list->item[first], &list->item[k]); k++)
        if (*what_it_has(g, k, seen) == what) return true;
    return false;
}

/* Does a processing before this one have as much as this of the layer? */
static bool is_before(const struct gathering *g, size_t evidence,
                      const struct seen *seen, unsigned char what)
{
    const struct ta_evidence_item *item = g->loading->evidence->item;
    for (size_t at = item[evidence].behind; at != 0; at = item[at - 1].behind)
        if (scene_has(g, at - 1, seen, what)) return true;
    return false;
}

/* Is the layer there in a processing before this one? */
static bool is_taken(const struct gathering *g, size_t evidence,
                     const struct seen *seen)
{
    return is_before(g, evidence, seen, HAS_LAYER);
}

/* A chip with nothing of the layer gave it for want of a better one, which has come. */
static void drop_fill(struct gathering *g, size_t evidence, struct seen *seen)
{
    size_t slices = 0, looks = 0;
    for (size_t i = 0; i < seen->n; i++)
        if (seen->slice[i]->evidence != evidence)
            seen->slice[slices++] = seen->slice[i];
    seen->n = slices;
    if (seen->adjusted) return;
    for (size_t i = 0; i < g->out->n_looks; i++)
        if (g->look[i].evidence != evidence ||
            strcmp(g->look[i].observation.layer, seen->layer) != 0)
            g->look[looks++] = g->look[i];
    g->out->n_looks = looks;
}

/* The look has the layer after all: those before this chip do not lack it. */
static void take_layer(struct gathering *g, size_t evidence, struct seen *seen)
{
    const struct ta_evidence_list *list = g->loading->evidence;
    *what_it_has(g, evidence, seen) = HAS_LAYER;
    for (size_t at = list->item[evidence].behind; at != 0;
         at = list->item[at - 1].behind)
        for (size_t k = at - 1;
             k < list->n && same_scene(&list->item[at - 1], &list->item[k]); k++) {
            unsigned char *has = what_it_has(g, k, seen);
            if (*has == HAS_FILL) drop_fill(g, k, seen);
            *has = HAS_NOTHING;
        }
}

/* --- one chip ----------------------------------------------------------------------- */

static enum ta_status fail_other(const struct ta_evidence_item *item, const char *what,
                                 struct ta_error *err)
{
    return ta_fail(err, TA_E_DATA,
                   "evidence %s: %s is of another %s than it is pinned as", item->id,
                   item->path, what);
}

static enum ta_status is_what_it_says(const struct ta_evidence_item *item,
                                      const struct ta_chip *chip, struct ta_error *err)
{
    if (strcmp(chip->scene, item->id) != 0) return fail_other(item, "scene", err);
    if (strcmp(chip->processing, item->processing) != 0)
        return fail_other(item, "processing", err);
    return chip->time == item->time ? TA_OK : fail_other(item, "time", err);
}

/* What the chip says of itself; whatever the item said before is overwritten. */
static void describe(const struct ta_chip *chip, struct ta_evidence_item *item)
{
    memcpy(item->platform, chip->platform, sizeof item->platform);
    memcpy(item->mask, chip->mask, sizeof item->mask);
    memcpy(item->offset_by, chip->offset_by, sizeof item->offset_by);
    item->simulated = chip->simulated;
    item->clear_fraction = item->cloud_fraction = NAN;
}

/* Values of one kind are compared with each other only: reflectances at the top of the
 * atmosphere with such, surface reflectances with such, indices as delivered with such. */
static enum ta_quantity quantity_of(const struct ta_chip *chip, const char *layer)
{
    for (size_t b = 0; b < chip->n_bands; b++)
        if (strcmp(chip->band[b].name, layer) == 0) return chip->band[b].quantity;
    for (size_t b = 0; b < chip->n_bands; b++)
        if (chip->band[b].quantity == TA_QUANTITY_REFLECTANCE_TOA ||
            chip->band[b].quantity == TA_QUANTITY_REFLECTANCE_SURFACE)
            return chip->band[b].quantity;
    return TA_QUANTITY_INDEX;
}

static size_t count_inside(const struct ta_chip_view *view)
{
    size_t n = 0;
    for (size_t i = 0; i < view->n; i++)
        if (view->share[i] > 0.0) n++;
    return n;
}

/* The site's cells, counted on the scene's grid. */
static void fill_cells(const struct ta_chip *chip, const struct ta_chip_view *view,
                       struct ta_site_cell *cell)
{
    size_t n = 0;
    for (size_t i = 0; i < view->n; i++) {
        if (!(view->share[i] > 0.0)) continue;
        int64_t row = (int64_t)(i / (size_t)chip->grid.cols);
        int64_t col = (int64_t)(i % (size_t)chip->grid.cols);
        cell[n++] =
            (struct ta_site_cell){chip->row + row, chip->col + col, view->share[i]};
    }
}

static bool same_cells(const struct ta_footprint *a, const struct ta_site_cell *cell,
                       size_t n)
{
    if (a == NULL || a->n != n) return false;
    for (size_t i = 0; i < n; i++)
        if (a->cell[i].row != cell[i].row || a->cell[i].col != cell[i].col ||
            a->cell[i].share != cell[i].share)
            return false;
    return true;
}

/* Most chips of a site have the same cells: those are kept once. */
static enum ta_status take_footprint(struct gathering *g, const struct ta_chip *chip,
                                     const struct ta_chip_view *view,
                                     struct ta_error *err)
{
    size_t n = count_inside(view);
    struct ta_site_cell *cell = ta_alloc(n, sizeof *cell);
    if (cell == NULL) return out_of_memory(err);
    fill_cells(chip, view, cell);
    if (same_cells(g->last, cell, n)) {
        ta_free(cell);
        return TA_OK;
    }
    cell = ta_room_keep(&g->out->room, cell);
    struct ta_footprint *kept = ta_room_take(&g->out->room, 1, sizeof *kept);
    if (cell == NULL || kept == NULL) return out_of_memory(err);
    *kept = (struct ta_footprint){n, cell};
    g->last = kept;
    return TA_OK;
}

static double *values_inside(struct ta_room *room, const struct ta_chip_view *view,
                             size_t n)
{
    double *value = ta_room_take(room, n, sizeof *value);
    for (size_t i = 0, k = 0; value != NULL && i < view->n; i++)
        if (view->share[i] > 0.0) value[k++] = view->value[i];
    return value;
}

static enum ta_status add_slice(struct gathering *g, struct seen *seen,
                                const struct ta_slice *slice, struct ta_error *err)
{
    struct ta_slice *kept = ta_room_take(&g->out->room, 1, sizeof *kept);
    if (kept == NULL || ta_grow((void **)&seen->slice, &seen->capacity, seen->n,
                                sizeof(*seen->slice)) != 0)
        return out_of_memory(err);
    *kept = *slice;
    seen->slice[seen->n++] = kept;
    return TA_OK;
}

static enum ta_status add_look(struct gathering *g, const struct ta_evidence_item *item,
                               size_t evidence, const struct ta_chip_view *view,
                               struct ta_error *err)
{
    if (ta_grow((void **)&g->look, &g->looks_capacity, g->out->n_looks,
                sizeof *g->look) != 0)
        return out_of_memory(err);
    struct ta_look look = {view->observation, evidence};
    look.observation.site = item->site;
    bool fits =
        ta_copy(look.observation.project, TA_ID_SIZE, g->loading->project->id) &&
        ta_copy(look.observation.chip_sha256, TA_HEX_SIZE, item->sha256);
    if (!fits) return ta_fail(err, TA_E_INTERNAL, "%s: a name too long", item->id);
    g->look[g->out->n_looks++] = look;
    return TA_OK;
}

/* One chip on its way in. */
struct opened {
    struct ta_chip *chip;
    const struct ta_site *site;
    size_t evidence;
    const char *crs, *platform, *orbit, *mask; /* in the room */
    struct ta_adjusted adjusted;               /* of the layer that is looked at */
};

/* Has the chip nothing but fill of the layer that was looked at? An index goes by its bands. */
static enum ta_status is_fill(struct gathering *g, const struct opened *o,
                              const struct ta_chip_view *view, bool *fill,
                              struct ta_error *err)
{
    struct ta_observation row[1 + TA_INDEX_INPUTS] = {view->observation};
    const struct ta_index *index = ta_index_find(view->observation.layer);
    bool computed = index != NULL && ta_take_is_bare(&view->observation);
    size_t n = 1;
    for (size_t k = 0; computed && k < index->n_inputs; k++) {
        struct ta_chip_view band = {0};
        struct ta_error words = {0};
        enum ta_status rc =
            ta_chip_look(o->chip, &g->cutter, &o->site->shape, o->site->area_m2,
                         index->input[k], &band, &words);
        if (rc == TA_OK) row[n++] = band.observation;
        ta_chip_view_free(&band);
        if (rc != TA_OK && rc != TA_E_NOTFOUND) return ta_fail_as(err, &words);
    }
    *fill = ta_take_is_fill(row, n, 0);
    return TA_OK;
}

static enum ta_status take_view(struct gathering *g, const struct opened *o,
                                struct seen *seen, const struct ta_chip_view *view,
                                struct ta_error *err)
{
    struct ta_evidence_item *item = &g->loading->evidence->item[o->evidence];
    bool usable[TA_PIXEL_STATE_COUNT];
    if (isnan(item->clear_fraction)) {
        item->clear_fraction = view->observation.clear_fraction;
        item->cloud_fraction = view->observation.cloud_fraction;
    }
    bool fill = false;
    enum ta_status rc = is_fill(g, o, view, &fill, err);
    if (rc != TA_OK || is_taken(g, o->evidence, seen) ||
        (fill && is_before(g, o->evidence, seen, HAS_FILL)))
        return rc;
    if (fill)
        *what_it_has(g, o->evidence, seen) = HAS_FILL;
    else
        take_layer(g, o->evidence, seen);
    rc = take_footprint(g, o->chip, view, err);
    if (rc != TA_OK) return rc;
    struct ta_slice slice = {.evidence = o->evidence,
                             .site = o->site->n,
                             .time = o->chip->time,
                             .platform = o->platform,
                             .orbit = o->orbit,
                             .sensor = o->adjusted.sensor,
                             .unchecked = o->adjusted.unchecked,
                             .quantity = quantity_of(o->chip, seen->layer),
                             .masked = ta_mask_policy_usable(o->chip->mask, usable),
                             .mask = o->mask,
                             .crs = o->crs,
                             .footprint = g->last,
                             .cell_area_m2 = view->cell_area_m2};
    memcpy(slice.affine, o->chip->affine, sizeof slice.affine);
    slice.value = values_inside(&g->out->room, view, g->last->n);
    if (slice.value == NULL) return out_of_memory(err);
    rc = add_slice(g, seen, &slice, err);
    return rc == TA_OK && !seen->adjusted ? add_look(g, item, o->evidence, view, err)
                                          : rc;
}

static bool has_band(const struct ta_chip *chip, const char *name)
{
    for (size_t b = 0; b < chip->n_bands; b++)
        if (strcmp(chip->band[b].name, name) == 0) return true;
    return false;
}

/* A sensor that sees some bands of a layer and a chip that lacks another: its file did not come. */
static void note_without(struct gathering *g, const struct opened *o,
                         const struct seen *seen)
{
    const struct ta_index *index = ta_index_find(seen->layer);
    bool any = false;
    size_t lacks = SIZE_MAX;
    for (size_t k = 0; index != NULL && k < index->n_inputs; k++) {
        bool there = has_band(o->chip, index->input[k]);
        any = any || there;
        if (!there && lacks == SIZE_MAX) lacks = k;
    }
    if (any && lacks != SIZE_MAX && !is_taken(g, o->evidence, seen))
        *what_it_has(g, o->evidence, seen) = (unsigned char)(HAS_SOME + lacks);
}

/* A layer that the chip has not is no fault: that sensor cannot see it. */
static enum ta_status look_once(struct gathering *g, const struct opened *o,
                                struct seen *seen, struct ta_error *err)
{
    struct ta_chip_view view = {0};
    struct ta_error words = {0};
    enum ta_status rc = ta_chip_look(o->chip, &g->cutter, &o->site->shape,
                                     o->site->area_m2, seen->layer, &view, &words);
    if (rc == TA_OK) {
        rc = take_view(g, o, seen, &view, err);
    } else if (rc == TA_E_NOTFOUND) {
        note_without(g, o, seen);
        rc = TA_OK;
    } else if (err != NULL) {
        *err = words;
    }
    ta_chip_view_free(&view);
    return rc;
}

/* The same with the bands adjusted; the chip is as it was afterwards. */
static enum ta_status look_adjusted(struct gathering *g, struct opened *o,
                                    struct seen *seen, struct ta_error *err)
{
    struct ta_chip *chip = o->chip;
    struct ta_band *before = ta_alloc(chip->n_bands, sizeof *before);
    if (before == NULL) return out_of_memory(err);
    memcpy(before, chip->band, chip->n_bands * sizeof *before);
    o->adjusted = ta_adjust_chip(g->loading->tables, seen->layer, chip);
    enum ta_status rc = look_once(g, o, seen, err);
    o->adjusted = (struct ta_adjusted){.sensor = ""};
    memcpy(chip->band, before, chip->n_bands * sizeof *before);
    ta_free(before);
    return rc;
}

static enum ta_status look_at(struct gathering *g, struct opened *o,
                              struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < g->n_seen; i++)
        rc = g->seen[i].adjusted && g->loading->tables != NULL
                 ? look_adjusted(g, o, &g->seen[i], err)
                 : look_once(g, o, &g->seen[i], err);
    return rc;
}

static const struct ta_site *site_of(const struct ta_project *project, int n)
{
    for (size_t i = 0; i < project->n_sites; i++)
        if (project->site[i].n == n) return &project->site[i];
    return NULL;
}

static char *keep_text(struct ta_room *room, const char *text)
{
    return ta_room_keep(room, ta_strdup(text));
}

static enum ta_status take_chip(struct gathering *g, size_t evidence,
                                struct ta_chip *chip, struct ta_error *err)
{
    struct ta_evidence_item *item = &g->loading->evidence->item[evidence];
    enum ta_status rc = is_what_it_says(item, chip, err);
    if (rc != TA_OK) return rc;
    describe(chip, item);
    struct opened o = {chip,
                       site_of(g->loading->project, item->site),
                       evidence,
                       keep_text(&g->out->room, chip->crs),
                       keep_text(&g->out->room, chip->platform),
                       keep_text(&g->out->room, chip->orbit),
                       keep_text(&g->out->room, chip->mask),
                       {.sensor = ""}};
    if (o.site == NULL)
        return ta_fail(err, TA_E_DATA, "evidence %s: %s has no site %d", item->id,
                       g->loading->project->id, item->site);
    if (o.crs == NULL || o.platform == NULL || o.orbit == NULL || o.mask == NULL)
        return out_of_memory(err);
    g->n_chips++;
    return look_at(g, &o, err);
}

static enum ta_status load_chip(struct gathering *g, size_t evidence,
                                struct ta_error *err)
{
    const struct ta_evidence_item *item = &g->loading->evidence->item[evidence];
    struct ta_chip chip = {0};
    char *path = NULL;
    enum ta_status rc = ta_evidence_file(g->loading->workspace, item, &path, err);
    if (rc != TA_OK) return rc;
    rc = ta_chip_read(path, &chip, err);
    if (rc == TA_OK) rc = take_chip(g, evidence, &chip, err);
    ta_chip_free(&chip);
    ta_free(path);
    return rc;
}

/* --- all chips ---------------------------------------------------------------------- */

static enum ta_status check_behind(const struct ta_evidence_list *list, size_t i,
                                   struct ta_error *err)
{
    const struct ta_evidence_item *item = &list->item[i];
    if (item->behind == 0) return TA_OK;
    if (item->behind <= list->n &&
        list->item[item->behind - 1].kind == TA_EVIDENCE_CHIP &&
        list->item[item->behind - 1].site == item->site)
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "evidence %s: it stands behind no chip of its site",
                   item->id);
}

/* Those before it come first. */
static bool is_next(const struct gathering *g, size_t i)
{
    const struct ta_evidence_list *list = g->loading->evidence;
    if (list->item[i].kind != TA_EVIDENCE_CHIP || g->loaded[i]) return false;
    size_t before = list->item[i].behind;
    for (size_t k = before - 1; before > 0 && k < list->n &&
                                same_scene(&list->item[before - 1], &list->item[k]);
         k++)
        if (!g->loaded[k]) return false;
    return true;
}

static enum ta_status load_round(struct gathering *g, size_t *left,
                                 struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < g->loading->evidence->n; i++) {
        if (!is_next(g, i)) continue;
        rc = load_chip(g, i, err);
        g->loaded[i] = true;
        (*left)--;
    }
    return rc;
}

static enum ta_status load_chips(struct gathering *g, struct ta_error *err)
{
    const struct ta_evidence_list *list = g->loading->evidence;
    enum ta_status rc = TA_OK;
    size_t left = 0;
    for (size_t i = 0; rc == TA_OK && i < list->n; i++) {
        left += list->item[i].kind == TA_EVIDENCE_CHIP;
        rc = check_behind(list, i, err);
    }
    for (int round = 0; rc == TA_OK && left > 0 && round < BEHIND_ROUNDS; round++)
        rc = load_round(g, &left, err);
    if (rc == TA_OK && left > 0)
        rc = ta_fail(err, TA_E_DATA,
                     "evidence: %zu chips stand behind each other in a circle", left);
    return rc;
}

/* --- stacks ------------------------------------------------------------------------- */

static int grade_of(const struct seen *seen)
{
    for (size_t i = 0; i < seen->n; i++)
        if (!seen->slice[i]->masked) return GRADE_UNMASKED;
    return 0;
}

/* Would a picture of the box around the site be above what refresh keeps, or near it? Ten bands at 10 m make it
 * so; of fewer or coarser ones there may be pictures. Of the outline alone, so that it comes out again. */
static bool is_wide(const struct ta_site *site)
{
    static const double m_per_degree = 111320.0, rad_per_degree = 0.017453292519943295;
    static const double cell_m2 = 100.0,
                        bytes_a_cell = 62.0; /* twice those of ten bands */
    struct ta_box box = ta_polygons_box(&site->shape);
    double middle = 0.5 * (box.y_min + box.y_max) * rad_per_degree;
    double wide_m = (box.x_max - box.x_min) * m_per_degree * cos(middle);
    double high_m = (box.y_max - box.y_min) * m_per_degree;
    return wide_m * high_m / cell_m2 * bytes_a_cell > TA_REFRESH_CHIP_BYTES;
}

/* Why no chip speaks of the project's sites. */
static const char *why_no_chip(const struct ta_project *project)
{
    const char *why;
    bool wide = false;
    for (size_t i = 0; i < project->n_sites; i++)
        wide = wide || is_wide(&project->site[i]);
    why = "no scene that was read covers this site";
    if (wide)
        why =
            "no picture of this site is kept: no scene that was read covers it, or its "
            "outline is too long or scattered for one and wants to be split into parts";
    return why;
}

static enum ta_status fill_input(struct gathering *g, struct ta_gathered *gathered,
                                 size_t k, struct ta_error *err)
{
    struct ta_input *input = &gathered->set[0].input[k];
    struct seen *seen =
        seen_of(g, gathered->indicator->input[k].key, wants_adjusted(gathered));
    if (seen == NULL || seen->n == 0) {
        input->reason = g->n_chips == 0 ? TA_SOURCE_UNAVAILABLE : TA_OUT_OF_SENSOR;
        if (g->n_chips == 0 && gathered->set[0].why == NULL)
            gathered->set[0].why = why_no_chip(g->loading->project);
        return TA_OK;
    }
    enum ta_status rc = TA_OK;
    if (!seen->laid)
        rc = ta_stack_lay(g->loading->project, seen->n, seen->slice, &g->out->room,
                          &seen->stack, err);
    seen->laid = rc == TA_OK;
    input->stack = seen->stack;
    for (size_t i = 0; rc == TA_OK && i < seen->n; i++)
        rc = ta_gathered_rests_on(g->out, gathered, seen->slice[i]->evidence, err);
    input->reason = TA_OBSERVED;
    input->grade = grade_of(seen);
    gathered->set[0].n_without = seen->n_without;
    gathered->set[0].without = seen->without;
    return rc;
}

static enum ta_status fill_inputs(struct gathering *g, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < g->out->n; i++) {
        struct ta_gathered *gathered = &g->out->gathered[i];
        for (size_t k = 0; rc == TA_OK && k < gathered->indicator->n_inputs; k++)
            if (from_imagery(&gathered->indicator->input[k]))
                rc = fill_input(g, gathered, k, err);
    }
    return rc;
}

static int slice_order(const void *left, const void *right)
{
    const struct ta_slice *a = *(struct ta_slice *const *)left;
    const struct ta_slice *b = *(struct ta_slice *const *)right;
    return (a->evidence > b->evidence) - (a->evidence < b->evidence);
}

/* A scene over several sites is one look. */
static void count_without(const struct gathering *g, struct seen *seen)
{
    const struct ta_evidence_item *item = g->loading->evidence->item, *last = NULL;
    const struct ta_index *index = ta_index_find(seen->layer);
    for (size_t i = 0; i < g->loading->evidence->n; i++) {
        unsigned char has = *what_it_has(g, i, seen);
        if (has < HAS_SOME) continue;
        bool again = last != NULL && strcmp(last->id, item[i].id) == 0;
        last = &item[i];
        if (again) continue;
        seen->n_without++;
        seen->without = index->input[has - HAS_SOME];
    }
}

/* As if they had been loaded in their order. */
static void settle_seen(struct gathering *g)
{
    for (size_t i = 0; i < g->n_seen; i++) {
        struct seen *seen = &g->seen[i];
        if (seen->n > 1)
            qsort((void *)seen->slice, seen->n, sizeof(*seen->slice), slice_order);
        count_without(g, seen);
    }
}

static int look_order(const void *left, const void *right)
{
    const struct ta_look *a = left, *b = right;
    int by_layer = strcmp(a->observation.layer, b->observation.layer);
    if (by_layer != 0) return by_layer;
    return a->evidence == b->evidence ? 0 : a->evidence < b->evidence ? -1 : 1;
}

static void gathering_free(struct gathering *g)
{
    for (size_t i = 0; i < g->n_seen; i++) ta_free((void *)g->seen[i].slice);
    ta_free(g->seen);
    ta_free(g->loaded);
    ta_free(g->has);
    ta_cutter_close(&g->cutter);
}

enum ta_status ta_inputs_imagery(const struct ta_loading *loading,
                                 struct ta_inputs *out, struct ta_error *err)
{
    struct gathering g = {
        .loading = loading, .out = out, .cutter = {.port = ta_crs_port()}};
    enum ta_status rc = list_layers(&g, err);
    g.loaded = ta_alloc(loading->evidence->n, sizeof *g.loaded);
    g.has = ta_alloc(loading->evidence->n, g.n_seen);
    if (rc == TA_OK && (g.loaded == NULL || g.has == NULL)) rc = out_of_memory(err);
    if (rc == TA_OK) rc = load_chips(&g, err);
    if (rc == TA_OK) settle_seen(&g);
    if (rc == TA_OK) rc = fill_inputs(&g, err);
    gathering_free(&g);
    if (g.look != NULL) {
        if (out->n_looks > 1) qsort(g.look, out->n_looks, sizeof *g.look, look_order);
        out->look = ta_room_keep(&out->room, g.look);
        if (rc == TA_OK && out->look == NULL) rc = out_of_memory(err);
    }
    return rc;
}

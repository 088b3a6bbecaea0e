/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/chip.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "raster/account.h"
#include "raster/chip_private.h"
#include "raster/zone_plan.h"
#include "raster/zone_spread.h"

void ta_chip_free(struct ta_chip *chip)
{
    for (size_t b = 0; chip->plane != NULL && b < chip->n_bands; b++) {
        ta_free(chip->plane[b].value);
        ta_free(chip->plane[b].valid);
    }
    ta_free(chip->plane);
    ta_free(chip->band);
    ta_free(chip->rule);
    ta_free(chip->state);
    ta_free(chip->crs);
    *chip = (struct ta_chip){0};
}

void ta_cutter_close(struct ta_cutter *cutter)
{
    if (cutter->open && cutter->transform.self != NULL)
        cutter->transform.free(cutter->transform.self);
    ta_free(cutter->crs);
    cutter->crs = NULL;
    cutter->open = false;
}

enum ta_status ta_cutter_way(struct ta_cutter *cutter, const struct ta_grid *grid,
                             struct ta_error *err)
{
    struct ta_zone_set wgs84 = {.crs = "OGC:CRS84", .port = cutter->port};
    if (cutter->open && grid->crs != NULL && strcmp(cutter->crs, grid->crs) == 0)
        return TA_OK;
    ta_cutter_close(cutter);
    enum ta_status rc = ta_zone_way(&wgs84, grid, &cutter->transform, err);
    if (rc != TA_OK) return rc;
    cutter->open = true;
    cutter->crs = ta_strdup(grid->crs);
    if (cutter->crs != NULL) return TA_OK;
    ta_cutter_close(cutter);
    return ta_fail(err, TA_E_NOMEM, "CRS: out of memory");
}

void ta_chip_view_free(struct ta_chip_view *view)
{
    ta_free(view->share);
    ta_free(view->value);
    *view = (struct ta_chip_view){0};
}

/* --- looking ---------------------------------------------------------------------- */

/* One call of ta_chip_look(). */
struct looking {
    const struct ta_chip *chip;
    struct ta_zonal_plan *plan; /* of the site alone, on the chip's window */
    double area;                /* of the whole site (cells) */
    struct ta_tile tile;
    struct ta_tile_layer layer;
    struct ta_zonal_pixels pixels;
    struct ta_tile_room room;
};

static struct ta_tile tile_of(const struct ta_chip *chip)
{
    return (struct ta_tile){.rows = (size_t)chip->grid.rows,
                            .cols = (size_t)chip->grid.cols,
                            .stride = (size_t)chip->grid.cols,
                            .n = chip->n_bands,
                            .plane = chip->plane,
                            .state = chip->state};
}

/* The layer's place among the chip's bands. TA_E_DATA (not reflectance) is no fault of the
 * chip either. */
static enum ta_status find_layer(struct looking *l, const char *name,
                                 struct ta_error *err)
{
    const struct ta_chip *chip = l->chip;
    const struct ta_band **band = ta_alloc(chip->n_bands, sizeof *band);
    if (band == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", chip->scene);
    for (size_t b = 0; b < chip->n_bands; b++) band[b] = &chip->band[b];
    enum ta_status rc = ta_layer_find(chip->n_bands, band, name, &l->layer.layer, err);
    ta_free(band);
    if (rc != TA_OK) {
        ta_error_context(err, "%s", chip->scene);
        return TA_E_NOTFOUND;
    }
    for (size_t k = 0; k < l->layer.layer.n_inputs; k++) {
        const struct ta_band *input = &chip->band[l->layer.layer.input[k]];
        l->layer.line[k][0] = input->scale;
        l->layer.line[k][1] = input->offset;
    }
    (void)ta_mask_policy_usable(chip->mask, l->layer.usable);
    return TA_OK;
}

/* Placed on the scene's grid, then moved by whole cells, which rounds nothing. */
static enum ta_status place_site(const struct ta_chip *chip, struct ta_cutter *cutter,
                                 const struct ta_polygons *shape,
                                 struct ta_polygons *out, struct ta_error *err)
{
    struct ta_grid grid = chip->grid;
    memcpy(grid.affine, chip->affine, sizeof grid.affine);
    enum ta_status rc = ta_cutter_way(cutter, &grid, err);
    if (rc == TA_OK) rc = ta_zone_place(shape, &cutter->transform, &grid, out, err);
    for (size_t i = 0; rc == TA_OK && i < out->n_points; i++) {
        out->xy[2 * i] -= (double)chip->col;
        out->xy[2 * i + 1] -= (double)chip->row;
    }
    return rc;
}

static enum ta_status plan_site(struct looking *l, const struct ta_polygons *placed,
                                struct ta_error *err)
{
    enum { ROWS = 4096 };
    const struct ta_grid *grid = &l->chip->grid;
    struct ta_zonal_memory memory = {ta_alloc, ta_realloc, ta_free};
    struct ta_zonal_grid zonal = {grid->cols, grid->rows, grid->cols, ROWS};
    enum ta_status rc = ta_zonal_plan_new(&zonal, &memory, &l->plan);
    if (rc == TA_OK) rc = ta_zonal_plan_add(l->plan, placed);
    if (rc == TA_OK) rc = ta_zonal_plan_seal(l->plan);
    if (rc != TA_OK)
        return ta_fail(err, rc, "%s: the site on the chip: %s", l->chip->scene,
                       ta_status_text(rc));
    return TA_OK;
}

/* As the pass has it. */
static double area_of(const struct looking *l, const struct ta_cutter *cutter,
                      const struct ta_polygons *shape)
{
    const struct ta_chip *chip = l->chip;
    const struct ta_zonal_zone *zone = ta_zonal_plan_zone(l->plan, 0);
    const struct ta_window window = {zone->col + chip->col, zone->row + chip->row,
                                     zone->cols, zone->rows};
    struct ta_grid grid = chip->grid;
    if (!ta_zone_is_spread(shape, zone)) return zone->area;
    memcpy(grid.affine, chip->affine, sizeof grid.affine);
    return ta_zone_spread_area(shape, &cutter->transform, &grid, &window, zone);
}

/* Tally, state weights and shares, block by block. */
static void sum_site(const struct looking *l, struct ta_tally *tally,
                     struct ta_state_weights *states, double *share)
{
    const struct ta_chip *chip = l->chip;
    struct ta_zonal_window window = {0, 0, chip->grid.cols, chip->grid.rows, share};
    for (size_t b = 0; b < ta_zonal_plan_blocks(l->plan); b++) {
        const struct ta_zonal_block *block = ta_zonal_plan_block(l->plan, b);
        size_t first = (size_t)(block->row * ta_zonal_plan_grid(l->plan)->block_rows) *
                       l->pixels.stride;
        struct ta_zonal_pixels pixels = l->pixels;
        pixels.value = (const char *)pixels.value + first * ta_pixel_size(pixels.type);
        if (pixels.valid != NULL) pixels.valid += first;
        const struct ta_zonal_pixels cls = {.type = TA_PIXEL_UINT8,
                                            .stride = pixels.stride,
                                            .value = chip->state + first};
        for (size_t c = 0; c < block->n_cuts; c++) {
            const struct ta_zonal_cut *cut =
                ta_zonal_plan_cut(l->plan, block->first_cut + c);
            ta_zonal_tally(l->plan, cut, &pixels, tally);
            ta_zonal_classes(l->plan, cut, &cls, states->of);
            ta_zonal_paint(l->plan, block, cut, &window);
        }
    }
}

static void fill_values(const struct looking *l, double *value)
{
    static const double plain[2] = {1.0, 0.0};
    const struct ta_zonal_pixels *p = &l->pixels;
    size_t n = l->tile.rows * l->tile.cols;
    const double *line = l->layer.layer.index != NULL ? plain : l->layer.line[0];
    ta_pixels_to_real(p->type, n, p->value, line, value);
    for (size_t i = 0; p->valid != NULL && i < n; i++)
        value[i] = p->valid[i] ? value[i] : (double)NAN;
}

static void describe(const struct ta_chip *chip, const char *layer,
                     struct ta_observation *out)
{
    *out = (struct ta_observation){.time = chip->time, .simulated = chip->simulated};
    memcpy(out->scene, chip->scene, sizeof out->scene);
    memcpy(out->processing, chip->processing, sizeof out->processing);
    memcpy(out->mask, chip->mask, sizeof out->mask);
    memcpy(out->tile, chip->tile, sizeof out->tile);
    memcpy(out->offset_by, chip->offset_by, sizeof out->offset_by);
    if (!ta_copy(out->layer, sizeof out->layer, layer)) out->layer[0] = '\0';
}

static void account(const struct looking *l, double area_m2, const char *layer,
                    struct ta_chip_view *view)
{
    bool usable[TA_PIXEL_STATE_COUNT], is_index = l->layer.layer.index != NULL;
    struct ta_tally tally = ta_tally_new(l->pixels.type);
    struct ta_state_weights states = {{0}};
    const struct ta_zonal_zone *zone = ta_zonal_plan_zone(l->plan, 0);
    sum_site(l, &tally, &states, view->share);
    struct ta_account a = {.area = l->area,
                           .weight = zone->weight,
                           .states = &states,
                           .tally = &tally,
                           .scale = is_index ? 1.0 : l->layer.line[0][0],
                           .offset = is_index ? 0.0 : l->layer.line[0][1],
                           .masked = ta_mask_policy_usable(l->chip->mask, usable)};
    view->cells = l->area;
    view->cell_area_m2 = area_m2 > 0.0 ? area_m2 / l->area : (double)NAN;
    describe(l->chip, layer, &view->observation);
    ta_copy_cut(
        view->observation.unit, sizeof view->observation.unit,
        ta_layer_unit(&l->layer.layer, &l->chip->band[l->layer.layer.input[0]]));
    ta_account_fill(&a, &view->observation);
    view->observation.cell_area_m2 = view->cell_area_m2;
}

static enum ta_status compute(struct looking *l, double area_m2, const char *name,
                              struct ta_chip_view *view)
{
    view->n = l->tile.rows * l->tile.cols;
    view->share = ta_alloc(view->n, sizeof *view->share);
    view->value = ta_alloc(view->n, sizeof *view->value);
    if (view->share == NULL || view->value == NULL) return TA_E_NOMEM;
    enum ta_status rc = ta_tile_layer_pixels(&l->tile, &l->layer, &l->room, &l->pixels);
    if (rc != TA_OK) return rc;
    fill_values(l, view->value);
    account(l, area_m2, name, view);
    return TA_OK;
}

enum ta_status ta_chip_look(const struct ta_chip *chip, struct ta_cutter *cutter,
                            const struct ta_polygons *shape, double area_m2,
                            const char *layer, struct ta_chip_view *out,
                            struct ta_error *err)
{
    struct looking l = {.chip = chip, .tile = tile_of(chip)};
    struct ta_chip_view view = {0};
    struct ta_polygons placed = {0};
    enum ta_status rc = find_layer(&l, layer, err);
    if (rc == TA_OK) rc = place_site(chip, cutter, shape, &placed, err);
    if (rc == TA_OK) rc = plan_site(&l, &placed, err);
    if (rc == TA_OK) {
        l.area = area_of(&l, cutter, shape);
        rc = compute(&l, area_m2, layer, &view);
        if (rc != TA_OK) (void)ta_fail(err, rc, "%s: out of memory", chip->scene);
    }
    ta_polygons_free(&placed);
    ta_zonal_plan_free(l.plan);
    ta_tile_room_free(&l.room);
    if (rc == TA_OK)
        *out = view;
    else
        ta_chip_view_free(&view);
    return rc;
}

enum ta_status ta_chip_observe(const struct ta_chip *chip,
                               const struct ta_chip_view *view, const char *layer,
                               struct ta_observation *out)
{
    if (strcmp(view->observation.layer, layer) != 0 ||
        strcmp(view->observation.scene, chip->scene) != 0)
        return TA_E_ARG;
    *out = view->observation;
    return TA_OK;
}

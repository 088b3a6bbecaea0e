/* SPDX-License-Identifier: Apache-2.0 */
/* From an open scene to chips. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "raster/chip.h"
#include "raster/chip_private.h"
#include "raster/zone_plan.h"

/* --- making ----------------------------------------------------------------------- */

size_t ta_chip_cell_bytes(const struct ta_group *group)
{
    size_t bytes = 1; /* its state, then each band's number and whether it counts */
    for (size_t b = 0; b < group->n; b++)
        bytes += ta_pixel_size(group->source[b].header.type) + 1;
    return bytes;
}

static enum ta_status allocate(struct ta_chip *chip, const struct ta_group *group)
{
    size_t cells = (size_t)(chip->grid.cols * chip->grid.rows);
    chip->crs = ta_strdup(group->grid.crs);
    chip->grid.crs = chip->crs;
    chip->band = ta_alloc(group->n, sizeof *chip->band);
    chip->plane = ta_alloc(group->n, sizeof *chip->plane);
    chip->rule = ta_alloc(group->n, sizeof *chip->rule);
    chip->state = ta_alloc(cells, 1);
    if (chip->crs == NULL || chip->band == NULL || chip->plane == NULL ||
        chip->rule == NULL || chip->state == NULL)
        return TA_E_NOMEM;
    chip->n_bands = group->n;
    for (size_t b = 0; b < group->n; b++) {
        struct ta_plane *plane = &chip->plane[b];
        plane->type = group->source[b].header.type;
        plane->value = ta_alloc(cells, ta_pixel_size(plane->type));
        plane->valid = ta_alloc(cells, 1);
        if (plane->value == NULL || plane->valid == NULL) return TA_E_NOMEM;
        chip->band[b] = *group->source[b].band;
        chip->rule[b] = group->source[b].rule;
    }
    return TA_OK;
}

struct ta_grid ta_grid_part(const struct ta_grid *grid, const struct ta_window *window)
{
    struct ta_grid part = *grid;
    double col = (double)window->col, row = (double)window->row;
    part.cols = window->cols;
    part.rows = window->rows;
    part.affine[0] += col * grid->affine[1] + row * grid->affine[2];
    part.affine[3] += col * grid->affine[4] + row * grid->affine[5];
    return part;
}

enum ta_status ta_chip_begin(const struct ta_scene *scene, const struct ta_group *group,
                             const struct ta_mask_policy *policy,
                             const struct ta_window *window, struct ta_chip *out,
                             struct ta_error *err)
{
    struct ta_chip chip = {.time = scene->time,
                           .simulated = scene->simulated,
                           .grid = ta_grid_part(&group->grid, window),
                           .col = window->col,
                           .row = window->row};
    if (window->rows > TA_CHIP_CELLS_MOST / window->cols)
        return ta_fail(err, TA_E_LIMIT, "%s: a chip of %lld x %lld cells", scene->id,
                       (long long)window->cols, (long long)window->rows);
    memcpy(chip.affine, group->grid.affine, sizeof chip.affine);
    memcpy(chip.scene, scene->id, sizeof chip.scene);
    memcpy(chip.processing, scene->processing, sizeof chip.processing);
    memcpy(chip.platform, scene->platform, sizeof chip.platform);
    memcpy(chip.orbit, scene->orbit, sizeof chip.orbit);
    memcpy(chip.tile, scene->tile, sizeof chip.tile);
    memcpy(chip.offset_by, scene->offset_by, sizeof chip.offset_by);
    ta_mask_policy_name(policy, ta_scene_mask(scene), chip.mask);
    if (allocate(&chip, group) == TA_OK) {
        *out = chip;
        return TA_OK;
    }
    ta_chip_free(&chip);
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", scene->id);
}

/* Cells that chip and tile share, and where they begin in each. */
struct overlap {
    size_t rows, cols, chip_at, tile_at;
};

static bool overlap_of(const struct ta_chip *chip, const struct ta_tile *tile,
                       const struct ta_window *w, struct overlap *out)
{
    int64_t left = chip->col > w->col ? chip->col : w->col;
    int64_t top = chip->row > w->row ? chip->row : w->row;
    int64_t right = chip->col + chip->grid.cols, low = chip->row + chip->grid.rows;
    if (right > w->col + w->cols) right = w->col + w->cols;
    if (low > w->row + w->rows) low = w->row + w->rows;
    if (left >= right || top >= low) return false;
    out->cols = (size_t)(right - left);
    out->rows = (size_t)(low - top);
    out->chip_at = (size_t)((top - chip->row) * chip->grid.cols + left - chip->col);
    out->tile_at = (size_t)(top - w->row) * tile->stride + (size_t)(left - w->col);
    return true;
}

/* Rows of cells of @p size bytes from a tile's plane to a chip's. */
static void copy_rows(const struct overlap *o, size_t chip_stride, size_t tile_stride,
                      const void *from, void *to)
{
    for (size_t r = 0; r < o->rows; r++)
        memcpy((char *)to + r * chip_stride, (const char *)from + r * tile_stride,
               o->cols);
}

static void copy_plane(const struct overlap *o, const struct ta_chip *chip,
                       const struct ta_tile *tile, size_t b)
{
    const struct ta_plane *from = &tile->plane[b];
    struct ta_plane *to = &chip->plane[b];
    size_t size = ta_pixel_size(to->type), stride = (size_t)chip->grid.cols;
    struct overlap bytes = *o;
    bytes.cols *= size;
    copy_rows(&bytes, stride * size, tile->stride * size,
              (const char *)from->value + o->tile_at * size,
              (char *)to->value + o->chip_at * size);
    uint8_t *valid = to->valid + o->chip_at;
    if (from->valid != NULL)
        copy_rows(o, stride, tile->stride, from->valid + o->tile_at, valid);
    else
        for (size_t r = 0; r < o->rows; r++) memset(valid + r * stride, 1, o->cols);
}

void ta_chip_paste(struct ta_chip *chip, const struct ta_tile *tile,
                   const struct ta_window *window)
{
    struct overlap o;
    size_t stride = (size_t)chip->grid.cols;
    if (!overlap_of(chip, tile, window, &o)) return;
    for (size_t b = 0; b < chip->n_bands; b++) copy_plane(&o, chip, tile, b);
    uint8_t *state = chip->state + o.chip_at;
    if (tile->state != NULL)
        copy_rows(&o, stride, tile->stride, tile->state + o.tile_at, state);
    else
        for (size_t r = 0; r < o.rows; r++)
            memset(state + r * stride, (int)tile->constant, o.cols);
}

/* --- cutting ---------------------------------------------------------------------- */

struct ta_scene_reader {
    const struct ta_scene *scene;
    struct ta_handles handles;
    struct ta_group *group;
    size_t n_groups;
    struct ta_state_table *table; /* NULL without a quality layer */
    struct ta_tile_room room;
};

void ta_scene_reader_close(struct ta_scene_reader *reader)
{
    if (reader == NULL) return;
    ta_groups_free(reader->group, reader->n_groups);
    ta_handles_close(&reader->handles);
    ta_tile_room_free(&reader->room);
    ta_free(reader->table);
    ta_free(reader);
}

static enum ta_status open_scene(struct ta_scene_reader *r, struct ta_error *err)
{
    struct ta_band_place *place = NULL;
    size_t n = 0;
    enum ta_status rc = ta_scene_bands(r->scene, &place, &n);
    if (rc != TA_OK) return ta_fail(err, rc, "%s: out of memory", r->scene->id);
    if (n == 0)
        rc = ta_fail(err, TA_E_DATA, "%s: no band that can be used", r->scene->id);
    if (rc == TA_OK)
        rc = ta_groups_new(r->scene, &r->handles, place, n, &r->group, &r->n_groups,
                           err);
    ta_free(place);
    if (rc != TA_OK || !r->group[0].has_mask) return rc;
    r->table = ta_alloc(1, sizeof *r->table);
    if (r->table == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", r->scene->id);
    ta_state_table_make(r->table, r->scene->mask, NULL);
    return TA_OK;
}

enum ta_status ta_scene_reader_open(const struct ta_scene *scene,
                                    struct ta_scene_reader **out, struct ta_error *err)
{
    struct ta_scene_reader *reader = ta_alloc(1, sizeof *reader);
    if (reader == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", scene->id);
    reader->scene = scene;
    enum ta_status rc = open_scene(reader, err);
    if (rc != TA_OK)
        ta_scene_reader_close(reader);
    else
        *out = reader;
    return rc;
}

/* The window of the cells that the shape covers, with the rim; no columns when it covers
 * none. */
static enum ta_status find_window(const struct ta_grid *grid, struct ta_cutter *cutter,
                                  const struct ta_polygons *shape,
                                  struct ta_window *out, struct ta_error *err)
{
    struct ta_zonal_memory memory = {ta_alloc, ta_realloc, ta_free};
    struct ta_zonal_grid zonal = {grid->cols, grid->rows, 512, 512};
    struct ta_zonal_plan *plan = NULL;
    struct ta_polygons placed = {0};
    enum ta_status rc = ta_cutter_way(cutter, grid, err);
    if (rc == TA_OK) rc = ta_zone_place(shape, &cutter->transform, grid, &placed, err);
    if (rc != TA_OK) return rc;
    rc = ta_zonal_plan_new(&zonal, &memory, &plan);
    if (rc == TA_OK) rc = ta_zonal_plan_add(plan, &placed);
    if (rc == TA_OK)
        *out = ta_chip_window(grid, ta_zonal_plan_zone(plan, 0), TA_CHIP_RIM);
    else
        (void)ta_fail(err, rc, "the site on the grid: %s", ta_status_text(rc));
    ta_zonal_plan_free(plan);
    ta_polygons_free(&placed);
    return rc;
}

static enum ta_status fill(struct ta_scene_reader *r, const struct ta_window *window,
                           struct ta_chip *chip, struct ta_error *err)
{
    struct ta_tile tile;
    struct ta_tile_reader reader = {r->scene,    &r->group[0], r->table,
                                    &r->handles, &r->room,     NULL};
    const size_t size[2] = {(size_t)window->cols, (size_t)window->rows};
    ta_tile_room_reset(&r->room);
    enum ta_status rc = ta_tile_read(&reader, window, size, &tile, err);
    if (rc != TA_OK) return rc;
    rc = ta_tile_mark_fill(&tile, &r->room);
    if (rc == TA_OK)
        ta_chip_paste(chip, &tile, window);
    else
        (void)ta_fail(err, rc, "%s: out of memory", r->scene->id);
    return rc;
}

enum ta_status ta_chip_cut(struct ta_scene_reader *reader, struct ta_cutter *cutter,
                           const struct ta_polygons *shape, bool *meets,
                           struct ta_chip *out, struct ta_error *err)
{
    static const struct ta_mask_policy policy;
    struct ta_window window = {0};
    struct ta_chip chip = {0};
    const struct ta_group *group = &reader->group[0];
    enum ta_status rc = find_window(&group->grid, cutter, shape, &window, err);
    *meets = rc == TA_OK && window.cols > 0;
    if (!*meets) return rc;

    rc = ta_chip_begin(reader->scene, group, &policy, &window, &chip, err);
    if (rc == TA_OK) rc = fill(reader, &window, &chip, err);
    if (rc == TA_OK)
        *out = chip;
    else
        ta_chip_free(&chip);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of far files: which ones a scene's plans touch is known before the first is read, so they
 * come in few requests. */
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "raster/pass_private.h"

/* Ranges of one asset's file. */
struct wanted {
    struct ta_byte_range *range;
    size_t n;
};

/* One call of ta_pass_far_hold(). */
struct holding {
    struct ta_pass_reader *reader;
    const struct ta_scene *scene;
    struct wanted *asset; /* [scene->n_assets] */
    struct ta_error *err;
};

static enum ta_status add(struct wanted *to, struct ta_byte_range *range, size_t n)
{
    if (n == 0) return TA_OK;
    void *grown = ta_realloc(to->range, to->n + n, sizeof *to->range);
    if (grown == NULL) return TA_E_NOMEM;
    to->range = grown;
    memcpy(to->range + to->n, range, n * sizeof *range);
    to->n += n;
    return TA_OK;
}

/* The cells under the centres of a span of n cells: [first, last] of the source's. */
static void map_span(double line0, double per, int64_t first, int64_t n, int64_t cells,
                     int64_t out[2])
{
    int64_t a = ta_grid_map_cell(line0, per, first);
    int64_t b = ta_grid_map_cell(line0, per, first + n - 1);
    out[0] = a < b ? a : b;
    out[1] = a < b ? b : a;
    if (out[0] < 0) out[0] = 0;
    if (out[1] >= cells) out[1] = cells - 1;
}

/* The window of the source's own grid under one of the group's; no columns when there is none. */
static struct ta_window under(const struct ta_source *source,
                              const struct ta_grid *grid, const struct ta_window *w)
{
    int64_t across[2], down[2];
    if (!source->mapped) return *w;
    map_span(source->map.col0, source->map.per_col, w->col, w->cols, grid->cols,
             across);
    map_span(source->map.row0, source->map.per_row, w->row, w->rows, grid->rows, down);
    if (across[0] > across[1] || down[0] > down[1]) return (struct ta_window){0};
    return (struct ta_window){across[0], down[0], across[1] - across[0] + 1,
                              down[1] - down[0] + 1};
}

/* @param growth of the source's clouds, NULL: none */
static enum ta_status list_source(const struct holding *h,
                                  const struct ta_pass_group *group,
                                  const struct ta_source *source,
                                  const struct ta_growth *growth)
{
    struct ta_raster *raster = NULL;
    if (!source->far) return TA_OK;
    enum ta_status rc = ta_handles_get(
        &h->reader->handles, &h->scene->asset[source->asset], &raster, h->err);
    for (size_t i = 0; rc == TA_OK && i < group->plan->n_blocks; i++) {
        struct ta_byte_range *range = NULL;
        size_t n = 0;
        if (!ta_pass_block_needed(group, &group->plan->block[i])) continue;
        struct ta_window window =
            ta_pass_block_window(group->plan, &group->plan->block[i]);
        window = under(source, ta_raster_grid(raster), &window);
        if (growth != NULL && window.cols > 0)
            window = ta_growth_around(growth, ta_raster_grid(raster), window);
        rc = ta_raster_ranges(raster, source->number, &window, &range, &n, h->err);
        if (rc == TA_OK) rc = add(&h->asset[source->asset], range, n);
        ta_free(range);
    }
    return rc;
}

static enum ta_status list_group(const struct holding *h,
                                 const struct ta_pass_scene *scene,
                                 const struct ta_pass_group *group)
{
    bool masked = scene->table != NULL;
    enum ta_status rc = TA_OK;
    const struct ta_group *bands = group->bands;
    if (group->plan == NULL) return TA_OK;
    for (size_t i = 0; rc == TA_OK && i < bands->n; i++)
        rc = list_source(h, group, &bands->source[i], NULL);
    if (rc == TA_OK && masked)
        rc = list_source(h, group, &bands->mask, scene->grows ? &scene->growth : NULL);
    if (rc == TA_OK && masked && bands->has_saturation)
        rc = list_source(h, group, &bands->saturation, NULL);
    return rc;
}

static bool has_far(const struct ta_scene *scene)
{
    for (size_t i = 0; i < scene->n_assets; i++)
        if (scene->asset[i].far != NULL) return true;
    return false;
}

/* Most of what a host fails with names the file. */
static enum ta_status of_file(enum ta_status rc, const struct holding *h, size_t asset)
{
    const char *shown = ta_asset_shown(&h->scene->asset[asset]);
    if (rc != TA_OK && h->err != NULL && strstr(h->err->text, shown) == NULL)
        ta_error_context(h->err, "%s", shown);
    return rc;
}

/* All of the scene's budget is set aside before a byte of it is asked for. */
static enum ta_status reserve(const struct holding *h, struct ta_pass_scene *scene)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < h->scene->n_assets; i++) {
        struct ta_far_file *far = h->scene->asset[i].far;
        if (far != NULL) rc = far->ops->hold(far, h->err);
        if (rc == TA_OK) scene->n_held = i + 1;
        if (far != NULL && rc == TA_OK)
            rc = far->ops->reserve(far, h->asset[i].range, h->asset[i].n, h->err);
        rc = of_file(rc, h, i);
    }
    return rc;
}

static enum ta_status bring(const struct holding *h)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < h->scene->n_assets; i++) {
        struct ta_far_file *far = h->scene->asset[i].far;
        if (far != NULL)
            rc = far->ops->want(far, h->asset[i].range, h->asset[i].n, h->err);
        rc = of_file(rc, h, i);
    }
    return rc;
}

enum ta_status ta_pass_far_hold(struct ta_pass_reader *reader,
                                struct ta_pass_scene *scene, struct ta_error *err)
{
    struct holding h = {.reader = reader, .scene = scene->scene, .err = err};
    enum ta_status rc = TA_OK;
    if (!has_far(h.scene)) return TA_OK;
    h.asset = ta_alloc(h.scene->n_assets, sizeof *h.asset);
    if (h.asset == NULL) rc = TA_E_NOMEM;
    for (size_t g = 0; rc == TA_OK && g < scene->n_groups; g++)
        rc = list_group(&h, scene, &scene->group[g]);
    if (rc == TA_OK) rc = reserve(&h, scene);
    if (rc == TA_OK) rc = bring(&h);
    for (size_t i = 0; h.asset != NULL && i < h.scene->n_assets; i++)
        ta_free(h.asset[i].range);
    ta_free(h.asset);
    return rc;
}

void ta_pass_far_rest(struct ta_pass_scene *scene)
{
    for (size_t i = 0; i < scene->n_held; i++) {
        struct ta_far_file *far = scene->scene->asset[i].far;
        if (far != NULL) far->ops->rest(far);
    }
    scene->n_held = 0;
}

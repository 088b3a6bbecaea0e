/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/source.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* Bands while they are spread. */
struct spread {
    const struct ta_scene *scene;
    struct ta_handles *handles;
    size_t n;
    const struct ta_band_place *place;
    struct ta_grid *grid; /* [n] crs owned */
    bool *taken;          /* [n] */
};

enum ta_status ta_scene_bands(const struct ta_scene *scene, struct ta_band_place **out,
                              size_t *n)
{
    size_t count = 0;
    for (size_t a = 0; a < scene->n_assets; a++) count += scene->asset[a].n_bands;
    struct ta_band_place *place = ta_alloc(count, sizeof *place);
    if (place == NULL) return TA_E_NOMEM;
    *out = place;
    *n = count;
    for (size_t a = 0; a < scene->n_assets; a++)
        for (size_t b = 0; b < scene->asset[a].n_bands; b++)
            *place++ = (struct ta_band_place){a, b};
    return TA_OK;
}

static enum ta_status copy_grid(const struct ta_grid *from, struct ta_grid *to)
{
    *to = *from;
    to->crs = ta_strdup(from->crs);
    return to->crs != NULL ? TA_OK : TA_E_NOMEM;
}

static enum ta_status raster_of(const struct spread *s, size_t asset,
                                struct ta_raster **out, struct ta_error *err)
{
    enum ta_status rc = ta_handles_get(s->handles, &s->scene->asset[asset], out, err);
    return rc == TA_OK ? ta_raster_need_place(*out, err) : rc;
}

static enum ta_status read_grids(struct spread *s, struct ta_error *err)
{
    s->grid = ta_alloc(s->n, sizeof *s->grid);
    s->taken = ta_alloc(s->n, sizeof *s->taken);
    if (s->grid == NULL || s->taken == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < s->n; i++) {
        struct ta_raster *raster = NULL;
        enum ta_status rc = raster_of(s, s->place[i].asset, &raster, err);
        if (rc == TA_OK) rc = copy_grid(ta_raster_grid(raster), &s->grid[i]);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static bool fits(const struct ta_grid *band, const struct ta_grid *on)
{
    struct ta_grid_map map;
    if (ta_grid_same(band, on)) return true;
    return ta_grid_map(on, band, &map, NULL) == TA_OK && ta_grid_map_nests(&map);
}

/* The band whose grid takes most of those left; the first of equals. */
static size_t choose_grid(const struct spread *s)
{
    size_t best = s->n, most = 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t count = 0;
        if (s->taken[i]) continue;
        for (size_t k = 0; k < s->n; k++)
            count += !s->taken[k] && fits(&s->grid[k], &s->grid[i]);
        if (count > most) {
            most = count;
            best = i;
        }
    }
    return best;
}

static void set_rule(struct ta_source *source)
{
    const struct ta_band *band = source->band;
    struct ta_pixel_value value;
    enum ta_pixel_type type = source->header.type;
    if (source->header.has_nodata)
        ta_pixel_rule_exclude(&source->rule, type, source->header.nodata);
    if (band != NULL && !isnan(band->nodata) &&
        ta_pixel_from_real(type, band->nodata, &value))
        ta_pixel_rule_exclude(&source->rule, type, value);
    if (band != NULL)
        ta_pixel_rule_range(&source->rule, type, band->valid_lo, band->valid_hi);
}

/* A plane on @p grid. Quality layers may lie anyhow, as long as they are not turned. */
static enum ta_status open_source(const struct spread *s, const struct ta_grid *grid,
                                  struct ta_source *out, struct ta_error *err)
{
    struct ta_raster *raster = NULL;
    enum ta_status rc = raster_of(s, out->asset, &raster, err);
    if (rc == TA_OK) rc = ta_raster_band(raster, out->number, &out->header, err);
    if (rc != TA_OK) return rc;
    out->far = ta_raster_far(raster) != NULL;
    set_rule(out);
    if (ta_grid_same(ta_raster_grid(raster), grid)) return TA_OK;
    out->mapped = true;
    rc = ta_grid_map(grid, ta_raster_grid(raster), &out->map, err);
    if (rc != TA_OK) ta_error_context(err, "%s", ta_raster_shown(raster));
    return rc;
}

static enum ta_status open_quality(const struct spread *s, struct ta_group *group,
                                   struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    group->has_mask = s->scene->mask_asset < s->scene->n_assets;
    group->has_saturation = s->scene->saturation_asset < s->scene->n_assets;
    group->mask = (struct ta_source){.asset = s->scene->mask_asset, .number = 1};
    group->saturation =
        (struct ta_source){.asset = s->scene->saturation_asset, .number = 1};
    if (group->has_mask) rc = open_source(s, &group->grid, &group->mask, err);
    if (rc == TA_OK && group->has_saturation)
        rc = open_source(s, &group->grid, &group->saturation, err);
    return rc;
}

static enum ta_status make_group(struct spread *s, size_t on, struct ta_group *out,
                                 struct ta_error *err)
{
    enum ta_status rc = copy_grid(&s->grid[on], &out->grid);
    out->source = ta_alloc(s->n, sizeof *out->source);
    if (out->source == NULL) rc = TA_E_NOMEM;
    for (size_t i = 0; i < s->n && rc == TA_OK; i++) {
        if (s->taken[i] || !fits(&s->grid[i], &out->grid)) continue;
        const struct ta_asset *asset = &s->scene->asset[s->place[i].asset];
        const struct ta_band *band = &asset->band[s->place[i].band];
        struct ta_source *source = &out->source[out->n];
        *source = (struct ta_source){
            .asset = s->place[i].asset, .number = band->number, .band = band};
        rc = open_source(s, &out->grid, source, err);
        s->taken[i] = true;
        out->n++;
    }
    return rc == TA_OK ? open_quality(s, out, err) : rc;
}

static enum ta_status spread_bands(struct spread *s, struct ta_group *group,
                                   size_t *n_groups, struct ta_error *err)
{
    enum ta_status rc = read_grids(s, err);
    for (size_t on = 0; rc == TA_OK;) {
        on = choose_grid(s);
        if (on == s->n) break;
        rc = make_group(s, on, &group[(*n_groups)++], err);
    }
    for (size_t i = 0; s->grid != NULL && i < s->n; i++)
        ta_free((char *)s->grid[i].crs); /* a copy */
    ta_free(s->grid);
    ta_free(s->taken);
    return rc;
}

enum ta_status ta_groups_new(const struct ta_scene *scene, struct ta_handles *handles,
                             const struct ta_band_place *place, size_t n,
                             struct ta_group **out, size_t *n_groups,
                             struct ta_error *err)
{
    struct spread s = {.scene = scene, .handles = handles, .n = n, .place = place};
    struct ta_group *group = ta_alloc(n, sizeof *group);
    size_t count = 0;
    enum ta_status rc = TA_E_NOMEM;
    if (group != NULL) rc = spread_bands(&s, group, &count, err);
    if (rc == TA_OK) {
        *out = group;
        *n_groups = count;
        return TA_OK;
    }
    ta_groups_free(group, count);
    if (rc == TA_E_NOMEM) (void)ta_fail(err, rc, "%s: out of memory", scene->id);
    return rc;
}

void ta_groups_free(struct ta_group *group, size_t n)
{
    for (size_t i = 0; group != NULL && i < n; i++) {
        ta_free((char *)group[i].grid.crs); /* a copy */
        ta_free(group[i].source);
    }
    ta_free(group);
}

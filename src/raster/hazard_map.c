/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/hazard_map.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/text.h"
#include "raster/chip.h"

/* A scene of one band, so that no-data, masks, scale and coverage are those of every raster. */
struct ta_hazard_map {
    struct ta_scene scene;
    struct ta_scene_reader *reader;
};

static const char band_name[] = "intensity";
/* A cell is touched by more of it than rounding of coordinates makes: a site that ends where the
 * cell begins does not lie in it. */
static const double touched_least = 1e-6;

static enum ta_status describe_band(const char *path, int number, struct ta_band *out,
                                    struct ta_error *err)
{
    struct ta_raster *raster = NULL;
    double line[2] = {1.0, 0.0};
    enum ta_status rc = ta_raster_open(path, &raster, err);
    if (rc != TA_OK) return rc;
    if (number < 1 || number > ta_raster_bands(raster))
        rc = ta_fail(err, TA_E_DATA, "%s: has %d bands, and no band %d", path,
                     ta_raster_bands(raster), number);
    if (rc == TA_OK) rc = ta_raster_line(raster, number, line, err);
    ta_raster_close(raster);
    *out = (struct ta_band){.quantity = TA_QUANTITY_INDEX,
                            .number = number,
                            .scale = line[0],
                            .offset = line[1],
                            .nodata = NAN,
                            .valid_lo = NAN,
                            .valid_hi = NAN};
    memcpy(out->name, band_name, sizeof band_name);
    return rc;
}

static enum ta_status describe(const char *path, int number, struct ta_scene *out,
                               struct ta_error *err)
{
    *out = (struct ta_scene){.mask = TA_MASK_NONE,
                             .mask_asset = SIZE_MAX,
                             .saturation_asset = SIZE_MAX,
                             .position_error_m = NAN,
                             .cloud_cover = NAN,
                             .sun_elevation = NAN};
    ta_copy_cut(out->id, sizeof out->id, path);
    out->asset = ta_alloc(1, sizeof *out->asset);
    if (out->asset == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    out->n_assets = 1;
    out->asset->path = ta_strdup(path);
    out->asset->band = ta_alloc(1, sizeof *out->asset->band);
    if (out->asset->path == NULL || out->asset->band == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    out->asset->n_bands = 1;
    return describe_band(path, number, out->asset->band, err);
}

enum ta_status ta_hazard_map_open(const char *path, int band,
                                  struct ta_hazard_map **out, struct ta_error *err)
{
    struct ta_hazard_map *map = ta_alloc(1, sizeof *map);
    if (map == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    enum ta_status rc = describe(path, band, &map->scene, err);
    if (rc == TA_OK) rc = ta_scene_reader_open(&map->scene, &map->reader, err);
    if (rc != TA_OK) {
        ta_hazard_map_close(map);
        return rc;
    }
    *out = map;
    return TA_OK;
}

void ta_hazard_map_close(struct ta_hazard_map *map)
{
    if (map == NULL) return;
    ta_scene_reader_close(map->reader);
    ta_scene_free(&map->scene);
    ta_free(map);
}

static void sum_up(const struct ta_chip_view *view, struct ta_hazard_seen *out)
{
    double known = 0.0, blank = 0.0;
    *out = (struct ta_hazard_seen){.most = NAN, .least = NAN};
    for (size_t i = 0; i < view->n; i++) {
        if (!(view->share[i] > touched_least)) continue;
        if (isnan(view->value[i])) {
            blank += view->share[i];
            continue;
        }
        known += view->share[i];
        out->most = fmax(out->most, view->value[i]);
        out->least = fmin(out->least, view->value[i]);
    }
    out->known = known / view->cells;
    out->blank = blank / view->cells;
}

enum ta_status ta_hazard_map_look(struct ta_hazard_map *map, struct ta_cutter *cutter,
                                  const struct ta_polygons *shape,
                                  struct ta_hazard_seen *out, struct ta_error *err)
{
    struct ta_chip chip = {.n_bands = 0};
    struct ta_chip_view view = {0};
    bool meets = false;
    *out = (struct ta_hazard_seen){.most = NAN, .least = NAN};
    enum ta_status rc = ta_chip_cut(map->reader, cutter, shape, &meets, &chip, err);
    if (rc != TA_OK || !meets) return rc;
    rc = ta_chip_look(&chip, cutter, shape, NAN, band_name, &view, err);
    if (rc == TA_OK) sum_up(&view, out);
    ta_chip_view_free(&view);
    ta_chip_free(&chip);
    return rc;
}

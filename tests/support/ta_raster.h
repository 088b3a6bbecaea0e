/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_raster.h  Small rasters, scenes made by hand, and a CRS port that moves nothing
 *  or by a fixed step. */
#ifndef TA_RASTER_TEST_H
#define TA_RASTER_TEST_H

#include "ta_test.h"

#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/scene.h"
#include "raster/write.h"

#define TA_UTM "EPSG:32650"

/** 10 m cells, upper left at (300000, 4500000) in UTM zone 50. */
static inline struct ta_grid ta_utm_grid(int64_t cols, int64_t rows)
{
    return (struct ta_grid){
        cols, rows, {300000.0, 10.0, 0.0, 4500000.0, 0.0, -10.0}, TA_UTM};
}

/* --- CRS port: every way takes x and y over as they are --------------------------- */

static inline enum ta_status ta_still_apply(void *self, size_t n, double *xy,
                                            struct ta_error *err)
{
    (void)self;
    (void)n;
    (void)xy;
    (void)err;
    return TA_OK;
}

static inline enum ta_status ta_still_polygons(void *self, const struct ta_polygons *in,
                                               double tolerance,
                                               struct ta_polygons *out,
                                               struct ta_error *err)
{
    (void)self;
    (void)err;
    assert_true(tolerance > 0.0);
    return ta_polygons_copy(in, out);
}

static inline void ta_still_free(void *self)
{
    (void)self;
}

static inline enum ta_status ta_still_open(void *self, const char *from, const char *to,
                                           struct ta_transform *out,
                                           struct ta_error *err)
{
    static int nothing;
    (void)self;
    (void)err;
    assert_non_null(from);
    assert_non_null(to);
    *out = (struct ta_transform){&nothing, ta_still_apply, ta_still_polygons,
                                 ta_still_free, 0.0};
    return TA_OK;
}

static inline struct ta_crs_port ta_still_port(void)
{
    return (struct ta_crs_port){NULL, ta_still_open};
}

/* --- shapes ----------------------------------------------------------------------- */

/** A polygon of one ring from @p n corners; ended by ta_polygons_free(). */
static inline struct ta_polygons ta_ring(size_t n, const double *xy)
{
    struct ta_polygons s = {.n_parts = 1, .n_rings = 1, .n_points = n + 1};
    s.part_ring = ta_alloc(2, sizeof *s.part_ring);
    s.ring_point = ta_alloc(2, sizeof *s.ring_point);
    s.xy = ta_alloc(2 * (n + 1), sizeof *s.xy);
    s.part_ring[1] = 1;
    s.ring_point[1] = n + 1;
    memcpy(s.xy, xy, 2 * n * sizeof *xy);
    memcpy(s.xy + 2 * n, xy, 2 * sizeof *xy);
    return s;
}

/** A box in cells of @p grid, in the units of its CRS. */
static inline struct ta_polygons ta_box_on(const struct ta_grid *grid, double left,
                                           double top, double right, double low)
{
    const double *a = grid->affine;
    double x0 = a[0] + left * a[1], x1 = a[0] + right * a[1];
    double y0 = a[3] + top * a[5], y1 = a[3] + low * a[5];
    const double xy[8] = {x0, y0, x1, y0, x1, y1, x0, y1};
    return ta_ring(4, xy);
}

/* --- rasters ---------------------------------------------------------------------- */

/** A fill() for pixels in memory: `self` is a struct ta_write_pixels. */
struct ta_write_pixels {
    enum ta_pixel_type type;
    int64_t cols, rows;
    const void *const *band; /**< [n_bands], each [rows][cols] */
};

static inline enum ta_status ta_write_from_memory(void *self, size_t band,
                                                  const struct ta_window *window,
                                                  const struct ta_pixel_room *pixels,
                                                  bool *leave_out)
{
    const struct ta_write_pixels *memory = self;
    size_t size = ta_pixel_size(memory->type);
    (void)leave_out;
    for (int64_t r = 0; r < window->rows; r++) {
        int64_t from = (window->row + r) * memory->cols + window->col;
        memcpy((char *)pixels->pixels + (size_t)r * pixels->stride * size,
               (const char *)memory->band[band] + (size_t)from * size,
               (size_t)window->cols * size);
    }
    return TA_OK;
}

/** Write @p n bands of pixels in memory. @p tile 0: strips. */
static inline void ta_make_raster(const char *path, const struct ta_grid *grid,
                                  enum ta_pixel_type type, size_t n,
                                  const void *const *band, int64_t tile)
{
    struct ta_write_pixels pixels = {type, grid->cols, grid->rows, band};
    struct ta_write spec = {.path = path,
                            .grid = *grid,
                            .type = type,
                            .n_bands = n,
                            .tile = tile,
                            .self = &pixels,
                            .fill = ta_write_from_memory};
    struct ta_error err = {0};
    if (ta_raster_write(&spec, &err) != TA_OK) fail_msg("%s", err.text);
}

/* --- scenes ----------------------------------------------------------------------- */

static inline struct ta_scene ta_scene_named(const char *id)
{
    struct ta_scene scene = {.mask_asset = SIZE_MAX,
                             .saturation_asset = SIZE_MAX,
                             .time = INT64_C(952587000000000)};
    (void)snprintf(scene.id, sizeof scene.id, "%s", id);
    (void)snprintf(scene.processing, sizeof scene.processing, "1");
    (void)snprintf(scene.platform, sizeof scene.platform, "landsat-5");
    (void)snprintf(scene.orbit, sizeof scene.orbit, "167");
    (void)snprintf(scene.tile, sizeof scene.tile, "167055");
    (void)snprintf(scene.offset_by, sizeof scene.offset_by, "MTL");
    return scene;
}

/** Add a file as an asset with one band (name NULL: none, a quality layer). */
static inline struct ta_band *ta_add_band(struct ta_scene *scene, const char *path,
                                          const char *name, int number)
{
    struct ta_asset *asset = NULL;
    assert_int_equal(ta_scene_add_asset(scene, path, name != NULL, &asset), TA_OK);
    if (name == NULL) return NULL;
    asset->band[0] = (struct ta_band){.quantity = TA_QUANTITY_REFLECTANCE_SURFACE,
                                      .number = number,
                                      .scale = 0.0001,
                                      .nodata = NAN,
                                      .valid_lo = NAN,
                                      .valid_hi = NAN};
    (void)snprintf(asset->band[0].name, TA_NAME_SIZE, "%s", name);
    return &asset->band[0];
}

/** Add a quality layer. */
static inline void ta_add_mask(struct ta_scene *scene, const char *path,
                               enum ta_mask_kind kind)
{
    (void)ta_add_band(scene, path, NULL, 1);
    scene->mask = kind;
    scene->mask_asset = scene->n_assets - 1;
}

#endif

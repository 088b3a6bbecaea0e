/* SPDX-License-Identifier: Apache-2.0 */
/** @file scene_pass.c  The scene pass alone, without reading zones or writing rows.
 *
 *  scene_pass THREADS ZONES|N each RASTER...
 *  scene_pass THREADS ZONES|N ndvi|ndvi-grown RED NIR MASK
 *
 *  The zones of a file, or N random parcels of 0.5 to 50 ha on the first raster. `each`: a scene
 *  for each raster, its first band. `ndvi`: one scene of two bands and a Sentinel-2 scene
 *  classification; `ndvi-grown`: whose clouds grow. Prints `zones=N looks=N zones_s=S pass_s=S cpu_s=S bytes=N sum=X`, the bytes as the
 *  pass read them from files (Linux counts them). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/scene.h"
#include "geo/crs.h"
#include "geo/outlines.h"
#include "raster/open.h"
#include "raster/pass.h"
#include "series_random.h"

enum { CORNERS = 60, HARMONICS = 5 };

struct parcels {
    size_t n;
    struct ta_pass_zone *zone;
    char *crs;
    struct ta_outlines outlines;
};

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "scene_pass: %s: %s\n", what, why);
    exit(1);
}

static double seconds(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* What this process has read from files and pipes so far; 0 where nobody counts. */
static unsigned long long bytes_read(void)
{
    unsigned long long bytes = 0;
    FILE *file = fopen("/proc/self/io", "r");
    if (file == NULL) return 0;
    if (fscanf(file, "rchar: %llu", &bytes) != 1) bytes = 0;
    (void)fclose(file); /* only read from */
    return bytes;
}

static void *room(size_t n, size_t size)
{
    void *memory = ta_alloc(n, size);
    if (memory == NULL) stop("parcels", "out of memory");
    return memory;
}

/* --- zones ------------------------------------------------------------------------ */

static double draw(double lo, double hi)
{
    static uint64_t i;
    const struct ta_philox random = {.seed = 7};
    return lo + (hi - lo) * ta_philox_uniform(&random, i++);
}

/* A round shape of log-uniform area, dented by five harmonics, as zonal_plan.c has it. */
static size_t make_ring(const struct ta_grid *grid, double *xy)
{
    double cells = 100 * exp(draw(log(0.5), log(50))), size[HARMONICS],
           phase[HARMONICS];
    double radius = sqrt(cells / 3.14159265358979), reach = 2 * radius;
    double x = draw(reach, (double)grid->cols - reach);
    double y = draw(reach, (double)grid->rows - reach);
    for (int k = 0; k < HARMONICS; k++) {
        size[k] = draw(0, 0.18) / (k + 1);
        phase[k] = draw(0, 6.28318530717959);
    }
    size_t n = (size_t)draw(8, CORNERS);
    for (size_t i = 0; i < n; i++) {
        double turn = 6.28318530717959 * ((double)i + draw(0, 0.9)) / (double)n,
               length = 1;
        for (int k = 0; k < HARMONICS; k++)
            length += size[k] * cos((k + 1) * turn + phase[k]);
        xy[2 * i] =
            grid->affine[0] + grid->affine[1] * (x + radius * length * cos(turn));
        xy[2 * i + 1] =
            grid->affine[3] + grid->affine[5] * (y + radius * length * sin(turn));
    }
    xy[2 * n] = xy[0];
    xy[2 * n + 1] = xy[1];
    return n + 1;
}

static void draw_parcels(size_t n, const char *raster, struct parcels *out)
{
    struct ta_error err = {0};
    struct ta_raster *open = NULL;
    if (ta_raster_open(raster, &open, &err) != TA_OK) stop(raster, err.text);
    const struct ta_grid *grid = ta_raster_grid(open);
    out->crs = ta_strdup(grid->crs);
    out->n = n;
    out->zone = room(n, sizeof *out->zone);
    for (size_t i = 0; i < n; i++) {
        double xy[2 * CORNERS + 2];
        struct ta_polygons *shape = room(1, sizeof *shape);
        shape->n_parts = shape->n_rings = 1;
        shape->part_ring = room(2, sizeof *shape->part_ring);
        shape->ring_point = room(2, sizeof *shape->ring_point);
        shape->n_points = make_ring(grid, xy);
        shape->part_ring[1] = 1;
        shape->ring_point[1] = shape->n_points;
        shape->xy = room(2 * shape->n_points, sizeof *shape->xy);
        memcpy(shape->xy, xy, 2 * shape->n_points * sizeof *xy);
        out->zone[i] = (struct ta_pass_zone){"", -1, shape, NAN};
    }
    ta_raster_close(open);
}

static void read_parcels(const char *path, struct parcels *out)
{
    struct ta_error err = {0};
    const struct ta_outlines_options options = {0};
    if (ta_outlines_read(path, &options, &out->outlines, &err) != TA_OK)
        stop(path, err.text);
    out->n = out->outlines.n;
    out->crs = ta_strdup(out->outlines.crs);
    out->zone = room(out->n, sizeof *out->zone);
    for (size_t i = 0; i < out->n; i++)
        out->zone[i] = (struct ta_pass_zone){"", -1, &out->outlines.item[i].shape, NAN};
}

/* --- scenes ----------------------------------------------------------------------- */

static void add_file(struct ta_scene *scene, const char *path, const char *band)
{
    struct ta_asset *asset = NULL;
    if (ta_scene_add_asset(scene, path, band != NULL, &asset) != TA_OK)
        stop(path, "out of memory");
    if (band == NULL) return;
    asset->band[0] = (struct ta_band){.quantity = TA_QUANTITY_REFLECTANCE_SURFACE,
                                      .number = 1,
                                      .scale = 1e-4,
                                      .nodata = NAN,
                                      .valid_lo = NAN,
                                      .valid_hi = NAN};
    (void)snprintf(asset->band[0].name, TA_NAME_SIZE, "%s", band);
}

static struct ta_scene *make_scenes(int argc, char **argv, size_t *n)
{
    bool ndvi = strncmp(argv[3], "ndvi", 4) == 0;
    *n = ndvi ? 1 : (size_t)(argc - 4);
    struct ta_scene *scene = room(*n, sizeof *scene);
    for (size_t i = 0; i < *n; i++) {
        scene[i] =
            (struct ta_scene){.mask_asset = SIZE_MAX, .saturation_asset = SIZE_MAX};
        (void)snprintf(scene[i].id, sizeof scene[i].id, "bench/%zu", i);
        add_file(&scene[i], argv[4 + i], "red");
    }
    if (ndvi) {
        add_file(scene, argv[5], "nir");
        add_file(scene, argv[6], NULL);
        scene->mask = TA_MASK_SCL;
        scene->mask_asset = 2;
    }
    return scene;
}

/* --- the pass --------------------------------------------------------------------- */

struct told {
    size_t looks;
    double sum;
};

static enum ta_status on_look(void *self, const struct ta_look *look,
                              struct ta_error *err)
{
    struct told *told = self;
    (void)err;
    told->looks++;
    if (look->observation->stats.count > 0) told->sum += look->observation->stats.mean;
    return TA_OK;
}

static void on_problem(void *self, const struct ta_pass_problem *problem)
{
    (void)self;
    fprintf(stderr, "scene_pass: %s\n", problem->error->text);
}

int main(int argc, char **argv)
{
    unsigned threads = argc > 4 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    bool index = argc > 4 && strncmp(argv[3], "ndvi", 4) == 0;
    if (threads == 0 || (index && argc != 7))
        stop("usage", "THREADS ZONES|N each RASTER... | THREADS ZONES|N "
                      "ndvi|ndvi-grown RED NIR MASK");
    struct parcels parcels = {0};
    struct ta_error err = {0};
    struct told told = {0};
    size_t n = 0, wanted = (size_t)strtoul(argv[2], NULL, 10);
    double begin = seconds(CLOCK_MONOTONIC);
    if (wanted > 0)
        draw_parcels(wanted, argv[4], &parcels);
    else
        read_parcels(argv[2], &parcels);
    double read = seconds(CLOCK_MONOTONIC);
    static const char *const red[] = {"red"}, *const ndvi[] = {"ndvi"};
    struct ta_scene *scene = make_scenes(argc, argv, &n);
    struct ta_pass pass = {
        .zones = {parcels.n, parcels.zone, parcels.crs, ta_crs_port()},
        .n_scenes = n,
        .scene = scene,
        .n_layers = 1,
        .layer = index ? ndvi : red,
        .threads = threads,
        .self = &told,
        .observed = on_look,
        .problem = on_problem};
    if (strcmp(argv[3], "ndvi-grown") == 0)
        pass.mask = (struct ta_mask_policy){.cloud_m = TA_GROW_CLOUD_M,
                                            .shadow_m = TA_GROW_SHADOW_M};
    unsigned long long bytes = bytes_read();
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (ta_pass_run(&pass, &err) != TA_OK) stop("pass", err.text);
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    double passed = seconds(CLOCK_MONOTONIC);
    printf("zones=%zu looks=%zu zones_s=%.4f pass_s=%.4f cpu_s=%.4f bytes=%llu "
           "sum=%.15g\n",
           parcels.n, told.looks, read - begin, passed - read, cpu,
           bytes_read() - bytes, told.sum);
    return 0;
}
